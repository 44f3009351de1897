//! A project folder with one job, read as the program reads it, and the plan of its rows.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use chrono::NaiveDate;
use stocktake::config;
use stocktake::engine::survey::queries;
use stocktake::model::authority::{Authority, Silent};
use stocktake::model::project::Project;
use stocktake::model::{
    Catalog, ClassName, Header, ItemTable, Job, JobName, Link, Mapping, OwnLock, Reading, Record, Reject,
    Schema,
};
use stocktake::reconcile::matching::LinkTable;
use stocktake::reconcile::transform::columns;
use stocktake::reconcile::{ClassInput, OtherJob, Others, Planned, Planner, Settings, Usual, judge};
use stocktake::report;
use stocktake::systems::files::{FoundFile, Reader};
use stocktake::systems::glpi::schema::SCHEMA;

use super::desk::Desk;
use super::made_up;

/// The day of every run.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();

/// A job with its mappings and its files.
#[derive(Debug, Clone, Default)]
pub struct Case {
    job: String,
    locks: String,
    feeds: Vec<Feed>,
}

#[derive(Debug, Clone)]
struct Feed {
    mapping: String,
    file: &'static str,
    content: Vec<u8>,
}

/// A case as the program has read it.
pub struct Loaded {
    project: Project,
    /// Its feeds.
    pub feeds: Vec<Rows>,
    /// The name under which it plans.
    pub name: String,
    /// The other jobs that write its classes.
    pub others: Vec<Other>,
    /// Who ranks before whom.
    pub authority: Authority,
    /// Not all records of the first feed's class could be read.
    pub incomplete: bool,
    /// What earlier good runs read, newest first.
    pub readings: Vec<Reading>,
    /// The day of the run.
    pub today: NaiveDate,
}

/// Another job: its links, the fields that it maps, whether it has lost its rank.
#[derive(Debug, Clone)]
pub struct Other {
    /// Name.
    pub job: String,
    /// Links.
    pub links: Vec<Link>,
    /// Field paths.
    pub maps: Vec<&'static str>,
    /// Silent.
    pub silent: Silent,
}

/// The rows of a feed.
pub struct Rows {
    mapping: Arc<Mapping>,
    header: Arc<Header>,
    /// As they stand in the file.
    pub records: Vec<Result<Record, Reject>>,
}

impl Case {
    /// One mapping and rows as CSV.
    pub fn new(mapping: &str, rows: &str) -> Self {
        Self::default().feed(mapping, rows)
    }

    /// One mapping and a workbook.
    pub fn of_sheet(mapping: &str, workbook: Vec<u8>) -> Self {
        let mapping = mapping.to_owned();
        Self { feeds: vec![Feed { mapping, file: "rows.xlsx", content: workbook }], ..Self::default() }
    }

    /// One more feed.
    pub fn feed(mut self, mapping: &str, rows: &str) -> Self {
        let (mapping, content) = (mapping.to_owned(), rows.as_bytes().to_vec());
        let file = if self.feeds.is_empty() { "rows.csv" } else { "more.csv" };
        self.feeds.push(Feed { mapping, file, content });
        self
    }

    /// What else the job file says.
    pub fn job(mut self, text: &str) -> Self {
        text.clone_into(&mut self.job);
        self
    }

    /// The text of `locks.toml`.
    pub fn locks(mut self, text: &str) -> Self {
        text.clone_into(&mut self.locks);
        self
    }

    /// Reads the project and the files.
    pub fn load(&self) -> Loaded {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        write("stocktake.toml", b"[system.practice.sandbox]\n");
        let (head, tables) = self.job.split_at(self.job.find('[').unwrap_or(self.job.len()));
        let mut job = format!("system = \"practice\"\n{head}\n");
        for (at, feed) in self.feeds.iter().enumerate() {
            write(&format!("mappings/m{at}.toml"), feed.mapping.as_bytes());
            write(&format!("{at}/{}", feed.file), &feed.content);
            job.push_str(&format!("[[feed]]\nmapping = \"m{at}\"\npath = \"{at}/{}\"\n", feed.file));
        }
        job.push_str(tables);
        write("locks.toml", self.locks.as_bytes());
        write("jobs/pc.toml", job.as_bytes());
        let project =
            config::load(folder.path()).unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)));
        let read = |feed: &stocktake::model::Feed| {
            let mapping = project.mappings[&feed.mapping].clone();
            let path = folder.path().join(&feed.source.path);
            let shown = path.file_name().unwrap().to_string_lossy().as_ref().into();
            let file = FoundFile::look(path, shown).unwrap();
            let reader = Reader { program: None, limits: project.reading };
            let mut rows = reader.read(&file, &feed.source.format, &columns(&mapping)).unwrap();
            let records = rows.by_ref().collect();
            assert!(rows.take_failure().is_none());
            Rows { mapping, header: rows.header(), records }
        };
        let feeds = project.jobs[&JobName::from("pc")].feeds.iter().map(read).collect();
        let (others, authority, readings) = (Vec::new(), Authority::default(), Vec::new());
        let name = "pc".to_owned();
        Loaded { project, feeds, name, others, authority, incomplete: false, readings, today: TODAY }
    }

    /// The plan over a desk.
    pub fn plan(&self, desk: &Desk) -> Planned {
        self.load().plan(desk)
    }

    /// The plan over a desk as a terminal shows it, with what the limits refuse, without its digest.
    pub fn text(&self, desk: &Desk) -> String {
        self.text_after(desk, &[])
    }

    /// The same when the last good run had these numbers of records per feed.
    pub fn text_after(&self, desk: &Desk, before: &[u64]) -> String {
        let loaded = self.load();
        let before: BTreeMap<String, u64> =
            before.iter().enumerate().map(|(at, records)| (format!("m{at}"), *records)).collect();
        shown(&loaded, &loaded.plan(desk), Some(&before))
    }
}

/// A plan as a terminal shows it, without its digest.
pub fn shown(loaded: &Loaded, planned: &Planned, before: Option<&BTreeMap<String, u64>>) -> String {
    let refusals = judge(None, &planned.plan, &loaded.job().limits, &planned.reading, before);
    let text = report::plan::text(
        made_up::wording(&made_up::UNLABELLED),
        &planned.plan,
        &refusals,
        report::plan::Page::PLAIN,
    )
    .unwrap();
    let (text, digest) = text.rsplit_once("\nDigest ").unwrap();
    assert_eq!(digest.trim(), planned.plan.digest);
    text.trim_end().to_owned()
}

impl Loaded {
    /// The job.
    pub fn job(&self) -> &Job {
        &self.project.jobs[&JobName::from("pc")]
    }

    fn others(&self, class: &ClassName, target: Of) -> Others {
        let other = |other: &Other| {
            let mut links = LinkTable::default();
            let of_class = other.links.iter().filter(|link| link.class == *class);
            of_class.for_each(|link| links.push((&target.link(link)).into()));
            links.index();
            let maps = other.maps.iter().map(|path| target.path(path)).collect();
            OtherJob { job: other.job.clone(), links, maps, silent: other.silent }
        };
        let order =
            self.authority.order.iter().map(|(path, jobs)| (target.path(path), jobs.clone())).collect();
        let authority = Authority { order, ..self.authority.clone() };
        Others { jobs: self.others.iter().map(other).collect(), authority }
    }

    /// The plan over a desk. It is the same for a target that calls everything by another name.
    pub fn plan(&self, desk: &Desk) -> Planned {
        let planned = self.plan_for(Of::Glpi, desk);
        made_up::assert_same(&planned, &self.plan_for(Of::MadeUp, desk));
        planned
    }

    fn plan_for(&self, target: Of, desk: &Desk) -> Planned {
        let job = self.job();
        let settings = Settings {
            schema: target.schema(),
            job: self.name.clone(),
            system: job.system.clone(),
            today: self.today,
            default_entity: 0,
            missing: job.missing.clone(),
            adopt: job.adopt,
            locks: stocktake::model::Locks::default(),
            own_locks: Arc::new(self.project.locks.iter().map(|lock| target.lock(lock)).collect()),
            fight_after: job.fight_after,
        };
        let mut catalog = desk.catalog();
        for rule in self.feeds.iter().flat_map(|feed| feed.mapping.rules()) {
            if let Some(class) = SCHEMA.target_of(&rule.kind) {
                catalog.tables.entry((class, SCHEMA.named_by(&rule.kind))).or_default();
            }
        }
        let mut planner = Planner::new(settings, target.catalog(catalog));
        let readings = self.readings.iter().map(|reading| target.reading(reading)).collect();
        planner.usual(Usual::new(readings, &job.limits));
        planner.look_for(job.finders);
        for query in queries(&self.project, job) {
            let mut links = LinkTable::default();
            let of_class = desk.links.iter().filter(|link| link.class == query.class);
            of_class.for_each(|link| links.push((&target.link(link)).into()));
            links.index();
            let others = self.others(&query.class, target);
            let table = target.table(desk.table(&query));
            planner.class(ClassInput { table, links, others, class: target.class(&query.class) });
        }
        let mappings: Vec<Mapping> = self.feeds.iter().map(|feed| target.mapping(&feed.mapping)).collect();
        if self.incomplete {
            planner.incomplete(&mappings[0].class);
        }
        for (Rows { header, records, .. }, mapping) in self.feeds.iter().zip(&mappings) {
            let mut feed = planner.feed(mapping, header).unwrap();
            for record in records {
                match record {
                    Ok(record) => feed.record(record),
                    Err(reject) => feed.reject(reject.clone()),
                }
            }
            feed.end();
        }
        planner.finish()
    }
}

/// For which target a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Glpi,
    MadeUp,
}

impl Of {
    fn schema(self) -> &'static Schema {
        match self {
            Self::Glpi => &made_up::UNLABELLED,
            Self::MadeUp => &made_up::MADE_UP,
        }
    }

    fn path(self, path: &str) -> String {
        if self == Self::Glpi { path.to_owned() } else { made_up::path(path) }
    }

    fn class(self, class: &ClassName) -> ClassName {
        if self == Self::Glpi { class.clone() } else { made_up::class_name(class) }
    }

    fn link(self, link: &Link) -> Link {
        if self == Self::Glpi { link.clone() } else { made_up::link(link) }
    }

    fn lock(self, lock: &OwnLock) -> OwnLock {
        if self == Self::Glpi { lock.clone() } else { made_up::lock(lock) }
    }

    fn reading(self, reading: &Reading) -> Reading {
        if self == Self::Glpi { reading.clone() } else { made_up::reading(reading) }
    }

    fn catalog(self, catalog: Catalog) -> Catalog {
        if self == Self::Glpi { catalog } else { made_up::catalog(catalog) }
    }

    fn table(self, table: ItemTable) -> ItemTable {
        if self == Self::Glpi { table } else { made_up::table(table) }
    }

    fn mapping(self, mapping: &Mapping) -> Mapping {
        if self == Self::Glpi { mapping.clone() } else { made_up::mapping(mapping) }
    }
}
