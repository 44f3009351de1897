//! Ready project folders, one for each product that people have: what `init --example NAME` writes.
//!
//! A folder lies in its room (`examples/NAME/`) and is built into the program as it stands there. It needs no
//! network to be checked, and reads from a double or a sample until a person changes one line.

use crate::message::Message;
use crate::model::job::Language;

/// The file for people.
const README: &str = "README.md";

/// The same in French; it is written under the other name.
const README_IN_FRENCH: &str = "README.fr.md";

/// A ready project folder.
pub struct Example {
    /// What people call it: `snipe-it`.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: fn() -> Message,
    /// Its files.
    pub files: &'static [ExampleFile],
}

/// A file of an example.
pub struct ExampleFile {
    /// Path below the folder, with `/`.
    pub path: &'static str,
    /// What stands in it.
    pub content: &'static [u8],
}

impl Example {
    /// Its files for a reader, with their paths in a new project.
    pub fn files(&self, language: Language) -> impl Iterator<Item = (&'static str, &'static [u8])> {
        let left_out = match language {
            Language::En => README_IN_FRENCH,
            Language::Fr => README,
        };
        let files = self.files.iter().filter(move |file| file.path != left_out);
        files.map(|file| (if file.path == README_IN_FRENCH { README } else { file.path }, file.content))
    }

    /// Its page for people.
    pub fn page(&self, language: Language) -> String {
        let page = self.files(language).find(|(path, _)| *path == README).map(|(_, content)| content);
        String::from_utf8_lossy(page.unwrap_or_default()).into_owned()
    }

    /// The commands that rehearse it, as its page shows them one after the other, without the program's name.
    pub fn commands(&self) -> impl Iterator<Item = String> {
        let page = self.page(Language::En);
        let lines: Vec<String> =
            page.lines().filter_map(|line| line.strip_prefix("stocktake ")).map(str::to_owned).collect();
        lines.into_iter()
    }
}

/// An [`Example`] of a room: its name, what it does, and the files of `examples/NAME/`.
macro_rules! example {
    ($room:literal, $name:literal, $about:path, [$($file:literal),* $(,)?]) => {
        $crate::systems::example::Example {
            name: $name,
            about: $about,
            files: &[$($crate::systems::example::ExampleFile {
                path: $file,
                content: include_bytes!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/src/systems/", $room, "/examples/", $name, "/", $file
                )),
            }),*],
        }
    };
}
pub(crate) use example;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::systems::examples;

    /// Files below a folder.
    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
        }
        found
    }

    /// A file that somebody adds to a folder and forgets in its table would not be written.
    #[test]
    fn every_file_of_the_folders_is_built_in() {
        let known: BTreeSet<String> = examples()
            .flat_map(|example| {
                example.files.iter().map(move |file| format!("{}/{}", example.name, file.path))
            })
            .collect();
        let rooms = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems");
        let mut count = 0;
        for room in fs::read_dir(rooms).unwrap().map(|entry| entry.unwrap().path().join("examples")) {
            for file in if room.is_dir() { files_below(&room) } else { Vec::new() } {
                let name = file.strip_prefix(&room).unwrap().to_str().unwrap();
                assert!(known.contains(name), "{} is in no table of examples", file.display());
                count += 1;
            }
        }
        assert!(count >= 25, "{count}");
    }

    #[test]
    fn each_has_a_name_of_its_own_and_a_page_in_both_languages() {
        let mut names = BTreeSet::new();
        for example in examples() {
            assert!(names.insert(example.name), "{} stands twice", example.name);
            for language in [Language::En, Language::Fr] {
                let files: Vec<_> = example.files(language).collect();
                assert_eq!(
                    files.iter().filter(|(path, _)| path.starts_with(README)).count(),
                    1,
                    "{}",
                    example.name
                );
                assert!(files.iter().all(|(path, _)| !path.starts_with("README.fr")), "{}", example.name);
                assert!(files.iter().any(|(path, _)| *path == "stocktake.toml"), "{}", example.name);
            }
            assert!(example.files.iter().any(|file| file.path.starts_with("jobs/")), "{}", example.name);
        }
    }
}
