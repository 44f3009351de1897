//! Several jobs that feed one class: who writes a field, and who leaves it to another.
//!
//! A job supplies a field of an item while its link remembers a value of it that is not blank. A
//! link learns the end of that: for a field once its cell is blank, for all once the record is gone.
//! A value that no longer stands because another job wrote over it is forgotten.

use crate::message;
use crate::model::Said;
use crate::model::authority::{Lower, Silent};
use crate::model::remembered::Lesson;
use crate::model::{CommandLine, Kind, Question, Schema, Topic, Value};

use crate::reconcile::matching::value_hash;

use super::LinkUpdate;
use super::diff::{self, FieldVerdict, LastWritten};
use super::judge::{Compared, Judge, LiveRow};
use super::others::OtherJob;
use super::stages::{LeftToJob, Matched, RowNotes};
use super::state::{ClassState, Stock};

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
pub(super) fn is_held_by_another_job(stock: &Stock, item: i64) -> bool {
    stock.others.jobs.iter().any(|other| {
        let link = other.links.of_item(item).map(|at| other.links.row(at));
        link.is_some_and(|link| !link.retired && !link.marks().gone)
    })
}

/// Notes which records the source no longer has, once it proved complete: their values are no
/// longer supplied.
pub(super) fn note_gone(state: &mut ClassState) {
    if state.stock.others.jobs.is_empty() || !state.intake.complete || !state.unusable.unattributed.is_empty()
    {
        return;
    }
    for link in state.stock.links.rows().iter().filter(|link| !link.seen && !link.marks().gone) {
        let update = LinkUpdate {
            class: state.stock.class.clone(),
            source_key: link.source_key.to_string(),
            remote_id: Some(link.remote_id),
            ownership: link.ownership,
            lessons: vec![Lesson::Gone],
        };
        state.learned.updates.add_certain(update);
    }
}

/// Sources of the class that are silent.
pub(super) fn questions(stock: &Stock) -> Vec<Question> {
    let silent = |other: &&OtherJob| other.silent == Silent::Yes && !other.links.rows().is_empty();
    let question = |other: &OtherJob| Question {
        topic: Topic::SilentSource,
        key: format!("{}/{}", stock.class, other.job),
        class: Some(stock.class.clone()),
        remote_id: None,
        label: other.job.as_str().into(),
        text: message::question::silent_job(&other.job, stock.class.as_str(), stock.class_called()).said(),
        answer: Some(CommandLine::new("run").argument(&other.job).to_string().into()),
        due: None,
    };
    stock.others.jobs.iter().filter(silent).map(question).collect()
}

/// What was left to higher jobs, one line a field.
pub(super) fn notes(state: &ClassState) -> Vec<Said> {
    let lines = state.told.yielded.iter().map(|(LeftToJob { path, job }, items)| {
        let field = state.stock.schema.field_called(&state.stock.class, path);
        message::plan::left_to_job(state.stock.class_called(), field, items, job).said()
    });
    lines.collect()
}

impl<'j> Judge<'j> {
    /// True when other jobs write the class too.
    fn is_shared(&self) -> bool {
        !self.stock.others.jobs.is_empty()
    }

    /// The higher job to which a field is left altogether.
    pub(super) fn reserved(&self, at: usize) -> Option<&'j str> {
        let others = &self.stock.others;
        if others.authority.lower != Lower::Nothing {
            return None;
        }
        let path = self.bound.fields[at].path.as_str();
        let higher =
            others.jobs.iter().find(|other| self.is_higher(other, path) && other.maps.contains(path));
        higher.map(|other| other.job.as_str())
    }

    /// The jobs that write a field, the authoritative one first; empty when no other job does.
    pub(super) fn ranks(&self, at: usize) -> Vec<String> {
        let (authority, path) = (&self.stock.others.authority, self.bound.fields[at].path.as_str());
        let others = self.stock.others.jobs.iter().filter(|other| other.maps.contains(path));
        let mut jobs: Vec<Ranked<'_>> =
            others.map(|other| Ranked { job: &other.job, silent: other.silent }).collect();
        if jobs.is_empty() {
            return Vec::new();
        }
        jobs.push(Ranked { job: &self.settings.job, silent: Silent::No });
        jobs.sort_by_key(|ranked| authority.rank(path, ranked.job, ranked.silent));
        jobs.iter().map(Ranked::shown).collect()
    }

    fn is_higher(&self, other: &OtherJob, path: &str) -> bool {
        let authority = &self.stock.others.authority;
        authority.rank(path, &other.job, other.silent) < authority.rank(path, &self.settings.job, Silent::No)
    }

    /// What the other jobs remember of a field of a row.
    fn memories(&self, at: usize, item: i64, row: LiveRow<'_>) -> Vec<Memory<'j>> {
        let (rule, path) = (&self.mapping.fields[at], self.bound.fields[at].path.as_str());
        let jobs = self.stock.others.jobs.iter().zip(&self.bound.fields[at].others);
        jobs.filter_map(|(other, memory)| {
            let link_at = other.links.of_item(item)?;
            let link = other.links.row(link_at);
            if rule.part.table().is_some_and(|part| link.row_of(part) != Some(row.id)) {
                // It writes another row of the child set.
                return None;
            }
            let hash = other.links.base(link_at, *memory)?;
            let ended = link.retired || link.marks().gone || link.marks().blank.contains(path);
            let supplies = !ended && !is_blank(self.schema(), &rule.kind, hash);
            Some(Memory { other, hash, supplies, higher: self.is_higher(other, path) })
        })
        .collect()
    }

    /// Decides a field of a class that several jobs may write.
    pub(super) fn decide_shared(
        &self,
        matched: &Matched,
        field: Compared<'_>,
        notes: &mut RowNotes,
    ) -> FieldVerdict {
        let Compared { field: at, wanted, live, base, row } = field;
        let (rule, path) = (&self.mapping.fields[at], &self.bound.fields[at].path);
        let item = matched.item().filter(|_| self.is_shared());
        let Some(item) = item else {
            return diff::decide(rule, wanted, live, LastWritten::by_us(base), self.names);
        };
        let memories = self.memories(at, item, row);
        let blank = is_blank(self.schema(), &rule.kind, value_hash(wanted));
        self.note_supply(matched, at, if blank { Supply::Ends } else { Supply::Goes }, notes);
        let above = memories.iter().find(|memory| memory.higher && memory.supplies);
        if wanted == live || self.names.same_name(&rule.kind, wanted, live) {
            // What is another job's alone is not this one's to supply; nor is what a person set against
            // the higher job.
            let ours =
                self.reserved(at).is_none() && above.is_none_or(|memory| memory.hash == value_hash(live));
            if ours {
                return FieldVerdict::Agreed;
            }
            notes.lessons.extend(base.map(|_| Lesson::Overtaken(path.clone())));
            return FieldVerdict::Silent;
        }
        let higher = self.reserved(at).or(above.map(|memory| memory.other.job.as_str()));
        notes.yielded.extend(higher.map(|job| LeftToJob { path: path.clone(), job: job.to_owned() }));
        let fills = |memory: &Memory<'_>| memory.supplies && memory.hash == value_hash(live);
        if higher.is_some() || blank && memories.iter().any(fills) {
            let theirs = memories.iter().any(|memory| memory.hash == value_hash(live));
            if theirs && base.is_some_and(|base| base != value_hash(live)) {
                notes.lessons.push(Lesson::Overtaken(path.clone()));
            }
            return FieldVerdict::Silent;
        }
        let theirs: Vec<u64> = memories.iter().map(|memory| memory.hash).collect();
        diff::decide(rule, wanted, live, LastWritten { ours: base, theirs: &theirs }, self.names)
    }

    /// A field of which the record says nothing.
    pub(super) fn says_nothing(
        &self,
        matched: &Matched,
        at: usize,
        live: &Value,
        row: LiveRow<'_>,
        notes: &mut RowNotes,
    ) {
        let Some(item) = matched.item().filter(|_| self.is_shared()) else { return };
        let Some(base) = self.base(matched, at) else { return };
        let overtaken = base != value_hash(live)
            && self.memories(at, item, row).iter().any(|memory| memory.hash == value_hash(live));
        if overtaken {
            notes.lessons.push(Lesson::Overtaken(self.bound.fields[at].path.clone()));
            self.note_supply(matched, at, Supply::Goes, notes);
        } else {
            self.note_supply(matched, at, Supply::Ends, notes);
        }
    }

    /// A record that was gone is there again.
    pub(super) fn note_there(&self, matched: &Matched, notes: &mut RowNotes) {
        if self.link(matched.link()).is_some_and(|link| link.marks().gone) {
            notes.lessons.push(Lesson::Back);
        }
    }

    fn note_supply(&self, matched: &Matched, at: usize, supply: Supply, notes: &mut RowNotes) {
        let Some(link) = self.link(matched.link()) else { return };
        let (kind, path) = (&self.mapping.fields[at].kind, &self.bound.fields[at].path);
        let supplied = |base: u64| !is_blank(self.schema(), kind, base);
        match (supply, link.marks().blank.contains(path)) {
            (Supply::Goes, true) => notes.lessons.push(Lesson::Filled(path.clone())),
            (Supply::Ends, false) if self.base(matched, at).is_some_and(supplied) => {
                notes.lessons.push(Lesson::Blank(path.clone()));
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

/// A job that writes a field.
struct Ranked<'r> {
    job: &'r str,
    silent: Silent,
}

impl Ranked<'_> {
    fn shown(&self) -> String {
        match self.silent {
            Silent::Yes => message::question::silent(self.job).into(),
            Silent::No => self.job.to_owned(),
        }
    }
}
