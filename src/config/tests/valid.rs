//! Valid files and what they become.

use super::*;

#[test]
fn a_smallest_project_loads() {
    let project =
        project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    assert_eq!(project.jobs.len(), 1);
    assert_eq!(project.mappings.len(), 1);
}
