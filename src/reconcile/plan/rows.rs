//! One record of a feed → a change, nothing, or a reject.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::message;
use crate::model::mapping::{ContractLines, FieldRule, Mapping};
use crate::model::schema::Part;
use crate::model::set::RowsPerItem;
use crate::model::{Header, Kind, Record, Reject, Value};

use crate::reconcile::matching::{KeyIndex, MayBeEmpty, key_of};
use crate::reconcile::names::{NameError, Names};
use crate::reconcile::transform::{Attempt, Desired, JunkFilter, Transform, Wanted, and_also};

use super::Settings;
use super::asking;
use super::contracts::Contracts;
use super::currencies::Currencies;
use super::elements::bind_set;
use super::feed::{Bound, FeedPlanner, Fill, Grouped, Key, Refused, RowDraft, Target, field_reject};
use super::find::Matched;
use super::group::depth;
use super::lines;
use super::readings::Readings;
use super::spelling::{respell, spellings};
use super::state::{ClassState, Known, RowOutcome};
use super::write::Place;

/// What a record wants once names are ids.
struct Targets {
    targets: Vec<Target>,
    entity: Value,
    left_out: Vec<Reject>,
    refused: Option<Refused>,
}

impl<'p> FeedPlanner<'p> {
    pub(super) fn new(
        settings: &'p Settings,
        names: &'p mut Names,
        state: &'p mut ClassState,
        mapping: &'p Mapping,
        header: &Header,
        (records, filled): (&'p mut u64, &'p mut std::collections::BTreeMap<String, u64>),
    ) -> Self {
        let fields = mapping.fields.iter().map(|rule| bind_field(&state.known, rule)).collect();
        let keys = mapping
            .match_keys
            .iter()
            .map(|key| {
                let columns: Option<Vec<(usize, MayBeEmpty)>> = key
                    .iter()
                    .map(|field| {
                        let wanted = &mapping.fields[*field].column;
                        let at = state.known.table.columns.iter().position(|column| column == wanted)?;
                        Some((at, MayBeEmpty::of(mapping.schema, &mapping.class, wanted)))
                    })
                    .collect();
                let name =
                    key.iter().map(|field| mapping.fields[*field].column.to_string()).collect::<Vec<_>>();
                Key {
                    name: name.join(" + "),
                    fields: key.clone(),
                    index: columns.map(|columns| key_index(&mut state.known, columns)),
                }
            })
            .collect();
        let sets = mapping.sets.iter().map(|set| bind_set(&state.known, set)).collect();
        Self {
            settings,
            spellings: spellings(mapping, names),
            names,
            state,
            mapping,
            transform: Transform::new(mapping, header, settings.today, &settings.job),
            records,
            fill: Fill::new(mapping, filled),
            junk: JunkFilter::new(&mapping.junk),
            readings: Readings::default(),
            fields,
            keys,
            cache: vec![HashMap::new(); mapping.fields.len()],
            entity_field: mapping.field(Part::ITEM, mapping.schema.columns.entity),
            waiting: Vec::new(),
            contracts: OnceCell::new(),
            currencies: Currencies::default(),
            sets,
            set_cache: mapping.sets.iter().map(|set| vec![HashMap::new(); set.fields.len()]).collect(),
            grouped: Grouped::default(),
        }
    }

    /// A row that the source could not read: it may be any item's.
    pub fn reject(&mut self, reject: Reject) {
        *self.records += 1;
        self.state.intake.records += 1;
        self.state.unusable.reject_unattributed(reject);
    }

    /// One record.
    pub fn record(&mut self, record: &Record) {
        let (mut desired, refused) = match self.transform.attempt(record) {
            Attempt { desired: Some(desired), refused } => (desired, refused),
            Attempt { desired: None, refused: Some((_, reject)) } => return self.reject(reject),
            Attempt { desired: None, refused: None } => return,
        };
        if self.is_total(record, &desired) {
            return;
        }
        self.note_reading(record, &mut desired);
        *self.records += 1;
        self.state.intake.records += 1;
        self.count_filled(&desired);
        for (field, currency) in self.transform.currencies(record) {
            self.currencies.note(field, currency, &desired.origin);
        }
        let waits = self.mapping.contract_lines == ContractLines::Latest;
        if self.mapping.rows == RowsPerItem::Several {
            self.group(desired, refused);
        } else if waits || self.mapping.schema.is_tree(&self.mapping.class) {
            // A place may stand before the place it is in: they are planned from the top.
            self.waiting.push((depth(self.mapping, &desired), desired, refused));
        } else {
            self.plan(desired, refused);
        }
    }

    /// No more records of this source come.
    pub fn end(mut self) {
        self.fill.tell(self.mapping);
        for (desired, refused) in self.grouped.take() {
            self.plan(desired, refused);
        }
        self.hold_removals();
        let mut waiting = std::mem::take(&mut self.waiting);
        if self.mapping.contract_lines == ContractLines::Latest {
            let overlaps = lines::latest(self.mapping, &mut waiting);
            self.state.told.questions.add_all_certain(overlaps);
        }
        waiting.sort_by_key(|(depth, ..)| *depth);
        for (_, desired, refused) in waiting {
            self.plan(desired, refused);
        }
        let mixed =
            self.currencies.questions(&self.state.known.class, |field| self.mapping.fields[field].path());
        self.state.told.questions.add_all_certain(mixed);
        self.tell_readings();
    }

    fn plan(&mut self, desired: Desired, refused: Option<Refused>) {
        let number = self.state.rows.origins.push(&desired.origin);
        // Retirements are numbered behind records: outcomes has one slot per number.
        self.state.rows.outcomes.resize(number as usize + 1, RowOutcome::Rejected);
        if let Err(reject) = self.plan_row(number, desired, refused) {
            self.state.rows.outcomes[number as usize] = RowOutcome::Rejected;
            self.state.unusable.rejects.push(*reject);
        }
    }

    fn plan_row(
        &mut self,
        number: u32,
        mut desired: Desired,
        refused: Option<Refused>,
    ) -> Result<(), Box<Reject>> {
        let mut wanted = self.targets(&mut desired, refused);
        let source_key = self.source_key(&desired, &mut wanted)?;
        let Targets { targets, entity, mut left_out, .. } = wanted;
        let sets = self.draft_sets(&mut desired, &entity, &mut left_out);
        let mut draft = RowDraft {
            number,
            link: self.state.known.links.of_key(&source_key),
            item: None,
            targets,
            entity,
            lessons: Vec::new(),
            fights: Vec::new(),
            yielded: Vec::new(),
            kept: Vec::new(),
            doubt: None,
            asks: Vec::new(),
            rejects: left_out,
            sets,
            desired,
        };
        draft.rejects.append(&mut draft.desired.left_out);
        for reject in &mut draft.rejects {
            reject.source_key = Some(source_key.clone());
        }
        self.note_record(&draft, &source_key);
        if let Some(reason) = self.state.known.waiting.records.get(&source_key).cloned() {
            return Err(self.protect(&draft, &source_key, reason));
        }
        let mut keys = Vec::new();
        let matched = match self.follow_link(draft.link) {
            Some(matched) => matched,
            None => {
                keys = self.keys_of(&draft.targets, &draft.entity).collect();
                self.find_by_keys(&draft, &source_key, &keys)?
            }
        };
        if let Err(reject) = self.leave_out_junk(&mut draft, &source_key) {
            self.see_all(&draft, &source_key);
            return Err(reject);
        }
        match matched {
            Matched::Existing { at, level } => {
                let id = self.state.known.table.items[at as usize].id;
                self.claim_item(&draft, id, level);
                if level > 0 {
                    self.claim_keys(&draft, &source_key, &keys);
                }
                draft.doubt = self.doubt(&draft, at as usize, level);
                self.update(draft, Place::InUse(at as usize), level, source_key);
            }
            Matched::InTrash { id, ours: true, level } => {
                self.claim_item(&draft, id, level);
                self.restore(draft, (id, level), source_key);
            }
            Matched::InTrash { id, ours: false, .. } => {
                let reason = self.trashed_elsewhere(id);
                let question = asking::in_trash(&self.state.known.class, (id, &source_key), &reason);
                self.state.told.questions.add_certain(question);
                return Err(self.protect(&draft, &source_key, reason));
            }
            Matched::OutOfSight { id } => {
                let reason = message::reject::out_of_sight(&self.state.known.class, id).to_string();
                return Err(self.protect(&draft, &source_key, reason));
            }
            Matched::New => {
                self.claim_keys(&draft, &source_key, &keys);
                draft.doubt = self.deleted_by_hand(draft.link);
                self.create(draft, source_key);
            }
        }
        Ok(())
    }

    /// Key of a record that goes on. One that does not may still tell which item it is; else it may
    /// be any.
    fn source_key(&mut self, desired: &Desired, wanted: &mut Targets) -> Result<String, Box<Reject>> {
        let refused = wanted.refused.take();
        let source_key = desired.source_key.clone().or_else(|| {
            let first = self.keys_of(&wanted.targets, &wanted.entity).next();
            first.map(|(level, _)| self.key_text(level, &wanted.targets, &wanted.entity))
        });
        let (source_key, (field, reject)) = match (source_key, refused) {
            (Some(source_key), None) => return Ok(source_key),
            (Some(source_key), Some(refused)) => (source_key, refused),
            (None, refused) => {
                self.state.unusable.unattributed.push(self.state.unusable.rejects.len());
                let no_key = || self.no_key(desired, &wanted.targets);
                return Err(refused.map_or_else(no_key, |(_, reject)| Box::new(reject)));
            }
        };
        let keys: Vec<(u8, Vec<String>)> = self.keys_of(&wanted.targets, &wanted.entity).collect();
        let seen = self.see(&source_key, &keys);
        if !seen && field.is_none_or(|field| self.is_key_field(field)) {
            self.state.unusable.unattributed.push(self.state.unusable.rejects.len());
        }
        Err(Box::new(reject))
    }

    /// Refuses a record; what it may be by any of its keys is not missing.
    fn protect(&mut self, draft: &RowDraft, source_key: &str, reason: String) -> Box<Reject> {
        self.see_all(draft, source_key);
        self.refuse(draft, source_key, reason)
    }

    fn see_all(&mut self, draft: &RowDraft, source_key: &str) {
        let keys: Vec<(u8, Vec<String>)> = self.keys_of(&draft.targets, &draft.entity).collect();
        self.see(source_key, &keys);
    }

    pub(super) fn refuse(&self, draft: &RowDraft, source_key: &str, reason: String) -> Box<Reject> {
        let origin = draft.desired.origin.clone();
        Box::new(Reject {
            origin,
            source_key: Some(source_key.to_owned()),
            field: None,
            reason,
            partial: false,
        })
    }

    pub(super) fn is_key_field(&self, field: usize) -> bool {
        self.keys.iter().any(|key| key.fields.contains(&field))
    }

    /// Names become ids, the item's entity first. A field that the record is rejected for is left
    /// untouched.
    fn targets(&mut self, desired: &mut Desired, mut refused: Option<Refused>) -> Targets {
        let renamed = respell(&self.spellings, self.mapping, self.names, &desired.wanted);
        self.note_renamed(&renamed);
        for (field, renamed) in renamed {
            desired.wanted[field] = Wanted::Name(renamed.name.into());
        }
        let mut left_out = Vec::new();
        let mut entity = self.names.default_entity();
        let mut entity_target = Target::Untouched;
        if let Some(field) = self.entity_field
            && let Wanted::Name(name) = &desired.wanted[field]
        {
            let none = Value::Empty;
            let name = name.clone();
            match self.resolve_something(field, &name, &none) {
                Ok(Some(value)) => {
                    entity_target = Target::Value(value.clone());
                    entity = value;
                }
                Ok(None) => self.note_no_name(field, &name, &desired.origin),
                Err(NameError::Skip(reason)) => {
                    left_out.push(field_reject(desired, &self.fields[field].path, reason, true))
                }
                Err(NameError::Reject(reason)) => {
                    let reject = field_reject(desired, &self.fields[field].path, reason, false);
                    and_refused(&mut refused, field, reject);
                }
            }
        }
        let mut targets = Vec::with_capacity(desired.wanted.len());
        for (field, wanted) in std::mem::take(&mut desired.wanted).into_iter().enumerate() {
            targets.push(match wanted {
                Wanted::Untouched => Target::Untouched,
                Wanted::Clear => {
                    let kind = &self.mapping.fields[field].kind;
                    Target::Value(self.mapping.schema.canonical(kind, Value::Empty))
                }
                Wanted::Set(value) => Target::Value(value),
                Wanted::Until(date) => Target::Until(date),
                Wanted::Name(_) if Some(field) == self.entity_field => entity_target.clone(),
                Wanted::Name(name) => match self.resolve_something(field, &name, &entity) {
                    Ok(Some(value)) => Target::Value(value),
                    Ok(None) if self.mapping.fields[field].required => {
                        let reason = message::reject::required_and_nothing(&name).to_string();
                        let reject = field_reject(desired, &self.fields[field].path, reason, false);
                        and_refused(&mut refused, field, reject);
                        Target::Untouched
                    }
                    Ok(None) => {
                        self.note_no_name(field, &name, &desired.origin);
                        Target::Untouched
                    }
                    Err(NameError::Skip(reason)) => {
                        left_out.push(field_reject(desired, &self.fields[field].path, reason, true));
                        Target::Untouched
                    }
                    Err(NameError::Reject(reason)) => {
                        let reject = field_reject(desired, &self.fields[field].path, reason, false);
                        and_refused(&mut refused, field, reject);
                        Target::Untouched
                    }
                },
            });
        }
        Targets { targets, entity, left_out, refused }
    }

    pub(super) fn resolve(&mut self, field: usize, name: &str, entity: &Value) -> Result<Value, NameError> {
        if let Some((seen_from, value)) = self.cache[field].get(name)
            && seen_from == entity
        {
            return value.clone();
        }
        let rule = &self.mapping.fields[field];
        let value = self.names.resolve(&rule.kind, name, entity, rule.missing);
        self.cache[field].insert(name.into(), (entity.clone(), value.clone()));
        value
    }

    /// Keys of the record that are complete and not junk: level (from 1) and parts. A record that
    /// does not say its entity is taken to be of the default one, where it would be created.
    pub(super) fn keys_of(
        &self,
        targets: &[Target],
        entity: &Value,
    ) -> impl Iterator<Item = (u8, Vec<String>)> {
        self.keys.iter().enumerate().filter_map(move |(at, key)| {
            let values = key.fields.iter().map(|field| {
                let value = match &targets[*field] {
                    Target::Value(value) if !self.is_junk(*field, value) => value,
                    Target::Untouched if Some(*field) == self.entity_field => entity,
                    _ => &Value::Empty,
                };
                (
                    value,
                    MayBeEmpty::of(
                        self.mapping.schema,
                        &self.mapping.class,
                        &self.mapping.fields[*field].column,
                    ),
                )
            });
            key_of(values).map(|parts| (u8::try_from(at + 1).unwrap_or(u8::MAX), parts))
        })
    }

    /// How a plan names the strength of a match.
    pub(super) fn key_name(&self, level: u8) -> String {
        match level {
            0 => "link".to_owned(),
            level => self.keys[usize::from(level) - 1].name.clone(),
        }
    }

    /// Contracts by name and number; made when the first row looks for one.
    pub(super) fn contracts(&self) -> &Contracts {
        self.contracts.get_or_init(|| {
            let schema = self.mapping.schema;
            let Some(part) = schema.shared_part() else { return Contracts::default() };
            let chosen_by = schema.shared(part).map_or(&[][..], |shared| shared.chosen_by);
            let table = self.state.known.table.part(part);
            table.map(|table| Contracts::new(table, chosen_by)).unwrap_or_default()
        })
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
    fn key_text(&self, level: u8, targets: &[Target], entity: &Value) -> String {
        let text = self.key_values(level, targets, entity);
        if level == 1 { text } else { format!("{}={text}", self.keys[usize::from(level) - 1].name) }
    }

    /// The values of a key as a person reads them.
    pub(super) fn key_values(&self, level: u8, targets: &[Target], entity: &Value) -> String {
        let key = &self.keys[usize::from(level) - 1];
        let shown = key.fields.iter().map(|field| match &targets[*field] {
            Target::Value(value @ (Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_))) => {
                self.names.show(&self.mapping.fields[*field].kind, value)
            }
            Target::Value(value) => value.to_string(),
            Target::Untouched if Some(*field) == self.entity_field => {
                self.names.show(&self.mapping.fields[*field].kind, entity)
            }
            Target::Untouched | Target::Until(_) => String::new(),
        });
        shown.collect::<Vec<_>>().join(" / ")
    }

    fn no_key(&self, desired: &Desired, targets: &[Target]) -> Box<Reject> {
        let mut reasons = Vec::new();
        for key in &self.keys {
            for field in &key.fields {
                let path = &self.fields[*field].path;
                let reason = match &targets[*field] {
                    Target::Value(value) if self.is_junk(*field, value) => {
                        message::reject::names_nothing(path, value).to_string()
                    }
                    Target::Value(value) if !value.is_empty() => continue,
                    Target::Untouched if Some(*field) == self.entity_field => continue,
                    _ => message::reject::is_blank(path).to_string(),
                };
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        let mut reason = message::reject::no_key(reasons.join(", ")).to_string();
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

/// Notes why a record is rejected; what is found further on is said with the first reason.
fn and_refused(refused: &mut Option<Refused>, field: usize, reject: Reject) {
    match refused {
        None => *refused = Some((Some(field), reject)),
        Some((_, first)) => {
            let path = reject.field.as_deref().unwrap_or_default();
            first.reason = and_also(&first.reason, path, &reject.reason);
        }
    }
}

fn bind_field(known: &Known, rule: &FieldRule) -> Bound {
    let path = rule.path();
    let own = rule.part.is_item().then_some(&known.table.columns);
    let columns = own.or_else(|| known.table.part(rule.part).map(|table| &table.columns));
    let column = columns.and_then(|columns| columns.iter().position(|column| *column == rule.column));
    let others = known.others.jobs.iter().map(|other| other.links.path(&path)).collect();
    Bound { memory: known.links.path(&path), others, column, path: path.into() }
}

fn key_index(known: &mut Known, columns: Vec<(usize, MayBeEmpty)>) -> usize {
    match known.indexes.iter().position(|index| index.columns() == columns) {
        Some(at) => at,
        None => {
            known.trash_indexes.push(KeyIndex::new(&known.table.trashed, columns.clone()));
            known.indexes.push(KeyIndex::new(&known.table.items, columns));
            known.indexes.len() - 1
        }
    }
}
