//! Names of users by their ids, asked for once: a search gives only ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::model::schema::{Column, Kind};
use crate::model::value::Value;
use crate::systems::glpi::Glpi;
use crate::systems::shared::RemoteError;

/// Names that are known so far.
#[derive(Debug, Default)]
pub struct People(Mutex<BTreeMap<i64, String>>);

impl People {
    /// The names of these users. One whom we may not see is named by his number.
    pub async fn names(
        &self,
        glpi: &Glpi,
        ids: &BTreeSet<i64>,
    ) -> Result<BTreeMap<i64, String>, RemoteError> {
        let unknown: Vec<i64> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ids.iter().copied().filter(|id| !known.contains_key(id)).collect()
        };
        if !unknown.is_empty() {
            let columns: Vec<(Column, Kind)> =
                COLUMNS.iter().map(|name| (Column::from(*name), Kind::Text { max: 255 })).collect();
            let rows = match glpi.list_of(&"User".into(), glpi.wanted(&columns), &unknown).await {
                Ok(rows) => rows,
                Err(RemoteError::Rights { message, .. }) => {
                    tracing::debug!(%message, "the names of users are not shown to us");
                    Vec::new()
                }
                Err(error) => return Err(error),
            };
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.extend(rows.into_iter().map(|row| (row.id, full_name(&row.values))));
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = |id: &i64| known.get(id).cloned().unwrap_or_else(|| format!("user {id}"));
        Ok(ids.iter().map(|id| (*id, name(id))).collect())
    }
}

/// The columns of [`full_name`].
pub const COLUMNS: [&str; 3] = ["name", "firstname", "realname"];

/// First and last name, else the login.
pub fn full_name(values: &[Value]) -> String {
    let text = |at: usize| match values.get(at) {
        Some(Value::Text(text)) => text.trim(),
        _ => "",
    };
    let full = format!("{} {}", text(1), text(2));
    let full = full.trim();
    if full.is_empty() { text(0).to_owned() } else { full.to_owned() }
}
