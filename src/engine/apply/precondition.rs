//! Is each field still what it was when the plan was made? Read again just before the write.

use crate::message;
use crate::model::{ClassName, FieldChange};
use crate::model::{Said, Say as _};

use super::ApplyContext;
use super::seen::{canonical_of, columns, live};
use super::unit::Unit;

/// What a row is like now.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// These fields are as planned, the others have the wanted value already.
    Left(Vec<FieldChange>),
    /// It has the wanted values already.
    AlreadySo,
    /// Some fields changed meanwhile; `left` may still be written.
    ChangedSincePlan {
        /// Which, as a sentence.
        fields: Said,
        /// The others.
        left: Vec<FieldChange>,
    },
    /// It is no longer there.
    Gone,
    /// It cannot be read.
    Unreadable(Said),
}

/// A row that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// What it is like now.
    pub verdict: Verdict,
    /// An agent feeds it now.
    pub dynamic: bool,
    /// It is in the trash now.
    pub trashed: bool,
}

/// Looks at the rows of one class.
pub async fn check(with: &ApplyContext<'_>, class: &ClassName, units: &[&Unit]) -> Vec<Looked> {
    let columns = columns(with, class, units);
    let ids: Vec<i64> = units.iter().filter_map(|unit| unit.remote_id).collect();
    let items = match with.desk.items_by_id(class, &columns, &ids).await {
        Ok(items) => items,
        Err(error) => {
            let looked =
                Looked { verdict: Verdict::Unreadable(error.said()), dynamic: false, trashed: false };
            return vec![looked; units.len()];
        }
    };
    units
        .iter()
        .map(|unit| {
            let Some(item) = items.iter().find(|item| Some(item.id) == unit.remote_id) else {
                return Looked { verdict: Verdict::Gone, dynamic: false, trashed: false };
            };
            let (mut left, mut changed_since_plan, mut done) = (Vec::new(), Vec::new(), 0);
            for field in &unit.fields {
                let now = live(field, item, &columns).unwrap_or_default();
                let kind = with.kinds.of(class, &field.field);
                if now == canonical_of(with.desk.schema(), field, &columns) {
                    done += 1;
                } else if now == with.desk.schema().canonical(&kind, field.was.clone()) {
                    left.push(field.clone());
                } else {
                    let called = with.desk.schema().called(class.as_str(), &field.field);
                    changed_since_plan
                        .push(message::apply::not_as_planned(called, &now, &field.before).said());
                }
            }
            let verdict = match (changed_since_plan.is_empty(), done == unit.fields.len() && done > 0) {
                (true, true) => Verdict::AlreadySo,
                (true, false) => Verdict::Left(left),
                (false, _) => {
                    Verdict::ChangedSincePlan { fields: message::list::in_a_row(&changed_since_plan), left }
                }
            };
            Looked { verdict, dynamic: item.dynamic, trashed: item.trashed }
        })
        .collect()
}
