//! The systems: one room each, and the one table that registers them.
//!
//! A room holds what is known of a product: the table of its settings with their checks and defaults,
//! its client with the wire types, which never leave it, its roles, and its page of the manual. No room
//! knows another, and its sentences stand in its `message.rs`. Adding a system: its folder, its `mod`
//! line, its line in [`ROOMS`].

pub mod desk;
pub mod example;
pub mod monitor;
pub mod secret_store;
pub mod shared;
pub mod source;
pub(crate) mod table;
pub mod target;

mod alertmanager;
mod centreon;
mod checkmk;
pub mod files;
pub mod glpi;
pub mod http;
mod icinga;
mod inbox;
pub mod itop;
mod ldap;
mod librenms;
mod mailbox;
mod nagios;
pub mod servicenow;
mod sql;
pub mod storage;
mod vault;
mod zabbix;

pub use table::Room;

use std::path::Path;

use crate::model::system::System;
use crate::settings::{FileCheck, Problems, parse};

/// Every kind of system, as messages list them.
pub static ROOMS: &[&Room] = &[
    &glpi::ROOM,
    &itop::ROOM,
    &servicenow::ROOM,
    &icinga::ROOM,
    &zabbix::ROOM,
    &nagios::ROOM,
    &alertmanager::ROOM,
    &checkmk::ROOM,
    &centreon::ROOM,
    &librenms::ROOM,
    &vault::ROOM,
    &files::ROOM,
    &storage::ROOM,
    &http::ROOM,
    &sql::ROOM,
    &ldap::ROOM,
    &mailbox::ROOM,
    &inbox::ROOM,
];

/// What a new project starts with.
pub static START: &table::Start = &glpi::START;

/// The ready folders of `init --example`, room by room.
static EXAMPLES: &[&[example::Example]] =
    &[files::EXAMPLES, http::EXAMPLES, sql::EXAMPLES, ldap::EXAMPLES, servicenow::EXAMPLES, inbox::EXAMPLES];

/// Every ready folder of `init --example`, by name.
pub fn examples() -> impl Iterator<Item = &'static example::Example> {
    let mut all: Vec<&example::Example> = EXAMPLES.iter().copied().flatten().collect();
    all.sort_by_key(|example| example.name);
    all.into_iter()
}

/// The hidden command by which this program reads one file for another one of it.
pub const READ_FILE: &str = "read-file";

/// The hidden command by which this program tries one template for another one of it.
pub const TRY_TEMPLATE: &str = "try-template";

/// Keys of the practice systems: a program that is built without them says so.
pub const DOUBLES: [&str; 5] =
    ["sandbox", "practice_itop", "practice_servicenow", "practice_monitor", "practice_http"];

/// The room of a key.
pub fn room(key: &str) -> Option<&'static Room> {
    ROOMS.iter().copied().find(|room| room.kind.key == key)
}

/// A system of a kind from the text of its table alone, for doubles, benchmarks and tests.
///
/// # Errors
/// What is wrong with the text.
#[cfg_attr(not(feature = "practice"), expect(dead_code, reason = "practice systems are read so"))]
pub fn read(room: &'static Room, name: &str, text: &str) -> Result<System, Problems> {
    let file = Path::new("stocktake.toml");
    let mut check = FileCheck::new(file, text);
    let place = table::Place { folder: Path::new(""), name };
    let system = parse(&mut check).and_then(|value| room.read(&mut check, place, value));
    let (problems, secrets) = check.into_parts();
    match system {
        Some(system) if problems.is_empty() => Ok(system),
        Some(_) | None => Err(Problems::new(problems, &[(file.to_owned(), text)], &secrets)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use std::collections::BTreeSet;

    use crate::message::tests::{everything, look};
    use crate::message::tongues;

    #[test]
    fn a_room_with_sentences_hands_them_to_the_table() {
        let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems");
        for room in ROOMS {
            let key = room.kind.key;
            let has_file = systems.join(key).join("message.rs").exists();
            let catalogue = (room.messages)();
            assert_eq!(!catalogue.is_empty(), has_file, "`messages` of the room `{key}`");
            for message in catalogue {
                let area = message.code().split_once('.').map(|(area, _)| area);
                assert_eq!(area, Some(key), "{}", message.code());
            }
        }
    }

    #[test]
    fn the_sentences_of_the_rooms_are_sound() {
        let mut catalogue = everything();
        catalogue.extend(ROOMS.iter().flat_map(|room| (room.messages)()));
        look(&catalogue);
    }

    /// Rendered in both languages with made-up arguments: no word of the other one, French as French is set.
    #[test]
    fn every_sentence_speaks_its_language() {
        let mut catalogue = everything();
        catalogue.extend(ROOMS.iter().flat_map(|room| (room.messages)()));
        let faults = tongues::faults(&catalogue);
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }

    #[test]
    fn every_area_of_sentences_is_looked_at() {
        let known = everything();
        let areas: BTreeSet<&str> = known
            .iter()
            .filter_map(|message| message.code().rsplit_once('.'))
            .map(|(area, _)| area)
            .collect();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/message")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let declared =
                    text.lines().find_map(|line| line.strip_prefix("messages! { \"")?.split('"').next());
                if let Some(area) = declared {
                    assert!(areas.contains(area), "`{area}` of {} is not in `everything`", path.display());
                }
            }
        }
    }
}
