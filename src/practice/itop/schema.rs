//! The classes of the practice iTop and their attributes, a part of those of iTop 3.2.0.

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text of at most so many characters.
    Text(usize),
    /// HTML.
    Html,
    /// One of these codes; the first is the default.
    Enum(&'static [&'static str]),
    /// Id of an object of a class; 0 is none.
    Key(&'static str),
    /// `Y-m-d H:i:s` or empty.
    Date,
    /// Entries with date and author.
    Log,
    /// The linked CIs of a ticket.
    Cis,
    /// Always an empty list.
    NoLinks,
    /// An attribute of the object that a key points at.
    External(&'static str, &'static str),
    /// A file.
    Blob,
    /// Any number.
    Number,
}

/// Whether an object may lack an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    May,
    Must,
}

/// An attribute: code, label, what it holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    pub code: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub need: Need,
}

/// A class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub name: &'static str,
    pub parent: Option<&'static str>,
    /// Objects can only be of its subclasses.
    pub is_abstract: bool,
    pub own: &'static [Attribute],
}

const fn may(code: &'static str, kind: Kind) -> Attribute {
    Attribute { code, label: code, kind, need: Need::May }
}

const fn labelled(code: &'static str, label: &'static str, kind: Kind) -> Attribute {
    Attribute { code, label, kind, need: Need::May }
}

const fn must(code: &'static str, label: &'static str, kind: Kind) -> Attribute {
    Attribute { code, label, kind, need: Need::Must }
}

const ACTIVE: Kind = Kind::Enum(&["active", "inactive"]);
const OFFERED: Kind = Kind::Enum(&["production", "implementation", "obsolete"]);
const USED: Kind = Kind::Enum(&["production", "implementation", "obsolete", "stock"]);
const RESOLUTION: Kind = Kind::Enum(&[
    "assistance",
    "bug fixed",
    "hardware repair",
    "other",
    "software patch",
    "system update",
    "training",
]);
const IMPACT: Attribute = labelled("impact", "Impact", Kind::Enum(&["1", "2", "3"]));
const URGENCY: Attribute = labelled("urgency", "Urgency", Kind::Enum(&["4", "1", "2", "3"]));
const PRIORITY: Attribute = labelled("priority", "Priority", Kind::Enum(&["4", "1", "2", "3"]));
const RESOLUTION_CODE: Attribute = labelled("resolution_code", "Resolution code", RESOLUTION);

/// What Incident and UserRequest have beside what every ticket has.
macro_rules! request {
    ($($own:expr),+) => {
        &[
            $($own,)+
            IMPACT,
            PRIORITY,
            URGENCY,
            RESOLUTION_CODE,
            may("service_id", Kind::Key("Service")),
            may("service_name", Kind::External("service_id", "name")),
            may("servicesubcategory_id", Kind::Key("ServiceSubcategory")),
            may("servicesubcategory_name", Kind::External("servicesubcategory_id", "name")),
            may("assignment_date", Kind::Date),
            may("resolution_date", Kind::Date),
            may("last_pending_date", Kind::Date),
            may("solution", Kind::Html),
            may("pending_reason", Kind::Html),
            may("public_log", Kind::Log),
        ]
    };
}

const ORGANISATION: &[Attribute] = &[
    must("name", "Name", Kind::Text(255)),
    may("code", Kind::Text(255)),
    may("status", ACTIVE),
    may("parent_id", Kind::Key("Organization")),
    may("parent_name", Kind::External("parent_id", "name")),
    may("deliverymodel_id", Kind::Key("DeliveryModel")),
];

const CONTACT: &[Attribute] = &[
    must("name", "Name", Kind::Text(255)),
    may("status", ACTIVE),
    must("org_id", "Organization", Kind::Key("Organization")),
    may("org_name", Kind::External("org_id", "name")),
    may("email", Kind::Text(255)),
    may("phone", Kind::Text(255)),
];

const FUNCTIONAL_CI: &[Attribute] = &[
    must("name", "Name", Kind::Text(255)),
    must("org_id", "Organization", Kind::Key("Organization")),
    may("organization_name", Kind::External("org_id", "name")),
    may("business_criticity", Kind::Enum(&["low", "medium", "high"])),
];

/// The attribute of the extension `stocktake-once`, which not every iTop has.
pub(super) const REF: &str = "stocktake_ref";

const TICKET: &[Attribute] = &[
    may("operational_status", Kind::Enum(&["ongoing", "resolved", "closed"])),
    may("ref", Kind::Text(255)),
    must("org_id", "Organization", Kind::Key("Organization")),
    may("org_name", Kind::External("org_id", "name")),
    may("caller_id", Kind::Key("Person")),
    may("caller_name", Kind::External("caller_id", "name")),
    may("team_id", Kind::Key("Team")),
    may("team_name", Kind::External("team_id", "name")),
    may("agent_id", Kind::Key("Person")),
    may("agent_name", Kind::External("agent_id", "name")),
    must("title", "Title", Kind::Text(255)),
    must("description", "Description", Kind::Html),
    may("start_date", Kind::Date),
    may("end_date", Kind::Date),
    may("last_update", Kind::Date),
    may("close_date", Kind::Date),
    may("private_log", Kind::Log),
    may(REF, Kind::Text(255)),
    may("functionalcis_list", Kind::Cis),
    may("contacts_list", Kind::NoLinks),
    may("workorders_list", Kind::NoLinks),
];

const fn concrete(name: &'static str, parent: Option<&'static str>, own: &'static [Attribute]) -> Class {
    Class { name, parent, is_abstract: false, own }
}

const fn on_top(name: &'static str, own: &'static [Attribute]) -> Class {
    Class { name, parent: None, is_abstract: true, own }
}

const CLASSES: &[Class] = &[
    concrete("Organization", None, ORGANISATION),
    on_top("Contact", CONTACT),
    concrete(
        "Person",
        Some("Contact"),
        &[may("first_name", Kind::Text(255)), may("employee_number", Kind::Text(255))],
    ),
    concrete("Team", Some("Contact"), &[]),
    concrete(
        "DeliveryModel",
        None,
        &[must("name", "Name", Kind::Text(255)), may("org_id", Kind::Key("Organization"))],
    ),
    concrete(
        "lnkDeliveryModelToContact",
        None,
        &[may("deliverymodel_id", Kind::Key("DeliveryModel")), may("contact_id", Kind::Key("Contact"))],
    ),
    concrete("ServiceFamily", None, &[must("name", "Name", Kind::Text(255))]),
    concrete(
        "Service",
        None,
        &[
            must("name", "Name", Kind::Text(255)),
            must("org_id", "Provider", Kind::Key("Organization")),
            may("servicefamily_id", Kind::Key("ServiceFamily")),
            may("status", OFFERED),
        ],
    ),
    concrete(
        "ServiceSubcategory",
        None,
        &[
            must("name", "Name", Kind::Text(255)),
            must("service_id", "Service", Kind::Key("Service")),
            may("service_name", Kind::External("service_id", "name")),
            may("request_type", Kind::Enum(&["incident", "service_request"])),
            may("status", OFFERED),
        ],
    ),
    on_top(
        "Contract",
        &[
            must("name", "Name", Kind::Text(255)),
            must("org_id", "Customer", Kind::Key("Organization")),
            may("provider_id", Kind::Key("Organization")),
            may("status", OFFERED),
        ],
    ),
    concrete("CustomerContract", Some("Contract"), &[]),
    concrete(
        "lnkCustomerContractToService",
        None,
        &[may("customercontract_id", Kind::Key("CustomerContract")), may("service_id", Kind::Key("Service"))],
    ),
    on_top("FunctionalCI", FUNCTIONAL_CI),
    concrete(
        "Server",
        Some("FunctionalCI"),
        &[
            may("status", USED),
            may("managementip", Kind::Text(255)),
            may("location_name", Kind::Text(255)),
            may("serialnumber", Kind::Text(255)),
        ],
    ),
    concrete("PC", Some("FunctionalCI"), &[may("status", USED), may("serialnumber", Kind::Text(255))]),
    concrete("VirtualMachine", Some("FunctionalCI"), &[may("status", USED)]),
    on_top("Ticket", TICKET),
    concrete(
        "Incident",
        Some("Ticket"),
        request!(
            may(
                "status",
                Kind::Enum(&[
                    "new",
                    "escalated_tto",
                    "assigned",
                    "escalated_ttr",
                    "pending",
                    "resolved",
                    "closed"
                ])
            ),
            labelled(
                "origin",
                "Origin",
                Kind::Enum(&["phone", "in_person", "chat", "mail", "monitoring", "portal"])
            )
        ),
    ),
    concrete(
        "UserRequest",
        Some("Ticket"),
        request!(
            may(
                "status",
                Kind::Enum(&[
                    "new",
                    "waiting_for_approval",
                    "approved",
                    "rejected",
                    "escalated_tto",
                    "assigned",
                    "escalated_ttr",
                    "pending",
                    "resolved",
                    "closed"
                ])
            ),
            labelled("origin", "Origin", Kind::Enum(&["phone", "in_person", "chat", "mail", "portal"])),
            labelled("request_type", "Request type", Kind::Enum(&["service_request"]))
        ),
    ),
    concrete(
        "lnkFunctionalCIToTicket",
        None,
        &[
            must("ticket_id", "Ticket", Kind::Key("Ticket")),
            must("functionalci_id", "CI", Kind::Key("FunctionalCI")),
            may("impact_code", Kind::Enum(&["manual", "computed", "not_impacted"])),
        ],
    ),
    concrete(
        "Attachment",
        None,
        &[
            may("item_class", Kind::Text(255)),
            may("item_id", Kind::Number),
            may("item_org_id", Kind::Number),
            may("contents", Kind::Blob),
        ],
    ),
];

/// A class by its name.
pub(super) fn class(name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name)
}

impl Class {
    /// The class at the top, within which ids are counted.
    pub fn root(&self) -> &'static str {
        match self.parent {
            Some(parent) => parent,
            None => self.name,
        }
    }

    /// Whether objects of a class are objects of this one.
    pub fn holds(&self, name: &str) -> bool {
        self.name == name || class(name).is_some_and(|class| class.parent == Some(self.name))
    }

    /// Attributes, those of the parent first.
    pub fn attributes(&self) -> impl Iterator<Item = &'static Attribute> {
        let inherited = self.parent.and_then(class).map(|parent| parent.own).unwrap_or_default();
        inherited.iter().chain(self.own)
    }

    /// An attribute that is stored or shown.
    pub fn attribute(&self, code: &str) -> Option<&'static Attribute> {
        self.attributes().find(|attribute| attribute.code == code)
    }

    /// Whether a query or an answer may name it: attributes and what iTop adds to each class.
    pub fn knows(&self, code: &str) -> bool {
        let is_key = |code: &str| matches!(self.attribute(code).map(|a| a.kind), Some(Kind::Key(_)));
        matches!(code, "id" | "finalclass" | "friendlyname" | "obsolescence_flag")
            || self.attribute(code).is_some()
            || code.strip_suffix("_friendlyname").is_some_and(is_key)
    }
}
