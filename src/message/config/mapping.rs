//! Problems of mapping files as a whole.

use crate::message::messages;

messages! { "config.mapping";
    no_fields() "at least one [field.COLUMN], such as [field.name] with `column`";
    class_missing() "the class of item as the system spells it: class = \"Computer\"";
    not_a_class(name) "`{name}` cannot be the name of a class";
    no_such_date_field(name) "there is no date field `{name}` here";
    no_such_part(class, table) "items of the class `{class}` have no [{table}]";
    classes_that_have(table, classes) "classes that have [{table}]: {classes}";
    no_class_has(table) "no class of the target has [{table}]";
    no_such_class(name) "there is no class `{name}`";
    two_products(mapping, first, second)
        "jobs write the records of the mapping `{mapping}` to {first} and to {second}";
    one_product_each() "classes and columns are those of one product: write a mapping for each";
    no_target() "no kind of system that this program knows takes records";
    match_example()
        "the fields by which an item is found, in order: match = [[\"serial\"], [\"name\", \
         \"entities_id\"]]";
    no_key() "there is no key to find an item by";
    key_without_field() "a key without a field";
    no_such_field(column) "there is no [field.{column}]";
    choose_missing()
        "which contract: choose = {{ column = [\"Contract\"] }}, or [contract.name] for a new one";
}
