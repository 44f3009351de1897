//! `explain JOB KEY [FIELD]`

use crate::cli::{Format, Global};
use crate::engine::{self, survey};
use crate::message::{self, Alike, nearest};
use crate::reconcile::explain::{detail, overview};

use super::print::Console;
use super::{Answer, Exit, Failure, find_job, load, open_store_if_there};

/// Explains a record, in full for one field.
pub async fn explain(
    global: &Global,
    console: &Console,
    job: &str,
    (key, field): (&str, Option<&str>),
    format: Format,
) -> Answer {
    let project = load(global)?;
    let job = find_job(&project, job)?;
    if let Some(field) = field {
        let known: Vec<String> = survey::mappings(&project, job)
            .iter()
            .flat_map(|mapping| mapping.fields.iter().map(crate::model::FieldRule::path))
            .collect();
        if !known.iter().any(|path| path == field) {
            let near = nearest(field, &known, Alike::Name)
                .map_or_else(String::new, |near| message::nearest::perhaps(near).to_string());
            let text = message::record::no_such_field(&job.name, field, &near).to_string();
            return Err(Failure::Usage(text));
        }
    }
    let store = open_store_if_there(&project)?;
    let progress = engine::Progress::visible();
    let mut explanation = engine::explain::explain(&project, store.as_ref(), job, key, &progress).await?;
    let known = !explanation.is_empty();
    match (format, field) {
        (Format::Json, field) => {
            if let Some(field) = field {
                for record in &mut explanation.records {
                    record.fields.retain(|story| story.field == field);
                }
            }
            console.print_json(&explanation)?;
        }
        (Format::Text, Some(field)) if known => console.print(detail(&explanation, field)),
        (Format::Text, None) if known => console.print(overview(&explanation)),
        (Format::Text, _) => console.error(overview(&explanation).trim_end()),
    }
    Ok(if known { Exit::Done } else { Exit::Usage })
}
