//! What API v2.2 tells of inventory (the OpenAPI document and the answers of 11.0.6): the list of each class, and
//! the property that holds a column. What is not here it does not tell.
//!
//! Groups are told sorted by their ids, and not which of several is the oldest, which is the one that counts
//! (`super::super::groups`): they are not read.

use crate::model::schema::{ClassName, Column};

/// A class as v2.2 tells it.
pub struct Told {
    class: &'static str,
    /// Its list.
    pub path: &'static str,
    /// Columns and their properties.
    columns: &'static [&'static [(&'static str, &'static str)]],
    /// Whether a name finds its row: where rows belong to entities, it is told whether they are open to those
    /// below.
    pub names: Names,
}

/// What the names of a class are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They find rows.
    Whole,
    /// Something that tells rows apart is not told.
    Partly,
}

impl Told {
    /// The property of a column.
    pub fn property(&self, column: &Column) -> Option<&'static str> {
        let mut known = self.columns.iter().copied().flatten();
        known.find(|(name, _)| *name == column.as_str()).map(|(_, property)| *property)
    }
}

/// How v2.2 tells a class; `None`: not at all.
pub fn of(class: &ClassName) -> Option<&'static Told> {
    TOLD.iter().find(|told| told.class == class.as_str())
}

const fn told(
    class: &'static str,
    path: &'static str,
    columns: &'static [&'static [(&'static str, &'static str)]],
    names: Names,
) -> Told {
    Told { class, path, columns, names }
}

const NAME: &[(&str, &str)] = &[("name", "name"), ("comment", "comment")];
const IN_ENTITY: &[(&str, &str)] = &[("entities_id", "entity")];
const IN_TRASH: &[(&str, &str)] = &[("is_deleted", "is_deleted")];
const BELOW: &[(&str, &str)] = &[("is_recursive", "is_recursive")];
const PLACE: &[(&str, &str)] = &[("locations_id", "location")];
const MAKER: &[(&str, &str)] = &[("manufacturers_id", "manufacturer")];
const STATUS: &[(&str, &str)] = &[("states_id", "status")];
const STATE: &[(&str, &str)] = &[("states_id", "state")];
const PEOPLE: &[(&str, &str)] = &[("users_id", "user"), ("users_id_tech", "user_tech")];
const NUMBERS: &[(&str, &str)] = &[("serial", "serial"), ("otherserial", "otherserial")];
const CONTACT: &[(&str, &str)] = &[("contact", "contact"), ("contact_num", "contact_num")];
const INVENTORIED: &[(&str, &str)] = &[("uuid", "uuid"), ("autoupdatesystems_id", "autoupdatesystem")];
const OF_RACK: &[(&str, &str)] = &[
    ("width", "width"),
    ("height", "height"),
    ("depth", "depth"),
    ("number_units", "number_units"),
    ("room_orientation", "room_orientation"),
    ("position", "position"),
    ("bgcolor", "bgcolor"),
    ("max_power", "max_power"),
    ("mesured_power", "measured_power"),
    ("max_weight", "max_weight"),
];
const OF_SOFTWARE: &[(&str, &str)] = &[
    ("softwares_id", "parent"),
    ("is_helpdesk_visible", "is_helpdesk_visible"),
    ("is_update", "is_update"),
    ("is_valid", "is_valid"),
];
const OF_BUDGET: &[(&str, &str)] =
    &[("value", "value"), ("begin_date", "date_begin"), ("end_date", "date_end")];
const OF_USER: &[(&str, &str)] = &[
    ("name", "username"),
    ("realname", "realname"),
    ("firstname", "firstname"),
    ("phone", "phone"),
    ("phone2", "phone2"),
    ("mobile", "mobile"),
    ("comment", "comment"),
    ("registration_number", "registration_number"),
    ("nickname", "nickname"),
    ("is_active", "is_active"),
    ("entities_id", "default_entity"),
    ("profiles_id", "default_profile"),
    ("usertitles_id", "title"),
    ("usercategories_id", "category"),
];
const OF_LOCATION: &[(&str, &str)] = &[
    ("locations_id", "parent"),
    ("code", "code"),
    ("alias", "alias"),
    ("room", "room"),
    ("building", "building"),
    ("address", "address"),
    ("town", "town"),
    ("postcode", "postcode"),
    ("state", "state"),
    ("country", "country"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
    ("altitude", "altitude"),
];

/// Everything that hangs on desks and stands in cabinets, as far as it is told alike.
const ASSET: &[&[(&str, &str)]] =
    &[NAME, IN_ENTITY, IN_TRASH, BELOW, MAKER, STATUS, PEOPLE, NUMBERS, CONTACT, PLACE];
const MACHINE: &[&[(&str, &str)]] =
    &[NAME, IN_ENTITY, IN_TRASH, BELOW, MAKER, STATUS, PEOPLE, NUMBERS, CONTACT, PLACE, INVENTORIED];
const UNMANAGED: &[&[(&str, &str)]] = &[
    NAME,
    IN_ENTITY,
    IN_TRASH,
    BELOW,
    MAKER,
    STATUS,
    PEOPLE,
    NUMBERS,
    CONTACT,
    &[("autoupdatesystems_id", "autoupdatesystem")],
];
const IN_ROOM: &[&[(&str, &str)]] = &[NAME, IN_ENTITY, IN_TRASH, BELOW, MAKER, STATE, PEOPLE, NUMBERS, PLACE];

const TOLD: &[Told] = &[
    told("Appliance", "Assets/Appliance", ASSET, Names::Whole),
    told("AutoUpdateSystem", "Dropdowns/AutoUpdateSystem", &[NAME], Names::Whole),
    told("Budget", "Management/Budget", &[NAME, IN_ENTITY, IN_TRASH, PLACE, OF_BUDGET], Names::Partly),
    told(
        "BusinessCriticity",
        "Dropdowns/BusinessCriticity",
        &[NAME, IN_ENTITY, BELOW, &[("businesscriticities_id", "parent")]],
        Names::Whole,
    ),
    told("Certificate", "Assets/Certificate", ASSET, Names::Whole),
    told(
        "Cluster",
        "Management/Cluster",
        &[NAME, IN_ENTITY, IN_TRASH, STATUS, PEOPLE, INVENTORIED],
        Names::Partly,
    ),
    told("Computer", "Assets/Computer", MACHINE, Names::Whole),
    told("Contract", "Management/Contract", &[NAME, IN_ENTITY, IN_TRASH, STATUS], Names::Partly),
    told("Enclosure", "Assets/Enclosure", IN_ROOM, Names::Whole),
    told("Entity", "Administration/Entity", &[NAME, &[("entities_id", "parent")]], Names::Whole),
    told("Group", "Administration/Group", &[NAME, IN_ENTITY, &[("groups_id", "parent")]], Names::Partly),
    told(
        "ITILCategory",
        "Dropdowns/ITILCategory",
        &[NAME, IN_ENTITY, BELOW, &[("itilcategories_id", "parent"), ("code", "code")]],
        Names::Whole,
    ),
    told("Line", "Management/Line", &[NAME, IN_ENTITY, IN_TRASH, STATUS, PLACE, PEOPLE], Names::Partly),
    told("Location", "Dropdowns/Location", &[NAME, IN_ENTITY, BELOW, OF_LOCATION], Names::Whole),
    told("Manufacturer", "Dropdowns/Manufacturer", &[NAME], Names::Whole),
    told("Monitor", "Assets/Monitor", MACHINE, Names::Whole),
    told("NetworkEquipment", "Assets/NetworkEquipment", MACHINE, Names::Whole),
    told("PDU", "Assets/PDU", IN_ROOM, Names::Whole),
    told("PassiveDCEquipment", "Assets/PassiveDCEquipment", IN_ROOM, Names::Whole),
    told("Peripheral", "Assets/Peripheral", MACHINE, Names::Whole),
    told("Phone", "Assets/Phone", MACHINE, Names::Whole),
    told("Printer", "Assets/Printer", MACHINE, Names::Whole),
    told("Profile", "Administration/Profile", &[NAME], Names::Whole),
    told(
        "Rack",
        "Assets/Rack",
        &[NAME, IN_ENTITY, IN_TRASH, BELOW, MAKER, STATE, PEOPLE, NUMBERS, PLACE, OF_RACK],
        Names::Whole,
    ),
    told(
        "Software",
        "Assets/Software",
        &[NAME, IN_ENTITY, IN_TRASH, BELOW, MAKER, PEOPLE, PLACE, OF_SOFTWARE],
        Names::Whole,
    ),
    told("SoftwareLicense", "Assets/SoftwareLicense", ASSET, Names::Partly),
    told("State", "Dropdowns/State", &[NAME, IN_ENTITY, BELOW, &[("states_id", "parent")]], Names::Whole),
    told("Supplier", "Management/Supplier", &[NAME, IN_ENTITY, IN_TRASH], Names::Partly),
    told("Unmanaged", "Assets/Unmanaged", UNMANAGED, Names::Whole),
    told("User", "Administration/User", &[OF_USER, IN_TRASH, PLACE], Names::Whole),
    told("UserCategory", "Administration/UserCategory", &[NAME], Names::Whole),
    told("UserTitle", "Administration/UserTitle", &[NAME], Names::Whole),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::glpi::known::TABLE;

    #[test]
    fn every_class_and_column_that_is_told_is_one_of_glpi() {
        for told in TOLD {
            let known = TABLE.get(told.class).map(Vec::as_slice).unwrap_or_default();
            assert!(!known.is_empty(), "{}", told.class);
            for (column, _) in told.columns.iter().copied().flatten() {
                assert!(known.iter().any(|known| known.name == *column), "{} {column}", told.class);
            }
        }
    }

    #[test]
    fn a_tree_tells_the_parent_of_its_rows() {
        use crate::systems::glpi::schema::SCHEMA;
        for told in TOLD.iter().filter(|told| told.names == Names::Whole) {
            let class = ClassName::from(told.class);
            if SCHEMA.is_tree(&class) {
                assert_eq!(told.property(&SCHEMA.parent_column(&class)), Some("parent"), "{class}");
            }
        }
    }
}
