//! Runs all jobs at their times until it is told to stop; reads the configuration again on SIGHUP.
//!
//! What is due is decided by [`crate::schedule`]; which of several programs takes a tick by the
//! state database. Each job has its own task, so that a long run delays no other job.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex, watch};
use tokio_cron_scheduler::{Job as WakeUp, JobScheduler};

use crate::model::journal::Trigger;
use crate::model::measures::{Counted, TickOutcome};
use crate::model::project::{AnyJob, Project};
use crate::model::{JobName, RunId};
use crate::store::{Store, StoreError};

use super::alarm;
use super::apart::apart;
use super::caught::caught;
use super::outbox;
use super::pulse::Pulse;
use super::requests::keep_running;
use super::run::{Setting, settle_early};
use super::systemd;
use super::timed::{GRACE, longest, refusal, run_for};
use super::{settle, settle_tickets_early, webhooks};
use crate::schedule::{Due, Lateness, Timetable};

/// Times are looked at again at least this often: clocks are set, machines sleep.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// Pause before what is open is settled, and between two attempts.
const BETWEEN_SETTLINGS: Duration = Duration::from_secs(4 * 60);
/// How often what the same runs left open is settled before their next run.
const SETTLINGS: u32 = 5;
/// A state database that does not answer for so long is not waited for by a program that is to end.
pub const HUNG: Duration = Duration::from_secs(10);

/// A start that is later than this is late.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// Mails of the last runs are sent for so long while the program ends.
const LAST_MAILS: Duration = Duration::from_secs(15);

/// Serves until SIGINT or SIGTERM, with signs of life in `pulse`. `reload` reads the configuration, or says what is
/// wrong with it.
///
/// # Errors
/// When the state database fails at the start, or signals cannot be received.
pub async fn serve(
    setting: Setting,
    pulse: Arc<Pulse>,
    reload: impl Fn() -> Result<Arc<Project>, String> + Send,
) -> anyhow::Result<()> {
    let wakes = JobScheduler::new().await?;
    wakes.start().await?;
    let wakes = Arc::new(Mutex::new(wakes));
    let (quit, quitting) = watch::channel(false);
    let (project, projects) = watch::channel(setting.project.clone());
    let mails = apart({
        let (setting, quitting) = (setting.clone(), quitting.clone());
        move || keep_sending(setting, projects, quitting)
    });
    let telling =
        tokio::spawn(webhooks::keep_sending(setting.store.clone(), project.subscribe(), quitting.clone()));
    let settling = apart({
        let (setting, projects, quitting) = (setting.clone(), project.subscribe(), quitting.clone());
        move || keep_settling(setting, projects, quitting)
    });
    let mut requests = tokio::spawn(keep_running(setting.clone(), project.subscribe(), quitting.clone()));
    let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
    let mut current = setting;
    let mut tasks = start_jobs(&current, &pulse, &wakes, BTreeMap::new());
    announce(&current.project);
    let (shutdown, mut beats) = (shutdown_signal(), systemd::beats());
    tokio::pin!(shutdown);
    systemd::is_up();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            _ = beats.tick() => systemd::lives(),
            _ = hangup.recv() => {
                systemd::reloads();
                match reload() {
                    Ok(new) => {
                        tracing::info!("configuration read again");
                        pulse.has_read(true, Utc::now());
                        current = Setting { project: new, ..current };
                        let _ = project.send(current.project.clone());
                        announce(&current.project);
                        tasks = start_jobs(&current, &pulse, &wakes, tasks);
                    }
                    Err(problems) => {
                        pulse.has_read(false, Utc::now());
                        tracing::error!("the new configuration is not valid, the old one is kept:\n{problems}");
                    }
                }
                systemd::is_up();
            }
        }
    }
    tracing::info!("stopping");
    systemd::ends();
    let _ = quit.send(true);
    let deadline = tokio::time::Instant::now() + GRACE;
    let asked_for = ends_in_time(&mut requests, deadline, &current.store);
    let ((), ended) = tokio::join!(stop_jobs(tasks, &current.store), asked_for);
    if !ended {
        tracing::error!("a run that was asked for did not stop in time; the next one settles what is open");
    }
    // It may be held by a state database that hangs; what it did not settle the next start does.
    let _ = tokio::time::timeout(HUNG, settling).await;
    send_the_last(mails, telling, current).await;
    wakes.lock().await.shutdown().await?;
    Ok(())
}

/// Ends when the state database has not answered one call for so long.
pub async fn frozen(store: &Store, limit: Duration) {
    while store.hangs_for() < limit {
        tokio::time::sleep(Duration::from_millis(200).min(limit)).await;
    }
}

/// Sends the mails and webhooks of the runs that have just ended, on a thread that nobody has to wait for: neither a database
/// nor a server that hangs keeps the program from ending. What was not sent is sent by the next start.
async fn send_the_last(
    mails: tokio::task::JoinHandle<()>,
    telling: tokio::task::JoinHandle<()>,
    setting: Setting,
) {
    let sending = apart(move || async move {
        let (project, store) = (&setting.project, &setting.store);
        let of_mails = async {
            let _ = mails.await;
            outbox::send_due(project, store).await
        };
        let of_webhooks = async {
            let _ = telling.await;
            webhooks::send_due(project, store, None).await
        };
        let (mailed, told) = tokio::join!(of_mails, of_webhooks);
        mailed.and(told)
    });
    match tokio::time::timeout(LAST_MAILS, sending).await {
        Ok(Ok(Ok(_))) => {}
        Ok(Ok(Err(error))) => {
            tracing::error!(error = %format!("{error:#}"), "mails or webhooks could not be sent")
        }
        Ok(Err(error)) => tracing::error!(%error, "mails or webhooks could not be sent"),
        Err(_) => tracing::error!("mails or webhooks could not be sent in time; the next start sends them"),
    }
}

/// Waits for SIGINT or SIGTERM.
pub async fn shutdown_signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be received");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

fn announce(project: &Project) {
    let now = Utc::now();
    let mut scheduled = 0;
    for job in project.all_jobs() {
        let job = job.head();
        if let Some(next) = super::tell::next_run(job, now) {
            scheduled += 1;
            tracing::info!(job = %job.name, next = %next.to_rfc3339(), "scheduled");
        }
    }
    if scheduled == 0 {
        tracing::warn!("no job has a schedule: nothing will run");
    }
}

struct Task {
    /// Flags of the run under way: of this task, and of those it took over from.
    stops: Vec<Arc<AtomicBool>>,
    quit: watch::Sender<bool>,
    handle: tokio::task::JoinHandle<()>,
}

type Wakes = Arc<Mutex<JobScheduler>>;

/// Starts a task per job. A run of `before`, the tasks of the configuration before, goes on to its end;
/// the new task of its job takes over then.
fn start_jobs(
    setting: &Setting,
    pulse: &Arc<Pulse>,
    wakes: &Wakes,
    mut before: BTreeMap<JobName, Task>,
) -> BTreeMap<JobName, Task> {
    for task in before.values() {
        let _ = task.quit.send(true);
    }
    let mut tasks = BTreeMap::new();
    let heads = setting.project.all_jobs().into_iter().map(AnyJob::head);
    let heads: Vec<_> = heads.filter(|job| job.schedule.is_some()).collect();
    pulse.watches(&heads.iter().map(|job| job.name.clone()).collect::<BTreeSet<_>>());
    for job in heads {
        let stop = Arc::new(AtomicBool::new(false));
        let (quit, quitting) = watch::channel(false);
        let own = Setting { stop: stop.clone(), ..setting.clone() };
        let (name, job, wakes, pulse) = (job.name.clone(), job.name.clone(), wakes.clone(), pulse.clone());
        let (mut stops, old) = match before.remove(&name) {
            Some(task) => (task.stops, Some(task.handle)),
            None => (Vec::new(), None),
        };
        stops.push(stop);
        // A run blocks for planning, too.
        let handle = apart(move || async move {
            if let Some(old) = old {
                let _ = old.await;
            }
            keep_time(own, &job, &pulse, wakes, quitting).await;
        });
        tasks.insert(name, Task { stops, quit, handle });
    }
    // Jobs that are no longer configured: their runs end by themselves.
    tasks.extend(before);
    tasks
}

/// Lets runs finish the batches in hand, all at once, for as long as the grace lasts and the state database
/// answers.
async fn stop_jobs(tasks: BTreeMap<JobName, Task>, store: &Store) {
    for task in tasks.values() {
        task.stops.iter().for_each(|stop| stop.store(true, Ordering::Relaxed));
        let _ = task.quit.send(true);
    }
    let deadline = tokio::time::Instant::now() + GRACE;
    for (job, mut task) in tasks {
        if !ends_in_time(&mut task.handle, deadline, store).await {
            tracing::error!(%job, "the run did not stop in time and is cut off; the next one settles what is open");
        }
    }
}

async fn ends_in_time(
    task: &mut tokio::task::JoinHandle<()>,
    deadline: tokio::time::Instant,
    store: &Store,
) -> bool {
    loop {
        if tokio::time::timeout(Duration::from_millis(500), &mut *task).await.is_ok() {
            return true;
        }
        if tokio::time::Instant::now() >= deadline || store.hangs_for() > HUNG {
            return false;
        }
    }
}

/// The life of one job: waits, asks what is due, runs.
async fn keep_time(
    setting: Setting,
    name: &JobName,
    pulse: &Pulse,
    wakes: Wakes,
    mut quitting: watch::Receiver<bool>,
) {
    let Some(any) = setting.project.job(name.as_str()) else { return };
    let job = any.head();
    let Some(schedule) = job.schedule else { return };
    let timetable = match Timetable::new(job.name, schedule) {
        Ok(timetable) => timetable,
        Err(error) => {
            tracing::error!(job = %job.name, %error, "the schedule cannot be read");
            return;
        }
    };
    while !*quitting.borrow() {
        let now = Utc::now();
        pulse.looks(name);
        let looked = caught(look_once(&setting, any, &timetable, pulse, now)).await;
        let wake_at = match looked {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(job = %job.name, error = %format!("{error:#}"), "the schedule could not be followed");
                Some(now + LONGEST_SLEEP)
            }
        };
        if let Err(error) = caught(alarm::watch(&setting, job, &timetable, Utc::now())).await {
            tracing::error!(job = %job.name, error = %format!("{error:#}"), "the dead-man watch failed");
        }
        pulse.looks(name);
        tokio::select! {
            () = sleep_until(&wakes, wake_at) => {}
            _ = quitting.changed() => {}
        }
    }
}

/// Asks once what is due, and does it. Returns when to ask again.
async fn look_once(
    setting: &Setting,
    any: AnyJob<'_>,
    timetable: &Timetable,
    pulse: &Pulse,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<DateTime<Utc>>> {
    let job = any.head();
    let (store, name) = (&setting.store, job.name.as_str());
    let Some(last) = store.last_tick(name)? else {
        // A new job catches up with nothing.
        store.claim_tick(name, now, &setting.node, now)?;
        return Ok(Some(now));
    };
    if timetable.is_ahead(last, now) {
        tracing::warn!(job = name, last = %last.to_rfc3339(), "the clock was ahead at the last start; the job goes on by the clock as it is");
        store.take_back_ticks(name, last, now)?;
        return Ok(Some(now));
    }
    match timetable.due(Some(last), last, now) {
        Due::NotYet { next } => Ok(next),
        Due::Frozen { until, .. } => Ok(Some(until)),
        Due::TooLate { tick, cause, next, coalesced } => {
            if store.claim_tick(name, tick, &setting.node, now)? {
                let outcome = match cause {
                    Lateness::Freeze => TickOutcome::Frozen,
                    Lateness::Missed => TickOutcome::TooLate,
                };
                count(store, name, outcome, u64::from(coalesced) + 1);
                tracing::warn!(job = name, tick = %tick.to_rfc3339(), ?cause, "the start is too late and left out");
                alarm::too_late(setting, job, tick, cause, now).await?;
            }
            Ok(next)
        }
        Due::Run { tick, coalesced } => {
            if store.claim_tick(name, tick, &setting.node, now)? {
                let is_late = now - timetable.start_of(tick) > LATE;
                let outcome = if is_late { TickOutcome::Late } else { TickOutcome::OnTime };
                count(store, name, outcome, 1);
                if coalesced > 0 {
                    count(store, name, TickOutcome::MadeUp, coalesced.into());
                    tracing::info!(
                        job = name,
                        missed = coalesced,
                        "missed starts are made up for by this one run"
                    );
                }
                run_due(setting, any, pulse).await?;
            }
            Ok(Some(Utc::now()))
        }
    }
}

/// Counts starts. A number that cannot be written stops no run.
fn count(store: &Store, job: &str, outcome: TickOutcome, times: u64) {
    if let Err(error) = store.count(job, Counted::Tick(outcome), times) {
        tracing::warn!(job, %error, "a start was not counted");
    }
}

async fn run_due(setting: &Setting, any: AnyJob<'_>, pulse: &Pulse) -> anyhow::Result<()> {
    let job = any.head();
    pulse.runs(job.name, longest(job).saturating_add(GRACE));
    match run_for(setting, any, Trigger::Schedule).await {
        Err(error) if matches!(refusal(&error), Some(StoreError::AlreadyRunning { .. })) => {
            count(&setting.store, job.name.as_str(), TickOutcome::Overlapped, 1);
            tracing::warn!(job = %job.name, error = %format!("{error:#}"), "no run");
        }
        Err(error) => tracing::error!(job = %job.name, error = %format!("{error:#}"), "no run"),
        Ok(()) => {}
    }
    Ok(())
}

/// Sleeps until a time, a minute at most, woken by the scheduler.
async fn sleep_until(wakes: &Wakes, at: Option<DateTime<Utc>>) {
    let wait = at
        .map_or(LONGEST_SLEEP, |at| (at - Utc::now()).to_std().unwrap_or(Duration::ZERO))
        .min(LONGEST_SLEEP);
    if wait < Duration::from_secs(1) {
        tokio::time::sleep(wait.max(Duration::from_millis(10))).await;
        return;
    }
    let (wake, woken) = tokio::sync::oneshot::channel();
    let wake = std::sync::Mutex::new(Some(wake));
    let one_shot = WakeUp::new_one_shot(wait, move |_, _| {
        if let Ok(mut wake) = wake.lock()
            && let Some(wake) = wake.take()
        {
            let _ = wake.send(());
        }
    });
    let added = match one_shot {
        Ok(job) => wakes.lock().await.add(job).await.is_ok(),
        Err(_) => false,
    };
    // Should the scheduler fail us, the clock of the runtime wakes us a little later.
    let late = wait + Duration::from_secs(if added { 2 } else { 0 });
    tokio::select! {
        _ = woken => {}
        () = tokio::time::sleep(late) => {}
    }
}

/// Settles what runs left open, some minutes after a start and after a run: PHP forgets a session after 24
/// minutes without a call, and with it what proves the end of a write.
async fn keep_settling(
    setting: Setting,
    projects: watch::Receiver<Arc<Project>>,
    mut quitting: watch::Receiver<bool>,
) {
    let mut tried: BTreeMap<JobName, (Vec<RunId>, u32)> = BTreeMap::new();
    while !*quitting.borrow() {
        tokio::select! {
            () = tokio::time::sleep(BETWEEN_SETTLINGS) => {}
            _ = quitting.changed() => continue,
        }
        let setting = Setting { project: projects.borrow().clone(), ..setting.clone() };
        for job in setting.project.all_jobs() {
            let settled = tokio::select! {
                settled = caught(settle_some(&setting, job, &mut tried)) => settled,
                _ = quitting.changed() => return,
            };
            if let Err(error) = settled {
                tracing::warn!(job = %job.head().name, error = %format!("{error:#}"), "what a run left open could not be settled yet");
            }
        }
    }
}

/// Settles what is open of a job, some times for the same runs.
async fn settle_some(
    setting: &Setting,
    job: AnyJob<'_>,
    tried: &mut BTreeMap<JobName, (Vec<RunId>, u32)>,
) -> anyhow::Result<()> {
    let name = job.head().name;
    let (project, store) = (&setting.project, &setting.store);
    settle::interrupt_dead_runs(&project.webhooks, store, name.as_str(), &setting.node)?;
    let mut runs: Vec<RunId> = match job {
        AnyJob::Records(_) => {
            setting.store.open_entries(name.as_str())?.into_iter().map(|open| open.run).collect()
        }
        AnyJob::Tickets(_) => {
            setting.store.open_acts(name.as_str())?.into_iter().map(|open| open.run).collect()
        }
        AnyJob::Refs(_) => Vec::new(),
    };
    runs.dedup();
    if runs.is_empty() {
        tried.remove(name);
        return Ok(());
    }
    let (of_runs, times) = tried.entry(name.clone()).or_default();
    if *of_runs != runs {
        (*of_runs, *times) = (runs, 0);
    }
    // The desk is read whole each time.
    if *times < SETTLINGS {
        *times += 1;
        match job {
            AnyJob::Records(job) => settle_early(setting, job).await?,
            AnyJob::Tickets(job) => settle_tickets_early(setting, job).await?,
            AnyJob::Refs(_) => 0,
        };
    }
    Ok(())
}

/// Sends waiting mails every half minute.
async fn keep_sending(
    setting: Setting,
    projects: watch::Receiver<Arc<Project>>,
    mut quitting: watch::Receiver<bool>,
) {
    while !*quitting.borrow() {
        let project = projects.borrow().clone();
        if let Err(error) = caught(outbox::send_due(&project, &setting.store)).await {
            tracing::error!(error = %format!("{error:#}"), "mails could not be sent");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(30)) => {}
            _ = quitting.changed() => {}
        }
    }
}
