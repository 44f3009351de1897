//! Items that may be one thing: by serial, MAC, UUID, or name within an entity. A value that many
//! items share names nothing, and makes none of them duplicates.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::message;
use crate::model::Said;
use crate::model::mapping::Junk;
use crate::model::schema::Class;
use crate::model::{ClassName, Column, Item, ItemTable, Question, Schema, Topic, Value};
use crate::reconcile::matching::LinkTable;
use crate::reconcile::names::fold;
use crate::reconcile::transform::JunkFilter;

use super::serial::{plain, uuid, without_prefix};
use super::{Alike, enumerate, near_duplicate};

/// What items are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Serial,
    Uuid,
    Mac,
    Name,
}

impl By {
    const ALL: [Self; 4] = [Self::Serial, Self::Uuid, Self::Mac, Self::Name];

    fn column(self, schema: &Schema, class: &Class) -> &'static str {
        match self {
            Self::Serial => schema.columns.serial,
            Self::Uuid => schema.columns.uuid,
            Self::Mac => schema.columns.mac,
            Self::Name => class.name_column.unwrap_or(schema.columns.name),
        }
    }

    /// The form in which two readings are equal; `None` for what names nothing.
    fn form(self, item: &Item, text: &str, junk: &JunkFilter) -> Option<String> {
        if junk.is_junk(text) {
            return None;
        }
        match self {
            Self::Serial => plain(text),
            Self::Uuid => uuid(text).filter(|digits| !junk.is_junk(digits)),
            Self::Mac => Some(text.to_ascii_lowercase()),
            Self::Name => Some(format!("{}/{}", item.entity, fold(text))),
        }
    }
}

/// Groups of items by their ids, with what they have in common.
type Groups = BTreeMap<Vec<i64>, Vec<&'static str>>;

/// Questions about the items of a class but those that are `asked` about as ambiguous. A value that more than `most_alike` items share names nothing.
pub fn duplicates(
    schema: &'static Schema,
    class: &ClassName,
    table: &ItemTable,
    links: &LinkTable,
    most_alike: usize,
    asked: &BTreeSet<Vec<i64>>,
) -> Vec<Alike> {
    let Some(known) = schema.class(class).filter(|class| class.has_serial) else { return Vec::new() };
    let junk = JunkFilter::new(&Junk::default());
    let mut questions = Vec::new();
    let mut groups: Groups = BTreeMap::new();
    for by in By::ALL {
        if by == By::Name && !known.is_called_by_name {
            continue;
        }
        let name = by.column(schema, known);
        let Some(at) = table.columns.iter().position(|column| column.as_str() == name) else {
            continue;
        };
        for same in alike(by, table, at, &junk) {
            let ids: Vec<i64> = same.iter().map(|item| item.id).collect();
            if ids.len() > most_alike {
                let named = |id: i64| named(&schema.name_column(class), table, id);
                let shown = ids.iter().take(SHOWN).map(|id| named(*id).into()).collect();
                questions.push(names_nothing(schema, class, name, &text(same[0], at), &ids, shown));
            } else {
                groups.entry(ids).or_default().push(name);
            }
        }
    }
    groups.retain(|ids, _| !asked.contains(ids));
    let called = schema.name_column(class);
    let duplicates = groups.iter().map(|(ids, common)| {
        let common = common.iter().map(|column| schema.called(class.as_str(), column)).collect::<Vec<_>>();
        duplicate(&called, class, table, links, ids, &common)
    });
    questions.extend(duplicates);
    questions
}

/// Items with one value, two or more each, by their first id.
fn alike<'t>(by: By, table: &'t ItemTable, at: usize, junk: &JunkFilter) -> Vec<Vec<&'t Item>> {
    let forms: Vec<(&Item, String)> = table
        .items
        .iter()
        .filter_map(|item| match item.values.get(at) {
            Some(Value::Text(text)) => by.form(item, text, junk).map(|form| (item, form)),
            _ => None,
        })
        .collect();
    let known: HashSet<&str> = forms.iter().map(|(_, form)| form.as_str()).collect();
    let mut groups: HashMap<&str, Vec<&Item>> = HashMap::with_capacity(forms.len());
    for (item, form) in &forms {
        let bare = without_prefix(form).filter(|bare| by == By::Serial && known.contains(bare));
        groups.entry(bare.unwrap_or(form)).or_default().push(item);
    }
    let mut alike: Vec<Vec<&Item>> = groups.into_values().filter(|same| same.len() > 1).collect();
    alike.sort_by_key(|same| same[0].id);
    alike
}

fn text(item: &Item, at: usize) -> String {
    item.values.get(at).map(ToString::to_string).unwrap_or_default()
}

/// Items that are named of those that share a value.
const SHOWN: usize = 5;

/// The name of an item with its id; of one without a name the id.
fn named(called: &Column, table: &ItemTable, id: i64) -> String {
    let at = table.columns.iter().position(|column| column == called);
    let name = at.zip(table.get(id)).map(|(at, item)| text(item, at)).unwrap_or_default();
    if name.is_empty() { format!("#{id}") } else { format!("{name} (#{id})") }
}

fn names_nothing(
    schema: &'static Schema,
    class: &ClassName,
    column: &str,
    value: &str,
    ids: &[i64],
    mut shown: Vec<Said>,
) -> Alike {
    if ids.len() > shown.len() {
        shown.push(message::duplicates::more(ids.len() - shown.len()).said());
    }
    let question = Question {
        topic: Topic::JunkKey,
        key: format!("{class}/{column}/{}", fold(value)),
        class: Some(class.clone()),
        remote_id: None,
        label: schema.called(class.as_str(), column).map(|column| format!("{column} `{value}`")),
        text: message::duplicates::names_nothing(
            ids.len(),
            schema.class_called(class),
            schema.called(class.as_str(), column),
            value,
            enumerate(&shown),
        )
        .said(),
        answer: Some(
            message::duplicates::correct_or_junk(value, schema.called(class.as_str(), column)).said(),
        ),
        due: None,
    };
    Alike { question, ids: ids.to_vec() }
}

fn duplicate(
    called: &Column,
    class: &ClassName,
    table: &ItemTable,
    links: &LinkTable,
    ids: &[i64],
    common: &[Said],
) -> Alike {
    let linked: Vec<i64> = ids.iter().copied().filter(|id| links.of_item(*id).is_some()).collect();
    let shown: Vec<Said> = ids.iter().map(|id| named(called, table, *id).into()).collect();
    let others = |keep: i64| {
        let others: Vec<Said> =
            ids.iter().filter(|id| **id != keep).map(|id| format!("#{id}").into()).collect();
        enumerate(&others)
    };
    let answer = match linked.as_slice() {
        [keep] => message::duplicates::keep_linked(keep, others(*keep)),
        [] => message::duplicates::keep_one(ids[0], others(ids[0])),
        _ => message::duplicates::correct_in_source(),
    };
    let text = message::duplicates::same_columns(enumerate(&shown), enumerate(common)).said();
    near_duplicate(class, ids, Said::join(&shown, ", "), text, &answer)
}
