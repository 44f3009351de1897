//! What `check --connect` can say of the question for one record.

use super::client::Client;
use super::document;
use super::fetch::Reading;
use super::message;
use super::one::One;
use super::query::Query;
use super::template::of_record;
use crate::message::Message;
use crate::model::said::Say as _;
use crate::systems::shared::CheckLine;
use crate::systems::source::{FetchError, Wish};

/// It is asked for the first row of the list.
pub(super) async fn tried(
    client: &Client,
    query: &Query,
    one: &One,
    wish: Wish<'_>,
    page: &[String],
) -> CheckLine {
    let what = message::one_line(one.call.method.as_str(), one.call.path.source());
    let (ok, detail) = match found(client, query, one, wish, page).await {
        Ok(detail) => (true, detail),
        Err(detail) => (false, detail),
    };
    CheckLine { what: what.said(), ok, detail: detail.said() }
}

async fn found(
    client: &Client,
    query: &Query,
    one: &One,
    wish: Wish<'_>,
    page: &[String],
) -> Result<Message, Message> {
    let Some(first) = page.first() else { return Ok(message::one_without_rows()) };
    if one.call.uses("event") {
        return Ok(message::one_not_tried());
    }
    let values = of_record(&serde_json::json!({ "record": document::by_column(first) }));
    let asked = async { Reading::with(client, query, wish, values)?.one(one).await };
    let found: Result<_, FetchError> = asked.await;
    match found {
        Ok(Some(_)) => Ok(message::one_answers()),
        Ok(None) => Err(message::one_is_not_there()),
        Err(error) => Err(message::one_fails(error.said())),
    }
}
