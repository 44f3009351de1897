//! Settings in TOML: values with their places, the checks that every file shares, and the problems that
//! they find. Pure: texts come in, problems and values go out.

mod address;
pub(crate) mod check;
pub(crate) mod code;
mod decode;
mod entries;
mod forms;
mod global;
mod mask;
mod place;
mod problem;
mod scalar;
mod secret;

pub(crate) use address::{clear_login, is_loopback, password_in_url, path_in, web_url};
pub(crate) use check::{FileCheck, Lost, ROOT};
pub(crate) use decode::{
    Entry, Lifted, Untyped, decode, decode_apart, decode_lifting, decode_table, entries_of, parse,
};
pub(crate) use entries::{Entries, in_order};
pub(crate) use forms::{
    HostItem, ItemName, LevelText, LimitText, LocalDay, NameText, Scalar, Scalars, SheetName, ShrinkText,
    Texts,
};
pub(crate) use global::is_global;
pub(crate) use mask::Masked;
pub(crate) use place::At;
pub use problem::{Problem, Problems};
pub(crate) use scalar::Zero;
