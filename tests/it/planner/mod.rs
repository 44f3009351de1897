//! The planner from outside: a mapping as an administrator writes it, rows as a file holds them,
//! items as the desk has them; the plan as people read it.

mod adoption;
mod any;
mod apply;
mod authority;
mod cells;
pub mod desk;
mod dictionaries;
mod fields;
mod fights;
mod finders;
mod hold;
mod limits;
mod made_up;
mod project;
mod removals;
mod retire;
mod steps;
mod usual;
mod values;

mod matching;
mod names;
mod own_locks;
mod parts;
mod sets;

use desk::Desk;
use project::Case;

/// Computers by serial, else by name and entity.
const PC: &str = r#"
class = "Computer"
match = [["serial"], ["name", "entities_id"]]
[field]
name = { column = "Name", required = true }
serial = { column = "Serial" }
entities_id = { column = "Entity" }
"#;

/// The plan of these rows over this desk, as a terminal shows it, without its digest.
fn check(mapping: &str, rows: &str, desk: &Desk) -> String {
    Case::new(mapping, rows).text(desk)
}

/// An empty desk with its root entity.
fn desk() -> Desk {
    Desk::default().names("Entity", "0 Root")
}

/// A desk that holds one computer, PC-1 with the serial S1.
fn desk_with_pc() -> Desk {
    desk().item("Computer", 1, "name=PC-1, serial=S1")
}
