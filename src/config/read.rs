//! Reads the files of a project folder as text. What cannot be read is a Problem.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::message::{self, Message};
use crate::model::access::EVERY_JOB;
use crate::model::plain::{plain_line, steers};
use crate::settings::Problem;
use crate::settings::code;

/// The name of the project file.
pub(super) const PROJECT_FILE: &str = "stocktake.toml";

/// The name of the file with locks.
const LOCKS_FILE: &str = "locks.toml";

/// The name of the file with links of companies.
pub(super) const LINKS_FILE: &str = "links.toml";

/// A configuration file as text.
#[derive(Debug)]
pub(super) struct TextFile {
    /// Relative to the project folder.
    pub file: PathBuf,
    /// File name without `.toml`.
    pub name: String,
    /// Content without a byte order mark.
    pub text: String,
}

impl TextFile {
    /// A file that has been read.
    pub fn new(file: PathBuf, text: String) -> Self {
        Self { name: stem(&file), file, text }
    }
}

/// The files of a project folder.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// `stocktake.toml`; `None` when it is missing or unreadable.
    pub stocktake: Option<TextFile>,
    /// `locks.toml`; `None` when there is none, or it is unreadable.
    pub locks: Option<TextFile>,
    /// `links.toml`; `None` when there is none, or it is unreadable.
    pub links: Option<TextFile>,
    /// `jobs/*.toml`, sorted by name.
    pub jobs: Vec<TextFile>,
    /// `mappings/*.toml`, sorted by name.
    pub mappings: Vec<TextFile>,
    /// Names of mappings whose files could not be read.
    pub unread_mappings: Vec<String>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads a project folder.
pub(super) fn read(folder: &Path) -> Files {
    let mut files = Files::default();
    match fs::symlink_metadata(folder.join(PROJECT_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            files.problems.push(no_project(folder));
            if !folder.is_dir() {
                return files;
            }
        }
        Ok(_) | Err(_) => match read_one(folder, PathBuf::from(PROJECT_FILE)) {
            Ok(file) => files.stocktake = Some(file),
            Err(problem) => files.problems.push(*problem),
        },
    }
    files.locks = read_optional(folder, LOCKS_FILE, &mut files.problems);
    files.links = read_optional(folder, LINKS_FILE, &mut files.problems);
    let (jobs, _) = read_folder(folder, "jobs", &mut files.problems);
    if jobs.is_empty() && files.problems.is_empty() {
        let mut problem = Problem::of_file(code::NO_JOB, "jobs", message::config::files::no_job());
        problem.help(message::config::files::what_a_job_is());
        files.problems.push(problem);
    }
    for job in jobs {
        match wrong_name(&job.name) {
            None => files.jobs.push(job),
            Some(wrong) => {
                let mut problem = Problem::of_file(code::BAD_NAME, &job.file, wrong);
                problem.help(message::config::files::rename_job());
                files.problems.push(problem);
            }
        }
    }
    let (mappings, unread) = read_folder(folder, "mappings", &mut files.problems);
    files.mappings = mappings;
    files.unread_mappings = unread;
    files
}

/// Why a job cannot be called so: it would be taken for something else, or be another one than it looks like.
fn wrong_name(name: &str) -> Option<Message> {
    if name == EVERY_JOB {
        return Some(message::config::files::stands_for_every_job(EVERY_JOB));
    }
    if name.contains(|sign| steers(sign) || is_unseen(sign)) {
        return Some(message::config::files::job_with_hidden_signs(plain_line(name)));
    }
    if name.starts_with('-') {
        return Some(message::config::files::job_like_an_option(name));
    }
    (name.trim() != name).then(|| message::config::files::job_with_blanks(name))
}

/// Whether a sign takes no place or breaks the line: marks of the direction, joiners, line separators.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A file that need not be there.
fn read_optional(folder: &Path, name: &str, problems: &mut Vec<Problem>) -> Option<TextFile> {
    let found = fs::symlink_metadata(folder.join(name));
    if matches!(&found, Err(error) if error.kind() == io::ErrorKind::NotFound) {
        return None;
    }
    read_one(folder, PathBuf::from(name)).map_err(|problem| problems.push(*problem)).ok()
}

fn no_project(folder: &Path) -> Problem {
    let message = if folder.is_dir() {
        message::config::files::no_such_file(folder.display())
    } else {
        message::config::files::no_such_folder(folder.display())
    };
    let mut problem = Problem::of_file(code::NO_PROJECT, PROJECT_FILE, message);
    problem.help(message::config::files::give_the_folder());
    problem
}

/// The `.toml` files of a folder, and the names of those that could not be read. A folder that does
/// not exist is an empty one.
fn read_folder(folder: &Path, name: &str, problems: &mut Vec<Problem>) -> (Vec<TextFile>, Vec<String>) {
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    let mut paths = match toml_files(&folder.join(name)) {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (files, unread),
        Err(error) => {
            problems.push(Problem::of_file(
                code::UNREADABLE,
                name,
                message::config::files::unreadable(error),
            ));
            return (files, unread);
        }
    };
    paths.sort();
    for file in paths {
        match read_one(folder, Path::new(name).join(&file)) {
            Ok(read) => files.push(read),
            Err(problem) => {
                unread.push(stem(&file));
                problems.push(*problem);
            }
        }
    }
    (files, unread)
}

/// Names of the `.toml` files of a folder that are not hidden.
fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = PathBuf::from(entry?.file_name());
        let hidden = name.to_string_lossy().starts_with('.');
        if !hidden && name.extension().is_some_and(|ending| ending == "toml") {
            names.push(name);
        }
    }
    Ok(names)
}

fn read_one(folder: &Path, file: PathBuf) -> Result<TextFile, Box<Problem>> {
    let bytes = fs::read(folder.join(&file)).map_err(|error| {
        Box::new(Problem::of_file(code::UNREADABLE, &file, message::config::files::unreadable(error)))
    })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            let mut problem = Problem::of_file(code::NOT_UTF8, &file, message::config::files::not_utf8(line));
            problem.help(message::config::files::save_as_utf8());
            return Err(Box::new(problem));
        }
    };
    Ok(TextFile::new(file, text))
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
