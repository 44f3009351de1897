//! One mail over one SMTP connection (RFC 5321). Each recipient is asked for by itself, so that a
//! refused one does not stop the others; every step has its time limit.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::build::mailbox;
use super::{DeliveryError, Letter, RefusedRecipient, Undelivered};
use crate::message;
use crate::model::hidden::Hidden;
use crate::model::project::{Smtp, SmtpTls};
use crate::model::said::{Said, Say};
use crate::model::secret::{ExposeSecret, SecretString};

/// How many times longer the server may take to accept the content: it looks for viruses first,
/// and a sender that gives up then sends the mail twice (RFC 5321, 4.5.3.2.6).
const CONTENT_TIMES: u32 = 10;

/// Login methods, the safest reply first; both send the password as it is.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Replies that are about the login or the encryption, which somebody can set right, and not about
/// the mail (RFC 4954, 6; RFC 3207, 4).
const ABOUT_LOGIN: [u16; 5] = [530, 534, 535, 538, 454];

/// Why the mail as a whole did not go.
#[derive(Debug)]
enum Failure {
    /// Another attempt can help.
    Temporary(Said),
    /// It cannot.
    Permanent(Said),
}

/// A recipient and what the server said.
enum Answer {
    Accepted,
    Later(Said),
    Never(Said),
}

/// What the server, or the check before, said of a recipient.
struct Answered<'l> {
    recipient: &'l String,
    answer: Answer,
}

/// A recipient with the address in it.
struct Addressed<'l> {
    recipient: &'l String,
    address: Address,
}

/// How far a mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Till {
    /// To its recipients.
    TheEnd,
    /// Until the server has said of each recipient whether it takes his mail; nothing is sent.
    Recipients,
}

/// Sends the mail to all recipients, or asks the server whether it would take it.
pub(super) async fn send(
    server: &Smtp,
    password: Option<&SecretString>,
    letter: &Letter<'_>,
    till: Till,
) -> Result<(), DeliveryError> {
    let mut answers: Vec<Answered<'_>> = Vec::new();
    let mut addresses: Vec<Addressed<'_>> = Vec::new();
    for recipient in letter.recipients {
        match mailbox(recipient) {
            Ok(mailbox) => addresses.push(Addressed { recipient, address: mailbox.email }),
            Err(error) => answers.push(Answered { recipient, answer: Answer::Never(error.said()) }),
        }
    }
    let went = match mailbox(letter.sender) {
        Err(error) => Err(Failure::Permanent(error.said())),
        Ok(_) if addresses.is_empty() => Ok(()),
        Ok(sender) => {
            transact(Way { server, password, till }, letter, sender.email, addresses, &mut answers).await
        }
    };
    // Servers echo what they were sent, the login in Base64 too.
    let hidden = password.map(Hidden::of).unwrap_or_default();
    judge(letter, went, answers).map_err(|error| match error {
        DeliveryError::Temporary(undelivered) => {
            DeliveryError::Temporary(without_secrets(undelivered, &hidden))
        }
        DeliveryError::Permanent(undelivered) => {
            DeliveryError::Permanent(without_secrets(undelivered, &hidden))
        }
    })
}

fn without_secrets(undelivered: Undelivered, hidden: &Hidden) -> Undelivered {
    let refused = undelivered.refused.into_iter().map(|refused| RefusedRecipient {
        reason: refused.reason.map(|text| hidden.redact(text)),
        ..refused
    });
    Undelivered {
        reason: undelivered.reason.map(|text| hidden.redact(text)),
        refused: refused.collect(),
        delivered: undelivered.delivered,
        retry: undelivered.retry,
    }
}

/// Sums up who got the mail.
fn judge(
    letter: &Letter<'_>,
    went: Result<(), Failure>,
    answers: Vec<Answered<'_>>,
) -> Result<(), DeliveryError> {
    let mut undelivered = Undelivered::default();
    let mut never: Vec<&String> = Vec::new();
    for Answered { recipient, answer } in answers {
        let reason = match answer {
            Answer::Accepted => {
                undelivered.delivered.push(recipient.clone());
                continue;
            }
            Answer::Later(reason) => {
                undelivered.retry.push(recipient.clone());
                reason
            }
            Answer::Never(reason) => {
                never.push(recipient);
                reason
            }
        };
        undelivered.refused.push(RefusedRecipient { recipient: recipient.clone(), reason });
    }
    match went {
        Ok(()) if undelivered.refused.is_empty() => Ok(()),
        Ok(()) if undelivered.retry.is_empty() => Err(DeliveryError::Permanent(undelivered)),
        Ok(()) => Err(DeliveryError::Temporary(undelivered)),
        Err(Failure::Permanent(reason)) => Err(DeliveryError::Permanent(Undelivered {
            reason,
            delivered: Vec::new(),
            retry: Vec::new(),
            ..undelivered
        })),
        Err(Failure::Temporary(reason)) => {
            let retry =
                letter.recipients.iter().filter(|recipient| !never.contains(recipient)).cloned().collect();
            Err(DeliveryError::Temporary(Undelivered { reason, delivered: Vec::new(), retry, ..undelivered }))
        }
    }
}

/// How a mail leaves.
#[derive(Clone, Copy)]
struct Way<'w> {
    server: &'w Smtp,
    password: Option<&'w SecretString>,
    till: Till,
}

/// Connects, logs in and sends; notes what the server says of each recipient.
async fn transact<'a>(
    way: Way<'_>,
    letter: &Letter<'_>,
    sender: Address,
    addresses: Vec<Addressed<'a>>,
    answers: &mut Vec<Answered<'a>>,
) -> Result<(), Failure> {
    let Way { server, password, till } = way;
    let mut connection = open(server, password).await?;
    let internationalized =
        !sender.to_string().is_ascii() || addresses.iter().any(|to| !to.address.to_string().is_ascii());
    if internationalized && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Err(Failure::Permanent(message::mail::no_foreign_letters(name(server)).said()));
    }
    let parameters = if internationalized { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
    let limit = server.timeout;
    step(server, limit, message::mail::the_sender(), connection.command(Mail::new(Some(sender), parameters)))
        .await?;
    let mut accepted = 0;
    for Addressed { recipient, address } in addresses {
        let asked = step(
            server,
            limit,
            message::mail::a_recipient(),
            connection.command(Rcpt::new(address, Vec::new())),
        )
        .await;
        let answer = match asked {
            Ok(_) => {
                accepted += 1;
                Answer::Accepted
            }
            Err(StepError::Reply { permanent: true, text }) => Answer::Never(text),
            Err(StepError::Reply { permanent: false, text }) => Answer::Later(text),
            Err(StepError::Broken(text)) => return Err(Failure::Temporary(text)),
        };
        answers.push(Answered { recipient, answer });
    }
    if till == Till::Recipients {
        let _ = tokio::time::timeout(limit, connection.command(Rset)).await;
    } else if accepted > 0 {
        step(server, limit, message::mail::the_content(), connection.command(Data)).await?;
        step(server, limit * CONTENT_TIMES, message::mail::the_content(), connection.message(letter.eml))
            .await?;
    }
    // The mail is accepted: whether the server says goodbye is of no interest.
    let _ = tokio::time::timeout(limit, connection.quit()).await;
    Ok(())
}

/// An open connection, encrypted as configured and logged in.
async fn open(server: &Smtp, password: Option<&SecretString>) -> Result<AsyncSmtpConnection, Failure> {
    let hello = ClientId::default();
    let limit = server.timeout;
    let implicit = match server.tls {
        SmtpTls::Implicit => Some(tls(server).await?),
        SmtpTls::Starttls | SmtpTls::None => None,
    };
    let address = (server.host.as_str(), server.port);
    let connecting = AsyncSmtpConnection::connect_tokio1(address, Some(limit), &hello, implicit, None);
    let mut connection = step(server, limit * 2, message::mail::the_connection(), connecting)
        .await
        .map_err(StepError::temporary)?;
    if server.tls == SmtpTls::Starttls {
        if !connection.can_starttls() {
            return Err(Failure::Temporary(message::mail::no_starttls(name(server)).said()));
        }
        let parameters = tls(server).await?;
        let upgrading = connection.starttls(parameters, &hello);
        step(server, limit, "STARTTLS", upgrading).await.map_err(StepError::temporary)?;
    }
    if let Some((login, _)) = &server.login {
        let password =
            password.ok_or_else(|| Failure::Temporary(message::mail::no_password(login).said()))?;
        let credentials = Credentials::new(login.clone(), password.expose_secret().to_owned());
        let logging_in = connection.auth(&MECHANISMS, &credentials);
        step(server, limit, message::mail::the_login(), logging_in).await.map_err(StepError::temporary)?;
    }
    Ok(connection)
}

async fn tls(server: &Smtp) -> Result<TlsParameters, Failure> {
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.ca_file {
        let unusable = |why: Said| Failure::Temporary(message::mail::cannot_use(path.display(), &why).said());
        let pem = tokio::fs::read(path).await.map_err(|error| unusable(error.said()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string().into()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().map_err(|error| Failure::Temporary(error.to_string().into()))
}

/// What went wrong in one step.
enum StepError {
    /// The server said no.
    Reply { permanent: bool, text: Said },
    /// No reply, or none that can be understood.
    Broken(Said),
}

impl StepError {
    /// The failure of a step before the mail itself: whatever the server said, somebody can set it
    /// right.
    fn temporary(self) -> Failure {
        match self {
            Self::Reply { text, .. } | Self::Broken(text) => Failure::Temporary(text),
        }
    }
}

impl From<StepError> for Failure {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Reply { permanent: true, text } => Self::Permanent(text),
            StepError::Reply { permanent: false, text } | StepError::Broken(text) => Self::Temporary(text),
        }
    }
}

/// Waits for one step at most as long as it may take.
async fn step<T>(
    server: &Smtp,
    limit: Duration,
    what: impl Say,
    doing: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, StepError> {
    let name = name(server);
    match tokio::time::timeout(limit, doing).await {
        Err(_) => Err(StepError::Broken(message::mail::no_answer(&name, limit, &what).said())),
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            let text = message::mail::refused(&name, &what, chain(&error)).said();
            match error.status().map(u16::from) {
                Some(code) if ABOUT_LOGIN.contains(&code) => Err(StepError::Reply { permanent: false, text }),
                Some(_) => Err(StepError::Reply { permanent: error.is_permanent(), text }),
                None => Err(StepError::Broken(message::mail::in_step(name, what, chain(&error)).said())),
            }
        }
    }
}

fn name(server: &Smtp) -> String {
    format!("{}:{}", server.host, server.port)
}

/// An error with its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
