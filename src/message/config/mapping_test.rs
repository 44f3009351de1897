//! Problems of `[[test]]` in a mapping.

use crate::message::messages;

messages! { "config.mapping_test";
    example() "row = {{ \"Name\" = \"SRV01\" }} and want = {{ name = \"SRV01\" }}"
        = "row = {{ \"Name\" = \"SRV01\" }} et want = {{ name = \"SRV01\" }}";
    two_of_name(name) "there are two tests `{name}`"
        = "il y a deux tests `{name}`";
    name_missing() "what the test is called: name = \"a server of the head office\""
        = "le nom du test\u{a0}: name = \"un serveur du siège\"";
    today_example() "today = 2026-01-31"
        = "today = 2026-01-31";
    what_is_wanted(example)
        "what the row is to become: {example}, or reject = \"a part of the reason\", or left_out = true"
        = "ce que la ligne doit devenir\u{a0}: {example}, ou reject = \"une partie de la raison\", ou \
           left_out = true";
    left_out_false() "`left_out = false` says nothing"
        = "`left_out = false` ne dit rien";
    exact_without_want() "`exact` goes with `want`"
        = "`exact` va avec `want`";
    field_without_reject() "`reject_field` goes with `reject`"
        = "`reject_field` va avec `reject`";
    reject_example() "reject = \"a part of the reason\""
        = "reject = \"une partie de la raison\"";
    nothing_wanted() "the test does not say what is wanted"
        = "le test ne dit pas ce qui est attendu";
    left_out_and_more() "a row that is left out has neither values nor a reject"
        = "une ligne laissée de côté n'a ni valeurs ni rejet";
    no_such_field(path) "the mapping has no field `{path}`"
        = "la correspondance n'a pas de champ `{path}`";
    set_is_a_list(set) "`{set}` is a set: all its elements are wanted at once"
        = "`{set}` est un ensemble\u{a0}: tous ses éléments sont attendus à la fois";
    set_example(set) "a list of tables such as {set} = [{{ name = \"x\" }}], or {set} = [] for none"
        = "une liste de tables comme {set} = [{{ name = \"x\" }}], ou {set} = [] pour aucun";
    field_is_no_list(path) "`{path}` is a field and has one value"
        = "`{path}` est un champ et a une seule valeur";
    not_a_date(moment) "`{moment}` is not a date that a cell can hold"
        = "`{moment}` n'est pas une date qu'une cellule peut contenir";
    date_example() "2026-12-31 or 2026-12-31T08:30:00"
        = "2026-12-31 ou 2026-12-31T08:30:00";
}
