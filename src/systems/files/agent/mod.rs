//! Files that inventory agents write: JSON of the GLPI agent, XML of FusionInventory and of OCS, plain or compressed
//! as agents send it. A folder of them is one source: each file is a record (one per machine), and one that cannot be
//! read is a reject, beside which the others go on.
//!
//! All kinds have the names of the GLPI agent: `hardware.name`, `bios.ssn`, `drives.0.total`.

mod document;
mod sections;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::value::to_raw_value;
use serde_json::{Map, Value};

use crate::model::job::AgentFormat;
use crate::model::origin::Origin;
use crate::model::record::{Header, Record};
use crate::model::said::Say as _;
use crate::model::{Reject, Said};

use super::error::SourceError;
use super::find::FoundFile;
use super::header;
use super::json::{Columns, Sparse, cells, flatten};
use super::open::unchanged;

/// Bytes of documents up to which their cells are kept; of more they are read a second time.
const KEPT: u64 = 32 * 1024 * 1024;

/// Columns that every source of this kind has, whichever of them its files fill: a machine without SMBIOS has no
/// serial number, and is none that lacks a column.
const COLUMNS: [&str; 30] = [
    "deviceid",
    "itemtype",
    "date",
    "tag",
    "partial",
    "versionclient",
    "hardware.name",
    "hardware.uuid",
    "hardware.chassis_type",
    "hardware.workgroup",
    "hardware.lastloggeduser",
    "hardware.winprodid",
    "hardware.winprodkey",
    "bios.ssn",
    "bios.smanufacturer",
    "bios.smodel",
    "bios.assettag",
    "operatingsystem.full_name",
    "operatingsystem.version",
    "operatingsystem.kernel_version",
    "operatingsystem.service_pack",
    "operatingsystem.arch",
    "network_device.name",
    "network_device.serial",
    "network_device.manufacturer",
    "network_device.model",
    "network_device.ram",
    "network_device.mac",
    "network_device.ips",
    "network_device.type",
];

/// The same of the elements of a list.
const OF_ELEMENTS: [&str; 5] = ["serial", "name", "caption", "description", "manufacturer"];

/// The records of files of agents.
pub(super) struct AgentRows {
    header: Arc<Header>,
    columns: Columns,
    files: VecDeque<FoundFile>,
    format: AgentFormat,
    ready: VecDeque<Row>,
}

/// A record, or why there is none, and where it stands.
struct Row {
    source: Arc<str>,
    row: Option<u64>,
    cells: Sparse,
}

/// Reads files; each is opened, read and closed before the next one.
///
/// # Errors
/// When none of the columns is there that are wanted.
pub(super) fn read(
    files: &[FoundFile],
    format: &AgentFormat,
    wanted: &[Vec<String>],
) -> Result<AgentRows, SourceError> {
    let of_elements = OF_ELEMENTS.iter().filter(|_| !format.rows.is_empty());
    let mut columns = Columns::of(COLUMNS.iter().chain(of_elements));
    let mut ready = VecDeque::new();
    let mut read = 0;
    for file in files {
        let (rows, bytes) = rows(file, format, &mut columns);
        read += bytes;
        if read <= KEPT {
            ready.extend(rows);
        }
    }
    let is_kept = read <= KEPT;
    let header = header::header(columns.names().iter().map(String::as_str));
    if let Some(first) = files.first() {
        header::check(&first.shown, &header, wanted)?;
    }
    if !is_kept {
        ready.clear();
    }
    let files = if is_kept { VecDeque::new() } else { files.iter().cloned().collect() };
    Ok(AgentRows { header: Arc::new(header), columns, files, format: format.clone(), ready })
}

/// The records of a file, and how many bytes its document has.
fn rows(file: &FoundFile, format: &AgentFormat, columns: &mut Columns) -> (Vec<Row>, u64) {
    let source = &file.shown;
    let document = document::read(file).and_then(|read| {
        // One that was replaced meanwhile is neither the old nor the new one.
        unchanged(file).map_err(|error| error.said())?;
        Ok(read)
    });
    let refused = |reason| (vec![Row { source: source.clone(), row: None, cells: Err(reason) }], file.size);
    let (devices, bytes) = match document {
        Ok(read) => read,
        Err(reason) => return refused(reason),
    };
    let mut rows = Vec::new();
    for device in devices {
        let record = sections::tidy(device, format, file.changed_at());
        if !is_wanted(&record, format) {
            continue;
        }
        let several = !format.rows.is_empty();
        for (number, object) in (1..).zip(records(record, &format.rows)) {
            let row = several.then_some(number);
            rows.push(Row { source: source.clone(), row, cells: sparse(&object, columns) });
        }
    }
    (rows, bytes)
}

fn is_wanted(record: &Map<String, Value>, format: &AgentFormat) -> bool {
    let is = record.get("itemtype").and_then(Value::as_str).unwrap_or_default();
    format.itemtype.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(is))
}

/// The record itself, or each element of one of its lists beside what the record says of the machine.
fn records(mut record: Map<String, Value>, list: &str) -> Vec<Map<String, Value>> {
    if list.is_empty() {
        return vec![record];
    }
    let elements = match record.remove(list) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    };
    record.retain(|_, value| !value.is_array());
    let beside = |element| match element {
        Value::Object(own) => Some(record.clone().into_iter().chain(own).collect()),
        _ => None,
    };
    elements.into_iter().filter_map(beside).collect()
}

fn sparse(object: &Map<String, Value>, columns: &mut Columns) -> Sparse {
    let raw = to_raw_value(object).map_err(|error| Said::from(error.to_string()))?;
    columns.number(flatten(&raw))
}

impl AgentRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }
}

impl Iterator for AgentRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let file = self.files.pop_front()?;
            self.ready.extend(rows(&file, &self.format, &mut self.columns).0);
        }
        let Row { source, row, cells: sparse } = self.ready.pop_front()?;
        let origin = Origin { source, sheet: None, row };
        Some(match sparse {
            Ok(mut sparse) => {
                // Columns that only the second reading has found are none of the header's.
                sparse.retain(|(column, _)| *column < self.header.names.len());
                Ok(Record { origin, header: self.header.clone(), cells: cells(sparse) })
            }
            Err(reason) => Err(Reject { origin, source_key: None, field: None, reason, partial: false }),
        })
    }
}
