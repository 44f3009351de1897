//! Problems of `[[test]]` in a mapping.

use crate::message::messages;

messages! { "config.mapping_test";
    example() "row = {{ \"Name\" = \"SRV01\" }} and want = {{ name = \"SRV01\" }}";
    two_of_name(name) "there are two tests `{name}`";
    name_missing() "what the test is called: name = \"a server of the head office\"";
    today_example() "today = 2026-01-31";
    what_is_wanted(example)
        "what the row is to become: {example}, or reject = \"a part of the reason\", or left_out = true";
    left_out_false() "`left_out = false` says nothing";
    exact_without_want() "`exact` goes with `want`";
    field_without_reject() "`reject_field` goes with `reject`";
    reject_example() "reject = \"a part of the reason\"";
    nothing_wanted() "the test does not say what is wanted";
    left_out_and_more() "a row that is left out has neither values nor a reject";
    no_such_field(path) "the mapping has no field `{path}`";
    not_a_date(moment) "`{moment}` is not a date that a cell can hold";
    date_example() "2026-12-31 or 2026-12-31T08:30:00";
}
