//! The ready folders of directories.

use super::message;
use crate::systems::example::{Example, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[example!(
    "ldap",
    "active-directory",
    message::example_active_directory,
    [
        "README.md",
        "README.fr.md",
        "stocktake.toml",
        "jobs/active-directory.toml",
        "jobs/rehearse.toml",
        "mappings/active-directory.toml",
        "exports/active-directory.ndjson",
    ]
)];
