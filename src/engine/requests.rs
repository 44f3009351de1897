//! Runs that were asked for by the API: looked for in the state database, each done by one run of whichever program
//! comes first. Polling is enough; nothing in memory has to survive.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::message;
use crate::model::Said;
use crate::model::journal::Trigger;
use crate::model::project::Project;
use crate::store::{Store, StoreError};

use super::apart::apart;
use super::caught::caught;
use super::reason;
use super::run::Setting;
use super::timed::{refusal, run_for};

/// How often requests are looked for.
const LOOKS: Duration = Duration::from_secs(1);
/// How often it is looked whether something that was pushed was left by a run that did not end.
const LEFT: Duration = Duration::from_secs(60);
/// Pause after the state database could not be asked.
const PAUSE: Duration = Duration::from_secs(10);

/// A run that was asked for.
struct UnderWay {
    task: JoinHandle<()>,
    /// Asks it to stop.
    stop: Arc<AtomicBool>,
}

/// Runs what is asked for until the program is told to end; then lets the runs under way end.
pub(super) async fn keep_running(
    setting: Setting,
    projects: watch::Receiver<Arc<Project>>,
    mut quitting: watch::Receiver<bool>,
) {
    let mut runs: BTreeMap<String, UnderWay> = BTreeMap::new();
    let mut left = LeftPushes { looked_at: None };
    while !*quitting.borrow() {
        runs.retain(|_, run| !run.task.is_finished());
        let (store, project) = (setting.store.clone(), projects.borrow().clone());
        let asked = tokio::task::spawn_blocking(move || {
            left.ask(&store, &project)?;
            Ok((store.requested_jobs(Utc::now())?, left))
        });
        let asked: Result<Result<_, StoreError>, _> = asked.await;
        let mut pause = LOOKS;
        match asked {
            Ok(Ok((jobs, looked))) => {
                left = looked;
                for job in jobs {
                    runs.entry(job.clone()).or_insert_with(|| {
                        // Its own: a run that takes too long is stopped, and no other one.
                        let stop = Arc::new(AtomicBool::new(false));
                        let project = projects.borrow().clone();
                        let setting = Setting { project, stop: stop.clone(), ..setting.clone() };
                        UnderWay { task: begin(setting, job), stop }
                    });
                }
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "requests for runs could not be looked for");
                pause = PAUSE;
            }
            Err(error) => tracing::error!(%error, "requests for runs could not be looked for"),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = quitting.changed() => {}
        }
    }
    for run in runs.values() {
        run.stop.store(true, Ordering::Relaxed);
    }
    futures::future::join_all(runs.into_values().map(|run| run.task)).await;
}

/// When what was pushed was looked for last that no run has read and none was asked for.
#[derive(Debug, Clone, Copy)]
struct LeftPushes {
    looked_at: Option<Instant>,
}

impl LeftPushes {
    /// Asks for the runs: at once when the program has begun, as another one may have ended in the middle of a run.
    fn ask(&mut self, store: &Store, project: &Project) -> Result<(), StoreError> {
        let pause = match self.looked_at {
            None => TimeDelta::zero(),
            Some(at) if at.elapsed() >= LEFT => TimeDelta::from_std(LEFT).unwrap_or_default(),
            Some(_) => return Ok(()),
        };
        for job in project.ticket_jobs.values() {
            if job.has_inbox() {
                store.ask_for_left_pushes(job.name.as_str(), pause, Utc::now())?;
            }
        }
        self.looked_at = Some(Instant::now());
        Ok(())
    }
}

/// Does what is asked for of a job.
fn begin(setting: Setting, job: String) -> JoinHandle<()> {
    apart(move || async move {
        let done = caught(run(&setting, &job)).await;
        if let Err(error) = done {
            tracing::error!(%job, error = %format!("{error:#}"), "a run that was asked for could not be begun");
            // Not at once again: whatever it was takes its time.
            std::thread::sleep(LOOKS);
        }
    })
}

async fn run(setting: &Setting, name: &str) -> anyhow::Result<()> {
    let begun = Utc::now();
    let refuse = |why: Said| setting.store.refuse_requests(name, begun, &why);
    let Some(job) = setting.project.job(name) else {
        tracing::warn!(job = name, "a run was asked for of a job that is configured no more");
        return Ok(refuse(message::run::no_job_any_more(name).said())?);
    };
    let Err(error) = run_for(setting, job, Trigger::Request).await else { return Ok(()) };
    match refusal(&error) {
        // It waits for the end of the run under way, or another program has begun it.
        Some(StoreError::AlreadyRunning { .. } | StoreError::NothingRequested { .. }) => Ok(()),
        Some(_) => Err(error),
        None => {
            tracing::error!(job = name, error = %format!("{error:#}"), "no run");
            // What had waited and waits still has no run: it would be tried for ever.
            Ok(refuse(reason::of(&error))?)
        }
    }
}
