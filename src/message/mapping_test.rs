//! What the tests of a mapping wanted, found, and never reached.

use super::messages;

messages! { "mapping_test";
    exact_lists_all() "nothing: `exact` lists every field";
    value_left_out(reason) "left out: {reason}";
    no_begin(end, begin) "until {end}; the row has no {begin} to count months from";
    months_of(months, begin, end) "{months} (from {begin} until {end})";
    never_false() "never false";
    key_never_complete(key) "{key} never complete";
    replace_never_hit(pattern) "replace `{pattern}` never hit";
    values_never_used(names) "values never used: {names}";
    otherwise_never_used() "otherwise never used";
    default_never_used() "default never used";
    clear_words_never_used() "clear_words never used";
    left_out_by_only_if() "left out by only_if";
    item() "an item";
    reject_of_field(field, text) "a reject of {field} with `{text}`";
    reject_with(text) "a reject with `{text}`";
    reject(reason) "a reject: {reason}";
    item_without(reasons) "an item; left out: {reasons}";
    left_alone() "nothing: the field is left alone";
    emptied(word) "{word}: the field is emptied";
    never_filled() "never filled";
}
