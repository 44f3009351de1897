//! Names of folders as people see them and as they go over the line (RFC 3501, 5.1.3: a UTF-7 of its own), and
//! sets of numbers.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::message::{Alike, nearest_few};

/// Like names that are told.
const FEW: usize = 5;

fn engine() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(&IMAP_MUTF7, config)
}

/// A name in quotation marks for a command.
pub(super) fn quoted(name: &str) -> String {
    let encoded = encoded(name).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{encoded}\"")
}

fn encoded(name: &str) -> String {
    let (mut out, mut wide) = (String::new(), Vec::new());
    let close = |out: &mut String, wide: &mut Vec<u16>| {
        if !wide.is_empty() {
            let bytes: Vec<u8> = wide.drain(..).flat_map(u16::to_be_bytes).collect();
            out.push('&');
            out.push_str(&engine().encode(bytes));
            out.push('-');
        }
    };
    for sign in name.chars() {
        if matches!(sign, ' '..='~') {
            close(&mut out, &mut wide);
            out.push(sign);
            if sign == '&' {
                out.push('-');
            }
        } else {
            wide.extend_from_slice(sign.encode_utf16(&mut [0; 2]));
        }
    }
    close(&mut out, &mut wide);
    out
}

/// A name as people see it; what is no such encoding stays as it is.
pub(super) fn decoded(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((inner, behind)) = after.split_once('-') else { return name.to_owned() };
        if inner.is_empty() {
            out.push('&');
        } else {
            let Ok(bytes) = engine().decode(inner) else { return name.to_owned() };
            let wide: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            out.push_str(&String::from_utf16_lossy(&wide));
        }
        rest = behind;
    }
    out + rest
}

/// Names that are like one that is not there, else some of all.
pub(super) fn near(name: &str, all: &[String]) -> String {
    let near = nearest_few(name, all, Alike::Name, FEW);
    let mut shown: Vec<String> = near.into_iter().cloned().collect();
    for other in all {
        if shown.len() < FEW && !shown.contains(other) {
            shown.push(other.clone());
        }
    }
    shown.join(", ")
}

/// Numbers as a set of a command: `1:3,7`.
pub(super) fn set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match spans.last_mut() {
            Some((_, last)) if *last == uid || last.checked_add(1) == Some(uid) => *last = uid,
            _ => spans.push((uid, uid)),
        }
    }
    let text = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}:{last}") }
    };
    spans.iter().map(text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_over_the_line_and_come_back() {
        for (name, over) in [
            ("INBOX", "INBOX"),
            ("Reçus & lus", "Re&AOc-us &- lus"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Poştă 📬", "Po&AV8-t&AQM- &2D3c7A-"),
        ] {
            assert_eq!((encoded(name).as_str(), decoded(over).as_str()), (over, name));
        }
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
        assert_eq!(decoded("broken &"), "broken &");
    }

    #[test]
    fn numbers_are_spans() {
        assert_eq!(set(&[7, 1, 2, 3, 3]), "1:3,7");
        assert_eq!(set(&[u32::MAX]), u32::MAX.to_string());
    }
}
