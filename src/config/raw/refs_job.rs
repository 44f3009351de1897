//! `jobs/NAME.toml` of a job for reference data as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::At;
use super::job::{RawHistory, RawRefsFeed, RawReport, RawSchedule};
use crate::model::ticket::RefKind;

/// A job for reference data: it keeps a copy of what tickets may name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RefsJob")]
pub(in crate::config) struct RawRefsJob {
    /// One line for people.
    pub description: Option<At<String>>,
    /// What is pulled.
    pub refs: Option<At<RawRefs>>,
    /// Records of any source that are reference data.
    pub feed: Option<Vec<At<RawRefsFeed>>>,
    /// When it runs by itself; without it only by hand.
    pub schedule: Option<At<RawSchedule>>,
    /// Address that is told when a run begins and how it ended, as healthchecks.io takes it: `https://…`, or where
    /// it stands, such as `env:PING`, since who knows it may ping.
    pub ping: Option<At<String>>,
    /// Mail of this job.
    pub report: Option<RawReport>,
    /// How long its runs are kept.
    pub history: Option<RawHistory>,
}

/// What is pulled.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Refs")]
pub(in crate::config) struct RawRefs {
    /// Desks of `stocktake.toml`, by name; at least one, unless there is a `[[feed]]`.
    pub systems: Option<At<Vec<At<String>>>>,
    /// Kinds of reference data; by default all.
    #[serde(default)]
    pub kinds: Vec<At<RefKind>>,
}
