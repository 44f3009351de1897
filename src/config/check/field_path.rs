//! Paths of fields that stand outside the mappings, in `locks.toml` and `[authority.*]`: a path that
//! no mapping has would hold nothing, in silence.

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::rooms::target_schema;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::ClassName;
use crate::model::mapping::Mapping;

/// The mappings, or `None` when one of them cannot be read.
pub(in crate::config) type Known<'a> = Option<&'a [&'a Mapping]>;

/// Reports a class that no mapping writes.
pub(super) fn class(check: &mut FileCheck<'_>, known: Known<'_>, raw: &At<String>) {
    let Some(mappings) = known.filter(|_| is_class_name(raw)) else { return };
    let mut classes: Vec<&str> = mappings.iter().map(|mapping| mapping.class.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    if !classes.contains(&raw.value.trim()) {
        check
            .report(
                code::UNKNOWN_MAPPING,
                &raw.span,
                message::config::path::class_not_written(raw.value.trim()),
            )
            .label(label::written_by_no_mapping())
            .help(suggest(&raw.value, known::classes_of_mappings(), &classes));
    }
}

/// Other texts are reported as such.
fn is_class_name(raw: &At<String>) -> bool {
    raw.value.trim().starts_with(|first: char| first.is_ascii_uppercase())
}

/// Reports a path that no mapping of the class has. `os.*` stands for all fields of a child set, `*`
/// for everything.
pub(super) fn path(check: &mut FileCheck<'_>, known: Known<'_>, class: &ClassName, raw: &At<String>) {
    let of_class = known.into_iter().flatten().filter(|mapping| mapping.class == *class);
    let mut paths: Vec<String> =
        of_class.flat_map(|mapping| mapping.rules().map(|field| field.path())).collect();
    if paths.is_empty() {
        return;
    }
    paths.sort_unstable();
    paths.dedup();
    let (wanted, columns) = (raw.value.trim(), &target_schema().columns);
    let is_known = match wanted.strip_suffix('*') {
        Some(before) => paths.iter().any(|path| path.starts_with(before)),
        // What a retirement writes without a mapping.
        None => [columns.state, columns.comment].contains(&wanted) || paths.iter().any(|path| path == wanted),
    };
    if !is_known && !wanted.is_empty() {
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        check
            .report(code::UNKNOWN_FIELD, &raw.span, message::config::path::no_such_field(class, wanted))
            .label(label::no_such_field())
            .help(suggest(wanted, known::fields(), &names));
    }
}
