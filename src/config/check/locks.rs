//! `locks.toml`: locks of our own.

use super::field_path::{self, Known};
use super::schedule::day;
use super::{FileCheck, code};
use crate::config::raw::locks::{RawLock, RawLocks};
use crate::config::raw::{At, ItemName};
use crate::message::config::label;
use crate::message::{self, Message};
use crate::model::ClassName;
use crate::model::own_lock::{LockedItem, OwnLock};

/// Checks `locks.toml`.
pub(in crate::config) fn locks(check: &mut FileCheck<'_>, known: Known<'_>, raw: &RawLocks) -> Vec<OwnLock> {
    raw.lock.iter().map(|raw| lock(check, known, raw)).collect()
}

fn lock(check: &mut FileCheck<'_>, known: Known<'_>, raw: &At<RawLock>) -> OwnLock {
    let class = match &raw.class {
        Some(class) => field_path::class(check, known, class),
        None => {
            check.missing(&raw.span, "class", message::config::locks::class_missing());
            ClassName::from("")
        }
    };
    let item = match raw.item.as_ref().map(|at| (&at.span, &at.value)) {
        Some((span, ItemName::Id(id))) => {
            if *id < 1 {
                check
                    .report(code::OUT_OF_RANGE, span, message::config::locks::not_an_id(id))
                    .label(label::out_of_range())
                    .help(message::config::locks::ids_from_one());
            }
            LockedItem::Id(*id)
        }
        Some((span, ItemName::Key(key))) => {
            if key.trim().is_empty() {
                check
                    .report(code::BLANK, span, message::config::value::must_not_be_blank())
                    .label(label::blank());
            }
            LockedItem::Key(key.trim().to_owned())
        }
        None => {
            let help = message::config::locks::item_missing();
            check.missing(&raw.span, "item", help);
            LockedItem::Key(String::new())
        }
    };
    let mut text = |at: Option<&At<String>>, key: &str, help: Message| match at {
        Some(text) => check.filled(text).trim().to_owned(),
        None => {
            check.missing(&raw.span, key, help);
            String::new()
        }
    };
    let field = text(raw.field.as_ref(), "field", message::config::locks::field_missing());
    let owner = text(raw.owner.as_ref(), "owner", message::config::locks::owner_missing());
    let reason = text(raw.reason.as_ref(), "reason", message::config::locks::reason_missing());
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
            .report(code::BAD_NAME, &raw.span, message::config::locks::not_a_path(&raw.value))
            .label(label::not_a_field())
            .help(message::config::locks::paths_allowed());
    }
}
