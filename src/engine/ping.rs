//! Tells the address of a job that a run begins and how it ended, for one who notices when it is told nothing. That
//! never fails a run, and holds it for a moment only.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tracing::Instrument as _;
use url::Url;

use super::frame::{Ended, Setting};
use super::keyring::Keyring;
use super::{reason, trace};
use crate::message;
use crate::model::job::JobHead;
use crate::model::journal::Run;
use crate::model::ping::PingAt;
use crate::model::{RunId, RunState, Said};
use crate::systems::shared::{LARGEST_ANSWER, Way, ping};

/// The begin of a run is told for so long at most, while the run goes on.
const BEGIN: Duration = Duration::from_secs(15);
/// Its end is told for so long at most.
const END: Duration = Duration::from_secs(40);

/// Runs something to its end and tells the address of the job, where it has one: the end only once it is stored.
/// `whole` is as large as a run, and better in a box.
///
/// # Errors
/// Those of the run.
pub(super) async fn told(
    setting: &Setting,
    job: JobHead<'_>,
    run: &RunId,
    whole: impl Future<Output = anyhow::Result<Ended>>,
) -> anyhow::Result<Ended> {
    let Some(at) = job.ping else { return whole.await };
    let begins = tell(setting, job, at, BEGIN, Some("start"), run, RunState::Running.as_str());
    // One that begins and ends is told in this order.
    let (ended, ()) = futures::future::join(whole, begins).await;
    if let Ok(ended) = &ended {
        let record = &ended.report.run;
        let code = failed_with(record.state).map(|code| code.to_string());
        tell(setting, job, at, END, code.as_deref(), run, &line(record)).await;
    }
    ended
}

/// The exit code of a run that did not end well; `None`: it did, as the dead man counts it.
fn failed_with(state: RunState) -> Option<u8> {
    match state {
        RunState::Done | RunState::Partial => None,
        RunState::Refused => Some(3),
        RunState::Failed | RunState::Interrupted | RunState::Running => Some(1),
    }
}

/// What the other side keeps of a run: figures, no names.
fn line(run: &Run) -> String {
    let figures = [
        ("applied", run.applied),
        ("failed", run.failed),
        ("moved", run.changed_since_plan),
        ("unchanged", run.counts.unchanged),
        ("rejected", run.counts.reject),
    ];
    let figures = figures.map(|(name, number)| format!("{name}={number}"));
    format!("state={} {}", run.state.as_str(), figures.join(" "))
}

async fn tell(
    setting: &Setting,
    job: JobHead<'_>,
    at: &PingAt,
    limit: Duration,
    signal: Option<&str>,
    run: &RunId,
    line: &str,
) {
    let sent = async {
        let address = address(setting, at, signal, run).await?;
        let way = &setting.project.ping;
        let way = Way {
            timeout: way.timeout,
            largest_answer: LARGEST_ANSWER,
            ca_file: way.ca_file.as_deref(),
            certificate: None,
            proxy: None,
        };
        ping(way, &address, line).await
    };
    let span = trace::span("ping");
    let why = match tokio::time::timeout(limit, sent).instrument(span.clone()).await {
        Ok(Ok(())) => return,
        Ok(Err(why)) => why,
        Err(_) => message::remote::no_answer().said(),
    };
    trace::fail(&span, why.code());
    tracing::warn!(job = %job.name, signal = signal.unwrap_or("success"), reason = %why, "the ping was not taken");
}

/// The address for a signal, which names the run, so that a begin and an end that overlap with others are told apart.
async fn address(setting: &Setting, at: &PingAt, signal: Option<&str>, run: &RunId) -> Result<Url, Said> {
    let text = match at {
        PingAt::Url(url) => url.clone(),
        PingAt::Secret(reference) => {
            let read = Keyring::of(&setting.project).read_one(reference).await;
            read.map_err(|error| reason::of(&error))?.expose_secret().trim().to_owned()
        }
    };
    let unusable = || message::remote::no_web_address().said();
    // Nothing of it is told: it is a secret.
    let mut url = Url::parse(&text).map_err(|_| unusable())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unusable());
    }
    if let Some(signal) = signal {
        url.path_segments_mut().map_err(|()| unusable())?.pop_if_empty().push(signal);
    }
    url.query_pairs_mut().append_pair("rid", &run.0);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_did_not_end_well_is_told_with_the_exit_code_of_its_command() {
        let codes = [RunState::Done, RunState::Partial, RunState::Refused, RunState::Failed].map(failed_with);
        assert_eq!(codes, [None, None, Some(3), Some(1)]);
    }
}
