//! The kinds of sets that an item can have, and how GLPI keeps them.

use serde::{Deserialize, Serialize};

use super::kind::{ClassName, Kind};

/// Which set.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// Volumes (`Item_Disk`).
    Disks,
    /// Processors (`Item_DeviceProcessor`).
    Processors,
    /// Memory modules (`Item_DeviceMemory`).
    Memory,
    /// Network ports with their name and addresses (`NetworkPort`, `NetworkName`, `IPAddress`).
    Ports,
    /// Software licenses assigned to the item (`Item_SoftwareLicense`).
    Licenses,
    /// Groups of a user (`Group_User`).
    Groups,
    /// Suppliers of a contract (`Contract_Supplier`).
    Suppliers,
}

/// How a row of a set names its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// By `itemtype` and `items_id`.
    Item,
    /// By this column, for items of one class only.
    Column(&'static str),
}

impl Owner {
    /// The column with the id of the item.
    pub fn column(self) -> &'static str {
        match self {
            Self::Item => "items_id",
            Self::Column(column) => column,
        }
    }
}

/// Column of a port, not of the desk's table: its addresses, held by rows of their own.
pub const ADDRESSES: &str = "addresses";

/// Column of a port, not of the desk's table: its name in the network without the domain, held by a row
/// of its own.
pub const HOSTNAME: &str = "hostname";

impl SetKind {
    /// Every set, in the order in which they are written.
    pub const ALL: [Self; 7] = [
        Self::Disks,
        Self::Processors,
        Self::Memory,
        Self::Ports,
        Self::Licenses,
        Self::Groups,
        Self::Suppliers,
    ];

    /// The table of a mapping file (`[set.disks]`), and the beginning of an element's path
    /// (`disks[/].totalsize`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Disks => "disks",
            Self::Processors => "processors",
            Self::Memory => "memory",
            Self::Ports => "ports",
            Self::Licenses => "licenses",
            Self::Groups => "groups",
            Self::Suppliers => "suppliers",
        }
    }

    /// The desk's class of an element.
    pub fn class(self) -> ClassName {
        ClassName::from(match self {
            Self::Disks => "Item_Disk",
            Self::Processors => "Item_DeviceProcessor",
            Self::Memory => "Item_DeviceMemory",
            Self::Ports => "NetworkPort",
            Self::Licenses => "Item_SoftwareLicense",
            Self::Groups => "Group_User",
            Self::Suppliers => "Contract_Supplier",
        })
    }

    /// How an element names its item.
    pub fn owner(self) -> Owner {
        match self {
            Self::Disks | Self::Processors | Self::Memory | Self::Ports | Self::Licenses => Owner::Item,
            Self::Groups => Owner::Column("users_id"),
            Self::Suppliers => Owner::Column("contracts_id"),
        }
    }

    /// Classes whose items have the set.
    pub fn of_classes(self) -> &'static [&'static str] {
        match self {
            Self::Disks => &["Computer", "NetworkEquipment", "Phone", "Printer"],
            Self::Processors => &["Computer", "Phone"],
            Self::Memory => &["Computer", "NetworkEquipment", "Peripheral", "Phone", "Printer"],
            Self::Ports => &[
                "Computer",
                "Monitor",
                "NetworkEquipment",
                "Peripheral",
                "Phone",
                "Printer",
                "Enclosure",
                "PDU",
                "Cluster",
                "Unmanaged",
            ],
            Self::Licenses => &["Computer", "Monitor", "NetworkEquipment", "Peripheral", "Phone", "Printer"],
            Self::Groups => &["User"],
            Self::Suppliers => &["Contract"],
        }
    }

    /// Columns that name an element within its item: the first list of which the mapping has the
    /// first column, as far as it has the others.
    pub fn usual_keys(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Disks => &[&["mountpoint"], &["device"], &["name"]],
            Self::Processors => &[&["deviceprocessors_id", "serial", "busID"]],
            Self::Memory => &[&["devicememories_id", "serial", "busID"]],
            Self::Ports => &[&["mac"], &["name"], &["logical_number"]],
            Self::Licenses => &[&["softwarelicenses_id"]],
            Self::Groups => &[&["groups_id"]],
            Self::Suppliers => &[&["suppliers_id"]],
        }
    }

    /// True where an item may have several elements that are alike in everything: two processors of
    /// one model. They are told apart by number.
    pub fn may_repeat(self) -> bool {
        match self {
            Self::Processors | Self::Memory => true,
            Self::Disks | Self::Ports | Self::Licenses | Self::Groups | Self::Suppliers => false,
        }
    }

    /// What a column holds where its name alone does not tell.
    pub fn kind_of(self, column: &str) -> Option<Kind> {
        match (self, column) {
            (Self::Disks, "totalsize" | "freesize") | (Self::Memory, "size") => Some(Kind::Mebibytes),
            (Self::Disks, "encryption_status")
            | (Self::Processors, "frequency" | "nbcores" | "nbthreads")
            | (Self::Ports, "logical_number" | "ifspeed" | "ifmtu") => Some(Kind::Integer),
            (Self::Groups, "is_manager" | "is_userdelegate" | "is_dynamic") => Some(Kind::Boolean),
            (Self::Ports, ADDRESSES) => Some(Kind::Addresses),
            (Self::Ports, HOSTNAME) => Some(Kind::Hostname),
            (Self::Licenses, "softwarelicenses_id") => {
                Some(Kind::Reference { class: "SoftwareLicense".into(), by: "name".into() })
            }
            _ => None,
        }
    }

    /// Columns of every new element, with what they hold, where the mapping does not say.
    pub fn constants(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Ports => &[("instantiation_type", "NetworkPortEthernet")],
            Self::Disks
            | Self::Processors
            | Self::Memory
            | Self::Licenses
            | Self::Groups
            | Self::Suppliers => &[],
        }
    }

    /// Path of an element: `disks[/]`.
    pub fn element_path(self, element: &str) -> String {
        format!("{}[{element}]", self.name())
    }
}
