//! `from` of a feed, and the table by which it asks a system for its records.

use super::names::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::job::RawFeed;
use crate::config::rooms::room;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::job::{FromSystem, SourceFormat};
use crate::settings::Lifted;
use crate::systems::table::{Asked, Place, RecordsRole};

/// Where the records of a feed come from when that is a system.
pub(super) struct Origin {
    /// The system, and what is asked of it.
    pub from: FromSystem,
    /// The format of what is fetched; `None`: the feed says it.
    pub format: Option<SourceFormat>,
    /// It has files, which the feed finds by its path.
    pub has_files: bool,
}

/// What a feed reads cannot be told, which is reported.
pub(super) struct Unusable;

/// The system of a feed; `None`: files of this machine.
pub(super) fn origin(
    check: &mut FileCheck<'_>,
    names: &Names,
    raw: &At<RawFeed>,
    mut queries: Vec<Lifted<'_>>,
) -> Result<Option<Origin>, Unusable> {
    let Some(from) = &raw.from else {
        let Some(Lifted { entry: (key, _), .. }) = queries.first() else { return Ok(None) };
        check
            .report(code::MISSING_KEY, &key.span, message::config::feed::asks_whom(&key.value))
            .label(label::asks_nobody())
            .help(message::config::feed::name_the_source(sources_of(names, key)));
        return Err(Unusable);
    };
    let (kind, role) = source(check, names, from).ok_or(Unusable)?;
    let own = queries.iter().position(|query| query.entry.0.value == kind).map(|at| queries.remove(at));
    for other in &queries {
        let (key, _) = &other.entry;
        check
            .report(
                code::WITHOUT_EFFECT,
                &key.span,
                message::config::feed::other_kind(&from.value, kind, &key.value),
            )
            .label(label::without_effect())
            .help(message::config::feed::write_table(kind));
    }
    if own.is_none() && !role.has_files {
        check.missing(&raw.span, kind, message::config::feed::query_missing(kind));
        return Err(Unusable);
    }
    without_files(check, raw, role, kind);
    let (key, value) = match own {
        Some(Lifted { entry: (key, value), .. }) => (key, Some(value)),
        None => (At { span: raw.span.clone(), value: kind.to_owned() }, None),
    };
    let place = Place { folder: &names.folder, name: from };
    let Asked { query, identity, partial, format } =
        (role.query.read)(check, place, &key, value).ok_or(Unusable)?;
    let from = FromSystem { system: from.value.clone(), query, identity, partial };
    Ok(Some(Origin { from, format, has_files: role.has_files }))
}

/// The kind of the system of a name, and its role; `None` when it has no records, which is reported.
fn source(
    check: &mut FileCheck<'_>,
    names: &Names,
    from: &At<String>,
) -> Option<(&'static str, &'static RecordsRole)> {
    let kind = names.sources.get(&from.value);
    let role = kind.and_then(|kind| Some((*kind, room(kind)?.records.as_ref()?)));
    if role.is_some() {
        return role;
    }
    let known: Vec<&str> = names.sources.keys().map(String::as_str).collect();
    let all = names.systems()?;
    if all.contains(&from.as_str()) {
        // One whose table has a problem is told there.
        if names.is_read(&from.value) {
            check
                .report(code::NOT_A_SOURCE, &from.span, message::config::feed::no_records(&from.value))
                .label(label::has_no_records())
                .help(suggest(from, known::sources(), &known));
        }
        return None;
    }
    check
        .report(code::UNKNOWN_SYSTEM, &from.span, message::config::job::no_such_system(&from.value))
        .label(label::unknown_system())
        .help(suggest(from, known::sources(), &known));
    None
}

/// Keys that find files say nothing where there are none.
fn without_files(check: &mut FileCheck<'_>, raw: &At<RawFeed>, role: &RecordsRole, kind: &str) {
    if role.has_files {
        return;
    }
    let keys =
        [("path", &raw.path), ("max_age", &raw.max_age), ("settle", &raw.settle), ("move_to", &raw.move_to)];
    for (key, value) in keys {
        let Some(value) = value else { continue };
        check
            .report(code::WITHOUT_EFFECT, &value.span, message::config::feed::finds_no_files(key))
            .label(label::without_effect())
            .help(message::config::feed::write_table(kind));
    }
}

/// The systems of the kind of a key.
fn sources_of(names: &Names, key: &str) -> String {
    let of_kind = names.sources.iter().filter(|(_, kind)| **kind == key);
    let named: Vec<&str> = of_kind.map(|(name, _)| name.as_str()).collect();
    if named.is_empty() { "NAME".to_owned() } else { named.join(" / ") }
}
