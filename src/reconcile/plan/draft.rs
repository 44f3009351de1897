//! Read → draft: names become ids, the item's entity first, and the record gets its key.

use crate::message;
use crate::model::Said;
use crate::model::{Kind, Reject, Value};
use crate::reconcile::matching::{KeyValue, MayBeEmpty, key_of};
use crate::reconcile::names::NameError;
use crate::reconcile::transform::{Desired, Refused, Spot, Wanted, and_also, flaws};

use super::bound::RowKey;
use super::feed::{FeedPlanner, Resolved};
use super::spelling::{Respelled, respell};
use super::stages::{Draft, Read, Target, Targets, field_reject};

/// What of a record cannot be used.
#[derive(Debug, Default)]
struct Flaws {
    /// Values that the record goes on without.
    left_out: Vec<Reject>,
    /// Why it does not go on.
    refused: Option<Refused>,
}

impl Flaws {
    /// Notes why a record is rejected; what is found further on is said with the first reason.
    fn refuse(&mut self, field: usize, reject: Reject) {
        match &mut self.refused {
            None => self.refused = Some(Refused { field: Some(field), reject }),
            Some(Refused { reject: first, .. }) => {
                let path = reject.field.as_deref().unwrap_or_default();
                first.reason = and_also(&first.reason, path, &reject.reason);
            }
        }
    }
}

impl Flaws {
    /// Says all else that is wrong with a record that is rejected: a person corrects it at once.
    fn tell_with(&mut self, left_out: &[Reject], of_sets: Vec<(String, Said)>) {
        let Some(Refused { reject: first, .. }) = &mut self.refused else { return };
        let left_out = self.left_out.iter().chain(left_out);
        let left_out =
            left_out.map(|reject| (reject.field.clone().unwrap_or_default(), reject.reason.clone()));
        for (path, reason) in left_out.chain(of_sets) {
            first.reason = and_also(&first.reason, &path, &reason);
        }
    }
}

impl FeedPlanner<'_> {
    /// The draft of a record; a reject when it cannot go on.
    pub(super) fn draft(&mut self, number: u32, read: Read) -> Result<Draft, Box<Reject>> {
        let Read { mut desired, refused } = read;
        let is_unread = refused.is_some();
        let mut flaws = Flaws { left_out: Vec::new(), refused };
        self.respell_names(&mut desired);
        let targets = self.targets(&mut desired, &mut flaws);
        if !is_unread {
            flaws.tell_with(&desired.left_out, self::flaws(&self.mapping.sets, &desired.sets));
        } else {
            flaws.tell_with(&[], Vec::new());
        }
        let source_key = self.source_key(&desired, &targets, flaws.refused)?;
        let mut left_out = flaws.left_out;
        let sets = self.draft_sets(&mut desired, &targets.entity, &mut left_out);
        left_out.append(&mut desired.left_out);
        for reject in &mut left_out {
            reject.source_key = Some(source_key.clone());
        }
        let link = self.state.stock.links.of_key(&source_key);
        Ok(Draft { number, source_key, link, targets, sets, left_out, desired })
    }

    /// Spells names as the desk's dictionaries do.
    fn respell_names(&self, desired: &mut Desired) {
        let respelled = respell(&self.bound.spellings, self.mapping, self.names, &desired.wanted);
        self.note_renamed(&respelled);
        for Respelled { field, renamed } in respelled {
            desired.wanted[field] = Wanted::Name(renamed.name.into());
        }
    }

    /// Names become ids. A field that the record is rejected for is left untouched.
    fn targets(&mut self, desired: &mut Desired, flaws: &mut Flaws) -> Targets {
        let wanted = std::mem::take(&mut desired.wanted);
        let mut entity = self.names.default_entity();
        let mut entity_target = Target::Untouched;
        if let Some(field) = self.bound.entity_field
            && let Wanted::Name(name) = &wanted[field]
        {
            entity_target = self.target_of_name(desired, field, name, &Value::Empty, flaws);
            if let Target::Value(named) = &entity_target {
                entity = named.clone();
            }
        }
        let mut fields = Vec::with_capacity(wanted.len());
        for (field, wanted) in wanted.into_iter().enumerate() {
            fields.push(match wanted {
                Wanted::Untouched => Target::Untouched,
                Wanted::Clear => {
                    let kind = &self.mapping.fields[field].kind;
                    Target::Value(self.mapping.schema.canonical(kind, Value::Empty))
                }
                Wanted::Set(value) => Target::Value(value),
                Wanted::Until(date) => Target::Until(date),
                Wanted::Name(_) if Some(field) == self.bound.entity_field => entity_target.clone(),
                Wanted::Name(name) => self.target_of_name(desired, field, &name, &entity, flaws),
            });
        }
        Targets { fields, entity }
    }

    /// The row that a name stands for, seen from an entity; nothing where it stands for none.
    fn target_of_name(
        &mut self,
        desired: &Desired,
        field: usize,
        name: &str,
        entity: &Value,
        flaws: &mut Flaws,
    ) -> Target {
        // The entity has a default.
        let required = self.mapping.fields[field].required && Some(field) != self.bound.entity_field;
        let reject = |of: &Self, reason: Said, partial: bool| {
            field_reject(desired, &of.bound.fields[field].path, reason, partial)
        };
        match self.resolve_something(field, name, entity) {
            Ok(Some(value)) => return Target::Value(value),
            Ok(None) if required => {
                let reason = message::reject::required_and_nothing(name).said();
                flaws.refuse(field, reject(self, reason, false));
            }
            Ok(None) => self.note_no_name(Spot::Field(field), name, &desired.origin),
            Err(NameError::Skip(reason)) => flaws.left_out.push(reject(self, reason, true)),
            Err(NameError::Reject(reason)) => flaws.refuse(field, reject(self, reason, false)),
        }
        Target::Untouched
    }

    pub(super) fn resolve(&mut self, field: usize, name: &str, entity: &Value) -> Result<Value, NameError> {
        let known = &mut self.looked_up.names[field];
        if let Some(resolved) = known.get(name)
            && resolved.seen_from == *entity
        {
            return resolved.value.clone();
        }
        let rule = &self.mapping.fields[field];
        let value = self.names.resolve(&rule.kind, name, entity, rule.missing);
        known.insert(name.into(), Resolved { seen_from: entity.clone(), value: value.clone() });
        value
    }

    /// Key of a record that goes on. One that does not may still tell which item it is; else it may
    /// be any.
    fn source_key(
        &mut self,
        desired: &Desired,
        targets: &Targets,
        refused: Option<Refused>,
    ) -> Result<String, Box<Reject>> {
        let source_key = desired.source_key.clone().or_else(|| {
            let first = self.keys_of(targets).next();
            first.map(|key| self.key_text(key.level, targets))
        });
        let (source_key, Refused { field, reject }) = match (source_key, refused) {
            (Some(source_key), None) => return Ok(source_key),
            (Some(source_key), Some(refused)) => (source_key, refused),
            (None, refused) => {
                self.state.unusable.next_is_unattributed();
                let no_key = || self.no_key(desired, targets);
                return Err(refused.map_or_else(no_key, |refused| Box::new(refused.reject)));
            }
        };
        let keys: Vec<RowKey> = self.keys_of(targets).collect();
        let seen = self.see(&source_key, &keys);
        if !seen && field.is_none_or(|field| self.bound.is_key_field(field)) {
            self.state.unusable.next_is_unattributed();
        }
        Err(Box::new(reject))
    }

    /// Keys of the record that are complete and not junk. A record that does not say its entity is taken
    /// to be of the default one, where it would be created.
    pub(super) fn keys_of(&self, targets: &Targets) -> impl Iterator<Item = RowKey> {
        self.bound.keys.iter().zip(1_u8..).filter_map(move |(key, level)| {
            let values = key.fields.iter().map(|field| {
                let value = match &targets[*field] {
                    Target::Value(value) if !self.is_junk(*field, value) => value,
                    Target::Untouched if Some(*field) == self.bound.entity_field => &targets.entity,
                    _ => &Value::Empty,
                };
                let column = &self.mapping.fields[*field].column;
                let may_be_empty = MayBeEmpty::of(self.mapping.schema, &self.mapping.class, column);
                KeyValue { value, may_be_empty }
            });
            key_of(values).map(|parts| RowKey { level, parts })
        })
    }

    /// How a plan names the strength of a match.
    pub(super) fn key_name(&self, level: u8) -> String {
        match level {
            0 => "link".to_owned(),
            level => self.bound.key(level).name.clone(),
        }
    }

    pub(super) fn is_junk(&self, field: usize, value: &Value) -> bool {
        match (value, &self.mapping.fields[field].kind) {
            (Value::Text(text), Kind::Text { .. } | Kind::LongText | Kind::Mac | Kind::Ip) => {
                self.junk.is_junk(text)
            }
            _ => false,
        }
    }

    /// The text of a key: the bare value for the first key, `column=value` for the others.
    fn key_text(&self, level: u8, targets: &Targets) -> String {
        let text = self.key_values(level, targets);
        if level == 1 { text } else { format!("{}={text}", self.bound.key(level).name) }
    }

    /// The values of a key as a person reads them.
    pub(super) fn key_values(&self, level: u8, targets: &Targets) -> String {
        let shown = self.bound.key(level).fields.iter().map(|field| match &targets[*field] {
            Target::Value(value @ (Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_))) => {
                self.names.show(&self.mapping.fields[*field].kind, value)
            }
            Target::Value(value) => value.to_string(),
            Target::Untouched if Some(*field) == self.bound.entity_field => {
                self.names.show(&self.mapping.fields[*field].kind, &targets.entity)
            }
            Target::Untouched | Target::Until(_) => String::new(),
        });
        shown.collect::<Vec<_>>().join(" / ")
    }

    /// The reject of a record that nothing names.
    fn no_key(&self, desired: &Desired, targets: &Targets) -> Box<Reject> {
        let mut reasons = Vec::new();
        for field in self.bound.keys.iter().flat_map(|key| &key.fields) {
            let path = &self.bound.fields[*field].path;
            let reason = match &targets[*field] {
                Target::Value(value) if self.is_junk(*field, value) => {
                    message::reject::names_nothing(path, value).said()
                }
                Target::Value(value) if !value.is_empty() => continue,
                Target::Untouched if Some(*field) == self.bound.entity_field => continue,
                _ => message::reject::is_blank(path).said(),
            };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let mut reason = message::reject::no_key(Said::join(&reasons, ", ")).said();
        for left_out in &desired.left_out {
            let path = left_out.field.as_deref().unwrap_or_default();
            reason = and_also(&reason, path, &left_out.reason);
        }
        Box::new(Reject {
            origin: desired.origin.clone(),
            source_key: None,
            field: None,
            reason,
            partial: false,
        })
    }
}
