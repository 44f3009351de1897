//! `manual`: the pages of the manual that the program itself knows: the tables of systems and of ready folders, and a page
//! each.

use std::fs;
use std::path::Path;

use crate::engine::reason::Context as _;

use crate::message;
use crate::model::job::Language;
use crate::model::system::Role;
use crate::systems::{ROOMS, Room, examples};

use super::print::Console;
use super::{Answer, Exit};

/// Writes the pages of the systems below a folder with the sources of the book, and fills their places in
/// its pages.
pub fn manual(console: &Console, into: &Path) -> Answer {
    let systems = into.join("systems");
    fs::create_dir_all(&systems).with_context(|| message::files::cannot_make(systems.display()))?;
    for room in ROOMS {
        put(&systems.join(format!("{}.md", room.kind.key)), room.page)?;
    }
    let ready = into.join("examples");
    fs::create_dir_all(&ready).with_context(|| message::files::cannot_make(ready.display()))?;
    for example in examples() {
        put(&ready.join(format!("{}.md", example.name)), &example.page(Language::En))?;
    }
    for (name, place, filled) in [
        ("examples.md", "{{table of examples}}", table_of_examples()),
        ("SUMMARY.md", "{{pages of examples}}", summary_of_examples()),
        ("systems.md", "{{table of systems}}", table()),
        ("systems.md", "{{table of directions}}", directions()),
        ("SUMMARY.md", "{{pages of systems}}", summary()),
    ] {
        let page = into.join(name);
        let text = fs::read_to_string(&page).with_context(|| message::files::cannot_read(page.display()))?;
        put(&page, &text.replace(place, filled.trim_end()))?;
    }
    console.print(message::files::written(into.display()));
    Ok(Exit::Done)
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| message::files::cannot_write(path.display()))
}

fn link(room: &Room) -> String {
    format!("[{}](systems/{}.md)", room.kind.product, room.kind.key)
}

fn summary() -> String {
    ROOMS.iter().map(|room| format!("  - {}\n", link(room))).collect()
}

fn summary_of_examples() -> String {
    examples().map(|example| format!("  - [{0}](examples/{0}.md)\n", example.name)).collect()
}

fn table_of_examples() -> String {
    let mut table = message::files::head_of_examples().to_string();
    for example in examples() {
        let (name, about) = (example.name, (example.about)());
        table.push_str(&format!("| [{name}](examples/{name}.md) | {about} |\n"));
    }
    table
}

fn table() -> String {
    let mut table = message::files::head_of_systems().to_string();
    for room in ROOMS {
        let roles: Vec<&str> = room.kind.roles.iter().map(|role| word(*role)).collect();
        let (key, product) = (room.kind.key, room.kind.product);
        table.push_str(&format!("| `{key}` | {product} | {} | {} |\n", roles.join(", "), link(room)));
    }
    table
}

/// What monitors can say and hear.
fn directions() -> String {
    let mut table = message::files::head_of_directions().to_string();
    let word = |can: bool| if can { "yes" } else { "no" };
    for room in ROOMS {
        let Some(monitor) = &room.monitor else { continue };
        let can = monitor.abilities;
        let as_whom =
            if can.authors { "`stocktake`".to_owned() } else { message::files::as_who_logs_in().to_string() };
        let (link, hears, says) = (link(room), word(can.hears), word(can.comments));
        table.push_str(&format!("| {link} | yes | {hears} | yes | {says} | {as_whom} |\n"));
    }
    table
}

/// What the manual calls a role.
fn word(role: Role) -> &'static str {
    match role {
        Role::Records => "records",
        Role::Items => "items",
        Role::Tickets => "tickets",
        Role::References => "reference data",
        Role::Events => "events",
        Role::Secrets => "secrets",
    }
}
