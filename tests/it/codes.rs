//! The pages of codes against the program: each example gives its code, each code is told by something.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::Value;

const STOCKTAKE: &str = "[system.practice.sandbox]\n[system.watch.practice_monitor]\n";
const JOB: &str = "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\n";
const PATH: &str = "path = \"pc.csv\"\n";
const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n";

/// Codes without an example, and why.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("file-changing", "a second program writes the file at that moment; tests of feeds do it"),
    ("password-protected", "an encrypted workbook is no text that a page could show"),
    ("file-too-demanding", "a file that takes a gibibyte"),
];

struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.put("stocktake.toml", STOCKTAKE.as_bytes());
        project.put("jobs/pc.toml", format!("{JOB}{PATH}").as_bytes());
        project.put("mappings/pc.toml", MAPPING.as_bytes());
        project.put("pc.csv", b"Name;Value\nPC-1;x\n");
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        // Of an hour ago: nothing is taken for a file that is still being written.
        let then = SystemTime::now() - Duration::from_secs(3600);
        fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    }

    fn stocktake(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
        command.arg("--project").arg(self.0.path()).args(arguments).env("LC_ALL", "en_GB.UTF-8");
        command.env_remove("STOCKTAKE_NO_SUCH_SECRET").output().unwrap()
    }

    /// Codes of the problems of the configuration.
    fn problems(&self) -> BTreeSet<String> {
        codes_of(&json(&self.stocktake(&["check", "--format", "json"]).stdout)["problems"])
    }

    /// Codes of a plan: of its rejects, or of why there is none.
    fn plan(&self) -> BTreeSet<String> {
        let output = self.stocktake(&["plan", "pc", "--format", "json"]);
        let mut codes = if output.stdout.is_empty() {
            BTreeSet::new()
        } else {
            codes_of(&json(&output.stdout)["rejects"])
        };
        codes.extend(named(&output));
        codes
    }
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

fn codes_of(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(|one| one["code"].as_str()).map(str::to_owned).collect()
}

/// The code that stands below an error.
fn named(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, rest) = text.split_once("stocktake explain-code ")?;
    Some(rest.split_whitespace().next()?.to_owned())
}

fn pages() -> Vec<Value> {
    let output = Project::new().stocktake(&["explain-code", "--format", "json"]);
    json(&output.stdout).as_array().unwrap().clone()
}

/// What an example gives; `None`: it is a sentence, which is held against its code where it is made.
fn given(example: &Value) -> Option<BTreeSet<String>> {
    let text = |key: &str| example[key].as_str().unwrap_or_default().to_owned();
    let project = Project::new();
    Some(match example["kind"].as_str().unwrap() {
        "says" => return None,
        "without" => {
            // Monitors can be looked at without a job.
            project.put("stocktake.toml", b"[system.practice.sandbox]\n");
            fs::remove_file(project.path(&text("file"))).unwrap();
            project.problems()
        }
        "folder" => {
            fs::remove_file(project.path(&text("file"))).unwrap();
            fs::create_dir(project.path(&text("file"))).unwrap();
            project.problems()
        }
        "windows-1252" => {
            let all = format!("{}{JOB}{PATH}", text("lines"));
            let bytes: Vec<u8> = all.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
            project.put(&text("file"), &bytes);
            project.problems()
        }
        "file" => {
            project.put(&text("file"), text("lines").as_bytes());
            project.problems()
        }
        "cell" => {
            project.put("mappings/pc.toml", format!("{MAPPING}{}", text("lines")).as_bytes());
            project.put("pc.csv", format!("Name;Value\nPC-1;{}\n", text("cell")).as_bytes());
            project.plan()
        }
        "feed" => {
            let path = if text("lines").contains("path") { "" } else { PATH };
            project.put("jobs/pc.toml", format!("{JOB}{path}{}", text("lines")).as_bytes());
            project.plan()
        }
        "source" => {
            match example["lines"].as_str() {
                Some(lines) => {
                    project.put(
                        "mappings/pc.toml",
                        format!("{MAPPING}[field.serial]\ncolumn = \"Value\"\n").as_bytes(),
                    );
                    project.put("pc.csv", lines.as_bytes());
                }
                None => fs::remove_file(project.path("pc.csv")).unwrap(),
            }
            project.plan()
        }
        "system" => {
            let system = format!("[system.practice.glpi]\nurl = \"{}\"\n{}", text("url"), text("lines"));
            project.put("stocktake.toml", system.as_bytes());
            project.plan()
        }
        "command" => {
            let output = project.stocktake(&text("arguments").split(' ').collect::<Vec<_>>());
            named(&output).into_iter().collect()
        }
        other => panic!("{other} is no kind of example"),
    })
}

#[test]
fn every_example_gives_its_code() {
    let mut wrong = Vec::new();
    for page in pages() {
        let code = page["code"].as_str().unwrap().to_owned();
        if page["example"].is_null() {
            continue;
        }
        if let Some(found) = given(&page["example"])
            && !found.contains(&code)
        {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_code_without_an_example_is_known_to_have_none() {
    let topics: Vec<String> =
        stocktake::model::Topic::ALL.map(|topic| topic.as_str().replace('_', "-")).to_vec();
    for page in pages().iter().filter(|page| page["example"].is_null()) {
        let code = page["code"].as_str().unwrap();
        let known = WITHOUT_EXAMPLE.iter().any(|(known, _)| *known == code);
        assert!(known || code.starts_with("exit-") || topics.iter().any(|topic| topic == code), "{code}");
    }
}

/// The sources of the program without their tests, by path below `src`.
fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() && !path.ends_with("tests") {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(name, text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    found
}

#[test]
fn every_code_is_told_by_a_sentence_that_the_program_says() {
    let sources = sources();
    let is_catalogue = |path: &str| path.starts_with("message/") || path.ends_with("message.rs");
    let program: String =
        sources.iter().filter(|(path, _)| !is_catalogue(path)).map(|(_, text)| text.as_str()).collect();
    let sentence = regex::Regex::new(r"(?m)^    (\w+)\([^)]*\)\s*\[(\w+)\]").unwrap();
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, text) in sources.iter().filter(|(path, _)| is_catalogue(path)) {
        for found in sentence.captures_iter(text) {
            told.entry(found[2].to_owned()).or_default().push(found[1].to_owned());
        }
    }
    for code in stocktake::model::Code::ALL {
        let sentences = told.get(&format!("{code:?}")).unwrap_or_else(|| panic!("no sentence has {code}"));
        let says = |name: &String| {
            let call = regex::Regex::new(&format!(r"::{name}\b")).unwrap();
            call.is_match(&program)
        };
        let silent: Vec<&String> = sentences.iter().filter(|name| !says(name)).collect();
        assert!(silent.is_empty(), "{code}: nothing says {silent:?}");
    }
    for topic in stocktake::model::Topic::ALL {
        let asked = sources.iter().filter(|(path, _)| {
            !is_catalogue(path) && !path.starts_with("model/") && !path.starts_with("report/")
        });
        assert!(asked.into_iter().any(|(_, text)| text.contains(&format!("Topic::{topic:?}"))), "{topic}");
    }
}

#[test]
fn a_page_is_printed_in_the_language_of_who_reads_and_a_wrong_code_has_near_ones() {
    let project = Project::new();
    let french = project.stocktake(&["--language", "fr", "explain-code", "limits.retire.percent"]);
    let text = String::from_utf8(french.stdout).unwrap();
    assert!(text.starts_with("limit-exceeded\n") && text.contains("Que faire\n"), "{text}");
    let english = project.stocktake(&["explain-code", "unknown-key"]);
    let text = String::from_utf8(english.stdout).unwrap();
    assert!(text.contains("What to do\n") && text.contains("    paht = \"pc.csv\"\n"), "{text}");
    let wrong = project.stocktake(&["explain-code", "not-a-dat"]);
    assert_eq!(wrong.status.code(), Some(2));
    let text = String::from_utf8(wrong.stderr).unwrap();
    assert!(text.contains("there is no code `not-a-dat`; the nearest: not-a-date"), "{text}");
    let nonsense = project.stocktake(&["explain-code", "xqzzw"]);
    let text = String::from_utf8(nonsense.stderr).unwrap();
    assert!(text.contains("and none like it; `stocktake explain-code` lists all"), "{text}");
}

#[test]
fn a_reject_keeps_its_code_in_plan_journal_and_report() {
    let project = Project::new();
    let lines = "[infocom.buy_date]\ncolumn = \"Value\"\n";
    project.put("mappings/pc.toml", format!("{MAPPING}{lines}").as_bytes());
    let planned = json(&project.stocktake(&["plan", "pc", "--format", "json"]).stdout);
    assert_eq!(planned["rejects"][0]["code"], "not-a-date", "{planned}");
    let run = project.stocktake(&["run", "pc"]);
    assert_eq!(named(&run).as_deref(), Some("not-a-date"), "{run:?}");
    let runs = json(&project.stocktake(&["runs", "--format", "json"]).stdout);
    let shown =
        json(&project.stocktake(&["show", runs[0]["id"].as_str().unwrap(), "--format", "json"]).stdout);
    assert_eq!(shown["rejects"][0]["code"], "not-a-date", "{shown}");
}
