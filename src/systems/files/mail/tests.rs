//! Tests of this reader: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use super::*;
use crate::model::job::{MailPattern, SourceFormat};
use crate::model::project::ReadLimits;
use crate::systems::files::fixture::on_disk;
use crate::systems::files::{Reader, read_here};
use crate::systems::source::Spool;

const MIB: u64 = 1024 * 1024;

fn format() -> MailFormat {
    MailFormat { largest: MIB, ..MailFormat::default() }
}

fn pattern(within: MailPart, regex: &str, each: bool) -> MailPattern {
    MailPattern { within, regex: regex.to_owned(), each }
}

/// The rows of a mail, with the columns that are named: `PC1 | up`, or `! reason`.
fn rows(mail: impl AsRef<[u8]>, format: MailFormat, columns: &[&str]) -> Vec<String> {
    let disk = on_disk("a.eml", mail);
    let format = SourceFormat::Mail(Box::new(format));
    let mut rows = read_here(&disk.file, &format, &[]).unwrap();
    let header = rows.header();
    let cell = |record: &Record, name: &&str| match header.find(name).map(|at| record.cell(at).clone()) {
        Some(Cell::Text(text)) => text.to_string(),
        Some(Cell::Blank) => String::new(),
        Some(Cell::Error(why)) => format!("<{why}>"),
        Some(Cell::Absent) => "<absent>".to_owned(),
        other => format!("<{other:?}>"),
    };
    let lines = rows.by_ref().map(|row| match row {
        Ok(record) => columns.iter().map(|name| cell(&record, name)).collect::<Vec<_>>().join(" | "),
        Err(reject) => format!("! {}", reject.reason),
    });
    let lines = lines.collect();
    assert!(rows.take_failure().is_none());
    lines
}

const PLAIN: &str = "From: =?iso-8859-1?Q?Ga=EBl_L=E9vy?= <Gael@Example.org>\r\n\
    To: ops@example.org, \"Night\" <night@example.org>\r\n\
    Subject: =?utf-8?B?w4l0YXQ=?= de =?windows-1252?Q?l=92onduleur?=\r\n\
    Date: Sat, 28 Nov 2026 23:05:00 +0100\r\n\
    Message-ID: <a1@example.org>\r\nIn-Reply-To: <a0@example.org>\r\nReferences: <z@example.org> <a0@example.org>\r\n\
    X-Priority: 1 (High)\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
    Content-Transfer-Encoding: 8bit\r\n\r\n";

#[test]
fn headers_are_decoded_and_latin_1_is_what_windows_means_by_it() {
    let mut mail = PLAIN.as_bytes().to_vec();
    mail.extend(b"L\x92onduleur co\xfbte 5 \x80\r\n");
    let columns = [
        "message_id",
        "date",
        "from",
        "from_name",
        "to",
        "subject",
        "in_reply_to",
        "references",
        "text",
        "html_text",
        "X-Priority",
    ];
    let found = rows(&mail, MailFormat { headers: vec!["X-Priority".into()], ..format() }, &columns);
    assert_eq!(
        found,
        ["a1@example.org | 2026-11-28T23:05:00+01:00 | Gael@Example.org | Gaël Lévy | \
          ops@example.org, night@example.org | État de l’onduleur | a0@example.org | \
          z@example.org a0@example.org | L’onduleur coûte 5 € | <absent> | 1 (High)"]
    );
}

#[test]
fn signs_that_cannot_be_read_are_an_error_of_their_field() {
    let mail = b"Subject: fine\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
        Server: SRV\xe9\r\nState: up\r\n";
    let patterns = vec![pattern(MailPart::Text, r"Server: (?<Name>\S+)\s+State: (?<State>\w+)", false)];
    let found = rows(mail, MailFormat { patterns, ..format() }, &["subject", "Name", "State"]);
    let [row] = found.as_slice() else { panic!("{found:?}") };
    assert!(row.starts_with("fine | <signs of it cannot be read") && row.ends_with(" | up"), "{row}");
}

#[test]
fn a_digest_gives_a_record_for_each_match_with_what_all_have() {
    let mail = "Subject: [Lyon] 3 alerts\r\n\r\nServer: SRV1 (down)\r\nServer: SRV2 (full)\r\n\r\nServer: SRV3 (slow)\r\n";
    let patterns = vec![
        pattern(MailPart::Subject, r"^\[(?<Site>\w+)\]", false),
        pattern(MailPart::Text, r"(?m)^Server: (?<Name>\S+) \((?<State>\w+)\)", true),
    ];
    let found = rows(mail, MailFormat { patterns: patterns.clone(), ..format() }, &["Site", "Name", "State"]);
    assert_eq!(found, ["Lyon | SRV1 | down", "Lyon | SRV2 | full", "Lyon | SRV3 | slow"]);
    let other = "Subject: holidays\r\n\r\nWe are closed.\r\n";
    let found = rows(other, MailFormat { patterns: patterns.clone(), ..format() }, &["Name"]);
    assert!(
        found[0].starts_with("! nothing that [feed.mail] looks for") && found[0].contains("holidays"),
        "{found:?}"
    );
    let found = rows(other, MailFormat { patterns, may_lack: true, ..format() }, &["Name"]);
    assert!(found.is_empty(), "{found:?}");
}

const PAGE: &str = "From: a@example.org\r\nSubject: report\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <html><head><style>td { x: y }</style><title>no</title></head><body><p>Dear&nbsp;all,</p>\
    <table width=1><tr><td><table border=1><thead><tr><th>Host</th><th> Disk\r\n free </th><th>Note</th></tr></thead>\
    <tr><td>SRV1</td><td>5&nbsp;%</td><td>a<br>b</td></tr><tr><td><b>SRV2</b></td><td>7 %</td><td></td></tr></table></td></tr>\
    <tr><td><table><tr><td>Sent by:</td><td>Night run</td></tr></table></td></tr></table>\
    <ul><li>one<li>two</ul><script>if (a < b) { x(); }</script></body></html>\r\n";

#[test]
fn html_alone_is_read_as_people_see_it_with_its_tables() {
    let found = rows(PAGE, MailFormat { fields: true, ..format() }, &["text", "html_text", "field.Sent by"]);
    let text =
        "Dear all,\nHost\tDisk free\tNote\nSRV1\t5 %\ta\nb\nSRV2\t7 %\nSent by:\tNight run\n- one\n- two";
    assert_eq!(found, [format!("{text} | {text} | Night run")]);
    let table = vec!["Host".to_owned(), "disk free".to_owned()];
    let found = rows(PAGE, MailFormat { table, ..format() }, &["Host", "disk free", "from"]);
    assert_eq!(found, ["SRV1 | 5 % | a@example.org", "SRV2 | 7 % | a@example.org"]);
}

#[test]
fn lines_with_names_and_drawn_tables_are_columns() {
    let mail = "Subject: x\r\n\r\nWho: EXAMPLE\\ada\r\n  What:  Removed\r\nSee http://example.org: no\r\n> Where: old\r\n\
        Where: DC1\r\nWho: second\r\n\r\n| Host | State |\r\n|------|-------|\r\n| SRV1 | up    |\r\n| SRV2 | down  |\r\n";
    let found =
        rows(mail, MailFormat { fields: true, ..format() }, &["field.Who", "field.What", "field.Where"]);
    assert_eq!(found, ["EXAMPLE\\ada | Removed | DC1"]);
    let table = vec!["Host".to_owned(), "State".to_owned()];
    assert_eq!(
        rows(mail, MailFormat { table, ..format() }, &["Host", "State"]),
        ["SRV1 | up", "SRV2 | down"]
    );
}

#[test]
fn hostile_mails_are_one_reject_each_and_soon() {
    let begin = std::time::Instant::now();
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
    let multipart: String = (0..5_000)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
        .collect();
    let tags = format!("Content-Type: text/html\r\n\r\n{}", "<table><tr><td>".repeat(50_000));
    let large = "x".repeat(usize::try_from(MIB).unwrap() + 1);
    for (name, mail, starts) in [
        ("nested", nested, "! more than 50 mails stand inside of one another"),
        ("large", large, "! the mail has 2 MiB, and 1 MiB are read"),
        ("a program", "%PDF-1.7".to_owned(), "! is no mail"),
    ] {
        let found = rows(mail, format(), &["subject"]);
        assert!(found.len() == 1 && found[0].starts_with(starts), "{name}: {found:?}");
    }
    for mail in [multipart, tags, "Subject: ".to_owned() + &"=?utf-8?B?".repeat(3_000), "\r\n".repeat(9)] {
        assert!(rows(mail, format(), &["subject"]).len() <= 1);
    }
    let many = format!("Subject: many\r\n\r\n{}", "a ".repeat(20_000));
    let patterns = vec![pattern(MailPart::Text, "(?<a>a)", true)];
    let found = rows(many, MailFormat { patterns, ..format() }, &["a"]);
    assert!(found[0].starts_with("! the mail gives 10"), "{found:?}");
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

const ATTACHED: &str = "Subject: list\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n\
    Content-Type: text/csv; charset=us-ascii\r\nContent-Disposition: attachment; filename=\"PARC-1.csv\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nTmFtZTvJdGF0DQpQQzE7b2sNCg==\r\n--b\r\n\
    Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\
    Content-Disposition: attachment; filename*=utf-8''parc-%C3%A9t%C3%A9.csv\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\nName=3Bx\r\n--c--\r\n--b\r\n\
    Content-Disposition: attachment; filename=../../etc/parc-3.csv\r\n\r\nName\r\n--b--\r\n";

#[test]
fn attachments_come_as_they_were_attached_also_out_of_forwarded_mails() {
    let folder = tempfile::tempdir().unwrap();
    let reader = Reader { program: None, limits: ReadLimits::default() };
    let spool = Spool::new(folder.path(), MIB).unwrap().unpacking(Arc::new(reader));
    let mut mail = spool.file("1.eml").unwrap();
    mail.write(ATTACHED.as_bytes()).unwrap();
    let mail = mail.end().unwrap();
    let wish = |names: &str| MailFormat { attachments: Some(names.to_owned()), ..format() };
    let shown: Arc<str> = "1.eml".into();
    let mut files = spool.attachments(&mail, &shown, &wish("parc-*.csv")).unwrap();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    let read: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, file)| (name.as_str(), std::fs::read(file.path()).unwrap())).collect();
    assert_eq!(read[0], ("PARC-1.csv", b"Name;\xc9tat\r\nPC1;ok\r\n".to_vec()));
    assert_eq!((read[1].0, read[1].1.trim_ascii()), ("parc-été.csv", b"Name;x".as_slice()));
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(spool.attachments(&mail, &shown, &wish("*.xlsx")).unwrap().is_empty());
    let other = spool.attachments(&mail, &shown, &wish("*parc-3.csv")).unwrap();
    assert!(other[0].1.path().starts_with(folder.path()), "{other:?}");
}
