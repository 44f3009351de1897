//! A made-up target with other classes, columns, trees and parts than GLPI's: every name is that of GLPI
//! read backwards. Each plan of these tests is made for it, too, and must be the same but for names.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use stocktake::model::item::PartTable;
use stocktake::model::job::Language;
use stocktake::model::mapping::Removals;
use stocktake::model::remembered::{Element, FieldPath, Marks, Remembered};
use stocktake::model::schema::{
    ChildPart, Class, Columns, Contract, Labels, Owner, Schema, Set, Shape, Shared, Synonyms, Warranty,
    Within, Wording,
};
use stocktake::model::{
    Catalog, ClassName, Column, Dictionaries, FieldRule, ItemTable, Kind, Link, Mapping, OwnLock, Part,
    Reading, SetRule,
};
use stocktake::reconcile::Planned;
use stocktake::report;
use stocktake::systems::glpi::schema::SCHEMA as GLPI;

/// What the made-up target can hold.
pub static MADE_UP: LazyLock<Schema> = LazyLock::new(schema);

/// GLPI without its labels: plans of these tests are read by the names of classes and columns, as those of
/// the made-up target.
pub static UNLABELLED: LazyLock<Schema> = LazyLock::new(|| Schema { labels: Labels::default(), ..GLPI });

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(Synonyms::default);

/// How a plan of these tests is told.
pub fn wording(schema: &'static Schema) -> Wording {
    Wording { schema: Some(schema), language: Language::En }
}

/// Names of GLPI that were turned, and what they became.
static TURNED: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

static CLASS_NAMES: LazyLock<&[&str]> =
    LazyLock::new(|| sorted((GLPI.class_names)().iter().map(|class| kept(class)).collect(), |class| *class));

/// A name backwards. A role stays behind its foreign key: `users_id_tech`.
fn turned(name: &str) -> String {
    let of_key = GLPI.foreign_keys.iter().find_map(|(key, _)| {
        let role = name.strip_prefix(key)?.strip_prefix('_')?;
        Some((*key, role))
    });
    let back = |name: &str| name.chars().rev().collect::<String>();
    let new = of_key.map_or_else(|| back(name), |(key, role)| format!("{}_{role}", back(key)));
    TURNED.lock().unwrap().insert(name.to_owned(), new.clone());
    new
}

fn kept(name: &str) -> &'static str {
    Box::leak(turned(name).into_boxed_str())
}

fn slice<T, U>(all: &[T], turn: impl Fn(&T) -> U) -> &'static [U] {
    Box::leak(all.iter().map(turn).collect::<Vec<_>>().into_boxed_slice())
}

fn sorted<U>(mut all: Vec<U>, name: impl Fn(&U) -> &'static str) -> &'static [U] {
    all.sort_by_key(name);
    Box::leak(all.into_boxed_slice())
}

fn schema() -> Schema {
    let of = &GLPI.columns;
    Schema {
        columns: Columns {
            name: kept(of.name),
            entity: kept(of.entity),
            recursive: kept(of.recursive),
            trash: kept(of.trash),
            agent: kept(of.agent),
            state: kept(of.state),
            comment: kept(of.comment),
            serial: kept(of.serial),
            place: kept(of.place),
            uuid: kept(of.uuid),
            mac: kept(of.mac),
            owner_class: kept(of.owner_class),
            owner_id: kept(of.owner_id),
        },
        entity_class: kept(GLPI.entity_class),
        state_class: kept(GLPI.state_class),
        classes: sorted(GLPI.classes.iter().map(of_class).collect(), |class| class.name),
        examples: slice(GLPI.examples, |class| kept(class)),
        class_names: || &CLASS_NAMES,
        is_added_class: |_| false,
        foreign_keys: slice(GLPI.foreign_keys, |(column, class)| (kept(column), kept(class))),
        kinds: sorted(
            GLPI.kinds.iter().map(|(column, of)| (kept(column), kind(of))).collect(),
            |(column, _)| *column,
        ),
        is_foreign_key: |column| column.contains("di_s"),
        is_nameless: |class| class.contains('_') || class == "mocofnI",
        parts: slice(GLPI.parts, of_part),
        contract: GLPI.contract.map(|of| Contract {
            class: kept(of.class),
            name: kept(of.name),
            number: kept(of.number),
            begin: kept(of.begin),
            months: kept(of.months),
            notice: kept(of.notice),
            renewal: kept(of.renewal),
            period: kept(of.period),
            kind: kept(of.kind),
            ..of
        }),
        warranty: GLPI.warranty.map(|of| Warranty {
            class: kept(of.class),
            begin: kept(of.begin),
            bought: kept(of.bought),
            months: kept(of.months),
        }),
        dictionary_words: slice(GLPI.dictionary_words, |(word, table, column)| {
            (*word, kept(table), kept(column))
        }),
        prices: slice(GLPI.prices, |column| kept(column)),
        identifiers: slice(GLPI.identifiers, |column| kept(column)),
        is_end: |column| {
            let back: String = column.chars().rev().collect();
            (GLPI.is_end)(&back)
        },
        form: GLPI.form,
        labels: Labels::default(),
        synonyms: || &SYNONYMS,
        columns_of: |_| Vec::new(),
        page: |_, _| None,
    }
}

fn of_class(of: &Class) -> Class {
    Class { name: kept(of.name), parent: of.parent.map(kept), name_column: of.name_column.map(kept), ..*of }
}

fn of_part(of: &ChildPart) -> ChildPart {
    let shape = match &of.shape {
        Shape::Row { naming } => Shape::Row { naming: kept(naming) },
        Shape::Shared(of) => Shape::Shared(Shared {
            link_class: kept(of.link_class),
            link_column: kept(of.link_column),
            naming: kept(of.naming),
            chosen_by: slice(of.chosen_by, |column| kept(column)),
        }),
        Shape::Set(of) => Shape::Set(of_set(of)),
        Shape::Texts => Shape::Texts,
    };
    ChildPart {
        word: kept(of.word),
        table: kept(of.table),
        class: kept(of.class),
        of_classes: slice(of.of_classes, |class| kept(class)),
        shape,
    }
}

fn of_set(of: &Set) -> Set {
    Set {
        owner: match of.owner {
            Owner::Item => Owner::Item,
            Owner::Column(column) => Owner::Column(kept(column)),
        },
        usual_keys: slice(of.usual_keys, |keys| slice(keys, |column| kept(column))),
        may_repeat: of.may_repeat,
        kinds: slice(of.kinds, |(column, of)| (kept(column), kind(of))),
        references: slice(of.references, |(column, class)| (kept(column), kept(class))),
        constants: slice(of.constants, |(column, text)| (kept(column), *text)),
        within: of.within.map(|of| Within {
            column: kept(of.column),
            outer: kept(of.outer),
            more: slice(of.more, |column| kept(column)),
            words: slice(of.words, |(word, column)| (*word, kept(column))),
        }),
    }
}

fn class(of: &ClassName) -> ClassName {
    turned(of.as_str()).as_str().into()
}

fn column(of: &Column) -> Column {
    turned(of.as_str()).as_str().into()
}

fn kind(of: &Kind) -> Kind {
    match of {
        Kind::Dropdown(of) => Kind::Dropdown(class(of)),
        Kind::Tree(of) => Kind::Tree(class(of)),
        Kind::Reference { class: of, by } => Kind::Reference { class: class(of), by: column(by) },
        Kind::MonthsUntil { begin, round } => Kind::MonthsUntil { begin: column(begin), round: *round },
        other => other.clone(),
    }
}

fn part(of: Part) -> Part {
    match of.table() {
        None => Part::ITEM,
        Some(table) => Part::new(&turned(of.word()), &turned(table)),
    }
}

/// `os.licenseid`, `disks.totalsize`, `os.*`, `*`.
pub fn path(of: &str) -> String {
    of.split('.')
        .map(|word| if word == "*" { word.to_owned() } else { turned(word) })
        .collect::<Vec<_>>()
        .join(".")
}

fn rule(of: &FieldRule) -> FieldRule {
    FieldRule { part: part(of.part), column: column(&of.column), kind: kind(&of.kind), ..of.clone() }
}

fn set_rule(of: &SetRule) -> SetRule {
    let part = part(of.part);
    SetRule {
        part,
        set: MADE_UP.set(part).unwrap(),
        class: class(&of.class),
        fields: of.fields.iter().map(rule).collect(),
        ..of.clone()
    }
}

/// A mapping for the made-up target.
pub fn mapping(of: &Mapping) -> Mapping {
    Mapping {
        schema: &MADE_UP,
        class: class(&of.class),
        fields: of.fields.iter().map(rule).collect(),
        sets: of.sets.iter().map(set_rule).collect(),
        removals: Removals {
            parts: of.removals.parts.iter().map(|(of, wins)| (part(*of), *wins)).collect(),
            ..of.removals
        },
        ..of.clone()
    }
}

/// Items of the made-up target.
pub fn table(of: ItemTable) -> ItemTable {
    let parts = of.parts.into_iter().map(|of| PartTable {
        part: part(of.part),
        columns: of.columns.iter().map(column).collect(),
        ..of
    });
    ItemTable { columns: of.columns.iter().map(column).collect(), parts: parts.collect(), ..of }
}

/// Names of the made-up target.
pub fn catalog(of: Catalog) -> Catalog {
    let tables = of.tables.into_iter().map(|((of, by), rows)| ((class(&of), column(&by)), rows));
    let rules = of.dictionaries.rules.into_iter().map(|(of, rules)| (class(&of), rules));
    Catalog { tables: tables.collect(), dictionaries: Dictionaries { rules: rules.collect() } }
}

/// A class of the made-up target.
pub fn class_name(of: &ClassName) -> ClassName {
    class(of)
}

/// A link to an item of the made-up target.
pub fn link(of: &Link) -> Link {
    let (class, source_key) = (class(&of.class), source_key(&of.source_key));
    Link { class, source_key, remembered: remembered(&of.remembered), ..of.clone() }
}

/// `name + entities_id=PC-1/Root`: the key of a record that is known by the columns of its item.
fn source_key(of: &str) -> String {
    let known = |name: &str| TURNED.lock().unwrap().get(name).cloned();
    let turn = |(columns, texts): (&str, &str)| {
        let columns: Option<Vec<String>> = columns.split(" + ").map(known).collect();
        Some(format!("{}={texts}", columns?.join(" + ")))
    };
    of.split_once('=').and_then(turn).unwrap_or_else(|| of.to_owned())
}

fn remembered(of: &Remembered) -> Remembered {
    let field = |of: &FieldPath| FieldPath::from(path(of));
    let element = |(name, of): (&String, &Element)| {
        let values = of.values.iter().map(|(column, text)| (turned(column), text.clone())).collect();
        (name.clone(), Element { values, ..of.clone() })
    };
    let marks = &of.marks;
    Remembered {
        values: of.values.iter().map(|(path, text)| (field(path), text.clone())).collect(),
        rows: of.rows.iter().map(|(part, id)| (turned(part), *id)).collect(),
        elements: of
            .elements
            .iter()
            .map(|(set, elements)| (turned(set), elements.iter().map(element).collect()))
            .collect(),
        marks: Marks {
            retired: marks.retired.clone().map(|mut retired| {
                let before = std::mem::take(&mut retired.before);
                retired.before = before.iter().map(|(column, text)| (turned(column), text.clone())).collect();
                retired
            }),
            held: marks.held.iter().map(|(path, text)| (field(path), text.clone())).collect(),
            fights: marks.fights.iter().map(|(path, runs)| (field(path), *runs)).collect(),
            refused: marks.refused.iter().map(|(path, refused)| (field(path), refused.clone())).collect(),
            blank: marks.blank.iter().map(field).collect(),
            ..marks.clone()
        },
    }
}

/// What an earlier run read for the made-up target.
pub fn reading(of: &Reading) -> Reading {
    let filled = of.filled.iter().map(|(mapping, fields)| {
        (mapping.clone(), fields.iter().map(|(field, rows)| (path(field), *rows)).collect())
    });
    Reading { filled: filled.collect(), ..of.clone() }
}

/// A lock of ours on an item of the made-up target.
pub fn lock(of: &OwnLock) -> OwnLock {
    OwnLock { class: class(&of.class), field: path(&of.field), ..of.clone() }
}

/// Both plans say the same but for names, and for the order that names give.
pub fn assert_same(glpi: &Planned, made_up: &Planned) {
    let told = |schema: &'static Schema, planned: &Planned| {
        let Planned { plan, links, questions, absences, doubts, unread, notes, .. } = planned;
        let text = report::plan::text(wording(schema), plan, &[], report::plan::Page::PLAIN).unwrap();
        let plan = text.rsplit_once("\nDigest ").unwrap().0;
        let rest = (links, questions, absences, doubts, unread, notes, &planned.plan.kept);
        let mut lines: Vec<String> = format!("{plan}\n{rest:#?}").lines().map(plain).collect();
        lines.sort();
        lines
    };
    assert_lines(&told(&UNLABELLED, glpi), &told(&MADE_UP, made_up));
}

/// A line with every name turned, and its words in an order that does not depend on names.
fn plain(line: &str) -> String {
    let turned = TURNED.lock().unwrap();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut words: Vec<String> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| is_name(letter) != is_name(first)).unwrap_or(rest.len());
        let word = &rest[..end];
        words.push(turned.get(word).map_or_else(|| word.trim().to_owned(), Clone::clone));
        rest = &rest[end..];
    }
    words.retain(|word| !word.is_empty());
    words.sort();
    words.join(" ")
}

fn assert_lines(glpi: &[String], made_up: &[String]) {
    let missing: Vec<_> = glpi.iter().filter(|line| !made_up.contains(line)).collect();
    let extra: Vec<_> = made_up.iter().filter(|line| !glpi.contains(line)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "for GLPI only: {missing:#?}\nmade-up only: {extra:#?}");
    assert_eq!(glpi.len(), made_up.len());
}
