//! `check --connect`: does the entity that a mapping gives to every record mean something at its target? A plan would
//! reject all of its records one by one.

use crate::engine::survey;
use crate::message;
use crate::model::job::Job;
use crate::model::mapping::{FieldRule, Input};
use crate::model::project::Project;
use crate::model::schema::Kind;
use crate::model::{Catalog, Mapping};
use crate::reconcile::names::{NameError, Names};
use crate::systems::shared::{CheckLine, RemoteError};
use crate::systems::target::Target;

/// A line for each entity that is not known and is not to be created, with the nearest one.
///
/// # Errors
/// When the target does not tell its entities.
pub async fn lines(
    project: &Project,
    jobs: &[&Job],
    target: &dyn Target,
) -> Result<Vec<CheckLine>, RemoteError> {
    let mut mappings: Vec<&Mapping> = Vec::new();
    for mapping in jobs.iter().flat_map(|job| survey::mappings(project, job)) {
        if !mappings.iter().any(|known| known.name == mapping.name) {
            mappings.push(mapping);
        }
    }
    let given = mappings.iter().flat_map(|mapping| {
        let constant = |rule: &FieldRule| match &rule.input {
            Input::Constant(text) if rule.kind == Kind::Entity => {
                Some((text.clone(), rule.path(), rule.missing))
            }
            Input::Constant(_) | Input::Columns(_) | Input::Template(_) => None,
        };
        mapping
            .rules()
            .filter_map(constant)
            .map(move |(text, field, missing)| (mapping, text, field, missing))
    });
    let given: Vec<_> = given.collect();
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let schema = target.schema();
    let (class, mut catalog) = (schema.entities(), Catalog::default());
    let by = schema.name_column(&class);
    catalog.tables.insert((class.clone(), by.clone()), target.read_reference(&class, &by).await?);
    let mut names = Names::new(schema, catalog, target.working_entity());
    let entity = names.default_entity();
    let unknown = given.into_iter().filter_map(|(mapping, text, field, missing)| {
        match names.resolve(&Kind::Entity, &text, &entity, missing) {
            Ok(_) => None,
            Err(NameError::Skip(why) | NameError::Reject(why)) => Some(CheckLine {
                what: message::check::value_of(&field, &mapping.name).said(),
                ok: false,
                detail: why,
            }),
        }
    });
    Ok(unknown.collect())
}
