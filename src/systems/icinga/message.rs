//! What is said of an Icinga.

use crate::message::messages;

messages! { "icinga";
    needs_login() "`login` and `password = \"env:NAME\"`, or `certificate`"
        = "`login` et `password = \"env:NOM\"`, ou `certificate`";
    address_of_web() "the address of Icinga DB Web: https://icinga.example.org/icingaweb2"
        = "l'adresse d'Icinga DB Web\u{a0}: https://icinga.example.org/icingaweb2";
    list_hosts() "list hosts"
        = "lister les hôtes";
    list_services() "list services"
        = "lister les services";
    read_who_acknowledged() "read who acknowledged"
        = "voir qui a acquitté";
    acknowledge() "acknowledge"
        = "acquitter";
    take_back() "take an acknowledgement back"
        = "retirer un acquittement";
    comment() "comment"
        = "commenter";
    tell_version() "tell the version"
        = "donner la version";
    sees_no_host() "the API user sees no host at all; look at the filter of its permissions"
        = "l'utilisateur d'API ne voit aucun hôte\u{a0}; vérifiez le filtre de ses permissions";
    sees_no_host_in_groups(groups) "the API user sees no host in the groups {groups}"
        = "l'utilisateur d'API ne voit aucun hôte dans les groupes {groups}";
    not_icinga() "this is not the API of Icinga 2; is the address right?"
        = "ce n'est pas l'API d'Icinga 2\u{a0}; l'adresse est-elle la bonne\u{a0}?";
    query_not_answered(why) "the query cannot be answered: {why}"
        = "la requête ne peut pas recevoir de réponse\u{a0}: {why}";
    does_not_say_who() "it does not say who we are; is this the API of Icinga 2?"
        = "la réponse ne dit pas qui nous sommes\u{a0}; est-ce bien l'API d'Icinga 2\u{a0}?";
    lacks_permission(user, permission) "the API user {user} lacks the permission {permission}"
        = "il manque à l'utilisateur d'API {user} la permission {permission}";
    version_and_user(version, user) "Icinga {version}, API user {user}"
        = "Icinga {version}, utilisateur d'API {user}";
    sees(hosts) "sees {hosts} {hosts:host|hosts}"
        = "voit {hosts} {hosts:hôte|hôtes}";
    may(what, permission) "may {what} ({permission})"
        = "peut {what} ({permission})";
    may_not(what, permission) "may not {what} ({permission})"
        = "ne peut pas {what} ({permission})";
}
