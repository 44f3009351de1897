//! `audit`: every step of every request or event, from our memory of tickets. Nobody is asked.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Utc};

use crate::cli::{Audit, AuditFormat, Global};
use crate::message::{self, heads};
use crate::model::audit::{self, Step};
use crate::report;
use crate::store::{Store, TicketFilter};

use super::print::{Console, cell, table_within};
use super::{Answer, Exit, Failure, find_any_job, load, open_store_if_there};

/// `audit [--job J] [--from D] [--to D] [--request ID]`
pub fn audit(global: &Global, console: &Console, wish: &Audit) -> Answer {
    let project = load(global)?;
    if let (Some(from), Some(to)) = (wish.from, wish.to)
        && from > to
    {
        return Err(Failure::Usage(message::audit::backwards(from, to).said()));
    }
    if wish.format == AuditFormat::Xlsx && wish.out.is_none() {
        return Err(Failure::Usage(message::audit::file_needed().said()));
    }
    let steps = match open_store_if_there(&project)? {
        Some(store) => steps(&store, wish)?,
        None => Vec::new(),
    };
    if steps.is_empty()
        && let Some(job) = &wish.job
    {
        find_any_job(&project, job)?;
    }
    let told = match wish.format {
        AuditFormat::Text => text(console, &steps).into_bytes(),
        AuditFormat::Json => serde_json::to_vec_pretty(&steps).map_err(anyhow::Error::new)?,
        AuditFormat::Csv => report::audit_csv(&steps, console.language()).map_err(anyhow::Error::new)?,
        AuditFormat::Xlsx => {
            report::audit_xlsx(&steps, console.language(), Utc::now()).map_err(anyhow::Error::new)?
        }
    };
    match &wish.out {
        Some(file) => {
            let failed = |error| Failure::Usage(message::audit::cannot_write(file.display(), error).said());
            std::fs::write(file, told).map_err(failed)?;
            console.note(message::audit::written(steps.len(), file.display()));
        }
        None => match wish.format {
            AuditFormat::Json => console.print_json(&steps)?,
            AuditFormat::Text | AuditFormat::Csv | AuditFormat::Xlsx => {
                console.print(String::from_utf8_lossy(&told).into_owned());
            }
        },
    }
    Ok(Exit::Done)
}

/// The steps that are asked for, in the order of requests.
fn steps(store: &Store, wish: &Audit) -> anyhow::Result<Vec<Step>> {
    let filter = TicketFilter { job: wish.job.as_deref(), ..TicketFilter::default() };
    let tickets = store.find_tickets(&filter)?;
    let keys: Vec<_> = tickets.iter().map(|ticket| ticket.key.clone()).collect();
    let (moments, failed) = (store.moments_of(&keys)?, store.failed_acts(&keys)?);
    let mut steps: Vec<Step> = Vec::new();
    for ticket in &tickets {
        let moments = moments.get(&ticket.key).map_or(&[][..], Vec::as_slice);
        let failed = failed.get(&ticket.key).map_or(&[][..], Vec::as_slice);
        steps.extend(audit::steps(ticket, moments, failed));
    }
    let is_within = |step: &Step| {
        let day: NaiveDate = step.at.date_naive();
        wish.from.is_none_or(|from| day >= from) && wish.to.is_none_or(|to| day <= to)
    };
    steps.retain(|step| is_within(step) && wish.request.as_deref().is_none_or(|asked| step.is_about(asked)));
    audit::sort(&mut steps);
    Ok(steps)
}

/// A piece for each request and ticket.
fn text(console: &Console, steps: &[Step]) -> String {
    if steps.is_empty() {
        return console.say(message::audit::nothing());
    }
    let mut pieces: BTreeMap<(&str, &str, &str, &str), Vec<&Step>> = BTreeMap::new();
    for step in steps {
        pieces.entry((&step.monitor, &step.event, &step.desk, &step.key)).or_default().push(step);
    }
    let head = console.heads(&[heads::when_utc(), heads::what(), heads::detail()]);
    let width = console.room();
    let piece = |steps: &Vec<&Step>| {
        let row = |step: &&Step| {
            let at = step.at.format("%Y-%m-%d %H:%M:%S").to_string();
            vec![at, console.say(message::audit::step(&step.what)), console.say(&step.detail)]
        };
        let rows: Vec<Vec<String>> = steps.iter().map(row).collect();
        let title = steps.first().map_or_else(String::new, |step| {
            let number = step.ticket.as_deref().unwrap_or(&step.key);
            console.say(message::audit::of(&step.monitor, &step.object, number, &step.desk))
        });
        format!("{}\n{}", cell(&title, width), table_within(&head, rows, &[2], width))
    };
    pieces.values().map(piece).collect::<Vec<_>>().join("\n")
}
