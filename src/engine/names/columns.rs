//! Columns of tickets that take reference data, per desk and class.
//!
//! GLPI 10 tickets have neither services nor a contract; tickets of iTop 3 have neither categories
//! nor a contract; what tables of ServiceNow have follows its stock data model.

use crate::message;
use crate::model::ticket::{RefEntry, RefKind};

/// What a desk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// A GLPI.
    Glpi,
    /// An iTop.
    Itop,
    /// A ServiceNow.
    ServiceNow,
}

impl Product {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glpi => "GLPI",
            Self::Itop => "iTop",
            Self::ServiceNow => "ServiceNow",
        }
    }
}

/// The column of a class for a kind; `None` when there is none.
pub fn column(product: Product, class: &str, kind: RefKind) -> Option<&'static str> {
    match product {
        Product::Glpi => match kind {
            RefKind::Company => Some("entities_id"),
            RefKind::Contact => Some("_users_id_requester"),
            RefKind::Team => Some("_groups_id_assign"),
            RefKind::Category => Some("itilcategories_id"),
            RefKind::Service
            | RefKind::ServiceElement
            | RefKind::Contract
            | RefKind::Ci
            | RefKind::Choice => None,
        },
        Product::Itop => match kind {
            RefKind::Company => Some("org_id"),
            RefKind::Contact => Some("caller_id"),
            RefKind::Team => Some("team_id"),
            RefKind::Service => has_services(class).then_some("service_id"),
            RefKind::ServiceElement => has_services(class).then_some("servicesubcategory_id"),
            RefKind::Contract | RefKind::Category | RefKind::Ci | RefKind::Choice => None,
        },
        Product::ServiceNow => match kind {
            RefKind::Company => Some("company"),
            RefKind::Contact => contact(class),
            RefKind::Team => Some("assignment_group"),
            RefKind::Service => Some("business_service"),
            RefKind::ServiceElement => Some("service_offering"),
            RefKind::Contract => Some("contract"),
            RefKind::Category => Some("category"),
            RefKind::Ci | RefKind::Choice => None,
        },
    }
}

/// Changes of iTop are about no service.
fn has_services(class: &str) -> bool {
    !class.ends_with("Change")
}

/// Only some tables of ServiceNow have a person for whom the work is done.
fn contact(table: &str) -> Option<&'static str> {
    match table {
        "problem" | "sc_task" | "task" => None,
        "change_request" => Some("requested_by"),
        "sc_request" | "sc_req_item" => Some("requested_for"),
        _ => Some("caller_id"),
    }
}

/// The column, or the sentence that says that there is none.
pub fn required(product: Product, class: &str, kind: RefKind) -> Result<&'static str, String> {
    column(product, class, kind).ok_or_else(|| {
        let (product, key) = (product.name(), kind.as_str());
        message::names::no_column(key, class, product).to_string()
    })
}

/// Whether an element of a service is for tickets of a class: iTop tells incidents and requests
/// apart, and by REST does not look.
pub fn suits(product: Product, class: &str, element: &RefEntry) -> bool {
    let is_of = |sort: &str| element.also.iter().any(|word| word == sort);
    match product {
        Product::Itop => class != "Incident" || !is_of("service_request"),
        Product::Glpi | Product::ServiceNow => true,
    }
}
