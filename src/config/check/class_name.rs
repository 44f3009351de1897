//! The name of a class, wherever a file gives one.

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::rooms::target_schema;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::ClassName;

/// The name of a class: letters and digits, with `\` in the names of GLPI's own assets.
pub(super) fn class_name(check: &mut FileCheck<'_>, raw: &At<String>) -> ClassName {
    let plain = raw.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '\\'));
    if !plain || !raw.starts_with(|c: char| c.is_ascii_uppercase()) {
        check
            .report(code::BAD_NAME, &raw.span, message::config::mapping::not_a_class(&raw.value))
            .label(label::not_a_class())
            .help(suggest(raw, known::for_example(), target_schema().examples));
    }
    ClassName::from(raw.as_str())
}
