//! Monitors opened by their rooms from a table of TOML, as a project does.

use std::sync::Arc;

use futures::FutureExt as _;
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::systems::monitor::Monitor;
use stocktake::systems::shared::{Opening, Secrets};
use stocktake::systems::{self, Room};

/// The monitor of a table; its secrets are `env:` names with their values. Opening asks nothing yet.
pub fn monitor(key: &str, table: &str, secrets: &[(&str, &str)]) -> Arc<dyn Monitor> {
    let room: &'static Room = systems::room(key).unwrap();
    let system =
        systems::read(room, "lab", table).unwrap_or_else(|found| panic!("{}", found.render(false, 100)));
    let known: Vec<(String, String)> =
        secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let read = move |reference: &SecretRef| {
        let found = known.iter().find(|(name, _)| reference.to_string() == format!("env:{name}"));
        Ok(SecretString::from(found.unwrap_or_else(|| panic!("no secret {reference}")).1.clone()))
    };
    let opening = Opening { name: "lab", system: &system, secrets: Secrets(&read) };
    // Opening asks nothing.
    let open = room.monitor.as_ref().unwrap().open;
    open(opening).now_or_never().unwrap().unwrap().system
}

/// `groups = [...]`.
pub fn groups(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!("\ngroups = {names:?}\n") }
}
