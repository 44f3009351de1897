//! An entry of a directory as a row: what its attributes mean in text. What Active Directory writes as bytes or
//! as a count of moments gets the form that people know.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use ldap3::ResultEntry;
use ldap3::asn1::{PL, StructureTag};
use serde_json::{Map, Value as Json};

use super::query::{DN, is_secret};

/// Ids of 16 bytes, the first three groups with the low byte first.
const GUIDS: [&str; 6] = [
    "objectguid",
    "ms-ds-consistencyguid",
    "msexchmailboxguid",
    "schemaidguid",
    "attributesecurityguid",
    "netbootguid",
];
/// Security identifiers.
const SIDS: [&str; 4] = ["objectsid", "sidhistory", "tokengroups", "securityidentifier"];
/// Tenths of microseconds since 1601; 0 and the largest number are never.
const FILE_TIMES: [&str; 12] = [
    "accountexpires",
    "badpasswordtime",
    "lastlogoff",
    "lastlogon",
    "lastlogontimestamp",
    "lockouttime",
    "pwdlastset",
    "msds-userpasswordexpirytimecomputed",
    "msds-lastsuccessfulinteractivelogontime",
    "ms-mcs-admpwdexpirationtime",
    "mslaps-passwordexpirationtime",
    "msds-approximate-last-use-time-stamp",
];
/// Pictures, which nobody asks for without naming them.
const PICTURES: [&str; 4] = ["jpegphoto", "thumbnailphoto", "thumbnaillogo", "photo"];
/// Flags of an account, and the one that shuts it.
const ACCOUNT: &str = "useraccountcontrol";
const DISABLED: i64 = 0x2;
/// The end of the name of its column.
const DISABLED_COLUMN: &str = "disabled";

/// An entry with its values as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub dn: String,
    pub attributes: Vec<Attribute>,
}

/// An attribute with its options: `member;range=0-1499`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub name: String,
    pub options: Vec<String>,
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    /// The first value that the server has kept back; `None`: all are here.
    pub fn kept_back(&self) -> Option<u64> {
        let range = self.options.iter().find_map(|option| option.strip_prefix("range="))?;
        let (_, last) = range.split_once('-')?;
        last.parse::<u64>().ok()?.checked_add(1)
    }

    /// Whether only a part of its values is here.
    pub fn is_ranged(&self) -> bool {
        self.options.iter().any(|option| option.starts_with("range="))
    }
}

impl Entry {
    /// Reads it; `None` when it is not formed as an entry.
    pub fn read(found: ResultEntry) -> Option<Self> {
        let mut parts = constructed(found.0)?.into_iter();
        let dn = String::from_utf8(primitive(parts.next()?)?).ok()?;
        let mut attributes = Vec::new();
        for attribute in constructed(parts.next()?)? {
            let mut parts = constructed(attribute)?.into_iter();
            let described = String::from_utf8(primitive(parts.next()?)?).ok()?;
            let mut options = described.split(';').map(str::to_owned);
            let name = options.next()?;
            let options = options.map(|option| option.to_lowercase()).collect();
            let values = constructed(parts.next()?)?.into_iter().map(primitive).collect::<Option<_>>()?;
            attributes.push(Attribute { name, options, values });
        }
        Some(Self { dn, attributes })
    }

    /// An attribute by its name.
    pub fn find(&self, name: &str) -> Option<&Attribute> {
        let mut parts = name.split(';');
        let name = parts.next().unwrap_or_default();
        // A range is where the server has begun, which says nothing about what this is.
        let is_named = |option: &String| !option.starts_with("range=");
        let options: Vec<String> = parts.map(str::to_lowercase).filter(is_named).collect();
        let has_all = |attribute: &Attribute| options.iter().all(|option| attribute.options.contains(option));
        let mut same = self.attributes.iter().filter(|attribute| attribute.name.eq_ignore_ascii_case(name));
        same.find(|attribute| has_all(attribute))
    }
}

fn constructed(tag: StructureTag) -> Option<Vec<StructureTag>> {
    match tag.payload {
        PL::C(parts) => Some(parts),
        PL::P(_) => None,
    }
}

fn primitive(tag: StructureTag) -> Option<Vec<u8>> {
    match tag.payload {
        PL::P(bytes) => Some(bytes),
        PL::C(_) => None,
    }
}

/// The row of an entry: its name, then what was asked for, then what follows from that. Without a list, all that
/// it has.
pub(super) fn row(entry: &Entry, wanted: &[String], zone: Tz) -> Map<String, Json> {
    let mut row = Map::new();
    row.insert(DN.to_owned(), entry.dn.clone().into());
    if wanted.is_empty() {
        let is_shown = |attribute: &&Attribute| {
            let name = attribute.name.to_lowercase();
            !is_secret(&name) && !PICTURES.contains(&name.as_str())
        };
        for attribute in entry.attributes.iter().filter(is_shown) {
            add(&mut row, &attribute.name, Some(attribute), zone);
        }
    }
    for name in wanted {
        add(&mut row, name, entry.find(name), zone);
    }
    row
}

fn add(row: &mut Map<String, Json>, name: &str, attribute: Option<&Attribute>, zone: Tz) {
    let value = attribute.map_or(Json::Null, |attribute| value(attribute, zone));
    if name.eq_ignore_ascii_case(ACCOUNT) {
        let flags = value.as_str().and_then(|flags| flags.parse::<i64>().ok());
        let disabled = flags.map_or(Json::Null, |flags| (flags & DISABLED != 0).into());
        row.insert(format!("{name}.{DISABLED_COLUMN}"), disabled);
    }
    row.insert(name.to_owned(), value);
}

/// One value alone, several as a list.
pub(super) fn value(attribute: &Attribute, zone: Tz) -> Json {
    let name = attribute.name.to_lowercase();
    let mut values: Vec<Json> = attribute
        .values
        .iter()
        .map(|bytes| one(&name, bytes, zone))
        .filter(|value| !value.is_null())
        .collect();
    match values.len() {
        0 => Json::Null,
        1 => values.remove(0),
        _ => Json::Array(values),
    }
}

fn one(name: &str, bytes: &[u8], zone: Tz) -> Json {
    if GUIDS.contains(&name)
        && let Ok(id) = <[u8; 16]>::try_from(bytes)
    {
        return uuid::Uuid::from_bytes_le(id).to_string().into();
    }
    if SIDS.contains(&name)
        && let Some(sid) = sid(bytes)
    {
        return sid.into();
    }
    // What is no text is shown by its digits.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text,
        Ok(_) | Err(_) => return base16ct::lower::encode_string(bytes).into(),
    };
    if FILE_TIMES.contains(&name)
        && let Ok(count) = text.parse::<i64>()
    {
        return file_time(count).map_or(Json::Null, |moment| shown(moment, zone).into());
    }
    match generalized(text) {
        Some(moment) => shown(moment, zone).into(),
        None => text.into(),
    }
}

fn shown(moment: DateTime<Utc>, zone: Tz) -> String {
    moment.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// `S-1-5-21-…`: a version, an authority of six bytes, and numbers of four bytes with the low one first.
fn sid(bytes: &[u8]) -> Option<String> {
    let (head, numbers) = bytes.split_at_checked(8)?;
    let authority = head[2..].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    if numbers.len() != usize::from(head[1]) * 4 {
        return None;
    }
    let numbers = numbers.chunks_exact(4).filter_map(|four| four.try_into().ok()).map(u32::from_le_bytes);
    Some(numbers.fold(format!("S-{}-{authority}", head[0]), |sid, number| format!("{sid}-{number}")))
}

/// The moment of a count from 1601; `None` for never.
fn file_time(count: i64) -> Option<DateTime<Utc>> {
    /// Seconds from 1601 to 1970.
    const EPOCH: i64 = 11_644_473_600;
    if count <= 0 || count == i64::MAX {
        return None;
    }
    DateTime::from_timestamp(count / 10_000_000 - EPOCH, 0)
}

/// `20261128101500Z`, `20261128101500.0Z` and with an offset, as RFC 4517 has it; with its seconds only, so that
/// no other number is taken for one.
fn generalized(text: &str) -> Option<DateTime<Utc>> {
    let (digits, rest) = text.split_at_checked(14)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|sign: char| sign.is_ascii_digit()),
        None => rest,
    };
    let offset = match rest {
        "Z" => 0,
        _ => {
            let (sign, digits) = rest.split_at_checked(1)?;
            let (hours, minutes) = digits.split_at_checked(2).filter(|_| digits.len() == 4)?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            match sign {
                "+" => minutes,
                "-" => -minutes,
                _ => return None,
            }
        }
    };
    let local = NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?;
    Some(local.checked_sub_signed(chrono::TimeDelta::minutes(offset))?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, values: &[&[u8]]) -> Attribute {
        let values = values.iter().map(|value| value.to_vec()).collect();
        let mut parts = name.split(';').map(str::to_owned);
        Attribute { name: parts.next().unwrap_or_default(), options: parts.collect(), values }
    }

    fn json(name: &str, values: &[&[u8]]) -> String {
        value(&attribute(name, values), chrono_tz::Europe::Paris).to_string()
    }

    #[test]
    fn ids_and_moments_of_active_directory_get_the_form_that_people_know() {
        let guid: Vec<u8> = (0..16).collect();
        assert_eq!(json("objectGUID", &[&guid]), "\"03020100-0504-0706-0809-0a0b0c0d0e0f\"");
        let sid = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xf4, 1, 0, 0];
        assert_eq!(json("objectSid", &[&sid]), "\"S-1-5-21-1-2-3-500\"");
        assert_eq!(json("objectSid", &[&sid[..9]]), "\"010500000000000515\"");
        assert_eq!(json("lastLogonTimestamp", &[b"134090208000000000"]), "\"2025-12-01T01:00:00+01:00\"");
        assert_eq!(json("accountExpires", &[b"9223372036854775807"]), "null");
        assert_eq!(json("pwdLastSet", &[b"0"]), "null");
        assert_eq!(json("whenCreated", &[b"20260728101500.0Z"]), "\"2026-07-28T12:15:00+02:00\"");
        assert_eq!(json("createTimestamp", &[b"20260728101500+0200"]), "\"2026-07-28T10:15:00+02:00\"");
        for text in ["20260728101500", "2026072810150Z", "20261328101500Z", "PC-20260728101500Z"] {
            assert_eq!(json("serialNumber", &[text.as_bytes()]), format!("\"{text}\""));
        }
        assert_eq!(json("userCertificate", &[&[0x30, 0xff]]), "\"30ff\"");
        assert_eq!(
            json("mail", &[b"a@example.org", b"b@example.org"]),
            "[\"a@example.org\",\"b@example.org\"]"
        );
    }

    #[test]
    fn a_row_has_what_was_asked_for_and_no_secret_unasked() {
        let entry = Entry {
            dn: "CN=PC1,DC=example,DC=org".to_owned(),
            attributes: vec![
                attribute("cn", &[b"PC1"]),
                attribute("userAccountControl", &[b"4098"]),
                attribute("userPassword", &[b"hush"]),
                attribute("jpegPhoto", &[b"\xff\xd8"]),
            ],
        };
        let wanted = ["CN".to_owned(), "description".to_owned(), "userAccountControl".to_owned()];
        let shown = Json::Object(row(&entry, &wanted, Tz::UTC)).to_string();
        for part in [
            "\"CN\":\"PC1\"",
            "\"description\":null",
            "\"userAccountControl.disabled\":true",
            "\"dn\":\"CN=PC1",
        ] {
            assert!(shown.contains(part), "{shown}");
        }
        let all = Json::Object(row(&entry, &[], Tz::UTC)).to_string();
        assert!(all.contains("PC1") && !all.contains("hush") && !all.contains("Photo"), "{all}");
    }

    #[test]
    fn a_range_says_what_was_kept_back() {
        assert_eq!(attribute("member;range=0-1499", &[]).kept_back(), Some(1500));
        assert_eq!(attribute("member;range=1500-*", &[]).kept_back(), None);
        assert!(attribute("member;range=1500-*", &[]).is_ranged());
        assert_eq!(attribute("member", &[]).kept_back(), None);
    }
}
