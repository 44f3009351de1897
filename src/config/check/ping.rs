//! `ping` of a job, and `[ping]` of `stocktake.toml`: who is told of runs.

use std::path::Path;

use super::FileCheck;
use crate::config::raw::At;
use crate::config::raw::stocktake::RawPing;
use crate::message;
use crate::model::ping::{PingAt, PingWay};
use crate::settings::{Zero, path_in, web_url};

/// Checks where the runs of a job are told.
pub(super) fn ping(check: &mut FileCheck<'_>, raw: Option<&At<String>>) -> Option<PingAt> {
    address(check, raw?, "ping", message::config::job::ping_example())
}

/// An address that may stand here, or where it stands.
pub(super) fn address(
    check: &mut FileCheck<'_>,
    raw: &At<String>,
    key: &str,
    example: message::Message,
) -> Option<PingAt> {
    let is_url = ["http://", "https://"].iter().any(|scheme| raw.trim().starts_with(scheme));
    if !is_url {
        return Some(PingAt::Secret(check.secret(raw, key)));
    }
    web_url(check, raw, example).map(|url| PingAt::Url(url.to_string()))
}

/// Checks how such addresses are reached.
pub(super) fn way(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<RawPing>>) -> PingWay {
    let Some(raw) = raw else { return PingWay::default() };
    PingWay {
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), PingWay::TIMEOUT, Zero::Refused),
    }
}
