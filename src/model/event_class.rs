//! The class `Event` of mappings: what a record may say of a problem. It is ours and no product's, so that any
//! source of records is usable for events.

use super::own_class::{NAME, NOTHING, columns};
use super::schema::{ChildPart, Columns, Kind, Schema, Shape};

/// The name of the class.
pub const EVENT: &str = "Event";

/// The part of a mapping whose fields are the labels of an event, by any names.
pub const LABELS: &str = "labels";

/// Every field of an event that a mapping may fill, sorted.
pub const FIELDS: &[&str] = &[
    "acknowledged",
    "acknowledged_at",
    "acknowledged_by",
    "acknowledgement",
    "address",
    "changed_at",
    "confirmed",
    "flapping",
    "groups",
    "host",
    "host_is_down",
    "in_downtime",
    "key",
    "kind",
    "object",
    "over",
    "over_at",
    "service",
    "severity",
    "since",
    "state",
    "text",
    "title",
    "url",
];

/// Those that are no plain lines, sorted by name.
const KINDS: &[(&str, Kind)] = &[
    ("acknowledged", Kind::Boolean),
    ("acknowledged_at", Kind::DateTime),
    ("acknowledgement", Kind::LongText),
    ("changed_at", Kind::DateTime),
    ("confirmed", Kind::Boolean),
    ("flapping", Kind::Boolean),
    ("groups", Kind::LongText),
    ("host_is_down", Kind::Boolean),
    ("in_downtime", Kind::Boolean),
    ("key", Kind::Text { max: NAME }),
    ("object", Kind::Text { max: NAME }),
    ("over", Kind::Boolean),
    ("over_at", Kind::DateTime),
    ("since", Kind::DateTime),
    ("text", Kind::LongText),
];

/// What a record may say of an event, as a value like that of any target.
pub static EVENTS: Schema = Schema {
    columns: Columns { name: "title", ..NOTHING.columns },
    examples: &[EVENT],
    class_names: || &[EVENT],
    kinds: KINDS,
    parts: &[ChildPart {
        word: LABELS,
        table: LABELS,
        class: "Label",
        of_classes: &[EVENT],
        shape: Shape::Texts,
    }],
    columns_of: |class| if class == EVENT { columns(FIELDS) } else { Vec::new() },
    ..NOTHING
};
