//! Reports that ask a person: what a run held, what both sides changed, contracts that end, and rejects of
//! which many have one reason.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;

use super::example::{field, nothing, time};
use crate::message::{contract_watch, hold, question};
use crate::model::change::Reject;
use crate::model::origin::Origin;
use crate::model::question::{AskedQuestion, Known, Question, Standing, Topic};
use crate::model::report::Report;
use crate::model::value::{Shown, Value};
use crate::model::{CommandLine, FieldChange, Said};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn asked(question: Question, standing: Standing) -> AskedQuestion {
    let since = time(if standing == Standing::New { "2026-08-04T00:03:17Z" } else { "2026-07-31T22:03:17Z" });
    let seen_at = time("2026-08-04T00:03:17Z");
    AskedQuestion { question, standing, since, seen_at, pressing: false, closed: None }
}

fn about(topic: Topic, (class, id): (&str, i64), label: &str, text: Said, answer: Said) -> Question {
    Question {
        topic,
        key: format!("{class}/{id}"),
        class: Some(class.into()),
        remote_id: Some(id),
        label: label.into(),
        text,
        answer: Some(answer),
        due: None,
    }
}

fn asking(questions: Vec<AskedQuestion>) -> Report {
    Report { questions, pages: Some("https://glpi.example".to_owned()), ..nothing() }
}

/// A contract that would end earlier and a price that goes down.
pub(super) fn held() -> Report {
    let ends = hold::ends_instead(
        Said::new("contract".to_owned(), "contrat".to_owned()),
        day("2026-06-15"),
        day("2026-12-31"),
    );
    let price: FieldChange = FieldChange {
        was: Value::Decimal(12_345_000),
        to: Value::Decimal(10_000_000),
        before: Shown::Text("1234.5000".to_owned()),
        after: Shown::Text("1000.0000".to_owned()),
        ..field("value", "", "")
    };
    let of = |value: &Value, shown: &Shown| crate::message::told(value, shown);
    let from_to =
        hold::from_to("Management – Value", of(&price.was, &price.before), of(&price.to, &price.after));
    let question = |id: i64, name: &str, serial: &str, reason: Said| {
        let text = question::not_written_yet(reason).said();
        let approve = CommandLine::new("approve").argument("5a6c3f2a9c01").option("--only", serial);
        let label = format!("{name} · {serial} · Paris > Room 3");
        asked(about(Topic::Held, ("Computer", id), &label, text, approve.to_string().into()), Standing::New)
    };
    asking(vec![
        question(6, "pc-1", "SN-0001", ends.said()),
        question(7, "pc-2", "SN-0002", hold::is_less(from_to).said()),
    ])
}

/// A field that both sides changed.
pub(super) fn conflicts() -> Report {
    let text = question::both_changed(
        Said::new("Alternate username".to_owned(), "Usager".to_owned()),
        "`Zoé`",
        "`Ana`",
    )
    .said();
    let answer = question::choose_value("contact").said();
    let label = "pc-1 · SN-0001 · Paris > Room 3";
    let first = about(Topic::Conflict, ("Computer", 6), label, text.clone(), answer.clone());
    let second = about(Topic::Conflict, ("Computer", 9), "pc-9 · SN-0009", text, answer);
    asking(vec![asked(first, Standing::New), asked(second, Standing::StillOpen)])
}

/// A contract that ends, one that renews itself, and one that is over.
pub(super) fn contracts() -> Report {
    let said = |main: Said, more: Said| Said::join([&main, &more, &".".into()], "");
    let covers = |n: usize| contract_watch::covers(n).said().map(|text| format!(" {text}"));
    let ends = said(contract_watch::ends_without_renewal(day("2026-09-30")).said(), Said::default());
    let renews = said(
        contract_watch::renews_itself(day("2026-10-31"), 12).said(),
        contract_watch::notice_is_due(day("2026-08-31")).said(),
    );
    let over = said(contract_watch::ended(day("2026-07-15")).said(), Said::default());
    let of = |id: i64, label: &str, text: Said, answer: Said, due: &str| {
        let text = Said::join([&text, &covers(12)], "");
        let question = about(Topic::ContractEnds, ("Contract", id), label, text, answer);
        asked(Question { due: Some(day(due)), ..question }, Standing::New)
    };
    let renew = || contract_watch::renew_or_let_end().said();
    asking(vec![
        of(4, "Dell ProSupport 2023", over, renew(), "2026-07-15"),
        of(5, "Maintenance imprimantes", renews, contract_watch::give_notice().said(), "2026-08-31"),
        of(6, "Licences CAO", ends, renew(), "2026-09-30"),
    ])
}

/// 25 rows name a user who is not there, 20 of them since Friday; one row has a reason of its own.
pub(super) fn one_reason() -> Report {
    let reject = |row: u64, field: &str, reason: Said| Reject {
        origin: Origin { source: "exports/assets.csv".into(), sheet: None, row: Some(row) },
        source_key: Some(format!("SN-{row:04}")),
        field: Some(field.to_owned()),
        reason,
        partial: true,
    };
    let missing = |name: &str| crate::message::reject::unknown_name(name, "User", "").said();
    let mut report = nothing();
    report.rejects = (2..=21).map(|row| reject(row * 2, "users_id", missing("m.dupont"))).collect();
    report.rejects.extend((50..=54).map(|row| reject(row, "users_id", missing("j.petit"))));
    report.rejects.push(reject(77, "serial", "`x` is too long".into()));
    report.counts.reject = 26;
    let since = Some(time("2026-07-31T22:03:17Z"));
    let rejects = (0..26).map(|at| since.filter(|_| at < 20)).collect();
    report.known = Known { rejects, kept: Vec::new(), solved_rejects: 0 };
    report
}
