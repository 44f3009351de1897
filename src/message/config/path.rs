//! Paths of fields and classes outside the mappings: `[authority.*]`, `locks.toml`.

use crate::message::messages;

messages! { "config.path";
    not_a_field(path) "`{path}` is not a field";
    field_or_all() "a field such as infocom.value, or \"*\" for all that are not named";
    class_not_written(class) "no mapping writes {class}";
    no_such_field(class, field) "no mapping of {class} has the field `{field}`";
}
