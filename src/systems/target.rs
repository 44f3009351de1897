//! The role of a target: it holds items, which are read in bulk and written in bulk.
//!
//! A target knows how its product stores values and answers; it never decides what to write.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::shared::{CheckLine, RemoteError};
use crate::message::remote;
use crate::model::change::FieldChange;
use crate::model::dictionary::Dictionaries;
use crate::model::item::{Item, ItemTable, Locks, ReferenceTable};
use crate::model::journal::Silent;
use crate::model::said::{Said, Say};
use crate::model::schema::{ClassName, Column, Kind, Part, Schema};
use crate::model::secret::SecretString;
use crate::model::value::Value;

/// Which items are read, and what of them.
#[derive(Debug, Clone)]
pub struct ItemQuery {
    /// Class.
    pub class: ClassName,
    /// Columns of the items, with the kinds that make their values canonical.
    pub columns: Vec<(Column, Kind)>,
    /// Child sets with the columns of their rows.
    pub parts: Vec<(Part, Vec<(Column, Kind)>)>,
}

/// One column of a row that is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Column.
    pub column: Column,
    /// Value; references to rows that are still to be created must be resolved before.
    pub value: Value,
    /// How nothing is written.
    pub blank: Blank,
}

impl Field {
    /// A field of a column whose kind is known. Texts are made canonical: GLPI 10 cuts a long one in
    /// the middle of a character or of its own escapes, and then fails or stores the remains.
    pub fn of_kind(schema: &Schema, column: impl Into<Column>, kind: &Kind, value: Value) -> Self {
        let value = if matches!(value, Value::Text(_)) { schema.canonical(kind, value) } else { value };
        Self { column: column.into(), value, blank: Blank::of_kind(kind) }
    }

    /// A field of a column whose kind its name tells.
    #[cfg(feature = "open")]
    pub fn new(schema: &Schema, column: impl Into<Column>, value: Value) -> Self {
        let column = column.into();
        match schema.kind_of(&column) {
            Some(kind) => Self::of_kind(schema, column, &kind, value),
            None => Self { blank: Blank::Key, column, value },
        }
    }
}

/// The fields of one row.
pub type Row = Vec<Field>;

/// How nothing is written to a column. JSON's null is ignored by GLPI 10.0.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// `""`
    Text,
    /// Key 0.
    Key,
    /// Number 0.
    Number,
    /// The word `"NULL"`; an empty date is refused by some classes.
    Date,
}

impl Blank {
    /// By the kind.
    pub fn of_kind(kind: &Kind) -> Self {
        match kind {
            Kind::Text { .. } | Kind::LongText | Kind::Mac | Kind::Ip | Kind::Addresses | Kind::Hostname => {
                Self::Text
            }
            Kind::Integer | Kind::Mebibytes | Kind::Decimal | Kind::Boolean | Kind::MonthsUntil { .. } => {
                Self::Number
            }
            Kind::Date | Kind::DateTime => Self::Date,
            Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => Self::Key,
        }
    }
}

/// A column that a target does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LackingColumn {
    /// The column.
    pub column: Column,
    /// Since when, or whether ever.
    pub lack: Lack,
}

/// Why a target does not have a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Other versions have it: why this one does not, as a clause.
    InThisVersion(Said),
    /// None has it; the nearest name that there is.
    InEveryVersion(Option<String>),
    /// It may be there, and its values are not told: why, as a clause.
    Untold(Said),
}

/// What else of a mapping may be out of the sight of a target.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    /// Child sets of items.
    Parts,
    /// The rows of a class by their names.
    Names {
        /// The class.
        class: &'a ClassName,
        /// The column that names them.
        by: &'a Column,
    },
}

/// Why a row was not written, or is not known to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum WriteError {
    /// Nothing was done for this row.
    Refused {
        /// True when the same row will be refused again.
        permanent: bool,
        /// The desk's words, or why the call failed.
        message: Said,
    },
    /// There is no item with this id, or the session does not see it.
    NotFound,
    /// It may have been written: look before writing again.
    Unknown {
        /// Why.
        reason: Said,
        /// Who did not say what came of it.
        silent: Silent,
    },
}

impl Say for WriteError {
    fn said(&self) -> Said {
        match self {
            Self::Refused { message, .. } => message.clone(),
            Self::NotFound => remote::item_gone().said(),
            Self::Unknown { reason, .. } => remote::outcome_unknown(reason).said(),
        }
    }
}

/// What came of one row.
pub type Outcome<T> = Result<T, WriteError>;

/// What a job does with a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read lists.
    Read,
    /// Change rows.
    Update,
    /// Add rows.
    Create,
    /// Put items in the trash and take them out.
    Trash,
    /// Delete for good.
    Purge,
}

/// What is known of the end of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The server has ended it, whatever came of it.
    Reached,
    /// Nothing is proved: ask again later.
    NotYet,
    /// It can never be told.
    CannotTell,
}

/// Whether what proves the end of a write outlives the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It does.
    Alive,
    /// Not any more.
    NoLonger,
}

/// What tells the rows of a target's classes apart.
pub struct Identity {
    /// Whether it refuses a second row of the same key: writing it once more does no harm.
    pub refuses_doubles: fn(&ClassName) -> bool,
    /// Of the fields of a new row, those by which it is known again when others were altered; `None`: only
    /// the whole row tells it from others.
    pub naming: for<'f> fn(&ClassName, &'f [FieldChange]) -> Option<Vec<&'f FieldChange>>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

/// A column as a target tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldColumn {
    /// Its name.
    pub name: String,
    /// What its pages call it, where it says so.
    pub label: Option<String>,
    /// The known schema does not have it: a newer version's, a plugin's, or one that people added.
    pub is_added: bool,
}

/// A system that holds items, with an open session.
#[async_trait(?Send)]
pub trait Target: fmt::Debug + Send + Sync {
    /// URL of the API.
    fn url(&self) -> &str;

    /// What it can hold.
    fn schema(&self) -> &'static Schema;

    /// Which of these columns it does not have, as far as it can tell.
    ///
    /// # Errors
    /// A failed call.
    async fn lacking(
        &self,
        class: &ClassName,
        columns: &[&Column],
    ) -> Result<Vec<LackingColumn>, RemoteError>;

    /// The columns that a mapping may fill in a class: those of this very version, of plugins, and those that
    /// people added. `None` where it tells no more than its schema knows.
    ///
    /// # Errors
    /// A failed call; [`RemoteError::Rights`] when the user may not read the class.
    async fn columns_of(&self, _class: &ClassName) -> Result<Option<Vec<ToldColumn>>, RemoteError> {
        Ok(None)
    }

    /// Why it does not tell something that there may be, as a clause; `None`: it tells it.
    fn untold(&self, _asked: Asked<'_>) -> Option<Said> {
        None
    }

    /// What it tells of no item, and a reader of a plan has to know, as a sentence.
    fn blind_spots(&self) -> Option<Said> {
        None
    }

    /// The entity that the session works in: where new items go unless they say otherwise.
    fn working_entity(&self) -> i64;

    /// Most rows of one write.
    fn batch(&self) -> usize;

    /// Requests that may be in flight at once. Further ones wait.
    fn in_flight(&self) -> usize;

    /// Version, user, entities: one line each, for people.
    ///
    /// # Errors
    /// When it does not answer.
    async fn check(&self) -> Result<Vec<CheckLine>, RemoteError>;

    /// Whether the user has the rights for what the jobs do, one line per class.
    ///
    /// # Errors
    /// When it does not answer.
    async fn rights(&self, needs: &[(ClassName, Vec<Access>)]) -> Result<Vec<CheckLine>, RemoteError>;

    /// All items of a class that the session sees, with those in the trash and with their child sets.
    /// Templates are left out.
    ///
    /// # Errors
    /// [`RemoteError::NoColumn`] when it has no such column (as far as there are items);
    /// [`RemoteError::Rights`] when the user may not read the class.
    async fn read_items(&self, query: &ItemQuery) -> Result<ItemTable, RemoteError>;

    /// All rows of a reference class, named by a column. A tree's row has its own name and its parent.
    ///
    /// # Errors
    /// As [`Target::read_items`].
    async fn read_reference(&self, class: &ClassName, by: &Column) -> Result<ReferenceTable, RemoteError>;

    /// Rules that spell names of these classes anew; `None` when the user may not read them.
    ///
    /// # Errors
    /// When it does not answer.
    async fn read_dictionaries(&self, classes: &[ClassName]) -> Result<Option<Dictionaries>, RemoteError>;

    /// All locks that the session may see; `None` when it may not read them.
    ///
    /// # Errors
    /// When it does not answer.
    async fn read_locks(&self) -> Result<Option<Locks>, RemoteError>;

    /// Items with an id above one that was seen before, to find out what became of additions whose
    /// outcome is not known. Rows of child sets too.
    ///
    /// # Errors
    /// As [`Target::read_items`].
    async fn newest(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        above_id: i64,
    ) -> Result<Vec<Item>, RemoteError>;

    /// The items of these ids, sorted by id, those in the trash too. Ids that do not exist or that the
    /// session does not see are left out.
    ///
    /// # Errors
    /// As [`Target::read_items`].
    async fn items_by_id(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        ids: &[i64],
    ) -> Result<Vec<Item>, RemoteError>;

    /// Which of these ids exist although no list shows them; sorted. Of very many none is asked for:
    /// all count as existing, which is the safe answer.
    ///
    /// # Errors
    /// When it does not answer.
    async fn hidden(&self, class: &ClassName, ids: &[i64]) -> Result<Vec<i64>, RemoteError>;

    /// Adds rows in one call: the new id or the failure of each, in their order. At most
    /// [`Target::batch`] rows; each must carry its entity where the class has one.
    async fn create(&self, class: &ClassName, rows: &[Row]) -> Vec<Outcome<i64>>;

    /// Writes fields of existing rows in one call: the outcome of each, in their order. At most
    /// [`Target::batch`] rows, each id once.
    async fn update(&self, class: &ClassName, rows: &[(i64, Row)]) -> Vec<Outcome<()>>;

    /// Puts items in the trash. Classes without one lose them for good.
    async fn trash(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>>;

    /// Takes items out of the trash.
    async fn restore(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>>;

    /// Deletes rows for good.
    async fn purge(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>>;

    /// Logs in again: entities that were added since the last login can be used only then.
    ///
    /// # Errors
    /// As when it was opened.
    async fn renew(&self) -> Result<(), RemoteError>;

    /// The same target, whose writes go through a session of their own. Waits while as many calls write
    /// as may be in flight.
    ///
    /// # Errors
    /// When no session can be opened.
    async fn writer(&self) -> Result<Arc<dyn Target>, RemoteError>;

    /// What will prove that the server has ended the next write of this writer, as text to keep; it is a
    /// secret. `None` when nothing can.
    async fn proof(&self) -> Option<SecretString>;

    /// Asks whether the server has ended the writes that a proof is of. Waits for their end as long as one
    /// request may take.
    async fn has_ended(&self, proof: &SecretString) -> End;

    /// Whether what a proof names stays when the program ends.
    fn keep(&self, proof: &SecretString, keep: Keep);

    /// Lets go of what a proof names: nobody needs it any more.
    async fn forget(&self, proof: &SecretString);

    /// How long a write of unknown outcome may still be carried out where nothing proves its end.
    fn outcome_wait(&self) -> Duration;

    /// What tells its rows apart.
    fn identity(&self) -> &'static Identity;

    /// Ends the session.
    ///
    /// # Errors
    /// When it cannot be reached; the session then ends by itself.
    async fn close(&self) -> Result<(), RemoteError>;
}
