//! Bulk writes, and what came of each row.
//!
//! GLPI commits every row on its own. A call without a whole, readable answer leaves its rows
//! unknown: it is never repeated here.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Map, Value as Json, json};

use super::Glpi;
use super::message;
use super::parts::{computer_column, is_unknown_class};
use super::schema::{ADDRESSES, HOSTNAME};
use super::sets::is_element;
use super::wire;
use crate::model::journal::Silent;
use crate::model::said::Say as _;
use crate::model::schema::ClassName;
use crate::model::value::Value;
use crate::systems::shared::Answer;
use crate::systems::shared::call::Call;
use crate::systems::shared::{FailureKind, RemoteError};
use crate::systems::target::{Blank, Field, Outcome, Row, WriteError};

impl Glpi {
    /// Adds rows in one call: the new id or the failure of each, in their order. At most
    /// [`Glpi::batch`] rows; each must carry its `entities_id` where the class has one.
    pub async fn create(&self, class: &ClassName, rows: &[Row]) -> Vec<Outcome<i64>> {
        if self.os_in_computer() && class.as_str() == "Item_OperatingSystem" {
            return self.create_in_computer(rows).await;
        }
        let (mut inputs, mut outcomes) = inputs(rows.iter().map(|row| (None, row)));
        let sent = rows.iter().enumerate().filter(|(at, _)| !outcomes.contains_key(at));
        if let Err(reason) = self.complete(class, &mut inputs, sent.map(|(_, row)| (None, row))).await {
            return vec![Err(reason); rows.len()];
        }
        if inputs.is_empty() {
            return outcomes.into_values().collect();
        }
        let places: Vec<usize> = (0..rows.len()).filter(|at| !outcomes.contains_key(at)).collect();
        let call = Call::write(Method::POST, class.as_str(), json!({ "input": inputs }));
        let answered = match self.bulk(&call).await {
            Ok(bulk) => additions(&bulk, places.len()),
            Err(error) if is_unknown_class(&error) && class.as_str() == "Item_OperatingSystem" => {
                self.set_os_in_computer();
                return self.create_in_computer(rows).await;
            }
            Err(error) => vec![Err(row_error(&error)); places.len()],
        };
        outcomes.extend(places.into_iter().zip(answered));
        outcomes.into_values().collect()
    }

    /// Adds rows in the form in which GLPI takes them, in one call: the new id or the failure of each.
    pub(super) async fn add(&self, class: &str, inputs: Vec<Json>) -> Vec<Outcome<i64>> {
        let sent = inputs.len();
        match self.bulk(&Call::write(Method::POST, class, json!({ "input": inputs }))).await {
            Ok(bulk) => additions(&bulk, sent),
            Err(error) => vec![Err(row_error(&error)); sent],
        }
    }

    /// Writes fields of existing rows in one call: the outcome of each, in their order. At most
    /// [`Glpi::batch`] rows, each id once.
    pub async fn update(&self, class: &ClassName, rows: &[(i64, Row)]) -> Vec<Outcome<()>> {
        if self.os_in_computer() && class.as_str() == "Item_OperatingSystem" {
            let rows: Vec<(i64, Row)> = rows.iter().map(|(id, row)| (*id, in_computer(row))).collect();
            return self.change(&"Computer".into(), &rows).await;
        }
        self.change(class, rows).await
    }

    /// Puts items in the trash. Classes without one lose them for good: dropdowns, links, rows of
    /// child sets; templates too.
    pub async fn trash(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        if is_element(class) {
            // GLPI 10.0.6 marks a disk as deleted and shows it nowhere, where it could be restored.
            return self.purge(class, ids).await;
        }
        self.delete(class, ids, json!({ "input": id_rows(ids) })).await
    }

    /// Takes items out of the trash.
    pub async fn restore(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        let field = Field { column: "is_deleted".into(), value: Value::Bool(false), blank: Blank::Number };
        let rows: Vec<(i64, Row)> = ids.iter().map(|id| (*id, vec![field.clone()])).collect();
        self.change(class, &rows).await
    }

    /// Deletes rows for good.
    pub async fn purge(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        self.delete(class, ids, json!({ "input": id_rows(ids), "force_purge": true })).await
    }

    /// Ports are sent with what rows of their own hold; of several groups of an asset in GLPI 11 one is
    /// exchanged before.
    async fn complete<'r>(
        &self,
        class: &ClassName,
        inputs: &mut [Json],
        rows: impl Iterator<Item = (Option<i64>, &'r Row)>,
    ) -> Result<(), WriteError> {
        let rows: Vec<(Option<i64>, &Row)> = rows.collect();
        if self.has_groups_apart(class) {
            return self.exchange_groups(class, inputs, &rows).await;
        }
        if class.as_str() != "NetworkPort" {
            return Ok(());
        }
        let more = self.port_inputs(&rows).await.map_err(|error| WriteError::Refused {
            permanent: false,
            message: message::ports_unreadable(error).said(),
        })?;
        for (input, more) in inputs.iter_mut().zip(more) {
            if let Json::Object(input) = input {
                input.remove(ADDRESSES);
                input.remove(HOSTNAME);
                input.extend(more);
            }
        }
        Ok(())
    }

    async fn create_in_computer(&self, rows: &[Row]) -> Vec<Outcome<i64>> {
        let item_of = |row: &Row| {
            row.iter().find(|field| field.column.as_str() == "items_id").and_then(|field| match field.value {
                Value::Ref(id) | Value::Int(id) => Some(id),
                _ => None,
            })
        };
        let updates: Vec<(i64, Row)> =
            rows.iter().map(|row| (item_of(row).unwrap_or_default(), in_computer(row))).collect();
        let outcomes = self.change(&"Computer".into(), &updates).await;
        outcomes.into_iter().zip(updates).map(|(outcome, (id, _))| outcome.map(|()| id)).collect()
    }

    async fn change(&self, class: &ClassName, rows: &[(i64, Row)]) -> Vec<Outcome<()>> {
        let (mut inputs, mut outcomes) = inputs(rows.iter().map(|(id, row)| (Some(*id), row)));
        let sent = rows.iter().enumerate().filter(|(at, _)| !outcomes.contains_key(at));
        let sent = sent.map(|(_, (id, row))| (Some(*id), row));
        if let Err(reason) = self.complete(class, &mut inputs, sent).await {
            return vec![Err(reason); rows.len()];
        }
        if inputs.is_empty() {
            return outcomes.into_values().collect();
        }
        let places: Vec<usize> = (0..rows.len()).filter(|at| !outcomes.contains_key(at)).collect();
        let sent: Vec<(i64, &Row)> = places.iter().map(|at| (rows[*at].0, &rows[*at].1)).collect();
        let ids: Vec<i64> = sent.iter().map(|(id, _)| *id).collect();
        let call = Call::write(Method::PUT, class.as_str(), json!({ "input": inputs }));
        let told = self.by_id(class, &call, &ids).await;
        outcomes.extend(places.into_iter().zip(self.read_back(class, &sent, told).await));
        outcomes.into_values().collect()
    }

    async fn delete(&self, class: &ClassName, ids: &[i64], body: Json) -> Vec<Outcome<()>> {
        if ids.is_empty() {
            return Vec::new();
        }
        let told = self.by_id(class, &Call::write(Method::DELETE, class.as_str(), body), ids).await;
        told.into_iter().map(|told| told.outcome).collect()
    }

    /// Sends a change or deletion and gives its outcome per id. Ids that do not exist are left out
    /// of the answer to a change, and are refused with words in the user's language in that to a
    /// deletion: refused ids are looked up.
    async fn by_id(&self, class: &ClassName, call: &Call, ids: &[i64]) -> Vec<Told> {
        let all = |error: WriteError| vec![Told::plain(Err(error)); ids.len()];
        let answers = match self.bulk(call).await {
            Ok(Bulk::Rows(answers)) => answers,
            Ok(Bulk::Refused(message)) => return all(refused(message)),
            Err(error) => return all(row_error(&error)),
        };
        let known: BTreeMap<i64, (bool, String)> = answers.iter().filter_map(changed).collect();
        let doubtful: Vec<i64> =
            ids.iter().copied().filter(|id| known.get(id).is_some_and(|a| !a.0)).collect();
        let mut gone = BTreeSet::new();
        if !doubtful.is_empty() {
            match self.list_of(class, self.wanted(&[]), &doubtful).await {
                Ok(rows) => {
                    gone.extend(doubtful);
                    rows.iter().for_each(|row| {
                        gone.remove(&row.id);
                    });
                }
                Err(error) => tracing::debug!(%error, "whether the refused rows exist is not known"),
            }
        }
        let told = |id: &i64| match known.get(id) {
            Some((true, message)) => Told { outcome: Ok(()), message: message.clone() },
            Some((false, _)) if gone.contains(id) => Told::plain(Err(WriteError::NotFound)),
            Some((false, message)) => Told::plain(Err(refused(message.clone()))),
            None => Told::plain(Err(WriteError::NotFound)),
        };
        ids.iter().map(told).collect()
    }

    async fn bulk(&self, call: &Call) -> Result<Bulk, RemoteError> {
        let outcome = async {
            let (name, answer) = self.send_write(call).await?;
            let http = &self.session().http;
            match bulk_answer(&answer) {
                Some(bulk) => Ok(bulk),
                None if (200..300).contains(&answer.status) => {
                    Err(wire::unreadable(http, name, &answer, message::no_row_outcomes()))
                }
                None => Err(wire::failure(http, name, &answer)),
            }
        }
        .await;
        if let Some(lane) = &self.lane {
            lane.doubt(outcome.as_ref().is_err_and(|error| error.kind() == FailureKind::Unknown));
        }
        outcome
    }
}

/// What an answer says of one row.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub outcome: Outcome<()>,
    /// What it says beside a success.
    pub message: String,
}

impl Told {
    fn plain(outcome: Outcome<()>) -> Self {
        Self { outcome, message: String::new() }
    }
}

/// What an answer says of the rows.
enum Bulk {
    Rows(Vec<Json>),
    Refused(String),
}

/// `[..]` with 200 or 201; `["ERROR_GLPI_PARTIAL_ADD", [..]]` with 207 when some rows failed;
/// `["ERROR_GLPI_ADD", [..]]` with 400 when all did, or with a text there.
fn bulk_answer(answer: &Answer) -> Option<Bulk> {
    match (answer.status, wire::error_parts(&answer.body)) {
        (207 | 400, Some((code, detail))) if code.starts_with("ERROR_GLPI_") => match detail {
            Json::Array(rows) => Some(Bulk::Rows(rows)),
            other => Some(Bulk::Refused(wire::message(&other))),
        },
        (200 | 201 | 207, None) => match serde_json::from_slice(&answer.body).ok()? {
            Json::Array(rows) => Some(Bulk::Rows(rows)),
            row @ Json::Object(_) => Some(Bulk::Rows(vec![row])),
            _ => None,
        },
        _ => None,
    }
}

/// The outcome of each row that was to be added.
fn additions(bulk: &Bulk, sent: usize) -> Vec<Outcome<i64>> {
    match bulk {
        Bulk::Rows(answers) if answers.len() == sent => answers.iter().map(added).collect(),
        Bulk::Rows(answers) => {
            let reason = message::other_row_count(sent, answers.len()).said();
            vec![Err(WriteError::Unknown { reason, silent: Silent::Server }); sent]
        }
        Bulk::Refused(message) => vec![Err(refused(message.clone())); sent],
    }
}

/// `{"id": 5, "message": ".."}`, or `false` for the id.
fn added(row: &Json) -> Outcome<i64> {
    match row.get("id") {
        Some(Json::Bool(false)) => Err(refused(wire::message(row.get("message").unwrap_or(&Json::Null)))),
        Some(id) => wire::integer(id).filter(|id| *id > 0).ok_or_else(|| odd(row)),
        None => Err(odd(row)),
    }
}

fn odd(row: &Json) -> WriteError {
    let shown: String = row.to_string().chars().take(100).collect();
    let reason = message::odd_row(shown).said();
    WriteError::Unknown { reason, silent: Silent::Server }
}

/// `{"48": true, "message": ".."}`. The message may be that of an earlier row.
fn changed(row: &Json) -> Option<(i64, (bool, String))> {
    let fields = row.as_object()?;
    let (id, done) = fields.iter().find_map(|(key, done)| Some((key.parse().ok()?, done.as_bool()?)))?;
    Some((id, (done, wire::message(fields.get("message").unwrap_or(&Json::Null)))))
}

fn refused(message: String) -> WriteError {
    // A row that lost a race for a lock in the database can be written later.
    let passing = ["Deadlock found", "Lock wait timeout", "gone away", "Lost connection"];
    let permanent = !passing.iter().any(|words| message.contains(words));
    let message = if message.is_empty() { message::refuses_silently().said() } else { message.into() };
    WriteError::Refused { permanent, message }
}

/// What a failed call means for each of its rows.
pub(super) fn row_error(error: &RemoteError) -> WriteError {
    match error.kind() {
        FailureKind::Permanent => WriteError::Refused { permanent: true, message: error.said() },
        FailureKind::NotDone => WriteError::Refused { permanent: false, message: error.said() },
        FailureKind::Unknown => WriteError::Unknown { reason: error.said(), silent: error.silent() },
    }
}

/// The rows as JSON, and the outcomes of those that cannot be sent, by place.
fn inputs<'a, T>(
    rows: impl Iterator<Item = (Option<i64>, &'a Row)>,
) -> (Vec<Json>, BTreeMap<usize, Outcome<T>>) {
    let (mut inputs, mut outcomes) = (Vec::new(), BTreeMap::new());
    for (at, (id, row)) in rows.enumerate() {
        let mut input = Map::new();
        if let Some(id) = id {
            input.insert("id".to_owned(), id.into());
        }
        let unresolved = row.iter().find_map(|field| {
            let value = to_json(field);
            match value {
                Some(json) => {
                    input.insert(field.column.to_string(), json);
                    None
                }
                None => Some(&field.column),
            }
        });
        match unresolved {
            None => inputs.push(Json::Object(input)),
            Some(column) => {
                let message = message::row_not_created(column).said();
                outcomes.insert(at, Err(WriteError::Refused { permanent: true, message }));
            }
        }
    }
    (inputs, outcomes)
}

/// `None` for a reference to a row that is still to be created.
fn to_json(field: &Field) -> Option<Json> {
    Some(match &field.value {
        Value::Empty => match field.blank {
            Blank::Text => "".into(),
            Blank::Key | Blank::Number => 0.into(),
            Blank::Date => "NULL".into(),
        },
        Value::Text(text) => Json::from(&**text),
        Value::Int(number) | Value::Ref(number) => Json::from(*number),
        Value::Bool(yes) => u8::from(*yes).into(),
        Value::Decimal(_) | Value::Date(_) | Value::DateTime(_) => field.value.to_string().into(),
        Value::NewRef(_) | Value::NewItem(_) => return None,
    })
}

fn id_rows(ids: &[i64]) -> Vec<Json> {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

/// The fields of an operating system as columns of the computer that has it, for GLPI 9.1.
fn in_computer(row: &Row) -> Row {
    let own = |field: &&Field| !matches!(field.column.as_str(), "items_id" | "itemtype" | "entities_id");
    row.iter()
        .filter(own)
        .map(|field| Field { column: computer_column(&field.column), ..field.clone() })
        .collect()
}
