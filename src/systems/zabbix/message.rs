//! What is said of a Zabbix.

use crate::message::messages;

messages! { "zabbix";
    needs_login() "token = \"env:NAME\", or `login` and `password`"
        = "token = \"env:NOM\", ou `login` et `password`";
    no_group(names) "Zabbix has no host group {names}, or our user may not see it"
        = "Zabbix n'a pas de groupe d'hôtes {names}, ou notre utilisateur n'a pas le droit de le voir";
    sees_no_host() "the user sees no host at all: the user group needs read rights on host groups"
        = "l'utilisateur ne voit aucun hôte\u{a0}: son groupe d'utilisateurs a besoin de droits de lecture \
           sur des groupes d'hôtes";
    sees_no_host_in_groups(groups) "the user sees no host in the groups {groups}"
        = "l'utilisateur ne voit aucun hôte dans les groupes {groups}";
    no_frontend() "there is no Zabbix frontend at this address"
        = "il n'y a pas d'interface web de Zabbix à cette adresse";
    too_old(text) "Zabbix {text} is too old: 5.0 is the first that works"
        = "Zabbix {text} est trop ancien\u{a0}: la version minimale est 5.0";
    no_login() "there is neither a token nor a login"
        = "il n'y a ni jeton ni identifiant";
    not_understood(error) "the answer is not understood ({error})"
        = "la réponse n'est pas comprise ({error})";
    user_is(login) "user {login}"
        = "utilisateur {login}";
    by_token() "by an API token"
        = "par un jeton d'API";
    version_and_user(version, who) "Zabbix {version}, {who}"
        = "Zabbix {version}, {who}";
    role_denies_method(role, method) "the role {role} does not allow the method {method}"
        = "le rôle {role} n'autorise pas la méthode {method}";
    role_denies_action(role, action) "the role {role} does not allow the action {action}"
        = "le rôle {role} n'autorise pas l'action {action}";
    sees(hosts) "sees {hosts} {hosts:host|hosts}"
        = "voit {hosts} {hosts:hôte|hôtes}";
    no_manual_close() "its trigger does not allow manual closing; the trigger's page has a box for it"
        = "son déclencheur n'autorise pas la fermeture manuelle\u{a0}; une case à cocher le permet dans la \
           page du déclencheur";
}
