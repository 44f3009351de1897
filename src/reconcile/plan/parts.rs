//! Child sets of an item: operating system, contract, financial data.
//!
//! A child row is created only when the record itself says something of it (a column, not only
//! constants and templates).

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::message::{self, settling};
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
use super::feed::{FeedPlanner, RowDraft, Target, field_reject};

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

impl FeedPlanner<'_> {
    /// Changes of the child rows of an item (`None`: the item is new).
    pub(super) fn diff_parts(
        &self,
        draft: &mut RowDraft,
        item: Option<&Item>,
        link: Option<usize>,
        source_key: &str,
    ) -> Vec<ChildChange> {
        let mut children = Vec::new();
        let schema = self.mapping.schema;
        for part in schema.child_parts() {
            if schema.is_set(part) || !self.mapping.has_part(part) {
                continue;
            }
            let chosen = draft.desired.contract.clone().filter(|_| schema.shared(part).is_some());
            let change = match chosen {
                Some(wanted) => self.choose_contract(draft, part, (item, link), &wanted),
                None => self.diff_part(draft, part, item, link),
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
                    let mut reject = field_reject(&draft.desired, path, reason, true);
                    reject.source_key = Some(source_key.to_owned());
                    draft.rejects.push(reject);
                }
            }
        }
        self.diff_sets(draft, item, link, &mut children);
        children
    }

    fn diff_part(
        &self,
        draft: &mut RowDraft,
        part: Part,
        item: Option<&Item>,
        link: Option<usize>,
    ) -> Result<Option<ChildChange>, String> {
        let table = self.state.known.table.part(part);
        let row = match (item, table) {
            (Some(item), Some(table)) => self.pick_row(draft, part, item, table, link)?,
            _ => Row::None,
        };
        let speaks = draft.desired.speaks_of.contains(&part);
        let class = self.mapping.schema.class_of(part, &self.state.known.class);
        match row {
            Row::Existing(existing) | Row::Unlinked(existing) => {
                let links = matches!(row, Row::Unlinked(_));
                let mut fields = self.diff_row(draft, part, existing, link, table)?;
                fields.extend(self.moved_along(draft, part, existing, link));
                // A row that is yet to be linked is remembered once it is.
                if !links && self.remembered_row(part, link) != Some(existing.id) {
                    draft.lessons.push(Lesson::Row(part.name().into(), existing.id));
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
                self.keep_removed(draft, part, item, link);
                Ok(None)
            }
            Row::None => {
                let fields = self.new_row(draft, part)?;
                let shared = self.mapping.schema.shared(part);
                let is_named = |shared: &Shared| fields.iter().any(|field| field.field == shared.naming);
                if !shared.is_none_or(is_named) {
                    return Err(message::reject::contract_without_name().to_string());
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

    fn new_row(&self, draft: &mut RowDraft, part: Part) -> Result<Vec<FieldChange>, String> {
        let mut fields = Vec::new();
        for (at, rule) in self.mapping.part(part) {
            let value = match &draft.targets[at] {
                _ if self.reserved(at).is_some() => continue,
                Target::Untouched => continue,
                Target::Value(value) => value.clone(),
                Target::Until(end) => self.months(rule, &draft.targets, *end, |_| None)?,
            };
            if !value.is_empty() {
                fields.push(field_change(rule.column.as_str(), &rule.kind, Value::Empty, value, self.names));
            }
        }
        let schema = self.mapping.schema;
        let column = schema.columns.entity;
        if schema.shared(part).is_some()
            && !fields.iter().any(|field| field.field == column)
            && !fields.is_empty()
        {
            let entity = field_change(column, &Kind::Entity, Value::Empty, draft.entity.clone(), self.names);
            fields.insert(0, entity);
        }
        Ok(fields)
    }

    fn diff_row(
        &self,
        draft: &mut RowDraft,
        part: Part,
        existing: &PartRow,
        link: Option<usize>,
        table: Option<&PartTable>,
    ) -> Result<Vec<FieldChange>, String> {
        let mut fields = Vec::new();
        let live_of = |column: &Column| {
            let at = table?.columns.iter().position(|known| known == column)?;
            existing.values.get(at)
        };
        let targets = std::mem::take(&mut draft.targets);
        for (at, rule) in self.mapping.part(part) {
            let Some(live) = self.fields[at].column.and_then(|column| existing.values.get(column)) else {
                continue;
            };
            let desired = match &targets[at] {
                Target::Untouched => {
                    self.note_blank(draft, at, live, link);
                    self.says_nothing(draft, at, live, (link, existing.id));
                    continue;
                }
                Target::Value(value) => Cow::Borrowed(value),
                Target::Until(end) => match self.months(rule, &targets, *end, live_of) {
                    Ok(months) => Cow::Owned(months),
                    Err(reason) => {
                        draft.targets = targets;
                        return Err(reason);
                    }
                },
            };
            if let Some(change) =
                self.judge_field(draft, at, &desired, live, (link, existing.id, existing.dynamic))
            {
                fields.push(change);
            }
        }
        draft.targets = targets;
        Ok(fields)
    }

    /// Months from the begin date, as it is at the desk or as this row sets it, to an end date.
    pub(super) fn months<'v>(
        &self,
        rule: &FieldRule,
        targets: &'v [Target],
        end: NaiveDate,
        live_of: impl Fn(&Column) -> Option<&'v Value>,
    ) -> Result<Value, String> {
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
            return Err(message::reject::begin_blank(&rule.column, begin).to_string());
        };
        months::between(*from, end, *round)
            .map(|months| Value::Int(i64::from(months)))
            .ok_or_else(|| message::reject::end_before_begin(end, from).to_string())
    }

    /// Id of the row of a child set that the link remembers.
    pub(super) fn remembered_row(&self, part: Part, link: Option<usize>) -> Option<i64> {
        self.state.known.links.row(link?).row_of(part.table()?)
    }

    fn pick_row<'t>(
        &self,
        draft: &RowDraft,
        part: Part,
        item: &Item,
        table: &'t PartTable,
        link: Option<usize>,
    ) -> Result<Row<'t>, String> {
        let rows = table.of(item.id);
        let remembered = self.remembered_row(part, link);
        let naming = match self.mapping.schema.part(part).map(|part| &part.shape) {
            Some(Shape::Row { naming }) => naming,
            Some(Shape::Shared(shared)) => shared.naming,
            Some(Shape::Set(_)) | None => "",
        };
        let is_shared = self.mapping.schema.shared(part).is_some();
        let wanted = self.mapping.field(part, naming).and_then(|at| match &draft.targets[at] {
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
            let chosen = is_shared && !self.wrote_part(part, link) && !named(row);
            return Ok(if chosen { Row::Foreign } else { Row::Existing(row) });
        }
        let same: Vec<&PartRow> = rows.iter().filter(|row| named(row)).collect();
        match same.as_slice() {
            [] => {}
            [row, ..] if !is_shared => return Ok(Row::Existing(row)),
            [row] => return Ok(Row::Existing(row)),
            several => return Err(several_contracts(several, wanted.map(|(_, value)| value))),
        }
        if self.is_removed(part, item, rows, link) {
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
                    named(row) && Value::Ref(row.entity) == draft.entity && !contracts.is_linked(row.id)
                });
                match free.as_slice() {
                    [] => Ok(Row::None),
                    [one] => Ok(Row::Unlinked(one)),
                    several => Err(several_contracts(several, Some(name))),
                }
            }
            (false, []) => Ok(Row::None),
            (false, [one]) => Ok(Row::Existing(one)),
            (false, several) => Err(message::reject::none_of_the_rows(several.len()).to_string()),
        }
    }

    /// The row chooses an existing contract, by name or number.
    fn choose_contract(
        &self,
        draft: &mut RowDraft,
        part: Part,
        (item, link): (Option<&Item>, Option<usize>),
        wanted: &str,
    ) -> Result<Option<ChildChange>, String> {
        let table = self.state.known.table.part(part);
        let chosen_by = self.mapping.schema.shared(part).map_or(&[][..], |shared| shared.chosen_by);
        let columns = table.map(|table| naming_columns(table, chosen_by)).unwrap_or_default();
        let folded = fold(wanted);
        if let (Some(item), Some(table)) = (item, table)
            && let Some(row) =
                table.of(item.id).iter().find(|row| texts(row, &columns).any(|text| fold(text) == folded))
        {
            self.note_chosen(draft, part, row.id, link);
            return Ok(None);
        }
        let found: Vec<&PartRow> = table.map(|table| self.contracts().of(table, wanted)).unwrap_or_default();
        let class = self.mapping.schema.class_of(part, &self.state.known.class);
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
            [one] if self.was_unlinked(part, item, one.id, link) => {
                self.keep_unlinked(draft, part, wanted);
                return Ok(None);
            }
            [one] => return Ok(Some(child(Some(one.id), None))),
            [] => {}
            several => {
                return Err(message::reject::several_contracts(wanted, several.len()).to_string());
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
        let hint = near.map_or_else(String::new, |near| message::reject::and_nearest(near).into());
        Err(message::reject::no_contract(wanted, &hint).to_string())
    }
}

/// Contracts between which nothing chooses.
fn several_contracts(rows: &[&PartRow], name: Option<&Value>) -> String {
    let ids: Vec<String> = rows.iter().take(5).map(|row| format!("#{}", row.id)).collect();
    let name = name.map(ToString::to_string).unwrap_or_default();
    settling::several_contracts(rows.len(), name, ids.join(", ")).into()
}
