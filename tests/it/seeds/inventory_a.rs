//! ServiceNav's inventory in GLPI (A1 to A18): what becomes of an export.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Utc};
use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::practice::glpi::{Options, VERSIONS};

use super::folder::{ENGLISH, FRENCH, INVENTORY, Inventory, SRV, one_line};

/// As many servers.
fn servers(count: usize) -> Vec<String> {
    let row = |number: usize| {
        format!(
            "SRV-{number:02};Acme;Lyon;Serveur;Dell;S{number:04};Debian 12;L-{number};28/11/2026;;28/11/2027"
        )
    };
    (1..=count).map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a01_each_row_is_a_computer_and_a_changed_one_is_one_write_and_none_is_removed() {
    let nav = Inventory::new().await;
    let rows = servers(20);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    nav.export(&rows);
    let first = nav.run().await;
    assert_eq!((first.run.state, first.counts.create), (RunState::Done, 20), "{:?}", first.rejects);
    assert_eq!(nav.world.glpi_names("Computer").len(), 20);
    nav.world.requests();
    nav.run().await;
    nav.world.wrote_nothing();

    let changed = rows[4].replace(";Serveur;", ";Portable;");
    let mut some = rows.clone();
    some[4] = &changed;
    nav.export(&some);
    nav.run().await;
    let writes = nav.world.writes();
    let of_computers: Vec<_> = writes.iter().filter(|seen| seen.path == "/Computer").collect();
    assert_eq!(of_computers.len(), 1, "{writes:?}");
    assert_eq!(of_computers[0].method, "PUT");
    let id = nav.computer("SRV-05")["id"].clone();
    let input = &of_computers[0].body["input"];
    assert_eq!((input.as_array().unwrap().len(), &input[0]["id"]), (1, &id), "{input}");
    // The name of its type is the only thing besides.
    let others: BTreeSet<&str> =
        writes.iter().filter(|seen| seen.path != "/Computer").map(|seen| seen.path.as_str()).collect();
    assert!(others.iter().all(|path| *path == "/ComputerType"), "{others:?}");

    nav.export(&some[..19]);
    nav.run().await;
    nav.world.wrote_nothing();
    assert_eq!(nav.world.glpi_names("Computer").len(), 20, "what is missing stays by default");
}

/// What stands in a GLPI of a version when all is written.
async fn end_state(version: &str) -> Vec<String> {
    let nav = Inventory::with(Options::of_version(version)).await;
    let plain = "PC <é>;Beta;;Portable;AT&T;X-9;Windows 11;;28/11/2026;;";
    nav.export(&[SRV, plain]);
    let report = nav.run().await;
    assert_eq!(report.run.state, RunState::Done, "{version}: {:?} {:?}", report.run, report.rejects);
    nav.world.requests();
    nav.run().await;
    nav.world.wrote_nothing();
    let mut lines = Vec::new();
    for name in ["SRV-01", "PC <é>"] {
        let computer = nav.computer(name);
        let entity = nav.named("Entity", &computer["entities_id"]);
        let of = |class: &str, column: &str| nav.named(class, &computer[column]);
        let system = &nav.of(name, "Item_OperatingSystem")[0];
        let contract = match name {
            "SRV-01" => {
                let contract = nav.contract(name);
                format!("{} {} {}", contract["name"], contract["begin_date"], contract["duration"])
            }
            _ => format!("{} contracts", nav.of(name, "Contract_Item").len()),
        };
        lines.push(format!(
            "{name} {} {entity} {} {} {} {} {contract}",
            computer["serial"],
            of("ComputerType", "computertypes_id"),
            of("Manufacturer", "manufacturers_id"),
            nav.named("OperatingSystem", &system["operatingsystems_id"]),
            system["licenseid"].as_str().unwrap_or_default(),
        ));
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn a02_every_version_ends_in_the_same_state() {
    let newest = end_state("11.0.6").await;
    assert!(newest[0].starts_with("SRV-01 \"000123\" Lyon Serveur Dell Debian 12 L-1"), "{newest:?}");
    for version in VERSIONS.into_iter().chain(["10.0.19"]) {
        assert_eq!(end_state(version).await, newest, "{version}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a02_what_a_version_does_not_have_is_told_with_the_version() {
    let nav = Inventory::with(Options::of_version("9.5.13")).await;
    nav.in_mapping("# GLPI shows it as \"Product ID\".", "[field.last_boot]\ncolumn = [\"Démarrage\"]\n");
    let mut head = FRENCH.to_vec();
    head.push("Démarrage");
    nav.export_as(&head, &[&format!("{SRV};27/11/2026 08:00")]);
    let outcome = nav.world.program(&["run", INVENTORY]).await;
    let told = one_line(&outcome.stdout);
    let words = "Computer has no column `last_boot` here, and the field is left out: it comes with GLPI 10.0";
    assert!(told.contains(words), "{told}");
    assert_eq!(nav.computer("SRV-01")["serial"], "000123", "the rest of the row is written");
    nav.world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a03_the_name_is_the_cell_and_a_french_header_needs_no_setting() {
    for version in ["9.5.13", "10.0.6", "11.0.6"] {
        let nav = Inventory::with(Options::of_version(version)).await;
        let names = ["PC-RÉDACTION-01", "srv & fils", "a <b> \"c\" 'd'", "  two  blanks", "Œnotech"];
        let row = |(at, name): (usize, &&str)| {
            let cell = if name.contains('"') {
                format!("\"{}\"", name.replace('"', "\"\""))
            } else {
                (*name).to_owned()
            };
            format!("{cell};Acme;;;;S-{at};;;;;")
        };
        let rows: Vec<String> = names.iter().enumerate().map(row).collect();
        let mut head = FRENCH;
        head[0] = "INTITULE\u{301}";
        nav.export_as(&head, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let report = nav.run().await;
        assert_eq!(report.run.state, RunState::Done, "{version}: {:?}", report.rejects);
        let wanted: BTreeSet<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        let found: BTreeSet<String> = nav.world.glpi_names("Computer").into_iter().collect();
        assert_eq!(found, wanted, "{version}");
        nav.world.requests();
        nav.run().await;
        nav.world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a04_a_type_is_one_row_however_it_is_written_and_is_not_made_again() {
    let nav = Inventory::new().await;
    nav.export(&["a;Acme;;Serveur;;S1;;;;;", "b;Acme;;serveur;;S2;;;;;", "c;Acme;;SERVEUR;;S3;;;;;"]);
    nav.run().await;
    let types = nav.world.glpi_rows("ComputerType");
    let of_name: Vec<&Value> =
        types.iter().filter(|row| row["name"].as_str().unwrap().eq_ignore_ascii_case("serveur")).collect();
    assert_eq!(of_name.len(), 1, "{types:?}");
    for name in ["a", "b", "c"] {
        assert_eq!(nav.computer(name)["computertypes_id"], of_name[0]["id"]);
    }
    nav.world.requests();
    nav.run().await;
    nav.world.wrote_nothing();
    assert_eq!(nav.world.glpi_rows("ComputerType").len(), types.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_a_maker_with_an_ampersand_is_found_again_the_next_night() {
    for version in VERSIONS {
        let nav = Inventory::with(Options::of_version(version)).await;
        nav.export(&["a;Acme;;;AT&T;S1;;;;;", "b;Acme;;;HP Inc.;S2;;;;;"]);
        nav.run().await;
        let makers = nav.world.glpi_names("Manufacturer");
        assert!(
            makers.contains(&"AT&T".to_owned()) && makers.contains(&"HP".to_owned()),
            "{version}: {makers:?}"
        );
        assert_eq!(nav.named("Manufacturer", &nav.computer("a")["manufacturers_id"]), "AT&T", "{version}");
        nav.world.requests();
        nav.export(&["a;Acme;;;AT&T;S1;;;;;", "b;Acme;;;HP Inc.;S2;;;;;", "c;Acme;;;AT&T;S3;;;;;"]);
        nav.run().await;
        assert_eq!(nav.world.requests(), ["POST /Computer 201"], "{version}");
        assert_eq!(nav.world.glpi_names("Manufacturer"), makers, "{version}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a06_a_serial_keeps_its_zeros_and_words_for_nothing_are_told_and_never_written() {
    let nav = Inventory::new().await;
    nav.export(&["a;Acme;;;;000123;;;;;", "b;Acme;;;;To be filled by O.E.M.;;;;;"]);
    let outcome = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(nav.computer("a")["serial"], "000123");
    assert_eq!(nav.computer("b")["serial"].as_str().unwrap_or_default(), "");
    assert!(
        one_line(&outcome.stdout).contains("`To be filled by O.E.M.` of exports/inventory.csv:3"),
        "{outcome:?}"
    );
    let writes = nav.world.writes();
    assert!(writes.iter().all(|seen| !seen.body.to_string().contains("filled by")), "{writes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a07_another_system_changes_the_one_link_of_the_computer() {
    let nav = Inventory::new().await;
    nav.export(&[SRV]);
    nav.run().await;
    let before = nav.of("SRV-01", "Item_OperatingSystem");
    assert_eq!(before.len(), 1, "{before:?}");
    assert_eq!(nav.named("OperatingSystem", &before[0]["operatingsystems_id"]), "Debian 12");
    nav.world.requests();
    nav.export(&[&SRV.replace("Debian 12", "Debian 13")]);
    nav.run().await;
    let after = nav.of("SRV-01", "Item_OperatingSystem");
    assert_eq!((after.len(), &after[0]["id"]), (1, &before[0]["id"]), "{after:?}");
    assert_eq!(nav.named("OperatingSystem", &after[0]["operatingsystems_id"]), "Debian 13");
    assert_eq!(nav.world.requests(), ["POST /OperatingSystem 201", "PUT /Item_OperatingSystem 200"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a08_the_licence_is_the_product_id_and_a_blank_clears_it_only_where_the_mapping_says_so() {
    let nav = Inventory::new().await;
    let license = |nav: &Inventory| {
        let rows = nav.of("SRV-01", "Item_OperatingSystem");
        assert_eq!(rows[0]["license_number"].as_str().unwrap_or_default(), "", "{rows:?}");
        rows[0]["licenseid"].as_str().unwrap_or_default().to_owned()
    };
    nav.export(&[SRV]);
    nav.run().await;
    assert_eq!(license(&nav), "L-1");
    nav.export(&[&SRV.replace(";L-1;", ";;")]);
    nav.world.requests();
    nav.run().await;
    nav.world.wrote_nothing();
    assert_eq!(license(&nav), "L-1");
    nav.in_mapping(
        "column = [\"Logiciels > Licence\"]",
        "column = [\"Logiciels > Licence\"]\nblank = \"clear\"",
    );
    nav.run().await;
    assert_eq!(license(&nav), "");
    assert_eq!(nav.world.requests(), ["PUT /Item_OperatingSystem 200"]);
}

/// The same export without the day of the import.
fn without_day() -> ([&'static str; 10], String) {
    let mut head = FRENCH.to_vec();
    head.remove(8);
    (head.try_into().unwrap(), SRV.replace(";28/11/2026;", ";"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a09_a_new_contract_begins_on_the_day_of_the_run_and_the_next_night_does_not_move_it() {
    let nav = Inventory::new().await;
    let (head, row) = without_day();
    nav.export_as(&head, &[&row]);
    nav.run_on("2026-11-28").await;
    let contract = nav.contract("SRV-01");
    assert_eq!((&contract["begin_date"], &contract["duration"]), (&json!("2026-11-28"), &json!(12)));
    nav.world.requests();
    nav.run_on("2026-11-29").await;
    nav.world.wrote_nothing();
    assert_eq!(nav.contract("SRV-01")["begin_date"], "2026-11-28");

    // One that a person made keeps its own.
    let fields = json!({"name": "Maintenance", "num": "M-7", "begin_date": "2025-01-01", "duration": 24, "entities_id": 0, "is_recursive": 1});
    nav.world.human_adds("Contract", fields);
    nav.export(&[SRV, "SRV-02;Acme;Lyon;;;S2;;;28/11/2026;M-7;28/11/2027"]);
    nav.run_on("2026-11-30").await;
    let chosen = nav.contract("SRV-02");
    assert_eq!((&chosen["begin_date"], &chosen["duration"]), (&json!("2025-01-01"), &json!(24)));
    nav.world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a09_the_day_of_the_run_is_that_of_the_zone_of_its_job() {
    // Their days are never the same.
    for (zone, hours) in [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)] {
        let nav = Inventory::new().await;
        nav.in_job("zone = \"Europe/Paris\"", &format!("zone = \"{zone}\""));
        let (head, row) = without_day();
        nav.export_as(&head, &[&row.replace("28/11/2027", "28/11/2099")]);
        let day = || (Utc::now() + chrono::TimeDelta::hours(hours)).date_naive();
        let before = day();
        nav.run().await;
        let begin: NaiveDate = nav.contract("SRV-01")["begin_date"].as_str().unwrap().parse().unwrap();
        assert!(before <= begin && begin <= day(), "{zone}: {begin} {before}");
        nav.world.requests();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a10_the_duration_is_whole_months_from_begin_to_end_and_no_odd_number_is_written() {
    let nav = Inventory::new().await;
    let row = |name: &str, end: &str| format!("{name};Acme;Lyon;;;{name};;;28/11/2026;;{end}");
    let rows = [
        row("same-day", "28/11/2027"),
        row("day-before", "27/11/2027"),
        row("a-day-more", "29/11/2027"),
        row("backwards", "27/11/2026"),
        row("for-ever", "9999-12-31"),
        row("no-end", ""),
    ];
    nav.export(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let plan = nav.world.program(&["plan", INVENTORY]).await;
    assert_eq!(plan.code, Some(4), "{plan:?}");
    let said = one_line(&plan.stdout);
    assert!(said.contains("Start date = `2026-11-28` Duration = 12"), "{said}");
    assert!(
        said.contains("Start date = `2026-11-28` Duration = 13"),
        "a part of a month counts as one: {said}"
    );
    assert!(
        said.contains("inventory.csv:5: contract: the end 2026-11-27 is before the begin 2026-11-28"),
        "{said}"
    );
    let told = one_line(&plan.stderr);
    assert!(told.contains("`9999-12-31` of exports/inventory.csv:6 is taken to mean no end"), "{told}");
    nav.world.wrote_nothing();

    nav.run().await;
    let durations: Vec<(String, i64)> = nav
        .world
        .glpi_rows("Contract")
        .iter()
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row["duration"].as_i64().unwrap()))
        .collect();
    let wanted = [("same-day", 12), ("day-before", 12), ("a-day-more", 13)];
    let named = wanted.map(|(name, months)| (format!("Contrat de service {name} (Acme, Lyon)"), months));
    let sorted = |mut all: Vec<(String, i64)>| {
        all.sort();
        all
    };
    assert_eq!(sorted(durations), sorted(named.to_vec()));
    for name in ["backwards", "for-ever", "no-end"] {
        assert_eq!(nav.of(name, "Contract_Item"), Vec::<Value>::new(), "{name}");
    }
    nav.world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_contract_that_is_chosen_is_linked_as_it_is_and_a_new_one_is_made_where_none_is() {
    let nav = Inventory::new().await;
    let fields = json!({"name": "Maintenance", "num": "M-7", "begin_date": "2025-01-01", "duration": 24, "entities_id": 0, "is_recursive": 1});
    let id = nav.world.human_adds("Contract", fields);
    nav.export(&[
        "by-name;Acme;Lyon;;;S1;;;28/11/2026;Maintenance;28/11/2027",
        "by-number;Acme;Lyon;;;S2;;;28/11/2026;M-7;28/11/2027",
        "own;Acme;Lyon;;;S3;;;28/11/2026;;28/11/2027",
    ]);
    let report = nav.run().await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.rejects);
    for name in ["by-name", "by-number"] {
        let contract = nav.contract(name);
        assert_eq!(contract["id"], id, "{name}");
        assert_eq!((&contract["begin_date"], &contract["duration"]), (&json!("2025-01-01"), &json!(24)));
    }
    assert_eq!(nav.contract("own")["name"], "Contrat de service own (Acme, Lyon)");
    assert_eq!(nav.world.glpi_rows("Contract").len(), 2);
    assert_eq!(nav.world.glpi_rows("Contract_Item").len(), 3);
    nav.world.requests();
    nav.run().await;
    nav.world.wrote_nothing();
    assert_eq!((nav.world.glpi_rows("Contract").len(), nav.world.glpi_rows("Contract_Item").len()), (2, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a16_all_goes_into_the_entity_that_is_named_and_an_unknown_one_is_a_problem() {
    let entity = "template = '''{{ [row[\"Société\"] | default(\"\"), row[\"Site\"] | default(\"\")] | select | join(\" > \") }}'''\nmissing = \"create\"";
    for named in ["Root entity > Parc", "Parc"] {
        let nav = Inventory::new().await;
        nav.without_tests();
        nav.in_mapping(entity, &format!("value = \"{named}\""));
        let id = nav.world.human_adds("Entity", json!({"name": "Parc", "entities_id": 0}));
        nav.export(&[SRV, "SRV-02;Beta;;;;S2;;;28/11/2026;;28/11/2027"]);
        let report = nav.run().await;
        assert_eq!(report.run.state, RunState::Done, "{named}: {:?}", report.rejects);
        for class in ["Computer", "Contract"] {
            let entities: Vec<Value> =
                nav.world.glpi_rows(class).iter().map(|row| row["entities_id"].clone()).collect();
            assert_eq!(entities, [json!(id), json!(id)], "{named}: {class}");
        }
        nav.world.requests();
    }
    // None of this name: told by check and by plan, and nothing is written.
    let nav = Inventory::new().await;
    nav.without_tests();
    nav.in_mapping(entity, "value = \"Root entity > Park\"");
    nav.world.human_adds("Entity", json!({"name": "Parc", "entities_id": 0}));
    nav.export(&[SRV]);
    let check = nav.world.program(&["check", "--connect"]).await;
    assert_eq!(check.code, Some(1), "{check:?}");
    let said = one_line(&check.stdout);
    assert!(said.contains("FAIL glpi: ") && said.contains("`Root entity > Park`"), "{said}");
    assert!(said.contains("the nearest is `Root entity > Parc`"), "{said}");
    let report = nav.run().await;
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    nav.world.wrote_nothing();
    // Where the mapping says so, it is made, and then nothing of check is left.
    nav.in_mapping("value = \"Root entity > Park\"", "value = \"Root entity > Park\"\nmissing = \"create\"");
    let check = nav.world.program(&["check", "--connect"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
    nav.run().await;
    assert_eq!(nav.named("Entity", &nav.computer("SRV-01")["entities_id"]), "Park");
    nav.world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a17_french_and_english_headers_make_the_same_plan() {
    let nav = Inventory::new().await;
    let folder = nav.world.folder().join("mappings");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let (french, english) = (read("servicenav-fr.toml"), read("servicenav-en.toml"));
    // A new contract is named in the language of the headers; here it is to be the same.
    let (mapping, _) = english.split_once("# Tests, run by").unwrap();
    let english = mapping
        .replace("Service contract {{ row[\"Label\"] }}", "Contrat de service {{ row[\"Label\"] }}")
        .replace("description = \"ServiceNav inventory export, English headers\"", "description = \"x\"");
    let (mapping, _) = french.split_once("# Tests, run by").unwrap();
    nav.in_job("mapping = \"servicenav-fr\"", "mapping = \"inventory\"");
    nav.world.human_adds(
        "Contract",
        json!({"name": "Maintenance", "num": "M-7", "entities_id": 0, "is_recursive": 1}),
    );
    let rows = [
        SRV,
        "SRV-02;Beta;;Portable;AT&T;S2;Windows 11;;28/11/2026;M-7;",
        "SRV-03;Beta;;;;To be filled by O.E.M.;;;;;",
    ];
    let mut plans = Vec::new();
    for (text, head) in [(mapping, &FRENCH), (english.as_str(), &ENGLISH)] {
        nav.world.file("mappings/inventory.toml", text);
        nav.export_as(head, &rows);
        plans.push(nav.world.json(&["plan", INVENTORY]).await);
    }
    assert_eq!(plans[0]["counts"]["create"], 3, "{:#}", plans[0]);
    assert_eq!(plans[0]["changes"], plans[1]["changes"]);
    assert_eq!(plans[0]["digest"], plans[1]["digest"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a17_a_mix_of_headers_and_unknown_ones_are_named_with_what_was_expected() {
    let nav = Inventory::new().await;
    // English headers under the French mapping: nothing fits.
    nav.export_as(&ENGLISH, &[SRV]);
    let refused = nav.world.program(&["plan", INVENTORY]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let said = one_line(&refused.stderr);
    assert!(said.contains("none of the columns that the mapping reads (`Intitulé`, "), "{said}");
    assert!(said.contains("the columns found are `Label`, `Company`, "), "{said}");
    // A mix: what is lacking and what nobody reads are both told.
    let mut head = FRENCH;
    (head[3], head[6]) = (ENGLISH[3], "Systeme");
    nav.export_as(&head, &[SRV]);
    let plan = nav.world.program(&["plan", INVENTORY]).await;
    assert_eq!(plan.code, Some(0), "{plan:?}");
    let said = one_line(&plan.stderr);
    assert!(said.contains("columns that no mapping reads: `Hardware > Type`, `Systeme`"), "{said}");
    let read = nav.world.program(&["read", INVENTORY]).await;
    let said = one_line(&format!("{} {}", read.stdout, read.stderr));
    for expected in
        ["no column `Matériel > Type` for computertypes_id", "no column `Logiciels > Système d'exploitation`"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    // An apostrophe of a word processor is the same header, and is not told.
    let mut head = FRENCH;
    head[8] = "Date de l’import";
    nav.export_as(&head, &[SRV]);
    let plan = nav.world.program(&["plan", INVENTORY]).await;
    assert!(plan.stdout.contains("2026-11-28") && !plan.stderr.contains("no mapping reads"), "{plan:?}");
    nav.world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a18_companies_are_entities_and_rows_of_one_without_are_rejected() {
    let nav = Inventory::new().await;
    let beta = SRV.replace("SRV-01;Acme;Lyon", "SRV-02;Beta;").replace("000123", "000124");
    nav.export(&[SRV, &beta]);
    nav.run().await;
    let lyon = nav.computer("SRV-01")["entities_id"].clone();
    assert_eq!(nav.named("Entity", &lyon), "Lyon");
    let site = nav.world.glpi_row("Entity", "Lyon");
    assert_eq!(nav.named("Entity", &site["entities_id"]), "Acme");
    assert_eq!(nav.named("Entity", &nav.computer("SRV-02")["entities_id"]), "Beta");
    nav.world.requests();
    // Only companies that are there already.
    nav.in_mapping("missing = \"create\"", "missing = \"reject\"");
    let gamma = SRV.replace("SRV-01;Acme;Lyon", "SRV-03;Gamma;").replace("000123", "000125");
    let third = SRV.replace("SRV-01", "SRV-04").replace("000123", "000126");
    nav.export(&[SRV, &beta, &gamma, &third]);
    let report = nav.run().await;
    assert_eq!(report.run.state, RunState::Partial);
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    let reject = &report.rejects[0];
    assert!(reject.origin.row == Some(4) && reject.reason.to_string().contains("Gamma"), "{reject:?}");
    assert_eq!(nav.world.glpi_names("Computer"), ["SRV-01", "SRV-02", "SRV-04"]);
    nav.world.requests();
}
