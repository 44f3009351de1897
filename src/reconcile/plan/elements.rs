//! The elements that a record wants of each set: names become ids, each gets a key and a name, and
//! those that cannot be told apart are rejected.

use std::collections::BTreeMap;

use crate::message;
use crate::model::Said;
use crate::model::mapping::MissingName;
use crate::model::schema::Schema;
use crate::model::set::SetRule;
use crate::model::{Column, FieldRule, Kind, Origin, Reject, Value};
use crate::reconcile::matching::key_part;
use crate::reconcile::names::{Belonging, Belongs, MissingNames, NameError, Names, fold};
use crate::reconcile::transform::{BadField, Desired, Spot, Wanted, WantedElement};

use super::feed::{FeedPlanner, Resolved};
use super::stages::{DraftElement, DraftSet, Target};

/// The part of an element's key that a value makes; "" for nothing. Rows that are pointed at count by
/// their name: GLPI holds a name twice, and either row will do. One that belongs to another counts by both names.
pub(super) fn element_key_part(kind: &Kind, value: &Value, names: &Names) -> String {
    match value {
        Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_) => fold(&names.show(kind, value)),
        other => key_part(other).unwrap_or_default(),
    }
}

/// What became of an element.
enum Drafted {
    /// It is wanted.
    Element(DraftElement),
    /// The desk's dictionary leaves it out.
    Unwanted,
    /// It cannot be used, so that the set may lack something.
    Refused,
}

/// What is wanted of the fields of an element that point at a row which belongs to another.
enum Within {
    /// By position; none in a set without such.
    Wanted(BTreeMap<usize, Target>),
    /// The desk's dictionary leaves it out.
    Unwanted,
}

/// Where rejects of one element go, and how they name it.
struct ElementRejects<'e> {
    rule: &'e SetRule,
    /// How a message names an element whose key may not even be whole.
    told: String,
    origin: Origin,
    desired: &'e Desired,
    left_out: &'e mut Vec<Reject>,
}

impl ElementRejects<'_> {
    fn add(&mut self, field: usize, reason: Said) {
        let column = &self.rule.fields[field].column;
        let path = format!("{}.{column}", self.rule.part.element_path(&self.told));
        self.left_out.push(reject(self.desired, &self.origin, path, reason));
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
            let mut draft =
                DraftSet { elements: Vec::new(), incomplete: wanted.incomplete, unsaid: wanted.unsaid };
            if let Some(reason) = wanted.refused {
                draft.incomplete = true;
                let path = rule.part.table().unwrap_or_default().to_owned();
                left_out.push(reject(desired, &desired.origin, path, reason));
            }
            for element in wanted.elements {
                let (told, origin) = (raw_name(rule, &element), element.origin.clone());
                let rejects = ElementRejects { rule, told, origin, desired, left_out };
                match self.draft_element(at, element, entity, rejects) {
                    Drafted::Element(element) => draft.elements.push(element),
                    Drafted::Unwanted => {}
                    Drafted::Refused => draft.incomplete = true,
                }
            }
            tell_apart(self.mapping.schema, rule, &mut draft, |element, reason| {
                let path = rule.part.element_path(&element.name);
                left_out.push(reject(desired, &element.origin, path, reason));
            });
            drafts.push(draft);
        }
        drafts
    }

    /// An element with its names as ids and its key.
    fn draft_element(
        &mut self,
        set: usize,
        mut element: WantedElement,
        entity: &Value,
        mut rejects: ElementRejects<'_>,
    ) -> Drafted {
        if let Some(BadField { field, reason }) = element.refused.take() {
            rejects.add(field, reason);
            return Drafted::Refused;
        }
        for BadField { field, reason } in std::mem::take(&mut element.left_out) {
            rejects.add(field, reason);
        }
        let rule = &self.mapping.sets[set];
        let mut belongs = match self.draft_within(set, &element, entity) {
            Ok(Within::Wanted(belongs)) => belongs,
            Ok(Within::Unwanted) => return Drafted::Unwanted,
            Err((field, NameError::Skip(reason) | NameError::Reject(reason))) => {
                rejects.add(field, reason);
                return Drafted::Refused;
            }
        };
        let mut targets = Vec::with_capacity(element.wanted.len());
        for (field, wanted) in element.wanted.into_iter().enumerate() {
            if let Some(target) = belongs.remove(&field) {
                targets.push(target);
                continue;
            }
            let target = match self.element_target(set, field, wanted, entity, &element.origin) {
                Ok(target) => target,
                Err(NameError::Skip(reason)) if !rule.key.contains(&field) => {
                    rejects.add(field, reason);
                    Target::Untouched
                }
                Err(NameError::Skip(reason) | NameError::Reject(reason)) => {
                    rejects.add(field, reason);
                    return Drafted::Refused;
                }
            };
            targets.push(target);
        }
        Drafted::Element(self.named_element(rule, targets, element.origin))
    }

    /// What is wanted of the fields of an element that point at a row which belongs to another, and say more of that
    /// other one; none in a set without such.
    fn draft_within(
        &mut self,
        set: usize,
        element: &WantedElement,
        entity: &Value,
    ) -> Result<Within, (usize, NameError)> {
        let mut targets = BTreeMap::new();
        let mapping = self.mapping;
        let rule = &mapping.sets[set];
        let Some(within) = rule.set.within else { return Ok(Within::Wanted(targets)) };
        let at = |column: &str| rule.fields.iter().position(|field| field.column.as_str() == column);
        let (Some(outer), Some(inner)) = (at(within.outer), at(within.column)) else {
            return Ok(Within::Wanted(targets));
        };
        let text = |field: usize| match &element.wanted[field] {
            Wanted::Name(name) => name.trim(),
            Wanted::Untouched | Wanted::Clear | Wanted::Set(_) | Wanted::Until(_) => "",
        };
        let (outer_rule, inner_rule) = (&rule.fields[outer], &rule.fields[inner]);
        let more: Vec<(usize, &FieldRule)> = rule
            .fields
            .iter()
            .enumerate()
            .filter(|(at, field)| {
                within.more.contains(&field.column.as_str()) && !self.is_no_name(field, text(*at))
            })
            .collect();
        let said = |word: &str| {
            let (_, of) = within.words.iter().find(|(known, _)| *known == word)?;
            at(of).map(text)
        };
        let dictionary = self.names.dictionary(&outer_rule.kind);
        let word = |word: &str| said(word).unwrap_or_default().to_owned();
        let spelt = dictionary.and_then(|dictionary| dictionary.spell(text(outer), word)).unwrap_or_default();
        if spelt.is_ignored {
            return Ok(Within::Unwanted);
        }
        let also = |column: &str| {
            let (word, _) = within.words.iter().find(|(_, of)| *of == column)?;
            spelt.also.get(*word).map(String::as_str)
        };
        let of = Belonging {
            outer_kind: &outer_rule.kind,
            outer: spelt.name.as_deref().unwrap_or(text(outer)),
            kind: &inner_rule.kind,
            name: also(within.column).unwrap_or(text(inner)),
        };
        let missing = MissingNames { outer: outer_rule.missing, inner: inner_rule.missing };
        let mut bad = inner;
        let made_with = |names: &mut Names| {
            let mut made_with: BTreeMap<Column, Value> = BTreeMap::new();
            for (field, rule) in &more {
                let dictionary = names.dictionary(&rule.kind);
                let renamed =
                    || dictionary?.apply(text(*field), |_| String::new()).map(|renamed| renamed.name);
                let name = also(rule.column.as_str()).map(str::to_owned).or_else(renamed);
                let name = name.unwrap_or_else(|| text(*field).to_owned());
                if name.is_empty() {
                    continue;
                }
                match names.resolve(&rule.kind, &name, entity, rule.missing) {
                    Ok(value) => drop(made_with.insert(rule.column.clone(), value)),
                    // The software is installed, whoever made it.
                    Err(NameError::Skip(_)) => {}
                    Err(refused) => {
                        bad = *field;
                        return Err(refused);
                    }
                }
            }
            Ok(made_with)
        };
        let found = self.names.resolve_within(of, entity, missing, made_with);
        let Belongs { outer: of_outer, inner: of_inner } = found.map_err(|error| (bad, error))?;
        let of_outer_only =
            rule.fields.iter().enumerate().filter(|(_, field)| within.is_of_outer(&field.column));
        targets.extend(of_outer_only.map(|(field, _)| (field, Target::Untouched)));
        targets.insert(outer, Target::Value(of_outer));
        targets.insert(inner, Target::Value(of_inner));
        Ok(Within::Wanted(targets))
    }

    /// What is wanted of a field of an element.
    fn element_target(
        &mut self,
        set: usize,
        field: usize,
        wanted: Wanted,
        entity: &Value,
        origin: &Origin,
    ) -> Result<Target, NameError> {
        let rule = &self.mapping.sets[set];
        let of = &rule.fields[field];
        Ok(match wanted {
            Wanted::Untouched | Wanted::Until(_) => Target::Untouched,
            Wanted::Clear => Target::Value(self.mapping.schema.canonical(&of.kind, Value::Empty)),
            Wanted::Set(value) => Target::Value(self.mapping.schema.canonical(&of.kind, value)),
            Wanted::Name(name) if self.is_no_name(of, &name) => {
                match self.names.resolve(&of.kind, &name, entity, MissingName::Reject) {
                    Ok(value) => Target::Value(value),
                    Err(_) if rule.key.contains(&field) => {
                        let reason = message::reject::names_nothing(&of.column, &name).said();
                        return Err(NameError::Reject(reason));
                    }
                    Err(_) => {
                        self.note_no_name(Spot::OfSet { set, field }, &name, origin);
                        Target::Untouched
                    }
                }
            }
            Wanted::Name(name) => Target::Value(self.resolve_in_set(set, field, &name, entity)?),
        })
    }

    /// An element by its key, with a name for people.
    fn named_element(&self, rule: &SetRule, targets: Vec<Target>, origin: Origin) -> DraftElement {
        let mut key = Vec::with_capacity(rule.key.len());
        let mut texts = Vec::new();
        for field in &rule.key {
            match &targets[*field] {
                Target::Value(value) => {
                    let kind = &rule.fields[*field].kind;
                    key.push(element_key_part(kind, value, self.names));
                    texts.push(self.names.own_name(kind, value));
                }
                Target::Untouched | Target::Until(_) => key.push(String::new()),
            }
        }
        texts.retain(|text| !text.is_empty());
        DraftElement { name: texts.join(" / "), key, targets, origin }
    }

    fn resolve_in_set(
        &mut self,
        set: usize,
        field: usize,
        name: &str,
        entity: &Value,
    ) -> Result<Value, NameError> {
        let known = &mut self.looked_up.of_sets[set][field];
        if let Some(resolved) = known.get(name)
            && resolved.seen_from == *entity
        {
            return resolved.value.clone();
        }
        let rule = &self.mapping.sets[set].fields[field];
        let value = self.names.resolve(&rule.kind, name, entity, rule.missing);
        known.insert(name.into(), Resolved { seen_from: entity.clone(), value: value.clone() });
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

fn reject(desired: &Desired, origin: &Origin, field: String, reason: Said) -> Reject {
    Reject {
        origin: origin.clone(),
        source_key: desired.source_key.clone(),
        field: Some(field),
        reason,
        partial: true,
    }
}

/// Elements with one key: the same said twice counts once, and so do those that differ in their addresses, which many
/// sources list one by one; alike ones are numbered where an item may have several; otherwise it is not known which of
/// them holds, and all are rejected.
fn tell_apart(
    schema: &Schema,
    rule: &SetRule,
    draft: &mut DraftSet,
    mut refuse: impl FnMut(&DraftElement, Said),
) {
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
            alike.dedup_by(|a, b| {
                a.targets == b.targets || point_at_one(rule, b, a) || add_addresses(schema, rule, b, a)
            });
            if alike.len() > 1 {
                draft.incomplete = true;
                for element in &alike {
                    let reason = message::reject::several_elements(alike.len()).said();
                    refuse(element, reason);
                }
                continue;
            }
        }
        draft.elements.extend(alike);
    }
}

/// Whether two elements are one because they point at the same row: a version that is listed twice is installed once.
/// The first keeps what it says besides, and takes over what only the other says.
fn point_at_one(rule: &SetRule, first: &mut DraftElement, other: &DraftElement) -> bool {
    let within = rule.set.within;
    let is_inner = |rule: &FieldRule| within.is_some_and(|within| rule.column.as_str() == within.column);
    let Some(at) = rule.fields.iter().position(is_inner) else { return false };
    if first.targets[at] != other.targets[at] {
        return false;
    }
    for (ours, theirs) in first.targets.iter_mut().zip(&other.targets) {
        if *ours == Target::Untouched {
            ours.clone_from(theirs);
        }
    }
    true
}

/// Adds the addresses of an element to another one that is the same otherwise; false when they differ in more.
fn add_addresses(schema: &Schema, rule: &SetRule, to: &mut DraftElement, from: &DraftElement) -> bool {
    let mut joined = Vec::new();
    for (at, (ours, theirs)) in to.targets.iter().zip(&from.targets).enumerate() {
        let kind = &rule.fields[at].kind;
        match (ours, theirs) {
            (ours, theirs) if ours == theirs => {}
            (Target::Value(ours), Target::Value(theirs)) if *kind == Kind::Addresses => {
                let both = Value::text(format!("{ours}, {theirs}"));
                joined.push((at, Target::Value(schema.canonical(kind, both))));
            }
            (Target::Untouched, theirs) if *kind == Kind::Addresses => joined.push((at, theirs.clone())),
            (_, Target::Untouched) if *kind == Kind::Addresses => {}
            _ => return false,
        }
    }
    for (at, target) in joined {
        to.targets[at] = target;
    }
    true
}
