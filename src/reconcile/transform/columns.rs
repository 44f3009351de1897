//! Which columns of a mapping a source lacks, and which of its own no mapping reads.

use std::collections::BTreeSet;

use crate::message::{self, Alike, Message, nearest};
use crate::model::Said;
use crate::model::mapping::{FieldRule, Input, Mapping};
use crate::model::record::{Header, fold_name};
use crate::model::schema::Kind;
use crate::model::set::Elements;

use super::notice::path_in_set;
use super::{lists, quoted, sets};

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
    let fields = mapping.fields.iter().map(|field| &field.input);
    fields.chain(&mapping.source_key).chain(&mapping.newest).chain(&mapping.contract_choice)
}

/// A field whose column a source does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The field.
    pub path: String,
    /// Its columns, quoted: `` `Serial` or `SN` ``.
    pub columns: Said,
    /// The nearest column of the source that no field reads, as a piece of a sentence; or nothing.
    pub near: Said,
    /// Without it the records would be others than they are: it is the key of the source or the first match key,
    /// or a further one that may have been renamed.
    pub names_records: bool,
}

/// What a field is among the keys of a mapping: one that fits most exports names more match keys than any of them
/// has, and its first one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyRank {
    First,
    Further,
    None,
}

impl Lacking {
    /// What people are told of it.
    pub fn told(&self, file: &str) -> Message {
        message::reading::column_missing(file, &self.columns, &self.path, &self.near)
    }
}

/// What people are told of the fields whose columns a source lacks: each by itself where that may be a slip, and
/// many others at once, since a mapping that fits most exports names more than any one of them has.
pub fn told_of(lacking: &[Lacking], file: &str) -> Vec<Message> {
    /// More are told at once.
    const FEW: usize = 3;
    /// So many of them are named.
    const NAMED: usize = 8;
    let (alone, mut others): (Vec<&Lacking>, Vec<&Lacking>) =
        lacking.iter().partition(|field| field.names_records || !field.near.is_empty());
    let mut told: Vec<Message> = alone.iter().map(|field| field.told(file)).collect();
    if others.len() <= FEW {
        told.extend(others.iter().map(|field| field.told(file)));
        return told;
    }
    let count = others.len();
    others.truncate(NAMED);
    let mut names: Vec<String> = others.iter().map(|field| format!("`{}`", field.path)).collect();
    if count > NAMED {
        names.push("…".to_owned());
    }
    told.push(message::reading::columns_missing(file, count, names.join(", ")));
    told
}

/// The fields of a mapping whose columns a source does not have; none of a source without columns, which
/// has no records either. `unused` are the columns of the source that nothing reads.
pub fn lacking(mapping: &Mapping, header: &Header, unused: &[String]) -> Vec<Lacking> {
    if header.names.is_empty() {
        return Vec::new();
    }
    let lacks = |path: String, names: &[String], key: KeyRank| {
        if names.iter().any(|name| header.find(name).is_some()) {
            return None;
        }
        let near = names.iter().find_map(|name| nearest(name, unused, Alike::Name));
        let names_records = match key {
            KeyRank::First => true,
            KeyRank::Further => near.is_some(),
            KeyRank::None => false,
        };
        let near = near.map(|near| message::reading::perhaps(near).said()).unwrap_or_default();
        Some(Lacking { path, columns: quoted(names), near, names_records })
    };
    let rank = |at: usize, rule: &FieldRule| {
        // Nothing is missing where a default, or the entity of the login, comes in.
        let stands_in = rule.default.is_some() || matches!(rule.kind, Kind::Entity);
        match mapping.match_keys.iter().position(|key| key.contains(&at)).filter(|_| !stands_in) {
            Some(0) => KeyRank::First,
            Some(_) => KeyRank::Further,
            None => KeyRank::None,
        }
    };
    let fields = mapping
        .fields
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| lacks(rule.path(), columns_of(&rule.input)?, rank(at, rule)));
    let source_key = mapping
        .source_key
        .iter()
        .filter_map(|input| lacks("source_key".to_owned(), columns_of(input)?, KeyRank::First));
    let newest = mapping
        .newest
        .iter()
        .filter_map(|input| lacks("newest".to_owned(), columns_of(input)?, KeyRank::None));
    let choice = mapping
        .contract_choice
        .iter()
        .filter_map(|input| lacks("contract".to_owned(), columns_of(input)?, KeyRank::None));
    let of_sets = mapping.sets.iter().flat_map(|set| {
        let fields = set.fields.iter().filter(|_| !matches!(set.elements, Elements::List(_)));
        fields.filter_map(move |rule| {
            let names = sets::all_names(set, columns_of(&rule.input)?);
            let lacking = lacks(path_in_set(set, rule), &names, KeyRank::None)?;
            Some(Lacking { columns: quoted(columns_of(&rule.input)?), ..lacking })
        })
    });
    source_key.chain(fields).chain(newest).chain(choice).chain(of_sets).collect()
}

fn columns_of(input: &Input) -> Option<&[String]> {
    match input {
        Input::Columns(names) => Some(names),
        Input::Constant(_) | Input::Template(_) => None,
    }
}

/// The columns of a source that no field, set or template of the mapping reads.
pub fn unused(mapping: &Mapping, header: &Header) -> Vec<String> {
    let read = columns_read(mapping, header);
    let is_free = |(at, name): &(usize, &String)| !is_nameless(name) && !read.contains(at);
    header.names.iter().enumerate().filter(is_free).map(|(_, name)| name.clone()).collect()
}

/// Those that one of them reads.
pub fn columns_read(mapping: &Mapping, header: &Header) -> BTreeSet<usize> {
    let of_sets = || mapping.sets.iter().flat_map(|set| &set.fields).map(|rule| &rule.input);
    let templates: Vec<String> = inputs(mapping)
        .chain(of_sets())
        .filter_map(|input| match input {
            Input::Template(template) => Some(template),
            Input::Columns(_) | Input::Constant(_) => None,
        })
        .chain(&mapping.only_if)
        .map(|template| fold_name(&template.source))
        .collect();
    // `Disk {n} size` of a set reads each column of this form, as far as its numbers go.
    let of_elements = mapping.sets.iter().flat_map(|set| {
        let columns = set.fields.iter().filter_map(|rule| columns_of(&rule.input));
        columns.flat_map(|names| sets::all_names(set, names))
    });
    let names = columns(mapping).into_iter().flatten().chain(of_elements);
    let lists = mapping.sets.iter().filter_map(|set| match &set.elements {
        Elements::List(path) => Some(lists::list(path, header).columns),
        Elements::One | Elements::Numbered { .. } | Elements::Split(_) => None,
    });
    let mut read: BTreeSet<usize> =
        names.filter_map(|name| header.find(&name)).chain(lists.flatten()).collect();
    // A template finds its column whatever its letters and apostrophes are, too.
    let by_template =
        |name: &str| !is_nameless(name) && templates.iter().any(|source| source.contains(&fold_name(name)));
    read.extend(header.names.iter().enumerate().filter(|(_, name)| by_template(name)).map(|(at, _)| at));
    read
}

/// Whether the source gives a column no name.
fn is_nameless(name: &str) -> bool {
    name.starts_with('#')
}
