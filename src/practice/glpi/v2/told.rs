//! What v2.2 tells of each class: the section of its list and its properties, as in the OpenAPI document of 11.0.6
//! and its answers.

/// How a property is told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    /// As the column holds it.
    As(&'static str),
    /// True or false.
    Flag(&'static str),
    /// With the offset of a zone.
    Moment(&'static str),
    /// The row that a column points at, with id and name.
    To(&'static str, &'static str),
    /// The entity, with its path.
    Entity,
    /// Groups, sorted by their ids and not by their age.
    Groups(&'static str),
    /// A number, where the column holds a decimal.
    Number(&'static str),
    /// Nothing that the practice GLPI knows.
    Nothing,
}

use Told::{As, Entity, Flag, Groups, Moment, Nothing, Number, To};

/// A class.
pub(super) struct Class {
    /// Name, the same in v1.
    pub(super) name: &'static str,
    /// Section of its address.
    pub(super) section: &'static str,
    /// Properties beside the id.
    pub(super) properties: &'static [&'static [Property]],
}

/// The name of a property and how it is told.
pub(super) type Property = (&'static str, Told);

impl Class {
    /// All its properties.
    pub(super) fn all(&self) -> impl Iterator<Item = Property> {
        self.properties.iter().copied().flatten().copied()
    }
}

/// The class of an address.
pub(super) fn class_at(section: &str, name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name && class.section == section)
}

/// The class of a name.
pub(super) fn class_of(name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name)
}

const fn class(
    section: &'static str,
    name: &'static str,
    properties: &'static [&'static [Property]],
) -> Class {
    Class { name, section, properties }
}

const DATES: &[Property] = &[("date_creation", Moment("date_creation")), ("date_mod", Moment("date_mod"))];
const NAME: &[Property] = &[("name", As("name")), ("comment", As("comment"))];
const IN_ENTITY: &[Property] = &[("entity", To("Entity", "entities_id"))];
const BELOW: &[Property] = &[("is_recursive", Flag("is_recursive"))];
const IN_TRASH: &[Property] = &[("is_deleted", Flag("is_deleted"))];
const PEOPLE: &[Property] = &[("user", To("User", "users_id")), ("user_tech", To("User", "users_id_tech"))];
const GROUPS: &[Property] = &[("group", Groups("groups_id")), ("group_tech", Groups("groups_id_tech"))];
const STATUS: &[Property] = &[("status", To("State", "states_id"))];
const PLACE: &[Property] = &[("location", To("Location", "locations_id"))];
const UPDATED: &[Property] = &[("autoupdatesystem", To("AutoUpdateSystem", "autoupdatesystems_id"))];
const NETWORK: &[Property] = &[("network", To("Network", "networks_id"))];
const TREE: &[Property] = &[("completename", As("completename")), ("level", As("level"))];
const ASSET: &[Property] = &[
    ("name", As("name")),
    ("comment", As("comment")),
    ("contact", As("contact")),
    ("contact_num", As("contact_num")),
    ("serial", As("serial")),
    ("otherserial", As("otherserial")),
    ("entity", Entity),
    ("manufacturer", To("Manufacturer", "manufacturers_id")),
];
const UUID: &[Property] = &[("uuid", As("uuid"))];

/// The type and the model of a class of devices.
macro_rules! device {
    ($name:literal, $type:literal, $type_column:literal, $model:literal, $model_column:literal, $more:expr) => {
        class(
            "Assets",
            $name,
            &[
                ASSET,
                BELOW,
                IN_TRASH,
                DATES,
                STATUS,
                PEOPLE,
                GROUPS,
                PLACE,
                UUID,
                UPDATED,
                &[("type", To($type, $type_column)), ("model", To($model, $model_column))],
                $more,
            ],
        )
    };
}

const CLASSES: &[Class] = &[
    class(
        "Assets",
        "Appliance",
        &[
            ASSET,
            BELOW,
            IN_TRASH,
            DATES,
            STATUS,
            PEOPLE,
            GROUPS,
            PLACE,
            &[("type", To("ApplianceType", "appliancetypes_id"))],
        ],
    ),
    class(
        "Assets",
        "Certificate",
        &[
            ASSET,
            BELOW,
            IN_TRASH,
            DATES,
            STATUS,
            PEOPLE,
            GROUPS,
            PLACE,
            &[("type", To("CertificateType", "certificatetypes_id"))],
        ],
    ),
    device!("Computer", "ComputerType", "computertypes_id", "ComputerModel", "computermodels_id", NETWORK),
    device!("Monitor", "MonitorType", "monitortypes_id", "MonitorModel", "monitormodels_id", &[]),
    device!(
        "NetworkEquipment",
        "NetworkEquipmentType",
        "networkequipmenttypes_id",
        "NetworkEquipmentModel",
        "networkequipmentmodels_id",
        NETWORK
    ),
    device!(
        "Peripheral",
        "PeripheralType",
        "peripheraltypes_id",
        "PeripheralModel",
        "peripheralmodels_id",
        &[]
    ),
    device!("Phone", "PhoneType", "phonetypes_id", "PhoneModel", "phonemodels_id", &[]),
    device!("Printer", "PrinterType", "printertypes_id", "PrinterModel", "printermodels_id", NETWORK),
    class(
        "Assets",
        "Software",
        &[
            NAME,
            IN_ENTITY,
            BELOW,
            IN_TRASH,
            DATES,
            PEOPLE,
            GROUPS,
            PLACE,
            &[
                ("category", To("SoftwareCategory", "softwarecategories_id")),
                ("manufacturer", To("Manufacturer", "manufacturers_id")),
                ("parent", To("Software", "softwares_id")),
                ("is_helpdesk_visible", Flag("is_helpdesk_visible")),
                ("is_update", Flag("is_update")),
                ("is_valid", Flag("is_valid")),
            ],
        ],
    ),
    class(
        "Management",
        "Budget",
        &[
            NAME,
            IN_ENTITY,
            IN_TRASH,
            DATES,
            PLACE,
            &[
                ("type", To("BudgetType", "budgettypes_id")),
                ("value", Number("value")),
                ("date_begin", As("begin_date")),
                ("date_end", As("end_date")),
            ],
        ],
    ),
    class(
        "Management",
        "Cluster",
        &[
            NAME,
            IN_ENTITY,
            IN_TRASH,
            DATES,
            STATUS,
            PEOPLE,
            GROUPS,
            UUID,
            UPDATED,
            &[("type", To("ClusterType", "clustertypes_id"))],
        ],
    ),
    // Whether it is open to the entities below is not told, and no number, no dates.
    class(
        "Management",
        "Contract",
        &[NAME, IN_ENTITY, IN_TRASH, DATES, STATUS, &[("type", To("ContractType", "contracttypes_id"))]],
    ),
    class(
        "Management",
        "Supplier",
        &[NAME, IN_ENTITY, IN_TRASH, DATES, &[("type", To("SupplierType", "suppliertypes_id"))]],
    ),
    class("Administration", "Entity", &[NAME, TREE, &[("parent", To("Entity", "entities_id"))]]),
    // Whether it is open to the entities below is not told.
    class("Administration", "Group", &[NAME, TREE, IN_ENTITY, &[("parent", To("Group", "groups_id"))]]),
    class(
        "Administration",
        "User",
        &[
            IN_TRASH,
            PLACE,
            DATES,
            &[
                ("username", As("name")),
                ("realname", As("realname")),
                ("firstname", As("firstname")),
                ("phone", As("phone")),
                ("phone2", As("phone2")),
                ("mobile", As("mobile")),
                ("comment", As("comment")),
                ("registration_number", As("registration_number")),
                ("nickname", As("nickname")),
                ("is_active", Flag("is_active")),
                ("default_entity", To("Entity", "entities_id")),
                ("default_profile", Nothing),
                ("title", To("UserTitle", "usertitles_id")),
                ("category", To("UserCategory", "usercategories_id")),
            ],
        ],
    ),
    class("Dropdowns", "AutoUpdateSystem", &[NAME]),
    class(
        "Dropdowns",
        "BusinessCriticity",
        &[
            NAME,
            TREE,
            IN_ENTITY,
            BELOW,
            DATES,
            &[("parent", To("BusinessCriticity", "businesscriticities_id"))],
        ],
    ),
    class(
        "Dropdowns",
        "ITILCategory",
        &[
            NAME,
            TREE,
            IN_ENTITY,
            BELOW,
            DATES,
            &[("parent", To("ITILCategory", "itilcategories_id")), ("code", As("code"))],
        ],
    ),
    class(
        "Dropdowns",
        "Location",
        &[
            NAME,
            TREE,
            IN_ENTITY,
            BELOW,
            DATES,
            &[
                ("parent", To("Location", "locations_id")),
                ("code", As("code")),
                ("alias", As("alias")),
                ("room", As("room")),
                ("building", As("building")),
                ("address", As("address")),
                ("town", As("town")),
                ("postcode", As("postcode")),
                ("state", As("state")),
                ("country", As("country")),
                ("latitude", As("latitude")),
                ("longitude", As("longitude")),
                ("altitude", As("altitude")),
            ],
        ],
    ),
    class("Dropdowns", "Manufacturer", &[NAME, DATES]),
    class("Dropdowns", "RequestType", &[NAME, DATES, &[("is_active", Flag("is_active"))]]),
    class("Dropdowns", "SolutionType", &[NAME, IN_ENTITY, BELOW, DATES]),
    class(
        "Dropdowns",
        "State",
        &[NAME, TREE, IN_ENTITY, BELOW, DATES, &[("parent", To("State", "states_id"))]],
    ),
];
