//! Secrets that no text shows, in whatever form a system gives them back: as they are, in Base64 (a header of
//! Basic authentication, also as a part of a longer text), escaped for URLs, forms, JSON and HTML.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded::byte_serialize;

use super::secret::{ExposeSecret, SecretString};

/// A shorter secret is not looked for: it would be found in every other word.
const SHORTEST: usize = 4;

/// Signs of Base64 that are looked for in the middle of a longer text: fewer stand there by chance.
const SHORTEST_INSIDE: usize = 8;

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stands in the place of a secret.
const MASK: &str = "***";

/// Secrets, each in its forms.
#[derive(Default)]
pub struct Hidden {
    /// The longest first.
    plain: Vec<SecretString>,
    /// Base64 of the inner bytes; what stands around it belongs to it.
    encoded: Vec<SecretString>,
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hidden({})", self.plain.len())
    }
}

impl Hidden {
    /// Of one secret.
    pub fn of(secret: &SecretString) -> Self {
        let mut hidden = Self::default();
        hidden.add(secret);
        hidden
    }

    /// One more secret.
    pub fn add(&mut self, secret: &SecretString) {
        let text = secret.expose_secret();
        if text.len() < SHORTEST {
            return;
        }
        self.plain.extend(escaped(text).into_iter().map(SecretString::from));
        self.plain.sort_by_key(|form| std::cmp::Reverse(form.expose_secret().len()));
        self.encoded.extend(inner(text.as_bytes()).into_iter().map(SecretString::from));
    }

    /// A text without them.
    pub fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for form in &self.encoded {
            text = without_base64(text, form.expose_secret());
        }
        for form in &self.plain {
            if text.contains(form.expose_secret()) {
                text = text.replace(form.expose_secret(), MASK);
            }
        }
        text
    }
}

/// The secret itself, and as it stands escaped in other texts; each form once.
fn escaped(text: &str) -> Vec<String> {
    let percent = |set| utf8_percent_encode(text, set).to_string();
    let json = serde_json::Value::from(text).to_string();
    let mut forms = vec![
        text.to_owned(),
        percent(NON_ALPHANUMERIC),
        percent(UNRESERVED),
        byte_serialize(text.as_bytes()).collect(),
        json[1..json.len() - 1].to_owned(),
        html_escape::encode_quoted_attribute(text).into_owned(),
        html_escape::encode_text(text).into_owned(),
        STANDARD_NO_PAD.encode(text),
    ];
    let lower: Vec<String> = forms[1..4].iter().map(|form| lower_hex(form)).collect();
    forms.extend(lower);
    forms.sort();
    forms.dedup();
    forms
}

/// `%2F` as `%2f`.
fn lower_hex(text: &str) -> String {
    let mut after = 0;
    text.chars()
        .map(|sign| {
            after = if sign == '%' { 3 } else { after - i32::from(after > 0) };
            if after > 0 { sign.to_ascii_lowercase() } else { sign }
        })
        .collect()
}

/// Base64 of the bytes that fill whole groups of three, wherever the secret begins in a longer text; with the
/// alphabet of URLs, too.
fn inner(bytes: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for skip in 0..3 {
        let rest = bytes.get(skip..).unwrap_or_default();
        let form = STANDARD_NO_PAD.encode(&rest[..rest.len() / 3 * 3]);
        if form.len() < SHORTEST_INSIDE {
            continue;
        }
        let of_urls = form.replace('+', "-").replace('/', "_");
        if of_urls != form {
            forms.push(of_urls);
        }
        forms.push(form);
    }
    forms
}

/// A text without the words of Base64 that hold this part.
fn without_base64(text: String, part: &str) -> String {
    if !text.contains(part) {
        return text;
    }
    let is_inside =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(part) {
        let before = rest.as_bytes()[..at].iter().rev().take_while(|byte| is_inside(byte)).count();
        let end = at + part.len();
        let after = rest.as_bytes()[end..].iter().take_while(|byte| is_inside(byte)).count();
        out.push_str(&rest[..at - before]);
        out.push_str(MASK);
        rest = &rest[end + after..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_in_every_form_in_which_a_system_echoes_it() {
        let secret = r#"Pä55/w0rd+"&x y"#;
        let hidden = Hidden::of(&SecretString::from(secret));
        let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let of_urls = |text: &str| base64::engine::general_purpose::URL_SAFE.encode(text);
        for echoed in [
            format!("said {secret}."),
            format!("Authorization: Basic {}", base64(&format!("glpi:{secret}"))),
            format!("AUTH PLAIN {} refused", base64(&format!("\0stocktake\0{secret}"))),
            format!("334 {}", base64(secret)),
            format!("{}.x", of_urls(&format!("ab{secret}cd"))),
            "login?password=P%C3%A455%2Fw0rd%2B%22%26x%20y&x=1".to_owned(),
            "login?password=P%c3%a455%2fw0rd%2b%22%26x%20y&x=1".to_owned(),
            "password=P%C3%A455%2Fw0rd%2B%22%26x+y&x=1".to_owned(),
            r#"{"password":"Pä55/w0rd+\"&x y"}"#.to_owned(),
            "value=\"Pä55/w0rd+&quot;&amp;x y\"".to_owned(),
        ] {
            let shown = hidden.redact(&echoed);
            assert!(shown.contains(MASK), "{echoed} is shown as {shown}");
            assert!(!shown.contains("w0rd") && !shown.contains(&base64("55/w0r")), "{echoed}: {shown}");
        }
        assert_eq!(hidden.redact("GET https://glpi/apirest.php"), "GET https://glpi/apirest.php");
    }

    #[test]
    fn a_short_secret_does_not_blacken_every_word() {
        assert_eq!(Hidden::of(&SecretString::from("abc")).redact("abcdef"), "abcdef");
    }
}
