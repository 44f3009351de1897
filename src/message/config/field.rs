//! Problems of the fields of a mapping.

use crate::message::messages;

messages! { "config.field";
    not_a_column_of_desk(name) "`{name}` cannot be the name of a column";
    column_of_desk()
        "the column that is written, such as name, serial or manufacturers_id; the column of the source \
         goes into `column`";
    column_value_or_template() "`column`, `value` or `template`";
    input_not_said() "it is not said where the value comes from";
    give_one_of(one_of) "give {one_of}: column = [\"Name\", \"Label\"]";
    several_inputs() "the value comes from more than one place";
    keep_one_of(one_of) "keep one of {one_of}";
    begin_missing() "the date field from which months are counted: begin = \"begin_date\"";
    class_not_known(column) "it is not known which class `{column}` points at";
    add_the_class()
        "add the class as the system spells it: class = \"Manufacturer\"; or type = \"text\" when it is \
         no foreign key";
    otherwise_without_values() "`otherwise` goes with a table `values`";
    values_example() "values = {{ \"Hewlett Packard\" = \"HP\" }}";
    replace_example() "{{ find = \"^SRV-\", with = \"\" }}";
    no_such_group(group) "the pattern has no group `{group}`";
    groups_written() "write ${{1}} when a letter, digit or _ follows the number, and $$ for a dollar sign";
    dropdowns_trees_references() "dropdowns, trees and references";
    all_named_kinds() "dropdowns, trees, entities and references";
    references() "references";
    months_until() "months_until";
    dates() "dates";
    boolean() "boolean";
    key_does_nothing(key) "`{key}` does nothing for this type of field";
    key_is_for(kinds) "it is for {kinds}; set `type`, or leave it out";
    column_or_template() "`column` or `template`";
}
