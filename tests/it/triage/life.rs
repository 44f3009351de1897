//! What becomes of a ticket whose event changes, ends or comes back, and of an event whose ticket
//! is taken over, closed or refused.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use stocktake::model::event::Seen;
use stocktake::model::event::{Acknowledgement, Lasting, Severity, Sight, Unlisted};
use stocktake::model::ticket::{Reply, TicketState};
use stocktake::model::ticket_job::{
    Follow, LineOf, OnChange, OnClose, OnOpen, OnRecovery, OnceTakenOver, PriorityLine,
};
use stocktake::model::ticket_ledger::Phase;
use stocktake::triage::{Doubt, Situation, Step, Why, triage};

use super::{Scene, acts, rule};

const NOTHING: [&str; 0] = [];

fn solving(minutes: u64) -> super::Rule {
    let mut rule = rule("solve");
    rule.on_recovery =
        OnRecovery::Solve { after: Duration::from_secs(minutes * 60), code: None, fields: BTreeMap::new() };
    rule
}

#[test]
fn a_change_is_told_once() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["note now CRITICAL: it does not answer"]);
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.events.get_mut("web01").unwrap().flapping = true;
    scene.problem("web01", Severity::Warning);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn the_end_is_told_once_and_the_ticket_stays_open() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.events.clear();
    let triaged = scene.run();
    assert_eq!(acts(&triaged), ["note it is over"]);
    assert_eq!(triaged.out_of_step[0].how, Step::EventsAreOver);
    assert_eq!(acts(&scene.run()), NOTHING);
    assert_eq!(scene.tickets(), ["web01 WARNING (new)"]);
}

#[test]
fn a_monitor_that_does_not_see_ends_nothing() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    let events = std::mem::take(&mut scene.events);
    scene.sight = Sight::Partial("it has just started".into());
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.events = events;
    scene.sight = Sight::Full;
    assert_eq!(acts(&scene.run()), NOTHING);
    assert_eq!(scene.tickets(), ["web01 WARNING (new)"]);
}

#[test]
fn what_is_not_listed_and_not_known_to_be_well_is_told_and_not_over() {
    for said in [
        Unlisted::StillBad,
        Unlisted::Pending,
        Unlisted::SwitchedOff,
        Unlisted::NotShown,
        Unlisted::Unfed,
        Unlisted::Waiting,
    ] {
        let mut scene = Scene::new(vec![solving(0)]);
        scene.problem("web01", Severity::Warning);
        scene.run();
        scene.events.clear();
        scene.unlisted = said;
        scene.wait(30);
        let triaged = scene.run();
        assert_eq!(acts(&triaged), NOTHING, "{said:?}");
        let steps: Vec<Step> = triaged.out_of_step.iter().map(|out| out.how).collect();
        let told: Vec<Step> = Doubt::of(said).map(Step::Unlisted).into_iter().collect();
        assert_eq!(steps, told, "{said:?}");
        scene.unlisted = Unlisted::Over;
        assert_eq!(acts(&scene.run()), ["resolve it is over"], "{said:?}");
    }
}

#[test]
fn an_object_that_nobody_asked_is_not_over() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.events.clear();
    let seen = Seen::list(Vec::new(), Sight::Full);
    let seen = BTreeMap::from([("icinga".to_owned(), seen)]);
    scene.wait(30);
    let (ours, heard) = (&scene.ours, &scene.heard);
    let situation =
        Situation { job: &scene.job, seen: &seen, ours, heard, off_until: &BTreeMap::new(), now: scene.now };
    assert_eq!(acts(&triage(situation)), NOTHING);
}

#[test]
fn of_what_is_deleted_nothing_is_expected_once_its_ticket_is_closed() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.events.clear();
    scene.unlisted = Unlisted::NotShown;
    scene.run();
    scene.ticket().state = TicketState::Closed;
    scene.run();
    assert_eq!(scene.ours[0].phase, Phase::Ended);
}

#[test]
fn an_acknowledgement_that_outlasts_its_problem_ends_with_it() {
    let mut rule = rule("all");
    rule.back.on_open = OnOpen::Acknowledge;
    let mut scene = Scene::new(vec![rule]);
    scene.acknowledgements = Lasting::UntilTakenBack;
    scene.problem("web01", Severity::Warning);
    scene.run();
    assert_eq!(acts(&scene.run()), ["answer Acknowledge web01!http"]);
    scene.events.clear();
    assert_eq!(acts(&scene.run()), ["release web01!http", "note it is over"]);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn a_recurrence_under_our_own_old_silence_is_told() {
    let mut rule = rule("all");
    rule.back.on_open = OnOpen::Acknowledge;
    let mut scene = Scene::new(vec![rule]);
    scene.acknowledgements = Lasting::UntilTakenBack;
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.run();
    scene.ticket().state = TicketState::Closed;
    let silence = scene.events["web01"].acknowledged.clone();
    assert!(silence.as_ref().is_some_and(|said| said.author.as_deref() == Some("stocktake")));
    scene.events.clear();
    scene.wait(120);
    scene.problem("web01", Severity::Warning);
    scene.events.get_mut("web01").unwrap().acknowledged = silence;
    assert!(acts(&scene.run()).contains(&"open web01 WARNING".to_owned()), "nobody has seen to it");
    assert_eq!(acts(&scene.run()), ["answer Acknowledge web01!http"], "the silence names the new ticket");
}

#[test]
fn an_operators_silence_of_a_recurrence_stays_his() {
    let mut rule = rule("all");
    rule.back.on_open = OnOpen::Acknowledge;
    let mut scene = Scene::new(vec![rule]);
    scene.acknowledgements = Lasting::UntilTakenBack;
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.run();
    scene.ticket().state = TicketState::Closed;
    scene.events.clear();
    scene.wait(120);
    scene.problem("web01", Severity::Warning);
    let author = Some("noc".to_owned());
    scene.events.get_mut("web01").unwrap().acknowledged =
        Some(Acknowledgement { author, ..Acknowledgement::default() });
    let triaged = scene.run();
    assert_eq!(triaged.left_alone[0].why, Why::Acknowledged("all".to_owned()));
}

#[test]
fn a_ticket_is_solved_when_the_problem_has_been_gone_long_enough() {
    let mut scene = Scene::new(vec![solving(10)]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.events.clear();
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.wait(10);
    assert_eq!(acts(&scene.run()), ["resolve it is over"]);
    assert_eq!(acts(&scene.run()), NOTHING);
    assert_eq!(scene.tickets(), ["web01 WARNING (resolved)"]);
}

#[test]
fn a_problem_that_comes_back_soon_reopens_its_ticket_and_later_gets_a_new_one() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.wait(1);
    scene.events.clear();
    scene.run();
    scene.wait(30);
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["reopen now CRITICAL: it does not answer"]);
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.wait(1);
    scene.events.clear();
    assert_eq!(acts(&scene.run()), ["resolve it is over"]);
    scene.wait(61);
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["open web01 CRITICAL"]);
}

#[test]
fn a_ticket_that_is_reopened_is_not_told_as_closed() {
    let mut telling = solving(0);
    telling.back.on_close = OnClose::Comment;
    let mut scene = Scene::new(vec![telling]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.wait(1);
    scene.events.clear();
    scene.run();
    scene.problem("web01", Severity::Critical);
    let triaged = scene.run();
    assert_eq!(acts(&triaged), ["reopen now CRITICAL: it does not answer"]);
    assert_eq!(triaged.out_of_step, []);
}

#[test]
fn what_is_closed_for_good_stays_closed() {
    for (state, resolution) in
        [(TicketState::Cancelled, None), (TicketState::Resolved, Some("Closed: won't fix".to_owned()))]
    {
        let mut scene = Scene::new(vec![rule("all")]);
        scene.problem("web01", Severity::Warning);
        scene.run();
        scene.ticket().state = state;
        scene.ticket().resolution = resolution;
        scene.events.clear();
        scene.wait(1);
        scene.run();
        scene.problem("web01", Severity::Warning);
        let triaged = scene.run();
        assert_eq!(acts(&triaged), NOTHING);
        assert!(matches!(triaged.left_alone[0].why, Why::WontFix(_)));
    }
}

#[test]
fn once_a_technician_took_over_the_robot_only_notes_or_is_silent() {
    for (policy, told) in [(OnceTakenOver::Notes, vec!["note it is over"]), (OnceTakenOver::Silent, vec![])] {
        let mut taken = solving(0);
        taken.once_taken_over = policy;
        let mut scene = Scene::new(vec![taken]);
        scene.problem("web01", Severity::Warning);
        scene.run();
        let by = "Ana".to_owned();
        scene.ticket().last_reply = Some(Reply { by, at: None });
        scene.events.clear();
        assert_eq!(acts(&scene.run()), told);
        assert_eq!(acts(&scene.run()), NOTHING);
        assert_eq!(scene.tickets(), ["web01 WARNING (new)"]);
    }
}

#[test]
fn the_monitor_learns_of_the_ticket_once_and_an_operators_acknowledgement_stays() {
    let mut answering = rule("all");
    answering.back.on_open = OnOpen::Acknowledge;
    answering.select.trigger = stocktake::model::ticket_job::Trigger::Any;
    let mut scene = Scene::new(vec![answering]);
    scene.problem("a", Severity::Warning);
    scene.problem("b", Severity::Warning);
    scene.acknowledge("b");
    scene.run();
    assert_eq!(acts(&scene.run()), ["answer Acknowledge a!http", "answer Comment b!http"]);
    scene.acknowledge("a");
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn a_ticket_that_is_closed_while_the_problem_is_there_is_told() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.job.rules[0].back.on_close = OnClose::Unacknowledge;
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.ticket().state = TicketState::Closed;
    let triaged = scene.run();
    assert_eq!(acts(&triaged), ["tell closed Unacknowledge web01!http"]);
    assert_eq!(triaged.out_of_step[0].how, Step::EventIsOpen);
    let again = scene.run();
    assert_eq!(acts(&again), NOTHING);
    assert_eq!(again.left_alone.len(), 1, "its event has a ticket already");
}

#[test]
fn an_event_that_a_person_unlinked_gets_no_ticket_by_itself() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.ours[0].episodes[0].let_go_at = Some(scene.now);
    let key = scene.ours[0].key.clone();
    scene.problem("web01", Severity::Critical);
    scene.wait(90);
    let triaged = scene.run();
    assert_eq!((acts(&triaged), &triaged.left_alone[0].why), (vec![], &Why::Unlinked(key.clone())));
    assert_eq!(triaged.left_alone[0].why.to_string(), format!("a person took it from {key}"));

    scene.ticket().state = TicketState::Closed;
    assert_eq!(acts(&scene.run()), NOTHING, "a closed ticket does not bring it back");
    scene.wait(60 * 24 * 30);
    assert_eq!(scene.run().left_alone[0].why, Why::Unlinked(key));
    assert!(!matches!(scene.ours[0].phase, stocktake::model::ticket_ledger::Phase::Ended));

    scene.events.clear();
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.problem("web01", Severity::Warning);
    assert_eq!(acts(&scene.run()), ["open web01 WARNING"], "another episode is another matter");
}

#[test]
fn an_event_that_was_unlinked_from_one_ticket_and_linked_to_another_has_that_one() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    let mut other = scene.ours[0].clone();
    other.key = stocktake::model::ticket::TicketKey("stk-other".to_owned());
    scene.ours[0].episodes[0].let_go_at = Some(scene.now);
    scene.ours.push(other.clone());
    let triaged = scene.decide();
    assert_eq!((acts(&triaged), &triaged.left_alone[0].why), (vec![], &Why::HasTicket(other.key)));
}

#[test]
fn a_ticket_that_we_solved_and_a_person_reopened_is_left_to_him() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Critical);
    scene.run();
    scene.events.clear();
    scene.run();
    assert_eq!(scene.tickets(), ["web01 CRITICAL (resolved)"]);
    scene.ticket().state = TicketState::New;
    let triaged = scene.run();
    assert_eq!(acts(&triaged), Vec::<String>::new());
    assert_eq!(triaged.out_of_step.len(), 1, "the report tells of it");
}

/// The monitor shows an episode again with the begin that it had: whoever tells it was away, or a list was short for once.
#[test]
fn a_problem_that_is_shown_again_after_we_solved_its_ticket_has_one_again() {
    for reopens in [true, false] {
        let mut scene = Scene::new(vec![solving(0)]);
        scene.job.rules[0].reopen_within = reopens.then_some(std::time::Duration::from_secs(3600));
        scene.problem("web01", Severity::Critical);
        scene.run();
        let events = std::mem::take(&mut scene.events);
        scene.wait(1);
        assert_eq!(acts(&scene.run()), ["resolve it is over"]);
        for round in 0..2 {
            scene.wait(1);
            scene.events.clone_from(&events);
            let again = if reopens { "reopen " } else { "open web01 CRITICAL" };
            let triaged = scene.run();
            assert!(acts(&triaged)[0].starts_with(again), "{:?}", acts(&triaged));
            assert_eq!(acts(&scene.run()), NOTHING, "it has its ticket");
            let open = scene.tickets().iter().filter(|title| title.ends_with("(new)")).count();
            assert_eq!((open, scene.desk.len()), (1, if reopens { 1 } else { 2 + round }));
            scene.wait(1);
            scene.events.clear();
            assert_eq!(acts(&scene.run()), ["resolve it is over"], "round {round}");
        }
    }
}

#[test]
fn a_problem_that_is_shown_again_after_a_person_solved_its_ticket_is_told() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Critical);
    scene.run();
    scene.ticket().state = TicketState::Resolved;
    let events = std::mem::take(&mut scene.events);
    scene.run();
    scene.events = events;
    let triaged = scene.run();
    assert_eq!(acts(&triaged), NOTHING);
    assert_eq!(triaged.out_of_step[0].how, Step::EventIsOpen);
}

#[test]
fn a_ticket_that_was_deleted_does_not_keep_the_next_problem_from_having_one() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Critical);
    scene.run();
    let now = scene.now;
    let ours = &mut scene.ours[0];
    (ours.gone_at, ours.closed_at, ours.state) = (Some(now), Some(now), TicketState::Cancelled);
    scene.desk.clear();
    assert_eq!(acts(&scene.run()), Vec::<String>::new(), "the same problem does not bring it back");
    scene.events.clear();
    scene.run();
    scene.wait(10);
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["open web01 CRITICAL"]);
}

#[test]
fn nothing_is_solved_while_the_same_thing_is_broken_again() {
    let mut scene = Scene::new(vec![solving(0)]);
    scene.problem("web01", Severity::Critical);
    scene.run();
    scene.events.clear();
    scene.wait(1);
    scene.problem("web01", Severity::Critical);
    scene.acknowledge("web01");
    assert_eq!(acts(&scene.run()), NOTHING);
    assert_eq!(scene.tickets(), ["web01 CRITICAL (new)"]);
    scene.events.clear();
    assert_eq!(acts(&scene.run()), ["resolve it is over"]);
}

#[test]
fn a_closed_ticket_whose_event_the_monitor_lost_for_a_while_is_told_again() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Critical);
    scene.run();
    scene.ticket().state = TicketState::Closed;
    let events = std::mem::take(&mut scene.events);
    scene.run();
    scene.events = events;
    let triaged = scene.run();
    assert_eq!(acts(&triaged), NOTHING);
    assert_eq!(triaged.out_of_step[0].how, Step::EventIsOpen);
    assert_eq!(scene.run().out_of_step.len(), 1, "and in the next run as well");
}

#[test]
fn title_text_and_priority_follow_a_worse_severity_once() {
    let line = |severity, impact| PriorityLine {
        of: LineOf::Job,
        kinds: Vec::new(),
        severities: vec![severity],
        labels: BTreeMap::new(),
        impact: Some(impact),
        urgency: None,
        priority: None,
    };
    let mut all = rule("all");
    all.on_change = OnChange::Silent;
    all.follow = vec![Follow::Title, Follow::Text, Follow::Priority];
    all.priorities = vec![line(Severity::Critical, 1), line(Severity::Warning, 3)];
    let mut scene = Scene::new(vec![all.clone()]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), ["revise web01 CRITICAL Some(1) now CRITICAL: it does not answer"]);
    assert_eq!(scene.tickets(), ["web01 CRITICAL (new)"]);
    for severity in [Severity::Critical, Severity::Warning, Severity::Critical] {
        scene.problem("web01", severity);
        assert_eq!(acts(&scene.run()), NOTHING, "{severity}: milder and back is no news");
    }
    // What a person wrote stays.
    scene.ticket().title = "Ana: the disk of web01".to_owned();
    scene.problem("web01", Severity::Disaster);
    assert_eq!(acts(&scene.run()), ["revise - None now DISASTER: it does not answer"]);
    // A ticket that a person took over is his.
    let mut scene = Scene::new(vec![all]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene.ticket().technician = Some("Ana".to_owned());
    scene.problem("web01", Severity::Critical);
    assert_eq!(acts(&scene.run()), NOTHING);
}
