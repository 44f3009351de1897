//! The texts of a new project.

use super::{Answers, SystemAnswer};
use crate::config::read::PROJECT_FILE;
use crate::config::schema::{JOB_SCHEMA, MAPPING_SCHEMA, STOCKTAKE_SCHEMA};
use crate::systems::START;

/// Folder of the JSON Schemas.
pub(super) const SCHEMA_FOLDER: &str = ".schemas";

/// Keeps state and secrets out of version control.
pub(super) const GITIGNORE: &str =
    "# State and practice data, and secrets: never commit them.\n/var/\n/secrets/\n";

/// Path of the example, relative to the project folder.
pub(super) fn example_path(job: &str) -> String {
    format!("jobs/{job}/example.csv")
}

/// When a job of a new project sends a mail: a night in which nothing happened makes none.
const REPORT: &str = "# When a mail is sent: when something was written, went wrong or has to be decided, and after the first\n\
                      # good run; \"always\" after every run.\n\
                      [report]\n\
                      send = \"changes\"\n";

/// `stocktake.toml`.
pub(super) fn stocktake(answers: &Answers) -> String {
    let job = &answers.job;
    let mut text = format!(
        "#:schema ./{SCHEMA_FOLDER}/stocktake.schema.json\n\n\
         # A stocktake project. How to go on:\n\
         #   stocktake check          reads these files and shows every problem\n\
         #   stocktake plan {job}\n\
         #                            shows what the job would write, and writes nothing\n\
         #   stocktake run {job}\n\
         #                            writes it\n\n"
    );
    let (product, double) = (START.kind.product, START.double);
    let real = |settings: &mut dyn Iterator<Item = (&str, &str)>| {
        let lines = settings.map(|(key, value)| format!("{key} = {}\n", quoted(value)));
        format!("[system.{0}.{0}]\n{1}", START.kind.key, lines.collect::<String>())
    };
    match &answers.system {
        SystemAnswer::Practice => {
            let example = real(&mut START.settings.iter().copied());
            let example: String = example.lines().map(|line| format!("# {line}\n")).collect();
            text.push_str(&format!(
                "# The practice {product} inside this program: rehearse here before you write to a real one.\n\
                 [system.practice.{double}]\n\n\
                 # A real {product}. Secrets stand elsewhere: env:NAME or file:PATH.\n{example}\n"
            ));
        }
        SystemAnswer::Real(settings) => {
            let table = real(&mut settings.iter().map(|(key, value)| (*key, value.as_str())));
            text.push_str(&format!(
                "# Secrets stand elsewhere: env:NAME or file:PATH.\n{table}\n\
                 # The practice {product} inside this program, to rehearse.\n[system.practice.{double}]\n\n"
            ));
        }
    }
    text.push_str(
        "# Reports by mail, here as files; [mail.smtp] sends them.\n\
         # [mail]\n\
         # from = \"stocktake@example.org\"\n\
         # to = [\"admin@example.org\"]\n\
         # [mail.files]\n\
         # folder = \"var/mail\"\n",
    );
    text
}

/// `jobs/NAME.toml`.
pub(super) fn job(answers: &Answers) -> String {
    let path = quoted(&example_path(&answers.job));
    let system = match answers.system {
        SystemAnswer::Practice => "practice",
        SystemAnswer::Real(_) => START.kind.key,
    };
    let (items, mapping) = (START.items, START.mapping_name);
    let them = items.to_lowercase();
    format!(
        "#:schema ../{SCHEMA_FOLDER}/job.schema.json\n\n\
         description = \"{items} from a CSV file\"\n\
         system = \"{system}\"\n\n\
         # What is read, and the mapping that makes {them} of it. Put your own export here.\n\
         [[feed]]\n\
         mapping = \"{mapping}\"\n\
         path = {path}\n\n\
         # Without a schedule the job runs by hand.\n\
         # [schedule]\n\
         # cron = \"30 2 * * *\"\n\
         # zone = \"Europe/Paris\"\n\n\
         # What is done about {them} that the source no longer has: keep, flag or trash.\n\
         [missing]\n\
         action = \"keep\"\n\n\
         {REPORT}"
    )
}

/// What a job says of a file, where its reader would not find it by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The table of the feed: `csv`, `sheet`, `json`.
    pub table: &'static str,
    /// Its keys and values, as TOML.
    pub keys: Vec<(&'static str, String)>,
}

/// `jobs/NAME.toml` for a file: its path, the mapping of the same name, the system.
pub fn job_of_file(name: &str, system: &str, path: &str, description: &str, reading: &Reading) -> String {
    let mut feed = String::new();
    if !reading.keys.is_empty() {
        feed.push_str(&format!("[feed.{}]\n", reading.table));
        for (key, value) in &reading.keys {
            feed.push_str(&format!("{key} = {value}\n"));
        }
    }
    let (description, system, mapping) = (quoted(description), quoted(system), quoted(name));
    let path = quoted(path);
    format!(
        "#:schema ../{SCHEMA_FOLDER}/job.schema.json\n\n\
         description = {description}\n\
         system = {system}\n\n\
         # What is read, and the mapping that says what becomes of it. A pattern such as \"exports/parc-*.csv\"\n\
         # reads the newest file of several.\n\
         [[feed]]\n\
         mapping = {mapping}\n\
         path = {path}\n\
         {feed}\n\
         # Without a schedule the job runs by hand.\n\
         # [schedule]\n\
         # cron = \"30 2 * * *\"\n\
         # zone = \"Europe/Paris\"\n\n\
         # What is done about items that the file no longer has: keep, flag or trash.\n\
         [missing]\n\
         action = \"keep\"\n\n\
         {REPORT}"
    )
}

/// A file of an example, with the schema that an editor reads it by where it has one.
pub(super) fn with_schema(path: &str, content: &[u8]) -> Vec<u8> {
    let (up, schema) = match path.split_once('/') {
        None if path == PROJECT_FILE => ("./", STOCKTAKE_SCHEMA),
        Some(("jobs", file)) if file.ends_with(".toml") => ("../", JOB_SCHEMA),
        Some(("mappings", _)) => ("../", MAPPING_SCHEMA),
        Some(_) | None => return content.to_owned(),
    };
    if content.starts_with(b"#:schema ") {
        return content.to_owned();
    }
    [format!("#:schema {up}{SCHEMA_FOLDER}/{schema}\n\n").as_bytes(), content].concat()
}

/// A TOML text.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
