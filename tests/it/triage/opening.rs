//! Which events get a ticket, and when several share one.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use stocktake::model::event::{Certainty, Seen, Severity};
use stocktake::model::job::JobName;
use stocktake::model::ticket::TicketState;
use stocktake::model::ticket_job::{
    Back, GroupBy, Include, LineOf, OnChange, OnOpen, Pattern, PriorityLine, Trigger,
};
use stocktake::model::ticket_ledger::TicketKind;
use stocktake::triage::{Act, Why};

use super::{Scene, acts, rule};

#[test]
fn an_event_gets_one_ticket_and_then_nothing() {
    let mut scene = Scene::new(vec![rule("all")]);
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["open web01 CRITICAL"]);
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
    assert_eq!(scene.tickets(), ["web01 CRITICAL (new)"]);
}

#[test]
fn an_event_whose_monitor_is_hours_ahead_waits_no_longer_than_one_that_is_old() {
    let mut patient = rule("patient");
    patient.select.older_than = Duration::from_secs(300);
    let mut scene = Scene::new(vec![patient]);
    scene.problem("web01", Severity::Critical);
    scene.problem("web02", Severity::Critical);
    let now = scene.now;
    scene.events.get_mut("web01").unwrap().since = now + TimeDelta::hours(2);
    // Less than it waits anyway.
    scene.events.get_mut("web02").unwrap().since = now + TimeDelta::minutes(2);
    assert_eq!(acts(&scene.run()), ["open web01 CRITICAL"]);
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
}

#[test]
fn what_is_left_alone_is_told_with_the_reason() {
    let mut narrow = rule("critical");
    narrow.select.hosts = vec![Pattern("web*".to_owned())];
    narrow.select.older_than = Duration::from_secs(300);
    let mut scene = Scene::new(vec![narrow]);
    for host in ["web01", "web02", "web03", "web04", "db01"] {
        scene.problem(host, Severity::Critical);
    }
    scene.events.get_mut("web02").unwrap().certainty = Certainty::Soft;
    scene.events.get_mut("web03").unwrap().in_downtime = true;
    scene.acknowledge("web04");
    let whys =
        |scene: &mut Scene| -> Vec<Why> { scene.run().left_alone.into_iter().map(|line| line.why).collect() };
    let of = || "critical".to_owned();
    assert_eq!(
        whys(&mut scene),
        [Why::NoRule, Why::Young(of()), Why::Soft(of()), Why::InDowntime(of()), Why::Acknowledged(of())]
    );
    scene.wait(5);
    assert_eq!(acts(&scene.decide()), ["open web01 CRITICAL"]);
}

#[test]
fn an_operator_who_acknowledges_gets_his_ticket_at_once() {
    let mut asked = rule("asked");
    asked.select.trigger = Trigger::Acknowledged;
    asked.select.older_than = Duration::from_secs(3600);
    let mut scene = Scene::new(vec![asked]);
    scene.problem("web01", Severity::Warning);
    assert_eq!(scene.run().left_alone[0].why, Why::NotAcknowledged("asked".to_owned()));
    scene.acknowledge("web01");
    assert_eq!(acts(&scene.run()), ["open web01 WARNING"]);
}

#[test]
fn the_first_rule_that_takes_an_event_has_it() {
    let mut first = rule("first");
    first.select.in_downtime = Include::No;
    let mut second = rule("second");
    second.select.in_downtime = Include::Yes;
    second.desk = "itop".to_owned();
    let mut scene = Scene::new(vec![first, second]);
    scene.problem("a", Severity::Critical);
    scene.problem("b", Severity::Critical);
    scene.events.get_mut("b").unwrap().in_downtime = true;
    scene.run();
    let desks: Vec<(&str, &str)> =
        scene.ours.iter().map(|ticket| (ticket.title.as_str(), ticket.desk.as_str())).collect();
    assert_eq!(desks, [("a CRITICAL", "glpi"), ("b CRITICAL", "itop")]);
}

#[test]
fn events_of_a_group_share_a_ticket_and_later_ones_join_it() {
    let mut grouped = rule("grouped");
    grouped.group_by = vec![GroupBy::Service];
    let mut scene = Scene::new(vec![grouped]);
    scene.problem("a", Severity::Warning);
    scene.problem("b", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["open b CRITICAL"]);
    scene.wait(1);
    scene.problem("c", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["note now CRITICAL: it does not answer"]);
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
    assert_eq!(scene.ours[0].episodes.len(), 3);
}

#[test]
fn a_storm_is_one_ticket_for_the_rest_and_what_stays_is_promoted() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.job.storm.above = 3;
    for number in 0..10 {
        scene.problem(
            &format!("h{number}"),
            if number == 9 { Severity::Disaster } else { Severity::Critical },
        );
    }
    let told = acts(&scene.run());
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.contains(&"open h9 DISASTER".to_owned()), "the worst has its own: {told:?}");
    assert!(told.contains(&"open Storm: more than 3 tickets in 10 min".to_owned()), "{told:?}");
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
    scene.problem("late", Severity::Critical);
    let told = acts(&scene.run());
    assert!(told.len() == 1 && told[0].starts_with("note late / http | CRITICAL"), "{told:?}");
    // Six of the eight are over within the hour; two stay.
    let over: Vec<String> = scene
        .ours
        .iter()
        .find(|ticket| ticket.title.starts_with("Storm"))
        .into_iter()
        .flat_map(|ticket| ticket.episodes.iter().map(|episode| episode.object.clone()))
        .take(6)
        .collect();
    scene.events.retain(|_, event| !over.contains(&event.object));
    scene.wait(61);
    let told = acts(&scene.run());
    assert_eq!(told.iter().filter(|act| act.starts_with("open ")).count(), 2, "{told:?}");
    assert!(
        told.iter().any(|act| act.starts_with("note Still open under this ticket: 2 of 8; over: 6.")),
        "{told:?}"
    );
    // Both have tickets of their own by now.
    let told = acts(&scene.run());
    assert!(told.len() == 1 && told[0].contains("Still open under this ticket: 0 of 8"), "{told:?}");
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
}

fn storm_of(events: u32, above: u32) -> Scene {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.job.storm.above = above;
    for number in 0..events {
        scene.problem(&format!("h{number:02}"), Severity::Critical);
    }
    scene.run();
    scene
}

#[test]
fn a_promoted_storm_stays_under_the_limit_of_the_storm() {
    let mut scene = storm_of(12, 3);
    scene.wait(61);
    let opened = |scene: &mut Scene| {
        let triaged = scene.run();
        let waits = triaged.left_alone.iter().filter(|left| left.why.reason() == "storm").count();
        let opened = acts(&triaged).iter().filter(|act| act.starts_with("open ")).count();
        (opened, waits)
    };
    assert_eq!(opened(&mut scene), (3, 6), "3 of the 9 that wait; the others go on waiting");
    scene.run();
    assert_eq!(opened(&mut scene), (0, 6));
    scene.wait(11);
    assert_eq!(opened(&mut scene), (3, 3));
    scene.wait(11);
    assert_eq!(opened(&mut scene), (3, 0));
    let storms = scene.desk.values().filter(|ticket| ticket.title.starts_with("Storm")).count();
    assert_eq!((storms, scene.desk.len()), (1, 13));
}

#[test]
fn a_worse_problem_goes_before_those_that_a_storm_held_back() {
    let mut scene = storm_of(6, 2);
    scene.wait(61);
    scene.problem("core", Severity::Disaster);
    let told = acts(&scene.run());
    let opened: Vec<&String> = told.iter().filter(|act| act.starts_with("open ")).collect();
    assert_eq!(opened, ["open core DISASTER", "open h02 CRITICAL"], "{told:?}");
}

#[test]
fn what_outlives_a_storm_whose_ticket_a_person_ended_may_be_the_first_of_the_next() {
    let mut scene = storm_of(3, 1);
    for (new, storms) in [("a", 2), ("b", 3)] {
        for ticket in scene.desk.values_mut().filter(|ticket| ticket.title.starts_with("Storm")) {
            ticket.state = TicketState::Resolved;
        }
        scene.wait(61);
        scene.problem(new, Severity::Disaster);
        let told = acts(&scene.run());
        let opened: Vec<&String> = told.iter().filter(|act| act.starts_with("open ")).collect();
        let own = format!("open {new} DISASTER");
        assert_eq!(opened, [own.as_str(), "open Storm: more than 1 tickets in 10 min"], "{told:?}");
        assert_eq!(scene.desk.values().filter(|ticket| ticket.title.starts_with("Storm")).count(), storms);
        let held = scene.ours.iter().filter(|ticket| ticket.kind == TicketKind::Storm && ticket.is_alive());
        assert!(
            held.max_by_key(|storm| storm.intended_at).is_some_and(|storm| storm.episodes.len() == 2),
            "both have a ticket that lives"
        );
    }
}

#[test]
fn a_clock_that_was_set_back_does_not_hold_tickets_back() {
    let mut scene = storm_of(3, 3);
    scene.wait(-120);
    scene.problem("late", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["open late CRITICAL"]);
}

#[test]
fn the_ticket_of_a_storm_names_what_is_still_open_once_for_each_change_and_its_end() {
    let mut scene = storm_of(6, 2);
    assert_eq!(acts(&scene.run()), Vec::<String>::new(), "its text names all of them");
    scene.events.remove("h02");
    assert_eq!(
        acts(&scene.run()),
        ["note Still open under this ticket: 3 of 4; over: 1.\n\
          h03 / http | CRITICAL | since 2026-11-21 08:00 UTC | it does not answer\n\
          h04 / http | CRITICAL | since 2026-11-21 08:00 UTC | it does not answer\n\
          h05 / http | CRITICAL | since 2026-11-21 08:00 UTC | it does not answer"]
    );
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
    scene.events.retain(|host, _| host == "h05");
    scene.wait(61);
    let told = acts(&scene.run());
    assert!(told.contains(&"open h05 CRITICAL".to_owned()), "{told:?}");
    assert!(told.iter().any(|act| act.starts_with("note Still open under this ticket: 1 of 4; over: 3.")));
    assert_eq!(
        acts(&scene.run()),
        ["note Still open under this ticket: 0 of 4; over: 3.\nh05 / http has a ticket of its own: #4"]
    );
    scene.events.clear();
    let told = acts(&scene.run());
    assert_eq!(told, ["note it is over"; 2], "its own ticket and the storm's: all is well");
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
}

#[test]
fn a_rule_that_says_nothing_of_changes_says_nothing_of_a_storms_rest() {
    let mut scene = Scene::new(vec![super::Rule { on_change: OnChange::Silent, ..rule("all") }]);
    scene.job.storm.above = 1;
    for host in ["a", "b", "c"] {
        scene.problem(host, Severity::Critical);
    }
    scene.run();
    scene.events.remove("b");
    assert_eq!(acts(&scene.run()), Vec::<String>::new());
}

#[test]
fn what_we_acknowledged_with_the_ticket_of_a_storm_is_promoted_all_the_same() {
    let mut scene = Scene::new(vec![super::Rule {
        back: Back { on_open: OnOpen::Acknowledge, ..Back::default() },
        ..rule("all")
    }]);
    scene.job.storm.above = 1;
    for number in 0..4 {
        scene.problem(&format!("h{number}"), Severity::Critical);
    }
    scene.run();
    assert_eq!(acts(&scene.run()).len(), 4, "all four are acknowledged");
    scene.wait(61);
    let told = acts(&scene.run());
    assert_eq!(told.iter().filter(|act| act.starts_with("open ")).count(), 1, "{told:?}");
    scene.job.storm.above = 9;
    let told = acts(&scene.run());
    assert_eq!(told.iter().filter(|act| act.starts_with("open ")).count(), 2, "{told:?}");
}

#[test]
fn a_rule_that_is_switched_off_takes_nothing_and_its_tickets_go_on() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.job.rules[0].enabled = Include::No;
    scene.problem("web02", Severity::Critical);
    scene.problem("web01", Severity::Critical);
    let triaged = scene.run();
    assert_eq!(acts(&triaged), ["note now CRITICAL: it does not answer"]);
    assert!(
        triaged
            .left_alone
            .iter()
            .any(|left| left.label == "web02 / http" && left.why == Why::Off("all".to_owned()))
    );
}

#[test]
fn the_criticality_of_the_element_stands_in_the_matrix() {
    let line = |labels: &[(&str, &str)], impact| PriorityLine {
        of: LineOf::Job,
        kinds: Vec::new(),
        severities: vec![Severity::Critical],
        labels: labels.iter().map(|(name, text)| ((*name).to_owned(), Pattern((*text).to_owned()))).collect(),
        impact: Some(impact),
        urgency: None,
        priority: None,
    };
    let mut all = rule("all");
    all.priorities = vec![line(&[("criticality", "high*")], 1), line(&[], 3)];
    let mut scene = Scene::new(vec![all]);
    for (host, criticality) in [("db01", Some("Highest")), ("web01", Some("low")), ("web02", None)] {
        scene.problem(host, Severity::Critical);
        let labels = &mut scene.events.get_mut(host).unwrap().labels;
        labels.extend(criticality.map(|text| ("criticality".to_owned(), text.to_owned())));
    }
    let impacts: Vec<(String, Option<u8>)> = scene
        .decide()
        .acts
        .into_iter()
        .filter_map(|act| match act {
            Act::Open(opening) => Some((opening.draft.title, opening.draft.impact)),
            _ => None,
        })
        .collect();
    let wanted = [("db01 CRITICAL", 1), ("web01 CRITICAL", 3), ("web02 CRITICAL", 3)];
    assert_eq!(impacts, wanted.map(|(title, impact)| (title.to_owned(), Some(impact))));
}

#[test]
fn a_text_whose_loops_do_not_end_is_a_failure_that_names_it() {
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    let mut one = rule("one");
    one.words.text = super::template(endless);
    let mut scene = Scene::new(vec![one]);
    scene.problem("web01", Severity::Critical);
    let failures = scene.decide().failures;
    assert_eq!(failures.len(), 1, "{failures:?}");
    let reason = &failures[0].reason;
    assert!(reason.english().contains(&format!("`{endless}` does not come to an end")), "{reason}");
}

#[test]
fn only_an_event_that_no_job_handles_needs_a_person() {
    let of = |name: &str, hosts: &str, severities: &[Severity]| {
        let mut rule = rule(name);
        rule.select.hosts = vec![Pattern(hosts.to_owned())];
        rule.select.severities = severities.to_vec();
        rule
    };
    let mut scene = Scene::new(vec![of("web", "web*", &[Severity::Critical, Severity::Disaster])]);
    let mut nights = Scene::new(vec![of("databases", "db*", &[])]).job;
    nights.name = JobName::from("nights");
    let mut asleep = Scene::new(vec![super::Rule { enabled: Include::No, ..of("mail", "mail*", &[]) }]).job;
    asleep.name = JobName::from("asleep");
    let mut elsewhere = Scene::new(vec![of("cameras", "cam*", &[])]).job;
    (elsewhere.name, elsewhere.monitors) = (JobName::from("elsewhere"), vec!["zabbix".to_owned()]);
    scene.problem("web1", Severity::Critical);
    scene.problem("web2", Severity::Warning);
    scene.problem("db1", Severity::Critical);
    scene.problem("mail1", Severity::Critical);
    scene.problem("cam1", Severity::Warning);
    let triaged = scene.decide();
    let jobs = [scene.job.clone(), nights, asleep, elsewhere];
    let mut told = triaged;
    let seen = BTreeMap::from([(
        "icinga".to_owned(),
        Seen::list(scene.events.values().cloned().collect(), scene.sight.clone()),
    )]);
    stocktake::triage::elsewhere(&mut told, &scene.job, jobs.iter(), &seen);
    let said: Vec<(&str, &str, String)> = told
        .left_alone
        .iter()
        .map(|left| (left.label.as_str(), left.why.reason(), left.in_words(ToString::to_string).to_string()))
        .collect();
    let is = |label: &str, reason: &str, why: &str| {
        assert!(said.contains(&(label, reason, why.to_owned())), "{label}: {said:#?}");
    };
    is("db1 / http", "other_job", "the rule databases of the job nights covers it");
    is("web2 / http", "less_severe", "web: less severe than it asks for");
    is("mail1 / http", "no_rule", "no rule covers it; the nearest is web, which takes other hosts");
    is(
        "cam1 / http",
        "no_rule",
        "no rule covers it; the nearest is databases of the job nights, which takes other hosts",
    );
}
