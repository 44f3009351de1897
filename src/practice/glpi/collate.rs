//! Text comparison of the recorded database: case and accents do not count.
//! Also the patterns of `searchText` and of the search criterion `contains`.

/// A text as the collation `utf8mb4_unicode_ci` sees it, for Latin letters.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match base(letter) {
            Some(plain) => out.push_str(plain),
            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            None => out.push(letter),
        }
    }
    out
}

fn base(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' => "i",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' => "s",
        'ß' => "ss",
        'œ' => "oe",
        'æ' => "ae",
        'ţ' | 'ť' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// A text pattern as `searchText` and `contains` understand it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// The word NULL: the column must be null.
    IsNull,
    /// `%` is a wildcard, `^` and `$` hold an end, `_` is an underscore.
    Like(Vec<String>),
}

impl Pattern {
    /// Reads what the client sent. A value with `&`, `<` or `>` never matches in 10.0.6, because
    /// it is decoded before it is compared with the encoded column.
    pub(super) fn parse(value: &str) -> Pattern {
        let value = super::escape::decoded(value);
        let value = value.trim();
        if value.eq_ignore_ascii_case("null") {
            return Pattern::IsNull;
        }
        let (held_start, value) = match value.strip_prefix('^') {
            Some(rest) => (true, rest),
            None => (false, value),
        };
        let (held_end, value) = match value.strip_suffix('$') {
            Some(rest) => (true, rest),
            None => (false, value),
        };
        let mut pieces: Vec<String> = value.split('%').map(fold).collect();
        if !held_start {
            pieces.insert(0, String::new());
        }
        if !held_end {
            pieces.push(String::new());
        }
        Pattern::Like(pieces)
    }

    /// Whether a column value (None for NULL) fits.
    pub(super) fn fits(&self, text: Option<&str>) -> bool {
        match (self, text) {
            (Pattern::IsNull, text) => text.is_none(),
            (Pattern::Like(_), None) => false,
            (Pattern::Like(pieces), Some(text)) => like(pieces, &fold(text)),
        }
    }

    /// Whether only the empty text fits (`^$`).
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Pattern::Like(pieces) if pieces.len() == 1 && pieces[0].is_empty())
    }
}

fn like(pieces: &[String], text: &str) -> bool {
    let Some((first, rest)) = pieces.split_first() else {
        return text.is_empty();
    };
    let Some(mut text) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return text.is_empty();
    };
    for piece in middle {
        match text.find(piece.as_str()) {
            Some(at) => text = &text[at + piece.len()..],
            None => return false,
        }
    }
    text.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).fits(Some(text))
    }

    #[test]
    fn contains_is_the_default_and_ends_can_be_held() {
        assert!(fits("RT-0", "xRT-01"));
        assert!(fits("^dell inc.$", "DELL Inc."));
        assert!(!fits("^dell$", "Dell Inc."));
        assert!(fits("^Société$", "Societe"));
    }

    #[test]
    fn percent_is_a_wildcard_and_underscore_is_itself() {
        assert!(fits("^WX%05$", "WX-105"));
        assert!(!fits("^W_X$", "WAX"));
        assert!(fits("^W_X$", "W_X"));
    }

    #[test]
    fn null_means_the_missing_value() {
        assert!(Pattern::parse("NULL").fits(None));
        assert!(!Pattern::parse("NULL").fits(Some("x")));
    }

    #[test]
    fn markup_never_matches_the_encoded_column() {
        assert!(!fits("a & b", "a &#38; b"));
        assert!(!fits("a &#38; b", "a &#38; b"));
    }
}
