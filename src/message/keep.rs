//! Why a field or an item stays as a person left it, or as the desk has it.

use super::messages;

messages! { "keep";
    edited_by_hand() "edited by hand at the desk since it was last written";
    edited_and_source_changed() "edited by hand at the desk, and the source changed too";
    back_and_forth(runs) "changed back and forth {runs} runs in a row; not written until someone decides";
    refused_before(day, again)
        "locked at the desk: it did not take the value on {day}; tried again on {again}";
    locked_since(since) "locked at the desk since {since}";
    element_removed() "removed by hand at the desk since it was last seen";
    element_edited() "the source no longer has it, and it was edited by hand at the desk";
    in_the_trash() "in the trash";
    there_again() "there again";
    both_changed() "both changed: decide which value holds";
    there() "there";
    no_longer_there() "no longer there";
    locked_by(owner, reason) "locked in locks.toml by {owner}: {reason}";
    locked_by_until(owner, day, reason) "locked in locks.toml by {owner} until {day}: {reason}";
}
