//! Why a change was not written.

use super::messages;

messages! { "apply";
    item_not_written() "its item was not written";
    contract_not_there() "its contract is not there";
    contract_not_created() "its contract was not created";
    reference_not_created(class, path, reason) "{class} `{path}` could not be created: {reason}";
    item_not_created(item) "{item} was not created";
    not_there_yet(name) "{name} is not there yet";
    not_as_planned(field, now, planned) "{field} is `{now}` now, not {planned} as planned";
    no_login_after_entities() "cannot log in again after new entities";
    desk_silent_now(product) "{product} no longer answers";
    not_sent() "it was not sent";
    fed_by_agent() "an agent feeds it now";
    gone() "it no longer exists";
    locked_there(product, fields) "{product} did not take {fields}: locked there";
    desk_silent(product) "{product} does not answer";
    no_answer() "no answer";
    after_attempts(reason, attempts) "{reason} ({attempts} attempts)";
    refused_without_reason(product)
        "{product} refused it without giving a reason (usually because it exists already)";
    no_login_to_look() "cannot log in again to look for new entities";
    others_written(moved) "{moved}; its other fields were written";
    in_the_trash_now() "it is in the trash now";
    stopped_before_it() "the run was stopped before it";
}
