//! What is said of a Nagios.

use crate::message::messages;

messages! { "nagios";
    may_not_command()
        "Nagios does not let this user send commands (authorized_for_all_service_commands in cgi.cfg, or be \
         a contact of the object)"
        = "Nagios ne laisse pas cet utilisateur envoyer de commandes (authorized_for_all_service_commands \
           dans cgi.cfg, ou être contact de l'objet)";
    no_cgis() "there are no JSON CGIs here; does the address end in cgi-bin?"
        = "il n'y a pas de CGI JSON ici\u{a0}; l'adresse se termine-t-elle par cgi-bin\u{a0}?";
    status_not_understood(host, error) "the status of {host} is not understood ({error})"
        = "l'état de {host} n'est pas compris ({error})";
    version_and_user(version, user) "Nagios {version}, user {user}"
        = "Nagios {version}, utilisateur {user}";
    sees(hosts, services) "sees {hosts} {hosts:host|hosts} and {services} {services:service|services}"
        = "voit {hosts} {hosts:hôte|hôtes} et {services} {services:service|services}";
    status_is_old(minutes) "the status of Nagios is {minutes} minutes old; is it running?"
        = "l'état de Nagios date de {minutes} {minutes:minute|minutes}\u{a0}; est-il en marche\u{a0}?";
    sees_nothing(user)
        "the user {user} sees no host and no service: it has to be a contact of them, or be listed in \
         authorized_for_all_hosts and authorized_for_all_services in cgi.cfg"
        = "l'utilisateur {user} ne voit ni hôte ni service\u{a0}: il doit en être contact, ou figurer dans \
           authorized_for_all_hosts et authorized_for_all_services de cgi.cfg";
    goes_with_status_file(key) "`{key}` goes with `status_file`"
        = "`{key}` va avec `status_file`";
    one_way_only() "Nagios is read by its CGIs or by its files, not both"
        = "Nagios se lit par ses CGI ou par ses fichiers, pas les deux";
    keep_one_way() "keep `url` with its login, or `status_file`"
        = "gardez `url` avec ses identifiants, ou `status_file`";
    no_command_file() "there is no `command_file` in the settings of this Nagios"
        = "il n'y a pas de `command_file` dans les réglages de ce Nagios";
    name_ends_a_field(name)
        "its name `{name}` holds a sign that ends a field of a command, and Nagios would read another command"
        = "son nom `{name}` contient un signe qui termine un champ de commande, et Nagios lirait une autre \
           commande";
    version_and_file(version, file) "Nagios {version}, by {file}"
        = "Nagios {version}, par {file}";
    may_not_acknowledge() "may not acknowledge: there is no `command_file`"
        = "ne peut pas acquitter\u{a0}: il n'y a pas de `command_file`";
    may_acknowledge() "may acknowledge and comment"
        = "peut acquitter et commenter";
    cannot_read(shown, error) "cannot read {shown}: {error}; is Nagios running?"
        = "impossible de lire {shown}\u{a0}: {error}\u{a0}; Nagios est-il en marche\u{a0}?";
    file_not_whole() "the status file is not whole"
        = "le fichier d'état n'est pas complet";
    cannot_write(shown, error)
        "cannot write to {shown}: {error}; is Nagios running, and may this user write?"
        = "impossible d'écrire dans {shown}\u{a0}: {error}\u{a0}; Nagios est-il en marche, et cet \
           utilisateur a-t-il le droit d'écrire\u{a0}?";
    started_lately(unchecked)
        "Nagios started less than 15 minutes ago and has not checked {unchecked} {unchecked:thing|things} since"
        = "Nagios a démarré il y a moins de 15 minutes et n'a pas encore contrôlé {unchecked} \
           {unchecked:objet|objets}";
}
