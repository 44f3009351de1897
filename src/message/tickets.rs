//! Tickets as the commands list and show them.

use super::messages;

messages! { "tickets";
    monitor_silent(monitor) "the monitor `{monitor}` did not answer; nothing was done";
    several_events(name, monitor, keys) "`{name}` means several events of `{monitor}`: {keys}";
    not_seen(desk, number) "`{desk}` has no ticket `{number}` that our user may see";
    nothing_found() "no open ticket has all of these words";
    nothing_there() "no tickets";
    only_newest(limit) "only the newest {limit} are shown (--limit)";
    being_opened() "being opened";
    unknown(name) "we know no ticket `{name}`; `tickets show --desk NAME {name}` looks for any ticket there";
    job_and_rule(job, rule) "{job}, rule {rule}";
    unlinked(at) "unlinked {at}";
    came_by() "came by";
    taken_over() "taken over";
}
