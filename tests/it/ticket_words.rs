//! What is written when a rule of a ticket job does not say: the built-in texts for a host, a service
//! and an alert, as they come out of a project folder with the smallest ticket job.

use std::collections::BTreeMap;
use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use stocktake::model::event::{Certainty, ElementKind, Event, Seen, Severity, Sight, Unlisted};
use stocktake::model::ticket::{RemoteTicket, TicketId, TicketState};
use stocktake::model::ticket_job::TicketJob;
use stocktake::model::ticket_ledger::{OurTicket, Source};
use stocktake::triage::{Act, Heard, Opening, Situation, intended, opened, triage};

/// The smallest ticket job, with these keys in its rule.
fn job(keys: &str) -> TicketJob {
    job_in(None, keys)
}

/// The same in a project whose mails are in this language.
fn job_in(language: Option<&str>, keys: &str) -> TicketJob {
    let mail = language.map(|language| format!("[mail]\nlanguage = \"{language}\"\n")).unwrap_or_default();
    let folder = tempfile::tempdir().unwrap();
    let systems = "[system.glpi.sandbox]\n[system.alerts.alertmanager]\nurl = \"http://127.0.0.1:9093\"\n";
    fs::write(folder.path().join("stocktake.toml"), format!("{systems}{mail}")).unwrap();
    fs::create_dir(folder.path().join("jobs")).unwrap();
    let job = format!("monitors = [\"alerts\"]\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n{keys}");
    fs::write(folder.path().join("jobs/tickets.toml"), job).unwrap();
    let project = stocktake::config::load(folder.path()).unwrap();
    project.ticket_jobs.into_values().next().unwrap()
}

fn morning() -> DateTime<Utc> {
    "2026-11-22T08:00:00.123456Z".parse().unwrap()
}

/// An event with nothing that a monitor may leave out.
fn bare(kind: ElementKind, object: &str) -> Event {
    Event {
        monitor: "alerts".to_owned(),
        key: object.to_owned(),
        object: object.to_owned(),
        kind,
        host: None,
        address: None,
        service: None,
        groups: Vec::new(),
        labels: BTreeMap::new(),
        severity: Severity::Critical,
        state: "CRITICAL".to_owned(),
        certainty: Certainty::Hard,
        acknowledged: None,
        in_downtime: false,
        host_is_down: false,
        flapping: false,
        since: morning(),
        changed_at: morning(),
        title: String::new(),
        text: String::new(),
        url: None,
    }
}

fn host() -> Event {
    Event {
        host: Some("web01".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        severity: Severity::Disaster,
        state: "DOWN".to_owned(),
        title: "PING CRITICAL - Packet loss = 100%".to_owned(),
        ..bare(ElementKind::Host, "web01")
    }
}

fn service() -> Event {
    Event {
        host: Some("web01".to_owned()),
        service: Some("http".to_owned()),
        title: "HTTP CRITICAL".to_owned(),
        text: "Socket timeout after 10 seconds".to_owned(),
        url: Some("https://icinga.example.org/web01/http".to_owned()),
        ..bare(ElementKind::Service, "web01!http")
    }
}

fn alert() -> Event {
    Event {
        service: Some("HighLatency".to_owned()),
        state: "warning".to_owned(),
        severity: Severity::Warning,
        ..bare(ElementKind::Alert, "5f2a")
    }
}

fn acts(job: &TicketJob, events: &[Event], ours: &[OurTicket], now: DateTime<Utc>) -> Vec<Act> {
    // What is not listed is well.
    let episodes = ours.iter().flat_map(|ticket| &ticket.episodes);
    let unlisted = episodes.map(|episode| (episode.event.clone(), Unlisted::Over)).collect();
    let seen = Seen { unlisted, ..Seen::list(events.to_vec(), Sight::Full) };
    let seen = BTreeMap::from([("alerts".to_owned(), seen)]);
    let triaged = triage(Situation {
        job,
        seen: &seen,
        ours,
        heard: &Heard::default(),
        off_until: &BTreeMap::new(),
        now,
    });
    assert_eq!(triaged.failures, []);
    triaged.acts
}

/// The only ticket that is opened for these events.
fn opening(job: &TicketJob, events: &[Event]) -> Opening {
    let mut openings = acts(job, events, &[], morning()).into_iter().filter_map(|act| match act {
        Act::Open(opening) => Some(*opening),
        _ => None,
    });
    let opening = openings.next().unwrap();
    assert!(openings.next().is_none());
    opening
}

/// The ticket as the desk has it.
fn ours(opening: &Opening) -> OurTicket {
    let mut ticket = intended(opening, "tickets", morning());
    let remote = RemoteTicket {
        id: TicketId { class: "Ticket".to_owned(), id: "12".to_owned() },
        number: "#12".to_owned(),
        key: Some(ticket.key.clone()),
        title: opening.draft.title.clone(),
        state: TicketState::New,
        desk_state: "1".to_owned(),
        assigned_to: None,
        technician: None,
        is_with_us: false,
        last_reply: None,
        resolution: None,
        opened_at: None,
        changed_at: None,
        url: "https://glpi.example.org/ticket/12".to_owned(),
    };
    opened(&mut ticket, &remote, Source::Opened, morning());
    ticket
}

/// The only note that is written when these events are seen an hour later.
fn note(job: &TicketJob, ticket: &OurTicket, events: &[Event]) -> String {
    let now = morning() + TimeDelta::hours(1);
    let mut notes =
        acts(job, events, std::slice::from_ref(ticket), now).into_iter().filter_map(|act| match act {
            Act::Note(note) => Some(note.text),
            _ => None,
        });
    let note = notes.next().unwrap();
    assert!(notes.next().is_none());
    note
}

/// Title and description.
fn written(events: &[Event]) -> String {
    let Opening { draft, .. } = opening(&job("group_by = [\"monitor\"]\n"), events);
    format!("{}\n---\n{}", draft.title, draft.text)
}

#[test]
fn a_host() {
    insta::assert_snapshot!(written(&[host()]), @r#"
    web01: DOWN
    ---
    PING CRITICAL - Packet loss = 100%

    Host: web01 (192.0.2.1)
    State: DOWN (disaster)
    Since: 2026-11-22 08:00 UTC
    Monitor: alerts
    "#);
}

#[test]
fn a_service() {
    insta::assert_snapshot!(written(&[service()]), @r#"
    web01 / http: CRITICAL
    ---
    HTTP CRITICAL
    Socket timeout after 10 seconds

    Host: web01
    Service: http
    State: CRITICAL
    Since: 2026-11-22 08:00 UTC
    Monitor: alerts
    Page: https://icinga.example.org/web01/http
    "#);
}

#[test]
fn an_alert() {
    insta::assert_snapshot!(written(&[alert()]), @r#"
    HighLatency: warning
    ---
    Alert: HighLatency
    State: warning
    Since: 2026-11-22 08:00 UTC
    Monitor: alerts
    "#);
}

#[test]
fn an_event_with_nothing_but_its_object() {
    insta::assert_snapshot!(written(&[bare(ElementKind::Alert, "trigger 17")]), @r#"
    trigger 17: CRITICAL
    ---
    State: CRITICAL
    Since: 2026-11-22 08:00 UTC
    Monitor: alerts
    "#);
}

#[test]
fn several_events_of_one_ticket() {
    insta::assert_snapshot!(written(&[service(), host(), alert()]), @r#"
    web01: DOWN (and 2 more)
    ---
    PING CRITICAL - Packet loss = 100%

    Host: web01 (192.0.2.1)
    State: DOWN (disaster)
    Since: 2026-11-22 08:00 UTC
    Monitor: alerts

    Also:
    - web01 / http: CRITICAL since 2026-11-22 08:00 UTC, HTTP CRITICAL
    - HighLatency: warning since 2026-11-22 08:00 UTC
    "#);
}

#[test]
fn a_project_in_french_writes_french() {
    let job = job_in(Some("fr"), "group_by = [\"monitor\"]\n");
    let Opening { draft, .. } = opening(&job, &[service(), host(), alert()]);
    insta::assert_snapshot!(format!("{}\n---\n{}", draft.title, draft.text).replace('\u{a0}', "~"), @r#"
    web01~: DOWN (et 2 autres)
    ---
    PING CRITICAL - Packet loss = 100%

    Hôte~: web01 (192.0.2.1)
    État~: DOWN (désastre)
    Depuis~: 22/11/2026 08:00 UTC
    Outil de supervision~: alerts

    Également~:
    - web01 / http~: CRITICAL depuis le 22/11/2026 08:00 UTC, HTTP CRITICAL
    - HighLatency~: warning depuis le 22/11/2026 08:00 UTC
    "#);
    let one = opening(&job, &[service(), host()]);
    assert_eq!(one.draft.title, "web01\u{a0}: DOWN (et 1 autre)");
    let ticket = ours(&opening(&job, &[host()]));
    let now =
        Event { state: "UNREACHABLE".to_owned(), changed_at: morning() + TimeDelta::minutes(30), ..host() };
    let changed =
        "web01\u{a0}: UNREACHABLE depuis le 22/11/2026 08:30 UTC\nPING CRITICAL - Packet loss = 100%";
    assert_eq!(note(&job, &ticket, &[now]), changed);
    let over = "Le problème est terminé depuis le 22/11/2026 09:00 UTC, d'après l'outil de supervision.";
    assert_eq!(note(&job, &ticket, &[]), over);
    let both = ours(&opening(&job, &[host(), alert()]));
    let over =
        "Les 2 problèmes sont terminés depuis le 22/11/2026 09:00 UTC, d'après l'outil de supervision.";
    assert_eq!(note(&job, &both, &[]), over);
    // The report of a job may have a language of its own.
    let english = job_in(Some("fr"), "group_by = [\"monitor\"]\n[report]\nlanguage = \"en\"\n");
    assert_eq!(opening(&english, &[service(), host()]).draft.title, "web01: DOWN (and 1 more)");
}

#[test]
fn what_is_said_in_the_monitor_in_french_and_what_was_said_in_english_before_is_ours() {
    let job = job_in(Some("fr"), "");
    let changed = Event { state: "UNKNOWN".to_owned(), ..service() };
    let mut ticket = ours(&opening(&job, &[service()]));
    ticket.state = TicketState::Closed;
    let said = stocktake::triage::remark(&job.rules[0], "tickets", &changed, &ticket).unwrap();
    let page = "https://glpi.example.org/ticket/12";
    assert_eq!(said, format!("Ticket #12 clos, mais le problème est toujours là\u{a0}: {page}"));
    let known = stocktake::triage::remarks(&job.rules[0], "tickets", &changed, &ticket);
    assert_eq!(known, [said, format!("Ticket #12 is closed, the problem is still there: {page}")]);
    // A rule that says it itself says it in one language.
    let own = job_in(Some("fr"), "remark = \"voir {{ ticket.number }}\"\n");
    assert_eq!(stocktake::triage::remarks(&own.rules[0], "tickets", &changed, &ticket), ["voir #12"]);
}

#[test]
fn changes_and_the_end() {
    let job = job("group_by = [\"monitor\"]\n");
    for (one, changed) in [
        (host(), "web01: UNREACHABLE since 2026-11-22 08:30 UTC\nPING CRITICAL - Packet loss = 100%"),
        (service(), "web01 / http: UNREACHABLE since 2026-11-22 08:30 UTC\nHTTP CRITICAL"),
        (alert(), "HighLatency: UNREACHABLE since 2026-11-22 08:30 UTC"),
    ] {
        let ticket = ours(&opening(&job, std::slice::from_ref(&one)));
        let now =
            Event { state: "UNREACHABLE".to_owned(), changed_at: morning() + TimeDelta::minutes(30), ..one };
        assert_eq!(note(&job, &ticket, &[now]), changed);
        let over = "The problem is over since 2026-11-22 09:00 UTC, as the monitor says.";
        assert_eq!(note(&job, &ticket, &[]), over);
    }
    // Twice the same thing, which was broken again, is one problem.
    let mut again = ours(&opening(&job, &[service()]));
    let first = again.episodes[0].clone();
    again.episodes.push(stocktake::model::ticket_ledger::Episode { event: "again".to_owned(), ..first });
    assert_eq!(
        note(&job, &again, &[]),
        "The problem is over since 2026-11-22 09:00 UTC, as the monitor says."
    );
    let both = ours(&opening(&job, &[host(), alert()]));
    assert_eq!(
        note(&job, &both, &[]),
        "All 2 problems are over since 2026-11-22 09:00 UTC, as the monitor says."
    );
}

#[test]
fn what_is_said_in_the_monitor() {
    let mut job = job("");
    // Rendered like a note about a change: both see the event and the ticket.
    job.rules[0].words.change = job.rules[0].words.remark.clone();
    let changed = Event { state: "UNKNOWN".to_owned(), ..service() };
    let mut ticket = ours(&opening(&job, &[service()]));
    assert_eq!(
        note(&job, &ticket, std::slice::from_ref(&changed)),
        "Ticket #12: https://glpi.example.org/ticket/12"
    );
    ticket.url = None;
    assert_eq!(note(&job, &ticket, &[changed]), "Ticket #12");
    // A problem that comes back finds its ticket resolved.
    ticket.state = TicketState::Resolved;
    ticket.resolved_at = Some(morning());
    ticket.episodes.clear();
    let reopened = acts(&job, &[service()], &[ticket], morning()).into_iter().find_map(|act| match act {
        Act::Reopen(reopening) => Some(reopening.text),
        _ => None,
    });
    assert_eq!(reopened.unwrap(), "Ticket #12 is resolved, the problem is still there");
}

#[test]
fn a_template_may_ask_for_a_label_that_no_event_has() {
    let job = job(
        "company = \"{{ event.labels.customer | default('') }}\"\nteam = \"{{ event.labels.team | default('Service desk') }}\"\n",
    );
    let names: Vec<_> = opening(&job, &[alert()]).names.into_values().collect();
    assert_eq!(names, ["Service desk"]);
}
