//! `[feed.ldap]`: which entries of the directory, and what of them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::job::SourceFormat;
use crate::settings::{At, Entries, FileCheck, Texts, code};
use crate::systems::table::{Asked, Place, RawQuery};

/// Attributes that hold passwords and keys, which no feed reads.
pub(super) const SECRET: [&str; 11] = [
    "userpassword",
    "unicodepwd",
    "dbcspwd",
    "supplementalcredentials",
    "ms-mcs-admpwd",
    "mslaps-password",
    "mslaps-encryptedpassword",
    "sambantpassword",
    "sambalmpassword",
    "krbprincipalkey",
    "sambapasswordhistory",
];

/// The column of the distinguished name of an entry.
pub(super) const DN: &str = "dn";

/// What a feed asks of a directory.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// Where it looks; `None`: where its system says.
    pub base: Option<String>,
    pub scope: Scope,
    pub filter: String,
    /// Empty: all that are no secrets.
    pub attributes: Vec<String>,
    /// Attributes that name other entries, and what is read of those.
    pub follow: Vec<(String, Vec<String>)>,
}

/// How far below its base a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// All below it.
    #[default]
    Subtree,
    /// What stands directly below it.
    One,
    /// Itself.
    Base,
}

/// Which entries of a directory, and what of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LdapQuery")]
pub(crate) struct RawLdapQuery {
    /// Where it looks, such as `OU=Computers,DC=example,DC=org`; by default `base` of the system.
    base: Option<At<String>>,
    /// How far below `base` it looks.
    #[schemars(extend("default" = "subtree"))]
    scope: Option<Scope>,
    /// Which entries, such as `(&(objectClass=computer)(operatingSystem=*))`.
    filter: Option<At<String>>,
    /// What is read of them: the columns, besides `dn`. By default all attributes but operational ones,
    /// photos and passwords.
    attributes: Option<At<Texts>>,
    /// Attributes that name other entries, with what is read of those: `managedBy = ["mail"]` gives the column
    /// `managedBy.mail`.
    follow: Option<Entries<At<Texts>>>,
}

impl RawQuery for RawLdapQuery {
    type Query = Query;

    fn check(check: &mut FileCheck<'_>, _: Place<'_>, raw: &At<Self>) -> Option<Asked<Query>> {
        let Some(filter) = &raw.filter else {
            check.missing(&raw.span, "filter", message::needs_filter());
            return None;
        };
        let is_sound = ldap3::parse_filter(filter.trim()).is_ok();
        if !is_sound {
            check
                .report(code::BAD_PATTERN, &filter.span, message::not_a_filter(&filter.value))
                .help(message::needs_filter());
        }
        let attributes = names(check, raw.attributes.as_ref());
        let mut follow = Vec::new();
        for (name, of) in raw.follow.iter().flat_map(|follow| &follow.0) {
            let known = attributes.iter().any(|known| known.eq_ignore_ascii_case(&name.value));
            if !attributes.is_empty() && !known {
                check
                    .report(code::WITHOUT_EFFECT, &name.span, message::follows_unread(&name.value))
                    .help(message::add_attribute(&name.value));
            }
            follow.push((name.value.clone(), names(check, Some(of))));
        }
        is_sound.then_some(())?;
        let query = Query {
            base: raw.base.as_ref().map(|base| check.filled(base)),
            scope: raw.scope.unwrap_or_default(),
            filter: filter.trim().to_owned(),
            attributes,
            follow,
        };
        let format = Some(SourceFormat::Json { rows: String::new(), lines: true });
        Some(Asked { query, identity: String::new(), partial: false, format })
    }
}

/// Names of attributes, none blank, twice or of a secret.
fn names(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for name in check.columns(raw) {
        let folded = name.trim().to_lowercase();
        if is_secret(&folded) {
            check.report(code::BAD_NAME, &raw.span, message::is_a_secret(&name));
        }
        if found.iter().any(|known| known.to_lowercase() == folded) {
            check.report(code::TWICE, &raw.span, crate::message::config::value::listed_twice(&name));
        }
        if folded != DN {
            found.push(name.trim().to_owned());
        }
    }
    found
}

/// Whether an attribute holds a password or a key. `name` is in small letters, without options.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.contains(&name.split(';').next().unwrap_or_default())
}
