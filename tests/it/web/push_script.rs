//! The script that monitors push by, against the real program: whatever signs a text has, nothing is lost while stocktake is
//! away, and the monitor's log is told.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use super::Console;
use super::api::token;
use super::pushing::mapping;
use crate::event_feeds::tickets;
use crate::examples::{commands, stocktake, text, written_as};
use crate::world::{World, until};

fn folders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/inbox/examples")
}

/// A project whose job `problems` reads what the folder of a monitor pushes.
pub async fn problems(folder: &str, system: &str) -> World {
    let world = World::new().await;
    world.mapping("problems", &mapping(folder, "problems"));
    world.add_settings(&format!("[system.{system}.inbox]\n"));
    let job = std::fs::read_to_string(folders().join(folder).join("jobs/problems.toml")).unwrap();
    let job = job.replace("desk = \"practice\"", "desk = \"glpi\"").replace("above = 10\n", "above = 1000\n");
    world.file("jobs/problems.toml", format!("settle = \"1s\"\n{job}"));
    world
}

/// Where events wait: nothing in a folder's name is special to the script.
const SPOOL: &str = "pushed/a [b] $(c)";

/// What lets one script send at a time.
#[derive(Clone, Copy)]
enum Lock {
    Kernel,
    /// Of a machine without `flock`.
    Folder,
}

/// The script as a monitor calls it, with its folder for what waits.
struct Script<'w> {
    world: &'w World,
    url: String,
    lock: Lock,
}

impl<'w> Script<'w> {
    async fn new(console: &Console<'w>) -> Self {
        let world = console.world;
        world.file("pushed/token", token(world, "icinga", &["problems=pusher"]).await);
        Self { world, url: console.url.clone(), lock: Lock::Kernel }
    }

    fn command(&self, words: &[&[u8]]) -> Command {
        use std::os::unix::ffi::OsStrExt as _;
        let mut command = Command::new("sh");
        command.arg(folders().join("icinga-push/stocktake-push"));
        command.args(["-u", &format!("{}/api/v1/jobs/problems/events", self.url)]);
        command.arg("-t").arg(self.world.folder().join("pushed/token")).arg("-s").arg(self.spool());
        command.args(words.iter().map(|word| std::ffi::OsStr::from_bytes(word)));
        command.env("NO_PROXY", "127.0.0.1");
        match self.lock {
            Lock::Kernel => {}
            Lock::Folder => _ = command.env("PATH", self.tools()),
        }
        command
    }

    /// A folder with all that the script calls, but for `flock`.
    fn tools(&self) -> PathBuf {
        let folder = self.world.folder().join("tools");
        if std::fs::create_dir(&folder).is_ok() {
            let link = "for tool in sh awk curl cut date find mkdir mv od rm rmdir sleep tr; do \
                        ln -s \"$(command -v \"$tool\")\" \"$0/$tool\"; done";
            assert!(Command::new("sh").args(["-ec", link]).arg(&folder).status().unwrap().success());
        }
        folder
    }

    fn spool(&self) -> PathBuf {
        self.world.folder().join(SPOOL)
    }

    /// The folder that is the lock where there is no `flock`, as if made a while ago.
    fn lock_folder(&self, age: Duration) -> PathBuf {
        let lock = self.spool().join("lock");
        std::fs::create_dir_all(&lock).unwrap();
        let made = std::time::SystemTime::now() - age;
        File::open(&lock).unwrap().set_modified(made).unwrap();
        lock
    }

    fn call(&self, words: &[&[u8]]) -> (Option<i32>, String) {
        let Output { status, stderr, .. } = self.command(words).output().unwrap();
        (status.code(), String::from_utf8_lossy(&stderr).into_owned())
    }

    fn problem(&self, kind: &str, host: &str) -> (Option<i32>, String) {
        let (kind, host) = (format!("type={kind}"), format!("host={host}"));
        let state = if kind.ends_with("RECOVERY") { "state=OK" } else { "state=CRITICAL" };
        self.call(&[kind.as_bytes(), host.as_bytes(), b"service=disk", state.as_bytes(), b"output=x"])
    }

    fn waiting(&self) -> usize {
        let files = std::fs::read_dir(self.spool()).unwrap();
        files
            .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "json"))
            .count()
    }
}

async fn shows(world: &World, wanted: &[&str]) {
    until("the tickets are there", || tickets(world) == wanted).await;
}

#[test]
fn each_folder_rehearses_by_its_page() {
    for name in ["alertmanager-push", "icinga-push", "zabbix-push"] {
        let folder = written_as(name);
        let page = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
        for command in commands(&page) {
            let output = stocktake(folder.path(), "C", &command);
            let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(0), "{name}: {command:?}: {told}");
            let opens = name != "zabbix-push" && told.contains("2 tickets opened")
                || told.contains("1 ticket opened");
            assert_eq!(opens, command[..] == ["run", "rehearse"], "{name}: {command:?}: {told}");
        }
    }
}

#[test]
fn both_folders_have_the_same_script() {
    let [one, other] = ["icinga-push", "zabbix-push"]
        .map(|folder| std::fs::read(folders().join(folder).join("stocktake-push")).unwrap());
    assert!(one == other);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_signs_a_text_has_it_arrives() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let script = Script::new(&console).await;
    let output = b"output=say \"3%\" \\n $(touch /tmp/never) `id` ' % \xe2\x82\xac \xf0\x9f\x98\x80 \xff\xc0\x80\x01 end\nsecond\tline";
    let told = script.call(&[b"type=PROBLEM", b"host=web01", b"service=a=b", b"state=CRITICAL", output]);
    assert_eq!(told, (Some(0), String::new()));
    shows(&world, &["web01 / a=b: CRITICAL open"]).await;
    let push = world.store().newest_pushes("problems", 1).unwrap().remove(0);
    let sent: serde_json::Value = serde_json::from_str(&push.body).unwrap();
    let wanted = "say \"3%\" \\n $(touch /tmp/never) `id` ' % € 😀 ???\u{1} end\nsecond\tline";
    assert_eq!((sent["output"].as_str(), sent["service"].as_str()), (Some(wanted), Some("a=b")));
    assert!(!Path::new("/tmp/never").exists());
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_stocktake_is_away_events_wait_in_their_order() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let mut script = Script::new(&console).await;
    console.stop().await;
    for (nth, (kind, host)) in
        [("PROBLEM", "web01"), ("PROBLEM", "web02"), ("RECOVERY", "web01")].iter().enumerate()
    {
        let (code, said) = script.problem(kind, host);
        assert_eq!((code, script.waiting()), (Some(1), nth + 1), "{said}");
        assert!(
            said.starts_with("stocktake-push: stocktake has not stored the event, which waits in "),
            "{said}"
        );
    }
    let console = Console::open(&world).await;
    script.url = console.url.clone();
    // What a token that is good for nothing brings waits, too.
    let token = std::fs::read(world.folder().join("pushed/token")).unwrap();
    world.file("pushed/token", "stk_none");
    let (code, said) = script.call(&[b"-f"]);
    assert_eq!((code, script.waiting()), (Some(1), 3), "{said}");
    assert!(said.contains("401"), "{said}");
    world.file("pushed/token", token);
    assert_eq!(script.call(&[b"-f"]), (Some(0), String::new()));
    assert_eq!(script.waiting(), 0);
    // The other one was over before anybody heard of it.
    shows(&world, &["web02 / disk: CRITICAL open"]).await;
    console.stop().await;
}

/// Sends the problems of so many hosts at once, and what then waits.
fn many_at_once(script: &Script<'_>, kind: &str, hosts: usize) -> Vec<String> {
    let calls: Vec<_> = (0..hosts)
        .map(|nth| {
            let host = format!("host={kind}{nth:02}");
            script
                .command(&[b"type=PROBLEM", host.as_bytes(), b"service=", b"state=DOWN", b"output=x"])
                .spawn()
        })
        .collect();
    for call in calls {
        // One that waits for others for long leaves its event to them.
        assert!(matches!(call.unwrap().wait().unwrap().code(), Some(0 | 1)));
    }
    assert!(matches!(script.call(&[b"-f"]).0, Some(0)));
    (0..hosts).map(|nth| format!("{kind}{nth:02}: DOWN open")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_all_delivered() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let mut script = Script::new(&console).await;
    let mut wanted = many_at_once(&script, "db", 6);
    script.lock = Lock::Folder;
    // Which all of them find in their way at once.
    script.lock_folder(Duration::from_secs(130));
    wanted.extend(many_at_once(&script, "web", 6));
    shows(&world, &wanted.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(std::fs::read_dir(script.spool()).unwrap().count(), 0, "no lock is left");
    console.stop().await;
}

/// Whoever held the lock and was killed, or has its number now, or is of another user, keeps nobody from sending.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_script_left_stops_nobody() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let mut script = Script::new(&console).await;
    let mut wanted = Vec::new();
    for (lock, host) in [(Lock::Kernel, "web01"), (Lock::Folder, "web02")] {
        script.lock = lock;
        // It is killed while it waits for an answer that does not come.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        script.url = format!("http://{}", silent.local_addr().unwrap());
        let host_word = format!("host={host}");
        let words: [&[u8]; 5] =
            [b"type=PROBLEM", host_word.as_bytes(), b"service=disk", b"state=CRITICAL", b"output=x"];
        let mut killed = script.command(&words).spawn().unwrap();
        let asked = tokio::task::spawn_blocking(move || silent.accept().map(|asked| (silent, asked)));
        let asked = asked.await.unwrap().unwrap();
        killed.kill().unwrap();
        killed.wait().unwrap();
        assert_eq!(script.waiting(), 1);
        script.url = console.url.clone();
        let lock_folder = script.lock_folder(Duration::from_secs(130));
        if matches!(lock, Lock::Kernel) {
            // As the first scripts left it: with the number of a program that lives.
            std::fs::write(lock_folder.join("pid"), std::process::id().to_string()).unwrap();
        }
        assert_eq!(script.call(&[b"-f"]), (Some(0), String::new()), "{host}");
        assert_eq!(script.waiting(), 0, "{host}");
        match lock {
            Lock::Kernel => std::fs::remove_dir_all(lock_folder).unwrap(),
            Lock::Folder => assert!(!lock_folder.exists()),
        }
        wanted.push(format!("{host} / disk: CRITICAL open"));
        drop(asked);
    }
    shows(&world, &wanted.iter().map(String::as_str).collect::<Vec<_>>()).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_sends_another_waits() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let mut script = Script::new(&console).await;
    std::fs::create_dir_all(script.spool()).unwrap();
    for lock in [Lock::Kernel, Lock::Folder] {
        script.lock = lock;
        let held = File::open(script.spool()).unwrap();
        let held_folder = match lock {
            Lock::Kernel => held.lock().map(|()| None).unwrap(),
            Lock::Folder => Some(script.lock_folder(Duration::ZERO)),
        };
        let calls = || {
            let words: [&[u8]; 4] = [b"type=PROBLEM", b"host=web01", b"service=disk", b"state=CRITICAL"];
            script.command(&words).spawn().unwrap()
        };
        let (mut one, mut other) = (calls(), calls());
        until("both have written their event", || script.waiting() == 2).await;
        assert_eq!((one.try_wait().unwrap(), other.try_wait().unwrap()), (None, None));
        held_folder.iter().for_each(|folder| std::fs::remove_dir(folder).unwrap());
        drop(held);
        let ended = [one.wait().unwrap().code(), other.wait().unwrap().code()];
        assert_eq!((ended, script.waiting()), ([Some(0), Some(0)], 0));
    }
    shows(&world, &["web01 / disk: CRITICAL open"]).await;
    console.stop().await;
}

/// The folder is full of what could not be sent: what comes now is told to be lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_wait_at_most() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let script = Script::new(&console).await;
    console.stop().await;
    for nth in 0..1_000 {
        world.file(&format!("{SPOOL}/2026-{nth:04}.json"), "{}");
    }
    let (code, said) = script.problem("PROBLEM", "web01");
    assert_eq!((code, script.waiting()), (Some(2), 1_000), "{said}");
    assert!(said.contains("this one is lost"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_of_life_is_taken_at_once_and_never_waits() {
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let mut script = Script::new(&console).await;
    let beat = |script: &Script<'_>| {
        let Output { status, stdout, stderr } = script.command(&[b"-b"]).output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let taken = "stocktake has taken the sign of life; 0 events wait\n".to_owned();
    assert_eq!(beat(&script), (Some(0), taken.clone(), String::new()));
    assert_eq!(world.store().newest_pushes("problems", 9).unwrap()[0].body, "[]");
    assert!(world.store().inboxes().unwrap()["problems"].heard_at.is_some());
    assert_eq!(tickets(&world), Vec::<String>::new());
    console.stop().await;
    // What the monitor runs as a check is critical then; an event waits, a sign of life does not.
    assert_eq!(script.problem("PROBLEM", "web01").0, Some(1));
    let (code, _, said) = beat(&script);
    assert_eq!((code, script.waiting()), (Some(2), 1));
    assert!(said.contains("stocktake has not taken the sign of life: "), "{said}");
    // It brings what waits.
    let console = Console::open(&world).await;
    script.url = console.url.clone();
    assert_eq!(beat(&script), (Some(0), taken, String::new()));
    shows(&world, &["web01 / disk: CRITICAL open"]).await;
    console.stop().await;
}
