//! What a directory is built from: the desk's reference data as we keep it, links of companies, and
//! items that inventory jobs keep.

use std::collections::BTreeSet;

use super::Product;
use crate::desk::tickets::TicketDesk;
use crate::model::project::Project;
use crate::model::ticket::RefKind;
use crate::model::ticket_job::Ci;

/// What a desk is.
pub fn product(desk: &TicketDesk) -> Product {
    match desk {
        TicketDesk::Glpi(_) => Product::Glpi,
        TicketDesk::Itop(_) => Product::Itop,
        TicketDesk::ServiceNow(_) => Product::ServiceNow,
    }
}

/// Kinds of reference data that rules need at a desk.
pub fn wanted_kinds(project: &Project, desk: &str) -> BTreeSet<RefKind> {
    let mut kinds = BTreeSet::new();
    for rule in project.ticket_jobs.values().flat_map(|job| &job.rules).filter(|rule| rule.desk == desk) {
        kinds.extend(rule.names.keys().copied());
        match rule.ci {
            Ci::Nothing => {}
            Ci::Named(_) | Ci::OfHost => {
                kinds.insert(RefKind::Ci);
            }
        }
    }
    if !kinds.is_empty() {
        kinds.insert(RefKind::Company);
    }
    kinds
}
