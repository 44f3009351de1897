//! The class `Reference` of mappings: what a record may say of something that tickets may name. It is ours and no
//! product's, so that any source of records is usable for reference data.

use super::own_class::{NAME, NOTHING, columns};
use super::schema::{Kind, Schema};

/// The name of the class.
pub const REFERENCE: &str = "Reference";

/// Every field of it that a mapping may fill, sorted.
pub const FIELDS: &[&str] = &["also", "class", "companies", "id", "kind", "name", "parent"];

/// What a record may say of reference data, as a value like that of any target.
pub static REFERENCES: Schema = Schema {
    examples: &[REFERENCE],
    class_names: || &[REFERENCE],
    kinds: &[("also", Kind::LongText), ("companies", Kind::LongText), ("id", Kind::Text { max: NAME })],
    columns_of: |class| if class == REFERENCE { columns(FIELDS) } else { Vec::new() },
    ..NOTHING
};
