//! Problems of `[[rule]]`.

use crate::message::messages;

messages! { "config.rule";
    desk_missing() "the system of stocktake.toml that gets the ticket: desk = \"glpi\""
        = "le système de stocktake.toml qui reçoit le ticket\u{a0}: desk = \"glpi\"";
    no_otherwise(key) "there is no other {key} in the place of one that is not known"
        = "pas de remplaçant pour {key} quand le nom n'est pas connu";
    otherwise_where() "`otherwise` goes with contact and team"
        = "`otherwise` va avec contact et team";
    name_of_table() "the name itself: {{ name = \"Support\", required = true }}"
        = "le nom lui-même\u{a0}: {{ name = \"Support\", required = true }}";
    name_missing() "what reports and tickets call the rule: name = \"hosts\""
        = "le nom de la règle dans les rapports et les tickets\u{a0}: name = \"hosts\"";
    no_tickets_of_class(product, class) "{product} has no tickets of the class `{class}`"
        = "{product} n'a pas de tickets de la classe `{class}`";
    adopt_without_item() "`adopt` goes with `ci` or `ci_of_host`"
        = "`adopt` va avec `ci` ou `ci_of_host`";
    item_example() "ci_of_host = true, or ci = \"{{{{ event.host }}}}\""
        = "ci_of_host = true, ou ci = \"{{{{ event.host }}}}\"";
    note_is_on_its_ticket() "a note is written on the ticket that it names"
        = "une note s'écrit sur le ticket qu'elle nomme";
    adopt_or_note() "leave out `adopt`, or [rule.note]"
        = "enlevez `adopt`, ou [rule.note]";
    ticket_of_note() "number of the ticket: ticket = \"{{{{ event.labels.ticket }}}}\""
        = "le numéro du ticket\u{a0}: ticket = \"{{{{ event.labels.ticket }}}}\"";
    desk_has_none(product, kind) "{product} has nothing that is a `{kind}`"
        = "{product} n'a rien qui soit un `{kind}`";
    other_columns() "leave it out; its other columns go into `fields`"
        = "enlevez-le\u{a0}; ses autres colonnes vont dans `fields`";
    site_without_company() "`site` goes with `company`"
        = "`site` va avec `company`";
    company_example() "company = \"{{{{ event.labels.customer }}}}\": links are by company and site"
        = "company = \"{{{{ event.labels.customer }}}}\"\u{a0}: les liens se font par société et site";
    item_named_already() "the CI is named by `ci` already"
        = "le CI est déjà nommé par `ci`";
    item_or_host() "keep `ci` for a name, or ci_of_host = true for the item of the event's host"
        = "gardez `ci` pour un nom, ou ci_of_host = true pour l'élément de l'hôte de l'événement";
    not_a_column(name) "`{name}` cannot be a column"
        = "`{name}` ne peut pas être une colonne";
    column_examples() "the API name of a column, such as requesttypes_id or assignment_group"
        = "le nom d'API d'une colonne, comme requesttypes_id ou assignment_group";
}
