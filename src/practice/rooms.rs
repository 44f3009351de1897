//! The rooms of practice systems: their tables in `stocktake.toml`, and how one is started and spoken to.
//!
//! A double says in TOML how it is spoken to, and the room of the real system reads that: its checks and
//! defaults are the ones that a project gets.

use std::borrow::Cow;
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::glpi::PracticeGlpi;
use super::itop::PracticeItop;
use super::monitor::{self, FACES, Face, PracticeMonitor};
use super::servicenow::PracticeServiceNow;
use super::vendors::{self, RawPracticeHttp};
use super::{glpi, itop, servicenow};
use crate::message::{self, Message};
use crate::model::said::{Said, Say as _};
use crate::model::secret::{SecretRef, SecretString};
use crate::model::system::{Kind, Role, System, TicketForm};
use crate::settings::{At, FileCheck, Texts};
use crate::systems::desk::Desk;
use crate::systems::monitor::{Abilities, Monitor};
use crate::systems::shared::{
    OpenError, OpenResult, Opened, Opening, ReadSecret, RemoteError, Running, SecretFailure, Secrets,
    make_private,
};
use crate::systems::source::Source;
use crate::systems::table::{
    DeskRole, MonitorRole, Names, Place, RawTable, RecordsRole, Room, Table, TargetRole,
};
use crate::systems::target::Target;
use crate::systems::{self};

/// Every kind of practice system.
pub static ROOMS: [&Room; 5] = [&GLPI, &ITOP, &SERVICENOW, &MONITOR, &HTTP];

static GLPI: Room = Room {
    records: None,
    target: Some(TargetRole { open: open_target, schema: &systems::glpi::schema::SCHEMA }),
    ..of_desk(
        &systems::glpi::ROOM,
        Names { key: "sandbox", product: "practice GLPI", about: "The practice GLPI inside this program." },
        Table::of::<RawSandbox>(),
    )
};

static ITOP: Room = of_desk(
    &systems::itop::ROOM,
    Names { key: "practice_itop", product: "practice iTop", about: "The practice iTop inside this program." },
    Table::of::<RawPracticeItop>(),
);

static SERVICENOW: Room = Room {
    desk: Some(DeskRole { open: open_desk, form: &SERVICENOW_FORM, extension: &[] }),
    ..of_desk(
        &systems::servicenow::ROOM,
        Names {
            key: "practice_servicenow",
            product: "practice ServiceNow",
            about: "The practice ServiceNow inside this program.",
        },
        Table::of::<RawPracticeServiceNow>(),
    )
};

/// Its tickets are those of the real one, in the tables that its own settings list.
static SERVICENOW_FORM: TicketForm = TicketForm {
    unfit_class: |system, table| {
        let tables = system.settings::<PracticeSettings>().map_or(&[][..], |practice| &practice.tables);
        systems::servicenow::unlisted(tables, table)
    },
    ..systems::servicenow::FORM
};

static MONITOR: Room = Room {
    kind: Kind {
        key: "practice_monitor",
        product: "practice monitor",
        roles: &[Role::Events],
        is_practice: true,
    },
    about: "A practice monitor inside this program.",
    page: "",
    table: Some(Table::of::<RawPracticeMonitor>()),
    records: None,
    target: None,
    desk: None,
    // Each face has those of its monitor.
    monitor: Some(MonitorRole { open: open_monitor, abilities: &Abilities::USUAL }),
    secret_store: None,
    #[cfg(test)]
    messages: Vec::new,
};

static HTTP: Room = of_records(
    &systems::http::ROOM,
    Names {
        key: "practice_http",
        product: "practice system of a vendor",
        about: "A system of a vendor inside this program, to practise reading it by HTTP.",
    },
    Table::of::<RawPracticeHttp>(),
);

/// The double of a source: feeds ask it as they ask the real one.
const fn of_records(real: &'static Room, names: Names, table: Table) -> Room {
    let Some(records) = &real.records else { panic!("the room has no records") };
    let query = records.query.asked_as(real.kind.key);
    let Names { key, product, .. } = names;
    Room {
        kind: Kind { key, product, roles: real.kind.roles, is_practice: true },
        ..Room::of_records(names, "", table, RecordsRole { open: open_source, query, ..*records })
    }
}

/// The double of a desk, with its roles and tickets.
const fn of_desk(real: &'static Room, names: Names, table: Table) -> Room {
    let Some(desk) = &real.desk else { panic!("the room has no tickets") };
    let Names { key, product, about } = names;
    Room {
        kind: Kind { key, product, roles: real.kind.roles, is_practice: true },
        about,
        page: "",
        table: Some(table),
        records: None,
        target: None,
        desk: Some(DeskRole { open: open_desk, form: desk.form, extension: &[] }),
        monitor: None,
        secret_store: None,
        #[cfg(test)]
        messages: Vec::new,
    }
}

/// The practice GLPI inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sandbox")]
struct RawSandbox {
    /// File with its state, relative to the project folder; by default `var/NAME.db`.
    database: Option<At<String>>,
    /// The version of GLPI that it imitates.
    #[schemars(with = "Option<VersionKey>", extend("default" = "10.0.6"))]
    version: Option<At<String>>,
}

/// The practice iTop inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeItop")]
struct RawPracticeItop {
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    state: Option<At<String>>,
}

/// The practice ServiceNow inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeServiceNow")]
struct RawPracticeServiceNow {
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    state: Option<At<String>>,
    /// Tables whose rows are tickets, such as `["sc_request", "sc_task"]`.
    #[schemars(extend("default" = "incident"))]
    tables: Option<At<Texts>>,
}

/// A practice monitor inside this program, with problems on the hosts of the sample inventory.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeMonitor")]
struct RawPracticeMonitor {
    /// Which monitoring system it imitates.
    #[schemars(with = "Option<FaceKey>", extend("default" = "icinga"))]
    kind: Option<At<String>>,
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    database: Option<At<String>>,
}

/// A version of GLPI, in the schema.
struct VersionKey;

impl JsonSchema for VersionKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "VersionKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": glpi::VERSIONS })
    }
}

/// The key of a face, in the schema.
struct FaceKey;

impl JsonSchema for FaceKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FaceKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": FACES.iter().map(|face| face.key).collect::<Vec<_>>() })
    }
}

/// Settings of a practice system.
#[derive(Debug, Clone)]
pub struct PracticeSettings {
    /// File with its state, absolute; made and filled at its first use.
    pub file: PathBuf,
    /// The monitor that it imitates, when it is one.
    pub face: Option<&'static Face>,
    /// The version that it imitates, where it can imitate several.
    pub version: Option<String>,
    /// Tables whose rows are tickets, where it has several.
    pub tables: Vec<String>,
}

impl PracticeSettings {
    fn of_file(file: PathBuf) -> Self {
        Self { file, face: None, version: None, tables: Vec::new() }
    }

    /// The same, as another version.
    fn as_version(&self, system: &System, version: &str) -> Result<Self, Failure> {
        let known: &[&str] = if system.kind.key == GLPI.kind.key { &glpi::VERSIONS } else { &[] };
        if !known.contains(&version) {
            return Err(message::practice::no_such_version(version, known.join(", ")).into());
        }
        Ok(Self { version: Some(version.to_owned()), ..self.clone() })
    }
}

fn state_file(
    check: &mut FileCheck<'_>,
    place: Place<'_>,
    ending: &str,
    raw: Option<&At<String>>,
) -> PathBuf {
    let file = match raw {
        Some(path) => check.filled(path),
        None => format!("var/{}.{ending}", place.name),
    };
    place.folder.join(file)
}

impl RawTable for RawSandbox {
    type Settings = PracticeSettings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> PracticeSettings {
        let file = state_file(check, place, "db", raw.database.as_ref());
        if let Some(version) = &raw.version
            && !glpi::VERSIONS.contains(&version.value.as_str())
        {
            check.unknown_word(&version.span, "version", version, &glpi::VERSIONS);
        }
        let version = raw.version.as_ref().map(|version| version.value.clone());
        PracticeSettings { version, ..PracticeSettings::of_file(file) }
    }
}

impl RawTable for RawPracticeItop {
    type Settings = PracticeSettings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> PracticeSettings {
        PracticeSettings::of_file(state_file(check, place, "json", raw.state.as_ref()))
    }
}

impl RawTable for RawPracticeServiceNow {
    type Settings = PracticeSettings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> PracticeSettings {
        let file = state_file(check, place, "json", raw.state.as_ref());
        let tables = systems::servicenow::tables(check, raw.tables.as_ref());
        PracticeSettings { tables, ..PracticeSettings::of_file(file) }
    }
}

impl RawTable for RawPracticeMonitor {
    type Settings = PracticeSettings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> PracticeSettings {
        let file = state_file(check, place, "json", raw.database.as_ref());
        let face = match &raw.kind {
            None => FACES.first().copied(),
            Some(kind) => {
                let known: Vec<&str> = FACES.iter().map(|face| face.key).collect();
                let face = monitor::face(kind);
                if face.is_none() {
                    check.unknown_word(&kind.span, "kind", kind, &known);
                }
                face
            }
        };
        PracticeSettings { face, ..PracticeSettings::of_file(file) }
    }
}

/// A practice system that serves, and what its clients and its users need to know.
pub struct Serving {
    /// Stops it.
    pub running: Box<dyn Running>,
    /// `Practice GLPI on http://127.0.0.1:4080/apirest.php`.
    pub title: Said,
    /// State, logins: label and value.
    pub lines: Vec<(Message, Said)>,
    /// How to use it.
    pub hint: Option<Message>,
    /// The room of the system that it imitates.
    of: &'static str,
    /// The table with which that room speaks to it.
    table: String,
    /// Its secrets, by the variables that the table names.
    secrets: Vec<(&'static str, String)>,
}

type Failure = Box<dyn Error + Send + Sync>;

/// Starts a practice system of a project at an address, as its own version or as another.
///
/// # Errors
/// A system that is no practice system, or not in such a version; a state file or an address that cannot be used.
pub async fn serve(system: &System, listen: SocketAddr, version: Option<&str>) -> Result<Serving, Failure> {
    if let Some(settings) = system.settings::<vendors::Settings>() {
        return serve_vendor(settings, listen, version).await;
    }
    let Some(settings) = system.settings::<PracticeSettings>() else {
        return Err(message::practice::not_for_practice().into());
    };
    let settings = match version {
        Some(version) => &settings.as_version(system, version)?,
        None => settings,
    };
    if let Some(folder) = settings.file.parent() {
        make_private(folder)?;
    }
    match (settings.face, system.kind.key) {
        (Some(face), _) => serve_monitor(settings, face, listen).await,
        (None, key) if key == GLPI.kind.key => serve_glpi(settings, listen).await,
        (None, key) if key == ITOP.kind.key => serve_itop(settings, listen).await,
        (None, _) => serve_servicenow(settings, listen).await,
    }
}

async fn serve_glpi(settings: &PracticeSettings, listen: SocketAddr) -> Result<Serving, Failure> {
    let version = settings.version.as_deref().unwrap_or(glpi::DEFAULT_VERSION);
    let options =
        glpi::Options { database: Some(settings.file.clone()), listen, ..glpi::Options::of_version(version) };
    let lines = vec![
        (message::practice::version(), options.version.said()),
        (message::practice::state(), settings.file.display().said()),
        (message::practice::user_token(), options.user_token.said()),
        (
            message::practice::app_token(),
            message::practice::or_none(options.app_token.clone().unwrap_or_default()).said(),
        ),
        (message::practice::login(), format!("{} / {}", options.login, options.password).into()),
    ];
    let secrets = vec![("TOKEN", options.user_token.clone())];
    let running = PracticeGlpi::open(options)?.start().await?;
    let url = running.base_url();
    Ok(Serving {
        running: Box::new(running),
        title: message::practice::title("GLPI", &url).said(),
        lines,
        hint: None,
        of: "glpi",
        table: format!("url = \"{url}\"\nuser_token = \"env:TOKEN\""),
        secrets,
    })
}

async fn serve_itop(settings: &PracticeSettings, listen: SocketAddr) -> Result<Serving, Failure> {
    let options = itop::Options { file: Some(settings.file.clone()), listen, ..itop::Options::default() };
    let lines = vec![
        (message::practice::state(), settings.file.display().said()),
        (message::practice::token(), options.token.said()),
        (message::practice::login(), format!("{} / {}", options.login, options.password).into()),
        (message::practice::zone(), options.zone.to_string().into()),
    ];
    let (secrets, zone) = (vec![("TOKEN", options.token.clone())], options.zone);
    let running = PracticeItop::open(options)?.start().await?;
    let url = running.base_url();
    Ok(Serving {
        running: Box::new(running),
        title: message::practice::title("iTop", &url).said(),
        lines,
        hint: Some(message::practice::alone_on_its_file()),
        of: "itop",
        table: format!("url = \"{url}\"\ntoken = \"env:TOKEN\"\nzone = \"{zone}\""),
        secrets,
    })
}

async fn serve_servicenow(settings: &PracticeSettings, listen: SocketAddr) -> Result<Serving, Failure> {
    let options =
        servicenow::Options { state: Some(settings.file.clone()), listen, ..servicenow::Options::default() };
    let lines = vec![
        (message::practice::state(), settings.file.display().said()),
        (message::practice::user(), format!("{} / {}", options.user, options.password).into()),
        (
            message::practice::client(),
            format!("{} / {} (OAuth 2.0)", options.client_id, options.client_secret).into(),
        ),
    ];
    let (secrets, user) = (vec![("PASSWORD", options.password.clone())], options.user.clone());
    let running = PracticeServiceNow::open(options)?.start().await?;
    let url = running.base_url();
    Ok(Serving {
        running: Box::new(running),
        title: message::practice::title("ServiceNow", &url).said(),
        lines,
        hint: Some(message::practice::alone_on_its_file()),
        of: "servicenow",
        table: format!(
            "url = \"{url}\"\nuser = \"{user}\"\npassword = \"env:PASSWORD\"\ntables = {:?}",
            settings.tables
        ),
        secrets,
    })
}

async fn serve_monitor(
    settings: &PracticeSettings,
    face: &'static Face,
    listen: SocketAddr,
) -> Result<Serving, Failure> {
    let options =
        monitor::Options { file: Some(settings.file.clone()), listen, ..monitor::Options::new(face) };
    let lines = vec![
        (message::practice::state(), settings.file.display().said()),
        (message::practice::login(), format!("{} / {}", monitor::LOGIN, monitor::PASSWORD).into()),
        (message::practice::token(), message::practice::where_there_are_tokens(monitor::TOKEN).said()),
    ];
    let running = PracticeMonitor::open(options)?.start().await?;
    let product = systems::room(face.key).map_or(face.key, |room| room.kind.product);
    Ok(Serving {
        title: message::practice::title(product, running.base_url()).said(),
        lines,
        hint: Some(message::practice::how_to_change_it()),
        of: face.key,
        table: running.table(),
        secrets: monitor::secrets(),
        running: Box::new(running),
    })
}

async fn serve_vendor(
    settings: &vendors::Settings,
    listen: SocketAddr,
    version: Option<&str>,
) -> Result<Serving, Failure> {
    if let Some(version) = version {
        return Err(message::practice::no_such_version(version, "").into());
    }
    let vendors::Settings { vendor, file, log, quirks, faults } = settings.clone();
    for folder in [Some(&file), log.as_ref()].into_iter().flatten().filter_map(|file| file.parent()) {
        make_private(folder)?;
    }
    let options = vendors::Options { vendor, file: Some(file), log, quirks, faults, listen };
    let lines = vec![(message::practice::state(), settings.file.display().said())];
    let secrets = vendor.secrets.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let (secrets, running) = (secrets.collect(), vendors::Running::start(options).await?);
    Ok(Serving {
        title: message::practice::title(vendor.product, running.base_url()).said(),
        lines: lines.into_iter().chain(logins_of(vendor, &running.table())).collect(),
        hint: Some(message::practice::how_to_change_rows()),
        of: systems::http::ROOM.kind.key,
        table: running.table(),
        secrets,
        running: Box::new(running),
    })
}

/// How a person logs in to a practice system of a vendor: what a project would write, and its secrets.
fn logins_of(vendor: &'static vendors::Vendor, table: &str) -> Vec<(Message, Said)> {
    let is_told = |line: &&str| {
        line.contains(" = ") && !line.starts_with("url = ") && !line.contains("env:") && !line.contains("{{")
    };
    let lines = table.lines().filter(is_told).map(|line| (message::practice::login(), line.into()));
    let secrets = vendor.secrets.iter();
    lines
        .chain(secrets.map(|(name, value)| (message::practice::token(), format!("{name}={value}").into())))
        .collect()
}

/// Starts the practice system that is opened, with the real room and the system that it is to that room.
async fn started(opening: Opening<'_>) -> Result<(Serving, &'static Room, System), OpenError> {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let serving = serve(opening.system, listen, None).await.map_err(OpenError::Practice)?;
    let room = systems::room(serving.of)
        .ok_or_else(|| RemoteError::Setup(format!("there is no room `{}`", serving.of).into()))?;
    let system = systems::read(room, opening.name, &serving.table)
        .map_err(|problems| RemoteError::Setup(problems.render(false, 100).into()))?;
    Ok((serving, room, system))
}

/// Opens a practice system with the room of the real one.
macro_rules! opened_by {
    ($opening:expr, $room:ident => $open:expr) => {
        Box::pin(async move {
            let opening: Opening<'_> = $opening;
            let (serving, $room, system) = started(opening).await?;
            let none = || RemoteError::Setup(format!("`{}` has no such role", serving.of).into());
            let open = $open.ok_or_else(none)?;
            let known = Known(serving.secrets.clone());
            let real = Opening { name: opening.name, system: &system, secrets: Secrets(&known) };
            let opened = open(real).await?;
            Ok(Opened { running: Some(serving.running), ..opened })
        })
    };
}

fn open_target(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Target>> {
    opened_by!(opening, room => room.target.as_ref().map(|target| target.open))
}

fn open_source(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    opened_by!(opening, room => room.records.as_ref().map(|records| records.open))
}

fn open_desk(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Desk>> {
    opened_by!(opening, room => room.desk.as_ref().map(|desk| desk.open))
}

fn open_monitor(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    opened_by!(opening, room => room.monitor.as_ref().map(|monitor| monitor.open))
}

/// Secrets of a practice system, by the names of variables.
struct Known(Vec<(&'static str, String)>);

#[async_trait]
impl ReadSecret for Known {
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        let SecretRef::Env(wanted) = reference else {
            return Err("a practice system has variables only".into());
        };
        let found = self.0.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| SecretString::from(value.clone())).ok_or_else(|| "no such secret".into())
    }
}
