//! The rows of a feed that is no inventory, each as its mapping makes it.

use chrono::NaiveDate;

use super::read::{FeedFiles, FeedReader, Looked};
use super::reason::{self, Context as _};
use crate::message;
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::rejected_cells::RejectedCells;
use crate::model::{Origin, Record, Reject, Said};
use crate::reconcile::transform::{self, Desired, Transform, Transformed};

/// What was found out while a feed was read.
#[derive(Debug, Default)]
pub struct FoundOut {
    /// Rows and values that cannot be used.
    pub rejects: Vec<Reject>,
    /// What stands in those rows.
    pub cells: RejectedCells,
    /// What was found out on the way, one line each.
    pub notes: Vec<Said>,
    /// How its files were read: encoding, delimiter, one line each.
    pub forms: Vec<Said>,
    /// What is told of the columns of its files, one line each.
    pub columns: Vec<Said>,
}

impl FoundOut {
    /// Rows that cannot be used.
    pub fn rejected_rows(&self) -> usize {
        self.rejects.iter().filter(|reject| !reject.partial).count()
    }

    /// How many rows cannot be used, with the place of the first.
    pub fn trouble(&self) -> Option<Said> {
        let first = self.rejects.iter().find(|reject| !reject.partial)?;
        let reason = match &first.field {
            Some(field) => message::record::of_field(field, &first.reason).said(),
            None => first.reason.clone(),
        };
        Some(message::event_rows::rows_rejected(self.rejected_rows(), &first.origin, reason).said())
    }
}

/// Reads the files of a feed to their end. `take` says what a row is; what it refuses is a reject.
///
/// # Errors
/// When a file cannot be read to its end, or lacks the column of a key.
pub fn each_row(
    project: &Project,
    files: &FeedFiles<'_>,
    mapping: &Mapping,
    (job, today): (&str, NaiveDate),
    mut take: impl FnMut(&Record, &mut Desired) -> Result<(), Box<Reject>>,
) -> anyhow::Result<FoundOut> {
    let mut found = FoundOut::default();
    let feed_is_pushed = files.feed.source.is_pushed();
    let reader = FeedReader::new(project, files)?;
    let fetched = files.fetched.iter().chain(&files.fetched_lookups);
    found.notes.extend(fetched.flat_map(|fetched| fetched.notes.clone()));
    for reading in files.readings() {
        let shown = &reading.shown;
        let looked = match reader.look(&reading, mapping, mapping) {
            // What somebody pushed keeps nobody else's from being read.
            Err(error) if feed_is_pushed => {
                let origin = Origin { source: shown.clone(), sheet: None, row: None };
                found.rejects.push(Reject {
                    origin,
                    source_key: None,
                    field: None,
                    reason: reason::of(&error),
                    partial: false,
                });
                continue;
            }
            looked => looked?,
        };
        let Looked { mut rows, header, notes, columns, .. } = looked;
        found.forms.extend(notes);
        // Each body that is pushed has its own.
        if !feed_is_pushed {
            found.columns.extend(columns);
        }
        let transform = Transform::new(mapping, &header, today, job);
        let read = transform::columns_read(mapping, &header);
        for row in rows.by_ref() {
            let record = match row {
                Ok(record) => record,
                Err(reject) => {
                    found.rejects.push(reject);
                    continue;
                }
            };
            let mut left_out = match transform.apply(&record) {
                Transformed::Skipped => Vec::new(),
                Transformed::Rejected(reject) => vec![reject],
                Transformed::Desired(mut desired) => match take(&record, &mut desired) {
                    Ok(()) => std::mem::take(&mut desired.left_out),
                    Err(reject) => vec![*reject],
                },
            };
            if !left_out.is_empty() {
                found.cells.keep(&record, &read);
                found.rejects.append(&mut left_out);
            }
        }
        if let Some(failure) = rows.take_failure() {
            return Err(failure).with_context(|| message::survey::not_read_to_end(shown));
        }
    }
    Ok(found)
}
