//! References to secrets: only where a secret stands is configured, never the secret.

use std::path::PathBuf;

use super::At;
use super::{FileCheck, code};
use crate::message;
use crate::message::config::label;
use crate::model::secret::SecretRef;

impl FileCheck<'_> {
    /// A reference `env:NAME` or `file:PATH`; anything else is refused and not shown.
    pub fn secret(&mut self, raw: &At<String>, key: &str) -> SecretRef {
        let stand_in = SecretRef::Env(String::new());
        if let Some(name) = raw.strip_prefix("env:") {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if name.is_empty() || !plain || name.starts_with(|c: char| c.is_ascii_digit()) {
                self.report(code::BAD_SECRET, &raw.span, message::config::value::not_a_variable())
                    .label(label::variable_signs())
                    .help(message::config::value::variable_example(key));
                return stand_in;
            }
            return SecretRef::Env(name.to_owned());
        }
        if let Some(path) = raw.strip_prefix("file:") {
            if path.trim().is_empty() {
                self.report(code::BAD_SECRET, &raw.span, message::config::value::file_path_missing())
                    .help(message::config::value::file_example(key));
            }
            return SecretRef::File(PathBuf::from(path));
        }
        self.hide(&raw.span);
        let variable = format!("STOCKTAKE_{}", key.to_uppercase());
        self.report(code::SECRET_IN_FILE, &raw.span, message::config::value::secret_in_file(key))
            .label(label::secret_here())
            .help(message::config::value::secret_elsewhere(key, variable));
        stand_in
    }
}
