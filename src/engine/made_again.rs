//! Names that a plan makes although a run made them before: somebody deleted them since. The row that needs the
//! name cannot be written without it, so it is made again where the mapping creates names; that is told.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::message;
use crate::model::project::Project;
use crate::model::{ClassName, Job, Plan, Question, RunId, Topic};
use crate::reconcile::fold;
use crate::store::Store;

/// One question for each name of a plan that a run of a job of the system made before.
///
/// # Errors
/// When the state database fails.
pub(super) fn made_again(
    store: &Store,
    project: &Project,
    job: &Job,
    plan: &Plan,
) -> anyhow::Result<Vec<Question>> {
    let wanted = || plan.references.iter().chain(&plan.held_references);
    let paths: Vec<&str> = wanted().map(|reference| reference.path.as_str()).collect();
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let of_system = project.jobs.values().filter(|other| other.system == job.system);
    let jobs: Vec<&str> = of_system.map(|other| other.name.as_str()).collect();
    let mut made: BTreeMap<(ClassName, String), (RunId, NaiveDate)> = BTreeMap::new();
    for name in store.made_names(&jobs, &paths)? {
        let day = name.at.date_naive();
        made.insert((name.class, fold(&name.path)), (name.run, day));
    }
    let schema = super::connect::schema_of(project, &job.system);
    let called = |class: &ClassName| match schema {
        Some(schema) => schema.class_called(class),
        None => class.as_str().into(),
    };
    let question = |class: &ClassName, path: &str| {
        let (run, day) = made.get(&(class.clone(), fold(path)))?;
        Some(Question {
            topic: Topic::Removed,
            key: format!("{class}/{}", fold(path)),
            class: Some(class.clone()),
            remote_id: None,
            label: path.into(),
            text: message::question::name_made_again(called(class), path, run, day).said(),
            answer: Some(message::question::let_name_be().said()),
            due: None,
        })
    };
    Ok(wanted().filter_map(|reference| question(&reference.class, &reference.path)).collect())
}
