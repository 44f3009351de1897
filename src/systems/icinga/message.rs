//! What is said of an Icinga.

use crate::message::messages;

messages! { "icinga";
    needs_login() "`login` and `password = \"env:NAME\"`, or `certificate`";
    address_of_web() "the address of Icinga DB Web: https://icinga.example.org/icingaweb2";
    list_hosts() "list hosts";
    list_services() "list services";
    read_who_acknowledged() "read who acknowledged";
    acknowledge() "acknowledge";
    take_back() "take an acknowledgement back";
    comment() "comment";
    tell_version() "tell the version";
    sees_no_host() "the API user sees no host at all; look at the filter of its permissions";
    sees_no_host_in_groups(groups) "the API user sees no host in the groups {groups}";
    not_icinga() "this is not the API of Icinga 2; is the address right?";
    query_not_answered(why) "the query cannot be answered: {why}";
    does_not_say_who() "it does not say who we are; is this the API of Icinga 2?";
    lacks_permission(user, permission) "the API user {user} lacks the permission {permission}";
    version_and_user(version, user) "Icinga {version}, API user {user}";
    sees(hosts) "sees {hosts} hosts";
    may(what, permission) "may {what} ({permission})";
    may_not(what, permission) "may not {what} ({permission})";
}
