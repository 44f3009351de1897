//! A plan of a ticket job as people, programs and reviewers see it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use stocktake::model::event::Severity;
use stocktake::model::job::Language;
use stocktake::model::ticket::{ItemRef, RefKind, TicketState};
use stocktake::model::ticket_job::{LineOf, OnOpen, OnRecovery, Pattern, PriorityLine};
use stocktake::model::ticket_ledger::OurTicket;
use stocktake::model::ticket_report::SystemStatus;
use stocktake::triage::plan::{PlannedAct, TicketPlan, TicketRef};
use stocktake::triage::render::{is_empty, markdown, text};
use stocktake::triage::{Act, Triaged};

use super::{Scene, rule, template};

fn reference(ticket: &OurTicket) -> TicketRef {
    TicketRef {
        number: ticket.number.clone(),
        url: Some(format!("https://glpi.example/{}", ticket.number.clone().unwrap())),
        title: ticket.title.clone(),
        desk: ticket.desk.clone(),
    }
}

/// The plan of what a scene decides; names of openings came to columns and an item.
fn plan(scene: &Scene) -> TicketPlan {
    let Triaged { acts, left_alone, out_of_step, failures } = scene.decide();
    let of = |act: &Act| {
        let key = match act {
            Act::Open(_) => return None,
            Act::Remember(ticket) => &ticket.key,
            Act::Note(note) => &note.ticket,
            Act::Relay(relay) => &relay.ticket,
            Act::Revise(revision) => &revision.ticket,
            Act::Reopen(reopening) => &reopening.ticket,
            Act::Resolve { ticket, .. }
            | Act::Answer { ticket, .. }
            | Act::TellState { ticket, .. }
            | Act::TellClosed { ticket, .. }
            | Act::Release { ticket, .. } => ticket,
        };
        scene.ours.iter().find(|ticket| ticket.key == *key).map(reference)
    };
    let planned = |act: Act| {
        let opens = matches!(act, Act::Open(_));
        let columns =
            [("entities_id".to_owned(), "3".to_owned()), ("itilcategories_id".to_owned(), "8".to_owned())];
        PlannedAct {
            ticket: of(&act),
            act,
            columns: if opens { columns.into() } else { BTreeMap::new() },
            items: if opens {
                vec![ItemRef { class: "Computer".to_owned(), id: "17".to_owned() }]
            } else {
                vec![]
            },
            lacks: None,
        }
    };
    TicketPlan {
        job: "tickets".to_owned(),
        acts: acts.into_iter().map(planned).collect(),
        left_out: Vec::new(),
        left_alone,
        out_of_step,
        failures,
        monitors: vec![SystemStatus { name: "icinga".to_owned(), count: 5, trouble: None }],
        desks: vec![SystemStatus {
            name: "itop".to_owned(),
            count: 0,
            trouble: Some("the login was refused".to_owned().into()),
        }],
        tickets: scene.ours.iter().map(|ticket| (ticket.key.clone(), reference(ticket))).collect(),
    }
}

/// To open, to reopen, to solve, to note, to acknowledge, left alone, out of step.
fn busy() -> Scene {
    let mut all = rule("hosts");
    all.back.on_open = OnOpen::Acknowledge;
    all.names = BTreeMap::from([
        (RefKind::Company, template("Fabrikam")),
        (RefKind::ServiceElement, template("Web servers")),
    ]);
    all.priorities = vec![PriorityLine {
        of: LineOf::Job,
        labels: BTreeMap::new(),
        kinds: vec![],
        severities: vec![],
        impact: Some(2),
        urgency: Some(1),
        priority: None,
    }];
    all.words.text = template("{{ event.title }}\nline 2\n\nline 4\nline 5\nline 6\nline 7\nline 8");
    let mut solving = rule("solving");
    solving.select.hosts = vec![Pattern("solved".to_owned())];
    let code = Some("fixed".to_owned());
    solving.on_recovery = OnRecovery::Solve { after: Duration::ZERO, code, fields: BTreeMap::new() };
    let mut scene = Scene::new(vec![solving, all]);
    for host in ["changed", "over", "back", "kept", "solved"] {
        scene.problem(host, Severity::Warning);
    }
    scene.run();
    scene.run();
    scene.desk.values_mut().find(|ticket| ticket.title.starts_with("back")).unwrap().state =
        TicketState::Resolved;
    scene.events.remove("back");
    scene.wait(1);
    scene.problem("told", Severity::Warning);
    scene.run();
    scene.events.remove("over");
    scene.events.remove("solved");
    scene.problem("changed", Severity::Critical);
    scene.problem("back", Severity::Critical);
    scene.problem("new", Severity::Disaster);
    scene.problem("acknowledged", Severity::Warning);
    scene.acknowledge("acknowledged");
    scene.desk.values_mut().find(|ticket| ticket.title.starts_with("kept")).unwrap().state =
        TicketState::Closed;
    let now = scene.now;
    for ticket in &mut scene.ours {
        *ticket = stocktake::triage::observed(ticket, &scene.desk[&ticket.key], now);
    }
    scene
}

#[test]
fn nothing_to_do_is_said_in_one_line() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("web01", Severity::Warning);
    scene.run();
    let mut plan = plan(&scene);
    plan.desks.clear();
    assert!(is_empty(&plan));
    assert_eq!(
        text(&plan, None, 80, Language::En),
        "Plan of tickets\n  nothing to do\n\nLeft alone (1)\n  1 with a ticket\n"
    );
}

#[test]
fn a_plan_shows_what_would_be_done_and_what_not() {
    let plan = plan(&busy());
    assert!(!is_empty(&plan));
    insta::assert_snapshot!(text(&plan, None, 80, Language::En), @r"
    Plan of tickets
      open 1, reopen 1, solve 1, note 2, acknowledge 1
      ! itop: the login was refused

    Open tickets (1)
      + glpi Ticket: new DISASTER
          rule hosts, impact 2, urgency 1
          company Fabrikam, service element Web servers
          entities_id = 3, itilcategories_id = 8
          linked to Computer 17
          * new / http (icinga) DISASTER since 2026-11-21 08:01 UTC
          | it does not answer
          | line 2
          |
          | line 4
          | line 5
          | line 6
          | … and 2 more lines

    Reopen tickets (1)
      ^ #1 back WARNING (glpi)
          * back / http (icinga) CRITICAL since 2026-11-21 08:01 UTC
          | now CRITICAL: it does not answer

    Solve tickets (1)
      - #5 solved WARNING (glpi)
          code fixed
          | it is over

    Write notes (2)
      ~ #2 changed WARNING (glpi), private note
          | now CRITICAL: it does not answer
      ~ #4 over WARNING (glpi), private note
          | it is over

    Acknowledge events (1)
      @ told / http (icinga) with #6 told WARNING (glpi)

    Left alone (4)
      3 with a ticket, 1 acknowledged
      = acknowledged / http (icinga): hosts: acknowledged

    Out of step (2)
      ? #3 kept WARNING (glpi): it is closed, and an event is still open
      ? #4 over WARNING (glpi): its events are over, and it is open
    ");
    insta::assert_snapshot!(markdown(&plan, Language::En), @r"
    # Plan of tickets

    open 1, reopen 1, solve 1, note 2, acknowledge 1

    > **Trouble** with itop: the login was refused

    ## Open tickets (1)

    - **glpi Ticket: new DISASTER**
      - rule hosts, impact 2, urgency 1
      - company Fabrikam, service element Web servers
      - entities\_id = 3, itilcategories\_id = 8
      - linked to Computer 17
      - new / http (icinga) DISASTER since 2026-11-21 08:01 UTC

      ```text
      it does not answer
      line 2

      line 4
      line 5
      line 6
      line 7
      line 8
      ```

    ## Reopen tickets (1)

    - [#1 back WARNING (glpi)](https://glpi.example/#1)

      ```text
      now CRITICAL: it does not answer
      ```

    ## Solve tickets (1)

    - [#5 solved WARNING (glpi)](https://glpi.example/#5), code fixed

      ```text
      it is over
      ```

    ## Write notes (2)

    - [#2 changed WARNING (glpi)](https://glpi.example/#2), private note

      ```text
      now CRITICAL: it does not answer
      ```
    - [#4 over WARNING (glpi)](https://glpi.example/#4), private note

      ```text
      it is over
      ```

    ## Acknowledge events (1)

    - told / http (icinga): [#6 told WARNING (glpi)](https://glpi.example/#6)

    ## Left alone

    3 with a ticket, 1 acknowledged

    - acknowledged / http (icinga): hosts: acknowledged

    ## Out of step

    - #3 kept WARNING (glpi): it is closed, and an event is still open
    - #4 over WARNING (glpi): its events are over, and it is open
    ");
}

#[test]
fn lines_stay_within_the_width_and_lists_within_the_limit() {
    let mut scene = busy();
    let long = "a rather long title/".repeat(20);
    for number in 0..8 {
        scene.problem(&format!("host-{number}-{}", "x".repeat(60)), Severity::Critical);
    }
    for event in scene.events.values_mut() {
        event.title = format!("{long}\u{1b}[31m\nand {long}");
    }
    let plan = plan(&scene);
    for width in [40, 60, 100] {
        let text = text(&plan, Some(3), width, Language::En);
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(text.contains("Open tickets (9)") && text.contains("… and 6 more"), "{text}");
    }
}

#[test]
fn programs_see_acts_by_name_and_nothing_of_our_memory() {
    let scene = busy();
    let plan = plan(&scene);
    assert!(plan.acts.iter().any(|planned| matches!(planned.act, Act::Remember(_))));
    let json = serde_json::to_value(&plan).unwrap();
    let acts = json["acts"].as_array().unwrap();
    let names: Vec<&str> = acts
        .iter()
        .map(|act| {
            act.as_object()
                .unwrap()
                .keys()
                .find(|key| !["ticket", "columns", "items"].contains(&key.as_str()))
                .unwrap()
                .as_str()
        })
        .collect();
    assert!(names.contains(&"open") && names.contains(&"note") && !names.contains(&"remember"), "{names:?}");
    let open = acts.iter().find(|act| act.get("open").is_some()).unwrap();
    assert_eq!(open["columns"]["entities_id"], "3");
    assert_eq!(open["open"]["draft"]["title"], "new DISASTER");
}

#[test]
fn texts_from_outside_are_no_markup() {
    let mut scene = Scene::new(vec![rule("all")]);
    scene.problem("[x](http://y) <b>|", Severity::Warning);
    for event in scene.events.values_mut() {
        event.title = "before\n```\n# a heading".to_owned();
    }
    let shown = markdown(&plan(&scene), Language::En);
    assert!(shown.contains(r"\[x\](http://y) \<b\>\|") && shown.contains("````text"), "{shown}");
}

/// Who reads French finds every kind of act, and why events are left alone, in French.
#[test]
fn a_plan_reads_in_french() {
    let plan = plan(&busy());
    for shown in [text(&plan, None, 80, Language::Fr), markdown(&plan, Language::Fr)] {
        for said in ["Plan de tickets", "ouvrir 1", "Ouvrir des tickets", "Laissés tels quels", "Désaccords"]
        {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        for english in [" and ", " with a", "private", "rule ", " since ", "Out of step", "Left alone"] {
            assert!(!shown.contains(english), "{english}: {shown}");
        }
    }
}
