//! Every example of the manual and of the README against the program.
//!
//! How a page marks its blocks, by what stands behind the fence:
//! - `toml,file=PATH` (`csv`, `sql` and others likewise): that file of the project of the page, which is what `init`
//!   writes and these files. They are written in the order of the page, between its commands; a file that `init` does
//!   not write is there from the beginning.
//! - `toml`: a piece of a file, whose keys and values the schema must know.
//! - `console`: lines that begin with `$ ` are run one after the other in that project, all by one shell. They must
//!   not end with exit code 1 or 2, unless output follows. Lines of output must come in that order; `…` stands for
//!   anything, a line that is `…` for any lines; blanks count as one.
//! - `sh`: lines that begin with `stocktake` are commands that exist, with options that exist; nothing is run.
//! - `console,not-run=REASON`, `toml,not-checked=REASON`: nothing is done, for this reason; the commands of the first
//!   must exist all the same.
//! - `text`, `json` and others are no examples.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use serde_json::Value;
use stocktake::config::schema::{
    self, JOB_SCHEMA, LINKS_SCHEMA, LOCKS_SCHEMA, MAPPING_SCHEMA, STOCKTAKE_SCHEMA,
};

/// A block of a page.
struct Block {
    /// Language behind the fence.
    language: String,
    /// What stands behind the language: `file=…`, `not-run=…`.
    mark: String,
    lines: Vec<String>,
    /// Of its first line.
    line: usize,
}

impl Block {
    fn marked(&self, key: &str) -> Option<&str> {
        self.mark.strip_prefix(key)?.strip_prefix('=').map(str::trim)
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, Block)> = None;
    for (number, line) in (1..).zip(page.lines()) {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        match (&mut open, bare.strip_prefix("```")) {
            (None, Some(info)) => {
                let (language, mark) = info.split_once(',').unwrap_or((info, ""));
                let block = Block {
                    language: language.trim().to_owned(),
                    mark: mark.trim().to_owned(),
                    lines: Vec::new(),
                    line: number + 1,
                };
                open = Some((indent, block));
            }
            (Some(_), Some("")) => blocks.extend(open.take().map(|(_, block)| block)),
            (Some((indent, block)), _) => block.lines.push(line.get(*indent..).unwrap_or(bare).to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The pages that people write: those of the manual and the README.
fn pages() -> Vec<(PathBuf, Vec<Block>)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("README.md")];
    walk(&root.join("docs/src"), &mut found);
    found.sort();
    found.into_iter().map(|path| (path.clone(), blocks(&fs::read_to_string(&path).unwrap()))).collect()
}

fn place(page: &Path, block: &Block) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    format!("{}:{}", page.strip_prefix(root).unwrap_or(page).display(), block.line)
}

/// Runs this program.
fn stocktake(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    command.args(arguments).current_dir(folder).env_remove("STOCKTAKE_PROJECT").output().unwrap()
}

/// The project of a page before its first command: what `init` writes, and the files that only the page has.
fn project(blocks: &[Block]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = stocktake(folder.path(), &["init", ".", "--yes"]);
    assert!(made.status.success(), "{made:?}");
    for block in blocks {
        if let Some(file) = block.marked("file")
            && !folder.path().join(file).exists()
        {
            put(folder.path(), file, &block.text());
        }
    }
    folder
}

fn put(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn files_of_a_page_make_a_valid_project() {
    for (page, blocks) in pages() {
        let mut versions: BTreeMap<&str, Vec<&Block>> = BTreeMap::new();
        for block in &blocks {
            if let Some(file) = block.marked("file") {
                versions.entry(file).or_default().push(block);
            }
        }
        // A page may show a file several times, as it grows: each time all files are as at that time.
        for time in 0..versions.values().map(Vec::len).max().unwrap_or(0) {
            let folder = project(&blocks);
            for (file, versions) in &versions {
                put(folder.path(), file, &versions[time.min(versions.len() - 1)].text());
            }
            if let Err(problems) = stocktake::config::load(folder.path()) {
                panic!("{}: its files are not valid:\n{}", page.display(), problems.render(false, 100));
            }
        }
    }
}

/// The schema of a piece of a file: by its tables.
fn schema_of(piece: &toml::Table) -> &'static str {
    let has = |key: &str| piece.contains_key(key);
    match () {
        () if ["system", "state", "mail", "reading", "authority", "ping", "web", "webhook"]
            .into_iter()
            .any(|key| piece.get(key).is_some_and(toml::Value::is_table)) =>
        {
            STOCKTAKE_SCHEMA
        }
        () if has("lock") => LOCKS_SCHEMA,
        () if has("link") => LINKS_SCHEMA,
        () if [
            "feed",
            "rule",
            "refs",
            "monitors",
            "schedule",
            "limits",
            "missing",
            "report",
            "contracts",
            "duplicates",
            "history",
            "system",
            "storm",
        ]
        .into_iter()
        .any(has) =>
        {
            JOB_SCHEMA
        }
        () => MAPPING_SCHEMA,
    }
}

/// A piece in JSON, with days and times as texts.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
        plain => serde_json::to_value(plain).unwrap(),
    }
}

/// What a piece may be: of a job that does not tell its kind, each of them.
fn kinds(name: &str, document: &Value, piece: &Value) -> Vec<Value> {
    let telling = ["system", "monitors", "rule", "refs"];
    if name != JOB_SCHEMA || telling.iter().any(|key| piece.get(key).is_some()) {
        return vec![document.clone()];
    }
    let of = |kind: &str| serde_json::json!({ "$ref": format!("#/definitions/{kind}"), "definitions": document["definitions"] });
    ["Job", "TicketJob", "RefsJob"].map(of).to_vec()
}

#[test]
fn pieces_of_files_have_keys_and_values_that_exist() {
    let documents = schema::documents();
    let mut wrong = Vec::new();
    for (page, blocks) in pages() {
        for block in blocks.iter().filter(|block| block.language == "toml" && block.marked("file").is_none())
        {
            if let Some(reason) = block.marked("not-checked") {
                assert!(reason.len() > 10, "{}: why is it not checked?", place(&page, block));
                continue;
            }
            assert_eq!(
                block.mark,
                "",
                "{}: toml, toml,file=PATH or toml,not-checked=REASON",
                place(&page, block)
            );
            let piece: toml::Table = match block.text().parse() {
                Ok(piece) => piece,
                Err(error) => {
                    wrong.push(format!("{}: {error}", place(&page, block)));
                    continue;
                }
            };
            let name = schema_of(&piece);
            let document = &documents.iter().find(|(known, _)| *known == name).unwrap().1;
            let value = json(&toml::Value::Table(piece));
            let errors = kinds(name, document, &value).into_iter().map(|schema| {
                let validator = jsonschema::draft7::new(&schema).unwrap();
                let errors = validator.iter_errors(&value);
                errors
                    .map(|error| {
                        format!("{} ({name}) {}: {error}", place(&page, block), error.instance_path())
                    })
                    .collect()
            });
            wrong.extend(errors.min_by_key(Vec::len).unwrap_or_default());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of a line of a shell up to what pipes or redirects it.
fn words(line: &str) -> Option<Vec<String>> {
    let line = line.split(" #").next().unwrap().trim_end_matches(['\\', '&']);
    // What a shell puts in is some word.
    let line = regex::Regex::new(r"\$\([^)]*\)").unwrap().replace_all(line, "WORD");
    let words = shlex::split(&line)?;
    Some(
        words
            .into_iter()
            .take_while(|word| !["|", ">", ">>", "<", "&&", ";", "2>", "&"].contains(&word.as_str()))
            .collect(),
    )
}

#[test]
fn commands_that_are_shown_exist_with_their_options() {
    let mut wrong = Vec::new();
    for (page, blocks) in pages() {
        for block in blocks
            .iter()
            .filter(|block| ["sh", "bash", "shell", "console"].contains(&block.language.as_str()))
        {
            let joined = block.text().replace("\\\n", " ");
            for line in joined.lines() {
                // Below the commands of a console stands what they say.
                let command = if block.language == "console" { line.strip_prefix("$ ") } else { Some(line) };
                let line = command.unwrap_or_default().trim_start().trim_start_matches("sudo ").trim();
                if !line.starts_with("stocktake ") {
                    continue;
                }
                let parsed = words(line).map(stocktake::Cli::try_parse_from);
                if let Some(Err(error)) = parsed
                    && error.use_stderr()
                {
                    wrong.push(format!("{}: {line}\n{error}", place(&page, block)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A command of a page and the output that is shown below it, or a file that is written before the next command.
enum Step {
    Command { place: String, line: String, shown: Vec<String> },
    File { name: String, text: String },
}

fn steps(page: &Path, blocks: &[Block]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in blocks {
        if let Some(file) = block.marked("file") {
            steps.push(Step::File { name: file.to_owned(), text: block.text() });
        }
        if block.language != "console" {
            continue;
        }
        if let Some(reason) = block.marked("not-run") {
            assert!(reason.len() > 10, "{}: why is it not run?", place(page, block));
            continue;
        }
        assert_eq!(block.mark, "", "{}: console or console,not-run=REASON", place(page, block));
        let first = steps.len();
        for text in &block.lines {
            if let Some(command) = text.strip_prefix("$ ") {
                let (place, line) = (place(page, block), command.to_owned());
                steps.push(Step::Command { place, line, shown: Vec::new() });
            } else if let Some(Step::Command { line, shown, .. }) =
                steps.get_mut(first..).and_then(<[Step]>::last_mut)
            {
                if shown.is_empty() && line.ends_with('\\') {
                    line.push('\n');
                    line.push_str(text);
                } else if !text.trim().is_empty() {
                    shown.push(text.trim().to_owned());
                }
            }
        }
    }
    steps
}

/// Sign between the outputs of the commands of a page.
const MARK: &str = "=== the manual: next command";

/// Runs the steps in one shell, so that `cd` and variables hold for those behind; output and exit code of each
/// command.
fn run(folder: &Path, steps: &[Step]) -> Vec<(String, i32)> {
    let mut script = String::from("exec 2>&1\n");
    let mut commands = 0;
    for step in steps {
        match step {
            Step::Command { line, .. } => {
                commands += 1;
                script.push_str(&format!("{line}\nprintf '\\n%s %d\\n' '{MARK}' $?\n"));
            }
            Step::File { name, text } => {
                let path = folder.join(name);
                let (path, below) = (path.display(), path.parent().unwrap().display());
                script.push_str(&format!(
                    "mkdir -p '{below}'; cat > '{path}' <<'END OF THE FILE'\n{text}END OF THE FILE\n"
                ));
            }
        }
    }
    let program = Path::new(env!("CARGO_BIN_EXE_stocktake"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("timeout");
    command.args(["120", "bash", "-c", &script]).current_dir(folder).env("PATH", path);
    for name in ["STOCKTAKE_PROJECT", "LC_ALL", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(name);
    }
    let output = command.env("LANG", "en_GB.UTF-8").env("COLUMNS", "120").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut outcomes = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(&format!("\n{MARK} ")) {
        let (code, behind) = behind.split_once('\n').unwrap_or((behind, ""));
        outcomes.push((before.to_owned(), code.parse().unwrap()));
        rest = behind;
    }
    assert_eq!(
        outcomes.len(),
        commands,
        "the commands of a page take two minutes and more, or end the shell:\n{text}"
    );
    outcomes
}

/// Blanks of every kind as one.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line is as it is shown.
fn is_like(line: &str, shown: &str) -> bool {
    let (line, shown) = (plain(line), plain(shown));
    let mut rest = line.as_str();
    for (at, piece) in shown.split('…').map(str::trim).enumerate() {
        match rest.find(piece) {
            Some(found) if found == 0 || at > 0 => rest = rest[found + piece.len()..].trim_start(),
            Some(_) | None => return false,
        }
    }
    rest.is_empty() || shown.ends_with('…')
}

/// The first of the shown lines that an output lacks, in their order.
fn lacking<'s>(output: &str, shown: &'s [String]) -> Option<&'s String> {
    let mut lines = output.lines();
    shown.iter().filter(|shown| shown.as_str() != "…").find(|shown| !lines.any(|line| is_like(line, shown)))
}

/// The commands among steps: place, line, what is shown below it.
fn commands(steps: &[Step]) -> Vec<(&str, &str, &[String])> {
    let mut found = Vec::new();
    for step in steps {
        match step {
            Step::Command { place, line, shown } => found.push((&**place, &**line, &**shown)),
            Step::File { .. } => {}
        }
    }
    found
}

#[test]
fn console_blocks_do_what_is_shown() {
    let mut wrong = Vec::new();
    for (page, blocks) in pages() {
        let steps = steps(&page, &blocks);
        let commands = commands(&steps);
        if commands.is_empty() {
            continue;
        }
        let folder = project(&blocks);
        for ((place, line, shown), (output, code)) in commands.into_iter().zip(run(folder.path(), &steps)) {
            if let Some(lacking) = lacking(&output, shown) {
                wrong.push(format!("{place}: $ {line}\nlacks: {lacking}\nin:\n{output}"));
            } else if shown.is_empty() && ![0, 3, 4, 5].contains(&code) {
                wrong.push(format!("{place}: $ {line}\nexit code {code}:\n{output}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_page_that_shows_what_is_not_so_is_found_out() {
    let page = "```console\n$ stocktake runs\nno runs yet\n$ stocktake plan nothing\n```\n\
                ```csv,file=new/a.csv\na;b\n```\n```console\n$ cat new/a.csv\n…\na;b\n```\n\
                ```csv,file=new/a.csv\nc;d\n```\n```console\n$ cat new/a.csv\nc;d\na;b\n```\n";
    let blocks = blocks(page);
    let steps = steps(Path::new("page.md"), &blocks);
    let folder = project(&blocks);
    let outcomes = run(folder.path(), &steps);
    assert_eq!(outcomes.iter().map(|(_, code)| *code).collect::<Vec<_>>(), [0, 2, 0, 0]);
    let shown: Vec<&[String]> = commands(&steps).into_iter().map(|(_, _, shown)| shown).collect();
    assert_eq!(lacking(&outcomes[0].0, shown[0]), None);
    assert_eq!(lacking(&outcomes[2].0, shown[2]), None);
    assert_eq!(lacking(&outcomes[3].0, shown[3]).map(String::as_str), Some("a;b"));
    assert!(is_like("a  b c", "a … c") && is_like("  a b", "a …") && is_like("x", "…"));
    assert!(!is_like("a b d", "a … c") && !is_like("x a", "a") && !is_like("a b", "a"));
    assert!(stocktake::Cli::try_parse_from(words("stocktake plan job --owt x").unwrap()).is_err());
    assert_eq!(words("stocktake db backup a-$(date +%F).db # each night").unwrap().len(), 4);
    assert_eq!(schema_of(&"[schedule]\ncron = '1'".parse().unwrap()), JOB_SCHEMA);
}
