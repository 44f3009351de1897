//! Sends the mails that wait in the state database, and tries again until they are accepted.

use super::reason::{self, Context as _};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tracing::Instrument as _;

use crate::message;
use crate::model::job::JobHead;
use crate::model::project::{Mail, MailTransport, Project, Smtp};
use crate::model::report::Report;
use crate::model::said::Say;
use crate::model::secret::SecretString;
use crate::model::{OutgoingMail, RunId, Said};
use crate::report::mail::{DeliveryError, Letter, Notice, attempt as attempt_mail, build, deliver, notice};
use crate::report::{Templates, back_off};
use crate::store::{Store, time_of_id};

use super::keyring::Keyring;
use super::trace;

/// A mail is given up after this time.
const GIVE_UP: TimeDelta = TimeDelta::days(3);

/// A mail is given up after this many tries at the earliest; three days have about eighty.
const LEAST_TRIES: u32 = 40;

/// While we send a mail no other program does.
const CLAIM: TimeDelta = TimeDelta::minutes(10);

/// The mail of a report; `None` when mail is off or nobody gets one.
///
/// # Errors
/// A template of the user that fails; an address that is none.
pub fn compose(
    project: &Project,
    job: JobHead<'_>,
    report: &Report,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<OutgoingMail>> {
    let mail = of_job(project, job);
    if is_off(&mail) {
        return Ok(None);
    }
    let templates = Templates::load(mail.templates.as_deref())?;
    let built = build(report, &mail, &templates, domain(&mail), now)?;
    Ok(Some(OutgoingMail {
        id: uuid::Uuid::now_v7().to_string(),
        run: Some(report.run.id.clone()),
        subject: built.subject,
        recipients: built.recipients,
        eml: built.eml,
        html: built.html,
    }))
}

/// How mails of a job are sent, to whom and in which language.
pub fn of_job(project: &Project, job: JobHead<'_>) -> Mail {
    let mut mail = project.mail.clone();
    if !job.report.to.is_empty() {
        mail.to.clone_from(&job.report.to);
    }
    if let Some(language) = job.report.language {
        mail.language = language;
    }
    mail
}

/// Whether nobody gets a mail.
fn is_off(mail: &Mail) -> bool {
    matches!(mail.transport, MailTransport::None) || mail.to.is_empty()
}

/// The mail of a notice; `None` when mail is off or nobody gets one.
///
/// # Errors
/// An address that is none.
pub fn of_notice(
    what: &Notice<'_>,
    mail: &Mail,
    zone: Tz,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<OutgoingMail>> {
    if is_off(mail) {
        return Ok(None);
    }
    let id = uuid::Uuid::now_v7().to_string();
    let built = notice(what, mail, zone, &id, domain(mail), now)?;
    Ok(Some(OutgoingMail {
        id,
        run: None,
        subject: built.subject,
        recipients: built.recipients,
        eml: built.eml,
        html: built.html,
    }))
}

/// The domain of the sender, for message ids.
pub fn domain(mail: &Mail) -> &str {
    mail.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain.trim_end_matches('>'))
}

/// Sends what is due. Returns how many mails were accepted.
///
/// # Errors
/// When the state database fails; a server that refuses a mail is recorded, not an error.
pub async fn send_due(project: &Project, store: &Store) -> anyhow::Result<usize> {
    if matches!(project.mail.transport, MailTransport::None) {
        return Ok(0);
    }
    let mut sent = 0;
    loop {
        // One at a time: another program may send the others meanwhile.
        let now = Utc::now();
        let Some((mail, attempts)) = store.due_mails(now, now + CLAIM, 1)?.pop() else { return Ok(sent) };
        match send(project, store, &mail).await {
            Ok(()) => {
                store.mail_sent(&mail.id, Utc::now())?;
                sent += 1;
            }
            Err(error) => {
                record_failure(store, &mail, attempts, &error)?;
                if !matches!(error, SendError::Delivery(DeliveryError::Permanent(_))) {
                    // The server is most likely down: the others wait for the next round.
                    return Ok(sent);
                }
            }
        }
    }
}

fn record_failure(
    store: &Store,
    mail: &OutgoingMail,
    attempts: u32,
    error: &SendError,
) -> anyhow::Result<()> {
    let now = Utc::now();
    let age = now.signed_duration_since(time_of_id(&mail.id).unwrap_or(now));
    let text = error.said();
    match error {
        SendError::Delivery(DeliveryError::Permanent(_)) => {
            tracing::error!(mail = %mail.id, error = %text, "a mail cannot be delivered");
            store.mail_given_up(&mail.id, text, now)?;
        }
        // A clock that went ahead makes a mail no older.
        _ if age > GIVE_UP && attempts >= LEAST_TRIES => {
            tracing::error!(mail = %mail.id, error = %text, "a mail is given up");
            store.mail_given_up(&mail.id, text, now)?;
        }
        SendError::Delivery(DeliveryError::Temporary(undelivered)) => {
            tracing::warn!(mail = %mail.id, error = %text, "a mail could not be sent and is tried again");
            let wait = TimeDelta::from_std(back_off(attempts + 1)).unwrap_or(TimeDelta::hours(1));
            store.mail_failed(&mail.id, text, now + wait, &undelivered.retry)?;
        }
        SendError::Setup(_) => {
            tracing::warn!(mail = %mail.id, error = %text, "a mail could not be sent and is tried again");
            let wait = TimeDelta::from_std(back_off(attempts + 1)).unwrap_or(TimeDelta::hours(1));
            store.mail_failed(&mail.id, text, now + wait, &[])?;
        }
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    #[error("{0:#}")]
    Setup(anyhow::Error),
}

impl Say for SendError {
    fn said(&self) -> Said {
        match self {
            Self::Delivery(error) => error.said(),
            Self::Setup(error) => reason::of(error),
        }
    }
}

async fn send(project: &Project, store: &Store, mail: &OutgoingMail) -> Result<(), SendError> {
    let password = password(project).await.map_err(SendError::Setup)?;
    let run = mail
        .run
        .as_ref()
        .map(|run| store.run(&run.0))
        .transpose()
        .map_err(|error| SendError::Setup(error.into()))?;
    let run = run.flatten();
    let none = RunId(mail.id.clone());
    let letter = Letter {
        sender: &project.mail.from,
        recipients: &mail.recipients,
        eml: &mail.eml,
        html: &mail.html,
        run: mail.run.as_ref().unwrap_or(&none),
        job: run.as_ref().map_or("stocktake", |run| run.job.as_str()),
        started_at: run
            .as_ref()
            .map(|run| run.started_at)
            .or_else(|| time_of_id(&mail.id))
            .unwrap_or_default(),
    };
    let server = match &project.mail.transport {
        MailTransport::Smtp(server) => Some((server.host.as_str(), server.port)),
        MailTransport::Files(_) | MailTransport::None => None,
    };
    let span = trace::mail(server, mail.recipients.len());
    let delivered = deliver(&project.mail.transport, password.as_ref(), &letter);
    Ok(delivered
        .instrument(span.clone())
        .await
        .inspect_err(|error| trace::fail(&span, error.said().code()))?)
}

/// Tries everything about the mails of a project but sending one: to everybody to whom any job reports.
///
/// # Errors
/// Why mail cannot be sent.
pub async fn attempt(project: &Project) -> anyhow::Result<usize> {
    let password = password(project).await?;
    let mut recipients = project.mail.to.clone();
    for job in project.all_jobs() {
        recipients.extend(job.head().report.to.iter().cloned());
    }
    recipients.sort();
    recipients.dedup();
    attempt_mail(&project.mail.transport, password.as_ref(), &project.mail.from, &recipients)
        .await
        .map_err(reason::told)?;
    Ok(recipients.len())
}

/// The password of the mail server, read anew for each mail.
async fn password(project: &Project) -> anyhow::Result<Option<SecretString>> {
    match &project.mail.transport {
        MailTransport::Smtp(Smtp { login: Some((_, secret)), .. }) => {
            let read = Keyring::of(project).read_one(secret).await;
            read.with_context(|| message::mail::needs_secret(secret)).map(Some)
        }
        MailTransport::Smtp(Smtp { login: None, .. }) | MailTransport::Files(_) | MailTransport::None => {
            Ok(None)
        }
    }
}
