//! Reports that the tests of this module render.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::message::guard;
use crate::model::change::{
    Change, ChildChange, Counts, FieldChange, Kept, Operation, Plan, Reference, Refusal, Reject, Retirement,
};
use crate::model::event::Severity;
use crate::model::job::Language;
use crate::model::journal::{Entry, EntryState, Run, RunId, RunState, Trigger};
use crate::model::origin::Origin;
use crate::model::question::{AskedQuestion, Known, Question, Standing, Topic};
use crate::model::report::Report;
use crate::model::said::{Rounded, Said};
use crate::model::schema::Part;
use crate::model::ticket_report::{
    CompanyLine, Disagreement, EventLine, StepLine, StormLine, SystemStatus, TicketAction, TicketLine,
    TicketReport, Times,
};
use crate::model::value::{Shown, Value};

pub(super) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A run without anything in it.
pub(super) fn nothing() -> Report {
    let counts = Counts { unchanged: 1_204, ..Counts::default() };
    Report {
        schema: Some(&crate::systems::glpi::schema::SCHEMA),
        run: Run {
            id: RunId("0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01".to_owned()),
            job: "nightly-inventory".to_owned(),
            trigger: Trigger::Schedule,
            state: RunState::Done,
            started_at: time("2026-08-04T00:00:12.345678Z"),
            finished_at: Some(time("2026-08-04T00:03:17.900000Z")),
            node: "srv-glpi-01 (4711)".to_owned(),
            alive_at: time("2026-08-04T00:03:17.900000Z"),
            counts,
            applied: 0,
            failed: 0,
            changed_since_plan: 0,
            digest: None,
            records: [("computers".to_owned(), 1_221), ("contracts".to_owned(), 40)].into(),
            message: None,
        },
        description: "Computers and contracts of the ServiceNav export".to_owned(),
        system: "glpi".to_owned(),
        folder: "/etc/stocktake".into(),
        counts,
        entries: Vec::new(),
        rejects: Vec::new(),
        kept: Vec::new(),
        known: Known::default(),
        questions: Vec::new(),
        refusals: Vec::new(),
        go_on: None,
        planned: None,
        alike: Vec::new(),
        pages: None,
        console: None,
        tickets: None,
        columns: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        next_run: Some(time("2026-08-05T00:00:00Z")),
        zone: "Europe/Paris".to_owned(),
        language: Language::En,
    }
}

fn text(text: &str) -> Shown {
    if text.is_empty() { Shown::Null } else { Shown::Text(text.to_owned()) }
}

pub(super) fn field(name: &str, before: &str, after: &str) -> FieldChange {
    FieldChange {
        field: name.to_owned(),
        before: text(before),
        after: text(after),
        was: Value::text(before),
        to: Value::text(after),
    }
}

pub(super) fn entry(
    seq: i64,
    operation: Operation,
    class: &str,
    label: &str,
    fields: Vec<FieldChange>,
) -> Entry {
    Entry {
        seq,
        class: class.to_owned(),
        operation,
        source_key: format!("K-{label}"),
        part: None,
        label: label.to_owned(),
        remote_id: Some(100 + seq),
        fields,
        state: EntryState::Done,
        message: None,
    }
}

fn set_counts(report: &mut Report, create: u64, update: u64, retire: u64) {
    let counts = Counts { create, update, retire, unchanged: 1_204, ..Counts::default() };
    report.counts = counts;
    report.run.counts = counts;
    report.run.applied = create + update + retire;
}

/// 62 creations, 2 updates, 1 retirement and a reference row.
pub(super) fn done() -> Report {
    let mut report = nothing();
    set_counts(&mut report, 62, 2, 1);
    let mut maker = entry(1, Operation::Create, "Manufacturer", "Łódź Systems & <Söhne>", Vec::new());
    maker.source_key = String::new();
    report.entries.push(maker);
    for number in 0..62 {
        let name = format!("pc-{number:03}");
        let fields = vec![
            field("name", "", &name),
            field("serial", "", &format!("5CG{number:07}")),
            field("computertypes_id", "", "Laptop"),
            field("manufacturers_id", "", "HP"),
            field("computermodels_id", "", "EliteBook 840 G8"),
            field("entities_id", "", "Root entity > Paris > Headquarters"),
            field("locations_id", "", "Building A > 2nd floor > 214"),
            field("otherserial", "", &format!("INV-{number:05}")),
            field("comment", "", "from the export"),
        ];
        report.entries.push(entry(2 + number, Operation::Create, "Computer", &name, fields));
    }
    report.entries.push(entry(
        70,
        Operation::Update,
        "Computer",
        "srv-db-01",
        vec![field("serial", "CZJ1234567", "CZJ7654321"), field("locations_id", "Paris", "")],
    ));
    report.entries.push(entry(
        71,
        Operation::Update,
        "Item_OperatingSystem",
        "srv-db-01",
        vec![field("operatingsystemversions_id", "Debian 12", "Debian 13")],
    ));
    report.entries.push(entry(
        72,
        Operation::Retire,
        "Computer",
        "old-laptop",
        vec![field("states_id", "In use", "Missing")],
    ));
    report
}

fn reject(row: u64, key: &str, field: Option<&str>, reason: &str) -> Reject {
    Reject {
        origin: Origin {
            source: "exports/assets.xlsx".into(),
            sheet: Some("Laptops".into()),
            row: Some(row),
        },
        source_key: Some(key.to_owned()),
        field: field.map(str::to_owned),
        reason: reason.to_owned().into(),
        partial: field.is_some(),
    }
}

/// Failures, a moved item, rejects and a hand edit.
pub(super) fn partial() -> Report {
    let mut report = nothing();
    set_counts(&mut report, 2, 4, 0);
    report.run.state = RunState::Partial;
    report.run.applied = 3;
    report.run.failed = 2;
    report.run.changed_since_plan = 1;
    report.entries = vec![
        entry(1, Operation::Create, "Computer", "pc-042", vec![field("serial", "", "5CG0000042")]),
        entry(2, Operation::Create, "Computer", "pc-043", vec![field("serial", "", "=1+1")]),
        entry(3, Operation::Update, "Computer", "srv-db-01", vec![field("name", "srv-db-1", "srv-db-01")]),
        entry(4, Operation::Update, "Computer", "srv-db-02", vec![field("name", "srv-db-2", "srv-db-02")]),
        entry(5, Operation::Update, "Computer", "srv-db-03", vec![field("name", "srv-db-3", "srv-db-03")]),
        entry(6, Operation::Update, "Computer", "srv-db-04", vec![field("name", "srv-db-4", "srv-db-04")]),
    ];
    report.entries[3].state = EntryState::Failed;
    report.entries[3].message =
        Some("PUT /apirest.php/Computer: 400 ERROR_GLPI_UPDATE \"You don't have permission to perform this action.\"".to_owned().into());
    report.entries[4].state = EntryState::Failed;
    report.entries[5].state = EntryState::ChangedSincePlan;
    report.entries[5].message =
        Some("name is \"srv-db-04b\" now, it was \"srv-db-4\" when the plan was made".to_owned().into());
    report.rejects = vec![
        reject(
            14,
            "5CG0000099",
            None,
            "The serial 5CG0000099 is used by rows 14 and 31; a key must name one record.",
        ),
        reject(
            31,
            "5CG0000099",
            None,
            "The serial 5CG0000099 is used by rows 14 and 31; a key must name one record.",
        ),
        reject(
            52,
            "5CG0000100",
            Some("contract.end"),
            "`31/02/2026` is no date; the mapping wants day/month/year.",
        ),
    ];
    report.counts.reject = 3;
    report.kept = vec![Kept {
        class: "Computer".into(),
        source_key: "K-srv-web-01".to_owned(),
        remote_id: 88,
        label: "srv-web-01".to_owned(),
        field: "locations_id".to_owned(),
        live: text("Lyon > Room 3"),
        source: text("Paris"),
        reason: "Somebody changed it at the desk after the last run; the mapping keeps hand edits."
            .to_owned()
            .into(),
    }];
    report
}

fn asked(topic: Topic, label: &str, about: Option<(&str, i64)>, standing: Standing) -> AskedQuestion {
    let question = Question {
        topic,
        key: label.to_owned(),
        class: about.map(|(class, _)| class.into()),
        remote_id: about.map(|(_, id)| id),
        label: label.to_owned().into(),
        text: String::new().into(),
        answer: None,
        due: None,
    };
    let since = time(if standing == Standing::New { "2026-08-04T00:03:17Z" } else { "2026-07-31T22:03:17Z" });
    let seen_at = time("2026-08-04T00:03:17Z");
    AskedQuestion { question, standing, since, seen_at, pressing: false, closed: None }
}

/// Nothing to write, but questions of every standing, and rejects of which one is new.
pub(super) fn asking() -> Report {
    let mut report = nothing();
    report.rejects = partial().rejects;
    report.counts.reject = 3;
    let known = Some(time("2026-07-31T22:03:17Z"));
    report.known = Known { rejects: vec![known, known, None], kept: Vec::new(), solved_rejects: 2 };
    let mut waits = asked(Topic::PlanWaits, "300 changes of nightly-inventory", None, Standing::New);
    waits.question.text =
        "The plan of run 0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01 was refused: 300 retirements exceed the limit of 100."
            .to_owned().into();
    waits.question.answer = Some(
        "stocktake --project /etc/stocktake approve 0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01".to_owned().into(),
    );
    let mut conflict = asked(Topic::Conflict, "srv-web-01", Some(("Computer", 88)), Standing::New);
    conflict.question.text =
        "locations_id is `Lyon > Room 3` now and `Paris` in the source; both changed since it was last written."
            .to_owned().into();
    conflict.question.answer = Some("give Computer #88 the source's value by hand".to_owned().into());
    let mut ends =
        asked(Topic::ContractEnds, "Dell ProSupport 2023", Some(("Contract", 4)), Standing::StillOpen);
    ends.question.text = "It ends on 2026-10-31; notice has to be given by 2026-08-31.".to_owned().into();
    ends.question.due = chrono::NaiveDate::from_ymd_opt(2026, 8, 11);
    ends.pressing = true;
    let old =
        |label: &str| asked(Topic::NearDuplicate, label, Some(("Manufacturer", 3)), Standing::StillOpen);
    report.questions = vec![
        waits,
        conflict,
        asked(Topic::Conflict, "srv-web-02", Some(("Computer", 89)), Standing::StillOpen),
        asked(Topic::Ambiguous, "5CG0000099", None, Standing::Solved),
        ends,
        old("Dell, DELL Inc."),
        old("Hewlett-Packard, HP & <Söhne>"),
        asked(Topic::JunkKey, "serial `Chassis`", None, Standing::Solved),
    ];
    report
}

/// 4 creations, one of them with a contract, and 300 retirements.
fn plan() -> Plan {
    let change = |operation: Operation, number: usize, fields: Vec<FieldChange>| Change {
        class: "Computer".into(),
        operation,
        source_key: format!("5CG{number:07}"),
        remote_id: (operation != Operation::Create).then_some(1_000 + number as i64),
        label: format!("pc-{number:03}"),
        matched_by: "serial".to_owned(),
        origin: None,
        mapping: "computers".to_owned(),
        dynamic: false,
        retirement: (operation == Operation::Retire).then_some(Retirement::Trash),
        fields,
        children: Vec::new(),
    };
    let new = (1..=4).map(|number| {
        let name = format!("pc-{number:03}");
        change(Operation::Create, number, vec![field("name", "", &name), field("locations_id", "", "Lyon")])
    });
    let gone = (501..=800).map(|number| change(Operation::Retire, number, Vec::new()));
    let mut changes: Vec<Change> = new.chain(gone).collect();
    changes[0].children.push(ChildChange {
        class: "Contract".into(),
        part: Part::ITEM,
        operation: Operation::Create,
        remote_id: Some(26),
        link: true,
        link_to_new: None,
        element: None,
        dynamic: false,
        fields: Vec::new(),
    });
    let maker = Reference {
        class: "Location".into(),
        name: "Lyon".to_owned(),
        path: "France > Lyon".to_owned(),
        parent: Value::Empty,
        entity: None,
        recursive: false,
        more: std::collections::BTreeMap::new(),
    };
    let mut plan: Plan = serde_json::from_value(serde_json::json!({
        "format": 2, "job": "nightly-inventory", "system": "glpi", "digest": "ab12", "basis": [],
        "counts": { "create": 4, "update": 0, "retire": 300, "restore": 0, "unchanged": 1204, "reject": 0 },
        "references": [], "changes": [], "rejects": [],
        "linked": { "Contract": { "26": "Maintenance 2026" } },
    }))
    .unwrap();
    (plan.references, plan.changes) = (vec![maker], changes);
    plan
}

fn computer() -> Said {
    Said::new("Computer".to_owned(), "Ordinateur".to_owned())
}

/// Refused by a limit.
pub(super) fn refused() -> Report {
    let mut report = nothing();
    set_counts(&mut report, 4, 0, 300);
    report.run.applied = 0;
    report.run.state = RunState::Refused;
    report.refusals = vec![
        Refusal {
            limit: "limits.retire.count".into(),
            reason: guard::count_exceeded(300, computer(), Operation::Retire, 100).said(),
        },
        Refusal {
            limit: "limits.retire.percent".into(),
            reason: guard::percent_exceeded(300, 1504, computer(), Operation::Retire, Rounded(19.94, 1), 10)
                .said(),
        },
    ];
    report.go_on = Some("stocktake approve 5a6c3f2a9c01".to_owned());
    report.planned = Some(Arc::new(plan()));
    report
}

/// Failed before anything was written.
pub(super) fn failed() -> Report {
    let mut report = nothing();
    report.counts = Counts::default();
    report.run.counts = Counts::default();
    report.run.records.clear();
    report.run.state = RunState::Failed;
    report.run.message = Some(
        "GLPI refused the login\nGET https://glpi.example/apirest.php/initSession: 401 ERROR_GLPI_LOGIN_USER_TOKEN"
            .to_owned().into(),
    );
    report
}

/// A run of a ticket job in which nothing happened.
pub(super) fn quiet_tickets() -> Report {
    let mut report = nothing();
    report.run.job = "tickets".to_owned();
    report.run.records.clear();
    report.counts = Counts::default();
    report.run.counts = Counts::default();
    report.run.finished_at = Some(time("2026-08-04T00:00:14.1Z"));
    report.next_run = Some(time("2026-08-04T00:05:00Z"));
    report.description = "Tickets for what nobody acknowledged".to_owned();
    report.system = "glpi, itop".to_owned();
    let asked = |name: &str, count| SystemStatus { name: name.to_owned(), count, trouble: None };
    report.tickets = Some(Box::new(TicketReport {
        monitors: vec![asked("icinga", 12)],
        desks: vec![asked("glpi", 9), asked("itop", 3)],
        with_ticket: 12,
        times: Times { to_ticket: Some(240), to_assignment: None, to_resolution: None, open: 9 },
        ..TicketReport::default()
    }));
    report
}

fn ticket(action: TicketAction, number: u32, title: &str, severity: Severity, events: &[&str]) -> TicketLine {
    TicketLine {
        action,
        desk: "glpi".to_owned(),
        key: format!("st-{number:04}"),
        number: Some(format!("#{number}")),
        url: Some(format!("https://glpi.example/front/ticket.form.php?id={number}")),
        title: title.to_owned(),
        rule: "hosts".to_owned(),
        company: number.is_multiple_of(2).then(|| "Fabrikam & <Söhne>".to_owned()),
        severity: Some(severity),
        events: events.iter().map(|event| (*event).to_owned()).collect(),
        reason: None,
    }
}

fn event(label: &str, severity: Severity, reason: &str, why: &str) -> EventLine {
    EventLine {
        monitor: "icinga".to_owned(),
        event: format!("{label} 1785801600"),
        label: label.to_owned(),
        severity,
        since: time("2026-08-03T21:40:00Z"),
        why: why.to_owned().into(),
        reason: reason.to_owned(),
    }
}

fn done_tickets() -> Vec<TicketLine> {
    let many: Vec<String> = (1..=14).map(|number| format!("db-01 / tablespace {number:02}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut found = ticket(TicketAction::Found, 4_713, "mail-02: DOWN", Severity::Disaster, &["mail-02"]);
    found.desk = "itop".to_owned();
    found.number = Some("I-004713".to_owned());
    let mut done = vec![
        ticket(TicketAction::Opened, 4_710, "db-01: 14 problems", Severity::Critical, &many),
        ticket(
            TicketAction::Opened,
            4_711,
            "web-01 / http: CRITICAL",
            Severity::Critical,
            &["web-01 / http"],
        ),
        ticket(
            TicketAction::Opened,
            4_712,
            "core-sw-03 / interface TenGigabitEthernet1/0/24 towards the second data centre: packet loss above 20 %",
            Severity::Warning,
            &["core-sw-03 / TenGigabitEthernet1/0/24"],
        ),
        found,
        ticket(TicketAction::Adopted, 4_650, "The printer server hangs", Severity::Average, &["print-01"]),
        ticket(
            TicketAction::Delivered,
            4_500,
            "Move to the new backup",
            Severity::Warning,
            &["backup-01 / job"],
        ),
        ticket(
            TicketAction::Reopened,
            4_690,
            "web-07 / https: CRITICAL",
            Severity::Critical,
            &["web-07 / https"],
        ),
        ticket(TicketAction::Solved, 4_688, "web-03: DOWN", Severity::Disaster, &["web-03"]),
        ticket(TicketAction::Noted, 4_601, "web-04 / load: WARNING", Severity::Warning, &["web-04 / load"]),
        ticket(TicketAction::Noted, 4_602, "web-05 / load: WARNING", Severity::Critical, &["web-05 / load"]),
    ];
    for number in 0..5 {
        done.push(ticket(TicketAction::Acknowledged, 4_710 + number, "web", Severity::Critical, &[]));
    }
    done.push(ticket(TicketAction::Commented, 4_690, "web-07 / https: CRITICAL", Severity::Critical, &[]));
    done
}

fn failed_tickets() -> Vec<TicketLine> {
    let mut opening =
        ticket(TicketAction::Opened, 1, "fw-01: DOWN", Severity::Disaster, &["fw-01", "fw-01 / vpn"]);
    opening.number = None;
    opening.url = None;
    opening.reason = Some(
        "the rule hosts names the company `Fabricam`, which glpi does not have; the nearest are `Fabrikam`, `Fabrikam Lyon`"
            .to_owned().into(),
    );
    let mut note =
        ticket(TicketAction::Noted, 4_603, "web-06 / load: WARNING", Severity::Critical, &["web-06 / load"]);
    note.reason =
        Some("POST /api/tickets/4603/followups: 403 the account may not write in it".to_owned().into());
    vec![opening, note]
}

/// A run of a ticket job with everything in it but trouble.
pub(super) fn tickets() -> Report {
    let mut report = quiet_tickets();
    report.run.state = RunState::Partial;
    report.run.failed = 2;
    let mut without = vec![
        event("fw-01", Severity::Disaster, "failed", "its ticket failed: glpi has no company `Fabricam`"),
        event("lab-03 / raid", Severity::Critical, "no_rule", "no rule covers it"),
        event(
            "db-02 / backup",
            Severity::Critical,
            "wont_fix",
            "#4400 was closed as one that will not be solved",
        ),
    ];
    for number in 0..12 {
        without.push(event(
            &format!("vm-{number:02} / ping"),
            Severity::Warning,
            "young",
            "hosts: too young",
        ));
    }
    for number in 0..4 {
        let label = format!("app-{number:02} / queue");
        without.push(event(&label, Severity::Warning, "acknowledged", "hosts: acknowledged"));
    }
    for number in 0..3 {
        let label = format!("old-{number:02}");
        without.push(event(&label, Severity::Information, "in_downtime", "hosts: in a downtime or silenced"));
    }
    without.push(event("x-01", Severity::Information, "lunar_phase", "hosts: the moon is not full"));
    let step = |how, number: u32, title: &str, state: &str| StepLine {
        how,
        desk: "glpi".to_owned(),
        number: Some(format!("#{number}")),
        url: Some(format!("https://glpi.example/front/ticket.form.php?id={number}")),
        title: title.to_owned(),
        state: state.to_owned(),
        since: Some(time("2026-08-03T09:12:00Z")),
    };
    let company = |name: &str, opened, reopened, failed, open| CompanyLine {
        company: name.to_owned(),
        opened,
        reopened,
        solved: 0,
        failed,
        open,
    };
    let tickets = report.tickets.as_mut().unwrap();
    tickets.done = done_tickets();
    tickets.failed = failed_tickets();
    tickets.without_ticket = without;
    tickets.out_of_step = vec![
        step(Disagreement::EventsAreOver, 4_601, "web-04 / load: WARNING", "Processing (assigned)"),
        step(Disagreement::EventIsOpen, 4_400, "db-02 / backup: CRITICAL", "Closed"),
        step(Disagreement::TicketIsGone, 4_333, "nas-01 / disk: WARNING", "New"),
    ];
    tickets.storms = vec![StormLine {
        site: "Lyon".to_owned(),
        desk: "glpi".to_owned(),
        number: Some("#4709".to_owned()),
        url: Some("https://glpi.example/front/ticket.form.php?id=4709".to_owned()),
        held_back: 37,
        since: time("2026-08-03T23:52:00Z"),
    }];
    tickets.times =
        Times { to_ticket: Some(240), to_assignment: Some(1_500), to_resolution: Some(7_800), open: 1_204 };
    tickets.companies = vec![
        company("", 1, 0, 1, 0),
        company("Contoso", 0, 1, 0, 3),
        company("Fabrikam & <Söhne>, Niederlassung Łódź", 2, 0, 1, 1_201),
    ];
    report
}

/// A ticket job that could not ask one of its monitors and one of its desks.
pub(super) fn troubled_tickets() -> Report {
    let mut report = quiet_tickets();
    let tickets = report.tickets.as_mut().unwrap();
    tickets.monitors[0].trouble =
        Some("GET https://icinga.example:5665/v1/objects/services: connection refused".to_owned().into());
    tickets.monitors[0].count = 0;
    tickets.desks[1].trouble = Some("401 the login of the account `robot` was refused".to_owned().into());
    report
}

/// The same in French.
pub(super) fn french(mut report: Report) -> Report {
    report.language = Language::Fr;
    report.description = "Ordinateurs et contrats de l'export ServiceNav".to_owned();
    report
}
