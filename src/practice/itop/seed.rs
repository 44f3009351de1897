//! The start state: two customers of a provider, their contracts, people and CIs, and four users.

use serde_json::{Value, json};

use super::Options;
use super::schema::class;
use super::state::{Data, Profile, Row, User, blank};

/// Fills an empty state.
pub(super) fn seed(data: &mut Data, options: &Options) {
    for (class, id, fields) in objects() {
        put(data, class, id, &fields);
    }
    let user = |id: i64, login: &str, contact: i64, profiles: &[Profile]| User {
        id,
        login: login.to_owned(),
        password: options.password.clone(),
        token: None,
        contact,
        profiles: profiles.to_vec(),
    };
    let desk = [Profile::Rest, Profile::ServiceDesk];
    data.users = vec![
        User { token: Some(options.token.clone()), ..user(2, &options.login, 46, &desk) },
        user(3, "nina", 43, &desk),
        user(4, "norest", 43, &[Profile::ServiceDesk]),
        user(5, "restonly", 43, &[Profile::Rest]),
        user(6, "portal", 40, &[Profile::Rest, Profile::Portal]),
        user(7, "admin", 0, &[Profile::Rest, Profile::Administrator]),
    ];
}

type Object = (&'static str, i64, Value);

fn objects() -> Vec<Object> {
    [organisations(), people(), services(), contracts(), cis()].concat()
}

fn organisations() -> Vec<Object> {
    vec![
        ("Organization", 1, json!({"name": "My Company/Department", "code": "SOMECODE"})),
        ("Organization", 4, json!({"name": "Client A", "code": "CLA", "deliverymodel_id": 2})),
        ("Organization", 5, json!({"name": "Client B", "code": "CLB", "deliverymodel_id": 2})),
        ("Organization", 6, json!({"name": "Client Z (left)", "code": "CLZ", "status": "inactive"})),
        ("Organization", 7, json!({"name": "MSP", "code": "MSP"})),
        ("Organization", 8, json!({"name": "Client A Lyon", "code": "CLAL", "parent_id": 4})),
        ("DeliveryModel", 2, json!({"name": "MSP delivery", "org_id": 7})),
        ("lnkDeliveryModelToContact", 4, json!({"deliverymodel_id": 2, "contact_id": 44})),
    ]
}

fn people() -> Vec<Object> {
    let person = |first: &str, last: &str, email: &str, org: i64| json!({"first_name": first, "name": last, "email": email, "org_id": org});
    vec![
        ("Person", 40, person("Alice", "Martin", "alice@client-a.test", 4)),
        ("Person", 41, person("Aline", "Martin", "aline@client-a.test", 4)),
        ("Person", 42, person("Bob", "Durand", "bob@client-b.test", 5)),
        ("Person", 43, person("Nina", "Agent", "nina@msp.test", 7)),
        ("Team", 44, json!({"name": "MSP Supervision", "email": "sup@msp.test", "org_id": 7})),
        ("Team", 45, json!({"name": "MSP Réseau", "email": "net@msp.test", "org_id": 7})),
        ("Person", 46, person("Stocktake", "Robot", "stocktake@msp.test", 7)),
    ]
}

fn services() -> Vec<Object> {
    let element = |name: &str, service: i64, kind: &str| json!({"name": name, "service_id": service, "request_type": kind});
    vec![
        ("ServiceFamily", 2, json!({"name": "Managed services"})),
        ("Service", 4, json!({"name": "Managed servers", "org_id": 7, "servicefamily_id": 2})),
        ("Service", 5, json!({"name": "Network", "org_id": 7, "servicefamily_id": 2})),
        ("Service", 6, json!({"name": "Fax", "org_id": 7, "servicefamily_id": 2, "status": "obsolete"})),
        ("ServiceSubcategory", 18, element("Server down", 4, "incident")),
        ("ServiceSubcategory", 19, element("New server", 4, "service_request")),
        ("ServiceSubcategory", 20, element("Link down", 5, "incident")),
    ]
}

fn contracts() -> Vec<Object> {
    let link = |contract: i64, service: i64| json!({"customercontract_id": contract, "service_id": service});
    vec![
        ("CustomerContract", 2, json!({"name": "Contract Client A", "org_id": 4, "provider_id": 7})),
        ("CustomerContract", 3, json!({"name": "Contract Client B", "org_id": 5, "provider_id": 7})),
        ("lnkCustomerContractToService", 4, link(2, 4)),
        ("lnkCustomerContractToService", 5, link(3, 4)),
        ("lnkCustomerContractToService", 6, link(3, 5)),
    ]
}

fn cis() -> Vec<Object> {
    vec![
        (
            "Server",
            32,
            json!({"name": "srv-a-01", "org_id": 4, "business_criticity": "high", "managementip": "10.0.0.1"}),
        ),
        ("PC", 33, json!({"name": "pc-a-01", "org_id": 4})),
        ("Server", 34, json!({"name": "srv-a-old", "org_id": 4, "status": "obsolete"})),
        ("Server", 35, json!({"name": "srv-a-02", "org_id": 4})),
        ("Server", 37, json!({"name": "srv-b-01", "org_id": 5})),
    ]
}

fn put(data: &mut Data, name: &str, id: i64, fields: &Value) {
    let Some(of) = class(name) else { return };
    let blanks = of.attributes().filter_map(|a| Some((a.code.to_owned(), blank(a.kind)?)));
    let mut row = Row { class: name.to_owned(), values: blanks.collect() };
    for (code, value) in fields.as_object().into_iter().flatten() {
        row.values.insert(code.clone(), value.clone());
    }
    data.rows.entry(of.root().to_owned()).or_default().insert(id, row);
    let last = data.last.entry(of.root().to_owned()).or_insert(0);
    *last = (*last).max(id);
}
