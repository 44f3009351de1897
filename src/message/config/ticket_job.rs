//! Problems of ticket jobs besides their rules.

use crate::message::messages;

messages! { "config.ticket_job";
    rule_missing() "what becomes of events: a [[rule]] with `name` and `desk`";
    monitors_example() "monitors of stocktake.toml: monitors = [\"icinga\"]";
    no_monitor() "there is no monitor to listen to";
    not_a_monitor(name) "`{name}` is not a monitor: it has tickets and no events";
    rule_twice(name) "there is a rule `{name}` already";
    own_name_each() "give each rule of a job its own name: tickets remember it";
    no_such_grouping(text) "events cannot be grouped by `{text}`";
    line_before_fits() "a line before this one fits whatever this one fits";
    special_lines_first() "the first line that fits is taken: put the more specific ones first";
    what_the_line_gives() "what the line gives: `impact`, `urgency` or both; at a GLPI also `priority`";
    at_product(product) " at {product}";
    levels(lowest, at) "1 (the highest) to {lowest}{at}; or highest, high, medium, low, lowest, for every desk alike";
    no_such_level(text) "`{text}` is no level";
    own_scale(number, word)
        "priority = {number} counts as GLPI does, from 6 (major) down to 1; on the scale of impact and urgency, of \
         which the highest comes first, that is: priority = \"{word}\"";
    priority_is_computed(product) "{product} computes the priority from impact and urgency";
    give_impact_and_urgency() "leave it out and give `impact` and `urgency`";
    priorities_of_glpi()
        "major, highest, high, medium, low, lowest; or 1 (very low) to 5 (very high) or 6 (major), as GLPI counts";
    not_listened_to(name) "the job does not listen to `{name}`";
    rule_never_takes(rule, before) "the rule `{rule}` never takes an event: `{before}` takes them first";
    put_before(rule) "put it before `{rule}`, or narrow the [rule.select] of `{rule}`";
}
