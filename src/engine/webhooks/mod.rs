//! Those who are told of changes by HTTP: messages go out in the order in which they were made, each receiver by
//! itself, until they are taken. Nobody who is slow or dead holds a run or another receiver.

mod lost;
mod signature;
mod telling;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret as _;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use super::caught::caught;
use super::keyring::Keyring;
use super::reason;
use crate::message::{remote, webhooks as message};
use crate::model::Said;
use crate::model::news::News;
use crate::model::ping::PingAt;
use crate::model::project::Project;
use crate::model::secret::{SecretRef, SecretString};
use crate::model::webhook::{Format, Occasion, Webhook};
use crate::report;
use crate::store::{DueMessage, LONGEST_PAUSE, Store};
use crate::systems::shared::{LARGEST_ANSWER, Parcel, Undelivered, Way, deliver};

pub(super) use telling::{Bearing, closed, declined, interrupted, of_inbox, of_run, silent};

/// The webhooks of a project, by name.
pub type Webhooks = BTreeMap<String, Webhook>;

/// A message is given up after this time.
const GIVE_UP: TimeDelta = TimeDelta::days(3);
/// A message is given up after this number of tries at the earliest: a clock that went ahead makes none older.
const LEAST_TRIES: u32 = 10;
/// How long a message is ours beyond the time-outs of its name and its request.
const CLAIM: TimeDelta = TimeDelta::minutes(1);
/// How often the schedule looks for messages.
const ROUND: Duration = Duration::from_secs(3);
/// A command that made messages waits so long for them to be taken; the next one, or the schedule, goes on.
const SOON: Duration = Duration::from_secs(15);

/// Sends what is due to each receiver, all of them at once, until a time where there is one. Returns how many messages
/// were taken.
///
/// # Errors
/// When the state database fails; a receiver that takes nothing is recorded, not an error.
pub async fn send_due(project: &Project, store: &Store, until: Option<Instant>) -> anyhow::Result<usize> {
    let each = project.webhooks.values().map(|webhook| send_to(project, store, webhook, until));
    let sent = futures::future::join_all(each).await;
    sent.into_iter().sum()
}

/// The same for a command that has done its work: it waits a moment only.
pub async fn send_soon(project: &Project, store: &Store) {
    if let Err(error) = send_due(project, store, Some(Instant::now() + SOON)).await {
        tracing::error!(error = %format!("{error:#}"), "webhooks could not be sent");
    }
}

/// Sends what is due until it is told to stop, with a task for each receiver.
pub(super) async fn keep_sending(
    store: Arc<Store>,
    projects: watch::Receiver<Arc<Project>>,
    mut quitting: watch::Receiver<bool>,
) {
    let (mut sending, mut busy) = (JoinSet::new(), BTreeSet::new());
    while !*quitting.borrow() {
        while let Some(ended) = sending.try_join_next() {
            busy.remove(&ended.unwrap_or_default());
        }
        let project = projects.borrow().clone();
        for webhook in project.webhooks.values() {
            if busy.insert(webhook.name.clone()) {
                let (runtime, one) =
                    (Handle::current(), sent(project.clone(), store.clone(), webhook.clone()));
                // A state database that hangs holds no thread of the runtime.
                sending.spawn_blocking(move || runtime.block_on(one));
            }
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = quitting.changed() => {}
        }
    }
    while sending.join_next().await.is_some() {}
}

/// Sends what is due to one receiver, then mails what of it was given up. Says how many messages were taken.
async fn send_to(
    project: &Project,
    store: &Store,
    webhook: &Webhook,
    until: Option<Instant>,
) -> anyhow::Result<usize> {
    let taken = send_waiting(project, store, webhook, until).await?;
    lost::mail(project, store, &webhook.name, Utc::now()).await?;
    Ok(taken)
}

/// Sends what is due to one receiver, and says to which.
async fn sent(project: Arc<Project>, store: Arc<Store>, webhook: Webhook) -> String {
    if let Err(error) = caught(send_to(&project, &store, &webhook, None)).await {
        tracing::error!(webhook = %webhook.name, error = %format!("{error:#}"), "webhooks could not be sent");
    }
    webhook.name
}

async fn send_waiting(
    project: &Project,
    store: &Store,
    webhook: &Webhook,
    until: Option<Instant>,
) -> anyhow::Result<usize> {
    let time_outs = TimeDelta::from_std(webhook.timeout * 2).unwrap_or(TimeDelta::hours(1));
    let mut taken = 0;
    loop {
        if until.is_some_and(|until| until <= Instant::now()) {
            return Ok(taken);
        }
        // One at a time: another program may send the others meanwhile.
        let now = Utc::now();
        let Some(message) = store.due_message(&webhook.name, now, now + time_outs + CLAIM)? else {
            return Ok(taken);
        };
        let sending = send(project, webhook, &message.id, &message.body);
        // One that is cut off is given back, for whoever goes on.
        let sent = match until {
            Some(until) => tokio::time::timeout_at(until, sending)
                .await
                .unwrap_or_else(|_| Err(Undelivered::later(remote::no_answer()))),
            None => sending.await,
        };
        match sent {
            Ok(_) => {
                store.message_sent(&message.id, Utc::now())?;
                taken += 1;
            }
            Err(Undelivered::Gone(why)) => give_up(store, webhook, &message, &why)?,
            Err(Undelivered::Later { why, pause }) => {
                // The receiver is most likely down: the others wait for the next round.
                record_failure(store, webhook, &message, &why, pause)?;
                return Ok(taken);
            }
        }
    }
}

fn give_up(store: &Store, webhook: &Webhook, message: &DueMessage, why: &Said) -> anyhow::Result<()> {
    tracing::error!(webhook = %webhook.name, message = %message.id, reason = %why, "a webhook is given up");
    Ok(store.message_given_up(&message.id, why, Utc::now())?)
}

fn record_failure(
    store: &Store,
    webhook: &Webhook,
    message: &DueMessage,
    why: &Said,
    pause: Option<Duration>,
) -> anyhow::Result<()> {
    let now = Utc::now();
    if now.signed_duration_since(message.made_at) > GIVE_UP && message.attempts >= LEAST_TRIES {
        return give_up(store, webhook, message, why);
    }
    tracing::warn!(
        webhook = %webhook.name, message = %message.id, reason = %why,
        "a webhook was not taken and is tried again"
    );
    Ok(store.message_failed(&message.id, why, next_try(now, message.attempts + 1, pause))?)
}

/// When a message is tried again: by our own pauses, and not before the receiver asks for it.
fn next_try(now: DateTime<Utc>, failed: u32, pause: Option<Duration>) -> DateTime<Utc> {
    let pause = report::back_off(failed).max(pause.unwrap_or_default());
    now + TimeDelta::from_std(pause).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

/// Tries a webhook: sends a message that says so, now, past all that waits. Gives the status by which it was taken.
///
/// # Errors
/// Why it was not taken.
pub async fn test(project: &Project, webhook: &Webhook) -> Result<u16, Said> {
    let body = report::webhook::body(webhook, &News::of(Occasion::Test, &webhook.name, Utc::now()))?;
    let id = uuid::Uuid::now_v7().to_string();
    send(project, webhook, &id, &body).await.map_err(|not| match not {
        Undelivered::Gone(why) | Undelivered::Later { why, .. } => why,
    })
}

async fn send(project: &Project, webhook: &Webhook, id: &str, body: &str) -> Result<u16, Undelivered> {
    let written = address(project, webhook).await.map_err(Undelivered::later)?;
    let (mut address, mut body) = (written.clone(), body.to_owned());
    match webhook.format {
        Format::Ntfy => (address, body) = of_topic(&address, &body).map_err(Undelivered::later)?,
        Format::Standard | Format::Teams | Format::Slack | Format::Own(_) => {}
    }
    let at = Utc::now().timestamp();
    let mut headers = vec![
        ("content-type", webhook.format.content_type().to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at.to_string()),
    ];
    let mut signatures = Vec::new();
    for reference in &webhook.secrets {
        let secret = read(project, reference).await.map_err(Undelivered::later)?;
        let signature = signature::of(&secret, id, at, &body);
        let no_key = || Undelivered::later(message::secret_is_no_key(reference));
        signatures.push(signature.ok_or_else(no_key)?);
    }
    if !signatures.is_empty() {
        headers.push(("webhook-signature", signatures.join(" ")));
    }
    let token = match &webhook.token {
        Some(reference) => Some(read(project, reference).await.map_err(Undelivered::later)?),
        None => None,
    };
    let way = Way {
        timeout: webhook.timeout,
        largest_answer: LARGEST_ANSWER,
        ca_file: webhook.ca_file.as_deref(),
        certificate: None,
        proxy: None,
    };
    deliver(way, &Parcel { address: &address, written: &written, headers, token, body, reach: webhook.reach })
        .await
}

/// A secret, read anew for each message.
async fn read(project: &Project, reference: &SecretRef) -> Result<SecretString, Said> {
    let read = Keyring::of(project).read_one(reference).await;
    read.map_err(|error| reason::of(&error))
}

/// The address of a webhook. Nothing of one that cannot be used is told: it is a secret.
async fn address(project: &Project, webhook: &Webhook) -> Result<Url, Said> {
    let text = match &webhook.at {
        PingAt::Url(url) => url.clone(),
        PingAt::Secret(reference) => read(project, reference).await?.expose_secret().trim().to_owned(),
    };
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| remote::no_web_address().said())
}

/// A message of ntfy goes to the root of its server and names its topic, the last part of the address.
fn of_topic(address: &Url, body: &str) -> Result<(Url, String), Said> {
    let topic = address.path_segments().and_then(|mut parts| parts.next_back());
    let topic = topic.filter(|topic| !topic.is_empty()).ok_or_else(|| message::no_topic().said())?;
    let mut root = address.clone();
    if let Ok(mut parts) = root.path_segments_mut() {
        parts.pop().push("");
    }
    let mut message: serde_json::Value =
        serde_json::from_str(body).map_err(|error| message::no_json(error).said())?;
    message["topic"] = topic.into();
    Ok((root, message.to_string()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_receiver_is_left_alone_as_long_as_it_asks_for_within_reason() {
        let now = Utc::now();
        let pause = |failed, asked: Option<u64>| {
            (next_try(now, failed, asked.map(Duration::from_secs)) - now).num_seconds()
        };
        assert_eq!(pause(1, None), 60);
        assert_eq!(pause(1, Some(7)), 60);
        assert_eq!(pause(1, Some(600)), 600);
        assert_eq!(pause(9, None), 3_600);
        assert_eq!(pause(1, Some(u64::MAX)), 6 * 3_600);
    }

    #[test]
    fn a_message_of_ntfy_names_the_topic_of_its_address() {
        let of = |url: &str| of_topic(&Url::parse(url).unwrap(), "{\"title\":\"x\"}");
        let (root, body) = of("https://ntfy.example.org/nightly-1").unwrap();
        assert_eq!(root.as_str(), "https://ntfy.example.org/");
        assert_eq!(body, "{\"title\":\"x\",\"topic\":\"nightly-1\"}");
        assert_eq!(of("https://example.org/ntfy/nightly").unwrap().0.as_str(), "https://example.org/ntfy/");
        assert!(of("https://ntfy.example.org/").is_err());
    }
}
