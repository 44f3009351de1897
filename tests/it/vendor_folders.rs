//! The ready folders of products with an HTTP API against their practice systems, as a person rehearses them: the
//! commands of the page, a second run that plans nothing, what is gone, and what goes wrong on the way.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::examples::{
    counts, follow_the_page, has, plan, planned_names, retires, stocktake, text, written_as,
};

/// Adds lines to the table of the practice system of a folder.
pub fn practice(folder: &Path, name: &str, lines: &str) {
    let path = folder.join("stocktake.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let imitates = format!("imitates = \"{name}\"\n");
    assert!(settings.contains(&imitates), "{settings}");
    fs::write(path, settings.replace(&imitates, &format!("{imitates}{lines}\n"))).unwrap();
}

/// Something that goes wrong once.
pub fn fault(folder: &Path, name: &str, keys: &str) {
    let path = folder.join("stocktake.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("{settings}\n[[system.practice-{name}.practice_http.fault]]\n{keys}\n")).unwrap();
}

/// Takes the first row that is meant out of a table of the practice system.
pub fn remove(folder: &Path, name: &str, table: &str, is_meant: impl Fn(&Value) -> bool) {
    let path = folder.join(format!("var/practice-{name}.json"));
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let rows = state["tables"][table].as_array_mut().unwrap();
    let at = rows.iter().position(is_meant).unwrap();
    rows.remove(at);
    fs::write(path, state.to_string()).unwrap();
}

/// Changes a value of the first row of a table of the practice system that is a computer of the company.
fn change(folder: &Path, name: &str, table: &str, column: &str, to: &Value) {
    let path = folder.join(format!("var/practice-{name}.json"));
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let rows = state["tables"][table].as_array_mut().unwrap();
    rows.iter_mut().find(|row| row["operatingSystem"] == "Windows").unwrap()[column] = to.clone();
    fs::write(path, state.to_string()).unwrap();
}

/// What a command that fails says.
pub fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = stocktake(folder, "C", arguments);
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(!output.status.success(), "{arguments:?}: {told}");
    told
}

/// Its page is followed; an answer that is bad retires nothing; what is gone from a whole list is retired.
fn goes_through(name: &str, list: &str, table: &str, is_meant: impl Fn(&Value) -> bool) {
    let folder = follow_the_page(name);
    let path = folder.path();
    retires(path, name);
    practice(path, name, "log = \"var/asked.jsonl\"");
    let settings = fs::read_to_string(path.join("stocktake.toml")).unwrap();
    for effect in ["truncated", "cut", "page", "error", "drop"] {
        fault(path, name, &format!("effect = \"{effect}\"\npath = \"{list}\""));
        let output = stocktake(path, "C", &["plan", name, "--format", "json"]);
        // Some come whole when they are asked for once more. What does not is an error, never a short list.
        match serde_json::from_slice::<Value>(&output.stdout) {
            Ok(whole) => assert_eq!(counts(&whole)[..3], [0, 0, 0], "{name}: {effect}"),
            Err(_) => assert_eq!(output.status.code(), Some(1), "{name}: {effect}: {output:?}"),
        }
        fs::write(path.join("stocktake.toml"), &settings).unwrap();
    }
    remove(path, name, table, is_meant);
    let left = counts(&plan(path, name));
    assert_eq!(left[..3], [0, 0, 1], "{name}");
    assert!(stocktake(path, "C", &["run", name]).status.code().is_some_and(|code| matches!(code, 0 | 4)));
    assert_eq!(counts(&plan(path, name))[..3], [0, 0, 0], "{name}");
    // Nothing that the vendor takes in silence and its documents do not allow.
    for line in fs::read_to_string(path.join("var/asked.jsonl")).unwrap().lines() {
        assert!(line.contains("\"notes\":[]"), "{name}: {line}");
    }
}

#[test]
fn f22_snipe_it_from_its_page_to_the_end() {
    goes_through("snipe-it", "hardware", "assets", |asset| asset["id"] == 3);
}

#[test]
fn f22_netbox_from_its_page_to_the_end() {
    goes_through("netbox", "devices", "devices", |device| device["id"] == 2);
}

#[test]
fn f22_intune_from_its_page_to_the_end() {
    goes_through("intune", "managedDevices", "managedDevices", |device| {
        device["operatingSystem"] == "Windows" && device["managedDeviceOwnerType"] == "company"
    });
}

#[test]
fn f22_proxmox_from_its_page_to_the_end() {
    goes_through("proxmox", "resources", "machines", |machine| machine["vmid"] == 100);
}

#[test]
fn f22_librenms_from_its_page_to_the_end() {
    goes_through("librenms", "devices", "devices", |device| device["type"] == "network");
}

/// Escapes, archived assets, what is set for another country, and what may not be seen.
#[test]
fn f07_f09_f11_snipe_it_as_it_writes_things() {
    let mut bought_as = Vec::new();
    for (quirk, costs) in [("", "english"), ("quirks = [\"french\"]", "french")] {
        let folder = written_as("snipe-it");
        practice(folder.path(), "snipe-it", quirk);
        let first = plan(folder.path(), "snipe-it");
        has(&first, "pc'0005", &[("otherserial", "A-00005"), ("contact", "user5")]);
        has(&first, "caf&eacute; 9", &[("otherserial", "A-00009")]);
        has(&first, "A-00014", &[]);
        // Makers, models and suppliers, as they are called.
        has(
            &first,
            "pc0001",
            &[("manufacturers_id", "Lenovo & Co"), ("computermodels_id", "ThinkPad X1 \"Gen 4\"")],
        );
        has(&first, "pc0001", &[("infocom .suppliers_id", "O'Neill & Fils")]);
        // Archived, and not gone.
        has(&first, "pc1210", &[("states_id", "Archived")]);
        let all = first.to_string();
        for wrong in ["ENCRYPTED", "&#039;", "&amp;", "pc1250"] {
            assert!(!all.contains(wrong), "{costs}: {wrong}");
        }
        let bought = crate::examples::made(&first, "pc'0005");
        assert!(
            bought["infocom .value"].parse::<f64>().is_ok_and(|value| value >= 200.0),
            "{costs}: {bought:#?}"
        );
        assert!(
            ["12", "24", "36", "60"].contains(&bought["infocom .warranty_duration"].as_str()),
            "{bought:#?}"
        );
        assert!(bought["infocom .buy_date"].starts_with("202"), "{bought:#?}");
        let all = first["changes"].as_array().unwrap().iter();
        let infocom = |change: &Value| {
            change["children"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|child| child["part"] == "infocom")
                .cloned()
                .collect::<Vec<_>>()
        };
        bought_as.push(all.map(infocom).collect::<Vec<_>>());
    }
    // Prices, months and dates are the same, however the user of the token likes to read them.
    assert_eq!(bought_as[0], bought_as[1]);
}

/// A page that leads to the inner name of a NetBox behind a proxy, a filter that is not known, shared serials.
#[test]
fn f12_f13_f14_netbox_as_it_leads_on() {
    let folder = written_as("netbox");
    practice(folder.path(), "netbox", "quirks = [\"next_base=http://netbox.inner\"]");
    let job = folder.path().join("jobs/netbox.toml");
    let text = fs::read_to_string(&job).unwrap().replace("limit = 200", "limit = 50");
    fs::write(&job, &text).unwrap();
    let first = plan(folder.path(), "netbox");
    let names = planned_names(&first);
    assert_eq!(counts(&first), [112, 0, 0, 3]);
    assert!(first["rejects"].to_string().contains("SN00029"), "those that share a serial");
    // A filter of another name would widen the list.
    let misspelt = text.replace("role = \"server\"", "rolle = \"server\"");
    fs::write(&job, &misspelt).unwrap();
    let told = refused(folder.path(), &["check"]);
    assert!(told.contains("does not take `rolle`") && told.contains("did you mean `role`?"), "{told}");
    // Without the names of the filters it does, and the mapping takes servers all the same.
    let (begin, filters) = misspelt.split_once("filters = [\n").unwrap();
    fs::write(&job, format!("{begin}{}", filters.split_once("\n]\n").unwrap().1)).unwrap();
    assert_eq!(planned_names(&plan(folder.path(), "netbox")), names);
    fs::write(&job, text.replace("own_host = true", "")).unwrap();
    let told = refused(folder.path(), &["plan", "netbox"]);
    assert!(told.contains("another host, netbox.inner"), "{told}");
}

/// Throttling with a fraction of a second, a token that ends in the middle, and a right that is missing.
#[test]
fn f18_f20_f21_intune_as_it_throttles_and_refuses() {
    let folder = written_as("intune");
    let path = folder.path();
    fault(path, "intune", "effect = \"busy\"\npath = \"managedDevices\"\nnth = 2\nretry_after = \"2.128\"");
    fault(path, "intune", "effect = \"expired\"\npath = \"managedDevices\"\nnth = 4");
    let begin = Instant::now();
    let first = plan(path, "intune");
    assert!(begin.elapsed() >= Duration::from_millis(2100), "{:?}", begin.elapsed());
    let all = first.to_string();
    assert!(!all.contains("Defaultstring"));
    let phones = plan(path, "intune-phones");
    for (plan, class) in [(&first, "Computer"), (&phones, "Phone")] {
        for change in plan["changes"].as_array().unwrap() {
            let text = change.to_string();
            let is_phone = text.contains("iPhone 14") || text.contains("SM-G991B");
            assert!(change["class"] == class && is_phone == (class == "Phone"), "{text}");
        }
    }
    // Those without an id in Entra ID are joined to none, and the one that is disabled there is.
    assert!(!all.contains("Disabled in Entra ID"));
    change(path, "intune", "devices", "accountEnabled", &false.into());
    let again = plan(path, "intune");
    has(&again, "PC0002", &[("comment", "Disabled in Entra ID")]);
    let of_others = planned_names(&again).into_iter().filter(|name| *name != "PC0002");
    of_others.for_each(|name| has(&again, name, &[("comment", "")]));
    let folder = written_as("intune");
    practice(folder.path(), "intune", "quirks = [\"without_right\"]");
    let told = refused(folder.path(), &["plan", "intune"]);
    assert!(told.contains("DeviceManagementManagedDevices.Read.All") && told.contains("HTTP 403"), "{told}");
}

/// What LibreNMS asks its devices with stands nowhere, and a token that sees a part retires nothing.
#[test]
fn f04_f05_librenms_keeps_its_secrets_and_a_part_is_not_all() {
    let folder = follow_the_page("librenms");
    let path = folder.path();
    let mut folders = vec![path.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if !entry.ends_with("practice-librenms.json") {
                let bytes = fs::read(&entry).unwrap();
                let content = String::from_utf8_lossy(&bytes);
                for secret in ["S3cr3tC0mmunity", "AuthPass!", "CryptoPass!"] {
                    assert!(!content.contains(secret), "{secret} in {}", entry.display());
                }
            }
        }
    }
    retires(path, "librenms");
    practice(path, "librenms", "quirks = [\"limited\"]");
    let told = refused(path, &["run", "librenms"]);
    assert!(told.contains("shrank from 45 to 15 records") && told.contains("Nothing was written"), "{told}");
}
