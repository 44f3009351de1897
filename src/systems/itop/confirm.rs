//! Whether reference data that was read before is there and in use now: iTop takes the id of an obsolete
//! object without a word.

use std::collections::BTreeMap;

use super::Itop;
use super::wire::Object;
use crate::model::ticket::{RefEntry, RefKind, Standing};
use crate::systems::shared::RemoteError;

/// The class of a kind, and what a row of it shows that is no longer in use; `None`: it has no class.
fn place(kind: RefKind) -> Option<(&'static str, &'static str, &'static [&'static str])> {
    Some(match kind {
        RefKind::Company => ("Organization", "status", &["inactive"]),
        RefKind::Contact => ("Person", "status", &["inactive"]),
        RefKind::Team => ("Team", "status", &["inactive"]),
        RefKind::Service => ("Service", "status", &["obsolete"]),
        RefKind::ServiceElement => ("ServiceSubcategory", "status", &["obsolete"]),
        RefKind::Contract => ("CustomerContract", "status", &["obsolete"]),
        RefKind::Ci => ("FunctionalCI", "obsolescence_flag", &["1", "yes", "true"]),
        RefKind::Category | RefKind::Choice => return None,
    })
}

impl Itop {
    /// How entries stand now.
    ///
    /// # Errors
    /// A failed call.
    pub(super) async fn standings(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        let mut by_kind: BTreeMap<RefKind, Vec<&str>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.id.parse::<i64>().is_ok()) {
            by_kind.entry(entry.kind).or_default().push(&entry.id);
        }
        let mut found: BTreeMap<RefKind, Vec<Object>> = BTreeMap::new();
        for (kind, ids) in by_kind {
            let Some((class, column, _)) = place(kind) else { continue };
            let condition = format!("id IN ({})", ids.join(","));
            found.insert(kind, self.session().select_all(class, &condition, &format!("id,{column}")).await?);
        }
        let standing = |entry: &RefEntry| {
            let (Some((_, column, unused)), Some(rows)) = (place(entry.kind), found.get(&entry.kind)) else {
                return Standing::There;
            };
            match rows.iter().find(|row| row.id() == entry.id) {
                // iTop leaves out what our user may not see without a word.
                None => Standing::NotShown,
                Some(row) if unused.contains(&row.text(column).as_str()) => Standing::Inactive,
                Some(_) => Standing::There,
            }
        };
        Ok(entries.iter().map(standing).collect())
    }
}
