//! The ready folders of products whose files are read.

use super::message;
use crate::systems::example::{Example, ExampleFile, example};

/// For `init --example`.
pub static EXAMPLES: &[Example] = &[
    SERVICENAV,
    example!(
        "files",
        "glpi-agent",
        message::example_glpi_agent,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/glpi-agent.toml",
            "jobs/glpi-agent-devices.toml",
            "mappings/agent-computers.toml",
            "mappings/agent-monitors.toml",
            "mappings/agent-printers.toml",
            "mappings/agent-network-equipment.toml",
            "inventories/pc-0001.json",
            "inventories/srv-0002.ocs",
            "inventories/printer-0003.json",
            "inventories/switch-0004.xml",
        ]
    ),
    example!(
        "files",
        "rvtools",
        message::example_rvtools,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/rvtools.toml",
            "mappings/rvtools.toml",
            "mappings/rvtools-hosts.toml",
            "exports/RVTools_export_all_2026-11-28.xlsx",
        ]
    ),
    example!(
        "files",
        "lansweeper",
        message::example_lansweeper,
        [
            "README.md",
            "README.fr.md",
            "stocktake.toml",
            "jobs/lansweeper-export.toml",
            "jobs/lansweeper-cloud.toml",
            "mappings/lansweeper-export.toml",
            "mappings/lansweeper-cloud.toml",
            "exports/lansweeper-assets.csv",
        ]
    ),
];

/// The shipped jobs and mappings of ServiceNav are its folder: they stand once.
const SERVICENAV: Example = Example {
    name: "servicenav",
    about: message::example_servicenav,
    files: &[
        file("README.md", include_bytes!("examples/servicenav/README.md")),
        file("README.fr.md", include_bytes!("examples/servicenav/README.fr.md")),
        file("stocktake.toml", include_bytes!("examples/servicenav/stocktake.toml")),
        file("jobs/nightly-inventory.toml", include_bytes!("../../../jobs/nightly-inventory.toml")),
        file(
            "jobs/nightly-inventory/contracts.csv",
            include_bytes!("../../../jobs/nightly-inventory/contracts.csv"),
        ),
        file(
            "jobs/nightly-inventory/servicenav-export.xlsx",
            include_bytes!("../../../jobs/nightly-inventory/servicenav-export.xlsx"),
        ),
        file("mappings/contracts.toml", include_bytes!("../../../mappings/contracts.toml")),
        file("mappings/servicenav-fr.toml", include_bytes!("../../../mappings/servicenav-fr.toml")),
        file("mappings/servicenav-en.toml", include_bytes!("../../../mappings/servicenav-en.toml")),
        file("jobs/events.toml", include_bytes!("examples/servicenav/jobs/events.toml")),
        file(
            "events/servicenav-events.csv",
            include_bytes!("examples/servicenav/events/servicenav-events.csv"),
        ),
        file(
            "mappings/servicenav-events.toml",
            include_bytes!("examples/servicenav/mappings/servicenav-events.toml"),
        ),
    ],
};

const fn file(path: &'static str, content: &'static [u8]) -> ExampleFile {
    ExampleFile { path, content }
}
