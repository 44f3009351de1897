//! What a key takes and what was found instead: parts of sentences, with their article.

use crate::message::messages;

messages! { "config.kind";
    percent_or_off() "a number of percent or \"off\"";
    limit_table() "a table such as {{ percent = 10, count = 100 }}, or \"off\"";
    day() "a day such as 2026-12-24";
    table() "a table";
    cell() "a text, a number, a date, true or false";
    text() "a text";
    whole_number() "a whole number";
    decimal_number() "a number with a decimal point";
    true_or_false() "true or false";
    number() "a number";
    date() "a date";
    this() "this";
    list() "a list";
    table_or_date() "a table or a date";
    name_or_table() "a name, or a table with `name` and `required`";
    level() "a level: `highest`, `high`, `medium`, `low`, `lowest`, or a number";
    text_or_texts() "a text or a list of texts";
    scalar() "a text, a number, true or false";
    sheet() "the name of a sheet or its position, from 1";
    item() "the id of an item as a number, or its name or a value of one of its keys as a text";
}
