//! The keys of every configuration file as tables of the manual: from the same schema that editors get, so that a
//! key without a description or an example is seen by a test.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::node::Node;
use super::samples::Samples;
use crate::config::schema::{self, JOB_SCHEMA, LINKS_SCHEMA, LOCKS_SCHEMA, MAPPING_SCHEMA, STOCKTAKE_SCHEMA};
use crate::message::{Sentence, manual as said};

/// A page of keys.
pub(super) struct Reference {
    /// Name of the page below `reference/`, without its ending.
    pub(super) name: &'static str,
    /// The file that it is about.
    pub(super) file: &'static str,
    about: Sentence,
    schema: &'static str,
    /// Definition of the root; empty: the schema itself.
    root: &'static str,
}

/// The pages of keys, in the order of the manual.
pub(super) const PAGES: [Reference; 7] = [
    page("stocktake", "stocktake.toml", said::of_stocktake as Sentence, STOCKTAKE_SCHEMA, ""),
    page("job", "jobs/NAME.toml (records)", said::of_job, JOB_SCHEMA, "Job"),
    page("ticket-job", "jobs/NAME.toml (tickets)", said::of_ticket_job, JOB_SCHEMA, "TicketJob"),
    page("refs-job", "jobs/NAME.toml (reference data)", said::of_refs_job, JOB_SCHEMA, "RefsJob"),
    page("mapping", "mappings/NAME.toml", said::of_mapping, MAPPING_SCHEMA, ""),
    page("links", "links.toml", said::of_links, LINKS_SCHEMA, ""),
    page("locks", "locks.toml", said::of_locks, LOCKS_SCHEMA, ""),
];

const fn page(
    name: &'static str,
    file: &'static str,
    about: Sentence,
    schema: &'static str,
    root: &'static str,
) -> Reference {
    Reference { name, file, about, schema, root }
}

/// All pages by name, and the keys that lack a description or an example, as `table.key`.
pub(super) fn pages() -> (Vec<(&'static str, String)>, Vec<String>) {
    let documents: BTreeMap<&str, Value> = schema::plain_documents().into_iter().collect();
    let mut samples = Samples::new();
    let nodes: Vec<(&Reference, Node<'_>)> = PAGES
        .iter()
        .filter_map(|page| {
            let document = documents.get(page.schema)?;
            let root = if page.root.is_empty() { document } else { &document["definitions"][page.root] };
            Some((page, Node { document, of: root }))
        })
        .collect();
    for (page, node) in &nodes {
        samples.learn(page.name, *node);
    }
    let mut lacking = Vec::new();
    let pages = nodes
        .into_iter()
        .map(|(page, node)| {
            let mut writer = Writer {
                samples: &samples,
                told: BTreeMap::new(),
                out: String::new(),
                lacking: &mut lacking,
            };
            writer.out.push_str(&format!("# {}\n\n{}\n\n", page.file, (page.about)()));
            writer.tables(node);
            (page.name, writer.out)
        })
        .collect();
    lacking.extend(samples.unused());
    (pages, lacking)
}

struct Writer<'w> {
    samples: &'w Samples,
    /// Tables that are described, with the place at which they are.
    told: BTreeMap<String, String>,
    out: String,
    lacking: &'w mut Vec<String>,
}

impl Writer<'_> {
    /// The table of a file and those below it, each once.
    fn tables(&mut self, root: Node<'_>) {
        let mut waiting = vec![(String::new(), root.resolved())];
        self.told.insert(root.resolved().identity(), String::new());
        while !waiting.is_empty() {
            let (place, node) = waiting.remove(0);
            let mut below = Vec::new();
            let mut rows = String::new();
            for (key, of) in node.keys() {
                rows.push_str(&self.row(&place, node, key, of, &mut below));
            }
            if !place.is_empty() && !rows.is_empty() {
                self.out.push_str(&format!("## `{}`\n\n", place_of(&place)));
                if let Some(about) = node.text("description") {
                    self.out.push_str(&format!("{}\n\n", cell(about)));
                }
            }
            if !rows.is_empty() {
                self.out.push_str(&said::head_of_keys().to_string());
                self.out.push_str(&rows);
                self.out.push('\n');
            }
            for (place, node) in
                node.named().map(|named| deeper(&join(&place, "NAME"), named)).unwrap_or_default()
            {
                if let Some(known) = self.told.get(&node.identity()) {
                    let told = said::keys_like(place_of(&place), place_of(known));
                    self.out.push_str(&format!("{told}\n\n"));
                }
                below.push((place, node));
            }
            // What a mapping is about first: other tables hold fields, too.
            below.sort_by_key(|(place, _)| place != "field");
            let mut fresh = Vec::new();
            for (place, node) in below {
                if let Entry::Vacant(vacant) = self.told.entry(node.identity()) {
                    vacant.insert(place.clone());
                    fresh.push((place, node));
                }
            }
            // Depth first: a table stands below the one that it belongs to.
            waiting.splice(0..0, fresh);
        }
    }

    fn row<'s>(
        &mut self,
        place: &str,
        table: Node<'s>,
        key: &str,
        of: Node<'s>,
        below: &mut Vec<(String, Node<'s>)>,
    ) -> String {
        let path = join(place, key);
        let node = of.resolved();
        let mut about = of.about().to_owned();
        if about.is_empty() {
            self.lacking.push(format!("{path}: description"));
        }
        for (place, table) in deeper(&path, of) {
            let beside = below.iter().find(|(_, other)| other.identity() == table.identity());
            let known = self.told.get(&table.identity()).or(beside.map(|(place, _)| place));
            if let Some(known) = known.filter(|known| !known.is_empty()) {
                about.push_str(&format!(" {}", said::same_keys(place_of(known))));
            }
            below.push((place, table));
        }
        for form in of.forms() {
            for (word, meaning) in form.words() {
                let meaning = meaning.trim_end_matches('.');
                about.push_str(&if meaning.is_empty() {
                    format!(" `{word}`.")
                } else {
                    format!(" `{word}`: {meaning}.")
                });
            }
        }
        let default = match of.of.get("default").or_else(|| node.of.get("default")) {
            Some(Value::String(text)) => format!("`{text}`"),
            Some(value) => format!("`{value}`"),
            None => String::new(),
        };
        let example = match self.samples.of(table, key, of) {
            Some(value) => format!("`{}`", value.replace('|', "\\|")),
            None if of.forms().into_iter().any(leads_to_table) => {
                format!("`{}`", place_of(&path_of_table(&path, of)))
            }
            None => {
                self.lacking.push(format!("{path}: example"));
                String::new()
            }
        };
        format!("| `{key}` | {} | {default} | {} | {example} |\n", of.kind(), cell(&about))
    }
}

/// The tables that a key leads to.
fn deeper<'s>(path: &str, of: Node<'s>) -> Vec<(String, Node<'s>)> {
    let mut found = Vec::new();
    for form in of.forms() {
        if form.is_table() {
            found.push((path.to_owned(), form));
        } else if let Some(items) = form.items().map(Node::resolved).filter(|items| items.is_table()) {
            found.push((format!("{path}[]"), items));
        }
    }
    found
}

/// Whether what it holds has a head of its own: a table, with keys or without, or several.
fn leads_to_table(form: Node<'_>) -> bool {
    form.is_object() || form.items().is_some_and(|items| items.resolved().is_object())
}

fn path_of_table(path: &str, of: Node<'_>) -> String {
    deeper(path, of).into_iter().next().map_or_else(|| path.to_owned(), |(path, _)| path)
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{}.{key}", place.trim_end_matches("[]")) }
}

/// The head of a table in TOML.
fn place_of(place: &str) -> String {
    match place.strip_suffix("[]") {
        Some(list) => format!("[[{list}]]"),
        None => format!("[{place}]"),
    }
}

/// A text within a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
