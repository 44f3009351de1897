//! What the names of an opening came to, and what is left out of its ticket.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Directory, NameProblem, Opening, Place, shown};
use crate::message;
use crate::model::Said;
use crate::model::ticket::{ItemRef, RefEntry, RefKind, Standing};
use crate::systems::desk::Desk;

/// What the names of an opening came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolved {
    /// Columns of the desk by their API names.
    pub columns: BTreeMap<String, String>,
    /// Items.
    pub items: Vec<ItemRef>,
    /// Optional names that the ticket is opened without.
    pub left_out: Vec<NameProblem>,
    /// Hosts of which no item is linked, and why: a sentence.
    pub lacks: Option<Said>,
    /// What the names mean.
    used: Vec<Used>,
}

/// A name that means an entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Used {
    /// Name in the rule.
    pub name: String,
    /// What it means.
    pub entry: RefEntry,
    /// Columns that it fills.
    pub columns: Vec<String>,
}

/// Entries by kind, class and id.
type Key = (RefKind, Option<String>, String);

fn key(entry: &RefEntry) -> Key {
    (entry.kind, entry.class.clone(), entry.id.clone())
}

impl Resolved {
    /// Of what a look found; an error where a required name is not known.
    pub(super) fn of(answer: super::Answer, required: &BTreeSet<RefKind>) -> Result<Self, Said> {
        let (missing, mut left_out): (Vec<NameProblem>, Vec<NameProblem>) =
            answer.problems.into_iter().partition(|problem| required.contains(&problem.kind));
        if !missing.is_empty() {
            let texts: Vec<Said> = missing.into_iter().map(|problem| problem.text).collect();
            return Err(message::list::in_a_row(&texts));
        }
        if let Some(lacks) = answer.lacks.as_ref().filter(|_| required.contains(&RefKind::Ci)) {
            return Err(lacks.clone());
        }
        left_out.extend(answer.instead);
        let (columns, items, used) = (answer.columns, answer.items, answer.used);
        Ok(Self { columns, items, left_out, lacks: answer.lacks, used })
    }

    /// Leaves out what is not there any more; an error where that was required.
    fn without(
        mut self,
        gone: &HashMap<Key, Standing>,
        place: &Place,
        required: &BTreeSet<RefKind>,
    ) -> Result<Self, Said> {
        let mut missing = Vec::new();
        for used in std::mem::take(&mut self.used) {
            let (kind, what, desk) = (used.entry.kind, shown(&used.entry), &place.name);
            let text = match gone.get(&key(&used.entry)) {
                Some(Standing::Inactive) => message::names::inactive_by_now(kind.as_str(), what, desk),
                Some(Standing::Gone) => message::names::gone_by_now(kind.as_str(), what, desk),
                Some(Standing::NotShown) => message::names::not_shown_by_now(kind.as_str(), what, desk),
                Some(Standing::There) | None => {
                    self.used.push(used);
                    continue;
                }
            };
            if required.contains(&kind) {
                missing.push(text.said());
                continue;
            }
            self.columns.retain(|column, _| !used.columns.contains(column));
            self.items.retain(|item| !is_item(&used.entry, item));
            self.left_out.push(NameProblem { kind, name: used.name, text: text.into() });
        }
        if missing.is_empty() { Ok(self) } else { Err(message::list::in_a_row(&missing)) }
    }
}

fn is_item(entry: &RefEntry, item: &ItemRef) -> bool {
    entry.kind == RefKind::Ci
        && entry.id == item.id
        && entry.class.as_deref().unwrap_or_default() == item.class
}

/// What the names of an opening came to, or why it is not opened.
pub type Outcome = Result<Resolved, Said>;

impl Directory {
    /// Names became ids up to a day ago: asks the desk whether what they mean is there and active now. What it
    /// does not tell stays as it is.
    pub async fn confirm(&self, desk: &dyn Desk, named: Vec<(Opening, Outcome)>) -> Vec<(Opening, Outcome)> {
        let used =
            named.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()).flat_map(|found| &found.used);
        let entries: BTreeMap<Key, RefEntry> =
            used.map(|used| (key(&used.entry), used.entry.clone())).collect();
        if entries.is_empty() {
            return named;
        }
        let gone = gone(desk, entries.into_values().collect()).await;
        let confirmed = |(opening, outcome): (Opening, Outcome)| {
            let outcome = outcome.and_then(|found| found.without(&gone, &self.place, &opening.required));
            (opening, outcome)
        };
        named.into_iter().map(confirmed).collect()
    }
}

async fn gone(desk: &dyn Desk, entries: Vec<RefEntry>) -> HashMap<Key, Standing> {
    match desk.confirm(&entries).await {
        Ok(standings) => {
            let gone = entries.iter().zip(standings).filter(|(_, standing)| *standing != Standing::There);
            gone.map(|(entry, standing)| (key(entry), standing)).collect()
        }
        Err(error) => {
            tracing::warn!(%error, "whether the names of rules are still there could not be asked");
            HashMap::new()
        }
    }
}
