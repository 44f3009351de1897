//! The encodings of text files: those of browsers, and the code pages of DOS, which Windows still writes on
//! a console (`dir > list.txt`, `csvde`) and no browser knows.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// One of the WHATWG standard.
    Web(&'static Encoding),
    /// A code page of DOS by its number, which is in the table.
    Dos(u16),
}

/// What people write that is no label of the standard.
const ALIASES: [(&str, &str); 4] = [
    ("mac roman", "macintosh"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
    ("mac_roman", "macintosh"),
];

impl Charset {
    pub(crate) const UTF_8: Self = Self::Web(UTF_8);
    pub(crate) const WINDOWS_1252: Self = Self::Web(WINDOWS_1252);

    /// The encoding of a label: `utf-8`, `macintosh`, `cp850`, `ibm852`.
    pub(crate) fn of_label(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let known =
            ALIASES.iter().find(|(alias, _)| *alias == label).map_or(label.as_str(), |(_, name)| name);
        // What browsers know as `ibm866` stands first.
        if let Some(encoding) = Encoding::for_label(known.as_bytes()) {
            return (encoding != REPLACEMENT).then_some(Self::Web(encoding));
        }
        let number = ["cp", "ibm", "oem", "dos"].iter().find_map(|prefix| label.strip_prefix(prefix))?;
        let number = number.trim_start_matches(['-', '_', ' ']).parse().ok()?;
        DECODING_TABLE_CP_MAP.contains_key(&number).then_some(Self::Dos(number))
    }

    /// What people call it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Web(encoding) => encoding.name().to_owned(),
            Self::Dos(number) => format!("cp{number}"),
        }
    }

    /// The encoding of a standard, whose texts can be written back.
    pub(crate) fn web(self) -> Option<&'static Encoding> {
        match self {
            Self::Web(encoding) => Some(encoding),
            Self::Dos(_) => None,
        }
    }
}

/// True for a label that a file can be read with.
pub(crate) fn is_encoding(label: &str) -> bool {
    Charset::of_label(label).is_some()
}

/// The character of a byte beyond ASCII in a code page of DOS; `None` where it has none.
pub(crate) fn of_dos(page: u16, byte: u8) -> Option<char> {
    let at = usize::from(byte.checked_sub(0x80)?);
    match DECODING_TABLE_CP_MAP.get(&page)? {
        TableType::Complete(table) => table.get(at).copied(),
        TableType::Incomplete(table) => table.get(at).copied().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_browsers_of_dos_and_of_old_macs() {
        assert_eq!(Charset::of_label("latin1"), Some(Charset::WINDOWS_1252));
        for label in ["cp850", "IBM850", "oem850", "CP-850"] {
            assert_eq!(Charset::of_label(label), Some(Charset::Dos(850)), "{label}");
        }
        for label in ["Mac Roman", "macintosh", "x-mac-roman", "MacRoman"] {
            assert_eq!(Charset::of_label(label).map(Charset::name).as_deref(), Some("macintosh"), "{label}");
        }
        for label in ["cp1", "cp", "utf-9", "", "iso-2022-kr"] {
            assert!(!is_encoding(label), "{label}");
        }
        assert_eq!(
            (of_dos(850, 0x82), of_dos(850, 0x8A), of_dos(852, 0xA9)),
            (Some('é'), Some('è'), Some('ę'))
        );
    }
}
