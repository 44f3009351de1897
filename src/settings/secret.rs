//! References to secrets: only where a secret stands is configured, never the secret.

use std::path::PathBuf;

use super::At;
use super::{FileCheck, code};
use crate::model::secret::SecretRef;

impl FileCheck<'_> {
    /// A reference `env:NAME` or `file:PATH`; anything else is refused and not shown.
    pub fn secret(&mut self, raw: &At<String>, key: &str) -> SecretRef {
        let stand_in = SecretRef::Env(String::new());
        if let Some(name) = raw.strip_prefix("env:") {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if name.is_empty() || !plain || name.starts_with(|c: char| c.is_ascii_digit()) {
                self.report(code::BAD_SECRET, &raw.span, "this is not the name of an environment variable")
                    .label("letters, digits and _ only")
                    .help(format!("for example {key} = \"env:GLPI_TOKEN\""));
                return stand_in;
            }
            return SecretRef::Env(name.to_owned());
        }
        if let Some(path) = raw.strip_prefix("file:") {
            if path.trim().is_empty() {
                self.report(code::BAD_SECRET, &raw.span, "the path of the file is missing")
                    .help(format!("for example {key} = \"file:secrets/glpi\""));
            }
            return SecretRef::File(PathBuf::from(path));
        }
        self.hide(&raw.span);
        let variable = format!("STOCKTAKE_{}", key.to_uppercase());
        self.report(
            code::SECRET_IN_FILE,
            &raw.span,
            format!("`{key}` holds the secret itself; this file is meant to be committed and shared"),
        )
        .label("a secret stands here")
        .help(format!(
            "write where it stands: {key} = \"env:{variable}\" (an environment variable) or \
             {key} = \"file:secrets/{key}\" (a file). If this file was committed or shared, replace the \
             secret by a new one."
        ));
        stand_in
    }
}
