//! The `links` blocks of an item and the families of item types they follow from.

use serde_json::{Value, json};

use super::database::Record;
use super::schema::{ItemType, schema};

/// The types with serial number, inventory number, location and state.
pub(super) const ASSETS: [&str; 6] =
    ["Computer", "Monitor", "NetworkEquipment", "Printer", "Phone", "Peripheral"];

const ASSET_CHILDREN: [&str; 25] = [
    "ReservationItem",
    "Document_Item",
    "Contract_Item",
    "Infocom",
    "Item_Ticket",
    "Item_Project",
    "NetworkPort",
    "Item_DeviceMotherboard",
    "Item_DeviceFirmware",
    "Item_DeviceProcessor",
    "Item_DeviceMemory",
    "Item_DeviceHardDrive",
    "Item_DeviceNetworkCard",
    "Item_DeviceDrive",
    "Item_DeviceBattery",
    "Item_DeviceGraphicCard",
    "Item_DeviceSoundCard",
    "Item_DeviceControl",
    "Item_DevicePci",
    "Item_DeviceCase",
    "Item_DevicePowerSupply",
    "Item_DeviceGeneric",
    "Item_DeviceSimcard",
    "Item_DeviceSensor",
    "Item_DeviceCamera",
];

const TICKET_CHILDREN: [&str; 13] = [
    "Document_Item",
    "Item_Project",
    "TicketTask",
    "TicketValidation",
    "TicketCost",
    "Problem_Ticket",
    "Change_Ticket",
    "Item_Ticket",
    "ITILSolution",
    "ITILFollowup",
    "Ticket_User",
    "Group_Ticket",
    "Supplier_Ticket",
];

fn children(kind: &ItemType) -> &'static [&'static str] {
    match kind.name {
        "Ticket" => &TICKET_CHILDREN,
        "Software" => &["ReservationItem", "Document_Item", "Contract_Item", "Infocom"],
        "SoftwareLicense" => &["Document_Item", "Contract_Item", "Infocom"],
        "Contract" | "Supplier" | "Budget" | "Entity" | "User" | "Group" => &["Document_Item"],
        name if ASSETS.contains(&name) => &ASSET_CHILDREN,
        _ => &[],
    }
}

/// The `links` of an item: its foreign keys in column order, then its children.
pub(super) fn of(api_url: &str, row: &Record) -> Value {
    let mut links: Vec<Value> = Vec::new();
    for column in &row.kind.columns {
        let Some(id) = row.get(column.name).as_i64() else {
            continue;
        };
        if id == 0 && column.name != "entities_id" {
            continue;
        }
        let target = if column.name == "items_id" {
            schema().item_type(&row.text("itemtype"))
        } else {
            schema().target(column.name)
        };
        if let Some(target) = target {
            let name = target.name;
            links.push(json!({"rel": name, "href": format!("{api_url}/{name}/{id}")}));
        }
    }
    for child in children(row.kind) {
        let href = format!("{api_url}/{}/{}/{child}/", row.kind.name, row.id);
        links.push(json!({"rel": child, "href": href}));
    }
    Value::Array(links)
}
