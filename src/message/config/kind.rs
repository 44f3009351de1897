//! What a key takes and what was found instead: parts of sentences, with their article.

use crate::message::{Message, messages};

messages! { "config.kind";
    percent_or_off() "a number of percent or \"off\""
        = "un pourcentage ou \"off\"";
    limit_table() "a table such as {{ percent = 10, count = 100 }}, or \"off\""
        = "une table comme {{ percent = 10, count = 100 }}, ou \"off\"";
    day() "a day such as 2026-12-24"
        = "une date comme 2026-12-24";
    table() "a table"
        = "une table";
    cell() "a text, a number, a date, true or false"
        = "un texte, un nombre, une date, true ou false";
    cell_or_elements() "a text, a number, a date, true or false, or of a set a list of tables"
        = "un texte, un nombre, une date, true ou false, ou pour un ensemble une liste de tables";
    text() "a text"
        = "un texte";
    whole_number() "a whole number"
        = "un nombre entier";
    decimal_number() "a number with a decimal point"
        = "un nombre décimal";
    true_or_false() "true or false"
        = "true ou false";
    number() "a number"
        = "un nombre";
    date() "a date"
        = "une date";
    this() "this"
        = "ceci";
    list() "a list"
        = "une liste";
    table_or_date() "a table or a date"
        = "une table ou une date";
    name_or_table() "a name, or a table with `name` and `required`"
        = "un nom, ou une table avec `name` et `required`";
    flag_or_required() "`true`, `false`, or a table with `required`"
        = "`true`, `false`, ou une table avec `required`";
    level() "a level: `highest`, `high`, `medium`, `low`, `lowest`, or a number"
        = "un niveau\u{a0}: `highest`, `high`, `medium`, `low`, `lowest`, ou un nombre";
    text_or_texts() "a text or a list of texts"
        = "un texte ou une liste de textes";
    scalar() "a text, a number, true or false"
        = "un texte, un nombre, true ou false";
    scalar_or_scalars() "a text, a number, true or false, or a list of these"
        = "un texte, un nombre, true ou false, ou une liste de ceux-ci";
    sheet() "the name of a sheet or its position, from 1"
        = "le nom d'une feuille ou sa position, à partir de 1";
    item() "the id of an item as a number, or its name or a value of one of its keys as a text"
        = "l'id d'un élément sous forme de nombre, ou son nom ou la valeur d'une de ses clés sous forme de \
           texte";
}

/// What types of ours say that they take: serde carries it in English alone.
pub(crate) fn of_types() -> [Message; 14] {
    [
        percent_or_off(),
        limit_table(),
        day(),
        table(),
        cell(),
        cell_or_elements(),
        name_or_table(),
        flag_or_required(),
        level(),
        text_or_texts(),
        scalar(),
        scalar_or_scalars(),
        sheet(),
        item(),
    ]
}
