//! The tables of a feed as they stand in a job.

mod act;

use schemars::JsonSchema;
use serde::Deserialize;

pub(super) use self::act::{RawAct, RawFind, RawWriteMethod};
use crate::settings::{At, Entries, Scalars, Texts};

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HttpFormat", inline)]
pub(super) enum Form {
    /// JSON.
    #[default]
    Json,
    /// One JSON value a line.
    Ndjson,
    /// Delimited text with a header.
    Csv,
    /// XML; attributes are `@name`, text is `#text`.
    Xml,
}

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(rename = "HttpMethod", inline)]
pub(super) enum RawMethod {
    #[default]
    Get,
    /// Of a call that only reads, such as a query in GraphQL.
    Post,
}

/// A call to a system with an HTTP API, and where the rows are in its answer.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpFeed")]
pub(crate) struct RawHttpFeed {
    /// Path of the call behind the address of the system, such as `/api/v1/hardware`; a template.
    pub path: Option<At<String>>,
    /// `GET`, or `POST` for a call that reads with a body.
    #[schemars(extend("default" = "GET"))]
    pub method: Option<RawMethod>,
    /// Parameters of the query; templates, or a list of them for one that is given several times. One that names `since` or `cursor` is left out where there is none.
    pub query: Option<Entries<At<Scalars>>>,
    /// Names of the parameters that this list takes, `cf_*` for all that begin so: another one in `query` is refused. For a
    /// system that answers a name that it does not know with everything, such as NetBox.
    pub filters: Option<At<Texts>>,
    /// Headers of this call; templates.
    pub headers: Option<Entries<At<String>>>,
    /// Body of a `POST`; a template.
    pub body: Option<At<String>>,
    /// Type of the body.
    #[schemars(extend("default" = "application/json"))]
    pub content_type: Option<At<String>>,
    /// What the answer is: `json`, `ndjson`, `csv` or `xml`.
    #[schemars(extend("default" = "json"))]
    pub format: Option<Form>,
    /// Dotted path to the list of rows, such as `data.items`; by default the answer itself.
    pub rows: Option<At<String>>,
    /// The rows are the members of an object: this column gets their names.
    pub name_column: Option<At<String>>,
    /// A list that is null or not there is a list without rows; by default it is an error.
    #[schemars(extend("default" = false))]
    pub missing_is_empty: Option<bool>,
    /// Column (or columns) that no two rows share, such as `id`: a row that comes twice is read once, and rows
    /// that move from page to page are noticed.
    pub key: Option<At<Texts>>,
    /// Columns that are not kept, such as passwords that the system gives without being asked: they are in no file, and
    /// no piece of an answer is shown.
    pub drop: Option<At<Texts>>,
    /// Texts are escaped as in HTML (`&#039;`), as Snipe-IT does.
    #[schemars(extend("default" = false))]
    pub html_escaped: Option<bool>,
    /// Texts are UTF-8 that was written as UTF-8 once more (`Ã©` for `é`), as the REST API of OCS does.
    #[schemars(extend("default" = false))]
    pub utf8_twice: Option<bool>,
    /// Dotted paths that, where they are not empty, say that an answer with status 200 is an error; by default
    /// `error` and `errors`.
    pub error: Option<At<Texts>>,
    /// Character between the values of a CSV, or `tab`; found out by default.
    pub delimiter: Option<At<String>>,
    /// Encoding of a CSV; found out by default.
    pub encoding: Option<At<String>>,
    /// Pages that are asked for at most; more is an error.
    #[schemars(range(min = 1, max = 1_000_000), extend("default" = 10_000))]
    pub most_pages: Option<At<i64>>,
    /// How the list is cut into pages; by default it is not.
    pub paging: Option<At<RawPaging>>,
    /// Calls for each row, whose answers become columns of it.
    pub detail: Option<Vec<At<RawDetail>>>,
    /// Only what has changed since the last good run is asked for.
    pub changes: Option<At<RawChanges>>,
    /// How one record is asked for that the list does not have any more, where the feed has `absence = "asked"`.
    pub one: Option<At<RawOne>>,
    /// What may be done at the system about a record, by name: `acknowledge`, `take_back`, `comment`, `close`, or
    /// a name of your own.
    pub act: Option<Entries<At<RawAct>>>,
}

/// How a list is cut into pages: one of these.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpPaging")]
pub(super) struct RawPaging {
    /// By the number of rows that are left out.
    pub offset: Option<At<RawOffset>>,
    /// By the number of the page.
    pub page: Option<At<RawNumber>>,
    /// By a mark that each page has for the next one.
    pub cursor: Option<At<RawCursor>>,
    /// By the address of the next page in the answer.
    pub next_url: Option<At<RawNextUrl>>,
    /// By the address of the next page in the header `Link`.
    pub link: Option<At<RawLink>>,
}

/// Pages by the number of rows that are left out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpOffset")]
pub(super) struct RawOffset {
    /// Rows that are asked for with each call.
    #[schemars(range(min = 1, max = 1_000_000), extend("default" = 100))]
    pub limit: Option<At<i64>>,
    /// Name of its parameter; not sent where a template names `limit`.
    #[schemars(extend("default" = "limit"))]
    pub limit_name: Option<At<String>>,
    /// Name of the parameter of the offset; not sent where a template names `offset`.
    #[schemars(extend("default" = "offset"))]
    pub offset_name: Option<At<String>>,
    /// Offset of the first row.
    #[schemars(range(min = 0), extend("default" = 0))]
    pub first: Option<At<i64>>,
    /// Dotted path to the number of all rows. Without it a page without rows is the end.
    pub total: Option<At<String>>,
}

/// Pages by their numbers.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpPage")]
pub(super) struct RawNumber {
    /// Rows that are asked for with each call; by default the server decides.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub size: Option<At<i64>>,
    /// Name of its parameter; not sent where a template names `limit`.
    #[schemars(extend("default" = "per_page"))]
    pub size_name: Option<At<String>>,
    /// Name of the parameter of the page; not sent where a template names `page`.
    #[schemars(extend("default" = "page"))]
    pub page_name: Option<At<String>>,
    /// Number of the first page.
    #[schemars(range(min = 0), extend("default" = 1))]
    pub first: Option<At<i64>>,
    /// Dotted path to the number of all rows.
    pub total: Option<At<String>>,
    /// Dotted path to the number of all pages. Without both a page without rows is the end.
    pub pages: Option<At<String>>,
}

/// Pages by marks; one of `next` and `last_row`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpCursor")]
pub(super) struct RawCursor {
    /// Name of the parameter of the mark; not sent where a template names `cursor`.
    #[schemars(extend("default" = "cursor"))]
    pub name: Option<At<String>>,
    /// Dotted path to the mark of the next page.
    pub next: Option<At<String>>,
    /// Column of the last row that is the mark of the next page, such as `id`.
    pub last_row: Option<At<String>>,
    /// Dotted path to whether there is more.
    pub more: Option<At<String>>,
    /// There is always a mark: the end is a page without rows.
    #[schemars(extend("default" = false))]
    pub until_empty: Option<bool>,
    /// `POST`: the pages behind the first are asked for with the `body` of the feed, the first one as `method` of the feed
    /// says.
    pub method: Option<RawMethod>,
}

/// Pages by addresses in the answer.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpNextUrl")]
pub(super) struct RawNextUrl {
    /// Dotted path to the address of the next page, such as `next` or `@odata.nextLink`.
    pub next: Option<At<String>>,
    /// Scheme, host and port of the address are replaced by those of the system: for one behind a proxy that
    /// does not know its own name.
    #[schemars(extend("default" = false))]
    pub own_host: Option<bool>,
}

/// Pages by the header `Link`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpLink")]
pub(super) struct RawLink {}

/// A call for each row.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpDetail")]
pub(super) struct RawDetail {
    /// Path of the call; a template that sees the `row`: `/nodes/{{ row.node }}/qemu/{{ row.vmid }}/config`.
    pub path: Option<At<String>>,
    /// Column that gets the answer; its own columns follow behind a dot.
    pub into: Option<At<String>>,
    /// Dotted path to what of the answer counts, in which `*` is the only member of an object, whatever it is called; by
    /// default all.
    pub rows: Option<At<String>>,
    /// Parameters of the query; templates that see the `row`.
    pub query: Option<Entries<At<Scalars>>>,
    /// Only for rows for which this template is `true`.
    pub only_if: Option<At<String>>,
    /// Calls that are made at most; more is an error.
    #[schemars(range(min = 1, max = 1_000_000), extend("default" = 10_000))]
    pub most: Option<At<i64>>,
    /// Calls at the same time.
    #[schemars(range(min = 1, max = 16), extend("default" = 4))]
    pub at_once: Option<At<i64>>,
    /// A row whose detail is not there (404) goes without it; by default it is an error.
    #[schemars(extend("default" = false))]
    pub may_be_missing: Option<bool>,
}

/// A call for one record that the list does not have any more.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpOne")]
pub(super) struct RawOne {
    /// Path of the call; a template that sees the `record` as it was read last, the `event` and `now`:
    /// `/alerts/{{ record.id }}`.
    pub path: Option<At<String>>,
    /// `GET`, or `POST` for a call that reads with a body.
    #[schemars(extend("default" = "GET"))]
    pub method: Option<RawMethod>,
    /// Parameters of the query; templates, or a list of them for one that is given several times.
    pub query: Option<Entries<At<Scalars>>>,
    /// Headers of this call; templates.
    pub headers: Option<Entries<At<String>>>,
    /// Body of a `POST`; a template.
    pub body: Option<At<String>>,
    /// Type of the body.
    #[schemars(extend("default" = "application/json"))]
    pub content_type: Option<At<String>>,
    /// Dotted path to the record, or to a list of it alone; by default the answer itself. An empty list says that there
    /// is no such record.
    pub rows: Option<At<String>>,
    /// Statuses that say that there is no such record; by default 404 and 410.
    pub gone: Option<At<Vec<At<i64>>>>,
    /// Dotted paths that, where they are not empty, say that a success is an error; by default those of the feed.
    pub error: Option<At<Texts>>,
}

/// Only changes are asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpChanges")]
pub(super) struct RawChanges {
    /// Column that says when a row was changed; by default the time of the last call counts.
    pub field: Option<At<String>>,
    /// How it is written: `iso`, `unix`, `unix_ms`, `number` (no time but a number that grows), or a pattern
    /// such as `%d/%m/%Y %H:%M`.
    #[schemars(extend("default" = "iso"))]
    pub format: Option<At<String>>,
    /// How `since` is written; by default as the column.
    pub send: Option<At<String>>,
    /// Time zone of times that name none.
    #[schemars(extend("default" = "UTC"))]
    pub zone: Option<At<String>>,
    /// How much further back is asked for.
    #[schemars(extend("default" = "10m"))]
    pub overlap: Option<At<String>>,
}
