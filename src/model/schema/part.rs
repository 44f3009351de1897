//! Parts of an item: rows of their own beside it, records that it shares with others, sets of elements.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ClassName, Column, Kind, Schema};

/// A short word of a schema, of 24 bytes at most.
type Word = ArrayString<24>;

/// Which row a field belongs to: the item itself, a row of its own beside it, a record that it shares with
/// others, or an element of a set. What it is stands in [`Schema::part`].
#[derive(Clone, Copy)]
pub struct Part {
    word: Word,
    table: Word,
}

impl Part {
    /// The item itself; `[field.*]` in a mapping.
    pub const ITEM: Self = Self { word: Word::new_const(), table: Word::new_const() };

    /// A part of the word and the table that its schema gives it; longer ones are cut.
    pub fn new(word: &str, table: &str) -> Self {
        let short = |text: &str| {
            let mut word = Word::new();
            text.chars().for_each(|letter| {
                let _ = word.try_push(letter);
            });
            word
        };
        Self { word: short(word), table: short(table) }
    }

    /// The word in plans and journals.
    pub fn word(&self) -> &str {
        if self.is_item() { "item" } else { &self.word }
    }

    /// Whether it is the item itself.
    pub fn is_item(&self) -> bool {
        self.word.is_empty()
    }

    /// The table of a mapping file, and the beginning of a field's path (`os.licenseid`); `None` for the
    /// item itself.
    pub fn table(&self) -> Option<&str> {
        (!self.is_item()).then_some(self.table.as_str())
    }

    /// Its table, as the ledger names it; "" for the item itself.
    pub fn name(&self) -> &str {
        &self.table
    }

    /// Path of an element of a set: `disks[/]`.
    pub fn element_path(&self, element: &str) -> String {
        format!("{}[{element}]", self.table)
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Part {}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        self.word.cmp(&other.word)
    }
}

impl Hash for Part {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.word.hash(state);
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Part {
    /// By its word; the table is that of the schema, which [`Schema::part_named`] gives.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<str>::deserialize(deserializer)?;
        Ok(if word == "item" { Self::ITEM } else { Self::new(&word, &word) })
    }
}

/// A child part of items, or a keyed set.
#[derive(Debug)]
pub struct ChildPart {
    /// The word in plans and journals.
    pub word: &'static str,
    /// The table of a mapping file, and the beginning of a field's path.
    pub table: &'static str,
    /// The class of its rows.
    pub class: &'static str,
    /// Classes whose items have it; empty: every class.
    pub of_classes: &'static [&'static str],
    /// What kind of part.
    pub shape: Shape,
}

/// What kind of part.
#[derive(Debug)]
pub enum Shape {
    /// A row of its own beside the item.
    Row {
        /// The column that says which of several rows is meant.
        naming: &'static str,
    },
    /// A record that several items share, each by a row of its own that links it.
    Shared(Shared),
    /// Several rows, each with a key.
    Set(Set),
    /// Texts by names that the mapping gives.
    Texts,
}

/// A record that several items share.
#[derive(Debug)]
pub struct Shared {
    /// The class of the links.
    pub link_class: &'static str,
    /// The column of a link with the record's id.
    pub link_column: &'static str,
    /// The column that names a record.
    pub naming: &'static str,
    /// Columns by which a row of the source may choose a record, the surest first.
    pub chosen_by: &'static [&'static str],
}

/// A keyed set.
#[derive(Debug)]
pub struct Set {
    /// How a row names its item.
    pub owner: Owner,
    /// Columns that name an element within its item: the first list of which the mapping has the first
    /// column, as far as it has the others.
    pub usual_keys: &'static [&'static [&'static str]],
    /// An item may have several elements that are alike in everything: two processors of one model. They
    /// are told apart by number.
    pub may_repeat: bool,
    /// What a column holds where its name alone does not tell.
    pub kinds: &'static [(&'static str, Kind)],
    /// Columns that point at an item by its name.
    pub references: &'static [(&'static str, &'static str)],
    /// Columns of every new element, with what they hold, where the mapping does not say.
    pub constants: &'static [(&'static str, &'static str)],
    /// A column whose names belong to others, which the mapping says beside it.
    pub within: Option<Within>,
}

/// A column of a set that points at rows which belong to others: the installed version of a software.
#[derive(Debug, Clone, Copy)]
pub struct Within {
    /// The column.
    pub column: &'static str,
    /// The field with the name of the other row. It is no column of the set.
    pub outer: &'static str,
    /// Fields with what the other row is made with where it is not there. No columns of the set, either.
    pub more: &'static [&'static str],
    /// Words with which dictionary rules of the other row's names ask for the texts of fields, and give them others;
    /// with the field.
    pub words: &'static [(&'static str, &'static str)],
}

impl Within {
    /// Whether a field says something of the other row.
    pub fn is_of_outer(&self, column: &Column) -> bool {
        column.as_str() == self.outer || self.more.contains(&column.as_str())
    }
}

impl Set {
    /// Whether a field is a column of its rows.
    pub fn has(&self, column: &Column) -> bool {
        self.within.is_none_or(|within| !within.is_of_outer(column))
    }
}

/// How a row of a set names its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// By class and id.
    Item,
    /// By this column, for items of one class only.
    Column(&'static str),
}

impl Schema {
    /// Every part but the item, in the order in which they are planned.
    pub fn child_parts(&self) -> impl Iterator<Item = Part> {
        self.parts.iter().map(ChildPart::part)
    }

    /// Every part but the item, in the order in which they are written: rows beside the item, shared
    /// records, sets.
    pub fn parts_as_written(&self) -> Vec<Part> {
        let mut parts: Vec<&ChildPart> = self.parts.iter().collect();
        parts.sort_by_key(|part| match part.shape {
            Shape::Row { .. } => 0,
            Shape::Shared(_) => 1,
            Shape::Set(_) | Shape::Texts => 2,
        });
        parts.into_iter().map(ChildPart::part).collect()
    }

    /// What a part is; `None` for the item itself and for a word that the target does not have.
    pub fn part(&self, part: Part) -> Option<&'static ChildPart> {
        self.parts.iter().find(|known| known.word == part.word())
    }

    /// The part of a word in a plan or journal, with its table.
    pub fn part_named(&self, word: &str) -> Option<Part> {
        self.parts.iter().find(|known| known.word == word).map(ChildPart::part)
    }

    /// The part of a table of a mapping file.
    pub fn part_of_table(&self, table: &str) -> Option<Part> {
        self.parts.iter().find(|known| known.table == table).map(ChildPart::part)
    }

    /// The class that holds the row of a part.
    pub fn class_of(&self, part: Part, item: &ClassName) -> ClassName {
        self.part(part).map_or_else(|| item.clone(), |part| ClassName::from(part.class))
    }

    /// What a set is; `None` for another part.
    pub fn set(&self, part: Part) -> Option<&'static Set> {
        match &self.part(part)?.shape {
            Shape::Set(set) => Some(set),
            Shape::Row { .. } | Shape::Shared(_) | Shape::Texts => None,
        }
    }

    /// The column with which a row of a part names its item.
    pub fn owner_column(&self, part: Part) -> &'static str {
        match self.set(part).map(|set| set.owner) {
            Some(Owner::Column(column)) => column,
            Some(Owner::Item) | None => self.columns.owner_id,
        }
    }

    /// Whether a part is a set.
    pub fn is_set(&self, part: Part) -> bool {
        self.set(part).is_some()
    }

    /// What a shared record is; `None` for another part.
    pub fn shared(&self, part: Part) -> Option<&'static Shared> {
        match &self.part(part)?.shape {
            Shape::Shared(shared) => Some(shared),
            Shape::Row { .. } | Shape::Set(_) | Shape::Texts => None,
        }
    }

    /// The part whose record several items share, where the target has one.
    pub fn shared_part(&self) -> Option<Part> {
        self.child_parts().find(|part| self.shared(*part).is_some())
    }

    /// The classes whose rows are elements of sets.
    pub fn is_element(&self, class: &ClassName) -> bool {
        self.child_parts().any(|part| self.is_set(part) && self.class_of(part, class) == *class)
    }
}

impl ChildPart {
    /// Its name for fields and rows.
    pub fn part(&self) -> Part {
        Part::new(self.word, self.table)
    }
}
