//! Why a change waits for a person.

use super::messages;

messages! { "hold";
    names_another(by, id, label)
        "{by} is that of #{id} {label}: which of the two the row means is not certain";
    has_another(by, key) "{by} is of no item; the one that {key} finds has another value there";
    deleted(class, id) "its {class} #{id} was deleted for good by hand";
    from_to(path, before, after) "{path} from {before} to {after}";
    changes(change) "{change} is a change that waits";
    is_less(change) "{change} is lower";
    ends_instead(what, to, was) "the {what} would end on {to} instead of {was}";
    has_no_end(what, was) "the {what}, which ends on {was}, would no longer have an end date";
    is_shorter(change) "{change} is shorter";
    is_earlier(change) "{change} is earlier";
    ends_though_for_life(what, to) "the {what}, which is for life, would end on {to}";
    no_longer_for_life(what) "the {what} would no longer be for life";
    new_item() "a new item";
    moved_here(column, value) "{column} {value} moved here: another item had it";
    moves_from_who_gets_it(column, value, item, label)
        "{column} {value} moves here: {item} {label} gets it";
    moves_from_who_has_it(column, value, item, label) "{column} {value} moves here: {item} {label} has it";
}
