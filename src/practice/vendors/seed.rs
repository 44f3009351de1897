//! Values that look like those of a fleet and are the same each time.

/// A number that looks random and belongs to `of` and `number`.
pub(super) fn mixed(of: &str, number: u64) -> u64 {
    let start = of.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut value = start ^ number.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// One of some values.
pub(super) fn one_of<T: Copy>(of: &str, number: u64, values: &[T]) -> T {
    let count = values.len() as u64;
    values[usize::try_from(mixed(of, number) % count).unwrap_or_default()]
}

/// An id in the form of a UUID.
pub(super) fn uuid(of: &str, number: u64) -> String {
    let (high, low) = (mixed(of, number), mixed(of, number ^ 0xffff_0000));
    let version = 0x4000 | (high & 0x0fff);
    let variant = 0x8000 | ((low >> 48) & 0x3fff);
    format!(
        "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        low & 0xffff_ffff_ffff
    )
}

/// A MAC address of those that nobody owns, in capitals.
pub(super) fn mac(of: &str, number: u64) -> String {
    let value = mixed(of, number);
    let bytes = [value >> 32, value >> 24, value >> 16, value >> 8, value].map(|byte| byte & 0xff);
    format!("02:{}", bytes.map(|byte| format!("{byte:02X}")).join(":"))
}

/// A day of `years` years from 2020 on.
pub(super) fn day(of: &str, number: u64, years: u64) -> chrono::NaiveDate {
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    first + chrono::Days::new(mixed(of, number) % (365 * years))
}
