//! One record → what it says of an event, or a reject. What becomes of the episode is decided elsewhere.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::transform::{Desired, Wanted};
use crate::message;
use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity};
use crate::model::fold::fold;
use crate::model::known_episode::EventRow;
use crate::model::mapping::Mapping;
use crate::model::record::{Cell, Record};
use crate::model::{Reject, Said, Value};

/// What words mean a severity, as monitors, ticket tools and people write them in English and French; compared
/// without case and accents.
const SEVERITIES: &[(Severity, &[&str])] = &[
    (
        Severity::Information,
        &["information", "info", "informational", "informative", "notice", "debug", "log", "note"],
    ),
    (
        Severity::Warning,
        &[
            "warning",
            "warn",
            "minor",
            "low",
            "avertissement",
            "attention",
            "alerte",
            "mineur",
            "mineure",
            "faible",
            "basse",
            "bas",
        ],
    ),
    (
        Severity::Unknown,
        &[
            "unknown",
            "undetermined",
            "unreachable",
            "inconnu",
            "inconnue",
            "indetermine",
            "indeterminee",
            "injoignable",
        ],
    ),
    (Severity::Average, &["average", "medium", "moderate", "moyen", "moyenne", "modere", "moderee"]),
    (
        Severity::Critical,
        &[
            "critical", "crit", "high", "major", "error", "err", "severe", "critique", "eleve", "elevee",
            "haute", "haut", "majeur", "majeure", "erreur", "grave",
        ],
    ),
    (
        Severity::Disaster,
        &[
            "disaster",
            "down",
            "emergency",
            "emerg",
            "alert",
            "fatal",
            "blocker",
            "desastre",
            "catastrophe",
            "en panne",
            "hors service",
            "arrete",
            "bloquant",
            "bloquante",
            "urgence",
        ],
    ),
];

/// Words in the place of a severity that say that there is no problem any more.
const WELL: &[&str] = &[
    "ok",
    "up",
    "normal",
    "clear",
    "cleared",
    "none",
    "good",
    "recovered",
    "recovery",
    "resolved",
    "solved",
    "closed",
    "aucun",
    "aucune",
    "retabli",
    "retablie",
    "resolu",
    "resolue",
    "termine",
    "terminee",
    "clos",
    "fini",
    "finie",
];

/// What words mean what an event is about.
const KINDS: &[(ElementKind, &[&str])] = &[
    (
        ElementKind::Host,
        &[
            "host",
            "device",
            "equipment",
            "server",
            "node",
            "hote",
            "equipement",
            "serveur",
            "materiel",
            "machine",
        ],
    ),
    (
        ElementKind::Service,
        &["service", "check", "sensor", "controle", "sonde", "point de controle", "service unitaire"],
    ),
    (
        ElementKind::Alert,
        &[
            "alert",
            "alarm",
            "trigger",
            "anomaly",
            "request",
            "event",
            "alerte",
            "alarme",
            "anomalie",
            "demande",
            "evenement",
        ],
    ),
];

fn word_of<T: Copy>(table: &[(T, &[&str])], text: &str) -> Option<T> {
    let text = fold(text.trim());
    table.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(meant, _)| *meant)
}

/// What a severity may be called, for people: one word of each.
fn severities() -> String {
    let words = SEVERITIES.iter().map(|(severity, _)| severity.as_str());
    words.collect::<Vec<_>>().join(", ")
}

/// The values of one record by field.
struct Values<'d> {
    mapping: &'d Mapping,
    desired: &'d Desired,
}

impl<'d> Values<'d> {
    fn of(&self, field: &str) -> Option<&'d Value> {
        let at = self
            .mapping
            .fields
            .iter()
            .position(|rule| rule.part.is_item() && rule.column.as_str() == field)?;
        match self.desired.wanted.get(at)? {
            Wanted::Set(value) if !value.is_empty() => Some(value),
            Wanted::Set(_) | Wanted::Untouched | Wanted::Clear | Wanted::Name(_) | Wanted::Until(_) => None,
        }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.of(field).map(|value| value.to_string().trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn is(&self, field: &str) -> bool {
        self.flag(field).unwrap_or(false)
    }

    fn flag(&self, field: &str) -> Option<bool> {
        match self.of(field)? {
            Value::Bool(yes) => Some(*yes),
            _ => None,
        }
    }

    fn time(&self, field: &str) -> Option<DateTime<Utc>> {
        match self.of(field)? {
            Value::DateTime(time) => Some(time.and_utc()),
            _ => None,
        }
    }

    /// The fields of the part of labels; one that the row leaves blank is blank, so that texts may name it.
    fn labels(&self) -> BTreeMap<String, String> {
        let rules = self.mapping.fields.iter().zip(&self.desired.wanted);
        let of_labels = rules.filter(|(rule, _)| !rule.part.is_item());
        let text = |wanted: &Wanted| match wanted {
            Wanted::Set(Value::Bool(yes)) => yes.to_string(),
            wanted => wanted.to_string(),
        };
        let named = of_labels.map(|(rule, wanted)| (rule.column.to_string(), text(wanted)));
        named.collect()
    }

    /// All that was taken of the row, in short.
    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        for wanted in &self.desired.wanted {
            let text = wanted.to_string();
            hasher.update(text.len().to_be_bytes());
            hasher.update(text.as_bytes());
        }
        base16ct::lower::encode_string(&hasher.finalize()[..8])
    }
}

/// What a record says of an event; `monitor` is the name of its feed. Values that say nothing are told in
/// `left_out` of the record, and those that are found here are added to it.
///
/// # Errors
/// Nothing names what the record is about.
pub fn event_row(
    mapping: &Mapping,
    record: &Record,
    desired: &mut Desired,
    monitor: &str,
    now: DateTime<Utc>,
) -> Result<EventRow, Box<Reject>> {
    let found = read(&Values { mapping, desired: &*desired }, record, monitor, now);
    match found {
        Ok((row, odd)) => {
            let origin = record.origin.clone();
            desired.left_out.extend(odd.map(|(field, reason)| Reject {
                origin,
                source_key: row.key.clone(),
                field: Some(field.to_owned()),
                reason,
                partial: true,
            }));
            Ok(row)
        }
        Err(reason) => Err(Box::new(Reject {
            origin: record.origin.clone(),
            source_key: None,
            field: Some("object".to_owned()),
            reason,
            partial: false,
        })),
    }
}

/// A field whose value says nothing, and why.
type Odd = Option<(&'static str, Said)>;

fn read(
    values: &Values<'_>,
    record: &Record,
    monitor: &str,
    now: DateTime<Utc>,
) -> Result<(EventRow, Odd), Said> {
    let (key, host, service) = (values.text("key"), values.text("host"), values.text("service"));
    let title = values.text("title");
    let by_names = match (&host, &service) {
        (Some(host), Some(service)) => Some(format!("{host}!{service}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    };
    let object = values.text("object").or_else(|| key.clone()).or(by_names);
    let object =
        object.or_else(|| title.clone()).ok_or_else(|| message::event_rows::about_nothing().said())?;
    let (severity, is_well, odd) = severity(values);
    let (kind, odd_kind) = kind(values, host.is_some(), service.is_some());
    let text = values.text("text").unwrap_or_default();
    let state =
        values.text("state").or_else(|| values.text("severity")).unwrap_or_else(|| severity.to_string());
    let title = title.or_else(|| text.lines().next().map(str::to_owned)).unwrap_or_else(|| state.clone());
    let (since, changed_at) = (values.time("since"), values.time("changed_at"));
    let over = values.flag("over").unwrap_or(is_well);
    let over_at = values.time("over_at");
    let begun = since.or(changed_at).unwrap_or(now);
    let event = Event {
        monitor: monitor.to_owned(),
        key: key.clone().unwrap_or_default(),
        object: one_line(&object),
        kind,
        host,
        address: values.text("address"),
        service,
        groups: groups(values),
        labels: values.labels(),
        severity,
        state,
        certainty: match values.flag("confirmed") {
            Some(false) => Certainty::Soft,
            Some(true) | None => Certainty::Hard,
        },
        acknowledged: acknowledgement(values),
        in_downtime: values.is("in_downtime"),
        host_is_down: values.is("host_is_down"),
        flapping: values.is("flapping"),
        since: begun,
        changed_at: changed_at.unwrap_or(begun),
        title: one_line(&title),
        text,
        url: values.text("url"),
    };
    let key = key.map(|key| one_line(&key));
    let (origin, record, digest) = (record.origin.clone(), by_column(record), values.digest());
    let row = EventRow { key, event, since, changed_at, over, over_at, digest, origin, record };
    Ok((row, odd.or(odd_kind)))
}

/// How bad it is, whether it is no problem any more, and a word that nobody knows.
fn severity(values: &Values<'_>) -> (Severity, bool, Odd) {
    let Some(word) = values.text("severity") else { return (Severity::Unknown, false, None) };
    if let Some(severity) = word_of(SEVERITIES, &word) {
        return (severity, false, None);
    }
    if WELL.contains(&fold(&word).as_str()) {
        return (Severity::Information, true, None);
    }
    let reason = message::event_rows::no_such_severity(&word, severities()).said();
    (Severity::Unknown, false, Some(("severity", reason)))
}

/// What it is about: as the row says, else as it names it.
fn kind(values: &Values<'_>, has_host: bool, has_service: bool) -> (ElementKind, Odd) {
    let by_names = match (has_host, has_service) {
        (true, false) => ElementKind::Host,
        (_, true) => ElementKind::Service,
        (false, false) => ElementKind::Alert,
    };
    let Some(word) = values.text("kind") else { return (by_names, None) };
    match word_of(KINDS, &word) {
        Some(kind) => (kind, None),
        None => (by_names, Some(("kind", message::event_rows::no_such_kind(&word).said()))),
    }
}

/// Who acknowledged it: a row that names somebody or a time says that it is acknowledged.
fn acknowledgement(values: &Values<'_>) -> Option<Acknowledgement> {
    let (author, comment) = (values.text("acknowledged_by"), values.text("acknowledgement"));
    let at = values.time("acknowledged_at");
    let is_named = author.is_some() || comment.is_some() || at.is_some();
    values.flag("acknowledged").unwrap_or(is_named).then_some(Acknowledgement { author, comment, at })
}

/// A list in one cell: with commas, semicolons, bars or line breaks between the names.
fn groups(values: &Values<'_>) -> Vec<String> {
    let text = values.text("groups").unwrap_or_default();
    let names = text.split([',', ';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let mut groups: Vec<String> = names.map(str::to_owned).collect();
    groups.sort();
    groups.dedup();
    groups
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A row by column, for the templates of what is done at the source.
fn by_column(record: &Record) -> serde_json::Value {
    let cell = |cell: &Cell| match cell {
        Cell::Absent | Cell::Error(_) => None,
        Cell::Blank => Some("".into()),
        Cell::Text(text) => Some(text.to_string().into()),
        Cell::Shown(shown) => Some(shown.text.to_string().into()),
        Cell::Number(number) => Some((*number).into()),
        Cell::Bool(yes) => Some((*yes).into()),
        Cell::Date(date) => Some(date.to_string().into()),
        Cell::DateTime(time) => Some(time.format("%Y-%m-%dT%H:%M:%S").to_string().into()),
    };
    let columns = record.header.names.iter().enumerate();
    let cells = columns.filter_map(|(at, name)| Some((name.clone(), cell(record.cell(at))?)));
    serde_json::Value::Object(cells.collect())
}
