//! The project folder, the state, the jobs.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Finding;
use crate::config::users;
use crate::engine::reason;
use crate::engine::tell::next_run;
use crate::message::{Locale, Message, doctor};
use crate::model::clock::SKEW;
use crate::model::job::{JobHead, Language};
use crate::model::project::Project;
use crate::model::{MailState, RunState, Said, Say as _};
use crate::store::Store;

use super::super::db::size;
use super::super::open_store_if_there;

/// Less room than this ends runs.
const LITTLE_ROOM: u64 = 512 * 1024 * 1024;

/// Rights of its files, and the disk of its state.
pub(super) fn folder(folder: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    let settings = folder.join("stocktake.toml");
    let text = std::fs::read_to_string(&settings).unwrap_or_default();
    found.extend(rights(&settings, 0o022, doctor::others_write));
    for secret in secret_files(&text) {
        found.extend(rights(&folder.join(secret), 0o077, doctor::others_read));
    }
    let var = folder.join("var");
    if let Ok(here) = std::fs::metadata(&var) {
        let me = rustix::process::geteuid();
        let above = std::fs::metadata(folder).map(|above| above.dev());
        found.extend(rights_of_var(Var {
            mode: here.mode() & 0o777,
            is_ours: here.uid() == me.as_raw() || me.is_root(),
            is_volume: above.is_ok_and(|above| above != here.dev()),
        }));
        found.extend(disk(&var));
    }
    found
}

/// What is known of `var`.
#[derive(Debug, Clone, Copy)]
struct Var {
    mode: u32,
    is_ours: bool,
    /// It is mounted there.
    is_volume: bool,
}

/// That nobody else enters it and we may write. A cluster makes an `emptyDir` as 0777 of root, and nobody in the pod can
/// change that: all in it is made for its owner alone.
fn rights_of_var(var: Var) -> Vec<Finding> {
    let shown = format!("{:04o}", var.mode);
    let what = || doctor::rights_of("var");
    if !var.is_ours && var.is_volume && var.mode & 0o022 != 0 {
        return vec![Finding::look(what(), doctor::volume_is_open(shown))];
    }
    let entered = match var.mode & 0o077 {
        0 => Finding::ok(what(), doctor::rights_are(shown)),
        _ => Finding::bad(what(), doctor::others_enter(shown)),
    };
    let not_ours = (!var.is_ours).then(|| Finding::bad(what(), doctor::not_ours()));
    std::iter::once(entered).chain(not_ours).collect()
}

/// What stands in the settings as `file:PATH`.
fn secret_files(text: &str) -> Vec<PathBuf> {
    let quoted = text.split('"').skip(1).step_by(2);
    let mut files: Vec<PathBuf> =
        quoted.filter_map(|text| text.strip_prefix("file:")).map(PathBuf::from).collect();
    files.sort();
    files.dedup();
    files
}

/// That nobody has rights who should not; nothing where the file is not there, which others tell.
fn rights(path: &Path, too_many: u32, wrong: fn(String) -> Message) -> Option<Finding> {
    let mode = std::fs::metadata(path).ok()?.mode() & 0o777;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (what, shown) = (doctor::rights_of(name), format!("{mode:04o}"));
    Some(match mode & too_many {
        0 => Finding::ok(what, doctor::rights_are(shown)),
        _ => Finding::bad(what, wrong(shown)),
    })
}

/// The file with the users of the console; nothing where it is not there. How many there are is told, not who.
pub(super) fn users(project: &Project) -> Option<Finding> {
    let path = &project.web.users;
    path.exists().then(|| match users::read(path) {
        Ok(users) => Finding::ok(doctor::users(), doctor::users_are(users.user.len())),
        Err(error) => Finding::bad(doctor::users(), error.said()),
    })
}

fn disk(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let percent = (disk.f_bavail.saturating_mul(100)).checked_div(disk.f_blocks).unwrap_or_default();
    Some(match free < LITTLE_ROOM {
        true => Finding::bad(doctor::disk(), doctor::disk_short(size(free))),
        false => Finding::ok(doctor::disk(), doctor::disk_free(size(free), percent)),
    })
}

/// The state database, what waits in it, and how each job does.
pub(super) fn state_and_jobs(project: &Project, language: Language) -> Vec<Finding> {
    let store = match open_store_if_there(project) {
        Ok(Some(store)) => store,
        Ok(None) => {
            let now = Utc::now();
            let none = Finding::ok(doctor::state(), crate::message::state::no_tables_yet());
            let jobs = project.all_jobs().into_iter().map(|job| never_ran(job.head(), language, now));
            return std::iter::once(none).chain(jobs).collect();
        }
        Err(error) => return vec![Finding::bad(doctor::state(), reason::of(&error))],
    };
    let now = Utc::now();
    looked_at(project, &store, language, now)
        .unwrap_or_else(|error| vec![Finding::bad(doctor::state(), reason::of(&anyhow::Error::new(error)))])
}

fn looked_at(
    project: &Project,
    store: &Store,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, crate::store::StoreError> {
    let standing = store.standing()?;
    let mut found = vec![match standing.damage.is_empty() {
        true => {
            let version = standing.version.unwrap_or_default();
            Finding::ok(doctor::state(), doctor::state_is(standing.engine, size(standing.bytes), version))
        }
        false => Finding::bad(doctor::state(), crate::message::state::is_damaged()),
    }];
    if let Some(there) = store.its_time()? {
        let apart = (there - now).abs();
        if apart > SKEW {
            found.push(Finding::bad(doctor::clock(), doctor::clock_of_state(apart.num_seconds())));
        }
    }
    let waiting = store.unsent_mails()?;
    found.push(match waiting.iter().map(|mail| mail.attempts).max() {
        None => Finding::ok(doctor::mails(), doctor::no_mail_waits()),
        Some(tries) => Finding::look(doctor::mails(), doctor::mails_wait(waiting.len(), tries)),
    });
    if !project.webhooks.is_empty() {
        let mut unsent = store.unsent_messages()?;
        // What was for one that is gone nobody can send.
        unsent.retain(|message| project.webhooks.contains_key(&message.webhook));
        let waiting = unsent.iter().filter(|message| message.state == MailState::Waiting).count();
        found.push(match unsent.len() {
            0 => Finding::ok(doctor::webhooks(), doctor::no_message_waits()),
            all => Finding::look(doctor::webhooks(), doctor::messages_wait(waiting, all - waiting)),
        });
    }
    found.extend(of_inboxes(project, store, language, now)?);
    for job in project.all_jobs() {
        found.push(of_job(store, job.head(), language, now)?);
        let name = job.head().name.as_str();
        let open = store.open_entries(name)?.len() + store.open_acts(name)?.len();
        if open > 0 {
            found.push(Finding::look(doctor::open_writes(), doctor::some_open(open, name)));
        }
    }
    Ok(found)
}

/// Programs that listen look at inboxes more often than this.
const LISTENING: TimeDelta = TimeDelta::minutes(2);

/// Who pushes to jobs, where it may not be silent for ever.
fn of_inboxes(
    project: &Project,
    store: &Store,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, crate::store::StoreError> {
    let known = store.inboxes()?;
    let mut found = Vec::new();
    for job in project.ticket_jobs.values() {
        let Some(dead_man) = job.inbox_dead_man() else { continue };
        let (what, head) = (doctor::inbox(&job.name), job.head());
        let inbox = known.get(job.name.as_str()).copied().unwrap_or_default();
        let heard = inbox.heard_at.map_or_else(
            || Said::from(doctor::never_pushed()),
            |at| doctor::last_push(moment(head, language, at)).said(),
        );
        let is_watched = inbox.watched_at.is_some_and(|at| (now - at).abs() < LISTENING);
        found.push(if inbox.silent_from.is_some() {
            Finding::bad(what, doctor::inbox_silent(heard, dead_man.said()))
        } else if is_watched {
            Finding::ok(what, heard)
        } else {
            Finding::look(what, doctor::nobody_listens(heard))
        });
    }
    Ok(found)
}

fn of_job(
    store: &Store,
    job: JobHead<'_>,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Finding, crate::store::StoreError> {
    let shown = |time: DateTime<Utc>| moment(job, language, time);
    let (what, name, next) = (doctor::job(job.name), job.name.as_str(), next_of(job, language, now));
    let Some(last) = store.runs(Some(name), 1)?.into_iter().next() else {
        return Ok(never_ran(job, language, now));
    };
    if last.started_at > now + SKEW {
        return Ok(Finding::bad(what, doctor::clock_is_set_back(shown(last.started_at))));
    }
    let when = shown(last.started_at);
    Ok(match (store.last_good_run(name)?, matches!(last.state, RunState::Done | RunState::Running)) {
        (None, false) => Finding::bad(what, doctor::no_good_run(last.state, when, next)),
        (_, true) => Finding::ok(what, doctor::last_run(last.state, when, next)),
        (Some(_), false) => Finding::look(what, doctor::last_run(last.state, when, next)),
    })
}

fn never_ran(job: JobHead<'_>, language: Language, now: DateTime<Utc>) -> Finding {
    Finding::ok(doctor::job(job.name), doctor::never_ran(next_of(job, language, now)))
}

/// When it runs next, as the reader's language says it.
fn next_of(job: JobHead<'_>, language: Language, now: DateTime<Utc>) -> Said {
    next_run(job, now)
        .map_or_else(|| Said::from(doctor::by_hand()), |next| moment(job, language, next).into())
}

/// A time in the zone of a job.
fn moment(job: JobHead<'_>, language: Language, time: DateTime<Utc>) -> String {
    let zone = job.schedule.map_or(Tz::UTC, |schedule| schedule.zone);
    Locale::of(language, zone).moment(time)
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_volume_that_a_cluster_made_open_is_to_look_at_and_a_folder_that_somebody_opened_is_wrong() {
        let states = |mode: u32, is_ours: bool, is_volume: bool| {
            let found = rights_of_var(Var { mode, is_ours, is_volume });
            found.into_iter().map(|finding| finding.state).collect::<Vec<_>>()
        };
        assert_eq!(states(0o777, false, true), [State::Look]);
        assert_eq!(states(0o700, true, true), [State::Ok]);
        assert_eq!(states(0o777, true, false), [State::Bad]);
        assert_eq!(states(0o777, false, false), [State::Bad, State::Bad]);
        assert_eq!(states(0o700, false, true), [State::Ok, State::Bad]);
    }
}
