//! Paths of fields and classes outside the mappings: `[authority.*]`, `locks.toml`.

use crate::message::messages;

messages! { "config.path";
    not_a_field(path) "`{path}` is not a field"
        = "`{path}` n'est pas un champ";
    field_or_all() "a field such as infocom.value, or \"*\" for all that are not named"
        = "un champ comme infocom.value, ou \"*\" pour tous ceux qui ne sont pas nommés";
    class_not_written(class) "no mapping writes {class}"
        = "aucune correspondance n'écrit {class}";
    no_such_field(class, field) "no mapping of {class} has the field `{field}`"
        = "aucune correspondance de {class} n'a de champ `{field}`";
}
