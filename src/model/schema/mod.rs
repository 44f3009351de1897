//! What a target can hold, as a value: its classes, columns, child parts and sets, and how it keeps texts.
//!
//! The room of a product makes it; the pure core is given it as it is given the clock, and knows no class
//! and no column but those that stand in it. A class that is not listed works too, with the kinds that the
//! mapping gives.

mod label;
mod part;
mod synonym;

use std::borrow::Cow;

pub use super::kind::{ClassName, Column, Kind, MonthRounding};
use super::value::Value;
pub use label::{Label, Labels, Wording};
pub use part::{ChildPart, Owner, Part, Set, Shape, Shared, Within};
pub use synonym::{ClassWords, FieldWords, Says, Synonyms};

/// What a target can hold.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Columns that mean the same in every class.
    pub columns: Columns,
    /// The class of the entities in which items are, a tree.
    pub entity_class: &'static str,
    /// The class of the states that [`Columns::state`] points at, a tree.
    pub state_class: &'static str,
    /// What is known of classes, sorted by name.
    pub classes: &'static [Class],
    /// Classes that most jobs are about, for suggestions.
    pub examples: &'static [&'static str],
    /// The names of the product's own classes in every version that is known, sorted: a name that is near to
    /// one of them is a slip.
    pub class_names: fn() -> &'static [&'static str],
    /// Whether a class was added to the product: a plugin's, or one that people defined there. Only the
    /// connected server can tell whether it has it.
    pub is_added_class: fn(&str) -> bool,
    /// Columns with the key of another class, without a role behind it, and that class; sorted by column.
    pub foreign_keys: &'static [(&'static str, &'static str)],
    /// Columns that are neither plain text nor foreign keys, whatever the class; sorted by column.
    pub kinds: &'static [(&'static str, Kind)],
    /// Whether a column that is not among the foreign keys is one of a class that is not known.
    pub is_foreign_key: fn(&str) -> bool,
    /// Whether the rows of a class have no name of their own: links, rows beside an item.
    pub is_nameless: fn(&str) -> bool,
    /// Child parts and sets, in the order in which they are planned.
    pub parts: &'static [ChildPart],
    /// What the columns of a contract mean, where the target has contracts.
    pub contract: Option<Contract>,
    /// What the columns of a warranty mean, where items have one.
    pub warranty: Option<Warranty>,
    /// Words with which dictionary rules ask for another text of the record: word, table of the part (`""`
    /// for the item), column.
    pub dictionary_words: &'static [(&'static str, &'static str, &'static str)],
    /// Columns with a price, which waits for approval when it goes down.
    pub prices: &'static [&'static str],
    /// Columns whose texts tell one item from all others, as a maker or a label gives them: what makers leave
    /// there when they give none is no value.
    pub identifiers: &'static [&'static str],
    /// Whether a column says when something ends: a month or a year stands for its last day there.
    pub is_end: fn(&str) -> bool,
    /// How texts and other values are kept.
    pub form: Form,
    /// What people read of its classes and columns.
    pub labels: Labels,
    /// What people call its classes and columns in tables of their own.
    pub synonyms: fn() -> &'static Synonyms,
    /// The columns of a class that a mapping may fill, of all versions that are known; none of a class that
    /// is not known.
    pub columns_of: fn(&str) -> Vec<KnownColumn>,
    /// The page of a row below the address of the product's pages, by class and id; `None`: nobody knows.
    pub page: fn(&str, i64) -> Option<String>,
}

/// A column with the version that it came with and the one that it went with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownColumn {
    /// Its name.
    pub name: &'static str,
    /// The first version that has it; `None`: every one that is known.
    pub from: Option<&'static str>,
    /// The first version that does not have it any more.
    pub until: Option<&'static str>,
}

/// Columns that mean the same in every class that has them.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// The name of a row, in classes that do not say otherwise.
    pub name: &'static str,
    /// The entity of a row.
    pub entity: &'static str,
    /// Whether a row is visible in the entities below.
    pub recursive: &'static str,
    /// Whether an item is in the trash. A change that has it as a field takes the item out of the trash,
    /// or deletes it for good while it is there.
    pub trash: &'static str,
    /// Whether an agent feeds the row.
    pub agent: &'static str,
    /// The state of an item, which a retirement sets.
    pub state: &'static str,
    /// Free text, which a retirement writes.
    pub comment: &'static str,
    /// The serial that the maker gave.
    pub serial: &'static str,
    /// Where an item is.
    pub place: &'static str,
    /// In a row beside an item, its class.
    pub owner_class: &'static str,
    /// In a row beside an item, its id.
    pub owner_id: &'static str,
    /// The UUID of an item.
    pub uuid: &'static str,
    /// A MAC address of an item.
    pub mac: &'static str,
}

/// What is known of a class.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// Rows point at a parent of the same class.
    pub is_tree: bool,
    /// A row is chosen by its path; else by its name.
    pub by_path: bool,
    /// The column with which they do; `None`: the first foreign key of the class.
    pub parent: Option<&'static str>,
    /// That column points at a row of another class, without which the name says nothing: the version of a
    /// software.
    pub is_within: bool,
    /// The column with the name of a row; `None`: [`Columns::name`].
    pub name_column: Option<&'static str>,
    /// Where its rows are.
    pub home: Home,
    /// It is pointed at by a column that the mapping chooses, and never made on the way.
    pub is_item: bool,
    /// Names of its rows may be two spellings of one thing.
    pub naming: Naming,
    /// Its items have a serial of their own, so that two with one serial are one thing.
    pub has_serial: bool,
    /// People call its items by name, so that two with one name are one thing.
    pub is_called_by_name: bool,
}

/// Where the rows of a class are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In no entity.
    Nowhere,
    /// In entities; a new row is put into the working entity of the system, visible below.
    Working,
    /// In entities; a new row is put into that of the item that needs it.
    OfItem,
    /// As `Working`, but names are unique over all entities and usable from everywhere.
    Everywhere,
    /// In no entity, whatever a row says: usable from everywhere.
    Beyond,
}

/// What the names of a class are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// People or items: two alike are two.
    None,
    /// Companies, which bear legal forms.
    Company,
    /// Anything else.
    Thing,
}

impl Class {
    /// A list of names in no entity.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            is_tree: false,
            by_path: false,
            parent: None,
            is_within: false,
            name_column: None,
            home: Home::Nowhere,
            is_item: false,
            naming: Naming::Thing,
            has_serial: false,
            is_called_by_name: false,
        }
    }

    /// Rows point at a parent, and are chosen by their path.
    pub const fn tree(self) -> Self {
        Self { is_tree: true, by_path: true, ..self }
    }

    /// Rows point at a parent, and are chosen by their name alone.
    pub const fn tree_of_names(self) -> Self {
        Self { is_tree: true, ..self }
    }

    /// Rows belong to those of another class, at which this column points.
    pub const fn within(self, parent: &'static str) -> Self {
        Self { parent: Some(parent), is_within: true, ..self }
    }

    /// Rows are somewhere.
    pub const fn at(self, home: Home) -> Self {
        Self { home, ..self }
    }

    /// It is pointed at by a column that the mapping chooses.
    pub const fn item(self) -> Self {
        Self { is_item: true, ..self }
    }

    /// What its names are.
    pub const fn names(self, naming: Naming) -> Self {
        Self { naming, ..self }
    }

    /// The column with the name of a row.
    pub const fn named_by(self, name_column: &'static str) -> Self {
        Self { name_column: Some(name_column), ..self }
    }

    /// Its items have a serial.
    pub const fn with_serial(self) -> Self {
        Self { has_serial: true, ..self }
    }

    /// People call its items by name.
    pub const fn called_by_name(self) -> Self {
        Self { is_called_by_name: true, ..self }
    }
}

/// What the columns of a contract mean. Its duration is in months.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its class.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its number.
    pub number: &'static str,
    /// The first day.
    pub begin: &'static str,
    /// Months of the first term.
    pub months: &'static str,
    /// Months of notice, counted back from the end.
    pub notice: &'static str,
    /// What happens at the end.
    pub renewal: &'static str,
    /// The value of `renewal` for a contract that goes on unless notice is given.
    pub tacit: i64,
    /// The value of `renewal` for a contract that goes on when somebody says so.
    pub express: i64,
    /// Months of the terms that follow.
    pub period: &'static str,
    /// The kind of contract.
    pub kind: &'static str,
}

/// The columns that say together when a contract or a warranty ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// Class of the row that has them.
    pub class: &'static str,
    /// The first day.
    pub begin: &'static str,
    /// How many months it lasts.
    pub months: &'static str,
}

/// What the columns of a warranty mean.
#[derive(Debug, Clone, Copy)]
pub struct Warranty {
    /// The class of the rows, and the table of their part.
    pub class: &'static str,
    /// The first day.
    pub begin: &'static str,
    /// The day of purchase, which counts where there is no first day.
    pub bought: &'static str,
    /// Months.
    pub months: &'static str,
}

/// How a target keeps values: what is written is compared in the form in which it is given back.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Longest one-line text that is stored whole, in characters.
    pub line: usize,
    /// The value that is given back after a value was written to a column of a kind. Idempotent.
    pub canonical: fn(&Kind, Value) -> Value,
    /// What becomes of a text that is written.
    pub stored: for<'t> fn(&Kind, &'t str) -> Stored<'t>,
    /// A name of a dropdown, a place or another item as it is kept.
    pub name: fn(&str) -> Cow<'_, str>,
    /// Whether a text is misread on writing, so that its backslashes go.
    pub is_misread: fn(&str) -> bool,
}

/// What becomes of a text that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<'t> {
    /// The text as it is kept.
    pub text: Cow<'t, str>,
    /// Its end is missing.
    pub is_cut: bool,
}

impl Schema {
    /// What is known of a class.
    pub fn class(&self, class: &ClassName) -> Option<&'static Class> {
        let at = self.classes.binary_search_by(|known| known.name.cmp(class.as_str())).ok()?;
        Some(&self.classes[at])
    }

    /// Whether a class is one of the product's own.
    pub fn is_own_class(&self, class: &str) -> bool {
        (self.class_names)().binary_search(&class).is_ok()
    }

    /// True when rows of the class point at a parent of the same class.
    pub fn is_tree(&self, class: &ClassName) -> bool {
        self.class(class).is_some_and(|class| class.is_tree)
    }

    /// The class whose rows those of another one belong to: the software of a version.
    pub fn outer_class(&self, class: &ClassName) -> Option<ClassName> {
        self.class(class).filter(|class| class.is_within)?;
        self.foreign_class(&self.parent_column(class))
    }

    /// The column with which a row points at the one above it, of its own class or of another.
    pub fn above(&self, class: &ClassName) -> Option<Column> {
        let has_one = self.class(class).is_some_and(|class| class.is_tree || class.is_within);
        has_one.then(|| self.parent_column(class))
    }

    /// The column with which a tree's row points at its parent; that of the first foreign key to a class.
    pub fn parent_column(&self, class: &ClassName) -> Column {
        let own = self.class(class).and_then(|class| class.parent);
        let key = || self.foreign_keys.iter().find(|(_, known)| *known == class.as_str());
        let known = own.or_else(|| key().map(|(column, _)| *column));
        known.map_or_else(
            || Column::from(format!("{}s_id", class.as_str().to_lowercase()).as_str()),
            Column::from,
        )
    }

    /// The class that a foreign key column points at, whatever the role behind it.
    pub fn foreign_class(&self, column: &Column) -> Option<ClassName> {
        let name = column.as_str();
        let fits =
            |key: &str| name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
        let found = self.foreign_keys.iter().find(|(key, _)| fits(key));
        found.map(|(_, class)| ClassName::from(*class))
    }

    /// The kind of a column as far as it is known from its name; `None` for an unknown foreign key.
    pub fn kind_of(&self, column: &Column) -> Option<Kind> {
        if column.as_str() == self.columns.entity {
            return Some(Kind::Entity);
        }
        if let Some(class) = self.foreign_class(column) {
            return Some(self.kind_to(class));
        }
        if let Ok(at) = self.kinds.binary_search_by(|(name, _)| (*name).cmp(column.as_str())) {
            return Some(self.kinds[at].1.clone());
        }
        (!(self.is_foreign_key)(column.as_str())).then(|| self.line())
    }

    /// The kind of a column that points at a class.
    pub fn kind_to(&self, class: ClassName) -> Kind {
        if class.as_str() == self.entity_class {
            return Kind::Entity;
        }
        match self.class(&class) {
            Some(known) if known.is_item => Kind::Reference { by: self.name_column(&class), class },
            Some(known) if known.by_path => Kind::Tree(class),
            Some(_) | None => Kind::Dropdown(class),
        }
    }

    /// A text of one line.
    pub fn line(&self) -> Kind {
        Kind::Text { max: self.form.line }
    }

    /// The kind of a field of a part, by the name of its column.
    pub fn kind_in(&self, part: Part, column: &Column) -> Option<Kind> {
        let name = column.as_str();
        if self.part(part).is_some_and(|part| matches!(part.shape, Shape::Texts)) {
            return Some(self.line());
        }
        let of_set = self.set(part).and_then(|set| {
            let kind = set.kinds.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind.clone());
            let reference = || {
                let (_, class) = set.references.iter().find(|(known, _)| *known == name)?;
                let class = ClassName::from(*class);
                Some(Kind::Reference { by: self.name_column(&class), class })
            };
            kind.or_else(reference)
        });
        of_set.or_else(|| self.kind_of(column))
    }

    /// The column with the name of a row.
    pub fn name_column(&self, class: &ClassName) -> Column {
        Column::from(self.class(class).and_then(|class| class.name_column).unwrap_or(self.columns.name))
    }

    /// The column of the class that a kind points at which names a row.
    pub fn named_by(&self, kind: &Kind) -> Column {
        match kind {
            Kind::Reference { by, .. } => by.clone(),
            Kind::Dropdown(class) | Kind::Tree(class) => self.name_column(class),
            _ => self.name_column(&self.entities()),
        }
    }

    /// The class whose rows a kind points at.
    pub fn target_of(&self, kind: &Kind) -> Option<ClassName> {
        match kind {
            Kind::Dropdown(class) | Kind::Tree(class) | Kind::Reference { class, .. } => Some(class.clone()),
            Kind::Entity => Some(self.entities()),
            _ => None,
        }
    }

    /// The class of entities.
    pub fn entities(&self) -> ClassName {
        ClassName::from(self.entity_class)
    }

    /// What a state is.
    pub fn state_kind(&self) -> Kind {
        Kind::Tree(ClassName::from(self.state_class))
    }

    /// Where rows of a class are.
    pub fn home(&self, class: &ClassName) -> Home {
        self.class(class).map_or(Home::Nowhere, |class| class.home)
    }

    /// The value that is given back after a value was written to a column of a kind.
    pub fn canonical(&self, kind: &Kind, value: Value) -> Value {
        (self.form.canonical)(kind, value)
    }

    /// The columns that say together when a cover ends.
    pub fn covers(&self) -> impl Iterator<Item = Cover> {
        let contract = self.contract.map(|of| Cover { class: of.class, begin: of.begin, months: of.months });
        let warranty = self.warranty.map(|of| Cover { class: of.class, begin: of.begin, months: of.months });
        contract.into_iter().chain(warranty)
    }

    /// Whether a column counts months.
    pub fn counts_months(&self, column: &Column) -> bool {
        let contract = self.contract.map(|contract| [contract.months, contract.notice, contract.period]);
        let of_contract = contract.is_some_and(|columns| columns.contains(&column.as_str()));
        of_contract || self.warranty.is_some_and(|cover| cover.months == column.as_str())
    }
}
