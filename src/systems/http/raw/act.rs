//! The tables of an act as they stand in a job.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{RawMethod, RawPaging};
use crate::settings::{At, Entries, Scalars, Texts};

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(rename = "HttpWriteMethod", inline)]
pub(in super::super) enum RawWriteMethod {
    #[default]
    Post,
    Put,
    Patch,
    Delete,
}

/// Something that is done at the system about a record: a call that writes, what its answer means, and how it is
/// found out whether it was done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpAct")]
pub(in super::super) struct RawAct {
    /// `POST`, `PUT`, `PATCH` or `DELETE`.
    #[schemars(extend("default" = "POST"))]
    pub method: Option<RawWriteMethod>,
    /// Path of the call behind the address of the system; a template that sees `record`, `event`, `ticket`,
    /// `remark`, `mark` and `now`.
    pub path: Option<At<String>>,
    /// Parameters of the query; templates, or a list of them for one that is given several times.
    pub query: Option<Entries<At<Scalars>>>,
    /// Headers of this call; templates.
    pub headers: Option<Entries<At<String>>>,
    /// The whole body; a template whose values are escaped as its type wants: `{"note": {{ remark.text }}}`.
    pub body: Option<At<String>>,
    /// Fields of a form; templates.
    pub form: Option<Entries<At<Scalars>>>,
    /// Members of an object of JSON; texts in it are templates, and one that is nothing but `{{ … }}` keeps the
    /// type of its value.
    pub json: Option<Entries<At<serde_json::Value>>>,
    /// Type of `body`.
    #[schemars(extend("default" = "application/json"))]
    pub content_type: Option<At<String>>,
    /// Whether sending it twice does no harm. By default it does none with `PUT` and `DELETE`; `POST` and `PATCH`
    /// have to say it. What makes something new (`false`) needs `find`.
    pub repeatable: Option<At<bool>>,
    /// Only where this template is `true`: else nothing is to be done, and nothing is sent.
    pub only_if: Option<At<String>>,
    /// Statuses that say that it is done; by default all from 200 to 299.
    pub ok: Option<At<Vec<At<i64>>>>,
    /// Statuses that say that it was so already, such as 409; by default none.
    pub already: Option<At<Vec<At<i64>>>>,
    /// Statuses that say that what it is about is gone; by default 404 and 410.
    pub gone: Option<At<Vec<At<i64>>>>,
    /// Done only where this template is `true`; it sees `answer` and `status`, too.
    pub done_when: Option<At<String>>,
    /// It was so already where this template is `true`.
    pub already_when: Option<At<String>>,
    /// What it is about is gone where this template is `true`.
    pub gone_when: Option<At<String>>,
    /// Dotted paths that, where they are not empty, say that a success is an error; by default those of the feed.
    pub error: Option<At<Texts>>,
    /// How it is found out whether it was done.
    pub find: Option<At<RawFind>>,
}

/// A call that reads, and what in its answer says that an act was done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpFind")]
pub(in super::super) struct RawFind {
    /// Path of the call; a template that sees what the act sees.
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
    /// Dotted path to a list; then `when` is asked of each `row` of it. Without it `when` sees `answer`.
    pub rows: Option<At<String>>,
    /// A list that is null or not there is a list without rows; by default it is an error.
    #[schemars(extend("default" = false))]
    pub missing_is_empty: Option<bool>,
    /// How the list is cut into pages; by default it is not.
    pub paging: Option<At<RawPaging>>,
    /// It was done where this template is `true`, such as `{{ mark in row.text }}`.
    pub when: Option<At<String>>,
}
