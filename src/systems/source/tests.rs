//! Hands for the tests of sources: a system and a feed as they stand in their files, fetched into rows.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;

use super::{Source, Spool, Wish};
use crate::model::job::{AfterRun, FromSystem, Pick, SourceFormat, SourceSpec};
use crate::model::secret::{SecretRef, SecretString};
use crate::settings::{At, FileCheck, parse};
use crate::systems::Room;
use crate::systems::shared::{CheckLine, Opening, ReadSecret, SecretFailure, Secrets};
use crate::systems::table::{AnyAsked, Place};

/// What was fetched.
#[derive(Debug)]
pub(crate) struct Answer {
    pub rows: Vec<Json>,
    pub bookmark: Option<String>,
    pub notes: Vec<String>,
}

/// The table of a feed as its room reads it; else what is wrong with it.
pub(crate) fn asked(room: &'static Room, folder: &Path, table: &str) -> Result<AnyAsked, String> {
    let mut check = FileCheck::new(Path::new("jobs/job.toml"), table);
    let value = parse(&mut check).unwrap();
    let key = At { span: 0..1, value: room.kind.key.to_owned() };
    let query = room.records.as_ref().unwrap().query;
    let asked = (query.read)(&mut check, Place { folder, name: "lab" }, &key, Some(value));
    let (problems, _) = check.into_parts();
    match asked {
        Some(asked) if problems.is_empty() => Ok(asked),
        _ => Err(format!("{problems:?}")),
    }
}

/// A system and a feed, and what is remembered of the last run.
pub(crate) struct Bench<'a> {
    pub room: &'static Room,
    pub folder: &'a Path,
    pub system: &'a str,
    pub feed: &'a str,
    /// What every secret of the system is.
    pub secret: &'a str,
    pub bookmark: Option<&'a str>,
}

impl Bench<'_> {
    fn spec(&self) -> Result<SourceSpec, String> {
        let AnyAsked { query, identity, partial, format } = asked(self.room, self.folder, self.feed)?;
        Ok(SourceSpec {
            path: String::new(),
            format: format.unwrap_or(SourceFormat::Json { rows: String::new(), lines: true }),
            pick: Pick::All,
            max_age: None,
            once: false,
            after: AfterRun::Keep,
            settle: Duration::ZERO,
            file_column: None,
            lookups: Vec::new(),
            from: Some(FromSystem {
                system: "lab".to_owned(),
                query,
                identity,
                acts: Vec::new(),
                asks: false,
                partial,
                pushed: false,
            }),
        })
    }

    async fn open(&self) -> Result<Arc<dyn Source>, String> {
        let system =
            crate::systems::read(self.room, "lab", self.system).map_err(|error| format!("{error:?}"))?;
        let read = Always(self.secret);
        let opening = Opening { name: "lab", system: &system, secrets: Secrets(&read) };
        let opened = (self.room.records.as_ref().unwrap().open)(opening).await;
        opened.map(|opened| opened.system).map_err(|error| error.to_string())
    }

    /// The feed and its source, open.
    pub async fn open_for_tests(&self) -> (SourceSpec, Arc<dyn Source>) {
        (self.spec().unwrap(), self.open().await.unwrap())
    }

    /// Fetches all rows.
    pub async fn fetch(&self) -> Result<Answer, String> {
        let (spec, source) = (self.spec()?, self.open().await?);
        let within = tempfile::tempdir().unwrap();
        let spool = Spool::new(within.path(), 4 << 30).unwrap();
        let wish = Wish { spec: &spec, bookmark: self.bookmark, now: SystemTime::now() };
        let fetched = source.fetch(wish, &spool).await.map_err(|error| error.to_string())?;
        let mut rows = Vec::new();
        for file in &fetched.files {
            let text = std::fs::read_to_string(file.file.path()).unwrap();
            let lines = text.lines().filter(|line| !line.is_empty());
            rows.extend(lines.map(|line| serde_json::from_str::<Json>(line).unwrap()));
        }
        source.put_away(wish, &fetched.files).await.unwrap();
        source.put_away(wish, &fetched.files).await.unwrap();
        let notes = fetched.notes.iter().map(ToString::to_string).collect();
        Ok(Answer { rows, bookmark: fetched.bookmark, notes })
    }

    /// The text of the rows, for numbers that no other form keeps.
    pub async fn text(&self) -> Result<String, String> {
        let (spec, source) = (self.spec()?, self.open().await?);
        let within = tempfile::tempdir().unwrap();
        let spool = Spool::new(within.path(), 4 << 30).unwrap();
        let wish = Wish { spec: &spec, bookmark: self.bookmark, now: SystemTime::now() };
        let fetched = source.fetch(wish, &spool).await.map_err(|error| error.to_string())?;
        Ok(std::fs::read_to_string(fetched.files[0].file.path()).unwrap())
    }

    /// What `check --connect` tells.
    pub async fn check(&self) -> CheckLine {
        let (spec, source) = (self.spec().unwrap(), self.open().await.unwrap());
        source.check(Wish { spec: &spec, bookmark: None, now: SystemTime::now() }).await.remove(0)
    }
}

/// A variable that a script of `.ci` sets. Without it there is nothing to test, except on CI, where that is a
/// failure.
pub(crate) fn variable(name: &str, script: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    let on_ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(value.is_some() || !on_ci, "no {name} on CI: run the tests under {script}");
    if value.is_none() {
        eprintln!("not tested with the real server: no {name} (see {script})");
    }
    value
}

/// Every reference stands for one secret.
struct Always<'a>(&'a str);

#[async_trait::async_trait]
impl ReadSecret for Always<'_> {
    async fn read(&self, _reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        Ok(SecretString::from(self.0))
    }
}
