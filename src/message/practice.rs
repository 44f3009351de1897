//! Practice systems that are served to a person.

use super::messages;

messages! { "practice";
    not_on_loopback(listen) "{listen} is not on loopback: practice systems are for this machine only"
        = "{listen} n'est pas une adresse locale (loopback)\u{a0}: les systèmes d'exercice sont réservés à \
           cette machine";
    cannot_start(name) "cannot start the system `{name}`"
        = "impossible de démarrer le système `{name}`";
    unknown(name, known) "stocktake.toml has no practice system `{name}` (practice systems: {known})"
        = "stocktake.toml n'a pas de système d'exercice `{name}` (systèmes d'exercice\u{a0}: {known})";
    nothing_to_serve() "stocktake.toml has no practice system: add [system.practice.sandbox]"
        = "stocktake.toml n'a pas de système d'exercice\u{a0}: ajoutez [system.practice.sandbox]";
    choose(known) "choose a practice system with --system: {known}"
        = "choisissez un système d'exercice avec --system\u{a0}: {known}";
    no_such_version(version, known)
        "it imitates no version {version} (versions: {known})"
        = "la version {version} n'est pas imitée (versions\u{a0}: {known})";
    not_for_practice() "it is not a practice system"
        = "ce n'est pas un système d'exercice";
    where_there_are_tokens(token) "{token} (where there are tokens)"
        = "{token} (là où il y a des jetons)";
    state() "state"
        = "état";
    version() "version"
        = "version";
    login() "login"
        = "identifiant";
    user() "user"
        = "utilisateur";
    client() "client"
        = "client";
    zone() "zone"
        = "fuseau";
    token() "token"
        = "jeton";
    user_token() "user token"
        = "jeton d'utilisateur";
    app_token() "app token"
        = "jeton d'application";
    or_none(token) "{token} (or none)"
        = "{token} (ou aucun)";
    title(product, url) "Practice {product} on {url}"
        = "{product} d'exercice sur {url}";
    how_to_stop() "Stop it with Ctrl-C."
        = "Ctrl-C pour arrêter.";
    /// Where a running practice system does not see what other commands write.
    alone_on_its_file() "Jobs start one of their own on the same file: stop this one before they run."
        = "Les tâches démarrent leur propre système sur le même fichier\u{a0}: arrêtez celui-ci avant de \
           les lancer.";
    which_vendor(known) "the system that it imitates: {known}"
        = "le système qu'il imite\u{a0}: {known}";
    which_effect(known) "what goes wrong: {known}"
        = "ce qui se passe mal\u{a0}: {known}";
    which_deed() "what people do meanwhile, such as deed = \"remove\" with of = \"assets/17\""
        = "ce que quelqu'un fait pendant ce temps, par exemple deed = \"remove\" avec of = \"assets/17\"";
    how_to_change_rows()
        "To change what it holds, edit the file: it has one row a line."
        = "Pour changer ce qu'il contient, modifiez le fichier\u{a0}: il a une ligne par enregistrement.";
    how_to_change_it()
        "To change what it shows, edit the file: \"state\": 0 ends a problem, another number begins one; an \
         object with a host, a service and a state is enough for a new one."
        = "Pour changer ce qu'il affiche, modifiez le fichier\u{a0}: \"state\": 0 met fin à un problème, \
           un autre nombre en commence un\u{a0}; un objet avec un hôte, un service et un état suffit pour \
           en ajouter un.";
}
