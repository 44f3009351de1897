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
    insta::assert_snapshot!(rendered(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", job)]), @"");
}

#[test]
fn what_must_be_there() {
    insta::assert_snapshot!(of_tickets("monitors = []\nrule = []\n"), @"");
    insta::assert_snapshot!(of_tickets("[[rule]]\n[rule.note]\n[[rule]]\nname = ' '\ndesk = 'itop'\n[[rule.priority]]\nkinds = ['host']\n"), @"");
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
"#), @"");
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
"#), @"");
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
"#), @"");
    insta::assert_snapshot!(of_rule("[rule.on_recovery]\naction = 'sovle'\nafter = '1h'\ncode = 'x'\n"), @"");
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
"#), @"");
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
"#), @"");
}

#[test]
fn a_file_is_one_kind_of_job() {
    insta::assert_snapshot!(of_tickets(&format!("system = \"practice\"\n{TICKETS}")), @"");
    insta::assert_snapshot!(of_tickets(&format!("{TICKETS}[refs]\nsystems = [\"itop\"]\n")), @"");
    // A word that is nearly one of a kind says which is meant.
    insta::assert_snapshot!(of_tickets("monitor = [\"icinga\"]\n[[rules]]\nname = \"all\"\n"), @"");
    insta::assert_snapshot!(of_tickets(&format!("{TICKETS}[limits]\nmin_items = 3\n")), @"");
}

#[test]
fn jobs_for_reference_data() {
    insta::assert_snapshot!(of_tickets("[refs]\nkinds = [\"teams\"]\n"), @"");
    insta::assert_snapshot!(of_tickets("[refs]\nsystems = [\"icinga\", \"pratice\", \"itop\", \"itop\"]\nkind = [\"team\"]\n"), @"");
    insta::assert_snapshot!(of_tickets("[refs]\nsystems = []\n[limits]\n"), @"");
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
    ]), @"");
}

#[test]
fn authority_is_among_jobs_for_records() {
    let stocktake = format!("{SYSTEMS}[authority.Computer]\n\"*\" = [\"tickets\"]\n");
    insta::assert_snapshot!(short(&[("stocktake.toml", &stocktake), ("jobs/tickets.toml", TICKETS)]), @"");
}
