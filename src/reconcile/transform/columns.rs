//! Which columns of a mapping a source lacks, and which of its own no mapping reads.

use crate::message::{self, Alike, nearest};
use crate::model::Question;
use crate::model::mapping::{FieldRule, Input, Mapping, Template};
use crate::model::record::{Header, fold_name};

use super::{quoted, sets, told};

/// The columns a mapping reads, one list of aliases per input: what a source looks for in a sheet.
pub fn columns(mapping: &Mapping) -> Vec<Vec<String>> {
    inputs(mapping)
        .filter_map(|input| match input {
            Input::Columns(names) => Some(names.clone()),
            Input::Constant(_) | Input::Template(_) => None,
        })
        .chain(mapping.sets.iter().flat_map(sets::columns))
        .collect()
}

pub(super) fn inputs(mapping: &Mapping) -> impl Iterator<Item = &Input> {
    mapping.fields.iter().map(|field| &field.input).chain(&mapping.source_key).chain(&mapping.contract_choice)
}

/// A field whose column a source does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The field.
    pub path: String,
    /// Its columns, quoted: `` `Serial` or `SN` ``.
    pub columns: String,
    /// The nearest column of the source that no field reads, as a piece of a sentence; or nothing.
    pub near: String,
    /// Without it the first match key is blank in every record.
    pub names_records: bool,
}

impl Lacking {
    /// What people are told of it.
    pub fn told(&self, mapping: &Mapping, file: &str) -> Question {
        let text = message::reading::column_missing(file, &self.columns, &self.path, &self.near);
        let answer = message::reading::correct_column();
        told(mapping, &format!("{}/column", self.path), &self.path, text, Some(answer))
    }
}

/// The fields of a mapping whose columns a source does not have; none of a source without columns, which
/// has no records either. `unused` are the columns of the source that nothing reads.
pub fn lacking(mapping: &Mapping, header: &Header, unused: &[String]) -> Vec<Lacking> {
    if header.names.is_empty() {
        return Vec::new();
    }
    let first = mapping.match_keys.first();
    let lacks = |(at, rule): (usize, &FieldRule)| {
        let Input::Columns(names) = &rule.input else { return None };
        if names.iter().any(|name| header.find(name).is_some()) {
            return None;
        }
        let near = names.iter().find_map(|name| nearest(name, unused, Alike::Name));
        let is_entity = matches!(rule.kind, crate::model::Kind::Entity);
        Some(Lacking {
            path: rule.path(),
            columns: quoted(names),
            near: near.map_or_else(String::new, |near| message::reading::perhaps(near).into()),
            names_records: first.is_some_and(|key| key.contains(&at)) && rule.default.is_none() && !is_entity,
        })
    };
    mapping.fields.iter().enumerate().filter_map(lacks).collect()
}

/// The columns of a source that no field, set or template of the mapping reads.
pub fn unused(mapping: &Mapping, header: &Header) -> Vec<String> {
    let of_sets = || mapping.sets.iter().flat_map(|set| &set.fields).map(|rule| &rule.input);
    let templates: Vec<&Template> = inputs(mapping)
        .chain(of_sets())
        .filter_map(|input| match input {
            Input::Template(template) => Some(template),
            Input::Columns(_) | Input::Constant(_) => None,
        })
        .chain(&mapping.only_if)
        .collect();
    let read: Vec<usize> = columns(mapping).iter().flatten().filter_map(|name| header.find(name)).collect();
    // `Disk {n} size` of a set reads each column of this form.
    let numbered: Vec<String> = of_sets()
        .filter_map(|input| match input {
            Input::Columns(names) => Some(names),
            Input::Constant(_) | Input::Template(_) => None,
        })
        .flatten()
        .filter(|name| name.contains("{n}"))
        .map(|name| fold_name(name))
        .collect();
    let is_numbered = |name: &str| {
        let folded = fold_name(name);
        numbered.iter().any(|form| {
            form.split_once("{n}").is_some_and(|(begin, end)| {
                let number = folded.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end));
                number.is_some_and(|number| number.parse::<u32>().is_ok())
            })
        })
    };
    let is_free = |(at, name): &(usize, &String)| {
        let nameless = name.starts_with('#');
        let by_template = || templates.iter().any(|template| template.source.contains(name.as_str()));
        !nameless && !read.contains(at) && !is_numbered(name) && !by_template()
    };
    header.names.iter().enumerate().filter(is_free).map(|(_, name)| name.clone()).collect()
}
