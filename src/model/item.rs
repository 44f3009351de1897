//! What the desk holds now, kept compactly: only the mapped columns of each item.

use std::collections::HashMap;

use super::dictionary::Dictionaries;
use super::schema::{ClassName, Column, Part};
use super::value::Value;

/// One existing item. Its values stand in the order of [`ItemTable::columns`].
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Id at the desk.
    pub id: i64,
    /// Entity that holds it.
    pub entity: i64,
    /// Fed by an agent (`is_dynamic`): writing needs care, see the GLPI desk.
    pub dynamic: bool,
    /// In the trash.
    pub trashed: bool,
    /// Canonical values.
    pub values: Box<[Value]>,
}

/// All existing items of a class, templates left out, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct ItemTable {
    /// Columns of the items' values.
    pub columns: Vec<Column>,
    /// Items that are not in the trash.
    pub items: Vec<Item>,
    /// Items in the trash.
    pub trashed: Vec<Item>,
    /// Ids of linked items that exist, but that the session does not see; sorted.
    pub hidden: Vec<i64>,
    /// The target does not tell whether these exist.
    pub hidden_may_be_gone: bool,
    /// Child sets that the mapping writes.
    pub parts: Vec<PartTable>,
}

impl ItemTable {
    /// The item of an id, not in the trash.
    pub fn get(&self, id: i64) -> Option<&Item> {
        self.items.binary_search_by_key(&id, |item| item.id).ok().map(|at| &self.items[at])
    }

    /// Position of the item of an id among [`ItemTable::items`].
    pub fn position(&self, id: i64) -> Option<u32> {
        self.items.binary_search_by_key(&id, |item| item.id).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// The item of an id in the trash.
    pub fn get_trashed(&self, id: i64) -> Option<&Item> {
        self.trashed.binary_search_by_key(&id, |item| item.id).ok().map(|at| &self.trashed[at])
    }

    /// The table of a child set.
    pub fn part(&self, part: Part) -> Option<&PartTable> {
        self.parts.iter().find(|table| table.part == part)
    }
}

/// Rows of one child set of all items of a class.
#[derive(Debug, Clone)]
pub struct PartTable {
    /// Which child set.
    pub part: Part,
    /// Columns of the rows' values.
    pub columns: Vec<Column>,
    /// Rows sorted by (item, id). For contracts: one row per link, with the contract's values.
    pub rows: Vec<PartRow>,
    /// For contracts: every contract, linked or not, sorted by id (`item` is 0). Empty otherwise.
    pub choices: Vec<PartRow>,
}

impl PartTable {
    /// The rows of one item.
    pub fn of(&self, item: i64) -> &[PartRow] {
        let start = self.rows.partition_point(|row| row.item < item);
        let end = self.rows.partition_point(|row| row.item <= item);
        &self.rows[start..end]
    }
}

/// One row of a child set.
#[derive(Debug, Clone, PartialEq)]
pub struct PartRow {
    /// Item it belongs to.
    pub item: i64,
    /// Id of the row: of the `Item_OperatingSystem`, the `Infocom`, or of the contract itself.
    pub id: i64,
    /// Entity of a contract, 0 otherwise.
    pub entity: i64,
    /// Fed by an agent.
    pub dynamic: bool,
    /// Canonical values in the order of [`PartTable::columns`].
    pub values: Box<[Value]>,
}

/// One row of a reference class (a dropdown, a tree, an entity, an item that is pointed at).
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceRow {
    /// Id at the desk.
    pub id: i64,
    /// The name, or the key column asked for. Trees: the row's own name, not its path.
    pub name: Box<str>,
    /// Parent in a tree; `None` at its root and for flat classes.
    pub parent: Option<i64>,
    /// Entity it belongs to; `None` for classes without entities.
    pub entity: Option<i64>,
    /// Visible in the entities below its own.
    pub recursive: bool,
}

/// All rows of a reference class, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct ReferenceTable {
    /// The rows; templates and rows in the trash left out.
    pub rows: Vec<ReferenceRow>,
}

/// Fields that the desk holds against changes, by class and id of the row.
///
/// GLPI locks a field of an item that an agent feeds once somebody edits it; a write that acts like
/// the agent skips locked fields in silence. Id 0 stands for all rows that an agent feeds.
#[derive(Debug, Clone, Default)]
pub struct Locks {
    /// Column and time of the lock, as the desk shows it.
    pub of: HashMap<(ClassName, i64), Vec<(Column, String)>>,
}

impl Locks {
    /// Since when a field is locked; `None`: it is not.
    pub fn since(&self, class: &ClassName, id: i64, dynamic: bool, column: &Column) -> Option<&str> {
        let own = self.of.get(&(class.clone(), id));
        let global = self.of.get(&(class.clone(), 0)).filter(|_| dynamic);
        let mut fields = own.into_iter().chain(global).flatten();
        fields.find(|(locked, _)| locked == column).map(|(_, since)| since.as_str())
    }
}

/// Everything that a plan may point at.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Tables by class and by the column that names a row (`name` for dropdowns).
    pub tables: HashMap<(ClassName, Column), ReferenceTable>,
    /// The desk's own rules for names.
    pub dictionaries: Dictionaries,
}
