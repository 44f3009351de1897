//! Items that the source no longer has: only those with a link of ours, only when the source
//! proved complete, and only as the job says.

use crate::model::change::{Change, FieldChange, Operation, Retirement};
use crate::model::job::Missing;
use crate::model::link::Ownership;
use crate::model::mapping::MissingName;
use crate::model::{Column, Kind, Value};

use crate::reconcile::matching::{key_part, value_hash};
use crate::reconcile::names::Names;

use super::diff::field_change;
use super::{ClassState, RowOutcome, Settings};

/// Rows of retirements are numbered after those of records.
pub fn retire(settings: &Settings, names: &mut Names, state: &mut ClassState) {
    if settings.missing == Missing::Keep || !state.complete {
        return;
    }
    let missing = missing(state);
    if !missing.is_empty() && !state.unattributed.is_empty() {
        let none = match missing.len() {
            1 => "; it may be the one missing item, which is not retired".to_owned(),
            several => format!("; it may be one of the {several} missing items, none of which is retired"),
        };
        for at in &state.unattributed {
            state.rejects[*at].reason.push_str(&none);
        }
        return;
    }
    for at in missing {
        let link = state.links.row(at);
        let Some(item) = state.table.get(link.remote_id) else { continue };
        let (source_key, remote_id) = (link.source_key.to_string(), link.remote_id);
        let label = label_of(state, item);
        let entity = Value::Ref(item.entity);
        let dynamic = item.dynamic;
        let live = |column: &str| {
            let at = state.table.columns.iter().position(|known| known.as_str() == column)?;
            item.values.get(at).cloned()
        };
        let (retirement, fields) = match &settings.missing {
            Missing::Keep => continue,
            Missing::Trash => (Retirement::Trash, Vec::new()),
            Missing::Flag { state: flag, comment } => {
                let live = (live("states_id"), live("comment"));
                // A comment that a person wrote over ours is not written over.
                let base = state.links.base(at, state.links.path("comment"));
                let by_hand =
                    base.is_some_and(|base| live.1.as_ref().is_some_and(|live| value_hash(live) != base));
                let comment = comment.as_deref().filter(|_| !by_hand);
                let fields = flag_fields(names, flag.as_deref(), comment, live, &entity, settings);
                if fields.is_empty() {
                    continue;
                }
                (Retirement::Flag, fields)
            }
        };
        let row = u32::try_from(state.outcomes.len()).unwrap_or(u32::MAX);
        state.outcomes.push(RowOutcome::Changed);
        state.owner_rows.insert(
            row,
            Change {
                class: state.class.clone(),
                operation: Operation::Retire,
                source_key,
                remote_id: Some(remote_id),
                label,
                matched_by: "link".to_owned(),
                origin: None,
                mapping: String::new(),
                dynamic,
                retirement: Some(retirement),
                fields,
                children: Vec::new(),
            },
        );
    }
}

/// Links of items that are ours, there, and named by no record.
fn missing(state: &ClassState) -> Vec<usize> {
    let rows = state.links.rows().iter().enumerate();
    rows.filter(|(_, link)| !link.seen && !link.retired && link.ownership != Ownership::Matched)
        .filter(|(_, link)| state.table.get(link.remote_id).is_some())
        .map(|(at, _)| at)
        .collect()
}

fn flag_fields(
    names: &mut Names,
    flag: Option<&str>,
    comment: Option<&str>,
    live: (Option<Value>, Option<Value>),
    entity: &Value,
    settings: &Settings,
) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    if let Some(flag) = flag {
        let kind = Kind::Tree("State".into());
        if let Ok(to) = names.resolve(&kind, flag, entity, MissingName::Create) {
            let was = live.0.unwrap_or_default();
            if was != to {
                fields.push(field_change("states_id", &kind, was, to, names));
            }
        }
    }
    if let Some(comment) = comment {
        let text = comment.replace("{{ today }}", &settings.today.to_string());
        fields.push(field_change(
            "comment",
            &Kind::LongText,
            live.1.unwrap_or_default(),
            Value::text(text),
            names,
        ));
    }
    fields
}

/// The name of an item, else its first key that is not empty, else its id.
pub fn label_of(state: &ClassState, item: &crate::model::Item) -> String {
    let name = state.table.columns.iter().position(|column| column.as_str() == "name");
    let named = name.and_then(|at| item.values.get(at)).filter(|value| !value.is_empty());
    named
        .or_else(|| item.values.iter().find(|value| key_part(value).is_some()))
        .map_or_else(|| format!("#{}", item.id), ToString::to_string)
}

/// Columns that retirement reads and writes besides those of the mappings.
pub fn columns(missing: &Missing, class: &crate::model::ClassName) -> Vec<(Column, Kind)> {
    match missing {
        Missing::Keep | Missing::Trash => Vec::new(),
        Missing::Flag { state, comment } => {
            let mut columns = Vec::new();
            if state.is_some() && class.as_str() != "State" {
                columns.push((Column::from("states_id"), Kind::Tree("State".into())));
            }
            if comment.is_some() {
                columns.push((Column::from("comment"), Kind::LongText));
            }
            columns
        }
    }
}
