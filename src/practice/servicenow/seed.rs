//! What a new practice ServiceNow holds: the drop-downs of a fresh instance, and a few companies,
//! people, groups, services and servers.

use super::Options;
use super::schema;
use super::state::{Data, Record, now};

/// Drop-downs: table, column, value, label, value that it depends on.
const CHOICES: &[(&str, &str, &str, &str, &str)] = &[
    ("incident", "state", "1", "New", ""),
    ("incident", "state", "2", "In Progress", ""),
    ("incident", "state", "3", "On Hold", ""),
    ("incident", "state", "6", "Resolved", ""),
    ("incident", "state", "7", "Closed", ""),
    ("incident", "state", "8", "Canceled", ""),
    ("task", "state", "-5", "Pending", ""),
    ("task", "state", "1", "Open", ""),
    ("task", "state", "2", "Work in Progress", ""),
    ("task", "state", "3", "Closed Complete", ""),
    ("task", "state", "4", "Closed Incomplete", ""),
    ("task", "state", "7", "Closed Skipped", ""),
    ("task", "impact", "1", "1 - High", ""),
    ("task", "impact", "2", "2 - Medium", ""),
    ("task", "impact", "3", "3 - Low", ""),
    ("task", "urgency", "1", "1 - High", ""),
    ("task", "urgency", "2", "2 - Medium", ""),
    ("task", "urgency", "3", "3 - Low", ""),
    ("task", "priority", "1", "1 - Critical", ""),
    ("task", "priority", "2", "2 - High", ""),
    ("task", "priority", "3", "3 - Moderate", ""),
    ("task", "priority", "4", "4 - Low", ""),
    ("task", "priority", "5", "5 - Planning", ""),
    ("incident", "category", "inquiry", "Inquiry / Help", ""),
    ("incident", "category", "software", "Software", ""),
    ("incident", "category", "hardware", "Hardware", ""),
    ("incident", "category", "network", "Network", ""),
    ("incident", "category", "database", "Database", ""),
    ("incident", "subcategory", "disk", "Disk", "hardware"),
    ("incident", "subcategory", "memory", "Memory", "hardware"),
    ("incident", "subcategory", "dns", "DNS", "network"),
    ("incident", "subcategory", "vpn", "VPN", "network"),
    ("incident", "subcategory", "email", "Email", "software"),
    ("incident", "hold_reason", "1", "Awaiting Caller", ""),
    ("incident", "hold_reason", "3", "Awaiting Problem", ""),
    ("incident", "hold_reason", "4", "Awaiting Vendor", ""),
    ("incident", "hold_reason", "5", "Awaiting Change", ""),
    ("incident", "close_code", "Solution provided", "Solution provided", ""),
    ("incident", "close_code", "Workaround provided", "Workaround provided", ""),
    ("incident", "close_code", "Resolved by caller", "Resolved by caller", ""),
    ("incident", "close_code", "Duplicate", "Duplicate", ""),
    ("incident", "close_code", "No resolution provided", "No resolution provided", ""),
    ("incident", "severity", "1", "1 - High", ""),
    ("incident", "severity", "2", "2 - Medium", ""),
    ("incident", "severity", "3", "3 - Low", ""),
    ("problem", "state", "101", "New", ""),
    ("problem", "state", "102", "Assess", ""),
    ("problem", "state", "103", "Root Cause Analysis", ""),
    ("problem", "state", "104", "Fix in Progress", ""),
    ("problem", "state", "106", "Resolved", ""),
    ("problem", "state", "107", "Closed", ""),
    ("problem", "resolution_code", "fix_applied", "Fix Applied", ""),
    ("problem", "resolution_code", "risk_accepted", "Risk Accepted", ""),
    ("problem", "resolution_code", "duplicate", "Duplicate", ""),
    ("problem", "resolution_code", "canceled", "Canceled", ""),
    ("problem", "category", "software", "Software", ""),
    ("problem", "category", "hardware", "Hardware", ""),
    ("problem", "category", "network", "Network", ""),
    ("change_request", "state", "-5", "New", ""),
    ("change_request", "state", "-4", "Assess", ""),
    ("change_request", "state", "-3", "Authorize", ""),
    ("change_request", "state", "-2", "Scheduled", ""),
    ("change_request", "state", "-1", "Implement", ""),
    ("change_request", "state", "0", "Review", ""),
    ("change_request", "state", "3", "Closed", ""),
    ("change_request", "state", "4", "Canceled", ""),
    ("change_request", "type", "normal", "Normal", ""),
    ("change_request", "type", "standard", "Standard", ""),
    ("change_request", "type", "emergency", "Emergency", ""),
    ("change_request", "close_code", "successful", "Successful", ""),
    ("change_request", "close_code", "successful_issues", "Successful with issues", ""),
    ("change_request", "close_code", "unsuccessful", "Unsuccessful", ""),
];

struct Seeds {
    data: Data,
    next: u128,
}

impl Seeds {
    /// Adds a row and gives its sys_id; ids of seeds are the same in every new instance.
    fn add(&mut self, table: &str, fields: &[(&str, &str)]) -> String {
        self.next += 1;
        let id = format!("{:032x}", 0x5eed_0000_0000_0000_0000_0000_0000_0000_u128 + self.next);
        let mut row = Record::new();
        for (column, value) in [
            ("sys_id", id.as_str()),
            ("sys_class_name", table),
            ("sys_created_on", &now()),
            ("sys_created_by", "admin"),
            ("sys_updated_on", &now()),
            ("sys_updated_by", "admin"),
            ("sys_mod_count", "0"),
        ] {
            row.insert(column.to_owned(), value.to_owned());
        }
        for (column, value) in fields {
            row.insert((*column).to_owned(), (*value).to_owned());
        }
        debug_assert!(row.keys().all(|column| schema::kind(table, column).is_some()), "{table} {row:?}");
        self.data.tables.entry(table.to_owned()).or_default().push(row);
        id
    }
}

/// Tables, what they extend, and their columns.
fn classes(seeds: &mut Seeds) {
    let mut classes: Vec<(&str, String)> = Vec::new();
    for (name, above) in schema::tables() {
        let above = classes.iter().find(|(known, _)| Some(*known) == above).map_or("", |(_, id)| id.as_str());
        let above = above.to_owned();
        let above = above.as_str();
        let id = seeds.add("sys_db_object", &[("name", name), ("super_class", above)]);
        classes.push((name, id));
        for (column, kind) in schema::own_columns(name) {
            let choice = if matches!(kind, schema::Kind::Choice) { "1" } else { "0" };
            // As the instance makes labels of names: `short_description` is `Short description`.
            let mut label = column.replace('_', " ");
            label[..1].make_ascii_uppercase();
            let (length, reference) = (kind.length().to_string(), kind.target());
            let kind = kind.internal_type(column);
            let row = [
                ("name", name),
                ("element", column),
                ("column_label", label.as_str()),
                ("internal_type", kind),
                ("max_length", length.as_str()),
                ("reference", reference),
                ("mandatory", "false"),
                ("choice", choice),
            ];
            seeds.add("sys_dictionary", &row);
        }
    }
}

/// A new instance.
pub(super) fn seed(options: &Options) -> Data {
    let mut seeds = Seeds { data: Data::default(), next: 0 };
    for (table, element, value, label, depends_on) in CHOICES {
        seeds.add(
            "sys_choice",
            &[
                ("name", table),
                ("element", element),
                ("value", value),
                ("label", label),
                ("dependent_value", depends_on),
                ("inactive", "false"),
                ("language", "en"),
            ],
        );
    }
    classes(&mut seeds);
    let roles: Vec<(&str, String)> = ["itil", "itil_admin", "admin"]
        .into_iter()
        .map(|name| (name, seeds.add("sys_user_role", &[("name", name)])))
        .collect();
    let acme = seeds.add("core_company", &[("name", "Acme")]);
    seeds.add("core_company", &[("name", "Acme Paris"), ("parent", &acme)]);
    for (login, name, mail, role, zone) in [
        (options.user.as_str(), "Stocktake Robot", "robot@acme.example", "itil", "Europe/Paris"),
        ("beth.anglin", "Beth Anglin", "beth.anglin@acme.example", "itil", "America/New_York"),
        ("admin", "System Administrator", "admin@acme.example", "admin", "UTC"),
        ("joe.employee", "Joe Employee", "joe.employee@acme.example", "", "UTC"),
    ] {
        let user = seeds.add(
            "sys_user",
            &[
                ("user_name", login),
                ("name", name),
                ("email", mail),
                ("active", "true"),
                ("time_zone", zone),
                ("company", &acme),
            ],
        );
        for (_, role) in roles.iter().filter(|(name, _)| *name == role) {
            seeds.add("sys_user_has_role", &[("user", &user), ("role", role)]);
        }
    }
    for (name, active) in [("Network", "true"), ("Service Desk", "true"), ("Old Team", "false")] {
        seeds.add("sys_user_group", &[("name", name), ("active", active)]);
    }
    let mail = seeds.add("cmdb_ci_service", &[("name", "Email"), ("company", &acme)]);
    seeds.add("service_offering", &[("name", "Email Gold"), ("parent", &mail), ("company", &acme)]);
    for (number, words, state) in
        [("CNTR0001", "Server support", "active"), ("CNTR0002", "Old lease", "expired")]
    {
        let words = [("number", number), ("short_description", words), ("state", state), ("company", &acme)];
        seeds.add("ast_contract", &words);
    }
    for (name, serial) in [("srv-web-01", "SN-0001"), ("srv-web-02", "SN-0002"), ("srv-db-01", "SN-0003")] {
        seeds.add("cmdb_ci_server", &[("name", name), ("serial_number", serial), ("company", &acme)]);
    }
    seeds.data
}
