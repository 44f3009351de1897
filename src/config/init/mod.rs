//! Starts a new project folder: a system, one job with an example, a mapping and what editors need.
//!
//! It never overwrites a file, and writes nothing that [`super::load()`] would refuse.

mod text;

pub use text::{Reading, job_of_file};

use std::fs;
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::load::build;
use super::read::{Files, TextFile};
use super::rooms::Rooms;
use super::schema;
use crate::message;
use crate::model::job::Language;
use crate::model::project::Project;
use crate::model::said::{Said, Say};
use crate::settings::Problems;
use crate::systems::START;
use crate::systems::example::Example;

/// What a new project is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The system that the job writes to.
    pub system: SystemAnswer,
    /// Name of the job and of its file.
    pub job: String,
}

impl Default for Answers {
    fn default() -> Self {
        Self { system: SystemAnswer::Practice, job: START.items.to_lowercase() }
    }
}

/// The system of a new project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemAnswer {
    /// The double inside this program, named `practice`.
    Practice,
    /// A real one, named by its kind, with these keys and values of its table.
    Real(Vec<(&'static str, String)>),
}

/// Why a project was not started. No file was overwritten.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum InitError {
    /// The job's name cannot be that of a file.
    BadName(String),
    /// Files of a project are there; nothing was written.
    Exists(PathBuf),
    /// The answers do not make a valid project; nothing was written.
    Invalid(Problems),
    /// A file cannot be written.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl Say for InitError {
    fn said(&self) -> Said {
        match self {
            Self::BadName(name) => message::scaffold::bad_name(name).said(),
            Self::Exists(path) => message::scaffold::is_there(path.display()).said(),
            Self::Invalid(problems) => {
                let each = problems.list().iter().map(|problem| &problem.message);
                message::scaffold::no_valid_project(message::list::in_a_row(each)).said()
            }
            Self::Io { path, .. } => message::scaffold::cannot_be_written(path.display()).said(),
        }
    }
}

/// A job and a mapping that are made for a file.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The name of both.
    pub name: String,
    /// `mappings/NAME.toml`.
    pub mapping: String,
    /// `jobs/NAME.toml`.
    pub job: String,
}

impl Proposed {
    fn files(&self) -> [(PathBuf, String); 2] {
        let name = &self.name;
        [
            (PathBuf::from(format!("jobs/{name}.toml")), self.job.clone()),
            (PathBuf::from(format!("mappings/{name}.toml")), self.mapping.clone()),
        ]
    }
}

/// Whether a folder has a project.
pub fn is_project(folder: &Path) -> bool {
    folder.join(super::read::PROJECT_FILE).exists()
}

/// Whether a text can be the name of a job.
pub fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().all(plain)
}

/// A name for a job and a mapping, like that of a file; of a project one that is not taken.
pub fn free_name(folder: &Path, file_name: &str) -> String {
    let folded = crate::model::fold::fold(file_name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    let name = if name.is_empty() { "inventory".to_owned() } else { name };
    let is_free = |name: &str| !is_taken(folder, name);
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| is_free(name)).unwrap_or(name)
}

/// Whether a project has a job or a mapping of a name.
pub fn is_taken(folder: &Path, name: &str) -> bool {
    let is_there = |kind: &str| fs::symlink_metadata(folder.join(kind).join(format!("{name}.toml"))).is_ok();
    is_there("jobs") || is_there("mappings")
}

/// Checks a mapping and its job in a project of their own, which is not written.
///
/// # Errors
/// What is wrong with them.
pub fn try_out(folder: &Path, proposed: &Proposed) -> Result<Project, Problems> {
    let settings = START.settings.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let answers = Answers { system: SystemAnswer::Real(settings), job: proposed.name.clone() };
    let mut files = vec![(PathBuf::from(super::read::PROJECT_FILE), text::stocktake(&answers))];
    files.extend(proposed.files());
    build(&Rooms::of_program(), folder, as_read(&files))
}

/// Adds a job and a mapping to the project of a folder; where there is none, a new one with these answers is made
/// around them. Returns the files written, relative to the folder.
///
/// # Errors
/// As [`write_project`]; nothing was overwritten.
pub fn add_to_project(
    folder: &Path,
    answers: &Answers,
    proposed: &Proposed,
) -> Result<Vec<PathBuf>, InitError> {
    let mut files: Vec<(PathBuf, String)> = proposed.files().into();
    let mut all = if is_project(folder) {
        super::read::read(folder)
    } else {
        files.extend(frame(answers));
        Files::default()
    };
    let added = as_read(&files);
    all.stocktake = added.stocktake.or(all.stocktake);
    all.jobs.extend(added.jobs);
    all.mappings.extend(added.mappings);
    build(&Rooms::of_program(), folder, all).map_err(InitError::Invalid)?;
    write_all(folder, files)
}

fn write_all(folder: &Path, files: Vec<(PathBuf, impl AsRef<[u8]>)>) -> Result<Vec<PathBuf>, InitError> {
    for (file, _) in &files {
        let path = folder.join(file);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(InitError::Exists(path));
        }
    }
    for (file, content) in &files {
        write_new(&folder.join(file), content.as_ref())?;
    }
    Ok(files.into_iter().map(|(file, _)| file).collect())
}

/// Writes the ready folder of a product as a new project, its page in the language of who reads. Returns the files
/// written, relative to the folder.
///
/// # Errors
/// As [`write_project`]; nothing was overwritten.
pub fn write_example(
    folder: &Path,
    example: &Example,
    language: Language,
) -> Result<Vec<PathBuf>, InitError> {
    let files: Vec<(PathBuf, Vec<u8>)> = example
        .files(language)
        .map(|(path, content)| (PathBuf::from(path), text::with_schema(path, content)))
        .chain(around().map(|(path, text)| (path, text.into_bytes())))
        .collect();
    let texts: Vec<(PathBuf, String)> = files
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|(path, content)| Some((path.clone(), String::from_utf8(content.clone()).ok()?)))
        .collect();
    build(&Rooms::of_program(), folder, as_read(&texts)).map_err(InitError::Invalid)?;
    write_all(folder, files)
}

/// Writes a new project into a folder, which is made when it does not exist. Returns the files
/// written, relative to the folder, in the order in which a reader wants them.
///
/// # Errors
/// A name that cannot be one, a file that is there already (checked before anything is written),
/// answers that do not check, or a failed write.
pub fn write_project(folder: &Path, answers: &Answers) -> Result<Vec<PathBuf>, InitError> {
    if !is_name(&answers.job) {
        return Err(InitError::BadName(answers.job.clone()));
    }
    let files = files(answers);
    build(&Rooms::of_program(), folder, as_read(&files)).map_err(InitError::Invalid)?;
    write_all(folder, files)
}

/// Every file of a new project with its content.
fn files(answers: &Answers) -> Vec<(PathBuf, String)> {
    let job = &answers.job;
    let mut files = vec![
        (PathBuf::from(format!("jobs/{job}.toml")), text::job(answers)),
        (PathBuf::from(text::example_path(job)), START.example.to_owned()),
        (PathBuf::from(format!("mappings/{}.toml", START.mapping_name)), START.mapping.to_owned()),
    ];
    let mut frame = frame(answers);
    files.insert(0, frame.remove(0));
    files.extend(frame);
    files
}

/// The files of every new project, the first of which is its own.
fn frame(answers: &Answers) -> Vec<(PathBuf, String)> {
    let mut files = vec![(PathBuf::from(super::read::PROJECT_FILE), text::stocktake(answers))];
    files.extend(around());
    files
}

/// What stands around every project: what version control leaves out, and what editors read.
fn around() -> impl Iterator<Item = (PathBuf, String)> {
    let schemas = schema::documents().into_iter().map(|(name, schema)| {
        (PathBuf::from(format!("{}/{name}", text::SCHEMA_FOLDER)), format!("{schema:#}\n"))
    });
    std::iter::once((PathBuf::from(".gitignore"), text::GITIGNORE.to_owned())).chain(schemas)
}

/// The configuration among the files, as if it had been read.
fn as_read(files: &[(PathBuf, String)]) -> Files {
    let in_folder = |folder: &str| {
        files
            .iter()
            .filter(|(file, _)| file.starts_with(folder) && file.extension().is_some_and(|e| e == "toml"))
            .map(|(file, text)| TextFile::new(file.clone(), text.clone()))
            .collect::<Vec<_>>()
    };
    Files {
        stocktake: in_folder(super::read::PROJECT_FILE).pop(),
        links: in_folder(super::read::LINKS_FILE).pop(),
        jobs: in_folder("jobs"),
        mappings: in_folder("mappings"),
        ..Files::default()
    }
}

fn write_new(path: &Path, content: &[u8]) -> Result<(), InitError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(path.to_owned()),
        _ => InitError::Io { path: path.to_owned(), source },
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| InitError::Io { path: folder.to_owned(), source })?;
    }
    let mut file = fs::File::create_new(path).map_err(failed)?;
    file.write_all(content).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::config::load;
    use crate::model::job::JobName;
    use crate::systems::glpi::GlpiSystem;

    fn glpi(url: &str, user_token: &str) -> Answers {
        Answers {
            system: SystemAnswer::Real(vec![
                ("url", url.to_owned()),
                ("user_token", user_token.to_owned()),
                ("app_token", "env:GLPI_APP_TOKEN".to_owned()),
            ]),
            job: "parc".to_owned(),
        }
    }

    #[test]
    fn a_new_project_loads_and_points_at_its_example() {
        for answers in [Answers::default(), glpi("https://glpi.example.org/", "file:secrets/glpi")] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path().join("new");
            let written = write_project(&folder, &answers).unwrap();
            assert!(written.iter().all(|file| folder.join(file).is_file()), "{written:?}");
            let project = load(&folder).unwrap();
            let job = &project.jobs[&JobName::from(answers.job.as_str())];
            assert!(folder.join(&job.feeds[0].source.path).is_file());
            match (&answers.system, &project.systems[&job.system]) {
                (SystemAnswer::Practice, got) => assert_eq!(got.kind.key, "sandbox"),
                (SystemAnswer::Real(_), got) => {
                    let glpi = got.settings::<GlpiSystem>().unwrap();
                    assert_eq!(glpi.url, "https://glpi.example.org/apirest.php");
                }
            }
        }
    }

    #[test]
    fn the_example_has_the_columns_that_the_mapping_reads() {
        let header = START.example.lines().next().unwrap();
        for column in header.split(';') {
            assert!(START.mapping.contains(&format!("\"{column}\"")), "{column}");
        }
    }

    #[test]
    fn every_schema_that_a_file_names_is_written() {
        let files = files(&Answers::default());
        for (file, text) in &files {
            for line in text.lines().filter_map(|line| line.strip_prefix("#:schema ")) {
                let path = file.parent().unwrap().join(line);
                let path = path.to_string_lossy().replace("jobs/../", "").replace("mappings/../", "");
                let path = path.trim_start_matches("./");
                assert!(files.iter().any(|(file, _)| file == Path::new(path)), "{path}");
            }
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".gitignore"), "mine").unwrap();
        let error = write_project(folder.path(), &Answers::default()).unwrap_err().to_string();
        assert!(error.contains(".gitignore is there already"), "{error}");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1);
        assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "mine");
    }

    #[test]
    fn answers_that_do_not_check_write_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for (url, token) in [("glpi.example.org", "env:T"), ("https://glpi.example.org", "hunter2")] {
            let error = write_project(folder.path(), &glpi(url, token)).unwrap_err().to_string();
            assert!(error.starts_with("these answers make no valid project"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        let name = Answers { job: "../x".to_owned(), ..Answers::default() };
        assert!(matches!(write_project(folder.path(), &name), Err(InitError::BadName(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
