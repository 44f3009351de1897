//! The source against slapd as `.ci/directory` starts it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use serde_json::Value as Json;

use super::ROOM;
use crate::systems::source::tests::{Answer, Bench, asked, variable};

const COMPUTERS: &str = "base = \"ou=computers,dc=example,dc=org\"\nfilter = \"(objectClass=device)\"\n\
    attributes = [\"cn\", \"serialNumber\", \"owner\", \"description\"]\n";

/// The directory, asked as one of its users.
struct Lab {
    url: String,
    user: &'static str,
    secret: &'static str,
    more: String,
}

impl Lab {
    fn new(user: &'static str, secret: &'static str) -> Option<Self> {
        let port = variable("STOCKTAKE_TEST_LDAP", ".ci/directory")?;
        Some(Self { url: format!("ldap://localhost:{port}"), user, secret, more: String::new() })
    }

    fn system(&self) -> String {
        let Self { url, user, more, .. } = self;
        let login = match *user {
            "" => String::new(),
            user => format!("login = \"cn={user},dc=example,dc=org\"\npassword = \"env:PASSWORD\"\n"),
        };
        format!("url = \"{url}\"\nbase = \"dc=example,dc=org\"\n{login}{more}")
    }

    async fn ask(&self, feed: &str) -> Result<Answer, String> {
        let system = self.system();
        let bench = Bench {
            room: &ROOM,
            folder: Path::new(""),
            system: &system,
            feed,
            secret: self.secret,
            bookmark: None,
        };
        let answer = bench.fetch().await;
        if let Err(error) = &answer {
            assert!(!error.contains("-of-tests"), "{error}");
        }
        answer
    }
}

fn reader() -> Option<Lab> {
    Lab::new("reader", "reader-of-tests")
}

#[test]
fn a_feed_says_which_entries_it_wants() {
    let problem =
        |table: &str| asked(&ROOM, Path::new(""), table).map(|_| String::new()).unwrap_or_else(|error| error);
    assert_eq!(problem(COMPUTERS), "");
    for (table, told) in [
        ("attributes = \"cn\"", "filter"),
        ("filter = \"objectClass=device)\"", "not a filter"),
        ("filter = \"(cn=*)\"\nattributes = [\"cn\", \"userPassword\"]", "password"),
        ("filter = \"(cn=*)\"\nattributes = [\"cn\", \"CN\"]", "CN"),
        ("filter = \"(cn=*)\"\nattributes = \"cn\"\n[follow]\nowner = \"mail\"", "not read"),
        ("filter = \"(cn=*)\"\nscope = \"all\"", "scope"),
    ] {
        let problem = problem(table);
        assert!(problem.contains(told), "{table}: {problem}");
    }
}

#[tokio::test]
async fn more_entries_than_the_server_gives_at_once_come_in_pages() {
    let Some(lab) = reader() else { return };
    let answer = lab.ask(COMPUTERS).await.unwrap();
    assert_eq!(answer.rows.len(), 1250);
    let first = answer.rows.iter().find(|row| row["cn"] == "pc0001").unwrap();
    assert_eq!(first["dn"], "cn=pc0001,ou=computers,dc=example,dc=org");
    assert_eq!((&first["serialNumber"], &first["description"]), (&Json::from("SN0001"), &Json::Null));
    assert!(answer.notes[0].contains("1250 records"), "{:?}", answer.notes);
    let again = lab.ask(COMPUTERS).await.unwrap();
    assert_eq!(again.rows, answer.rows);
}

#[tokio::test]
async fn a_list_that_is_cut_short_is_an_error() {
    let Some(clerk) = Lab::new("clerk", "clerk-of-tests") else { return };
    let error = clerk.ask(COMPUTERS).await.map(|answer| answer.rows.len()).unwrap_err();
    assert!(error.contains("keeps the rest back") && error.contains("code 4"), "{error}");
    let few = COMPUTERS.replace("(objectClass=device)", "(cn=pc000*)");
    assert_eq!(clerk.ask(&few).await.unwrap().rows.len(), 9);
}

#[tokio::test]
async fn people_and_groups_with_what_they_name() {
    let Some(lab) = reader() else { return };
    let feed = "base = \"ou=people,dc=example,dc=org\"\nscope = \"one\"\nfilter = \"(uid=*)\"\n\
        attributes = [\"uid\", \"cn\", \"mail\", \"manager\"]\n[follow]\nmanager = [\"cn\", \"mail\"]\n";
    let mut rows: Vec<String> = lab.ask(feed).await.unwrap().rows.iter().map(Json::to_string).collect();
    rows.sort();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    {"cn":"Ada Ba\\, Cie","dn":"uid=ada,ou=people,dc=example,dc=org","mail":"ada@example.org","manager":"uid=zoe,ou=people,dc=example,dc=org","manager.cn":"Zoé Łódź","manager.mail":["zoe@example.org","zoe.l@example.org"],"uid":"ada"}
    {"cn":"Zoé Łódź","dn":"uid=zoe,ou=people,dc=example,dc=org","mail":["zoe@example.org","zoe.l@example.org"],"manager":null,"manager.cn":null,"manager.mail":null,"uid":"zoe"}
    "#);
    let feed = "filter = \"(objectClass=groupOfNames)\"\nattributes = [\"cn\", \"member\", \"createTimestamp\"]\n\
        [follow]\nmember = \"uid\"\n";
    let answer = lab.ask(feed).await.unwrap();
    assert_eq!(answer.rows[0]["member.uid"], serde_json::json!(["zoe", "ada"]));
    let created = answer.rows[0]["createTimestamp"].as_str().unwrap();
    assert!(chrono::DateTime::parse_from_rfc3339(created).is_ok(), "{created}");
    assert!(answer.notes.iter().any(|note| note.contains("uid=gone")), "{:?}", answer.notes);
    let all = lab.ask("filter = \"(uid=zoe)\"").await.unwrap().rows.remove(0);
    assert!(
        all.get("jpegPhoto").is_none() && all.get("userPassword").is_none() && all["uid"] == "zoe",
        "{all}"
    );
}

#[tokio::test]
async fn who_asks_is_told_why_he_gets_nothing() {
    let Some(stranger) = Lab::new("reader", "hush-hush-of-tests") else { return };
    let error = stranger.ask(COMPUTERS).await.unwrap_err();
    assert!(error.contains("does not let `cn=reader,dc=example,dc=org` in"), "{error}");
    assert!(error.contains("the login or the password is wrong"), "{error}");
    let empty = Lab::new("reader", "").unwrap();
    let error = empty.ask(COMPUTERS).await.unwrap_err();
    assert!(error.contains("is empty"), "{error}");
    let nobody = Lab::new("", "").unwrap();
    let error = nobody.ask(COMPUTERS).await.unwrap_err();
    assert!(error.contains("has no `ou=computers") || error.contains("code 50"), "{error}");
    let lab = reader().unwrap();
    let elsewhere = COMPUTERS.replace("ou=computers", "ou=printers");
    let error = lab.ask(&elsewhere).await.unwrap_err();
    assert!(
        error.contains("has no `ou=printers,dc=example,dc=org`") && error.contains("`dc=example,dc=org`"),
        "{error}"
    );
    let hidden = COMPUTERS.replace("ou=computers", "ou=secret");
    let error = lab.ask(&hidden).await.unwrap_err();
    assert!(error.contains("ou=secret"), "{error}");
    let system = lab.system();
    let feed = COMPUTERS.replace("(objectClass=device)", "(cn=nothing)");
    let line = Bench {
        room: &ROOM,
        folder: Path::new(""),
        system: &system,
        feed: &feed,
        secret: lab.secret,
        bookmark: None,
    }
    .check()
    .await;
    assert!(line.ok && line.detail.english().contains("no entry below"), "{line:?}");
    let mut nowhere = reader().unwrap();
    nowhere.url = "ldap://127.0.0.1:1".to_owned();
    let error = nowhere.ask(COMPUTERS).await.unwrap_err();
    assert!(error.contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn tls_from_the_beginning_and_by_starttls_with_a_server_that_proves_who_it_is() {
    let Some(mut lab) = reader() else { return };
    let secure = variable("STOCKTAKE_TEST_LDAPS", ".ci/directory").unwrap();
    let authority = variable("STOCKTAKE_TEST_LDAP_CA", ".ci/directory").unwrap();
    let stranger = variable("STOCKTAKE_TEST_LDAP_STRANGER", ".ci/directory").unwrap();
    let few = COMPUTERS.replace("(objectClass=device)", "(cn=pc000*)");
    let plain = lab.url.clone();
    for (url, starttls) in [(format!("ldaps://localhost:{secure}"), ""), (plain, "starttls = true\n")] {
        lab.url = url;
        lab.more = format!("{starttls}ca_file = \"{authority}\"\n");
        assert_eq!(lab.ask(&few).await.unwrap().rows.len(), 9, "{}", lab.url);
        for bad in [starttls.to_owned(), format!("{starttls}ca_file = \"{stranger}\"\n")] {
            lab.more = bad;
            let error = lab.ask(&few).await.unwrap_err();
            assert!(error.contains("trusted") && error.contains("ca_file"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_client_certificate_says_who_asks() {
    let Some(pem) = variable("STOCKTAKE_TEST_LDAP_CLIENT", ".ci/directory") else { return };
    let pem: &'static str = std::fs::read_to_string(pem).unwrap().leak();
    let authority = variable("STOCKTAKE_TEST_LDAP_CA", ".ci/directory").unwrap();
    let few = COMPUTERS.replace("(objectClass=device)", "(cn=pc000*)");
    let mut lab = Lab::new("", pem).unwrap();
    let tls = format!("starttls = true\nca_file = \"{authority}\"\n");
    lab.more = format!("{tls}certificate = \"env:CLIENT\"\n");
    assert_eq!(lab.ask(&few).await.unwrap().rows.len(), 9);
    // Nobody in particular sees nothing of it.
    lab.more = tls;
    let error = lab.ask(&few).await.unwrap_err();
    assert!(!error.contains("PRIVATE"), "{error}");
}

/// An Active Directory by Samba.
fn active_directory(login: &str, more: &str) -> Option<String> {
    let address = variable("STOCKTAKE_TEST_LDAP_AD", ".ci/directory")?;
    let authority = variable("STOCKTAKE_TEST_LDAP_CA", ".ci/directory")?;
    let login = match login {
        "" => String::new(),
        login => format!("login = \"{login}@example.lan\"\npassword = \"env:PASSWORD\"\n"),
    };
    Some(format!(
        "url = \"ldap://{address}\"\nstarttls = true\nca_file = \"{authority}\"\n\
         base = \"OU=lab,DC=example,DC=lan\"\npage_size = 100\n{login}{more}"
    ))
}

async fn ask_ad(system: &str, secret: &str, feed: &str) -> Result<Answer, String> {
    Bench { room: &ROOM, folder: Path::new(""), system, feed, secret, bookmark: None }.fetch().await
}

#[tokio::test]
async fn active_directory_with_its_ids_times_and_flags() {
    let Some(system) = active_directory("reader", "zone = \"Europe/Paris\"\n") else { return };
    let feed = "filter = \"(objectClass=computer)\"\nattributes = [\"cn\", \"objectGUID\", \"objectSid\", \
        \"whenCreated\", \"userAccountControl\", \"managedBy\", \"accountExpires\", \"pwdLastSet\"]\n\
        [follow]\nmanagedBy = [\"sAMAccountName\", \"pwdLastSet\"]\n";
    let row = ask_ad(&system, "Reader-of-tests-1", feed).await.unwrap().rows.remove(0);
    let text = |column: &str| row[column].as_str().unwrap_or_else(|| panic!("{column}: {row}")).to_owned();
    assert_eq!(uuid::Uuid::parse_str(&text("objectGUID")).unwrap().get_version_num(), 4, "{row}");
    assert!(text("objectSid").starts_with("S-1-5-21-"), "{row}");
    for moment in [text("whenCreated"), text("managedBy.pwdLastSet")] {
        let moment = chrono::DateTime::parse_from_rfc3339(&moment).unwrap();
        let age = chrono::Utc::now().signed_duration_since(moment).num_minutes();
        assert!((-5..600).contains(&age), "{row}");
    }
    assert_eq!((text("cn"), text("managedBy.sAMAccountName")), ("PC1".to_owned(), "reader".to_owned()));
    assert_eq!(row["userAccountControl.disabled"], true);
    assert_eq!((&row["accountExpires"], &row["pwdLastSet"]), (&Json::Null, &Json::Null), "never is blank");
}

#[tokio::test]
async fn values_that_come_in_ranges_are_all_there() {
    let Some(system) = active_directory("reader", "") else { return };
    // Samba gives a range only where it is asked for one; Microsoft's does by itself.
    let feed = "filter = \"(cn=many)\"\nattributes = [\"cn\", \"member;range=0-99\"]\n";
    let rows = ask_ad(&system, "Reader-of-tests-1", feed).await.unwrap().rows;
    let mut members: Vec<&Json> = rows[0]["member;range=0-99"].as_array().unwrap().iter().collect();
    members.sort_by_key(|member| member.to_string());
    members.dedup();
    assert_eq!(members.len(), 250);
    let contacts =
        ask_ad(&system, "Reader-of-tests-1", "filter = \"(objectClass=contact)\"\nattributes = \"cn\"");
    assert_eq!(contacts.await.unwrap().rows.len(), 250, "three pages");
}

#[tokio::test]
async fn active_directory_says_why_it_does_not_answer() {
    let feed = "filter = \"(cn=many)\"\nattributes = \"cn\"";
    let Some(system) = active_directory("reader", "") else { return };
    let error = ask_ad(&system, "hush-hush", feed).await.unwrap_err();
    assert!(error.contains("the login or the password is wrong") && !error.contains("hush"), "{error}");
    let shut = system.replace("reader@", "shut@");
    let error = ask_ad(&shut, "Shut-of-tests-1", feed).await.unwrap_err();
    assert!(error.contains("`shut@example.lan`") && error.contains("the account is disabled"), "{error}");
    let clear = system.replace("starttls = true", "starttls = false");
    let error = ask_ad(&clear, "Reader-of-tests-1", feed).await.unwrap_err();
    assert!(error.contains("wants TLS"), "{error}");
    let nobody = active_directory("", "").unwrap();
    let error = ask_ad(&nobody, "", feed).await.unwrap_err();
    assert!(error.contains("give `login` and `password`"), "{error}");
    let root = system.replace("OU=lab,", "");
    let answer = ask_ad(&root, "Reader-of-tests-1", feed).await.unwrap();
    assert!(
        answer.rows.len() == 1 && answer.notes.iter().any(|note| note.contains("other servers")),
        "{answer:?}"
    );
}

/// A server that answers each request with these bytes, and is gone.
async fn double(answers: &'static [&'static [u8]]) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        for answer in answers {
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
        }
        let _ = stream.shutdown().await;
    });
    format!("ldap://127.0.0.1:{port}")
}

/// The first message: an entry `cn=a` without attributes.
const ENTRY: &[u8] = b"\x30\x0d\x02\x01\x01\x64\x08\x04\x04cn=a\x30\x00";

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_is_an_error() {
    let url = double(&[ENTRY]).await;
    let lab = Lab { url, user: "", secret: "", more: "timeout = \"5s\"\n".to_owned() };
    let error = lab.ask(COMPUTERS).await.map(|answer| answer.rows.len()).unwrap_err();
    assert!(error.contains("broke off") && error.contains("nothing of them is used"), "{error}");
}

#[tokio::test]
async fn answers_that_are_none_of_ldap_stop_the_feed_and_not_the_program() {
    // An entry in answer to a login; an entry that has no name; the end of a search without a code.
    let nameless = b"\x30\x07\x02\x01\x01\x64\x02\x05\x00";
    let codeless = b"\x30\x07\x02\x01\x01\x65\x02\x05\x00";
    for (user, answers) in
        [("reader", &[ENTRY as &[u8]]), ("", &[nameless as &[u8]]), ("", &[codeless as &[u8]])]
    {
        let url = double(Box::leak(Box::new(*answers))).await;
        let lab = Lab { url, user, secret: "x-of-tests", more: "timeout = \"2s\"\n".to_owned() };
        let error = lab.ask(COMPUTERS).await.map(|answer| answer.rows.len()).unwrap_err();
        assert!(error.contains("127.0.0.1"), "{error}");
    }
}
