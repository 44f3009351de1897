//! At a real server (`.ci/mailbox`): each test has a mailbox of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::ROOM;
use crate::model::job::{AfterRun, MailFormat, SourceFormat, SourceSpec};
use crate::model::project::ReadLimits;
use crate::systems::files::Reader;
use crate::systems::source::tests::{Bench, variable};
use crate::systems::source::{Fetched, Source, Spool, Wish};

const PASSWORD: &str = "mailbox-of-tests";
const MIB: u64 = 1024 * 1024;

/// The port of the server; `None`: there is none to test with.
fn port() -> Option<String> {
    variable("STOCKTAKE_TEST_MAILBOX", ".ci/mailbox")
}

/// A login that no other test has.
fn login(name: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("{name}{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Somebody at the mailbox with another program.
struct Person(BufReader<TcpStream>);

impl Person {
    async fn at(port: &str, login: &str) -> Self {
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
        let mut person = Self(BufReader::new(stream));
        person.line().await;
        person.say(&format!("LOGIN {login} {PASSWORD}")).await;
        person
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line
    }

    async fn say(&mut self, command: &str) -> String {
        self.0.write_all(format!("t {command}\r\n").as_bytes()).await.unwrap();
        let mut said = String::new();
        loop {
            let line = self.line().await;
            said.push_str(&line);
            if line.starts_with("t ") {
                assert!(line.starts_with("t OK"), "{command}: {said}");
                return said;
            }
        }
    }

    async fn deliver(&mut self, folder: &str, mail: &str) {
        let mail = mail.replace("\r\n", "\n").replace('\n', "\r\n");
        self.say(&format!("APPEND {folder} {{{}+}}\r\n{mail}", mail.len())).await;
    }

    /// The subjects of a folder with the flag that they bear.
    async fn subjects(&mut self, folder: &str) -> Vec<String> {
        self.say(&format!("EXAMINE {folder}")).await;
        let mut told = Vec::new();
        let said = self.say("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])").await;
        let mut flags = String::new();
        for line in said.lines() {
            if let Some((_, rest)) = line.split_once("FLAGS (") {
                flags = rest.split(')').next().unwrap().replace("\\Recent", "").trim().to_owned();
            }
            if let Some(subject) = line.strip_prefix("Subject: ") {
                told.push(format!("{subject} [{flags}]"));
            }
        }
        self.say("UNSELECT").await;
        told
    }
}

fn mail(id: &str, subject: &str) -> String {
    format!(
        "From: Alerts <alerts@vendor.example>\nSubject: {subject}\nMessage-ID: <{id}>\n\nServer: {subject}\n"
    )
}

/// A system and a feed of a mailbox.
struct Case {
    system: String,
    feed: String,
    path: &'static str,
    move_to: Option<&'static str>,
    folder: tempfile::TempDir,
}

impl Case {
    fn new(port: &str, login: &str, feed: &str) -> Self {
        let system = format!(
            "host = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nlogin = \"{login}\"\npassword = \"env:P\"\n\
             timeout = \"5s\"\n"
        );
        let folder = tempfile::tempdir().unwrap();
        Self { system, feed: feed.to_owned(), path: "*.eml", move_to: None, folder }
    }

    async fn open(&self, secret: &str) -> (SourceSpec, Arc<dyn Source>) {
        let folder = Path::new("");
        let (system, feed) = (self.system.as_str(), self.feed.as_str());
        let bench = Bench { room: &ROOM, folder, system, feed, secret, bookmark: None };
        let (mut spec, source) = bench.open_for_tests().await;
        spec.path = self.path.to_owned();
        if self.path == "*.eml" {
            spec.format = SourceFormat::Mail(Box::new(MailFormat { largest: MIB, ..MailFormat::default() }));
        }
        spec.after = self.move_to.map_or(AfterRun::Keep, |folder| AfterRun::Move(folder.into()));
        (spec, source)
    }

    fn spool(&self) -> Spool {
        let reader = Reader { program: None, limits: ReadLimits::default() };
        Spool::new(self.folder.path(), 100 * MIB).unwrap().unpacking(Arc::new(reader))
    }

    /// What a fetching gives: the subjects or names of its files, and all of it.
    async fn fetch(&self, bookmark: Option<&str>) -> Result<(Vec<String>, Fetched), String> {
        let (spec, source) = self.open(PASSWORD).await;
        let spool = self.spool();
        let wish = Wish { spec: &spec, bookmark, now: std::time::SystemTime::now() };
        let fetched = source.fetch(wish, &spool).await.map_err(|error| error.to_string())?;
        let shown = |shown: &str| match shown.rsplit_once(" (") {
            Some((_, subject)) => subject.replace(')', ""),
            None => shown.to_owned(),
        };
        let read = fetched.files.iter().map(|file| {
            assert!(std::fs::metadata(file.file.path()).unwrap().len() > 0);
            shown(&file.shown)
        });
        Ok((read.collect(), fetched))
    }

    async fn put_away(&self, fetched: &Fetched) -> Result<Vec<String>, String> {
        let (spec, source) = self.open(PASSWORD).await;
        let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
        let told = source.put_away(wish, &fetched.files).await.map_err(|error| error.to_string())?;
        Ok(told.iter().map(ToString::to_string).collect())
    }

    async fn set_aside(&self, fetched: &Fetched) -> Vec<String> {
        let (spec, source) = self.open(PASSWORD).await;
        let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
        let told = source.set_aside(wish, &fetched.files).await.unwrap();
        told.iter().map(ToString::to_string).collect()
    }
}

fn notes(fetched: &Fetched) -> String {
    fetched.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn messages_are_read_once_then_marked_and_moved() {
    let Some(port) = port() else { return };
    let login = login("once");
    let mut person = Person::at(&port, &login).await;
    for (id, subject) in [("1@x", "one"), ("2@x", "two"), ("1@x", "one")] {
        person.deliver("INBOX", &mail(id, subject)).await;
    }
    let mut case = Case::new(&port, &login, "");
    case.move_to = Some("Reçus/lus");
    let (read, fetched) = case.fetch(None).await.unwrap();
    assert_eq!(read, ["one", "two"]);
    assert!(notes(&fetched).starts_with("1 message of `INBOX` came once more"), "{}", notes(&fetched));
    // Reading changes nothing, and a second reading without a good run between gives the same.
    assert_eq!(person.subjects("INBOX").await, ["one []", "two []", "one []"]);
    assert_eq!(case.fetch(None).await.unwrap().0, ["one", "two"]);
    let told = case.put_away(&fetched).await.unwrap();
    assert_eq!(told, ["3 messages moved from `INBOX` to `Reçus/lus`"]);
    assert!(case.put_away(&fetched).await.unwrap().is_empty(), "twice does no harm");
    assert!(person.subjects("INBOX").await.is_empty());
    assert_eq!(person.subjects("\"Re&AOc-us/lus\"").await, ["one [\\Seen]", "two [\\Seen]", "one [\\Seen]"]);
    // What was read comes again, and is known.
    person.deliver("INBOX", &mail("2@x", "two")).await;
    person.deliver("INBOX", &mail("3@x", "three")).await;
    let (read, again) = case.fetch(fetched.bookmark.as_deref()).await.unwrap();
    assert_eq!(read, ["three"]);
    case.put_away(&again).await.unwrap();
    assert!(person.subjects("INBOX").await.is_empty());
    assert!(case.fetch(again.bookmark.as_deref()).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_crash_before_the_marks_and_marks_that_failed_read_nothing_twice() {
    let Some(port) = port() else { return };
    let login = login("crash");
    let mut person = Person::at(&port, &login).await;
    person.deliver("INBOX", &mail("1@x", "one")).await;
    let case = Case::new(&port, &login, "mark = \"Stocktake\"\n");
    let (read, lost) = case.fetch(None).await.unwrap();
    assert_eq!(read, ["one"]);
    // Killed: nothing was marked or remembered.
    drop(lost);
    let (read, fetched) = case.fetch(None).await.unwrap();
    assert_eq!(read, ["one"]);
    // Remembered, and killed before it was marked.
    person.deliver("INBOX", &mail("2@x", "two")).await;
    let (read, next) = case.fetch(fetched.bookmark.as_deref()).await.unwrap();
    assert_eq!(read, ["two"]);
    case.put_away(&next).await.unwrap();
    assert_eq!(person.subjects("INBOX").await, ["one [Stocktake]", "two [Stocktake]"]);
}

#[tokio::test]
async fn a_person_and_another_node_may_be_faster() {
    let Some(port) = port() else { return };
    let login = login("faster");
    let mut person = Person::at(&port, &login).await;
    for subject in ["one", "two", "three"] {
        person.deliver("INBOX", &mail(subject, subject)).await;
    }
    let mut case = Case::new(&port, &login, "");
    case.move_to = Some("Done");
    let (first, second) = tokio::join!(case.fetch(None), case.fetch(None));
    let ((_, first), (_, second)) = (first.unwrap(), second.unwrap());
    person.say("SELECT INBOX").await;
    person.say("CREATE Mine").await;
    person.say("UID MOVE 1 Mine").await;
    person.say("UNSELECT").await;
    case.put_away(&first).await.unwrap();
    case.put_away(&second).await.unwrap();
    assert_eq!(person.subjects("Done").await, ["two [\\Seen]", "three [\\Seen]"]);
    assert_eq!(person.subjects("Mine").await, ["one []"]);
    assert!(person.subjects("INBOX").await.is_empty());
}

#[tokio::test]
async fn a_folder_that_was_built_anew_is_told_and_nothing_in_it_is_marked_by_mistake() {
    let Some(port) = port() else { return };
    let login = login("anew");
    let mut person = Person::at(&port, &login).await;
    person.say("CREATE Alerts").await;
    person.deliver("Alerts", &mail("1@x", "one")).await;
    let case = Case::new(&port, &login, "folder = \"Alerts\"\n");
    let (_, fetched) = case.fetch(None).await.unwrap();
    person.say("DELETE Alerts").await;
    person.say("CREATE Alerts").await;
    person.deliver("Alerts", &mail("2@x", "two")).await;
    person.deliver("Alerts", &mail("1@x", "one")).await;
    let refused = case.put_away(&fetched).await.unwrap_err();
    assert!(refused.contains("built the folder `Alerts` anew"), "{refused}");
    assert_eq!(person.subjects("Alerts").await, ["two []", "one []"]);
    let (read, again) = case.fetch(fetched.bookmark.as_deref()).await.unwrap();
    assert_eq!(read, ["two"]);
    assert!(notes(&again).contains("UIDVALIDITY"), "{}", notes(&again));
}

#[tokio::test]
async fn what_cannot_be_used_stays_or_goes_where_it_is_told_to() {
    let Some(port) = port() else { return };
    let login = login("unused");
    let mut person = Person::at(&port, &login).await;
    person.deliver("INBOX", &mail("1@x", "one")).await;
    let case = Case::new(&port, &login, "");
    let (_, fetched) = case.fetch(None).await.unwrap();
    assert!(case.set_aside(&fetched).await.is_empty());
    assert_eq!(person.subjects("INBOX").await, ["one []"]);
    // It is not remembered as read.
    let (_, source) = case.open(PASSWORD).await;
    let without = source.bookmark_without(fetched.bookmark.as_deref().unwrap(), &fetched.files).unwrap();
    assert_eq!(case.fetch(Some(&without)).await.unwrap().0, ["one"]);
    let case = Case::new(&port, &login, "failed_to = \"Unusable\"\n");
    assert_eq!(
        case.set_aside(&fetched).await,
        ["1 message that cannot be used moved from `INBOX` to `Unusable`"]
    );
    assert_eq!(person.subjects("Unusable").await, ["one []"]);
}

#[tokio::test]
async fn senders_subjects_and_automatic_answers_are_told_apart() {
    let Some(port) = port() else { return };
    let login = login("apart");
    let mut person = Person::at(&port, &login).await;
    person.deliver("INBOX", &mail("1@x", "=?utf-8?Q?Alerte_=C3=A9lev=C3=A9e?=")).await;
    person.deliver("INBOX", &mail("2@x", "newsletter")).await;
    person.deliver("INBOX", &mail("3@x", "Alerte spam").replace("@vendor.example", "@other.example")).await;
    let away = mail("4@x", "Alerte: away").replace("Subject", "Auto-Submitted: auto-replied\nSubject");
    person.deliver("INBOX", &away).await;
    person
        .deliver("INBOX", &mail("5@x", "Re: Alerte").replace("Subject", "In-Reply-To: <1@x>\nSubject"))
        .await;
    let keys = "sender = [\"*@vendor.example\"]\nsubject = [\"alerte\"]\nsince = \"2d\"\n";
    let (read, fetched) = Case::new(&port, &login, keys).fetch(None).await.unwrap();
    assert_eq!(read, ["Alerte élevée", "Re: Alerte"]);
    assert_eq!(notes(&fetched), "1 message of `INBOX` left out (`ignore`): UID 4 (Alerte: away)");
    let keys = format!("{keys}ignore = [\"auto_replies\", \"replies\"]\n");
    let case = Case::new(&port, &login, &keys);
    let (read, fetched) = case.fetch(None).await.unwrap();
    assert_eq!(read, ["Alerte élevée"]);
    case.put_away(&fetched).await.unwrap();
    let left: Vec<String> =
        person.subjects("INBOX").await.into_iter().filter(|one| one.ends_with("[]")).collect();
    assert_eq!(left, ["newsletter []", "Alerte spam []"], "what is of nobody's concern stays as it is");
}

#[tokio::test]
async fn attachments_are_files_and_the_newest_list_is_the_whole_one() {
    let Some(port) = port() else { return };
    let login = login("attached");
    let mut person = Person::at(&port, &login).await;
    let with = |id: &str, name: &str| {
        format!(
            "From: a@b.example\nSubject: list {id}\nMessage-ID: <{id}>\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename={name}\n\n\
             Name\nPC-{id}\n--b--\n"
        )
    };
    for mail in [with("1", "parc.csv"), with("2", "other.txt"), with("3", "parc.csv"), mail("4@x", "no list")]
    {
        person.deliver("INBOX", &mail).await;
    }
    let mut case = Case::new(&port, &login, "failed_to = \"Unusable\"\n");
    case.path = "parc*.csv";
    let (read, fetched) = case.fetch(None).await.unwrap();
    assert_eq!(read, ["list 1 parc.csv", "list 3 parc.csv"]);
    assert_eq!(notes(&fetched).matches("has no attachment parc*.csv").count(), 2, "{}", notes(&fetched));
    let mut whole = Case::new(&port, &login, "whole = true\n");
    whole.path = "parc*.csv";
    let (read, newest) = whole.fetch(None).await.unwrap();
    assert_eq!((read, newest.bookmark.is_none()), (vec!["list 3 parc.csv".to_owned()], true));
    case.put_away(&fetched).await.unwrap();
    assert_eq!(person.subjects("INBOX").await, ["list 1 [\\Seen]", "list 3 [\\Seen]"]);
    assert_eq!(person.subjects("Unusable").await, ["list 2 []", "no list []"]);
    whole.path = "none-*.csv";
    let error = whole.fetch(None).await.unwrap_err();
    assert!(error.contains("no message of `INBOX` brings none-*.csv"), "{error}");
}

#[tokio::test]
async fn a_message_that_is_too_large_is_not_fetched_and_its_reader_says_so() {
    let Some(port) = port() else { return };
    let login = login("large");
    let mut person = Person::at(&port, &login).await;
    let long = format!("{}{}", mail("1@x", "large"), "0123456789abcdef\n".repeat(150_000));
    person.deliver("INBOX", &long).await;
    let case = Case::new(&port, &login, "");
    let (spec, source) = case.open(PASSWORD).await;
    let spool = case.spool();
    let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
    let fetched = source.fetch(wish, &spool).await.unwrap();
    let file = fetched.files[0].file.path();
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.len() as u64 == MIB + 1 && text.starts_with("From: ") && !text.contains("0123456789abcdef"));
}

#[tokio::test]
async fn a_wrong_login_and_a_missing_folder_have_their_words() {
    let Some(port) = port() else { return };
    let login = login("words");
    let mut person = Person::at(&port, &login).await;
    person.say("CREATE Alerts").await;
    let case = Case::new(&port, &login, "folder = \"Allerts\"\n");
    let error = case.fetch(None).await.unwrap_err();
    assert!(error.contains("has no folder `Allerts`") && error.contains("it has Alerts"), "{error}");
    let (spec, source) = case.open("canary-of-a-password").await;
    let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
    let error = source.fetch(wish, &case.spool()).await.unwrap_err().to_string();
    assert!(error.contains("does not let") && !error.contains("canary"), "{error}");
    assert!(!format!("{source:?}").contains("canary"));
    let line = source.check(wish).await.remove(0);
    assert!(!line.ok && !line.detail.to_string().contains("canary"), "{line:?}");
    // Nobody answers.
    let nobody = Case::new("1", &login, "");
    assert!(nobody.fetch(None).await.unwrap_err().contains("no connection to 127.0.0.1:1"));
}

#[tokio::test]
async fn the_check_tells_what_fits_and_the_newest() {
    let Some(port) = port() else { return };
    let login = login("check");
    let mut person = Person::at(&port, &login).await;
    person.deliver("INBOX", &mail("1@x", "one")).await;
    person.deliver("INBOX", &mail("2@x", "two")).await;
    for (feed, told) in
        [("", "`INBOX`: 2 of 2 messages fit; the newest: "), ("subject = [\"x\"]", "none of 2 messages")]
    {
        let case = Case::new(&port, &login, feed);
        let (spec, source) = case.open(PASSWORD).await;
        let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
        let line = source.check(wish).await.remove(0);
        assert!(line.ok && line.detail.to_string().contains(told), "{line:?}");
    }
    assert_eq!(person.subjects("INBOX").await, ["one []", "two []"]);
}

#[tokio::test]
async fn tls_is_that_of_an_authority_that_is_known() {
    let (Some(port), Some(secure)) = (port(), variable("STOCKTAKE_TEST_MAILBOX_TLS", ".ci/mailbox")) else {
        return;
    };
    let ca = std::env::var("STOCKTAKE_TEST_MAILBOX_CA").unwrap();
    let stranger = std::env::var("STOCKTAKE_TEST_MAILBOX_STRANGER").unwrap();
    let login = login("tls");
    let secured = |port: &str, tls: &str, ca: &str| {
        let mut case = Case::new(port, &login, "");
        case.system = case.system.replace("tls = \"none\"", &format!("tls = \"{tls}\"\nca_file = \"{ca}\""));
        case
    };
    for (port, tls) in [(&secure, "implicit"), (&port, "starttls")] {
        assert!(secured(port, tls, &ca).fetch(None).await.unwrap().0.is_empty());
        let error = secured(port, tls, &stranger).fetch(None).await.unwrap_err();
        assert!(error.contains("there is no TLS connection to 127.0.0.1"), "{error}");
    }
    let error = secured(&port, "implicit", &ca).fetch(None).await.unwrap_err();
    assert!(error.contains("TLS") || error.contains("answer"), "{error}");
}

#[tokio::test]
async fn a_token_of_oauth_opens_the_mailbox_and_is_never_shown() {
    let (Some(port), Some(tokens)) = (port(), variable("STOCKTAKE_TEST_MAILBOX_TOKENS", ".ci/mailbox"))
    else {
        return;
    };
    let login = login("token");
    let mut person = Person::at(&port, &login).await;
    person.deliver("INBOX", &mail("1@x", "one")).await;
    let case = |user: &str, grant: &str| {
        let mut case = Case::new(&port, &login, "");
        case.system = case.system.replace("password = \"env:P\"\n", "");
        case.system.push_str(&format!(
            "[oauth]\ntoken_url = \"{tokens}\"\nclient_id = \"stocktake\"\nclient_secret = \"env:S\"\n\
             {grant}[oauth.params]\nuser = \"{user}\"\n"
        ));
        case
    };
    let open = async |case: &Case, secret: &str| {
        let (spec, source) = case.open(secret).await;
        let wish = Wish { spec: &spec, bookmark: None, now: std::time::SystemTime::now() };
        let fetched = source.fetch(wish, &case.spool()).await;
        fetched.map(|fetched| fetched.files.len()).map_err(|error| error.to_string())
    };
    assert_eq!(open(&case(&login, ""), "application-of-tests").await.unwrap(), 1);
    // A token that holds no more, an application that is not known.
    let over = open(&case(&format!("over-{login}"), ""), "application-of-tests").await.unwrap_err();
    assert!(over.contains("does not let") && !over.contains("granted-to"), "{over}");
    let unknown = open(&case(&login, ""), "canary-of-a-secret").await.unwrap_err();
    assert!(
        unknown.contains("no token from http://127.0.0.1") && unknown.contains("unknown application"),
        "{unknown}"
    );
    assert!(!unknown.contains("canary"), "{unknown}");
}

/// Passes bytes on, and cuts the line once the server has sent so many.
async fn cutter(port: &str, most: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (to, own) = (format!("127.0.0.1:{port}"), listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (near, _) = listener.accept().await.unwrap();
        let far = TcpStream::connect(to).await.unwrap();
        let ((mut from_near, mut to_near), (mut from_far, mut to_far)) =
            (near.into_split(), far.into_split());
        let sending = tokio::spawn(async move { tokio::io::copy(&mut from_near, &mut to_far).await });
        let (mut left, mut buffer) = (most, [0; 512]);
        while left > 0 {
            let wanted = buffer.len().min(left);
            let count = from_far.read(&mut buffer[..wanted]).await.unwrap_or(0);
            if count == 0 || to_near.write_all(&buffer[..count]).await.is_err() {
                break;
            }
            left -= count;
        }
        sending.abort();
    });
    own.to_string()
}

#[tokio::test]
async fn a_line_that_is_cut_is_an_error_wherever_it_is_cut() {
    let Some(port) = port() else { return };
    let login = login("cut");
    let mut person = Person::at(&port, &login).await;
    for id in 0..5 {
        person
            .deliver("INBOX", &format!("{}{}", mail(&id.to_string(), "cut"), "more text\n".repeat(300)))
            .await;
    }
    let whole = Case::new(&port, &login, "").fetch(None).await.unwrap().0.len();
    assert_eq!(whole, 5);
    let mut cuts = 0;
    for most in (40..30_000).step_by(613) {
        let near = cutter(&port, most).await;
        match Case::new(&near, &login, "").fetch(None).await {
            Ok((read, _)) => assert_eq!(read.len(), 5, "a short list after {most} bytes"),
            Err(error) => {
                cuts += 1;
                assert!(!error.contains(PASSWORD), "{error}");
            }
        }
    }
    assert!(cuts > 20, "{cuts}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut case = Case::new(&port, "silent", "");
    case.system = case.system.replace("5s", "1s");
    let begin = std::time::Instant::now();
    let error = case.fetch(None).await.unwrap_err();
    assert!(error.contains("did not answer for") && begin.elapsed() < Duration::from_secs(20), "{error}");
}
