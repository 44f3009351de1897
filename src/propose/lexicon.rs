//! What a name of a column may mean for a class: the words that the target's room knows, and the labels that its
//! own pages show.

use std::collections::{BTreeSet, HashMap};

use crate::model::job::Language;
use crate::model::schema::{Column, Kind, Part, Says, Schema, Wording};

use super::words::{Words, without_parentheses};

/// Words for the name of a thing: `manufacturer.name` is the manufacturer.
const NAMES: &[&str] = &["name", "nom", "label", "title", "text"];

/// The doubt of a name that is only the word for the thing itself.
pub const BY_THING: u8 = 9;

/// A field that a column may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The field as mappings write it.
    pub path: String,
    /// The part that it belongs to.
    pub part: Part,
    /// Its column.
    pub column: String,
    /// What it holds.
    pub kind: Kind,
    /// What the column says of it.
    pub says: Says,
    /// The place of the word among those of the field: the first are the likelier ones.
    pub order: usize,
}

/// A meaning, and how sure it is: 0 for the very word.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How much of the name had to be left out, from 0.
    pub doubt: u8,
    /// The field.
    pub meaning: Meaning,
}

/// All words for the fields of a class.
#[derive(Debug)]
pub struct Lexicon {
    meanings: Vec<Meaning>,
    by_set: HashMap<String, Vec<usize>>,
    by_joined: HashMap<String, Vec<usize>>,
    nowhere: Vec<Words>,
    aside: BTreeSet<String>,
    own_words: Vec<Words>,
}

impl Lexicon {
    /// Of a class.
    pub fn of(schema: &'static Schema, class: &str) -> Self {
        let words = (schema.synonyms)();
        let mut aside: BTreeSet<String> = words.aside.iter().flat_map(|word| Words::of(word).set).collect();
        let own = words.classes.iter().filter(|words| words.class == class).flat_map(|words| &words.words);
        let own_words: Vec<Words> = own.map(|word| Words::of(word)).collect();
        aside.extend(
            own_words.iter().filter(|words| words.set.len() == 1).flat_map(|words| words.set.clone()),
        );
        let mut lexicon = Self {
            meanings: Vec::new(),
            by_set: HashMap::new(),
            by_joined: HashMap::new(),
            nowhere: words.nowhere.iter().map(|word| Words::of(word)).collect(),
            aside,
            own_words,
        };
        for field in words.fields.iter().filter(|field| field.class.is_none_or(|only| only == class)) {
            let path = field.path.replace("{class}", &class.to_lowercase());
            let Some((part, column, kind)) = place(schema, class, &path) else { continue };
            let before = lexicon.meanings.iter().filter(|known| known.path == path).count();
            for (order, word) in (before..).zip(&field.words) {
                let (path, column, kind) = (path.clone(), column.clone(), kind.clone());
                lexicon.add(
                    Words::of(word),
                    Meaning { path, part, column, kind, says: field.says.clone(), order },
                );
            }
        }
        lexicon.add_labels(schema, class);
        lexicon
    }

    /// The labels of the class's columns and of those of its parts, which a mapping can hold, in both languages.
    fn add_labels(&mut self, schema: &'static Schema, class: &str) {
        const LAST: usize = 1000;
        let rows = schema
            .parts
            .iter()
            .filter(|part| part.of_classes.contains(&class) && !schema.is_set(part.part()));
        let of_parts = rows.filter(|part| schema.shared(part.part()).is_none()).flat_map(|part| {
            (schema.columns_of)(part.class)
                .into_iter()
                .map(move |column| format!("{}.{}", part.table, column.name))
        });
        let own = (schema.columns_of)(class).into_iter().map(|column| column.name.to_owned());
        for path in own.chain(of_parts) {
            let Some((part, column, kind)) = place(schema, class, &path) else { continue };
            for language in [Language::En, Language::Fr] {
                let wording = Wording { schema: Some(schema), language };
                let label = wording.field(class, &path).into_owned();
                if label == path {
                    continue;
                }
                let (path, column, kind) = (path.clone(), column.clone(), kind.clone());
                let says = Says::Value;
                self.add(Words::of(&label), Meaning { path, part, column, kind, says, order: LAST });
            }
        }
    }

    fn add(&mut self, words: Words, meaning: Meaning) {
        let at = self.meanings.len();
        self.by_set.entry(words.key()).or_default().push(at);
        self.by_joined.entry(words.joined).or_default().push(at);
        self.meanings.push(meaning);
    }

    /// What a name may mean, the surest meaning first.
    pub fn meanings(&self, name: &str) -> Vec<Found> {
        let whole = Words::of(name);
        let bare = without_parentheses(name).map(|name| Words::of(&name));
        let is_nowhere = |words: &Words| {
            self.nowhere.iter().any(|known| known.set == words.set || known.joined == words.joined)
        };
        if is_nowhere(&whole) || bare.as_ref().is_some_and(is_nowhere) {
            return Vec::new();
        }
        let names: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let mut forms = vec![(0, Some(whole.clone())), (1, bare.clone())];
        for (doubt, from) in [(2, Some(&whole)), (3, bare.as_ref())] {
            forms.push((doubt, from.and_then(|words| words.without(&self.aside))));
        }
        let mut found = self.of_forms(&forms, |_| true);
        let nameless = |(doubt, words): &(u8, Option<Words>)| {
            (doubt + 4, words.as_ref().and_then(|words| words.without(&names)))
        };
        let nameless: Vec<(u8, Option<Words>)> = forms.iter().map(nameless).collect();
        found.extend(self.of_forms(&nameless, |meaning| is_named(&meaning.kind)));
        // `Imprimante`, or only `Matériel`, is what the thing is called.
        let is_thing = self.own_words.iter().any(|words| words.set == whole.set)
            || whole.set.len() == 1 && whole.set.is_subset(&self.aside);
        if found.is_empty() && is_thing {
            found.extend(self.of_forms(&[(BY_THING, Some(Words::of(NAMES[0])))], |_| true));
        }
        found
    }

    fn of_forms(&self, forms: &[(u8, Option<Words>)], suits: impl Fn(&Meaning) -> bool) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for (doubt, words) in forms {
            let Some(words) = words else { continue };
            let by_set = self.by_set.get(&words.key());
            let by_joined = self.by_joined.get(&words.joined).filter(|_| !words.joined.is_empty());
            let mut places: Vec<usize> = by_set.into_iter().chain(by_joined).flatten().copied().collect();
            places.sort_unstable();
            places.dedup();
            for meaning in places.into_iter().map(|at| &self.meanings[at]).filter(|meaning| suits(meaning)) {
                let is_known = found
                    .iter()
                    .any(|known| known.meaning.path == meaning.path && known.meaning.says == meaning.says);
                if !is_known {
                    found.push(Found { doubt: *doubt, meaning: meaning.clone() });
                }
            }
        }
        found
    }

    /// Whether a name is what a thing of the class is called.
    pub fn is_thing(&self, name: &str) -> bool {
        let words = Words::of(name);
        self.own_words.iter().any(|own| own.set == words.set)
    }

    /// Whether a name is one that the words know, in any form: the mark of a header.
    pub fn knows(&self, name: &str) -> bool {
        let words = Words::of(name);
        !words.set.is_empty()
            && (self.nowhere.iter().any(|known| known.set == words.set) || !self.meanings(name).is_empty())
    }
}

fn is_named(kind: &Kind) -> bool {
    matches!(kind, Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. })
}

/// Where a path leads in a class: its part, its column and what that holds; `None` where the class has no such
/// field.
pub fn place(schema: &Schema, class: &str, path: &str) -> Option<(Part, String, Kind)> {
    let has = |class: &str, column: &str| (schema.columns_of)(class).iter().any(|known| known.name == column);
    let Some((table, column)) = path.split_once('.') else {
        // The part that items share is chosen by its name.
        if let Some(part) =
            schema.parts.iter().find(|part| part.table == path && schema.shared(part.part()).is_some())
        {
            let fits = part.of_classes.contains(&class);
            return fits.then(|| (part.part(), String::new(), schema.line()));
        }
        let kind = schema.kind_of(&Column::from(path))?;
        return has(class, path).then(|| (Part::ITEM, path.to_owned(), kind));
    };
    let known = schema.parts.iter().find(|part| part.table == table)?;
    let part = known.part();
    let of_set = schema.set(part).is_some_and(|set| set.kinds.iter().any(|(name, _)| *name == column));
    let is_there = known.of_classes.contains(&class) && (of_set || has(known.class, column));
    let kind = schema.kind_in(part, &Column::from(column))?;
    is_there.then(|| (part, column.to_owned(), kind))
}
