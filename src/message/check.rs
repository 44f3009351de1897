//! What `check` finds in the names of rules, and its count of what it read.

use super::messages;

messages! { "check";
    good() "ok  "
        = "ok   ";
    bad() "FAIL"
        = "ÉCHEC";
    line(mark, system, what, detail) "{mark} {system}: {what}: {detail}"
        = "{mark} {system}\u{a0}: {what}\u{a0}: {detail}";
    connection() "connection"
        = "connexion";
    version() "version"
        = "version";
    user() "user"
        = "utilisateur";
    profile() "profile"
        = "profil";
    entities() "entities"
        = "entités";
    entities_seen(entity, seen) "{entity}; {seen} visible"
        = "{entity}\u{a0}; {seen} {seen:visible|visibles}";
    sessions() "sessions"
        = "sessions";
    interface() "interface"
        = "interface";
    roles() "roles"
        = "rôles";
    login() "login"
        = "connexion";
    rights() "rights"
        = "droits";
    database() "database"
        = "base de données";
    table(name) "table {name}"
        = "table {name}";
    readable() "readable"
        = "lisible";
    allowed() "allowed"
        = "autorisé";
    may_read(class) "read {class}"
        = "lire {class}";
    may_create(class) "create {class}"
        = "créer {class}";
    columns_of(class) "columns of {class}"
        = "colonnes de {class}";
    value_of(field, mapping) "{field} of mappings/{mapping}.toml"
        = "{field} de mappings/{mapping}.toml";
    names_in_rules() "names in rules"
        = "noms dans les règles";
    rule_of(rule, job) "rule `{rule}` of {job}"
        = "règle `{rule}` de {job}";
    link_of(company, site) "link of {company}{site}"
        = "lien de {company}{site}";
    all_known(rules, links) "all are known (rules: {rules}, links of companies: {links})"
        = "tous sont connus (règles\u{a0}: {rules}, liens de sociétés\u{a0}: {links})";
    class_of_others(mapping, class)
        "mappings/{mapping}.toml: the class `{class}` is none of the product's own; a plugin may have it, and \
         `check --connect` asks the server"
        = "mappings/{mapping}.toml\u{a0}: la classe `{class}` n'est pas une classe du produit \
           lui-même\u{a0}; elle peut venir d'un plugin, et `check --connect` interroge le serveur";
    opened_without(why) "{why}; tickets are opened without it"
        = "{why}\u{a0}; les tickets sont ouverts sans cela";
    mail_is_taken(n) "mail for {n} {n:recipient|recipients} would be taken; none was sent"
        = "un courriel pour {n} {n:destinataire|destinataires} serait accepté\u{a0}; aucun n'a été envoyé";
    mail_is_not_taken(why) "mail cannot be sent: {why}"
        = "l'envoi de courriels est impossible\u{a0}: {why}";
    acknowledges(jobs, why) "{jobs} acknowledges there, and our user may not: {why}"
        = "{jobs}\u{a0}: des acquittements y sont prévus, et notre utilisateur n'en a pas le droit\u{a0}: \
           {why}";
    takes_back(jobs, why) "{jobs} takes acknowledgements back there, and our user may not: {why}"
        = "{jobs}\u{a0}: des retraits d'acquittement y sont prévus, et notre utilisateur n'en a pas le \
           droit\u{a0}: {why}";
    comments(jobs, why) "{jobs} comments there, and our user may not: {why}"
        = "{jobs}\u{a0}: des commentaires y sont prévus, et notre utilisateur n'en a pas le droit\u{a0}: \
           {why}";
    of_lookup(column, what) "lookup of `{column}`: {what}"
        = "recherche de `{column}`\u{a0}: {what}";
    source(of, why) "{of}: {why}"
        = "{of}\u{a0}: {why}";
    warning(what) "warning: {what}"
        = "attention\u{a0}: {what}";
    no_problems(jobs, mappings, systems)
        "configuration: {jobs} {jobs:job|jobs}, {mappings} {mappings:mapping|mappings}, {systems} \
         {systems:system|systems}, no problems"
        = "configuration\u{a0}: {jobs} {jobs:tâche|tâches}, {mappings} \
           {mappings:correspondance|correspondances}, {systems} {systems:système|systèmes}, aucun problème";
}
