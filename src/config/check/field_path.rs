//! Paths of fields that stand outside the mappings, in `locks.toml` and `[authority.*]`: a path that
//! no mapping has would hold nothing, in silence.

use super::class_name::written_class;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::ClassName;
use crate::model::mapping::Mapping;

/// The mappings, or `None` when one of them cannot be read.
pub(in crate::config) type Known<'a> = Option<&'a [&'a Mapping]>;

/// The class of a text, which a mapping should write; reports one that none does.
pub(super) fn class(check: &mut FileCheck<'_>, known: Known<'_>, raw: &At<String>) -> ClassName {
    let mut classes: Vec<&str> = known.into_iter().flatten().map(|mapping| mapping.class.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    if known.is_some() && is_class_name(raw) && !classes.contains(&raw.value.trim()) {
        check
            .report(
                code::UNKNOWN_MAPPING,
                &raw.span,
                message::config::path::class_not_written(raw.value.trim()),
            )
            .label(label::written_by_no_mapping())
            .help(suggest(&raw.value, known::classes_of_mappings(), &classes));
    }
    written_class(check, raw, &classes)
}

/// Other texts are reported as such.
fn is_class_name(raw: &At<String>) -> bool {
    raw.value.trim().starts_with(|first: char| first.is_ascii_uppercase())
}

/// Reports a path that no mapping of the class has. `os.*` stands for all fields of a child set, `*`
/// for everything.
pub(super) fn path(check: &mut FileCheck<'_>, known: Known<'_>, class: &ClassName, raw: &At<String>) {
    let of_class = || known.into_iter().flatten().filter(|mapping| mapping.class == *class);
    let mut paths: Vec<String> =
        of_class().flat_map(|mapping| mapping.rules().map(|field| field.path())).collect();
    if paths.is_empty() {
        return;
    }
    // What a retirement writes without a mapping.
    let by_retirement =
        of_class().flat_map(|mapping| [mapping.schema.columns.state, mapping.schema.columns.comment]);
    paths.sort_unstable();
    paths.dedup();
    let wanted = raw.value.trim();
    let is_known = match wanted.strip_suffix('*') {
        Some(before) => paths.iter().any(|path| path.starts_with(before)),
        None => by_retirement.chain(paths.iter().map(String::as_str)).any(|path| path == wanted),
    };
    if !is_known && !wanted.is_empty() {
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        check
            .report(code::UNKNOWN_FIELD, &raw.span, message::config::path::no_such_field(class, wanted))
            .label(label::no_such_field())
            .help(suggest(wanted, known::fields(), &names));
    }
}
