//! Why a field or an item stays as a person left it, or as the desk has it.

use super::messages;

messages! { "keep";
    edited_by_hand() "edited by hand since it was last written";
    edited_and_source_changed() "edited by hand, and the source changed too";
    back_and_forth(runs) "changed back and forth {runs} runs in a row; not written until someone decides";
    refused_before(day, again) "locked: the value was not taken on {day}; tried again on {again}";
    locked_since(since) "locked since {since}";
    part_removed() "removed by hand since it was last written";
    contract_unlinked() "taken from the item by hand since it was linked";
    element_removed() "removed by hand since it was last seen";
    element_edited() "the source no longer has it, and it was edited by hand";
    in_the_trash() "in the trash";
    there_again() "there again";
    both_changed() "both changed: decide which value holds";
    there() "there";
    no_longer_there() "no longer there";
    locked_by(owner, reason) "locked in locks.toml by {owner}: {reason}";
    locked_by_until(owner, day, reason) "locked in locks.toml by {owner} until {day}: {reason}";
}
