//! The Integration API of Netwrix Auditor as its public documents say it answers: activity records by marks that
//! lead from page to page, and a search by filters, both in XML unless JSON is asked for. The end is a page
//! without records; a page that is not full is not. What it cannot read is 500 without a word.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::seed::{mixed, one_of, uuid};
use super::state::State;
use super::{Vendor, no_deed};
use crate::practice::serve::Incoming;

const PATH: &str = "/netwrix/api/v1";
const LOGIN: &str = "ENTERPRISE\\stocktake";
const PASSWORD: &str = "practice-netwrix-secret";
const SPACE: &str = "http://schemas.netwrix.com/api/v1/activity_records/";

const RECORDS: u64 = 2500;
/// Most records of a page, and those of the second page of `enum`.
const MOST_ROWS: usize = 1000;
const SHORT_PAGE: usize = 700;

pub(super) static VENDOR: Vendor = Vendor {
    key: "netwrix",
    product: "Netwrix Auditor",
    path: PATH,
    login: "[basic]\nlogin = 'ENTERPRISE\\stocktake'\npassword = \"env:NETWRIX_PASSWORD\"",
    secrets: &[("NETWRIX_PASSWORD", PASSWORD)],
    // NTLM and Negotiate alone; its database cannot be reached.
    quirks: &["ntlm", "sql_down"],
    seed,
    answer,
    act: no_deed,
    error_of_success: None,
    busy: "",
};

/// What is asked for and answered in.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Xml,
    Json,
}

fn answer(state: &mut State, request: &Incoming) -> Answer {
    let ways: &[&str] =
        if state.has("ntlm") { &["Negotiate", "NTLM"] } else { &["Negotiate", "NTLM", "Basic realm=\"\""] };
    let expected = format!("Basic {}", STANDARD.encode(format!("{LOGIN}:{PASSWORD}")));
    let is_in = !state.has("ntlm") && request.header("authorization") == Some(&expected);
    if !is_in || state.is_expired {
        let refused = Answer::of(401, "text/html", "");
        return ways.iter().fold(refused, |answer, way| answer.header("www-authenticate", *way));
    }
    let Some(path) = request.path.strip_prefix(PATH) else { return Answer::of(404, "text/html", "") };
    let path = path.trim_end_matches('/').to_owned();
    let form = match request.parameter("format").as_deref() {
        None | Some("xml") => Form::Xml,
        Some("json") => Form::Json,
        Some(other) => {
            return errors(
                Form::Xml,
                400,
                "InputError",
                &format!("Invalid format parameter specified: {other}"),
            );
        }
    };
    let count = match request.parameter("count").map(|text| text.parse::<usize>()) {
        None => MOST_ROWS,
        Some(Ok(count)) if count > 0 => count.min(MOST_ROWS),
        Some(_) => {
            let why = "Invalid count parameter specified. Error details: 0x80040204 Cannot convert the attribute data type";
            return errors(form, 400, "InputError", why);
        }
    };
    if state.has("sql_down") {
        let why = "0x80040C0A SQL Server cannot be contacted, connection is lost (0x80040C84 SQL Server cannot be contacted)";
        return errors(form, 500, "ServerError", why);
    }
    match (request.method.as_str(), path.as_str()) {
        ("GET", "/activity_records/enum") => page(state, form, Place::start(count), &[]),
        ("POST", "/activity_records/enum") => match mark_of(request, form) {
            Some(mark) => from_mark(state, form, count, &mark, &[]),
            None => Answer::empty(500),
        },
        ("POST", "/activity_records/search") => search(state, request, form, count),
        ("GET" | "PUT" | "DELETE", "/activity_records/search") => Answer::of(405, "text/html", ""),
        (_, "/activity_records/enum") => Answer::of(405, "text/html", ""),
        (_, _) => Answer::of(404, "text/html", ""),
    }
}

fn errors(form: Form, status: u16, category: &str, description: &str) -> Answer {
    match form {
        Form::Json => {
            let error = json!({ "Category": category, "Description": description });
            Answer::json(status, &json!({ "ErrorList": [error] }))
        }
        Form::Xml => {
            let text = escaped(description);
            let error =
                format!("<Error><Category>{category}</Category><Description>{text}</Description></Error>");
            let body = format!(
                "<?xml version=\"1.0\" standalone=\"yes\"?><ErrorList xmlns=\"{SPACE}\">{error}</ErrorList>"
            );
            Answer::of(status, "application/xml", body)
        }
    }
}

/// Where a page begins, its number, and the records of a page.
struct Place {
    from: usize,
    number: usize,
    count: usize,
}

impl Place {
    fn start(count: usize) -> Self {
        Self { from: 0, number: 1, count }
    }
}

/// The mark in the body of `enum`: a bare JSON string, or an element.
fn mark_of(request: &Incoming, form: Form) -> Option<String> {
    match form {
        Form::Json => serde_json::from_slice::<String>(&request.body).ok(),
        Form::Xml => element(&String::from_utf8_lossy(&request.body), "ContinuationMark"),
    }
}

fn from_mark(state: &mut State, form: Form, count: usize, mark: &str, filters: &[Filter]) -> Answer {
    let Some(given) = state.marks.get(mark) else {
        return errors(form, 400, "InputError", "Invalid Continuation mark specified");
    };
    let number =
        |name: &str| given[name].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let place = Place { from: number("from"), number: number("page"), count };
    page(state, form, place, filters)
}

fn page(state: &mut State, form: Form, place: Place, filters: &[Filter]) -> Answer {
    let Place { from, number, count } = place;
    // The service gathers for a while only: a page may have fewer records, and more follow.
    let count = if number == 2 && filters.is_empty() { count.min(SHORT_PAGE) } else { count };
    let rows = state.rows("records").iter().filter(|row| filters.iter().all(|filter| filter.takes(row)));
    let rows: Vec<Json> = rows.skip(from).take(count).map(shown).collect();
    state.last_number += 1;
    let place =
        format!("<nr><n n=\"{{{}}}\"><a>{}</a></n></nr>", uuid("mark", state.last_number), from + rows.len());
    let mark = STANDARD.encode(place);
    state.marks.insert(mark.clone(), json!({ "from": from + rows.len(), "page": number + 1 }));
    match form {
        Form::Json => Answer::json(200, &json!({ "ActivityRecordList": rows, "ContinuationMark": mark })),
        Form::Xml => {
            let rows: String = rows.iter().map(as_xml).collect();
            let body = format!(
                "<?xml version=\"1.0\" standalone=\"yes\"?>\n<ActivityRecordList xmlns=\"{SPACE}\">\n \
                 <ContinuationMark>{mark}</ContinuationMark>\n{rows}</ActivityRecordList>\n"
            );
            Answer::of(200, "application/xml", body)
        }
    }
}

/// Without what is not there.
fn shown(row: &Json) -> Json {
    let Json::Object(members) = row else { return row.clone() };
    let kept = members.iter().filter(|(name, value)| !value.is_null() && *name != "number");
    Json::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn as_xml(row: &Json) -> String {
    let of = |name: &str, value: &Json| format!("<{name}>{}</{name}>", escaped(&text(value)));
    let mut record = String::new();
    for name in [
        "MonitoringPlan",
        "DataSource",
        "Item",
        "ObjectType",
        "RID",
        "What",
        "Action",
        "When",
        "Where",
        "Who",
        "Workstation",
    ] {
        match &row[name] {
            Json::Null => {}
            Json::Object(members) => {
                let inner: String = members.iter().rev().map(|(name, value)| of(name, value)).collect();
                record.push_str(&format!("<{name}>{inner}</{name}>"));
            }
            value => record.push_str(&of(name, value)),
        }
    }
    if let Some(details) = row["DetailList"].as_array() {
        let detail = |detail: &Json| {
            let inner: String = ["Before", "After", "PropertyName"]
                .iter()
                .filter(|name| !detail[**name].is_null())
                .map(|name| of(name, &detail[*name]))
                .collect();
            format!("<Detail>{inner}</Detail>")
        };
        record.push_str(&format!(
            "<DetailList>{}</DetailList>",
            details.iter().map(detail).collect::<String>()
        ));
    }
    format!(" <ActivityRecord>{record}</ActivityRecord>\n")
}

/// One condition: any of its values.
struct Filter {
    name: String,
    wanted: Vec<(String, String)>,
}

const FILTERS: [&str; 11] = [
    "RID",
    "Who",
    "Where",
    "ObjectType",
    "What",
    "DataSource",
    "MonitoringPlan",
    "Item",
    "Workstation",
    "Action",
    "When",
];
const OPERATORS: [&str; 8] =
    ["Contains", "DoesNotContain", "Equals", "NotEqualTo", "StartsWith", "EndsWith", "InGroup", "NotInGroup"];

fn search(state: &mut State, request: &Incoming, form: Form, count: usize) -> Answer {
    let wanted = match form {
        Form::Json => serde_json::from_slice::<Json>(&request.body).ok().filter(Json::is_object),
        Form::Xml => search_of_xml(&String::from_utf8_lossy(&request.body)),
    };
    let Some(wanted) = wanted else { return Answer::empty(500) };
    let mut filters = Vec::new();
    if let Json::Object(members) = &wanted["FilterList"] {
        for (name, value) in members {
            match filter(name, value) {
                Ok(filter) => filters.push(filter),
                Err(why) => return errors(form, 400, "InputError", &why),
            }
        }
    }
    match wanted["ContinuationMark"].as_str() {
        None | Some("") => page(state, form, Place::start(count), &filters),
        Some(mark) => from_mark(state, form, count, mark, &filters),
    }
}

fn filter(name: &str, value: &Json) -> Result<Filter, String> {
    if !FILTERS.contains(&name) {
        return Err(format!("Invalid filter specified: {name}"));
    }
    let values = match value {
        Json::Array(values) => values.clone(),
        one => vec![one.clone()],
    };
    let mut wanted = Vec::new();
    for value in values {
        match value {
            Json::Object(members) if name == "When" => {
                wanted.extend(members.iter().map(|(name, value)| (name.clone(), text(value))));
            }
            Json::Object(members) => {
                for (operator, value) in &members {
                    if !OPERATORS.contains(&operator.as_str()) {
                        return Err(format!("Invalid filter operator specified: {operator}"));
                    }
                    wanted.push((operator.clone(), text(value)));
                }
            }
            // The action is compared as a whole, all else is searched for.
            value if name == "Action" => wanted.push(("Equals".to_owned(), text(&value))),
            value => wanted.push(("Contains".to_owned(), text(&value))),
        }
    }
    Ok(Filter { name: name.to_owned(), wanted })
}

impl Filter {
    fn takes(&self, row: &Json) -> bool {
        let value = match self.name.as_str() {
            "MonitoringPlan" | "Item" => text(&row[self.name.as_str()]["Name"]),
            name => text(&row[name]),
        };
        if self.name == "When" {
            return self.wanted.iter().all(|(way, limit)| match way.as_str() {
                "From" => value >= *limit,
                "To" => value <= *limit,
                _ => true,
            });
        }
        let value = value.to_lowercase();
        self.wanted.iter().any(|(operator, wanted)| {
            let wanted = wanted.to_lowercase();
            match operator.as_str() {
                "Equals" => value == wanted,
                "NotEqualTo" => value != wanted,
                "DoesNotContain" => !value.contains(&wanted),
                "StartsWith" => value.starts_with(&wanted),
                "EndsWith" => value.ends_with(&wanted),
                _ => value.contains(&wanted),
            }
        })
    }
}

/// The text of the first element of a name.
fn element(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}"))?;
    let inner = &xml[start + xml[start..].find('>')? + 1..];
    let inner = &inner[..inner.find(&format!("</{name}>"))?];
    Some(inner.trim().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// A search in XML as one in JSON: each filter may stand several times, its operator is an attribute.
fn search_of_xml(xml: &str) -> Option<Json> {
    if !xml.contains("<ActivityRecordSearch") {
        return None;
    }
    let list = element(xml, "FilterList").unwrap_or_default();
    let mut filters = serde_json::Map::new();
    let mut rest = list.as_str();
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..start + rest[start..].find('>')?];
        let name = tag.split_whitespace().next()?.to_owned();
        let end = format!("</{name}>");
        let value = element(rest, &name)?;
        let operator = tag.split("Filter=\"").nth(1).and_then(|text| text.split('"').next());
        let value = match operator {
            Some(operator) => json!({ operator: value }),
            None => value.into(),
        };
        if let Json::Array(values) = filters.entry(name).or_insert_with(|| json!([])) {
            values.push(value);
        }
        rest = &rest[rest.find(&end)? + end.len()..];
    }
    Some(
        json!({ "FilterList": filters, "ContinuationMark": element(xml, "ContinuationMark").unwrap_or_default() }),
    )
}

fn seed(state: &mut State) {
    for number in 1..=RECORDS {
        state.add("records", record(number));
    }
}

/// Action, source, type of the object.
const KINDS: [(&str, &str, &str); 6] = [
    ("Added", "Active Directory", "user"),
    ("Modified", "Active Directory", "group"),
    ("Removed", "File Servers", "File"),
    ("Modified", "Exchange Online", "Mailbox"),
    ("Failed Logon", "Logon Activity", "Logon"),
    ("Modified (Failed Attempt)", "File Servers", "Folder"),
];

fn record(number: u64) -> Json {
    let (action, source, kind) = one_of("netwrix", number, &KINDS);
    let details = if number.is_multiple_of(3) {
        json!([{ "PropertyName": "Custom_Attribute", "Before": "1 < 2", "After": format!("R&D {number}") }])
    } else {
        Json::Null
    };
    let rid = format!("2026112{}{:032X}{:08X}", number % 8, u128::from(mixed("rid", number)) << 40, number);
    json!({
        "number": number,
        "Action": action,
        "MonitoringPlan": { "ID": "{42F64379-163E-4A43-A9C5-4514C5A23798}", "Name": "AD & Files Monitoring" },
        "DataSource": source,
        "Item": { "Name": "enterprise.local (Domain)" },
        "ObjectType": kind,
        // Some sources give none.
        "RID": if number.is_multiple_of(500) { Json::Null } else { rid.into() },
        "What": format!("\\local\\enterprise\\Users\\Zoé <{number}> & Co"),
        "When": format!("2026-11-{:02}T{:02}:{:02}:34Z", 1 + number % 28, number % 24, number % 60),
        "Where": format!("EnterpriseDC{}.enterprise.local", 1 + number % 3),
        "Who": format!("ENTERPRISE\\user{}", number % 40),
        "Workstation": if number.is_multiple_of(4) { Json::Null } else { format!("pc{:04}.enterprise.local", number % 300).into() },
        "DetailList": details,
    })
}
