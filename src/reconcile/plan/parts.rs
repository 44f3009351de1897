//! Child sets of an item: operating system, contract, financial data.
//!
//! A child row is created only when the record itself says something of it: a column, or where no column fills
//! anything of it a template; never constants alone.

use chrono::NaiveDate;

use crate::message::{self, settling};
use crate::model::Said;
use crate::model::change::{ChildChange, FieldChange, Operation};
use crate::model::item::{PartRow, PartTable};
use crate::model::mapping::{FieldRule, Write};
use crate::model::remembered::Lesson;
use crate::model::schema::{Part, Shape, Shared};
use crate::model::{Column, Item, Kind, Value};

use crate::reconcile::months;
use crate::reconcile::names::{NameError, fold};

use super::contracts::{naming_columns, texts};
use super::diff::field_change;
use super::judge::{Judge, LiveRow};
use super::stages::{Matched, RowNotes, Target, Targets, field_reject};

/// Which row of a child set is meant.
enum Row<'t> {
    Existing(&'t PartRow),
    /// Exists, but is not linked to the item yet.
    Unlinked(&'t PartRow),
    /// Exists and is linked, but is not ours to change.
    Foreign,
    /// The link remembers one that somebody has removed since.
    Removed,
    None,
}

impl Judge<'_> {
    /// Changes of the child rows of an item (`None`: the item is new).
    pub(super) fn diff_parts(
        &self,
        matched: &Matched,
        item: Option<&Item>,
        notes: &mut RowNotes,
    ) -> Vec<ChildChange> {
        let mut children = Vec::new();
        let schema = self.schema();
        for part in schema.child_parts() {
            if schema.is_set(part) || !self.mapping.has_part(part) {
                continue;
            }
            let change = match &matched.draft.desired.contract {
                Some(wanted) if schema.shared(part).is_some() => {
                    self.choose_contract(matched, part, item, wanted, notes)
                }
                _ => self.diff_part(matched, part, item, notes),
            };
            match change {
                Ok(Some(mut child)) => {
                    for field in &mut child.fields {
                        if let Value::NewItem(_) = field.to {
                            field.after =
                                crate::model::value::Shown::Text(self.names.show(&Kind::LongText, &field.to));
                        }
                    }
                    children.push(child);
                }
                Ok(None) => {}
                Err(reason) => {
                    let path = part.table().unwrap_or_default();
                    let mut reject = field_reject(&matched.draft.desired, path, reason, true);
                    reject.source_key = Some(matched.draft.source_key.clone());
                    notes.left_out.push(reject);
                }
            }
        }
        self.diff_sets(matched, item, notes, &mut children);
        children
    }

    fn diff_part(
        &self,
        matched: &Matched,
        part: Part,
        item: Option<&Item>,
        notes: &mut RowNotes,
    ) -> Result<Option<ChildChange>, Said> {
        let table = self.stock.table.part(part);
        let row = match (item, table) {
            (Some(item), Some(table)) => self.pick_row(matched, part, item, table)?,
            _ => Row::None,
        };
        let speaks = matched.draft.desired.speaks_of.contains(&part);
        let class = self.schema().class_of(part, &self.stock.class);
        match row {
            Row::Existing(existing) | Row::Unlinked(existing) => {
                let links = matches!(row, Row::Unlinked(_));
                let live = table.map(|table| LiveRow::of_part(existing, table));
                let mut fields =
                    live.map_or(Ok(Vec::new()), |live| self.diff_row(matched, part, live, notes))?;
                fields.extend(self.moved_along(matched, part, existing));
                // A row that is yet to be linked is remembered once it is.
                if !links && self.remembered_row(part, matched.link()) != Some(existing.id) {
                    notes.lessons.push(Lesson::Row(part.name().into(), existing.id));
                }
                if fields.is_empty() && !links {
                    return Ok(None);
                }
                Ok(Some(ChildChange {
                    class,
                    part,
                    operation: Operation::Update,
                    remote_id: Some(existing.id),
                    link: links,
                    link_to_new: None,
                    element: None,
                    dynamic: false,
                    fields,
                }))
            }
            Row::Foreign => Ok(None),
            Row::Removed | Row::None if !speaks => Ok(None),
            Row::Removed => {
                self.keep_removed(matched, part, notes);
                Ok(None)
            }
            Row::None => {
                let fields = self.new_row(&matched.draft.targets, part)?;
                let shared = self.schema().shared(part);
                let is_named = |shared: &Shared| fields.iter().any(|field| field.field == shared.naming);
                if !shared.is_none_or(is_named) {
                    return Err(message::reject::contract_without_name().said());
                }
                let some = !fields.is_empty();
                Ok(some.then_some(ChildChange {
                    class,
                    part,
                    operation: Operation::Create,
                    remote_id: None,
                    link: shared.is_some(),
                    link_to_new: None,
                    element: None,
                    dynamic: false,
                    fields,
                }))
            }
        }
    }

    fn new_row(&self, targets: &Targets, part: Part) -> Result<Vec<FieldChange>, Said> {
        let mut fields = Vec::new();
        for (at, rule) in self.mapping.part(part) {
            if self.reserved(at).is_some() {
                continue;
            }
            if let Some(value) = self.wanted(targets, at, None)?
                && !value.is_empty()
            {
                let (column, value) = (rule.column.as_str(), value.into_owned());
                fields.push(field_change(column, &rule.kind, Value::Empty, value, self.names));
            }
        }
        let schema = self.schema();
        let column = schema.columns.entity;
        if schema.shared(part).is_some()
            && !fields.iter().any(|field| field.field == column)
            && !fields.is_empty()
        {
            let entity =
                field_change(column, &Kind::Entity, Value::Empty, targets.entity.clone(), self.names);
            fields.insert(0, entity);
        }
        Ok(fields)
    }

    /// Differences of a row that is there.
    fn diff_row(
        &self,
        matched: &Matched,
        part: Part,
        row: LiveRow<'_>,
        notes: &mut RowNotes,
    ) -> Result<Vec<FieldChange>, Said> {
        let mut fields = Vec::new();
        for (at, _) in self.mapping.part(part) {
            fields.extend(self.judge_at(matched, at, row, notes)?);
        }
        Ok(fields)
    }

    /// Months from the begin date, as it is at the desk or as this row sets it, to an end date.
    pub(super) fn months<'v>(
        &self,
        rule: &FieldRule,
        targets: &'v Targets,
        end: NaiveDate,
        live_of: impl Fn(&Column) -> Option<&'v Value>,
    ) -> Result<Value, Said> {
        let Kind::MonthsUntil { begin, round } = &rule.kind else { return Ok(Value::Date(end)) };
        let wanted =
            self.mapping.field(rule.part, begin.as_str()).map(|at| (&self.mapping.fields[at], &targets[at]));
        let live = live_of(begin).filter(|value| !value.is_empty());
        let from = match (wanted, live) {
            (Some((begin_rule, Target::Value(value))), live)
                if begin_rule.write == Write::Always || live.is_none() =>
            {
                Some(value)
            }
            (_, Some(live)) => Some(live),
            (_, None) => None,
        };
        let Some(Value::Date(from)) = from else {
            return Err(message::reject::begin_blank(&rule.column, begin).said());
        };
        months::between(*from, end, *round)
            .map(|months| Value::Int(i64::from(months)))
            .ok_or_else(|| message::reject::end_before_begin(end, from).said())
    }

    /// Id of the row of a child set that the link remembers.
    pub(super) fn remembered_row(&self, part: Part, link: Option<usize>) -> Option<i64> {
        self.stock.links.row(link?).row_of(part.table()?)
    }

    fn pick_row<'t>(
        &self,
        matched: &Matched,
        part: Part,
        item: &Item,
        table: &'t PartTable,
    ) -> Result<Row<'t>, Said> {
        let rows = table.of(item.id);
        let (targets, link) = (&matched.draft.targets, matched.link());
        let remembered = self.remembered_row(part, link);
        let naming = match self.schema().part(part).map(|part| &part.shape) {
            Some(Shape::Row { naming }) => naming,
            Some(Shape::Shared(shared)) => shared.naming,
            Some(Shape::Set(_) | Shape::Texts) | None => "",
        };
        let is_shared = self.schema().shared(part).is_some();
        let wanted = self.mapping.field(part, naming).and_then(|at| match &targets[at] {
            Target::Value(value) if !value.is_empty() => Some((at, value)),
            _ => None,
        });
        let column = table.columns.iter().position(|column| column.as_str() == naming);
        let named = |row: &PartRow| match (wanted, column.and_then(|at| row.values.get(at))) {
            (Some((_, Value::Text(text))), Some(Value::Text(live))) => fold(text) == fold(live),
            (Some((_, value)), Some(live)) => value == live,
            _ => false,
        };
        if let Some(row) = rows.iter().find(|row| Some(row.id) == remembered) {
            // A contract that a row chose earlier is somebody else's: it stays as it is.
            let chosen = is_shared && !self.wrote_part(matched, part) && !named(row);
            return Ok(if chosen { Row::Foreign } else { Row::Existing(row) });
        }
        let same: Vec<&PartRow> = rows.iter().filter(|row| named(row)).collect();
        match same.as_slice() {
            [] => {}
            [row, ..] if !is_shared => return Ok(Row::Existing(row)),
            [row] => return Ok(Row::Existing(row)),
            several => return Err(several_contracts(several, wanted.map(|(_, value)| value))),
        }
        if self.is_removed(matched, part, rows) {
            return Ok(Row::Removed);
        }
        match (is_shared, rows) {
            (true, _) => {
                // A contract of this name that nothing is linked to: made by a run that was cut
                // before it could link it.
                let Some((_, name)) = wanted else { return Ok(Row::None) };
                let contracts = self.contracts();
                let mut free = contracts.of(table, &name.to_string());
                free.retain(|row| {
                    named(row) && Value::Ref(row.entity) == targets.entity && !contracts.is_linked(row.id)
                });
                match free.as_slice() {
                    [] => Ok(Row::None),
                    [one] => Ok(Row::Unlinked(one)),
                    several => Err(several_contracts(several, Some(name))),
                }
            }
            (false, []) => Ok(Row::None),
            (false, [one]) => Ok(Row::Existing(one)),
            (false, several) => Err(message::reject::none_of_the_rows(several.len()).said()),
        }
    }

    /// The row chooses an existing contract, by name or number.
    fn choose_contract(
        &self,
        matched: &Matched,
        part: Part,
        item: Option<&Item>,
        wanted: &str,
        notes: &mut RowNotes,
    ) -> Result<Option<ChildChange>, Said> {
        let table = self.stock.table.part(part);
        let chosen_by = self.schema().shared(part).map_or(&[][..], |shared| shared.chosen_by);
        let columns = table.map(|table| naming_columns(table, chosen_by)).unwrap_or_default();
        let folded = fold(wanted);
        if let (Some(item), Some(table)) = (item, table)
            && let Some(row) =
                table.of(item.id).iter().find(|row| texts(row, &columns).any(|text| fold(text) == folded))
        {
            self.note_chosen(matched, part, row.id, notes);
            return Ok(None);
        }
        let found: Vec<&PartRow> = table.map(|table| self.contracts().of(table, wanted)).unwrap_or_default();
        let class = self.schema().class_of(part, &self.stock.class);
        let child = |remote_id, link_to_new| ChildChange {
            class: class.clone(),
            part,
            operation: Operation::Update,
            remote_id,
            link: true,
            link_to_new,
            element: None,
            dynamic: false,
            fields: Vec::new(),
        };
        match found.as_slice() {
            [one] if self.kept_row(matched, part) == Some(one.id) => {
                self.keep_unlinked(part, wanted, notes);
                return Ok(None);
            }
            [one] => return Ok(Some(child(Some(one.id), None))),
            [] => {}
            several => {
                return Err(message::reject::several_contracts(wanted, several.len()).said());
            }
        }
        for column in chosen_by {
            match self.names.new_item(&class, &Column::from(*column), wanted) {
                Ok(Some(key)) => return Ok(Some(child(None, Some(key)))),
                Ok(None) => {}
                Err(NameError::Reject(reason) | NameError::Skip(reason)) => return Err(reason),
            }
        }
        let choices = table.map(|table| table.choices.as_slice()).unwrap_or_default();
        let known = choices.iter().flat_map(|row| texts(row, &columns));
        let near = self.names.nearest_of(wanted, choices.len(), known);
        let hint = near.map(message::reject::and_nearest);
        Err(message::reject::no_contract(wanted, &hint).said())
    }
}

/// Contracts between which nothing chooses.
fn several_contracts(rows: &[&PartRow], name: Option<&Value>) -> Said {
    let ids: Vec<String> = rows.iter().take(5).map(|row| format!("#{}", row.id)).collect();
    let name = name.map(ToString::to_string).unwrap_or_default();
    settling::several_contracts(rows.len(), name, ids.join(", ")).into()
}
