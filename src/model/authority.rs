//! Which of several jobs that feed one class is authoritative for a field.

use std::collections::BTreeMap;
use std::time::Duration;

/// What `[authority.CLASS]` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    /// Jobs by field path, the highest first; `*` is for fields that have no list of their own.
    pub order: BTreeMap<String, Vec<String>>,
    /// What a lower job may do.
    pub lower: Lower,
    /// A job without a good run for longer than this loses its rank; `None`: it never does.
    pub silent_after: Option<Duration>,
}

/// What a lower job may do with a field that a higher one is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lower {
    /// It writes where no higher job has a value.
    #[default]
    Fill,
    /// Nothing, where a higher job's mapping has the field.
    Nothing,
}

/// Place of a job among those that write a field; the least is the highest.
pub type Rank<'a> = (bool, usize, &'a str);

impl Authority {
    /// The rank of a job for a field: silent ones last, listed ones first, in the order of the list,
    /// then by name.
    pub fn rank<'a>(&self, path: &str, job: &'a str, silent: Silent) -> Rank<'a> {
        let list = self.order.get(path).or_else(|| self.order.get("*"));
        let place = list.and_then(|list| list.iter().position(|known| known == job));
        (silent == Silent::Yes, place.unwrap_or(usize::MAX), job)
    }
}

/// Whether a job has had no good run for longer than its class allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// It has none.
    Yes,
    /// It has run well lately.
    No,
}
