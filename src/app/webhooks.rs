//! `webhooks`: who is told of changes by HTTP, what waits for them, and whether they take it.

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use crate::cli::{Format, Global, ListWebhooks, Webhooks as What, WebhooksCommand};
use crate::engine::{reason, webhooks};
use crate::message::{self, Alike, nearest};
use crate::model::MailState;
use crate::model::ping::PingAt;
use crate::model::project::Project;
use crate::model::webhook::{MessageStatus, Occasion, Webhook};

use super::print::{Console, table};
use super::{Answer, Exit, Failure, load, open_store, open_store_if_there};

/// `webhooks`
pub async fn webhooks(global: &Global, console: &Console, command: &WebhooksCommand) -> Answer {
    let project = load(global)?;
    match &command.what {
        None => list(console, &project, &command.list),
        Some(What::Test { webhook }) => test(console, &project, find(&project, webhook)?).await,
        Some(What::Retry { webhook }) => retry(console, &project, find(&project, webhook)?).await,
    }
}

fn find<'p>(project: &'p Project, name: &str) -> Result<&'p Webhook, Failure> {
    project.webhooks.get(name).ok_or_else(|| {
        let known: Vec<&str> = project.webhooks.keys().map(String::as_str).collect();
        let near = nearest(name, known.iter().copied(), Alike::Name).map(message::nearest::perhaps);
        Failure::Usage(message::webhooks::no_such(name, near, &known).said())
    })
}

/// Where it stands, as far as that is no secret.
fn place(webhook: &Webhook) -> String {
    match &webhook.at {
        PingAt::Secret(reference) => reference.to_string(),
        PingAt::Url(url) => {
            let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
            host.unwrap_or_default()
        }
    }
}

/// What a webhook has not taken yet.
struct Queue<'q> {
    waiting: Vec<&'q MessageStatus>,
    given_up: Vec<&'q MessageStatus>,
    sent: Option<DateTime<Utc>>,
}

impl Queue<'_> {
    /// The newest of what went wrong.
    fn last_failed(&self) -> Option<&MessageStatus> {
        let all = self.waiting.iter().chain(&self.given_up);
        all.copied().filter(|message| message.error.is_some()).max_by_key(|message| message.made_at)
    }

    fn next_try(&self) -> Option<DateTime<Utc>> {
        self.waiting.iter().map(|message| message.next_try_at).min()
    }
}

fn list(console: &Console, project: &Project, wanted: &ListWebhooks) -> Answer {
    let store = open_store_if_there(project)?;
    let (unsent, sent) = match &store {
        Some(store) => (
            store.unsent_messages().map_err(anyhow::Error::new)?,
            store.last_sent().map_err(anyhow::Error::new)?,
        ),
        None => Default::default(),
    };
    let queues = project.webhooks.values().map(|webhook| {
        let own = |state: MailState| {
            let of = unsent.iter().filter(|message| message.webhook == webhook.name);
            of.filter(|message| message.state == state).collect::<Vec<_>>()
        };
        let (waiting, given_up) = (own(MailState::Waiting), own(MailState::GivenUp));
        (webhook, Queue { waiting, given_up, sent: sent.get(&webhook.name).copied() })
    });
    match wanted.format {
        Format::Json => {
            let rows = queues.map(|(webhook, queue)| {
                json!({
                    "name": webhook.name, "format": webhook.format.as_str(), "at": place(webhook),
                    "events": webhook.occasions.iter().copied().map(Occasion::as_str).collect::<Vec<_>>(),
                    "jobs": webhook.jobs, "waiting": queue.waiting.len(),
                    "oldest_waiting_at": queue.waiting.iter().map(|message| message.made_at).min(),
                    "next_try_at": queue.next_try(), "given_up": queue.given_up.len(), "last_sent_at": queue.sent,
                    "last_error": queue.last_failed().map(|message| &message.error),
                })
            });
            console.print_json(&rows.collect::<Vec<_>>())?;
        }
        Format::Text if project.webhooks.is_empty() => console.print(message::webhooks::none()),
        Format::Text => {
            use message::webhooks::{
                head_at, head_error, head_format, head_given_up, head_name, head_sent, head_waiting, never,
            };
            let head = [
                head_name(),
                head_format(),
                head_at(),
                head_waiting(),
                head_given_up(),
                head_sent(),
                head_error(),
            ];
            let rows: Vec<Vec<String>> = queues
                .map(|(webhook, queue)| {
                    let error = queue.last_failed().and_then(|message| message.error.as_ref());
                    vec![
                        webhook.name.clone(),
                        webhook.format.as_str().to_owned(),
                        place(webhook),
                        queue.waiting.len().to_string(),
                        queue.given_up.len().to_string(),
                        queue.sent.map_or_else(|| console.say(never()), |at| console.say(at)),
                        error.map_or_else(|| "-".to_owned(), |error| console.say(error)),
                    ]
                })
                .collect();
            console.print(table(&console.heads(&head), &rows));
        }
    }
    Ok(Exit::Done)
}

async fn test(console: &Console, project: &Project, webhook: &Webhook) -> Answer {
    match webhooks::test(project, webhook).await {
        Ok(status) => {
            console.print(message::webhooks::taken(&webhook.name, status));
            Ok(Exit::Done)
        }
        Err(why) => {
            Err(Failure::Other(reason::told(message::webhooks::not_taken(&webhook.name, why).said())))
        }
    }
}

async fn retry(console: &Console, project: &Project, webhook: &Webhook) -> Answer {
    let store = open_store(project)?;
    let count = store.retry_messages(&webhook.name, Utc::now()).map_err(anyhow::Error::new)?;
    console.print(message::webhooks::tried_again(count, &webhook.name));
    webhooks::send_soon(project, &store).await;
    Ok(Exit::Done)
}
