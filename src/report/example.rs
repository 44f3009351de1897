//! Reports that the tests of this module render.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, Utc};

use crate::model::change::{Counts, FieldChange, Kept, Operation, Refusal, Reject};
use crate::model::job::Language;
use crate::model::journal::{Entry, EntryState, Run, RunId, RunState, Trigger};
use crate::model::origin::Origin;
use crate::model::question::{Asked, Known, Question, Standing, Topic};
use crate::model::report::Report;
use crate::model::value::{Shown, Value};

pub(super) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A run without anything in it.
pub(super) fn nothing() -> Report {
    let counts = Counts { unchanged: 1_204, ..Counts::default() };
    Report {
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
            moved: 0,
            digest: None,
            records: [("computers".to_owned(), 1_221), ("contracts".to_owned(), 40)].into(),
            message: None,
        },
        description: "Computers and contracts of the ServiceNav export".to_owned(),
        system: "glpi".to_owned(),
        counts,
        entries: Vec::new(),
        rejects: Vec::new(),
        kept: Vec::new(),
        known: Known::default(),
        questions: Vec::new(),
        refusals: Vec::new(),
        go_on: None,
        tickets: None,
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
        reason: reason.to_owned(),
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
    report.run.moved = 1;
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
        Some("PUT /apirest.php/Computer: 400 ERROR_GLPI_UPDATE \"You don't have permission to perform this action.\"".to_owned());
    report.entries[4].state = EntryState::Failed;
    report.entries[5].state = EntryState::Moved;
    report.entries[5].message =
        Some("name is \"srv-db-04b\" now, it was \"srv-db-4\" when the plan was made".to_owned());
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
            .to_owned(),
    }];
    report
}

fn asked(topic: Topic, label: &str, about: Option<(&str, i64)>, standing: Standing) -> Asked {
    let question = Question {
        topic,
        key: label.to_owned(),
        class: about.map(|(class, _)| class.into()),
        remote_id: about.map(|(_, id)| id),
        label: label.to_owned(),
        text: String::new(),
        answer: None,
        due: None,
    };
    let since = time(if standing == Standing::New { "2026-08-04T00:03:17Z" } else { "2026-07-31T22:03:17Z" });
    Asked { question, standing, since, seen_at: time("2026-08-04T00:03:17Z"), pressing: false }
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
            .to_owned();
    waits.question.answer =
        Some("stocktake --project /etc/stocktake approve 0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01".to_owned());
    let mut conflict = asked(Topic::Conflict, "srv-web-01", Some(("Computer", 88)), Standing::New);
    conflict.question.text =
        "locations_id is `Lyon > Room 3` at the desk and `Paris` in the source; both changed since it was last written."
            .to_owned();
    conflict.question.answer = Some("give Computer #88 the source's value at the desk".to_owned());
    let mut ends =
        asked(Topic::ContractEnds, "Dell ProSupport 2023", Some(("Contract", 4)), Standing::StillOpen);
    ends.question.text = "It ends on 2026-10-31; notice has to be given by 2026-08-31.".to_owned();
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

/// Refused by a limit.
pub(super) fn refused() -> Report {
    let mut report = nothing();
    set_counts(&mut report, 4, 0, 300);
    report.run.applied = 0;
    report.run.state = RunState::Refused;
    report.refusals = vec![
        Refusal {
            limit: "limits.retire.count".to_owned(),
            reason: "300 retirements exceed the limit of 100.".to_owned(),
        },
        Refusal {
            limit: "limits.retire.percent".to_owned(),
            reason: "300 of 1,504 items (19.9 %) would be retired; the limit is 10 %.".to_owned(),
        },
    ];
    report.go_on = Some("stocktake apply 0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01 --accept-limits".to_owned());
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
            .to_owned(),
    );
    report
}

/// The same in French.
pub(super) fn french(mut report: Report) -> Report {
    report.language = Language::Fr;
    report.description = "Ordinateurs et contrats de l'export ServiceNav".to_owned();
    report
}
