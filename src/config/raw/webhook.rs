//! `[webhook.NAME]` of `stocktake.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Texts};
use crate::model::job::Language;

/// Who is told by HTTP when something changes: a job fails or is well again, a plan waits, questions and tickets come
/// and go.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Webhook")]
pub(in crate::config) struct RawWebhook {
    /// Its address, or where it stands, such as `env:WEBHOOK_TEAMS`: that of Slack or Teams is a secret, since who
    /// knows it may write there.
    pub url: Option<At<String>>,
    /// What it is sent: JSON of our own, or what Teams, Slack or ntfy take.
    #[schemars(extend("default" = "standard"))]
    pub format: Option<At<RawFormat>>,
    /// File with a template of your own in place of `format`, relative to the project folder; `.json` or `.json.j2`
    /// when it makes JSON.
    pub template: Option<At<String>>,
    /// Secret of the signature (`whsec_…`) as Standard Webhooks have it: where it stands, or a list while it is
    /// changed, each of which signs.
    pub secret: Option<At<Texts>>,
    /// Token that it wants as `Authorization: Bearer`, such as one of ntfy: where it stands.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub token: Option<At<String>>,
    /// Of what it is told: single ones, `tickets.*` for those of an area, `*` for all.
    #[schemars(extend("default" = [
        "job.failed", "job.refused", "job.silent", "job.recovered", "inbox.silent", "inbox.recovered", "plan.waiting"
    ]))]
    pub events: Option<At<Texts>>,
    /// Only of these jobs.
    pub jobs: Option<At<Texts>>,
    /// Its address may be one of this machine or of a private network.
    #[schemars(extend("default" = false))]
    pub allow_private: Option<At<bool>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `10s`.
    #[schemars(extend("default" = "10s"))]
    pub timeout: Option<At<String>>,
    /// Language of what people read there; by default that of mails.
    pub language: Option<Language>,
}

/// What a webhook is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "WebhookFormat", inline)]
pub(in crate::config) enum RawFormat {
    Standard,
    Teams,
    Slack,
    Ntfy,
}
