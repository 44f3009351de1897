//! One record → an entry of reference data, or a reject.

use super::transform::{Desired, Wanted};
use crate::message;
use crate::model::Reject;
use crate::model::fold::fold;
use crate::model::mapping::Mapping;
use crate::model::record::Record;
use crate::model::ticket::{RefEntry, RefKind};

/// What a record says of reference data; where it names no kind, it is of the only one that its feed has.
///
/// # Errors
/// It has no id or no name, or its kind is none of those of the feed.
pub fn reference_row(
    mapping: &Mapping,
    record: &Record,
    desired: &Desired,
    kinds: &[RefKind],
) -> Result<RefEntry, Box<Reject>> {
    let text = |field: &str| {
        let at = mapping.fields.iter().position(|rule| rule.column.as_str() == field)?;
        let text = match desired.wanted.get(at)? {
            Wanted::Set(value) => value.to_string().trim().to_owned(),
            Wanted::Untouched | Wanted::Clear | Wanted::Name(_) | Wanted::Until(_) => String::new(),
        };
        Some(text).filter(|text| !text.is_empty())
    };
    let reject = |field: &str, reason: message::Message| {
        Box::new(Reject {
            origin: record.origin.clone(),
            source_key: None,
            field: Some(field.to_owned()),
            reason: reason.said(),
            partial: false,
        })
    };
    let list = |field: &str| -> Vec<String> {
        let text = text(field).unwrap_or_default();
        let names = text.split([',', ';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    };
    let needed = |field: &str| text(field).ok_or_else(|| reject(field, message::refs::row_lacks(field)));
    let kind = match text("kind") {
        Some(word) => RefKind::from_word(&fold(&word).replace([' ', '-'], "_")),
        None => kinds.first().copied().filter(|_| kinds.len() == 1),
    };
    let kind = kind.filter(|kind| kinds.contains(kind)).ok_or_else(|| {
        let known: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        reject("kind", message::refs::row_of_no_kind(known.join(", ")))
    })?;
    Ok(RefEntry {
        kind,
        id: needed("id")?,
        name: needed("name")?,
        also: list("also"),
        class: text("class"),
        companies: list("companies"),
        parent: text("parent"),
    })
}
