//! Tables of cases: what names mean at each desk.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::*;
use crate::model::Said;
use crate::model::company_link::LinkedTo;
use crate::model::mapping::Template;
use crate::model::ticket::{Draft, TicketKey};
use crate::model::ticket_job::{
    Adopt, Back, Ci, ContactOf, Delivery, Include, LineOf, OnChange, OnRecovery, OnceTakenOver, Rule, Select,
    Words,
};
use crate::model::ticket_ledger::TicketKind;
use crate::systems::{Room, glpi, itop, servicenow};

fn entry(kind: RefKind, id: &str, name: &str) -> RefEntry {
    RefEntry {
        kind,
        id: id.to_owned(),
        name: name.to_owned(),
        also: Vec::new(),
        class: None,
        companies: Vec::new(),
        parent: None,
    }
}

fn of(companies: &[&str], entry: RefEntry) -> RefEntry {
    RefEntry { companies: companies.iter().map(|id| (*id).to_owned()).collect(), ..entry }
}

fn also(words: &[&str], entry: RefEntry) -> RefEntry {
    RefEntry { also: words.iter().map(|word| (*word).to_owned()).collect(), ..entry }
}

fn under(parent: &str, entry: RefEntry) -> RefEntry {
    RefEntry { parent: Some(parent.to_owned()), ..entry }
}

fn a(class: &str, entry: RefEntry) -> RefEntry {
    RefEntry { class: Some(class.to_owned()), ..entry }
}

fn link(company: &str, site: Option<&str>, to: Option<&str>) -> CompanyLink {
    CompanyLink {
        company: company.to_owned(),
        site: site.map(str::to_owned),
        desk: "desk".to_owned(),
        to: to.map_or(LinkedTo::Nothing, |to| LinkedTo::Company(to.to_owned())),
    }
}

fn opening(class: &str, names: &[(RefKind, &str)], site: Option<&str>, ci: Option<WantedCi>) -> Opening {
    Opening {
        rule: "rule".to_owned(),
        desk: "desk".to_owned(),
        group: String::new(),
        draft: Draft {
            key: TicketKey("key".to_owned()),
            class: class.to_owned(),
            title: String::new(),
            text: String::new(),
            impact: None,
            urgency: None,
            opened_at: None,
            fields: BTreeMap::new(),
            items: Vec::new(),
        },
        names: names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect(),
        otherwise: BTreeMap::new(),
        // The item of a host is optional by default, a named one is not here.
        required: RefKind::ALL
            .into_iter()
            .filter(|kind| *kind != RefKind::Ci || !matches!(ci, Some(WantedCi::OfHosts(_))))
            .collect(),
        at_site: site.map(str::to_owned),
        contact_of: ContactOf::Company,
        ci,
        on_ticket: None,
        adopt: Adopt::Never,
        kind: TicketKind::Single,
        site: String::new(),
        priority_of: LineOf::Job,
        events: Vec::new(),
    }
}

fn place(room: &Room) -> Place {
    let form = room.desk.as_ref().map(|desk| desk.form);
    Place { name: "desk".to_owned(), form: form.unwrap_or_else(|| panic!("no desk")) }
}

fn itop() -> Directory {
    use RefKind::{Ci, Company, Contact, Service, ServiceElement, Team};
    let entries = vec![
        also(&["CLA"], entry(Company, "4", "Client A")),
        also(&["CLB"], entry(Company, "5", "Client B")),
        under("4", entry(Company, "8", "Client A Lyon")),
        of(&["4"], also(&["alice@a.test"], entry(Contact, "40", "Alice Martin"))),
        of(&["4"], entry(Contact, "41", "Aline Martin")),
        of(&["5"], entry(Contact, "42", "Bob Durand")),
        of(&["4"], entry(Contact, "47", "Zoé Petit")),
        of(&["5"], entry(Contact, "48", "Zoé Petit")),
        of(&["4"], entry(Contact, "49", "Jean Roy")),
        of(&["4"], entry(Contact, "50", "Jean Roy")),
        of(&["7"], entry(Team, "45", "MSP Réseau")),
        of(&["4", "5"], entry(Service, "4", "Managed servers")),
        of(&["5"], entry(Service, "6", "Network")),
        of(&["4", "5"], under("4", also(&["incident"], entry(ServiceElement, "11", "Server down")))),
        of(&["5"], under("6", also(&["incident"], entry(ServiceElement, "12", "Link down")))),
        of(&["4", "5"], under("4", also(&["service_request"], entry(ServiceElement, "13", "New server")))),
        of(&["4"], a("Server", entry(Ci, "20", "srv-a-01"))),
        of(&["4"], a("ApplicationSolution", entry(Ci, "21", "srv-a-01"))),
        of(&["5"], a("Server", entry(Ci, "22", "srv-b-01"))),
        of(&["4"], a("PC", entry(Ci, "23", "twin"))),
        of(&["4"], a("PC", entry(Ci, "24", "twin"))),
    ];
    let links = vec![
        link("Fabrikam", None, Some("CLA")),
        link("Fabrikam", None, Some("Client B")),
        link("fabrikam", Some("Lyon"), Some("8")),
        link("Fabrikam", Some("Oslo"), None),
        link("Contoso", None, Some("Client C")),
        CompanyLink { desk: "other".to_owned(), ..link("Client A", None, Some("Client B")) },
    ];
    Directory::new(place(&itop::ROOM), entries, links, Vec::new())
}

/// `column=id`, and `Class id` of items.
fn told(found: Result<Resolved, Said>) -> String {
    match found {
        Ok(Resolved { columns, items, .. }) => {
            let columns = columns.into_iter().map(|(column, id)| format!("{column}={id}"));
            let items = items.into_iter().map(|item| format!("{} {}", item.class, item.id));
            columns.chain(items).collect::<Vec<_>>().join(" ")
        }
        Err(error) => format!("error: {error}"),
    }
}

fn itop_says(names: &[(RefKind, &str)]) -> String {
    told(itop().resolve(&opening("Incident", names, None, None)))
}

#[test]
fn a_company_is_known_by_id_name_code_and_without_case() {
    for name in ["4", "Client A", " client a ", "CLIENT Á", "CLA", "cla"] {
        assert_eq!(itop_says(&[(RefKind::Company, name)]), "org_id=4", "{name}");
    }
    assert_eq!(
        itop_says(&[(RefKind::Company, "Client")]),
        "error: company `Client` is not known in `desk`; \
         nearest: `Client A` (4), `Client B` (5), `Client A Lyon` (8)"
    );
    assert_eq!(
        itop_says(&[(RefKind::Company, "Zzyx")]),
        "error: company `Zzyx` is not known in `desk`, and nothing there is like it"
    );
}

#[test]
fn a_site_inherits_the_link_of_its_company_unless_it_has_its_own() {
    let at = |company: &str, site: Option<&str>| {
        told(itop().resolve(&opening("Incident", &[(RefKind::Company, company)], site, None)))
    };
    // The first of two links counts: those of the file stand before those of the state database.
    assert_eq!(at("Fabrikam", None), "org_id=4");
    assert_eq!(at("FABRIKAM", Some("Paris")), "org_id=4");
    assert_eq!(at("Fabrikam", Some("lyon")), "org_id=8");
    assert_eq!(
        at("Fabrikam", Some("Oslo")),
        "error: company: the site `Oslo` of `Fabrikam` has no company in `desk`"
    );
    // Without a link its own name counts, at a site too; links of other desks do not.
    assert_eq!(at("Client A", Some("Lyon")), "org_id=4");
    assert_eq!(
        at("Contoso", None),
        "error: company `Client C` is not known in `desk`; nearest: `Client A` (4), `Client B` (5), \
         `Client A Lyon` (8) (the link of `Contoso` leads there)"
    );
}

#[test]
fn what_is_named_must_be_open_to_the_company() {
    use RefKind::{Company, Contact, Service, ServiceElement, Team};
    let a = (Company, "Client A");
    assert_eq!(itop_says(&[a, (Contact, "ALICE@a.test")]), "caller_id=40 org_id=4");
    assert_eq!(itop_says(&[a, (Contact, "zoe petit")]), "caller_id=47 org_id=4");
    assert_eq!(
        itop_says(&[(Contact, "Zoé Petit")]),
        "error: contact `Zoé Petit` names 2 entries of `desk`: `Zoé Petit` (47), `Zoé Petit` (48); give the id"
    );
    assert_eq!(
        itop_says(&[a, (Contact, "Jean Roy")]),
        "error: contact `Jean Roy` names 2 entries of `desk`: `Jean Roy` (49), `Jean Roy` (50); give the id"
    );
    assert_eq!(
        itop_says(&[a, (Contact, "Bob Durand")]),
        "error: contact `Bob Durand` (42) of `desk` is not open to the company `Client A` (4): it is of `Client B` (5)"
    );
    assert!(itop_says(&[a, (Service, "Network")]).contains("is not open to the company `Client A` (4)"));
    // A team works for whomever it is told to.
    assert_eq!(itop_says(&[a, (Team, "msp reseau")]), "org_id=4 team_id=45");
    // An element brings its service along, and is no other service's.
    assert_eq!(
        itop_says(&[a, (ServiceElement, "Server down")]),
        "org_id=4 service_id=4 servicesubcategory_id=11"
    );
    assert_eq!(
        itop_says(&[(Company, "Client B"), (Service, "Managed servers"), (ServiceElement, "Link down")]),
        "error: service_element `Link down` (12) of `desk` belongs to `Network` (6) and does not suit this ticket"
    );
    assert!(itop_says(&[a, (ServiceElement, "New server")]).contains("does not suit"));
    let request = opening("UserRequest", &[a, (ServiceElement, "New server")], None, None);
    assert_eq!(told(itop().resolve(&request)), "org_id=4 service_id=4 servicesubcategory_id=13");
}

#[test]
fn every_wrong_name_is_told_at_once() {
    let said = itop_says(&[
        (RefKind::Company, "Client A"),
        (RefKind::Contact, "Alise Martin"),
        (RefKind::Category, "Hardware"),
    ]);
    assert!(
        said.contains("contact `Alise Martin` is not known in `desk`; nearest: `Alice Martin` (40)"),
        "{said}"
    );
    assert!(said.contains("category: `Incident` of iTop has no column for it"), "{said}");
}

#[test]
fn an_item_is_found_by_name_or_by_the_hosts_of_events() {
    let a = [(RefKind::Company, "Client A")];
    let ci = |wanted| told(itop().resolve(&opening("Incident", &a, None, Some(wanted))));
    let hosts = |names: &[&str]| WantedCi::OfHosts(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(ci(WantedCi::Named("Server 20".to_owned())), "org_id=4 Server 20");
    assert_eq!(
        ci(WantedCi::Named("srv-a-01".to_owned())),
        "error: ci `srv-a-01` names 2 entries of `desk`: `srv-a-01` (Server 20), \
         `srv-a-01` (ApplicationSolution 21); give the id"
    );
    assert!(ci(WantedCi::Named("srv-a-02".to_owned())).contains("nearest: `srv-a-01`"));
    // The server is the host; the solution of the same name is not.
    assert_eq!(ci(hosts(&["SRV-A-01.client-a.test"])), "org_id=4 Server 20");
    for nobody in ["unknown", "srv-b-01", "twin", "10.0.0.1"] {
        assert_eq!(ci(hosts(&[nobody])), "org_id=4", "{nobody}");
    }
}

fn glpi() -> Directory {
    use RefKind::{Category, Ci, Company, Contact, Team};
    let entries = vec![
        entry(Company, "0", "Root entity"),
        under("0", entry(Company, "1", "Root entity > Acme")),
        under("1", entry(Company, "2", "Root entity > Acme > Paris")),
        under("0", entry(Company, "3", "Root entity > Globex")),
        under("3", entry(Company, "4", "Root entity > Globex > Paris")),
        // Open to Acme and what is below it.
        of(&["1", "2"], also(&["ann"], entry(Contact, "7", "Ann Lee"))),
        of(&["2"], entry(Contact, "8", "Tom Ash")),
        entry(Team, "5", "Support > Night"),
        entry(Category, "6", "Réseau > DNS"),
        of(&["2"], a("Computer", entry(Ci, "12", "web01"))),
        of(&["4"], a("Computer", entry(Ci, "13", "web02"))),
        of(&["2"], a("Computer", entry(Ci, "14", "web03"))),
    ];
    let item = |class: &str, id: &str| ItemRef { class: class.to_owned(), id: id.to_owned() };
    let items = vec![
        ("WEB01".to_owned(), item("Computer", "12")),
        ("CZC123".to_owned(), item("Computer", "12")),
        ("web01".to_owned(), item("Monitor", "3")),
        ("web02".to_owned(), item("Computer", "13")),
        ("sw-1".to_owned(), item("NetworkEquipment", "9")),
    ];
    Directory::new(place(&glpi::ROOM), entries, Vec::new(), items)
}

#[test]
fn glpi_takes_ends_of_paths_and_inherits_downwards() {
    use RefKind::{Category, Company, Contact, Service, Team};
    let says = |names: &[(RefKind, &str)]| told(glpi().resolve(&opening("Ticket", names, None, None)));
    assert_eq!(says(&[(Company, "acme > paris")]), "entities_id=2");
    assert_eq!(says(&[(Company, "Root entity>Acme>Paris")]), "entities_id=2");
    assert_eq!(
        says(&[(Company, "Paris")]),
        "error: company `Paris` names 2 entries of `desk`: `Root entity > Acme > Paris` (2), \
         `Root entity > Globex > Paris` (4); give the path or the id"
    );
    let paris = (Company, "2");
    assert_eq!(
        says(&[paris, (Contact, "ann"), (Team, "Night")]),
        "_groups_id_assign=5 _users_id_requester=7 entities_id=2"
    );
    assert!(says(&[(Company, "Acme"), (Contact, "Tom Ash")]).contains("is not open to the company"));
    assert_eq!(says(&[(Category, "reseau > dns")]), "itilcategories_id=6");
    assert_eq!(
        says(&[(Service, "Mail")]),
        "error: service: `Ticket` of GLPI has no column for it, take `service` out of the rule"
    );
    let mut by_field = opening("Ticket", &[(Contact, "Tom Ash")], None, None);
    by_field.draft.fields.insert("entities_id".to_owned(), "1".to_owned());
    assert!(told(glpi().resolve(&by_field)).contains("is not open to the company `Root entity > Acme` (1)"));
}

#[test]
fn the_inventory_says_which_item_a_host_is() {
    let at = |company: &str, hosts: &[&str]| {
        let wanted = WantedCi::OfHosts(hosts.iter().map(|host| (*host).to_owned()).collect());
        told(glpi().resolve(&opening("Ticket", &[(RefKind::Company, company)], None, Some(wanted))))
    };
    assert_eq!(
        at("2", &["web01.acme.test", "czc123", "Sw-1"]),
        "entities_id=2 Computer 12 NetworkEquipment 9"
    );
    // An item of another entity is not linked, and one that no job keeps is found by its name.
    assert_eq!(at("2", &["web02"]), "entities_id=2");
    assert_eq!(at("2", &["WEB03.acme.test"]), "entities_id=2 Computer 14");
    // A ticket of Acme may be about a computer of its sites, not about one of Globex.
    assert_eq!(at("1", &["web01", "web02"]), "entities_id=1 Computer 12");
}

#[test]
fn servicenow_tells_subcategories_and_tables_apart() {
    use RefKind::{Category, Company, Contact, Contract, Service, ServiceElement};
    let of_incident = |element: &str, entry| also(&[element], a("incident", entry));
    let entries = vec![
        entry(Company, "c1", "Acme Paris"),
        of_incident("category", entry(Category, "network", "Network")),
        of_incident("category", entry(Category, "database", "Database")),
        of_incident("subcategory", under("network", entry(Category, "dns", "DNS"))),
        of_incident("subcategory", under("database", entry(Category, "other", "Other"))),
        of_incident("subcategory", under("network", entry(Category, "other", "Other"))),
        entry(Contact, "u1", "Beth Anglin"),
        entry(Service, "s1", "Mail"),
        under("s1", entry(ServiceElement, "o1", "Mail gold")),
        also(&["CNTR1"], entry(Contract, "k1", "Support")),
    ];
    let directory = Directory::new(place(&servicenow::ROOM), entries, Vec::new(), Vec::new());
    let says =
        |table: &str, names: &[(RefKind, &str)]| told(directory.resolve(&opening(table, names, None, None)));
    assert_eq!(says("incident", &[(Category, "Network")]), "category=network");
    assert_eq!(says("incident", &[(Category, "dns")]), "category=network subcategory=dns");
    assert_eq!(says("incident", &[(Category, "database > other")]), "category=database subcategory=other");
    assert!(
        says("incident", &[(Category, "other")])
            .contains("`Database > Other` (other), `Network > Other` (other)")
    );
    assert!(says("problem", &[(Category, "Network")]).starts_with("error: category"));
    assert_eq!(
        says("incident", &[(Company, "acme paris"), (Contact, "Beth Anglin"), (Contract, "cntr1")]),
        "caller_id=u1 company=c1 contract=k1"
    );
    assert_eq!(says("incident", &[(ServiceElement, "Mail gold")]), "business_service=s1 service_offering=o1");
    assert!(says("sc_task", &[(Contact, "Beth Anglin")]).contains("`sc_task` of ServiceNow has no column"));
    assert_eq!(says("change_request", &[(Contact, "Beth Anglin")]), "requested_by=u1");
}

fn template(source: &str) -> Template {
    Template { source: source.to_owned() }
}

fn rule(class: &str) -> Rule {
    Rule {
        name: "hosts".into(),
        enabled: Include::Yes,
        select: Select::default(),
        desk: "desk".to_owned(),
        class: class.to_owned(),
        delivery: Delivery::Ticket,
        group_by: Vec::new(),
        words: Words {
            title: template("{{ event.host }}"),
            text: template("text"),
            change: template("change"),
            recovery: template("recovery"),
            remark: template("remark"),
            acknowledgement: None,
            comment: None,
            remark_elsewhere: Vec::new(),
        },
        priorities: Vec::new(),
        names: BTreeMap::new(),
        otherwise: BTreeMap::new(),
        required: BTreeSet::new(),
        site: None,
        contact_of: ContactOf::Company,
        ci: Ci::Nothing,
        fields: BTreeMap::new(),
        on_change: OnChange::Silent,
        on_recovery: OnRecovery::Nothing,
        reopen_within: None,
        final_resolutions: Vec::new(),
        hold_down: Duration::ZERO,
        operator_notes: None,
        follow: Vec::new(),
        once_taken_over: OnceTakenOver::Notes,
        adopt: Adopt::Never,
        back: Back::default(),
    }
}

#[test]
fn literal_names_of_rules_are_looked_up_before_any_event() {
    let problems = |rule: &Rule| -> Vec<String> {
        itop()
            .problems_of(rule)
            .into_iter()
            .map(|problem| format!("{}: {}", problem.name, problem.text))
            .collect()
    };
    let mut good = rule("Incident");
    good.names = BTreeMap::from([
        (RefKind::Company, template("{{ event.labels.customer }}")),
        // Whose contact it is, only an event tells.
        (RefKind::Contact, template("Bob Durand")),
        (RefKind::Team, template("{% if event.host %}Nobody{% endif %}")),
    ]);
    assert_eq!(problems(&good), Vec::<String>::new());

    let mut wrong = good.clone();
    wrong.names.insert(RefKind::Company, template("Client A"));
    wrong.names.insert(RefKind::Service, template("Managed server"));
    wrong.ci = Ci::Named(template("srv-z"));
    let found = problems(&wrong);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("Bob Durand: contact `Bob Durand` (42)"), "{found:?}");
    assert!(found[1].contains("nearest: `Managed servers` (4)"), "{found:?}");
    assert!(found[2].starts_with("srv-z: ci `srv-z`"), "{found:?}");
    // Another site may be another company.
    wrong.site = Some(template("{{ event.labels.site }}"));
    assert_eq!(problems(&wrong).len(), 2);
}

#[test]
fn a_contact_of_another_company_calls_where_the_rule_says_so() {
    let mut wanted =
        opening("Incident", &[(RefKind::Company, "Client A"), (RefKind::Contact, "Bob Durand")], None, None);
    assert!(told(itop().resolve(&wanted)).contains("contact `Bob Durand` (42)"));
    wanted.contact_of = ContactOf::Any;
    assert!(told(itop().resolve(&wanted)).starts_with("caller_id=42 "));
    // One of the company itself goes before.
    wanted.names.insert(RefKind::Contact, "Zoé Petit".to_owned());
    assert!(told(itop().resolve(&wanted)).starts_with("caller_id=47 "));
}

/// What is left out of a ticket, and why.
fn left_out(found: Result<Resolved, Said>) -> Vec<String> {
    let left = found.map(|found| found.left_out).unwrap_or_else(|error| panic!("{error}"));
    left.into_iter().map(|left| left.text.into()).collect()
}

#[test]
fn an_optional_name_that_is_not_known_is_left_out_and_told_and_a_required_one_is_not() {
    let names = [
        (RefKind::Company, "Client A"),
        (RefKind::Contact, "Somebody Who Left"),
        (RefKind::Team, "MSP Réseau"),
        (RefKind::Service, "Network"),
    ];
    let ci = Some(WantedCi::Named("srv-z".to_owned()));
    let mut wanted = opening("Incident", &names, None, ci);
    wanted.required = BTreeSet::from([RefKind::Company]);
    let found = itop().resolve(&wanted);
    assert_eq!(told(found.clone()), "org_id=4 team_id=45");
    let left = left_out(found);
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left[0].starts_with("contact `Somebody Who Left` is not known in `desk`"), "{left:?}");
    assert!(left[1].starts_with("service `Network` (6)"), "of another company: {left:?}");
    assert!(left[2].starts_with("ci `srv-z` is not known"), "{left:?}");
    wanted.required.insert(RefKind::Contact);
    let error = told(itop().resolve(&wanted));
    assert!(error.starts_with("error: contact `Somebody Who Left`"), "{error}");
    assert!(!error.contains("srv-z"), "what is optional is no reason: {error}");
    // In another company's place the ticket would be read by others.
    wanted.names.insert(RefKind::Company, "Client Z".to_owned());
    wanted.required.remove(&RefKind::Contact);
    assert!(told(itop().resolve(&wanted)).starts_with("error: company `Client Z`"));
}

#[test]
fn without_an_item_of_its_host_there_is_no_ticket_where_that_is_required() {
    let hosts = WantedCi::OfHosts(vec!["nobody-knows-it".to_owned()]);
    let mut wanted = opening("Incident", &[(RefKind::Company, "Client A")], None, Some(hosts));
    let found = itop().resolve(&wanted).unwrap_or_else(|error| panic!("{error}"));
    assert!(found.items.is_empty() && found.lacks.is_some());
    wanted.required.insert(RefKind::Ci);
    let error = told(itop().resolve(&wanted));
    assert!(error.starts_with("error: ") && error.contains("nobody-knows-it"), "{error}");
}

#[test]
fn an_item_of_the_company_above_is_told_and_not_linked() {
    let lacks = |company: &str, host: &str| {
        let hosts = WantedCi::OfHosts(vec![host.to_owned()]);
        let names = [(RefKind::Company, company)];
        let found = itop().resolve(&opening("Incident", &names, None, Some(hosts)));
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        (found.items.len(), String::from(found.lacks.unwrap_or_default()))
    };
    assert_eq!(
        lacks("Client A Lyon", "srv-a-01"),
        (0, "`srv-a-01` (Server 20) belongs to `Client A` (4), which stands above `Client A Lyon` (8): it is \
             not linked".to_owned())
    );
    assert_eq!(
        lacks("Client A", "srv-b-01").1,
        "`srv-b-01` (Server 22) belongs to `Client B` (5), not to \
        `Client A` (4): it is not linked"
    );
    assert_eq!(
        lacks("Client A", "twin").1,
        "twin may be `twin` (PC 23) or 1 other item: none of them is linked"
    );
    assert_eq!(lacks("Client A", "nowhere").1, "no item of nowhere was found: it is linked to none");
    assert_eq!(lacks("Client A", "srv-a-01.lan"), (1, String::new()));
    // Of several hosts each that has none is told.
    let hosts = WantedCi::OfHosts(["srv-a-01", "gone", "lost"].map(str::to_owned).to_vec());
    let found = itop().resolve(&opening("Incident", &[(RefKind::Company, "Client A")], None, Some(hosts)));
    let found = found.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        (found.items.len(), found.lacks.as_ref().map(|said| said.english())),
        (1, Some("no item of gone, lost was found: it is linked to none"))
    );
}

#[test]
fn literal_values_of_choices_are_looked_up_too() {
    let choice = |column: &str, code: &str, label: &str| also(&[column], entry(RefKind::Choice, code, label));
    let entries = vec![
        choice("origin", "monitoring", "Monitoring"),
        choice("origin", "phone", "Phone"),
        choice("impact", "1", "A department"),
    ];
    let problems = |room: &Room, value: &str| {
        let mut rule = rule("Incident");
        rule.fields = BTreeMap::from([
            ("origin".to_owned(), template(value)),
            ("u_free".to_owned(), template("anything")),
            ("impact".to_owned(), template("{{ event.labels.impact }}")),
        ]);
        let directory = Directory::new(place(room), entries.clone(), Vec::new(), Vec::new());
        directory
            .problems_of(&rule)
            .into_iter()
            .map(|problem| problem.text.to_string())
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(problems(&itop::ROOM, "monitoring"), "");
    assert_eq!(
        problems(&itop::ROOM, "Monitorin"),
        "fields.origin: `Monitorin` is not one of its values in `desk`; nearest: `Monitoring` (monitoring)"
    );
    // ServiceNow takes labels, too; iTop only codes.
    assert_eq!(problems(&servicenow::ROOM, "Phone"), "");
    assert!(problems(&itop::ROOM, "Phone").contains("`Phone` (phone)"));
}
