//! The ready folder of ServiceNow as a desk.

use super::message;
use crate::systems::example::{Example, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[example!(
    "servicenow",
    "servicenow",
    message::example,
    ["README.md", "README.fr.md", "stocktake.toml", "jobs/tickets.toml", "jobs/reference.toml"]
)];
