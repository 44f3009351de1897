//! Whether reference data that was read before is there and in use now: GLPI takes an id of nothing, or of a
//! user who is switched off, without a word.

use std::collections::BTreeMap;

use super::GlpiTickets;
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::ticket::{RefEntry, RefKind, Standing};
use crate::model::value::Value;
use crate::systems::glpi::rows::Row;
use crate::systems::shared::RemoteError;

/// The class of an entry, and the column that switches it off; `None`: it has no class.
fn place(entry: &RefEntry) -> Option<(&str, Option<&'static str>)> {
    Some(match entry.kind {
        RefKind::Company => ("Entity", None),
        RefKind::Contact => ("User", Some("is_active")),
        RefKind::Team => ("Group", Some("is_assign")),
        RefKind::Category => ("ITILCategory", None),
        RefKind::Contract => ("Contract", None),
        RefKind::Ci => (entry.class.as_deref()?, None),
        RefKind::Service | RefKind::ServiceElement | RefKind::Choice => return None,
    })
}

impl GlpiTickets {
    /// How entries stand now.
    ///
    /// # Errors
    /// A failed call.
    pub(super) async fn standings(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        let mut by_class: BTreeMap<(&str, Option<&'static str>), Vec<i64>> = BTreeMap::new();
        for entry in entries {
            // The root entity, 0, is always there.
            let id = entry.id.parse::<i64>().ok().filter(|id| *id > 0);
            if let (Some(place), Some(id)) = (place(entry), id) {
                by_class.entry(place).or_default().push(id);
            }
        }
        let mut known: BTreeMap<(&str, i64), Standing> = BTreeMap::new();
        for ((class, switch), mut ids) in by_class {
            ids.sort_unstable();
            ids.dedup();
            let name: ClassName = class.into();
            let columns: Vec<(Column, Kind)> =
                switch.iter().map(|column| (Column::from(*column), Kind::Boolean)).collect();
            let rows = self.glpi().list_of(&name, self.glpi().wanted(&columns), &ids).await?;
            known.extend(rows.iter().map(|row| ((class, row.id), standing(row))));
            ids.retain(|id| !known.contains_key(&(class, *id)));
            if ids.is_empty() {
                continue;
            }
            // What is out of our sight is not known to be gone.
            let hidden = self.glpi().hidden(&name, &ids).await?;
            let gone = ids.into_iter().filter(|id| !hidden.contains(id));
            known.extend(gone.map(|id| ((class, id), Standing::Gone)));
        }
        let standing = |entry: &RefEntry| {
            let id = entry.id.parse::<i64>().ok();
            let known = place(entry).zip(id).and_then(|((class, _), id)| known.get(&(class, id)));
            known.copied().unwrap_or(Standing::There)
        };
        Ok(entries.iter().map(standing).collect())
    }
}

fn standing(row: &Row) -> Standing {
    if row.trashed {
        Standing::Gone
    } else if row.values.first() == Some(&Value::Bool(false)) {
        Standing::Inactive
    } else {
        Standing::There
    }
}
