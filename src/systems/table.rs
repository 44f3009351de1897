//! What a room gives to the table of systems.

use std::path::Path;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::monitor::{Abilities, Monitor};
use super::secret_store::SecretStore;
use super::shared::{Open, OpenStore};
use super::source::Source;
use super::target::Target;
use crate::message::Message;
use crate::model::job::SourceFormat;
use crate::model::schema;
use crate::model::system::{Kind, Role, Settings, System, TicketForm};
use crate::settings::{At, FileCheck, Untyped, decode_table};

/// A kind of system: its key and product, how its table is read, what it can do and how it opens.
pub struct Room {
    /// Key, product, roles.
    pub kind: Kind,
    /// What its table is, for editors: `An Icinga 2.`
    pub about: &'static str,
    /// Its page of the manual.
    pub page: &'static str,
    /// How `[system.NAME.KEY]` is read; `None` where it has no such table.
    pub table: Option<Table>,
    /// Its role as a source of records.
    pub records: Option<RecordsRole>,
    /// Its role as a target.
    pub target: Option<TargetRole>,
    /// Its roles as a desk.
    pub desk: Option<DeskRole>,
    /// Its role as a monitor.
    pub monitor: Option<MonitorRole>,
    /// How it opens as a store of secrets.
    pub secret_store: Option<OpenStore<dyn SecretStore>>,
    /// Every sentence of its file `message.rs`, for the tests of sentences.
    #[cfg(test)]
    pub messages: fn() -> Vec<Message>,
}

/// A source of records: how it opens, and how a feed says what it wants of it.
pub struct RecordsRole {
    /// Opens it.
    pub open: Open<dyn Source>,
    /// How `[feed.KEY]` is read.
    pub query: QueryTable,
    /// Whether it has files, found by the keys of a feed that find files of this machine (`path`, `pick`,
    /// `max_age`, `move_to`), and read in the formats that those have. Then a feed needs no table of its own.
    pub has_files: bool,
    /// Whether it marks what a good run has read, also where nothing is moved.
    pub marks: bool,
    /// Whether it has what was pushed to the job, which is stored here and handed over with the spool.
    pub pushed: bool,
}

/// A target: how it opens, and what it can hold.
pub struct TargetRole {
    /// Opens it.
    pub open: Open<dyn Target>,
    /// What it can hold.
    pub schema: &'static schema::Schema,
}

/// What a new project starts with.
pub struct Start {
    /// The kind of system that it writes to.
    pub kind: &'static Kind,
    /// The key of its double.
    pub double: &'static str,
    /// Keys of its table, with values to show.
    pub settings: &'static [(&'static str, &'static str)],
    /// What the records are, in the plural, at the head of a sentence.
    pub items: &'static str,
    /// The name of the mapping.
    pub mapping_name: &'static str,
    /// A mapping that fits most exports.
    pub mapping: &'static str,
    /// A file with the columns of a usual export, which the job reads.
    pub example: &'static str,
}

/// A desk: how it opens, and what its tickets can hold.
pub struct DeskRole {
    /// Opens it.
    pub open: Open<dyn Desk>,
    /// What its tickets can hold.
    pub form: &'static TicketForm,
    /// Files of an extension that the product can be given, so that it refuses doubles itself.
    pub extension: &'static [ExtensionFile],
}

/// A file of an extension of a product.
pub struct ExtensionFile {
    /// Path below the folder of its extensions.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// A monitor: how it opens, and what it can do.
pub struct MonitorRole {
    /// Opens it.
    pub open: Open<dyn Monitor>,
    /// What it can do.
    pub abilities: &'static Abilities,
}

/// How a kind of system is called.
#[derive(Clone, Copy)]
pub struct Names {
    /// Its table in `stocktake.toml`.
    pub key: &'static str,
    /// What people call it.
    pub product: &'static str,
    /// What its table is, for editors.
    pub about: &'static str,
}

impl Room {
    /// A monitor; where it has sentences of its own, its room adds them.
    pub(crate) const fn of_monitor(
        names: Names,
        page: &'static str,
        table: Table,
        monitor: MonitorRole,
    ) -> Self {
        let Names { key, product, about } = names;
        let kind = Kind { key, product, roles: &[Role::Events], is_practice: false };
        Self {
            kind,
            about,
            page,
            table: Some(table),
            records: None,
            target: None,
            desk: None,
            monitor: Some(monitor),
            secret_store: None,
            #[cfg(test)]
            messages: Vec::new,
        }
    }

    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.kind.roles.contains(&role)
    }
}

impl Room {
    /// A source of records; where it has sentences of its own, its room adds them.
    pub(crate) const fn of_records(
        names: Names,
        page: &'static str,
        table: Table,
        records: RecordsRole,
    ) -> Self {
        let Names { key, product, about } = names;
        let kind = Kind { key, product, roles: &[Role::Records], is_practice: false };
        Self {
            kind,
            about,
            page,
            table: Some(table),
            records: Some(records),
            target: None,
            desk: None,
            monitor: None,
            secret_store: None,
            #[cfg(test)]
            messages: Vec::new,
        }
    }
}

/// Where a table of a system stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The project folder.
    pub folder: &'a Path,
    /// The name of the system.
    #[cfg_attr(not(feature = "practice"), expect(dead_code, reason = "only doubles keep files by it"))]
    pub name: &'a str,
}

/// A table of a system as it stands in the file, and its check.
pub(crate) trait RawTable: DeserializeOwned + JsonSchema {
    /// What the room makes of it.
    type Settings: Settings;

    /// Checks it; goes on with a stand-in after a problem.
    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Self::Settings;

    /// Why its inventory is only read though its product takes some; `None`: as the product does.
    fn only_reads(_settings: &Self::Settings) -> Option<Message> {
        None
    }

    /// Where its pages are that people open in a browser; `None`: nobody knows.
    fn pages(_settings: &Self::Settings) -> Option<String> {
        None
    }
}

/// Decodes and checks a table: the key of the room, and the value that stands there.
type ReadTable = fn(&mut FileCheck<'_>, Place<'_>, &str, Untyped<'_>) -> Option<ReadSettings>;

/// What a room made of its table.
struct ReadSettings {
    settings: Arc<dyn Settings>,
    /// Why its inventory is only read.
    only_reads: Option<Message>,
    /// Where its pages are.
    pages: Option<String>,
}

/// How a table of a system is read, whatever its type.
#[derive(Clone, Copy)]
pub struct Table {
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    read: ReadTable,
}

impl Table {
    /// Of a raw type.
    pub(crate) const fn of<T: RawTable>() -> Self {
        Self { schema: schema_of::<T>, read: read_as::<T> }
    }
}

fn schema_of<T: RawTable>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn read_as<T: RawTable>(
    check: &mut FileCheck<'_>,
    place: Place<'_>,
    key: &str,
    value: Untyped<'_>,
) -> Option<ReadSettings> {
    let raw = decode_table::<T>(check, key, value)?;
    let settings = T::check(check, place, &raw);
    let (only_reads, pages) = (T::only_reads(&settings), T::pages(&settings));
    Some(ReadSettings { settings: Arc::new(settings), only_reads, pages })
}

impl Room {
    /// Reads its table into a system; `None` when it is no table, which is reported.
    pub(crate) fn read(
        &'static self,
        check: &mut FileCheck<'_>,
        place: Place<'_>,
        value: Untyped<'_>,
    ) -> Option<System> {
        let ReadSettings { settings, only_reads, pages } =
            (self.table?.read)(check, place, self.kind.key, value)?;
        let system = System::new(&self.kind, self.desk.as_ref().map(|desk| desk.form), settings);
        Some(system.only_read(only_reads.map(|why| why.said())).with_pages(pages))
    }
}

/// The table of a feed that a system has records for, as it stands in the job, and its check.
pub(crate) trait RawQuery: Default + DeserializeOwned + JsonSchema {
    /// What the room makes of it.
    type Query: Settings;

    /// Checks it; `None` after a problem without which nothing can be fetched.
    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Option<Asked<Self::Query>>;
}

/// What a feed asks of a system.
#[derive(Debug, Clone)]
pub(crate) struct Asked<Q> {
    /// What its source fetches by.
    pub query: Q,
    /// What a bookmark belongs to: a feed that asks for something else begins anew.
    pub identity: String,
    /// Only what has changed since the last good run is asked for.
    pub partial: bool,
    /// The format of what is fetched; `None`: that of the feed.
    pub format: Option<SourceFormat>,
}

/// The same, whatever the room.
pub(crate) type AnyAsked = Asked<Arc<dyn Settings>>;

/// Decodes and checks the table of a feed, or its absence (with the place of the feed).
type ReadQuery = fn(&mut FileCheck<'_>, Place<'_>, &At<String>, Option<Untyped<'_>>) -> Option<AnyAsked>;

/// How the table of a feed is read, whatever its type.
#[derive(Clone, Copy)]
pub struct QueryTable {
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) read: ReadQuery,
    /// The key of the table in a feed where it is not that of the room: a double is asked as the real one.
    asked_as: Option<&'static str>,
}

impl QueryTable {
    /// Of a raw type.
    pub(crate) const fn of<T: RawQuery>() -> Self {
        Self { schema: schema_of_query::<T>, read: read_query::<T>, asked_as: None }
    }
}

impl QueryTable {
    /// The same by another key.
    #[cfg_attr(not(feature = "practice"), expect(dead_code, reason = "for doubles"))]
    pub(crate) const fn asked_as(self, key: &'static str) -> Self {
        Self { asked_as: Some(key), ..self }
    }
}

impl RecordsRole {
    /// The key of the table by which a feed asks a system of a kind.
    pub(crate) fn asked_as(&self, kind: &'static str) -> &'static str {
        self.query.asked_as.unwrap_or(kind)
    }
}

fn schema_of_query<T: RawQuery>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn read_query<T: RawQuery>(
    check: &mut FileCheck<'_>,
    place: Place<'_>,
    key: &At<String>,
    value: Option<Untyped<'_>>,
) -> Option<AnyAsked> {
    let raw = match value {
        Some(value) => decode_table::<T>(check, key, value)?,
        None => At { span: key.span.clone(), value: T::default() },
    };
    let Asked { query, identity, partial, format } = T::check(check, place, &raw)?;
    Some(Asked { query: Arc::new(query), identity, partial, format })
}
