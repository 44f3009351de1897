//! Profiles and what they may do. Read from `profiles.txt`, which lists GLPI's own start state.
//! Decides by profile only; which entity an item stands in is the session's matter.

use serde_json::{Map, Value, json};

use super::schema::{Flavour, ItemType};

/// What somebody wants to do with an item type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Read,
    Update,
    Create,
    Delete,
    Purge,
}

const READ: u32 = 1;
const UPDATE: u32 = 2;
const CREATE: u32 = 4;
const DELETE: u32 = 8;
const PURGE: u32 = 16;
/// Tickets of everybody, and followups or tasks on them.
const READ_ALL: u32 = 1024;
const ADD_ALL: u32 = 4096;

/// One profile.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) id: i64,
    pub(super) name: String,
    rights: Vec<(String, u32)>,
}

impl Profile {
    fn bits(&self, right: &str) -> u32 {
        let found = self.rights.iter().find(|(name, _)| name == right);
        found.map_or(0, |(_, bits)| *bits)
    }

    /// Whether the profile may do this with the type at all.
    pub(super) fn allows(&self, kind: &ItemType, action: Action) -> bool {
        let bits = self.bits(kind.right);
        let is_link = kind.flavour != Flavour::Item && kind.name != "Infocom";
        let wanted = match action {
            Action::Read if kind.right == "ticket" => READ | READ_ALL,
            Action::Read => READ,
            Action::Create if matches!(kind.right, "followup" | "task") => CREATE | ADD_ALL,
            _ if is_link || (kind.name == "Lockedfield" && action == Action::Purge) => UPDATE,
            Action::Update => UPDATE,
            Action::Create => CREATE,
            Action::Delete => DELETE,
            Action::Purge => PURGE,
        };
        bits & wanted != 0
    }

    /// Whether only tickets of one's own are visible.
    pub(super) fn sees_own_tickets_only(&self) -> bool {
        self.bits("ticket") & READ_ALL == 0
    }

    /// Replaces the bits of one right.
    pub(super) fn grant(&mut self, right: &str, bits: u32) {
        match self.rights.iter_mut().find(|(name, _)| name == right) {
            Some(entry) => entry.1 = bits,
            None => self.rights.push((right.to_owned(), bits)),
        }
    }

    /// The profile as `getActiveProfile` shows it.
    pub(super) fn shown(&self, entities: Value) -> Value {
        let is_central = self.name != "Self-Service";
        let mut shown: Map<String, Value> = Map::new();
        for (name, value) in [
            ("id", json!(self.id)),
            ("name", json!(self.name)),
            ("interface", json!(if is_central { "central" } else { "helpdesk" })),
            ("is_default", json!(i32::from(!is_central))),
            ("helpdesk_hardware", json!(if is_central { 3 } else { 1 })),
            ("helpdesk_item_type", json!(HELPDESK_TYPES)),
            ("ticket_status", json!([])),
            ("date_mod", Value::Null),
            ("comment", json!("")),
            ("problem_status", json!([])),
            ("create_ticket_on_login", json!(0)),
            ("tickettemplates_id", json!(0)),
            ("changetemplates_id", json!(0)),
            ("problemtemplates_id", json!(0)),
            ("change_status", Value::Null),
            ("managed_domainrecordtypes", json!([-1])),
            ("date_creation", Value::Null),
            ("entities", entities),
        ] {
            shown.insert(name.to_owned(), value);
        }
        for (right, bits) in &self.rights {
            shown.insert(right.clone(), json!(bits));
        }
        Value::Object(shown)
    }
}

const HELPDESK_TYPES: [&str; 11] = [
    "Computer",
    "Monitor",
    "NetworkEquipment",
    "Peripheral",
    "Phone",
    "Printer",
    "Software",
    "DCRoom",
    "Rack",
    "Enclosure",
    "Database",
];

/// The profiles of a fresh GLPI that this practice server has.
pub(super) fn profiles() -> Vec<Profile> {
    let mut profiles: Vec<Profile> = Vec::new();
    for line in include_str!("profiles.txt").lines() {
        let Some((first, rest)) = line.split_once(' ') else {
            continue;
        };
        if first == "@" {
            let (id, name) = rest.split_once(' ').unwrap_or((rest, ""));
            profiles.push(Profile { id: id.parse().unwrap_or(0), name: name.to_owned(), rights: Vec::new() });
        } else if let (Some(open), Ok(bits)) = (profiles.last_mut(), rest.parse()) {
            open.rights.push((first.to_owned(), bits));
        }
    }
    profiles
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::schema::schema;
    use super::*;

    fn may(profile: &str, item_type: &str, action: Action) -> bool {
        let kind = schema().item_type(item_type).unwrap();
        let profiles = profiles();
        let profile = profiles.iter().find(|each| each.name == profile);
        profile.unwrap().allows(kind, action)
    }

    #[test]
    fn a_technician_works_on_computers_but_sees_no_contracts() {
        assert!(may("Technician", "Computer", Action::Create));
        assert!(!may("Technician", "Contract", Action::Read));
        assert!(!may("Technician", "Location", Action::Read));
    }

    #[test]
    fn self_service_only_opens_tickets() {
        assert!(may("Self-Service", "Ticket", Action::Create));
        assert!(!may("Self-Service", "Computer", Action::Read));
    }

    #[test]
    fn even_a_super_admin_cannot_read_locks() {
        assert!(!may("Super-Admin", "Lockedfield", Action::Read));
        assert!(may("Super-Admin", "Lockedfield", Action::Create));
    }
}
