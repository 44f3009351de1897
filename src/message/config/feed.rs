//! Problems of `[[feed]]`.

use crate::message::messages;

messages! { "config.feed";
    path_missing() "the file that is read: path = \"exports/*.csv\"";
    mapping_missing() "the name of a file of the folder mappings, without .toml";
    no_such_mapping(name) "there is no mapping `{name}` (mappings/{name}.toml)";
    not_a_file_pattern() "this is not a file pattern";
    file_pattern_signs() "* any characters, ? one character, [abc] one of these, ** folders";
    one_format() "a feed has one format";
    keep_one_format() "keep one of [feed.csv], [feed.sheet] and [feed.json]";
    format_not_told() "the name of the file does not tell its format";
    endings_that_tell(endings)
        "endings that do: {endings}; else write [feed.csv], [feed.sheet] or [feed.json]";
    one_delimiter() "one character such as \";\", or \"tab\"";
    one_quote() "one character such as \"'\", or \"none\"";
    delimiter_is_quote() "values are separated and quoted by the same character";
    not_a_separator(text) "`{text}` cannot separate or quote values";
    not_an_encoding(name) "`{name}` is not the name of an encoding";
    header_row_without_header() "a table without a header has no row for it";
    header_or_row() "keep `header = false`, or `header_row`";
    one_sheet_choice() "`sheet` names one sheet, `sheets` a pattern for several";
    keep_one_sheet_choice() "keep one of sheet and sheets";
    column_needs(column, key) "`{column}` says something only beside `{key}`";
    add_or_remove(key) "add `{key}`, or remove it";
    not_a_range(text) "`{text}` is no range of cells";
    range_example() "such as \"B3:H40\", \"B3:H\" (down to the end) or \"B:H\"";
    lookup_path_missing() "the file that is looked into: path = \"sites.csv\"";
    lookup_column_missing() "the column of the rows by which is looked: column = \"Site code\"";
    lookup_columns_missing() "the columns that are taken over: columns = [\"Region\", \"Town\"]";
    column_name_blank() "the name of the column is blank";
    sheet_name_blank() "the name of the sheet is blank";
}
