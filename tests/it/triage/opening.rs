//! Which events get a ticket, and when several share one.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use chrono::TimeDelta;
use stocktake::model::event::{Certainty, Severity};
use stocktake::model::ticket_job::{Back, GroupBy, Include, OnOpen, Pattern, PriorityLine, Trigger};
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
    assert_eq!(told.iter().filter(|act| act.starts_with("open ")).count(), 3, "{told:?}");
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
    assert!(triaged.left_alone.iter().any(|left| left.label == "web02 / http" && left.why == Why::NoRule));
}

#[test]
fn the_criticality_of_the_element_stands_in_the_matrix() {
    let line = |labels: &[(&str, &str)], impact| PriorityLine {
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
    assert!(reason.contains(&format!("`{endless}` does not come to an end")), "{reason}");
}
