//! Files that are kept elsewhere, at real keepers of files that `.ci/storages` starts: OpenSSH, rclone and Azurite.
//! What a feed may ask of files of this machine holds for each of them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use opendal::services::Azblob;
use opendal::{HttpTransporter, OperationContext, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;

use super::real_monitors::variable;
use super::world::{World, age};

const HEADER: &str = "Name;Serial\n";
const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\nserial = { column = \"Serial\" }\n";
const PASSWORD: &str = "s3cret-Word";
/// Documented for the only account of Azurite.
const AZURE_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// A keeper of files: how it is configured, and how a person puts files there.
struct Keeper {
    name: &'static str,
    /// `[system.NAME.storage]` without the folder.
    table: String,
    /// The same with a wrong secret.
    stranger: String,
    place: Place,
    lists: bool,
}

enum Place {
    Disk(PathBuf),
    Azure(Box<Operator>),
}

impl Place {
    async fn put(&self, path: &str, text: &str, days: u64) {
        match self {
            Self::Disk(folder) => {
                let path = folder.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
                age(&path, Duration::from_secs(days * 86_400 + 60));
            }
            Self::Azure(operator) => {
                operator.write(path, text.to_owned()).await.unwrap();
            }
        }
    }

    async fn has(&self, path: &str) -> bool {
        match self {
            Self::Disk(folder) => folder.join(path).is_file(),
            Self::Azure(operator) => operator.exists(path).await.unwrap(),
        }
    }
}

/// Every keeper that was started; none where the script was not run.
fn keepers() -> Vec<Keeper> {
    let Some(folder) = variable("STOCKTAKE_TEST_STORAGE").map(PathBuf::from) else { return Vec::new() };
    let disk = |name: &str| Place::Disk(folder.join(name));
    let (ssh, sftp) = (variable("STOCKTAKE_TEST_SSH").unwrap(), variable("STOCKTAKE_TEST_SFTP").unwrap());
    let port = |address: &str| address.rsplit(':').next().unwrap().to_owned();
    let fingerprint = std::fs::read_to_string(folder.join("ssh/fingerprint")).unwrap();
    let user =
        String::from_utf8(std::process::Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let by_ssh = |key: &str| {
        format!(
            "[system.kept.storage]\nfolder = \"{}\"\n[system.kept.storage.sftp]\nhost = \"127.0.0.1\"\nport = {}\n\
             login = \"{}\"\nkey = \"file:{}\"\nhost_key = \"{}\"\n",
            folder.join("ssh/files").display(),
            port(&ssh),
            user.trim(),
            folder.join("ssh").join(key).display(),
            fingerprint.trim()
        )
    };
    std::fs::write(folder.join("known_hosts"), known_hosts(&folder, &port(&sftp))).unwrap();
    let by_rclone = |password: &str| {
        format!(
            "[system.kept.storage.sftp]\nhost = \"127.0.0.1\"\nport = {}\nlogin = \"stocktake\"\n\
             password = \"{password}\"\nknown_hosts = \"{}\"\n",
            port(&sftp),
            folder.join("known_hosts").display()
        )
    };
    let s3 = |secret: &str| {
        format!(
            "[system.kept.storage.s3]\nendpoint = \"{}\"\nbucket = \"exports\"\naccess_key = \"AKTEST\"\n\
             secret_key = \"{secret}\"\n",
            variable("STOCKTAKE_TEST_S3").unwrap()
        )
    };
    let by_web = |kind: &str, name: &str, password: &str| {
        format!(
            "[system.kept.storage.{kind}]\nurl = \"{}\"\nlogin = \"stocktake\"\npassword = \"{password}\"\n",
            variable(name).unwrap()
        )
    };
    let azure = variable("STOCKTAKE_TEST_AZURE_BLOB").unwrap();
    let blob = |key: &str| {
        format!(
            "[system.kept.storage.azure_blob]\nendpoint = \"{azure}\"\naccount = \"devstoreaccount1\"\n\
             container = \"exports\"\nkey = \"{key}\"\n"
        )
    };
    let operator = Operator::new(
        Azblob::default()
            .endpoint(&azure)
            .account_name("devstoreaccount1")
            .account_key(AZURE_KEY)
            .container("exports"),
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let near =
        OperationContext::new().with_http_transport(HttpTransporter::new(ReqwestTransport::new(client)));
    let (right, wrong) = ("file:secrets/right", "file:secrets/wrong");
    vec![
        Keeper {
            name: "OpenSSH",
            table: by_ssh("user"),
            stranger: by_ssh("host"),
            place: disk("ssh/files"),
            lists: true,
        },
        Keeper {
            name: "SFTP",
            table: by_rclone(right),
            stranger: by_rclone(wrong),
            place: disk("sftp"),
            lists: true,
        },
        Keeper { name: "S3", table: s3(right), stranger: s3(wrong), place: disk("s3/exports"), lists: true },
        Keeper {
            name: "WebDAV",
            table: by_web("webdav", "STOCKTAKE_TEST_WEBDAV", right),
            stranger: by_web("webdav", "STOCKTAKE_TEST_WEBDAV", wrong),
            place: disk("webdav"),
            lists: true,
        },
        Keeper {
            name: "Azure Blob",
            table: blob("file:secrets/azure"),
            stranger: blob("file:secrets/other-azure"),
            place: Place::Azure(Box::new(operator.unwrap().with_context(near))),
            lists: true,
        },
        Keeper {
            name: "web",
            table: by_web("web", "STOCKTAKE_TEST_WEB", right),
            stranger: by_web("web", "STOCKTAKE_TEST_WEB", wrong),
            place: disk("web"),
            lists: false,
        },
    ]
}

/// The keys of rclone's server, as `ssh-keyscan` finds them.
fn known_hosts(folder: &Path, port: &str) -> String {
    let scanned = std::process::Command::new("ssh-keyscan").args(["-p", port, "127.0.0.1"]).output().unwrap();
    let text = String::from_utf8(scanned.stdout).unwrap();
    assert!(text.contains(&format!("[127.0.0.1]:{port}")), "{}: {text}", folder.display());
    text
}

async fn world(keeper: &Keeper, table: &str, feed: &str) -> World {
    let world = World::new().await;
    for (name, secret) in [
        ("right", PASSWORD),
        ("wrong", "wrong-Canary-77"),
        ("azure", AZURE_KEY),
        ("other-azure", "d3JvbmctQ2FuYXJ5LTc3"),
    ] {
        world.file(&format!("secrets/{name}"), secret);
    }
    world.add_settings(table);
    world.mapping("computers", MAPPING);
    world.job("nightly", &format!("[[feed]]\nmapping = \"computers\"\nfrom = \"kept\"\n{feed}"));
    let _ = keeper.name;
    world
}

fn rows(names: &[&str]) -> String {
    let rows: String = names.iter().map(|name| format!("{name};S-{name}\n")).collect();
    format!("{HEADER}{rows}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_file_is_read_and_moved_away() {
    for keeper in keepers().iter().filter(|keeper| keeper.lists) {
        let name = keeper.name;
        keeper.place.put("newest/parc-1.csv", &rows(&["old"]), 2).await;
        tokio::time::sleep(Duration::from_millis(1100)).await;
        keeper.place.put("newest/parc-2.csv", &rows(&["new-é", "newer"]), 1).await;
        keeper.place.put("newest/deeper/parc-3.csv", &rows(&["deeper"]), 0).await;
        keeper.place.put("newest/done/parc-2.csv", &rows(&["before"]), 5).await;
        let feed = "path = \"newest/*.csv\"\nmove_to = \"newest/done\"\nsettle = \"0s\"\n";
        let world = world(keeper, &keeper.table, feed).await;
        let report = world.run("nightly").await;
        assert_eq!(world.glpi_names("Computer"), ["new-é", "newer"], "{name}: {report:?}");
        world.requests();
        assert!(!keeper.place.has("newest/parc-2.csv").await, "{name}: it was moved away");
        assert!(keeper.place.has("newest/done/parc-2.2.csv").await, "{name}: under a free name");
        assert!(keeper.place.has("newest/parc-1.csv").await, "{name}: the older one stays");
        let spool = world.folder().join("var/spool");
        assert_eq!(std::fs::read_dir(spool).unwrap().count(), 0, "{name}: nothing fetched is left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_files_of_a_pattern_are_read_each_with_its_name() {
    for keeper in keepers().iter().filter(|keeper| keeper.lists) {
        keeper.place.put("all/lyon/a.csv", &rows(&["l1", "l2"]), 1).await;
        keeper.place.put("all/nice/b.csv", &rows(&["n1"]), 1).await;
        keeper.place.put("all/nice/~$b.csv", &rows(&["locked"]), 1).await;
        keeper.place.put("all/nice/b.txt", &rows(&["other"]), 1).await;
        let feed = "path = \"all/*/*.csv\"\npick = \"all\"\nfile_column = \"File\"\nsettle = \"0s\"\n";
        let world = world(keeper, &keeper.table, feed).await;
        let read = world.json(&["read", "nightly"]).await;
        let places: Vec<&str> =
            read.as_array().unwrap().iter().map(|row| row["origin"]["source"].as_str().unwrap()).collect();
        let expected = ["kept:all/lyon/a.csv", "kept:all/lyon/a.csv", "kept:all/nice/b.csv"];
        assert_eq!(places, expected, "{}: {read}", keeper.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_read_by_its_path_everywhere() {
    for keeper in keepers() {
        keeper.place.put("one/ça & là.csv", &rows(&["one"]), 1).await;
        let world = world(&keeper, &keeper.table, "path = \"one/ça & là.csv\"\nsettle = \"0s\"\n").await;
        let read = world.program(&["read", "nightly"]).await;
        assert!(read.code == Some(0) && read.stdout.contains("S-one"), "{}: {read:?}", keeper.name);
        let checked = world.program(&["check", "--connect"]).await;
        assert!(checked.stdout.contains("one/ça & là.csv"), "{}: {checked:?}", keeper.name);
        assert!(!checked.stdout.contains("FAIL kept"), "{}: {checked:?}", keeper.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_with_what_is() {
    for keeper in keepers() {
        keeper.place.put("near/inventory.csv", &rows(&["near"]), 40).await;
        let told = world(&keeper, &keeper.table, "path = \"near/inventry.csv\"\nsettle = \"0s\"\n").await;
        let read = told.program(&["read", "nightly"]).await;
        assert!(
            read.code != Some(0) && read.stderr.contains("no file `near/inventry.csv` at `kept`"),
            "{read:?}"
        );
        assert_eq!(read.stderr.contains("near/inventory.csv"), keeper.lists, "{}: {read:?}", keeper.name);
        if !matches!(keeper.place, Place::Azure(_)) {
            let old = world(
                &keeper,
                &keeper.table,
                "path = \"near/inventory.csv\"\nmax_age = \"30d\"\nsettle = \"0s\"\n",
            )
            .await;
            let read = old.program(&["read", "nightly"]).await;
            assert!(
                read.code != Some(0) && read.stderr.contains("`max_age` (30 days)"),
                "{}: {read:?}",
                keeper.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_told_and_never_shown() {
    for keeper in keepers() {
        keeper.place.put("door/a.csv", &rows(&["door"]), 1).await;
        let world = world(&keeper, &keeper.stranger, "path = \"door/a.csv\"\nsettle = \"0s\"\n").await;
        for arguments in [&["read", "nightly"][..], &["check", "--connect"], &["run", "nightly"]] {
            let ended = world.program(arguments).await;
            let all = format!("{}{}", ended.stdout, ended.stderr);
            assert!(ended.code != Some(0), "{}: {ended:?}", keeper.name);
            assert!(!all.contains("Canary") && !all.contains("d3JvbmctQ2FuYXJ5"), "{}: {all}", keeper.name);
            assert!(all.contains("kept"), "{}: {all}", keeper.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_key_is_not_spoken_to() {
    let Some(keeper) = keepers().into_iter().next() else { return };
    let table: String = keeper
        .table
        .lines()
        .map(|line| {
            if line.starts_with("host_key") {
                "host_key = \"SHA256:AAAA\"\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let world = world(&keeper, &table, "path = \"a.csv\"\n").await;
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.stderr.contains("shows a key that is not the one configured: SHA256:"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_sealed_is_opened_by_its_passphrase() {
    let Some(keeper) = keepers().into_iter().next() else { return };
    keeper.place.put("sealed/a.csv", &rows(&["sealed"]), 1).await;
    let table =
        keeper.table.replace("/ssh/user\"", "/ssh/sealed\"\npassphrase = \"file:secrets/passphrase\"");
    let world = world(&keeper, &table, "path = \"sealed/a.csv\"\nsettle = \"0s\"\n").await;
    world.file("secrets/passphrase", "sealed");
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.code == Some(0) && read.stdout.contains("S-sealed"), "{read:?}");
    world.file("secrets/passphrase", "wrong");
    let read = world.program(&["read", "nightly"]).await;
    assert!(read.stderr.contains("the private key cannot be used"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_feed_may_fetch_ends_the_run_before_anything_is_written() {
    let Some(keeper) = keepers().into_iter().nth(2) else { return };
    let many: Vec<String> = (0..60_000).map(|number| format!("computer-{number:06}")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    keeper.place.put("large/a.csv", &rows(&names), 1).await;
    let world = world(&keeper, &keeper.table, "path = \"large/a.csv\"\nsettle = \"0s\"\n").await;
    world.add_settings("[reading]\nfetched = \"1MiB\"\n");
    let ended = world.program(&["run", "nightly"]).await;
    assert!(ended.code != Some(0) && ended.stdout.contains("[reading] fetched"), "{ended:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_still_being_written_is_waited_for() {
    let Some(keeper) = keepers().into_iter().next() else { return };
    let Place::Disk(folder) = &keeper.place else { return };
    keeper.place.put("grows/a.csv", &rows(&["first"]), 0).await;
    let path = folder.join("grows/a.csv");
    age(&path, Duration::ZERO);
    let writer = tokio::spawn(async move {
        use std::io::Write as _;
        for number in 0..4 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            let mut file = std::fs::File::options().append(true).open(&path).unwrap();
            writeln!(file, "grown-{number};S-grown-{number}").unwrap();
        }
    });
    let world = world(&keeper, &keeper.table, "path = \"grows/a.csv\"\nsettle = \"2s\"\n").await;
    let read = world.program(&["read", "nightly"]).await;
    writer.await.unwrap();
    assert!(read.code == Some(0) && read.stdout.contains("S-grown-3"), "{read:?}");
}
