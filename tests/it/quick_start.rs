//! The quick start of the repository: the nightly inventory, then tickets for the practice monitor.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use stocktake::practice::glpi::{Options, PracticeGlpi};

use super::world::{Outcome, ended};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A folder with the project of the repository.
pub fn the_repository() -> tempfile::TempDir {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for part in ["jobs", "mappings"] {
        copy(&repository.join(part), &folder.path().join(part));
    }
    for file in ["stocktake.toml", "links.toml"] {
        std::fs::copy(repository.join(file), folder.path().join(file)).unwrap();
    }
    folder
}

pub async fn program(folder: &Path, arguments: &[&str]) -> Outcome {
    let child = Command::new(env!("CARGO_BIN_EXE_stocktake"))
        .arg("--project")
        .arg(folder)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .env("NO_PROXY", "127.0.0.1,localhost")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    ended(child.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inventory_and_then_the_tickets() {
    let folder = the_repository();
    let folder = folder.path();
    let inventory = program(folder, &["run", "nightly-inventory"]).await;
    assert_eq!(inventory.code, Some(0), "{inventory:?}");
    // A row beside an item stands below its name: it need not say whose it is.
    let said: Vec<&str> = inventory.stdout.split_whitespace().collect();
    let said = said.join(" ");
    assert!(said.contains("#1 Supplier: Dell Technologies"), "{}", inventory.stdout);
    let checked = program(folder, &["check", "--connect"]).await;
    assert_eq!(checked.code, Some(0), "{checked:?}");

    let first = program(folder, &["run", "tickets"]).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    for told in ["6 tickets opened", "4 events acknowledged", "3 events commented"] {
        assert!(first.stdout.contains(told), "{}", first.stdout);
    }
    let second = program(folder, &["run", "tickets"]).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.stdout.contains("Nothing"), "{}", second.stdout);

    // Good rows are written, the others told; nothing keeps the run from going on.
    let rehearsed = program(folder, &["run", "rehearse-errors"]).await;
    assert_eq!(rehearsed.code, Some(4), "{rehearsed:?}");
    assert!(rehearsed.stdout.contains("REH-GOOD-01"), "{}", rehearsed.stdout);

    let options = Options { database: Some(folder.join("var/practice-glpi.db")), ..Options::default() };
    let glpi = PracticeGlpi::open(options).unwrap().start().await.unwrap();
    let rows = |class: &str| glpi.control().rows(class);
    let named = |class: &str, end: &str| {
        let found = |row: &&Value| row["name"].as_str().unwrap().ends_with(end);
        rows(class).iter().find(found).unwrap_or_else(|| panic!("no {class} {end}"))["id"].clone()
    };
    for host in ["ESX-NANTES-01", "SRV-CAO"] {
        let (ticket, computer) = (named("Ticket", &format!("{host} is down")), named("Computer", host));
        let links = rows("Item_Ticket");
        let linked = links.iter().any(|row| row["tickets_id"] == ticket && row["items_id"] == computer);
        assert!(linked, "{host}: {links:?}");
    }
    glpi.stop().await;
}
