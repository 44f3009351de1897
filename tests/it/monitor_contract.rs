//! What every monitor does in the same way, each against its practice server over HTTP. What one
//! cannot do is stated in the [`Abilities`] of its room.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use stocktake::model::event::{
    Certainty, ElementKind, Event, Remark, Seen, Severity, Sight, Unlisted, Watched,
};
use stocktake::model::system::Role;
use stocktake::practice::monitor::{Control, Fault, LOGIN, Level, PASSWORD, Running, TOKEN, face};
use stocktake::systems::monitor::{Abilities, Absence, Monitor, Outcome};
use stocktake::systems::shared::{FailureKind, RemoteError};
use stocktake::systems::{self, ROOMS, Room};

use crate::opened;

/// Secrets of every double.
const SECRETS: [(&str, &str); 2] = [("PASSWORD", PASSWORD), ("TOKEN", TOKEN)];

struct Lab {
    room: &'static Room,
    can: &'static Abilities,
    monitor: Arc<dyn Monitor>,
    control: Control,
    running: Running,
}

/// Every room of a monitor.
fn monitors() -> impl Iterator<Item = &'static Room> {
    ROOMS.iter().copied().filter(|room| room.has(Role::Events))
}

fn remark(text: &str) -> Remark {
    Remark { author: "stocktake".to_owned(), text: text.to_owned() }
}

impl Lab {
    async fn new(room: &'static Room) -> Self {
        eprintln!("{}", room.kind.product);
        let face = face(room.kind.key).unwrap_or_else(|| panic!("{} has no double", room.kind.key));
        let running = Running::start(face).await.unwrap();
        let control = running.control();
        let can = room.monitor.as_ref().unwrap().abilities;
        // A link into Icinga DB Web needs its address; the others link into themselves.
        let web = if room.kind.key == "icinga" { "web = \"https://web.example.org\"" } else { "" };
        let table = format!("{}{web}", running.table());
        let monitor = opened::monitor(room.kind.key, &table, &SECRETS);
        control.watch("web01", None);
        control.watch("web01", Some("disk"));
        control.watch("web02", Some("http"));
        Self { room, can, monitor, control, running }
    }

    async fn of(key: &str) -> Self {
        Self::new(systems::room(key).unwrap()).await
    }

    /// The same monitor with more in its table.
    fn with(&self, more: &str) -> Arc<dyn Monitor> {
        opened::monitor(self.room.kind.key, &format!("{}{more}", self.running.table()), &SECRETS)
    }

    fn raise(&self, level: Level) {
        self.control.raise("web01", Some("disk"), level, "DISK CRITICAL - 2% free");
    }

    async fn seen(&self) -> Seen {
        self.monitor.events().await.unwrap()
    }

    /// The only open problem.
    async fn only(&self) -> Event {
        let seen = self.seen().await;
        assert_eq!(seen.events.len(), 1, "{:?}", seen.events);
        seen.events.into_iter().next().unwrap()
    }

    /// What became of an episode that has been absent for a day.
    async fn became(&self, event: &Event) -> Unlisted {
        became(self.monitor.as_ref(), event, Some(Utc::now() - TimeDelta::days(1))).await
    }

    /// Who an acknowledgement of ours is by.
    fn own(&self) -> &'static str {
        if self.can.authors { "stocktake" } else { LOGIN }
    }
}

async fn became(monitor: &dyn Monitor, event: &Event, unlisted_since: Option<DateTime<Utc>>) -> Unlisted {
    let episode = Watched { key: &event.key, object: &event.object, unlisted_since };
    let [became] = monitor.unlisted(&[episode]).await.unwrap().try_into().unwrap();
    became
}

fn is_good(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done | Outcome::Sent)
}

async fn nothing_is_open(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.control.forget("web03", Some("new"));
    let seen = lab.seen().await;
    assert_eq!((seen.events, seen.sight), (Vec::new(), Sight::Full));
    let lines = lab.monitor.check().await.unwrap();
    assert!(lines.len() >= 2 && lines[0].english().chars().any(|c| c.is_ascii_digit()), "{lines:?}");
}

async fn a_problem_is_told_in_full(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    assert_eq!(event.monitor, "lab");
    assert_eq!(event.host.as_deref(), Some("web01"));
    assert!(event.service.is_some());
    assert_eq!((event.severity, event.certainty), (Severity::Critical, Certainty::Hard));
    assert_eq!(event.title == "DISK CRITICAL - 2% free", lab.can.outputs, "{}", event.title);
    assert!(!event.title.is_empty());
    assert!(event.acknowledged.is_none() && !event.in_downtime && !event.host_is_down && !event.flapping);
    assert!(event.url.as_ref().is_some_and(|url| url.starts_with("http")), "{:?}", event.url);
    assert!(event.key.len() <= 200 && !event.object.is_empty());
    assert!(event.since <= event.changed_at && event.since.timestamp() > 1_700_000_000);
    if lab.can.addresses {
        assert_eq!(event.address.as_deref(), Some("10.20.0.1"));
    }
    if lab.can.host_groups {
        assert!(event.groups.contains(&"linux".to_owned()), "{:?}", event.groups);
    }
    assert!(!lab.can.labels || !event.labels.is_empty());
}

async fn hosts_and_services_are_both_seen(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Warning);
    lab.control.raise("web01", None, Level::Critical, "PING CRITICAL");
    let seen = lab.seen().await;
    let keys: Vec<&str> = seen.events.iter().map(|event| event.key.as_str()).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(keys, sorted);
    assert_eq!(seen.events.len(), 2);
    if seen.events.iter().all(|event| event.kind != ElementKind::Alert) {
        let disk = seen.events.iter().find(|event| event.service.is_some()).unwrap();
        let host = seen.events.iter().find(|event| event.service.is_none()).unwrap();
        assert!(disk.host_is_down && !host.host_is_down);
        assert_eq!((disk.severity, host.severity), (Severity::Warning, Severity::Disaster));
        assert_eq!((disk.state.as_str(), host.state.as_str()), ("WARNING", "DOWN"));
    }
}

async fn an_episode_keeps_its_key(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.control.raise_soft("web01", Some("disk"), Level::Warning, "DISK WARNING");
    let first = lab.only().await;
    assert_eq!(first.certainty == Certainty::Soft, lab.can.soft);
    lab.raise(Level::Warning);
    assert_eq!(lab.only().await.key, first.key);
    lab.raise(Level::Critical);
    let worse = lab.only().await;
    assert_eq!(worse.severity, Severity::Critical);
    if lab.can.worsens {
        assert_eq!((&worse.key, &worse.object), (&first.key, &first.object));
        assert!(worse.changed_at >= first.changed_at);
    }
    lab.control.recover("web01", Some("disk"));
    assert!(lab.seen().await.events.is_empty());
    lab.raise(Level::Critical);
    let again = lab.only().await;
    assert_ne!(again.key, worse.key);
    assert_eq!(again.object, worse.object);
}

async fn acknowledging_twice_is_as_good_as_once(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let remark = remark("ticket #12: https://desk.example.org/12?a=1&b=\"é\"");
    let outcome = lab.monitor.acknowledge(&event, &remark).await.unwrap();
    assert!(is_good(&outcome), "{outcome:?}");
    let expected = Some((lab.own().to_owned(), remark.text.clone()));
    assert_eq!(lab.control.acknowledged("web01", Some("disk")), expected);
    let now = lab.only().await;
    let said = now.acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment), (Some(lab.own()), Some(remark.text.clone())));
    assert_eq!(now.key, event.key);
    assert!(!now.in_downtime);
    assert_eq!(lab.monitor.acknowledge(&event, &remark).await.unwrap(), Outcome::Already);
    assert_eq!(lab.control.acknowledged("web01", Some("disk")), expected);
}

async fn another_episode_is_not_acknowledged_instead(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let old = lab.only().await;
    lab.control.recover("web01", Some("disk"));
    assert_eq!(lab.monitor.acknowledge(&old, &remark("late")).await.unwrap(), Outcome::Gone);
    lab.raise(Level::Critical);
    assert_eq!(lab.monitor.acknowledge(&old, &remark("late")).await.unwrap(), Outcome::Gone);
    assert!(lab.only().await.acknowledged.is_none());
    if lab.can.comments {
        assert_eq!(lab.monitor.comment(&old, &remark("late")).await.unwrap(), Outcome::Gone);
        assert!(lab.control.comments("web01", Some("disk")).is_empty());
    }
}

async fn an_operators_acknowledgement_is_left_alone(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    lab.control.acknowledge("web01", Some("disk"), "noc", "on it");
    let event = lab.only().await;
    let said = event.acknowledged.clone().unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("noc"), Some("on it")));
    assert_eq!(lab.monitor.acknowledge(&event, &remark("ours")).await.unwrap(), Outcome::Already);
    let outcome = lab.monitor.clear(&event, "stocktake").await.unwrap();
    assert_eq!(outcome, Outcome::NotOurs("noc".to_owned()));
    assert!(lab.only().await.acknowledged.is_some());
}

async fn our_acknowledgement_is_taken_back(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.monitor.acknowledge(&event, &remark("ours")).await.unwrap();
    let outcome = lab.monitor.clear(&event, "stocktake").await.unwrap();
    assert!(is_good(&outcome), "{outcome:?}");
    assert!(lab.only().await.acknowledged.is_none());
    assert_eq!(lab.monitor.clear(&event, "stocktake").await.unwrap(), Outcome::Already);
}

async fn a_comment_is_added(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let outcome = lab.monitor.comment(&event, &remark("disk is on order")).await.unwrap();
    if lab.can.comments {
        assert!(is_good(&outcome), "{outcome:?}");
        assert_eq!(lab.control.comments("web01", Some("disk")), ["disk is on order"]);
    } else {
        assert!(matches!(outcome, Outcome::NotPossible(_)), "{outcome:?}");
    }
    assert!(lab.only().await.acknowledged.is_none());
}

async fn what_people_said_is_read_where_comments_can_be(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    lab.control.raise("web02", Some("http"), Level::Warning, "HTTP WARNING - 3 s");
    let events = lab.seen().await.events;
    let (disk, http): (Vec<&Event>, Vec<&Event>) =
        events.iter().partition(|event| event.host.as_deref() == Some("web01"));
    lab.control.acknowledge("web01", Some("disk"), "noc", "on it");
    lab.control.say("web01", Some("disk"), "noc", "a new one is on order");
    lab.monitor.comment(disk[0], &remark("ours")).await.unwrap();
    let said = lab.monitor.said(&[http[0].watched(), disk[0].watched()]).await.unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0], []);
    let told: Vec<(Option<&str>, &str)> =
        said[1].iter().map(|said| (said.author.as_deref(), said.text.as_str())).collect();
    if lab.can.hears {
        // The acknowledgement stands with the event.
        assert_eq!(told, [(Some("noc"), "a new one is on order"), (Some(lab.own()), "ours")]);
        assert!(said[1][0].id != said[1][1].id && said[1].iter().all(|said| said.at.is_some()));
        let again = lab.monitor.said(&[disk[0].watched()]).await.unwrap();
        assert_eq!(again[0], said[1], "names stay");
    } else {
        assert_eq!(told, []);
    }
}

async fn a_downtime_is_told(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    lab.control.rest("web01", None);
    let event = lab.only().await;
    assert!(event.in_downtime && event.acknowledged.is_none());
}

async fn closing_is_done_or_told_as_not_possible(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let outcome = lab.monitor.close(&event, &remark("done")).await.unwrap();
    assert!(matches!(outcome, Outcome::NotPossible(_)), "{outcome:?}");
    lab.control.let_close("web01", Some("disk"));
    let outcome = lab.monitor.close(&event, &remark("done")).await.unwrap();
    if lab.can.closes {
        assert!(is_good(&outcome), "{outcome:?}");
        assert!(lab.seen().await.events.is_empty());
        assert_eq!(lab.monitor.close(&event, &remark("done")).await.unwrap(), Outcome::Gone);
    } else {
        assert!(matches!(outcome, Outcome::NotPossible(_)), "{outcome:?}");
    }
}

async fn no_sight_is_not_an_empty_list(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    lab.control.blind();
    if lab.can.rights {
        let seen = lab.seen().await;
        assert!(seen.events.is_empty());
        let Sight::Partial(why) = seen.sight else { panic!("clear sight of nothing") };
        assert!(why.english().contains("sees no"), "{why}");
        let error = lab.monitor.check().await.unwrap_err();
        assert!(error.to_string().contains("sees no"), "{error}");
    }
}

async fn what_is_over_was_checked_and_found_well(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    if lab.can.absence == Absence::ObjectIsAsked {
        assert_eq!(lab.became(&event).await, Unlisted::StillBad);
        if lab.can.groups {
            let narrower = lab.with(&opened::groups(&["elsewhere"]));
            let became = became(narrower.as_ref(), &event, None).await;
            assert_eq!(became, Unlisted::StillBad, "a filter hides it");
        }
        lab.control.recover("web01", Some("disk"));
        assert_eq!(lab.became(&event).await, Unlisted::Over);
    }
}

async fn what_lost_its_state_is_not_over(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.lose_state("web01", Some("disk"));
    assert!(lab.seen().await.events.is_empty());
    if lab.can.pending {
        assert_eq!(lab.became(&event).await, Unlisted::Pending);
    }
}

async fn what_is_switched_off_is_not_over(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.switch_off("web01", None);
    lab.control.switch_off("web01", Some("disk"));
    if lab.can.switches {
        assert!(lab.seen().await.events.is_empty());
        assert_eq!(lab.became(&event).await, Unlisted::SwitchedOff);
    }
}

async fn what_is_deleted_or_out_of_sight_is_not_over(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.hide("web01", Some("disk"));
    if lab.can.absence == Absence::ObjectIsAsked {
        assert!(lab.seen().await.events.is_empty());
        assert_eq!(lab.became(&event).await, Unlisted::NotShown);
    }
}

async fn a_group_that_is_not_there_is_not_an_empty_list(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    if !lab.can.groups {
        return;
    }
    let of = |group: &str| lab.with(&opened::groups(&[group]));
    let seen = of("linux").events().await.unwrap();
    assert_eq!((seen.events.len(), seen.sight), (1, Sight::Full));
    match of("nowhere").events().await {
        Ok(Seen { events, sight: Sight::Partial(why), .. }) => {
            assert!(events.is_empty() && why.english().contains("nowhere"), "{why}");
        }
        Ok(seen) => panic!("{seen:?}"),
        Err(error) => assert!(error.is_permanent() && error.to_string().contains("nowhere"), "{error}"),
    }
}

async fn a_refused_login_is_told(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let wrong: Vec<(&str, &str)> = SECRETS.iter().map(|(name, _)| (*name, "wrong-secret")).collect();
    let monitor = opened::monitor(room.kind.key, &lab.running.table(), &wrong);
    for error in [
        monitor.check().await.unwrap_err(),
        monitor.events().await.unwrap_err(),
        monitor.acknowledge(&event, &remark("x")).await.unwrap_err(),
    ] {
        assert!(matches!(error, RemoteError::Login { .. }), "{error}");
        assert!(!error.to_string().contains("wrong-secret"));
    }
    if !lab.can.renews {
        lab.control.lock_out();
        assert!(matches!(lab.monitor.events().await, Err(RemoteError::Login { .. })));
    }
}

async fn a_missing_right_is_told(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.disarm();
    match lab.monitor.acknowledge(&event, &remark("x")).await {
        Err(error) => assert!(lab.can.refuses && matches!(error, RemoteError::Rights { .. }), "{error}"),
        // Centreon says yes to everything: the next list shows that nothing was done.
        Ok(outcome) => assert!(!lab.can.refuses && is_good(&outcome), "{outcome:?}"),
    }
    assert!(lab.only().await.acknowledged.is_none() || lab.can.renews);
}

async fn a_session_that_ended_is_opened_again(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.end_sessions();
    assert!(is_good(&lab.monitor.acknowledge(&event, &remark("x")).await.unwrap()));
    lab.monitor.leave().await;
}

async fn a_broken_answer_is_an_error_and_not_an_empty_list(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    lab.only().await;
    for fault in [Fault::Half, Fault::Empty, Fault::Status(500)] {
        lab.control.inject(fault);
        let error = lab.monitor.events().await.unwrap_err();
        assert!(!error.is_permanent(), "{fault:?}: {error}");
    }
    lab.control.inject(Fault::Status(502));
    assert_eq!(lab.seen().await.events.len(), 1);
}

async fn an_acknowledgement_whose_answer_was_lost_is_settled_by_asking(room: &'static Room) {
    let lab = Lab::new(room).await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    // The first time logs in and leaves a history, so that the next ones make the same calls.
    for text in ["first", "second"] {
        drop(lab.control.take_requests());
        lab.monitor.acknowledge(&event, &remark(text)).await.unwrap();
        if text == "first" {
            lab.monitor.clear(&event, "stocktake").await.unwrap();
        }
    }
    let calls = lab.control.take_requests().len();
    lab.monitor.clear(&event, "stocktake").await.unwrap();
    // Every call of an acknowledgement but the last one goes well.
    for _ in 1..calls {
        lab.control.inject(Fault::None);
    }
    lab.control.inject(Fault::StatusAfter(504));
    let error = lab.monitor.acknowledge(&event, &remark("third")).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Unknown, "{error}");
    assert_eq!(lab.monitor.acknowledge(&event, &remark("third")).await.unwrap(), Outcome::Already);
}

macro_rules! contract {
    ($($case:ident),* $(,)?) => {
        /// Each over every room of a monitor.
        mod every_monitor {
            $(#[tokio::test] async fn $case() { for room in super::monitors() { super::$case(room).await; } })*
        }
    };
}

contract!(
    nothing_is_open,
    a_problem_is_told_in_full,
    hosts_and_services_are_both_seen,
    an_episode_keeps_its_key,
    acknowledging_twice_is_as_good_as_once,
    another_episode_is_not_acknowledged_instead,
    an_operators_acknowledgement_is_left_alone,
    our_acknowledgement_is_taken_back,
    a_comment_is_added,
    what_people_said_is_read_where_comments_can_be,
    a_downtime_is_told,
    closing_is_done_or_told_as_not_possible,
    no_sight_is_not_an_empty_list,
    what_is_over_was_checked_and_found_well,
    what_lost_its_state_is_not_over,
    what_is_switched_off_is_not_over,
    what_is_deleted_or_out_of_sight_is_not_over,
    a_group_that_is_not_there_is_not_an_empty_list,
    a_refused_login_is_told,
    a_missing_right_is_told,
    a_session_that_ended_is_opened_again,
    a_broken_answer_is_an_error_and_not_an_empty_list,
    an_acknowledgement_whose_answer_was_lost_is_settled_by_asking,
);

#[tokio::test]
async fn an_alertmanager_that_has_just_started_has_no_sight() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let before = lab.only().await;
    lab.control.restart();
    let seen = lab.seen().await;
    assert!(seen.events.is_empty());
    assert!(matches!(seen.sight, Sight::Partial(why) if why.english().contains("started 0 minutes ago")));
    lab.control.resend_alerts();
    let seen = lab.seen().await;
    assert_eq!((seen.events[0].key.as_str(), seen.sight), (before.key.as_str(), Sight::Full));
}

#[tokio::test]
async fn an_absent_alert_is_over_after_its_resolve_timeout_while_others_are_sent() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.recover("web01", Some("disk"));
    let (now, ago) = (Utc::now(), |minutes| Some(Utc::now() - TimeDelta::minutes(minutes)));
    let became = |since| became(lab.monitor.as_ref(), &event, since);
    assert_eq!(became(None).await, Unlisted::Waiting, "seen for the first time at {now}");
    assert_eq!(became(ago(4)).await, Unlisted::Waiting, "its resolve_timeout is five minutes");
    assert_eq!(became(ago(6)).await, Unlisted::Unfed, "nobody sends anything");
    lab.control.raise("web02", Some("http"), Level::Warning, "slow");
    lab.control.age("web02", Some("http"), 1);
    assert_eq!(became(ago(6)).await, Unlisted::Unfed, "its sender has just begun, and may still be waiting");
    lab.control.age("web02", Some("http"), 6);
    assert_eq!(became(ago(6)).await, Unlisted::Over);
    lab.control.restart();
    lab.control.raise("web02", Some("http"), Level::Warning, "slow");
    assert_eq!(became(ago(6)).await, Unlisted::Waiting, "it was not up all that time");
}

#[tokio::test]
async fn a_named_heartbeat_alone_shows_that_alerts_are_sent() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.recover("web01", Some("disk"));
    lab.control.raise("web02", Some("http"), Level::Warning, "slow");
    let monitor = lab.with("heartbeat = ['alertname=\"Watchdog\"']\nresolve_after = \"1m\"");
    let since = Some(Utc::now() - TimeDelta::minutes(2));
    assert_eq!(became(monitor.as_ref(), &event, since).await, Unlisted::Unfed);
    lab.control.raise("prometheus", Some("Watchdog"), Level::Unknown, "all is well");
    lab.control.age("prometheus", Some("Watchdog"), 2);
    assert_eq!(became(monitor.as_ref(), &event, since).await, Unlisted::Over);
    let shown = monitor.events().await.unwrap().events;
    assert_eq!(shown.len(), 1, "the heartbeat is nobody's problem: {shown:?}");
    assert_eq!(shown[0].service.as_deref(), Some("http"));
}

#[tokio::test]
async fn a_silence_that_ran_out_was_forgotten_or_ends_soon_has_lapsed_and_one_that_a_person_ended_has_not() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let has_lapsed =
        async |monitor: &dyn Monitor| monitor.events().await.unwrap().lapsed.contains(&event.key);
    assert!(is_good(&lab.monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap()));
    assert!(!has_lapsed(lab.monitor.as_ref()).await);
    assert!(
        has_lapsed(lab.with("silence = \"20d\"").as_ref()).await,
        "seven days are less than half of that"
    );
    lab.control.end_silences();
    assert!(!has_lapsed(lab.monitor.as_ref()).await, "a person wants to hear it");
    lab.control.forget_silences();
    assert!(has_lapsed(lab.monitor.as_ref()).await);
}

#[tokio::test]
async fn our_silence_of_an_alert_that_is_over_is_ended_by_its_fingerprint() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.control.raise("web02", Some("http"), Level::Critical, "no answer");
    for event in lab.seen().await.events {
        lab.monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap();
    }
    lab.control.recover("web01", Some("disk"));
    assert_eq!(lab.monitor.release(&event.object, "stocktake").await.unwrap(), Outcome::Done);
    assert_eq!(lab.monitor.release(&event.object, "stocktake").await.unwrap(), Outcome::Already);
    assert!(lab.only().await.acknowledged.is_some(), "the other alert of the ticket stays silenced");
    lab.raise(Level::Critical);
    let again = lab.seen().await.events.into_iter().find(|now| now.object == event.object).unwrap();
    assert!(again.acknowledged.is_none());
}

#[tokio::test]
async fn a_silence_ends_with_its_ticket_also_when_the_alert_is_over() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    lab.monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap();
    lab.control.recover("web01", Some("disk"));
    assert_eq!(lab.monitor.clear(&event, "stocktake").await.unwrap(), Outcome::Done);
    lab.raise(Level::Critical);
    let again = lab.only().await;
    assert!(again.acknowledged.is_none() && !again.in_downtime);
}

#[tokio::test]
async fn a_silence_that_ends_soon_is_made_longer() {
    let lab = Lab::of("alertmanager").await;
    lab.raise(Level::Critical);
    let event = lab.only().await;
    let monitor = lab.with("silence = \"1h\"");
    monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap();
    drop(lab.control.take_requests());
    assert_eq!(lab.monitor.acknowledge(&event, &remark("again")).await.unwrap(), Outcome::Done);
    assert_eq!(lab.monitor.acknowledge(&event, &remark("again")).await.unwrap(), Outcome::Already);
    let posts = lab.control.take_requests().into_iter().filter(|seen| seen.method == "POST").count();
    assert_eq!(posts, 1);
    assert_eq!(lab.control.acknowledged("web01", Some("disk")).unwrap().1, "again", "the newest ticket");
}

#[tokio::test]
async fn a_checkmk_service_with_a_percent_sign_in_its_name_is_acknowledged() {
    let lab = Lab::of("checkmk").await;
    lab.control.raise("web01", Some("filesystem%41 50%"), Level::Critical, "full");
    let event = lab.only().await;
    assert!(is_good(&lab.monitor.acknowledge(&event, &remark("ticket #12")).await.unwrap()));
    assert!(lab.only().await.acknowledged.is_some());
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let lab = Lab::of("centreon").await;
    let monitor = opened::monitor("centreon", &lab.running.table(), &[("PASSWORD", "wrong-secret")]);
    drop(lab.control.take_requests());
    assert!(monitor.events().await.is_err());
    assert_eq!(lab.control.take_requests().len(), 1, "after five the right one is refused, too");
}

#[tokio::test]
async fn nagios_leaves_out_an_output_beyond_ascii() {
    let lab = Lab::of("nagios").await;
    lab.control.raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL - é");
    assert_eq!(lab.only().await.title, "disk on web01 is CRITICAL");
}
