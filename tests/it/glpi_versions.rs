//! GLPI 9.5 to 11: one job against the practice GLPI of each version, and what each does otherwise.

use serde_json::json;
use stocktake::model::report::Report;
use stocktake::model::schema::{ClassName, Column, Kind};
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{Draft, TicketKey, TicketState, Visibility};
use stocktake::model::value::Value;
use stocktake::model::{RunState, Topic};
use stocktake::practice::glpi::{NewUser, Options, PracticeGlpi, Running, VERSIONS};
use stocktake::systems::glpi::tickets::GlpiTickets;
use stocktake::systems::glpi::{Credentials, Glpi, GlpiLogin, GlpiSystem, Identity};
use stocktake::systems::shared::RemoteError;
use stocktake::systems::target::{Field, WriteError};

use super::fleet::{COMPUTERS, JOB};
use super::world::World;

const GROUPS: &str = "groups_id = { column = \"Team\" }\ngroups_id_tech = { column = \"Tech\" }\n\
                      last_boot = { column = \"Boot\" }\n\n[os]\n";

const HEAD: &str = "Name;Entity;Serial;Number;Maker;Type;Location;State;Contact;Comment;OS;License;Begin;End;\
                    Bought;Price;Team;Tech;Boot";

fn row(number: usize, contact: &str, comment: &str, team: &str) -> String {
    format!(
        "pc-{number};Acme;SN-{number};I-{number};R&D <Lab>;Laptop;Siège > A & B;En service;{contact};{comment};\
         Debian 12;L-{number};01/01/2026;31/12/2026;15/02/2025;9,50;{team};Tech;2026-01-02 03:04:05"
    )
}

async fn world(version: &str) -> World {
    let world = World::with(Options::of_version(version)).await;
    world.mapping("computers", &COMPUTERS.replace("[os]\n", GROUPS));
    world.job("nightly", JOB);
    world
}

fn csv(world: &World, rows: &[String]) {
    world.csv("computers.csv", &format!("{HEAD}\n{}\n", rows.join("\n")));
}

async fn quiet(world: &World, version: &str) -> Report {
    world.requests();
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert!(matches!(report.run.state, RunState::Done | RunState::Partial), "{version}: {:?}", report.run);
    report
}

/// The ids of the groups of a computer, of its team and of its technicians.
fn groups(world: &World, version: &str, name: &str) -> [Vec<i64>; 2] {
    let computer = world.glpi_row("Computer", name);
    let of = |column: &str, kind: i64| -> Vec<i64> {
        if !version.starts_with("11") {
            return vec![computer[column].as_i64().unwrap()];
        }
        let rows = world.glpi_rows("Group_Item");
        let own = rows.iter().filter(|row| row["items_id"] == computer["id"] && row["type"] == kind);
        own.map(|row| row["groups_id"].as_i64().unwrap()).collect()
    };
    [of("groups_id", 1), of("groups_id_tech", 2)]
}

fn group(world: &World, name: &str) -> i64 {
    world.glpi_row("Group", name)["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_written_and_then_quiet_in_every_version() {
    for version in VERSIONS {
        let world = world(version).await;
        csv(&world, &[row(1, "Ana", "a < b & c", "Red"), row(2, "Bob", "", "Red")]);
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{version}: {:?} {:?}", report.run, report.rejects);
        let of = group(&world, "Red");
        assert_eq!(groups(&world, version, "pc-1"), [vec![of], vec![group(&world, "Tech")]], "{version}");
        assert_eq!(world.glpi_row("Computer", "pc-1")["comment"], "a < b & c", "{version}");
        assert_eq!(world.glpi_names("Manufacturer"), ["R&D <Lab>"], "{version}");
        let report = quiet(&world, version).await;
        assert_eq!(report.counts.unchanged, 2, "{version}");
        // A column that came with 10.0 is left out below, and told.
        let told = report.questions.iter().any(|asked| asked.question.text.english().contains("last_boot"));
        assert_eq!(told, version == "9.5.13", "{version}: {:?}", report.questions);

        csv(&world, &[row(1, "Ana", "a < b & c", "Blue"), row(2, "Bob", "", "")]);
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{version}: {:?} {:?}", report.run, report.rejects);
        assert_eq!(groups(&world, version, "pc-1")[0], [group(&world, "Blue")], "{version}");
        quiet(&world, version).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_a_version_alters_are_not_written_every_night() {
    let emoji = "PC \u{1f600}";
    for (version, contact, kept) in [
        ("9.5.13", "CORP\\nathalie", "CORP\\nathalie"),
        ("9.5.13", "&lt;x&gt;", "<x>"),
        ("9.5.13", "AT&#38;T", "AT&#38;T"),
        ("9.5.13", emoji, "PC ????"),
        ("10.0.6", "CORP\\nathalie", "CORP/nathalie"),
        ("10.0.14", "AT&#38;T", "AT&T"),
        ("10.0.14", emoji, emoji),
        ("11.0.6", "CORP\\nathalie", "CORP\\nathalie"),
        ("11.0.6", "AT&#38;T", "AT&#38;T"),
        ("11.0.6", "&lt;x&gt;", "&lt;x&gt;"),
        ("11.0.6", emoji, emoji),
    ] {
        let world = world(version).await;
        csv(&world, &[row(1, &format!("\"{contact}\""), "", "Red")]);
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{version} {contact}: {:?}", report.rejects);
        assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], kept, "{version}");
        let of_reading = report.questions.iter().filter(|asked| asked.question.topic == Topic::Reading);
        let told = of_reading.filter(|asked| !asked.question.text.english().contains("last_boot")).count();
        assert_eq!(told, usize::from(kept != contact), "{version} {contact}: {:?}", report.questions);
        quiet(&world, version).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_fills_the_room_that_the_version_has() {
    for (version, letter, most) in [
        ("9.5.13", "é", 127),
        ("10.0.6", "é", 127),
        ("10.0.14", "é", 255),
        ("11.0.6", "é", 255),
        ("10.0.14", "&", 51),
        ("11.0.6", "&", 255),
    ] {
        let world = world(version).await;
        csv(&world, &[row(1, &letter.repeat(most), &letter.repeat(90_000), "Red")]);
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{version} {letter}: {:?}", report.rejects);
        assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], letter.repeat(most), "{version}");
        quiet(&world, version).await;
        csv(&world, &[row(1, &letter.repeat(most + 1), "", "Red")]);
        let report = world.run("nightly").await;
        assert!(report.rejects.iter().any(|reject| reject.partial), "{version}: {:?}", report.rejects);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_a_person_adds_in_glpi_11_stay_beside_ours() {
    let world = world("11.0.6").await;
    csv(&world, &[row(1, "Ana", "", "Red")]);
    world.run("nightly").await;
    let (red, extra) =
        (group(&world, "Red"), world.human_adds("Group", json!({ "name": "Extra", "is_recursive": 1 })));
    world.human_edits("Computer", "pc-1", json!({ "groups_id": [red, extra] }));
    quiet(&world, "11.0.6").await;
    csv(&world, &[row(1, "Ana", "", "Blue")]);
    world.run("nightly").await;
    assert_eq!(groups(&world, "11.0.6", "pc-1")[0], [group(&world, "Blue"), extra]);
    quiet(&world, "11.0.6").await;
    // To the one that a person has added already: it takes the place of ours.
    csv(&world, &[row(1, "Ana", "", "Extra")]);
    world.run("nightly").await;
    assert_eq!(groups(&world, "11.0.6", "pc-1")[0], [extra]);
    quiet(&world, "11.0.6").await;
    world.human_edits("Computer", "pc-1", json!({ "groups_id": [extra, red] }));
    quiet(&world, "11.0.6").await;
    csv(&world, &[row(1, "Ana", "", "Blue")]);
    world.run("nightly").await;
    quiet(&world, "11.0.6").await;
    assert_eq!(groups(&world, "11.0.6", "pc-1")[0], [group(&world, "Blue"), red]);
    // Ours exchanged by a person is an edit of hers, as in every version.
    world.human_edits("Computer", "pc-1", json!({ "groups_id": [extra] }));
    csv(&world, &[row(1, "Ana", "", "Green")]);
    let report = world.run("nightly").await;
    assert_eq!(groups(&world, "11.0.6", "pc-1")[0], [extra], "{:?}", report.entries);
}

async fn running(options: Options) -> (Running, GlpiSystem, Credentials) {
    let identity = Identity::UserToken(SecretString::from(options.user_token.clone()));
    let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
    let login = GlpiLogin::UserToken(SecretRef::Env(String::new()));
    let system = GlpiSystem::new(running.base_url(), login);
    (running, system, Credentials { identity, app_token: None })
}

#[tokio::test]
async fn a_change_that_the_database_refused_is_not_told_as_written() {
    for version in VERSIONS {
        let (running, system, credentials) = running(Options::of_version(version)).await;
        let glpi = Glpi::connect(&system, credentials).await.unwrap();
        let place = |name: &str| json!({ "name": name, "entities_id": 0, "locations_id": 0 });
        let ids =
            ["one", "two", "three"].map(|name| running.control().add("Location", &place(name)).unwrap());
        let field = |column: &str, value: Value| Field::new(glpi.schema(), column, value);
        let change = |name: &str, building: &str| {
            vec![field("name", Value::text(name)), field("building", Value::text(building))]
        };
        let rows = [(ids[0], change("two", "B1")), (ids[2], change("four", "B2"))];
        let outcomes = glpi.update(&"Location".into(), &rows).await;
        let Err(WriteError::Refused { permanent: true, message }) = &outcomes[0] else {
            panic!("{version}: {outcomes:?}")
        };
        assert!(message.english().contains("Duplicate entry"), "{version}: {message}");
        // The error of one row is repeated beside the next, which is whole.
        assert_eq!(outcomes[1], Ok(()), "{version}");
        let class = ClassName::from("Location");
        let columns: [(Column, Kind); 1] = [("building".into(), Kind::Text { max: 255 })];
        let read = glpi.items_by_id(&class, &columns, &[ids[0]]).await.unwrap();
        let other_field = read[0].values[0] == Value::text("B1");
        assert_eq!(other_field, matches!(version, "9.5.13" | "10.0.5"), "{version}");
        glpi.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_profile_and_the_entity_are_chosen_in_every_version() {
    for version in VERSIONS {
        let (running, mut system, credentials) = running(Options::of_version(version)).await;
        let entity = running.control().add("Entity", &json!({ "name": "Acme", "entities_id": 0 })).unwrap();
        (system.profile, system.entity) = (Some("Super-Admin".to_owned()), Some("Acme".to_owned()));
        let glpi = Glpi::connect(&system, credentials.clone()).await.unwrap();
        assert_eq!((glpi.working_entity(), glpi.version()), (entity, Some(version)));
        glpi.close().await.unwrap();
        system.entity = Some("Root entity > Nowhere".to_owned());
        let error = Glpi::connect(&system, credentials).await.unwrap_err();
        assert!(
            matches!(&error, RemoteError::Login { reason, .. } if reason.english().contains("Acme")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_api_that_is_off_is_told_as_that() {
    for version in VERSIONS {
        let (_running, system, credentials) =
            running(Options { has_api: false, ..Options::of_version(version) }).await;
        let error = Glpi::connect(&system, credentials).await.unwrap_err().to_string();
        assert!(error.contains("the API is switched off"), "{version}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_not_search_entities_has_locked_sessions_too() {
    for version in ["10.0.6", "11.0.6"] {
        let (running, system, _) = running(Options::of_version(version)).await;
        running.control().grant("Technician", "entity", 0);
        running
            .control()
            .add_user(&NewUser {
                login: "narrow".to_owned(),
                password: "narrow".to_owned(),
                user_token: Some("narrow-token".to_owned()),
                profile: "Technician".to_owned(),
                entity: 0,
                is_recursive: true,
            })
            .unwrap();
        let identity = Identity::UserToken(SecretString::from("narrow-token"));
        let glpi = Glpi::connect(&system, Credentials { identity, app_token: None }).await.unwrap();
        assert!(glpi.locks_sessions().await.unwrap(), "{version}");
        glpi.close().await.unwrap();
    }
}

fn draft(key: &str) -> Draft {
    Draft {
        key: TicketKey(key.to_owned()),
        class: "Ticket".to_owned(),
        title: format!("Disk of {key} <full> & so on"),
        text: "97 % used".to_owned(),
        impact: None,
        urgency: None,
        opened_at: None,
        fields: [("entities_id".to_owned(), "0".to_owned())].into(),
        items: Vec::new(),
    }
}

#[tokio::test]
async fn tickets_are_found_by_their_key_in_every_version() {
    for version in VERSIONS {
        let (running, system, credentials) = running(Options::of_version(version)).await;
        let desk = GlpiTickets::connect(&system, credentials).await.unwrap();
        let opened = desk.open(&[draft("st-1"), draft("st-2")]).await;
        let opened: Vec<_> = opened.into_iter().map(Result::unwrap).collect();
        assert_eq!(opened[0].title, "Disk of st-1 <full> & so on", "{version}");
        assert_eq!(opened[0].key, Some(TicketKey("st-1".to_owned())), "{version}");
        assert_eq!((opened[0].state, &opened[0].technician), (TicketState::New, &None), "{version}");
        desk.note(&opened[0].id, "line <1> & C:\\new\nline 2", Visibility::Public).await.unwrap();
        let note = desk.notes(&opened[0].id).await.unwrap().remove(0);
        assert_eq!(note.text, "line <1> & C:\\new\nline 2", "{version}");
        let rows = running.control().rows("Ticket");
        let external: Vec<&str> = rows.iter().filter_map(|row| row["externalid"].as_str()).collect();
        let is_eleven = version == "11.0.6";
        assert_eq!(external, if is_eleven { &["st-1", "st-2"][..] } else { &[] }, "{version}");
        let has_tag = rows[0]["name"].as_str().unwrap().starts_with("[st-");
        assert_eq!(has_tag, !is_eleven, "{version}: {}", rows[0]["name"]);
        // People may write both anew.
        let id: i64 = opened[1].id.id.parse().unwrap();
        let edit = json!({ "name": "Renamed", "content": "<p>Written anew</p>" });
        if is_eleven {
            running.control().edit("Ticket", id, &edit).unwrap();
        }
        let keys = ["st-1", "st-2", "st-3"].map(|key| TicketKey(key.to_owned()));
        let found = desk.find(&keys).await.unwrap();
        let found: Vec<&str> = found.iter().map(|ticket| ticket.id.id.as_str()).collect();
        assert_eq!(found, [opened[0].id.id.as_str(), opened[1].id.id.as_str()], "{version}");
        desk.leave().await;
    }
}

#[tokio::test]
async fn a_ticket_of_the_time_before_glpi_11_is_found_by_its_tag() {
    let (running, system, credentials) = running(Options::of_version("10.0.14")).await;
    let desk = GlpiTickets::connect(&system, credentials).await.unwrap();
    desk.open(&[draft("st-old")]).await.remove(0).unwrap();
    let old = running.control().rows("Ticket").remove(0);
    desk.leave().await;

    let (running, system, credentials) = self::running(Options::of_version("11.0.6")).await;
    let fields = json!({ "name": old["name"], "content": old["content"], "entities_id": 0 });
    let id = running.control().add("Ticket", &fields).unwrap();
    let desk = GlpiTickets::connect(&system, credentials).await.unwrap();
    let found = desk.find(&[TicketKey("st-old".to_owned())]).await.unwrap();
    assert_eq!(found.iter().map(|ticket| ticket.id.id.clone()).collect::<Vec<_>>(), [id.to_string()]);
    desk.leave().await;
}
