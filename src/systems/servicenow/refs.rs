//! Reference data: companies, users, groups, services, contracts, CIs, categories and choices.

use std::collections::BTreeSet;

use super::ServiceNow;
use super::list::Query;
use super::wire::{self, Row};
use crate::model::ticket::{RefEntry, RefKind};
use crate::systems::shared::RemoteError;

/// Where a kind stands: table, filter, columns of name, further words, company, parent.
struct Place {
    table: &'static str,
    filter: &'static str,
    name: &'static str,
    also: &'static [&'static str],
    company: &'static str,
    parent: &'static str,
}

const COMPANIES: Place = Place {
    table: "core_company",
    filter: "",
    name: "name",
    also: &["stock_symbol"],
    company: "",
    parent: "parent",
};
const CONTACTS: Place = Place {
    table: "sys_user",
    filter: "active=true",
    name: "name",
    also: &["user_name", "email"],
    company: "company",
    parent: "",
};
const TEAMS: Place = Place {
    table: "sys_user_group",
    filter: "active=true",
    name: "name",
    also: &["email"],
    company: "",
    parent: "parent",
};
const SERVICES: Place = Place {
    table: "cmdb_ci_service",
    filter: "",
    name: "name",
    also: &["number"],
    company: "company",
    parent: "",
};
const OFFERINGS: Place = Place {
    table: "service_offering",
    filter: "",
    name: "name",
    also: &["number"],
    company: "company",
    parent: "parent",
};
const CONTRACTS: Place = Place {
    table: "ast_contract",
    filter: "state!=expired^state!=canceled",
    name: "short_description",
    also: &["number"],
    company: "company",
    parent: "parent_contract",
};
const ITEM: Place = Place {
    table: "cmdb_ci",
    filter: "",
    name: "name",
    also: &["serial_number", "asset_tag"],
    company: "company",
    parent: "",
};

impl ServiceNow {
    /// Reference data of these kinds, whole, sorted. Contacts, teams and contracts that have ended
    /// are left out; CIs are those of the tables in the settings. A category's entries are those of
    /// the ticket tables: a subcategory's parent is the value of its category.
    ///
    /// # Errors
    /// When a kind cannot be read whole, also for want of rights.
    pub async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError> {
        let kinds: BTreeSet<RefKind> = kinds.iter().copied().collect();
        let mut entries = Vec::new();
        for kind in kinds {
            entries.extend(match kind {
                RefKind::Company => self.entries(kind, &COMPANIES, COMPANIES.table).await?,
                RefKind::Contact => self.entries(kind, &CONTACTS, CONTACTS.table).await?,
                RefKind::Team => self.entries(kind, &TEAMS, TEAMS.table).await?,
                RefKind::Service => self.entries(kind, &SERVICES, SERVICES.table).await?,
                RefKind::ServiceElement => self.entries(kind, &OFFERINGS, OFFERINGS.table).await?,
                RefKind::Contract => self.entries(kind, &CONTRACTS, CONTRACTS.table).await?,
                RefKind::Ci => {
                    let mut items = Vec::new();
                    for table in &self.0.ci_tables {
                        items.extend(self.entries(kind, &ITEM, table).await?);
                    }
                    items
                }
                RefKind::Category => self.drop_downs(kind, is_category).await?,
                RefKind::Choice => self.drop_downs(kind, |element| !is_category(element)).await?,
            });
        }
        entries.sort_unstable();
        entries.dedup();
        Ok(entries)
    }

    async fn entries(&self, kind: RefKind, place: &Place, table: &str) -> Result<Vec<RefEntry>, RemoteError> {
        let mut columns = vec!["sys_id", "sys_class_name", place.name, "active", "state"];
        columns.extend(place.also);
        columns.extend([place.company, place.parent].into_iter().filter(|column| !column.is_empty()));
        let rows = match self.list(&Query::new(table, place.filter, &columns)).await {
            // A plugin that is not installed.
            Err(error) if error.code() == Some(wire::NO_TABLE) => Vec::new(),
            rows => rows?,
        };
        let is_alive = |row: &&Row| {
            row.value("active") != "false" && !matches!(row.value("state"), "expired" | "canceled")
        };
        let one = |column: &str, row: &Row| Some(row.value(column).to_owned()).filter(|id| !id.is_empty());
        let entry = |row: &Row| RefEntry {
            kind,
            id: row.value("sys_id").to_owned(),
            name: row.value(place.name).to_owned(),
            also: place.also.iter().filter_map(|column| one(column, row)).collect(),
            class: one("sys_class_name", row).filter(|_| kind == RefKind::Ci),
            companies: one(place.company, row).into_iter().collect(),
            parent: one(place.parent, row),
        };
        Ok(rows.iter().filter(is_alive).map(entry).filter(|entry| !entry.name.is_empty()).collect())
    }

    async fn drop_downs(
        &self,
        kind: RefKind,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<RefEntry>, RemoteError> {
        let mut entries = Vec::new();
        for table in &self.0.tables {
            let choices = self.choices(table).await?;
            entries.extend(choices.iter().filter(|choice| wanted(&choice.element)).map(|choice| RefEntry {
                kind,
                id: choice.value.clone(),
                name: if choice.label.is_empty() { choice.value.clone() } else { choice.label.clone() },
                also: vec![choice.element.clone()],
                class: Some(table.clone()),
                companies: Vec::new(),
                parent: Some(choice.depends_on.clone()).filter(|value| !value.is_empty()),
            }));
        }
        Ok(entries)
    }
}

fn is_category(element: &str) -> bool {
    matches!(element, "category" | "subcategory")
}
