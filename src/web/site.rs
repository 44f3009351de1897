//! What all requests of the console share: the state database, the users, kept plans that were looked at, and
//! what was approved and goes on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::Utc;
use minijinja::Environment;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::errand::Errands;
use super::kept_plans::KeptPlans;
use super::limiter::Limiter;
use super::watch::Watch;
use crate::config::users;
use crate::engine::identity::Provider;
use crate::engine::run::{Manner, Setting, begin_plan, run_begun_plan};
use crate::engine::{reason, saved};
use crate::model::access::Users;
use crate::model::project::Project;
use crate::model::security::SecurityEvent;
use crate::model::{EntryState, Job, Plan, Run, RunId, RunState, Said};
use crate::store::{Store, StoreError};

/// Runs whose rows were counted and are not counted again for a while: that takes 80 ms where there are 200,000.
const COUNTED: usize = 64;
/// A settlement by hand changes rows of an ended run without another run: it shows after so long.
const COUNTED_FOR: Duration = Duration::from_secs(5);

/// Approved plans of which it is known what became of them; the journal knows it of all.
const WORKS: usize = 200;

/// Pages that are made at a time.
const PAGES: usize = 32;

/// A look at sources and targets for a page takes no longer: browsers and proxies give up soon after.
const LONGEST_LOOK: Duration = Duration::from_secs(75);

/// Runs that are asked to stop get so long for the batches in hand, as those of the schedule.
const GRACE: Duration = Duration::from_secs(120);

/// Names of cookies. Those that begin with `__Host-` browsers take by HTTPS alone and for this host alone; the others
/// they send to every port of a host, so that they tell which console they are of.
#[derive(Debug, Clone)]
pub struct CookieNames {
    /// The login.
    pub login: String,
    /// The form of the login.
    pub form: String,
    /// The browser, in which somebody has logged in.
    pub browser: String,
    /// The way to a provider and back.
    pub errand: String,
}

impl CookieNames {
    fn new(is_encrypted: bool, folder: &Path, port: u16) -> Self {
        if is_encrypted {
            let of = |what: &str| format!("__Host-stocktake{what}");
            return Self {
                login: of(""),
                form: of("-login"),
                browser: of("-browser"),
                errand: of("-errand"),
            };
        }
        // Ports of several machines can be one host by way of SSH.
        let node = rustix::system::uname();
        let mut hasher = Sha256::new();
        hasher.update(folder.as_os_str().as_encoded_bytes());
        hasher.update([0]);
        hasher.update(node.nodename().to_bytes());
        hasher.update(port.to_be_bytes());
        let mark = base16ct::lower::encode_string(&hasher.finalize()[..4]);
        let of = |what: &str| format!("stocktake{what}-{mark}");
        Self { login: of(""), form: of("-login"), browser: of("-browser"), errand: of("-errand") }
    }
}

/// The cookie of the language.
pub const LANGUAGE: &str = "stocktake-language";

/// What became of a plan that was approved here.
#[derive(Debug, Clone)]
pub enum Work {
    /// It is written.
    UnderWay,
    /// Its run has ended.
    Ended(RunId),
    /// It could not be begun, or not be closed.
    Failed(Said),
}

/// What became of plans that were approved here, as long as somebody may look at it: of the newest runs.
#[derive(Debug, Default)]
struct Works(BTreeMap<RunId, Work>);

impl Works {
    /// Begins the work of a run. `None`: it is under way; else what became of it before.
    fn begin(&mut self, of: &RunId) -> Option<Option<Work>> {
        if matches!(self.0.get(of), Some(Work::UnderWay)) {
            return None;
        }
        let before = self.0.insert(of.clone(), Work::UnderWay);
        // Ids of runs sort by time.
        let ended = |(_, work): &(&RunId, &Work)| !matches!(work, Work::UnderWay);
        while self.0.len() > WORKS {
            let Some(oldest) = self.0.iter().find(ended).map(|(run, _)| run.clone()) else { break };
            self.0.remove(&oldest);
        }
        Some(before)
    }
}

/// The console.
pub struct Site {
    /// For runs that begin here.
    setting: Setting,
    /// For pages.
    pub store: Store,
    projects: watch::Receiver<Arc<Project>>,
    /// Templates.
    pub templates: Environment<'static>,
    /// Wrong passwords.
    pub limiter: Limiter,
    /// Browsers reach it by HTTPS.
    pub is_encrypted: bool,
    /// Names of the cookies.
    pub cookies: CookieNames,
    /// What those who watch the program are told.
    pub watch: Watch,
    /// Pages that are made at a time: the threads are those of the runs, too.
    pub places: Semaphore,
    looks: Semaphore,
    /// Where people log in who have no password here.
    pub provider: Option<Arc<Provider>>,
    /// Errands to it that have ended.
    pub errands: Errands,
    plans: KeptPlans,
    counted: Mutex<Vec<CountedRows>>,
    works: Mutex<Works>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    /// For what waits.
    pub runtime: Handle,
    stop: Arc<AtomicBool>,
}

/// Rows of a run by state.
struct CountedRows {
    run: RunId,
    /// The newest run of its job then.
    newest: RunId,
    at: Instant,
    rows: Vec<(EntryState, u64)>,
}

impl Site {
    /// The console of a project.
    pub fn new(
        setting: Setting,
        store: Store,
        projects: watch::Receiver<Arc<Project>>,
        templates: Environment<'static>,
        provider: Option<Arc<Provider>>,
        port: u16,
        watch: Watch,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        Self {
            is_encrypted: setting.project.web.is_encrypted(),
            cookies: CookieNames::new(setting.project.web.is_encrypted(), &setting.project.folder, port),
            setting: Setting { stop: stop.clone(), ..setting },
            store,
            projects,
            templates,
            limiter: Limiter::default(),
            watch,
            places: Semaphore::new(PAGES),
            looks: Semaphore::new(1),
            provider,
            errands: Errands::default(),
            plans: KeptPlans::default(),
            counted: Mutex::default(),
            works: Mutex::default(),
            tasks: Mutex::default(),
            runtime: Handle::current(),
            stop,
        }
    }

    /// The project as it was read last.
    pub fn project(&self) -> Arc<Project> {
        self.projects.borrow().clone()
    }

    /// The users as they stand in their file now.
    ///
    /// # Errors
    /// The file cannot be used: nobody is let in then.
    pub fn users(&self, project: &Project) -> anyhow::Result<Users> {
        Ok(users::read(&project.web.users)?)
    }

    /// The kept plan of a run; `None`: too many requests wait for plans that are being read.
    ///
    /// # Errors
    /// The file cannot be read, or was changed.
    pub fn plan(&self, project: &Project, run: &RunId, path: &Path) -> anyhow::Result<Option<Arc<Plan>>> {
        let changed = std::fs::metadata(path).and_then(|file| file.modified()).ok();
        self.plans.of(run, changed, || saved::load(project, path))
    }

    /// How many rows a run has of each state. Rows of an ended run change only where another run of the job settles them
    /// or takes them back, or a person does.
    ///
    /// # Errors
    /// The state database fails.
    pub fn rows_by_state(&self, run: &Run) -> Result<Vec<(EntryState, u64)>, StoreError> {
        let newest = self.store.runs(Some(&run.job), 1)?;
        let newest = newest.first().filter(|newest| newest.state != RunState::Running);
        let (Some(newest), true) = (newest, run.state != RunState::Running) else {
            return self.store.entry_counts(&run.id);
        };
        let is_it = |kept: &&CountedRows| {
            kept.run == run.id && kept.newest == newest.id && kept.at.elapsed() < COUNTED_FOR
        };
        if let Some(kept) = lock(&self.counted).iter().find(is_it) {
            return Ok(kept.rows.clone());
        }
        let rows = self.store.entry_counts(&run.id)?;
        let mut counted = lock(&self.counted);
        counted.retain(|kept| kept.run != run.id);
        let (run, newest) = (run.id.clone(), newest.id.clone());
        counted.insert(0, CountedRows { run, newest, at: Instant::now(), rows: rows.clone() });
        counted.truncate(COUNTED);
        Ok(rows)
    }

    /// What a look at sources and targets finds; `None`: another one is under way, or it takes too long. One at a time:
    /// each reads as much as a run does.
    pub fn look<T>(&self, look: impl Future<Output = T>) -> Option<T> {
        let _one = self.looks.try_acquire().ok()?;
        self.runtime.block_on(async { tokio::time::timeout(LONGEST_LOOK, look).await.ok() })
    }

    /// What became of the plan of a run that was approved here.
    pub fn work(&self, of: &RunId) -> Option<Work> {
        lock(&self.works).0.get(of).cloned()
    }

    /// Takes the plan of a run for oneself; `None`: somebody has it. What is not applied is given back.
    pub fn claim(self: &Arc<Self>, of: &RunId) -> Option<Claim> {
        let before = lock(&self.works).begin(of)?;
        Some(Claim { site: self.clone(), of: of.clone(), before, is_used: false })
    }

    /// Writes into the security log.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn log(&self, event: &SecurityEvent) -> Result<(), StoreError> {
        let entry = self.store.log_security(event, Utc::now())?;
        tracing::info!(
            event = entry.kind,
            who = entry.who,
            from = entry.address,
            job = entry.job,
            about = entry.detail,
            entry = entry.place,
            digest = entry.digest,
            "security"
        );
        Ok(())
    }

    /// Applies a plan, or a part of it, in the background. What was decided is in the security log already: where no run
    /// can be begun, `unbegun` is told there, too.
    pub fn apply(
        self: &Arc<Self>,
        mut claim: Claim,
        project: Arc<Project>,
        job: Job,
        plan: Plan,
        manner: Manner,
        unbegun: SecurityEvent,
    ) {
        claim.is_used = true;
        let (site, of) = (self.clone(), claim.of.clone());
        let setting = Setting { project, ..self.setting.clone() };
        // A thread of its own: a run blocks for the state database and for planning.
        let task = self.runtime.spawn_blocking(move || {
            let ended = begin_plan(&setting, &job).inspect_err(|error| {
                if let Err(unlogged) = site.log(&unbegun.because(&reason::of(error))) {
                    tracing::error!(job = %job.name, error = %unlogged, "that no run was begun is not in the security log");
                }
            });
            let ended = ended.and_then(|run| {
                site.runtime.block_on(run_begun_plan(&setting, &job, run, plan, manner))
            });
            let work = match ended {
                Ok(ended) => match ended.report.run {
                    Run { state: RunState::Failed, message: Some(why), .. } => Work::Failed(why),
                    run => Work::Ended(run.id),
                },
                Err(error) => {
                    tracing::error!(job = %job.name, error = %format!("{error:#}"), "an approved plan was not applied");
                    Work::Failed(reason::of(&error))
                }
            };
            lock(&site.works).0.insert(of, work);
        });
        let mut tasks = lock(&self.tasks);
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }

    /// Asks the runs that began here to stop, and waits until they have ended.
    pub async fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        let ended = futures::future::join_all(tasks);
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::error!(
                "a run that the console began did not stop in time; the next one settles what is open"
            );
        }
    }
}

/// A plan that somebody is about to apply.
pub struct Claim {
    site: Arc<Site>,
    of: RunId,
    before: Option<Work>,
    is_used: bool,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        let mut works = lock(&self.site.works);
        match self.before.take() {
            Some(before) => works.0.insert(self.of.clone(), before),
            None => works.0.remove(&self.of),
        };
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> RunId {
        RunId(format!("{number:06}"))
    }

    #[test]
    fn what_became_of_plans_is_forgotten_the_oldest_first_and_never_what_is_under_way() {
        let mut works = Works::default();
        for number in 0..3 * WORKS {
            assert!(matches!(works.begin(&id(number)), Some(None)));
            assert!(works.begin(&id(number)).is_none(), "it is under way");
            if number > 0 {
                works.0.insert(id(number), Work::Ended(id(number)));
            }
        }
        assert_eq!(works.0.len(), WORKS);
        assert!(matches!(works.0.get(&id(0)), Some(Work::UnderWay)));
        assert!(works.0.contains_key(&id(3 * WORKS - 1)) && !works.0.contains_key(&id(1)));
        assert!(matches!(works.begin(&id(3 * WORKS - 1)), Some(Some(Work::Ended(_)))), "once more");
    }

    #[test]
    fn cookies_are_of_one_console() {
        let of =
            |is_encrypted, folder: &str, port| CookieNames::new(is_encrypted, Path::new(folder), port).login;
        assert_eq!(of(true, "/a", 1), "__Host-stocktake");
        assert_eq!(of(false, "/a", 1), of(false, "/a", 1));
        for other in [of(false, "/b", 1), of(false, "/a", 2)] {
            assert_ne!(of(false, "/a", 1), other);
        }
    }
}
