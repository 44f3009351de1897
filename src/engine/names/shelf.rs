//! All entries of one kind, found by id, name, further words or the end of a path.
//!
//! A stricter way goes before a looser one: the looser is not tried when the stricter has found
//! something.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::message::{Alike, FEW, nearest_few};
use crate::model::system::Choices;
use crate::model::ticket::{RefEntry, RefKind};
use crate::reconcile::names::fold;

/// Comparisons for nearest names of one kind: a storm of unknown names must not take minutes.
const COMPARISONS: usize = 2_000_000;

/// Entries by a text of theirs.
type Index = HashMap<String, Vec<u32>>;

/// Entries of a kind.
#[derive(Debug)]
pub struct Shelf {
    entries: Vec<RefEntry>,
    by_id: Index,
    by_name: Index,
    by_also: Index,
    by_end: Index,
    comparisons: AtomicUsize,
}

/// What a name means.
#[derive(Debug)]
pub enum Found<'a> {
    /// One entry.
    One(&'a RefEntry),
    /// Several that fit equally.
    Several(Vec<&'a RefEntry>),
    /// None.
    Nothing,
}

impl<'a> Found<'a> {
    /// An entry that the name may mean.
    pub fn first(&self) -> Option<&'a RefEntry> {
        match self {
            Self::One(entry) => Some(entry),
            Self::Several(entries) => entries.first().copied(),
            Self::Nothing => None,
        }
    }
}

impl Shelf {
    /// Over entries of one kind.
    pub fn new(kind: RefKind, entries: Vec<RefEntry>, choices: Choices) -> Self {
        let entries = if kind == RefKind::Category { with_paths(entries, choices) } else { entries };
        let mut shelf = Self {
            entries: Vec::new(),
            by_id: Index::new(),
            by_name: Index::new(),
            by_also: Index::new(),
            by_end: Index::new(),
            comparisons: AtomicUsize::new(COMPARISONS),
        };
        for (at, entry) in entries.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            shelf.by_id.entry(entry.id.clone()).or_default().push(at);
            if let Some(class) = entry.class.as_ref().filter(|_| kind == RefKind::Ci) {
                shelf.by_id.entry(format!("{class} {}", entry.id)).or_default().push(at);
            }
            shelf.by_name.entry(path_key(&entry.name)).or_default().push(at);
            if names_by_further_words(kind) {
                for word in &entry.also {
                    shelf.by_also.entry(fold(word)).or_default().push(at);
                }
            }
            if is_tree(kind) {
                for end in ends(&entry.name) {
                    shelf.by_end.entry(end).or_default().push(at);
                }
            }
        }
        shelf.entries = entries;
        shelf
    }

    /// What a name means among the entries that fit: by id, by the very name, by the name without
    /// case and accents, by a further word, by the end of a path.
    pub fn find(&self, name: &str, fits: &dyn Fn(&RefEntry) -> bool) -> Found<'_> {
        let name = name.trim();
        let ways = [
            self.among(&self.by_id, name, fits),
            self.named(name, &|entry| entry.name == name && fits(entry)),
            self.named(name, fits),
            self.among(&self.by_also, &fold(name), fits),
            self.among(&self.by_end, &path_key(name), fits),
        ];
        let Some(mut found) = ways.into_iter().find(|found| !found.is_empty()) else { return Found::Nothing };
        let mut seen = HashSet::new();
        found.retain(|entry| seen.insert((&entry.class, &entry.id, &entry.parent)));
        match found.as_slice() {
            [one] => Found::One(one),
            _ => Found::Several(found),
        }
    }

    /// Entries of a name, without case and accents.
    pub fn named(&self, name: &str, fits: &dyn Fn(&RefEntry) -> bool) -> Vec<&RefEntry> {
        self.among(&self.by_name, &path_key(name), fits)
    }

    /// The entry of an id, where ids are unique.
    pub fn by_id(&self, id: &str) -> Option<&RefEntry> {
        self.among(&self.by_id, id, &|_| true).first().copied()
    }

    /// Every entry.
    pub fn all(&self) -> &[RefEntry] {
        &self.entries
    }

    /// Entries whose names are like a name, the nearest first.
    pub fn nearest(&self, name: &str, most: usize, fits: &dyn Fn(&RefEntry) -> bool) -> Vec<&RefEntry> {
        let size = self.entries.len();
        let less = |left: usize| left.checked_sub(size);
        if self.comparisons.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_err() {
            return Vec::new();
        }
        let known: HashMap<String, &RefEntry> = self
            .entries
            .iter()
            .filter(|entry| fits(entry))
            .flat_map(|entry| {
                let last = entry.name.rsplit_once('>').map(|(_, last)| last.trim().to_owned());
                std::iter::once(entry.name.clone()).chain(last).map(move |text| (text, entry))
            })
            .collect();
        let near = nearest_few(name, known.keys(), Alike::Loose, FEW);
        let mut entries: Vec<&RefEntry> = Vec::new();
        for entry in near.iter().filter_map(|text| known.get(*text).copied()) {
            if !entries.iter().any(|known| known.id == entry.id) {
                entries.push(entry);
            }
        }
        entries.truncate(most);
        entries
    }

    fn among(&self, index: &Index, key: &str, fits: &dyn Fn(&RefEntry) -> bool) -> Vec<&RefEntry> {
        let found = index.get(key).into_iter().flatten();
        found.filter_map(|at| self.entries.get(*at as usize)).filter(|entry| fits(entry)).collect()
    }
}

/// Whether names of a kind may be paths, `A > B`.
pub fn is_tree(kind: RefKind) -> bool {
    match kind {
        RefKind::Company | RefKind::Team | RefKind::Category => true,
        RefKind::Contact
        | RefKind::Service
        | RefKind::ServiceElement
        | RefKind::Contract
        | RefKind::Ci
        | RefKind::Choice => false,
    }
}

/// Whether further words name an entry: those of the other kinds say what sort it is.
fn names_by_further_words(kind: RefKind) -> bool {
    match kind {
        RefKind::Company
        | RefKind::Contact
        | RefKind::Team
        | RefKind::Service
        | RefKind::Contract
        | RefKind::Ci => true,
        RefKind::ServiceElement | RefKind::Category | RefKind::Choice => false,
    }
}

/// A name without case and accents, blanks around the steps of a path made alike.
fn path_key(name: &str) -> String {
    let steps: Vec<String> = name.split('>').map(|step| fold(step.trim())).collect();
    steps.join(" > ")
}

/// The ends of a path without its first steps: `b > c` and `c` of `A > B > C`.
fn ends(name: &str) -> Vec<String> {
    let key = path_key(name);
    let steps: Vec<&str> = key.split(" > ").collect();
    (1..steps.len()).map(|from| steps[from..].join(" > ")).collect()
}

/// ServiceNow names a subcategory without its category: the path is made here.
fn with_paths(mut entries: Vec<RefEntry>, choices: Choices) -> Vec<RefEntry> {
    if choices != Choices::ByLabel {
        return entries;
    }
    let whole = entries.iter().filter(|entry| entry.parent.is_none());
    let labels: HashMap<(Option<String>, String), String> =
        whole.map(|entry| ((entry.class.clone(), entry.id.clone()), entry.name.clone())).collect();
    for entry in &mut entries {
        let Some(parent) = &entry.parent else { continue };
        let label = labels.get(&(entry.class.clone(), parent.clone())).unwrap_or(parent);
        entry.name = format!("{label} > {}", entry.name);
    }
    entries
}
