//! The plan: what would be written, what cannot be used, and the digest that names it.
//!
//! The JSON form of [`Plan`] is documented in docs/src/reference-plan.md and stable: it is saved, shown, approved
//! and applied.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::code::{self, Code};
use super::origin::Origin;
use super::said::{self, InFrench, Said};
use super::schema::{ClassName, Column, Kind, Part, Schema};
use super::value::{Shown, Value};

/// What a change does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A new item.
    Create,
    /// Other values of an existing item or of its children.
    Update,
    /// The source no longer has it: flagged or put in the trash, as the job says.
    Retire,
    /// The source has it again: taken out of the trash or unflagged.
    Restore,
}

impl Operation {
    /// The word in plans, tables and the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Retire => "retire",
            Self::Restore => "restore",
        }
    }
}

/// One field: before → after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The desk's column.
    pub field: String,
    /// What a person reads before.
    pub before: Shown,
    /// What a person reads after.
    pub after: Shown,
    /// The value seen when planning: the precondition of the write.
    pub was: Value,
    /// The value to write.
    pub to: Value,
}

/// A change of a child row of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildChange {
    /// The desk's class of the row.
    pub class: ClassName,
    /// Which child set.
    pub part: Part,
    /// Create: a new row (for a contract: a new contract and its link). Update: an existing row.
    pub operation: Operation,
    /// Id of the existing row or contract. With `link`: the contract to link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<i64>,
    /// For a contract: the item is to be linked to `remote_id` or to the contract created here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub link: bool,
    /// Key of a contract that another change of the same plan creates and this item is linked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_to_new: Option<Box<str>>,
    /// Name of an element within its set: `/` of `disks[/]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Box<str>>,
    /// The row is fed by an agent: `is_dynamic` goes along with the write.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dynamic: bool,
    /// Fields that are written.
    pub fields: Vec<FieldChange>,
}

impl ChildChange {
    /// Beginning of the paths of its fields, with the dot: `os.`, `disks[/].`.
    pub fn prefix(&self) -> String {
        match (self.part.table(), &self.element) {
            (None, _) => String::new(),
            (Some(_), Some(element)) => format!("{}.", self.part.element_path(element)),
            (Some(table), None) => format!("{table}."),
        }
    }
}

/// How an item is found by what a run wrote down of it, when that is taken back.
pub const BY_JOURNAL: &str = "journal";

/// One change of one item with its children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Class of the item.
    pub class: ClassName,
    /// What is done.
    pub operation: Operation,
    /// Key of the record in its source.
    pub source_key: String,
    /// Id of the existing item; absent for a creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<i64>,
    /// Name of the item, for people.
    pub label: String,
    /// How the item was found: `link`, `serial`, `name + entities_id`, `new`.
    pub matched_by: String,
    /// The record; absent for retirements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Mapping that made it.
    pub mapping: String,
    /// The item is fed by an agent: `is_dynamic` goes along with the write.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dynamic: bool,
    /// For a retirement: what is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retirement: Option<Retirement>,
    /// Fields of the item itself.
    pub fields: Vec<FieldChange>,
    /// Changes of its child rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildChange>,
}

/// What a retirement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retirement {
    /// The fields of the change are written (a state, a comment).
    Flag,
    /// Put in the trash.
    Trash,
    /// Deleted for good, out of the trash: this cannot be taken back.
    Purge,
}

/// A row of a reference class that has to be created first (a maker, a location, an entity).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Class, for example `Manufacturer`.
    pub class: ClassName,
    /// Name of the row itself.
    pub name: String,
    /// Full path for a tree, else the name.
    pub path: String,
    /// Parent in a tree, or the row of another class that it belongs to: [`Value::Ref`] or [`Value::NewRef`];
    /// [`Value::Empty`] otherwise.
    pub parent: Value,
    /// Entity it is created in; `None` for classes without entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Value>,
    /// Visible in the entities below.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recursive: bool,
    /// What else it is made with, by column: the maker of a software.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<Column, Value>,
}

impl Reference {
    /// What must be there before it: its parent, its entity, and what it is made with.
    pub fn needs(&self) -> impl Iterator<Item = &Value> {
        std::iter::once(&self.parent).chain(&self.entity).chain(self.more.values())
    }
}

/// A record or value that cannot be used: data, never a panic or an abort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(from = "RejectForm")]
pub struct Reject {
    /// Where it stands.
    pub origin: Origin,
    /// Key of the record, when it has one.
    pub source_key: Option<String>,
    /// The field, when it is one value.
    pub field: Option<String>,
    /// What was found and what is allowed, as one sentence.
    pub reason: Said,
    /// `true` when only the field was left out and the rest of the record goes on.
    pub partial: bool,
}

/// A reject in a document, where the code of its reason stands beside it.
#[derive(Serialize, Deserialize)]
struct RejectForm {
    origin: Origin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    reason: Said,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "code::known")]
    code: Option<Code>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
}

impl From<RejectForm> for Reject {
    fn from(form: RejectForm) -> Self {
        let RejectForm { origin, source_key, field, reason, code, partial } = form;
        Self { origin, source_key, field, reason: reason.with_code(code), partial }
    }
}

impl Serialize for Reject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { origin, source_key, field, reason, partial } = self.clone();
        let code = reason.code();
        RejectForm { origin, source_key, field, reason, code, partial }.serialize(serializer)
    }
}

impl Reject {
    /// What names the problem from run to run, however rows move and files are renamed by their
    /// date. Rejects of one run may share it.
    pub fn problem(&self) -> String {
        let field = self.field.as_deref().unwrap_or_default();
        let reason = without_numbers(self.reason.english());
        match &self.source_key {
            Some(key) => format!("{key}\n{field}\n{reason}"),
            None => format!("{}\n{field}\n{reason}", without_numbers(&self.origin.source)),
        }
    }
}

/// A text with every number in it as `0`.
pub fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = if letter.is_ascii_digit() { '0' } else { letter };
        if letter != '0' || !out.ends_with('0') {
            out.push(letter);
        }
    }
    out
}

/// A field that stays as a person left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Class of the item.
    pub class: ClassName,
    /// Key of the record.
    pub source_key: String,
    /// Id of the item.
    pub remote_id: i64,
    /// Name of the item.
    pub label: String,
    /// Field path.
    pub field: String,
    /// What the desk has.
    pub live: Shown,
    /// What the source has.
    pub source: Shown,
    /// Why it stays, as one sentence.
    pub reason: Said,
}

impl Kept {
    /// What names it from run to run.
    pub fn problem(&self) -> String {
        format!("{}/{}/{}", self.class, self.remote_id, self.field)
    }
}

/// An item that the source does not have, but has not lacked often enough to be retired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// Class of the item.
    pub class: ClassName,
    /// Key of the record.
    pub source_key: String,
    /// Id of the item.
    pub remote_id: i64,
    /// Name of the item.
    pub label: String,
    /// Good runs in a row in which it was missing, this one included.
    pub runs: u32,
    /// Runs after which it is retired.
    pub of: u32,
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Items to create.
    pub create: u64,
    /// Items to update.
    pub update: u64,
    /// Items to retire.
    pub retire: u64,
    /// Items to restore.
    pub restore: u64,
    /// Items that are as they should be.
    pub unchanged: u64,
    /// Records and values that cannot be used.
    pub reject: u64,
}

impl Counts {
    /// Number of changes.
    pub fn changes(&self) -> u64 {
        self.create + self.update + self.retire + self.restore
    }
}

/// Basis of the limits: how many there are of what is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Basis {
    /// Class.
    pub class: String,
    /// Items that the job has links to.
    pub linked: u64,
    /// Items of the class at the desk.
    pub existing: u64,
    /// Records read for the class, rejects included.
    pub records: u64,
    /// Changes of the class.
    pub counts: Counts,
}

/// Kinds of columns by class.
pub type Kinds = BTreeMap<ClassName, BTreeMap<Column, Kind>>;

/// Everything a run would write, sorted, with nothing in it that depends on time or chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this form: 2; 1 had no `kinds`.
    pub format: u32,
    /// Job that made it.
    pub job: String,
    /// System it is for.
    pub system: String,
    /// SHA-256 in hex over everything below but the counts, the basis and `absent`.
    pub digest: String,
    /// Totals.
    pub counts: Counts,
    /// Totals per class with what the limits are measured against.
    pub basis: Vec<Basis>,
    /// Kinds of the columns that the changes write, by class: what is written depends on no mapping of today.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: Kinds,
    /// Reference rows to create first, in the order in which they must be created.
    pub references: Vec<Reference>,
    /// Changes, sorted by class order of the job, operation, source key.
    pub changes: Vec<Change>,
    /// Rejects, sorted by origin.
    pub rejects: Vec<Reject>,
    /// Hand edits that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// Missing items that are not retired yet: for information, not part of the digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Absent>,
    /// Changes that wait for approval, sorted by class and source key; `changes` has the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Reference rows that the held changes need: what their [`Value::NewRef`] points at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_references: Vec<Reference>,
    /// Names of the existing records that changes link items to, and of the entities of new names, by class and
    /// id: for people, not in the digest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub linked: BTreeMap<ClassName, BTreeMap<i64, String>>,
    /// What would be taken over of what the desk holds already, by class; not in the digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adoption: Vec<Adoption>,
    /// As read from a file: the French of its texts; not in the digest.
    #[serde(default, skip_serializing)]
    pub french: InFrench,
}

impl Plan {
    /// What its file keeps beside its English texts.
    pub fn in_french(&self) -> InFrench {
        let rejects = self.rejects.iter().map(|reject| &reject.reason);
        let kept = self.kept.iter().map(|kept| &kept.reason);
        said::in_french(rejects.chain(kept).chain(self.held.iter().map(|held| &held.reason)))
    }

    /// Gives its texts the French that its file has beside them.
    pub fn restore_french(&mut self) {
        let french = std::mem::take(&mut self.french);
        let rejects = self.rejects.iter_mut().map(|reject| &mut reject.reason);
        let kept = self.kept.iter_mut().map(|kept| &mut kept.reason);
        let held = self.held.iter_mut().map(|held| &mut held.reason);
        said::restore(rejects.chain(kept).chain(held), &french);
    }

    /// Gives its parts the tables that they have in the schema: a file has their words only.
    pub fn name_parts(&mut self, schema: &Schema) {
        let changes = self.changes.iter_mut().chain(self.held.iter_mut().map(|held| &mut held.change));
        for child in changes.flat_map(|change| &mut change.children) {
            child.part = schema.part_named(child.part.word()).unwrap_or(child.part);
        }
    }
}

/// A change that waits for a person's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The change, with the fields and children that wait and nothing else.
    pub change: Change,
    /// Why it waits, as one sentence.
    pub reason: Said,
}

/// Items of a class that records are matched with for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Adoption {
    /// Class.
    pub class: String,
    /// Items that were matched by a key and have no link yet.
    pub items: u64,
    /// Those of them on which source and desk agree in every field.
    pub agree: u64,
    /// Fields that would be written over, by path.
    pub fields: Vec<AdoptedField>,
}

/// A field that would be written over on items that are matched for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedField {
    /// Field path.
    pub field: String,
    /// Number of items.
    pub items: u64,
    /// The first few: name of the item, what the desk has, what the source has.
    pub examples: Vec<(String, Shown, Shown)>,
}

/// Why a plan may not be applied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "RefusalForm")]
pub struct Refusal {
    /// The limit in the job file: `limits.retire.percent`; or the words for a source that has nothing.
    pub limit: Said,
    /// What was counted and what is allowed, as one sentence.
    pub reason: Said,
}

/// A refusal in a document, where the code of its reason stands beside it.
#[derive(Serialize, Deserialize)]
struct RefusalForm {
    limit: Said,
    reason: Said,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "code::known")]
    code: Option<Code>,
}

impl From<RefusalForm> for Refusal {
    fn from(form: RefusalForm) -> Self {
        Self { limit: form.limit, reason: form.reason.with_code(form.code) }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { limit, reason } = self.clone();
        let code = reason.code();
        RefusalForm { limit, reason, code }.serialize(serializer)
    }
}
