//! A long life with one source, one GLPI and one person in it: rows come, change and go, files are
//! cut, people edit and add, calls fail at any moment, runs are taken back. Whatever the order: no
//! hand edit is lost, nothing that is not ours is retired, nothing is made twice, and the run after
//! a good run writes nothing.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::practice::glpi::{Effect, Fault, Loss, Moment};

use super::world::World;

const MAPPING: &str = r#"
class = "Computer"
match = [["serial"]]

[field]
name = { column = "Name", required = true }
serial = { column = "Serial" }
contact = { column = "Contact" }
comment = { column = "Comment" }

[os]
licenseid = { column = "License" }

[contract]
name = { template = "Care {{ row['Serial'] }}", write = "create" }
num = { column = "License" }
"#;

const JOB: &str = r#"
[[feed]]
mapping = "computers"
path = "computers.csv"
[limits]
create = "off"
update = "off"
retire = "off"
shrink_percent = "off"
[missing]
action = "trash"
"#;

/// How late the server carries out a write whose answer is lost; a person waits longer than that, and
/// than `settle`, before the next step.
const LATE: Duration = Duration::from_millis(400);

const SERIALS: [&str; 5] = ["S1", "S2", "S3", "S4", "S5"];
const FIELDS: [&str; 2] = ["contact", "comment"];

/// Rows that a person removes from an item.
const REMOVED: [&str; 2] = ["Item_OperatingSystem", "Contract_Item"];

/// Contact, comment and licence of a row.
type Cells = [&'static str; 3];

#[derive(Debug, Clone)]
enum Step {
    /// The source has this row.
    Row(&'static str, Cells),
    /// The source no longer has it.
    NoRow(&'static str),
    /// A person edits a field of the item.
    Edit(&'static str, &'static str, &'static str),
    /// A person adds an item, which a record may be matched with later.
    Add(&'static str),
    /// A person puts the item into the trash.
    Trash(&'static str),
    /// A person removes what belongs to the item: its operating system, its link to a contract.
    Remove(&'static str, &'static str),
    /// A person puts the contract of the item into the trash.
    TrashContract(&'static str),
    /// A person deletes the item for good.
    Purge(&'static str),
    /// A run.
    Run,
    /// A run over a file that ends in the middle of a row.
    Cut(usize),
    /// A run in which a write fails.
    Fails(u32, Effect),
    /// The last good run is taken back.
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let word = || select(vec!["", "a", "b", "c"]);
    let effect = select(vec![
        Effect::Close(Moment::BeforeCommit),
        Effect::Close(Moment::AfterCommit),
        Effect::CloseMidResponse,
        Effect::TruncatedJson,
        Effect::EmptyBody,
        Effect::Status { code: 500, headers: Vec::new(), moment: Moment::AfterCommit },
        Effect::ExpireSession,
        Effect::Late(LATE, Loss::Close),
        Effect::Late(LATE, Loss::Status(504)),
        Effect::Queued(LATE, Loss::Status(504)),
    ]);
    let serial = || select(SERIALS.to_vec());
    let step = prop_oneof![
        5 => (serial(), word(), word(), word()).prop_map(|(serial, a, b, c)| Step::Row(serial, [a, b, c])),
        2 => serial().prop_map(Step::NoRow),
        4 => (serial(), select(FIELDS.to_vec()), select(vec!["a", "x", "y"]))
            .prop_map(|(serial, field, value)| Step::Edit(serial, field, value)),
        1 => serial().prop_map(Step::Add),
        1 => serial().prop_map(Step::Trash),
        3 => (serial(), select(REMOVED.to_vec())).prop_map(|(serial, row)| Step::Remove(serial, row)),
        1 => serial().prop_map(Step::TrashContract),
        1 => serial().prop_map(Step::Purge),
        5 => Just(Step::Run),
        1 => (0usize..4).prop_map(Step::Cut),
        2 => (1u32..4, effect).prop_map(|(nth, effect)| Step::Fails(nth, effect)),
        1 => Just(Step::Undo),
    ];
    prop::collection::vec(step, 4..16)
}

/// What a person would remember of all this.
struct Life {
    world: World,
    rows: BTreeMap<&'static str, Cells>,
    /// Values that a person or an undo left, by item and field.
    by_hand: BTreeMap<(i64, &'static str), String>,
    /// The last value that a run left, by item and field.
    ours: BTreeMap<(i64, &'static str), String>,
    /// Items that people made, and those that they put into the trash.
    foreign: BTreeSet<i64>,
    trashed: BTreeSet<i64>,
    /// Items and rows of items that a run in good order has seen, and so knows.
    known: BTreeSet<(&'static str, i64)>,
    /// Rows that people removed, by item and kind.
    removed: BTreeSet<(i64, &'static str)>,
    /// Serials of items that people deleted for good while the source had them.
    purged: BTreeSet<String>,
    last_good: Option<String>,
}

impl Life {
    async fn begin() -> Self {
        let world = World::new().await;
        world.settings("timeout = \"2s\"\nsettle = \"1s\"", "");
        world.mapping("computers", MAPPING);
        world.job("nightly", JOB);
        Self {
            world,
            rows: BTreeMap::new(),
            by_hand: BTreeMap::new(),
            ours: BTreeMap::new(),
            foreign: BTreeSet::new(),
            trashed: BTreeSet::new(),
            known: BTreeSet::new(),
            removed: BTreeSet::new(),
            purged: BTreeSet::new(),
            last_good: None,
        }
    }

    async fn step(&mut self, step: &Step) {
        match step {
            Step::Row(serial, cells) => {
                self.rows.insert(serial, *cells);
            }
            Step::NoRow(serial) => {
                self.rows.remove(serial);
                self.purged.remove(*serial);
            }
            Step::Edit(serial, field, value) => self.edit(serial, field, value),
            Step::Add(serial) => self.add(serial),
            Step::Trash(serial) => {
                if let Some(id) = self.live(serial).map(|item| id(&item)) {
                    self.world.control().edit("Computer", id, &json!({ "is_deleted": 1 })).unwrap();
                    self.trashed.insert(id);
                }
            }
            Step::Remove(serial, kind) => self.remove(serial, kind),
            Step::TrashContract(serial) => self.trash_contract(serial),
            Step::Purge(serial) => self.purge(serial),
            Step::Run => self.run(None, true).await,
            Step::Cut(after) => self.run(Some(*after), false).await,
            Step::Fails(nth, effect) => {
                let method = if nth % 2 == 0 { "PUT" } else { "POST" };
                self.world.inject(Fault::new(effect.clone()).method(method).nth(nth.div_ceil(2)));
                self.run(None, false).await;
                self.world.control().call_off_faults();
                if matches!(effect, Effect::Late(..) | Effect::Queued(..)) {
                    tokio::time::sleep(Duration::from_millis(1100)).await;
                }
            }
            Step::Undo => self.undo().await,
        }
    }

    fn edit(&mut self, serial: &str, field: &'static str, value: &str) {
        let Some(item) = self.live(serial) else { return };
        let (id, before) = (id(&item), text(&item, field));
        if before == value {
            return;
        }
        self.world.control().edit("Computer", id, &json!({ field: value })).unwrap();
        // Back to what we wrote is no edit any more.
        if self.ours.get(&(id, field)).is_some_and(|ours| ours == value) {
            self.by_hand.remove(&(id, field));
        } else if self.ours.contains_key(&(id, field)) {
            self.by_hand.insert((id, field), value.to_owned());
        }
    }

    /// The row of an item that a run knows.
    fn row_of(&self, serial: &str, kind: &'static str) -> Option<(i64, Value)> {
        let item = id(&self.live(serial)?);
        let rows = self.world.glpi_rows(kind);
        let mut of_item = rows.into_iter().filter(|row| row["items_id"] == item);
        let row = of_item.next().filter(|row| self.known.contains(&(kind, id(row))))?;
        of_item.next().is_none().then_some((item, row))
    }

    fn remove(&mut self, serial: &str, kind: &'static str) {
        let Some((item, row)) = self.row_of(serial, kind) else { return };
        self.world.control().purge(kind, id(&row)).unwrap();
        self.removed.insert((item, kind));
    }

    fn trash_contract(&mut self, serial: &str) {
        let Some((item, link)) = self.row_of(serial, "Contract_Item") else { return };
        let contract = link["contracts_id"].as_i64().unwrap();
        self.world.control().edit("Contract", contract, &json!({ "is_deleted": 1 })).unwrap();
        self.removed.insert((item, "Contract"));
    }

    fn purge(&mut self, serial: &str) {
        let Some(item) = self.live(serial).map(|item| id(&item)) else { return };
        let known = self.known.contains(&("Computer", item)) && self.rows.contains_key(serial);
        if known && !self.foreign.contains(&item) {
            self.world.control().purge("Computer", item).unwrap();
            self.purged.insert(serial.to_owned());
        }
    }

    /// What a run in good order has seen.
    fn know(&mut self) {
        let with_row = |item: &Value| self.rows.contains_key(text(item, "serial").as_str());
        let items: Vec<i64> = self.items().iter().filter(|item| with_row(item)).map(id).collect();
        self.known.extend(items.iter().map(|id| ("Computer", *id)));
        for kind in REMOVED {
            let rows = self.world.glpi_rows(kind);
            let of_items =
                rows.iter().filter(|row| row["items_id"].as_i64().is_some_and(|id| items.contains(&id)));
            self.known.extend(of_items.map(|row| (kind, id(row))));
        }
    }

    fn add(&mut self, serial: &str) {
        if self.items().iter().all(|item| text(item, "serial") != serial) {
            let fields = json!({ "name": format!("by hand {serial}"), "serial": serial, "entities_id": 0 });
            self.foreign.insert(self.world.human_adds("Computer", fields));
            self.purged.remove(serial);
        }
    }

    async fn run(&mut self, cut: Option<usize>, settled: bool) {
        let mut file = String::from("Name,Serial,Contact,Comment,License\n");
        let shown = cut.unwrap_or(usize::MAX).min(self.rows.len());
        for (serial, [contact, comment, license]) in self.rows.iter().take(shown) {
            writeln!(file, "pc {serial},{serial},{contact},{comment},{license}").unwrap();
        }
        if cut.is_some() {
            file.push_str("pc");
        }
        self.world.csv("computers.csv", &file);
        let before = self.items();
        let wanted = self.rows.clone();
        self.world.requests();
        let report = self.world.run("nightly").await;
        self.world.requests();
        let context = || format!("{:?}: {:?} {:?}", report.run.state, report.run.message, report.rejects);
        self.nothing_lost(&before, &context());
        for item in self.items() {
            let Some(cells) = wanted.get(text(&item, "serial").as_str()) else { continue };
            for (field, cell) in FIELDS.iter().zip(cells) {
                let (id, live) = (id(&item), text(&item, field));
                let changed =
                    before.iter().find(|old| self::id(old) == id).is_none_or(|old| text(old, field) != live);
                if changed || live == *cell && !cell.is_empty() {
                    self.by_hand.remove(&(id, *field));
                    self.ours.insert((id, *field), live);
                }
            }
        }
        if matches!(report.run.state, RunState::Done | RunState::Partial) && report.run.applied > 0 {
            self.last_good = Some(report.run.id.to_string());
        }
        if cut.is_some() {
            let gone = before.iter().find(|old| self.live_id(id(old)).is_none());
            assert!(gone.is_none(), "retired by a file that was cut: {gone:?}");
        } else if settled && !self.rows.is_empty() {
            assert!(matches!(report.run.state, RunState::Done | RunState::Partial), "{}", context());
            self.is_quiet().await;
            self.know();
        }
    }

    /// What holds after anything that we did.
    fn nothing_lost(&self, before: &[Value], context: &str) {
        let items = self.items();
        let mut serials = BTreeSet::new();
        for item in &items {
            assert!(serials.insert(text(item, "serial")), "made twice: {item} after {context}");
        }
        for id in &self.foreign {
            let there = self.trashed.contains(id) || self.live_id(*id).is_some();
            assert!(there, "item {id} is not ours and is gone after {context}");
        }
        for id in &self.trashed {
            assert!(
                self.live_id(*id).is_none(),
                "item {id} was put in the trash by hand, and is back after {context}"
            );
        }
        for serial in &self.purged {
            assert!(
                self.live(serial).is_none(),
                "{serial} was deleted for good by hand; made after {context}"
            );
        }
        self.nothing_back(context);
        for ((id, field), value) in &self.by_hand {
            let was_there = before.iter().any(|item| self::id(item) == *id);
            let Some(item) = items.iter().find(|item| self::id(item) == *id).filter(|_| was_there) else {
                continue;
            };
            assert_eq!(
                text(item, field),
                *value,
                "{field} of {item} was edited by hand; lost after {context}"
            );
        }
    }

    /// What a person removed from an item is not there again.
    fn nothing_back(&self, context: &str) {
        let links = self.world.glpi_rows("Contract_Item");
        let contracts = self.world.glpi_rows("Contract");
        let in_use = |link: &Value| {
            contracts.iter().any(|row| row["id"] == link["contracts_id"] && row["is_deleted"] != 1)
        };
        for (item, kind) in &self.removed {
            let back = match *kind {
                "Contract" => links.iter().filter(|link| in_use(link)).any(|link| link["items_id"] == *item),
                "Contract_Item" => links.iter().any(|link| link["items_id"] == *item),
                kind => self.world.glpi_rows(kind).iter().any(|row| row["items_id"] == *item),
            };
            assert!(!back, "{kind} of item {item} was removed by hand, and is back after {context}");
        }
    }

    async fn is_quiet(&self) {
        let report = self.world.run("nightly").await;
        let writes = self.world.writes();
        assert!(writes.is_empty(), "the second run writes {writes:?}: {:?}", report.run.message);
    }

    async fn undo(&mut self) {
        let Some(run) = self.last_good.take() else { return };
        let before = self.items();
        let outcome = self.world.program(&["undo", &run, "--by", "tester"]).await;
        assert!(matches!(outcome.code, Some(0 | 4)), "{outcome:?}");
        self.world.requests();
        self.nothing_lost(&before, &format!("undo: {}", outcome.stdout));
        for item in self.items() {
            for field in FIELDS {
                let (id, live) = (id(&item), text(&item, field));
                let old = before.iter().find(|old| self::id(old) == id);
                if old.is_some_and(|old| text(old, field) != live) {
                    self.by_hand.insert((id, field), live);
                }
            }
        }
    }

    /// Items that are not in the trash.
    fn items(&self) -> Vec<Value> {
        self.world.glpi_rows("Computer").into_iter().filter(|item| item["is_deleted"] != 1).collect()
    }

    fn live(&self, serial: &str) -> Option<Value> {
        self.items().into_iter().find(|item| text(item, "serial") == serial)
    }

    fn live_id(&self, wanted: i64) -> Option<Value> {
        self.items().into_iter().find(|item| id(item) == wanted)
    }
}

fn id(item: &Value) -> i64 {
    item["id"].as_i64().unwrap()
}

fn text(item: &Value, field: &str) -> String {
    item[field].as_str().unwrap_or_default().to_owned()
}

#[test]
fn nothing_is_lost_whatever_happens() {
    let config = Config { cases: 20, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new_with_rng(config, rng);
    let lives = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            let mut life = Life::begin().await;
            for step in &steps {
                tokio::time::timeout(Duration::from_secs(60), life.step(step)).await.unwrap();
            }
            tokio::time::timeout(Duration::from_secs(60), life.step(&Step::Run)).await.unwrap();
        });
        Ok(())
    });
    if let Err(failure) = lives {
        panic!("{failure}");
    }
}
