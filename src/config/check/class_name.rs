//! The name of a class, wherever a file gives one.

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message::config::{known, label};
use crate::message::{self, Alike, nearest, suggest};
use crate::model::ClassName;
use crate::model::schema::Schema;
use crate::settings::Problem;

/// The class that a name stands for; the one that was meant where the name is a slip, so that nothing that
/// follows from it is told as well. Blank where none can be guessed. A name that is not near to a class of
/// the product may be a plugin's: only the connected server can tell.
pub(super) fn class_name(check: &mut FileCheck<'_>, schema: &Schema, raw: &At<String>) -> ClassName {
    let known = (schema.class_names)();
    let is_open = schema.is_own_class(raw) || (schema.is_added_class)(raw);
    let meant = nearest(raw.as_str(), known.iter().copied(), Alike::Word).filter(|_| !is_open);
    if !is_name(raw) {
        not_a_name(check, raw).help(suggest(raw, known::for_example(), schema.examples));
        return meant.map_or_else(|| "".into(), ClassName::from);
    }
    if let Some(meant) = meant {
        no_such_class(check, raw).help(suggest(raw, known::classes(), known));
        return ClassName::from(meant);
    }
    ClassName::from(raw.as_str())
}

/// The name of a class that a mapping writes; whether there is such a mapping is told elsewhere.
pub(super) fn written_class(check: &mut FileCheck<'_>, raw: &At<String>, written: &[&str]) -> ClassName {
    if !is_name(raw) {
        let problem = not_a_name(check, raw);
        if !written.is_empty() {
            problem.help(suggest(raw, known::classes_of_mappings(), written));
        }
    }
    ClassName::from(raw.as_str())
}

/// Adds a problem about a class that the product does not have; its help is set on what is returned.
pub(super) fn no_such_class<'c>(check: &'c mut FileCheck<'_>, raw: &At<String>) -> &'c mut Problem {
    check
        .report(code::UNKNOWN_CLASS, &raw.span, message::config::mapping::no_such_class(&raw.value))
        .label(label::unknown_class())
}

/// Letters and digits, with `\` in the names of classes that people defined.
fn is_name(raw: &str) -> bool {
    let plain = raw.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '\\'));
    plain && raw.starts_with(|c: char| c.is_ascii_uppercase())
}

fn not_a_name<'c>(check: &'c mut FileCheck<'_>, raw: &At<String>) -> &'c mut Problem {
    check
        .report(code::BAD_NAME, &raw.span, message::config::mapping::not_a_class(&raw.value))
        .label(label::not_a_class())
}
