//! What GLPI can hold, by version. Facts are those of GLPI's tables (10.0), tried out on a 10.0.6; an item type
//! that is not listed here works too, with the kinds given in the mapping.

use std::sync::LazyLock;

use super::canonical::{self, Keeping, LINE};
use super::known;
use super::labels::LABELS;
use super::synonyms;
use super::version::Version;
use crate::model::schema::{
    ChildPart, Class, Columns, Contract, Form, Home, Kind, Naming, Owner, Schema, Set, Shape, Shared,
    Warranty, Within,
};

/// Column of a port, not of GLPI's table: its addresses, held by rows of their own.
pub const ADDRESSES: &str = "addresses";

/// Column of a port, not of GLPI's table: its name in the network without the domain, held by a row of its
/// own.
pub const HOSTNAME: &str = "hostname";

/// The word of the part with operating systems.
pub const SYSTEMS: &str = "operating_system";

/// The word of the set of network ports.
pub const PORTS: &str = "ports";

/// Classes whose items have an operating system, installed software and contracts.
const ASSETS: &[&str] = &["Computer", "Monitor", "NetworkEquipment", "Printer", "Phone", "Peripheral"];

/// Classes whose items have financial data.
const PRICED: &[&str] = &[
    "Computer",
    "Monitor",
    "NetworkEquipment",
    "Printer",
    "Phone",
    "Peripheral",
    "Appliance",
    "CartridgeItem",
    "Certificate",
    "ConsumableItem",
    "Domain",
    "Enclosure",
    "Line",
    "PassiveDCEquipment",
    "PDU",
    "Rack",
    "Software",
    "SoftwareLicense",
];

static CLASS_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("classes.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// How a version keeps values.
macro_rules! form {
    ($keeping:ident) => {
        Form {
            line: LINE,
            canonical: |kind, value| canonical::canonical(Keeping::$keeping, kind, value),
            stored: |kind, text| canonical::stored(Keeping::$keeping, kind, text),
            name: |text| canonical::name(Keeping::$keeping, text),
            is_misread: |text| canonical::is_misread(Keeping::$keeping, text),
        }
    };
}
/// What a GLPI can hold of which no version is known: mappings are checked by it, which are the same for all.
pub static SCHEMA: Schema = of_form(form!(TenByBytes));

static OF_9: Schema = of_form(form!(Nine));

static OF_10: Schema = of_form(form!(TenByCharacters));

static OF_11: Schema = of_form(form!(Eleven));

/// What a version can hold. One that is not told is taken to be 9.x.
pub fn of(version: Option<Version>) -> &'static Schema {
    match version {
        None => &OF_9,
        Some(version) if version < Version(10, 0, 0) => &OF_9,
        // Between 10.0.7 and 10.0.13 some cut by characters, too: a text cut by bytes is whole there.
        Some(version) if version < Version(10, 0, 14) => &SCHEMA,
        Some(version) if version < Version(11, 0, 0) => &OF_10,
        Some(_) => &OF_11,
    }
}

const fn of_form(form: Form) -> Schema {
    Schema { form, ..BASE }
}

/// What all versions share.
const BASE: Schema = Schema {
    columns: Columns {
        name: "name",
        entity: "entities_id",
        recursive: "is_recursive",
        trash: "is_deleted",
        agent: "is_dynamic",
        state: "states_id",
        comment: "comment",
        serial: "serial",
        place: "locations_id",
        owner_class: "itemtype",
        owner_id: "items_id",
        uuid: "uuid",
        mac: "mac",
    },
    entity_class: "Entity",
    state_class: "State",
    classes: CLASSES,
    examples: ASSETS,
    class_names: || &CLASS_NAMES,
    is_added_class: |class| class.starts_with("Plugin") || class.contains('\\'),
    foreign_keys: FOREIGN_KEYS,
    kinds: KINDS,
    is_foreign_key: |column| column.contains("s_id"),
    is_nameless: |class| class.contains('_') || class == "Infocom",
    parts: PARTS,
    contract: Some(Contract {
        class: "Contract",
        name: "name",
        number: "num",
        begin: "begin_date",
        months: "duration",
        notice: "notice",
        renewal: "renewal",
        tacit: 1,
        express: 2,
        period: "periodicity",
        kind: "contracttypes_id",
    }),
    warranty: Some(Warranty {
        class: "Infocom",
        begin: "warranty_date",
        bought: "buy_date",
        months: "warranty_duration",
    }),
    dictionary_words: &[
        ("manufacturer", "", "manufacturers_id"),
        ("os_name", "os", "operatingsystems_id"),
        ("os_version", "os", "operatingsystemversions_id"),
        ("os_version_name", "os", "operatingsystemversions_id"),
        ("servicepack_name", "os", "operatingsystemservicepacks_id"),
        ("arch_name", "os", "operatingsystemarchitectures_id"),
        ("os_edition", "os", "operatingsystemeditions_id"),
    ],
    prices: &["value", "cost", "price"],
    identifiers: &["otherserial", "serial", "uuid"],
    is_end: |column| column.split('_').any(|word| word == "end" || word.starts_with("expir")),
    form: form!(TenByBytes),
    labels: LABELS,
    synonyms: synonyms::synonyms,
    columns_of: known::of_class,
    page: |class, id| {
        // A plugin's pages are elsewhere, and rows beside an item have none of their own.
        let has_page =
            CLASS_NAMES.binary_search(&class).is_ok() && !class.contains('_') && class != "Infocom";
        has_page.then(|| format!("/front/{}.form.php?id={id}", class.to_lowercase()))
    },
};

/// What is known of GLPI's classes, sorted by name.
const CLASSES: &[Class] = &[
    Class::named("AppliancesEnvironment").tree(),
    Class::named("Budget").at(Home::Working),
    Class::named("BusinessCriticity").tree().at(Home::Everywhere),
    Class::named("Computer").at(Home::Working).item().names(Naming::None).with_serial().called_by_name(),
    Class::named("Contract").at(Home::Working).item().names(Naming::None),
    Class::named("DeviceBattery").at(Home::Working).named_by("designation"),
    Class::named("DeviceCamera").at(Home::Working).named_by("designation"),
    Class::named("DeviceCase").at(Home::Working).named_by("designation"),
    Class::named("DeviceControl").at(Home::Working).named_by("designation"),
    Class::named("DeviceDrive").at(Home::Working).named_by("designation"),
    Class::named("DeviceFirmware").at(Home::Working).named_by("designation"),
    Class::named("DeviceGeneric").at(Home::Working).named_by("designation"),
    Class::named("DeviceGraphicCard").at(Home::Working).named_by("designation"),
    Class::named("DeviceHardDrive").at(Home::Working).named_by("designation"),
    Class::named("DeviceMemory").at(Home::Working).named_by("designation"),
    Class::named("DeviceMotherboard").at(Home::Working).named_by("designation"),
    Class::named("DeviceNetworkCard").at(Home::Working).named_by("designation"),
    Class::named("DevicePci").at(Home::Working).named_by("designation"),
    Class::named("DevicePowerSupply").at(Home::Working).named_by("designation"),
    Class::named("DeviceProcessor").at(Home::Working).named_by("designation"),
    Class::named("DeviceSensor").at(Home::Working).named_by("designation"),
    Class::named("DeviceSimcard").at(Home::Working).named_by("designation"),
    Class::named("DeviceSoundCard").at(Home::Working).named_by("designation"),
    Class::named("DocumentCategory").tree(),
    Class::named("Domain").at(Home::Working),
    Class::named("Enclosure").with_serial(),
    Class::named("Entity").tree().at(Home::Beyond).names(Naming::None),
    Class::named("Group").tree().at(Home::Working).names(Naming::None),
    Class::named("IPNetwork").tree(),
    Class::named("ITILCategory").tree().at(Home::Working),
    Class::named("KnowbaseItemCategory").tree(),
    Class::named("Location").tree().at(Home::OfItem),
    Class::named("Manufacturer").names(Naming::Company),
    Class::named("Monitor").names(Naming::None).with_serial(),
    Class::named("NetworkEquipment").names(Naming::None).with_serial().called_by_name(),
    Class::named("PDU").with_serial(),
    Class::named("Peripheral").with_serial(),
    Class::named("Phone").names(Naming::None).with_serial(),
    Class::named("Printer").names(Naming::None).with_serial(),
    Class::named("Rack").with_serial(),
    Class::named("Software").at(Home::Working).names(Naming::None),
    Class::named("SoftwareCategory").tree(),
    Class::named("SoftwareLicense").tree_of_names().at(Home::Working),
    Class::named("SoftwareLicenseType").tree().at(Home::Working),
    // It is where its software is: GLPI copies entity and recursion from there.
    Class::named("SoftwareVersion").within("softwares_id").at(Home::Beyond).names(Naming::None),
    Class::named("State").tree().at(Home::Everywhere),
    Class::named("Supplier").at(Home::Working).names(Naming::Company),
    Class::named("TaskCategory").tree(),
    Class::named("User").at(Home::Beyond).item().names(Naming::None),
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
    ("devicebatteries_id", "DeviceBattery"),
    ("devicecontrols_id", "DeviceControl"),
    ("devicegraphiccards_id", "DeviceGraphicCard"),
    ("deviceharddrives_id", "DeviceHardDrive"),
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
    ("softwarelicenses_id", "SoftwareLicense"),
    ("softwarelicensetypes_id", "SoftwareLicenseType"),
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
const KINDS: &[(&str, Kind)] = &[
    ("address", Kind::LongText),
    ("allow_overquota", Kind::Boolean),
    ("begin_date", Kind::Date),
    ("billing", Kind::Integer),
    ("building", Kind::Text { max: LINE }),
    ("buy_date", Kind::Date),
    ("comment", Kind::LongText),
    ("cost", Kind::Decimal),
    ("decommission_date", Kind::Date),
    ("delivery_date", Kind::Date),
    ("duration", Kind::Integer),
    ("end_date", Kind::Date),
    ("expire", Kind::Date),
    ("have_bnc", Kind::Boolean),
    ("have_displayport", Kind::Boolean),
    ("have_dvi", Kind::Boolean),
    ("have_ethernet", Kind::Boolean),
    ("have_hdmi", Kind::Boolean),
    ("have_headset", Kind::Boolean),
    ("have_hp", Kind::Boolean),
    ("have_micro", Kind::Boolean),
    ("have_parallel", Kind::Boolean),
    ("have_pivot", Kind::Boolean),
    ("have_serial", Kind::Boolean),
    ("have_speaker", Kind::Boolean),
    ("have_subd", Kind::Boolean),
    ("have_usb", Kind::Boolean),
    ("have_wifi", Kind::Boolean),
    ("install_date", Kind::Date),
    ("inventory_date", Kind::Date),
    ("ip", Kind::Ip),
    ("is_active", Kind::Boolean),
    ("is_deleted", Kind::Boolean),
    ("is_global", Kind::Boolean),
    ("is_helpdesk_visible", Kind::Boolean),
    ("is_recursive", Kind::Boolean),
    ("is_valid", Kind::Boolean),
    ("last_boot", Kind::DateTime),
    ("last_inventory_update", Kind::DateTime),
    ("mac", Kind::Mac),
    ("max_links_allowed", Kind::Integer),
    ("memory_size", Kind::Integer),
    ("notice", Kind::Integer),
    ("number", Kind::Integer),
    ("order_date", Kind::Date),
    ("periodicity", Kind::Integer),
    ("ports_number", Kind::Integer),
    ("ram", Kind::Text { max: LINE }),
    ("renewal", Kind::Integer),
    ("sink_time", Kind::Integer),
    ("sink_type", Kind::Integer),
    ("size", Kind::Decimal),
    ("use_date", Kind::Date),
    ("value", Kind::Decimal),
    ("warranty_date", Kind::Date),
    ("warranty_duration", Kind::Integer),
    ("warranty_value", Kind::Decimal),
];

const PARTS: &[ChildPart] = &[
    ChildPart {
        word: SYSTEMS,
        table: "os",
        class: "Item_OperatingSystem",
        of_classes: ASSETS,
        shape: Shape::Row { naming: "operatingsystems_id" },
    },
    ChildPart {
        word: "contract",
        table: "contract",
        class: "Contract",
        of_classes: ASSETS,
        shape: Shape::Shared(Shared {
            link_class: "Contract_Item",
            link_column: "contracts_id",
            naming: "name",
            chosen_by: &["num", "name"],
        }),
    },
    ChildPart {
        word: "infocom",
        table: "infocom",
        class: "Infocom",
        of_classes: PRICED,
        shape: Shape::Row { naming: "" },
    },
    set(
        "disks",
        "Item_Disk",
        &["Computer", "NetworkEquipment", "Phone", "Printer"],
        Set {
            usual_keys: &[&["mountpoint"], &["device"], &["name"]],
            kinds: &[
                ("totalsize", Kind::Mebibytes),
                ("freesize", Kind::Mebibytes),
                ("encryption_status", Kind::Integer),
            ],
            ..OF_ITEM
        },
    ),
    set(
        "processors",
        "Item_DeviceProcessor",
        &["Computer", "Phone"],
        Set {
            usual_keys: &[&["deviceprocessors_id", "serial", "busID"]],
            may_repeat: true,
            kinds: &[("frequency", Kind::Integer), ("nbcores", Kind::Integer), ("nbthreads", Kind::Integer)],
            ..OF_ITEM
        },
    ),
    set(
        "memory",
        "Item_DeviceMemory",
        &["Computer", "NetworkEquipment", "Peripheral", "Phone", "Printer"],
        Set {
            usual_keys: &[&["devicememories_id", "serial", "busID"]],
            may_repeat: true,
            kinds: &[("size", Kind::Mebibytes)],
            ..OF_ITEM
        },
    ),
    set(
        "hard_drives",
        "Item_DeviceHardDrive",
        &["Computer", "NetworkEquipment", "Peripheral", "Phone", "Printer"],
        Set {
            usual_keys: &[&["deviceharddrives_id", "serial", "busID"]],
            may_repeat: true,
            kinds: &[("capacity", Kind::Mebibytes)],
            ..OF_ITEM
        },
    ),
    set(
        "batteries",
        "Item_DeviceBattery",
        &["Computer", "Peripheral", "Phone", "Printer"],
        Set {
            usual_keys: &[&["devicebatteries_id", "serial"]],
            may_repeat: true,
            kinds: &[("manufacturing_date", Kind::Date), ("real_capacity", Kind::Integer)],
            ..OF_ITEM
        },
    ),
    set(
        "controllers",
        "Item_DeviceControl",
        &["Computer"],
        Set { usual_keys: &[&["devicecontrols_id", "serial", "busID"]], may_repeat: true, ..OF_ITEM },
    ),
    set(
        "graphic_cards",
        "Item_DeviceGraphicCard",
        &["Computer", "Phone"],
        Set {
            usual_keys: &[&["devicegraphiccards_id", "serial", "busID"]],
            may_repeat: true,
            kinds: &[("memory", Kind::Mebibytes)],
            ..OF_ITEM
        },
    ),
    set(
        PORTS,
        "NetworkPort",
        &[
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
        Set {
            usual_keys: &[&["mac"], &["name"], &["logical_number"]],
            kinds: &[
                ("logical_number", Kind::Integer),
                ("ifspeed", Kind::Integer),
                ("ifmtu", Kind::Integer),
                (ADDRESSES, Kind::Addresses),
                (HOSTNAME, Kind::Hostname),
            ],
            constants: &[("instantiation_type", "NetworkPortEthernet")],
            ..OF_ITEM
        },
    ),
    set(
        "licenses",
        "Item_SoftwareLicense",
        &["Computer", "Monitor", "NetworkEquipment", "Peripheral", "Phone", "Printer"],
        Set {
            usual_keys: &[&["softwarelicenses_id"]],
            references: &[("softwarelicenses_id", "SoftwareLicense")],
            ..OF_ITEM
        },
    ),
    set(
        "software",
        "Item_SoftwareVersion",
        ASSETS,
        Set {
            // GLPI refuses the same version twice on one item; several versions of one software are usual.
            usual_keys: &[&["softwares_id", "softwareversions_id"]],
            kinds: &[("date_install", Kind::Date)],
            within: Some(Within {
                column: "softwareversions_id",
                outer: "softwares_id",
                more: &["manufacturers_id"],
                words: &[("version", "softwareversions_id"), ("manufacturer", "manufacturers_id")],
            }),
            ..OF_ITEM
        },
    ),
    set(
        "groups",
        "Group_User",
        &["User"],
        Set {
            owner: Owner::Column("users_id"),
            usual_keys: &[&["groups_id"]],
            kinds: &[
                ("is_manager", Kind::Boolean),
                ("is_userdelegate", Kind::Boolean),
                ("is_dynamic", Kind::Boolean),
            ],
            ..OF_ITEM
        },
    ),
    set(
        "suppliers",
        "Contract_Supplier",
        &["Contract"],
        Set { owner: Owner::Column("contracts_id"), usual_keys: &[&["suppliers_id"]], ..OF_ITEM },
    ),
];

/// A set whose rows name their item by class and id.
const OF_ITEM: Set = Set {
    owner: Owner::Item,
    usual_keys: &[],
    may_repeat: false,
    kinds: &[],
    references: &[],
    constants: &[],
    within: None,
};

const fn set(
    word: &'static str,
    class: &'static str,
    of_classes: &'static [&'static str],
    set: Set,
) -> ChildPart {
    ChildPart { word, table: word, class, of_classes, shape: Shape::Set(set) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::Part;

    #[test]
    fn what_is_searched_by_halves_is_sorted() {
        assert!(SCHEMA.classes.is_sorted_by(|a, b| a.name < b.name));
        assert!(SCHEMA.kinds.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CLASS_NAMES.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_class_that_is_named_here_is_one_of_glpis_own() {
        let classes = SCHEMA.classes.iter().map(|class| class.name);
        let keys = SCHEMA.foreign_keys.iter().map(|(_, class)| *class);
        let parts = SCHEMA.parts.iter().flat_map(|part| part.of_classes.iter().chain([&part.class])).copied();
        for class in classes.chain(keys).chain(parts).chain(SCHEMA.examples.iter().copied()) {
            assert!(SCHEMA.is_own_class(class), "{class}");
        }
        assert!(!SCHEMA.is_own_class("PluginThing"));
    }

    #[test]
    fn the_words_of_parts_are_short_enough_to_be_kept() {
        for part in SCHEMA.parts {
            let kept = Part::new(part.word, part.table);
            assert_eq!((kept.word(), kept.table()), (part.word, Some(part.table)));
        }
    }
}
