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

fn deliver(server: &mut BufReader<TcpStream>, mail: &str) {
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
    let mut server = BufReader::new(TcpStream::connect(format!("127.0.0.1:{port}")).unwrap());
    server.read_line(&mut String::new()).unwrap();
    say(&mut server, &format!("LOGIN {login} mailbox-of-tests"));
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
