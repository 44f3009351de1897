//! A project with one job that brings the rows into GLPI.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, ensure};
use stocktake::config;
use stocktake::engine::run::Setting;
use stocktake::engine::{Progress, run_job, this_node};
use stocktake::model::RunState;
use stocktake::model::journal::Trigger;
use stocktake::store::Store;

use super::Desk;
use super::rows::{DROPDOWNS, PLAIN, Rows};

/// A project in a throw-away folder.
pub struct Prepared {
    setting: Setting,
    _folder: tempfile::TempDir,
}

impl Prepared {
    /// Writes the project and its file.
    pub fn new(desk: &Desk, rows: &Rows) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let at = folder.path();
        std::fs::create_dir_all(at.join("jobs"))?;
        std::fs::create_dir_all(at.join("mappings"))?;
        std::fs::write(at.join("user_token"), &desk.user_token)?;
        let mut system =
            format!("[system.glpi.glpi]\nurl = \"{}\"\nuser_token = \"file:user_token\"\n", desk.url);
        if let Some(token) = &desk.app_token {
            std::fs::write(at.join("app_token"), token)?;
            system.push_str("app_token = \"file:app_token\"\n");
        }
        std::fs::write(at.join("stocktake.toml"), format!("[state]\nurl = \"sqlite:state.db\"\n{system}"))?;
        std::fs::write(at.join("jobs/bench.toml"), JOB)?;
        std::fs::write(at.join("mappings/computers.toml"), mapping())?;
        std::fs::write(at.join("rows.csv"), rows.csv())?;
        let project = config::load(at).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let store = Store::open(&project.state, None)?;
        let setting = Setting {
            project: Arc::new(project),
            store: Arc::new(store),
            node: this_node(),
            stop: Arc::new(AtomicBool::new(false)),
            progress: Arc::new(Progress::hidden()),
        };
        Ok(Self { setting, _folder: folder })
    }

    /// Runs the job as the program does, and checks that so many changes were written.
    pub async fn sync(&self, changes: u64) -> anyhow::Result<()> {
        let job = self.setting.project.jobs.values().next().context("there is no job")?;
        let ended = run_job(&self.setting, job, Trigger::Command).await?;
        let run = ended.report.run;
        ensure!(
            run.state == RunState::Done
                && run.applied == changes
                && run.failed == 0
                && run.changed_since_plan == 0,
            "the run came out as {run:?}"
        );
        Ok(())
    }
}

const JOB: &str = r#"
description = "Benchmark"
system = "glpi"
[[feed]]
mapping = "computers"
path = "rows.csv"
settle = "0s"
[report]
send = "problems"
"#;

fn mapping() -> String {
    let mut mapping =
        "class = \"Computer\"\ndescription = \"Benchmark\"\nmatch = [[\"serial\"]]\n".to_owned();
    for table in ["field", "os", "contract", "infocom"] {
        mapping.push_str(&format!("[{table}]\n"));
        for (_, column) in PLAIN.iter().filter(|(of, _)| *of == table) {
            mapping.push_str(&format!("{column} = {{ column = \"{table}.{column}\" }}\n"));
        }
        for (_, column, _, _) in DROPDOWNS.iter().filter(|(_, _, of, _)| *of == table) {
            mapping.push_str(&format!("{column} = {{ column = \"{column}\" }}\n"));
        }
    }
    mapping
}
