//! Linking events to tickets by hand, and the notes of that in the ticket.

use super::messages;

messages! { "linking";
    only_name(monitor, event)
        "{monitor} shows no event `{event}`: only its name is linked; `events` lists what is open";
    only_name_seen_dimly(monitor, why) "{monitor} does not show everything ({why}): only the name is linked";
    unknown_ticket(ticket) "we know no ticket `{ticket}`";
    done_before(done, ticket) "{done} {ticket} before: nothing was done";
    note_may_come(until)
        "the note was sent before and may still be carried out by the desk: give the command again after {until}";
    note_not_written(error)
        "the note in the ticket was not written: {error}; the same command tries again, and looks first";
    linked_by(monitor, event, by) "{monitor}: {event}, linked by {by}";
    no_rule_for(job, desk) "the job `{job}` has no rule for `{desk}`";
    no_tickets(job) "the job `{job}` has no tickets";
    several_jobs(desk, jobs) "several jobs have rules for `{desk}`: name one with --job ({jobs})";
    note_of_linking(by) "{by} linked an event to this ticket with stocktake.";
    not_open_now(monitor, key) "{monitor}: {key} (it is not open now)";
    state_since(monitor, event, state, since) "{monitor}: {event} is {state} since {since} UTC";
    no_such_event(ticket, event, monitor, events)
        "the ticket `{ticket}` has no event `{event}` of `{monitor}`; it has: {events}";
    at(ticket, desk) "{ticket} in {desk}";
    several_tickets(name, keys) "`{name}` means several tickets: name one by its key ({keys})";
    gone_meanwhile(key) "we no longer know a ticket `{key}` with this event";
    not_at_desk_yet(key) "the ticket {key} does not exist yet: a run is opening it";
    unlinked_by(monitor, object, by) "{monitor}: {object}, unlinked by {by}";
    note_of_unlinking(by, monitor, object)
        "{by} took an event from this ticket with stocktake: nothing more is told of it here.\n{monitor}: \
         {object}";
    description_full() "the description has no room for it";
    description_not_kept() "the description stayed as it was: our user may not change it";
    description_escaped() "this version shows descriptions escaped";
    stands_in_description() "It stands in the description, too.";
    not_in_description(why) "It could not be added to the description: {why}";
    linked_to() "linked to";
    taken_from() "taken from";
}
