//! The sections of an inventory as one object with the names of the GLPI agent, whichever agent wrote it: what other
//! agents call otherwise is renamed, what is no part of the machine left out.

use std::collections::BTreeSet;

use chrono::DateTime;
use serde_json::Value;

use crate::model::job::AgentFormat;

use super::document::{Object, list, text_of};

/// Sections that a machine has once.
const SINGLE: [&str; 6] =
    ["accesslog", "bios", "hardware", "network_device", "operatingsystem", "versionprovider"];

/// Sections that say nothing of what the machine is made of, or too much of people. Any of them is read where it is
/// asked for by `rows`.
const LEFT_OUT: [&str; 8] = [
    "envs",
    "local_groups",
    "local_users",
    "processes",
    "registry",
    "repository",
    "softwares",
    "versionprovider",
];

/// What an agent calls otherwise: section, name there, name of the GLPI agent.
const RENAMED: [(&str, &str, &str); 6] = [
    ("networks", "macaddr", "mac"),
    ("cpus", "type", "name"),
    ("cpus", "cores", "core"),
    ("cpus", "threads", "thread"),
    ("storages", "serialnumber", "serial"),
    ("bios", "type", "chassis_type"),
];

/// An inventory as one object. `changed` is when its file was, which counts where the inventory does not say when it
/// was made.
pub(super) fn tidy(mut document: Object, format: &AgentFormat, changed: i64) -> Object {
    let content = match document.remove("content") {
        Some(Value::Object(content)) => content,
        _ => Object::new(),
    };
    let mut record: Object = document.into_iter().filter(|(_, value)| is_scalar(value)).collect();
    for (name, section) in content {
        let is_asked = format.rows == name || (name == "softwares" && format.software);
        if LEFT_OUT.contains(&name.as_str()) && !is_asked {
            continue;
        }
        if let Some(section) = section_of(&name, section, format) {
            record.insert(name, section);
        }
    }
    account(&mut record);
    of_ocs(&mut record);
    if let Some(system) = object(&mut record, "operatingsystem") {
        operating_system(system);
    }
    let made = object(&mut record, "accesslog").and_then(|log| text_of(log.remove("logdate")));
    let made = made.or_else(|| {
        let changed = DateTime::from_timestamp(changed, 0)?;
        Some(changed.format("%Y-%m-%d %H:%M:%S").to_string())
    });
    record.remove("accesslog");
    record.extend(made.map(|made| ("date".to_owned(), made.into())));
    let itemtype = text_of(record.get("itemtype").cloned()).unwrap_or_else(|| itemtype(&mut record));
    record.insert("itemtype".to_owned(), itemtype.into());
    record
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn object<'r>(record: &'r mut Object, section: &str) -> Option<&'r mut Object> {
    record.get_mut(section).and_then(Value::as_object_mut)
}

/// A section in its form; `None` for one that says nothing.
fn section_of(name: &str, section: Value, format: &AgentFormat) -> Option<Value> {
    if is_scalar(&section) {
        return (!section.is_null()).then_some(section);
    }
    let renamed = list(section).into_iter().map(|object| rename(name, object));
    if SINGLE.contains(&name) {
        let mut only = renamed.into_iter().next()?;
        if name == "bios" {
            iso_date(&mut only, "bdate");
        }
        return Some(Value::Object(only));
    }
    let elements: Vec<Object> = match name {
        "networks" => ports(renamed, format),
        "memories" => renamed.filter_map(module).collect(),
        "drives" => renamed.map(volume).collect(),
        _ => renamed.collect(),
    };
    Some(elements.into_iter().map(Value::Object).collect())
}

fn rename(section: &str, mut object: Object) -> Object {
    for (of, from, to) in RENAMED {
        if of == section
            && !object.contains_key(to)
            && let Some(value) = object.remove(from)
        {
            object.insert(to.to_owned(), value);
        }
    }
    object
}

/// The ports of a machine: agents list an address each, so that a port stands there once for IPv4 and once for IPv6.
/// What loops back is none; what is only software is one where the job says so.
fn ports(entries: impl Iterator<Item = Object>, format: &AgentFormat) -> Vec<Object> {
    let mut ports: Vec<(String, String, Object)> = Vec::new();
    for mut entry in entries {
        let text = |name: &str| text_of(entry.get(name).cloned()).unwrap_or_default();
        let (mac, name, kind) = (text("mac").to_lowercase(), text("description"), text("type"));
        let is_virtual = matches!(text("virtualdev").to_lowercase().as_str(), "1" | "true" | "yes");
        let is_loop = kind.eq_ignore_ascii_case("loopback") || name == "lo" || mac == "00:00:00:00:00:00";
        if is_loop || (is_virtual && !format.virtual_ports) {
            continue;
        }
        let own = [text("ipaddress"), text("ipaddress6")];
        let known = ports.iter().position(|(of, called, _)| *of == mac && *called == name);
        let at = known.unwrap_or_else(|| {
            entry.remove("ipaddress");
            entry.remove("ipaddress6");
            ports.push((mac, name, entry));
            ports.len() - 1
        });
        add_addresses(&mut ports[at].2, own.iter().filter(|address| !address.is_empty()));
    }
    ports.into_iter().map(|(.., port)| port).collect()
}

fn add_addresses<'a>(port: &mut Object, own: impl Iterator<Item = &'a String>) {
    let before = text_of(port.get("addresses").cloned()).unwrap_or_default();
    let known = before.split(", ").filter(|address| !address.is_empty()).map(str::to_owned);
    let all: BTreeSet<String> = known.chain(own.cloned()).collect();
    let all: Vec<String> = all.into_iter().collect();
    if !all.is_empty() {
        port.insert("addresses".to_owned(), all.join(", ").into());
    }
}

/// A memory module; `None` for an empty slot. GLPI calls it by its type and its form: `DDR4 - DIMM`.
fn module(mut module: Object) -> Option<Object> {
    let text = |module: &Object, name: &str| text_of(module.get(name).cloned()).unwrap_or_default();
    let capacity: f64 = text(&module, "capacity").parse().ok()?;
    let kind = text(&module, "type");
    // The memory of the firmware is no module.
    if capacity <= 0.0 || kind.contains("Flash") {
        return None;
    }
    let kind = Some(kind).filter(|kind| !matches!(kind.as_str(), "" | "Empty Slot" | "Unknown"));
    let form = Some(text(&module, "description")).filter(|form| !form.is_empty());
    let name: Vec<String> = kind.into_iter().chain(form).collect();
    if !name.is_empty() {
        module.insert("designation".to_owned(), name.join(" - ").into());
    }
    Some(module)
}

/// A volume by its letter, or by where it is mounted: agents of Unix write that as its type.
fn volume(mut volume: Object) -> Object {
    let text = |name: &str| text_of(volume.get(name).cloned());
    if let Some(place) = text("mountpoint").or_else(|| text("letter")).or_else(|| text("type")) {
        volume.insert("mountpoint".to_owned(), place.into());
    }
    volume
}

/// `07/25/2014` as FusionInventory and OCS write it.
fn iso_date(object: &mut Object, name: &str) {
    let Some(text) = text_of(object.get(name).cloned()) else { return };
    if let Ok(date) = chrono::NaiveDate::parse_from_str(&text, "%m/%d/%Y") {
        object.insert(name.to_owned(), date.to_string().into());
    }
}

/// The words that the administrators of OCS and FusionInventory gave a machine: `TAG`, and fields of their own.
fn account(record: &mut Object) {
    let Some(entries) = record.remove("accountinfo") else { return };
    let mut words = Object::new();
    for mut entry in list(entries) {
        if let (Some(name), Some(value)) = (text_of(entry.remove("keyname")), entry.remove("keyvalue")) {
            words.insert(name.to_lowercase(), value);
        }
    }
    if let Some(tag) = words.remove("tag").filter(|_| !record.contains_key("tag")) {
        record.insert("tag".to_owned(), tag);
    }
    if !words.is_empty() {
        record.insert("accountinfo".to_owned(), Value::Object(words));
    }
}

/// OCS has no section for the operating system, and the form of the case among the firmware.
fn of_ocs(record: &mut Object) {
    let case = object(record, "bios").and_then(|bios| bios.remove("chassis_type"));
    let has_system = record.contains_key("operatingsystem");
    let Some(hardware) = object(record, "hardware") else { return };
    if let Some(case) = case.filter(|case| !case.is_null() && !hardware.contains_key("chassis_type")) {
        hardware.insert("chassis_type".to_owned(), case);
    }
    let name = text_of(hardware.remove("osname"));
    let version = text_of(hardware.remove("osversion"));
    if has_system {
        return;
    }
    let system = [("full_name", name), ("version", version)];
    let system: Object =
        system.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))).collect();
    if !system.is_empty() {
        record.insert("operatingsystem".to_owned(), Value::Object(system));
    }
}

/// An operating system has a full name; a machine that does not know when it was installed says 1970.
fn operating_system(system: &mut Object) {
    let text = |name: &str| text_of(system.get(name).cloned());
    let has_full_name = text("full_name").is_some();
    let unknown = text("install_date").is_some_and(|date| date.starts_with("1970-"));
    let name = text("name");
    if let (false, Some(name)) = (has_full_name, name) {
        system.insert("full_name".to_owned(), name.into());
    }
    if unknown {
        system.remove("install_date");
    }
    system.remove("ssh_key");
}

/// What a machine is, where its document does not say: a printer or a switch by its own word.
fn itemtype(record: &mut Object) -> String {
    let Some(device) = object(record, "network_device") else { return "Computer".to_owned() };
    let kind = text_of(device.get("type").cloned()).unwrap_or_default();
    match kind.to_uppercase().as_str() {
        "PRINTER" => "Printer",
        "COMPUTER" => "Computer",
        "PHONE" => "Phone",
        "NETWORKING" | "NETWORKEQUIPMENT" | "" => "NetworkEquipment",
        _ => "Unmanaged",
    }
    .to_owned()
}
