//! The folder that `init --example servicenav` writes, with the systems of a test in the places of the practice ones,
//! as its page says: an export of an inventory for a GLPI, an export of events for an iTop.

use std::collections::BTreeMap;

use serde_json::Value;
use stocktake::model::report::Report;
use stocktake::practice::glpi::Options;
use stocktake::practice::{itop, servicenow};

use crate::three_desks::ThreeDesks;
use crate::world::World;

/// The job of the inventory.
pub const INVENTORY: &str = "nightly-inventory";
/// The job of the events.
pub const EVENTS: &str = "events";

/// Columns of an export of the inventory, as ServiceNav heads them.
pub const FRENCH: [&str; 11] = [
    "Intitulé",
    "Société",
    "Site",
    "Matériel > Type",
    "Matériel > Constructeur",
    "Matériel > Numéro de série",
    "Logiciels > Système d'exploitation",
    "Logiciels > Licence",
    "Date de l'import",
    "Parc > Contrat de Service",
    "Parc > Contrat de Service > Date de fin de service",
];
/// The same in English.
pub const ENGLISH: [&str; 11] = [
    "Label",
    "Company",
    "Site",
    "Hardware > Type",
    "Hardware > Manufacturer",
    "Hardware > Serial number",
    "Software > Operating system",
    "Software > License",
    "Import date",
    "Assets > Service contract",
    "Assets > Service contract > End of service date",
];

/// A server of Acme in Lyon with all that an export tells, and no contract that is chosen.
pub const SRV: &str = "SRV-01;Acme;Lyon;Serveur;Dell Inc.;000123;Debian 12;L-1;28/11/2026;;28/11/2027";

/// A file in the place of another text, exactly once.
fn put(world: &World, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(world.folder().join(path)).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}:\n{text}");
    world.file(path, text.replace(from, to));
}

/// Writes the example into the folder of a world; its own settings stay.
async fn init(world: &World) {
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    std::fs::remove_file(world.folder().join("stocktake.toml")).unwrap();
    let written = world.program(&["init", ".", "--example", "servicenav"]).await;
    assert_eq!(written.code, Some(0), "{written:?}");
    world.file("stocktake.toml", settings);
}

/// An inventory and a GLPI.
pub struct Inventory {
    pub world: World,
}

impl Inventory {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// The same with a GLPI of one's own liking. The feed of contracts is taken out, as the page says for those who
    /// have no list of them.
    pub async fn with(options: Options) -> Self {
        let world = World::with(options).await;
        init(&world).await;
        let this = Self { world };
        put(&this.world, "jobs/events.toml", "desk = \"practice\"", "desk = \"glpi\"");
        let job = this.job();
        let (begin, end) = (
            job.find("# Contracts come first").unwrap(),
            job.find("[[feed]]\nmapping = \"servicenav-fr\"").unwrap(),
        );
        this.set_job(&format!("{}{}", &job[..begin], &job[end..]));
        this.in_job("system = \"practice\"", "system = \"glpi\"");
        this.in_job(
            "path = \"jobs/nightly-inventory/servicenav-export.xlsx\"\n[feed.sheet]\nsheet = \"Inventaire\"\n\
             header_row = 4\n",
            "path = \"exports/inventory.csv\"\n[feed.csv]\ndelimiter = \";\"\n[contracts]\nends_within = \"off\"\n",
        );
        this
    }

    pub fn job(&self) -> String {
        std::fs::read_to_string(self.world.folder().join("jobs/nightly-inventory.toml")).unwrap()
    }

    fn set_job(&self, text: &str) {
        self.world.file("jobs/nightly-inventory.toml", text);
    }

    pub fn in_job(&self, from: &str, to: &str) {
        put(&self.world, "jobs/nightly-inventory.toml", from, to);
    }

    pub fn in_mapping(&self, from: &str, to: &str) {
        put(&self.world, "mappings/servicenav-fr.toml", from, to);
    }

    /// The tests at the end of the mapping go, which a change of it makes wrong.
    pub fn without_tests(&self) {
        let path = self.world.folder().join("mappings/servicenav-fr.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let (mapping, _) = text.split_once("# Tests, run by").unwrap();
        self.world.file("mappings/servicenav-fr.toml", mapping);
    }

    /// What stands in `stocktake.toml` for the token of the user.
    pub fn login(&self, lines: &str) {
        put(&self.world, "stocktake.toml", "user_token = \"file:secrets/token\"", lines);
    }

    /// An export with French headers.
    pub fn export(&self, rows: &[&str]) {
        self.export_as(&FRENCH, rows);
    }

    pub fn export_as(&self, head: &[&str], rows: &[&str]) {
        self.world.file("exports/inventory.csv", format!("{}\n{}\n", head.join(";"), rows.join("\n")));
    }

    pub async fn run(&self) -> Report {
        self.world.run(INVENTORY).await
    }

    /// The run of a day.
    pub async fn run_on(&self, day: &str) -> Report {
        self.world.run_on(INVENTORY, day).await
    }

    /// The only computer of a name.
    pub fn computer(&self, name: &str) -> Value {
        self.world.glpi_row("Computer", name)
    }

    /// Rows of a class that hang on a computer.
    pub fn of(&self, computer: &str, class: &str) -> Vec<Value> {
        let id = self.computer(computer)["id"].clone();
        let rows = self.world.glpi_rows(class).into_iter();
        rows.filter(|row| row["items_id"] == id && row["itemtype"] == "Computer").collect()
    }

    /// The contract of a computer, which has one.
    pub fn contract(&self, computer: &str) -> Value {
        let links = self.of(computer, "Contract_Item");
        assert_eq!(links.len(), 1, "{computer}: {links:?}");
        let rows = self.world.glpi_rows("Contract").into_iter();
        rows.into_iter().find(|row| row["id"] == links[0]["contracts_id"]).unwrap()
    }

    /// Whole name of a row that another one points at.
    pub fn named(&self, class: &str, id: &Value) -> String {
        let rows = self.world.glpi_rows(class);
        let row = rows.iter().find(|row| row["id"] == *id).unwrap_or_else(|| panic!("no {class} {id}"));
        row["name"].as_str().unwrap().to_owned()
    }
}

/// Columns of an export of events.
pub const EVENT_HEAD: &str = "Société;Site;Type d'élément;Équipement;Service;État;Criticité;Début;Fin;Dernier changement;Message;\
     Acquitté par;Commentaire";

/// A host of Acme in Paris that is down, which an operator acknowledged.
pub const DOWN: &str = "Acme;Paris;Équipement;srv-a-01;;Arrêté;haute;27/11/2026 08:30;;27/11/2026 08:40;PING perdu;a.durand;je regarde";

/// Acme is Client A at the iTop, and Beta is Client B.
const LINKS: &str = "[[link]]\ncompany = \"Acme\"\ndesk = \"itop\"\nto = \"Client A\"\n\
    [[link]]\ncompany = \"Beta\"\ndesk = \"itop\"\nto = \"Client B\"\n";

/// Events and an iTop.
pub struct Tickets {
    pub world: World,
    pub itop: itop::Running,
    _servicenow: servicenow::Running,
}

impl Tickets {
    /// The rule has the lines that the page of the example leaves to who uses it.
    pub async fn new(lines: &str) -> Self {
        let ThreeDesks { world, itop, servicenow: _servicenow } = ThreeDesks::new().await;
        init(&world).await;
        put(&world, "jobs/nightly-inventory.toml", "system = \"practice\"", "system = \"glpi\"");
        let this = Self { world, itop, _servicenow };
        this.in_job("desk = \"practice\"", "desk = \"itop\"");
        this.in_job(
            "# company = \"{{ event.labels.customer }}\"",
            "company = \"{{ event.labels.customer }}\"",
        );
        this.in_job("# site = \"{{ event.labels.site }}\"", "site = \"{{ event.labels.site }}\"");
        this.in_job("on_recovery = ", &format!("{lines}\non_recovery = "));
        this.in_job("description = ", "settle = \"1s\"\ndescription = ");
        std::fs::remove_file(this.world.folder().join("events/servicenav-events.csv")).unwrap();
        this.world.file("links.toml", LINKS);
        this
    }

    pub fn in_job(&self, from: &str, to: &str) {
        put(&self.world, "jobs/events.toml", from, to);
    }

    /// Other lines of the matrix of priorities, in the place of those of the example.
    pub fn matrix(&self, lines: &str) {
        let job = std::fs::read_to_string(self.world.folder().join("jobs/events.toml")).unwrap();
        let (begin, end) =
            (job.find("[[priority]]").unwrap(), job.find("# An operator acknowledges").unwrap());
        self.world.file("jobs/events.toml", format!("{}{lines}\n{}", &job[..begin], &job[end..]));
    }

    /// Another export.
    pub fn export(&self, name: &str, rows: &[&str]) {
        self.world.file(&format!("events/{name}.csv"), format!("{EVENT_HEAD}\n{}\n", rows.join("\n")));
    }

    /// Runs the job; it ends with this code. What it said.
    pub async fn run(&self, code: i32) -> String {
        let outcome = self.world.program(&["run", EVENTS]).await;
        assert_eq!(outcome.code, Some(code), "{}\n{}", outcome.stdout, outcome.stderr);
        one_line(&outcome.stdout)
    }

    /// What a command says; it ends with this code.
    pub async fn says(&self, arguments: &[&str], code: i32) -> String {
        let outcome = self.world.program(arguments).await;
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}\n{}", outcome.stdout, outcome.stderr);
        one_line(&outcome.stdout)
    }

    /// The tickets, by their numbers.
    pub fn incidents(&self) -> BTreeMap<String, (i64, Value)> {
        let all = self.itop.control().objects("Incident").into_iter();
        all.map(|(id, row)| (row["ref"].as_str().unwrap().to_owned(), (id, row))).collect()
    }

    /// The only ticket: its id and what it holds.
    pub fn incident(&self) -> (i64, Value) {
        let all = self.incidents();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.into_values().next().unwrap()
    }

    /// The ticket whose title begins so.
    pub fn titled(&self, title: &str) -> Value {
        let all = self.incidents();
        let mut found = all.values().filter(|(_, row)| row["title"].as_str().unwrap().starts_with(title));
        let one = found.next().unwrap_or_else(|| panic!("no {title}: {all:#?}"));
        assert!(found.next().is_none(), "{title}: {all:#?}");
        one.1.clone()
    }

    /// How often the desk was asked for an operation, since the last look.
    pub fn asked(&self, operation: &str) -> usize {
        let calls = self.itop.control().take_requests();
        calls.iter().filter(|seen| seen.operation["operation"] == operation).count()
    }
}

/// Without what tables and lines add to a sentence.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
