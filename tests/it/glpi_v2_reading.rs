//! Inventory read by API v2 of GLPI 11: the same plan as by the older API as far as both tell it, the rest said and
//! never planned, and nothing written.

use serde_json::{Value as Json, json};
use stocktake::model::secret::SecretRef;
use stocktake::practice::glpi::{Control, NewUser, Options, PracticeGlpi, Running};
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::glpi::v2::{GlpiV2, OAuth};
use stocktake::systems::glpi::{GlpiLogin, GlpiSystem};
use stocktake::systems::target::{Asked, ItemQuery, Target};

use crate::world::{Outcome, ended, program_in};

/// What both APIs tell.
const TOLD: &str = r#"class = "Computer"
match = [["serial"], ["name"]]
[field]
name = { column = "Name" }
serial = { column = "Serial" }
otherserial = { column = "Tag" }
contact = { column = "Contact" }
comment = { column = "Comment" }
states_id = { column = "State", missing = "create" }
manufacturers_id = { column = "Maker", missing = "create" }
locations_id = { column = "Place", missing = "create" }
users_id = { column = "User", missing = "skip" }
"#;

/// What only the older one tells.
const UNTOLD: &str = r#"groups_id = { column = "Group", missing = "create" }
computermodels_id = { column = "Model", missing = "create" }
[os]
operatingsystems_id = { column = "OS", missing = "create" }
[contract]
name = { column = "Contract", write = "create" }
begin_date = { column = "Begin" }
[infocom]
buy_date = { column = "Bought" }
"#;

const ROWS: &str =
    "Name;Serial;Tag;Contact;Comment;State;Maker;Place;User;Group;Model;OS;Contract;Begin;Bought
pc-same;S1;T1;Ann;a & <b>;Use > Lent;Dell;Paris > B > 2;tech;Team;Opti;Debian;Care;2026-01-01;2026-01-01
pc-other;S2;T2;Bob;new;Use;HP;Paris > B;glpi;Team;Opti;Debian;Care;2026-01-01;2026-01-01
pc-new;S3;T3;Eve;;Stock;Acer;Lyon;;;;;;;
pc-trash;S4;T4;;;Use;Dell;Paris;;;;;;;
";

async fn practice() -> Running {
    PracticeGlpi::open(Options::of_version("11.0.6")).unwrap().start().await.unwrap()
}

fn add(control: &Control, class: &str, fields: &Json) -> i64 {
    control.add(class, fields).unwrap()
}

/// Computers that are alike, that differ, in the trash, and a template; places and states three steps deep.
fn seed(control: &Control) {
    let place = |name: &str, above: i64| {
        add(
            control,
            "Location",
            &json!({"name": name, "locations_id": above, "entities_id": 0, "is_recursive": 1}),
        )
    };
    let paris = place("Paris", 0);
    let b = place("B", paris);
    let two = place("2", b);
    let state = |name: &str, above: i64| {
        add(control, "State", &json!({"name": name, "states_id": above, "entities_id": 0, "is_recursive": 1}))
    };
    let used = state("Use", 0);
    let lent = state("Lent", used);
    let dell = add(control, "Manufacturer", &json!({"name": "Dell"}));
    let user = control.rows("User").into_iter().find(|row| row["name"] == "tech").unwrap();
    add(
        control,
        "Computer",
        &json!({"name": "pc-same", "serial": "S1", "otherserial": "T1", "contact": "Ann", "comment": "a & <b>",
            "states_id": lent, "manufacturers_id": dell, "locations_id": two, "users_id": user["id"], "entities_id": 0}),
    );
    add(
        control,
        "Computer",
        &json!({"name": "pc-other", "serial": "S2", "otherserial": "T-", "contact": "Bob", "states_id": lent,
            "manufacturers_id": dell, "locations_id": two, "entities_id": 0}),
    );
    let trash = add(control, "Computer", &json!({"name": "pc-trash", "serial": "S4", "entities_id": 0}));
    control.edit("Computer", trash, &json!({"is_deleted": 1})).unwrap();
}

/// A project whose GLPI is reached by one of its APIs.
fn project(running: &Running, by_v2: bool, mapping: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        crate::world::age(&path, std::time::Duration::from_secs(120));
    };
    let Options { client: (id, secret), user_token, .. } = Options::default();
    write("secrets/client", &secret);
    write("secrets/password", "glpi");
    write("secrets/token", &user_token);
    let login = if by_v2 {
        format!(
            "client_id = \"{id}\"\nclient_secret = \"file:secrets/client\"\nlogin = \"glpi\"\n\
             password = \"file:secrets/password\"\npage = 50\n"
        )
    } else {
        "user_token = \"file:secrets/token\"\n".to_owned()
    };
    write("stocktake.toml", &format!("[system.glpi.glpi]\nurl = \"{}\"\n{login}", running.base_url()));
    write("mappings/pc.toml", mapping);
    write(
        "jobs/nightly.toml",
        "system = \"glpi\"\n[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n[limits]\ncreate = \"off\"\n\
         update = \"off\"\nretire = \"off\"\n",
    );
    write("pc.csv", ROWS);
    folder
}

async fn told(folder: &tempfile::TempDir, arguments: &[&str]) -> Outcome {
    ended(program_in(folder.path(), arguments).spawn().unwrap()).await
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A plan without what tells it from another one of the same changes.
fn plan_of(outcome: &Outcome) -> Json {
    let mut plan: Json =
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    for key in ["digest", "made_at", "created_at"] {
        plan.as_object_mut().unwrap().remove(key);
    }
    plan
}

#[tokio::test(flavor = "multi_thread")]
async fn both_apis_plan_the_same_as_far_as_both_tell_it() {
    let running = practice().await;
    seed(&running.control());
    let by_v1 = told(&project(&running, false, TOLD), &["plan", "nightly", "--format", "json"]).await;
    let whole = format!("{TOLD}{UNTOLD}");
    let by_v2 = told(&project(&running, true, &whole), &["plan", "nightly", "--format", "json"]).await;
    let (one, two) = (plan_of(&by_v1), plan_of(&by_v2));
    assert!(one["changes"].as_array().is_some_and(|changes| changes.len() >= 2), "{one:#}");
    assert_eq!(one, two, "\n{one:#}\n{two:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_api_v2_does_not_tell_is_said_and_never_planned_and_nothing_is_written() {
    let running = practice().await;
    seed(&running.control());
    let before = running.control().rows("Computer");
    // The older API is off.
    running.control().switch_api(false);
    let folder = project(&running, true, &format!("{TOLD}{UNTOLD}"));
    // A row is rejected, which the job does not tolerate.
    for (command, code) in [(&["plan", "nightly"][..], 4), (&["drift", "nightly"], 0)] {
        let told = told(&folder, command).await;
        assert_eq!(told.code, Some(code), "{told:?}");
        assert!(!told.stdout.contains("stocktake run"), "{command:?}: {}", told.stdout);
        let said = words(&format!("{} {}", told.stdout, told.stderr));
        for part in [
            "pc: not compared, and no part of this plan: `computermodels_id`",
            "`os.operatingsystems_id`",
            "`contract.name`",
            "`contract.begin_date`",
            "`infocom.buy_date`",
            "API v2.2 does not tell it",
            "pc: not compared, and no part of this plan: `groups_id`; API v2.2 does not tell which of several groups",
            "API v2.2 does not tell which rows are templates",
        ] {
            assert!(said.contains(part), "{command:?}: {part}: {said}");
        }
        for part in ["Debian", "Care", "Opti", "Team"] {
            assert!(!told.stdout.contains(part), "{command:?} plans {part}: {}", told.stdout);
        }
        assert!(told.stdout.contains("pc-new") && told.stdout.contains("T-"), "{command:?}: {}", told.stdout);
    }
    let explained = told(&folder, &["explain", "nightly", "pc-other"]).await;
    assert_eq!(explained.code, Some(0), "{explained:?}");
    assert!(explained.stdout.contains("pc-other"), "{explained:?}");

    for command in [&["run", "nightly"][..], &["run", "nightly", "--adopt-only"]] {
        let told = told(&folder, command).await;
        assert_ne!(told.code, Some(0), "{command:?}: {told:?}");
        let said = words(&told.stderr);
        assert!(said.contains("nothing is written to `glpi`"), "{command:?}: {said}");
        assert!(said.contains("/apirest.php and a user_token"), "{command:?}: {said}");
    }
    let plan = folder.path().join("plan.json");
    let saved = told(&folder, &["plan", "nightly", "--out", plan.to_str().unwrap()]).await;
    assert_eq!(saved.code, Some(4), "{saved:?}");
    let applied = told(&folder, &["run", "--plan", plan.to_str().unwrap()]).await;
    assert_ne!(applied.code, Some(0), "{applied:?}");
    assert!(words(&applied.stderr).contains("nothing is written to `glpi`"), "{applied:?}");
    assert_eq!(running.control().rows("Computer"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_compared_and_a_schedule_is_refused() {
    let running = practice().await;
    seed(&running.control());
    running.control().switch_api(false);
    let folder = project(&running, true, &format!("{TOLD}{UNTOLD}"));
    let checked = told(&folder, &["check", "--connect"]).await;
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let said = words(&checked.stdout);
    for part in ["only reads inventory", "rights on Computer", "not compared", "`contract.begin_date`"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let job = folder.path().join("jobs/nightly.toml");
    let text = std::fs::read_to_string(&job).unwrap();
    std::fs::write(&job, format!("{text}[schedule]\ncron = \"15 3 * * *\"\n")).unwrap();
    let refused = told(&folder, &["check"]).await;
    assert_ne!(refused.code, Some(0), "{refused:?}");
    let said = words(&refused.stderr);
    assert!(said.contains("takes no inventory") && said.contains("take [schedule] out"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_told_ends_the_plan_with_that_reason() {
    let running = practice().await;
    seed(&running.control());
    let mapping = "class = \"Computer\"\nmatch = [[\"name\", \"computermodels_id\"]]\n[field]\n\
                   name = { column = \"Name\" }\ncomputermodels_id = { column = \"Model\" }\n";
    let planned = told(&project(&running, true, mapping), &["plan", "nightly"]).await;
    assert_ne!(planned.code, Some(0), "{planned:?}");
    assert!(words(&planned.stderr).contains("`computermodels_id` is a key of `match`"), "{planned:?}");
}

async fn connect(running: &Running, system: impl FnOnce(&mut GlpiSystem), user: (&str, &str)) -> GlpiV2 {
    let url = running.base_url().replace("/apirest.php", "/api.php/v2.2");
    let mut settings = GlpiSystem::new(url, GlpiLogin::UserToken(SecretRef::Env(String::new())));
    system(&mut settings);
    let (client_id, secret) = Options::default().client;
    let (login, password) = (user.0.to_owned(), user.1.into());
    GlpiV2::connect(&settings, OAuth { client_id, client_secret: secret.into(), login, password })
        .await
        .unwrap()
}

fn query() -> ItemQuery {
    let columns = ["name", "serial"].map(|column| (column.into(), SCHEMA.kind_of(&column.into()).unwrap()));
    ItemQuery { class: "Computer".into(), columns: columns.to_vec(), parts: Vec::new() }
}

#[tokio::test]
async fn a_long_list_is_read_whole_page_by_page_with_a_token_that_ends_meanwhile() {
    let running = practice().await;
    let control = running.control();
    let mut ids: Vec<i64> =
        (0..23).map(|nth| add(&control, "Computer", &json!({"name": format!("pc-{nth}")}))).collect();
    let trashed = ids.split_off(20);
    for id in &trashed {
        control.edit("Computer", *id, &json!({"is_deleted": 1})).unwrap();
    }
    let glpi = connect(&running, |system| system.page = 5, ("glpi", "glpi")).await;
    control.expire_sessions();
    drop(control.take_requests());
    let table = Target::read_items(&glpi, &query()).await.unwrap();
    let found: Vec<i64> = table.items.iter().map(|item| item.id).filter(|id| ids.contains(id)).collect();
    assert_eq!(found, ids);
    assert_eq!(table.trashed.iter().map(|item| item.id).collect::<Vec<_>>(), trashed);
    let asked = control.take_requests();
    let lists = asked.iter().filter(|seen| seen.path.ends_with("/Assets/Computer") && seen.status < 300);
    assert!(lists.count() >= 5, "{asked:?}");
    assert_eq!(asked.iter().filter(|seen| seen.path.ends_with("/token")).count(), 1, "{asked:?}");
    // Exactly full pages end too.
    let glpi = connect(&running, |system| system.page = 1, ("glpi", "glpi")).await;
    assert_eq!(Target::read_items(&glpi, &query()).await.unwrap().items.len(), table.items.len());
}

#[tokio::test]
async fn rows_above_others_are_read_whole_although_lists_tell_them_in_brief() {
    let running = practice().await;
    seed(&running.control());
    let glpi = connect(&running, |_| {}, ("glpi", "glpi")).await;
    let places = Target::read_reference(&glpi, &"Location".into(), &"name".into()).await.unwrap();
    let paths: Vec<(&str, Option<i64>, bool)> =
        places.rows.iter().map(|row| (row.name.as_ref(), row.parent, row.recursive)).collect();
    let id = |name: &str| places.rows.iter().find(|row| row.name.as_ref() == name).unwrap().id;
    for place in [("Paris", None, true), ("B", Some(id("Paris")), true), ("2", Some(id("B")), true)] {
        assert!(paths.contains(&place), "{place:?}: {paths:?}");
    }
    let brief = Target::items_by_id(&glpi, &"Location".into(), &[], &[id("Paris"), id("B"), id("2")]).await;
    assert_eq!(brief.unwrap().len(), 3);
}

#[tokio::test]
async fn a_user_of_one_entity_sees_its_items_and_what_is_open_to_it_from_above() {
    let running = practice().await;
    let control = running.control();
    let site = add(&control, "Entity", &json!({"name": "Site", "entities_id": 0}));
    let entities = [(site, 0, "mine"), (0, 1, "open"), (0, 0, "shut")];
    let ids = entities.map(|(entity, open, name)| {
        add(&control, "Computer", &json!({"name": name, "entities_id": entity, "is_recursive": open}))
    });
    let user = NewUser {
        login: "site".to_owned(),
        password: "site".to_owned(),
        user_token: None,
        profile: "Super-Admin".to_owned(),
        entity: site,
        is_recursive: false,
    };
    control.add_user(&user).unwrap();
    let glpi = connect(&running, |_| {}, ("site", "site")).await;
    let table = Target::read_items(&glpi, &query()).await.unwrap();
    let names: Vec<String> = table.items.iter().map(|item| item.values[0].to_string()).collect();
    assert_eq!(names, ["mine", "open"]);
    // Users of other entities are not listed: none is looked for by name.
    let (class, by) = ("User".into(), "name".into());
    assert!(Target::untold(&glpi, Asked::Names { class: &class, by: &by }).is_some());
    // Whether the others are gone or out of sight is told of none.
    let gone = ids[2] + 1000;
    assert!(table.hidden_may_be_gone);
    assert_eq!(Target::hidden(&glpi, &"Computer".into(), &[gone, ids[2]]).await.unwrap(), [ids[2], gone]);
}
