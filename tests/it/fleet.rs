//! The project most tests start from: one CSV file of computers with operating system, contract and
//! financial data, and one job that reads it.

use std::fmt::Write;

use stocktake::practice::glpi::Options;

use super::world::World;

/// The mapping `computers`.
pub const COMPUTERS: &str = r#"
class = "Computer"
locale = "fr"
match = [["serial"], ["name", "entities_id"]]

[field]
name = { column = "Name", required = true }
entities_id = { column = "Entity", missing = "create", write = "create" }
serial = { column = "Serial" }
otherserial = { column = "Number" }
manufacturers_id = { column = "Maker", squeeze = true }
computertypes_id = { column = "Type" }
locations_id = { column = "Location" }
states_id = { column = "State" }
contact = { column = "Contact" }
comment = { column = "Comment" }

[os]
operatingsystems_id = { column = "OS" }
licenseid = { column = "License" }

[contract]
name = { template = 'Service {{ row["Name"] }}', write = "create" }
begin_date = { column = "Begin" }
duration = { column = "End", type = "months_until", begin = "begin_date", round = "up" }

[infocom]
buy_date = { column = "Bought" }
value = { column = "Price", type = "money" }
"#;

/// The job `nightly`. Its contracts end whenever the clock says so, which no test may depend on.
pub const JOB: &str =
    "[contracts]\nends_within = \"off\"\n[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n";

const HEADER: &str =
    "Name;Entity;Serial;Number;Maker;Type;Location;State;Contact;Comment;OS;License;Begin;End;Bought;Price";

/// A computer in Acme > Paris.
pub const PC_1: &str = "pc-1;Acme > Paris;SN-0001;I-1;Dell;Laptop;Siège > Étage 1;En service;Ana;first;Debian 12;\
    L-1;01/01/2026;31/12/2026;15/02/2025;1 234,50 €";
/// A computer in Acme.
pub const PC_2: &str = "pc-2;Acme;SN-0002;I-2;Lenovo;Laptop;Siège;En stock;Bob;second;Windows 11;\
    L-2;01/03/2026;28/02/2029;01/03/2025;999,99";

/// Rows under the header.
pub fn table(lines: &[&str]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

/// `count` computers in Acme, numbered from 1.
pub fn many(count: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for number in 1..=count {
        let maker = ["Dell", "Lenovo", "HP"][number % 3];
        writeln!(
            text,
            "pc-{number:03};Acme;SN-{number:04};I-{number};{maker};Laptop;Siège;En service;C {number};;Debian 12;\
             L-{number};01/01/2026;31/12/2026;15/02/2025;{number},50"
        )
        .ok();
    }
    text
}

/// A world with two computers to be created.
pub async fn two_computers() -> World {
    let world = fleet(Options::default()).await;
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    world
}

/// A world with `count` computers to be created.
pub async fn computers(count: usize) -> World {
    let world = fleet(Options::default()).await;
    world.csv("computers.csv", &many(count));
    world
}

/// A world without a file yet.
pub async fn fleet(options: Options) -> World {
    let world = World::with(options).await;
    world.mapping("computers", COMPUTERS);
    world.job("nightly", JOB);
    world
}
