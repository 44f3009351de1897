//! The elements that a record wants of each set: names become ids, each gets a key and a name, and
//! those that cannot be told apart are rejected.

use std::collections::BTreeMap;

use crate::message;
use crate::model::mapping::MissingName;
use crate::model::set::SetRule;
use crate::model::{FieldRule, Kind, Origin, Reject, Value};
use crate::reconcile::matching::key_part;
use crate::reconcile::names::{NameError, Names, fold};
use crate::reconcile::transform::{Desired, Wanted, WantedElement};

use super::feed::{DraftElement, DraftSet, FeedPlanner, Target};
use super::state::Known;

/// Positions of a set's fields in the table of its rows.
pub(super) fn bind_set(known: &Known, set: &SetRule) -> Vec<Option<usize>> {
    let table = known.table.part(set.part);
    let position = |rule: &FieldRule| table?.columns.iter().position(|column| *column == rule.column);
    set.fields.iter().map(position).collect()
}

/// The part of an element's key that a value makes; "" for nothing. Rows that are pointed at count by
/// their name: GLPI holds a name twice, and either row will do.
pub(super) fn element_key_part(kind: &Kind, value: &Value, names: &Names) -> String {
    match value {
        Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_) => fold(&names.show(kind, value)),
        other => key_part(other).unwrap_or_default(),
    }
}

impl FeedPlanner<'_> {
    /// Names become ids, and what cannot be used is rejected.
    pub(super) fn draft_sets(
        &mut self,
        desired: &mut Desired,
        entity: &Value,
        left_out: &mut Vec<Reject>,
    ) -> Vec<DraftSet> {
        let sets = std::mem::take(&mut desired.sets);
        let mut drafts = Vec::with_capacity(sets.len());
        for (at, wanted) in sets.into_iter().enumerate() {
            let rule = &self.mapping.sets[at];
            let mut draft = DraftSet { elements: Vec::new(), incomplete: wanted.incomplete };
            if let Some(reason) = wanted.refused {
                draft.incomplete = true;
                left_out.push(reject(
                    desired,
                    &desired.origin,
                    rule.part.table().unwrap_or_default().to_owned(),
                    reason,
                ));
            }
            for element in wanted.elements {
                match self.draft_element(at, element, entity, desired, left_out) {
                    Some(element) => draft.elements.push(element),
                    None => draft.incomplete = true,
                }
            }
            tell_apart(rule, &mut draft, |element, reason| {
                let path = rule.part.element_path(&element.name);
                left_out.push(reject(desired, &element.origin, path, reason));
            });
            drafts.push(draft);
        }
        drafts
    }

    fn draft_element(
        &mut self,
        set: usize,
        element: WantedElement,
        entity: &Value,
        desired: &Desired,
        left_out: &mut Vec<Reject>,
    ) -> Option<DraftElement> {
        let rule = &self.mapping.sets[set];
        let told = raw_name(rule, &element);
        let path = |field: usize| format!("{}.{}", rule.part.element_path(&told), rule.fields[field].column);
        if let Some((field, reason)) = element.refused {
            left_out.push(reject(desired, &element.origin, path(field), reason));
            return None;
        }
        for (field, reason) in element.left_out {
            left_out.push(reject(desired, &element.origin, path(field), reason));
        }
        let mut targets = Vec::with_capacity(element.wanted.len());
        let mut texts = Vec::new();
        for (field, wanted) in element.wanted.into_iter().enumerate() {
            let of = &rule.fields[field];
            let is_key = rule.key.contains(&field);
            let target = match wanted {
                Wanted::Untouched | Wanted::Until(_) => Target::Untouched,
                Wanted::Clear => Target::Value(self.mapping.schema.canonical(&of.kind, Value::Empty)),
                Wanted::Set(value) => Target::Value(self.mapping.schema.canonical(&of.kind, value)),
                Wanted::Name(name) if self.is_no_name(of, &name) => {
                    match self.names.resolve(&of.kind, &name, entity, MissingName::Reject) {
                        Ok(value) => Target::Value(value),
                        Err(_) if is_key => {
                            let reason = message::reject::names_nothing(&of.column, &name).to_string();
                            left_out.push(reject(desired, &element.origin, path(field), reason));
                            return None;
                        }
                        Err(_) => Target::Untouched,
                    }
                }
                Wanted::Name(name) => match self.resolve_in_set((set, field), &name, entity) {
                    Ok(value) => Target::Value(value),
                    Err(NameError::Skip(reason)) => {
                        left_out.push(reject(desired, &element.origin, path(field), reason));
                        if is_key {
                            return None;
                        }
                        Target::Untouched
                    }
                    Err(NameError::Reject(reason)) => {
                        left_out.push(reject(desired, &element.origin, path(field), reason));
                        return None;
                    }
                },
            };
            targets.push(target);
        }
        let mut key = Vec::with_capacity(rule.key.len());
        for field in &rule.key {
            let (part, text) = match &targets[*field] {
                Target::Value(value) => {
                    let kind = &rule.fields[*field].kind;
                    (element_key_part(kind, value, self.names), self.names.show(kind, value))
                }
                Target::Untouched | Target::Until(_) => (String::new(), String::new()),
            };
            key.push(part);
            texts.push(text);
        }
        texts.retain(|text| !text.is_empty());
        Some(DraftElement { name: texts.join(" / "), key, targets, origin: element.origin })
    }

    fn resolve_in_set(
        &mut self,
        (set, field): (usize, usize),
        name: &str,
        entity: &Value,
    ) -> Result<Value, NameError> {
        if let Some((seen_from, value)) = self.set_cache[set][field].get(name)
            && seen_from == entity
        {
            return value.clone();
        }
        let rule = &self.mapping.sets[set].fields[field];
        let value = self.names.resolve(&rule.kind, name, entity, rule.missing);
        self.set_cache[set][field].insert(name.into(), (entity.clone(), value.clone()));
        value
    }
}

/// How a message names an element whose key may not even be whole.
fn raw_name(rule: &SetRule, element: &WantedElement) -> String {
    let text = |field: &usize| match &element.wanted[*field] {
        Wanted::Set(value) if !value.is_empty() => Some(value.to_string()),
        Wanted::Name(name) if !name.trim().is_empty() => Some(name.trim().to_owned()),
        _ => None,
    };
    let texts: Vec<String> = rule.key.iter().filter_map(text).collect();
    if texts.is_empty() { format!("#{}", element.number) } else { texts.join(" / ") }
}

fn reject(desired: &Desired, origin: &Origin, field: String, reason: String) -> Reject {
    Reject {
        origin: origin.clone(),
        source_key: desired.source_key.clone(),
        field: Some(field),
        reason,
        partial: true,
    }
}

/// Elements with one key: the same said twice counts once; alike ones are numbered where an item may
/// have several; otherwise it is not known which of them holds, and all are rejected.
fn tell_apart(rule: &SetRule, draft: &mut DraftSet, mut refuse: impl FnMut(&DraftElement, String)) {
    let mut by_key: BTreeMap<Vec<String>, Vec<DraftElement>> = BTreeMap::new();
    for element in draft.elements.drain(..) {
        by_key.entry(element.key.clone()).or_default().push(element);
    }
    for (_, mut alike) in by_key {
        alike.sort_by(|a, b| a.targets.cmp(&b.targets).then_with(|| a.origin.cmp(&b.origin)));
        if rule.set.may_repeat {
            for (number, element) in alike.iter_mut().enumerate().skip(1) {
                element.name = format!("{} #{}", element.name, number + 1);
            }
        } else {
            alike.dedup_by(|a, b| a.targets == b.targets);
            if alike.len() > 1 {
                draft.incomplete = true;
                for element in &alike {
                    let reason = message::reject::several_elements(alike.len()).to_string();
                    refuse(element, reason);
                }
                continue;
            }
        }
        draft.elements.extend(alike);
    }
}
