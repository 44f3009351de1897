//! Which company of a desk stands for a company, or for one of its sites, of our sources.

use serde::{Deserialize, Serialize};

/// A link of `links.toml` or of the state database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CompanyLink {
    /// Company as sources and monitors name it.
    pub company: String,
    /// Site of the company; `None`: the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Desk in `stocktake.toml`, by name.
    pub desk: String,
    /// What stands for it there.
    pub to: LinkedTo,
}

/// A link of `links.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FiledLink {
    /// The link.
    pub link: CompanyLink,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// What stands for a company or a site at a desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedTo {
    /// The company of this name, path or id.
    Company(String),
    /// None: a site that does not inherit the link of its company.
    Nothing,
}
