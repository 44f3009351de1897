//! Reference data for rules: entities, users, groups, categories, contracts, assets, choices.

use std::collections::{BTreeMap, BTreeSet};

use super::GlpiTickets;
use super::people::{self, full_name};
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::ticket::{RefEntry, RefKind};
use crate::model::value::Value;
use crate::systems::glpi::list::Shelf;
use crate::systems::glpi::rows::{Row, Wanted};
use crate::systems::glpi::schema::SCHEMA;
use crate::systems::shared::RemoteError;

/// Asset classes that a ticket can be about in a fresh GLPI.
const ASSETS: [&str; 8] =
    ["Appliance", "Cluster", "Computer", "Monitor", "NetworkEquipment", "Peripheral", "Phone", "Printer"];

/// Codes of columns without a table of their own. Impact and urgency as a draft takes them.
pub(in crate::systems::glpi) const CHOICES: [(&str, &[(&str, &str)]); 3] =
    [("type", &[("1", "Incident"), ("2", "Request")]), ("impact", LEVELS), ("urgency", LEVELS)];
const LEVELS: &[(&str, &str)] =
    &[("1", "Very high"), ("2", "High"), ("3", "Medium"), ("4", "Low"), ("5", "Very low")];

/// Entities: the parent of each.
pub(in crate::systems::glpi) type Parents = BTreeMap<i64, Option<i64>>;

impl GlpiTickets {
    /// Reference data of these kinds, whole, sorted. GLPI has no services; kinds it lacks are empty.
    ///
    /// # Errors
    /// When a list cannot be read whole, also for want of the right to read it.
    pub async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError> {
        let kinds: BTreeSet<RefKind> = kinds.iter().copied().collect();
        let mut entries = Vec::new();
        let entities = self.tree("Entity", &[], |_| true).await?;
        let parents: Parents = entities.iter().map(|node| (node.row.id, node.parent)).collect();
        for kind in kinds {
            entries.extend(match kind {
                RefKind::Company => entities.iter().map(|node| node.entry(kind, Vec::new())).collect(),
                RefKind::Contact => self.contacts(&parents).await?,
                RefKind::Team => {
                    let groups = self
                        .tree("Group", &["is_assign"], |row| row.values.get(1) != Some(&Value::Bool(false)));
                    placed(kind, &groups.await?, &parents)
                }
                RefKind::Category => placed(kind, &self.tree("ITILCategory", &[], |_| true).await?, &parents),
                RefKind::Contract => self.flat(kind, "Contract", &["num"], &parents).await?,
                RefKind::Ci => self.assets(&parents).await?,
                RefKind::Choice => self.choices().await?,
                RefKind::Service | RefKind::ServiceElement => Vec::new(),
            });
        }
        entries.sort_unstable();
        Ok(entries)
    }

    async fn rows(&self, class: &str, columns: &[&str]) -> Result<Vec<Row>, RemoteError> {
        let kinds: Vec<(Column, Kind)> = columns
            .iter()
            .map(|column| {
                let kind = match *column {
                    column if column.starts_with("is_") => Kind::Boolean,
                    column if column.ends_with("s_id") => Kind::Integer,
                    _ => Kind::LongText,
                };
                (Column::from(*column), kind)
            })
            .collect();
        let class: ClassName = class.into();
        let parent = SCHEMA.is_tree(&class).then(|| SCHEMA.parent_column(&class));
        let wanted = Wanted { parent: parent.as_ref(), ..self.glpi().wanted(&kinds) };
        let rows = self.glpi().list(&class, Shelf::InUse, wanted).await?;
        Ok(rows.into_iter().filter(|row| !row.template && !row.trashed).collect())
    }

    /// Rows of a tree that are kept, with their paths.
    async fn tree(
        &self,
        class: &str,
        columns: &[&str],
        keep: impl Fn(&Row) -> bool,
    ) -> Result<Vec<Node>, RemoteError> {
        let columns: Vec<&str> = [&["name"], columns].concat();
        let rows = self.rows(class, &columns).await?;
        let is_entity = class == "Entity";
        let parent_of = |row: &Row| match row.parent {
            Some(parent) if is_entity => (row.id != 0 && parent >= 0).then_some(parent),
            parent => parent.filter(|parent| *parent > 0),
        };
        let names: BTreeMap<i64, (String, Option<i64>)> =
            rows.iter().map(|row| (row.id, (text(row, 0), parent_of(row)))).collect();
        let path = |id: i64| {
            let (mut steps, mut next) = (Vec::new(), Some(id));
            while let Some((name, parent)) = next.and_then(|id| names.get(&id)) {
                steps.push(name.clone());
                next = parent.filter(|_| steps.len() < 50);
            }
            steps.reverse();
            steps.join(" > ")
        };
        let nodes = rows.into_iter().filter(|row| keep(row)).map(|row| Node {
            path: path(row.id),
            parent: parent_of(&row),
            row,
        });
        Ok(nodes.collect())
    }

    /// Active users with login and addresses, by the entities of their profiles.
    async fn contacts(&self, parents: &Parents) -> Result<Vec<RefEntry>, RemoteError> {
        let columns: Vec<&str> = people::COLUMNS.iter().copied().chain(["is_active"]).collect();
        let users = self.rows("User", &columns).await?;
        let mut mails: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for row in self.rows("UserEmail", &["users_id", "email"]).await? {
            mails.entry(number(&row, 0)).or_default().push(text(&row, 1));
        }
        let mut open_to: BTreeMap<i64, Option<BTreeSet<i64>>> = BTreeMap::new();
        for row in self.rows("Profile_User", &["users_id"]).await? {
            let entity = row.entity.unwrap_or(0);
            let places = open_to.entry(number(&row, 0)).or_insert_with(|| Some(BTreeSet::new()));
            match places {
                Some(places) if !(entity == 0 && row.recursive) => {
                    places.extend(places_of(parents, entity, &row));
                }
                everywhere => *everywhere = None,
            }
        }
        let entry = |row: &Row| {
            let mut also = vec![text(row, 0)];
            also.extend(mails.get(&row.id).cloned().unwrap_or_default());
            let companies = match open_to.get(&row.id) {
                Some(Some(places)) => places.iter().map(i64::to_string).collect(),
                Some(None) | None => Vec::new(),
            };
            let name = full_name(&row.values);
            RefEntry { also, companies, ..plain(RefKind::Contact, row.id, name) }
        };
        let active = users.iter().filter(|row| row.values.get(3) != Some(&Value::Bool(false)));
        Ok(active.map(entry).collect())
    }

    /// Rows with a name and further words.
    async fn flat(
        &self,
        kind: RefKind,
        class: &str,
        also: &[&str],
        parents: &Parents,
    ) -> Result<Vec<RefEntry>, RemoteError> {
        let columns: Vec<&str> = [&["name"], also].concat();
        let rows = self.rows(class, &columns).await?;
        let entry = |row: &Row| {
            let also = (1..columns.len()).map(|at| text(row, at)).filter(|word| !word.is_empty());
            RefEntry {
                also: also.collect(),
                companies: companies(row, parents),
                ..plain(kind, row.id, text(row, 0))
            }
        };
        Ok(rows.iter().map(entry).collect())
    }

    async fn assets(&self, parents: &Parents) -> Result<Vec<RefEntry>, RemoteError> {
        let mut entries = Vec::new();
        for class in ASSETS {
            let also: &[&str] = if class == "Cluster" { &["uuid"] } else { &["serial", "otherserial"] };
            match self.flat(RefKind::Ci, class, also, parents).await {
                Ok(found) => entries.extend(
                    found.into_iter().map(|entry| RefEntry { class: Some(class.to_owned()), ..entry }),
                ),
                // Older versions lack some classes.
                Err(error) if error.code() == Some("ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM") => {}
                Err(error) => return Err(error),
            }
        }
        Ok(entries)
    }

    /// Values of columns: `also[0]` names the column.
    async fn choices(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let mut entries = Vec::new();
        for (class, column) in [("RequestType", "requesttypes_id"), ("SolutionType", "solutiontypes_id")] {
            for row in self.rows(class, &["name"]).await? {
                entries.push(RefEntry {
                    also: vec![column.to_owned()],
                    ..plain(RefKind::Choice, row.id, text(&row, 0))
                });
            }
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

/// A row of a tree.
struct Node {
    row: Row,
    path: String,
    parent: Option<i64>,
}

impl Node {
    fn entry(&self, kind: RefKind, companies: Vec<String>) -> RefEntry {
        let parent = self.parent.map(|parent| parent.to_string());
        RefEntry { companies, parent, ..plain(kind, self.row.id, self.path.clone()) }
    }
}

fn placed(kind: RefKind, nodes: &[Node], parents: &Parents) -> Vec<RefEntry> {
    nodes.iter().map(|node| node.entry(kind, companies(&node.row, parents))).collect()
}

pub(in crate::systems::glpi) fn plain(kind: RefKind, id: i64, name: String) -> RefEntry {
    let id = id.to_string();
    RefEntry { kind, id, name, also: Vec::new(), class: None, companies: Vec::new(), parent: None }
}

/// The entities that a row is open to; none when it is open to all.
fn companies(row: &Row, parents: &Parents) -> Vec<String> {
    match row.entity {
        None => Vec::new(),
        Some(0) if row.recursive => Vec::new(),
        Some(entity) => places_of(parents, entity, row).iter().map(i64::to_string).collect(),
    }
}

/// The entity of a row, and those below it when the row is open to them.
fn places_of(parents: &Parents, entity: i64, row: &Row) -> Vec<i64> {
    if row.recursive { with_below(parents, entity) } else { vec![entity] }
}

/// An entity and those below it, as far as we see them.
pub(in crate::systems::glpi) fn with_below(parents: &Parents, entity: i64) -> Vec<i64> {
    let is_below = |id: i64| {
        let (mut next, mut steps) = (Some(id), 0);
        while let Some(at) = next.filter(|_| steps < 50) {
            if at == entity {
                return true;
            }
            (next, steps) = (parents.get(&at).copied().flatten(), steps + 1);
        }
        false
    };
    let mut found: Vec<i64> = parents.keys().copied().filter(|id| is_below(*id)).collect();
    if found.is_empty() {
        found.push(entity);
    }
    found
}

fn text(row: &Row, at: usize) -> String {
    match row.values.get(at) {
        Some(Value::Text(text)) => text.to_string(),
        _ => String::new(),
    }
}

fn number(row: &Row, at: usize) -> i64 {
    match row.values.get(at) {
        Some(Value::Int(id) | Value::Ref(id)) => *id,
        _ => 0,
    }
}
