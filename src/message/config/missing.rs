//! Problems of `[missing]`.

use crate::message::messages;

messages! { "config.missing";
    days_example() "whole days, such as after = \"30d\"";
    no_step_to_delay() "there is no step that it could delay";
    steps_example() "action = \"flag\" or \"trash\", or [[missing.step]] tables";
    action_beside_steps() "`action` is one step; with [[missing.step]] it has no place";
    action_or_steps() "either action = \"…\" or [[missing.step]] tables, each with its own action";
    key_of_flag(key) "with steps, `{key}` belongs in the step that flags";
    move_into_flag() "move it into the [[missing.step]] with action = \"flag\"";
    no_step() "there is no step";
    flag_example() "[[missing.step]] with action = \"flag\"";
    actions() "flag, trash or purge";
    step_twice(action) "`{action}` is a step already";
    each_once() "each of flag, trash and purge at most once";
    step_too_late(action, before) "`{action}` cannot come after `{before}`";
    order_of_steps() "the order is flag, trash, purge; any but the last may be left out, purge needs trash";
    purge_without_trash() "`purge` needs the step `trash` before it";
    only_trash_is_purged()
        "only what this job put in the trash is purged: a [[missing.step]] with action = \"trash\"";
    delay_of_first() "the first step has no step before it that a delay could count from";
    after_runs_instead() "after_runs = 3 in [missing] says in how many runs an item must be missing first";
    delay_missing(action, example) "days between the step before and `{action}`: {example}";
    whole_days_only() "a step waits for whole days";
    flag_writes() "what the flag writes: `state`, `comment` or both";
    only_with_flag() "this is written only with action = \"flag\"";
    set_flag() "set action = \"flag\", or leave it out";
    only_the_day() "this comment can hold the day, but no other expression";
    comment_example(today) "plain text with {today}: \"Not in the inventory since {today}\"";
}
