//! Why a dictionary rule of the desk is not applied.

use super::messages;

messages! { "dictionary";
    not_applied(rule, class, why) "the dictionary rule `{rule}` for {class} is not applied: {why}";
    condition_of_desk_only(condition, criterion)
        "its condition {condition} on `{criterion}` cannot be judged here";
    criterion_without_field(criterion)
        "its criterion `{criterion}` asks for something that records do not have";
    pattern_unreadable(pattern, why) "its pattern `{pattern}` cannot be read here: {why}";
    blank() "it is blank";
    no_delimiters() "it has no delimiters";
    no_end() "its end is missing";
    unknown_flag(flag) "its flag `{flag}`";
    no_regular_expression() "it is not a regular expression of the kind used here";
}
