//! References to secrets: only where a secret stands is configured, never the secret.

use std::path::PathBuf;

use super::At;
use super::{FileCheck, code};
use crate::message::config::{label, secret as message, value};
use crate::model::secret::{SecretRef, Stored};

/// The name of the longest credential that systemd takes.
const LONGEST_CREDENTIAL: usize = 255;

/// Words that mean something to a shell only.
const OF_SHELLS: [&str; 9] = ["|", "||", "&", "&&", ";", "<", ">", ">>", "2>"];

impl FileCheck<'_> {
    /// A reference `env:NAME`, `file:PATH`, `credential:NAME`, `cmd:PROGRAM …` or `vault:STORE/PATH#FIELD`;
    /// anything else is refused and not shown.
    pub fn secret(&mut self, raw: &At<String>, key: &str) -> SecretRef {
        let found = match raw.split_once(':') {
            Some(("env", name)) => self.variable(raw, name, key),
            Some(("file", path)) => self.secret_file(raw, path, key),
            Some(("credential", name)) => self.credential(raw, name, key),
            Some(("cmd", line)) => self.command(raw, line, key),
            Some(("vault", place)) => self.stored(raw, place, key),
            Some(_) | None => {
                self.hide(&raw.span);
                let variable = format!("STOCKTAKE_{}", key.to_uppercase());
                self.report(code::SECRET_IN_FILE, &raw.span, value::secret_in_file(key))
                    .label(label::secret_here())
                    .help(value::secret_elsewhere(key, variable));
                None
            }
        };
        found.unwrap_or_else(|| SecretRef::Env(String::new()))
    }

    fn variable(&mut self, raw: &At<String>, name: &str, key: &str) -> Option<SecretRef> {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() || !plain || name.starts_with(|c: char| c.is_ascii_digit()) {
            self.report(code::BAD_SECRET, &raw.span, value::not_a_variable())
                .label(label::variable_signs())
                .help(value::variable_example(key));
            return None;
        }
        Some(SecretRef::Env(name.to_owned()))
    }

    fn secret_file(&mut self, raw: &At<String>, path: &str, key: &str) -> Option<SecretRef> {
        if path.trim().is_empty() {
            self.report(code::BAD_SECRET, &raw.span, value::file_path_missing())
                .help(value::file_example(key));
            return None;
        }
        Some(SecretRef::File(PathBuf::from(path)))
    }

    /// Names as systemd takes them: one part of a path, so that nothing outside the folder is read.
    fn credential(&mut self, raw: &At<String>, name: &str, key: &str) -> Option<SecretRef> {
        let plain = name.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '/' | ':'));
        if name.is_empty() || !plain || matches!(name, "." | "..") || name.len() > LONGEST_CREDENTIAL {
            self.report(code::BAD_SECRET, &raw.span, message::not_a_credential())
                .label(label::credential_signs())
                .help(message::credential_example(key));
            return None;
        }
        Some(SecretRef::Credential(name.to_owned()))
    }

    /// Its words, split as a shell splits them. Nothing else of a shell is done.
    fn command(&mut self, raw: &At<String>, line: &str, key: &str) -> Option<SecretRef> {
        let words = shlex::split(line);
        let problem = match &words {
            None => Some(message::open_quote()),
            Some(words) if words.first().is_none_or(|program| program.trim().is_empty()) => {
                Some(message::no_program())
            }
            Some(words) if words.iter().any(|word| word.contains('\0')) => Some(message::no_program()),
            Some(_) => None,
        };
        if let Some(problem) = problem {
            self.report(code::BAD_SECRET, &raw.span, problem).help(message::command_example(key));
            return None;
        }
        let words = words.unwrap_or_default();
        let of_shell = |word: &&String| OF_SHELLS.contains(&word.as_str()) || word.contains("$(");
        let by_shell = words.iter().any(|word| word == "-c");
        if let Some(word) = words.iter().find(of_shell).filter(|_| !by_shell) {
            self.warn(&raw.span, message::no_shell(word));
        }
        Some(SecretRef::Command(words))
    }

    fn stored(&mut self, raw: &At<String>, place: &str, key: &str) -> Option<SecretRef> {
        let parts = place.rsplit_once('#').and_then(|(path, field)| {
            let (store, path) = path.split_once('/')?;
            Some((store.trim(), path.trim_matches('/'), field))
        });
        let whole = |path: &str| path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        match parts {
            Some((store, path, field)) if !store.is_empty() && !field.is_empty() && whole(path) => {
                self.name_store(&At { span: raw.span.clone(), value: store.to_owned() });
                let (store, path, field) = (store.to_owned(), path.to_owned(), field.to_owned());
                Some(SecretRef::Stored(Stored { store, path, field }))
            }
            Some(_) | None => {
                self.report(code::BAD_SECRET, &raw.span, message::not_a_place())
                    .label(label::place_parts())
                    .help(message::place_example(key));
                None
            }
        }
    }
}
