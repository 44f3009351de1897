//! Jobs whose records are mails: out of a folder of this machine, and out of a mailbox (`.ci/mailbox`), from the message
//! to GLPI.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use stocktake::model::RunState;

use super::world::World;

const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\n\
    name = { column = \"Name\", required = true }\ncomment = { column = \"field.State\" }\n";

const FEED: &str = "[feed.mail]\nfields = true\n[[feed.mail.patterns]]\nregex = '(?m)^Server: (?<Name>\\S+)'\n\
    each = true\n";

fn mail(id: &str, text: &str) -> String {
    format!("From: alerts@vendor.example\nSubject: note {id}\nMessage-ID: <{id}>\n\n{text}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_mails_is_read_and_one_that_is_hostile_is_one_reject() {
    let world = World::new().await;
    world.watch_mails();
    world.mapping("computers", MAPPING);
    world.job(
        "nightly",
        &format!("[[feed]]\nmapping = \"computers\"\npath = \"in/*.eml\"\npick = \"all\"\n{FEED}"),
    );
    world.file("in/1.eml", mail("1", "Server: SRV1\nServer: SRV2\nState: new"));
    world.file("in/2.eml", "Content-Type: message/rfc822\n\n".repeat(30_000));
    world.file("in/3.eml", mail("3", "Lunch?"));
    world.file("in/4.eml", mail("4", "Server: SRV4"));
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.stdout.contains("SRV4") && read.stdout.contains("`message_id`"), "{read:?}");
    let report = world.run("nightly").await;
    assert!(matches!(report.run.state, RunState::Done | RunState::Partial), "{report:?}");
    assert_eq!(world.glpi_names("Computer"), ["SRV1", "SRV2", "SRV4"]);
    assert_eq!(world.glpi_row("Computer", "SRV1")["comment"], "new");
    assert!(!world.writes().is_empty());
    let told = world.mails().iter().map(|mail| mail.text.clone()).collect::<String>();
    assert!(told.contains("in/2.eml") && told.contains("in/3.eml") && told.contains("note 3"), "{told}");
    let _ = world.requests();
}

/// Says something to a mail server, and returns what it answers.
fn say(server: &mut BufReader<TcpStream>, command: &str) -> String {
    server.get_mut().write_all(format!("t {command}\r\n").as_bytes()).unwrap();
    let mut said = String::new();
    loop {
        let mut line = String::new();
        assert!(server.read_line(&mut line).unwrap() > 0, "{command}: {said}");
        said.push_str(&line);
        if line.starts_with("t ") {
            assert!(line.starts_with("t OK"), "{command}: {said}");
            return said;
        }
    }
}

/// Somebody at the mailbox of a login with another program.
pub fn person(port: &str, login: &str) -> BufReader<TcpStream> {
    let mut server = BufReader::new(TcpStream::connect(format!("127.0.0.1:{port}")).unwrap());
    server.read_line(&mut String::new()).unwrap();
    say(&mut server, &format!("LOGIN {login} mailbox-of-tests"));
    server
}

/// Puts a mail into it.
pub fn deliver(server: &mut BufReader<TcpStream>, mail: &str) {
    let mail = mail.replace('\n', "\r\n");
    say(server, &format!("APPEND INBOX {{{}+}}\r\n{mail}", mail.len()));
}

fn count(server: &mut BufReader<TcpStream>, folder: &str) -> String {
    let said = say(server, &format!("STATUS {folder} (MESSAGES UNSEEN)"));
    said.split_once('(').unwrap().1.split(')').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_become_items_once_and_what_cannot_be_used_is_set_aside() {
    let Ok(port) = std::env::var("STOCKTAKE_TEST_MAILBOX") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "run the tests under .ci/mailbox");
        eprintln!("not tested with the real server: no STOCKTAKE_TEST_MAILBOX (see .ci/mailbox)");
        return;
    };
    let login = format!("feed{}", std::process::id());
    let mut server = person(&port, &login);
    let world = World::new().await;
    world.watch_mails();
    world.add_settings(&format!(
        "[system.alerts.mailbox]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nlogin = \"{login}\"\n\
         password = \"file:secrets/mailbox\"\n"
    ));
    let secret = world.file("secrets/mailbox", "mailbox-of-tests");
    std::fs::set_permissions(secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    world.mapping("computers", MAPPING);
    world.job(
        "nightly",
        &format!(
            "[[feed]]\nmapping = \"computers\"\nfrom = \"alerts\"\npath = \"*.eml\"\nmove_to = \"Done\"\n\
             [feed.mailbox]\nfailed_to = \"Unusable\"\n{FEED}"
        ),
    );
    for (id, text) in [("1", "Server: SRV1\nState: new"), ("2", "Lunch?"), ("3", "Server: SRV3")] {
        deliver(&mut server, &mail(id, text));
    }
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.stdout.contains("3 of 3 messages fit"), "{check:?}");
    let columns = "columns: message_id, date, from, from_name, to, cc, reply_to, subject, in_reply_to, references, \
                   text, html_text, attachments, Name, and `field.NAME` for each line `NAME: value`";
    assert!(check.stdout.contains(columns), "{}", check.stdout);
    assert_eq!(count(&mut server, "INBOX"), "MESSAGES 3 UNSEEN 3");
    let report = world.run("nightly").await;
    assert!(matches!(report.run.state, RunState::Done | RunState::Partial), "{report:?}");
    assert_eq!(world.glpi_names("Computer"), ["SRV1", "SRV3"]);
    assert_eq!(count(&mut server, "INBOX"), "MESSAGES 0 UNSEEN 0");
    assert_eq!(count(&mut server, "Done"), "MESSAGES 2 UNSEEN 0");
    assert_eq!(count(&mut server, "Unusable"), "MESSAGES 1 UNSEEN 1");
    assert!(!world.writes().is_empty());
    let told = world.mails().iter().map(|mail| mail.text.clone()).collect::<String>();
    assert!(told.contains("alerts:INBOX UID 2 (note 2)") && !told.contains("mailbox-of-tests"), "{told}");
    // Delivered once more, with a new one: nothing is retired, nothing read twice.
    deliver(&mut server, &mail("1", "Server: SRV1\nState: changed on its way"));
    deliver(&mut server, &mail("5", "Server: SRV5"));
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["SRV1", "SRV3", "SRV5"]);
    assert_eq!(world.glpi_row("Computer", "SRV1")["comment"], "new");
    assert_eq!(count(&mut server, "Done"), "MESSAGES 4 UNSEEN 0");
    assert!(!world.writes().is_empty());
    let nothing = world.run("nightly").await;
    assert_eq!(nothing.run.state, RunState::Done, "{nothing:?}");
    world.wrote_nothing();
    let _ = (world.mails(), world.requests());
    assert!(std::fs::read_dir(world.folder().join("var/spool")).unwrap().next().is_none(), "nothing stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_is_good_once_has_its_successor_kept_for_the_next_run() {
    use super::http_source::api::{Api, Asked, Reply};
    use std::sync::Mutex;

    // Gives another refresh token each time and takes the newest alone, once.
    let good = Mutex::new("seed-canary".to_owned());
    let tokens = Api::start(move |asked: &Asked| {
        let mut good = good.lock().unwrap();
        if asked.field("refresh_token").as_deref() != Some(good.as_str()) {
            let refusal = serde_json::json!({ "error": "invalid_grant", "error_description": "used before" });
            return Reply::json(refusal).status(400);
        }
        *good = format!("next-canary-{}", asked.turn);
        Reply::json(serde_json::json!({ "access_token": "abcdefgh", "refresh_token": *good }))
    })
    .await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let world = World::new().await;
    world.watch_mails();
    world.mapping("computers", MAPPING);
    let private = |world: &World, text: &str| {
        let secret = world.file("secrets/refresh", text);
        std::fs::set_permissions(secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    };
    private(&world, "seed-canary");
    world.add_settings(&format!(
        "[system.alerts.mailbox]\nhost = \"127.0.0.1\"\nport = {port}\nlogin = \"alerts@example.org\"\ntls = \"none\"\n\
         [system.alerts.mailbox.oauth]\ntoken_url = \"{}/token\"\ngrant = \"refresh\"\nclient_id = \"app\"\n\
         refresh_token = \"file:secrets/refresh\"\n",
        tokens.url
    ));
    world.job(
        "nightly",
        &format!("[[feed]]\nmapping = \"computers\"\nfrom = \"alerts\"\npath = \"*.eml\"\n{FEED}"),
    );
    for _ in 0..3 {
        let outcome = world.program(&["run", "nightly"]).await;
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(
            said.contains("127.0.0.1") && !said.contains("canary") && !said.contains("refresh token"),
            "{said}"
        );
    }
    let used: Vec<Option<String>> = tokens.asked().iter().map(|asked| asked.field("refresh_token")).collect();
    assert_eq!(used, ["seed-canary", "next-canary-0", "next-canary-1"].map(|token| Some(token.to_owned())));
    // A new one in the settings counts at once, and one that is good for nothing is told as such.
    private(&world, "wrong-canary");
    let outcome = world.program(&["run", "nightly"]).await;
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(
        said.contains("the refresh token is not good any more") && said.contains("used before"),
        "{said}"
    );
    assert!(!said.contains("canary"), "{said}");
    let _ = (world.mails(), world.requests());
}
