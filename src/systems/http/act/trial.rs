//! What `check --connect` can say of an act: nothing is sent that writes.

use serde_json::json;

use super::super::client::Client;
use super::super::document::by_column;
use super::super::message;
use super::super::query::Query;
use super::Declared;
use super::perform::{Performing, Shown};
use crate::message::Message;
use crate::model::said::Say as _;
use crate::systems::shared::CheckLine;
use crate::systems::source::{Act, Wish};

/// A mark that nobody has written.
const NOBODY: &str = "stocktake-check-00000000";

/// Whether the columns that its templates name are in the rows of the first page, and whether its lookup answers.
pub(in super::super) async fn tried(
    client: &Client,
    feed: &Query,
    act: &Declared,
    wish: Wish<'_>,
    page: &Page<'_>,
) -> CheckLine {
    let what = message::act_line(&act.name, act.method.as_str(), act.path.source());
    let (ok, detail) = match found(client, feed, act, wish, page).await {
        Ok(detail) => (true, detail),
        Err(detail) => (false, detail),
    };
    CheckLine { what: what.said(), ok, detail: detail.said() }
}

/// What the first page shows.
pub(in super::super) struct Page<'p> {
    pub columns: &'p [String],
    pub rows: &'p [String],
}

async fn found(
    client: &Client,
    feed: &Query,
    act: &Declared,
    wish: Wish<'_>,
    page: &Page<'_>,
) -> Result<Message, Message> {
    let Some(first) = page.rows.first() else { return Ok(message::act_without_rows()) };
    let mut lacking: Vec<&str> = Vec::new();
    for name in act.texts().iter().flat_map(|text| text.names_in("record")) {
        if !has(page.columns, name) && !lacking.contains(&name) {
            lacking.push(name);
        }
    }
    if !lacking.is_empty() {
        let names: Vec<String> = lacking.iter().map(|name| format!("`{name}`")).collect();
        return Err(message::act_lacks(names.join(", ")));
    }
    let Some(find) = &act.find else { return Ok(message::act_not_tried()) };
    let uses = |name: &&str| find.query.call.uses(name) || find.when.uses(name);
    if ["event", "ticket", "remark"].iter().any(uses) {
        return Ok(message::find_not_tried());
    }
    let values = json!({ "record": by_column(first) });
    let asked = Act { name: &act.name, values: &values, mark: NOBODY };
    match Performing::new(client, feed, act, wish, &asked).look().await {
        Ok(Some(Shown::Done)) if !act.repeatable => Err(message::find_is_always_true()),
        Ok(Some(Shown::Gone)) => Err(message::find_is_not_there()),
        Ok(_) => Ok(message::find_answers()),
        Err(error) => Err(message::find_fails(error.said())),
    }
}

/// Whether rows have a column, something in it, or something that it is in.
fn has(columns: &[String], name: &str) -> bool {
    let inside =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    columns.iter().any(|column| column == name || inside(column, name) || inside(name, column))
}
