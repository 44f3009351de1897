//! What interrupted runs left open, and what a person reads of writes whose outcome is not known.

use super::messages;

messages! { "settling";
    telling_unknown() "interrupted: whether the monitor was told is not known, it is not told again";
    done_again() "interrupted; done again where it is wanted";
    ticket_not_kept() "its ticket is no longer kept";
    ticket_not_opened() "its ticket was not opened";
    found_done() "found done after an interruption";
    adopted_without_details() "interrupted: the ticket was adopted, and the details are not in it";
    written_again() "interrupted; written again where it is wanted";
    opened_again() "not done; opened again where it is still wanted";
    not_at_the_desk() "it is not there";
    told_until(until)
        "whether the monitor was told is not known; its comments are looked at until {until}, and then it is told";
    not_wanted() "interrupted; nobody wants it any more";
    /// Of a ticket or a note, in a later run.
    act_waits(sent)
        "it was sent {sent} and may still be carried out by the server: it is not sent again until its end \
         is known, and nothing else is written there";
    act_waits_until(sent, until)
        "it was sent {sent} and may still be carried out by the server, and nothing tells its end: it is \
         looked for by every run, and sent again by one after {until} that does not find it";
    act_asks(run, sent)
        "it was sent {sent} (run {run}) and never answered, it is not at the desk, and nothing tells whether it \
         still comes: it is not sent again without a person's word, since a double would be costly";
    ask_acts_label(n, desks) "{n} {n:ticket or note|tickets and notes} of unknown outcome at {desks}";
    ask_acts_text(n, run, sent, examples, desks)
        "{n} {n:ticket or note|tickets and notes} of run {run} ({examples}) {n:was|were} sent to {desks} {sent} and \
         never answered; {n:it is|they are} not there, and nothing proves that {n:it|they} will not come yet. Every \
         run looks for {n:it|them}; {n:its event has|their events have} no ticket meanwhile.";
    ask_acts_answer(folder, run)
        "when you are sure that they will not come: stocktake --project {folder} settle {run}; the next run then \
         sends them. When you see to them yourself: stocktake questions close, with the id of this question";
    came_unwanted(number)
        "it came when its problem was over and nobody waited for it any more: nothing follows {number}; close it \
         there";
    /// Of a ticket that was to be opened, in a later run.
    not_looked_for(error)
        "whether it was opened could not be asked, so it is not opened again: {error}";
    opened_and_not_shown(id, key, desk)
        "it was opened ({id}), and `{desk}` does not show it to us by our key {key}: no second one is opened. \
         Give the account the right to read what it writes; where there really is none, a person has to see to \
         the event";
    found_ticket() "found after an interruption";
    needs_key(key) "the state needs the key {key}";
    cannot_make_key(path) "cannot make the key {path}";
    asking_for_ends() "asking for the end of earlier writes";
    /// Of a row, after a call that may still be carried out.
    waits(reason) "{reason}; the server may still carry it out: it is neither written again nor forgotten, and a later run looks for it";
    /// Of a row that a gateway may still hold.
    waits_before_server(reason, minutes) "{reason}; it may still wait before the server: it is looked for again by a run that starts {minutes} {minutes:minute|minutes} from now or later, and written again only then";
    too_late(reason) "{reason}; the server ended it without carrying it out: planned anew by the next run where it is still wanted";
    not_looked(reason, why) "{reason}; looking whether it was written failed too: {why}. The next run settles it";
    found() "its answer was lost; it was found done";
    found_later() "found done after the run was interrupted";
    not_done() "not done when the run was interrupted; planned anew where it is still wanted";
    /// Of a record, in a later run.
    record_waits(run, sent) "an earlier write of it (run {run}, sent {sent}) may still be carried out by the server: it is left alone until its end is known";
    record_waits_until(run, sent, until)
        "an earlier write of it (run {run}, sent {sent}) may still be carried out by the server, and \
         nothing tells its end: it is left alone until it is found, or until a run after {until} does not \
         find it";
    record_asks(run, sent)
        "an earlier write of it (run {run}, sent {sent}) was never answered and is not there: it is not \
         made again without a person's word, since a duplicate would be costly";
    name_waits(class, name) "{class} `{name}` was sent to the server before, and may still be made there";
    rows_wait(n) "{n} {n:write|writes} of unknown outcome {n:waits|wait}: neither written again nor forgotten until the server has ended {n:it|them}";
    plan_needs_name(class, name) "the plan needs {class} `{name}`, which was sent before and may still be made: make a new plan when it is there";
    ask_label(n) "{n} {n:write|writes} of unknown outcome";
    ask_text(n, run, sent, examples) "{n} {n:creation|creations} of run {run} ({examples}) {n:was|were} sent {sent} and never answered; {n:it is|they are} not there, and nothing proves that the server will not carry {n:it|them} out yet.";
    ask_answer(folder, run) "when you are sure that they will not come: stocktake --project {folder} settle {run}; the next run then makes them";
    /// Of a GLPI, by `check --connect`.
    sessions_locked() "locked by PHP: the end of a write that is never answered can be waited for";
    sessions_not_locked(minutes) "not locked (or this user may not search entities): a write that is never answered waits {minutes} {minutes:minute|minutes}, and is asked about where it is not found then";
    desk_silent(product) "{product} does not answer";
    /// Of an entry that a person declared not done.
    declared(by) "declared not carried out by {by}";
    nothing_open(run) "run {run} has no writes of unknown outcome";
    declared_many(n, run) "{n} {n:write|writes} of run {run} {n:counts|count} as not carried out; the next run plans {n:it|them} anew";
    several_contracts(n, name, ids) "ambiguous: {n} contracts are called `{name}`: {ids}";
}
