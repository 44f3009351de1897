//! The mail of a report: built once, so that every attempt sends the same bytes, and delivered by
//! SMTP or into a folder.

mod build;
mod files;
mod notice;
mod smtp;

#[cfg(test)]
mod smtp_server;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::message;
use crate::model::journal::RunId;
use crate::model::project::MailTransport;
use crate::model::said::{Said, Say};
use crate::model::secret::SecretString;

pub use build::build;
pub use notice::{GivenUp, Notice, Unheard, notice};

/// A mail that is ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltMail {
    /// Subject, not encoded.
    pub subject: String,
    /// Addresses it goes to.
    pub recipients: Vec<String>,
    /// The whole mail (RFC 5322), pure ASCII, lines ended by CR LF.
    pub eml: Vec<u8>,
    /// Its HTML part.
    pub html: String,
}

/// What delivery needs of a mail; all of it can be kept in a database until it is accepted.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// Sender, as in [`crate::model::project::Mail::from`].
    pub sender: &'a str,
    /// Addresses it goes to: all at first, then those of [`Undelivered::retry`].
    pub recipients: &'a [String],
    /// The whole mail.
    pub eml: &'a [u8],
    /// Its HTML part.
    pub html: &'a str,
    /// Run it tells of.
    pub run: &'a RunId,
    /// Job of the run.
    pub job: &'a str,
    /// Start of the run.
    pub started_at: DateTime<Utc>,
}

/// Why a mail did not reach everybody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum DeliveryError {
    /// Another attempt can help: the network, the server for now, the login, a full disk.
    Temporary(Undelivered),
    /// Another attempt cannot help: the server refuses the sender, the content or every remaining
    /// recipient with a 5xx reply (RFC 5321, 4.2.1), or an address is none.
    Permanent(Undelivered),
}

/// Who got a mail and who did not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undelivered {
    /// What went wrong for the mail as a whole; empty when it is about single recipients.
    pub reason: Said,
    /// Recipients for whom the server accepted it.
    pub delivered: Vec<String>,
    /// Recipients for whom another attempt can help; empty in a permanent error.
    pub retry: Vec<String>,
    /// Recipients that were refused, now (also in `retry`) or for good.
    pub refused: Vec<RefusedRecipient>,
}

/// A recipient that the server or we refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRecipient {
    /// Address.
    pub recipient: String,
    /// Why, in the server's words.
    pub reason: Said,
}

impl Say for DeliveryError {
    fn said(&self) -> Said {
        match self {
            Self::Temporary(undelivered) => message::mail::not_delivered_yet(undelivered).said(),
            Self::Permanent(undelivered) => message::mail::cannot_be_delivered(undelivered).said(),
        }
    }
}

impl Say for Undelivered {
    fn said(&self) -> Said {
        let mut parts = Vec::new();
        if !self.reason.is_empty() {
            parts.push(self.reason.clone());
        }
        let of_one = |one: &RefusedRecipient| message::mail::of_recipient(&one.recipient, &one.reason).said();
        parts.extend(self.refused.iter().map(of_one));
        if !self.delivered.is_empty() {
            parts.push(message::mail::delivered_to(self.delivered.join(", ")).said());
        }
        message::list::in_a_row(&parts)
    }
}

/// Hands a mail over. With SMTP, one refused recipient does not stop the others.
///
/// # Errors
/// Somebody did not get it; [`Undelivered`] says who, and with whom to try again.
pub async fn deliver(
    transport: &MailTransport,
    password: Option<&SecretString>,
    letter: &Letter<'_>,
) -> Result<(), DeliveryError> {
    match transport {
        MailTransport::None => Ok(()),
        MailTransport::Files(folder) => files::write(folder, letter).await,
        MailTransport::Smtp(server) => smtp::send(server, password, letter, smtp::Till::TheEnd).await,
    }
}

/// Tries everything about a mail but sending it: with SMTP connection, encryption, login, sender and each
/// recipient; with a folder a file.
///
/// # Errors
/// What would keep the mail, as a sentence. A recipient whom the server puts off is none: mails are tried again.
pub async fn attempt(
    transport: &MailTransport,
    password: Option<&SecretString>,
    sender: &str,
    recipients: &[String],
) -> Result<(), Said> {
    match transport {
        MailTransport::None => Ok(()),
        MailTransport::Files(folder) => files::attempt(folder).await,
        MailTransport::Smtp(server) => {
            let run = RunId(String::new());
            let (eml, html, job, started_at) = (&[][..], "", "", DateTime::default());
            let letter = Letter { sender, recipients, eml, html, run: &run, job, started_at };
            match smtp::send(server, password, &letter, smtp::Till::Recipients).await {
                Ok(()) => Ok(()),
                Err(DeliveryError::Temporary(undelivered))
                    if undelivered.reason.is_empty()
                        && undelivered.retry.len() == undelivered.refused.len() =>
                {
                    Ok(())
                }
                Err(DeliveryError::Temporary(undelivered) | DeliveryError::Permanent(undelivered)) => {
                    Err(Undelivered { delivered: Vec::new(), ..undelivered }.said())
                }
            }
        }
    }
}
