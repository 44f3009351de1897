//! The questions that single records raise, and what is known of records that raise none because
//! they cannot be used.

use std::collections::BTreeSet;

use crate::message::{self, Message, told};
use crate::model::Said;
use crate::model::Say;
use crate::model::change::Kept;
use crate::model::value::Shown;
use crate::model::{ClassName, Question, Reject, Schema, Topic, Unread, Value};

use super::label::label_of;
use super::stages::Draft;
use super::state::{ClassState, Stock};

/// A record that a key finds several items for.
pub(super) fn ambiguous(stock: &Stock, draft: &Draft, by: &str, ids: &[i64]) -> Question {
    let class = &stock.class;
    let named = |id: &i64| match stock.table.get(*id) {
        Some(item) => format!("{} (#{id})", label_of(stock, item)),
        None => format!("#{id}"),
    };
    let shown: Vec<String> = ids.iter().take(5).map(named).collect();
    let more = if ids.len() > shown.len() { message::question::and_more().into() } else { String::new() };
    Question {
        topic: Topic::Ambiguous,
        key: format!("{class}/{}", draft.source_key),
        class: Some(class.clone()),
        remote_id: None,
        label: draft.source_key.as_str().into(),
        text: message::question::may_be_any(
            &draft.desired.origin.source,
            ids.len(),
            stock.schema.class_called(class),
            by,
            shown.join(", "),
            &more,
        )
        .said(),
        answer: Some(message::question::leave_key_to_one(by, stock.schema.class_called(class)).said()),
        due: None,
    }
}

/// A record whose item is in the trash, where this job did not put it.
pub(super) fn in_trash(class: &ClassName, id: i64, draft: &Draft, reason: &Said) -> Question {
    let source_key = &draft.source_key;
    Question {
        topic: Topic::Removed,
        key: format!("{class}/{source_key}"),
        class: Some(class.clone()),
        remote_id: Some(id),
        label: source_key.as_str().into(),
        text: message::question::source_still_has_it(reason).said(),
        answer: Some(message::question::restore_or_leave().said()),
        due: None,
    }
}

/// A field that both sides changed, where the mapping asks.
pub(super) fn conflict(schema: &'static Schema, kept: &Kept, live: &Value, source: &Value) -> Question {
    let Kept { class, field, .. } = kept;
    let called = schema.called(class.as_str(), field);
    let text = message::question::both_changed(called, words(live, &kept.live), words(source, &kept.source));
    about_kept(kept, text, message::question::choose_value(field))
}

/// A row or an element that somebody removed, where the mapping asks.
pub(super) fn removed(schema: &'static Schema, kept: &Kept, source: &Value) -> Question {
    let called = schema.called(kept.class.as_str(), &kept.field);
    let text = message::question::part_removed(called, words(source, &kept.source));
    about_kept(kept, text, message::question::give_back_or_take_out(&kept.field))
}

/// What is asked about a value that was kept.
fn about_kept(kept: &Kept, text: Message, answer: Message) -> Question {
    let Kept { class, remote_id, field, .. } = kept;
    Question {
        topic: Topic::Conflict,
        key: format!("{class}/{remote_id}/{field}"),
        class: Some(class.clone()),
        remote_id: Some(*remote_id),
        label: kept.label.as_str().into(),
        text: text.said(),
        answer: Some(answer.said()),
        due: None,
    }
}

fn words(value: &Value, shown: &Shown) -> Said {
    match shown {
        Shown::Null => message::question::empty().said(),
        Shown::Bool(_) | Shown::Int(_) => shown.said(),
        Shown::Text(_) => told(value, shown).map(|text| format!("`{text}`")),
    }
}

/// The records of a class that could not be used. One that does not say which item it is may be any
/// that no other record named.
pub(super) fn unread(state: &ClassState, rejects: &[Reject]) -> Unread {
    let whole = rejects.iter().filter(|reject| !reject.partial);
    let keys: BTreeSet<String> = whole.filter_map(|reject| reject.source_key.clone()).collect();
    let links = &state.stock.links;
    let mut items = state.unusable.items.clone();
    items.extend(keys.iter().filter_map(|key| links.of_key(key)).map(|at| links.row(at).remote_id));
    if !state.unusable.unattributed.is_empty() || !state.intake.complete {
        items.extend(links.rows().iter().filter(|link| !link.seen).map(|link| link.remote_id));
    }
    Unread { class: state.stock.class.clone(), keys, items }
}
