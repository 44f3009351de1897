//! Reads the sources and the desk, and makes the plan. Writes nothing anywhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::reason::Context as _;
use chrono::{NaiveDate, Utc};

use crate::message;
use crate::model::Said;
use crate::model::change::Kinds;
use crate::model::job::{Pick, SourceFormat};
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::{
    Catalog, Change, ClassName, Column, Header, ItemTable, Job, Kind, Locks, Operation, Plan, Reading,
    Record, Reject, Schema, Value, Waiting,
};
use crate::reconcile::matching::{KeyColumn, KeyIndex, KeyValue, LinkTable, MayBeEmpty, TrashedBy, key_of};
use crate::reconcile::plan::Sought;
use crate::reconcile::transform::{JunkFilter, told};
use crate::reconcile::{ClassInput, Planned, Planner, Settings, USUAL_RUNS, Usual, dictionary, learn_kinds};
use crate::store::Store;
use crate::systems::files;
use crate::systems::target::Target;

use super::connect;
use super::made_again::made_again;
pub use super::of_job::mappings;
use super::of_job::{links_of, today};
use super::others::others;
use super::progress::Progress;
use super::queries::{Confirmed, LeftOut, confirm};
pub use super::queries::{lacks, queries, unknown_column};
use super::read::{FeedFiles, FeedReader, Looked};
use super::trace::{step_at, step_here};

/// What was seen, and the plan made of it.
#[derive(Debug)]
pub struct Surveyed {
    /// The plan.
    pub planned: Planned,
    /// Highest id per class at the desk.
    pub watermarks: HashMap<ClassName, i64>,
    /// What was found out about the files, one line each.
    pub notes: Vec<Said>,
    /// How the files were read: encoding, delimiter, one line each.
    pub forms: Vec<Said>,
    /// Columns of mappings that the files lack, and columns of files that no mapping reads, one line each.
    pub columns: Vec<Said>,
    /// The mappings as far as the target has and tells their fields.
    pub mappings: BTreeMap<Arc<str>, Arc<Mapping>>,
}

/// What the desk holds of the job's classes.
pub struct TargetState {
    /// What the target can hold.
    pub(super) schema: &'static Schema,
    /// The mappings of the job, without the fields that the target's version lacks.
    pub(super) mappings: BTreeMap<Arc<str>, Arc<Mapping>>,
    /// What those fields are.
    pub(super) left_out: Vec<LeftOut>,
    /// What the target does not tell, one sentence each.
    pub(super) untold: Vec<Said>,
    pub(super) tables: Vec<(ClassName, ItemTable)>,
    pub(super) catalog: Catalog,
    pub(super) watermarks: HashMap<ClassName, i64>,
    /// `None`: there are items that an agent feeds, and the locks cannot be read.
    pub(super) locks: Option<Locks>,
    /// What was found out on the way, one line each.
    pub(super) notes: Vec<Said>,
    /// What may not be written yet.
    pub(super) waiting: Waiting,
    asked: Option<Sought>,
}

/// Reads the desk and plans from these files, without writing anything anywhere. Of what a person asks
/// about, the plan takes notes.
///
/// # Errors
/// When the desk, a source or the state database fails.
pub async fn survey_only(
    project: &Project,
    store: Option<&Store>,
    job: &Job,
    files: &[FeedFiles<'_>],
    asked: Option<Sought>,
    progress: &Progress,
) -> anyhow::Result<Surveyed> {
    let desk = step_at("connect", &job.system, connect::open_target(project, &job.system)).await?;
    let surveyed = async {
        let looking = async {
            let mut target_state = look(project, job, desk.target.as_ref(), progress).await?;
            find_hidden(store, job, desk.target.as_ref(), &mut target_state).await?;
            anyhow::Ok(target_state)
        };
        let mut target_state = step_at("survey", &job.system, looking).await?;
        target_state.asked = asked;
        progress.stage(message::run::planning());
        let today = today(job, Utc::now());
        tokio::task::block_in_place(|| {
            plan(project, store, job, files, target_state, desk.default_entity, today)
        })
    }
    .await;
    desk.close().await;
    progress.end();
    surveyed
}

/// Kinds of the columns of a job's mappings, as they are today.
pub fn kinds(project: &Project, job: &Job) -> Kinds {
    let mut kinds = Kinds::new();
    mappings(project, job).into_iter().for_each(|mapping| learn_kinds(&mut kinds, mapping));
    kinds
}

/// Reads everything that the plan of a job may need.
///
/// # Errors
/// When the desk refuses a read or does not answer.
pub async fn look(
    project: &Project,
    job: &Job,
    desk: &dyn Target,
    progress: &Progress,
) -> anyhow::Result<TargetState> {
    progress.stage(message::run::reading_desk(connect::product(project, &job.system)));
    let Confirmed { mappings, queries, left_out, untold } = confirm(project, job, desk).await?;
    let mut references: Vec<(ClassName, Column)> = Vec::new();
    let schema = desk.schema();
    let called = |class: &ClassName| schema.class_called(class);
    let state = job.missing.flag().map(|_| schema.state_kind());
    let kinds = mappings.values().flat_map(|mapping| mapping.rules().map(|field| field.kind.clone()));
    for kind in kinds.chain(state).chain(std::iter::once(Kind::Entity)) {
        if let Some(class) = schema.target_of(&kind) {
            let wanted = (class, schema.named_by(&kind));
            if !references.contains(&wanted) {
                references.push(wanted);
            }
        }
    }
    let tables = async {
        let mut tables = Vec::new();
        for query in &queries {
            let table = desk
                .read_items(query)
                .await
                .with_context(|| message::survey::cannot_read(called(&query.class)))?;
            tables.push((query.class.clone(), table));
        }
        anyhow::Ok(tables)
    };
    let catalog = async {
        let mut catalog = Catalog::default();
        for (class, by) in references {
            let table = desk
                .read_reference(&class, &by)
                .await
                .with_context(|| message::survey::cannot_read(called(&class)))?;
            catalog.tables.insert((class, by), table);
        }
        let named = catalog.tables.keys().filter(|(class, by)| *by == schema.name_column(class));
        let classes: Vec<ClassName> = named.map(|(class, _)| class.clone()).collect();
        let dictionaries =
            desk.read_dictionaries(&classes).await.context(message::survey::cannot_read_dictionaries())?;
        let notes = match &dictionaries {
            Some(dictionaries) => dictionary::prepare(schema, dictionaries.clone()).1,
            None => vec![message::survey::dictionaries_hidden().said()],
        };
        catalog.dictionaries = dictionaries.unwrap_or_default();
        anyhow::Ok((catalog, notes))
    };
    let (tables, (catalog, notes)) = futures::future::try_join(tables, catalog).await?;
    let watermarks = watermarks(schema, &tables, &catalog);
    let fed_by_agents = tables.iter().any(|(_, table)| table.items.iter().any(|item| item.dynamic));
    let locks = if fed_by_agents {
        desk.read_locks().await.context(message::survey::cannot_read_locks())?
    } else {
        Some(Locks::default())
    };
    Ok(TargetState {
        schema,
        mappings,
        left_out,
        untold,
        tables,
        catalog,
        watermarks,
        locks,
        notes,
        waiting: Waiting::default(),
        asked: None,
    })
}

/// Notes which linked items exist, but are not among those that the session sees: moved to another
/// entity, or the user's rights shrank. They are not gone, and are not made again.
///
/// # Errors
/// When the desk or the state database fails.
pub async fn find_hidden(
    store: Option<&Store>,
    job: &Job,
    desk: &dyn Target,
    target_state: &mut TargetState,
) -> anyhow::Result<()> {
    let Some(store) = store else { return Ok(()) };
    for (class, table) in &mut target_state.tables {
        let mut lost = Vec::new();
        store.each_link_line(&job.system, job.name.as_str(), class, |link| {
            if table.get(link.remote_id).is_none() && table.get_trashed(link.remote_id).is_none() {
                lost.push(link.remote_id);
            }
        })?;
        if !lost.is_empty() {
            let called = || message::survey::cannot_look_for(desk.schema().class_called(class));
            table.hidden = desk.hidden(class, &lost).await.with_context(called)?;
        }
    }
    Ok(())
}

fn watermarks(
    schema: &Schema,
    tables: &[(ClassName, ItemTable)],
    catalog: &Catalog,
) -> HashMap<ClassName, i64> {
    let mut marks: HashMap<ClassName, i64> = HashMap::new();
    let mut note = |class: &ClassName, id: i64| {
        let mark = marks.entry(class.clone()).or_default();
        *mark = (*mark).max(id);
    };
    for (class, table) in tables {
        table.items.iter().chain(&table.trashed).for_each(|item| note(class, item.id));
        for part in &table.parts {
            let of = schema.class_of(part.part, class);
            part.rows.iter().chain(&part.choices).for_each(|row| note(&of, row.id));
        }
    }
    for ((class, _), table) in &catalog.tables {
        table.rows.iter().for_each(|row| note(class, row.id));
    }
    marks
}

/// Makes the plan of a job from its files and what the desk holds.
///
/// # Errors
/// A file that cannot be read to its end, or a mapping that is not there.
pub fn plan(
    project: &Project,
    store: Option<&Store>,
    job: &Job,
    files: &[FeedFiles<'_>],
    state: TargetState,
    default_entity: i64,
    today: NaiveDate,
) -> anyhow::Result<Surveyed> {
    let mut notes = state.notes;
    if state.locks.is_none() {
        notes.push(message::survey::locks_hidden().said());
    }
    let settings = Settings {
        schema: state.schema,
        job: job.name.to_string(),
        system: job.system.clone(),
        today,
        default_entity,
        missing: job.missing.clone(),
        adopt: job.adopt,
        locks: state.locks.unwrap_or_default(),
        own_locks: project.locks.clone(),
        fight_after: job.fight_after,
    };
    let mut planner = Planner::new(settings, state.catalog);
    planner.look_for(job.finders);
    planner.leave(state.waiting);
    add_classes(&mut planner, project, store, job, state.tables)?;
    if let Some(asked) = &state.asked {
        planner.ask(asked);
    }
    let (mut columns, mut forms) = (Vec::new(), Vec::new());
    for feed in files {
        let mapping = state
            .mappings
            .get(&feed.feed.mapping)
            .with_context(|| message::survey::no_mapping(&feed.feed.mapping))?;
        let whole = project.mappings.get(&feed.feed.mapping).unwrap_or(mapping);
        state.left_out.iter().filter_map(|column| column.told(whole)).for_each(|told| planner.tell(told));
        let reader = FeedReader::new(project, feed)?;
        let told = ToldOfFeed { notes: &mut notes, forms: &mut forms, columns: &mut columns };
        step_here("transform", || {
            add_feed(&mut planner, &reader, feed, MappingSeen { mapping, whole }, told)
        })?;
    }
    let mut planned = step_here("plan", || Ok(planner.finish()))?;
    notes.append(&mut planned.notes);
    planned.doubts.splice(0..0, state.untold);
    // A feed whose files are all skipped has no records; that is no empty source.
    // How much of a source has changed says nothing of how much there is.
    let counts = |feed: &FeedFiles<'_>| !feed.read.is_empty() && !feed.asks_for_changes();
    let read: BTreeMap<&str, bool> =
        files.iter().map(|feed| (feed.feed.mapping.as_ref(), counts(feed))).collect();
    let is_read = |mapping: &str| read.get(mapping).copied().unwrap_or(true);
    planned.records.retain(|mapping, _| is_read(mapping));
    planned.reading.records.retain(|mapping, _| is_read(mapping));
    planned.reading.files.retain(|mapping, _| is_read(mapping));
    notes.extend(wanted_none(&planned.reading));
    planned.reading.left_out.retain(|_, rows| *rows > 0);
    if let Some(store) = store {
        planned.questions.extend(made_again(store, project, job, &planned.plan)?);
    }
    let (watermarks, mappings) = (state.watermarks, state.mappings);
    Ok(Surveyed { planned, watermarks, notes, forms, columns, mappings })
}

/// What the target holds and what is remembered of it and of earlier runs.
fn add_classes(
    planner: &mut Planner,
    project: &Project,
    store: Option<&Store>,
    job: &Job,
    tables: Vec<(ClassName, ItemTable)>,
) -> anyhow::Result<()> {
    if let Some(store) = store {
        let readings = store
            .readings(job.name.as_str(), USUAL_RUNS)
            .context(message::survey::cannot_read_earlier_runs())?;
        planner.usual(Usual::new(readings, &job.limits));
    }
    for (class, table) in tables {
        let mut links = LinkTable::default();
        if let Some(store) = store {
            links = links_of(store, job, &class)?;
            links.note_trashed_by(trashed_by(store, job, &class, &table, &links)?);
        } else {
            links.index();
        }
        let others = others(project, store, job, &class)?;
        planner.class(ClassInput { class, table, links, others });
    }
    Ok(())
}

/// A mapping as far as the target has its fields, and all of it.
struct MappingSeen<'m> {
    mapping: &'m Mapping,
    whole: &'m Mapping,
}

/// What is told of the files of a feed.
struct ToldOfFeed<'t> {
    notes: &'t mut Vec<Said>,
    forms: &'t mut Vec<Said>,
    columns: &'t mut Vec<Said>,
}

/// The files of a feed.
fn add_feed(
    planner: &mut Planner,
    reader: &FeedReader<'_>,
    feed: &FeedFiles<'_>,
    MappingSeen { mapping, whole }: MappingSeen<'_>,
    ToldOfFeed { notes, forms, columns: columns_told }: ToldOfFeed<'_>,
) -> anyhow::Result<()> {
    if feed.is_partial() {
        planner.incomplete(&mapping.class);
    }
    let fetched = feed.fetched.iter().chain(&feed.fetched_lookups);
    notes.extend(fetched.flat_map(|fetched| fetched.notes.clone()));
    for skipped in &feed.skipped {
        notes.push(message::run::file_applied_before(&skipped.shown).said());
    }
    if feed.feed.source.pick == Pick::All {
        planner.files(&mapping.name, feed.read.len() as u64);
    }
    for reading in feed.readings() {
        let Looked { mut rows, header, unused, notes: found, columns } =
            reader.look(&reading, mapping, whole)?;
        forms.extend(found);
        columns_told.extend(columns);
        // Each mail has a dozen columns that most mappings do not read: told of each, they hide all else.
        let is_mail = matches!(feed.feed.source.format, SourceFormat::Mail(_));
        if !unused.is_empty() && !is_mail {
            let text = message::reading::columns_unused(&reading.shown, quoted(&unused));
            columns_told.push(text.said());
        }
        add_rows(planner, mapping, &header, &mut rows)?;
        if let Some(failure) = rows.take_failure() {
            return Err(failure).with_context(|| message::survey::not_read_to_end(&reading.shown));
        }
        for files::Told { what, text, answer } in rows.told() {
            planner.tell(told(mapping, what, message::reading::file(), text, answer));
        }
    }
    Ok(())
}

fn add_rows(
    planner: &mut Planner,
    mapping: &Mapping,
    header: &Header,
    rows: impl Iterator<Item = Result<Record, Reject>>,
) -> anyhow::Result<()> {
    let called = || message::survey::not_read(mapping.schema.class_called(&mapping.class));
    let mut planning = planner.feed(mapping, header).with_context(called)?;
    for row in rows {
        match row {
            Ok(record) => planning.record(&record),
            Err(reject) => planning.reject(reject),
        }
    }
    planning.end();
    Ok(())
}

/// Mappings that want none of the rows that there are, one line each.
pub(super) fn wanted_none(reading: &Reading) -> Vec<Said> {
    let none = reading.records.iter().filter(|(_, records)| **records == 0);
    let left_out = none.filter_map(|(mapping, _)| Some((mapping, *reading.left_out.get(mapping)?)));
    left_out
        .filter(|(_, rows)| *rows > 0)
        .map(|(mapping, rows)| message::survey::wants_none(mapping, rows).said())
        .collect()
}

/// Names as they stand in a sentence: the first of them.
fn quoted(names: &[String]) -> String {
    const MOST: usize = 20;
    let mut shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        shown.push(message::reject::more(names.len() - MOST).into());
    }
    shown.join(", ")
}

/// Items in the trash that another job put there, those that no link of ours names included; and those that an undo
/// put there, which leaves their links as they were.
fn trashed_by(
    store: &Store,
    job: &Job,
    class: &ClassName,
    table: &ItemTable,
    links: &LinkTable,
) -> anyhow::Result<Vec<(i64, TrashedBy)>> {
    let by_us = |id: i64| links.of_item(id).is_some_and(|link| links.row(link).retired);
    let ids: Vec<i64> = table.trashed.iter().map(|item| item.id).filter(|id| !by_us(*id)).collect();
    let by_others = store
        .trashed_by_others(&job.system, job.name.as_str(), class, &ids)
        .context(message::survey::cannot_read_links_of_others())?;
    let linked: Vec<i64> = ids.into_iter().filter(|id| links.of_item(*id).is_some()).collect();
    let taken_back =
        store.taken_back(job.name.as_str(), class, &linked).context(message::journal::cannot_read())?;
    let by_others = by_others.into_iter().map(|(id, job)| (id, TrashedBy::Job(job)));
    Ok(by_others.chain(taken_back.into_iter().map(|(id, run)| (id, TrashedBy::Undo(run)))).collect())
}

/// Takes creations out of a saved plan whose item somebody made since: one with a key of the
/// mapping that the plan would give it. Returns the rest of the plan and what was taken out.
pub fn without_late_creations(
    project: &Project,
    job: &Job,
    target_state: &TargetState,
    plan: Plan,
) -> (Plan, Vec<Said>) {
    let mut late = Vec::new();
    let mut plan = plan;
    for mapping in mappings(project, job) {
        let Some((_, table)) = target_state.tables.iter().find(|(class, _)| *class == mapping.class) else {
            continue;
        };
        let junk = JunkFilter::new(&mapping.junk);
        for key in &mapping.match_keys {
            let columns: Vec<(&Column, MayBeEmpty)> = key
                .iter()
                .map(|field| &mapping.fields[*field].column)
                .map(|column| (column, MayBeEmpty::of(mapping.schema, &mapping.class, column)))
                .collect();
            let at = |column: &Column| table.columns.iter().position(|known| known == column);
            let places = columns
                .iter()
                .map(|(column, empty)| Some(KeyColumn { at: at(column)?, may_be_empty: *empty }))
                .collect();
            let Some(places) = places else { continue };
            let index = KeyIndex::new(&table.items, places);
            plan.changes.retain(|change| {
                if change.operation != Operation::Create || *change.mapping != *mapping.name {
                    return true;
                }
                let Some(key) = key_of_creation(change, &columns, &junk) else { return true };
                let Some(there) =
                    index.find(&table.items, &key).first().map(|at| table.items[*at as usize].id)
                else {
                    return true;
                };
                let called = mapping.schema.class_called(&change.class);
                late.push(message::survey::there_by_now(called, &change.label, there).said());
                false
            });
        }
    }
    (plan, late)
}

/// The key that a creation would have; `None` when it has none.
fn key_of_creation(
    change: &Change,
    columns: &[(&Column, MayBeEmpty)],
    junk: &JunkFilter,
) -> Option<Vec<String>> {
    let none = Value::Empty;
    let values: Vec<KeyValue<'_>> = columns
        .iter()
        .map(|(column, empty)| {
            let field = change.fields.iter().find(|field| field.field == column.as_str());
            KeyValue { value: field.map_or(&none, |field| &field.to), may_be_empty: *empty }
        })
        .collect();
    if values.iter().any(|key| matches!(key.value, Value::Text(text) if junk.is_junk(text))) {
        return None;
    }
    key_of(values.into_iter())
}
