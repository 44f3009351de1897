//! The words of stocktake as plain data, one meaning each (see the table in README.md).
//!
//! Nothing here reads a file, the network, a database, the environment or the clock, and nothing
//! is asynchronous: every other module may use these types, these types use nothing of ours.

pub mod authority;
pub mod change;
pub mod clock;
pub(crate) mod company_link;
pub mod dictionary;
pub mod event;
pub(crate) mod every_job;
pub(crate) mod field_rule;
pub(crate) mod fold;
pub(crate) mod hidden;
pub mod item;
pub mod job;
pub mod journal;
pub(crate) mod kind;
pub mod link;
pub(crate) mod mail;
pub mod mapping;
pub(crate) mod mapping_test;
pub(crate) mod missing;
pub(crate) mod origin;
pub(crate) mod own_lock;
pub(crate) mod plain;
pub mod project;
pub(crate) mod question;
pub(crate) mod reading;
pub mod record;
pub(crate) mod refs;
pub(crate) mod refs_job;
pub mod remembered;
pub mod report;
pub mod said;
pub mod schema;
pub mod secret;
pub(crate) mod set;
pub mod system;
pub mod ticket;
pub(crate) mod ticket_act;
pub mod ticket_job;
pub mod ticket_ledger;
pub mod ticket_report;
pub mod value;
pub(crate) mod waiting;

pub use change::{Change, ChildChange, Counts, FieldChange, Operation, Plan, Reference, Reject};
pub use dictionary::Dictionaries;
pub use fold::fold;
pub use item::{Catalog, Item, ItemTable, Locks, PartRow, ReferenceRow, ReferenceTable};
pub use job::{Feed, Job, JobName};
pub use journal::{Entry, EntryState, OpenEntry, Run, RunId, RunState, Sending, Silent};
pub use link::{Absence, Link, Ownership};
pub use mail::{MailState, MailStatus, OutgoingMail};
pub use mapping::{FieldRule, Mapping};
pub use mapping_test::MappingTest;
pub use origin::Origin;
pub use own_lock::{LockedItem, OwnLock};
pub use question::{AskedQuestion, Known, Question, Standing, Topic, Unread};
pub use reading::Reading;
pub use record::{Cell, Header, Record};
pub use remembered::{Remembered, encode};
pub use said::{Said, Say};
pub use schema::{ClassName, Column, Kind, Part, Schema};
pub use set::SetRule;
pub use value::Value;
pub use waiting::Waiting;
