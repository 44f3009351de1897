//! The ready folders of monitors that push.

use super::message;
use crate::systems::example::{Example, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[
    example!(
        "inbox",
        "alertmanager-push",
        message::example_alertmanager,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/alerts.toml",
            "jobs/rehearse.toml",
            "mappings/alerts.toml",
            "samples/01-firing.json",
            "alertmanager.yml"
        ]
    ),
    example!(
        "inbox",
        "icinga-push",
        message::example_icinga,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/problems.toml",
            "jobs/rehearse.toml",
            "mappings/problems.toml",
            "samples/01-problem.ndjson",
            "stocktake-push",
            "stocktake-push.conf"
        ]
    ),
    example!(
        "inbox",
        "zabbix-push",
        message::example_zabbix,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/problems.toml",
            "jobs/rehearse.toml",
            "mappings/problems.toml",
            "samples/01-problem.ndjson",
            "stocktake-push",
            "media-type.yaml",
            "media-type-script.yaml"
        ]
    ),
];
