//! Monitors opened by their rooms from a table of TOML, as a project does.

use std::sync::Arc;

use async_trait::async_trait;
use futures::FutureExt as _;
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::systems::monitor::Monitor;
use stocktake::systems::shared::{Opening, ReadSecret, SecretFailure, Secrets};
use stocktake::systems::{self, Room};

/// The monitor of a table; its secrets are `env:` names with their values. Opening asks nothing yet.
pub fn monitor(key: &str, table: &str, secrets: &[(&str, &str)]) -> Arc<dyn Monitor> {
    let room: &'static Room = systems::room(key).unwrap();
    let system =
        systems::read(room, "lab", table).unwrap_or_else(|found| panic!("{}", found.render(false, 100)));
    let known: Vec<(String, String)> =
        secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let known = Known(known);
    let opening = Opening { name: "lab", system: &system, secrets: Secrets(&known) };
    // Opening asks nothing.
    let open = room.monitor.as_ref().unwrap().open;
    open(opening).now_or_never().unwrap().unwrap().system
}

/// Secrets by the names of variables.
pub struct Known(pub Vec<(String, String)>);

#[async_trait]
impl ReadSecret for Known {
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        let found = self.0.iter().find(|(name, _)| reference.to_string() == format!("env:{name}"));
        Ok(SecretString::from(found.unwrap_or_else(|| panic!("no secret {reference}")).1.clone()))
    }
}

/// `groups = [...]`.
pub fn groups(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!("\ngroups = {names:?}\n") }
}
