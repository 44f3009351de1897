//! What a job asks of its target: per class the columns of all its mappings, as far as the target has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::message::{self, Message};
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::schema::{Contract, Part};
use crate::model::{ClassName, Column, FieldRule, Job, Kind, Question, Said};
use crate::reconcile::contract_watch::contract_columns;
use crate::reconcile::retirement_columns;
use crate::reconcile::transform::told;
use crate::systems::shared::RemoteError;
use crate::systems::target::{Asked, ItemQuery, Lack, LackingColumn, Target};

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
            let own = set.fields.iter().filter(|field| set.set.has(&field.column));
            let columns: Vec<(Column, Kind)> =
                own.map(|field| (field.column.clone(), field.kind.clone())).collect();
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
    /// What is left out because the target does not have it.
    pub(super) left_out: Vec<LeftOut>,
    /// What is left out because the target does not tell it, one sentence each.
    pub(super) untold: Vec<Said>,
}

/// Where a field goes: class of the item, part, column.
type Place = (ClassName, Part, Column);

/// A column that this version of the target lacks.
#[derive(Debug, Clone)]
pub(super) struct LeftOut {
    place: Place,
    /// As a clause.
    why: Said,
}

impl LeftOut {
    /// What is told of it to those who write the mapping; `None` where the mapping does not have it.
    pub(super) fn told(&self, mapping: &Mapping) -> Option<Question> {
        let rule = mapping.rules().find(|field| place_of(mapping, field) == self.place)?;
        let (path, class) = (rule.path(), mapping.schema.class_of(rule.part, &mapping.class));
        let called = mapping.schema.class_called(&class);
        let text = message::survey::column_left_out(called, &rule.column, &self.why);
        let answer = Some(message::survey::take_it_out());
        Some(told(mapping, &path, &path, text, answer))
    }
}

fn place_of(mapping: &Mapping, field: &FieldRule) -> Place {
    (mapping.class.clone(), field.part, field.column.clone())
}

/// What of the columns that a job asks for a target does not have or does not tell.
#[derive(Debug, Default)]
pub struct Lacks {
    /// Columns of other versions, with the reason as a clause.
    pub of_version: BTreeMap<Place, Said>,
    /// Columns, and names that they point at, which are not told, with the reason as a clause.
    pub untold: BTreeMap<Place, Said>,
    /// Columns that no version has, with the table's class and the nearest name: mistakes.
    pub unknown: Vec<(ClassName, Column, Option<String>)>,
}

impl Lacks {
    fn has(&self, place: &Place) -> bool {
        self.of_version.contains_key(place) || self.untold.contains_key(place)
    }

    /// The untold fields of a mapping, as its file names them, by the reason.
    pub fn untold_of(&self, mapping: &Mapping) -> BTreeMap<&Said, Vec<String>> {
        let mut by_reason: BTreeMap<&Said, Vec<String>> = BTreeMap::new();
        for field in mapping.rules() {
            if let Some(why) = self.untold.get(&place_of(mapping, field)) {
                by_reason.entry(why).or_default().push(format!("`{}`", field.path()));
            }
        }
        by_reason
    }
}

/// Asks a target what it lacks of what mappings fill.
///
/// # Errors
/// A failed call.
pub async fn lacks<'m>(
    target: &dyn Target,
    queries: &[ItemQuery],
    mappings: impl Iterator<Item = &'m Mapping>,
) -> Result<Lacks, RemoteError> {
    let schema = target.schema();
    let mut lacks = Lacks::default();
    for query in queries {
        let item = std::iter::once((Part::ITEM, &query.columns));
        for (part, columns) in item.chain(query.parts.iter().map(|(part, columns)| (*part, columns))) {
            let place = |column: &Column| (query.class.clone(), part, column.clone());
            if let Some(why) = target.untold(Asked::Parts).filter(|_| !part.is_item()) {
                lacks.untold.extend(columns.iter().map(|(column, _)| (place(column), why.clone())));
                continue;
            }
            let class = schema.class_of(part, &query.class);
            let columns: Vec<&Column> = columns.iter().map(|(column, _)| column).collect();
            for LackingColumn { column, lack } in target.lacking(&class, &columns).await? {
                match lack {
                    Lack::InThisVersion(why) => drop(lacks.of_version.insert(place(&column), why)),
                    Lack::Untold(why) => drop(lacks.untold.insert(place(&column), why)),
                    Lack::InEveryVersion(near) => lacks.unknown.push((class.clone(), column, near)),
                }
            }
        }
    }
    for mapping in mappings {
        for field in mapping.rules() {
            let Some(class) = schema.target_of(&field.kind) else { continue };
            let by = schema.named_by(&field.kind);
            let place = place_of(mapping, field);
            if let Some(why) = target.untold(Asked::Names { class: &class, by: &by }) {
                lacks.untold.entry(place).or_insert(why);
            }
        }
    }
    Ok(lacks)
}

/// Finds out which columns the target lacks. One that this version lacks, or that is not told, is left out and told.
///
/// # Errors
/// A failed call; a column that no version has: a mistake in the mapping; a key that is not told.
pub(super) async fn confirm(project: &Project, job: &Job, target: &dyn Target) -> anyhow::Result<Confirmed> {
    let schema = target.schema();
    let mut queries = queries(project, job);
    let of_job = mappings(project, job).into_iter().map(|mapping| (mapping.name.clone(), mapping.clone()));
    let mut mappings: BTreeMap<Arc<str>, Arc<Mapping>> = of_job.collect();
    let lacks = lacks(target, &queries, mappings.values().map(AsRef::as_ref)).await?;
    if !lacks.unknown.is_empty() {
        let unknown = lacks.unknown.iter();
        let unknown: Vec<Said> =
            unknown.map(|(class, column, near)| unknown_column(class, column, near.clone()).said()).collect();
        return Err(reason::told(message::list::in_a_row(&unknown)));
    }
    let mut untold = Vec::new();
    for mapping in mappings.values_mut() {
        let key = mapping.match_keys.iter().flatten().map(|at| &mapping.fields[*at]);
        let mut lost = key.filter_map(|key| Some((key.path(), lacks.untold.get(&place_of(mapping, key))?)));
        if let Some((path, why)) = lost.next() {
            anyhow::bail!(message::survey::key_untold(&mapping.name, path, why));
        }
        let fields = lacks.untold_of(mapping);
        untold.extend(fields.iter().map(|(why, fields)| {
            message::survey::not_compared(&mapping.name, fields.join(", "), why).said()
        }));
        // Files are checked without a server; from here on its version counts.
        Arc::make_mut(mapping).schema = schema;
    }
    untold.extend(target.blind_spots());
    if !lacks.of_version.is_empty() || !lacks.untold.is_empty() {
        for mapping in mappings.values_mut() {
            let class = mapping.class.clone();
            let without = mapping.without(|part, column| lacks.has(&(class.clone(), part, column.clone())));
            *mapping = Arc::new(without);
        }
        queries = queries_of(job, mappings.values().map(AsRef::as_ref));
        for query in &mut queries {
            let place = |part: Part, column: &Column| (query.class.clone(), part, column.clone());
            query.columns.retain(|(column, _)| !lacks.has(&place(Part::ITEM, column)));
            for (part, columns) in &mut query.parts {
                columns.retain(|(column, _)| !lacks.has(&place(*part, column)));
            }
        }
    }
    let left_out = lacks.of_version.into_iter().map(|(place, why)| LeftOut { place, why });
    Ok(Confirmed { mappings, queries, left_out: left_out.collect(), untold })
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
