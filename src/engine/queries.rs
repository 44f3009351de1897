//! What a job asks of its target: per class the columns of all its mappings, as far as the target has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::schema::{Contract, Part};
use crate::model::{ClassName, Column, FieldRule, Job, Kind, Question, Schema};
use crate::reconcile::contract_watch::contract_columns;
use crate::reconcile::retirement_columns;
use crate::reconcile::transform::told;
use crate::systems::target::{ItemQuery, Lack, LackingColumn, Target};

use super::of_job::mappings;
use super::reason;

/// The queries of a job: per class the columns of all its mappings.
pub fn queries(project: &Project, job: &Job) -> Vec<ItemQuery> {
    queries_of(job, mappings(project, job).into_iter().map(AsRef::as_ref))
}

fn queries_of<'m>(job: &Job, mappings: impl Iterator<Item = &'m Mapping>) -> Vec<ItemQuery> {
    let mut queries: Vec<ItemQuery> = Vec::new();
    for mapping in mappings {
        let at = match queries.iter().position(|query| query.class == mapping.class) {
            Some(at) => at,
            None => {
                let columns = retirement_columns(mapping.schema, &job.missing, &mapping.class);
                queries.push(ItemQuery { class: mapping.class.clone(), columns, parts: Vec::new() });
                queries.len() - 1
            }
        };
        let query = &mut queries[at];
        let schema = mapping.schema;
        let own = schema.child_parts().filter(|part| !schema.is_set(*part));
        for part in std::iter::once(Part::ITEM).chain(own) {
            let mut wanted: Vec<(Column, Kind)> = part_columns(mapping, part);
            let is_contract =
                |columns: Contract| columns.class == schema.class_of(part, &mapping.class).as_str();
            if job.finders.contracts_within_days.is_some() && schema.contract.is_some_and(is_contract) {
                merge(&mut wanted, contract_columns(schema));
            }
            if part.is_item() {
                merge(&mut query.columns, wanted);
            } else if mapping.has_part(part) {
                match query.parts.iter_mut().find(|(known, _)| *known == part) {
                    Some((_, columns)) => merge(columns, wanted),
                    None => query.parts.push((part, wanted)),
                }
            }
        }
        for set in &mapping.sets {
            let part = set.part;
            let columns: Vec<(Column, Kind)> =
                set.fields.iter().map(|field| (field.column.clone(), field.kind.clone())).collect();
            match query.parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, known)) => merge(known, columns),
                None => query.parts.push((part, columns)),
            }
        }
    }
    queries
}

/// What a job asks of a target, as far as the target has it.
pub(super) struct Confirmed {
    pub(super) mappings: BTreeMap<Arc<str>, Arc<Mapping>>,
    pub(super) queries: Vec<ItemQuery>,
    /// What is left out.
    pub(super) left_out: Vec<LeftOut>,
}

/// A column that this version of the target lacks.
#[derive(Debug, Clone)]
pub(super) struct LeftOut {
    class: ClassName,
    column: Column,
    /// As a clause.
    why: Said,
}

impl LeftOut {
    /// What is told of it to those who write the mapping; `None` where the mapping does not have it.
    pub(super) fn told(&self, mapping: &Mapping) -> Option<Question> {
        let schema = mapping.schema;
        let of = |field: &&FieldRule| {
            field.column == self.column && schema.class_of(field.part, &mapping.class) == self.class
        };
        let path = mapping.rules().find(of)?.path();
        let text = message::survey::column_left_out(&self.class, &self.column, &self.why);
        let answer = Some(message::survey::take_it_out());
        Some(told(mapping, &path, &path, text, answer))
    }
}

/// Finds out which columns the target lacks. One that this version lacks is left out and told.
///
/// # Errors
/// A failed call; a column that no version has: a mistake in the mapping.
pub(super) async fn confirm(project: &Project, job: &Job, target: &dyn Target) -> anyhow::Result<Confirmed> {
    let schema = target.schema();
    let mut queries = queries(project, job);
    let mut lacking: BTreeMap<(ClassName, Column), Said> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (class, columns) in queries.iter().flat_map(|query| asked_of(schema, query)) {
        for LackingColumn { column, lack } in target.lacking(&class, &columns).await? {
            match lack {
                Lack::InThisVersion(why) => drop(lacking.insert((class.clone(), column), why)),
                Lack::InEveryVersion(near) => unknown.push(unknown_column(&class, &column, near)),
            }
        }
    }
    if !unknown.is_empty() {
        let unknown: Vec<Said> = unknown.iter().map(Message::said).collect();
        return Err(reason::told(Said::join(&unknown, "; ")));
    }
    let of_job = mappings(project, job).into_iter().map(|mapping| (mapping.name.clone(), mapping.clone()));
    let mut mappings: BTreeMap<Arc<str>, Arc<Mapping>> = of_job.collect();
    for mapping in mappings.values_mut() {
        // Files are checked without a server; from here on its version counts.
        Arc::make_mut(mapping).schema = schema;
    }
    if !lacking.is_empty() {
        let lacks =
            |class: &ClassName, column: &Column| lacking.contains_key(&(class.clone(), column.clone()));
        for mapping in mappings.values_mut() {
            let class_of = |part| schema.class_of(part, &mapping.class);
            *mapping = Arc::new(mapping.without(|part, column| lacks(&class_of(part), column)));
        }
        queries = queries_of(job, mappings.values().map(AsRef::as_ref));
        for query in &mut queries {
            query.columns.retain(|(column, _)| !lacks(&query.class, column));
            for (part, columns) in &mut query.parts {
                let class = schema.class_of(*part, &query.class);
                columns.retain(|(column, _)| !lacks(&class, column));
            }
        }
    }
    let left_out = lacking.into_iter().map(|((class, column), why)| LeftOut { class, column, why });
    Ok(Confirmed { mappings, queries, left_out: left_out.collect() })
}

/// The columns that a query asks for, by class.
pub fn asked_of<'q>(schema: &Schema, query: &'q ItemQuery) -> Vec<(ClassName, Vec<&'q Column>)> {
    let own = (query.class.clone(), query.columns.iter().map(|(column, _)| column).collect());
    let parts = query.parts.iter().map(|(part, columns)| {
        (schema.class_of(*part, &query.class), columns.iter().map(|(column, _)| column).collect())
    });
    std::iter::once(own).chain(parts).collect()
}

/// What is said of a column that no version of the target has.
pub fn unknown_column(class: &ClassName, column: &Column, near: Option<String>) -> Message {
    let near = near.map(message::nearest::perhaps);
    message::survey::no_such_column(class, column, near)
}

fn part_columns(mapping: &Mapping, part: Part) -> Vec<(Column, Kind)> {
    let mut columns: Vec<(Column, Kind)> = Vec::new();
    for (_, field) in mapping.part(part) {
        merge(&mut columns, vec![(field.column.clone(), field.kind.clone())]);
        if let Kind::MonthsUntil { begin, .. } = &field.kind {
            merge(&mut columns, vec![(begin.clone(), Kind::Date)]);
        }
    }
    let schema = mapping.schema;
    if let Some(shared) = schema.shared(part) {
        let naming = std::iter::once(shared.naming).chain(shared.chosen_by.iter().copied());
        merge(&mut columns, naming.map(|column| (Column::from(column), schema.line())).collect());
    }
    if part.is_item() && !(schema.is_nameless)(mapping.class.as_str()) {
        merge(&mut columns, vec![(schema.name_column(&mapping.class), schema.line())]);
    }
    columns
}

fn merge(into: &mut Vec<(Column, Kind)>, more: Vec<(Column, Kind)>) {
    for (column, kind) in more {
        if into.iter().all(|(known, _)| *known != column) {
            into.push((column, kind));
        }
    }
}
