//! The columns of a class.

use super::messages;

messages! { "columns";
    of_server(class, system, detail) "{class} of {system}, as the server tells ({detail})"
        = "{class} de {system}, d'après le serveur ({detail})";
    of_schema(class, product) "{class} as {product} is known here; no server was asked"
        = "{class} tel que {product} est connu ici\u{a0}; aucun serveur n'a été interrogé";
    not_reached(system, why) "{system} could not be asked: {why}"
        = "impossible d'interroger {system}\u{a0}: {why}";
    of_desk(class, system, product) "{class} of {system} ({product}), as the server tells"
        = "{class} de {system} ({product}), d'après le serveur";
    names_only(product)
        "{product} tells the names of columns, and of keys and lists that they are; labels, other types and \
         lengths stand in its data model only"
        = "{product} indique les noms des colonnes, et lesquelles sont des clés ou des listes\u{a0}; les libellés, \
           les autres types et les longueurs ne sont que dans son modèle de données";
    not_asked(system, class, why) "{system} does not tell the columns of {class}: {why}"
        = "{system} n'indique pas les colonnes de {class}\u{a0}: {why}";
    tells_nothing(system, product) "{system}: {product} tells nothing of its classes"
        = "{system}\u{a0}: {product} n'indique rien de ses classes";
    required() "required"
        = "obligatoire";
    kind_text() "text"
        = "texte";
    kind_long_text() "long text"
        = "texte long";
    kind_integer() "whole number"
        = "nombre entier";
    kind_months() "months"
        = "mois";
    kind_decimal() "number"
        = "nombre";
    kind_boolean() "yes or no"
        = "oui ou non";
    kind_date() "date"
        = "date";
    kind_date_time() "date, time"
        = "date, heure";
    kind_mac() "MAC"
        = "MAC";
    kind_ip() "IP"
        = "IP";
    kind_addresses() "IPs"
        = "IP (plusieurs)";
    kind_hostname() "host name"
        = "nom d'hôte";
    kind_mebibytes() "size, MiB"
        = "taille, Mio";
    kind_dropdown(class) "list {class}"
        = "intitulé {class}";
    kind_tree(class) "tree {class}"
        = "arborescence {class}";
    kind_entity() "entity"
        = "entité";
    kind_reference(class, by) "{class} by {by}"
        = "{class} par {by}";
    since(version) "from {version}"
        = "dès {version}";
    until(version) "before {version}"
        = "avant {version}";
    only_here() "added here"
        = "ajouté ici";
}
