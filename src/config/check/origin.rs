//! `from` of a feed, and the table by which it asks a system for its records.

use std::ops::Range;

use super::names::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::job::{RawFeed, RawLookup};
use crate::config::rooms::room;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::job::{FromSystem, SourceFormat};
use crate::settings::{Lifted, Untyped};
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

/// A feed or a lookup of one: who is asked, and its keys that find files.
pub(super) struct Asker<'r> {
    table: &'r Range<usize>,
    from: Option<&'r At<String>>,
    of_files: Vec<(&'static str, &'r At<String>)>,
}

impl<'r> Asker<'r> {
    /// A feed.
    pub fn of_feed(raw: &'r At<RawFeed>) -> Self {
        let keys = [
            ("path", &raw.path),
            ("max_age", &raw.max_age),
            ("settle", &raw.settle),
            ("move_to", &raw.move_to),
        ];
        Self { table: &raw.span, from: raw.from.as_ref(), of_files: given(&keys) }
    }

    /// A lookup.
    pub fn of_lookup(raw: &'r At<RawLookup>) -> Self {
        let keys = [("path", &raw.path), ("max_age", &raw.max_age)];
        Self { table: &raw.span, from: raw.from.as_ref(), of_files: given(&keys) }
    }
}

fn given<'r>(keys: &[(&'static str, &'r Option<At<String>>)]) -> Vec<(&'static str, &'r At<String>)> {
    keys.iter().filter_map(|(key, value)| Some((*key, value.as_ref()?))).collect()
}

/// The system of a feed; `None`: files of this machine.
pub(super) fn origin(
    check: &mut FileCheck<'_>,
    names: &Names,
    raw: &Asker<'_>,
    mut queries: Vec<Lifted<'_>>,
) -> Result<Option<Origin>, Unusable> {
    let Some(from) = raw.from else {
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
        check.missing(raw.table, kind, message::config::feed::query_missing(kind));
        return Err(Unusable);
    }
    without_files(check, raw, role, kind);
    let (key, value) = match own {
        Some(Lifted { entry: (key, value), .. }) => (key, Some(value)),
        None => (At { span: raw.table.clone(), value: kind.to_owned() }, None),
    };
    let place = Place { folder: &names.folder, name: from };
    let acts = value.as_ref().map(acts_of).unwrap_or_default();
    let asks = value.as_ref().is_some_and(has_question);
    let Asked { query, identity, partial, format } =
        (role.query.read)(check, place, &key, value).ok_or(Unusable)?;
    let from =
        FromSystem { system: from.value.clone(), query, identity, acts, asks, partial, pushed: role.pushed };
    Ok(Some(Origin { from, format, has_files: role.has_files }))
}

/// The acts that a table of a feed declares, by name: the tables of its table `act`.
fn acts_of(table: &Untyped<'_>) -> Vec<String> {
    let acts = table.get_ref().as_table().and_then(|table| table.get("act")?.get_ref().as_table());
    let mut names: Vec<String> =
        acts.into_iter().flat_map(|acts| acts.keys()).map(|name| name.get_ref().to_string()).collect();
    names.sort_unstable();
    names
}

/// Whether a table of a feed declares how one of its records is asked for: a table `one`.
fn has_question(table: &Untyped<'_>) -> bool {
    table.get_ref().as_table().is_some_and(|table| table.contains_key("one"))
}

/// The key of the table by which the system of a name is asked, and its role; `None` when it has no records,
/// which is reported.
fn source(
    check: &mut FileCheck<'_>,
    names: &Names,
    from: &At<String>,
) -> Option<(&'static str, &'static RecordsRole)> {
    let kind = names.sources.get(&from.value);
    let role = kind.and_then(|kind| {
        let role = room(kind)?.records.as_ref()?;
        Some((role.asked_as(kind), role))
    });
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
fn without_files(check: &mut FileCheck<'_>, raw: &Asker<'_>, role: &RecordsRole, kind: &str) {
    if role.has_files {
        return;
    }
    for (key, value) in &raw.of_files {
        check
            .report(code::WITHOUT_EFFECT, &value.span, message::config::feed::finds_no_files(key))
            .label(label::without_effect())
            .help(message::config::feed::write_table(kind));
    }
}

/// The systems of the kind of a key.
fn sources_of(names: &Names, key: &str) -> String {
    let asked_as = |kind| room(kind).and_then(|room| Some(room.records.as_ref()?.asked_as(kind)));
    let of_kind = names.sources.iter().filter(|(_, kind)| asked_as(kind) == Some(key));
    let named: Vec<&str> = of_kind.map(|(name, _)| name.as_str()).collect();
    if named.is_empty() { "NAME".to_owned() } else { named.join(" / ") }
}
