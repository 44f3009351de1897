//! Rows of a class without serials that are the same in everything that is read of them: a write that was
//! carried out late, twice, leaves such.

use std::collections::{BTreeMap, BTreeSet};

use crate::message;
use crate::model::{ClassName, Column, Said, Value};
use crate::reconcile::names::fold;

use super::{Alike, enumerate, near_duplicate};

/// Twins that are named in one question.
const SHOWN: usize = 5;

/// Questions about rows of a class: id, entity and values of each. `called` is the column that names one;
/// `linked` says whether a row is in use by a record or an item, `asked` which are asked about elsewhere.
pub fn twins<'t>(
    class: &ClassName,
    columns: &[Column],
    called: &Column,
    rows: impl Iterator<Item = (i64, i64, &'t [Value])>,
    linked: impl Fn(i64) -> bool,
    asked: impl Fn(&[i64]) -> bool,
) -> Vec<Alike> {
    let Some(name) = columns.iter().position(|column| column == called) else { return Vec::new() };
    let text = |value: &Value| match value {
        Value::Text(text) => fold(text),
        other => other.to_string(),
    };
    let mut alike: BTreeMap<(i64, Vec<String>), BTreeSet<i64>> = BTreeMap::new();
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    for (id, entity, values) in rows {
        let Some(called) = values.get(name).filter(|called| !called.is_empty()) else { continue };
        names.insert(id, called.to_string());
        alike.entry((entity, values.iter().map(text).collect())).or_default().insert(id);
    }
    let twins = alike.into_values().map(|ids| ids.into_iter().collect::<Vec<_>>());
    twins
        .filter(|ids| ids.len() > 1 && !asked(ids))
        .map(|ids| question(class, &ids, &names, &linked))
        .collect()
}

fn question(
    class: &ClassName,
    ids: &[i64],
    names: &BTreeMap<i64, String>,
    linked: &impl Fn(i64) -> bool,
) -> Alike {
    let name = |id: &i64| -> Said {
        format!("{} (#{id})", names.get(id).map(String::as_str).unwrap_or_default()).into()
    };
    let mut shown: Vec<Said> = ids.iter().take(SHOWN).map(name).collect();
    if ids.len() > SHOWN {
        shown.push(message::duplicates::more(ids.len() - SHOWN).said());
    }
    let used: Vec<i64> = ids.iter().copied().filter(|id| linked(*id)).collect();
    let keep = used.first().copied().unwrap_or(ids[0]);
    let others: Vec<Said> =
        ids.iter().filter(|id| **id != keep).take(SHOWN).map(|id| format!("#{id}").into()).collect();
    let answer = match used.as_slice() {
        [_] => message::duplicates::keep_used(keep, enumerate(&others)),
        _ => message::duplicates::keep_one(keep, enumerate(&others)),
    };
    let text = message::duplicates::same_in_all(enumerate(&shown)).said();
    near_duplicate(class, ids, Said::join(&shown, ", "), text, &answer)
}
