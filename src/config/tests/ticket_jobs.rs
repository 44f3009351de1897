//! Ticket jobs, jobs for reference data and `links.toml`: what valid files become.

use std::time::Duration;

use super::{JOB, MAPPING, project};
use crate::model::company_link::{CompanyLink, FiledLink, LinkedTo};
use crate::model::event::{ElementKind, Severity};
use crate::model::project::{AnyJob, Project};
use crate::model::ticket::{RefKind, Visibility};
use crate::model::ticket_job::*;

/// A monitor and a desk of each kind.
pub(super) const SYSTEMS: &str = r#"
[system.practice.sandbox]
[system.itop.practice_itop]
[system.snow.practice_servicenow]
[system.icinga.icinga]
url = "https://icinga.example.org:5665"
login = "stocktake"
password = "env:ICINGA"
[system.zabbix.zabbix]
url = "https://zabbix.example.org"
token = "env:ZABBIX"
"#;

/// A smallest ticket job.
pub(super) const TICKETS: &str = "monitors = [\"icinga\"]\n[[rule]]\nname = \"all\"\ndesk = \"practice\"\n";

pub(super) const FULL_TICKETS: &str = r#"
description = "Tickets for what nobody acknowledged"
monitors = ["icinga", "zabbix"]
settle = "5m"
per_company = true
[schedule]
cron = "*/5 * * * *"
[storm]
above = 50
window = "15m"
per = "label:site"
promote_after = "2h"
[[priority]]
kinds = ["host"]
severities = ["critical", "disaster"]
impact = 1
urgency = 2
priority = 5
[[priority]]
impact = 3
[[rule]]
name = "hosts"
desk = "practice"
class = "Ticket"
group_by = ["host", "label:rack"]
title = "{{ event.host }}: {{ event.state }}"
text = "{{ event.title }}{% for event in events %}{{ event.labels.rack }}{% endfor %}"
change = "{{ ticket.number }} is now {{ event.state }}"
recovery = "over: {{ ticket.title }}"
remark = "{{ ticket.url }}"
company = "{{ event.labels.customer }}"
site = "{{ event.labels.site }}"
contact = "monitoring"
contact_of = "any"
team = "Service desk"
contract = "{{ event.labels.contract }}"
category = "Network"
ci_of_host = true
fields = { requesttypes_id = 7, _users_id_observer = "{{ event.labels.watcher | int }}" }
reopen_within = "off"
final_resolutions = ["*later*"]
hold_down = "3m"
once_taken_over = "silent"
operator_notes = "private"
adopt = "same_item"
[rule.select]
trigger = "any"
monitors = ["icinga"]
kinds = ["host"]
severities = ["critical"]
hosts = ["web*"]
services = ["http"]
groups = ["linux"]
labels = { env = "prod*" }
older_than = "5m"
soft = true
in_downtime = true
on_down_hosts = true
[rule.change_note]
when = "worse"
visibility = "public"
[rule.on_recovery]
action = "solve"
after = "30m"
code = "Solved"
fields = { x = "{{ ticket.number }}" }
[rule.back]
on_open = "comment"
on_close = "unacknowledge"
ticket_notes = true
[[rule.priority]]
severities = ["critical"]
impact = 2
[[rule]]
name = "notes"
desk = "itop"
class = "UserRequest"
service = "Hosting"
ci = "{{ event.host }}"
[rule.note]
ticket = "{{ event.labels.ticket }}"
visibility = "public"
[rule.on_recovery]
action = "note"
visibility = "public"
"#;

fn of(text: &str) -> Project {
    project(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", text)])
}

fn tickets(text: &str) -> TicketJob {
    of(text).ticket_jobs[&"tickets".into()].clone()
}

#[test]
fn a_full_ticket_job() {
    let job = tickets(FULL_TICKETS);
    assert_eq!(job.monitors, ["icinga", "zabbix"]);
    assert_eq!((job.settle, job.per_company), (Duration::from_secs(300), Include::Yes));
    assert!(job.schedule.is_some());
    let (window, promote_after) = (Duration::from_secs(900), Duration::from_secs(7200));
    assert_eq!(
        job.storm,
        Storm { above: 50, window, per: Some(GroupBy::Label("site".into())), promote_after }
    );
    let [hosts, notes] = job.rules.as_slice() else { panic!("{:?}", job.rules) };
    assert_eq!((&*hosts.name, hosts.desk.as_str(), hosts.class.as_str()), ("hosts", "practice", "Ticket"));
    assert!(matches!(hosts.delivery, Delivery::Ticket));
    assert_eq!(hosts.group_by, [GroupBy::Host, GroupBy::Label("rack".into())]);
    assert_eq!(hosts.words.remark.source, "{{ ticket.url }}");
    let kinds: Vec<_> = hosts.names.keys().copied().collect();
    assert_eq!(
        kinds,
        [RefKind::Company, RefKind::Contact, RefKind::Team, RefKind::Contract, RefKind::Category]
    );
    assert_eq!((hosts.ci.clone(), hosts.fields["requesttypes_id"].source.as_str()), (Ci::OfHost, "7"));
    assert_eq!(hosts.contact_of, ContactOf::Any);
    assert_eq!((hosts.reopen_within, hosts.hold_down.as_secs()), (None, 180));
    assert_eq!(hosts.final_resolutions, [Pattern("*later*".into())]);
    assert_eq!((hosts.once_taken_over, hosts.adopt), (OnceTakenOver::Silent, Adopt::SameItem));
    assert_eq!(hosts.on_change, OnChange::NoteIfWorse(Visibility::Public));
    let OnRecovery::Solve { after, code, fields } = &hosts.on_recovery else { panic!() };
    assert_eq!((after.as_secs(), code.as_deref(), fields.len()), (1800, Some("Solved"), 1));
    let (on_open, on_close) = (OnOpen::Comment, OnClose::Unacknowledge);
    assert_eq!(
        hosts.back,
        Back { on_open, on_close, on_cancel: on_close, on_state: None, ticket_notes: Include::Yes }
    );
    assert_eq!(hosts.operator_notes, Some(Visibility::Private));
    let select = &hosts.select;
    assert_eq!((select.trigger, &select.kinds), (Trigger::Any, &vec![ElementKind::Host]));
    assert_eq!((select.older_than.as_secs(), select.soft), (300, Include::Yes));
    assert_eq!(select.labels["env"], Pattern("prod*".into()));
    // Those of the rule come before those of the job.
    let impacts: Vec<_> = hosts.priorities.iter().map(|line| line.impact).collect();
    assert_eq!(impacts, [Some(2), Some(1), Some(3)]);
    assert_eq!(hosts.priorities[1].severities, [Severity::Critical, Severity::Disaster]);
    assert_eq!(hosts.priorities[1].priority, Some(5));
    // Only a GLPI is told a priority.
    assert_eq!((notes.priorities[0].impact, notes.priorities[0].priority), (Some(1), None));
    assert!(matches!(&notes.ci, Ci::Named(name) if name.source == "{{ event.host }}"));
    let Delivery::Note { visibility: Visibility::Public, .. } = notes.delivery else { panic!() };
    assert_eq!(notes.on_recovery, OnRecovery::Note(Visibility::Public));
}

#[test]
fn defaults_keep_both_lives_independent() {
    let job = tickets(TICKETS);
    assert_eq!((job.storm, job.settle.as_secs()), (Storm::default(), 900));
    assert_eq!((job.per_company, job.schedule), (Include::No, None));
    let rule = &job.rules[0];
    assert_eq!(rule.class, "Ticket");
    assert!(rule.group_by.is_empty() && rule.priorities.is_empty() && rule.names.is_empty());
    assert_eq!((rule.select.trigger, rule.select.soft), (Trigger::Unacknowledged, Include::No));
    assert_eq!(rule.on_change, OnChange::Note(Visibility::Private));
    assert_eq!(rule.on_recovery, OnRecovery::Note(Visibility::Private));
    assert_eq!((rule.reopen_within, rule.hold_down), (Some(Duration::from_secs(86_400)), Duration::ZERO));
    assert_eq!((rule.once_taken_over, rule.adopt), (OnceTakenOver::Notes, Adopt::Never));
    assert_eq!(rule.back, Back::default());
    assert_eq!((rule.back.on_open, rule.back.on_close), (OnOpen::Acknowledge, OnClose::Nothing));
    assert_eq!((rule.back.ticket_notes, rule.operator_notes), (Include::No, None));
    let is_final = |text: &str| rule.final_resolutions.iter().any(|pattern| pattern.fits(text));
    assert!(is_final("Closed (Won't Fix)") && is_final("Not Solved (Too Costly)") && is_final("WontFix"));
    assert!(!is_final("Solved (Permanently)") && !is_final("No resolution provided") && !is_final(""));
    let solved = format!("{TICKETS}[rule.on_recovery]\naction = \"solve\"\n");
    let OnRecovery::Solve { after, .. } = &tickets(&solved).rules[0].on_recovery else { panic!() };
    assert_eq!(after.as_secs(), 900);
}

#[test]
fn a_class_follows_from_the_desk() {
    for (desk, class) in [("practice", "Ticket"), ("itop", "Incident"), ("snow", "incident")] {
        assert_eq!(tickets(&TICKETS.replace("practice", desk)).rules[0].class, class);
    }
    let own = tickets(&format!("{}class = \"SecurityIncident\"\n", TICKETS.replace("practice", "itop")));
    assert_eq!(own.rules[0].class, "SecurityIncident");
}

#[test]
fn a_project_may_have_jobs_of_any_kind() {
    let only = of(TICKETS);
    assert!(only.jobs.is_empty() && matches!(only.job("tickets"), Some(AnyJob::Tickets(_))));
    let refs = "description = \"What tickets may name\"\n[refs]\nsystems = [\"itop\", \"practice\"]\nkinds = [\"team\", \"company\"]\n[report]\nsend = \"problems\"\n";
    let all = project(&[
        ("stocktake.toml", SYSTEMS),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
        ("jobs/tickets.toml", TICKETS),
        ("jobs/reference.toml", refs),
        ("jobs/everything.toml", "[refs]\nsystems = [\"snow\"]\n"),
    ]);
    let names: Vec<_> = all.all_jobs().iter().map(|job| job.head().name.to_string()).collect();
    assert_eq!(names, ["everything", "pc", "reference", "tickets"]);
    let job = &all.refs_jobs[&"reference".into()];
    assert_eq!(
        (job.systems.as_slice(), &job.kinds),
        (["itop", "practice"].map(str::to_owned).as_slice(), &vec![RefKind::Company, RefKind::Team])
    );
    assert_eq!(all.refs_jobs[&"everything".into()].kinds, RefKind::ALL);
}

#[test]
fn links_of_companies_and_sites() {
    let links = r#"
[[link]]
company = "Fabrikam"
site = "Lyon"
desk = "practice"
to = "Root entity > Fabrikam > Lyon"
[[link]]
company = "Fabrikam"
desk = "practice"
to = 12
[[link]]
company = "Fabrikam"
site = "Nice"
desk = "practice"
inherit = false
"#;
    let project =
        project(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", TICKETS), ("links.toml", links)]);
    let link = |site: Option<&str>, to| CompanyLink {
        company: "Fabrikam".to_owned(),
        site: site.map(str::to_owned),
        desk: "practice".to_owned(),
        to,
    };
    let filed = |line, link| FiledLink { link, line };
    assert_eq!(
        *project.company_links,
        [
            filed(7, link(None, LinkedTo::Company("12".to_owned()))),
            filed(2, link(Some("Lyon"), LinkedTo::Company("Root entity > Fabrikam > Lyon".to_owned()))),
            filed(11, link(Some("Nice"), LinkedTo::Nothing)),
        ]
    );
}

/// The project of a ticket job.
fn loaded(job: &str) -> Project {
    project(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", job)])
}

#[test]
fn words_of_the_one_scale_and_names_that_need_not_be_known() {
    let job = r#"
monitors = ["icinga"]
[[priority]]
impact = "high"
urgency = "low"
priority = "major"
[[rule]]
name = "glpi"
desk = "practice"
select = { hosts = ["a*"] }
company = "Acme"
contact = "Ann"
team = { name = "Support", required = true }
[[rule]]
name = "snow"
desk = "snow"
company = { name = "Acme", required = false }
ci_of_host = { required = true }
[[rule.priority]]
impact = 3
"#;
    let project = loaded(job);
    let rules = &project.ticket_jobs.values().next().unwrap().rules;
    let levels = |rule: usize, line: usize| {
        let line = &rules[rule].priorities[line];
        (line.impact, line.urgency, line.priority)
    };
    assert_eq!(levels(0, 0), (Some(2), Some(4), Some(6)), "GLPI");
    assert_eq!(levels(1, 0), (Some(3), None, None), "a number is the desk's own");
    assert_eq!(levels(1, 1), (Some(1), Some(3), None), "ServiceNow has three, and computes the priority");
    let required = |rule: usize| rules[rule].required.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    assert_eq!(required(0), ["company", "team"]);
    assert_eq!(required(1), ["ci"]);
    assert_eq!(rules[1].ci, Ci::OfHost);
    assert!(project.warnings.is_empty(), "{:?}", project.warnings);
}

#[test]
fn a_priority_in_the_scale_of_glpi_is_told_with_the_word_that_means_the_same() {
    let job = r#"monitors = ["icinga"]
[[priority]]
impact = 1
priority = 5
[[rule]]
name = "glpi"
desk = "practice"
"#;
    let project = loaded(job);
    assert_eq!(
        project.warnings,
        [
            "jobs/tickets.toml:4: priority = 5 counts as GLPI does, from 6 (major) down to 1; on the scale of impact \
          and urgency, of which the highest comes first, that is: priority = \"highest\""
        ]
    );
    assert_eq!(project.ticket_jobs.values().next().unwrap().rules[0].priorities[0].priority, Some(5));
}
