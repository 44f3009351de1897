//! The currency that a price names. A desk such as GLPI keeps none: prices in two currencies would
//! become numbers that cannot be told apart.

/// Signs and words for the currencies that inventories name; the code of ISO 4217 names itself.
const CURRENCIES: [(&str, &[&str]); 12] = [
    ("EUR", &["€", "euro", "euros"]),
    ("USD", &["$", "us$", "dollar", "dollars"]),
    ("GBP", &["£"]),
    ("CHF", &["sfr"]),
    ("JPY", &["¥"]),
    ("CAD", &["ca$"]),
    ("AUD", &["au$"]),
    ("SEK", &[]),
    ("NOK", &[]),
    ("DKK", &[]),
    ("PLN", &["zł"]),
    ("CZK", &["kč"]),
];

/// The currency of a price as its code; `None` when it names none that is known.
pub fn currency(text: &str) -> Option<&'static str> {
    let marks: String = text
        .chars()
        .map(|c| if c.is_numeric() || matches!(c, '.' | ',' | '\'' | '’' | '-' | '+') { ' ' } else { c })
        .collect();
    let word = marks.split_whitespace().next()?.to_lowercase();
    let named =
        |(code, words): &&(&str, &[&str])| code.eq_ignore_ascii_case(&word) || words.contains(&word.as_str());
    CURRENCIES.iter().find(named).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::currency;

    #[test]
    fn signs_words_and_codes_name_a_currency() {
        for (text, code) in [
            ("1 234,50 €", Some("EUR")),
            ("$1,234.50", Some("USD")),
            ("CHF 1'234.50", Some("CHF")),
            ("12 euros", Some("EUR")),
            ("1234.50", None),
            ("12 pcs", None),
            ("", None),
        ] {
            assert_eq!(currency(text), code, "{text}");
        }
    }
}
