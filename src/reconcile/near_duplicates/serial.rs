//! Serial numbers and UUIDs in the forms in which two readings of one are equal.

/// A serial without case, blanks and dashes; `None` for one that is too short to name anything.
pub(super) fn plain(serial: &str) -> Option<String> {
    let plain: String =
        serial.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (plain.len() >= 4).then_some(plain)
}

/// What a serial is without the prefix that a barcode reader gives it: Lenovo's and HP's labels say
/// `S` before it, Lenovo's `1S`, machine type and model (10 signs); Dell's part labels end in a
/// revision. It counts only when another item has just that serial.
pub(super) fn without_prefix(plain: &str) -> Option<&str> {
    if let Some(rest) = plain.strip_prefix("1S")
        && rest.len() == 18
    {
        return Some(&rest[10..]);
    }
    if plain.starts_with("CN0") && plain.len() == 23 && plain[20..].starts_with('A') {
        return Some(&plain[..20]);
    }
    plain.strip_prefix('S').filter(|rest| matches!(rest.len(), 7 | 8 | 10))
}

/// A UUID as 32 hexadecimal digits, of both byte orders of SMBIOS (2.6 and before) the lesser;
/// `None` for what is none.
pub(super) fn uuid(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | '{' | '}' | ' ')).collect();
    let digits = digits.to_ascii_lowercase();
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let swap =
        |part: &str| -> String { (0..part.len() / 2).rev().map(|at| &part[2 * at..2 * at + 2]).collect() };
    let swapped =
        [swap(&digits[..8]), swap(&digits[8..12]), swap(&digits[12..16]), digits[16..].to_owned()].concat();
    Some(digits.min(swapped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_one_in_both_byte_orders() {
        let one = uuid("4C4C4544-0042-3510-8052-B4C04F4D4B32");
        assert!(one.is_some());
        assert_eq!(one, uuid("{44454c4c-4200-1035-8052-b4c04f4d4b32}"));
        assert_ne!(one, uuid("44454c4c-4200-1035-8052-b4c04f4d4b33"));
        assert_eq!(uuid("VMware-56 4d"), None);
    }

    #[test]
    fn labels_say_more_than_the_serial() {
        let serial = |text: &str| plain(text).and_then(|plain| without_prefix(&plain).map(str::to_owned));
        assert_eq!(serial("1S20XW003DFRPF2ABCDE").as_deref(), Some("PF2ABCDE"));
        assert_eq!(serial("SPF2ABCDE").as_deref(), Some("PF2ABCDE"));
        assert_eq!(serial("CN-0K1234-48643-12A-0ABC-A00").as_deref(), Some("CN0K12344864312A0ABC"));
        assert_eq!(serial("CZC1234567"), None);
        assert_eq!(plain(" 5cg-123 "), Some("5CG123".to_owned()));
        assert_eq!(plain("a1"), None);
    }
}
