//! Approving what a run held or was refused.

use super::messages;

messages! { "approve";
    nothing_waits(run, state)
        "run {run} is {state} and nothing of it waits: a refused run whose plan is kept can be approved, \
         and one that held changes";
    changes_nothing(run, key) "the plan of run {run} changes nothing for `{key}`";
    out_of_date(newer, refused)
        "run {newer} ended well after run {refused} was refused: its plan is out of date";
    no_longer_held(newer, waiting, key)
        "run {newer} read the sources after run {waiting} and no longer holds this for `{key}`: it is out \
         of date";
}
