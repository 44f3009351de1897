//! What is said of a Nagios.

use crate::message::messages;

messages! { "nagios";
    may_not_command()
        "Nagios does not let this user send commands (authorized_for_all_service_commands in cgi.cfg, or be \
         a contact of the object)";
    no_cgis() "there are no JSON CGIs here; does the address end in cgi-bin?";
    status_not_understood(host, error) "the status of {host} is not understood ({error})";
    version_and_user(version, user) "Nagios {version}, user {user}";
    sees(hosts, services) "sees {hosts} hosts and {services} services";
    status_is_old(minutes) "the status of Nagios is {minutes} minutes old; is it running?";
    sees_nothing(user)
        "the user {user} sees no host and no service: it has to be a contact of them, or be listed in \
         authorized_for_all_hosts and authorized_for_all_services in cgi.cfg";
    goes_with_status_file(key) "`{key}` goes with `status_file`";
    one_way_only() "Nagios is read by its CGIs or by its files, not both";
    keep_one_way() "keep `url` with its login, or `status_file`";
    no_command_file() "there is no `command_file` in the settings of this Nagios";
    name_ends_a_field(name)
        "its name `{name}` holds a sign that ends a field of a command, and Nagios would read another command";
    version_and_file(version, file) "Nagios {version}, by {file}";
    may_not_acknowledge() "may not acknowledge: there is no `command_file`";
    may_acknowledge() "may acknowledge and comment";
    cannot_read(shown, error) "cannot read {shown}: {error}; is Nagios running?";
    file_not_whole() "the status file is not whole";
    cannot_write(shown, error)
        "cannot write to {shown}: {error}; is Nagios running, and may this user write?";
    started_lately(unchecked)
        "Nagios started less than 15 minutes ago and has not checked {unchecked} things since";
}
