//! Problems of `[missing]`.

use crate::message::messages;

messages! { "config.missing";
    days_example() "whole days, such as after = \"30d\""
        = "des jours entiers, comme after = \"30d\"";
    no_step_to_delay() "there is no step that it could delay"
        = "il n'y a pas d'étape que cela pourrait retarder";
    steps_example() "action = \"flag\" or \"trash\", or [[missing.step]] tables"
        = "action = \"flag\" ou \"trash\", ou des tables [[missing.step]]";
    action_beside_steps() "`action` is one step; with [[missing.step]] it has no place"
        = "`action` est une seule étape\u{a0}; avec [[missing.step]], elle n'a pas sa place";
    action_or_steps() "either action = \"…\" or [[missing.step]] tables, each with its own action"
        = "soit action = \"…\", soit des tables [[missing.step]], chacune avec sa propre action";
    key_of_flag(key) "with steps, `{key}` belongs in the step that flags"
        = "avec des étapes, `{key}` va dans l'étape qui signale l'absence";
    move_into_flag() "move it into the [[missing.step]] with action = \"flag\""
        = "déplacez-le dans le [[missing.step]] avec action = \"flag\"";
    no_step() "there is no step"
        = "il n'y a aucune étape";
    flag_example() "[[missing.step]] with action = \"flag\""
        = "[[missing.step]] avec action = \"flag\"";
    actions() "flag, trash or purge"
        = "flag, trash ou purge";
    step_twice(action) "`{action}` is a step already"
        = "`{action}` est déjà une étape";
    each_once() "each of flag, trash and purge at most once"
        = "flag, trash et purge au plus une fois chacun";
    step_too_late(action, before) "`{action}` cannot come after `{before}`"
        = "`{action}` ne peut pas venir après `{before}`";
    order_of_steps() "the order is flag, trash, purge; any but the last may be left out, purge needs trash"
        = "l'ordre est flag, trash, purge\u{a0}; on peut tout omettre sauf la dernière étape, et purge \
           exige trash";
    purge_without_trash() "`purge` needs the step `trash` before it"
        = "`purge` exige l'étape `trash` avant elle";
    only_trash_is_purged()
        "only what this job put in the trash is purged: a [[missing.step]] with action = \"trash\""
        = "seul ce que cette tâche a mis à la corbeille est supprimé définitivement\u{a0}: un \
           [[missing.step]] avec action = \"trash\"";
    delay_of_first() "the first step has no step before it that a delay could count from"
        = "la première étape n'en a pas avant elle à partir de laquelle compter un délai";
    after_runs_instead() "after_runs = 3 in [missing] says in how many runs an item must be missing first"
        = "after_runs = 3 dans [missing] dit dans combien d'exécutions un élément doit d'abord être absent";
    delay_missing(action, example) "days between the step before and `{action}`: {example}"
        = "le nombre de jours entre l'étape précédente et `{action}`\u{a0}: {example}";
    whole_days_only() "a step waits for whole days"
        = "une étape attend un nombre entier de jours";
    flag_writes() "what the flag writes: `state`, `comment` or both"
        = "ce qu'écrit le signalement\u{a0}: `state`, `comment` ou les deux";
    only_with_flag() "this is written only with action = \"flag\""
        = "ceci n'est écrit qu'avec action = \"flag\"";
    set_flag() "set action = \"flag\", or leave it out"
        = "mettez action = \"flag\", ou enlevez-le";
    only_the_day() "this comment can hold the day, but no other expression"
        = "ce commentaire peut contenir la date du jour, mais pas d'autre expression";
    comment_example(today) "plain text with {today}: \"Not in the inventory since {today}\""
        = "du texte simple avec {today}\u{a0}: \"Absent de l'inventaire depuis le {today}\"";
}
