//! Texts read as truth values and addresses. Every refusal says what is allowed.

use std::net::IpAddr;

use crate::message;
use crate::model::Said;
use crate::model::mapping::Formats;

/// Yes or no, by the words of English, French and German and those of the mapping.
pub fn boolean(text: &str, formats: &Formats) -> Result<bool, Said> {
    const YES: &[&str] = &["1", "yes", "y", "true", "on", "x", "oui", "o", "vrai", "ja", "j", "wahr"];
    const NO: &[&str] = &["0", "no", "n", "false", "off", "non", "faux", "nein", "falsch"];
    let word = text.trim().to_lowercase();
    let among = |built_in: &[&str], own: &[String]| {
        own.iter().any(|own| own.to_lowercase() == word) || built_in.contains(&word.as_str())
    };
    if formats.no.iter().any(|own| own.to_lowercase() == word) {
        return Ok(false);
    }
    if among(YES, &formats.yes) {
        return Ok(true);
    }
    if among(NO, &formats.no) {
        return Ok(false);
    }
    Err(message::reject::no_yes_or_no(text).said())
}

/// A MAC address as twelve hexadecimal digits with or without separators → `aa:bb:cc:dd:ee:ff`.
pub fn mac(text: &str) -> Result<String, Said> {
    let digits: Vec<char> = text.chars().filter(|c| !matches!(c, ':' | '-' | '.' | ' ')).collect();
    if digits.len() != 12 || !digits.iter().all(char::is_ascii_hexdigit) {
        return Err(message::reject::no_mac_address(text).said());
    }
    let pairs: Vec<String> =
        digits.chunks(2).map(|pair| pair.iter().collect::<String>().to_lowercase()).collect();
    Ok(pairs.join(":"))
}

/// An IPv4 or IPv6 address in its usual form.
pub fn ip(text: &str) -> Result<String, Said> {
    text.parse::<IpAddr>().map(|ip| ip.to_string()).map_err(|_| message::reject::no_ip_address(text).said())
}

/// Any number of addresses with blanks, commas or semicolons between them.
pub fn addresses(text: &str) -> Result<String, Said> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let parts: Vec<&str> = text.split(between).filter(|part| !part.is_empty()).collect();
    let read: Result<Vec<String>, Said> = parts.into_iter().map(ip).collect();
    read.map(|addresses| addresses.join(", "))
}

/// The name of a machine without its domain. GLPI drops one that is no label of RFC 1123 together with
/// the addresses that go with it.
pub fn hostname(text: &str) -> Result<String, Said> {
    let label = text.split('.').next().unwrap_or_default().to_lowercase();
    let allowed = |c: char| c.is_alphanumeric() || c == '-';
    let fits = !label.is_empty() && label.chars().count() <= 63 && label.chars().all(allowed);
    if !fits || label.starts_with('-') || label.ends_with('-') || text.parse::<IpAddr>().is_ok() {
        return Err(message::reject::no_machine_name(text).said());
    }
    Ok(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_named_without_its_domain() {
        assert_eq!(hostname("PC-1.Example.org"), Ok("pc-1".to_owned()));
        for text in ["pc_1", "-pc", "10.0.0.1", ".org"] {
            assert!(hostname(text).is_err(), "{text}");
        }
    }

    #[test]
    fn several_addresses_stand_in_one_cell() {
        assert_eq!(addresses("10.0.0.1; FE80::1"), Ok("10.0.0.1, fe80::1".to_owned()));
        assert!(addresses("10.0.0.1, x").is_err());
    }

    #[test]
    fn addresses_are_brought_to_one_form() {
        assert_eq!(mac("00-1B-44-11-3A-B7"), Ok("00:1b:44:11:3a:b7".to_owned()));
        assert_eq!(mac("001b.4411.3ab7"), Ok("00:1b:44:11:3a:b7".to_owned()));
        assert!(mac("00:1b:44").is_err());
        assert_eq!(ip("2001:0db8::0001"), Ok("2001:db8::1".to_owned()));
        assert!(ip("10.0.0.300").is_err());
    }
}
