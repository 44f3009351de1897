//! Readers of files: CSV, sheets, JSON.
