//! One field of a record: where its text comes from, what each step made of it, what the desk has,
//! what we last wrote, and what the next run does.

use serde::Serialize;

use crate::message;
use crate::model::change::Change;
use crate::model::mapping::{Conflict, FieldRule, Input, Write};
use crate::model::said::{Said, Say as _};
use crate::model::value::Shown;
use crate::model::{Entry, EntryState, Part, Plan, Run};
use crate::reconcile::plan::FieldVerdict;
use crate::reconcile::transform::{Step, What};

use super::Case;

/// What was done to a text, and the text after it.
#[derive(Debug, Clone, Serialize)]
pub struct StepStory {
    /// What was done, as a person reads it.
    pub what: Said,
    /// The text after it.
    pub text: String,
}

/// The story of a field.
#[derive(Debug, Clone, Serialize)]
pub struct FieldStory {
    /// Field path.
    pub field: String,
    /// Where the text comes from and what was done to it.
    pub steps: Vec<StepStory>,
    /// What the record wants; absent when it says nothing.
    pub wanted: Option<Shown>,
    /// What the desk has; absent when that was not compared.
    pub live: Option<Shown>,
    /// What we last wrote or agreed on.
    pub remembered: Option<String>,
    /// When and by which run it was last written.
    pub written: Option<WrittenStory>,
    /// When the field is written.
    pub write: Write,
    /// Who wins when both sides changed it.
    pub on_conflict: Conflict,
    /// Jobs that write the field, the authoritative one first; empty when it is this one alone.
    pub authority: Vec<String>,
    /// What the next run does, as one sentence.
    pub next: Said,
    /// It writes the value, which is told with it.
    #[serde(skip)]
    pub is_written: bool,
    /// The desk's value stays although the source has another one.
    #[serde(skip)]
    pub stays: bool,
}

/// The last write of a field.
#[derive(Debug, Clone, Serialize)]
pub struct WrittenStory {
    /// Run.
    pub run: String,
    /// Its start, UTC.
    pub at: String,
    /// What was written.
    pub value: Shown,
}

/// The story of a field of a record.
pub(super) fn story(
    case: &Case<'_>,
    plan: &Plan,
    change: Option<&Change>,
    refused: bool,
    at: usize,
) -> FieldStory {
    let rule = &case.mapping.fields[at];
    let path = rule.path();
    let judged = case.witness.judged.iter().find(|judged| judged.field == at);
    let planned = change.and_then(|change| planned(change, rule));
    let wanted = judged.map(|judged| judged.wanted.clone()).or_else(|| case.witness.wanted[at].clone());
    let (next, stays) = next(case, plan, rule, at, change, refused);
    FieldStory {
        steps: steps(case, rule, at),
        live: judged.map(|judged| judged.live.clone()).or_else(|| planned.map(|(before, _)| before.clone())),
        wanted,
        remembered: case.link.and_then(|linked| linked.link.remembered.values.get(path.as_str())).map(
            |text| {
                match judged {
                    // Ids are remembered; the desk's name for this one is at hand.
                    Some(judged) if judged.live_text == *text => judged.live.to_string(),
                    Some(_) | None => text.clone(),
                }
            },
        ),
        written: written(case.history, rule),
        write: rule.write,
        on_conflict: rule.on_conflict,
        authority: judged.map(|judged| judged.ranks.clone()).unwrap_or_default(),
        field: path,
        is_written: !refused && planned.is_some(),
        next,
        stays,
    }
}

/// Before and after of a field in a change.
fn planned<'c>(change: &'c Change, rule: &FieldRule) -> Option<(&'c Shown, &'c Shown)> {
    let children = change.children.iter().filter(|child| child.part == rule.part);
    let fields = if rule.part.is_item() { &change.fields } else { &children.into_iter().next()?.fields };
    let field = fields.iter().find(|field| field.field == rule.column.as_str())?;
    Some((&field.before, &field.after))
}

/// What the next run does, and whether the desk's value stays against the source's.
fn next(
    case: &Case<'_>,
    plan: &Plan,
    rule: &FieldRule,
    at: usize,
    change: Option<&Change>,
    refused: bool,
) -> (Said, bool) {
    let (path, witness) = (rule.path(), case.witness);
    let about = |field: Option<&String>| field.is_some_and(|field| *field == path);
    let reject =
        plan.rejects.iter().find(|reject| reject.origin == witness.origin && about(reject.field.as_ref()));
    if let Some(reject) = reject {
        let reason = &reject.reason;
        let what = if reject.partial {
            message::explain::left_out(reason)
        } else {
            message::explain::rejects_the_record(reason)
        };
        return (what.said(), false);
    }
    if refused {
        return (message::explain::nothing_of_a_reject().said(), false);
    }
    if let Some((before, after)) = change.and_then(|change| planned(change, rule)) {
        return (message::explain::writes(quoted(before), quoted(after)).said(), false);
    }
    let kept = plan.kept.iter().find(|kept| {
        kept.class == witness.class && kept.source_key == witness.source_key && kept.field == path
    });
    if let Some(kept) = kept {
        return (message::explain::stays_as(quoted(&kept.live), &kept.reason).said(), true);
    }
    let held = plan.held.iter().find(|held| {
        let change = &held.change;
        (&change.class, &change.source_key) == (&witness.class, &witness.source_key)
            && planned(change, rule).is_some()
    });
    if let Some(held) = held
        && let Some((before, after)) = planned(&held.change, rule)
    {
        let what = message::explain::from_to(quoted(before), quoted(after));
        return (message::explain::waits(&what, &held.reason).said(), true);
    }
    let judged = witness.judged.iter().find(|judged| judged.field == at);
    let first = judged.and_then(|judged| judged.ranks.first()).filter(|first| **first != plan.job);
    let text = match judged.map(|judged| &judged.verdict) {
        Some(FieldVerdict::Silent) if rule.write == Write::Always && first.is_some() => {
            return (message::explain::left_to(first.map_or("", String::as_str)).said(), true);
        }
        Some(FieldVerdict::Agreed) => message::explain::as_it_should_be().said(),
        Some(FieldVerdict::Silent) => match rule.write {
            Write::Create => message::explain::stays_after_creation().said(),
            Write::Fill => message::explain::stays_where_filled().said(),
            Write::Always => message::explain::nothing().said(),
        },
        Some(FieldVerdict::Keep(reason)) => return (message::explain::stays(reason).said(), true),
        Some(FieldVerdict::Write) => return (message::explain::held_back().said(), true),
        None if witness.wanted[at].is_none() => message::explain::source_does_not_say().said(),
        None if rule.part != Part::ITEM => message::explain::part_not_written().said(),
        None => message::explain::nothing().said(),
    };
    (text, false)
}

fn quoted(value: &Shown) -> Said {
    match value {
        Shown::Null => message::explain::empty().said(),
        Shown::Bool(_) | Shown::Int(_) => value.said(),
        Shown::Text(text) => format!("`{text}`").into(),
    }
}

fn steps(case: &Case<'_>, rule: &FieldRule, at: usize) -> Vec<StepStory> {
    let of = |step: &Step| StepStory { what: said(&step.what, rule, case.header), text: step.text.clone() };
    let mut steps: Vec<StepStory> = case.steps.get(at).into_iter().flatten().map(of).collect();
    let respelled = case.witness.renamed.iter().find(|respelled| respelled.field == at);
    if let Some(renamed) = respelled.map(|respelled| &respelled.renamed) {
        let what = message::explain::by_dictionary(&renamed.rule).said();
        steps.push(StepStory { what, text: renamed.name.clone() });
    }
    steps
}

fn said(what: &What, rule: &FieldRule, header: &[String]) -> Said {
    match what {
        What::NoColumn => match &rule.input {
            Input::Columns(names) => {
                let names = message::list::any_of(names.iter().map(|name| format!("`{name}`")));
                message::explain::no_column_named(names).said()
            }
            Input::Constant(_) | Input::Template(_) => message::explain::no_column().said(),
        },
        What::NoCell => message::explain::no_cell().said(),
        What::Cell(at) => message::explain::column(header.get(*at).map_or("?", String::as_str)).said(),
        What::Constant => message::explain::constant().said(),
        What::Template => message::explain::template().said(),
        What::Trim => "trim".into(),
        What::Squeeze => "squeeze".into(),
        What::Replace(at) => {
            let pattern = rule.text.replace.get(*at).map_or("?", |(pattern, _)| pattern.as_str());
            message::explain::replace(pattern).said()
        }
        What::Case => "case".into(),
        What::Entry(key) => message::explain::table_entry(key).said(),
        What::NotListed(_) => message::explain::not_in_table().said(),
        What::ClearWord => message::explain::clear_word().said(),
        What::Default => "default".into(),
        What::Read => message::explain::read().said(),
    }
}

/// The last write of a field that was done.
fn written(history: &[(Run, Entry)], rule: &FieldRule) -> Option<WrittenStory> {
    let of_part = |entry: &Entry| entry.part.unwrap_or(Part::ITEM) == rule.part;
    history.iter().filter(|(_, entry)| entry.state == EntryState::Done && of_part(entry)).find_map(
        |(run, entry)| {
            let field = entry.fields.iter().find(|field| field.field == rule.column.as_str())?;
            Some(WrittenStory {
                run: run.id.to_string(),
                at: run.started_at.format("%Y-%m-%d %H:%M:%S").to_string(),
                value: field.after.clone(),
            })
        },
    )
}
