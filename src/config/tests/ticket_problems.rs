//! Ticket jobs, jobs for reference data and `links.toml`: what is refused, where, and what would be
//! right.

use super::ticket_jobs::{SYSTEMS, TICKETS};
use super::{rendered, short};

/// The problems of a project with this ticket job.
fn of_tickets(text: &str) -> String {
    short(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", text)])
}

/// The problems of the smallest ticket job with these keys in its rule.
fn of_rule(keys: &str) -> String {
    of_tickets(&format!("{TICKETS}{keys}"))
}

#[test]
fn a_wrong_ticket_job_as_it_is_shown() {
    let job = r#"
monitors = ["icinga", "zabix", "practice"]
[[rule]]
name = "hosts"
desk = "ictop"
title = "{{ event.hots }}: {{ host }}"
text = "{{ event.title | uper }}"
[[rule]]
name = "hosts"
desk = "icinga"
group_by = ["hosst"]
"#;
    insta::assert_snapshot!(rendered(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", job)]), @r#"
    unknown-system

      × stocktake.toml has no system `zabix`
       ╭─[jobs/tickets.toml:2:23]
     1 │
     2 │ monitors = ["icinga", "zabix", "practice"]
       ·                       ───┬───
       ·                          ╰── unknown system
     3 │ [[rule]]
       ╰────
      help: did you mean `zabbix`? monitors: icinga, zabbix

    not-a-monitor

      × `practice` is not a monitor: it has tickets and no events
       ╭─[jobs/tickets.toml:2:32]
     1 │
     2 │ monitors = ["icinga", "zabix", "practice"]
       ·                                ─────┬────
       ·                                     ╰── a ticket system
     3 │ [[rule]]
       ╰────
      help: monitors: icinga, zabbix

    unknown-system

      × stocktake.toml has no system `ictop`
       ╭─[jobs/tickets.toml:5:8]
     4 │ name = "hosts"
     5 │ desk = "ictop"
       ·        ───┬───
       ·           ╰── unknown system
     6 │ title = "{{ event.hots }}: {{ host }}"
       ╰────
      help: did you mean `itop`? systems with tickets: itop, practice, snow

    unknown-variable

      × the template gets no variable `host`
       ╭─[jobs/tickets.toml:6:31]
     5 │ desk = "ictop"
     6 │ title = "{{ event.hots }}: {{ host }}"
       ·                               ──┬─
       ·                                 ╰── unknown variable
     7 │ text = "{{ event.title | uper }}"
       ╰────
      help: it gets: event, events, rule, job; the field of the event is event.host

    bad-template

      × the template fails: filter uper is unknown
       ╭─[jobs/tickets.toml:7:26]
     6 │ title = "{{ event.hots }}: {{ host }}"
     7 │ text = "{{ event.title | uper }}"
       ·                          ──┬─
       ·                            ╰── here
     8 │ [[rule]]
       ╰────
      help: it was tried with an example in which everything is filled in

    twice

      × there is a rule `hosts` already
        ╭─[jobs/tickets.toml:9:8]
      8 │ [[rule]]
      9 │ name = "hosts"
        ·        ───┬───
        ·           ╰── the second one
     10 │ desk = "icinga"
        ╰────
      help: give each rule of a job its own name: tickets remember it

    not-a-desk

      × `icinga` is a monitor: it has events and takes no tickets
        ╭─[jobs/tickets.toml:10:8]
      9 │ name = "hosts"
     10 │ desk = "icinga"
        ·        ────┬───
        ·            ╰── a monitor
     11 │ group_by = ["hosst"]
        ╰────
      help: systems with tickets: itop, practice, snow

    bad-name

      × events cannot be grouped by `hosst`
        ╭─[jobs/tickets.toml:11:13]
     10 │ desk = "icinga"
     11 │ group_by = ["hosst"]
        ·             ───┬───
        ·                ╰── unknown grouping
        ╰────
      help: did you mean `host`? allowed: monitor, host, service, severity, label:NAME

    8 problems in 1 file
    "#);
}

#[test]
fn what_must_be_there() {
    insta::assert_snapshot!(of_tickets("monitors = []\nrule = []\n"), @r#"
    1 missing-key: `rule` is missing | what becomes of events: a [[rule]] with `name` and `desk`
    1 blank: there is no monitor to listen to | monitors of stocktake.toml: monitors = ["icinga"]; or records that are events: [[feed]]
    "#);
    insta::assert_snapshot!(of_tickets("[[rule]]\n[rule.note]\n[[rule]]\nname = ' '\ndesk = 'itop'\n[[rule.priority]]\nkinds = ['host']\n"), @r#"
    1 missing-key: `desk` is missing | the system of stocktake.toml that gets the ticket: desk = "glpi"
    1 missing-key: `monitors` is missing | monitors of stocktake.toml: monitors = ["icinga"]; or records that are events: [[feed]]
    1 missing-key: `name` is missing | what reports and tickets call the rule: name = "hosts"
    2 missing-key: `ticket` is missing | number of the ticket: ticket = "{{ event.labels.ticket }}"
    4 blank: this must not be blank
    6 missing-key: `impact` is missing | what the line gives: `impact`, `urgency` or both; at a GLPI also `priority`
    "#);
}

#[test]
fn numbers_spans_and_groupings() {
    insta::assert_snapshot!(of_tickets(r#"
monitors = ["icinga", "icinga"]
settle = "0s"
[storm]
above = 0
window = "0s"
per = "label:"
promote_after = "soon"
[[rule]]
name = "all"
desk = "practice"
group_by = ["sevrity"]
reopen_within = "never"
hold_down = "5 min"
final_resolutions = [""]
[rule.select]
older_than = "-5m"
hosts = [" "]
kinds = ["hsot"]
severities = ["fatal"]
monitors = ["zabbix"]
trigger = "acked"
"#), @r#"
    2 twice: `icinga` is listed already | leave it out
    3 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    5 out-of-range: 0 is out of range | a whole number from 1 to 10000
    6 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    7 bad-name: events cannot be grouped by `label:` | allowed: monitor, host, service, severity, label:NAME
    8 bad-duration: `soon` is not a span of time | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    12 bad-name: events cannot be grouped by `sevrity` | did you mean `severity`? allowed: monitor, host, service, severity, label:NAME
    13 bad-duration: `never` is not a span of time | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    14 bad-duration: `5 min` is not a span of time | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    15 blank: this must not be blank
    17 bad-duration: `-5m` is not a span of time | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    18 blank: this must not be blank
    19 unknown-word: `kinds` cannot be `hsot` | did you mean `host`? allowed: host, service, alert
    20 unknown-word: `severities` cannot be `fatal` | allowed: information, warning, unknown, average, critical, disaster
    21 not-a-monitor: the job does not listen to `zabbix` | monitors of the job: icinga
    22 unknown-word: `trigger` cannot be `acked` | allowed: unacknowledged, acknowledged, any
    "#);
}

#[test]
fn templates() {
    insta::assert_snapshot!(of_rule(r#"
title = ""
text = "{{ ticket.number }} {% if %}"
change = "{{ ticket.nubmer }} {{ event.acknowledged.who }}"
recovery = "{{ event.title }}"
remark = "{{ rule.name }}"
company = "{{ event.labels.customer.split('-') }}"
team = "{{ event.host.upper() }}"
contact = "{{ ticket.number }}"
ci = "{{ event.labels | join('-') }}{{ event.labels.number | int + 1 }}{{ event.groups[3] }}"
fields = { "a b" = "x", ok = "{{ event.hots }}" }
"#), @r#"
    6 blank: this must not be blank
    7 bad-template: the template has an error: unexpected end of block | an expression is written {{ … }}: {{ event.host | upper }}
    8 unknown-variable: a ticket has no `nubmer` | did you mean `number`?
    8 unknown-variable: an event has no `who` | fields: at, author, comment
    9 unknown-variable: the template gets no variable `event` | it gets: ticket, rule, job; the events are over by then, ticket.episodes tells of them
    10 bad-template: the template fails: `rule.name` is undefined | it was tried with an example in which everything is filled in
    11 bad-template: the template fails: string has no method named split | it was tried with an example in which everything is filled in
    12 bad-template: the template fails: string has no method named upper | it was tried with an example in which everything is filled in
    13 unknown-variable: the template gets no variable `ticket` | it gets: event, events, rule, job; the ticket is not there yet
    15 bad-name: `a b` cannot be a column | the API name of a column, such as requesttypes_id or assignment_group
    15 unknown-variable: an event has no `hots` | did you mean `host`? fields: acknowledged, address, certainty, changed_at, flapping, groups, host, host_is_down, in_downtime, key, kind, labels, monitor, object, service, severity, since, state, text, title, url
    "#);
}

#[test]
fn a_template_whose_loops_do_not_end() {
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    insta::assert_snapshot!(of_rule(&format!("text = \"{endless}\"")), @"5 bad-template: the template fails: a loop in it runs too often | it was tried with an example in which everything is filled in");
}

#[test]
fn keys_that_do_not_go_together() {
    insta::assert_snapshot!(of_rule(r#"
site = "Lyon"
service = "Hosting"
ci = "{{ event.host }}"
ci_of_host = true
adopt = "same_item"
[rule.note]
ticket = "12"
[rule.change_note]
when = "never"
visibility = "public"
[rule.on_recovery]
action = "nothing"
visibility = "public"
after = "1h"
code = "Solved"
fields = { x = 1 }
"#), @r#"
    6 together: `site` goes with `company` | company = "{{ event.labels.customer }}": links are by company and site
    7 without-effect: GLPI has nothing that is a `service` | leave it out; its other columns go into `fields`
    9 exactly-one: the CI is named by `ci` already | keep `ci` for a name, or ci_of_host = true for the item of the event's host
    10 without-effect: a note is written on the ticket that it names | leave out `adopt`, or [rule.note]
    15 without-effect: there is no note that somebody could read | goes with when = "always" or "worse"
    18 without-effect: there is no note that somebody could read | goes with action = "note"; a solution is as public as the system makes it
    19 without-effect: `after` is about solving the ticket | set action = "solve", or leave it out
    20 without-effect: `code` is about solving the ticket | set action = "solve", or leave it out
    21 without-effect: `fields` is about solving the ticket | set action = "solve", or leave it out
    "#);
    insta::assert_snapshot!(of_rule("adopt = 'same_item'\nci_of_host = false\n"), @r#"5 together: `adopt` goes with `ci` or `ci_of_host` | ci_of_host = true, or ci = "{{ event.host }}""#);
    insta::assert_snapshot!(of_rule("[rule.on_recovery]\naction = 'sovle'\nafter = '1h'\ncode = 'x'\n"), @"6 unknown-word: `action` cannot be `sovle` | did you mean `solve`? allowed: nothing, note, solve");
}

#[test]
fn scales_and_classes_are_those_of_the_desk() {
    insta::assert_snapshot!(of_tickets(r#"
monitors = ["icinga"]
[[priority]]
kinds = ["host"]
impact = 3
urgency = 4
priority = 7
[[priority]]
kinds = ["host"]
severities = ["warning"]
impact = 0
[[rule]]
name = "glpi"
desk = "practice"
class = "Incident"
[rule.select]
hosts = ["a*"]
[[rule.priority]]
impact = 6
urgency = 5
[[rule]]
name = "itop"
desk = "itop"
class = "incident"
category = "Network"
[rule.select]
hosts = ["b*"]
[[rule.priority]]
impact = 4
urgency = 4
priority = 1
[[rule]]
name = "snow"
desk = "snow"
class = "Incident"
[[rule.priority]]
impact = 3
urgency = 4
"#), @r#"
    6 out-of-range: 4 is out of range | 1 (the highest) to 3 at ServiceNow; or highest, high, medium, low, lowest, for every desk alike
    7 out-of-range: 7 is out of range | major, highest, high, medium, low, lowest; or 1 (very low) to 5 (very high) or 6 (major), as GLPI counts
    8 unreachable: a line before this one fits whatever this one fits | the first line that fits is taken: put the more specific ones first
    11 out-of-range: 0 is out of range | 1 (the highest) to 3 at iTop; or highest, high, medium, low, lowest, for every desk alike
    15 bad-name: GLPI has no tickets of the class `Incident` | allowed: Ticket
    19 out-of-range: 6 is out of range | 1 (the highest) to 5 at GLPI; or highest, high, medium, low, lowest, for every desk alike
    24 bad-name: iTop has no tickets of the class `incident` | allowed: Incident, UserRequest, or another class of tickets
    25 without-effect: iTop has nothing that is a `category` | leave it out; its other columns go into `fields`
    29 out-of-range: 4 is out of range | 1 (the highest) to 3 at iTop; or highest, high, medium, low, lowest, for every desk alike
    31 without-effect: iTop computes the priority from impact and urgency | leave it out and give `impact` and `urgency`
    35 bad-name: ServiceNow has no tickets of the class `Incident` | allowed: incident; `tables` of the system lists those that hold tickets
    38 out-of-range: 4 is out of range | 1 (the highest) to 3 at ServiceNow; or highest, high, medium, low, lowest, for every desk alike
    "#);
}

#[test]
fn rules_behind_one_that_takes_everything() {
    insta::assert_snapshot!(of_tickets(r#"
monitors = ["icinga", "zabbix"]
[[rule]]
name = "web"
desk = "practice"
select = { hosts = ["web*", "www*"] }
[[rule]]
name = "web again"
desk = "itop"
select = { hosts = ["web*"], severities = ["critical"] }
[[rule]]
name = "old ones"
desk = "itop"
select = { older_than = "1h" }
[[rule]]
name = "all of icinga"
desk = "practice"
select = { monitors = ["icinga"] }
[[rule]]
name = "hosts of icinga"
desk = "practice"
select = { monitors = ["icinga"], kinds = ["host"] }
[[rule]]
name = "wanted"
desk = "practice"
select = { trigger = "acknowledged" }
[[rule]]
name = "soft"
desk = "practice"
select = { soft = true }
[[rule]]
name = "rest"
desk = "practice"
"#), @r#"
    8 unreachable: the rule `web again` never takes an event: `web` takes them first | put it before `web`, or narrow the [rule.select] of `web`
    20 unreachable: the rule `hosts of icinga` never takes an event: `all of icinga` takes them first | put it before `all of icinga`, or narrow the [rule.select] of `all of icinga`
    32 unreachable: the rule `rest` never takes an event: `soft` takes them first | put it before `soft`, or narrow the [rule.select] of `soft`
    "#);
}

#[test]
fn a_file_is_one_kind_of_job() {
    insta::assert_snapshot!(of_tickets(&format!("system = \"practice\"\n{TICKETS}")), @"2 exactly-one: `monitors` belongs to a job for tickets, and `system` makes this one for records | give each its own file: records have `system` and `feed`, tickets have `monitors` and `rule`, reference data has `refs`");
    insta::assert_snapshot!(of_tickets(&format!("{TICKETS}[refs]\nsystems = [\"itop\"]\n")), @"5 exactly-one: `refs` belongs to a job for reference data, and `monitors` makes this one for tickets | give each its own file: records have `system` and `feed`, tickets have `monitors` and `rule`, reference data has `refs`");
    // A word that is nearly one of a kind says which is meant.
    insta::assert_snapshot!(of_tickets("monitor = [\"icinga\"]\n[[rules]]\nname = \"all\"\n"), @r#"
    1 unknown-key: there is no key `monitor` here | did you mean `monitors`? known keys here: description, monitors, feed, settle, per_company, schedule, storm, priority, rule, ping, report, history
    2 unknown-key: there is no key `rules` here | did you mean `rule`? known keys here: description, monitors, feed, settle, per_company, schedule, storm, priority, rule, ping, report, history
    "#);
    insta::assert_snapshot!(of_tickets(&format!("{TICKETS}[limits]\nmin_items = 3\n")), @"5 unknown-key: there is no key `limits` here | known keys here: description, monitors, feed, settle, per_company, schedule, storm, priority, rule, ping, report, history");
}

#[test]
fn jobs_for_reference_data() {
    insta::assert_snapshot!(of_tickets("[refs]\nkinds = [\"teams\"]\n"), @r#"
    1 missing-key: `systems` is missing | systems of stocktake.toml that have tickets: systems = ["glpi"]
    2 unknown-word: `kinds` cannot be `teams` | did you mean `team`? allowed: company, contact, team, service, service_element, contract, ci, category, choice
    "#);
    insta::assert_snapshot!(of_tickets("[refs]\nsystems = [\"icinga\", \"pratice\", \"itop\", \"itop\"]\nkind = [\"team\"]\n"), @r#"
    2 not-a-desk: `icinga` is a monitor: it has events and takes no tickets | systems with tickets: itop, practice, snow
    2 unknown-system: stocktake.toml has no system `pratice` | did you mean `practice`? systems with tickets: itop, practice, snow
    2 twice: `itop` is listed already | leave it out
    3 unknown-key: there is no key `kind` here | did you mean `kinds`? known keys here: systems, kinds
    "#);
    insta::assert_snapshot!(of_tickets("[refs]\nsystems = []\n[limits]\n"), @r#"
    2 blank: there is no system to pull from | systems of stocktake.toml that have tickets: systems = ["glpi"]
    3 unknown-key: there is no key `limits` here | known keys here: description, refs, feed, schedule, ping, report, history
    "#);
}

#[test]
fn links() {
    let links = r#"
[[link]]
company = "Fabrikam"
[[link]]
company = "Fabrikam"
desk = "icinga"
to = ""
[[link]]
company = "Fabrikam"
desk = "pratice"
to = "Fabrikam"
inherit = false
[[link]]
company = "Fabrikam"
desk = "practice"
inherit = false
[[link]]
company = "Fabrikam"
site = "Lyon"
desk = "practice"
inherit = true
[[link]]
company = "Fabrikam"
site = "Lyon"
desk = "practice"
to = 12
sites = "x"
"#;
    insta::assert_snapshot!(short(&[
        ("stocktake.toml", SYSTEMS),
        ("jobs/tickets.toml", TICKETS),
        ("links.toml", links)
    ]), @r#"
    2 missing-key: `desk` is missing | a system of stocktake.toml that has tickets: desk = "glpi"
    2 missing-key: `to` is missing | the company as that system names it: to = "Root entity > Fabrikam"; inherit = false for a site that has none there
    6 not-a-desk: `icinga` is a monitor: it has events and takes no tickets | systems with tickets: itop, practice, snow
    7 blank: this must not be blank
    10 unknown-system: stocktake.toml has no system `pratice` | did you mean `practice`? systems with tickets: itop, practice, snow
    12 exactly-one: with `to`, nothing is inherited | to = "…" for a company there, or inherit = false for none
    16 together: `inherit` goes with `site` | name the site, or leave the link out: a company without a link is found by its own name
    21 without-effect: a site inherits unless it is said otherwise | leave the whole link out, or write inherit = false
    22 twice: the company `Fabrikam`, site `Lyon`, has a link in `practice` already | keep one of them
    27 unknown-key: there is no key `sites` here | did you mean `site`? known keys here: company, site, desk, to, inherit
    "#);
}

#[test]
fn authority_is_among_jobs_for_records() {
    let stocktake = format!("{SYSTEMS}[authority.Computer]\n\"*\" = [\"tickets\"]\n");
    insta::assert_snapshot!(short(&[("stocktake.toml", &stocktake), ("jobs/tickets.toml", TICKETS)]), @r#"
    12 unknown-mapping: no mapping writes Computer | classes of the mappings: none
    13 unknown-job: there is no job `tickets` | jobs: none
    "#);
}

#[test]
fn a_level_is_a_word_or_a_number_and_a_name_may_be_a_table() {
    insta::assert_snapshot!(of_tickets(r#"
monitors = ["icinga"]
[[priority]]
impact = "hihg"
urgency = "major"
priority = "biggest"
[[rule]]
name = "all"
desk = "practice"
contact = { required = true }
team = { name = "Support", requird = true }
category = true
"#), @r#"
    4 bad-name: `hihg` is no level | did you mean `high`? allowed: highest, high, medium, low, lowest
    5 bad-name: `major` is no level | allowed: highest, high, medium, low, lowest
    6 bad-name: `biggest` is no level | did you mean `highest`? allowed: major, highest, high, medium, low, lowest
    10 missing-key: `name` is missing | the name itself: { name = "Support", required = true }
    11 unknown-key: there is no key `requird` here | did you mean `required`? known keys here: name, required, otherwise
    12 wrong-type: `category` must be a name, or a table with `name` and `required`, not true or false
    "#);
}
