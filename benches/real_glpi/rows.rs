//! The rows that both sides bring into GLPI.

use std::fmt::Write as _;

/// Computers, each with its operating system, contract and financial data.
pub struct Rows {
    /// How many.
    pub count: u64,
    /// Stands in every name, so that two rounds do not meet.
    pub mark: String,
}

/// The dropdowns: class, column of the row that points at it, table of the mapping, number of names.
pub const DROPDOWNS: [(&str, &str, &str, u64); 7] = [
    ("Manufacturer", "manufacturers_id", "field", 10),
    ("ComputerModel", "computermodels_id", "field", 30),
    ("ComputerType", "computertypes_id", "field", 4),
    ("State", "states_id", "field", 3),
    ("Location", "locations_id", "field", 20),
    ("OperatingSystem", "operatingsystems_id", "os", 4),
    ("OperatingSystemVersion", "operatingsystemversions_id", "os", 12),
];

/// Columns that are written as they are: table of the mapping and column.
pub const PLAIN: [(&str, &str); 19] = [
    ("field", "name"),
    ("field", "serial"),
    ("field", "otherserial"),
    ("field", "uuid"),
    ("field", "contact"),
    ("field", "comment"),
    ("os", "license_number"),
    ("os", "licenseid"),
    ("os", "install_date"),
    ("contract", "name"),
    ("contract", "num"),
    ("contract", "begin_date"),
    ("contract", "duration"),
    ("infocom", "buy_date"),
    ("infocom", "warranty_date"),
    ("infocom", "warranty_duration"),
    ("infocom", "value"),
    ("infocom", "order_number"),
    ("infocom", "bill"),
];

impl Rows {
    /// The name that a row has of a dropdown, by its number from 0.
    pub fn chosen(&self, n: u64, names: u64) -> u64 {
        n.wrapping_mul(2_654_435_761) / 97 % names
    }

    /// A name of a dropdown.
    pub fn name(&self, class: &str, number: u64) -> String {
        format!("{class} {}-{number}", self.mark)
    }

    /// A plain value.
    pub fn plain(&self, n: u64, table: &str, column: &str) -> String {
        let mark = &self.mark;
        match (table, column) {
            ("field", "name") => format!("pc-{mark}-{n:05}"),
            ("field", "serial") => format!("5CG{mark}{n:06}"),
            ("field", "otherserial") => format!("INV-{mark}-{n:06}"),
            ("field", "uuid") => format!("4c4c4544-0037-4d10-{mark:0>4}-{n:012x}"),
            ("field", "contact") => format!("user{}", n % 700),
            ("field", _) => format!("Delivered with order {}", n / 10),
            ("os", "license_number") => format!("00330-{n:05}-{mark}"),
            ("os", "licenseid") => format!("{mark}-{n:010}"),
            ("contract", "name") => format!("Support {mark} {n}"),
            ("contract", "num") => format!("C-{mark}-{n}"),
            ("contract", "duration") => (12 + n % 3 * 12).to_string(),
            ("infocom", "warranty_duration") => (24 + n % 2 * 12).to_string(),
            ("infocom", "value") => format!("{}.{:02}", 400 + n % 1500, n % 100),
            ("infocom", "order_number") => format!("PO-{mark}-{}", n / 10),
            ("infocom", "bill") => format!("F-{mark}-{}", n / 20),
            _ => format!("2026-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
        }
    }

    /// As a CSV file.
    pub fn csv(&self) -> String {
        let header = PLAIN.iter().map(|(table, column)| format!("{table}.{column}"));
        let header = header.chain(DROPDOWNS.iter().map(|(_, column, _, _)| (*column).to_owned()));
        let mut csv = header.collect::<Vec<_>>().join(";");
        for n in 0..self.count {
            let plain = PLAIN.iter().map(|(table, column)| self.plain(n, table, column));
            let names = DROPDOWNS.iter().map(|(class, _, _, names)| self.name(class, self.chosen(n, *names)));
            // Writing to a string does not fail.
            let _ = write!(csv, "\n{}", plain.chain(names).collect::<Vec<_>>().join(";"));
        }
        csv
    }
}
