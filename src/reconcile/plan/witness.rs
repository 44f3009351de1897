//! Notes what the planner sees and decides of the records that a person asks about. Without a question
//! nothing is noted; with one, the plan is the same.

use std::cell::RefCell;

use crate::message::{self, Alike, FEW, nearest_few};
use crate::model::Said;
use crate::model::change::Change;
use crate::model::remembered::encode;
use crate::model::value::Shown;
use crate::model::{ClassName, FieldRule, Part, Value};
use crate::reconcile::matching::{KeyValue, MayBeEmpty, key_of};

use super::Planner;
use super::bound::Key;
use super::diff::{FieldVerdict, show};
use super::feed::FeedPlanner;
use super::inquiry::{Decided, Inquiry, KeyStory, Noted, Seen, Sought, Witness};
use super::judge::{Compared, Judge};
use super::spelling::Respelled;
use super::stages::{Draft, Target};
use super::state::ClassState;

impl Planner {
    /// Takes notes of the records that a person asks about. Classes must have been added.
    pub fn ask(&mut self, asked: &Sought) {
        for state in &mut self.classes {
            state.inquiry = Some(Inquiry {
                asked: asked.clone(),
                found: RefCell::default(),
                renamed: RefCell::default(),
                near: RefCell::default(),
            });
        }
    }
}

/// What was noted, all classes together.
pub(super) fn noted(classes: &mut [ClassState]) -> Noted {
    let mut noted = Noted::default();
    for inquiry in classes.iter_mut().filter_map(|state| state.inquiry.take()) {
        noted.witnesses.extend(inquiry.found.into_inner().into_iter().map(|seen| seen.witness));
        let near = noted.near.into_iter().chain(inquiry.near.into_inner());
        noted.near = nearest_few(inquiry.asked.text(), near, Alike::Loose, FEW);
    }
    noted
}

impl FeedPlanner<'_> {
    /// Notes what dictionaries made of the record in hand.
    pub(super) fn note_renamed(&self, renamed: &[Respelled]) {
        if let Some(inquiry) = &self.state.inquiry {
            *inquiry.renamed.borrow_mut() = renamed.to_vec();
        }
    }

    /// Notes a record that is asked about, before it is matched.
    pub(super) fn note_record(&self, draft: &Draft) {
        let Some(inquiry) = &self.state.inquiry else { return };
        let source_key = draft.source_key.as_str();
        let name = self.mapping.schema.name_column(&self.mapping.class);
        let name = self.mapping.field(Part::ITEM, name.as_str()).map(|at| &draft.targets[at]);
        let name = match name {
            Some(Target::Value(Value::Text(name))) => Some(name.as_ref()),
            Some(Target::Value(_) | Target::Untouched | Target::Until(_)) | None => None,
        };
        inquiry.hears(source_key);
        name.into_iter().filter(|name| *name != source_key).for_each(|name| inquiry.hears(name));
        let linked = draft.link.map(|link| self.state.stock.links.row(link).remote_id);
        let by_text = inquiry.asked.is(source_key) || name.is_some_and(|name| inquiry.asked.is(name));
        if !by_text && inquiry.asked.id().is_none() {
            return;
        }
        let keys = self.key_stories(draft);
        let item = linked.or_else(|| match keys.iter().find(|key| !key.items.is_empty()) {
            Some(KeyStory { items, .. }) if items.len() == 1 => items.first().copied(),
            Some(_) | None => None,
        });
        if !by_text && item != inquiry.asked.id() {
            return;
        }
        let witness = Witness {
            origin: draft.desired.origin.clone(),
            mapping: self.mapping.name.to_string(),
            class: self.state.stock.class.clone(),
            source_key: source_key.to_owned(),
            linked,
            item,
            keys,
            renamed: inquiry.renamed.borrow().clone(),
            wanted: self.shown_targets(&draft.targets.fields),
            judged: Vec::new(),
        };
        inquiry.found.borrow_mut().push(Seen { number: draft.number, witness });
    }

    fn shown_targets(&self, targets: &[Target]) -> Vec<Option<Shown>> {
        let shown = |rule: &FieldRule, target: &Target| match target {
            Target::Untouched => None,
            Target::Value(value) => Some(show(&rule.kind, value, self.names)),
            Target::Until(end) => Some(Shown::Text(message::explain::months_until(end).to_string())),
        };
        self.mapping.fields.iter().zip(targets).map(|(rule, target)| shown(rule, target)).collect()
    }

    /// How each key of the mapping fares with a record, whether it is asked or not.
    fn key_stories(&self, draft: &Draft) -> Vec<KeyStory> {
        self.bound.keys.iter().zip(1_u8..).map(|(key, level)| self.key_story(draft, key, level)).collect()
    }

    fn key_story(&self, draft: &Draft, key: &Key, level: u8) -> KeyStory {
        let values = self.key_values(level, &draft.targets);
        let story = |found: Said, items| KeyStory { key: key.name.clone(), values, found, items };
        let lacking = self.lacking(draft, key);
        if !lacking.is_empty() {
            return story(message::explain::key_not_used_as(Said::join(&lacking, ", ")).said(), Vec::new());
        }
        let row_key = self.keys_of(&draft.targets).find(|row_key| row_key.level == level);
        let (Some(row_key), Some(index)) = (row_key, key.index) else {
            return story(message::explain::key_not_used().said(), Vec::new());
        };
        let stock = &self.state.stock;
        let found = stock.indexes[index].find(&stock.table.items, &row_key.parts);
        let mut items: Vec<i64> = found.iter().map(|at| stock.table.items[*at as usize].id).collect();
        items.sort_unstable();
        let shown: Vec<String> = items.iter().take(5).map(|id| format!("#{id}")).collect();
        let found = match items.len() {
            0 => message::explain::none_has(stock.class_called()).said(),
            1 => shown.join("").into(),
            many => message::explain::several_have(many, shown.join(", ")).said(),
        };
        story(found, items)
    }

    /// Why a key is not complete, by field.
    fn lacking(&self, draft: &Draft, key: &Key) -> Vec<Said> {
        let why = |field: &usize| {
            let rule = &self.mapping.fields[*field];
            let value = match &draft.targets[*field] {
                Target::Value(value) => value,
                Target::Untouched if Some(*field) == self.bound.entity_field => &draft.targets.entity,
                Target::Untouched | Target::Until(_) => &Value::Empty,
            };
            if self.is_junk(*field, value) {
                return Some(message::reject::names_nothing(&rule.column, value).said());
            }
            let may_be_empty = MayBeEmpty::of(self.mapping.schema, &self.mapping.class, &rule.column);
            let complete = key_of(std::iter::once(KeyValue { value, may_be_empty })).is_some();
            (!complete).then(|| message::reject::is_blank(&rule.column).said())
        };
        key.fields.iter().filter_map(why).collect()
    }
}

impl Judge<'_> {
    /// Notes the decision on a field of a record.
    pub(super) fn note_verdict(&self, number: u32, compared: Compared<'_>, verdict: &FieldVerdict) {
        let Some(inquiry) = self.inquiry else { return };
        let mut found = inquiry.found.borrow_mut();
        let Some(seen) = found.last_mut().filter(|seen| seen.number == number) else { return };
        let Compared { field, wanted, live, .. } = compared;
        let kind = &self.mapping.fields[field].kind;
        seen.witness.judged.push(Decided {
            field,
            live: show(kind, live, self.names),
            live_text: encode(live),
            wanted: show(kind, wanted, self.names),
            verdict: verdict.clone(),
            ranks: self.ranks(field),
        });
    }
}

/// The change of a record or link in a plan.
pub fn change_of<'p>(changes: &'p [Change], class: &ClassName, source_key: &str) -> Option<&'p Change> {
    changes.iter().find(|change| change.class == *class && change.source_key == source_key)
}
