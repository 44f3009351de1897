//! Reference data: what a ticket may name, and for which companies.
//!
//! iTop offers what a company's contracts and its delivery model cover, and checks nothing of it when a
//! ticket is written by REST; so the links are read here and joined.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt, TryStreamExt};

use super::Itop;
use super::wire::{Object, lacks_class};
use crate::model::ticket::{RefEntry, RefKind};
use crate::systems::shared::RemoteError;

/// Companies by the id of what they may use.
type Open = BTreeMap<String, BTreeSet<String>>;

/// Codes of the stock lists (3.2.0): the REST service does not tell them, and refuses any other.
const CHOICES: &[(&str, &[(&str, &str)])] = &[
    ("impact", &[("1", "A department"), ("2", "A service"), ("3", "A person")]),
    ("urgency", &[("1", "Critical"), ("2", "High"), ("3", "Medium"), ("4", "Low")]),
    (
        "resolution_code",
        &[
            ("assistance", "Assistance"),
            ("bug fixed", "Bug fixed"),
            ("hardware repair", "Hardware repair"),
            ("other", "Other"),
            ("software patch", "Software patch"),
            ("system update", "System update"),
            ("training", "Training"),
        ],
    ),
    (
        "origin",
        &[
            ("in_person", "In person"),
            ("chat", "Chat"),
            ("mail", "Mail"),
            ("monitoring", "Monitoring"),
            ("phone", "Phone"),
            ("portal", "Portal"),
        ],
    ),
    ("class", &[("Incident", "Incident"), ("UserRequest", "User Request")]),
];

impl Itop {
    /// Reference data of these kinds, whole, sorted. Obsolete objects are left out.
    ///
    /// # Errors
    /// When a kind could not be read whole.
    pub async fn refs(&self, kinds: &[RefKind]) -> Result<Vec<RefEntry>, RemoteError> {
        let kinds: BTreeSet<RefKind> = kinds.iter().copied().collect();
        let read = kinds.into_iter().map(|kind| self.refs_of(kind));
        let all: Vec<Vec<RefEntry>> = stream::iter(read).buffered(self.in_flight()).try_collect().await?;
        let mut all: Vec<RefEntry> = all.into_iter().flatten().collect();
        all.sort();
        Ok(all)
    }

    async fn refs_of(&self, kind: RefKind) -> Result<Vec<RefEntry>, RemoteError> {
        match kind {
            RefKind::Company => self.companies().await,
            RefKind::Contact => self.contacts().await,
            RefKind::Team => self.teams().await,
            RefKind::Service => self.services().await,
            RefKind::ServiceElement => self.service_elements().await,
            RefKind::Contract => self.contracts().await,
            RefKind::Ci => self.cis().await,
            RefKind::Choice => Ok(choices()),
            RefKind::Category => Ok(Vec::new()),
        }
    }

    async fn companies(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let columns = "id,name,code,parent_id";
        let found = self.session().select_all("Organization", "status = 'active'", columns).await?;
        let entry = |object: &Object| RefEntry {
            parent: object.key_of("parent_id"),
            ..entry(RefKind::Company, object, "name", &["code"])
        };
        Ok(found.iter().map(entry).collect())
    }

    async fn contacts(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let columns = "id,friendlyname,email,employee_number,org_id";
        let found = self.session().select_all("Person", "status = 'active'", columns).await?;
        let entry = |object: &Object| RefEntry {
            companies: object.key_of("org_id").into_iter().collect(),
            ..entry(RefKind::Contact, object, "friendlyname", &["email", "employee_number"])
        };
        Ok(found.iter().map(entry).collect())
    }

    /// A team is open to the companies whose delivery model has it, else to its own only.
    async fn teams(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let found = self.session().select_all("Team", "status = 'active'", "id,name,email,org_id").await?;
        let links = self
            .of_services("lnkDeliveryModelToContact", "contact_id > 0", "deliverymodel_id,contact_id")
            .await?;
        let customers = match links.is_empty() {
            true => Vec::new(),
            false => {
                let columns = "id,deliverymodel_id";
                self.session().select_all("Organization", "deliverymodel_id > 0", columns).await?
            }
        };
        let customers: Vec<(String, String)> =
            customers.iter().map(|object| (object.text("deliverymodel_id"), object.id())).collect();
        let mut open = Open::new();
        for link in &links {
            let model = link.text("deliverymodel_id");
            let of_model =
                customers.iter().filter(|(with, _)| *with == model).map(|(_, company)| company.clone());
            open.entry(link.text("contact_id")).or_default().extend(of_model);
        }
        Ok(found
            .iter()
            .map(|object| RefEntry {
                companies: open_to(&open, &object.id(), object),
                ..entry(RefKind::Team, object, "name", &["email"])
            })
            .collect())
    }

    async fn services(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let (found, open) = (self.service_rows().await?, self.contracted().await?);
        Ok(found
            .iter()
            .map(|object| RefEntry {
                companies: open_to(&open, &object.id(), object),
                ..entry(RefKind::Service, object, "name", &[])
            })
            .collect())
    }

    async fn service_elements(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let services = self.service_rows().await?;
        let services: BTreeMap<String, &Object> =
            services.iter().map(|service| (service.id(), service)).collect();
        let open = self.contracted().await?;
        let found = self
            .of_services("ServiceSubcategory", "status != 'obsolete'", "id,name,service_id,request_type")
            .await?;
        let entry = |object: &Object| {
            // The element of an obsolete service is as obsolete.
            let service = services.get(&object.text("service_id"))?;
            Some(RefEntry {
                companies: open_to(&open, &service.id(), service),
                parent: Some(service.id()),
                ..entry(RefKind::ServiceElement, object, "name", &["request_type"])
            })
        };
        Ok(found.iter().filter_map(entry).collect())
    }

    async fn service_rows(&self) -> Result<Vec<Object>, RemoteError> {
        self.of_services("Service", "status != 'obsolete'", "id,name,org_id").await
    }

    /// Rows of a class of the module of services: none where that is not installed.
    async fn of_services(
        &self,
        class: &str,
        condition: &str,
        columns: &str,
    ) -> Result<Vec<Object>, RemoteError> {
        match self.session().select_all(class, condition, columns).await {
            Err(RemoteError::Answer { message, code: Some(_), .. }) if lacks_class(message.english()) => {
                Ok(Vec::new())
            }
            found => found,
        }
    }

    /// Companies by the service that a contract of theirs covers.
    async fn contracted(&self) -> Result<Open, RemoteError> {
        let contracts = self.contract_rows().await?;
        let company: BTreeMap<String, String> =
            contracts.iter().filter_map(|object| Some((object.id(), object.key_of("org_id")?))).collect();
        let columns = "customercontract_id,service_id";
        let links = self.of_services("lnkCustomerContractToService", "service_id > 0", columns).await?;
        let mut open = Open::new();
        for link in &links {
            if let Some(company) = company.get(&link.text("customercontract_id")) {
                open.entry(link.text("service_id")).or_default().insert(company.clone());
            }
        }
        Ok(open)
    }

    async fn contracts(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let entry = |object: &Object| RefEntry {
            companies: object.key_of("org_id").into_iter().collect(),
            ..entry(RefKind::Contract, object, "name", &[])
        };
        Ok(self.contract_rows().await?.iter().map(entry).collect())
    }

    async fn contract_rows(&self) -> Result<Vec<Object>, RemoteError> {
        self.of_services("CustomerContract", "status != 'obsolete'", "id,name,org_id").await
    }

    async fn cis(&self) -> Result<Vec<RefEntry>, RemoteError> {
        let columns = "id,name,finalclass,org_id";
        let found = self.session().select_all("FunctionalCI", "obsolescence_flag = 0", columns).await?;
        let entry = |object: &Object| RefEntry {
            class: Some(object.class.clone()),
            companies: object.key_of("org_id").into_iter().collect(),
            ..entry(RefKind::Ci, object, "name", &[])
        };
        Ok(found.iter().map(entry).collect())
    }
}

fn entry(kind: RefKind, object: &Object, name: &str, also: &[&str]) -> RefEntry {
    let also = also.iter().map(|column| object.text(column)).filter(|text| !text.is_empty());
    RefEntry {
        kind,
        id: object.id(),
        name: object.text(name),
        also: also.collect(),
        class: None,
        companies: Vec::new(),
        parent: None,
    }
}

/// Companies that may use something, else only the one that offers it.
fn open_to(open: &Open, id: &str, object: &Object) -> Vec<String> {
    match open.get(id).filter(|companies| !companies.is_empty()) {
        Some(companies) => companies.iter().cloned().collect(),
        None => object.key_of("org_id").into_iter().collect(),
    }
}

fn choices() -> Vec<RefEntry> {
    let entry = |column: &str, (code, label): &(&str, &str)| RefEntry {
        kind: RefKind::Choice,
        id: (*code).to_owned(),
        name: (*label).to_owned(),
        also: vec![column.to_owned()],
        class: None,
        companies: Vec::new(),
        parent: None,
    };
    CHOICES.iter().flat_map(|(column, values)| values.iter().map(move |value| entry(column, value))).collect()
}
