//! Whether reference data that was read before is there and active now: an instance stores a reference to
//! nothing without a word.

use std::collections::{BTreeMap, BTreeSet};

use super::ServiceNow;
use super::list::{PER_QUERY, Query};
use crate::model::ticket::{RefEntry, RefKind, Standing};
use crate::systems::shared::RemoteError;

/// The table of a kind; `None`: it has no table of its own.
fn table(kind: RefKind) -> Option<&'static str> {
    Some(match kind {
        RefKind::Company => "core_company",
        RefKind::Contact => "sys_user",
        RefKind::Team => "sys_user_group",
        RefKind::Service => "cmdb_ci_service",
        RefKind::ServiceElement => "service_offering",
        RefKind::Contract => "ast_contract",
        RefKind::Ci => "cmdb_ci",
        RefKind::Category | RefKind::Choice => return None,
    })
}

impl ServiceNow {
    /// How entries stand now. Rows that are hidden from us count as there.
    ///
    /// # Errors
    /// When the instance does not answer.
    pub(super) async fn standings(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        let mut by_table: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in entries {
            if let Some(table) = table(entry.kind) {
                by_table.entry(table).or_default().insert(&entry.id);
            }
        }
        let mut known: BTreeMap<(&str, &str), Standing> = BTreeMap::new();
        for (table, ids) in by_table {
            let ids: Vec<&str> = ids.into_iter().collect();
            for some in ids.chunks(PER_QUERY) {
                let query = Query::new(table, format!("sys_idIN{}", some.join(",")), &["sys_id", "active"]);
                let listed = match self.listed(&query).await {
                    Ok(listed) => listed,
                    // Without the right to read them, nothing is known of them.
                    Err(error) if error.is_permanent() => continue,
                    Err(error) => return Err(error),
                };
                for id in some {
                    let row = listed.rows.iter().find(|row| row.value("sys_id") == *id);
                    let standing = match row {
                        Some(row) if row.value("active") == "false" => Standing::Inactive,
                        None if listed.hidden == 0 => Standing::Gone,
                        Some(_) | None => Standing::There,
                    };
                    known.insert((table, id), standing);
                }
            }
        }
        let standing = |entry: &RefEntry| {
            let known = table(entry.kind).and_then(|table| known.get(&(table, entry.id.as_str())));
            known.copied().unwrap_or(Standing::There)
        };
        Ok(entries.iter().map(standing).collect())
    }
}
