//! Puts a mail together: both texts and the attached tables.

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};

use super::BuiltMail;
use crate::message::Locale;
use crate::model::project::Mail;
use crate::model::report::Report;
use crate::report::render::{Parts, parts};
use crate::report::table::TableFile;
use crate::report::templates::Templates;
use crate::report::view::Whole;
use crate::report::{ReportError, outcome, table};

/// Most bytes of all attachments together; base64 makes 4 bytes of 3, and many servers refuse
/// mails of more than 10 MB.
const ATTACHED_BYTES: usize = 7_000_000;

/// Builds the mail of a run. The same report and time make the same bytes; the message id is that
/// of the run, so that a mail program shows a mail that was accepted twice only once.
///
/// # Errors
/// An address is none, there is no recipient, or a template does not fit.
pub fn build(
    report: &Report,
    mail: &Mail,
    templates: &Templates,
    message_id_domain: &str,
    now: DateTime<Utc>,
) -> Result<BuiltMail, ReportError> {
    let locale = Locale::new(report);
    let tables = Tables::new(report, locale, now, ATTACHED_BYTES)?;
    let Parts { text, html, .. } = parts(report, templates, tables.whole())?;
    let subject = outcome::subject(report, locale);

    let run = &report.run.id;
    let mut message = Message::builder()
        .from(mailbox(&mail.from)?)
        .date(now.into())
        .message_id(Some(format!("<{run}@{message_id_domain}>")))
        .subject(subject.clone())
        .header(AutoSubmitted)
        .header(RunHeader(run.to_string()));
    for recipient in &mail.to {
        message = message.to(mailbox(recipient)?);
    }
    if mail.to.is_empty() {
        return Err(ReportError::NoRecipient);
    }
    let texts = MultiPart::alternative()
        .boundary(boundary(report, "texts"))
        .singlepart(SinglePart::plain(text))
        .singlepart(SinglePart::html(html.clone()));
    let mut parts = MultiPart::mixed().boundary(boundary(report, "parts")).multipart(texts);
    for Attached { file, media } in tables.into_attachments() {
        parts = parts.singlepart(Attachment::new(file.name.to_owned()).body(file.bytes, media));
    }
    let message = message.multipart(parts)?;
    let recipients = message.envelope().to().iter().map(ToString::to_string).collect();
    Ok(BuiltMail { subject, recipients, eml: message.formatted(), html })
}

/// The attachments that fit.
struct Tables {
    xlsx: Option<Vec<u8>>,
    csv: Vec<TableFile>,
}

/// A table with the type of its file.
struct Attached {
    file: TableFile,
    media: ContentType,
}

impl Tables {
    /// The tables of a report that have room in `most` bytes, the workbook first.
    fn new(report: &Report, locale: Locale, now: DateTime<Utc>, most: usize) -> Result<Self, ReportError> {
        if !table::has_rows(report) {
            return Ok(Self { xlsx: None, csv: Vec::new() });
        }
        // At the same time: of 80,000 rows the workbook takes half a second and the text a tenth.
        let (xlsx, csv) = std::thread::scope(|scope| {
            let csv = scope.spawn(|| table::csv(report, locale, most));
            let xlsx = table::xlsx(report, locale, now, most);
            (xlsx, csv.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let xlsx = xlsx?.filter(|bytes| bytes.len() <= most);
        let room = most - xlsx.as_ref().map_or(0, Vec::len);
        let mut csv = csv?;
        if csv.iter().map(|file| file.bytes.len()).sum::<usize>() > room {
            csv.clear();
        }
        Ok(Self { xlsx, csv })
    }

    fn whole(&self) -> Whole {
        if self.xlsx.is_some() { Whole::Attached(table::XLSX) } else { Whole::Command }
    }

    fn into_attachments(self) -> impl Iterator<Item = Attached> {
        let xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let of_type = |file: TableFile, media: &str| {
            let media = ContentType::parse(media).unwrap_or(ContentType::TEXT_PLAIN);
            Attached { file, media }
        };
        let xlsx = self.xlsx.map(|bytes| of_type(TableFile { name: table::XLSX, bytes }, xlsx_type));
        let csv = self.csv.into_iter().map(move |file| of_type(file, "text/csv; charset=utf-8"));
        xlsx.into_iter().chain(csv)
    }
}

/// A mailbox from `address` or `Name <address>`.
pub(super) fn mailbox(address: &str) -> Result<Mailbox, ReportError> {
    address.trim().parse().map_err(|error: lettre::address::AddressError| ReportError::Address {
        address: address.to_owned(),
        reason: error.to_string().into(),
    })
}

/// A boundary that is the same for the same run and stands in no encoded text: quoted-printable
/// and base64 have no `=_`.
fn boundary(report: &Report, part: &str) -> String {
    let id: String = report.run.id.0.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("=_{part}_{id}")
}

/// Tells automatic answerers to keep quiet (RFC 3834, 5).
#[derive(Debug, Clone)]
pub(super) struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The run, for filters of the mail program.
#[derive(Debug, Clone)]
struct RunHeader(String);

impl Header for RunHeader {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Stocktake-Run")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::report::example;

    /// 20,000 changes of so many fields each.
    fn great(fields: usize) -> Report {
        let mut report = example::nothing();
        for number in 0..20_000_i64 {
            let fields = (0..fields)
                .map(|field| {
                    let (before, after) = (format!("value {number}"), format!("value {field} of {number}"));
                    example::field(&format!("field_{field}"), &before, &after)
                })
                .collect();
            let (operation, name) = (crate::model::change::Operation::Update, format!("pc-{number}"));
            report.entries.push(example::entry(number, operation, "Computer", &name, fields));
        }
        report
    }

    #[test]
    fn the_mail_of_20_000_changes_is_made_at_once() {
        let mail = Mail {
            transport: crate::model::project::MailTransport::None,
            from: "stocktake@example.org".to_owned(),
            to: vec!["admin@example.org".to_owned()],
            language: crate::model::job::Language::En,
            templates: None,
        };
        let now = example::time("2026-08-04T00:03:20Z");
        let templates = Templates::load(None).unwrap();
        // With the workbook, and with more rows than a workbook for a mail has.
        for (fields, attached) in [(4, true), (10, false)] {
            let report = great(fields);
            let begin = std::time::Instant::now();
            let built = build(&report, &mail, &templates, "example.org", now).unwrap();
            let whole = begin.elapsed();
            eprintln!("{fields} fields: {whole:?}, {} bytes", built.eml.len());
            let eml = String::from_utf8(built.eml).unwrap();
            assert_eq!(eml.contains("changes.xlsx"), attached);
            // Measured without optimization of this crate; a release build takes a small part of it.
            assert!(whole < std::time::Duration::from_secs(60), "{whole:?}");
        }
    }

    #[test]
    fn tables_too_large_for_mail_stay_out_and_the_mail_says_where_to_look() {
        let report = example::done();
        let locale = Locale::new(&report);
        let now = example::time("2026-08-04T00:03:20Z");
        let tables = |most| Tables::new(&report, locale, now, most).unwrap();
        let attached = |most| -> Vec<&'static str> {
            tables(most).into_attachments().map(|attached| attached.file.name).collect()
        };
        let workbook = tables(usize::MAX).xlsx.unwrap().len();
        assert_eq!(attached(ATTACHED_BYTES), ["changes.xlsx", "changes.csv"]);
        assert_eq!(attached(workbook + 100), ["changes.xlsx"]);
        assert_eq!(attached(100), Vec::<&str>::new());

        let templates = Templates::load(None).unwrap();
        let text = parts(&report, &templates, tables(100).whole()).unwrap().text;
        assert!(text.contains("All are shown by: stocktake show"), "{text}");
    }
}
