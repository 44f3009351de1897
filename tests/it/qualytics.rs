//! The ready folder of Qualytics against the doubles of Qualytics and ServiceNow in this process: what its document
//! promises of both sides, and what it calls a limitation. Tests have the numbers of the sentences of the document (C); what the
//! desk alone shows of them is in `servicenow/qualytics.rs`.

mod back;
mod document;
mod folder;
mod forth;

use std::collections::BTreeMap;

use serde_json::Value;
use stocktake::practice::servicenow::{self, PracticeServiceNow};
use stocktake::practice::vendors::{Deed, Fault, Options, Running, Seen, vendor};

use super::world::{Outcome, World};

/// An anomaly of much weight that nobody has acknowledged, with a check that failed.
const FIRST: &str = "791";
/// Another one.
const SECOND: &str = "793";
/// One of little weight that somebody acknowledged: that of the document.
const DOCUMENTED: &str = "824";
/// A shape of much weight without a check that failed; somebody acknowledged it.
const SHAPE: &str = "792";
/// One that is archived.
const ARCHIVED: &str = "705";

/// A row of the practice ServiceNow.
pub type Row = BTreeMap<String, String>;

/// A project with the files of the folder, and the doubles of the systems that they name.
pub struct Place {
    pub world: World,
    qualytics: Running,
    snow: servicenow::Running,
}

impl Place {
    /// With the anomalies above and no other.
    pub async fn new() -> Self {
        let place = Self::whole().await;
        let keep = [FIRST, SECOND, DOCUMENTED, SHAPE, ARCHIVED];
        for row in place.qualytics.control().rows("anomalies") {
            let id = row["id"].to_string();
            if !keep.contains(&id.as_str()) {
                place.people(&Deed::new("remove", &format!("anomalies/{id}"), ""));
            }
        }
        place
    }

    /// With all anomalies of the double.
    pub async fn whole() -> Self {
        let world = World::new().await;
        let of_qualytics = vendor("qualytics").unwrap();
        let options = Options { quirks: vec!["comments".to_owned()], ..Options::new(of_qualytics) };
        let qualytics = Running::start(options).await.unwrap();
        let of_snow = servicenow::Options::default();
        world.file("secrets/qualytics", of_qualytics.secrets[0].1);
        world.file("secrets/snow", &of_snow.password);
        let user = of_snow.user.clone();
        let snow = PracticeServiceNow::open(of_snow).unwrap().start().await.unwrap();
        world.add_settings(&format!(
            "[system.practice-qualytics.http]\nurl = \"{}/\"\n[system.practice-qualytics.http.bearer]\n\
             token = \"file:secrets/qualytics\"\n[system.practice.servicenow]\nurl = \"{}\"\nuser = \"{user}\"\n\
             password = \"file:secrets/snow\"\ntables = [\"incident\", \"problem\"]\n",
            qualytics.base_url(),
            snow.base_url()
        ));
        for file in ["jobs/anomalies.toml", "jobs/reference.toml", "mappings/qualytics-anomalies.toml"] {
            world.file(file, shipped(file));
        }
        let place = Self { world, qualytics, snow };
        place.job("description = \"Anomalies", "settle = \"1s\"\ndescription = \"Anomalies");
        place.done(&["run", "reference"]).await;
        place.asked();
        place
    }

    /// Writes the job with a piece of it in other words.
    pub fn job(&self, piece: &str, other: &str) {
        self.edit("jobs/anomalies.toml", piece, other);
    }

    /// Writes a file with a piece of it in other words.
    pub fn edit(&self, file: &str, piece: &str, other: &str) {
        let text = std::fs::read_to_string(self.world.folder().join(file)).unwrap();
        assert!(text.contains(piece), "{piece}: {text}");
        self.world.file(file, text.replace(piece, other));
    }

    /// People do something in Qualytics.
    pub fn people(&self, deed: &Deed) {
        assert!(self.qualytics.control().act(deed), "{deed:?}");
    }

    /// Something goes wrong in Qualytics.
    pub fn fault(&self, fault: Fault) {
        self.qualytics.control().inject(fault);
    }

    /// The hand on Qualytics.
    pub fn hand(&self) -> stocktake::practice::vendors::Control {
        self.qualytics.control()
    }

    /// The hand on ServiceNow.
    pub fn desk(&self) -> servicenow::Control {
        self.snow.control()
    }

    /// An anomaly as Qualytics has it now.
    pub fn anomaly(&self, id: &str) -> Value {
        self.hand().row("anomalies", id).unwrap()
    }

    pub async fn program(&self, arguments: &[&str]) -> Outcome {
        self.world.program(arguments).await
    }

    /// A command that ends well.
    pub async fn done(&self, arguments: &[&str]) -> String {
        let ended = self.program(arguments).await;
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        ended.stdout
    }

    /// Runs the job to a good end.
    pub async fn run(&self) -> String {
        self.done(&["run", "anomalies"]).await
    }

    /// What Qualytics was asked since the last call.
    pub fn asked(&self) -> Vec<Seen> {
        self.hand().take_requests()
    }

    /// What was written in Qualytics since the last call: method, path and query.
    pub fn written_back(&self) -> Vec<String> {
        let writes = self.asked().into_iter().filter(|seen| seen.method != "GET");
        writes
            .map(|seen| {
                let path = seen.path.strip_prefix("/api").unwrap_or(&seen.path).to_owned();
                let query = if seen.query.is_empty() { String::new() } else { format!("?{}", seen.query) };
                format!("{} {path}{query}", seen.method)
            })
            .collect()
    }

    /// What was written in ServiceNow since the last call.
    pub fn written(&self) -> Vec<String> {
        let writes = self.desk().take_requests().into_iter().filter(|seen| seen.method != "GET");
        writes.map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    /// The incident of an anomaly: its row.
    pub fn incident(&self, anomaly: &str) -> Row {
        let title = format!("Qualytics anomaly {anomaly} ");
        let rows = self.desk().rows("incident");
        let mut found: Vec<_> =
            rows.into_iter().filter(|row| row["short_description"].contains(&title)).collect();
        assert_eq!(found.len(), 1, "{anomaly}: {found:#?}");
        found.remove(0)
    }

    /// Entries of a journal of a ticket, the oldest first.
    pub fn journal(&self, ticket: &str, element: &str) -> Vec<String> {
        let rows = self.desk().rows("sys_journal_field");
        let own = rows.iter().filter(|row| row["element_id"] == ticket && row["element"] == element);
        own.map(|row| row["value"].clone()).collect()
    }

    /// A technician changes a ticket.
    pub fn technician(&self, ticket: &str, fields: &Value) {
        self.desk().edit("beth.anglin", "incident", ticket, fields).unwrap();
    }
}

/// A file of the folder.
fn shipped(file: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/http/examples/qualytics");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// A text without its line breaks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
