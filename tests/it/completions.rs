//! Completions as a shell asks for them: in bash by its own words, in zsh and fish by what they read once.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What bash proposes for a line whose last word is being typed.
fn bash(folder: &Path, line: &[&str]) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_stocktake"));
    let words: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let (last, before) = (line.last().unwrap(), line[line.len() - 2]);
    let script = format!(
        "source <(stocktake completions bash)\nCOMP_WORDS=({})\nCOMP_CWORD={}\nCOMP_TYPE=9\n\
         _clap_complete_stocktake stocktake '{last}' '{before}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words.join(" "),
        line.len() - 1,
    );
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output =
        Command::new("bash").args(["-c", &script]).current_dir(folder).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split(['\n', '\u{b}']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_jobs_systems_classes_codes_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    let stocktake = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
        command.args(arguments).current_dir(folder.path()).output().unwrap()
    };
    assert!(stocktake(&["init", "project", "--yes"]).status.success());
    assert_eq!(bash(&project, &["stocktake", "expl"]), ["explain", "explain-code"]);
    assert_eq!(bash(&project, &["stocktake", "plan", "c"]), ["computers"]);
    assert_eq!(bash(&project, &["stocktake", "refs", "pull", "pr"]), ["practice"]);
    assert_eq!(bash(&project, &["stocktake", "columns", "NetworkEquipmentT"]), ["NetworkEquipmentType"]);
    assert_eq!(bash(&project, &["stocktake", "explain-code", "not-a-da"]), ["not-a-date"]);
    let names =
        |words: Vec<String>| words.into_iter().filter(|word| !word.starts_with('-')).collect::<Vec<_>>();
    assert!(names(bash(&project, &["stocktake", "show", ""])).is_empty());
    assert!(!project.join("var/stocktake.db").exists(), "a key that is pressed makes nothing");

    let run = stocktake(&["--project", "project", "run", "computers"]);
    assert!(run.status.success(), "{run:?}");
    let runs = names(bash(folder.path(), &["stocktake", "--project", "project", "show", ""]));
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert!(stocktake(&["--project", "project", "show", &runs[0]]).status.success());
    // Users, tickets and questions.
    fs::create_dir_all(project.join("var")).unwrap();
    let digest = "[user.ann]\npassword = \"x\"\n[user.ann.roles]\n\"*\" = \"viewer\"\n";
    fs::write(project.join("var/users.toml"), digest).unwrap();
    assert_eq!(names(bash(&project, &["stocktake", "users", "passwd", ""])), ["ann"]);
    assert!(names(bash(&project, &["stocktake", "tickets", "show", ""])).is_empty());
    let list = project.join("jobs/computers/example.csv");
    fs::write(&list, fs::read_to_string(&list).unwrap().replace(";In use;", ";Retired;")).unwrap();
    let job = "system = \"practice\"\n[[feed]]\nmapping = \"computer\"\npath = \"jobs/computers/example.csv\"\n\
               [limits]\nupdate = { count = 0 }\n";
    fs::write(project.join("jobs/computers.toml"), job).unwrap();
    stocktake(&["--project", "project", "run", "computers"]);
    let asked = stocktake(&["--project", "project", "questions", "--format", "json"]);
    let asked: Vec<serde_json::Value> = serde_json::from_slice(&asked.stdout).unwrap();
    let ids: Vec<&str> = asked.iter().map(|question| question["id"].as_str().unwrap()).collect();
    let completed = names(bash(&project, &["stocktake", "questions", "close", ""]));
    assert!(!ids.is_empty() && ids.iter().all(|id| completed.iter().any(|word| word == id)), "{completed:?}");
    let settings = fs::read_to_string(project.join("stocktake.toml")).unwrap();
    let webhook = "[webhook.chat]\nurl = \"https://example.org/hook\"\n";
    fs::write(project.join("stocktake.toml"), format!("{settings}\n{webhook}")).unwrap();
    assert_eq!(names(bash(&project, &["stocktake", "webhooks", "test", ""])), ["chat"]);
    // A project that is not valid has no names, and no error stands between the words.
    fs::write(project.join("stocktake.toml"), "[system\n").unwrap();
    assert!(bash(&project, &["stocktake", "plan", "c"]).is_empty());
}

#[test]
fn other_shells_get_a_script_that_asks_the_program() {
    for (shell, sign) in [
        ("zsh", "#compdef stocktake"),
        ("fish", "complete "),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_stocktake")).args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains(sign) && script.contains("STOCKTAKE_COMPLETE"), "{shell}: {script}");
    }
}
