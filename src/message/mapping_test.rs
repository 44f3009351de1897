//! What the tests of a mapping wanted, found, and never reached.

use super::messages;

messages! { "mapping_test";
    exact_lists_all() "nothing: `exact` lists every field"
        = "rien\u{a0}: `exact` exige la liste de tous les champs";
    value_left_out(reason) "left out: {reason}"
        = "laissé de côté\u{a0}: {reason}";
    no_begin(end, begin) "until {end}; the row has no {begin} to count months from"
        = "jusqu'au {end}\u{a0}; la ligne n'a pas de {begin} à partir duquel compter les mois";
    months_of(months, begin, end) "{months} (from {begin} until {end})"
        = "{months} (du {begin} au {end})";
    never_false() "never false"
        = "jamais faux";
    key_never_complete(key) "{key} never complete"
        = "{key}\u{a0}: clé jamais complète";
    replace_never_hit(pattern) "replace `{pattern}` never hit"
        = "replace `{pattern}` ne trouve jamais rien";
    values_never_used(names) "values never used: {names}"
        = "values jamais utilisées\u{a0}: {names}";
    otherwise_never_used() "otherwise never used"
        = "otherwise jamais utilisé";
    default_never_used() "default never used"
        = "default jamais utilisé";
    clear_words_never_used() "clear_words never used"
        = "clear_words jamais utilisés";
    left_out_by_only_if() "left out by only_if"
        = "écarté par only_if";
    elements(count) "{count} {count:element|elements}"
        = "{count} {count:élément|éléments}";
    elements_which(count, which) "{count} {count:element|elements}: {which}"
        = "{count} {count:élément|éléments}\u{a0}: {which}";
    item() "an item"
        = "un élément";
    reject_of_field(field, text) "a reject of {field} with `{text}`"
        = "un rejet de {field} avec `{text}`";
    reject_with(text) "a reject with `{text}`"
        = "un rejet avec `{text}`";
    reject(reason) "a reject: {reason}"
        = "un rejet\u{a0}: {reason}";
    item_without(reasons) "an item; left out: {reasons}"
        = "un élément\u{a0}; laissé de côté\u{a0}: {reasons}";
    left_alone() "nothing: the field is left alone"
        = "rien\u{a0}: le champ n'est pas touché";
    emptied(word) "{word}: the field is emptied"
        = "{word}\u{a0}: le champ est vidé";
    never_filled() "never filled"
        = "jamais rempli";
}
