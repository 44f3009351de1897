//! Examples of keys: from the pages of the systems and the ready folders, which tests check, else from what a key
//! says of itself, else from `examples.toml`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::node::Node;
use crate::systems::{ROOMS, examples};

/// Examples for keys without one elsewhere.
const BY_HAND: &str = include_str!("examples.toml");

/// What is known by example.
pub(super) struct Samples {
    documents: Vec<toml::Table>,
    /// By the identity of a table and a key: the value as TOML.
    learnt: BTreeMap<(String, String), String>,
    by_hand: toml::Table,
    used: RefCell<BTreeSet<String>>,
}

impl Samples {
    /// Reads what there is.
    pub(super) fn new() -> Self {
        let mut texts: Vec<&str> = Vec::new();
        for room in ROOMS {
            texts.extend(room.page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()));
        }
        for example in examples() {
            let files = example.files.iter().filter(|file| file.path.ends_with(".toml"));
            texts.extend(files.filter_map(|file| std::str::from_utf8(file.content).ok()));
        }
        let documents = texts.into_iter().filter_map(|text| text.parse().ok()).collect();
        let by_hand = BY_HAND.parse().unwrap_or_default();
        Self { documents, learnt: BTreeMap::new(), by_hand, used: RefCell::default() }
    }

    /// Takes the values of the documents that are of this page.
    pub(super) fn learn(&mut self, page: &str, root: Node<'_>) {
        let documents = std::mem::take(&mut self.documents);
        for document in documents.iter().filter(|document| kind(document) == page) {
            self.learn_of(&Value::Table(document.clone()), root);
        }
        self.documents = documents;
    }

    fn learn_of(&mut self, value: &Value, node: Node<'_>) {
        match value {
            Value::Table(table) => {
                for form in node.forms() {
                    for (key, value) in table {
                        match form.keys().find(|(known, _)| known == key) {
                            Some((_, of)) => {
                                if is_plain(value) {
                                    let place = (form.identity(), key.clone());
                                    self.learnt.entry(place).or_insert_with(|| line(key, value));
                                }
                                self.learn_of(value, of);
                            }
                            None => {
                                if let Some(named) = form.named() {
                                    self.learn_of(value, named);
                                }
                            }
                        }
                    }
                }
            }
            Value::Array(list) => {
                for form in node.forms() {
                    if let Some(items) = form.items() {
                        list.iter().for_each(|value| self.learn_of(value, items));
                    }
                }
            }
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }

    /// A line of TOML for a key of a table; `None`: there is none, or it is a table itself.
    pub(super) fn of(&self, table: Node<'_>, key: &str, of: Node<'_>) -> Option<String> {
        let learnt = self.learnt.get(&(table.identity(), key.to_owned())).cloned();
        learnt.or_else(|| Some(line(key, &of_itself(of)?))).or_else(|| self.by_hand(table, key, of))
    }

    fn by_hand(&self, table: Node<'_>, key: &str, of: Node<'_>) -> Option<String> {
        let of_table = self.by_hand.iter().find_map(|(name, value)| {
            let here = value.as_table()?.get(key).filter(|here| of.takes(here))?;
            table.is_called(name).then(|| (format!("{name}.{key}"), here))
        });
        let (place, value) = of_table.or_else(|| {
            let value = self.by_hand.get(key).filter(|value| of.takes(value))?;
            Some((key.to_owned(), value))
        })?;
        self.used.borrow_mut().insert(place);
        Some(line(key, value))
    }

    /// Examples by hand that no key needs.
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used.borrow();
        let all = self.by_hand.iter().flat_map(|(name, value)| match value.as_table() {
            Some(table) => table.keys().map(|key| format!("{name}.{key}")).collect(),
            None => vec![name.clone()],
        });
        all.filter(|place| !used.contains(place)).map(|place| format!("examples.toml: {place}")).collect()
    }
}

/// The page that a document of TOML belongs to.
fn kind(document: &toml::Table) -> &'static str {
    let has = |key: &str| document.contains_key(key);
    match () {
        () if has("rule") || has("monitors") => "ticket-job",
        () if has("refs") => "refs-job",
        () if has("feed") || has("schedule") || has("limits") => "job",
        () if has("class") || has("field") => "mapping",
        () if has("lock") => "locks",
        () if has("link") => "links",
        () => "stocktake",
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Table(_) => false,
        Value::Array(list) => list.iter().all(is_plain),
        Value::String(text) => text.len() <= 60 && !text.contains('\n'),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => true,
    }
}

fn line(key: &str, value: &Value) -> String {
    format!("{key} = {value}")
}

/// What a key says of itself: another value than its default, a word, `such as …`.
fn of_itself(of: Node<'_>) -> Option<Value> {
    of.forms().into_iter().find_map(|form| of_form(of, form))
}

fn of_form(of: Node<'_>, form: Node<'_>) -> Option<Value> {
    let default = of.default().or_else(|| form.default());
    if let Some((word, _)) = form.words().last() {
        return Some(Value::from(*word));
    }
    match form.kind_of_value() {
        "boolean" => Some(Value::Boolean(default != Some(Value::Boolean(true)))),
        "secret" => Some(Value::from("env:NAME")),
        "array" => {
            let item = form.items().and_then(|items| of_form(of, items.resolved()));
            item.or_else(|| quoted(of.about())).map(|item| Value::Array(vec![item]))
        }
        "integer" | "number" => default.or_else(|| form.least()),
        "string" => quoted(of.about()).or(default),
        _ => None,
    }
}

/// The text behind `such as` or a colon of a description.
fn quoted(about: &str) -> Option<Value> {
    let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
    let behind = ["such as `", ": `"].into_iter().find_map(|before| about.split_once(before));
    let text = behind?.1.split('`').next()?;
    let is_placeholder = text.chars().all(|sign| sign.is_uppercase() || sign == ':')
        || text.contains(' ') && text.contains('=');
    (!is_placeholder).then(|| Value::from(text))
}
