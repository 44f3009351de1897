//! Classes of mappings that are ours and no product's: what all of them share.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::schema::{Columns, Form, Kind, KnownColumn, Labels, Schema, Stored, Synonyms};

/// Longest line, in characters.
const LINE: usize = 1_000;

/// Longest name of something, in characters.
pub(super) const NAME: usize = 180;

static NO_WORDS: LazyLock<Synonyms> = LazyLock::new(Synonyms::default);

/// A schema without any class.
pub(super) const NOTHING: Schema = Schema {
    columns: Columns {
        name: "name",
        entity: "",
        recursive: "",
        trash: "",
        agent: "",
        state: "state",
        comment: "text",
        serial: "",
        place: "",
        owner_class: "",
        owner_id: "",
        uuid: "",
        mac: "",
    },
    entity_class: "",
    state_class: "",
    classes: &[],
    examples: &[],
    class_names: || &[],
    is_added_class: |_| false,
    foreign_keys: &[],
    kinds: &[],
    is_foreign_key: |_| false,
    is_nameless: |_| false,
    parts: &[],
    contract: None,
    warranty: None,
    dictionary_words: &[],
    prices: &[],
    identifiers: &[],
    is_end: |_| false,
    form: Form {
        line: LINE,
        canonical: |_, value| value,
        stored: |kind, text| stored(kind, text),
        name: |text| Cow::Borrowed(text),
        is_misread: |_| false,
    },
    labels: Labels { classes: &[], of_class: &[], columns: &[], parts: &[] },
    synonyms: || &NO_WORDS,
    columns_of: |_| Vec::new(),
    page: |_, _| None,
};

/// Fields of a class, as columns that every version has.
pub(super) fn columns(fields: &'static [&'static str]) -> Vec<KnownColumn> {
    fields.iter().map(|name| KnownColumn { name, from: None, until: None }).collect()
}

/// A line that is too long is cut.
fn stored<'t>(kind: &Kind, text: &'t str) -> Stored<'t> {
    let max = match kind {
        Kind::Text { max } => *max,
        _ => usize::MAX,
    };
    match text.char_indices().nth(max) {
        Some((at, _)) => Stored { text: Cow::Borrowed(&text[..at]), is_cut: true },
        None => Stored { text: Cow::Borrowed(text), is_cut: false },
    }
}
