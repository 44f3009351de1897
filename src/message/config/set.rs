//! Problems of `[set.*]` in a mapping.

use crate::message::messages;

messages! { "config.set";
    no_set() "an item has one row: there is no [set.*]";
    rows_differ_in_sets() "rows of one item differ in the elements of its sets: [set.disks]";
    columns_or_cell() "elements stand either in numbered columns or in one cell";
    numbered_or_split() "keep one of `numbered` and `split`";
    no_numbered_column(mark) "no column of the set has {mark}";
    write_the_number(mark) "write it where the number stands: column = \"Disk {mark} size\"";
    no_separator() "nothing stands between the elements";
    split_example() "split = \";\", or \"\\n\" for lines";
    numbers_missing(mark) "the numbers that {mark} stands for: numbered = {{ to = 4 }}";
    last_number_missing() "the last number: numbered = {{ to = 4 }}";
    not_a_range(from, to, most) "{from} to {to} are not 1 to {most} numbers";
    range_example() "the first and the last number: numbered = {{ from = 1, to = 4 }}";
    key_missing(usual) "what names an element within its item: {usual}, or `key`";
    no_key() "there is no key to tell elements apart by";
    key_example() "the fields that name an element: key = [\"mountpoint\"]";
    no_such_field(set, column) "there is no [set.{set}.field.{column}]";
}
