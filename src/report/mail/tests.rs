//! Mails built, read back by another library, and delivered to a server on loopback.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use mail_parser::{MessageParser, MimeHeaders};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::smtp_server::{Script, SmtpServer};
use super::*;
use crate::model::job::Language;
use crate::model::journal::Run;
use crate::model::project::{Mail, Smtp, SmtpTls};
use crate::model::report::Report;
use crate::model::secret::SecretRef;
use crate::report::{Templates, example};

fn settings(to: &[&str]) -> Mail {
    Mail {
        transport: MailTransport::None,
        from: "Inventaire « été » <stocktake@example.org>".to_owned(),
        to: to.iter().map(|address| (*address).to_owned()).collect(),
        language: Language::En,
        templates: None,
    }
}

fn built(report: &Report, to: &[&str]) -> BuiltMail {
    let templates = Templates::load(None).unwrap();
    let now = example::time("2026-08-04T00:03:20Z");
    build(report, &settings(to), &templates, "glpi.example.org", now).unwrap()
}

async fn delivered(server: &Smtp, to: &[&str]) -> Result<(), DeliveryError> {
    let report = example::french(example::partial());
    let mail = built(&report, &["a@example.org"]);
    let to: Vec<String> = to.iter().map(|address| (*address).to_owned()).collect();
    let settings = settings(&[]);
    let letter = Letter { recipients: &to, ..mail.letter(&settings, &report.run) };
    let password = SecretString::from("pässword".to_owned());
    deliver(&MailTransport::Smtp(server.clone()), Some(&password), &letter).await
}

fn to_all() -> [&'static str; 3] {
    ["a@example.org", "b@example.org", "c@example.org"]
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_mail_program_reads_what_was_written() {
    let mut report = example::french(example::partial());
    report.run.job = "inventaire-été".to_owned();
    let mail = built(&report, &["a@example.org", "Équipe GLPI <b@example.org>"]);
    assert!(mail.eml.is_ascii());
    assert_eq!(mail.recipients, ["a@example.org", "b@example.org"]);

    let parsed = MessageParser::default().parse(&mail.eml).unwrap();
    assert_eq!(parsed.subject().unwrap(), mail.subject);
    assert!(
        mail.subject.contains("inventaire-été\u{a0}: 2 changements sur 6 ont échoué"),
        "{}",
        mail.subject
    );
    assert_eq!(parsed.message_id().unwrap(), format!("{}@glpi.example.org", report.run.id));
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2026-08-04T00:03:20Z");
    let header = |name: &'static str| parsed.header_raw(name).unwrap().trim().to_owned();
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("X-Stocktake-Run"), report.run.id.0);
    let from = parsed.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name().unwrap(), from.address().unwrap()),
        ("Inventaire « été »", "stocktake@example.org")
    );
    let recipient_names: Vec<_> =
        parsed.to().unwrap().iter().map(|to| to.name().unwrap_or_default().to_owned()).collect();
    assert_eq!(recipient_names, ["", "Équipe GLPI"]);

    let templates = Templates::load(None).unwrap();
    let text = crate::report::render::text(&report, &templates).unwrap();
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), text);
    assert_eq!(parsed.body_html(0).unwrap().replace("\r\n", "\n"), mail.html);
    let attached: Vec<_> = parsed.attachments().map(|part| part.attachment_name().unwrap()).collect();
    assert_eq!(attached, ["changes.xlsx", "changes.csv"]);
}

#[test]
fn the_same_run_makes_the_same_mail() {
    let report = example::done();
    assert_eq!(built(&report, &["a@example.org"]), built(&report, &["a@example.org"]));
}

#[test]
fn the_workbook_opens_and_formulas_are_text() {
    let mail = built(&example::partial(), &["a@example.org"]);
    let parsed = MessageParser::default().parse(&mail.eml).unwrap();
    let bytes = parsed.attachment(0).unwrap().contents().to_vec();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Changes", "Rejects", "Kept"]);

    let changes = workbook.worksheet_range("Changes").unwrap();
    let header: Vec<String> = changes.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(header[..3], ["No.", "Outcome", "Operation"]);
    let formula = changes.rows().find(|row| row[4] == Data::String("pc-043".to_owned())).unwrap();
    assert_eq!(formula[9], Data::String("=1+1".to_owned()));
    assert!(workbook.worksheet_formula("Changes").unwrap().is_empty());
    let rejects = workbook.worksheet_range("Rejects").unwrap();
    assert_eq!(rejects.height(), 1 + 3);
    assert_eq!(rejects.get((1, 2)).unwrap(), &Data::Float(14.0));
}

#[test]
fn the_csv_opens_in_a_spreadsheet_of_its_language() {
    let mut report = example::partial();
    report.entries[0].fields[0].after = crate::model::value::Shown::Text("a;b \"c\"".to_owned());
    let csv = |report: &Report| {
        let mail = built(report, &["a@example.org"]);
        let parsed = MessageParser::default().parse(&mail.eml).unwrap();
        String::from_utf8(parsed.attachment(1).unwrap().contents().to_vec()).unwrap()
    };
    let english = csv(&report);
    assert!(english.starts_with("\u{feff}No.,Outcome,Operation,"), "{english}");
    assert!(english.contains(",serial,,'=1+1,"), "{english}");
    let french = csv(&example::french(report));
    assert!(french.starts_with("\u{feff}N°;Résultat;Opération;"), "{french}");
    assert!(french.contains(";serial;;\"a;b \"\"c\"\"\";"), "{french}");
}

#[test]
fn a_ticket_job_attaches_its_tickets_and_the_events_without() {
    let mail = built(&example::tickets(), &["a@example.org"]);
    let parsed = MessageParser::default().parse(&mail.eml).unwrap();
    let attached: Vec<_> = parsed.attachments().map(|part| part.attachment_name().unwrap()).collect();
    assert_eq!(attached, ["changes.xlsx", "tickets.csv", "events.csv"]);
    let contents = |at| parsed.attachment(at).unwrap().contents().to_vec();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(contents(0))).unwrap();
    assert_eq!(workbook.sheet_names(), ["Tickets", "Events without a ticket", "Out of step", "Companies"]);
    let tickets = workbook.worksheet_range("Tickets").unwrap();
    assert_eq!(tickets.height(), 1 + 2 + 16, "header, failed, done");
    let companies = workbook.worksheet_range("Companies").unwrap();
    assert_eq!(companies.get((3, 5)).unwrap(), &Data::Float(1_201.0));
    let events = String::from_utf8(contents(2)).unwrap();
    assert!(
        events.contains("icinga,vm-00 / ping,warning,2026-08-03 21:40 UTC,hosts: too young,"),
        "{events}"
    );
}

#[test]
fn a_quiet_run_has_nothing_attached() {
    let mail = built(&example::nothing(), &["a@example.org"]);
    let parsed = MessageParser::default().parse(&mail.eml).unwrap();
    assert_eq!(parsed.attachments().count(), 0);
}

#[test]
fn wrong_addresses_are_named() {
    let templates = Templates::load(None).unwrap();
    let now = example::time("2026-08-04T00:03:20Z");
    let error = build(&example::nothing(), &settings(&["nobody"]), &templates, "x", now).unwrap_err();
    assert!(error.to_string().starts_with("`nobody` is not a mail address"), "{error}");
    let error = build(&example::nothing(), &settings(&[]), &templates, "x", now).unwrap_err();
    assert_eq!(error.to_string(), "the mail has no recipient");
}

#[tokio::test]
async fn a_server_takes_the_mail_for_all() {
    let server = SmtpServer::start(Script::default()).await;
    delivered(&server.settings(SmtpTls::None), &to_all()).await.unwrap();
    let heard = server.heard();
    let said: Vec<&str> = heard.commands.iter().skip(1).map(String::as_str).collect();
    assert_eq!(
        said,
        [
            "MAIL FROM:<stocktake@example.org>",
            "RCPT TO:<a@example.org>",
            "RCPT TO:<b@example.org>",
            "RCPT TO:<c@example.org>",
            "DATA",
            "QUIT"
        ]
    );
    let parsed = MessageParser::default().parse(heard.mails[0].as_bytes()).unwrap();
    assert!(parsed.subject().unwrap().contains("changements"));
    assert_eq!(parsed.attachments().count(), 2);
}

#[tokio::test]
async fn a_server_that_wants_a_login_gets_it() {
    for (offer, expected) in
        [("AUTH PLAIN", "AUTH PLAIN AGlzaWRvcmUAcMOkc3N3b3Jk"), ("AUTH LOGIN", "AUTH LOGIN")]
    {
        let login_asks = [
            ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
            ("aXNpZG9yZQ==", "334 UGFzc3dvcmQ6"),
            ("cMOkc3N3b3Jk", "235 ok"),
        ];
        let replies = if offer == "AUTH LOGIN" { login_asks.into() } else { Default::default() };
        let server = SmtpServer::start(Script { offers: vec![offer], replies, ..Script::default() }).await;
        let mut settings = server.settings(SmtpTls::None);
        settings.login = Some(("isidore".to_owned(), SecretRef::Env("SMTP_PASSWORD".to_owned())));
        delivered(&settings, &to_all()).await.unwrap();
        assert_eq!(server.heard().commands[1], expected);
        assert_eq!(server.heard().mails.len(), 1);
    }
}

#[tokio::test]
async fn a_refused_login_is_worth_another_attempt_and_shows_no_password() {
    let replies = [("AUTH", "535 5.7.8 wrong password")].into();
    let server = SmtpServer::start(Script { offers: vec!["AUTH PLAIN"], replies, ..Script::default() }).await;
    let mut settings = server.settings(SmtpTls::None);
    settings.login = Some(("isidore".to_owned(), SecretRef::Env("SMTP_PASSWORD".to_owned())));
    let error = delivered(&settings, &to_all()).await.unwrap_err();
    assert!(matches!(&error, DeliveryError::Temporary(u) if u.retry == names(&to_all())), "{error}");
    assert!(error.to_string().contains("wrong password"), "{error}");
    assert!(!error.to_string().contains("pässword"), "{error}");
    assert!(server.heard().mails.is_empty());
}

#[tokio::test]
async fn a_server_that_echoes_the_login_does_not_make_us_show_it() {
    // \0isidore\0pässword, and the password alone.
    let echo = "535 5.7.8 no: AUTH PLAIN AGlzaWRvcmUAcMOkc3N3b3Jk / cMOkc3N3b3Jk / p%C3%A4ssword";
    let replies = [("AUTH", echo)].into();
    let server = SmtpServer::start(Script { offers: vec!["AUTH PLAIN"], replies, ..Script::default() }).await;
    let mut settings = server.settings(SmtpTls::None);
    settings.login = Some(("isidore".to_owned(), SecretRef::Env("SMTP_PASSWORD".to_owned())));
    let error = delivered(&settings, &to_all()).await.unwrap_err().to_string();
    assert!(error.contains("AUTH PLAIN *** / *** / ***"), "{error}");
}

#[tokio::test]
async fn one_refused_recipient_does_not_stop_the_others() {
    let replies = [("RCPT TO:<b@", "550 5.1.1 no such user")].into();
    let server = SmtpServer::start(Script { replies, ..Script::default() }).await;
    let error = delivered(&server.settings(SmtpTls::None), &to_all()).await.unwrap_err();
    let DeliveryError::Permanent(undelivered) = &error else { panic!("{error}") };
    assert_eq!(undelivered.delivered, ["a@example.org", "c@example.org"]);
    assert_eq!(undelivered.refused[0].recipient, "b@example.org");
    assert!(undelivered.refused[0].reason.english().contains("no such user"), "{error}");
    assert!(undelivered.retry.is_empty());
    assert_eq!(server.heard().mails.len(), 1);
}

#[tokio::test]
async fn a_recipient_who_is_busy_is_tried_again_alone() {
    let replies = [("RCPT TO:<b@", "451 4.7.1 greylisted, try again"), ("RCPT TO:<c@", "550 gone")].into();
    let server = SmtpServer::start(Script { replies, ..Script::default() }).await;
    let error = delivered(&server.settings(SmtpTls::None), &to_all()).await.unwrap_err();
    let DeliveryError::Temporary(undelivered) = &error else { panic!("{error}") };
    assert_eq!(undelivered.delivered, ["a@example.org"]);
    assert_eq!(undelivered.retry, ["b@example.org"]);
    assert_eq!(undelivered.refused.len(), 2);
    assert_eq!(server.heard().mails.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_does_not_stop_the_others() {
    let server = SmtpServer::start(Script::default()).await;
    let error = delivered(&server.settings(SmtpTls::None), &["nobody", "a@example.org"]).await.unwrap_err();
    let DeliveryError::Permanent(undelivered) = &error else { panic!("{error}") };
    assert_eq!(undelivered.delivered, ["a@example.org"]);
    assert_eq!(undelivered.refused[0].recipient, "nobody");
}

#[tokio::test]
async fn a_server_that_is_busy_is_tried_again_for_all() {
    for command in ["CONNECT", "MAIL", "DATA", "CONTENT"] {
        let replies = [(command, "451 4.3.0 try again later")].into();
        let server = SmtpServer::start(Script { replies, ..Script::default() }).await;
        let error = delivered(&server.settings(SmtpTls::None), &to_all()).await.unwrap_err();
        let DeliveryError::Temporary(undelivered) = &error else { panic!("{command}: {error}") };
        assert_eq!(undelivered.retry, names(&to_all()), "{command}");
        assert!(undelivered.delivered.is_empty(), "{command}");
        assert!(undelivered.reason.english().contains("try again later"), "{command}: {error}");
    }
}

#[tokio::test]
async fn a_refused_sender_or_content_is_final() {
    for command in ["MAIL", "CONTENT"] {
        let replies = [(command, "554 5.7.1 not from here")].into();
        let server = SmtpServer::start(Script { replies, ..Script::default() }).await;
        let error = delivered(&server.settings(SmtpTls::None), &to_all()).await.unwrap_err();
        let DeliveryError::Permanent(undelivered) = &error else { panic!("{command}: {error}") };
        assert!(undelivered.delivered.is_empty() && undelivered.retry.is_empty(), "{command}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_left_after_the_time_out() {
    for command in ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"] {
        let server = SmtpServer::start(Script { replies: [(command, "")].into(), ..Script::default() }).await;
        let mut settings = server.settings(SmtpTls::None);
        settings.timeout = Duration::from_millis(100);
        let begun = Instant::now();
        let error = delivered(&settings, &to_all()).await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(4), "{command}");
        assert!(matches!(error, DeliveryError::Temporary(_)), "{command}: {error}");
        assert!(error.to_string().contains("did not answer within"), "{command}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let server = SmtpServer::start(Script::default()).await;
    let mut settings = server.settings(SmtpTls::None);
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    settings.port = free.local_addr().unwrap().port();
    drop(free);
    let error = delivered(&settings, &to_all()).await.unwrap_err();
    assert!(matches!(error, DeliveryError::Temporary(_)), "{error}");
}

#[tokio::test]
async fn without_starttls_nothing_is_sent_in_clear() {
    let server = SmtpServer::start(Script { offers: vec!["AUTH PLAIN"], ..Script::default() }).await;
    let mut settings = server.settings(SmtpTls::Starttls);
    settings.login = Some(("isidore".to_owned(), SecretRef::Env("SMTP_PASSWORD".to_owned())));
    let error = delivered(&settings, &to_all()).await.unwrap_err();
    assert!(error.to_string().contains("does not offer STARTTLS"), "{error}");
    assert!(server.heard().commands.iter().all(|said| said.starts_with("EHLO")), "{:?}", server.heard());
}

fn data(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/smtp").join(name)
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(data("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(data("localhost.key")).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn a_server_with_our_own_authority_is_trusted_by_its_ca_file() {
    for (tls, implicit) in [(SmtpTls::Starttls, false), (SmtpTls::Implicit, true)] {
        let script =
            Script { offers: vec!["STARTTLS"], tls: Some(acceptor()), implicit, ..Script::default() };
        let server = SmtpServer::start(script).await;
        let mut settings = server.settings(tls);
        settings.ca_file = Some(data("ca.pem"));
        delivered(&settings, &to_all()).await.unwrap();
        let heard = server.heard();
        assert_eq!(heard.mails.len(), 1);
        let in_clear: Vec<_> = heard.commands.iter().filter(|said| !said.starts_with("TLS ")).collect();
        assert!(in_clear.iter().all(|said| said.starts_with("EHLO") || *said == "STARTTLS"), "{in_clear:?}");
    }
}

#[tokio::test]
async fn a_server_with_an_unknown_authority_gets_nothing() {
    let script = Script { offers: vec!["STARTTLS"], tls: Some(acceptor()), ..Script::default() };
    let server = SmtpServer::start(script).await;
    let error = delivered(&server.settings(SmtpTls::Starttls), &to_all()).await.unwrap_err();
    assert!(matches!(error, DeliveryError::Temporary(_)), "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert!(server.heard().mails.is_empty());
}

#[tokio::test]
async fn a_folder_gets_both_files_once() {
    let folder = tempfile::tempdir().unwrap();
    let outgoing = folder.path().join("mail");
    let mut report = example::partial();
    report.run.job = "night/../ly".to_owned();
    let mail = built(&report, &["a@example.org"]);
    let settings = settings(&[]);
    let letter = mail.letter(&settings, &report.run);
    for _ in 0..2 {
        deliver(&MailTransport::Files(outgoing.clone()), None, &letter).await.unwrap();
    }
    let mut files: Vec<_> = std::fs::read_dir(&outgoing)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "2026-08-04T000012.345678Z-night____ly-3f2a9c01.eml",
            "2026-08-04T000012.345678Z-night____ly-3f2a9c01.html"
        ]
    );
    assert_eq!(std::fs::read(outgoing.join(&files[0])).unwrap(), mail.eml);
    assert_eq!(std::fs::read_to_string(outgoing.join(&files[1])).unwrap(), mail.html);
    // A run that begins within the same second comes after it, whatever the job is called.
    let later = Letter {
        job: "a",
        started_at: report.run.started_at + chrono::TimeDelta::milliseconds(1),
        ..mail.letter(&settings, &report.run)
    };
    deliver(&MailTransport::Files(outgoing.clone()), None, &later).await.unwrap();
    let names = std::fs::read_dir(&outgoing).unwrap().map(|entry| entry.unwrap().file_name());
    let newest = names.max().unwrap().into_string().unwrap();
    assert!(newest.contains("-a-"), "{newest}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "").unwrap();
    let report = example::nothing();
    let mail = built(&report, &["a@example.org"]);
    let settings = settings(&[]);
    let error =
        deliver(&MailTransport::Files(file), None, &mail.letter(&settings, &report.run)).await.unwrap_err();
    assert!(matches!(error, DeliveryError::Temporary(_)), "{error}");
}

impl BuiltMail {
    /// What delivery needs of this mail.
    pub fn letter<'a>(&'a self, mail: &'a Mail, run: &'a Run) -> Letter<'a> {
        Letter {
            sender: &mail.from,
            recipients: &self.recipients,
            eml: &self.eml,
            html: &self.html,
            run: &run.id,
            job: &run.job,
            started_at: run.started_at,
        }
    }
}

async fn attempted(server: &Smtp, to: &[&str]) -> Result<(), String> {
    let password = SecretString::from("pässword".to_owned());
    let transport = MailTransport::Smtp(server.clone());
    attempt(&transport, Some(&password), "stocktake@example.org", &names(to)).await.map_err(String::from)
}

#[tokio::test]
async fn an_attempt_asks_for_everything_and_sends_nothing() {
    let server = SmtpServer::start(Script { offers: vec!["AUTH PLAIN"], ..Script::default() }).await;
    let login = Some(("robot".to_owned(), SecretRef::Env("X".to_owned())));
    let settings = Smtp { login, ..server.settings(SmtpTls::None) };
    attempted(&settings, &to_all()).await.unwrap();
    let heard = server.heard();
    let verbs: Vec<&str> = heard.commands.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(verbs, ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "RCPT", "RSET", "QUIT"]);
    assert!(heard.mails.is_empty());
}

#[tokio::test]
async fn an_attempt_tells_what_would_keep_the_mail_and_not_who_is_put_off() {
    let said = async |key: &'static str, reply: &'static str| {
        let replies = [(key, reply)].into();
        let server = SmtpServer::start(Script { replies, ..Script::default() }).await;
        attempted(&server.settings(SmtpTls::None), &to_all()).await
    };
    assert!(said("MAIL", "550 no such sender").await.unwrap_err().contains("no such sender"));
    let refused = said("RCPT TO:<b@", "550 no such user").await.unwrap_err();
    assert!(refused.starts_with("b@example.org: ") && refused.contains("no such user"), "{refused}");
    assert_eq!(said("RCPT TO:<b@", "450 greylisted, come back").await, Ok(()));
    assert!(said("EHLO", "554 go away").await.is_err());
    let nobody = Smtp { port: 1, ..SmtpServer::start(Script::default()).await.settings(SmtpTls::None) };
    assert!(attempted(&nobody, &to_all()).await.is_err());
}

#[tokio::test]
async fn an_attempt_at_a_folder_writes_a_file_and_takes_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    attempt(&MailTransport::Files(mails.clone()), None, "a@example.org", &[]).await.unwrap();
    assert_eq!(std::fs::read_dir(&mails).unwrap().count(), 0);
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = attempt(&MailTransport::Files(file), None, "a@example.org", &[]).await.unwrap_err();
    assert!(error.english().starts_with("cannot write to"), "{error}");
}
