//! `locks.toml`: locks of our own.

use super::class_name::class_name;
use super::field_path::{self, Known};
use super::schedule::day;
use super::{FileCheck, code};
use crate::config::raw::locks::{RawLock, RawLocks};
use crate::config::raw::{At, ItemName};
use crate::model::ClassName;
use crate::model::own_lock::{LockedItem, OwnLock};

/// Checks `locks.toml`.
pub(in crate::config) fn locks(check: &mut FileCheck<'_>, known: Known<'_>, raw: &RawLocks) -> Vec<OwnLock> {
    raw.lock.iter().map(|raw| lock(check, known, raw)).collect()
}

fn lock(check: &mut FileCheck<'_>, known: Known<'_>, raw: &At<RawLock>) -> OwnLock {
    let class = match &raw.class {
        Some(class) => {
            field_path::class(check, known, class);
            class_name(check, class)
        }
        None => {
            check.missing(&raw.span, "class", "the class of the item: class = \"Computer\"");
            ClassName::from("")
        }
    };
    let item = match raw.item.as_ref().map(|at| (&at.span, &at.value)) {
        Some((span, ItemName::Id(id))) => {
            if *id < 1 {
                check
                    .report(code::OUT_OF_RANGE, span, format!("{id} is not the id of an item"))
                    .label("out of range")
                    .help("a whole number from 1");
            }
            LockedItem::Id(*id)
        }
        Some((span, ItemName::Key(key))) => {
            if key.trim().is_empty() {
                check.report(code::BLANK, span, "this must not be blank").label("blank");
            }
            LockedItem::Key(key.trim().to_owned())
        }
        None => {
            let help = "the item: item = 12 for its id, item = \"PC-1\" for its name or a value of its keys";
            check.missing(&raw.span, "item", help);
            LockedItem::Key(String::new())
        }
    };
    let mut text = |at: Option<&At<String>>, key: &str, help: &str| match at {
        Some(text) => check.filled(text).trim().to_owned(),
        None => {
            check.missing(&raw.span, key, help);
            String::new()
        }
    };
    let field =
        text(raw.field.as_ref(), "field", "the field: field = \"serial\", or \"*\" for the whole item");
    let owner = text(raw.owner.as_ref(), "owner", "who set the lock: owner = \"ann\"");
    let reason = text(raw.reason.as_ref(), "reason", "why, for those who meet the lock");
    if let Some(raw) = &raw.field {
        path(check, known, &class, raw);
    }
    let until = raw.until.as_ref().and_then(|until| day(check, until));
    OwnLock { class, item, field, owner, reason, until }
}

/// `serial`, `os.licenseid`, `os.*` or `*`.
fn path(check: &mut FileCheck<'_>, known: Known<'_>, class: &ClassName, raw: &At<String>) {
    let words = raw.trim().strip_suffix('*').map_or(raw.trim(), |before| before.trim_end_matches('.'));
    let plain = words.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.'));
    if plain {
        field_path::path(check, known, class, raw);
    } else {
        check
            .report(code::BAD_NAME, &raw.span, format!("`{}` cannot be the path of a field", raw.value))
            .label("not a field")
            .help("serial, os.licenseid, contract.duration, os.* for a child set, or * for the whole item");
    }
}
