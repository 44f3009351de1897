//! What holds whatever happens: an episode has one ticket, nothing is told twice, and a second look
//! does nothing.

use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::select;
use stocktake::model::event::{OperatorNote, Severity, Sight, Unlisted};
use stocktake::model::ticket::{Reply, TicketNote, TicketState, Visibility, Writer};
use stocktake::model::ticket_job::{Follow, GroupBy, Include, OnOpen, OnRecovery};
use stocktake::model::ticket_ledger::TicketKind;
use stocktake::triage::Act;

use super::{Scene, acts, rule};

#[derive(Debug, Clone)]
enum Turn {
    Problem(&'static str, Severity),
    Over(&'static str),
    Blind,
    /// Nothing is listed, and objects say something else than that they are well.
    Unlisted(Unlisted),
    Acknowledge(&'static str),
    Desk(usize, TicketState),
    Reply(usize),
    /// An operator comments on an event, a technician writes in a ticket.
    Say(&'static str),
    Write(usize),
    Wait(i64),
    Run,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let host = || select(vec!["a", "b", "c", "d", "e", "f"]);
    let turn = prop_oneof![
        4 => (host(), select(vec![Severity::Warning, Severity::Critical])).prop_map(|(host, severity)| Turn::Problem(host, severity)),
        3 => host().prop_map(Turn::Over),
        1 => Just(Turn::Blind),
        1 => select(vec![Unlisted::StillBad, Unlisted::Pending, Unlisted::SwitchedOff, Unlisted::NotShown,
            Unlisted::Waiting, Unlisted::Unfed]).prop_map(Turn::Unlisted),
        1 => host().prop_map(Turn::Acknowledge),
        2 => (0usize..6, select(TicketState::ALL.to_vec())).prop_map(|(at, state)| Turn::Desk(at, state)),
        1 => (0usize..6).prop_map(Turn::Reply),
        1 => host().prop_map(Turn::Say),
        1 => (0usize..6).prop_map(Turn::Write),
        3 => (1i64..90).prop_map(Turn::Wait),
        6 => Just(Turn::Run),
    ];
    prop::collection::vec(turn, 1..40)
}

/// Tickets that nobody took over tell the worst that their problems are, and followed once for each severity.
fn followed(scene: &Scene) -> Result<(), TestCaseError> {
    for (nth, (ticket, severity)) in scene.revised.iter().enumerate() {
        let before = scene.revised[..nth].iter().filter(|(other, _)| other == ticket);
        let worst = before.map(|(_, severity)| *severity).max();
        prop_assert!(worst.is_none_or(|worst| worst < *severity), "{ticket} followed to {severity} again");
    }
    let ours = scene.ours.iter().filter(|ticket| {
        ticket.kind == TicketKind::Single && ticket.state.is_open() && ticket.taken_over_at.is_none()
    });
    for ticket in ours {
        let present = ticket.episodes.iter().filter_map(|episode| {
            scene.events.values().find(|event| event.key == episode.event && episode.let_go_at.is_none())
        });
        let worst = present.map(|event| event.severity).max();
        prop_assert!(worst <= ticket.written_severity, "{} says less than {worst:?}", ticket.title);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_episode_has_one_ticket_and_a_second_look_does_nothing(
        turns in turns(), grouped in any::<bool>(), solves in any::<bool>(), follows in any::<bool>(),
        above in 1u32..6,
    ) {
        let mut all = rule("all");
        all.back.on_open = OnOpen::Comment;
        all.back.ticket_notes = Include::Yes;
        all.operator_notes = Some(Visibility::Private);
        if follows {
            all.follow = vec![Follow::Title, Follow::Text, Follow::Priority];
        }
        if grouped {
            all.group_by = vec![GroupBy::Severity];
        }
        if solves {
            let after = Duration::from_secs(600);
            all.on_recovery = OnRecovery::Solve { after, code: None, fields: std::collections::BTreeMap::new() };
        }
        let mut scene = Scene::new(vec![all]);
        scene.job.storm.above = above;
        for turn in turns {
            match turn {
                Turn::Problem(host, severity) => scene.problem(host, severity),
                Turn::Over(host) => { scene.events.remove(host); }
                Turn::Blind => {
                    let open = std::mem::take(&mut scene.events);
                    scene.sight = Sight::Partial("a restart".into());
                    scene.run();
                    scene.events = open;
                    scene.sight = Sight::Full;
                }
                Turn::Unlisted(said) => {
                    let open = std::mem::take(&mut scene.events);
                    let is_open = |scene: &Scene| {
                        scene.ours.iter().filter(|ticket| ticket.state.is_open()).map(|t| t.key.clone()).collect::<Vec<_>>()
                    };
                    let living: Vec<_> = scene.ours.iter()
                        .filter(|ticket| ticket.episodes.iter().any(|episode| episode.over_at.is_none()))
                        .map(|ticket| ticket.key.clone()).collect();
                    scene.unlisted = said;
                    let before = is_open(&scene);
                    let told = scene.run();
                    for ticket in before.iter().filter(|key| living.contains(key)) {
                        let ended = told.acts.iter().any(|act| matches!(act, Act::Resolve { ticket: of, .. } if of == ticket));
                        prop_assert!(!ended, "{ticket} was solved on {said:?}");
                    }
                    scene.events = open;
                    scene.unlisted = Unlisted::Over;
                }
                Turn::Acknowledge(host) => {
                    if scene.events.contains_key(host) {
                        scene.acknowledge(host);
                    }
                }
                Turn::Desk(at, state) => {
                    let now = scene.now;
                    if let Some(ticket) = scene.desk.values_mut().nth(at) {
                        ticket.state = state;
                        ticket.changed_at = Some(now);
                    }
                }
                Turn::Reply(at) => {
                    if let Some(ticket) = scene.desk.values_mut().nth(at) {
                        ticket.last_reply = Some(Reply { by: "Ana".to_owned(), at: None });
                    }
                }
                Turn::Say(host) => {
                    let key = scene.events.get(host).map(|event| (event.monitor.clone(), event.key.clone()));
                    if let Some(key) = key {
                        let said = scene.heard.in_monitors.entry(key).or_default();
                        let (id, author) = (said.len().to_string(), Some("noc".to_owned()));
                        let text = format!("word {id} of {host}");
                        said.push(OperatorNote { id, author, at: Some(scene.now), text });
                    }
                }
                Turn::Write(at) => {
                    let key = scene.ours.get(at).map(|ticket| ticket.key.clone());
                    if let Some(key) = key {
                        let notes = scene.heard.at_desks.entry(key).or_default();
                        let text = format!("note {} of ticket {at}", notes.len());
                        let (writer, visibility) = (Writer::Other, Visibility::Public);
                        let (by, at) = ("Ana".to_owned(), Some(scene.now));
                        notes.push(TicketNote { writer, by, at, visibility, text });
                    }
                }
                Turn::Wait(minutes) => scene.wait(minutes),
                Turn::Run => {
                    scene.run();
                    // The monitor is answered once the tickets are there.
                    scene.run();
                    let again = scene.run();
                    prop_assert_eq!(acts(&again), Vec::<String>::new());
                    if follows {
                        followed(&scene)?;
                    }
                    // A storm's own limit holds for what it held back, too.
                    let storm = &scene.job.storm;
                    let window = TimeDelta::from_std(storm.window).unwrap();
                    let recent = scene.ours.iter().filter(|ticket| {
                        ticket.kind == TicketKind::Single && scene.now - ticket.intended_at < window
                    });
                    prop_assert!(recent.count() <= storm.above as usize, "more tickets than the storm lets through");
                }
            }
            let mut told = scene.told.clone();
            told.sort();
            told.dedup();
            prop_assert_eq!(told.len(), scene.told.len(), "told twice: {:?}", scene.told);
            for event in scene.events.values() {
                let single = stocktake::model::ticket_ledger::TicketKind::Single;
                let tickets = scene.ours.iter().filter(|ticket| ticket.kind == single);
                let mine = tickets.filter(|ticket| ticket.episode(&event.monitor, &event.key).is_some()).count();
                prop_assert!(mine <= 1, "{} has {} tickets", event.key, mine);
            }
        }
    }
}
