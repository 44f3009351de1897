//! Reference rows that a plan creates: names of dropdowns, places in trees, entities.

use std::collections::{BTreeSet, HashMap};

use crate::engine::reason::Context as _;

use crate::message;
use crate::model::value::Shown;
use crate::model::{ClassName, Operation, Reference, ReferenceRow, Value};
use crate::reconcile::names::fold;

use super::unit::{Purpose, Unit, Verb};
use super::{ApplyState, Made, plain};

impl ApplyState<'_> {
    /// Creates reference rows, parents before children. A row whose parent failed fails too.
    pub(super) async fn create_references(&mut self) -> anyhow::Result<()> {
        if self.plan.references.is_empty() {
            return Ok(());
        }
        if self.with.made == Made::Before {
            self.find_made_meanwhile().await?;
        }
        loop {
            let mut ready: Vec<usize> = Vec::new();
            for (at, reference) in self.plan.references.iter().enumerate() {
                if self.references[at].is_some() {
                    continue;
                }
                match reference.needs().map(|value| self.resolved(value)).collect::<Result<Vec<_>, _>>() {
                    Ok(values) if values.iter().all(Option::is_some) => ready.push(at),
                    Ok(_) => {}
                    Err(reason) => self.references[at] = Some(Err(reason)),
                }
            }
            let entities = self.with.desk.schema().entities();
            let is_entity = |at: &usize| self.plan.references[*at].class == entities;
            let has_entities = ready.iter().any(is_entity);
            if ready.is_empty() {
                break;
            }
            // A name must exist before another can point at it; entities come before all that is in them.
            ready.retain(|at| is_entity(at) == has_entities);
            ready.sort_by(|a, b| self.plan.references[*a].class.cmp(&self.plan.references[*b].class));
            let units = ready.iter().map(|at| self.reference_unit(*at)).collect();
            for ended in self.write(Verb::Create, units).await? {
                let Purpose::Reference(at) = ended.unit.purpose else { continue };
                self.references[at] = Some(ended.outcome.map_err(|failure| failure.sentence()));
            }
            if has_entities {
                // GLPI lets a session use an entity only if it was there at login.
                self.with.desk.renew().await.context(message::apply::no_login_after_entities())?;
            }
        }
        Ok(())
    }

    /// Rows that exist by now are taken as they are.
    async fn find_made_meanwhile(&mut self) -> anyhow::Result<()> {
        let plan = self.plan;
        let mut tables: HashMap<&ClassName, HashMap<String, Vec<ReferenceRow>>> = HashMap::new();
        for class in plan.references.iter().map(|reference| &reference.class).collect::<BTreeSet<_>>() {
            let column = self.with.desk.schema().name_column(class);
            let of_class = tables.entry(class).or_default();
            for row in self.with.desk.read_reference(class, &column).await?.rows {
                of_class.entry(fold(&row.name)).or_default().push(row);
            }
        }
        // Parents stand before their children, whose place they give.
        for (at, reference) in plan.references.iter().enumerate() {
            let id_of = |value: &Value| match self.resolved(value) {
                Ok(Some(Value::Ref(id))) => Some(Some(id)),
                Ok(Some(Value::Empty)) => Some(None),
                _ => None,
            };
            let Some(parent) = id_of(&reference.parent) else { continue };
            let Some(entity) = reference.entity.as_ref().map_or(Some(None), id_of) else { continue };
            let named = tables[&reference.class].get(&fold(&reference.name)).into_iter().flatten();
            let found = named.clone().find(|row| {
                row.parent == parent && (entity.is_none() || row.entity.is_none() || row.entity == entity)
            });
            if let Some(row) = found {
                self.references[at] = Some(Ok(row.id));
            }
        }
        Ok(())
    }

    fn reference_unit(&self, at: usize) -> Unit {
        let reference: &Reference = &self.plan.references[at];
        let class = &reference.class;
        let schema = self.with.desk.schema();
        let mut fields =
            vec![plain(schema.name_column(class).as_str(), Value::text(reference.name.as_str()))];
        let resolved = |value: &Value| self.resolved(value).ok().flatten();
        if let Some(parent) = resolved(&reference.parent)
            && parent != Value::Empty
        {
            let mut field = plain(schema.parent_column(class).as_str(), parent);
            // The path of a row begins with that of its parent.
            let of_parent = match reference.name.as_str() {
                "" => Some(reference.path.as_str()),
                name => reference.path.strip_suffix(name).and_then(|path| path.strip_suffix(" > ")),
            };
            if let Some(path) = of_parent {
                field.after = Shown::Text(path.to_owned());
            }
            fields.push(field);
        }
        for (column, value) in &reference.more {
            let Some(to) = resolved(value) else { continue };
            let mut field = plain(column.as_str(), to);
            if let Value::NewRef(at) = value
                && let Some(other) = self.plan.references.get(*at as usize)
            {
                field.after = Shown::Text(other.path.clone());
            }
            fields.push(field);
        }
        if let Some(entity) = reference.entity.as_ref().and_then(resolved) {
            let mut field = plain(schema.columns.entity, entity);
            let linked = self.plan.linked.get(&schema.entities());
            let name = match &reference.entity {
                Some(Value::NewRef(at)) => self.plan.references.get(*at as usize).map(|entity| &entity.path),
                Some(Value::Ref(id)) => linked.and_then(|names| names.get(id)),
                _ => None,
            };
            if let Some(name) = name {
                field.after = Shown::Text(name.clone());
            }
            fields.push(field);
            fields.push(plain(schema.columns.recursive, Value::Bool(reference.recursive)));
        }
        Unit {
            class: class.clone(),
            operation: Operation::Create,
            purpose: Purpose::Reference(at),
            remote_id: None,
            source_key: String::new(),
            part: None,
            label: reference.path.clone(),
            fields,
            dynamic: false,
        }
    }
}
