//! `locks.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, ItemName, LocalDay};

/// Fields that no job writes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "locks.toml", rename = "Locks")]
pub(in crate::config) struct RawLocks {
    /// The locks.
    #[serde(default)]
    pub lock: Vec<At<RawLock>>,
}

/// A lock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Lock")]
pub(in crate::config) struct RawLock {
    /// Class of the item, such as `Computer`.
    pub class: Option<At<String>>,
    /// The item: its id as a number; or its name, or a value of one of its keys, as a text.
    pub item: Option<At<ItemName>>,
    /// Field path such as `serial` or `os.licenseid`; `os.*` for a child set, `*` for the whole item,
    /// which is then not retired either.
    pub field: Option<At<String>>,
    /// Who set it.
    pub owner: Option<At<String>>,
    /// Why.
    pub reason: Option<At<String>>,
    /// Last day on which it holds; without it for good.
    pub until: Option<At<LocalDay>>,
}
