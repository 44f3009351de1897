//! What a person changed of a link: of which, from what to what, who, when and why.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::company_link::LinkedTo;
use super::link::Ownership;
use super::schema::ClassName;

/// Whose decision a change is.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// Who.
    pub by: &'a str,
    /// Why.
    pub why: Option<&'a str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The item of a record, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The item's id at its system.
    pub item: i64,
    /// Whether it may be retired.
    pub ownership: Ownership,
}

/// From what to what; `None`: there was no link, or is none any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Changed {
    /// The company of a desk that stands for a company or a site of the sources.
    Company {
        /// Desk.
        desk: String,
        /// Company as the sources name it.
        company: String,
        /// Site of the company.
        site: Option<String>,
        /// Before.
        was: Option<LinkedTo>,
        /// After.
        becomes: Option<LinkedTo>,
    },
    /// The item of a record.
    Item {
        /// System that has the item.
        system: String,
        /// Job.
        job: String,
        /// Class of the item.
        class: ClassName,
        /// The record's key in its source.
        source_key: String,
        /// Before.
        was: Option<Tie>,
        /// After.
        becomes: Option<Tie>,
    },
}

/// A person's word that an item belongs to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// Why, where it was said.
    pub why: Option<String>,
    /// What.
    #[serde(flatten)]
    pub changed: Changed,
}

impl LinkChange {
    /// Who linked an item by it, where it did so.
    pub fn by_hand(self, item: i64) -> Option<ByHand> {
        match self.changed {
            Changed::Item { becomes: Some(tie), .. } if tie.item == item => {
                Some(ByHand { by: self.by, at: self.at })
            }
            Changed::Item { .. } | Changed::Company { .. } => None,
        }
    }
}
