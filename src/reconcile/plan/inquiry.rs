//! What a person asks about, and what was seen and decided of it.

use std::cell::RefCell;

use crate::message::{Alike, FEW, nearest_few};
use crate::model::Said;
use crate::model::value::Shown;
use crate::model::{ClassName, Origin};

use crate::reconcile::names::fold;

use super::diff::FieldVerdict;
use super::spelling::Respelled;

/// What a person asks about: the key of a record, the name of an item, or `#12`, an item's id.
#[derive(Debug, Clone)]
pub struct Sought {
    text: String,
    id: Option<i64>,
}

impl Sought {
    /// What a person wrote.
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let id = text.strip_prefix('#').and_then(|id| id.parse().ok());
        Self { text, id }
    }

    /// What a person wrote.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The id of an item, when that is asked for.
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// True when a text is the one asked for, as the desk compares names.
    pub fn is(&self, text: &str) -> bool {
        self.text == text || self.id.is_none() && fold(&self.text) == fold(text)
    }
}

/// How a record was looked for by one key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeyStory {
    /// `serial`, `name + entities_id`
    pub key: String,
    /// The record's values of it, as a person reads them.
    pub values: String,
    /// What came of it, as one sentence.
    pub found: Said,
    /// Items that have it.
    pub items: Vec<i64>,
}

/// What was decided of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Position of the field in the mapping.
    pub field: usize,
    /// What the desk has.
    pub live: Shown,
    /// The same as it is remembered by links.
    pub live_text: String,
    /// What the record wants.
    pub wanted: Shown,
    /// The decision.
    pub verdict: FieldVerdict,
    /// Jobs that write the field, the authoritative one first; empty when it is this one alone.
    pub ranks: Vec<String>,
}

/// What was seen and decided of one record.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The record.
    pub origin: Origin,
    /// Name of its mapping.
    pub mapping: String,
    /// Class.
    pub class: ClassName,
    /// Its key.
    pub source_key: String,
    /// The item of its link, whether it is there or not.
    pub linked: Option<i64>,
    /// The item that it is matched with: by its link, else by the first key that one item has.
    pub item: Option<i64>,
    /// How each match key fares, in their order.
    pub keys: Vec<KeyStory>,
    /// Names that dictionaries of the desk changed, by field.
    pub renamed: Vec<Respelled>,
    /// What is wanted, by field; `None`: nothing.
    pub wanted: Vec<Option<Shown>>,
    /// Decisions on fields of an existing item.
    pub judged: Vec<Decided>,
}

/// A record that was noted.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its number in the plan.
    pub(super) number: u32,
    pub(super) witness: Witness,
}

/// Takes notes while records are planned.
#[derive(Debug)]
pub(super) struct Inquiry {
    pub(super) asked: Sought,
    pub(super) found: RefCell<Vec<Seen>>,
    pub(super) renamed: RefCell<Vec<Respelled>>,
    /// Keys and names that are most like what is asked.
    pub(super) near: RefCell<Vec<String>>,
}

/// What was noted of a plan.
#[derive(Debug, Default)]
pub struct Noted {
    /// Records that are asked about, in the order of the plan.
    pub witnesses: Vec<Witness>,
    /// Keys and names that are most like what is asked, the nearest first.
    pub near: Vec<String>,
}

impl Inquiry {
    /// Notes a key or a name that may be like what is asked.
    pub(super) fn hears(&self, text: &str) {
        let mut near = self.near.borrow_mut();
        near.push(text.to_owned());
        if near.len() > 500 {
            *near = nearest_few(self.asked.text(), std::mem::take(&mut *near), Alike::Loose, FEW);
        }
    }
}
