//! Plans the job of a prepared folder as the program does, and says what each step took.

use std::collections::hash_map::Entry;
use std::path::Path;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use stocktake::config;
use stocktake::engine::{connect, read, survey};
use stocktake::model::project::Project;
use stocktake::model::{Catalog, Job, Kind};
use stocktake::reconcile::matching::LinkTable;
use stocktake::reconcile::transform::columns;
use stocktake::reconcile::{ClassInput, Planned, Planner, Settings};
use stocktake::store::Store;
use stocktake::systems::glpi::schema::SCHEMA;

use super::usage::{cpu_seconds, peak_mib};

/// Rows between two looks at the clock.
const BLOCK: usize = 64;

/// CPU seconds of the steps of one plan.
pub struct Measured {
    /// Reading the file, its digest included.
    pub csv: f64,
    /// Reading items, child rows and names from GLPI.
    pub items: f64,
    /// Reading links from the state database.
    pub links: f64,
    /// Transforming, matching, comparing.
    pub plan: f64,
    /// Most memory at once, MiB.
    pub peak_mib: f64,
}

impl Measured {
    /// CPU seconds of all steps.
    pub fn total(&self) -> f64 {
        self.csv + self.items + self.links + self.plan
    }

    /// As one line, for the process that made the table.
    pub fn line(&self) -> String {
        format!("{} {} {} {} {}", self.csv, self.items, self.links, self.plan, self.peak_mib)
    }

    /// Out of [`Measured::line`].
    pub fn of_line(line: &str) -> anyhow::Result<Self> {
        let numbers = line.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
        let [csv, items, links, plan, peak_mib] = numbers[..] else {
            anyhow::bail!("`{line}` is no measurement")
        };
        Ok(Self { csv, items, links, plan, peak_mib })
    }
}

/// Measures the job `planning` of a folder.
pub fn measure(folder: &Path) -> anyhow::Result<Measured> {
    let project = config::load(folder).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let job = project.jobs.values().next().context("there is no job")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let store = Store::open(&project.state, None)?;
    runtime.block_on(plan(&project, job, &store))
}

async fn plan(project: &Project, job: &Job, store: &Store) -> anyhow::Result<Measured> {
    let mut clock = Clock::start()?;
    let files = read::find(project, Some(store), job).await?;
    let mut csv = clock.lap()?;

    let desk = connect::open_target(project, &job.system).await?;
    let mut tables = Vec::new();
    for query in survey::queries(project, job) {
        tables.push((query.class.clone(), desk.target.read_items(&query).await?));
    }
    let catalog = catalog(project, job, &desk).await?;
    let items = clock.lap()?;

    let mut planner = Planner::new(settings(job, desk.default_entity), catalog);
    let mut plan = clock.lap()?;
    let mut expected = 0;
    let mut links_took = 0.0;
    for (class, table) in tables {
        expected += table.items.len() as u64;
        let mut links = LinkTable::default();
        store.each_link_line(&job.system, job.name.as_str(), &class, |link| links.push(link))?;
        links.index();
        links_took += clock.lap()?;
        planner.class(ClassInput { class, table, links, others: stocktake::reconcile::Others::default() });
    }
    let reader = stocktake::engine::read::reader(project);
    for feed in &files {
        let mapping = &project.mappings[&feed.feed.mapping];
        for input in &feed.read {
            let mut rows = reader.read(&input.file, &feed.feed.source.format, &columns(mapping))?;
            csv += clock.lap()?;
            let mut planning = planner.feed(mapping, &rows.header()).context("the class is not there")?;
            loop {
                let block: Vec<_> = rows.by_ref().take(BLOCK).collect();
                csv += clock.lap()?;
                if block.is_empty() {
                    break;
                }
                for row in block {
                    match row {
                        Ok(record) => planning.record(&record),
                        Err(reject) => planning.reject(reject),
                    }
                }
                plan += clock.lap()?;
            }
            planning.end();
        }
    }
    let planned = planner.finish();
    plan += clock.lap()?;
    let measured = Measured { csv, items, links: links_took, plan, peak_mib: peak_mib()? };
    desk.close().await;
    nothing_changed(&planned, expected)?;
    Ok(measured)
}

/// A plan that has something in it would be measured for something else.
fn nothing_changed(planned: &Planned, expected: u64) -> anyhow::Result<()> {
    let (plan, counts) = (&planned.plan, planned.plan.counts);
    let first = (plan.changes.first(), plan.rejects.first(), plan.kept.first(), plan.references.first());
    ensure!(
        counts.unchanged == expected
            && plan.changes.is_empty()
            && plan.rejects.is_empty()
            && plan.kept.is_empty(),
        "{} of {expected} rows are unchanged; the first others are {first:?}",
        counts.unchanged
    );
    ensure!(planned.links.is_empty(), "links do not remember all: {:?}", planned.links.first());
    Ok(())
}

async fn catalog(project: &Project, job: &Job, desk: &connect::OpenTarget) -> anyhow::Result<Catalog> {
    let mut catalog = Catalog::default();
    let mappings = survey::mappings(project, job);
    let kinds = mappings.iter().flat_map(|mapping| mapping.fields.iter().map(|field| &field.kind));
    for kind in kinds.chain(std::iter::once(&Kind::Entity)) {
        let Some(class) = SCHEMA.target_of(kind) else { continue };
        let by = SCHEMA.named_by(kind);
        if let Entry::Vacant(table) = catalog.tables.entry((class.clone(), by.clone())) {
            table.insert(desk.target.read_reference(&class, &by).await?);
        }
    }
    Ok(catalog)
}

fn settings(job: &Job, default_entity: i64) -> Settings {
    Settings {
        schema: &SCHEMA,
        job: job.name.to_string(),
        system: job.system.clone(),
        today: NaiveDate::default(),
        default_entity,
        missing: job.missing.clone(),
        adopt: job.adopt,
        locks: stocktake::model::Locks::default(),
        own_locks: std::sync::Arc::default(),
        fight_after: job.fight_after,
    }
}

/// CPU time between two looks.
struct Clock(f64);

impl Clock {
    fn start() -> anyhow::Result<Self> {
        Ok(Self(cpu_seconds()?))
    }

    fn lap(&mut self) -> anyhow::Result<f64> {
        let now = cpu_seconds()?;
        let lap = now - self.0;
        self.0 = now;
        Ok(lap)
    }
}
