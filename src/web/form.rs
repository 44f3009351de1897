//! Fields of a query or a form, in their order: a name may stand more than once.

/// Fields of a query or a form.
#[derive(Debug, Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// What a query, or the body of a form, says.
    pub fn parse(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    /// The same of so many fields; `None`: there are more.
    pub fn parse_at_most(text: &[u8], most: usize) -> Option<Self> {
        let separators = text.iter().filter(|byte| **byte == b'&').count();
        (separators < most).then(|| Self::parse(text))
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same without blanks at its ends; `None` where nothing is left.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Every value of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A path of ours to come back to: nothing that leads elsewhere.
pub fn back(path: Option<&str>) -> &str {
    // Browsers leave tabs and line breaks out: what is no path of ours becomes one, or the other way round.
    let is_plain = |path: &str| !path.contains(|sign: char| sign == '\\' || sign.is_control());
    let is_ours = |path: &&str| path.starts_with('/') && !path.starts_with("//") && is_plain(path);
    path.filter(is_ours).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::{Form, back};

    #[test]
    fn a_form_of_more_fields_is_none() {
        assert!(Form::parse_at_most(b"a=1&a=2", 2).is_some_and(|form| form.all("a").count() == 2));
        assert!(Form::parse_at_most(b"a&a&a", 2).is_none() && Form::parse_at_most(b"", 2).is_some());
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil",
            "/a\r\nb: c",
            "/\t/evil.example",
            "/\0",
        ] {
            assert_eq!(back(Some(path)), "/", "{path}");
        }
        assert_eq!((back(Some("/jobs/a?page=2")), back(None)), ("/jobs/a?page=2", "/"));
    }
}
