//! Questions that wait for a person.

use super::messages;

messages! { "questions";
    nothing_waits() "nothing waits for a decision";
    changes_of(changes, job) "{changes} changes of {job}";
    plan_refused(run, message) "The plan of run {run} was refused: {message}.";
}
