//! Whole lists: paged by the total and the links, never by the length of a page, which access rules
//! shorten; a list that takes the instance too long is asked for in smaller pieces.

use std::collections::BTreeSet;

use super::ServiceNow;
use super::wire::{self, Row};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, RemoteError};

/// Pages are not made smaller than this.
const SMALLEST: usize = 10;

/// Most sys_ids or keys in one query: the URL stays under 8 KB.
pub const PER_QUERY: usize = 80;

/// What is asked of a table.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    pub table: &'a str,
    /// Encoded query without an order.
    pub filter: String,
    /// Columns, `sys_id` included.
    pub columns: &'a [&'a str],
    /// Stop after so many rows.
    pub most: Option<usize>,
    /// Order; by default the oldest first, stable.
    pub order: &'a str,
}

/// What came of a query.
#[derive(Debug)]
pub struct Listed {
    /// The rows that we are shown, each once.
    pub rows: Vec<Row>,
    /// How many more fit that access rules keep from us: totals are counted before those.
    pub hidden: usize,
}

/// The order in which pages are stable.
const OLDEST_FIRST: &str = "ORDERBYsys_created_on^ORDERBYsys_id";

impl<'a> Query<'a> {
    pub fn new(table: &'a str, filter: impl Into<String>, columns: &'a [&'a str]) -> Self {
        Self { table, filter: filter.into(), columns, most: None, order: OLDEST_FIRST }
    }
}

impl ServiceNow {
    /// The rows of a query that we may see, each once.
    pub(super) async fn list(&self, query: &Query<'_>) -> Result<Vec<Row>, RemoteError> {
        Ok(self.listed(query).await?.rows)
    }

    /// The first rows of a query, and how many of them are hidden from us: one request, whatever there is.
    pub(super) async fn glance(&self, query: &Query<'_>, size: usize) -> Result<Listed, RemoteError> {
        let call = self.page(query, 0, size);
        let (name, answer) = self.session().send(&call).await?;
        let rows: Vec<Row> = match wire::read(&self.session().http, &name, &answer) {
            Err(error) if error.code() == Some(wire::NO_RECORD) => Vec::new(),
            rows => rows?,
        };
        let hidden = total(&answer).unwrap_or_default().min(size).saturating_sub(rows.len());
        Ok(Listed { rows, hidden })
    }

    /// The same, with how many rows are hidden from us.
    pub(super) async fn listed(&self, query: &Query<'_>) -> Result<Listed, RemoteError> {
        let mut size = query.most.map_or(self.0.page, |most| most.min(self.0.page)).max(1);
        let (mut offset, mut rows, mut seen) = (0, Vec::new(), BTreeSet::new());
        loop {
            let call = self.page(query, offset, size);
            let (name, answer) = self.session().send(&call).await?;
            let page: Vec<Row> = match wire::read(&self.session().http, &name, &answer) {
                Ok(page) => page,
                Err(error) if error.code() == Some(wire::TOO_LONG) && size > SMALLEST => {
                    size = (size / 2).max(SMALLEST);
                    tracing::info!(table = query.table, size, "asking for smaller pages");
                    continue;
                }
                // Version 1 of the API answers so when nothing is found.
                Err(error) if error.code() == Some(wire::NO_RECORD) && offset == 0 => {
                    return Ok(Listed { rows, hidden: 0 });
                }
                Err(error) => return Err(error),
            };
            let is_empty = page.is_empty();
            rows.extend(page.into_iter().filter(|row| seen.insert(row.value("sys_id").to_owned())));
            offset += size;
            let is_enough = query.most.is_some_and(|most| rows.len() >= most);
            if is_enough || !has_more(&answer, offset, is_empty) {
                let hidden = total(&answer).unwrap_or_default().saturating_sub(rows.len());
                rows.truncate(query.most.unwrap_or(usize::MAX));
                return Ok(Listed { rows, hidden: if is_enough { 0 } else { hidden } });
            }
        }
    }

    fn page(&self, query: &Query<'_>, offset: usize, size: usize) -> Call {
        let filter = match query.filter.as_str() {
            "" => query.order.to_owned(),
            filter => format!("{filter}^{}", query.order),
        };
        Call::get(format!("api/now/table/{}", query.table))
            .with("sysparm_query", filter)
            .with("sysparm_fields", query.columns.join(","))
            .with("sysparm_display_value", "all")
            .with("sysparm_exclude_reference_link", "true")
            .with("sysparm_limit", size.to_string())
            .with("sysparm_offset", offset.to_string())
    }
}

/// How many rows fit, before access rules.
fn total(answer: &Answer) -> Option<usize> {
    answer.header("x-total-count")?.trim().parse().ok()
}

/// Whether rows stand beyond `offset`. Without a total and without links an empty page is the end.
fn has_more(answer: &Answer, offset: usize, is_empty: bool) -> bool {
    if let Some(total) = total(answer) {
        return offset < total;
    }
    match answer.header("link") {
        Some(link) => link.contains("rel=\"next\""),
        None => !is_empty,
    }
}

/// Takes what would be read as a part of the query out of a value.
pub fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !matches!(c, '^' | ',')).collect::<String>().trim().to_owned()
}
