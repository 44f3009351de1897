//! After a crash, or a write that was never answered: entries of the journal that were started and have
//! no outcome are settled by looking at the desk, before anything is planned.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};

use crate::message::{list, settling};
use crate::model::change::Retirement;
use crate::model::clock::SKEW;
use crate::model::journal::EntryOutcome;
use crate::model::link::Ownership;
use crate::model::project::Project;
use crate::model::remembered::{Remembered, encode};
use crate::model::schema::{Part, Schema};
use crate::model::{
    ClassName, Column, CommandLine, Entry, EntryState, FieldChange, Item, Job, Link, OpenEntry, Operation,
    PartRow, Question, ReferenceRow, Run, RunId, RunState, Said, Say, Topic, Value, Waiting,
};
use crate::store::{LinkKey, Store};
use crate::systems::target::Identity;

use super::elements::{Element, LiveRow};
use super::fence::{Fenced, Missing, name_waits};
use super::of_job::known_link;
use super::survey::TargetState;
use super::webhooks::{self, Webhooks};

/// Interval of the signs of life of a run.
pub const HEARTBEAT: Duration = Duration::from_secs(20);

/// How often a silent run is looked at.
const WATCHED: Duration = Duration::from_millis(500);

/// What became of what was open.
#[derive(Debug, Default)]
pub struct Settled {
    /// Entries that have an outcome now, by run and position.
    pub entries: BTreeSet<(String, i64)>,
    /// Entries that wait.
    pub open: usize,
    /// What may not be written yet.
    pub waiting: Waiting,
    /// What a person is asked.
    pub questions: Vec<Question>,
}

/// What the open entries of a job are settled by.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The project.
    pub project: &'a Project,
    /// The state database.
    pub store: &'a Store,
    /// The job.
    pub job: &'a Job,
    /// What the target holds after the fence.
    pub target_state: &'a TargetState,
    /// What the fence told.
    pub fenced: &'a Fenced,
    /// Day of the run in the job's zone.
    pub today: NaiveDate,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Settles the open entries of a job by what the desk holds now, after the fence: what is there is done;
/// what is not there is undone only where the server has certainly ended the write.
///
/// # Errors
/// When the state database fails.
pub fn settle_entries(with: Evidence<'_>) -> anyhow::Result<Settled> {
    let Evidence { store, job, target_state, fenced, now, .. } = with;
    let mut settled = Settled::default();
    let mut taken: HashSet<(Part, i64)> = HashSet::new();
    let mut known = Known::default();
    let mut asked: BTreeMap<RunId, Vec<&OpenEntry>> = BTreeMap::new();
    for open in &fenced.open {
        let (run, entry) = (&open.run, &open.entry);
        let set = entry.part.filter(|part| target_state.schema.is_set(*part));
        let element = set.map(|set| Element::of(store, job, target_state, entry, set)).transpose()?;
        let found = match &element {
            Some(element) => element.find(&taken).map(Found::Row),
            None => with.find(entry, known.of(store, job, entry)?),
        };
        let mut message = settling::found_later();
        if found.is_none() {
            let missing = match fenced.missing(open, now) {
                Missing::Unproved if !is_costly(job, fenced.identity, entry) => Missing::NotDone,
                missing => missing,
            };
            match missing {
                Missing::NotDone => message = settling::not_done(),
                Missing::Waits(_) | Missing::Unproved => {
                    settled.open += 1;
                    wait(target_state.schema, &mut settled.waiting, open, missing);
                    if missing == Missing::Unproved {
                        asked.entry(run.clone()).or_default().push(open);
                    }
                    continue;
                }
            }
        }
        let link = match found {
            Some(Found::Item(id)) => with.learn(entry, id)?,
            Some(Found::Row(id)) => {
                taken.extend(element.as_ref().map(|element| (element.part, id)));
                element.and_then(|element| element.learn(id))
            }
            Some(Found::Gone(_)) | None => None,
        };
        if let Some(Found::Item(id) | Found::Row(id)) = found {
            known.take(entry, id);
        }
        let gone: Vec<LinkKey> = match found {
            Some(Found::Gone(_)) => vec![key_of(job, entry)],
            Some(Found::Item(_) | Found::Row(_)) | None => Vec::new(),
        };
        let remote_id = found.map(Found::id);
        let state = if found.is_some() { EntryState::Done } else { EntryState::Undone };
        let outcome = EntryOutcome { seq: entry.seq, state, remote_id, message: Some(message.said()) };
        let links: Vec<Link> = link.into_iter().collect();
        store.settle_entries(run, &[outcome], &links, &gone)?;
        settled.entries.insert((run.0.clone(), entry.seq));
    }
    for other in fenced.names_of_others(now) {
        if reference(target_state, &other.entry).is_none() {
            name_waits(target_state.schema, &mut settled.waiting, other);
        }
    }
    settled.questions = asked.iter().map(|(run, open)| question(with.project, run, open)).collect();
    Ok(settled)
}

/// True when a double of what an entry was to make would cost a person work: it is none that the desk
/// refuses itself, nor a name whose double a later run tells.
fn is_costly(job: &Job, identity: &Identity, entry: &Entry) -> bool {
    let is_name = entry.part.is_none() && entry.source_key.is_empty();
    let told = is_name && job.finders.duplicates;
    entry.operation == Operation::Create
        && !told
        && !(identity.refuses_doubles)(&ClassName::from(entry.class.as_str()))
}

/// Notes that an entry waits, and so does what it belongs to.
fn wait(schema: &'static Schema, waiting: &mut Waiting, open: &OpenEntry, missing: Missing) {
    let (run, entry) = (&open.run, &open.entry);
    if entry.source_key.is_empty() {
        return name_waits(schema, waiting, open);
    }
    let sent = open.sending.as_ref().map(|sending| shown(sending.at)).unwrap_or_default();
    let reason = match missing {
        Missing::Unproved => settling::record_asks(run, sent),
        Missing::Waits(Some(until)) => settling::record_waits_until(run, sent, shown(until)),
        Missing::Waits(None) | Missing::NotDone => settling::record_waits(run, sent),
    };
    waiting.records.entry(entry.source_key.clone()).or_insert_with(|| reason.said());
}

fn shown(at: DateTime<Utc>) -> Said {
    at.said()
}

/// One question a run: whether what it was to make may be made again.
fn question(project: &Project, run: &RunId, open: &[&OpenEntry]) -> Question {
    let examples = list::first(open.iter().map(|open| open.entry.label.as_str()), 3);
    let first = open.iter().filter_map(|open| open.sending.as_ref()).map(|sending| sending.at).min();
    let sent = first.map(shown).unwrap_or_default();
    let settle = CommandLine::in_project(&project.folder, "settle").argument(&run.0);
    Question {
        topic: Topic::LateWrite,
        key: run.to_string(),
        class: None,
        remote_id: None,
        label: settling::ask_label(open.len()).said(),
        text: settling::ask_text(open.len(), run, sent, examples).said(),
        answer: Some(settling::ask_answer(settle).said()),
        due: None,
    }
}

/// Items and rows that are known to be of something else than an open entry.
#[derive(Default)]
struct Known {
    links: BTreeMap<String, HashMap<i64, String>>,
    taken: HashMap<String, HashSet<i64>>,
}

impl Known {
    /// Tells whether an item or row is another's, for an entry.
    fn of<'k>(
        &'k mut self,
        store: &Store,
        job: &Job,
        entry: &'k Entry,
    ) -> anyhow::Result<impl Fn(i64) -> bool + use<'k>> {
        let class = entry.class.as_str();
        if !self.links.contains_key(class) {
            let mut links = HashMap::new();
            store.each_link(&job.system, job.name.as_str(), &ClassName::from(class), |link| {
                links.insert(link.remote_id, link.source_key);
            })?;
            self.links.insert(class.to_owned(), links);
        }
        let (links, taken) = (self.links.get(class), self.taken.get(class));
        let creates = entry.operation == Operation::Create;
        Ok(move |id: i64| {
            let linked = links.and_then(|links| links.get(&id)).is_some_and(|key| *key != entry.source_key);
            creates && (linked || taken.is_some_and(|taken| taken.contains(&id)))
        })
    }

    fn take(&mut self, entry: &Entry, id: i64) {
        self.taken.entry(entry.class.clone()).or_default().insert(id);
    }
}

/// What an entry turned out to have made or changed.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// An item of a record.
    Item(i64),
    /// A child row or a reference row.
    Row(i64),
    /// An item that was to be deleted for good, and is no more.
    Gone(i64),
}

impl Found {
    fn id(self) -> i64 {
        match self {
            Self::Item(id) | Self::Row(id) | Self::Gone(id) => id,
        }
    }
}

impl Evidence<'_> {
    /// What an entry was about. `is_others` tells what is another record's already.
    fn find(self, entry: &Entry, is_others: impl Fn(i64) -> bool) -> Option<Found> {
        let target_state = self.target_state;
        let is_item = entry.part.is_none() && !entry.source_key.is_empty();
        let table =
            target_state.tables.iter().find(|(class, _)| class.as_str() == entry.class).filter(|_| is_item);
        let Some((class, table)) = table else {
            return self.child(entry, is_others).or_else(|| reference(target_state, entry)).map(Found::Row);
        };
        let items = match entry.retirement() {
            Some(Retirement::Purge) => {
                let id = entry.remote_id?;
                let there = table.get(id).is_some() || table.get_trashed(id).is_some();
                return (!there).then_some(Found::Gone(id));
            }
            Some(Retirement::Trash) => &table.trashed,
            Some(Retirement::Flag) | None => &table.items,
        };
        let has =
            |item: &&Item| LiveRow::of_item(item, &table.columns).has(target_state.schema, &entry.fields);
        let found = match entry.remote_id {
            Some(id) => items.iter().find(|item| item.id == id).filter(has),
            // The newest one: an older one with the same values was there before.
            None => {
                let mut free = items.iter().rev().filter(|item| !is_others(item.id));
                free.clone().find(has).or_else(|| {
                    let named = self.naming(class, entry)?;
                    free.find(|item| LiveRow::of_item(item, &table.columns).has(target_state.schema, &named))
                })
            }
        };
        found.map(|item| Found::Item(item.id))
    }

    /// The link as it would be had the run gone on.
    fn learn(self, entry: &Entry, id: i64) -> anyhow::Result<Option<Link>> {
        let (schema, job) = (self.target_state.schema, self.job);
        let class = crate::model::ClassName::from(entry.class.as_str());
        if entry.operation == Operation::Create {
            return Ok(Some(link_of(job, &class, entry, id)));
        }
        let Some(mut link) = known_link(self.store, job, &class, id)? else { return Ok(None) };
        for field in entry.fields.iter().filter(|field| field.field != schema.columns.trash) {
            link.remembered.values.insert(field.field.as_str().into(), encode(&field.to));
        }
        match entry.operation {
            Operation::Create | Operation::Update => {}
            Operation::Retire => {
                let step = entry.retirement().unwrap_or(Retirement::Flag);
                link.remembered.retire(step, self.today, &entry.fields);
                link.retired_at = Some(Utc::now().to_rfc3339());
            }
            Operation::Restore => link.revive(),
        }
        Ok(Some(link))
    }

    /// The child row that an entry was about.
    fn child(self, entry: &Entry, is_others: impl Fn(i64) -> bool) -> Option<i64> {
        let target_state = self.target_state;
        let value =
            |column: &str| entry.fields.iter().find(|field| field.field == column).map(|field| &field.to);
        let schema = target_state.schema;
        for (class, table) in &target_state.tables {
            if value(schema.columns.owner_class).is_some_and(|named| named.to_string() != class.as_str()) {
                continue;
            }
            for part in &table.parts {
                let shared = schema.shared(part.part).filter(|shared| shared.link_class == entry.class);
                if let Some(shared) = shared {
                    let (Some(Value::Ref(item)), Some(Value::Ref(contract))) =
                        (value(schema.columns.owner_id), value(shared.link_column))
                    else {
                        continue;
                    };
                    if part.of(*item).iter().any(|row| row.id == *contract) {
                        return Some(*contract);
                    }
                }
                if schema.class_of(part.part, class).as_str() != entry.class {
                    continue;
                }
                if schema.is_set(part.part) && entry.operation == Operation::Retire {
                    // An undo removes elements.
                    return entry.remote_id.filter(|id| !part.rows.iter().any(|row| row.id == *id));
                }
                let of_item = value(schema.columns.owner_id);
                let mut rows = part
                    .rows
                    .iter()
                    .chain(&part.choices)
                    .filter(|row| entry.remote_id.is_none_or(|id| id == row.id))
                    .filter(|row| of_item.is_none_or(|item| *item == Value::Ref(row.item)))
                    .filter(|row| !is_others(row.id));
                let has = |row: &&PartRow| LiveRow::of_part(row, &part.columns).has(schema, &entry.fields);
                let found = rows.clone().find(has).or_else(|| {
                    if entry.operation != Operation::Create {
                        return None;
                    }
                    let named = self.naming(&ClassName::from(entry.class.as_str()), entry)?;
                    rows.find(|row| LiveRow::of_part(row, &part.columns).has(schema, &named))
                });
                if let Some(row) = found {
                    return Some(row.id);
                }
            }
        }
        None
    }

    /// The fields by which a row that an entry was to make is known again.
    fn naming(self, class: &ClassName, entry: &Entry) -> Option<Vec<FieldChange>> {
        Some((self.fenced.identity.naming)(class, &entry.fields)?.into_iter().cloned().collect())
    }
}

fn key_of(job: &Job, entry: &Entry) -> LinkKey {
    LinkKey {
        system: job.system.clone(),
        job: job.name.to_string(),
        class: crate::model::ClassName::from(entry.class.as_str()),
        source_key: entry.source_key.clone(),
    }
}

fn link_of(job: &Job, class: &crate::model::ClassName, entry: &Entry, id: i64) -> Link {
    let written = entry.fields.iter().map(|field| (field.field.as_str().into(), encode(&field.to)));
    Link {
        system: job.system.clone(),
        job: job.name.to_string(),
        class: class.clone(),
        source_key: entry.source_key.clone(),
        remote_id: id,
        ownership: Ownership::Made,
        remembered: Remembered { values: written.collect(), ..Remembered::default() },
        absent_runs: 0,
        retired_at: None,
    }
}

/// The reference row that an entry was about.
fn reference(target_state: &TargetState, entry: &Entry) -> Option<i64> {
    let schema = target_state.schema;
    let class = ClassName::from(entry.class.as_str());
    let column = schema.name_column(&class);
    let value = |column: &Column| entry.fields.iter().find(|field| field.field == column.as_str());
    let name = value(&column)?.to.to_string();
    // A version of another software is another one, and a place in another place.
    let above = schema.above(&class).and_then(|column| match value(&column)?.to {
        Value::Ref(id) => Some(id),
        _ => None,
    });
    let (_, table) = target_state
        .catalog
        .tables
        .iter()
        .find(|((class, by), _)| class.as_str() == entry.class && *by == column)?;
    let is_it = |row: &&ReferenceRow| *row.name == *name && (above.is_none() || row.parent == above);
    table.rows.iter().rev().find(is_it).map(|row| row.id)
}

/// Takes runs of a job for interrupted whose program has ended: on this machine by its process id,
/// elsewhere by two minutes without a sign of life. A clock that jumped makes every run seem silent: one whose
/// program lives, or whose sign of life lies ahead, is watched until the next sign would have come.
///
/// # Errors
/// When the state database fails.
pub fn interrupt_dead_runs(webhooks: &Webhooks, store: &Store, job: &str, node: &str) -> anyhow::Result<()> {
    let now = Utc::now();
    let mut dead: Vec<_> = store.stale_runs(job, now - chrono::Duration::minutes(2), now + SKEW)?;
    let mut beats = Vec::new();
    for run in &dead {
        if (run.alive_at > now || lives_here(&run.node, node)) && beats_again(store, run)? {
            beats.push(run.id.clone());
        }
    }
    dead.retain(|run| !beats.contains(&run.id));
    if let Some(run) = store.running(job)?
        && same_machine_and_dead(&run.node, node)
        && !dead.iter().any(|known| known.id == run.id)
    {
        dead.push(run);
    }
    for run in dead {
        tracing::warn!(run.id = %run.id, job, "a run was interrupted; what it left open is settled now");
        let telling = webhooks::interrupted(webhooks, store, job, &run.id, now)?;
        store.interrupt_run(&run.id, &telling, now)?;
    }
    Ok(())
}

/// Whether a run gives another sign of life within the time in which one is due.
fn beats_again(store: &Store, run: &Run) -> anyhow::Result<bool> {
    let begin = Instant::now();
    tracing::warn!(run.id = %run.id, "a clock jumped, or a run is silent: its next sign of life is waited for");
    while begin.elapsed() < HEARTBEAT + HEARTBEAT / 4 {
        std::thread::sleep(WATCHED);
        let Some(known) = store.run(&run.id.0)? else { return Ok(false) };
        if known.alive_at != run.alive_at || known.state != RunState::Running {
            return Ok(true);
        }
    }
    Ok(false)
}

/// True when `theirs` is a program of this very machine, since its start, that has ended. Where it
/// cannot be told, only the two minutes count.
fn same_machine_and_dead(theirs: &str, ours: &str) -> bool {
    other_here(theirs, ours).is_some_and(|process| !is_alive(process))
}

/// True when `theirs` is another program of this very machine that lives.
fn lives_here(theirs: &str, ours: &str) -> bool {
    other_here(theirs, ours).is_some_and(is_alive)
}

/// The process of another program of this very machine, where it can be told whether it lives.
fn other_here<'n>(theirs: &'n str, ours: &str) -> Option<&'n str> {
    let (their_machine, their_process) = theirs.rsplit_once('/')?;
    let (our_machine, our_process) = ours.rsplit_once('/')?;
    // Somebody else's first process is hidden where /proc hides the processes of others.
    let sees_others = start_of_process(1).is_some();
    (their_machine == our_machine && their_process != our_process && sees_others).then_some(their_process)
}

fn is_alive(process: &str) -> bool {
    let (id, start) = process.split_once(':').unwrap_or((process, ""));
    id.parse().ok().and_then(start_of_process).is_some_and(|now| start.is_empty() || now == start)
}

/// When a process started, in clock ticks since boot: an id that was given again has another.
/// `None` when there is no such process, or when it is hidden.
fn start_of_process(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    let state = fields.next()?;
    (state != "Z").then(|| fields.nth(18).unwrap_or_default().to_owned())
}

/// The name of this program: `host.boot.namespace/process id:start of the process`. Containers on one
/// machine may share a host name, but not a process namespace.
pub fn node() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    let host = read("/proc/sys/kernel/hostname");
    let boot: String = read("/proc/sys/kernel/random/boot_id").chars().take(8).collect();
    let space =
        std::fs::read_link("/proc/self/ns/pid").map(|link| link.display().to_string()).unwrap_or_default();
    let space: String = space.chars().filter(char::is_ascii_digit).collect();
    let id = std::process::id();
    let start = start_of_process(id).unwrap_or_default();
    format!("{}.{boot}.{space}/{id}:{start}", if host.is_empty() { "localhost" } else { &host })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::journal::Trigger;
    use crate::model::project::StateUrl;
    use crate::model::webhook::Telling;

    /// Our clock went ahead by two hours, or that of the run was ahead: its program lives and goes on.
    #[test]
    fn a_run_that_lives_is_not_taken_for_dead_by_a_clock_that_jumped() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StateUrl::Sqlite(folder.path().join("s.db")), None).unwrap();
        let mut program = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let ours = node();
        let (machine, _) = ours.rsplit_once('/').unwrap();
        let theirs = format!("{machine}/{}:{}", program.id(), start_of_process(program.id()).unwrap());
        for jump in [-7200, 7200] {
            let then = Utc::now() + chrono::Duration::seconds(jump);
            let run = store.begin_run("tickets", Trigger::Schedule, &theirs, then).unwrap();
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_secs(1));
                    store.heartbeat(&run, Utc::now()).unwrap();
                });
                interrupt_dead_runs(&Webhooks::new(), &store, "tickets", &ours).unwrap();
            });
            assert_eq!(store.running("tickets").unwrap().map(|run| run.id), Some(run.clone()), "{jump}");
            store.interrupt_run(&run, &Telling::default(), Utc::now()).unwrap();
        }
        program.kill().unwrap();
        program.wait().unwrap();
        // One whose program has ended is not waited for.
        let begin = Instant::now();
        store.begin_run("tickets", Trigger::Schedule, &theirs, Utc::now()).unwrap();
        interrupt_dead_runs(&Webhooks::new(), &store, "tickets", &ours).unwrap();
        assert_eq!(store.running("tickets").unwrap(), None);
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    }
}
