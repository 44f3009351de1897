//! Keyed child sets: the elements that are wanted against those at the desk.
//!
//! A row is an element's by what the link remembers, else by its key. Rows that we made and that the
//! source no longer has are removed; rows of people and of agents stay.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::message;
use crate::model::change::{ChildChange, FieldChange, Operation};
use crate::model::item::{PartRow, PartTable};
use crate::model::mapping::Conflict;
use crate::model::remembered::{ElementLesson, Lesson, Maker, OfElement, encode};
use crate::model::set::{BlankSet, Extra, SetRule};
use crate::model::value::Shown;
use crate::model::{FieldRule, Item, Kind, Value};
use crate::reconcile::matching::{KnownElement, value_hash};
use crate::reconcile::names::fold;

use super::diff::{FieldVerdict, LastWritten, decide, field_change, is_unset};
use super::elements::element_key_part;
use super::judge::Judge;
use super::stages::{DraftElement, DraftSet, KeptField, Matched, RowNotes, Target};

/// The rows that may be an element's, by position of both; in the order of the rows.
type Candidates<'f> = dyn Fn(usize) -> Vec<usize> + 'f;

/// Positions of rows by their keys.
type Places<'k> = HashMap<&'k [String], Vec<usize>>;

/// One set of one item.
struct SetDiff<'d> {
    at: usize,
    rule: &'d SetRule,
    /// What the link remembers of it.
    remembered: Vec<&'d KnownElement>,
    /// The same by name.
    by_name: HashMap<&'d str, &'d KnownElement>,
    /// Rows of the item at the desk.
    rows: &'d [PartRow],
}

impl SetDiff<'_> {
    fn named(&self, folded: &str) -> Option<&KnownElement> {
        self.by_name.get(folded).copied()
    }

    fn is_ours(&self, id: i64) -> bool {
        self.remembered.iter().any(|element| element.row == id && element.maker == Maker::Us)
    }

    fn lesson(&self, folded: &str, what: OfElement) -> Lesson {
        Lesson::Element(Box::new(ElementLesson { set: self.rule.part, name: folded.to_owned(), what }))
    }

    /// Rows that are no more, of elements that the source no longer has.
    fn forget_gone(&self, wanted: &DraftSet, notes: &mut RowNotes) {
        for known in &self.remembered {
            let is_there = self.rows.iter().any(|row| row.id == known.row);
            if !is_there && !wanted.elements.iter().any(|element| fold(&element.name) == *known.name) {
                notes.lessons.push(self.lesson(&known.name, OfElement::Gone));
            }
        }
    }
}

impl Judge<'_> {
    /// Changes of the elements of an item's sets (`None`: the item is new).
    pub(super) fn diff_sets(
        &self,
        matched: &Matched,
        item: Option<&Item>,
        notes: &mut RowNotes,
        children: &mut Vec<ChildChange>,
    ) {
        for (at, wanted) in matched.draft.sets.iter().enumerate() {
            let rule = &self.mapping.sets[at];
            if wanted.elements.is_empty() && (rule.blank == BlankSet::Keep || wanted.unsaid) {
                continue;
            }
            let table = self.stock.table.part(rule.part);
            let rows = match (item, table) {
                (Some(item), Some(table)) => table.of(item.id),
                _ => &[],
            };
            // What is remembered of an item that is no more says nothing of another.
            let link =
                self.link(matched.link()).filter(|link| Some(link.remote_id) == item.map(|item| item.id));
            let known = link.map(|link| link.elements_of(rule.part.name()));
            let remembered: Vec<&KnownElement> = known.into_iter().flatten().collect();
            let by_name = remembered.iter().rev().map(|known| (&*known.name, *known)).collect();
            let set = SetDiff { at, rule, remembered, by_name, rows };
            self.diff_set(&set, wanted, table, notes, children);
        }
    }

    fn diff_set(
        &self,
        set: &SetDiff<'_>,
        wanted: &DraftSet,
        table: Option<&PartTable>,
        notes: &mut RowNotes,
        children: &mut Vec<ChildChange>,
    ) {
        let pairs = self.pair(set, &wanted.elements);
        for (element, row) in wanted.elements.iter().zip(&pairs) {
            let change = match row {
                Some(row) => self.change_element(set, element, &set.rows[*row], notes),
                None => self.new_element(set, element, notes),
            };
            children.extend(change);
        }
        if wanted.incomplete {
            return;
        }
        set.forget_gone(wanted, notes);
        let taken: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        for (at, row) in set.rows.iter().enumerate() {
            if !taken.contains(&at) {
                children.extend(self.drop_element(set, row, table, notes));
            }
        }
    }

    /// The row of each element: remembered, else by the whole key, else by its first part where one of
    /// the two says nothing of the others.
    fn pair(&self, set: &SetDiff<'_>, elements: &[DraftElement]) -> Vec<Option<usize>> {
        if set.rows.is_empty() {
            return vec![None; elements.len()];
        }
        let keys: Vec<Vec<String>> = set.rows.iter().map(|row| self.key_of_row(set, row)).collect();
        // An item may have a thousand elements: no row is compared with all of them.
        let (mut by_key, mut by_first) = (Places::new(), HashMap::<&str, Vec<usize>>::new());
        for (row, key) in keys.iter().enumerate() {
            by_key.entry(key.as_slice()).or_default().push(row);
            by_first.entry(key.first().map_or("", String::as_str)).or_default().push(row);
        }
        let row_of: HashMap<i64, usize> = set.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let remembered: Vec<Option<usize>> = elements
            .iter()
            .map(|element| row_of.get(&set.named(&fold(&element.name))?.row).copied())
            .collect();
        let whole =
            |at: usize| by_key.get(elements[at].key.as_slice()).map(Vec::as_slice).unwrap_or_default();
        let weak = |at: usize| -> Vec<usize> {
            let key = &elements[at].key;
            let alike = by_first.get(key.first().map_or("", String::as_str)).into_iter().flatten();
            let rest = |row: &usize| {
                let mut parts = key.iter().zip(&keys[*row]).skip(1);
                parts.all(|(a, b)| a == b || a.is_empty() || b.is_empty())
            };
            alike.copied().filter(rest).collect()
        };
        let both = |at: usize| -> Vec<usize> {
            let known = remembered[at].filter(|row| elements[at].key == keys[*row]);
            known.into_iter().collect()
        };
        let known = |at: usize| -> Vec<usize> { remembered[at].into_iter().collect() };
        let rules: [&Candidates<'_>; 4] = [&both, &|at| whole(at).to_vec(), &known, &weak];
        let mut pairs: Vec<Option<usize>> = vec![None; elements.len()];
        let mut free: BTreeSet<usize> = (0..set.rows.len()).collect();
        for candidates in rules {
            if free.is_empty() {
                break;
            }
            for (at, pair) in pairs.iter_mut().enumerate().filter(|(_, pair)| pair.is_none()) {
                let candidates = candidates(at).into_iter().filter(|row| free.contains(row));
                let likeness = |row: &usize| self.likeness(set, &elements[at], &set.rows[*row]);
                // Of rows that are alike the oldest.
                let best = candidates.rev().max_by_key(likeness);
                if let Some(row) = best {
                    free.remove(&row);
                    *pair = Some(row);
                }
            }
        }
        pairs
    }

    fn key_of_row(&self, set: &SetDiff<'_>, row: &PartRow) -> Vec<String> {
        let part = |field: &usize| {
            self.key_value(set, row, *field).map_or_else(String::new, |value| {
                element_key_part(&set.rule.fields[*field].kind, &value, self.names)
            })
        };
        set.rule.key.iter().map(part).collect()
    }

    /// What a row holds of a field of the key; what that field says of a row that another one belongs to, this one
    /// tells.
    fn key_value<'r>(&self, set: &SetDiff<'_>, row: &'r PartRow, field: usize) -> Option<Cow<'r, Value>> {
        let of = |field: usize| self.bound.sets[set.at][field].and_then(|column| row.values.get(column));
        let rules = &set.rule.fields;
        match set.rule.set.within.filter(|within| within.is_of_outer(&rules[field].column)) {
            None => of(field).map(Cow::Borrowed),
            Some(within) => {
                let inner = rules.iter().position(|rule| rule.column.as_str() == within.column)?;
                self.names.outer_of(&rules[inner].kind, of(inner)?).map(Cow::Owned)
            }
        }
    }

    /// Fields on which an element and a row agree.
    fn likeness(&self, set: &SetDiff<'_>, element: &DraftElement, row: &PartRow) -> usize {
        let agrees = |(target, column): &(&Target, &Option<usize>)| match (target, column) {
            (Target::Value(value), Some(column)) => row.values.get(*column) == Some(value),
            _ => false,
        };
        element.targets.iter().zip(&self.bound.sets[set.at]).filter(agrees).count()
    }

    fn change_element(
        &self,
        set: &SetDiff<'_>,
        element: &DraftElement,
        row: &PartRow,
        notes: &mut RowNotes,
    ) -> Option<ChildChange> {
        let folded = fold(&element.name);
        let ours = self.settings.adopt || set.is_ours(row.id);
        let maker = if ours { Maker::Us } else { Maker::SomebodyElse };
        let known = set.named(&folded);
        if known.is_none_or(|known| (known.row, known.maker) != (row.id, maker)) {
            notes.lessons.push(set.lesson(&folded, OfElement::Row(row.id, maker)));
        }
        let mut fields = Vec::new();
        for (at, rule) in set.rule.fields.iter().enumerate() {
            let Some(live) = self.bound.sets[set.at][at].and_then(|column| row.values.get(column)) else {
                continue;
            };
            let base = known.and_then(|known| known.base(rule.column.as_str()));
            let agreed = || {
                let agreed = OfElement::Agreed(rule.column.to_string(), encode(live));
                set.lesson(&folded, agreed)
            };
            let Target::Value(target) = &element.targets[at] else {
                // A value that a person fills in is told from one that we have not written yet.
                if base.is_none() && is_unset(&rule.kind, live) {
                    notes.lessons.push(agreed());
                }
                continue;
            };
            if set.rule.key.contains(&at) && self.names_the_same(rule, target, live) {
                continue;
            }
            match self.judge_element(rule, base, target, live, row) {
                FieldVerdict::Silent => {}
                FieldVerdict::Agreed => {
                    notes.lessons.extend((base != Some(value_hash(live))).then(agreed));
                }
                FieldVerdict::Write => {
                    let (was, to) = (live.clone(), target.clone());
                    fields.push(field_change(rule.column.as_str(), &rule.kind, was, to, self.names));
                }
                FieldVerdict::Keep(reason) => {
                    let path = format!("{}.{}", set.rule.part.element_path(&element.name), rule.column);
                    let (live, wanted) = (live.clone(), target.clone());
                    notes.keep(KeptField { path, kind: rule.kind.clone(), live, wanted, reason });
                }
            }
        }
        (!fields.is_empty()).then(|| ChildChange {
            remote_id: Some(row.id),
            dynamic: row.dynamic,
            ..child(set.rule, Operation::Update, &element.name, fields)
        })
    }

    /// Decides one field of an element. `base` is the hash of the value last written or agreed on.
    fn judge_element(
        &self,
        rule: &FieldRule,
        base: Option<u64>,
        wanted: &Value,
        live: &Value,
        row: &PartRow,
    ) -> FieldVerdict {
        let class = self.schema().class_of(rule.part, &self.stock.class);
        let locked = self.settings.locks.since(&class, row.id, row.dynamic, &rule.column);
        match (decide(rule, wanted, live, LastWritten::by_us(base), self.names), locked) {
            (FieldVerdict::Write | FieldVerdict::Keep(_), Some(since)) => {
                FieldVerdict::Keep(message::keep::locked_since(since).said())
            }
            (verdict, _) => verdict,
        }
    }

    /// Whether two rows that a key points at have one name but for its letters: either will do.
    fn names_the_same(&self, rule: &FieldRule, target: &Value, live: &Value) -> bool {
        target != live
            && matches!((target, live), (Value::Ref(_), Value::Ref(_)))
            && element_key_part(&rule.kind, target, self.names)
                == element_key_part(&rule.kind, live, self.names)
    }

    fn new_element(
        &self,
        set: &SetDiff<'_>,
        element: &DraftElement,
        notes: &mut RowNotes,
    ) -> Option<ChildChange> {
        let path = set.rule.part.element_path(&element.name);
        let was_there = set.named(&fold(&element.name)).is_some();
        if was_there && set.rule.on_conflict != Conflict::Source {
            let reason = message::keep::element_removed().said();
            let wanted = Value::text(element.name.as_str());
            if set.rule.on_conflict == Conflict::Ask {
                notes.asks.push(path.clone());
            }
            notes.keep(KeptField { path, kind: Kind::LongText, live: Value::Empty, wanted, reason });
            return None;
        }
        let mut fields = Vec::new();
        for (rule, target) in set.rule.fields.iter().zip(&element.targets) {
            if let Target::Value(value) = target
                && !value.is_empty()
                && set.rule.set.has(&rule.column)
            {
                let change =
                    field_change(rule.column.as_str(), &rule.kind, Value::Empty, value.clone(), self.names);
                fields.push(change);
            }
        }
        for (column, text) in set.rule.set.constants {
            if !fields.iter().any(|field| field.field == *column) {
                let value = Value::text(*text);
                fields.push(field_change(column, &Kind::LongText, Value::Empty, value, self.names));
            }
        }
        Some(child(set.rule, Operation::Create, &element.name, fields))
    }

    /// The removal of a row that the source does not have; `None` where it stays.
    fn drop_element(
        &self,
        set: &SetDiff<'_>,
        row: &PartRow,
        table: Option<&PartTable>,
        notes: &mut RowNotes,
    ) -> Option<ChildChange> {
        let ours = set.is_ours(row.id);
        if row.dynamic || !ours && set.rule.extra == Extra::Keep {
            return None;
        }
        let shown = self.name_of_row(set, row);
        if let Some(known) = set.remembered.iter().find(|known| known.row == row.id)
            && set.rule.on_conflict != Conflict::Source
            && self.is_edited(set, known, row)
        {
            let reason = message::keep::element_edited().said();
            let path = set.rule.part.element_path(&shown);
            let live = Value::text(shown);
            notes.keep(KeptField { path, kind: Kind::LongText, live, wanted: Value::Empty, reason });
            return None;
        }
        let columns = table.map(|table| table.columns.as_slice()).unwrap_or_default();
        let kind_of = |column: &str| {
            let rule = set.rule.fields.iter().find(|rule| rule.column.as_str() == column);
            rule.map_or(Kind::LongText, |rule| rule.kind.clone())
        };
        let fields: Vec<FieldChange> = columns
            .iter()
            .zip(&row.values)
            .filter(|(_, value)| !value.is_empty())
            .map(|(column, value)| {
                let kind = kind_of(column.as_str());
                field_change(column.as_str(), &kind, value.clone(), Value::Empty, self.names)
            })
            .collect();
        Some(ChildChange { remote_id: Some(row.id), ..child(set.rule, Operation::Retire, &shown, fields) })
    }

    /// Whether a field that we wrote has another value now.
    fn is_edited(&self, set: &SetDiff<'_>, known: &KnownElement, row: &PartRow) -> bool {
        set.rule.fields.iter().zip(&self.bound.sets[set.at]).any(|(rule, column)| {
            let live = column.and_then(|column| row.values.get(column));
            let base = known.base(rule.column.as_str());
            matches!((live, base), (Some(live), Some(base)) if value_hash(live) != base)
        })
    }

    fn name_of_row(&self, set: &SetDiff<'_>, row: &PartRow) -> String {
        let text = |field: &usize| {
            let value = self.key_value(set, row, *field)?;
            let text = self.names.own_name(&set.rule.fields[*field].kind, &value);
            (!text.is_empty()).then_some(text)
        };
        let texts: Vec<String> = set.rule.key.iter().filter_map(text).collect();
        if texts.is_empty() { format!("#{}", row.id) } else { texts.join(" / ") }
    }
}

fn child(rule: &SetRule, operation: Operation, element: &str, mut fields: Vec<FieldChange>) -> ChildChange {
    if operation == Operation::Retire {
        fields.iter_mut().for_each(|field| field.after = Shown::Null);
    }
    ChildChange {
        class: rule.class.clone(),
        part: rule.part,
        operation,
        remote_id: None,
        link: false,
        link_to_new: None,
        element: Some(element.into()),
        dynamic: false,
        fields,
    }
}
