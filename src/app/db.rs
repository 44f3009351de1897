//! `db`: the state database itself: what it is, its backup, its way back, its move, its old runs.

use std::path::{Path, PathBuf};

use chrono::Utc;
use serde_json::json;

use crate::cli::{Db, Format, Global};
use crate::config;
use crate::engine::reason::Context as _;
use crate::engine::state::password_of;
use crate::message::{self, heads};
use crate::model::RunState;
use crate::model::project::{Project, StateUrl};
use crate::model::said::{Said, Say as _};
use crate::store::{Others, Standing, Store, StoreError, TableContent};

use super::print::{Console, table};
use super::{Answer, Exit, Failure, load, open_store};

/// `db …`
pub fn db(global: &Global, console: &Console, what: &Db) -> Answer {
    let project = load(global)?;
    match what {
        Db::Status { format } => status(&project, console, *format),
        Db::Backup { file } => backup(&project, console, file),
        Db::Restore { file, replace } => {
            let others = if *replace { Others::Replace } else { Others::Refuse };
            restore(&project, console, file, others)
        }
        Db::Copy { to, password } => copy(&project, console, to, password.as_deref()),
        Db::Prune { dry_run } => prune(&project, console, *dry_run),
    }
}

fn status(project: &Project, console: &Console, format: Format) -> Answer {
    let store = match Store::look_at(&project.state, password_of(project, &project.state)?.as_ref()) {
        Err(error @ StoreError::Missing { .. }) => {
            match format {
                Format::Json => console.print_json(&json!({ "exists": false }))?,
                Format::Text => console.print(error.said()),
            }
            return Ok(Exit::Done);
        }
        other => other.map_err(anyhow::Error::new)?,
    };
    let standing = store.standing().map_err(anyhow::Error::new)?;
    let is_current = standing.missing.is_empty() && standing.newer.is_empty();
    let rows = if is_current { store.row_counts().map_err(anyhow::Error::new)? } else { Vec::new() };
    match format {
        Format::Json => {
            let tables: serde_json::Map<_, _> =
                rows.iter().map(|(name, rows)| (name.clone(), json!(rows))).collect();
            console.print_json(&json!({ "exists": true, "standing": standing, "rows": tables }))?;
        }
        Format::Text => told(console, &standing, &rows),
    }
    Ok(if standing.damage.is_empty() && standing.newer.is_empty() { Exit::Done } else { Exit::CouldNotRun })
}

fn told(console: &Console, standing: &Standing, rows: &[(String, u64)]) {
    let Standing { place, engine, version, missing, newer, bytes, damage } = standing;
    console.print(message::state::stands_there(place, engine, size(*bytes)));
    match (version, missing.len()) {
        (None, _) => console.print(message::state::no_tables_yet()),
        (Some(version), 0) => console.print(message::state::tables_of(version)),
        (Some(version), more) => console.print(message::state::tables_behind(version, more)),
    }
    if !newer.is_empty() {
        console.print(message::state::newer(place, newer.join(", ")));
    }
    match damage.as_slice() {
        [] => console.print(message::state::is_sound()),
        found => {
            console.print(message::state::is_damaged());
            found.iter().for_each(|line| console.print(format!("  {line}")));
        }
    }
    if !rows.is_empty() {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|(name, rows)| vec![name.clone(), rows.to_string()]).collect();
        let heads = console.heads(&[heads::table(), heads::rows()]);
        console.print(format!("\n{}", table(&heads, &rows).trim_end()));
    }
}

/// Bytes as people say them.
pub(super) fn size(bytes: u64) -> Said {
    const MIB: u64 = 1024 * 1024;
    const GIB: u64 = 1024 * MIB;
    match bytes {
        0..MIB => message::state::kibibytes(bytes.div_ceil(1024)),
        MIB..GIB => message::state::mebibytes(bytes.div_ceil(MIB)),
        _ => message::state::gibibytes(bytes / GIB),
    }
    .said()
}

fn backup(project: &Project, console: &Console, file: &Path) -> Answer {
    if file.exists() {
        return Err(Failure::Usage(message::state::is_there_already(file.display()).said()));
    }
    let store = open_store(project)?;
    let copied = write_backup(&store, file)?;
    tell_copied(console, &copied, &file.display().to_string());
    Ok(Exit::Done)
}

/// Writes a copy beside its place first: a file of that name is whole.
fn write_backup(store: &Store, file: &Path) -> anyhow::Result<Vec<TableContent>> {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let made = || message::files::cannot_write(part.display());
    if part.exists() {
        std::fs::remove_file(&part).with_context(made)?;
    }
    let copied = {
        let other = Store::open(&StateUrl::Sqlite(part.clone()), None)?;
        let copied = store.copy_into(&other, Others::Refuse)?;
        // What stands in the log beside it goes into the file.
        other.compact()?;
        copied
    };
    std::fs::File::open(&part).and_then(|file| file.sync_all()).with_context(made)?;
    std::fs::rename(&part, file).with_context(|| message::files::cannot_write(file.display()))?;
    Ok(copied)
}

fn restore(project: &Project, console: &Console, file: &Path, others: Others) -> Answer {
    // It is copied first: bringing it up to date changes it, and a backup stays what it is.
    let folder = tempfile::tempdir_in(project.folder.join("var")).or_else(|_| tempfile::tempdir());
    let folder = folder.with_context(|| message::files::cannot_make(file.display()))?;
    let copy = folder.path().join("backup.db");
    std::fs::copy(file, &copy).with_context(|| message::files::cannot_read(file.display()))?;
    let is_sound = |standing: Standing| standing.version.is_some() && standing.damage.is_empty();
    let standing = Store::look_at(&StateUrl::Sqlite(copy.clone()), None).and_then(|from| from.standing());
    if !standing.is_ok_and(is_sound) {
        return Err(Failure::Usage(message::state::no_backup(file.display()).said()));
    }
    let from = Store::open(&StateUrl::Sqlite(copy), None).map_err(anyhow::Error::new)?;
    let store = open_store(project)?;
    nothing_under_way(&store)?;
    if others == Others::Replace {
        let aside = aside(project);
        let kept = write_backup(&store, &aside)?;
        if kept.iter().any(|table| table.rows > 0) {
            console.print(message::state::kept_aside(aside.display()));
        }
    }
    let copied = match from.copy_into(&store, others) {
        Err(error @ StoreError::NotEmpty { .. }) => {
            return Err(Failure::Usage(message::state::replace_it(error.said()).said()));
        }
        other => other.map_err(anyhow::Error::new)?,
    };
    tell_copied(console, &copied, &store.shown());
    Ok(Exit::Done)
}

/// Where what stood there is kept.
fn aside(project: &Project) -> PathBuf {
    let now = Utc::now().format("%Y%m%dT%H%M%S");
    project.folder.join("var").join(format!("before-restore-{now}.db"))
}

/// That no program writes while all rows are changed.
fn nothing_under_way(store: &Store) -> Result<(), Failure> {
    let runs = store.runs(None, 100).map_err(anyhow::Error::new)?;
    match runs.iter().find(|run| run.state == RunState::Running) {
        Some(run) => Err(Failure::Usage(message::state::run_under_way(run.job.as_str(), &run.id).said())),
        None => Ok(()),
    }
}

fn copy(project: &Project, console: &Console, to: &str, password: Option<&str>) -> Answer {
    let here = std::path::absolute(".").unwrap_or_else(|_| project.folder.clone());
    let state = config::other_state(&here, to, password).map_err(Failure::Problems)?;
    let password = password_of(project, &state)?;
    let store = open_store(project)?;
    nothing_under_way(&store)?;
    let other = Store::open(&state, password.as_ref()).map_err(anyhow::Error::new)?;
    if other.shown() == store.shown() {
        return Err(Failure::Usage(message::state::same_place(other.shown()).said()));
    }
    let copied = store.copy_into(&other, Others::Refuse).map_err(anyhow::Error::new)?;
    tell_copied(console, &copied, &other.shown());
    console.print(message::state::now_change_the_url());
    Ok(Exit::Done)
}

fn tell_copied(console: &Console, copied: &[TableContent], place: &str) {
    let rows = copied.iter().filter(|table| table.rows > 0);
    let rows: Vec<Vec<String>> = rows
        .map(|content| vec![content.table.clone(), content.rows.to_string(), content.digest[..12].to_owned()])
        .collect();
    let heads = console.heads(&[heads::table(), heads::rows(), heads::digest()]);
    if !rows.is_empty() {
        console.print(table(&heads, &rows).trim_end());
    }
    let all: u64 = copied.iter().map(|table| table.rows).sum();
    console.print(message::state::copied(all, place));
}

fn prune(project: &Project, console: &Console, dry_run: bool) -> Answer {
    let store = open_store(project)?;
    let now = Utc::now();
    let mut all = 0;
    for job in project.all_jobs() {
        let head = job.head();
        let (name, history) = (head.name.as_str(), head.history);
        let runs = if dry_run { store.prunable(name, history, now) } else { store.prune(name, history, now) };
        let runs = runs.map_err(anyhow::Error::new)?;
        all += runs;
        if runs > 0 {
            console.print(match dry_run {
                true => message::state::would_forget(name, runs),
                false => message::state::forgotten(name, runs),
            });
        }
    }
    if !dry_run {
        let before = store.standing().map_err(anyhow::Error::new)?.bytes;
        store.compact().map_err(anyhow::Error::new)?;
        let after = store.standing().map_err(anyhow::Error::new)?.bytes;
        if after < before {
            console.print(message::state::room_given_back(size(before - after), size(after)));
        }
    }
    if all == 0 {
        console.print(message::state::nothing_to_forget());
    }
    Ok(Exit::Done)
}
