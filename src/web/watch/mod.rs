//! What those who watch the program are told: whether it is ready, and its figures. It has connections of its own to
//! the state database, so that neither waits for a page nor a page for them, asks it once at a time, and keeps what
//! was answered for a moment: strangers may ask, too.

mod figures;
mod probe;
mod sheet;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, mpsc};
use std::time::{Duration, Instant};

use chrono::Utc;

use self::figures::Figures;
use self::probe::Probe;
use crate::engine::pulse::Pulse;
use crate::message::{self, Message};
use crate::model::RunId;
use crate::model::job::{JobName, Schedule};
use crate::model::measures::Group;
use crate::model::project::Project;
use crate::store::{Store, StoreError};

/// What was answered is given again for so long.
const FRESH: Duration = Duration::from_secs(1);
/// Figures that are older are no figures.
const STALE: Duration = Duration::from_secs(60);
/// A state database that has not answered something else for so long is not asked.
const HANGS: Duration = Duration::from_secs(5);

/// The watch of a program.
#[derive(Debug)]
pub struct Watch {
    store: Arc<Store>,
    pulse: Arc<Pulse>,
    probe: Arc<Probe>,
    /// Who makes figures holds it.
    memory: Mutex<Memory>,
    /// Those that were made last.
    made: Mutex<Option<Made>>,
}

/// What needs not be found out for each answer.
#[derive(Debug, Default)]
struct Memory {
    /// What the newest run of a job wrote: of 100,000 rows it takes a moment, and it stays the same.
    written: BTreeMap<String, (RunId, Vec<Group>)>,
    /// The silence of a job that is too long, which goes through a year of its schedule.
    patience: BTreeMap<JobName, (Schedule, f64)>,
}

#[derive(Debug, Clone)]
struct Made {
    at: Instant,
    text: Arc<str>,
}

impl Watch {
    /// The watch of a program of this name, with connections of its own to the state database: one that waits to write does
    /// not hold the figures.
    pub fn new([store, tried]: [Store; 2], node: String, pulse: Arc<Pulse>) -> Self {
        let probe = Arc::new(Probe::of(tried, node));
        Self { store: Arc::new(store), pulse, probe, memory: Mutex::default(), made: Mutex::default() }
    }

    /// Whether the program does its work.
    ///
    /// # Errors
    /// Why not.
    pub fn ready(&self) -> Result<(), Message> {
        self.probe.ask()?;
        let standing = self.pulse.standing();
        if standing.is_empty() {
            return Ok(());
        }
        let jobs: Vec<&str> = standing.iter().map(JobName::as_str).collect();
        Err(message::web::schedule_stands(jobs.join(", ")))
    }

    /// The figures as Prometheus reads them; `None`: they are being made and take long.
    ///
    /// # Errors
    /// When they cannot be written down.
    pub fn figures(&self, project: &Project) -> Result<Option<Arc<str>>, fmt::Error> {
        let known = |longest: Duration| {
            let made = lock(&self.made).clone();
            made.filter(|made| made.at.elapsed() < longest).map(|made| made.text)
        };
        if let Some(text) = known(FRESH) {
            return Ok(Some(text));
        }
        let mut memory = match self.memory.try_lock() {
            Ok(memory) => memory,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(known(STALE)),
        };
        let at = Instant::now();
        let text: Arc<str> = self.look(project, &mut memory).text()?.into();
        *lock(&self.made) = Some(Made { at, text: text.clone() });
        Ok(Some(text))
    }

    fn look(&self, project: &Project, memory: &mut Memory) -> Figures {
        let now = Utc::now();
        let measures = match self.measures(project, memory) {
            Ok(measures) => measures,
            Err(error) => {
                tracing::warn!(%error, "figures without what the state database has");
                None
            }
        };
        // One that does not answer is not waited for once more.
        let is_kept = measures.is_some() && self.probe.ask().is_ok();
        let patience = memory.patience(project);
        let written = memory.written.iter().map(|(job, (_, rows))| (job.clone(), rows.clone())).collect();
        Figures::new(project, (measures, is_kept), written, patience, &self.pulse, now)
    }

    /// What the state database has; `None`: it does not answer.
    fn measures(
        &self,
        project: &Project,
        memory: &mut Memory,
    ) -> Result<Option<crate::model::measures::Measures>, StoreError> {
        if self.store.hangs_for() > HANGS {
            return Ok(None);
        }
        let jobs: Vec<String> = project.all_jobs().iter().map(|job| job.head().name.to_string()).collect();
        memory.written.retain(|job, _| jobs.contains(job));
        let store = self.store.clone();
        let asked =
            within(HANGS, move || store.measures(&jobs.iter().map(String::as_str).collect::<Vec<_>>()));
        let Some(measures) = asked.transpose()? else { return Ok(None) };
        for job in &measures.jobs {
            let Some(last) = &job.last else { continue };
            if memory.written.get(&job.job).is_none_or(|(run, _)| *run != last.id) {
                let written = self.store.written(&last.id)?;
                memory.written.insert(job.job.clone(), (last.id.clone(), written));
            }
        }
        Ok(Some(measures))
    }
}

impl Memory {
    /// The silence that is too long of each job with a schedule, in seconds.
    fn patience(&mut self, project: &Project) -> BTreeMap<String, f64> {
        let mut all = BTreeMap::new();
        for job in project.all_jobs() {
            let head = job.head();
            let Some(schedule) = head.schedule else { continue };
            let known = self.patience.get(head.name).filter(|(of, _)| of == schedule);
            let Some(seconds) = known.map(|(_, seconds)| *seconds).or_else(|| figures::patience(head)) else {
                continue;
            };
            self.patience.insert(head.name.clone(), (schedule.clone(), seconds));
            all.insert(head.name.to_string(), seconds);
        }
        all
    }
}

/// What comes of something that blocks, if it comes in time; a thread of its own waits for the rest.
fn within<T: Send + 'static>(longest: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (give, take) = mpsc::channel();
    let begun = std::thread::Builder::new().name("figures".to_owned()).spawn(move || give.send(work()));
    begun.ok()?;
    take.recv_timeout(longest).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
