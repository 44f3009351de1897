//! One record of a feed → a change, nothing, or a reject.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::canonical::canonical;
use crate::model::change::{Change, FieldChange, Kept, Operation};
use crate::model::class::Part;
use crate::model::link::{Ownership, encode};
use crate::model::mapping::{FieldRule, Mapping};
use crate::model::{Column, Header, Item, Kind, Record, Reject, Value};

use crate::reconcile::matching::{KeyIndex, hash_key, key_of, value_hash};
use crate::reconcile::names::{NameError, Names};
use crate::reconcile::transform::{Desired, JunkFilter, Transform, Transformed, Wanted};

use super::claims::{Claim, Verdict};
use super::diff::{FieldVerdict, decide, field_change, show};
use super::retire::label_of;
use super::{ClassState, LinkUpdate, RowOutcome, Settings};

/// Plans the records of one source with one mapping.
#[derive(Debug)]
pub struct FeedPlanner<'p> {
    pub(super) settings: &'p Settings,
    pub(super) names: &'p mut Names,
    pub(super) state: &'p mut ClassState,
    pub(super) mapping: &'p Mapping,
    transform: Transform<'p>,
    records: &'p mut u64,
    junk: JunkFilter,
    /// Per field: its path, its position in the table of its part, its position in the memory.
    pub(super) fields: Vec<Bound>,
    keys: Vec<Key>,
    cache: Vec<HashMap<Box<str>, (Value, Result<Value, NameError>)>>,
    entity_field: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub(super) path: Arc<str>,
    pub(super) column: Option<usize>,
    pub(super) memory: Option<usize>,
}

#[derive(Debug)]
struct Key {
    name: String,
    fields: Vec<usize>,
    index: Option<usize>,
}

/// What is wanted of a field once names are ids.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    Untouched,
    Value(Value),
    Until(chrono::NaiveDate),
}

/// A record on its way.
pub(super) struct RowDraft {
    pub(super) number: u32,
    pub(super) desired: Desired,
    pub(super) targets: Vec<Target>,
    pub(super) entity: Value,
    pub(super) agreed: Vec<(Arc<str>, String)>,
    pub(super) kept: Vec<(String, Kind, Value, Value, &'static str)>,
    pub(super) rejects: Vec<Reject>,
}

enum Matched {
    Existing { at: u32, level: u8, by: String },
    InTrash { id: i64, ours: bool },
    New,
}

impl<'p> FeedPlanner<'p> {
    pub(super) fn new(
        settings: &'p Settings,
        names: &'p mut Names,
        state: &'p mut ClassState,
        mapping: &'p Mapping,
        header: &Header,
        records: &'p mut u64,
    ) -> Self {
        let fields = mapping.fields.iter().map(|rule| bind_field(state, rule)).collect();
        let keys = mapping
            .match_keys
            .iter()
            .map(|key| {
                let columns: Option<Vec<usize>> = key
                    .iter()
                    .map(|field| {
                        state.table.columns.iter().position(|column| *column == mapping.fields[*field].column)
                    })
                    .collect();
                let name =
                    key.iter().map(|field| mapping.fields[*field].column.to_string()).collect::<Vec<_>>();
                Key {
                    name: name.join(" + "),
                    fields: key.clone(),
                    index: columns.map(|columns| key_index(state, columns)),
                }
            })
            .collect();
        if state.positions.is_empty() {
            let ids = state.table.items.iter().enumerate();
            state.positions = ids.filter_map(|(at, item)| Some((item.id, u32::try_from(at).ok()?))).collect();
        }
        Self {
            settings,
            names,
            state,
            mapping,
            transform: Transform::new(mapping, header, settings.today, &settings.job),
            records,
            junk: JunkFilter::new(&mapping.junk),
            fields,
            keys,
            cache: vec![HashMap::new(); mapping.fields.len()],
            entity_field: mapping.field(Part::Item, "entities_id"),
        }
    }

    /// A row that the source could not read.
    pub fn reject(&mut self, reject: Reject) {
        *self.records += 1;
        self.state.records += 1;
        self.state.rejects.push(reject);
    }

    /// One record.
    pub fn record(&mut self, record: &Record) {
        let desired = match self.transform.apply(record) {
            Transformed::Skipped => return,
            Transformed::Rejected(reject) => return self.reject(reject),
            Transformed::Desired(desired) => *desired,
        };
        *self.records += 1;
        self.state.records += 1;
        let number = self.state.origins.push(&desired.origin);
        // Retirements are numbered behind records: outcomes has one slot per number.
        self.state.outcomes.resize(number as usize + 1, RowOutcome::Rejected);
        if let Err(reject) = self.plan_row(number, desired) {
            self.state.outcomes[number as usize] = RowOutcome::Rejected;
            self.state.rejects.push(reject);
        }
    }

    fn plan_row(&mut self, number: u32, desired: Desired) -> Result<(), Reject> {
        let (targets, entity, left_out) = self.targets(&desired)?;
        let keys = self.keys_of(&targets);
        let source_key = match (&desired.source_key, keys.first()) {
            (Some(key), _) => key.clone(),
            (None, Some((level, parts))) => self.key_text(*level, parts, &targets),
            (None, None) => return Err(self.no_key(&desired, &targets)),
        };
        let mut draft = RowDraft {
            number,
            targets,
            entity,
            agreed: Vec::new(),
            kept: Vec::new(),
            rejects: left_out,
            desired,
        };
        draft.rejects.append(&mut draft.desired.left_out);
        for reject in &mut draft.rejects {
            reject.source_key = Some(source_key.clone());
        }
        match self.find(&draft, &source_key, &keys)? {
            Matched::Existing { at, level, by } => {
                let id = self.state.table.items[at as usize].id;
                self.claim_item(&draft, id, level, &source_key)?;
                self.update(draft, at, by, source_key);
            }
            Matched::InTrash { id, ours: true } => {
                self.claim_item(&draft, id, 0, &source_key)?;
                self.restore(draft, id, source_key);
            }
            Matched::InTrash { id, ours: false } => {
                let reason = format!(
                    "its {} #{id} was put in the trash at the desk; restore or purge it there",
                    self.state.class
                );
                return Err(self.refuse(&draft, &source_key, reason));
            }
            Matched::New => {
                self.claim_keys(&draft, &source_key, &keys)?;
                self.create(draft, source_key);
            }
        }
        Ok(())
    }

    fn refuse(&self, draft: &RowDraft, source_key: &str, reason: String) -> Reject {
        let origin = draft.desired.origin.clone();
        Reject { origin, source_key: Some(source_key.to_owned()), field: None, reason, partial: false }
    }

    /// Names become ids, the item's entity first.
    fn targets(&mut self, desired: &Desired) -> Result<(Vec<Target>, Value, Vec<Reject>), Reject> {
        let mut left_out = Vec::new();
        let mut entity = self.names.default_entity();
        if let Some(field) = self.entity_field
            && let Wanted::Name(name) = &desired.wanted[field]
        {
            let none = Value::Empty;
            match self.resolve(field, name, &none) {
                Ok(value) => entity = value,
                Err(NameError::Skip(reason)) => {
                    left_out.push(field_reject(desired, &self.fields[field].path, reason, true))
                }
                Err(NameError::Reject(reason)) => {
                    return Err(field_reject(desired, &self.fields[field].path, reason, false));
                }
            }
        }
        let mut targets = Vec::with_capacity(desired.wanted.len());
        for (field, wanted) in desired.wanted.iter().enumerate() {
            targets.push(match wanted {
                Wanted::Untouched => Target::Untouched,
                Wanted::Clear => Target::Value(canonical(&self.mapping.fields[field].kind, Value::Empty)),
                Wanted::Set(value) => Target::Value(value.clone()),
                Wanted::Until(date) => Target::Until(*date),
                Wanted::Name(_) if Some(field) == self.entity_field => Target::Value(entity.clone()),
                Wanted::Name(name) => match self.resolve(field, name, &entity) {
                    Ok(value) => Target::Value(value),
                    Err(NameError::Skip(reason)) => {
                        left_out.push(field_reject(desired, &self.fields[field].path, reason, true));
                        Target::Untouched
                    }
                    Err(NameError::Reject(reason)) => {
                        return Err(field_reject(desired, &self.fields[field].path, reason, false));
                    }
                },
            });
        }
        Ok((targets, entity, left_out))
    }

    fn resolve(&mut self, field: usize, name: &str, entity: &Value) -> Result<Value, NameError> {
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

    /// Keys of the record that are complete and not junk: level (from 1) and parts.
    fn keys_of(&self, targets: &[Target]) -> Vec<(u8, Vec<String>)> {
        let mut keys = Vec::new();
        for (at, key) in self.keys.iter().enumerate() {
            let values = key.fields.iter().map(|field| match &targets[*field] {
                Target::Value(value) if !self.is_junk(*field, value) => value,
                _ => &Value::Empty,
            });
            if let Some(parts) = key_of(values) {
                keys.push((u8::try_from(at + 1).unwrap_or(u8::MAX), parts));
            }
        }
        keys
    }

    fn is_junk(&self, field: usize, value: &Value) -> bool {
        match (value, &self.mapping.fields[field].kind) {
            (Value::Text(text), Kind::Text { .. } | Kind::LongText | Kind::Mac | Kind::Ip) => {
                self.junk.is_junk(text)
            }
            _ => false,
        }
    }

    /// The text of a key: the bare value for the first key, `column=value` for the others.
    fn key_text(&self, level: u8, _parts: &[String], targets: &[Target]) -> String {
        let key = &self.keys[usize::from(level) - 1];
        let shown = key.fields.iter().map(|field| match &targets[*field] {
            Target::Value(value @ (Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_))) => {
                self.names.show(&self.mapping.fields[*field].kind, value)
            }
            Target::Value(value) => value.to_string(),
            Target::Untouched | Target::Until(_) => String::new(),
        });
        let text = shown.collect::<Vec<_>>().join(" / ");
        if level == 1 { text } else { format!("{}={text}", key.name) }
    }

    fn no_key(&self, desired: &Desired, targets: &[Target]) -> Reject {
        let mut reasons = Vec::new();
        for key in &self.keys {
            for field in &key.fields {
                let path = &self.fields[*field].path;
                let reason = match &targets[*field] {
                    Target::Value(value) if self.is_junk(*field, value) => {
                        format!("{path} `{value}` names nothing")
                    }
                    Target::Value(value) if !value.is_empty() => continue,
                    _ => format!("{path} is blank"),
                };
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        let reason = format!("no key to match it by: {}", reasons.join(", "));
        Reject { origin: desired.origin.clone(), source_key: None, field: None, reason, partial: false }
    }

    fn find(
        &mut self,
        draft: &RowDraft,
        source_key: &str,
        keys: &[(u8, Vec<String>)],
    ) -> Result<Matched, Reject> {
        if let Some(link) = self.state.links.of_key(source_key) {
            let row = self.state.links.row(link);
            let (id, ours) = (row.remote_id, row.retired);
            self.state.links.see(link);
            if let Some(at) = self.state.positions.get(&id) {
                return Ok(Matched::Existing { at: *at, level: 0, by: "link".to_owned() });
            }
            if self.state.table.get_trashed(id).is_some() {
                return Ok(Matched::InTrash { id, ours });
            }
        }
        for (level, parts) in keys {
            let key = &self.keys[usize::from(*level) - 1];
            let Some(index) = key.index else { continue };
            let found = self.state.keys[index].find(&self.state.table.items, parts);
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Matched::Existing { at: *one, level: *level, by: key.name.clone() }),
                several => {
                    let mut ids: Vec<i64> =
                        several.iter().map(|at| self.state.table.items[*at as usize].id).collect();
                    ids.sort_unstable();
                    let shown: Vec<String> = ids.iter().take(5).map(|id| format!("#{id}")).collect();
                    let reason = format!(
                        "ambiguous: {} {} items have {} `{}`: {}",
                        ids.len(),
                        self.state.class,
                        key.name,
                        parts.join(" / "),
                        shown.join(", ")
                    );
                    return Err(self.refuse(draft, source_key, reason));
                }
            }
        }
        Ok(Matched::New)
    }

    fn claim_item(&mut self, draft: &RowDraft, id: i64, level: u8, source_key: &str) -> Result<(), Reject> {
        if let Some(link) = self.state.links.of_item(id) {
            self.state.links.see(link);
        }
        let claim = Claim { level, row: draft.number, relied_on: true };
        let verdict = self.state.item_claims.claim(id, claim);
        let thing = format!("{} #{id}", self.state.class);
        self.settle(draft, verdict, &thing, source_key)
    }

    fn claim_keys(
        &mut self,
        draft: &RowDraft,
        source_key: &str,
        keys: &[(u8, Vec<String>)],
    ) -> Result<(), Reject> {
        let mut claims: Vec<(u8, Vec<u8>, u64, String)> = Vec::new();
        if draft.desired.source_key.is_some() {
            claims.push((
                0,
                Vec::new(),
                hash_key(&[source_key.to_owned()]),
                format!("the source key `{source_key}`"),
            ));
        }
        for (level, parts) in keys {
            let key = &self.keys[usize::from(*level) - 1];
            claims.push((
                *level,
                key.name.clone().into_bytes(),
                hash_key(parts),
                format!("{} `{}`", key.name, parts.join(" / ")),
            ));
        }
        let strongest = keys.first().map_or(0, |(level, _)| *level);
        for (level, name, hash, thing) in claims {
            let claim = Claim { level, row: draft.number, relied_on: level <= strongest };
            let verdict = self.state.key_claims.claim((name, hash), claim);
            self.settle(draft, verdict, &thing, source_key)?;
        }
        Ok(())
    }

    fn settle(
        &mut self,
        draft: &RowDraft,
        verdict: Verdict,
        thing: &str,
        source_key: &str,
    ) -> Result<(), Reject> {
        let mine = &draft.desired.origin;
        match verdict {
            Verdict::Free => Ok(()),
            Verdict::Won { from } => {
                self.state
                    .retractions
                    .insert(from, format!("{thing} is also named by {mine}, by a stronger key"));
                Ok(())
            }
            Verdict::Lost { to } => {
                let other = self.state.origins.get(to);
                Err(self.refuse(
                    draft,
                    source_key,
                    format!("{thing} is also named by {other}, by a stronger key"),
                ))
            }
            Verdict::Tie { with } => {
                let other = self.state.origins.get(with);
                self.state.retractions.insert(with, format!("{thing} is also named by {mine}"));
                Err(self.refuse(draft, source_key, format!("{thing} is also named by {other}")))
            }
        }
    }

    fn update(&mut self, mut draft: RowDraft, at: u32, by: String, source_key: String) {
        let link = self.state.links.of_key(&source_key).or_else(|| {
            let id = self.state.table.items[at as usize].id;
            self.state.links.of_item(id)
        });
        let item = self.state.table.items[at as usize].clone();
        if self.entity_field.is_none_or(|field| draft.targets[field] == Target::Untouched) {
            draft.entity = Value::Ref(item.entity);
        }
        let mut fields = self.diff_item(&mut draft, &item, link);
        let children = self.diff_parts(&mut draft, Some(&item), link, &source_key);
        let retired = link.is_some_and(|link| self.state.links.row(link).retired);
        if retired {
            self.unflag(&item, link, &mut fields);
        }
        let label = label_of(self.state, &item);
        let operation = if retired { Operation::Restore } else { Operation::Update };
        let changed = retired || !fields.is_empty() || !children.is_empty();
        let ownership = match link.map(|link| self.state.links.row(link).ownership) {
            Some(Ownership::Matched) | None if self.settings.adopt => Ownership::Adopted,
            Some(ownership) => ownership,
            None => Ownership::Matched,
        };
        self.remember(&draft, &source_key, Some(item.id), ownership, link);
        self.report_kept(&mut draft, &source_key, item.id, &label);
        self.state.rejects.append(&mut draft.rejects);
        self.state.outcomes[draft.number as usize] =
            if changed { RowOutcome::Changed } else { RowOutcome::Unchanged };
        if changed {
            let change = Change {
                class: self.state.class.clone(),
                operation,
                source_key,
                remote_id: Some(item.id),
                label,
                matched_by: by,
                origin: Some(draft.desired.origin),
                mapping: self.mapping.name.to_string(),
                dynamic: item.dynamic,
                retirement: None,
                fields,
                children,
            };
            self.state.owner_rows.insert(draft.number, change);
        }
    }

    /// Differences of the item's own fields; notes what is agreed and what stays.
    fn diff_item(&mut self, draft: &mut RowDraft, item: &Item, link: Option<usize>) -> Vec<FieldChange> {
        let mut fields = Vec::new();
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            if rule.part != Part::Item {
                continue;
            }
            let Some(live) = self.fields[at].column.and_then(|column| item.values.get(column)) else {
                continue;
            };
            let desired = match self.until(rule, draft, at, Some(item)) {
                Ok(Some(desired)) => desired,
                Ok(None) => continue,
                Err(reason) => {
                    draft.rejects.push(field_reject(&draft.desired, &self.fields[at].path, reason, true));
                    continue;
                }
            };
            if let Some(change) = self.judge_field(draft, at, &desired, live, link) {
                fields.push(change);
            }
        }
        fields
    }

    /// Decides one field and files the outcome.
    pub(super) fn judge_field(
        &self,
        draft: &mut RowDraft,
        at: usize,
        desired: &Value,
        live: &Value,
        link: Option<usize>,
    ) -> Option<FieldChange> {
        let rule = &self.mapping.fields[at];
        let bound = &self.fields[at];
        let base = link.and_then(|link| self.state.links.base(link, bound.memory));
        match decide(rule, desired, live, base, self.names) {
            FieldVerdict::Silent => None,
            FieldVerdict::Agreed => {
                if base != Some(value_hash(live)) {
                    draft.agreed.push((bound.path.clone(), encode(live)));
                }
                None
            }
            FieldVerdict::Write => Some(field_change(
                rule.column.as_str(),
                &rule.kind,
                live.clone(),
                desired.clone(),
                self.names,
            )),
            FieldVerdict::Keep(reason) => {
                draft.kept.push((
                    bound.path.to_string(),
                    rule.kind.clone(),
                    live.clone(),
                    desired.clone(),
                    reason,
                ));
                None
            }
        }
    }

    /// The desired value of a field of the item, months counted; `None` when it is left alone.
    fn until(
        &self,
        rule: &FieldRule,
        draft: &RowDraft,
        at: usize,
        item: Option<&Item>,
    ) -> Result<Option<Value>, String> {
        let end = match &draft.targets[at] {
            Target::Untouched => return Ok(None),
            Target::Value(value) => return Ok(Some(value.clone())),
            Target::Until(end) => *end,
        };
        let live_begin = |column: &Column| {
            let at = self.state.table.columns.iter().position(|known| known == column)?;
            item?.values.get(at).cloned()
        };
        self.months(rule, draft, end, live_begin).map(Some)
    }

    fn unflag(&self, item: &Item, link: Option<usize>, fields: &mut Vec<FieldChange>) {
        for column in ["states_id", "comment"] {
            let before = link
                .and_then(|link| self.state.links.row(link).mark(&format!("~{column}")).map(str::to_owned));
            let Some(before) = before else { continue };
            let at = self.state.table.columns.iter().position(|known| known.as_str() == column);
            let Some(live) = at.and_then(|at| item.values.get(at)) else { continue };
            if fields.iter().any(|field| field.field == column) {
                continue;
            }
            let (kind, to) = match (column, before.strip_prefix('#').and_then(|id| id.parse().ok())) {
                ("states_id", Some(id)) => (Kind::Tree("State".into()), Value::Ref(id)),
                ("states_id", None) => (Kind::Tree("State".into()), Value::Empty),
                _ => (Kind::LongText, Value::text(before)),
            };
            if *live != to {
                fields.push(field_change(column, &kind, live.clone(), to, self.names));
            }
        }
    }

    fn restore(&mut self, draft: RowDraft, id: i64, source_key: String) {
        let item = self.state.table.get_trashed(id).cloned();
        let label = item.as_ref().map_or_else(|| source_key.clone(), |item| label_of(self.state, item));
        let number = draft.number;
        self.state.outcomes[number as usize] = RowOutcome::Changed;
        let change = Change {
            class: self.state.class.clone(),
            operation: Operation::Restore,
            source_key,
            remote_id: Some(id),
            label,
            matched_by: "link".to_owned(),
            origin: Some(draft.desired.origin),
            mapping: self.mapping.name.to_string(),
            dynamic: item.is_some_and(|item| item.dynamic),
            retirement: None,
            fields: Vec::new(),
            children: Vec::new(),
        };
        self.state.owner_rows.insert(number, change);
    }

    fn create(&mut self, mut draft: RowDraft, source_key: String) {
        let mut fields = Vec::new();
        if self.entity_field.is_none_or(|field| draft.targets[field] == Target::Untouched) {
            fields.push(field_change(
                "entities_id",
                &Kind::Entity,
                Value::Empty,
                draft.entity.clone(),
                self.names,
            ));
        }
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            if rule.part != Part::Item {
                continue;
            }
            match self.until(rule, &draft, at, None) {
                Ok(Some(value)) if !value.is_empty() => {
                    fields.push(field_change(
                        rule.column.as_str(),
                        &rule.kind,
                        Value::Empty,
                        value,
                        self.names,
                    ));
                }
                Ok(_) => {}
                Err(reason) => {
                    draft.rejects.push(field_reject(&draft.desired, &self.fields[at].path, reason, true))
                }
            }
        }
        let children = self.diff_parts(&mut draft, None, None, &source_key);
        let text = |column: &str| {
            fields.iter().find(|field| field.field == column).map(|field| field.to.to_string())
        };
        let label = text("name").unwrap_or_else(|| source_key.clone());
        for field in &fields {
            if let Value::Text(value) = &field.to {
                self.names.announce(&self.state.class, &field.field, value, &source_key);
            }
        }
        self.remember(&draft, &source_key, None, Ownership::Made, None);
        self.state.rejects.append(&mut draft.rejects);
        self.state.outcomes[draft.number as usize] = RowOutcome::Changed;
        let change = Change {
            class: self.state.class.clone(),
            operation: Operation::Create,
            source_key,
            remote_id: None,
            label,
            matched_by: "new".to_owned(),
            origin: Some(draft.desired.origin),
            mapping: self.mapping.name.to_string(),
            dynamic: false,
            retirement: None,
            fields,
            children,
        };
        self.state.owner_rows.insert(draft.number, change);
    }

    fn remember(
        &mut self,
        draft: &RowDraft,
        source_key: &str,
        remote_id: Option<i64>,
        ownership: Ownership,
        link: Option<usize>,
    ) {
        let known = link.map(|link| self.state.links.row(link));
        let same =
            known.is_some_and(|row| row.source_key.as_ref() == source_key && row.ownership == ownership);
        if same && draft.agreed.is_empty() || remote_id.is_none() && draft.agreed.is_empty() {
            return;
        }
        let class = self.state.class.clone();
        let agreed = draft.agreed.clone();
        let update = LinkUpdate { class, source_key: source_key.to_owned(), remote_id, ownership, agreed };
        self.state.updates.push((draft.number, update));
    }

    fn report_kept(&mut self, draft: &mut RowDraft, source_key: &str, remote_id: i64, label: &str) {
        for (field, kind, live, desired, reason) in draft.kept.drain(..) {
            let kept = Kept {
                class: self.state.class.clone(),
                source_key: source_key.to_owned(),
                remote_id,
                label: label.to_owned(),
                field,
                live: show(&kind, &live, self.names),
                source: show(&kind, &desired, self.names),
                reason: reason.to_owned(),
            };
            self.state.kept.push((draft.number, kept));
        }
    }
}

fn bind_field(state: &ClassState, rule: &FieldRule) -> Bound {
    let path = rule.path();
    let column = match rule.part {
        Part::Item => state.table.columns.iter().position(|column| *column == rule.column),
        part => state
            .table
            .part(part)
            .and_then(|table| table.columns.iter().position(|column| *column == rule.column)),
    };
    Bound { memory: state.links.path(&path), column, path: path.into() }
}

fn key_index(state: &mut ClassState, columns: Vec<usize>) -> usize {
    match state.keys.iter().position(|index| index.columns() == columns) {
        Some(at) => at,
        None => {
            state.keys.push(KeyIndex::new(&state.table.items, columns));
            state.keys.len() - 1
        }
    }
}

pub(super) fn field_reject(desired: &Desired, path: &str, reason: String, partial: bool) -> Reject {
    Reject {
        origin: desired.origin.clone(),
        source_key: desired.source_key.clone(),
        field: Some(path.to_owned()),
        reason,
        partial,
    }
}
