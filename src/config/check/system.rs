//! `[system.NAME]`: which kind it is; its room reads the rest.

use std::collections::BTreeMap;
use std::path::Path;

use super::{FileCheck, code};
use crate::config::rooms::Rooms;
use crate::message;
use crate::message::config::label;
use crate::model::Said;
use crate::model::system::{Role, System};
use crate::settings::{At, Entry, Untyped, entries_of};
use crate::systems::DOUBLES;
use crate::systems::table::{Place, Room};

/// The systems of `stocktake.toml`: those that could be read, and the names of all.
#[derive(Debug, Default)]
pub(in crate::config) struct Systems {
    /// By name.
    pub known: BTreeMap<String, System>,
    /// Names of all, in the order of the file.
    pub names: Vec<String>,
}

/// The table `system`.
pub(in crate::config) fn systems(
    check: &mut FileCheck<'_>,
    rooms: &Rooms,
    folder: &Path,
    (key, value): Entry<'_>,
) -> Systems {
    let mut systems = Systems::default();
    for (name, value) in entries_of(check, &key, value).unwrap_or_default() {
        systems.names.push(name.value.clone());
        if let Some(system) = system(check, rooms, folder, &name, value) {
            systems.known.insert(name.value, system);
        }
    }
    systems
}

/// A system; `None` when it is not told which kind.
fn system(
    check: &mut FileCheck<'_>,
    rooms: &Rooms,
    folder: &Path,
    name: &At<String>,
    value: Untyped<'_>,
) -> Option<System> {
    if name.trim().is_empty() {
        check.report(code::BLANK, &name.span, message::config::system::name_blank());
    }
    let mut kinds: Vec<(&'static str, std::ops::Range<usize>, Option<System>)> = Vec::new();
    let mut is_whole = true;
    for (key, value) in entries_of(check, name, value)? {
        let Some(room) = rooms.find(&key) else {
            unknown(check, rooms, &key);
            is_whole = false;
            continue;
        };
        let (span, place) = (value.span(), Place { folder, name });
        kinds.push((room.kind.key, span, room.read(check, place, value)));
    }
    if let [(first, ..), (second, span, _), ..] = kinds.as_slice() {
        let message = message::config::system::two_kinds(&name.value, first, second);
        check
            .report(code::EXACTLY_ONE, span, message)
            .label(label::second_one())
            .help(message::config::system::one_kind_each());
        return None;
    }
    if kinds.is_empty() && is_whole {
        let message = message::config::system::kind_not_said(&name.value);
        check
            .report(code::EXACTLY_ONE, &name.span, message)
            .label(label::of_no_kind())
            .help(kinds_help(rooms, &name.value));
    }
    kinds.pop().and_then(|(_, _, system)| system)
}

fn unknown(check: &mut FileCheck<'_>, rooms: &Rooms, key: &At<String>) {
    if DOUBLES.contains(&key.as_str()) {
        let text = message::without_practice::left_out(&key.value).said();
        check.report(code::UNKNOWN_KEY, &key.span, text).label(message::without_practice::not_here().said());
        return;
    }
    let known: Vec<&str> = rooms.iter().map(|room| room.kind.key).collect();
    check.unknown_key(&key.span, key, &known);
}

/// The tables that would say what a system is.
fn kinds_help(rooms: &Rooms, name: &str) -> Said {
    let keys = |wanted: &dyn Fn(&Room) -> bool| {
        rooms.iter().filter(|room| wanted(room)).map(|room| room.kind.key).collect::<Vec<_>>()
    };
    let tables = |keys: Vec<&str>| {
        keys.into_iter().map(|key| format!("[system.{name}.{key}]")).collect::<Vec<_>>().join(", ")
    };
    let desks = keys(&|room| room.has(Role::Tickets) && !room.kind.is_practice);
    let doubles = keys(&|room| room.has(Role::Tickets) && room.kind.is_practice);
    let of_role = |role: Role| keys(&|room| room.has(role)).join(", ");
    let mut help = message::config::system::write_one_of(tables(desks)).said();
    if !doubles.is_empty() {
        help.push(&message::config::system::or_practise(tables(doubles)).said());
    }
    help.push(&message::config::system::or_monitor(of_role(Role::Events)).said());
    help.push(&message::config::system::or_source(of_role(Role::Records)).said());
    help.push(&message::config::system::or_store(of_role(Role::Secrets)).said());
    help
}
