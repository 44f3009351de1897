//! Where a record came from, in words an administrator can follow to the cell.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

crate::model::said::words!(Origin);

/// The place of a record: the source as configured (a path, a URL) and the row in it.
///
/// `row` is what the administrator sees in an editor or in the spreadsheet: 1-based, the header
/// included. For a JSON source it is the 1-based position in the array (or the line of NDJSON).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// File path as the job names it, or URL without secrets.
    pub source: Arc<str>,
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Arc<str>>,
    /// 1-based row or line; `None` when the whole source is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

impl Origin {
    /// One row of a source.
    pub fn row(source: impl Into<Arc<str>>, row: u64) -> Self {
        Self { source: source.into(), sheet: None, row: Some(row) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " [{sheet}]")?;
        }
        match self.row {
            Some(row) => write!(f, ":{row}"),
            None => Ok(()),
        }
    }
}
