//! Reference data for rules: entities, users, groups, categories, contracts, assets, choices.
//!
//! v2.2 tells less than the older API: not which entities a user has a profile in, not whether a group may be
//! assigned or is open to entities below its own, no number of a contract. What is not told narrows nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::wire::Pointed;
use super::{GlpiV2, list};
use crate::model::ticket::{RefEntry, RefKind, Standing};
use crate::systems::glpi::tickets::refs::{CHOICES, Parents, plain, with_below};
use crate::systems::shared::RemoteError;

/// Asset classes that a ticket can be about in a fresh GLPI, and where they are.
const ASSETS: [(&str, &str); 8] = [
    ("Appliance", "Assets/Appliance"),
    ("Cluster", "Management/Cluster"),
    ("Computer", "Assets/Computer"),
    ("Monitor", "Assets/Monitor"),
    ("NetworkEquipment", "Assets/NetworkEquipment"),
    ("Peripheral", "Assets/Peripheral"),
    ("Phone", "Assets/Phone"),
    ("Printer", "Assets/Printer"),
];

/// Lists of values, and the columns that take them.
const LISTS: [(&str, &str); 2] =
    [("Dropdowns/RequestType", "requesttypes_id"), ("Dropdowns/SolutionType", "solutiontypes_id")];

/// A row of any list, as far as it is used.
#[derive(Deserialize)]
struct Row {
    id: i64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    completename: Option<String>,
    #[serde(default)]
    parent: Option<Pointed>,
    #[serde(default)]
    entity: Option<Pointed>,
    #[serde(default)]
    is_recursive: Option<bool>,
    #[serde(default)]
    is_deleted: Option<bool>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    serial: Option<String>,
    #[serde(default)]
    otherserial: Option<String>,
    #[serde(default)]
    uuid: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    firstname: Option<String>,
    #[serde(default)]
    realname: Option<String>,
    #[serde(default)]
    emails: Vec<Address>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    email: Option<String>,
}

/// The list that an entry stands in; `None`: in none, or in one of choices.
fn path_of(entry: &RefEntry) -> Option<&'static str> {
    match entry.kind {
        RefKind::Company => Some("Administration/Entity"),
        RefKind::Contact => Some("Administration/User"),
        RefKind::Team => Some("Administration/Group"),
        RefKind::Category => Some("Dropdowns/ITILCategory"),
        RefKind::Contract => Some("Management/Contract"),
        RefKind::Ci => {
            let class = entry.class.as_deref()?;
            ASSETS.iter().find(|(name, _)| *name == class).map(|(_, path)| *path)
        }
        RefKind::Service | RefKind::ServiceElement | RefKind::Choice => None,
    }
}

/// The id of an entry; the root entity, 0, is always there.
fn id_of(entry: &RefEntry) -> Option<i64> {
    entry.id.parse().ok().filter(|id| *id > 0)
}

impl Row {
    fn standing(&self) -> Standing {
        match (self.is_deleted, self.is_active) {
            (Some(true), _) => Standing::Gone,
            (_, Some(false)) => Standing::Inactive,
            (Some(false) | None, Some(true) | None) => Standing::There,
        }
    }
}

impl GlpiV2 {
    /// Reference data of these kinds, whole, sorted. GLPI has no services; kinds it lacks are empty.
    ///
    /// # Errors
    /// When a list cannot be read whole, also for want of the right to read it.
    pub async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError> {
        let kinds: BTreeSet<RefKind> = kinds.iter().copied().collect();
        let mut entries = Vec::new();
        let entities = self.rows("Administration/Entity").await?;
        let parents: Parents = entities.iter().map(|row| (row.id, row.parent_id())).collect();
        for kind in kinds {
            entries.extend(match kind {
                RefKind::Company => entities.iter().map(|row| row.entry(kind, Vec::new())).collect(),
                RefKind::Contact => {
                    self.rows("Administration/User").await?.iter().filter_map(contact).collect()
                }
                RefKind::Team => self.placed(kind, "Administration/Group", &parents).await?,
                RefKind::Category => self.placed(kind, "Dropdowns/ITILCategory", &parents).await?,
                RefKind::Contract => self.placed(kind, "Management/Contract", &parents).await?,
                RefKind::Ci => self.assets(&parents).await?,
                RefKind::Choice => self.choices().await?,
                RefKind::Service | RefKind::ServiceElement => Vec::new(),
            });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// How entries that were read before stand now. One that is not listed any more was deleted, or moved to
    /// where our user does not see it: v2.2 says 404 to both.
    ///
    /// # Errors
    /// A failed call.
    pub(super) async fn standings(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        let mut by_path: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for entry in entries {
            by_path.entry(path_of(entry).unwrap_or_default()).or_default().extend(id_of(entry));
        }
        by_path.remove("");
        let mut known: BTreeMap<(&str, i64), Standing> = BTreeMap::new();
        for (path, ids) in by_path {
            let ids: Vec<i64> = ids.into_iter().collect();
            let rows: Vec<Row> = list::of_ids(self.session(), path, &ids, self.0.page).await?;
            known.extend(ids.into_iter().map(|id| ((path, id), Standing::NotShown)));
            known.extend(rows.iter().map(|row| ((path, row.id), row.standing())));
        }
        let standing = |entry: &RefEntry| {
            let known = path_of(entry).zip(id_of(entry)).and_then(|place| known.get(&place));
            known.copied().unwrap_or(Standing::There)
        };
        Ok(entries.iter().map(standing).collect())
    }

    /// Rows of a list that are in use.
    async fn rows(&self, path: &str) -> Result<Vec<Row>, RemoteError> {
        let mut rows: Vec<Row> = list::all(self.session(), path, None, self.0.page).await?;
        rows.retain(|row| row.is_deleted != Some(true));
        Ok(rows)
    }

    async fn placed(
        &self,
        kind: RefKind,
        path: &str,
        parents: &Parents,
    ) -> Result<Vec<RefEntry>, RemoteError> {
        let rows = self.rows(path).await?;
        Ok(rows.iter().map(|row| row.entry(kind, row.companies(parents))).collect())
    }

    async fn assets(&self, parents: &Parents) -> Result<Vec<RefEntry>, RemoteError> {
        let mut entries = Vec::new();
        for (class, path) in ASSETS {
            let rows = match self.rows(path).await {
                Ok(rows) => rows,
                // A version that does not have it.
                Err(RemoteError::Answer { status: 404, .. }) => continue,
                Err(error) => return Err(error),
            };
            entries.extend(rows.iter().map(|row| {
                let also = [&row.serial, &row.otherserial, &row.uuid].into_iter().flatten();
                let also = also.filter(|word| !word.is_empty()).cloned().collect();
                let class = Some(class.to_owned());
                RefEntry { also, class, ..row.entry(RefKind::Ci, row.companies(parents)) }
            }));
        }
        Ok(entries)
    }

    /// Values of columns: `also[0]` names the column.
    async fn choices(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let mut entries = Vec::new();
        for (path, column) in LISTS {
            entries.extend(self.rows(path).await?.iter().map(|row| RefEntry {
                also: vec![column.to_owned()],
                ..row.entry(RefKind::Choice, Vec::new())
            }));
        }
        for (column, values) in CHOICES {
            entries.extend(values.iter().map(|(code, label)| RefEntry {
                id: (*code).to_owned(),
                also: vec![column.to_owned()],
                ..plain(RefKind::Choice, 0, (*label).to_owned())
            }));
        }
        Ok(entries)
    }
}

impl Row {
    fn parent_id(&self) -> Option<i64> {
        self.parent.as_ref().map(|parent| parent.id)
    }

    /// The path in a tree.
    fn entry(&self, kind: RefKind, companies: Vec<String>) -> RefEntry {
        let name = self.completename.clone().or_else(|| self.name.clone()).unwrap_or_default();
        let is_entity = kind == RefKind::Company;
        // Other trees have 0 above their first rows, or nothing.
        let parent =
            self.parent_id().filter(|parent| is_entity || *parent > 0).map(|parent| parent.to_string());
        RefEntry { companies, parent, ..plain(kind, self.id, name) }
    }

    /// The entities that a row is open to; none when it is open to all, or when that is not told.
    fn companies(&self, parents: &Parents) -> Vec<String> {
        let Some(entity) = self.entity.as_ref().map(|entity| entity.id) else { return Vec::new() };
        if self.is_recursive == Some(false) {
            return vec![entity.to_string()];
        }
        if entity == 0 {
            return Vec::new();
        }
        with_below(parents, entity).iter().map(i64::to_string).collect()
    }
}

/// An active user with login and addresses.
fn contact(row: &Row) -> Option<RefEntry> {
    if row.is_active == Some(false) {
        return None;
    }
    let login = row.username.clone().unwrap_or_default();
    let words: Vec<&str> = [&row.firstname, &row.realname]
        .into_iter()
        .flatten()
        .map(|word| word.trim())
        .filter(|word| !word.is_empty())
        .collect();
    let name = if words.is_empty() { login.clone() } else { words.join(" ") };
    let mut also = vec![login];
    also.extend(row.emails.iter().filter_map(|address| address.email.clone()));
    Some(RefEntry { also, ..plain(RefKind::Contact, row.id, name) })
}
