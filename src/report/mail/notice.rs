//! Mails about runs that did not happen: short, without tables.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use lettre::message::{Message, MultiPart};

use super::BuiltMail;
use super::build::{AutoSubmitted, mailbox};
use crate::message::{Locale, Phrase};
use crate::model::Said;
use crate::model::project::Mail;
use crate::report::ReportError;

/// A run that did not happen.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'a> {
    /// No run has ended well for too long.
    Silence {
        /// Job.
        job: &'a str,
        /// End of the last good run; `None`: there was none.
        last_good: Option<DateTime<Utc>>,
        /// What the last run said, when it failed.
        last_message: Option<&'a Said>,
    },
    /// A start was left out because it would have been later than the deadline.
    TooLate {
        /// Job.
        job: &'a str,
        /// When it should have started.
        tick: DateTime<Utc>,
        /// A freeze held it back.
        frozen: bool,
    },
}

/// Builds the mail of a notice. `id` makes the message id.
///
/// # Errors
/// An address is none, or there is no recipient.
pub fn notice(
    notice: &Notice<'_>,
    mail: &Mail,
    zone: Tz,
    id: &str,
    message_id_domain: &str,
    now: DateTime<Utc>,
) -> Result<BuiltMail, ReportError> {
    let locale = Locale::of(mail.language, zone);
    let (subject, text) = words(notice, locale);
    let html = page(&subject, &text, locale);
    let mut message = Message::builder()
        .from(mailbox(&mail.from)?)
        .date(now.into())
        .message_id(Some(format!("<{id}@{message_id_domain}>")))
        .subject(subject.clone())
        .header(AutoSubmitted);
    for recipient in &mail.to {
        message = message.to(mailbox(recipient)?);
    }
    if mail.to.is_empty() {
        return Err(ReportError::NoRecipient);
    }
    let message = message.multipart(MultiPart::alternative_plain_html(text, html.clone()))?;
    let recipients = message.envelope().to().iter().map(ToString::to_string).collect();
    Ok(BuiltMail { subject, recipients, eml: message.formatted(), html })
}

fn words(notice: &Notice<'_>, locale: Locale) -> (String, String) {
    let moment = |time: &DateTime<Utc>| locale.moment(*time);
    match notice {
        Notice::Silence { job, last_good, last_message } => {
            let since = match last_good {
                Some(time) => locale.say(Phrase::NoticeLastGood, 1, &[("moment", &moment(time))]),
                None => locale.label(Phrase::NoticeNeverGood).to_owned(),
            };
            let said = last_message.map_or_else(String::new, |text| {
                let text = text.text(locale.language);
                format!("\n\n{}", locale.say(Phrase::NoticeLastSaid, 1, &[("text", text)]))
            });
            let look = locale.say(Phrase::NoticeWhereToLook, 1, &[("job", job)]);
            (locale.say(Phrase::NoticeSilence, 1, &[("job", job)]), format!("{since}{said}\n\n{look}"))
        }
        Notice::TooLate { job, tick, frozen } => {
            let why = match frozen {
                true => locale.label(Phrase::NoticeFrozen),
                false => locale.label(Phrase::NoticeNotRunning),
            };
            let late = locale.say(Phrase::NoticeLate, 1, &[("moment", &moment(tick)), ("why", why)]);
            let how = locale.say(Phrase::NoticeRunNow, 1, &[("job", job)]);
            (locale.say(Phrase::NoticeLeftOut, 1, &[("job", job)]), format!("{late}\n\n{how}"))
        }
    }
}

fn page(subject: &str, text: &str, locale: Locale) -> String {
    let paragraphs: String = text
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>\n", html_escape::encode_text(paragraph)))
        .collect();
    let code = locale.code();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{0}</title></head>\n\
         <body style=\"font-family:Arial,Helvetica,sans-serif;font-size:15px;max-width:640px;margin:24px auto;\
         padding:0 16px\">\n<h1 style=\"font-size:19px;border-left:6px solid #b00020;padding-left:12px\">{0}</h1>\n\
         {paragraphs}</body></html>\n",
        html_escape::encode_text(subject)
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::job::Language;
    use crate::model::project::MailTransport;

    #[test]
    fn a_silence_names_the_job_the_last_good_run_and_what_went_wrong() {
        let mail = Mail {
            transport: MailTransport::None,
            from: "stocktake@example.org".to_owned(),
            to: vec!["admin@example.org".to_owned()],
            language: Language::Fr,
            templates: None,
        };
        let last = DateTime::parse_from_rfc3339("2026-11-19T01:30:00Z").unwrap().to_utc();
        let said = Said::new("password <refused>".to_owned(), "mot de passe <refusé>".to_owned());
        let what = Notice::Silence { job: "nightly", last_good: Some(last), last_message: Some(&said) };
        let built = notice(&what, &mail, chrono_tz::Europe::Paris, "x", "example.org", last).unwrap();
        let parsed = mail_parser::MessageParser::default().parse(&built.eml).unwrap();
        assert_eq!(
            parsed.subject().unwrap(),
            "[stocktake] nightly\u{a0}: pas d'exécution réussie depuis trop longtemps"
        );
        let text = parsed.body_text(0).unwrap();
        assert!(
            text.contains("jeu. 19 nov. 2026, 02:30 CET") && text.contains("mot de passe <refusé>"),
            "{text}"
        );
        assert!(built.html.contains("mot de passe &lt;refusé&gt;"));
    }
    #[test]
    fn every_notice_in_both_languages() {
        let mail = |language| Mail {
            transport: MailTransport::None,
            from: "stocktake@example.org".to_owned(),
            to: vec!["admin@example.org".to_owned()],
            language,
            templates: None,
        };
        let time = DateTime::parse_from_rfc3339("2026-11-19T01:30:00Z").unwrap().to_utc();
        let said = Said::new("the password is wrong".to_owned(), "le mot de passe est faux".to_owned());
        let mut told = String::new();
        for language in [Language::En, Language::Fr] {
            for what in [
                Notice::Silence { job: "nightly", last_good: Some(time), last_message: Some(&said) },
                Notice::Silence { job: "nightly", last_good: None, last_message: None },
                Notice::TooLate { job: "nightly", tick: time, frozen: false },
                Notice::TooLate { job: "nightly", tick: time, frozen: true },
            ] {
                let zone = chrono_tz::Europe::Paris;
                let built = notice(&what, &mail(language), zone, "x", "example.org", time).unwrap();
                let parsed = mail_parser::MessageParser::default().parse(&built.eml).unwrap();
                let text = parsed.body_text(0).unwrap().replace("\r\n", "\n");
                told.push_str(&format!(
                    "{}\n\n{}\n\n8<--------\n",
                    parsed.subject().unwrap(),
                    text.trim_end()
                ));
            }
        }
        insta::assert_snapshot!("notices", told);
    }
}
