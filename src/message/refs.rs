//! Reference data: pulling it, and what is no longer there.

use super::messages;

messages! { "refs";
    warning(suspicion) "warning: {suspicion}";
    nothing_of_this() "there is nothing of this kind";
    no_company(system, name) "`{system}` has no company `{name}`";
    several_companies(name, ids) "`{name}` means several companies: name one by its id ({ids})";
    of_parent(name, parent) "{name} (of {parent})";
    never_pulled(system)
        "`{system}` was never pulled: this is what it shows now; there is no state database to keep it in";
    never_asked(system, kinds) "`{system}` was never asked for {kinds}: it was now, and it is kept";
    gone_since(day) "gone since {day}";
    minutes(minutes) "{minutes} min";
    no_longer_shown(desk, kind, name, id, since, who)
        "`{desk}` no longer shows the {kind} `{name}` ({id}) since {since}; it is named by {who}.";
    rule_of(rule, job) "the rule `{rule}` of the job {job}";
    link_of(company, site) "the link of {company}{site}";
    stopped_before(system) "stopped before `{system}` was asked";
    reading(system) "reading the reference data of {system}";
    not_pulled(system, error) "{system}: not pulled, what is known stays: {error}";
    first_time() "pulled for the first time";
    nothing_changed() "nothing changed";
    only_some_left(system, count, kind, before)
        "{system}: only {count} of kind {kind} after {before}: has our account lost a right there?";
    cannot_keep(system) "the reference data of `{system}` cannot be kept";
    not_there_any_more() "Not there any more:";
    more_gone(n, system) "… and {n} more: stocktake refs list {system} --gone";
    hours(hours) "{hours} h";
    days(days) "{days} d";
    new(n) "{n} new";
    changed(n) "{n} changed";
    disappeared(n) "{n} disappeared";
    pulled(system, n, told) "{system}: {n} {n:entry|entries} ({told})";
}
