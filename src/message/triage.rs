//! Why an event is left alone, and what a ticket of a storm says.

use super::messages;

messages! { "triage";
    group_without_events() "a group without events";
    storm(n, minutes) "Storm: more than {n} tickets in {minutes} min";
    storm_at(site, n, minutes) "Storm at {site}: more than {n} tickets in {minutes} min";
    still_open(n, total, over) "Still open under this ticket: {n} of {total}; over: {over}.";
    own_ticket(event, number) "{event} has a ticket of its own: {number}";
    not_listed_now(object) "{object} | not listed now";
    event_line(event, state, time, title) "{event} | {state} | since {time} | {title}";
    operator_acknowledged(who, monitor, event, at, text) "{who} acknowledged {event} in {monitor}{at}\n{text}";
    operator_commented(who, monitor, event, at, text) "{who} on {event} in {monitor}{at}\n{text}";
    ticket_says(who, ticket, text) "{who} in {ticket}: {text}";
    has_ticket(ticket) "has the ticket {ticket}";
    no_rule() "no rule covers it";
    not_confirmed(rule) "{rule}: not confirmed yet";
    too_young(rule) "{rule}: too young";
    acknowledged(rule) "{rule}: acknowledged";
    not_acknowledged(rule) "{rule}: not acknowledged yet";
    in_downtime(rule) "{rule}: in a downtime or silenced";
    host_is_down(rule) "{rule}: its host is down";
    flapping(rule) "{rule}: flapping";
    part_of_storm(ticket) "part of the storm in {ticket}";
    will_not_be_solved(ticket) "{ticket} was closed as one that will not be solved";
    other_job(job, rule) "the rule {rule} of the job {job} covers it";
    less_severe(rule) "{rule}: less severe than it asks for";
    nearest_rule(rule, others) "the nearest is {rule}, which takes other {others}";
    rule_of_job(rule, job) "{rule} of the job {job}";
    monitors() "monitors";
    kinds() "element types";
    severities() "severities";
    hosts() "hosts";
    services() "services";
    groups() "groups";
    labels() "labels";
    taken_from_ticket(ticket) "a person took it from {ticket}";
}
