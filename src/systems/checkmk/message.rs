//! What is said of a site of Checkmk.

use crate::message::messages;

messages! { "checkmk";
    needs_login() "`login` and `password = \"env:NAME\"`"
        = "`login` et `password = \"env:NOM\"`";
    sees_no_host() "the user sees no host at all: a contact group or a role that sees all is needed"
        = "l'utilisateur ne voit aucun hôte\u{a0}: il lui faut un groupe de contacts ou un rôle qui voit \
           tout";
    sees_no_host_in_groups(groups) "the user sees no host in the groups {groups}"
        = "l'utilisateur ne voit aucun hôte dans les groupes {groups}";
    no_api() "there is no REST API here; does the address end in the site?"
        = "il n'y a pas d'API REST ici\u{a0}; l'adresse se termine-t-elle par le nom du site\u{a0}?";
    version_and_user(version, edition, user) "Checkmk {version}{edition}, user {user}"
        = "Checkmk {version}{edition}, utilisateur {user}";
    sees(hosts) "sees {hosts} {hosts:host|hosts}"
        = "voit {hosts} {hosts:hôte|hôtes}";
    cannot_take_back() "this version of Checkmk cannot take an acknowledgement back by its API (2.4.0p6 and later can)"
        = "cette version de Checkmk ne sait pas retirer un acquittement par son API (possible à partir de \
           2.4.0p6)";
    cannot_comment() "this version of Checkmk cannot comment by its API (2.2 can)"
        = "cette version de Checkmk ne sait pas commenter par son API (2.2 le sait)";
}
