//! What is said of a Centreon.

use crate::message::messages;

messages! { "centreon";
    needs_login() "token = \"env:NAME\", or `login` and `password`"
        = "token = \"env:NOM\", ou `login` et `password`";
    list_changed() "the list of problems changed while its pages were read"
        = "la liste des problèmes a changé pendant la lecture de ses pages";
    sees_nothing() "the user sees no host and no service: an access group with resources is needed"
        = "l'utilisateur ne voit ni hôte ni service\u{a0}: il lui faut un groupe d'accès avec des ressources";
    sees_nothing_in_groups(groups) "the user sees nothing in the host groups {groups}"
        = "l'utilisateur ne voit rien dans les groupes d'hôtes {groups}";
    no_login() "there is neither a token nor a login"
        = "il n'y a ni jeton ni identifiant";
    no_api() "there is no Centreon API here; does the address end in /centreon?"
        = "il n'y a pas d'API de Centreon ici\u{a0}; l'adresse se termine-t-elle par /centreon\u{a0}?";
    unknown_version() "of unknown version"
        = "de version inconnue";
    by_token() "by an API token"
        = "par un jeton d'API";
    user_is(login) "user {login}"
        = "utilisateur {login}";
    version_and_user(version, who) "Centreon {version}, {who}"
        = "Centreon {version}, {who}";
    body_is_not_taken(said) "Centreon does not take what this version of stocktake sends, and has done nothing: {said}"
        = "Centreon n'accepte pas ce que cette version de stocktake envoie, et n'a rien fait\u{a0}: {said}";
    sees(total) "sees {total} hosts and services"
        = "voit {total} hôtes et services";
}
