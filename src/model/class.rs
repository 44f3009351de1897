//! Classes of items, their columns and kinds, and what is known of GLPI's own classes.
//!
//! Facts are those of GLPI's table schema (10.0); an item type that is not listed here works too,
//! with the kinds given in the mapping.

use serde::{Deserialize, Serialize};

pub use super::kind::{ClassName, Column, Kind, MonthRounding, name_column};
use super::set_kind::SetKind;

/// Which row a field belongs to: the item itself or one of its child sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The item itself; `[field.*]` in a mapping.
    Item,
    /// Its operating system (`Item_OperatingSystem`); `[os.*]` in a mapping.
    OperatingSystem,
    /// Its contract (`Contract` by `Contract_Item`); `[contract.*]` in a mapping.
    Contract,
    /// Its financial data (`Infocom`); `[infocom.*]` in a mapping.
    Infocom,
    /// An element of a keyed set; `[set.*]` in a mapping.
    #[serde(untagged)]
    Set(SetKind),
}

impl Part {
    /// Every part but the sets, the item first: the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Item, Self::OperatingSystem, Self::Contract, Self::Infocom];

    /// The desk's class that holds the row of this part.
    pub fn class(self, item: &ClassName) -> ClassName {
        match self {
            Self::Item => item.clone(),
            Self::OperatingSystem => "Item_OperatingSystem".into(),
            Self::Contract => "Contract".into(),
            Self::Infocom => "Infocom".into(),
            Self::Set(kind) => kind.class(),
        }
    }

    /// The table of a mapping file, and the prefix of a field's name in plans (`os.licenseid`);
    /// `None` for the item itself.
    pub fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Item => None,
            Self::OperatingSystem => Some("os"),
            Self::Contract => Some("contract"),
            Self::Infocom => Some("infocom"),
            Self::Set(kind) => Some(kind.name()),
        }
    }
}

/// Longest text GLPI stores whole in a `varchar(255)` column.
pub const TEXT_MAX: usize = 255;

/// Trees among GLPI's reference classes: rows point at their parent with `<table>_id`.
const TREES: &[&str] = &[
    "Entity",
    "Location",
    "State",
    "Group",
    "BusinessCriticity",
    "ITILCategory",
    "SoftwareCategory",
    "SoftwareLicenseType",
    "SoftwareLicense",
    "TaskCategory",
    "DocumentCategory",
    "KnowbaseItemCategory",
    "IPNetwork",
    "AppliancesEnvironment",
];

/// Foreign key columns of GLPI (without a role suffix such as `_tech`) and their classes.
const FOREIGN_KEYS: &[(&str, &str)] = &[
    ("appliances_id", "Appliance"),
    ("appliancetypes_id", "ApplianceType"),
    ("autoupdatesystems_id", "AutoUpdateSystem"),
    ("budgets_id", "Budget"),
    ("businesscriticities_id", "BusinessCriticity"),
    ("certificatetypes_id", "CertificateType"),
    ("computermodels_id", "ComputerModel"),
    ("computers_id", "Computer"),
    ("computertypes_id", "ComputerType"),
    ("contracts_id", "Contract"),
    ("contracttypes_id", "ContractType"),
    ("devicememories_id", "DeviceMemory"),
    ("deviceprocessors_id", "DeviceProcessor"),
    ("domains_id", "Domain"),
    ("domaintypes_id", "DomainType"),
    ("entities_id", "Entity"),
    ("filesystems_id", "Filesystem"),
    ("groups_id", "Group"),
    ("itilcategories_id", "ITILCategory"),
    ("lineoperators_id", "LineOperator"),
    ("linetypes_id", "LineType"),
    ("locations_id", "Location"),
    ("manufacturers_id", "Manufacturer"),
    ("monitormodels_id", "MonitorModel"),
    ("monitortypes_id", "MonitorType"),
    ("networkequipmentmodels_id", "NetworkEquipmentModel"),
    ("networkequipmenttypes_id", "NetworkEquipmentType"),
    ("networks_id", "Network"),
    ("operatingsystemarchitectures_id", "OperatingSystemArchitecture"),
    ("operatingsystemeditions_id", "OperatingSystemEdition"),
    ("operatingsystemkernels_id", "OperatingSystemKernel"),
    ("operatingsystemkernelversions_id", "OperatingSystemKernelVersion"),
    ("operatingsystems_id", "OperatingSystem"),
    ("operatingsystemservicepacks_id", "OperatingSystemServicePack"),
    ("operatingsystemversions_id", "OperatingSystemVersion"),
    ("peripheralmodels_id", "PeripheralModel"),
    ("peripheraltypes_id", "PeripheralType"),
    ("phonemodels_id", "PhoneModel"),
    ("phonepowersupplies_id", "PhonePowerSupply"),
    ("phonetypes_id", "PhoneType"),
    ("printermodels_id", "PrinterModel"),
    ("printertypes_id", "PrinterType"),
    ("profiles_id", "Profile"),
    ("racks_id", "Rack"),
    ("softwarecategories_id", "SoftwareCategory"),
    ("softwarelicensetypes_id", "SoftwareLicenseType"),
    ("softwarelicenses_id", "SoftwareLicense"),
    ("softwares_id", "Software"),
    ("softwareversions_id", "SoftwareVersion"),
    ("states_id", "State"),
    ("suppliers_id", "Supplier"),
    ("suppliertypes_id", "SupplierType"),
    ("usercategories_id", "UserCategory"),
    ("users_id", "User"),
    ("usertitles_id", "UserTitle"),
];

/// Columns that are not text and not foreign keys, whatever the class.
const PLAIN_COLUMNS: &[(&str, Kind)] = &[
    ("comment", Kind::LongText),
    ("address", Kind::LongText),
    ("building", Kind::Text { max: TEXT_MAX }),
    ("begin_date", Kind::Date),
    ("end_date", Kind::Date),
    ("expire", Kind::Date),
    ("buy_date", Kind::Date),
    ("use_date", Kind::Date),
    ("order_date", Kind::Date),
    ("delivery_date", Kind::Date),
    ("inventory_date", Kind::Date),
    ("warranty_date", Kind::Date),
    ("decommission_date", Kind::Date),
    ("install_date", Kind::Date),
    ("is_deleted", Kind::Boolean),
    ("last_boot", Kind::DateTime),
    ("last_inventory_update", Kind::DateTime),
    ("duration", Kind::Integer),
    ("notice", Kind::Integer),
    ("periodicity", Kind::Integer),
    ("billing", Kind::Integer),
    ("renewal", Kind::Integer),
    ("max_links_allowed", Kind::Integer),
    ("warranty_duration", Kind::Integer),
    ("sink_time", Kind::Integer),
    ("sink_type", Kind::Integer),
    ("number", Kind::Integer),
    ("size", Kind::Decimal),
    ("ram", Kind::Text { max: TEXT_MAX }),
    ("memory_size", Kind::Integer),
    ("ports_number", Kind::Integer),
    ("value", Kind::Decimal),
    ("warranty_value", Kind::Decimal),
    ("cost", Kind::Decimal),
    ("is_recursive", Kind::Boolean),
    ("is_global", Kind::Boolean),
    ("is_active", Kind::Boolean),
    ("is_helpdesk_visible", Kind::Boolean),
    ("is_valid", Kind::Boolean),
    ("allow_overquota", Kind::Boolean),
    ("have_micro", Kind::Boolean),
    ("have_speaker", Kind::Boolean),
    ("have_subd", Kind::Boolean),
    ("have_bnc", Kind::Boolean),
    ("have_dvi", Kind::Boolean),
    ("have_pivot", Kind::Boolean),
    ("have_hdmi", Kind::Boolean),
    ("have_displayport", Kind::Boolean),
    ("have_serial", Kind::Boolean),
    ("have_parallel", Kind::Boolean),
    ("have_usb", Kind::Boolean),
    ("have_wifi", Kind::Boolean),
    ("have_ethernet", Kind::Boolean),
    ("have_headset", Kind::Boolean),
    ("have_hp", Kind::Boolean),
    ("mac", Kind::Mac),
    ("ip", Kind::Ip),
];

/// True when rows of the class point at a parent of the same class.
pub fn is_tree(class: &ClassName) -> bool {
    TREES.contains(&class.as_str())
}

/// The column with which a tree's row points at its parent, for example `locations_id`.
pub fn parent_column(class: &ClassName) -> Column {
    FOREIGN_KEYS.iter().find(|(_, known)| *known == class.as_str()).map_or_else(
        || Column::from(format!("{}s_id", class.as_str().to_lowercase()).as_str()),
        |(column, _)| Column::from(*column),
    )
}

/// The class a foreign key column points at: `users_id_tech` → `User`.
pub fn foreign_class(column: &Column) -> Option<ClassName> {
    let name = column.as_str();
    FOREIGN_KEYS
        .iter()
        .find(|(key, _)| name == *key || name.strip_prefix(*key).is_some_and(|rest| rest.starts_with('_')))
        .map(|(_, class)| ClassName::from(*class))
}

/// The kind of a column as far as it is known from its name; `None` for an unknown foreign key.
pub fn default_kind(column: &Column) -> Option<Kind> {
    if column.as_str() == "entities_id" {
        return Some(Kind::Entity);
    }
    if let Some(class) = foreign_class(column) {
        return Some(match class.as_str() {
            "Computer" | "Contract" | "User" => Kind::Reference { class, by: "name".into() },
            _ if is_tree(&class) && class.as_str() != "SoftwareLicense" => Kind::Tree(class),
            _ => Kind::Dropdown(class),
        });
    }
    if let Some((_, kind)) = PLAIN_COLUMNS.iter().find(|(name, _)| *name == column.as_str()) {
        return Some(kind.clone());
    }
    if column.as_str().contains("s_id") {
        return None;
    }
    Some(Kind::Text { max: TEXT_MAX })
}

/// Reference classes whose rows belong to an entity.
const IN_ENTITIES: &[&str] = &[
    "Budget",
    "BusinessCriticity",
    "Computer",
    "Contract",
    "DeviceMemory",
    "DeviceProcessor",
    "Domain",
    "Group",
    "ITILCategory",
    "Location",
    "Software",
    "SoftwareLicense",
    "SoftwareLicenseType",
    "State",
    "Supplier",
];

/// True when rows of the class belong to an entity.
pub fn is_in_entities(class: &ClassName) -> bool {
    IN_ENTITIES.contains(&class.as_str())
}

/// True when a new row of the class is put into the entity of the item that needs it; rows of
/// other classes are put into the working entity of the system, visible below.
pub fn belongs_to_item_entity(class: &ClassName) -> bool {
    class.as_str() == "Location"
}
