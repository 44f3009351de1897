//! A mapping: how records become desired items of one class. Valid by construction in `config`.

use std::sync::Arc;

use regex::Regex;

pub use super::field_rule::{
    Blank, Case, Conflict, FieldRule, Formats, Hold, Input, Locale, MissingName, Otherwise, TEMPLATE_FUEL,
    Template, TextRules, Write,
};
use super::mapping_test::MappingTest;
use super::schema::{ClassName, Column, Part, Schema};
use super::set::{RowsPerItem, SetRule};

/// A declarative mapping of one class.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// File name without `.toml`.
    pub name: Arc<str>,
    /// What the target can hold.
    pub schema: &'static Schema,
    /// The class of item it makes.
    pub class: ClassName,
    /// Fields in the order of the file; fields of parts follow those of the item.
    pub fields: Vec<FieldRule>,
    /// Match keys in order; each is a list of indexes into `fields`, all of [`Part::ITEM`].
    pub match_keys: Vec<Vec<usize>>,
    /// Columns or template of the key that names a record in its source for good. When absent,
    /// the first match key whose values are all there is used.
    pub source_key: Option<Input>,
    /// When a record was made: of several records of one item the newest counts.
    pub newest: Option<Input>,
    /// How a contract is chosen when the mapping has the part that items share.
    pub contract_choice: Option<Input>,
    /// Who wins when somebody removed what we made.
    pub removals: Removals,
    /// What several records of one item are that differ in their contract alone.
    pub contract_lines: ContractLines,
    /// Values that are never used as keys.
    pub junk: Junk,
    /// Rows that are not wanted: kept when the template is true.
    pub only_if: Option<Template>,
    /// Keyed child sets, each kind once.
    pub sets: Vec<SetRule>,
    /// Whether the rows of one item are put together.
    pub rows: RowsPerItem,
    /// Rows, and what the mapping is to make of them.
    pub tests: Vec<MappingTest>,
}

impl Mapping {
    /// Fields of one part with their indexes.
    pub fn part(&self, part: Part) -> impl Iterator<Item = (usize, &FieldRule)> {
        self.fields.iter().enumerate().filter(move |(_, field)| field.part == part)
    }

    /// True when the mapping writes anything of the part.
    pub fn has_part(&self, part: Part) -> bool {
        self.fields.iter().any(|field| field.part == part)
            || (self.contract_choice.is_some() && self.schema.shared(part).is_some())
    }

    /// Every rule: the fields of the item, of its parts and of its sets.
    pub fn rules(&self) -> impl Iterator<Item = &FieldRule> {
        self.fields.iter().chain(self.sets.iter().flat_map(|set| &set.fields))
    }

    /// The mapping without the fields of some columns: keys that need one go with it, and so do sets whose
    /// elements it names.
    pub fn without(&self, lacks: impl Fn(Part, &Column) -> bool) -> Self {
        let gone = |field: &FieldRule| lacks(field.part, &field.column);
        let place = place_without(&self.fields, &gone);
        let keys = self.match_keys.iter().filter_map(|key| key.iter().map(|at| place[*at]).collect());
        let set = |set: &SetRule| {
            let place = place_without(&set.fields, &gone);
            let key = set.key.iter().map(|at| place[*at]).collect::<Option<Vec<_>>>()?;
            Some(SetRule { fields: without(&set.fields, &gone), key, ..set.clone() })
        };
        Self {
            fields: without(&self.fields, &gone),
            match_keys: keys.collect(),
            sets: self.sets.iter().filter_map(set).collect(),
            ..self.clone()
        }
    }

    /// Index of a field by part and column.
    pub fn field(&self, part: Part, column: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.part == part && field.column.as_str() == column)
    }
}

fn without(fields: &[FieldRule], gone: &impl Fn(&FieldRule) -> bool) -> Vec<FieldRule> {
    fields.iter().filter(|field| !gone(field)).cloned().collect()
}

/// The new index of each field; `None` for one that is gone.
fn place_without(fields: &[FieldRule], gone: &impl Fn(&FieldRule) -> bool) -> Vec<Option<usize>> {
    let mut next = 0..;
    fields.iter().map(|field| if gone(field) { None } else { next.next() }).collect()
}

/// Who wins when somebody removed what we made: the item itself, or its row of a part. A set says it of its
/// elements.
#[derive(Debug, Clone, Default)]
pub struct Removals {
    /// Of the item, when it was deleted for good.
    pub item: Conflict,
    /// Of the parts that the mapping writes.
    pub parts: Vec<(Part, Conflict)>,
}

impl Removals {
    /// Of a part.
    pub fn of(&self, part: Part) -> Conflict {
        self.parts.iter().find(|(known, _)| *known == part).map_or(self.item, |(_, wins)| *wins)
    }
}

/// What several records of one item are that differ in their contract alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContractLines {
    /// A mistake: they are rejected.
    #[default]
    Reject,
    /// Renewals: the one that ends last counts, the others are left out.
    Latest,
}

/// Values that are never used as keys: the built-in list, widened and narrowed by the mapping.
#[derive(Debug, Clone, Default)]
pub struct Junk {
    /// More words, compared without case.
    pub words: Vec<String>,
    /// More patterns.
    pub patterns: Vec<Regex>,
    /// Words of the built-in list that are good here.
    pub allow: Vec<String>,
}
