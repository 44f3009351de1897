//! What tells a row of a class from others, and what GLPI itself refuses to hold twice.

use super::schema::SCHEMA;
use crate::model::change::FieldChange;
use crate::model::schema::ClassName;
use crate::systems::target::Identity;

/// Classes of which GLPI refuses a second row of the same key (measured on 10.0.6).
const UNIQUE: [&str; 11] = [
    "BusinessCriticity",
    "Contract_Item",
    "Contract_Supplier",
    "Entity",
    "Infocom",
    "Item_OperatingSystem",
    "Item_SoftwareVersion",
    "Location",
    "Lockedfield",
    "State",
    "User",
];

/// What tells GLPI's rows apart.
pub static IDENTITY: Identity = Identity { refuses_doubles, naming };

/// True when GLPI refuses a second row of the same key: writing it once more does no harm.
fn refuses_doubles(class: &ClassName) -> bool {
    UNIQUE.contains(&class.as_str())
}

/// Of the fields of a new row, those by which it is known again when GLPI has altered others: links by
/// their ends, items by their serial, else by name and place. `None`: only the whole row tells it from
/// others.
fn naming<'f>(class: &ClassName, fields: &'f [FieldChange]) -> Option<Vec<&'f FieldChange>> {
    let of = |columns: &[&str]| -> Vec<&'f FieldChange> {
        fields.iter().filter(|field| columns.contains(&field.field.as_str())).collect()
    };
    let is_filled = |column: &str| fields.iter().any(|field| field.field == column && !field.to.is_empty());
    let found = match class.as_str() {
        "Item_OperatingSystem" => of(&["itemtype", "items_id", "operatingsystems_id"]),
        "Infocom" => of(&["itemtype", "items_id"]),
        _ if is_filled("items_id") => return None,
        "Contract" => of(&["name", "num", "entities_id"]),
        _ if is_filled("serial") => of(&["serial"]),
        _ if is_filled("name") => of(&["name", "entities_id", SCHEMA.parent_column(class).as_str()]),
        _ => return None,
    };
    (!found.is_empty()).then_some(found)
}
