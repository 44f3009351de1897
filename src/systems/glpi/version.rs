//! What differs between versions of GLPI, beside how they keep texts (`canonical.rs`) and which columns
//! they have (`columns.txt`). Measured on 9.5.13, 10.0.5, 10.0.6, 10.0.14 and 11.0.6.

use super::{Glpi, wire};

/// Major, minor and patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// `10.0.6`; `11.0.0-rc1` counts as `11.0.0`.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(['.', '-']).map_while(|part| part.trim().parse().ok());
        Some(Self(parts.next()?, parts.next().unwrap_or(0), parts.next().unwrap_or(0)))
    }
}

/// How names and cells of searches come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// `<` and `>` are escaped, and nothing else: 9.5.
    Angles,
    /// `&`, `<` and `>` are escaped, whatever is asked for: 10.0.
    Escaped,
    /// As they are: 11.
    Plain,
}

impl Answers {
    /// A name or a cell as a person wrote it.
    pub fn text(self, text: &str) -> String {
        match self {
            Self::Angles => text.replace("&lt;", "<").replace("&gt;", ">"),
            Self::Escaped => wire::unescape(text),
            Self::Plain => text.to_owned(),
        }
    }
}

impl Glpi {
    pub(super) fn answers(&self) -> Answers {
        match self.numbers() {
            Some(version) if version >= Version(11, 0, 0) => Answers::Plain,
            Some(version) if version < Version(10, 0, 0) => Answers::Angles,
            Some(_) | None => Answers::Escaped,
        }
    }

    /// HTML of a row, which 10.0 decodes when asked to.
    pub(super) fn html(&self, text: &str) -> String {
        match self.answers() {
            Answers::Angles => Answers::Angles.text(text),
            Answers::Escaped | Answers::Plain => text.to_owned(),
        }
    }

    /// Before 10 who opens a ticket is taken for the one who works on it, unless a list says otherwise.
    pub(super) fn assigns_openers(&self) -> bool {
        !self.is_at_least(Version(10, 0, 0))
    }

    pub(super) fn numbers(&self) -> Option<Version> {
        self.version().and_then(Version::read)
    }

    fn is_at_least(&self, version: Version) -> bool {
        self.numbers().is_some_and(|known| known >= version)
    }

    /// Since 11 the groups of an asset are rows of `Group_Item`, no columns of its table.
    pub(super) fn has_group_rows(&self) -> bool {
        self.is_at_least(Version(11, 0, 0))
    }

    /// Since 10 a search is sorted by several columns, given as lists.
    pub(super) fn has_sorts(&self) -> bool {
        self.is_at_least(Version(10, 0, 0))
    }

    /// Since 11 tickets have a searchable `externalid`.
    pub(super) fn has_external_ids(&self) -> bool {
        self.is_at_least(Version(11, 0, 0))
    }
}
