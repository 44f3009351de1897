//! `explain JOB KEY [FIELD]`

use crate::cli::{Format, Global};
use crate::engine::{self, connect, survey};
use crate::message::{self, Alike, nearest};
use crate::model::project::Project;
use crate::model::schema::Wording;
use crate::model::{FieldRule, Job};
use crate::reconcile::explain::{detail, overview};

use super::print::Console;
use super::{Answer, Exit, Failure, find_job, load, open_store_if_there};

/// What is to be explained: a record by its key, and one of its fields when only that is meant.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'s> {
    /// Key or name of the record.
    pub key: &'s str,
    /// Path of the field, or what people call it.
    pub field: Option<&'s str>,
}

/// Explains a record, in full for one field.
pub async fn explain(
    global: &Global,
    console: &Console,
    job: &str,
    sought: Sought<'_>,
    format: Format,
) -> Answer {
    let project = load(global)?;
    let job = find_job(&project, job)?;
    let wording = Wording { schema: connect::schema_of(&project, &job.system), language: console.language() };
    let field = sought.field.map(|field| path_of(&project, job, wording, field)).transpose()?;
    let store = open_store_if_there(&project)?;
    let progress = engine::Progress::visible(console.language());
    let mut explanation =
        engine::explain::explain(&project, store.as_ref(), job, sought.key, &progress).await?;
    let known = !explanation.is_empty();
    match (format, field.as_deref()) {
        (Format::Json, field) => {
            if let Some(field) = field {
                for record in &mut explanation.records {
                    record.fields.retain(|story| story.field == field);
                }
            }
            console.print_json(&explanation)?;
        }
        (Format::Text, Some(field)) if known => console.print(detail(&explanation, field, wording)),
        (Format::Text, None) if known => {
            console.print(overview(&explanation, wording, console.room()));
        }
        (Format::Text, _) => console.error(overview(&explanation, wording, usize::MAX).trim_end()),
    }
    for doubt in &explanation.doubts {
        console.note(doubt);
    }
    Ok(if known { Exit::Done } else { Exit::Usage })
}

/// The path of a field of the job's mappings, from the path itself or from what people call it.
fn path_of(project: &Project, job: &Job, wording: Wording, asked: &str) -> Result<String, Failure> {
    let mappings = survey::mappings(project, job);
    let paths = || mappings.iter().flat_map(|mapping| mapping.fields.iter().map(FieldRule::path));
    if paths().any(|path| path == asked) {
        return Ok(asked.to_owned());
    }
    let called = mappings.iter().flat_map(|mapping| {
        let is_asked =
            |path: &String| wording.field(mapping.class.as_str(), path).eq_ignore_ascii_case(asked);
        mapping.fields.iter().map(FieldRule::path).filter(is_asked)
    });
    if let Some(path) = called.into_iter().next() {
        return Ok(path);
    }
    let known: Vec<String> = paths().collect();
    let near = nearest(asked, &known, Alike::Name).map(message::nearest::perhaps);
    Err(Failure::Usage(message::record::no_such_field(&job.name, asked, &near).said()))
}
