//! Questions that wait for a person.

use super::messages;

messages! { "questions";
    nothing_waits() "nothing waits for a decision";
    unknown(id) "there is no open question {id}; `stocktake questions` lists them";
    several(id, n) "{n} open questions begin with {id}; give more of its id";
    day_is_past(day) "{day} is not to come: give a day after today";
    closed(job, label) "closed: {label} ({job}); it is told again once what it is about changes";
    closed_until(job, label, day)
        "closed: {label} ({job}); it is told again on {day}, or once what it is about changes";
    closed_by(by, day) "closed by {by} on {day}";
    closed_by_until(by, day, until) "closed by {by} on {day}, until {until}";
    for_reason(closed, why) "{closed}: {why}";
    changes_of(changes, job) "{changes} changes of {job}";
    plan_refused(run, message) "The plan of run {run} was refused: {message}.";
}
