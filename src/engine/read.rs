//! The files of a job: found or fetched, settled, told from those that were applied before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::SystemTime;

use super::reason::Context as _;
use sha2::{Digest as _, Sha256};

use crate::message;
use crate::model::Job;
use crate::model::Said;
use crate::model::job::{AfterRun, Feed, FromSystem, JobName, SourceSpec};
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::push::{self, Push, PushEnd};
use crate::model::record::{Header, fold_name};
use crate::model::said::Say as _;
use crate::reconcile::transform::{Lacking, columns, lacking, told_of, unused};
use crate::store::Store;
use crate::systems::files::{self, FoundFile, LookupTable, Reader, Rows, SourceError};
use crate::systems::room;
use crate::systems::source::{FetchError, Fetched, FetchedFile, Json, Rows as SpoolRows, Spool, Wish};

use super::trace::{step, step_at};
use super::{connect, reason};

/// Folder of the project in which is kept what was fetched, until it was read.
const SPOOL: &str = "var/spool";

/// Bodies that were pushed of which one run reads at most; the rest is read by the next one, at once.
const MOST_PUSHES: i64 = 500;

/// A file that is to be read.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file.
    pub file: FoundFile,
    /// SHA-256 of its content, in hex; empty when the feed does not ask for it.
    pub sha256: String,
}

/// The files of one feed.
#[derive(Debug)]
pub struct FeedFiles<'j> {
    /// The feed.
    pub feed: &'j Feed,
    /// Files that are read.
    pub read: Vec<Input>,
    /// Files that were left out because their content was applied before.
    pub skipped: Vec<FoundFile>,
    /// Files into which its rows look, one for each lookup of the feed.
    pub lookups: Vec<FoundFile>,
    /// What was fetched from its system; `None`: its files are those of this machine.
    pub fetched: Option<FetchedFeed>,
    /// What was fetched for its lookups.
    pub fetched_lookups: Vec<FetchedFeed>,
}

impl FeedFiles<'_> {
    /// Whether records that are not in its files may be at the source all the same.
    pub fn is_partial(&self) -> bool {
        !self.skipped.is_empty() || self.asks_for_changes()
    }

    /// What is read at once: each file by itself, or all of them where a file is a record.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        let together = if self.feed.source.format.is_of_records() { self.read.len() } else { 1 };
        let path = self.feed.source.path.as_str();
        self.read.chunks(together.max(1)).map(move |inputs| {
            let files: Vec<FoundFile> = inputs.iter().map(|input| input.file.clone()).collect();
            let shown = match files.as_slice() {
                [one] => one.shown.clone(),
                _ => path.into(),
            };
            Reading { files, shown }
        })
    }

    /// Whether only what has changed since the last good run was asked for.
    pub fn asks_for_changes(&self) -> bool {
        self.feed.source.from.as_ref().is_some_and(|from| from.partial)
    }
}

/// Files that are read at once.
#[derive(Debug)]
pub struct Reading {
    /// The files.
    pub files: Vec<FoundFile>,
    /// What people call them: the file, or the pattern.
    pub shown: Arc<str>,
}

/// What was fetched for a feed. It is there as long as this is.
#[derive(Debug)]
pub struct FetchedFeed {
    files: Vec<FetchedFile>,
    /// What was found out on the way, one line each.
    pub notes: Vec<Said>,
    bookmark: Option<String>,
    _spool: Spool,
}

/// Records that a system gave one by one, beside the list of a feed.
#[derive(Debug)]
pub struct OneByOne {
    rows: SpoolRows,
    shown: Arc<str>,
    spool: Spool,
}

impl OneByOne {
    /// None so far; `shown` is what people call them.
    ///
    /// # Errors
    /// When there is no place for them.
    pub fn new(project: &Project, shown: &str) -> anyhow::Result<Self> {
        let spool = Spool::new(&project.folder.join(SPOOL), project.reading.fetched)?;
        Ok(Self { rows: spool.rows("one")?, shown: shown.into(), spool })
    }

    /// Adds one. Returns the number of its row.
    ///
    /// # Errors
    /// A full disk, or more than one feed may fetch.
    pub fn push(&mut self, record: &Json) -> Result<u64, Said> {
        self.rows.push(record).map_err(|why| why.said())?;
        Ok(self.rows.count())
    }

    /// All of them, to be read as the list of a feed is.
    ///
    /// # Errors
    /// A full disk.
    pub fn end<'j>(self, list: &FeedFiles<'j>) -> anyhow::Result<FeedFiles<'j>> {
        let mut read = Vec::new();
        if self.rows.count() > 0 {
            let file = FoundFile::fetched(self.rows.end()?.path().to_owned(), self.shown)?;
            read.push(Input { file, sha256: String::new() });
        }
        let fetched =
            FetchedFeed { files: Vec::new(), notes: Vec::new(), bookmark: None, _spool: self.spool };
        Ok(FeedFiles { read, lookups: list.lookups.clone(), fetched: Some(fetched), ..no_files(list.feed) })
    }
}

/// Rows whose header was looked at.
pub struct Looked {
    /// The rows.
    pub rows: Rows,
    /// Their header.
    pub header: Arc<Header>,
    /// Its columns that nothing reads.
    pub unused: Vec<String>,
    /// What was found out while they were opened, one line each.
    pub notes: Vec<Said>,
    /// What is told of columns that are not there, one line each.
    pub columns: Vec<Said>,
}

/// Reads the files of one feed.
pub struct FeedReader<'f> {
    reader: Reader,
    source: &'f SourceSpec,
    tables: Vec<Arc<LookupTable>>,
}

impl<'f> FeedReader<'f> {
    /// Reads what the rows of the feed look into.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(project: &Project, feed: &'f FeedFiles<'_>) -> Result<Self, SourceError> {
        let (reader, source) = (reader(project), &feed.feed.source);
        let load = |(rule, file)| files::load(&reader, rule, file).map(Arc::new);
        let tables = source.lookups.iter().zip(&feed.lookups).map(load).collect::<Result<_, _>>()?;
        Ok(Self { reader, source, tables })
    }

    /// Opens what is read at once for a mapping.
    ///
    /// # Errors
    /// When it cannot be read, or lacks what the job says of it.
    pub fn rows(&self, reading: &Reading, mapping: &Mapping) -> Result<Rows, SourceError> {
        self.reader.read_source(&reading.files, self.source, &self.tables, &columns(mapping))
    }

    /// Opens some for a mapping and looks at their header; `whole` is the mapping with what the target lacks.
    ///
    /// # Errors
    /// When they cannot be read, or lack what the job says of them or the columns of a key.
    pub fn look(&self, reading: &Reading, mapping: &Mapping, whole: &Mapping) -> anyhow::Result<Looked> {
        let (rows, shown) = (self.rows(reading, mapping)?, &reading.shown);
        let header = rows.header();
        let unused = self.unused(whole, &header);
        let lacking = lacking(mapping, &header, &unused);
        if let Some(key) = lacking.iter().find(|field| field.names_records) {
            let Lacking { path, columns, near, .. } = key;
            anyhow::bail!(message::reading::key_column_missing(shown, columns, path, near));
        }
        let notes = rows.notes().into_iter().map(|note| message::list::of(shown, note).said()).collect();
        let columns = told_of(&lacking, shown).iter().map(|told| told.said()).collect();
        Ok(Looked { rows, header, unused, notes, columns })
    }

    /// The columns of a header that neither the mapping nor a lookup reads.
    pub fn unused(&self, mapping: &Mapping, header: &Header) -> Vec<String> {
        // What agents find out is far more than any mapping takes.
        if self.source.format.is_of_records() {
            return Vec::new();
        }
        let mut unused = unused(mapping, header);
        let looked = |name: &String| {
            let mut lookups = self.source.lookups.iter();
            lookups.any(|lookup| fold_name(&lookup.column) == fold_name(name))
        };
        // What is said of each push is there for whom wants it.
        let of_push = |name: &String| self.source.is_pushed() && name.split('.').next() == Some(push::MEMBER);
        unused.retain(|name| !looked(name) && !of_push(name));
        unused
    }
}

/// Reads the files of a project.
pub fn reader(project: &Project) -> Reader {
    Reader { program: crate::config::program(), limits: project.reading }
}

/// Finds the files of a job and waits until they are complete; what a system has is fetched.
///
/// # Errors
/// A feed without a file, a file that is too old, that does not settle, or that cannot be read; a system that
/// does not give what is asked for.
pub async fn find<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &'j Job,
) -> anyhow::Result<Vec<FeedFiles<'j>>> {
    let finding = async {
        let mut feeds = Vec::new();
        for feed in &job.feeds {
            let found = find_one(project, store, &job.name, feed).await;
            feeds.push(found.with_context(|| message::run::feed_of(&feed.mapping, &job.name))?);
        }
        anyhow::Ok(feeds)
    };
    step("read", finding).await
}

/// The same of one feed of a job.
///
/// # Errors
/// As [`find`].
pub async fn find_one<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &JobName,
    feed: &'j Feed,
) -> anyhow::Result<FeedFiles<'j>> {
    let (found, fetched) = match &feed.source.from {
        None => (settled(project, &feed.source).await?, None),
        Some(from) => {
            let pushed = match store {
                Some(store) if from.pushed => store.waiting_pushes(job.as_str(), MOST_PUSHES)?,
                Some(_) | None => Vec::new(),
            };
            let bookmark = match store {
                Some(store) if from.partial => store.bookmark(job.as_str(), &bookmark_of(feed, from))?,
                Some(_) | None => None,
            };
            let fetching = fetch(project, &feed.source, from, Past { bookmark, pushed });
            let (found, fetched) = step_at("fetch", &from.system, fetching).await?;
            (found, Some(fetched))
        }
    };
    complete(project, store, job, feed, (found, fetched)).await
}

/// What was pushed to a job last, whether it was read before or not: to be looked at. Of a feed of anything else all that
/// there is.
///
/// # Errors
/// As [`find`].
pub async fn find_last<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &JobName,
    feed: &'j Feed,
    most: usize,
) -> anyhow::Result<FeedFiles<'j>> {
    let (Some(from), Some(store)) = (feed.source.from.as_ref().filter(|from| from.pushed), store) else {
        return find_one(project, None, job, feed).await;
    };
    let most = i64::try_from(most).unwrap_or(MOST_PUSHES).min(MOST_PUSHES);
    let pushed = store.newest_pushes(job.as_str(), most)?;
    let past = Past { pushed, bookmark: None };
    let (found, fetched) = fetch(project, &feed.source, from, past).await?;
    complete(project, None, job, feed, (found, Some(fetched))).await
}

/// What a feed reads, with what its rows look into, and without what was applied before.
async fn complete<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &JobName,
    feed: &'j Feed,
    (found, fetched): (Vec<FoundFile>, Option<FetchedFeed>),
) -> anyhow::Result<FeedFiles<'j>> {
    let (mut lookups, mut fetched_lookups) = (Vec::new(), Vec::new());
    for lookup in &feed.source.lookups {
        let source = lookup.source(feed.source.settle);
        match &source.from {
            None => lookups.extend(settled(project, &source).await?),
            Some(from) => {
                let fetching = fetch(project, &source, from, Past::default());
                let (found, fetched) = step_at("fetch", &from.system, fetching).await?;
                lookups.extend(found.into_iter().next());
                fetched_lookups.push(fetched);
            }
        }
    }
    let (mut read, mut skipped) = (Vec::new(), Vec::new());
    for file in found {
        let mut sha256 = match files::digest(&file) {
            Ok(sha256) => sha256,
            // One of many machines: it is rejected when it is read, and the others go on.
            Err(_) if feed.source.format.is_of_records() => String::new(),
            Err(error) => return Err(error.into()),
        };
        if feed.source.once && !lookups.is_empty() {
            // Rows are others when what they look into is another.
            let mut all = Sha256::new_with_prefix(&sha256);
            for lookup in &lookups {
                all.update(files::digest(lookup)?);
            }
            sha256 = base16ct::lower::encode_string(&all.finalize());
        }
        let known = match store {
            Some(store) if feed.source.once && !sha256.is_empty() => {
                store.file_applied(job.as_str(), &sha256)?
            }
            Some(_) | None => false,
        };
        if known { skipped.push(file) } else { read.push(Input { file, sha256 }) }
    }
    Ok(FeedFiles { feed, read, skipped, lookups, fetched, fetched_lookups })
}

/// Whether the only thing wrong is that a folder has no file for a feed.
pub fn is_nothing_there(error: &anyhow::Error) -> bool {
    let reasons = error.chain().filter_map(|cause| cause.downcast_ref::<SourceError>());
    let mut empty = reasons.map(|reason| match reason {
        SourceError::NotFound { folder, .. } => std::path::Path::new(folder).is_dir(),
        _ => false,
    });
    empty.next().unwrap_or(false)
}

/// A feed for which there is no file.
pub fn no_files(feed: &Feed) -> FeedFiles<'_> {
    FeedFiles {
        feed,
        read: Vec::new(),
        skipped: Vec::new(),
        lookups: Vec::new(),
        fetched: None,
        fetched_lookups: Vec::new(),
    }
}

/// Files of this machine, complete.
async fn settled(project: &Project, source: &SourceSpec) -> Result<Vec<FoundFile>, SourceError> {
    let found = files::find(source, &project.folder, SystemTime::now())?;
    if !source.format.is_of_records() {
        return files::wait_until_unchanged(&found, source.settle).await;
    }
    let mut settled = Vec::with_capacity(found.len());
    for file in found {
        // What is wrong with one of many is told when it is read.
        let waited = files::wait_until_unchanged(std::slice::from_ref(&file), source.settle).await;
        settled.extend(waited.unwrap_or_else(|_| vec![file]));
    }
    Ok(settled)
}

/// What is known of a feed before it is read.
#[derive(Default)]
struct Past {
    /// Up to where the last good run had read.
    bookmark: Option<String>,
    /// What was pushed for it.
    pushed: Vec<Push>,
}

/// Fetches what a feed or a lookup asks of its system.
async fn fetch(
    project: &Project,
    source: &SourceSpec,
    from: &FromSystem,
    Past { bookmark, pushed }: Past,
) -> anyhow::Result<(Vec<FoundFile>, FetchedFeed)> {
    let spool = Spool::new(&project.folder.join(SPOOL), project.reading.fetched)?;
    let spool = spool.unpacking(Arc::new(reader(project))).with_pushed(pushed);
    let wish = Wish { spec: source, bookmark: bookmark.as_deref(), now: SystemTime::now() };
    let open = connect::open_source(project, &from.system).await?;
    let fetched = open.source.fetch(wish, &spool).await;
    open.close().await;
    let Fetched { files, bookmark, notes } = fetched.map_err(|error| match error {
        // One sentence, so that it has each language from its begin to its end.
        FetchError::Refused(why) => message::source::not_fetched_because(&from.system, why).into(),
        FetchError::Remote(error) => {
            anyhow::Error::from(error).context(message::source::not_fetched(&from.system))
        }
    })?;
    let look =
        |fetched: &FetchedFile| FoundFile::fetched(fetched.file.path().to_owned(), fetched.shown.clone());
    let found = files.iter().map(look).collect::<Result<_, _>>()?;
    Ok((found, FetchedFeed { files, notes, bookmark, _spool: spool }))
}

/// What a bookmark belongs to: another mapping, system or question begins anew.
fn bookmark_of(feed: &Feed, from: &FromSystem) -> String {
    format!("{} from {}: {}", feed.mapping, from.system, from.identity)
}

/// Remembers the files of a good run and puts them away. `rejected` has the files of which a record was
/// rejected: what has changed since is asked for again then, so that none is lost.
///
/// # Errors
/// When the state database cannot be written; a file that cannot be moved is logged and stays.
pub async fn put_away(
    project: &Project,
    store: &Store,
    job: &JobName,
    run: &crate::model::RunId,
    files: &[FeedFiles<'_>],
    rejected: &BTreeSet<Arc<str>>,
) -> anyhow::Result<Vec<Said>> {
    let mut notes = Vec::new();
    let read: BTreeMap<String, String> = files
        .iter()
        // What was pushed is marked where it is kept.
        .filter(|feed| !feed.feed.source.is_pushed())
        .flat_map(|feed| &feed.read)
        .filter(|input| !input.sha256.is_empty())
        .map(|input| (input.file.shown.to_string(), input.sha256.clone()))
        .collect();
    let read: Vec<(String, String)> = read.into_iter().collect();
    store.record_files(run, job.as_str(), &read, chrono::Utc::now())?;
    for feed in files {
        match (&feed.feed.source.from, &feed.fetched) {
            (Some(from), Some(fetched)) if from.pushed => {
                let end = |file: &FetchedFile| match rejected.contains(&file.shown) {
                    true => (file.mark.clone(), PushEnd::Rejected),
                    false => (file.mark.clone(), PushEnd::Read),
                };
                let ends: Vec<_> = fetched.files.iter().map(end).collect();
                if !ends.is_empty() {
                    store.end_pushes(job.as_str(), run, &ends, chrono::Utc::now())?;
                }
            }
            (Some(from), Some(fetched)) => {
                let (told, bookmark) = put_back(project, feed, from, fetched, rejected).await;
                notes.extend(told);
                if let Some(bookmark) = bookmark {
                    let of = bookmark_of(feed.feed, from);
                    store.keep_bookmark(run, job.as_str(), &of, &bookmark, chrono::Utc::now())?;
                }
            }
            (_, _) => notes.extend(feed.read.iter().filter_map(|input| move_file(project, feed, input))),
        }
    }
    Ok(notes)
}

/// Puts a file of this machine away; what became of it.
fn move_file(project: &Project, feed: &FeedFiles<'_>, input: &Input) -> Option<Said> {
    if !input.file.path.exists() {
        return None;
    }
    match files::finish(&input.file, &feed.feed.source.after, &project.folder) {
        Ok(to) => to.map(|to| message::run::file_moved(&input.file.shown, to.display()).said()),
        Err(error) => {
            tracing::warn!(error = %error, "a file could not be put away");
            Some(message::run::file_not_put_away(&input.file.shown, &error).said())
        }
    }
}

/// Puts away at its system what was read of a feed; what became of it, and up to where it was read. What cannot be
/// put away is read again, which does no harm.
async fn put_back(
    project: &Project,
    feed: &FeedFiles<'_>,
    from: &FromSystem,
    fetched: &FetchedFeed,
    rejected: &BTreeSet<Arc<str>>,
) -> (Vec<Said>, Option<String>) {
    let is_read = |file: &&FetchedFile| feed.read.iter().any(|input| input.file.path == file.file.path());
    let files = fetched.files.iter().filter(is_read).cloned();
    let (bad, good): (Vec<_>, Vec<_>) = files.partition(|file| rejected.contains(&file.shown));
    let whole = fetched.bookmark.clone().filter(|_| rejected.is_empty());
    // Where all stays as it is, nobody logs in once more.
    let leaves_all = feed.feed.source.after == AfterRun::Keep && !marks(project, from);
    if (good.is_empty() && bad.is_empty()) || leaves_all {
        return (Vec::new(), whole);
    }
    let wish = Wish { spec: &feed.feed.source, bookmark: None, now: SystemTime::now() };
    let open = match connect::open_source(project, &from.system).await {
        Ok(open) => open,
        Err(error) => return (vec![not_put_back(from, reason::of(&error))], whole),
    };
    let mut told = Vec::new();
    let refused = |error: FetchError| vec![not_put_back(from, error.said())];
    if !good.is_empty() {
        told.extend(open.source.put_away(wish, &good).await.unwrap_or_else(refused));
    }
    if !bad.is_empty() {
        told.extend(open.source.set_aside(wish, &bad).await.unwrap_or_else(refused));
    }
    let partly = fetched.bookmark.as_ref().and_then(|all| open.source.bookmark_without(all, &bad));
    open.close().await;
    (told, whole.or(partly))
}

fn not_put_back(from: &FromSystem, why: Said) -> Said {
    tracing::warn!(system = %from.system, "what was read could not be put away: {why}");
    message::run::file_not_put_away(&from.system, why).said()
}

/// Whether a system marks what was read, also where nothing is moved.
fn marks(project: &Project, from: &FromSystem) -> bool {
    let room = project.systems.get(&from.system).and_then(|system| room(system.kind.key));
    room.and_then(|room| room.records.as_ref()).is_some_and(|role| role.marks)
}
