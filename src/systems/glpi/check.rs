//! Answers to "will it work": version, user, entities, and the rights that the jobs need.

use serde_json::{Map, Value as Json};

use super::Glpi;
use super::message;
use super::version::Version;
use super::wire;
use crate::message::check as words;
use crate::message::{Message, settling};
use crate::model::Said;
use crate::model::schema::ClassName;
use crate::systems::shared::call::Call;
use crate::systems::shared::{CheckLine, RemoteError};
use crate::systems::target::Access;

/// GLPI's bit of an access.
fn bit(access: Access) -> i64 {
    match access {
        Access::Read => 1,
        Access::Update => 2,
        Access::Create => 4,
        Access::Trash => 8,
        Access::Purge => 16,
    }
}

fn word(access: Access) -> Message {
    match access {
        Access::Read => message::read(),
        Access::Update => message::update(),
        Access::Create => message::create(),
        Access::Trash => message::delete(),
        Access::Purge => message::purge(),
    }
}

/// Names of the rights in a profile, by class (`$rightname` in GLPI 10.0); classes that are not
/// listed are dropdowns.
const RIGHTS: &[(&str, &str)] = &[
    ("Appliance", "appliance"),
    ("Budget", "budget"),
    ("Certificate", "certificate"),
    ("Cluster", "cluster"),
    ("Computer", "computer"),
    ("Contact", "contact_enterprise"),
    ("Contract", "contract"),
    ("Contract_Item", "contract"),
    ("Contract_Supplier", "contract"),
    ("DCRoom", "datacenter"),
    ("Database", "database"),
    ("Datacenter", "datacenter"),
    ("Document", "document"),
    ("DocumentType", "typedoc"),
    ("Domain", "domain"),
    ("Enclosure", "datacenter"),
    ("Entity", "entity"),
    ("Group", "group"),
    ("ITILCategory", "itilcategory"),
    ("Infocom", "infocom"),
    ("Line", "line"),
    ("LineOperator", "lineoperator"),
    ("Location", "location"),
    ("Monitor", "monitor"),
    ("NetworkEquipment", "networking"),
    ("NetworkPort", "networking"),
    ("PDU", "datacenter"),
    ("PassiveDCEquipment", "datacenter"),
    ("Peripheral", "peripheral"),
    ("Phone", "phone"),
    ("Printer", "printer"),
    ("Profile", "profile"),
    ("Rack", "datacenter"),
    ("Software", "software"),
    ("SoftwareLicense", "license"),
    ("State", "state"),
    ("Supplier", "contact_enterprise"),
    ("Ticket", "ticket"),
    ("User", "user"),
];

impl Glpi {
    /// What the session is: version, user, profile, entities, time zone.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let session: Json = self.session().read(&Call::get("getFullSession")).await?;
        let text = |path: &str| session.pointer(path).and_then(Json::as_str).map(wire::unescape);
        let version = match self.version() {
            Some(version) => line(words::version(), self.is_known_version(), version),
            None => line(words::version(), true, message::version_not_told()),
        };
        let told = |path| text(path).map_or_else(|| message::not_told().said(), Said::from);
        let user = told("/session/glpiname");
        let profile = told("/session/glpiactiveprofile/name");
        let entity = told("/session/glpiactive_entity_name");
        let seen = match session.pointer("/session/glpiactiveentities") {
            Some(Json::Object(entities)) => entities.len(),
            Some(Json::Array(entities)) => entities.len(),
            _ => 0,
        };
        let zone = match text("/session/glpitimezone").filter(|zone| !zone.is_empty() && zone != "0") {
            Some(zone) => line(message::time_zone(), true, message::zone_is(zone)),
            None => line(message::time_zone(), true, message::zone_not_told()),
        };
        let sessions = match self.locks_sessions().await? {
            true => settling::sessions_locked(),
            false => settling::sessions_not_locked(self.shared.settle.as_secs().div_ceil(60)),
        };
        Ok(vec![
            version,
            line(words::user(), true, user),
            line(words::profile(), true, profile),
            line(words::entities(), seen > 0, words::entities_seen(entity, seen)),
            zone,
            line(words::sessions(), true, sessions),
        ])
    }

    /// Whether the profile has the rights for what the jobs do, one line per class.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn rights(&self, needs: &[(ClassName, Vec<Access>)]) -> Result<Vec<CheckLine>, RemoteError> {
        let answer: wire::ActiveProfile = self.session().read(&Call::get("getActiveProfile")).await?;
        let profile = answer.active_profile;
        let name = profile.get("name").and_then(Json::as_str).map(wire::unescape).unwrap_or_default();
        let name = format!("{name:?}");
        Ok(needs.iter().map(|(class, accesses)| rights_line(class, accesses, &name, &profile)).collect())
    }

    fn is_known_version(&self) -> bool {
        self.numbers().is_some_and(|version| (Version(9, 1, 0)..Version(12, 0, 0)).contains(&version))
    }
}

/// Whether a profile of a name has the rights for what is done with a class.
pub(super) fn rights_line(
    class: &ClassName,
    accesses: &[Access],
    name: &str,
    profile: &Map<String, Json>,
) -> CheckLine {
    let (right, accesses) = needed(class, accesses);
    let bits = profile.get(&right).and_then(wire::integer).unwrap_or(0);
    let missing: Vec<Said> =
        accesses.iter().filter(|a| bits & bit(**a) == 0).map(|a| word(*a).said()).collect();
    let what = message::rights_on(class);
    if missing.is_empty() {
        return line(what, true, message::enough());
    }
    line(what, false, message::profile_lacks(name, Said::join(&missing, ", "), right))
}

/// The right of a class and the bits of it. Rows that hang on an item need the right to change it.
fn needed(class: &ClassName, accesses: &[Access]) -> (String, Vec<Access>) {
    let name = class.as_str();
    let change_of = |right: &str| {
        let bits = accesses.iter().map(|a| if *a == Access::Read { Access::Read } else { Access::Update });
        let mut bits: Vec<Access> = bits.collect();
        bits.dedup();
        (right.to_owned(), bits)
    };
    match name {
        "Item_OperatingSystem" | "Item_SoftwareVersion" => return change_of("computer"),
        // A version is a part of its software: it is added by who may change that.
        "SoftwareVersion" => return change_of("software"),
        "Contract_Item" | "Contract_Supplier" => return change_of("contract"),
        _ => {}
    }
    if let Some((_, right)) = RIGHTS.iter().find(|(known, _)| *known == name) {
        return ((*right).to_owned(), accesses.to_vec());
    }
    let is_device = name.starts_with("Device") && !name.ends_with("Model") && !name.ends_with("Type");
    (if is_device { "device" } else { "dropdown" }.to_owned(), accesses.to_vec())
}

pub(super) fn line(what: impl Into<Said>, ok: bool, detail: impl Into<Said>) -> CheckLine {
    CheckLine { what: what.into(), ok, detail: detail.into() }
}
