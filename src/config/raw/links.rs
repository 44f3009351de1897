//! `links.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Scalar};

/// Companies and sites of our sources and what stands for them at desks.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "links.toml", rename = "Links")]
pub(in crate::config) struct RawLinks {
    /// The links.
    #[serde(default)]
    pub link: Vec<At<RawLink>>,
}

/// A link: exactly one of `to` and `inherit = false`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Link")]
pub(in crate::config) struct RawLink {
    /// Company as sources and monitors name it.
    pub company: Option<At<String>>,
    /// Site of the company; a site without a link of its own inherits that of the company.
    pub site: Option<At<String>>,
    /// Desk of `stocktake.toml`, by name.
    pub desk: Option<At<String>>,
    /// The company of the desk (GLPI: entity, iTop: organisation) by name, path or id.
    pub to: Option<At<Scalar>>,
    /// `false`: this site has no company at this desk, not even that of its company.
    #[schemars(extend("default" = true))]
    pub inherit: Option<At<bool>>,
}
