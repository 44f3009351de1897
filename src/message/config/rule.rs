//! Problems of `[[rule]]`.

use crate::message::messages;

messages! { "config.rule";
    desk_missing() "the system of stocktake.toml that gets the ticket: desk = \"glpi\"";
    name_of_table() "the name itself: {{ name = \"Support\", required = true }}";
    name_missing() "what reports and tickets call the rule: name = \"hosts\"";
    no_tickets_of_class(product, class) "{product} has no tickets of the class `{class}`";
    adopt_without_item() "`adopt` goes with `ci` or `ci_of_host`";
    item_example() "ci_of_host = true, or ci = \"{{{{ event.host }}}}\"";
    note_is_on_its_ticket() "a note is written on the ticket that it names";
    adopt_or_note() "leave out `adopt`, or [rule.note]";
    ticket_of_note() "number of the ticket: ticket = \"{{{{ event.labels.ticket }}}}\"";
    desk_has_none(product, kind) "{product} has nothing that is a `{kind}`";
    other_columns() "leave it out; its other columns go into `fields`";
    site_without_company() "`site` goes with `company`";
    company_example() "company = \"{{{{ event.labels.customer }}}}\": links are by company and site";
    item_named_already() "the CI is named by `ci` already";
    item_or_host() "keep `ci` for a name, or ci_of_host = true for the item of the event's host";
    not_a_column(name) "`{name}` cannot be a column";
    column_examples() "the API name of a column, such as requesttypes_id or assignment_group";
}
