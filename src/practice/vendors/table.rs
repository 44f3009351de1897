//! `[system.NAME.practice_http]`: which vendor is imitated, in what it differs from others, and what goes
//! wrong.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::fault::{Deed, Effect, Fault};
use super::{VENDORS, Vendor};
use crate::message;
use crate::practice::fault::Moment;
use crate::settings::{At, FileCheck, Texts, Zero};
use crate::systems::table::{Place, RawTable};

/// A practice system of a vendor, as a project has it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What it imitates.
    pub vendor: &'static Vendor,
    /// File with its rows, absolute; made and filled at its first use.
    pub file: PathBuf,
    /// File to which each request is added.
    pub log: Option<PathBuf>,
    /// In what it differs from others of the vendor.
    pub quirks: Vec<String>,
    /// What goes wrong, each once after each start.
    pub faults: Vec<Fault>,
}

/// A practice system inside this program that answers as the HTTP API of a vendor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeHttp")]
pub struct RawPracticeHttp {
    /// The vendor's system that it imitates.
    #[schemars(with = "Option<VendorKey>")]
    imitates: Option<At<String>>,
    /// File with its rows, relative to the project folder; by default `var/NAME.json`.
    state: Option<At<String>>,
    /// File to which each request is added as a line of JSON, without secrets; by default there is none.
    log: Option<At<String>>,
    /// In what it differs from others of the vendor, such as `french` for a Snipe-IT.
    quirks: Option<At<Texts>>,
    /// What goes wrong, each once after each start.
    fault: Option<Vec<At<RawFault>>>,
}

/// Something that goes wrong once.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeHttpFault")]
struct RawFault {
    /// What: `status`, `status_after`, `busy`, `error`, `page`, `truncated`, `cut`, `drop`, `drop_after`, `slow`,
    /// `drip`, `expired`, `before`, `then`.
    #[schemars(with = "Option<EffectKey>")]
    effect: Option<At<String>>,
    /// Only requests whose path or query holds this.
    path: Option<At<String>>,
    /// Only requests with this method.
    method: Option<At<String>>,
    /// Only the request of this number among those, counted from 1 after each start.
    #[schemars(range(min = 1, max = 1_000_000), extend("default" = 1))]
    nth: Option<At<i64>>,
    /// With how many of them one after the other: a client asks again after a passing failure.
    #[schemars(range(min = 1, max = 1000), extend("default" = 1))]
    times: Option<At<i64>>,
    /// The status of `status` and `status_after`.
    #[schemars(range(min = 200, max = 599), extend("default" = 502))]
    status: Option<At<i64>>,
    /// What the header `Retry-After` of `busy` says, such as `2.128`; by default it is not there.
    retry_after: Option<At<String>>,
    /// How late the answer of `slow`, or the second half of `drip`, comes.
    #[schemars(extend("default" = "2s"))]
    delay: Option<At<String>>,
    /// What people do, of `before` and `then`: `remove`, `add`, `change`, or what the vendor knows.
    deed: Option<At<String>>,
    /// With what they do it, such as `assets/17`.
    of: Option<At<String>>,
    /// With which text or JSON.
    with: Option<At<String>>,
}

/// Words of `effect`.
const EFFECTS: [&str; 14] = [
    "status",
    "status_after",
    "busy",
    "error",
    "page",
    "truncated",
    "cut",
    "drop",
    "drop_after",
    "slow",
    "drip",
    "expired",
    "before",
    "then",
];

fn keys() -> Vec<&'static str> {
    VENDORS.iter().map(|vendor| vendor.key).collect()
}

/// The key of a vendor, in the schema.
struct VendorKey;

impl JsonSchema for VendorKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "VendorKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": keys() })
    }
}

/// A word of `effect`, in the schema.
struct EffectKey;

impl JsonSchema for EffectKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "EffectKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": EFFECTS })
    }
}

impl RawTable for RawPracticeHttp {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let file = match &raw.state {
            Some(path) => check.filled(path),
            None => format!("var/{}.json", place.name),
        };
        let log = raw.log.as_ref().map(|path| place.folder.join(check.filled(path)));
        let vendor = vendor(check, raw);
        let faults = raw.fault.iter().flatten().flat_map(|raw| faults(check, raw)).collect();
        let quirks = raw.quirks.as_ref().map(|quirks| quirks.0.clone()).unwrap_or_default();
        if let (Some(raw), Some(vendor)) = (&raw.quirks, vendor) {
            let words = quirks.iter().map(|quirk| quirk.split('=').next().unwrap_or_default());
            for unknown in words.filter(|word| !vendor.quirks.contains(word)) {
                check.unknown_word(&raw.span, "quirks", unknown, vendor.quirks);
            }
        }
        let vendor = vendor.unwrap_or(VENDORS[0]);
        Settings { vendor, file: place.folder.join(file), log, quirks, faults }
    }
}

fn vendor(check: &mut FileCheck<'_>, raw: &At<RawPracticeHttp>) -> Option<&'static Vendor> {
    let Some(wanted) = &raw.imitates else {
        check.missing(&raw.span, "imitates", message::practice::which_vendor(keys().join(", ")));
        return None;
    };
    let found = super::vendor(wanted);
    if found.is_none() {
        check.unknown_word(&wanted.span, "imitates", wanted, &keys());
    }
    found
}

fn faults(check: &mut FileCheck<'_>, raw: &At<RawFault>) -> Vec<Fault> {
    let Some(effect) = effect(check, raw) else { return Vec::new() };
    let first: u32 = check.number_or(raw.nth.as_ref(), 1, 1..=1_000_000);
    let times: u32 = check.number_or(raw.times.as_ref(), 1, 1..=1000);
    let path = raw.path.as_ref().map(|path| check.filled(path));
    let method = raw.method.as_ref().map(|method| check.filled(method).to_uppercase());
    let of = |nth: u32| {
        let mut fault = Fault::new(effect.clone()).nth(nth);
        if let Some(path) = &path {
            fault = fault.path(path);
        }
        if let Some(method) = &method {
            fault = fault.method(method);
        }
        fault
    };
    (first..first + times).map(of).collect()
}

fn effect(check: &mut FileCheck<'_>, raw: &At<RawFault>) -> Option<Effect> {
    let Some(word) = &raw.effect else {
        check.missing(&raw.span, "effect", message::practice::which_effect(EFFECTS.join(", ")));
        return None;
    };
    let status = |check: &mut FileCheck<'_>, moment: Moment| Effect::Status {
        code: check.number_or(raw.status.as_ref(), 502, 200..=599),
        headers: Vec::new(),
        moment,
    };
    let delay = |check: &mut FileCheck<'_>| match &raw.delay {
        Some(delay) => check.duration(delay, Zero::Allowed),
        None => Duration::from_secs(2),
    };
    Some(match word.as_str() {
        "status" => status(check, Moment::BeforeCommit),
        "status_after" => status(check, Moment::AfterCommit),
        "busy" => {
            let after = raw.retry_after.as_ref().map(|after| check.filled(after));
            let headers = after.map(|after| ("retry-after".to_owned(), after)).into_iter().collect();
            Effect::Status { code: 429, headers, moment: Moment::BeforeCommit }
        }
        "error" => Effect::ErrorOfSuccess,
        "page" => Effect::Page,
        "truncated" => Effect::Truncated,
        "cut" => Effect::Cut,
        "drop" => Effect::Drop(Moment::BeforeCommit),
        "drop_after" => Effect::Drop(Moment::AfterCommit),
        "slow" => Effect::Slow(delay(check)),
        "drip" => Effect::Drip(delay(check)),
        "expired" => Effect::Expired,
        "before" => Effect::Before(deed(check, raw)?),
        "then" => Effect::Then(deed(check, raw)?),
        _ => {
            check.unknown_word(&word.span, "effect", word, &EFFECTS);
            return None;
        }
    })
}

fn deed(check: &mut FileCheck<'_>, raw: &At<RawFault>) -> Option<Deed> {
    let what = check.needed(&raw.span, "deed", raw.deed.as_ref(), message::practice::which_deed())?;
    let of = raw.of.as_ref().map(|of| check.filled(of)).unwrap_or_default();
    let with = raw.with.as_ref().map(|with| with.value.clone()).unwrap_or_default();
    let with = serde_json::from_str(&with).unwrap_or_else(|_| with.into());
    Some(Deed { what, of, with })
}
