//! One contract for every target of the table, each against its practice system over HTTP.

use stocktake::model::schema::{Column, Kind};
use stocktake::model::system::Role;
use stocktake::model::value::Value;
use stocktake::practice::glpi::{Options, PracticeGlpi, VERSIONS};
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::shared::{Opening, RemoteError, Secrets};
use stocktake::systems::target::{Access, Field, ItemQuery, Row, Target, WriteError};
use stocktake::systems::{self, ROOMS, Room};

use super::opened;

/// What a target brings: where its double is, and what a plain item of it is.
struct Bench {
    table: String,
    secret: String,
    class: &'static str,
    name: &'static str,
    entity: &'static str,
    _running: Box<dyn std::any::Any>,
}

/// The versions of a system that its double imitates.
fn versions(room: &Room) -> &'static [&'static str] {
    match room.kind.key {
        "glpi" => &VERSIONS,
        _ => &[""],
    }
}

async fn bench(room: &Room, version: &str) -> Bench {
    match room.kind.key {
        "glpi" => {
            let options = Options::of_version(version);
            let secret = options.user_token.clone();
            let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
            let table = format!("url = \"{}\"\nuser_token = \"env:TOKEN\"", running.base_url());
            let (class, name, entity) = ("Computer", "name", "entities_id");
            Bench { table, secret, class, name, entity, _running: Box::new(running) }
        }
        other => panic!("the target {other} has no bench for the contract"),
    }
}

async fn open(room: &'static Room, bench: &Bench) -> std::sync::Arc<dyn Target> {
    let system = systems::read(room, "lab", &bench.table).unwrap();
    let known = opened::Known(vec![("TOKEN".to_owned(), bench.secret.clone())]);
    let opening = Opening { name: "lab", system: &system, secrets: Secrets(&known) };
    (room.target.as_ref().unwrap().open)(opening).await.unwrap().system
}

fn row(bench: &Bench, name: &str) -> Row {
    vec![Field::new(&SCHEMA, bench.entity, Value::Ref(0)), Field::new(&SCHEMA, bench.name, Value::text(name))]
}

fn query(bench: &Bench) -> ItemQuery {
    let columns: Vec<(Column, Kind)> = vec![(bench.name.into(), Kind::LongText)];
    ItemQuery { class: bench.class.into(), columns, parts: Vec::new() }
}

#[tokio::test]
async fn every_target_of_the_table_keeps_the_contract() {
    let targets = ROOMS.iter().copied().filter(|room| room.has(Role::Items));
    for (room, version) in targets.flat_map(|room| versions(room).iter().map(move |version| (room, version)))
    {
        eprintln!("{} {version}", room.kind.product);
        let bench = bench(room, version).await;
        let target = open(room, &bench).await;
        rows_are_added_read_and_changed(&bench, target.as_ref()).await;
        items_go_into_the_trash_and_come_back(&bench, target.as_ref()).await;
        what_is_refused_is_told_row_by_row(&bench, target.as_ref()).await;
        what_is_not_there_is_told(&bench, target.as_ref()).await;
        its_state_is_told(&bench, target.as_ref()).await;
        target.close().await.unwrap();
        assert!(target.read_items(&query(&bench)).await.is_err(), "the session is over");
    }
}

async fn names(bench: &Bench, target: &dyn Target) -> Vec<String> {
    let table = target.read_items(&query(bench)).await.unwrap();
    let mut names: Vec<String> = table.items.iter().map(|item| item.values[0].to_string()).collect();
    names.sort();
    names
}

async fn rows_are_added_read_and_changed(bench: &Bench, target: &dyn Target) {
    let before = names(bench, target).await;
    let rows = ["contract-a", "contract-b é <&>"].map(|name| row(bench, name));
    assert!(rows.len() <= target.batch() && target.in_flight() >= 1);
    let ids: Vec<i64> =
        target.create(&bench.class.into(), &rows).await.into_iter().map(Result::unwrap).collect();
    let newest = target.newest(&bench.class.into(), &query(bench).columns, ids[0] - 1).await.unwrap();
    assert_eq!(newest.iter().map(|item| item.id).collect::<Vec<_>>(), ids);
    let mut after = before.clone();
    after.extend(["contract-a".to_owned(), "contract-b é <&>".to_owned()]);
    after.sort();
    assert_eq!(names(bench, target).await, after);

    let changed = vec![Field::new(&SCHEMA, bench.name, Value::text("contract-c"))];
    target.update(&bench.class.into(), &[(ids[0], changed)]).await.remove(0).unwrap();
    let found = target.items_by_id(&bench.class.into(), &query(bench).columns, &ids).await.unwrap();
    assert_eq!(found[0].values[0].to_string(), "contract-c");
    for outcome in target.purge(&bench.class.into(), &ids).await {
        outcome.unwrap();
    }
    assert_eq!(names(bench, target).await, before);
}

async fn items_go_into_the_trash_and_come_back(bench: &Bench, target: &dyn Target) {
    let id = target.create(&bench.class.into(), &[row(bench, "contract-t")]).await.remove(0).unwrap();
    target.trash(&bench.class.into(), &[id]).await.remove(0).unwrap();
    let table = target.read_items(&query(bench)).await.unwrap();
    assert!(table.items.iter().all(|item| item.id != id));
    assert!(table.trashed.iter().any(|item| item.id == id));
    target.restore(&bench.class.into(), &[id]).await.remove(0).unwrap();
    assert!(target.read_items(&query(bench)).await.unwrap().items.iter().any(|item| item.id == id));
    target.purge(&bench.class.into(), &[id]).await.remove(0).unwrap();
}

async fn what_is_refused_is_told_row_by_row(bench: &Bench, target: &dyn Target) {
    let id = target.create(&bench.class.into(), &[row(bench, "contract-r")]).await.remove(0).unwrap();
    let changed = || vec![Field::new(&SCHEMA, bench.name, Value::text("contract-s"))];
    let outcomes = target.update(&bench.class.into(), &[(9_999_999, changed()), (id, changed())]).await;
    assert!(matches!(outcomes[0], Err(WriteError::NotFound | WriteError::Refused { .. })), "{outcomes:?}");
    assert!(outcomes[1].is_ok(), "the rest of the call is carried out: {outcomes:?}");
    target.purge(&bench.class.into(), &[id]).await.remove(0).unwrap();
}

async fn what_is_not_there_is_told(bench: &Bench, target: &dyn Target) {
    let id = target.create(&bench.class.into(), &[row(bench, "contract-n")]).await.remove(0).unwrap();
    let unknown = ItemQuery { columns: vec![("colour".into(), Kind::LongText)], ..query(bench) };
    let error = target.read_items(&unknown).await.unwrap_err();
    assert!(matches!(&error, RemoteError::NoColumn { column, .. } if column == "colour"), "{error}");
    let nowhere = ItemQuery { class: "Spaceship".into(), ..query(bench) };
    assert!(target.read_items(&nowhere).await.is_err());
    assert_eq!(target.hidden(&bench.class.into(), &[id, 9_999_999]).await.unwrap(), [id]);
    target.purge(&bench.class.into(), &[id]).await.remove(0).unwrap();
}

async fn its_state_is_told(bench: &Bench, target: &dyn Target) {
    let lines = target.check().await.unwrap();
    assert!(lines.len() >= 2 && lines.iter().all(|line| line.ok && !line.detail.is_empty()), "{lines:?}");
    let needs = [(bench.class.into(), vec![Access::Read, Access::Create, Access::Update, Access::Trash])];
    assert!(target.rights(&needs).await.unwrap().iter().all(|line| line.ok));
    assert!(target.url().starts_with("http") && target.working_entity() >= 0);
}
