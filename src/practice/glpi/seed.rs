//! The start state of a fresh GLPI: root entity, users, profiles, dropdowns that it ships.
//! Runs once per database.

use rusqlite::Result;
use serde_json::{Value, json};

use super::Options;
use super::database::{Database, Record, WriteFailure};
use super::rights::profiles;
use super::schema::{Kind, schema};
use super::state::{now, password_digest};
use super::value;
use super::version::Version;

const SUPER_ADMIN: i64 = 4;
const SELF_SERVICE: i64 = 1;
const TECHNICIAN: i64 = 6;
const OBSERVER: i64 = 2;

/// Fills a new database.
pub(super) fn seed(database: &Database, options: &Options) -> Result<()> {
    database.connection.execute_batch("BEGIN")?;
    root_entity(database)?;
    for profile in profiles() {
        let shown = json!({"name": profile.name, "interface": "central"});
        put(database, "Profile", profile.id, &shown)?;
    }
    users(database, options)?;
    dropdowns(database)?;
    let version = json!({"context": "core", "name": "version", "value": options.version});
    put(database, "Config", 1, &version)?;
    let next = json!({"context": "core", "name": "show_jobs_at_login", "value": "0"});
    put(database, "Config", 2, &next)?;
    database.connection.execute_batch("COMMIT")
}

fn root_entity(database: &Database) -> Result<()> {
    let mut root = json!({
        "name": "Root entity", "entities_id": null, "completename": "Root entity", "level": 1,
        "autoclose_delay": -10, "auto_assign_mode": -10, "tickettype": 1, "inquest_config": 1,
        "tickettemplates_id": 1, "changetemplates_id": 1, "problemtemplates_id": 1,
        "entities_strategy_software": -10, "default_cartridges_alarm_threshold": 10,
        "default_consumables_alarm_threshold": 10, "is_notif_enable_default": 1,
        "display_users_initials": 1, "inquest_delay": 0, "date_mod": null, "date_creation": null,
    });
    let inherited = schema().item_type("Entity").map(|kind| &kind.columns);
    for column in inherited.into_iter().flatten() {
        let is_kept = column.name.contains("_domains_");
        if column.default == Some("-2") && !is_kept && root.get(column.name).is_none() {
            let is_text = matches!(column.kind, Kind::Varchar(_));
            root[column.name] = if is_text { json!("0") } else { json!(0) };
        }
    }
    put(database, "Entity", 0, &root)
}

fn users(database: &Database, options: &Options) -> Result<()> {
    let password = password_digest(&options.password);
    let token = options.user_token.clone();
    let glpi = json!({"name": options.login, "password": password, "api_token": token,
        "api_token_date": now(), "authtype": 1, "list_limit": 20, "date_mod": now(),
        "highcontrast_css": null, "default_central_tab": null, "timeline_date_format": null,
        "timeline_action_btn_layout": null});
    put(database, "User", 2, &glpi)?;
    for (id, name, password) in [(3, "post-only", "postonly"), (4, "tech", "tech"), (5, "normal", "normal")] {
        let user = json!({"name": name, "password": password_digest(password),
            "language": "en_GB", "authtype": 1, "list_limit": 20});
        put(database, "User", id, &user)?;
    }
    if !Version::read(&options.version).is_nine() {
        put(database, "User", 6, &json!({"name": "glpi-system", "realname": "Support", "authtype": 1}))?;
    }
    for (id, user, profile) in
        [(2, 2, SUPER_ADMIN), (3, 3, SELF_SERVICE), (4, 4, TECHNICIAN), (5, 5, OBSERVER)]
    {
        let grant = json!({"users_id": user, "profiles_id": profile, "is_recursive": 1});
        put(database, "Profile_User", id, &grant)?;
    }
    Ok(())
}

fn dropdowns(database: &Database) -> Result<()> {
    let shipped: [(&str, &[&str]); 4] = [
        ("RequestType", &["Helpdesk", "E-Mail", "Phone", "Direct", "Written", "Other"]),
        ("SoftwareCategory", &["FUSION"]),
        ("SoftwareLicenseType", &["OEM"]),
        ("DeviceMemoryType", &["EDO", "DDR", "SDRAM", "SDRAM-2"]),
    ];
    for (item_type, names) in shipped {
        for (id, name) in (1..).zip(names) {
            let row = json!({"name": name, "completename": name, "level": 1});
            put(database, item_type, id, &row)?;
        }
    }
    let files = ["ext4", "NTFS", "XFS", "btrfs"];
    for (id, name) in (1..).zip(files) {
        put(database, "Filesystem", id, &json!({"name": name}))?;
    }
    for (id, ext) in (1..).zip(["txt", "pdf", "png", "jpg", "csv", "xlsx", "docx", "log", "zip"]) {
        let row = json!({"name": ext.to_uppercase(), "ext": ext, "is_uploadable": 1});
        put(database, "DocumentType", id, &row)?;
    }
    Ok(())
}

/// Writes a row as given, without rights, rules or escaping.
pub(super) fn put(database: &Database, item_type: &str, id: i64, fields: &Value) -> Result<()> {
    let Some(kind) = schema().item_type(item_type) else {
        return Ok(());
    };
    let values = kind.columns.iter().map(|column| match fields.get(column.name) {
        Some(value) => value.clone(),
        None => value::default_of(column).unwrap_or(Value::from("")),
    });
    let record = Record { kind, id, values: values.collect() };
    match database.insert(&record, Some(id)) {
        Ok(_) | Err(WriteFailure::Duplicate(_)) => Ok(()),
        Err(WriteFailure::Sqlite(error)) => Err(error),
    }
}
