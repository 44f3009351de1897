//! The TOML surface of a project folder as it stands in the files, with places.
//!
//! Required keys are optional here: what is missing is found by `check`, so that one wrong key
//! does not hide the others. The JSON Schema for editors is derived from the same types.

pub(super) mod authority;
pub(in crate::config) mod field;
pub(super) mod job;
pub(super) mod job_file;
pub(super) mod links;
pub(super) mod locks;
pub(in crate::config) mod mail_format;
pub(super) mod mapping;
pub(super) mod mapping_test;
pub(super) mod part;
pub(super) mod refs_job;
pub(super) mod set;
pub(super) mod stocktake;
pub(super) mod ticket_job;
pub(super) mod ticket_life;
pub(super) mod webhook;

pub(super) use crate::settings::{
    At, Entries, HostItem, ItemName, LevelText, LimitText, LocalDay, NameText, Scalar, SheetName, ShrinkText,
    Texts,
};
