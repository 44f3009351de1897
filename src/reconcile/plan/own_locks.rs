//! Locks of our own (`locks.toml`): a locked field is never sent, a locked item is neither retired
//! nor restored. What is left out is reported like the desk's own locks.

use std::collections::{HashMap, HashSet};

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::change::{ChildChange, FieldChange, Kept, Operation};
use crate::model::own_lock::{LockedItem, OwnLock};
use crate::model::value::Shown;
use crate::model::{Column, FieldRule, Item, Kind, Mapping, Part, Question, Topic, Value};

use crate::reconcile::matching::key_part;

use super::Settings;
use super::judge::Judge;
use super::stages::{KeptField, RowNotes};
use super::state::{ClassState, Locked, Stock, Told};

/// Finds the items of the locks of a class, by what a mapping of the class calls keys.
pub(super) fn find(settings: &Settings, stock: &mut Stock, mapping: &Mapping) {
    let mut locked: Locked = std::mem::take(&mut stock.locked);
    let mut note = |id: i64, lock: usize| {
        let locks = locked.entry(id).or_default();
        if !locks.contains(&lock) {
            locks.push(lock);
        }
    };
    let mut keys: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, lock) in settings.own_locks.iter().enumerate().filter(|(_, lock)| lock.class == stock.class) {
        match &lock.item {
            LockedItem::Id(id) => {
                if stock.table.get(*id).or(stock.table.get_trashed(*id)).is_some() {
                    note(*id, at);
                }
            }
            LockedItem::Key(key) => {
                if let Some(link) = stock.links.of_key(key) {
                    note(stock.links.row(link).remote_id, at);
                }
                keys.entry(key_part(&Value::text(key.as_str())).unwrap_or_default()).or_default().push(at);
            }
        }
    }
    if !keys.is_empty() {
        let key_columns: HashSet<&Column> =
            mapping.match_keys.iter().flatten().map(|field| &mapping.fields[*field].column).collect();
        let name = &mapping.schema.name_column(&mapping.class);
        let columns = stock.table.columns.iter().enumerate();
        let columns: Vec<usize> = columns
            .filter(|(_, column)| *column == name || key_columns.contains(column))
            .map(|(at, _)| at)
            .collect();
        for item in stock.table.items.iter().chain(&stock.table.trashed) {
            let parts = columns.iter().filter_map(|at| key_part(item.values.get(*at)?));
            parts.filter_map(|part| keys.get(&part)).flatten().for_each(|lock| note(item.id, *lock));
        }
    }
    stock.locked = locked;
}

/// The lock that covers a field of an item today.
fn lock_on<'s>(settings: &'s Settings, locked: &Locked, id: i64, path: &str) -> Option<&'s OwnLock> {
    let locks = locked.get(&id)?.iter().filter_map(|at| settings.own_locks.get(*at));
    locks.into_iter().find(|lock| lock.covers(path) && lock.holds(settings.today))
}

/// True when a lock covers a field of an item.
pub(super) fn is_locked(settings: &Settings, stock: &Stock, id: i64, path: &str) -> bool {
    lock_on(settings, &stock.locked, id, path).is_some()
}

/// What is not done to an item as a whole while a lock is on it.
pub(super) struct WholeItem<'k> {
    pub(super) id: i64,
    pub(super) source_key: &'k str,
    /// How it is in the target.
    pub(super) live: Message,
    /// How it would be as the source has it.
    pub(super) source: Message,
}

/// True when a lock is on the item as a whole; notes what is not done to it.
pub(super) fn keeps_item(settings: &Settings, stock: &Stock, told: &mut Told, whole: WholeItem<'_>) -> bool {
    let WholeItem { id, source_key, live, source } = whole;
    let Some(locks) = stock.locked.get(&id) else { return false };
    let mut locks = locks.iter().filter_map(|at| settings.own_locks.get(*at));
    let Some(lock) = locks.find(|lock| lock.is_whole() && lock.holds(settings.today)) else { return false };
    let item = stock.table.get(id).or(stock.table.get_trashed(id));
    let label = item.map_or_else(|| source_key.to_owned(), |item| super::label::label_of(stock, item));
    let kept = Kept {
        class: stock.class.clone(),
        source_key: source_key.to_owned(),
        remote_id: id,
        label,
        field: "*".to_owned(),
        live: Shown::Text(live.into()),
        source: Shown::Text(source.into()),
        reason: why(lock),
    };
    told.kept.add_certain(kept);
    true
}

/// Why a field stays, as one sentence.
fn why(lock: &OwnLock) -> Said {
    let OwnLock { owner, reason, .. } = lock;
    match lock.until {
        None => message::keep::locked_by(owner, reason).into(),
        Some(day) => message::keep::locked_by_until(owner, day, reason).into(),
    }
}

impl Judge<'_> {
    /// Takes what is locked out of the fields and children of an item.
    pub(super) fn take_locked(
        &self,
        item: &Item,
        fields: &mut Vec<FieldChange>,
        children: &mut Vec<ChildChange>,
        notes: &mut RowNotes,
    ) {
        if !self.stock.locked.contains_key(&item.id) {
            return;
        }
        let lock = |path: &str| lock_on(self.settings, &self.stock.locked, item.id, path);
        for kept in &mut notes.kept {
            if let Some(lock) = lock(&kept.path) {
                kept.reason = why(lock);
            }
        }
        let mut keep = |part: Part, prefix: &str, field: &FieldChange| {
            let path = format!("{prefix}{}", field.field);
            // A lock on `disks.totalsize` is one on every disk.
            let of_all = part.table().map(|prefix| format!("{prefix}.{}", field.field));
            let found = lock(&path).or_else(|| lock(of_all.as_deref()?));
            let Some(lock) = found else { return false };
            let of = |rule: &&FieldRule| rule.part == part && rule.column.as_str() == field.field;
            let rule = self.mapping.rules().find(of).map(|rule| rule.kind.clone());
            let kind = rule
                .or_else(|| self.schema().kind_of(&Column::from(field.field.as_str())))
                .unwrap_or(Kind::LongText);
            let (live, wanted) = (field.was.clone(), field.to.clone());
            notes.keep(KeptField { path, kind, live, wanted, reason: why(lock) });
            true
        };
        fields.retain(|field| !keep(Part::ITEM, "", field));
        for child in children.iter_mut() {
            let (part, prefix) = (child.part, child.prefix());
            let all = child.fields.len();
            child.fields.retain(|field| !keep(part, &prefix, field));
            if child.operation == Operation::Retire && child.fields.len() < all {
                // An element goes as a whole or not at all.
                child.fields.clear();
            }
        }
        children.retain(|child| {
            let whole = format!("{}.*", child.part.table().unwrap_or_default());
            let linked = child.link && child.operation == Operation::Update;
            if lock(&whole).is_none() { linked || !child.fields.is_empty() } else { false }
        });
    }
}

/// Locks that end soon or ended lately, for the classes of the job.
pub(super) fn questions(settings: &Settings, classes: &[ClassState]) -> Vec<Question> {
    let of_class = |lock: &OwnLock| classes.iter().find(|state| state.stock.class == lock.class);
    let ending = settings.own_locks.iter().enumerate().filter(|(_, lock)| lock.is_ending(settings.today));
    let question = |(at, lock): (usize, &OwnLock)| {
        let (state, until) = (of_class(lock)?, lock.until?);
        let mut items = state.stock.locked.iter().filter(|(_, locks)| locks.contains(&at)).map(|(id, _)| *id);
        let ends =
            if lock.holds(settings.today) { message::question::ends() } else { message::question::ended() };
        let OwnLock { class, item, field, owner, reason, .. } = lock;
        Some(Question {
            topic: Topic::LockEnds,
            key: format!("{class}/{item}/{field}"),
            class: Some(class.clone()),
            remote_id: items.next(),
            label: item.to_string().into(),
            text: message::question::lock_ends(
                field,
                state.stock.class_called(),
                item,
                ends,
                until,
                owner,
                reason,
            )
            .said(),
            answer: Some(message::question::lock_longer().said()),
            due: Some(until),
        })
    };
    ending.filter_map(question).collect()
}

/// Locks of the job's classes that are on no item.
pub(super) fn unmatched(settings: &Settings, classes: &[ClassState]) -> Vec<Said> {
    let locks = settings.own_locks.iter().enumerate().filter(|(_, lock)| lock.holds(settings.today));
    let idle = locks.filter(|(at, lock)| {
        let mut of_class = classes.iter().filter(|state| state.stock.class == lock.class).peekable();
        of_class.peek().is_some()
            && !of_class.any(|state| state.stock.locked.values().flatten().any(|lock| lock == at))
    });
    let note = |(_, lock): (usize, &OwnLock)| {
        let schema = classes.iter().map(|state| state.stock.schema).next()?;
        Some(message::plan::idle_lock(schema.class_called(&lock.class), &lock.item, &lock.field).said())
    };
    idle.filter_map(note).collect()
}
