//! Whole lists, read in pages with a few requests at once.
//!
//! GLPI has neither a snapshot nor a cursor: a row deleted between two pages shifts the rest. A list
//! that changes while it is read is read again, at last in one request.

use std::collections::BTreeMap;

use futures::StreamExt;
use serde::de::DeserializeSeed;

use super::Glpi;
use super::message;
use super::rows::{NO_COLUMN, Page, Row, Wanted};
use super::wire;
use crate::model::schema::ClassName;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// How often a list is read in pages before it is read in one request.
const PAGED_READS: usize = 2;

/// Rows asked for in one request beyond the known total: those that were added meanwhile.
const MARGIN: u64 = 1000;

/// Ids in one `getMultipleItems`: the URL stays under the 8 KB of a stock web server.
pub(super) const IDS_PER_CALL: usize = 50;

/// Which rows of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those that are not in the trash.
    InUse,
    /// Those in the trash.
    Trash,
}

struct Piece {
    page: Page,
    /// Rows that there are, as this answer says.
    total: u64,
}

impl Glpi {
    /// All rows of a class, sorted by id.
    pub(super) async fn list(
        &self,
        class: &ClassName,
        shelf: Shelf,
        wanted: Wanted<'_>,
    ) -> Result<Vec<Row>, RemoteError> {
        let mut total = 0;
        for _ in 0..PAGED_READS {
            let (rows, found, settled) = self.list_pages(class, shelf, wanted).await?;
            if settled {
                return Ok(rows);
            }
            total = found;
            tracing::debug!(%class, "the list changed while it was read, reading it again");
        }
        let piece = self.page(class, shelf, wanted, 0, total + MARGIN).await?;
        Ok(sorted(vec![piece.page]))
    }

    /// The rows in the trash of a class of which `in_use` are those outside.
    pub(super) async fn list_trash(
        &self,
        class: &ClassName,
        in_use: &[Row],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Row>, RemoteError> {
        // Without a trash GLPI ignores the question and gives all rows again.
        if in_use.first().is_some_and(|row| !row.can_be_trashed) {
            return Ok(Vec::new());
        }
        let mut rows = self.list(class, Shelf::Trash, wanted).await?;
        rows.retain(|row| row.trashed);
        Ok(rows)
    }

    /// The rows, the last total, and whether nothing moved meanwhile.
    async fn list_pages(
        &self,
        class: &ClassName,
        shelf: Shelf,
        wanted: Wanted<'_>,
    ) -> Result<(Vec<Row>, u64, bool), RemoteError> {
        let size = self.page_size();
        let first = self.page(class, shelf, wanted, 0, size).await?;
        let total = first.total;
        let starts: Vec<u64> = (1..total.div_ceil(size)).map(|page| page * size).collect();
        let mut pieces = futures::stream::iter(starts)
            .map(|start| self.page(class, shelf, wanted, start, size))
            .buffer_unordered(self.in_flight());
        let (mut pages, mut sent, mut last, mut same) = (vec![first.page], 0, total, true);
        sent += pages[0].sent;
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            (same, last) = (same && piece.total == total, last.max(piece.total));
            sent += piece.page.sent;
            pages.push(piece.page);
        }
        let kept: usize = pages.iter().map(|page| page.rows.len()).sum();
        let rows = sorted(pages);
        let settled = same && sent == total && rows.len() == kept;
        Ok((rows, last, settled))
    }

    async fn page(
        &self,
        class: &ClassName,
        shelf: Shelf,
        wanted: Wanted<'_>,
        start: u64,
        count: u64,
    ) -> Result<Piece, RemoteError> {
        let range = format!("{start}-{}", start + count - 1);
        let mut call = Call::get(class.as_str()).with("range", range).with("get_hateoas", "false");
        if shelf == Shelf::Trash {
            call = call.with("is_deleted", "1");
        }
        self.read_page(class, &call, wanted, start).await
    }

    async fn read_page(
        &self,
        class: &ClassName,
        call: &Call,
        wanted: Wanted<'_>,
        start: u64,
    ) -> Result<Piece, RemoteError> {
        let (name, answer) = self.session().send(call).await?;
        let http = &self.session().http;
        if !(200..300).contains(&answer.status) {
            let failure = wire::failure(http, name, &answer);
            if failure.code() == Some("ERROR_RANGE_EXCEED_TOTAL") {
                // So many rows were deleted since the first page.
                return Ok(Piece { page: Page::default(), total: 0 });
            }
            return Err(failure);
        }
        let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
        let page = wanted.deserialize(&mut deserializer).and_then(|page| deserializer.end().map(|()| page));
        let page = page.map_err(|error| match lacking_column(&error, class, &answer.body) {
            Some(error) => error,
            None => wire::unreadable(http, name.clone(), &answer, error.to_string()),
        })?;
        let total =
            answer.header("content-range").and_then(|range| range.rsplit('/').next()?.trim().parse().ok());
        if answer.status == 206 && total.is_none() {
            return Err(wire::unreadable(http, name, &answer, message::no_content_range()));
        }
        let total = total.unwrap_or(start + page.sent);
        Ok(Piece { page, total })
    }

    /// Rows with an id above `above`, templates too, sorted by id.
    pub(super) async fn list_above(
        &self,
        class: &ClassName,
        wanted: Wanted<'_>,
        above: i64,
    ) -> Result<Vec<Row>, RemoteError> {
        let size = self.page_size().min(200);
        let (mut start, mut pages) = (0, Vec::new());
        loop {
            let range = format!("{start}-{}", start + size - 1);
            let call = Call::get(class.as_str())
                .with("range", range)
                .with("get_hateoas", "false")
                .with("sort", "id")
                .with("order", "DESC");
            let mut page = self.read_page(class, &call, wanted, start).await?.page;
            let (sent, read) = (page.sent, page.rows.len());
            page.rows.retain(|row| row.id > above);
            let done = sent < size || page.rows.len() < read;
            pages.push(page);
            if done {
                return Ok(sorted(pages));
            }
            start += size;
        }
    }

    /// The rows of these ids that exist and may be seen, those in the trash too, sorted by id.
    pub(super) async fn list_of(
        &self,
        class: &ClassName,
        wanted: Wanted<'_>,
        ids: &[i64],
    ) -> Result<Vec<Row>, RemoteError> {
        let some = |at: usize| self.some_of(class, wanted, &ids[at..ids.len().min(at + IDS_PER_CALL)]);
        let mut calls = futures::stream::iter((0..ids.len()).step_by(IDS_PER_CALL))
            .map(some)
            .buffer_unordered(self.in_flight());
        let mut pages = Vec::new();
        while let Some(rows) = calls.next().await {
            pages.push(Page { rows: rows?, sent: 0 });
        }
        Ok(sorted(pages))
    }

    /// Which of these ids exist although no list shows them; sorted. Of very many none is asked for:
    /// all count as existing, which is the safe answer.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn hidden(&self, class: &ClassName, ids: &[i64]) -> Result<Vec<i64>, RemoteError> {
        const MOST: usize = 1000;
        let mut hidden: Vec<i64> = if ids.len() > MOST { ids.to_vec() } else { Vec::new() };
        let ask = |id: i64| async move {
            let call = Call::get(format!("{class}/{id}")).with("get_hateoas", "false");
            let (name, answer) = self.session().send(&call).await?;
            match answer.status {
                404 => Ok(None),
                200..=299 | 403 => Ok(Some(id)),
                _ => Err(wire::failure(&self.session().http, name, &answer)),
            }
        };
        let few = if hidden.is_empty() { ids } else { &[] };
        let mut calls =
            futures::stream::iter(few.iter().map(|id| ask(*id))).buffer_unordered(self.in_flight());
        while let Some(found) = calls.next().await {
            hidden.extend(found?);
        }
        hidden.sort_unstable();
        Ok(hidden)
    }

    /// One missing or hidden id fails the whole call: then the ids are halved.
    async fn some_of(
        &self,
        class: &ClassName,
        wanted: Wanted<'_>,
        ids: &[i64],
    ) -> Result<Vec<Row>, RemoteError> {
        let (name, answer) = self.session().send(&items_call(class, ids)).await?;
        let http = &self.session().http;
        match answer.status {
            200..=299 => {}
            403 | 404 if ids.len() == 1 && wire::error_parts(&answer.body).is_some() => return Ok(Vec::new()),
            403 | 404 if wire::error_parts(&answer.body).is_some() => {
                let (left, right) = ids.split_at(ids.len() / 2);
                let mut rows = Box::pin(self.some_of(class, wanted, left)).await?;
                rows.extend(Box::pin(self.some_of(class, wanted, right)).await?);
                return Ok(rows);
            }
            _ => return Err(wire::failure(http, name, &answer)),
        }
        let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
        let page = wanted.deserialize(&mut deserializer).map_err(|error| {
            lacking_column(&error, class, &answer.body)
                .unwrap_or_else(|| wire::unreadable(http, name.clone(), &answer, error.to_string()))
        })?;
        if page.rows.iter().any(|row| !ids.contains(&row.id)) {
            return Err(wire::unreadable(http, name, &answer, message::other_ids()));
        }
        Ok(page.rows)
    }
}

/// Asks for the items of some ids, at most [`IDS_PER_CALL`].
pub(super) fn items_call(class: &ClassName, ids: &[i64]) -> Call {
    let call = Call::get("getMultipleItems").with("get_hateoas", "false");
    ids.iter().enumerate().fold(call, |call, (at, id)| {
        call.with(format!("items[{at}][itemtype]"), class.as_str())
            .with(format!("items[{at}][items_id]"), id.to_string())
    })
}

/// Sorted by id, each id once.
fn sorted(pages: Vec<Page>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(pages.iter().map(|page| page.rows.len()).sum());
    rows.extend(pages.into_iter().flat_map(|page| page.rows));
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    rows
}

/// The error of a column that the rows do not have, with those that they have.
fn lacking_column(error: &serde_json::Error, class: &ClassName, body: &[u8]) -> Option<RemoteError> {
    let text = error.to_string();
    let column = text.strip_prefix(NO_COLUMN)?.split(';').next()?.to_owned();
    let rows: Vec<BTreeMap<String, serde::de::IgnoredAny>> = serde_json::from_slice(body).ok()?;
    let known: Vec<&str> = rows.first()?.keys().map(String::as_str).collect();
    Some(RemoteError::NoColumn { class: class.to_string(), column, known: known.join(", ") })
}
