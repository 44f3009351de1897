//! `[system.NAME.servicenow]` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Texts};

/// A ServiceNow and how to log in: `user` and `password`; or `client_id` and `client_secret` (OAuth
/// 2.0), alone, with `user` and `password`, or with a `refresh_token`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServiceNow")]
pub(in crate::config) struct RawServiceNow {
    /// Address, such as `https://acme.service-now.com`.
    pub url: Option<At<String>>,
    /// User; needs `password`.
    pub user: Option<At<String>>,
    /// Password of the user: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Id of an OAuth client of the application registry; needs `client_secret`.
    pub client_id: Option<At<String>>,
    /// Secret of the OAuth client: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub client_secret: Option<At<String>>,
    /// OAuth refresh token that somebody got once: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub refresh_token: Option<At<String>>,
    /// Tables that hold tickets, such as `incident`, `sc_task`, `sn_customerservice_case`. All are
    /// searched for tickets that exist already.
    #[schemars(extend("default" = ["incident"]))]
    pub tables: Option<At<Texts>>,
    /// Tables whose configuration items can be linked by name.
    #[schemars(extend("default" = ["cmdb_ci_hardware"]))]
    pub ci_tables: Option<At<Texts>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `60s`; an instance itself gives up after 60 s.
    #[schemars(extend("default" = "70s"))]
    pub timeout: Option<At<String>>,
    /// Requests in flight at once.
    #[schemars(range(min = 1, max = 4), extend("default" = 2))]
    pub in_flight: Option<At<i64>>,
    /// Tickets opened in one request.
    #[schemars(range(min = 1, max = 100), extend("default" = 25))]
    pub batch: Option<At<i64>>,
    /// Rows of one page of a list.
    #[schemars(range(min = 10, max = 10000), extend("default" = 500))]
    pub page: Option<At<i64>>,
}

/// The practice ServiceNow inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeServiceNow")]
pub(in crate::config) struct RawPracticeServiceNow {
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    pub state: Option<At<String>>,
}
