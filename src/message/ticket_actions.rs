//! What was done with tickets and events, and why something was not.

use super::messages;

// The codes keep the name that this area had first.
messages! { "deeds";
    cannot_ask_for_persons_ticket(error)
        "it could not be asked whether a person opened a ticket already: {error}";
    adopted_without_details(error) "it was adopted, but the details are not in it: {error}";
    acknowledged_by_another(who) "{who} acknowledged it: it is left as it is";
    not_tried_again(why) "{why}; it is not tried again";
    problem_is_over() "the problem is over";
    rule_says_nothing() "the rule says nothing";
    not_said_again(error) "{error}; it is not said twice";
    rule_gone(rule) "the job no longer has a rule `{rule}`";
    problem_still_there(number, state, how, url)
        "Ticket {number} is {state}{how}, the problem is still there.{url}";
    has_a_ticket(event, number) "`{event}` has the ticket {number} already; --another opens one more";
    monitor_silent(monitor, trouble) "the monitor `{monitor}` does not answer: {trouble}";
    no_monitor(job, monitor) "the job {job} has no monitor `{monitor}`";
    no_open_problem(monitor, event)
        "`{monitor}` shows no open problem `{event}`; `stocktake events --monitor {monitor}` lists them";
    no_rule(job, rule, known) "the job {job} has no rule `{rule}` (rules: {known})";
    no_rule_about_it(known) "no rule covers it: name one with --rule (rules: {known})";
    no_ticket_for_note(desk, number) "`{desk}` has no ticket `{number}` on which it could be noted";
    note_on(ticket) "a note on {ticket}";
    desk_not_there() "it is not there";
    desk_unusable(desk, why) "`{desk}` cannot be used: {why}";
    names_unknown(desk, error) "the names of `{desk}` are not known: {error}";
    cannot_ask_for_ticket(error) "it could not be asked whether the ticket is there already: {error}";
    opened_and_not_shown(number, desk)
        "it was opened as {number}, and `{desk}` does not show it to us when it is asked for our key: no second \
         one is opened. Give the account the right to read what it writes";
    opened_without_key(number, desk)
        "it was opened as {number}, and `{desk}` does not find it by our key: it is known by its number only, and \
         would be opened twice after an interruption";
    more_than_once(used, others)
        "there is more than one ticket with our key: {used} is used, close {others}";
    fewer_shown(shown, ours, minutes)
        "it shows only {shown} of our {ours} tickets: were rights taken away? Nothing is done there until \
         they are back, or have been missing for {minutes} minutes";
    objects_not_asked(error)
        "what became of events that it no longer lists could not be asked, so nothing of it is over: {error}";
    no_item_of(hosts) "no item of {hosts} was found: it is linked to none";
    refused_without(reason, names) "{reason} (sent without these: {names})";
    several_items_of(host, first, n)
        "{host} may be {first} or {n} {n:other item|other items}: none of them is linked";
    item_of_parent(item, owner, company)
        "{item} belongs to {owner}, which stands above {company}: it is not linked";
    item_of_other_company(item, owner, company)
        "{item} belongs to {owner}, not to {company}: it is not linked";
    monitor_asked_by_next_run(error) "{error}; the next run looks for it there before it tells again";
    comments_not_read(error) "what its operators said could not be read: {error}";
    shown_no_more() "it is no longer shown";
    shown_again() "it is shown again";
    of_job_gone(job) "the job `{job}`, which no longer exists";
    of_rule_gone(rule) "the rule `{rule}`, which the job no longer has";
    of_monitor_left(monitor) "the monitor `{monitor}`, which the job no longer asks";
    followed_by_nothing(n, why) "{n} open {n:ticket is|tickets are} of {why}";
}
