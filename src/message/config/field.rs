//! Problems of the fields of a mapping.

use crate::message::messages;

messages! { "config.field";
    not_a_column_of_desk(name) "`{name}` cannot be the name of a column"
        = "`{name}` ne peut pas être le nom d'une colonne";
    column_of_desk()
        "the column that is written, such as name, serial or manufacturers_id; the column of the source \
         goes into `column`"
        = "la colonne où l'on écrit, comme name, serial ou manufacturers_id\u{a0}; la colonne de la source \
           va dans `column`";
    column_value_or_template() "`column`, `value` or `template`"
        = "`column`, `value` ou `template`";
    input_not_said() "it is not said where the value comes from"
        = "il n'est pas dit d'où vient la valeur";
    give_one_of(one_of) "give {one_of}: column = [\"Name\", \"Label\"]"
        = "donnez {one_of}\u{a0}: column = [\"Name\", \"Label\"]";
    several_inputs() "the value comes from more than one place"
        = "la valeur vient de plusieurs endroits";
    keep_one_of(one_of) "keep one of {one_of}"
        = "gardez un seul réglage parmi {one_of}";
    begin_missing() "the date field from which months are counted: begin = \"begin_date\""
        = "le champ de date à partir duquel les mois sont comptés\u{a0}: begin = \"begin_date\"";
    class_not_known(column) "it is not known which class `{column}` points at"
        = "on ne sait pas quelle classe `{column}` désigne";
    add_the_class()
        "add the class as the system spells it: class = \"Manufacturer\"; or type = \"text\" when it is \
         no foreign key"
        = "ajoutez la classe comme le système l'écrit\u{a0}: class = \"Manufacturer\"\u{a0}; ou type = \
           \"text\" si ce n'est pas une clé étrangère";
    otherwise_without_values() "`otherwise` goes with a table `values`"
        = "`otherwise` va avec une table `values`";
    values_example() "values = {{ \"Hewlett Packard\" = \"HP\" }}"
        = "values = {{ \"Hewlett Packard\" = \"HP\" }}";
    replace_example() "{{ find = \"^SRV-\", with = \"\" }}"
        = "{{ find = \"^SRV-\", with = \"\" }}";
    no_such_group(group) "the pattern has no group `{group}`"
        = "le motif n'a pas de groupe `{group}`";
    groups_written() "write ${{1}} when a letter, digit or _ follows the number, and $$ for a dollar sign"
        = "écrivez ${{1}} quand une lettre, un chiffre ou _ suit le numéro, et $$ pour le signe dollar";
    dropdowns_trees_references() "dropdowns, trees and references"
        = "intitulés, arborescences et références";
    all_named_kinds() "dropdowns, trees, entities and references"
        = "intitulés, arborescences, entités et références";
    references() "references"
        = "références";
    months_until() "months_until"
        = "months_until";
    dates() "dates"
        = "dates";
    boolean() "boolean"
        = "boolean";
    key_does_nothing(key) "`{key}` does nothing for this type of field"
        = "`{key}` est sans effet pour ce type de champ";
    key_is_for(kinds) "it is for {kinds}; set `type`, or leave it out"
        = "ce réglage sert pour\u{a0}: {kinds}\u{a0}; renseignez `type`, ou enlevez-le";
    column_or_template() "`column` or `template`"
        = "`column` ou `template`";
}
