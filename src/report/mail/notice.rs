//! Mails about what no run tells: runs that did not happen, monitors that push nothing any more, webhooks that were given up.
//! Short, without tables.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use html_escape::encode_text;
use lettre::message::{Message, MultiPart};

use super::BuiltMail;
use super::build::{AutoSubmitted, mailbox};
use crate::message::{Locale, Phrase, list, webhooks};
use crate::model::project::Mail;
use crate::model::webhook::LostMessage;
use crate::model::{CommandLine, Said, Say as _};
use crate::report::ReportError;

/// Messages that a mail lists at most; it counts all of them.
const LISTED: usize = 10;

/// What no run tells.
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
    /// Nothing was pushed to a job for too long.
    Unheard(Unheard<'a>),
    /// Something was pushed again.
    HeardAgain {
        /// Job.
        job: &'a str,
        /// Since when nothing had come.
        silent_from: DateTime<Utc>,
        /// When it came.
        heard_at: DateTime<Utc>,
        /// The project's folder, in which commands are given.
        folder: &'a Path,
    },
    /// Messages of a webhook are tried no more.
    GivenUp(GivenUp<'a>),
}

/// The silence of who pushes to a job.
#[derive(Debug, Clone, Copy)]
pub struct Unheard<'a> {
    /// Job.
    pub job: &'a str,
    /// When something came last; `None`: nothing ever did.
    pub heard_at: Option<DateTime<Utc>>,
    /// Since when it is expected.
    pub expected_from: DateTime<Utc>,
    /// How long silence may last.
    pub dead_man: Duration,
    /// The project's folder, in which commands are given.
    pub folder: &'a Path,
}

/// What was given up of a webhook.
#[derive(Debug, Clone, Copy)]
pub struct GivenUp<'a> {
    /// Its name.
    pub webhook: &'a str,
    /// The messages, oldest first.
    pub messages: &'a [LostMessage],
    /// The project's folder, in which commands are given.
    pub folder: &'a Path,
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
    let words = words(notice, locale);
    let text: Vec<String> = words.blocks.iter().map(Block::text).collect();
    let text = text.join("\n\n");
    let html = page(&words, locale);
    let subject = words.subject;
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

/// The words of a notice.
struct Words {
    subject: String,
    tone: Tone,
    blocks: Vec<Block>,
}

/// What a notice is to its reader.
#[derive(Debug, Clone, Copy)]
enum Tone {
    /// Something is wrong.
    Alarm,
    /// Something is well again.
    Relief,
}

impl Tone {
    fn color(self) -> &'static str {
        match self {
            Self::Alarm => "#b00020",
            Self::Relief => "#1e7d32",
        }
    }
}

/// A piece of its text.
enum Block {
    Paragraph(String),
    List(Vec<String>),
    Command(String),
}

impl Block {
    fn text(&self) -> String {
        match self {
            Self::Paragraph(text) => text.clone(),
            Self::List(lines) => lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"),
            Self::Command(command) => format!("    {command}"),
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Paragraph(text) => format!("<p>{}</p>\n", encode_text(text)),
            Self::List(lines) => {
                let items = lines.iter().map(|line| format!("<li>{}</li>\n", encode_text(line)));
                format!("<ul style=\"padding-left:20px\">\n{}</ul>\n", items.collect::<String>())
            }
            Self::Command(command) => format!(
                "<pre style=\"background:#f2f4f7;padding:10px 12px;white-space:pre-wrap;overflow-wrap:anywhere\">{}</pre>\n",
                encode_text(command)
            ),
        }
    }
}

fn words(notice: &Notice<'_>, locale: Locale) -> Words {
    let moment = |time: &DateTime<Utc>| locale.moment(*time);
    match notice {
        Notice::Silence { job, last_good, last_message } => {
            let since = match last_good {
                Some(time) => locale.say(Phrase::NoticeLastGood, 1, &[("moment", &moment(time))]),
                None => locale.label(Phrase::NoticeNeverGood).to_owned(),
            };
            let said = last_message.map(|text| {
                let text = text.text(locale.language);
                locale.say(Phrase::NoticeLastSaid, 1, &[("text", text)])
            });
            let runs = CommandLine::new("runs").argument(job).to_string();
            let look = locale.say(Phrase::NoticeWhereToLook, 1, &[("command", &runs)]);
            let all = std::iter::once(since).chain(said).chain([look]);
            Words {
                subject: locale.say(Phrase::NoticeSilence, 1, &[("job", job)]),
                tone: Tone::Alarm,
                blocks: all.map(Block::Paragraph).collect(),
            }
        }
        Notice::TooLate { job, tick, frozen } => {
            let why = match frozen {
                true => locale.label(Phrase::NoticeFrozen),
                false => locale.label(Phrase::NoticeNotRunning),
            };
            let late = locale.say(Phrase::NoticeLate, 1, &[("moment", &moment(tick)), ("why", why)]);
            let run = CommandLine::new("run").argument(job).to_string();
            let how = locale.say(Phrase::NoticeRunNow, 1, &[("command", &run)]);
            Words {
                subject: locale.say(Phrase::NoticeLeftOut, 1, &[("job", job)]),
                tone: Tone::Alarm,
                blocks: vec![Block::Paragraph(late), Block::Paragraph(how)],
            }
        }
        Notice::Unheard(silence) => unheard(silence, locale),
        Notice::HeardAgain { job, silent_from, heard_at, folder } => {
            let folder = folder.display().to_string();
            let places = [("from", &*moment(silent_from)), ("moment", &*moment(heard_at))];
            let show = locale.say(Phrase::NoticeUnheardShow, 1, &[("folder", &folder)]);
            Words {
                subject: locale.say(Phrase::NoticeHeardAgain, 1, &[("job", job)]),
                tone: Tone::Relief,
                blocks: vec![
                    Block::Paragraph(locale.say(Phrase::NoticeHeardAt, 1, &places)),
                    Block::Paragraph(locale.label(Phrase::NoticeHeardMissing).to_owned()),
                    Block::Paragraph(show),
                    Block::Command(CommandLine::new("read").argument(job).to_string()),
                ],
            }
        }
        Notice::GivenUp(lost) => given_up(lost, locale),
    }
}

fn unheard(silence: &Unheard<'_>, locale: Locale) -> Words {
    let Unheard { job, heard_at, expected_from, dead_man, folder } = silence;
    let longest = dead_man.said();
    let (phrase, since) = match heard_at {
        Some(heard) => (Phrase::NoticeLastPush, heard),
        None => (Phrase::NoticeNeverPushed, expected_from),
    };
    let since = locale.moment(*since);
    let places = [("moment", &*since), ("longest", longest.text(locale.language))];
    let folder = folder.display().to_string();
    Words {
        subject: locale.say(Phrase::NoticeUnheard, 1, &[("job", job)]),
        tone: Tone::Alarm,
        blocks: vec![
            Block::Paragraph(locale.say(phrase, 1, &places)),
            Block::Paragraph(locale.label(Phrase::NoticeUnheardMeans).to_owned()),
            Block::Paragraph(locale.label(Phrase::NoticeUnheardLook).to_owned()),
            Block::Paragraph(locale.say(Phrase::NoticeUnheardShow, 1, &[("folder", &folder)])),
            Block::Command(CommandLine::new("read").argument(job).to_string()),
            Block::Paragraph(locale.label(Phrase::NoticeUnheardEnd).to_owned()),
        ],
    }
}

fn given_up(lost: &GivenUp<'_>, locale: Locale) -> Words {
    let count = lost.messages.len();
    let n = u64::try_from(count).unwrap_or(u64::MAX);
    let number = locale.number(n);
    let folder = lost.folder.display().to_string();
    let places = [("n", &*number), ("webhook", lost.webhook), ("folder", &*folder)];
    let say = |phrase| locale.say(phrase, n, &places);
    let line = |message: &LostMessage| {
        let about = webhooks::about(&message.occasion);
        let about = list::of(&message.job, about).said();
        format!("{} \u{b7} {}", about.text(locale.language), locale.moment(message.made_at))
    };
    let mut listed: Vec<String> = lost.messages.iter().take(LISTED).map(line).collect();
    let rest = u64::try_from(count - listed.len()).unwrap_or(u64::MAX);
    if rest > 0 {
        listed.push(locale.say(Phrase::NoticeLostMore, rest, &[("n", &locale.number(rest))]));
    }
    let mut blocks = vec![Block::Paragraph(say(Phrase::NoticeLost)), Block::List(listed)];
    if let Some(error) = lost.messages.iter().rev().find_map(|message| message.error.as_ref()) {
        let error = error.text(locale.language);
        blocks.push(Block::Paragraph(locale.say(Phrase::NoticeLostError, 1, &[("text", error)])));
    }
    if lost.messages.iter().any(|message| message.is_made) {
        blocks.push(Block::Paragraph(say(Phrase::NoticeLostRetry)));
        let retry = CommandLine::new("webhooks retry").argument(lost.webhook);
        blocks.push(Block::Command(retry.to_string()));
    }
    if lost.messages.iter().any(|message| !message.is_made) {
        blocks.push(Block::Paragraph(say(Phrase::NoticeLostTemplate)));
        blocks.push(Block::Command("stocktake check".to_owned()));
    }
    blocks.push(Block::Paragraph(locale.label(Phrase::NoticeLostOtherwise).to_owned()));
    Words { subject: say(Phrase::NoticeLostSubject), tone: Tone::Alarm, blocks }
}

fn page(words: &Words, locale: Locale) -> String {
    let blocks: String = words.blocks.iter().map(Block::html).collect();
    let (code, color) = (locale.code(), words.tone.color());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>{0}</title></head>\n\
         <body style=\"font-family:Arial,Helvetica,sans-serif;font-size:15px;max-width:640px;margin:24px auto;\
         padding:0 16px\">\n<h1 style=\"font-size:19px;border-left:6px solid {color};padding-left:12px\">{0}</h1>\n\
         {blocks}</body></html>\n",
        encode_text(&words.subject)
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
        let folder = Path::new("/etc/stocktake");
        let unheard = |heard_at| {
            let dead_man = Duration::from_secs(30 * 60);
            Notice::Unheard(Unheard { job: "alerts", heard_at, expected_from: time, dead_man, folder })
        };
        let lost = |n: usize, is_made| {
            let gone = Said::new("the address is gone".to_owned(), "cette adresse n'existe plus".to_owned());
            let (occasion, job, error) = ("job.failed".to_owned(), "nightly".to_owned(), Some(gone));
            vec![LostMessage { id: String::new(), occasion, job, made_at: time, is_made, error }; n]
        };
        let (one, many, unmade) = (lost(1, true), lost(12, true), lost(2, false));
        let given_up = |messages| Notice::GivenUp(GivenUp { webhook: "chat", messages, folder });
        let mut told = String::new();
        for language in [Language::En, Language::Fr] {
            for what in [
                Notice::Silence { job: "nightly", last_good: Some(time), last_message: Some(&said) },
                Notice::Silence { job: "nightly", last_good: None, last_message: None },
                Notice::TooLate { job: "nightly", tick: time, frozen: false },
                Notice::TooLate { job: "nightly", tick: time, frozen: true },
                unheard(Some(time)),
                unheard(None),
                Notice::HeardAgain { job: "alerts", silent_from: time, heard_at: time, folder },
                given_up(&one),
                given_up(&many),
                given_up(&unmade),
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
