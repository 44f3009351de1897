//! What people say on one side is told on the other: each word once, and nothing of ours.

#![expect(clippy::unwrap_used, reason = "tests")]

use stocktake::model::event::{Acknowledgement, OperatorNote, Severity};
use stocktake::model::ticket::{TicketNote, TicketState, Visibility, Writer};
use stocktake::model::ticket_job::{Include, OnceTakenOver, Rule};
use stocktake::model::ticket_ledger::Source;

use super::{Scene, acts, rule};

const NOTHING: [&str; 0] = [];

fn both() -> Rule {
    let mut rule = rule("both");
    rule.operator_notes = Some(Visibility::Private);
    rule.back.ticket_notes = Include::Yes;
    rule
}

/// A problem with its ticket.
fn scene(rule: Rule) -> Scene {
    let mut scene = Scene::new(vec![rule]);
    scene.heard.logins.insert("icinga".to_owned(), "api".to_owned());
    scene.problem("web01", Severity::Warning);
    scene.run();
    scene
}

impl Scene {
    /// Somebody comments in the monitor.
    fn say(&mut self, author: &str, text: &str) {
        let key = ("icinga".to_owned(), self.events["web01"].key.clone());
        let said = self.heard.in_monitors.entry(key).or_default();
        said.push(OperatorNote {
            id: said.len().to_string(),
            author: Some(author.to_owned()),
            at: Some(self.now),
            text: text.to_owned(),
        });
    }

    /// Somebody writes in the ticket.
    fn write(&mut self, by: &str, text: &str, visibility: Visibility) {
        let key = self.ours[0].key.clone();
        self.heard.at_desks.entry(key).or_default().push(TicketNote {
            writer: Writer::Other,
            by: by.to_owned(),
            at: Some(self.now),
            visibility,
            text: text.to_owned(),
        });
    }

    fn acknowledge_as(&mut self, author: &str, comment: &str) {
        let at = Some(self.now);
        let (author, comment) = (Some(author.to_owned()), Some(comment.to_owned()));
        self.events.get_mut("web01").unwrap().acknowledged = Some(Acknowledgement { author, comment, at });
    }
}

#[test]
fn an_operators_words_go_to_the_ticket_once() {
    let mut scene = scene(both());
    scene.acknowledge_as("noc", "on it");
    scene.say("noc", "a new disk is on order");
    assert_eq!(
        acts(&scene.run()),
        [
            "note noc acknowledged web01 / http in icinga, 2026-11-21 08:00 UTC\non it",
            "note noc on web01 / http in icinga, 2026-11-21 08:00 UTC\na new disk is on order",
        ]
    );
    assert_eq!(acts(&scene.run()), NOTHING);
    scene.wait(5);
    scene.say("ana", "it is here");
    assert_eq!(acts(&scene.run()).len(), 1);
    // A second acknowledgement is another one.
    scene.acknowledge_as("ana", "mine now");
    assert_eq!(acts(&scene.run()).len(), 1);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn without_the_rule_nobody_is_told() {
    let mut scene = scene(rule("neither"));
    scene.acknowledge_as("noc", "on it");
    scene.say("noc", "a new disk is on order");
    scene.write("Ana", "I look at it", Visibility::Public);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn what_is_older_than_the_problem_stays_where_it_is() {
    let mut scene = scene(both());
    scene.ours[0].source = Source::Adopted;
    scene.wait(-90);
    scene.say("noc", "this host will be replaced in June");
    scene.write("Ana", "an old story", Visibility::Public);
    scene.wait(90);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn a_note_of_a_ticket_that_was_opened_for_it_is_told_whatever_the_clock_of_the_desk_says() {
    let mut scene = scene(both());
    scene.wait(-120);
    scene.write("Ana", "I look at it", Visibility::Public);
    scene.wait(120);
    assert_eq!(acts(&scene.run()).len(), 1);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn what_a_ticket_says_in_public_goes_to_the_monitor_once() {
    let mut scene = scene(both());
    scene.write("Ana", "I look at it", Visibility::Public);
    scene.write("Ana", "the customer did not pay", Visibility::Private);
    let told = acts(&scene.run());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("relay Ana in #1: I look at it ["), "{told:?}");
    assert_eq!(acts(&scene.run()), NOTHING);
    // The same words again are another note.
    scene.wait(1);
    scene.write("Ana", "I look at it", Visibility::Public);
    assert_eq!(acts(&scene.run()).len(), 1);
    // What was said at the end of the ticket, while the problem is still there.
    scene.ticket().state = TicketState::Resolved;
    scene.wait(1);
    scene.write("Bob", "the sensor was wrong", Visibility::Public);
    assert_eq!(acts(&scene.run()).len(), 1);
    assert_eq!(acts(&scene.run()), NOTHING);
}

#[test]
fn our_own_words_never_come_back() {
    let mut scene = scene(both());
    scene.write("Ana", "I look at it", Visibility::Public);
    scene.run();
    // The monitor shows it as a comment of ours: by our name, or by the user that logs in.
    let told = scene.told[0].clone();
    scene.say("stocktake", &told);
    scene.say("api", &told);
    // An acknowledgement with our remark, which a killed run could not remember.
    scene.acknowledge_as("api", "Ticket #1");
    scene.say("stocktake", "anything at all");
    assert_eq!(acts(&scene.run()), NOTHING);
    // A note of ours that another account copied into the ticket, and what we heard in the monitor.
    scene.write("mail gateway", &told, Visibility::Public);
    assert_eq!(acts(&scene.run()), NOTHING);
    // The same user is also a person.
    scene.say("api", "I am here, too");
    assert_eq!(acts(&scene.run()).len(), 1);
}

#[test]
fn who_has_taken_over_is_left_in_peace_where_the_rule_says_so() {
    let mut rule = both();
    rule.once_taken_over = OnceTakenOver::Silent;
    let mut scene = scene(rule);
    scene.ticket().technician = Some("Ana".to_owned());
    scene.say("noc", "a new disk is on order");
    scene.write("Ana", "I look at it", Visibility::Public);
    let told = acts(&scene.run());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("relay "), "what he says is told all the same");
}

#[test]
fn an_event_that_joins_later_is_not_told_what_was_said_before() {
    let mut rule = both();
    rule.group_by = vec![stocktake::model::ticket_job::GroupBy::Service];
    let mut scene = scene(rule);
    scene.write("Ana", "I look at it", Visibility::Public);
    assert_eq!(acts(&scene.run()).len(), 1);
    scene.wait(30);
    scene.problem("web02", Severity::Warning);
    let told = acts(&scene.run());
    assert!(told.iter().all(|act| !act.starts_with("relay")), "{told:?}");
    scene.write("Ana", "both now", Visibility::Public);
    assert_eq!(acts(&scene.run()).len(), 2, "one each");
}

#[test]
fn a_monitor_without_comments_is_told_nothing() {
    let mut scene = scene(both());
    scene.heard.without_comments.insert("icinga".to_owned());
    scene.write("Ana", "I look at it", Visibility::Public);
    assert_eq!(acts(&scene.run()), NOTHING);
}
