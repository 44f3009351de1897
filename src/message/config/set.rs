//! Problems of `[set.*]` in a mapping.

use crate::message::messages;

messages! { "config.set";
    no_set() "an item has one row: there is no [set.*]"
        = "un élément a une seule ligne\u{a0}: il n'y a pas de [set.*]";
    rows_differ_in_sets() "rows of one item differ in the elements of its sets: [set.disks]"
        = "les lignes d'un même élément diffèrent par les composants de ses ensembles\u{a0}: [set.disks]";
    columns_or_cell() "elements stand either in numbered columns or in one cell"
        = "les composants se trouvent soit dans des colonnes numérotées, soit dans une seule cellule";
    numbered_or_split() "keep one of `numbered` and `split`"
        = "gardez `numbered` ou `split`";
    only_if_without_list() "only elements of a list are chosen by `only_if`"
        = "`only_if` ne choisit que parmi les composants d'une liste";
    list_example() "the path of a list in the record: list = \"drives\""
        = "le chemin d'une liste de l'enregistrement\u{a0}: list = \"drives\"";
    list_or_columns() "elements stand either in a list or in columns and cells"
        = "les composants se trouvent soit dans une liste, soit dans des colonnes et des cellules";
    keep_list() "keep `list`, or one of `numbered` and `split`"
        = "gardez `list`, ou bien `numbered` ou `split`";
    no_numbered_column(mark) "no column of the set has {mark}"
        = "aucune colonne de l'ensemble ne contient {mark}";
    write_the_number(mark) "write it where the number stands: column = \"Disk {mark} size\""
        = "écrivez-le à la place du numéro\u{a0}: column = \"Disk {mark} size\"";
    no_separator() "nothing stands between the elements"
        = "il n'y a rien entre les composants";
    split_example() "split = \";\", or \"\\n\" for lines"
        = "split = \";\", ou \"\\n\" pour des lignes";
    numbers_missing(mark) "the numbers that {mark} stands for: numbered = {{ to = 4 }}"
        = "les numéros que {mark} représente\u{a0}: numbered = {{ to = 4 }}";
    last_number_missing() "the last number: numbered = {{ to = 4 }}"
        = "le dernier numéro\u{a0}: numbered = {{ to = 4 }}";
    not_a_range(from, to, most) "{from} to {to} are not 1 to {most} numbers"
        = "{from} à {to} ne fait pas 1 à {most} numéros";
    range_example() "the first and the last number: numbered = {{ from = 1, to = 4 }}"
        = "le premier et le dernier numéro\u{a0}: numbered = {{ from = 1, to = 4 }}";
    key_missing(usual) "what names an element within its item: {usual}, or `key`"
        = "ce qui identifie un composant dans son élément\u{a0}: {usual}, ou `key`";
    two_names(outer, inner) "what names an element: {outer} and {inner} together"
        = "ce qui identifie un composant\u{a0}: {outer} et {inner} ensemble";
    no_key() "there is no key to tell elements apart by"
        = "il n'y a pas de clé pour distinguer les composants";
    key_example() "the fields that name an element: key = [\"mountpoint\"]"
        = "les champs qui identifient un composant\u{a0}: key = [\"mountpoint\"]";
    no_such_field(set, column) "there is no [set.{set}.field.{column}]"
        = "il n'y a pas de [set.{set}.field.{column}]";
}
