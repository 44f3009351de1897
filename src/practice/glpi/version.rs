//! The versions of GLPI that are imitated, and what they do otherwise than 10.0.6.

/// Versions with recordings or with real servers beside the practice GLPI, the oldest first.
pub const VERSIONS: [&str; 5] = ["9.5.13", "10.0.5", "10.0.6", "10.0.14", "11.0.6"];

/// The version that is imitated when none is named.
pub const DEFAULT_VERSION: &str = "10.0.6";

/// Major, minor and patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u32, u32, u32);

/// How texts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// `<` and `>` as `&lt;` and `&gt;`, whatever is asked for; three bytes a character; nothing is refused.
    Nine,
    /// `&`, `<` and `>` as numbers, decoded when asked for; cut by bytes.
    Ten,
    /// The same, cut by characters.
    LaterTen,
    /// As they are; what is too long is refused.
    Eleven,
}

impl Version {
    /// `10.0.6`; what cannot be read counts as 10.0.6.
    pub(super) fn read(text: &str) -> Version {
        let mut parts = text.split(['.', '-']).map_while(|part| part.parse().ok());
        match parts.next() {
            Some(major) => Version(major, parts.next().unwrap_or(0), parts.next().unwrap_or(0)),
            None => Version(10, 0, 6),
        }
    }

    pub(super) fn keeping(self) -> Keeping {
        match self {
            _ if self.is_nine() => Keeping::Nine,
            _ if self.is_eleven() => Keeping::Eleven,
            Version(10, 0, patch) if patch < 14 => Keeping::Ten,
            _ => Keeping::LaterTen,
        }
    }

    /// Session calls answer with nothing, an entity that is not allowed with 400; searches are sorted by one
    /// column only; the root entity has the parent -1.
    pub(super) fn is_nine(self) -> bool {
        self < Version(10, 0, 0)
    }

    /// Groups of assets are rows of their own; item types are told apart by case; tickets have external ids.
    pub(super) fn is_eleven(self) -> bool {
        self >= Version(11, 0, 0)
    }

    /// A change that the database refuses counts as done; its other columns are written.
    pub(super) fn hides_errors(self) -> bool {
        self < Version(10, 0, 6)
    }

    /// Rows of one bulk add behind a stock nginx.
    pub(super) fn link_header_limit(self) -> usize {
        match self {
            _ if self.is_nine() => 85,
            _ if self.is_eleven() => 95,
            _ => 75,
        }
    }
}
