//! What the planner saw and decided of the records that a person asks about. Without a question
//! nothing is noted; with one, the plan is the same.

use std::cell::RefCell;

use crate::message::{self, Alike, FEW, nearest_few};
use crate::model::change::Change;
use crate::model::remembered::encode;
use crate::model::value::Shown;
use crate::model::{ClassName, Origin, Value};
use crate::reconcile::dictionary::Renamed;
use crate::reconcile::matching::{MayBeEmpty, key_of};
use crate::reconcile::names::fold;

use super::Planner;
use super::diff::{FieldVerdict, show};
use super::feed::{FeedPlanner, RowDraft, Target};
use super::state::ClassState;

/// What a person asks about: the key of a record, the name of an item, or `#12`, an item's id.
#[derive(Debug, Clone)]
pub struct Sought {
    text: String,
    id: Option<i64>,
}

impl Sought {
    /// What a person wrote.
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let id = text.strip_prefix('#').and_then(|id| id.parse().ok());
        Self { text, id }
    }

    /// What a person wrote.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The id of an item, when that is asked for.
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// True when a text is the one asked for, as the desk compares names.
    pub fn is(&self, text: &str) -> bool {
        self.text == text || self.id.is_none() && fold(&self.text) == fold(text)
    }
}

/// How a record was looked for by one key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeyStory {
    /// `serial`, `name + entities_id`
    pub key: String,
    /// The record's values of it, as a person reads them.
    pub values: String,
    /// What came of it, as one sentence.
    pub found: String,
    /// Items that have it.
    pub items: Vec<i64>,
}

/// What was decided of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Position of the field in the mapping.
    pub field: usize,
    /// What the desk has.
    pub live: Shown,
    /// The same as it is remembered by links.
    pub live_text: String,
    /// What the record wants.
    pub wanted: Shown,
    /// The decision.
    pub verdict: FieldVerdict,
    /// Jobs that write the field, the authoritative one first; empty when it is this one alone.
    pub ranks: Vec<String>,
}

/// What was seen and decided of one record.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The record.
    pub origin: Origin,
    /// Name of its mapping.
    pub mapping: String,
    /// Class.
    pub class: ClassName,
    /// Its key.
    pub source_key: String,
    /// The item of its link, whether it is there or not.
    pub linked: Option<i64>,
    /// The item that it is matched with: by its link, else by the first key that one item has.
    pub item: Option<i64>,
    /// How each match key fares, in their order.
    pub keys: Vec<KeyStory>,
    /// Names that dictionaries of the desk changed, by field.
    pub renamed: Vec<(usize, Renamed)>,
    /// What is wanted, by field; `None`: nothing.
    pub wanted: Vec<Option<Shown>>,
    /// Decisions on fields of an existing item.
    pub judged: Vec<Judged>,
}

/// Takes notes while records are planned.
#[derive(Debug)]
pub(super) struct Inquiry {
    asked: Sought,
    found: RefCell<Vec<(u32, Witness)>>,
    renamed: RefCell<Vec<(usize, Renamed)>>,
    /// Keys and names that are most like what is asked.
    near: RefCell<Vec<String>>,
}

/// What was noted of a plan.
#[derive(Debug, Default)]
pub struct Noted {
    /// Records that are asked about, in the order of the plan.
    pub witnesses: Vec<Witness>,
    /// Keys and names that are most like what is asked, the nearest first.
    pub near: Vec<String>,
}

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
        noted.witnesses.extend(inquiry.found.into_inner().into_iter().map(|(_, witness)| witness));
        let near = noted.near.into_iter().chain(inquiry.near.into_inner());
        noted.near = nearest_few(inquiry.asked.text(), near, Alike::Loose, FEW);
    }
    noted
}

impl Inquiry {
    fn hears(&self, text: &str) {
        let mut near = self.near.borrow_mut();
        near.push(text.to_owned());
        if near.len() > 500 {
            *near = nearest_few(self.asked.text(), std::mem::take(&mut *near), Alike::Loose, FEW);
        }
    }
}

impl FeedPlanner<'_> {
    /// Notes what dictionaries made of the record in hand.
    pub(super) fn note_renamed(&self, renamed: &[(usize, Renamed)]) {
        if let Some(inquiry) = &self.state.inquiry {
            *inquiry.renamed.borrow_mut() = renamed.to_vec();
        }
    }

    /// Notes a record that is asked about, before it is matched.
    pub(super) fn note_record(&self, draft: &RowDraft, source_key: &str) {
        let Some(inquiry) = &self.state.inquiry else { return };
        let name = self.mapping.schema.name_column(&self.mapping.class);
        let name = self.mapping.field(crate::model::Part::ITEM, name.as_str()).map(|at| &draft.targets[at]);
        let name = match name {
            Some(Target::Value(Value::Text(name))) => Some(name.as_ref()),
            Some(Target::Value(_) | Target::Untouched | Target::Until(_)) | None => None,
        };
        inquiry.hears(source_key);
        name.into_iter().filter(|name| *name != source_key).for_each(|name| inquiry.hears(name));
        let linked = draft.link.map(|link| self.state.known.links.row(link).remote_id);
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
            class: self.state.known.class.clone(),
            source_key: source_key.to_owned(),
            linked,
            item,
            keys,
            renamed: inquiry.renamed.borrow().clone(),
            wanted: self.shown_targets(&draft.targets),
            judged: Vec::new(),
        };
        inquiry.found.borrow_mut().push((draft.number, witness));
    }

    /// Notes the decision on a field.
    pub(super) fn note_verdict(
        &self,
        number: u32,
        field: usize,
        (wanted, live): (&Value, &Value),
        verdict: &FieldVerdict,
    ) {
        let Some(inquiry) = &self.state.inquiry else { return };
        let mut found = inquiry.found.borrow_mut();
        let Some((_, witness)) = found.last_mut().filter(|(known, _)| *known == number) else { return };
        let kind = &self.mapping.fields[field].kind;
        witness.judged.push(Judged {
            field,
            live: show(kind, live, self.names),
            live_text: encode(live),
            wanted: show(kind, wanted, self.names),
            verdict: verdict.clone(),
            ranks: self.ranks(field),
        });
    }

    fn shown_targets(&self, targets: &[Target]) -> Vec<Option<Shown>> {
        let shown = |(rule, target): (&crate::model::FieldRule, &Target)| match target {
            Target::Untouched => None,
            Target::Value(value) => Some(show(&rule.kind, value, self.names)),
            Target::Until(end) => Some(Shown::Text(message::explain::months_until(end).to_string())),
        };
        self.mapping.fields.iter().zip(targets).map(shown).collect()
    }

    /// How each key of the mapping fares with a record, whether it is asked or not.
    fn key_stories(&self, draft: &RowDraft) -> Vec<KeyStory> {
        let level = |at: usize| u8::try_from(at + 1).unwrap_or(u8::MAX);
        let story = |(at, key): (usize, &super::feed::Key)| {
            let values = self.key_values(level(at), &draft.targets, &draft.entity);
            let story = |found: String, items: Vec<i64>| KeyStory {
                key: key.name.clone(),
                values: values.clone(),
                found,
                items,
            };
            let lacking = self.lacking(draft, key);
            if !lacking.is_empty() {
                return story(message::explain::key_not_used_as(lacking.join(", ")).to_string(), Vec::new());
            }
            let parts = self.keys_of(&draft.targets, &draft.entity).find(|(found, _)| *found == level(at));
            let (Some((_, parts)), Some(index)) = (parts, key.index) else {
                return story(message::explain::key_not_used().to_string(), Vec::new());
            };
            let found = self.state.known.indexes[index].find(&self.state.known.table.items, &parts);
            let mut items: Vec<i64> =
                found.iter().map(|at| self.state.known.table.items[*at as usize].id).collect();
            items.sort_unstable();
            let shown: Vec<String> = items.iter().take(5).map(|id| format!("#{id}")).collect();
            let found = match items.len() {
                0 => message::explain::none_has(&self.state.known.class).to_string(),
                1 => shown.join(""),
                many => message::explain::several_have(many, shown.join(", ")).to_string(),
            };
            story(found, items)
        };
        self.keys.iter().enumerate().map(story).collect()
    }

    /// Why a key is not complete, by field.
    fn lacking(&self, draft: &RowDraft, key: &super::feed::Key) -> Vec<String> {
        let why = |field: &usize| {
            let rule = &self.mapping.fields[*field];
            let value = match &draft.targets[*field] {
                Target::Value(value) => value,
                Target::Untouched if Some(*field) == self.entity_field => &draft.entity,
                Target::Untouched | Target::Until(_) => &Value::Empty,
            };
            if self.is_junk(*field, value) {
                return Some(message::reject::names_nothing(&rule.column, value).to_string());
            }
            let may_be_empty = MayBeEmpty::of(self.mapping.schema, &self.mapping.class, &rule.column);
            let complete = key_of(std::iter::once((value, may_be_empty))).is_some();
            (!complete).then(|| message::reject::is_blank(&rule.column).to_string())
        };
        key.fields.iter().filter_map(why).collect()
    }
}

/// The change of a record or link in a plan.
pub fn change_of<'p>(changes: &'p [Change], class: &ClassName, source_key: &str) -> Option<&'p Change> {
    changes.iter().find(|change| change.class == *class && change.source_key == source_key)
}
