//! Several jobs that feed one class: who writes a field, and who leaves it to another.
//!
//! A job supplies a field of an item while its link remembers a value of it that is not blank. A
//! link learns the end of that: for a field once its cell is blank, for all once the record is gone.
//! A value that no longer stands because another job wrote over it is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::message;
use crate::model::authority::{Authority, Lower, Silent};
use crate::model::remembered::{FieldPath, Lesson};
use crate::model::{Kind, Question, Schema, Topic, Value};

use crate::reconcile::matching::{LinkTable, value_hash};

use super::LinkUpdate;
use super::diff::{self, FieldVerdict};
use super::feed::{FeedPlanner, RowDraft};
use super::state::{ClassState, Known};

/// The other jobs of the system that write a class.
#[derive(Debug, Default)]
pub struct Others {
    /// The jobs.
    pub jobs: Vec<OtherJob>,
    /// Who ranks before whom.
    pub authority: Authority,
}

/// Another job and what it remembers of the class.
#[derive(Debug)]
pub struct OtherJob {
    /// Name.
    pub job: String,
    /// Its links, indexed.
    pub links: LinkTable,
    /// Field paths of its mappings of the class.
    pub maps: BTreeSet<String>,
    /// Whether it has lost its rank.
    pub silent: Silent,
}

/// What another job remembers of a field of an item.
struct Memory<'a> {
    other: &'a OtherJob,
    hash: u64,
    supplies: bool,
    higher: bool,
}

fn is_blank(schema: &Schema, kind: &Kind, hash: u64) -> bool {
    hash == value_hash(&Value::Empty) || hash == value_hash(&schema.canonical(kind, Value::Empty))
}

/// True when another job has the item: it is not retired by this one.
pub(super) fn is_held_by_another_job(known: &Known, item: i64) -> bool {
    known.others.jobs.iter().any(|other| {
        let link = other.links.of_item(item).map(|at| other.links.row(at));
        link.is_some_and(|link| !link.retired && !link.marks().gone)
    })
}

/// Notes which records the source no longer has, once it proved complete: their values are no
/// longer supplied.
pub(super) fn note_gone(state: &mut ClassState) {
    if state.known.others.jobs.is_empty() || !state.intake.complete || !state.unusable.unattributed.is_empty()
    {
        return;
    }
    for link in state.known.links.rows().iter().filter(|link| !link.seen && !link.marks().gone) {
        let update = LinkUpdate {
            class: state.known.class.clone(),
            source_key: link.source_key.to_string(),
            remote_id: Some(link.remote_id),
            ownership: link.ownership,
            lessons: vec![Lesson::Gone],
        };
        state.learned.updates.add_certain(update);
    }
}

/// Sources of the class that are silent.
pub(super) fn questions(known: &Known) -> Vec<Question> {
    let silent = |other: &&OtherJob| other.silent == Silent::Yes && !other.links.rows().is_empty();
    let question = |other: &OtherJob| Question {
        topic: Topic::SilentSource,
        key: format!("{}/{}", known.class, other.job),
        class: Some(known.class.clone()),
        remote_id: None,
        label: other.job.clone(),
        text: message::question::silent_job(&other.job, &known.class).to_string(),
        answer: Some(message::question::run_job(&other.job).to_string()),
        due: None,
    };
    known.others.jobs.iter().filter(silent).map(question).collect()
}

/// What was left to higher jobs, one line a field.
pub(super) fn notes(state: &ClassState) -> Vec<String> {
    let line = |((path, job), items): (&(FieldPath, String), &u64)| {
        message::plan::left_to_job(&state.known.class, path, items, job).to_string()
    };
    state.told.yielded.iter().map(line).collect()
}

/// Fields left to a higher job, by path and job.
pub(super) type Yielded = BTreeMap<(FieldPath, String), u64>;

impl FeedPlanner<'_> {
    /// True when other jobs write the class too.
    fn is_shared(&self) -> bool {
        !self.state.known.others.jobs.is_empty()
    }

    /// The higher job to which a field is left altogether.
    pub(super) fn reserved(&self, at: usize) -> Option<&str> {
        let others = &self.state.known.others;
        if others.authority.lower != Lower::Nothing {
            return None;
        }
        let path = self.fields[at].path.as_str();
        let higher =
            others.jobs.iter().find(|other| self.is_higher(other, path) && other.maps.contains(path));
        higher.map(|other| other.job.as_str())
    }

    /// The jobs that write a field, the authoritative one first; empty when no other job does.
    pub(super) fn ranks(&self, at: usize) -> Vec<String> {
        let (authority, path) = (&self.state.known.others.authority, self.fields[at].path.as_str());
        let others = self.state.known.others.jobs.iter().filter(|other| other.maps.contains(path));
        let mut jobs: Vec<(&str, Silent)> = others.map(|other| (other.job.as_str(), other.silent)).collect();
        if jobs.is_empty() {
            return Vec::new();
        }
        jobs.push((&self.settings.job, Silent::No));
        jobs.sort_by_key(|(job, silent)| authority.rank(path, job, *silent));
        let shown = |(job, silent): (&str, Silent)| match silent {
            Silent::Yes => message::question::silent(job).into(),
            Silent::No => job.to_owned(),
        };
        jobs.into_iter().map(shown).collect()
    }

    fn is_higher(&self, other: &OtherJob, path: &str) -> bool {
        let authority = &self.state.known.others.authority;
        authority.rank(path, &other.job, other.silent) < authority.rank(path, &self.settings.job, Silent::No)
    }

    /// What the other jobs remember of a field. `row` is the id of the item or of its child row.
    fn memories(&self, at: usize, item: i64, row: i64) -> Vec<Memory<'_>> {
        let (rule, path) = (&self.mapping.fields[at], self.fields[at].path.as_str());
        let jobs = self.state.known.others.jobs.iter().zip(&self.fields[at].others);
        let memory = |(other, memory): (&'_ OtherJob, &Option<usize>)| {
            let link_at = other.links.of_item(item)?;
            let link = other.links.row(link_at);
            if rule.part.table().is_some_and(|part| link.row_of(part) != Some(row)) {
                // It writes another row of the child set.
                return None;
            }
            let hash = other.links.base(link_at, *memory)?;
            let ended = link.retired || link.marks().gone || link.marks().blank.contains(path);
            Some((hash, !ended && !is_blank(self.mapping.schema, &rule.kind, hash)))
        };
        jobs.filter_map(|pair| {
            let (hash, supplies) = memory(pair)?;
            Some(Memory { other: pair.0, hash, supplies, higher: self.is_higher(pair.0, path) })
        })
        .collect()
    }

    /// Decides a field of a class that several jobs write.
    pub(super) fn decide_shared(
        &self,
        draft: &mut RowDraft,
        at: usize,
        (desired, live): (&Value, &Value),
        (link, row): (Option<usize>, i64),
    ) -> FieldVerdict {
        let rule = &self.mapping.fields[at];
        let base = link.and_then(|link| self.state.known.links.base(link, self.fields[at].memory));
        let item = draft.item.filter(|_| self.is_shared());
        let Some(item) = item else { return diff::decide(rule, desired, live, (base, &[]), self.names) };
        let memories = self.memories(at, item, row);
        let blank = is_blank(self.mapping.schema, &rule.kind, value_hash(desired));
        self.note_supply(draft, at, link, if blank { Supply::Ends } else { Supply::Goes });
        let above = memories.iter().find(|memory| memory.higher && memory.supplies);
        if desired == live || self.names.same_name(&rule.kind, desired, live) {
            if self.reserved(at).is_some() {
                // What is another job's alone is not this one's to supply.
                draft.lessons.extend(base.map(|_| Lesson::Overtaken(self.fields[at].path.clone())));
                return FieldVerdict::Silent;
            }
            if above.is_none_or(|memory| memory.hash == value_hash(live)) {
                return FieldVerdict::Agreed;
            }
            // A person set it against the higher job: it is not this job's doing.
            draft.lessons.extend(base.map(|_| Lesson::Overtaken(self.fields[at].path.clone())));
            return FieldVerdict::Silent;
        }
        let theirs = memories.iter().any(|memory| memory.hash == value_hash(live));
        let leave = |draft: &mut RowDraft| {
            if theirs && base.is_some_and(|base| base != value_hash(live)) {
                draft.lessons.push(Lesson::Overtaken(self.fields[at].path.clone()));
            }
            FieldVerdict::Silent
        };
        if let Some(job) = self.reserved(at).or(above.map(|memory| memory.other.job.as_str())) {
            draft.yielded.push((self.fields[at].path.clone(), job.to_owned()));
            return leave(draft);
        }
        let fills = |memory: &Memory<'_>| memory.supplies && memory.hash == value_hash(live);
        if blank && memories.iter().any(fills) {
            return leave(draft);
        }
        let theirs: Vec<u64> = memories.iter().map(|memory| memory.hash).collect();
        diff::decide(rule, desired, live, (base, &theirs), self.names)
    }

    /// A field of which the record says nothing.
    pub(super) fn says_nothing(
        &self,
        draft: &mut RowDraft,
        at: usize,
        live: &Value,
        (link, row): (Option<usize>, i64),
    ) {
        let Some(item) = draft.item.filter(|_| self.is_shared()) else { return };
        let base = link.and_then(|link| self.state.known.links.base(link, self.fields[at].memory));
        let Some(base) = base else { return };
        let overtaken = base != value_hash(live)
            && self.memories(at, item, row).iter().any(|memory| memory.hash == value_hash(live));
        if overtaken {
            draft.lessons.push(Lesson::Overtaken(self.fields[at].path.clone()));
            self.note_supply(draft, at, link, Supply::Goes);
        } else {
            self.note_supply(draft, at, link, Supply::Ends);
        }
    }

    /// A record that was gone is there again.
    pub(super) fn note_there(&self, draft: &mut RowDraft, link: Option<usize>) {
        if link.is_some_and(|link| self.state.known.links.row(link).marks().gone) {
            draft.lessons.push(Lesson::Back);
        }
    }

    fn note_supply(&self, draft: &mut RowDraft, at: usize, link: Option<usize>, supply: Supply) {
        let Some(link) = link else { return };
        let row = self.state.known.links.row(link);
        let base = self.state.known.links.base(link, self.fields[at].memory);
        let path = &self.fields[at].path;
        match (supply, row.marks().blank.contains(path)) {
            (Supply::Goes, true) => draft.lessons.push(Lesson::Filled(path.clone())),
            (Supply::Ends, false)
                if base.is_some_and(|base| {
                    !is_blank(self.mapping.schema, &self.mapping.fields[at].kind, base)
                }) =>
            {
                draft.lessons.push(Lesson::Blank(path.clone()));
            }
            (Supply::Goes, false) | (Supply::Ends, _) => {}
        }
    }
}

/// Whether a record has a value for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supply {
    Goes,
    Ends,
}
