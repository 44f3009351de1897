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
    sheet_name_blank() "the name of the sheet is blank";
}
