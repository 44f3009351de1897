//! Reads what an explanation needs: the sources, the desk, the links and the journal. Plans as a run
//! does, and writes nothing anywhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::reason::Context as _;
use chrono::Utc;

use crate::message::{self, Alike, FEW, nearest_few};
use crate::model::Said;
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::record::Cell;
use crate::model::{Entry, Job, Link, Origin, Plan, Record, Run};
use crate::reconcile::explain::{self, Case, Explanation, Linked, UnusedStory};
use crate::reconcile::plan::{Sought, Witness};
use crate::reconcile::transform::{Step, Transform};
use crate::store::Store;

use super::read::{self, FeedFiles, FeedReader};
use super::{Progress, run, survey};

/// Writes from the journal that are read for one record.
const HISTORY: usize = 50;

/// Rows without an item that are shown.
const UNUSED: usize = 10;

/// Explains what is known of a record, an item's name, or `#12`, an item's id.
///
/// # Errors
/// As planning: a source that cannot be read, a desk that does not answer.
pub async fn explain(
    project: &Project,
    store: Option<&Store>,
    job: &Job,
    text: &str,
    progress: &Progress,
) -> anyhow::Result<Explanation> {
    let asked = Sought::new(text);
    progress.stage(message::run::reading_sources());
    let files = read::find(project, store, job).await?;
    let surveyed = survey::survey_only(project, store, job, &files, Some(asked.clone()), progress).await?;
    let planned = surveyed.planned;
    let material = Material {
        project,
        mappings: &surveyed.mappings,
        job,
        files: &files,
        asked: &asked,
        plan: &planned.plan,
        doubts: &planned.doubts,
    };
    let mut explanation = material.explain(store, &planned.noted.witnesses)?;
    if explanation.is_empty() {
        explanation.near =
            nearest_few(text, planned.noted.near.into_iter().chain(explanation.near), Alike::Loose, FEW);
    } else {
        explanation.near.clear();
    }
    explanation.doubts.clone_from(&planned.doubts);
    Ok(explanation)
}

/// What is at hand once the plan is made.
struct Material<'a> {
    project: &'a Project,
    /// Those that the plan was made by.
    mappings: &'a BTreeMap<Arc<str>, Arc<Mapping>>,
    job: &'a Job,
    files: &'a [FeedFiles<'a>],
    asked: &'a Sought,
    plan: &'a Plan,
    doubts: &'a [Said],
}

/// Column names, and steps by field.
type Trace = (Vec<String>, Vec<Vec<Step>>);

/// What the second look at the sources finds.
#[derive(Default)]
struct Traced {
    /// Column names and steps of the records that are asked about, by mapping and place.
    steps: HashMap<(String, Origin), Trace>,
    unused: Vec<UnusedStory>,
}

impl Material<'_> {
    fn explain(&self, store: Option<&Store>, witnesses: &[Witness]) -> anyhow::Result<Explanation> {
        let mut explanation = Explanation {
            job: self.job.name.to_string(),
            system: self.job.system.clone(),
            asked: self.asked.text().to_owned(),
            records: Vec::new(),
            gone: Vec::new(),
            unused: Vec::new(),
            near: Vec::new(),
            doubts: Vec::new(),
        };
        let traced = self.trace(witnesses)?;
        let (links, keys) = self.links(store, witnesses)?;
        for witness in witnesses {
            let mapping =
                self.mappings.get(witness.mapping.as_str()).context(message::record::mapping_not_there())?;
            let link = links.iter().find(|linked| is_of(&linked.link, witness));
            let history = self.history(store, &witness.source_key)?;
            let of = (witness.mapping.clone(), witness.origin.clone());
            let (header, steps) = traced.steps.get(&of).cloned().unwrap_or_default();
            let case = Case { witness, mapping, header: &header, steps, link, history: &history };
            explanation.records.push(explain::record(&case, self.plan));
        }
        for linked in &links {
            if !witnesses.iter().any(|witness| is_of(&linked.link, witness)) {
                let history = self.history(store, &linked.link.source_key)?;
                explanation.gone.push(explain::gone(
                    linked,
                    self.plan,
                    &self.job.missing,
                    self.doubts,
                    &history,
                ));
            }
        }
        explanation.unused = traced.unused;
        explanation.near = keys;
        Ok(explanation)
    }

    /// Links that are asked for, and the keys that are most like what is asked.
    fn links(
        &self,
        store: Option<&Store>,
        witnesses: &[Witness],
    ) -> anyhow::Result<(Vec<Linked>, Vec<String>)> {
        let (mut links, mut near) = (Vec::new(), Vec::new());
        let Some(store) = store else { return Ok((Vec::new(), near)) };
        for query in survey::queries(self.project, self.job) {
            store
                .each_link(&self.job.system, self.job.name.as_str(), &query.class, |link| {
                    if near.len() > 500 {
                        near = nearest_few(self.asked.text(), std::mem::take(&mut near), Alike::Loose, FEW);
                    }
                    near.push(link.source_key.clone());
                    let named = link.remembered.values.get("name").is_some_and(|name| self.asked.is(name));
                    let asked = self.asked.is(&link.source_key) || self.asked.id() == Some(link.remote_id);
                    if asked || named || witnesses.iter().any(|witness| is_of(&link, witness)) {
                        links.push(link);
                    }
                })
                .context(message::journal::cannot_read_links())?;
        }
        let by_hand = store.linked_by_hand(&links)?;
        let linked = links.into_iter().zip(by_hand).map(|(link, by_hand)| Linked { link, by_hand });
        Ok((linked.collect(), near))
    }

    fn history(&self, store: Option<&Store>, source_key: &str) -> anyhow::Result<Vec<(Run, Entry)>> {
        let Some(store) = store else { return Ok(Vec::new()) };
        Ok(store.history(self.job.name.as_str(), source_key, HISTORY)?)
    }

    /// Reads the sources once more: what each rule did to the records that are asked about, and rows
    /// that hold the text but become no item.
    fn trace(&self, witnesses: &[Witness]) -> anyhow::Result<Traced> {
        let today = run::today(self.job, Utc::now());
        let mut traced = Traced::default();
        for feed in self.files {
            let reader = FeedReader::new(self.project, feed)?;
            let mapping =
                self.mappings.get(&feed.feed.mapping).context(message::record::mapping_not_there())?;
            for reading in feed.readings() {
                let mut rows = reader.rows(&reading, mapping)?;
                let header = rows.header();
                let transform = Transform::new(mapping, &header, today, self.job.name.as_str());
                for record in rows.by_ref().flatten() {
                    let is_it = |witness: &&Witness| {
                        witness.origin == record.origin && *witness.mapping == *mapping.name
                    };
                    if witnesses.iter().find(is_it).is_some() {
                        let of = (mapping.name.to_string(), record.origin.clone());
                        traced.steps.insert(of, (header.names.clone(), transform.trace(&record)));
                    } else if traced.unused.len() < UNUSED {
                        traced.unused.extend(self.unused(mapping, &transform, &record));
                    }
                }
                if let Some(failure) = rows.take_failure() {
                    return Err(failure.into());
                }
            }
        }
        Ok(traced)
    }

    /// A row that holds the text in a cell, and why it becomes no item.
    fn unused(&self, mapping: &Mapping, transform: &Transform<'_>, record: &Record) -> Option<UnusedStory> {
        let holds = |cell: &Cell| match cell {
            Cell::Text(text) => self.asked.is(text.trim()),
            Cell::Shown(shown) => self.asked.is(shown.text.trim()),
            Cell::Absent
            | Cell::Blank
            | Cell::Number(_)
            | Cell::Bool(_)
            | Cell::Date(_)
            | Cell::DateTime(_)
            | Cell::Error(_) => false,
        };
        let at = record.cells.iter().position(holds)?;
        let attempt = transform.attempt(record);
        let rejects = self.plan.rejects.iter();
        let reject = rejects.clone().find(|reject| !reject.partial && reject.origin == record.origin);
        let reason = match (attempt.desired, reject) {
            (None, _) if attempt.refused.is_none() => message::record::left_out_by_only_if().said(),
            (_, Some(reject)) => match &reject.field {
                Some(field) => message::record::value_rejected(field, &reject.reason).said(),
                None => message::record::rejected(&reject.reason).said(),
            },
            // Another item's row that names this one, such as a user or a contract.
            (_, None) => return None,
        };
        Some(UnusedStory {
            origin: record.origin.clone(),
            mapping: mapping.name.to_string(),
            column: record.header.names.get(at).cloned().unwrap_or_default(),
            reason,
        })
    }
}

fn is_of(link: &Link, witness: &Witness) -> bool {
    link.class == witness.class
        && (link.source_key == witness.source_key || witness.item == Some(link.remote_id))
}
