//! The ready folders of products whose database is asked.

use super::message;
use crate::systems::example::{Example, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[example!(
    "sql",
    "ocs",
    message::example_ocs,
    [
        "README.md",
        "README.fr.md",
        "stocktake.toml",
        "jobs/rehearse.toml",
        "jobs/ocs.toml",
        "jobs/ocs-rest.toml",
        "mappings/ocs.toml",
        "mappings/ocs-rest.toml",
        "exports/ocs.ndjson",
    ]
)];
