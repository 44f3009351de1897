//! Takes secrets out of a text before any of it is shown: snippets must not repeat what they refuse.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What stands in place of a masked value.
const MASK: &[u8] = b"\"***\"";

/// A value under a key that sounds like a secret, to the end of the value or, when it is not closed,
/// of the line.
#[expect(clippy::unwrap_used, reason = "constant pattern, compiled by every test")]
static SECRET_VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        [\w.-]* (?: pass | pwd | token | secret | credential | api_?key ) [\w-]* ["']? [\ \t]* = [\ \t]*
        (?P<value>
            """ [\s\S]*? """ | ''' [\s\S]*? ''' |
            " (?: [^"\\\r\n] | \\. )* " | ' [^'\r\n]* ' |
            [^\s] [^\r\n]*
        )"#,
    )
    .unwrap()
});

/// The user information of a URL.
#[expect(clippy::unwrap_used, reason = "constant pattern, compiled by every test")]
static URL_PASSWORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"://[^/\s"'@:]*:(?P<value>[^\s"']+)@"#).unwrap());

/// A text without its secrets. Places in it are those of the original.
#[derive(Debug, Clone)]
pub(crate) struct Masked {
    /// The text, as many bytes as the original.
    pub text: String,
    /// What was masked.
    regions: Vec<Range<usize>>,
}

impl Masked {
    /// Masks everything in a configuration file that may be a secret, and the given places.
    pub fn new(text: &str, more: impl IntoIterator<Item = Range<usize>>) -> Self {
        let found = SECRET_VALUE
            .captures_iter(text)
            .chain(URL_PASSWORD.captures_iter(text))
            .filter_map(|captures| captures.name("value"))
            .filter(|value| !is_reference(value.as_str()))
            .map(|value| value.range());
        let regions = united(found.chain(more).filter(|range| text.get(range.clone()).is_some()).collect());
        let mut bytes = text.as_bytes().to_vec();
        for region in &regions {
            let mut mask = MASK.iter().copied();
            for byte in &mut bytes[region.clone()] {
                if !matches!(*byte, b'\r' | b'\n') {
                    *byte = mask.next().unwrap_or(b' ');
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self { text, regions }
    }

    /// A place cut so that its length says nothing about a masked value in it.
    pub fn clip(&self, span: &Range<usize>) -> Range<usize> {
        let start = span.start.min(self.text.len());
        let end = span.end.clamp(start, self.text.len());
        match self.regions.iter().find(|region| region.start < end && start < region.end) {
            Some(region) => {
                let start = start.min(region.start);
                start..region.end.min(region.start + MASK.len())
            }
            None => start..end,
        }
    }
}

/// Places sorted, those that overlap made one.
fn united(mut regions: Vec<Range<usize>>) -> Vec<Range<usize>> {
    regions.sort_by_key(|region| region.start);
    let mut united: Vec<Range<usize>> = Vec::new();
    for region in regions {
        match united.last_mut() {
            Some(last) if region.start < last.end => last.end = last.end.max(region.end),
            Some(_) | None => united.push(region),
        }
    }
    united
}

/// True for references to secrets, which may be shown. Not for `cmd:`: somebody will write a password among
/// the arguments of a program.
fn is_reference(value: &str) -> bool {
    let inner = value.trim_start_matches(['"', '\'']);
    ["env:", "file:", "credential:", "vault:"].iter().any(|kind| inner.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let masked = Masked::new(text, []);
        assert_eq!(masked.text.len(), text.len());
        masked.text
    }

    #[test]
    fn literals_vanish_and_references_stay() {
        for text in [
            "password = \"hunter2\"\n",
            "password = 'hunter2'\n",
            "password=\"hunter2 and the rest\n",
            "\"password\" = \"\"\"\nhunter2\"\"\"\n",
            "smtp = { login = \"a\", Pasword = 3, user_token = \"hunter2\" }\n",
            "system.x.glpi.app_token = hunter2\n",
            "url = \"https://me:hunter2@glpi.example/x\"\n",
            "url = \"postgres://me@db/x?password=hunter2\"\n",
            "url = \"postgres://me:hunter2@home@db/x\"\n",
            "password = \"cmd:reveal --key hunter2\"\n",
        ] {
            assert!(!masked(text).contains("hunter2"), "{}", masked(text));
        }
        let kept = "password = \"env:GLPI\"\nuser_token = 'file:secrets/x' # why\nurl = \"http://a/b\"\n\
                    token = \"vault:keys/secret/glpi#token\"\n";
        assert_eq!(masked(kept), kept);
    }

    #[test]
    fn the_length_of_a_secret_does_not_show() {
        let text = "password = \"correct horse battery staple\"";
        let masked = Masked::new(text, []);
        assert_eq!(masked.text.trim_end(), "password = \"***\"");
        assert_eq!(masked.clip(&(11..text.len())), 11..16);
    }
}
