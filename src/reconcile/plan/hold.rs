//! What waits for approval: a cover that would end earlier, a price that goes down, a serial that
//! another item has. Such fields leave their change and stand in [`crate::model::Plan::held`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::message::{self, told};
use crate::model::Said;
use crate::model::change::{Change, ChildChange, FieldChange, Held, Operation};
use crate::model::command_line::UNNAMED_RUN;
use crate::model::mapping::{FieldRule, Hold};
use crate::model::remembered::{Lesson, encode};
use crate::model::said::InFrench;
use crate::model::schema::{Cover, Part};
use crate::model::{ClassName, CommandLine, Item, Kind, Plan, Question, Schema, Topic, Value};

use crate::reconcile::matching::key_part;
use crate::reconcile::months;

use super::diff::is_unset;
use super::feed::FeedPlanner;
use super::judge::{Judge, LiveRow};
use super::stages::{ForApproval, Target, Targets};
use super::state::{ClassState, Moving, Stock};
use super::{LinkUpdate, references};

/// What is held when the mapping does not say. `class` is that of the row.
pub fn usual(schema: &Schema, class: &ClassName, column: &str, kind: &Kind) -> Hold {
    let cover = cover_of(schema, class, column).is_some();
    let warranty = schema.warranty.filter(|cover| cover.class == class.as_str());
    let bought = warranty.is_some_and(|cover| cover.bought == column);
    let dated = matches!(kind, Kind::Date | Kind::DateTime);
    let ends = (schema.is_end)(column);
    match (column, kind) {
        _ if cover => Hold::Shorter,
        _ if bought => Hold::Shorter,
        _ if dated && ends => Hold::Shorter,
        (column, Kind::Decimal) if schema.prices.contains(&column) => Hold::Lower,
        (column, _) if column == schema.columns.serial => Hold::Moved,
        _ => Hold::Never,
    }
}

/// The cover that a column is part of.
fn cover_of(schema: &Schema, class: &ClassName, column: &str) -> Option<Cover> {
    let mut covers = schema.covers().filter(|cover| cover.class == class.as_str());
    covers.find(|cover| cover.begin == column || cover.months == column)
}

/// A row whose change is judged: its values at the desk and what is to become of them.
struct Row<'a> {
    schema: &'static Schema,
    class: ClassName,
    /// The items that the row is of.
    stock: &'a Stock,
    live: Option<LiveRow<'a>>,
    fields: &'a [FieldChange],
    /// The end that the record says, where months are counted until it.
    until: Option<NaiveDate>,
}

impl Judge<'_> {
    /// Takes what waits for approval out of the fields and children of an item that exists.
    pub(super) fn take_held(
        &self,
        item: &Item,
        targets: &Targets,
        fields: &mut Vec<FieldChange>,
        children: &mut Vec<ChildChange>,
    ) -> ForApproval {
        let mut waiting = ForApproval::default();
        let row = LiveRow::of_item(item, &self.stock.table.columns);
        waiting.fields = self.split((Part::ITEM, targets), Some(row), fields, &mut waiting.reasons);
        for child in children.iter_mut().filter(|child| child.operation == Operation::Update) {
            let row = self.stock.table.part(child.part).and_then(|table| {
                let row = table.of(item.id).iter().find(|row| Some(row.id) == child.remote_id)?;
                Some(LiveRow::of_part(row, table))
            });
            let held = self.split((child.part, targets), row, &mut child.fields, &mut waiting.reasons);
            if !held.is_empty() {
                waiting.children.push(ChildChange {
                    link: false,
                    link_to_new: None,
                    fields: held,
                    ..child.clone()
                });
            }
        }
        children
            .retain(|child| child.operation != Operation::Update || child.link || !child.fields.is_empty());
        waiting
    }

    fn split(
        &self,
        (part, targets): (Part, &Targets),
        live: Option<LiveRow<'_>>,
        fields: &mut Vec<FieldChange>,
        reasons: &mut Vec<Said>,
    ) -> Vec<FieldChange> {
        let mut held = vec![false; fields.len()];
        let schema = self.schema();
        let until = self.mapping.part(part).find_map(|(at, _)| match &targets[at] {
            Target::Until(end) => Some(*end),
            Target::Value(_) | Target::Untouched => None,
        });
        let (stock, class) = (self.stock, schema.class_of(part, &self.stock.class));
        let row = Row { schema, class, stock, live, fields, until };
        for (held, change) in held.iter_mut().zip(row.fields) {
            let of = |rule: &&FieldRule| rule.part == part && rule.column.as_str() == change.field;
            let Some(rule) = self.mapping.rules().find(of) else { continue };
            let reason = row.judge(rule, change);
            *held = reason.is_some();
            reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
        }
        let mut held = held.into_iter();
        fields.extract_if(.., |_| held.next().unwrap_or(false)).collect()
    }
}

impl FeedPlanner<'_> {
    /// Notes changes that wait when their value is another item's; that is known once every record
    /// has been planned.
    pub(super) fn note_moving(&mut self, row: u32, fields: &[FieldChange]) {
        for change in fields {
            let Some(at) = self.mapping.field(Part::ITEM, &change.field) else { continue };
            let rule = &self.mapping.fields[at];
            let policy = policy(self.mapping.schema, &self.state.stock.class, rule);
            if policy == Hold::Moved && !change.to.is_empty() {
                self.state.rows.moving.push(Moving { row, column: change.field.clone() });
            }
        }
    }
}

/// What is held of a field. `class` is that of the row.
fn policy(schema: &Schema, class: &ClassName, rule: &FieldRule) -> Hold {
    rule.hold.unwrap_or_else(|| usual(schema, class, rule.column.as_str(), &rule.kind))
}

impl Row<'_> {
    /// Why a change of a field waits; `None` when it does not.
    fn judge(&self, rule: &FieldRule, change: &FieldChange) -> Option<Said> {
        let policy = policy(self.schema, &self.class, rule);
        let said = || {
            let (before, after) = (told(&change.was, &change.before), told(&change.to, &change.after));
            let called = self.stock.schema.called(self.stock.class.as_str(), &rule.path());
            message::hold::from_to(called, before, after).said()
        };
        match policy {
            Hold::Never | Hold::Moved => None,
            Hold::Change => {
                (!is_unset(&rule.kind, &change.was)).then(|| message::hold::changes(said()).said())
            }
            // A price that is cleared is cleared on purpose, by a word or by `blank`.
            Hold::Lower => (!is_unset(&rule.kind, &change.to) && is_lower(change))
                .then(|| message::hold::is_less(said()).said()),
            Hold::Shorter => self.shorter(change, &said),
        }
    }

    fn shorter(&self, change: &FieldChange, told: &dyn Fn() -> Said) -> Option<Said> {
        if let Some(Cover { begin, months, .. }) = cover_of(self.schema, &self.class, &change.field)
            && let (Some(begin_live), Some(months_live)) = (self.live(begin), self.live(months))
        {
            let was = End::of(begin_live, months_live);
            let begin_to = self.after(begin, begin_live);
            let to = End::of(begin_to, self.after(months, months_live));
            // What the source says, not the last day of the whole months.
            let said = |to: NaiveDate| match (begin_to, self.until) {
                (Value::Date(begin), Some(until)) => months::covered_until(*begin, until).unwrap_or(to),
                _ => to,
            };
            let is_warranty = self.schema.warranty.is_some_and(|cover| cover.class == self.class.as_str());
            let what = if is_warranty {
                message::hold::warranty().said()
            } else {
                self.schema.class_called(&self.class).map(str::to_lowercase)
            };
            return match (was, to) {
                _ if to >= was => None,
                (End::None, _) => None,
                (End::Open, End::On(to)) => Some(message::hold::ends_though_for_life(&what, said(to)).said()),
                (End::Open, _) => Some(message::hold::no_longer_for_life(&what).said()),
                (End::On(was), End::On(to)) => Some(message::hold::ends_instead(&what, said(to), was).said()),
                (End::On(was), _) => Some(message::hold::has_no_end(&what, was).said()),
            };
        }
        let earlier = match (&change.was, &change.to) {
            (Value::Date(was), Value::Date(to)) => to < was,
            (Value::DateTime(was), Value::DateTime(to)) => to < was,
            (Value::Date(_) | Value::DateTime(_), Value::Empty) => true,
            _ => return is_lower(change).then(|| message::hold::is_shorter(told()).said()),
        };
        earlier.then(|| message::hold::is_earlier(told()).said())
    }

    fn live(&self, column: &str) -> Option<&Value> {
        self.live.as_ref()?.of_column(column)
    }

    /// The value of a column once the change is written.
    fn after<'v>(&'v self, column: &str, live: &'v Value) -> &'v Value {
        self.fields.iter().find(|field| field.field == column).map_or(live, |field| &field.to)
    }
}

/// When a cover ends. None is less than any day: an end that is lost counts as an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    None,
    On(NaiveDate),
    /// GLPI writes a warranty for life as -1 months.
    Open,
}

impl End {
    fn of(begin: &Value, months: &Value) -> Self {
        match (begin, months) {
            (_, Value::Int(..=-1)) => Self::Open,
            (Value::Date(begin), Value::Int(months @ 1..)) => {
                months::last_day(*begin, *months).map_or(Self::None, Self::On)
            }
            _ => Self::None,
        }
    }
}

/// A number that goes down; from nothing it cannot.
fn is_lower(change: &FieldChange) -> bool {
    match (&change.was, &change.to) {
        (Value::Int(was), Value::Int(to)) | (Value::Decimal(was), Value::Decimal(to)) => to < was,
        (Value::Int(was) | Value::Decimal(was), Value::Empty) => *was > 0,
        _ => false,
    }
}

/// A field that waits since its value is another item's.
struct MovedField {
    row: u32,
    column: String,
    reason: Said,
    /// What the link learns; `None` when it has learnt it before.
    lesson: Option<Lesson>,
}

/// Holds values that another item has at the desk, or gets by the same plan, or had when they were
/// first held.
pub(super) fn hold_moved(state: &mut ClassState) {
    let moving = std::mem::take(&mut state.rows.moving);
    let mut moved = moved_fields(state, &moving);
    remember_held(state, &mut moved);
    moved.into_iter().for_each(|field| hold_field(state, field));
}

/// Of the fields whose value may be another item's those whose value is.
fn moved_fields(state: &ClassState, moving: &[Moving]) -> Vec<MovedField> {
    let columns: BTreeSet<&str> = moving.iter().map(|moving| moving.column.as_str()).collect();
    let owners: BTreeMap<&str, HashMap<String, Vec<Owner>>> =
        columns.into_iter().map(|column| (column, owners_of(state, column))).collect();
    let called = |column: &str| state.stock.schema.called(state.stock.class.as_str(), column);
    let moved = |moving: &Moving| {
        let Moving { row, column } = moving;
        let change = state.rows.changes.get(row)?;
        let field = change.fields.iter().find(|field| field.field == *column)?;
        let link = change.remote_id.and_then(|id| state.stock.links.of_item(id));
        let marks = link.map(|link| state.stock.links.row(link).marks());
        let held_before = marks.and_then(|marks| marks.held.get(column.as_str())) == Some(&encode(&field.to));
        let owners = key_part(&field.to).and_then(|key| owners.get(column.as_str())?.get(&key));
        let is_another = |owner: &&Owner| owner.id != change.remote_id && owner.row != Some(*row);
        let reason = match owners.into_iter().flatten().find(is_another) {
            Some(owner) => owner.keeps(called(column), field),
            None if held_before => message::hold::moved_here(called(column), &field.after).said(),
            None => return None,
        };
        let lesson = || Lesson::Held(Box::new((column.as_str().into(), encode(&field.to))));
        let lesson = (!held_before).then(lesson);
        Some(MovedField { row: *row, column: column.clone(), reason, lesson })
    };
    moving.iter().filter_map(moved).collect()
}

/// Notes in the links which values are held for the first time.
fn remember_held(state: &mut ClassState, moved: &mut [MovedField]) {
    let mut lessons: Vec<(u32, Lesson)> =
        moved.iter_mut().filter_map(|field| Some((field.row, field.lesson.take()?))).collect();
    if lessons.is_empty() {
        return;
    }
    // Both lists are long when many serials moved.
    let updates = &mut state.learned.updates;
    let mut places: HashMap<u32, usize> = updates.iter().map(|(row, _)| row).zip(0..).collect();
    for (row, lesson) in lessons.drain(..) {
        if let Some(at) = places.get(&row) {
            updates.at(*at).lessons.push(lesson);
            continue;
        }
        let remote_id = state.rows.changes.get(&row).and_then(|change| change.remote_id);
        let Some(link) = remote_id.and_then(|id| state.stock.links.of_item(id)) else { continue };
        let link = state.stock.links.row(link);
        places.insert(row, updates.len());
        updates.add(
            row,
            LinkUpdate {
                class: state.stock.class.clone(),
                source_key: link.source_key.to_string(),
                remote_id,
                ownership: link.ownership,
                lessons: vec![lesson],
            },
        );
    }
}

/// Takes a field out of its change and puts it to what is held.
fn hold_field(state: &mut ClassState, moved: MovedField) {
    let MovedField { row, column, reason, lesson: _ } = moved;
    let Some(change) = state.rows.changes.get_mut(&row) else { return };
    let fields = change.fields.extract_if(.., |field| field.field == column).collect();
    let waiting = ForApproval { fields, children: Vec::new(), reasons: vec![reason] }.of(change);
    match state.told.held.of_row(row) {
        Some(held) => {
            held.change.fields.extend(waiting.change.fields);
            held.reason = message::list::in_a_row([&held.reason, &waiting.reason]);
        }
        None => state.told.held.add(row, waiting),
    }
}

/// An item that has a value, or gets it by a change of this row.
struct Owner {
    id: Option<i64>,
    row: Option<u32>,
    label: String,
}

impl Owner {
    /// Why a field waits that takes its value from this item.
    fn keeps(&self, called: Said, field: &FieldChange) -> Said {
        let item = self.id.map_or_else(|| message::hold::new_item().said(), |id| format!("#{id}").into());
        if self.row.is_some() {
            message::hold::moves_from_who_gets_it(called, &field.after, item, &self.label).into()
        } else {
            message::hold::moves_from_who_has_it(called, &field.after, item, &self.label).into()
        }
    }
}

fn owners_of(state: &ClassState, column: &str) -> HashMap<String, Vec<Owner>> {
    let mut owners: HashMap<String, Vec<Owner>> = HashMap::new();
    let at = state.stock.table.columns.iter().position(|known| known.as_str() == column);
    for item in &state.stock.table.items {
        if let Some(key) = at.and_then(|at| item.values.get(at)).and_then(key_part) {
            let owner =
                Owner { id: Some(item.id), row: None, label: super::label::label_of(&state.stock, item) };
            owners.entry(key).or_default().push(owner);
        }
    }
    let mut rows: Vec<(&u32, &Change)> = state.rows.changes.iter().collect();
    rows.sort_by_key(|(_, change)| (&change.source_key, change.remote_id));
    for (row, change) in rows {
        for field in change.fields.iter().filter(|field| field.field == column) {
            if let Some(key) = key_part(&field.to) {
                let owner = Owner { id: change.remote_id, row: Some(*row), label: change.label.clone() };
                owners.entry(key).or_default().push(owner);
            }
        }
    }
    owners
}

/// Key of the question about a held change.
pub fn held_key(change: &Change) -> String {
    match change.remote_id {
        Some(id) => format!("{}/{id}", change.class),
        None => format!("{}/{}", change.class, change.source_key),
    }
}

/// What a person is asked about a held change.
pub(super) fn question(held: &Held) -> Question {
    let change = &held.change;
    // Which run it is is said once it is known.
    let command = CommandLine::new("approve").argument(UNNAMED_RUN).option("--only", &change.source_key);
    Question {
        topic: Topic::Held,
        key: held_key(change),
        class: Some(change.class.clone()),
        remote_id: change.remote_id,
        label: change.label.as_str().into(),
        text: message::question::not_written_yet(&held.reason).said(),
        answer: Some(command.to_string().into()),
        due: None,
    }
}

/// Puts what waits into the plan, with the reference rows that it needs.
pub(super) fn put_into_plan(schema: &Schema, plan: &mut Plan, mut held: Vec<Held>) {
    // An item that this plan creates has no id yet: the next run holds the field with it.
    let is_new = |field: &mut FieldChange| matches!(field.to, Value::NewItem(_));
    for held in &mut held {
        held.change.fields.retain_mut(|field| !is_new(field));
        held.change.children.iter_mut().for_each(|child| child.fields.retain_mut(|field| !is_new(field)));
        held.change.children.retain(|child| !child.fields.is_empty());
    }
    held.retain(|held| !held.change.fields.is_empty() || !held.change.children.is_empty());
    held.sort_by(|a, b| {
        let key =
            |held: &Held| (held.change.class.clone(), held.change.source_key.clone(), held.change.remote_id);
        key(a).cmp(&key(b))
    });
    let mut waiting = Plan { held: Vec::new(), ..plan.clone() };
    waiting.changes = held.iter().map(|held| held.change.clone()).collect();
    references::sort_needed(schema, &mut waiting);
    for (held, change) in held.iter_mut().zip(waiting.changes) {
        held.change = change;
    }
    plan.held_references = if held.is_empty() { Vec::new() } else { waiting.references };
    plan.held = held;
}

/// The plan of what is held in a plan; nothing else of it.
pub fn held_plan(plan: &Plan) -> Plan {
    let mut waiting = Plan {
        references: plan.held_references.clone(),
        changes: plan.held.iter().map(|held| held.change.clone()).collect(),
        basis: Vec::new(),
        rejects: Vec::new(),
        kept: Vec::new(),
        held: Vec::new(),
        held_references: Vec::new(),
        absent: Vec::new(),
        adoption: Vec::new(),
        french: InFrench::new(),
        ..plan.clone()
    };
    waiting.counts = super::count::count(&waiting.changes);
    waiting.digest = super::digest::digest(&waiting);
    waiting
}
