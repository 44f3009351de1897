//! The course of a run: its stages, notes and ends.

use super::messages;

messages! { "run";
    planning() "planning";
    writing() "writing";
    reading_sources() "reading the sources";
    refused_by(limit, reason) "refused by {limit}: {reason}";
    stopped_at_once() "stopped at once; the next run settles what was open";
    deleted_for_good(class, label) "{class} {label} was deleted for good: that cannot be taken back";
    taken_over() "another program took this run for dead and carries on with it";
    not_in_state() "the run is not in the state database";
    feed_of(mapping, job) "feed {mapping} of job {job}";
    file_moved(file, to) "{file} was moved to {to}";
    file_not_put_away(file, error) "{file} could not be put away: {error}";
    approved_by(by) "approved by {by}";
    takes_back(run, by) "takes back run {run}, asked for by {by}";
    stopped_while_reading() "the run was stopped while it read; nothing was written";
    stopped_while_waiting(run, job, system) "stopped while run {run} of job {job} wrote to {system}";
    waiting() "waiting for another job";
    nothing_new() "every file was applied before";
    file_applied_before(file) "{file} was applied before and is skipped";
    earlier_settled(settled)
        "an earlier run was interrupted; {settled} of its writes were looked up and settled (stocktake runs)";
    panicked(what)
        "the program came upon a fault of its own ({what}): this run has ended, other jobs go on; please \
         report it together with its log";
    cut() "the run did not stop in time and is cut off; the next one settles what is open";
    reading_desk(product) "reading what {product} holds";
    asking_monitors() "asking the monitors";
    opening_desks() "opening the ticket systems";
    reading_tickets() "reading the tickets";
    working_on_tickets() "working on the tickets";
    state_frozen(minutes)
        "the state database has not answered for {minutes} minutes: the program ends, and the next run settles what is \
         open";
    stopped_before_end() "the run was stopped before its end";
    program_ended() "the program ended before the run did";
    none_yet() "no runs yet";
    unknown(id) "there is no run `{id}`; `stocktake runs` lists them";
    on_the_desk_already() "There already";
    adopted(n) "{n} {n:item|items} adopted; nothing was written";
    stopped_with_untried(n)
        "the run was stopped before its end; {n} {n:change was|changes were} not tried";
}
