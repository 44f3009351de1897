//! The ready folders of products with an HTTP API.

use super::message;
use crate::systems::example::{Example, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[
    example!(
        "http",
        "snipe-it",
        message::example_snipe_it,
        ["README.md", "README.fr.md", "stocktake.toml", "jobs/snipe-it.toml", "mappings/snipe-it.toml",]
    ),
    example!(
        "http",
        "netbox",
        message::example_netbox,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/netbox.toml",
            "jobs/netbox-machines.toml",
            "mappings/netbox.toml",
            "mappings/netbox-machines.toml"
        ]
    ),
    example!(
        "http",
        "intune",
        message::example_intune,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/intune.toml",
            "jobs/intune-phones.toml",
            "mappings/intune.toml",
            "mappings/intune-phones.toml"
        ]
    ),
    example!(
        "http",
        "proxmox",
        message::example_proxmox,
        ["README.md", "README.fr.md", "stocktake.toml", "jobs/proxmox.toml", "mappings/proxmox.toml"]
    ),
    example!(
        "http",
        "librenms",
        message::example_librenms,
        ["README.md", "README.fr.md", "stocktake.toml", "jobs/librenms.toml", "mappings/librenms.toml"]
    ),
    example!(
        "http",
        "qualytics",
        message::example_qualytics,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/reference.toml",
            "jobs/anomalies.toml",
            "mappings/qualytics-anomalies.toml"
        ]
    ),
    example!(
        "http",
        "one-identity",
        message::example_one_identity,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/one-identity.toml",
            "jobs/one-identity-appserver.toml",
            "jobs/one-identity-master.toml",
            "mappings/one-identity.toml",
            "mappings/one-identity-appserver.toml",
        ]
    ),
    example!(
        "http",
        "netwrix",
        message::example_netwrix,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/netwrix.toml",
            "jobs/netwrix-mails.toml",
            "mappings/netwrix.toml",
            "mappings/netwrix-mails.toml",
            "mails/01-one-alert.eml",
            "mails/02-as-a-page.eml",
            "mails/03-three-alerts.eml",
            "mails/04-of-auditor.eml"
        ]
    ),
];
