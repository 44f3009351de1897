//! What the tests of mappings passed and did not reach.

use super::messages;

messages! { "untested";
    no_tests(mappings) "no tests: {mappings}";
    more_rules(more) "{more} more rules";
    more_fields(what, names, more) "{what}: {names} and {more} more fields";
    reached_by_none(rules) "reached by no test: {rules}";
    passed(n) "mapping tests: {n} {n:test|tests} passed";
    reached_by_none_of_these() "reached by no test:";
}
