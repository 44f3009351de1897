//! `audit`: the trail of requests and events, in the form that is asked for.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

/// Form of an audit trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// For people at a terminal.
    Text,
    /// For programs.
    Json,
    /// Delimited text for a spreadsheet program.
    Csv,
    /// A workbook; needs `--out`.
    Xlsx,
}

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// Only of this ticket job
    #[arg(long, value_name = "NAME")]
    pub job: Option<String>,
    /// Only steps from this day on: 2026-11-01
    #[arg(long, value_name = "DAY")]
    pub from: Option<NaiveDate>,
    /// Only steps up to this day, itself included
    #[arg(long, value_name = "DAY")]
    pub to: Option<NaiveDate>,
    /// Only of this request or event: its key, what it is about, or the number or key of its ticket
    #[arg(long, value_name = "ID")]
    pub request: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = AuditFormat::Text)]
    pub format: AuditFormat,
    /// Write it into this file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
