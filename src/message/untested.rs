//! What the tests of mappings passed and did not reach.

use super::messages;

messages! { "untested";
    rule(rule, what) "{rule}: {what}"
        = "{rule}\u{a0}: {what}";
    of_mapping(mapping, what) "  {mapping}: {what}"
        = "  {mapping}\u{a0}: {what}";
    no_tests(mappings) "no tests: {mappings}"
        = "aucun test\u{a0}: {mappings}";
    more_rules(more) "{more} more {more:rule|rules}"
        = "{more} {more:règle|règles} de plus";
    more_fields(what, names, more) "{what}: {names} and {more} more {more:field|fields}"
        = "{what}\u{a0}: {names} et {more} {more:champ|champs} de plus";
    reached_by_none(rules) "reached by no test: {rules}"
        = "atteint par aucun test\u{a0}: {rules}";
    passed(n) "mapping tests: {n} {n:test|tests} passed"
        = "tests des correspondances\u{a0}: {n} {n:test réussi|tests réussis}";
    reached_by_none_of_these() "reached by no test:"
        = "atteint par aucun test\u{a0}:";
}
