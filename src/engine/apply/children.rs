//! Child rows of items that exist by now: operating systems, financial data, contracts and their
//! links.

use std::collections::HashMap;

use crate::message;
use crate::model::Said;
use crate::model::schema::{Owner, Part, Set, Shape, Shared};
use crate::model::value::Shown;
use crate::model::{ChildChange, ClassName, FieldChange, Operation, Schema, Value};

use super::unit::{Purpose, Unit, Verb};
use super::{ApplyState, ChangeState, plain};

/// Rows to write, by what is done.
#[derive(Default)]
struct ChildUnits {
    creates: Vec<Unit>,
    updates: Vec<Unit>,
    removals: Vec<Unit>,
}

impl ChildUnits {
    /// Adds a row to those with which the same is done. `owner` names its item.
    fn add(&mut self, schema: &Schema, mut unit: Unit, owner: Vec<FieldChange>) {
        let is_element = unit.part.is_some_and(|part| schema.is_set(part));
        match unit.operation {
            Operation::Create => {
                unit.fields.splice(0..0, owner);
                self.creates.push(unit);
            }
            Operation::Retire if is_element => {
                // The item goes along, so that the row can be made again.
                let same = |field: FieldChange| FieldChange {
                    was: field.to.clone(),
                    before: field.after.clone(),
                    ..field
                };
                unit.fields.splice(0..0, owner.into_iter().map(same));
                self.removals.push(unit);
            }
            Operation::Update | Operation::Retire | Operation::Restore => {
                if !unit.fields.is_empty() {
                    self.updates.push(unit);
                }
            }
        }
    }
}

/// The columns with which a child row names its item; none for shared records, which are linked.
fn owner_fields(schema: &Schema, part: Part, class: &ClassName, item: i64) -> Vec<FieldChange> {
    match schema.part(part).map(|part| &part.shape) {
        Some(Shape::Shared(_)) => Vec::new(),
        Some(Shape::Set(Set { owner: Owner::Column(column), .. })) => vec![plain(column, Value::Ref(item))],
        Some(Shape::Set(_) | Shape::Row { .. } | Shape::Texts) | None => by_class(schema, class, item),
    }
}

/// Class and id of an item, in a row beside it.
fn by_class(schema: &Schema, class: &ClassName, item: i64) -> Vec<FieldChange> {
    let columns = &schema.columns;
    vec![plain(columns.owner_class, Value::text(class.as_str())), plain(columns.owner_id, Value::Ref(item))]
}

impl ApplyState<'_> {
    /// Writes the children of the changes of one class. The parts do not need each other: their calls
    /// follow one another without a pause between parts.
    pub(super) async fn write_children(&mut self, class: &ClassName) -> anyhow::Result<()> {
        let mut units = ChildUnits::default();
        for part in self.with.desk.schema().parts_as_written() {
            self.child_units(class, part, &mut units)?;
        }
        // What goes makes room first: a port that moves to another name keeps its address.
        let ChildUnits { creates, updates, removals } = units;
        let mut written: HashMap<(usize, usize), i64> = HashMap::new();
        for (verb, units) in [(Verb::Remove, removals), (Verb::Create, creates), (Verb::Update, updates)] {
            for ended in self.write(verb, units).await? {
                let Purpose::Child(at, child) = ended.unit.purpose else { continue };
                if let Ok(id) = &ended.outcome {
                    written.insert((at, child), *id);
                }
                self.worsen(at, ended.state());
            }
        }
        self.link_contracts(class, &written).await
    }

    fn child_units(&mut self, class: &ClassName, part: Part, units: &mut ChildUnits) -> anyhow::Result<()> {
        let (plan, schema) = (self.plan, self.with.desk.schema());
        for (at, change) in plan.changes.iter().enumerate().filter(|(_, change)| change.class == *class) {
            let children = change.children.iter().enumerate();
            for (number, child) in children.filter(|(_, child)| child.part == part) {
                let ready =
                    self.written_item(at).and_then(|item| Ok((item, self.resolved_fields(&child.fields)?)));
                match ready {
                    Ok((item, fields)) => {
                        let unit = Unit::of_child(change, at, number, fields);
                        units.add(schema, unit, owner_fields(schema, part, class, item));
                    }
                    Err(reason) => {
                        self.leave_out(at, Unit::of_child(change, at, number, child.fields.clone()), reason);
                    }
                }
            }
        }
        Ok(())
    }

    /// Id of the item of a change, once it is there.
    fn written_item(&self, at: usize) -> Result<i64, Said> {
        let is_missing =
            matches!(self.states[at], ChangeState::Failed | ChangeState::Unknown | ChangeState::Untried);
        self.ids[at].filter(|_| !is_missing).ok_or_else(|| message::apply::item_not_written().said())
    }

    /// The name of the record to which an item is linked, as far as the plan knows it. `made` has the names
    /// of the plan's items by class and key.
    fn record_name(
        &self,
        shared: &Shared,
        made: &HashMap<(&str, &str), &str>,
        child: &ChildChange,
    ) -> Option<String> {
        if let Some(key) = &child.link_to_new {
            return made.get(&key.split_once('/')?).map(|name| (*name).to_owned());
        }
        if let Some(id) = child.remote_id {
            return self.plan.linked.get(&child.class)?.get(&id).cloned();
        }
        let name = child.fields.iter().find(|field| field.field == shared.naming)?;
        Some(name.after.to_string())
    }

    /// Links items to contracts: those just created, those that existed, those of other changes.
    async fn link_contracts(
        &mut self,
        class: &ClassName,
        written: &HashMap<(usize, usize), i64>,
    ) -> anyhow::Result<()> {
        let (plan, schema) = (self.plan, self.with.desk.schema());
        let mut units = Vec::new();
        let made: HashMap<(&str, &str), &str> = plan
            .changes
            .iter()
            .map(|change| ((change.class.as_str(), &*change.source_key), &*change.label))
            .collect();
        for (at, change) in plan.changes.iter().enumerate().filter(|(_, change)| change.class == *class) {
            let children = change.children.iter().enumerate();
            for (number, child) in children.filter(|(_, child)| child.link) {
                let Some(shared) = schema.shared(child.part) else { continue };
                let Some(item) = self.ids[at] else { continue };
                let created = written.get(&(at, number)).copied();
                let name = self.record_name(shared, &made, child);
                let mut unit = Unit::of_link(change, at, number, ClassName::from(shared.link_class));
                unit.fields = by_class(schema, class, item);
                match self.shared_record(child, created) {
                    Ok(id) => {
                        let mut record = plain(shared.link_column, Value::Ref(id));
                        record.after = name.map_or(record.after, Shown::Text);
                        unit.fields.insert(0, record);
                        units.push(unit);
                    }
                    Err(reason) => self.leave_out(at, unit, reason),
                }
            }
        }
        for ended in self.write(Verb::Create, units).await? {
            let Purpose::ContractLink(at, _) = ended.unit.purpose else { continue };
            self.worsen(at, ended.state());
        }
        Ok(())
    }

    /// Id of the record that a child row is, or points at; `created` is that of one that was just made.
    fn shared_record(&self, child: &ChildChange, created: Option<i64>) -> Result<i64, Said> {
        let Some(key) = &child.link_to_new else {
            let id = created.or(child.remote_id);
            return id.ok_or_else(|| message::apply::contract_not_created().said());
        };
        match self.resolved(&Value::NewItem(key.clone()))? {
            Some(Value::Ref(id)) => Ok(id),
            _ => Err(message::apply::contract_not_there().said()),
        }
    }
}
