//! Names of dropdowns, trees, entities and other items → ids, or rows that have to be created.
//!
//! A name is looked up exactly, then as the desk's database compares: without case, accents and
//! blanks at the ends. Where the desk holds the same name twice, the lowest id is taken. A row of
//! another entity counts only where the item's entity can see it.

mod within;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::message::{self, Alike, nearest};
use crate::model::Said;
pub use crate::model::fold::fold;
use crate::model::mapping::MissingName;
use crate::model::schema::{ClassName, Column, Home, Kind, Schema};
use crate::model::{Catalog, Reference, ReferenceRow, Value, Waiting};

use super::dictionary::{self, Dictionary};
pub use within::{Belonging, Belongs, MissingNames};

/// Looks names up and remembers what has to be created.
#[derive(Debug)]
pub struct Names {
    schema: &'static Schema,
    tables: HashMap<(ClassName, Column), Table>,
    /// Rows to create, parents before children.
    pub new: Vec<Reference>,
    made: HashMap<(ClassName, Value, String, Value), u32>,
    /// Keys of items that this plan creates, by class, column and folded text.
    items: HashMap<(ClassName, Column), NewItems>,
    /// Paths of new places, by `Class/key`.
    shown_items: HashMap<Box<str>, String>,
    ancestors: HashMap<i64, Vec<i64>>,
    default_entity: i64,
    pub(super) dictionaries: BTreeMap<ClassName, Dictionary>,
    /// Names that may still be compared to find a nearest one.
    comparisons: Cell<usize>,
    /// Names that records have, by class and id.
    used: HashMap<ClassName, HashSet<i64>>,
    /// Names that are not created yet, by class and folded path, each with the reason.
    waiting: BTreeMap<(ClassName, String), Said>,
}

/// Comparisons for nearest names in one plan: about two seconds.
const COMPARISONS: usize = 4_000_000;

/// `Class/key` of new items by the folded text of one column.
type NewItems = HashMap<String, Vec<Box<str>>>;

/// Why a name gives no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    /// The rule says that the field is left alone and reported.
    Skip(Said),
    /// The record is rejected.
    Reject(Said),
}

#[derive(Debug)]
struct Table {
    schema: &'static Schema,
    rows: Vec<ReferenceRow>,
    tree: bool,
    exact: HashMap<Box<str>, Vec<u32>>,
    folded: Option<HashMap<String, Vec<u32>>>,
    /// Of rows that belong to those of another class, by these.
    by_outer: Option<HashMap<i64, Vec<u32>>>,
    paths: HashMap<i64, String>,
}

impl Names {
    /// The desk's dictionary for the names of a kind, when it has one.
    pub fn dictionary(&self, kind: &Kind) -> Option<&Dictionary> {
        let class = self.schema.target_of(kind)?;
        let by_name = self.schema.named_by(kind) == self.schema.name_column(&class);
        self.dictionaries.get(&class).filter(|_| by_name)
    }

    /// Over everything the desk holds.
    pub fn new(schema: &'static Schema, catalog: Catalog, default_entity: i64) -> Self {
        let tables: HashMap<_, _> = catalog
            .tables
            .into_iter()
            .map(|((class, by), mut table)| {
                if matches!(schema.home(&class), Home::Everywhere | Home::Beyond) {
                    table.rows.iter_mut().for_each(|row| row.entity = None);
                }
                if class.as_str() == schema.entity_class {
                    // A session that works in one entity does not see those above it.
                    let seen: HashSet<i64> = table.rows.iter().map(|row| row.id).collect();
                    let cut =
                        |row: &&mut ReferenceRow| row.parent.is_some_and(|parent| !seen.contains(&parent));
                    table.rows.iter_mut().filter(cut).for_each(|row| row.parent = None);
                }
                let tree = schema.is_tree(&class) && by == schema.name_column(&class);
                ((class, by), Table::new(schema, table.rows, tree))
            })
            .collect();
        let ancestors = tables
            .get(&(schema.entities(), schema.name_column(&schema.entities())))
            .map(|entities| entities.rows.iter().map(|row| (row.id, entities.ancestors(row.id))).collect())
            .unwrap_or_default();
        Self {
            schema,
            tables,
            new: Vec::new(),
            made: HashMap::new(),
            items: HashMap::new(),
            shown_items: HashMap::new(),
            ancestors,
            default_entity,
            dictionaries: dictionary::prepare(schema, catalog.dictionaries).0,
            comparisons: Cell::new(COMPARISONS),
            used: HashMap::new(),
            waiting: BTreeMap::new(),
        }
    }

    /// Whether a record has a name.
    pub fn is_used(&self, class: &ClassName, id: i64) -> bool {
        self.used.get(class).is_some_and(|used| used.contains(&id))
    }

    fn note_used(&mut self, class: &ClassName, found: &Value) {
        let Value::Ref(id) = found else { return };
        match self.used.get_mut(class) {
            Some(used) => {
                used.insert(*id);
            }
            None => {
                self.used.insert(class.clone(), HashSet::from([*id]));
            }
        }
    }

    /// Names that are not created: an earlier creation may still be carried out.
    pub fn leave(&mut self, waiting: &Waiting) {
        self.waiting.clone_from(&waiting.names);
    }

    /// The rows of every class that is named, by class.
    pub fn lists(&self) -> impl Iterator<Item = (&ClassName, &[ReferenceRow])> {
        let named = self.tables.iter().filter(|((class, by), _)| *by == self.schema.name_column(class));
        named.map(|((class, _), table)| (class, table.rows.as_slice()))
    }

    /// The entity for items whose mapping does not say.
    pub fn default_entity(&self) -> Value {
        Value::Ref(self.default_entity)
    }

    /// The id for a name. `entity` is that of the item: [`Value::Ref`] or [`Value::NewRef`].
    pub fn resolve(
        &mut self,
        kind: &Kind,
        name: &str,
        entity: &Value,
        missing: MissingName,
    ) -> Result<Value, NameError> {
        let Some(class) = self.schema.target_of(kind) else { return Ok(Value::text(name)) };
        let by = self.schema.named_by(kind);
        // A name is looked up, compared and created in the form in which it is kept: in any other it
        // would be made anew by every run.
        let kept: Vec<Cow<'_, str>> = match kind {
            Kind::Tree(_) | Kind::Entity => {
                split_path(name).into_iter().map(|part| kept(self.schema, part)).collect()
            }
            _ => vec![kept(self.schema, name)],
        };
        let parts: Vec<&str> = kept.iter().map(AsRef::as_ref).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return Err(NameError::Reject(message::reject::no_path(name).said()));
        }
        if *kind == Kind::Entity {
            return self.resolve_entity(&parts, name, missing);
        }
        if let Some(found) = self.find_path(&class, &by, &parts, entity) {
            self.note_used(&class, &found);
            return Ok(found);
        }
        let whole = parts.join(" > ");
        if let Some(key) = self.new_item(&class, &by, &whole)? {
            return Ok(Value::NewItem(key));
        }
        if missing != MissingName::Create {
            return Err(self.refusal(&class, &by, name, missing));
        }
        self.create_path(&class, &by, &parts, entity)
    }

    /// An entity by its path, by its path without the root, or by a name that only one has.
    fn resolve_entity(
        &mut self,
        parts: &[&str],
        name: &str,
        missing: MissingName,
    ) -> Result<Value, NameError> {
        let class = self.schema.entities();
        let by = self.schema.name_column(&class);
        let whole = Value::Ref(0);
        if let Some(found) = self.find_path(&class, &by, parts, &whole) {
            return Ok(found);
        }
        let root = self
            .tables
            .get(&(class.clone(), by.clone()))
            .and_then(|table| table.rows.iter().find(|row| row.id == 0).map(|row| row.name.to_string()));
        let mut forms: Vec<Vec<&str>> = vec![parts.to_vec()];
        match root.as_deref() {
            Some(root) => forms.push(std::iter::once(root).chain(parts.iter().copied()).collect()),
            // The upper part of the path is out of sight.
            None => forms.extend((1..parts.len()).map(|from| parts[from..].to_vec())),
        }
        for form in &forms {
            if let Some(found) = self.find_path(&class, &by, form, &whole) {
                return Ok(found);
            }
        }
        if let [single] = parts {
            let same: Vec<i64> = self
                .tables
                .get(&(class.clone(), by.clone()))
                .map(|table| {
                    table
                        .rows
                        .iter()
                        .filter(|row| fold(&row.name) == fold(single))
                        .map(|row| row.id)
                        .collect()
                })
                .unwrap_or_default();
            match same.as_slice() {
                [] => {}
                [one] => return Ok(Value::Ref(*one)),
                several => {
                    return Err(NameError::Reject(
                        message::reject::several_entities(
                            name,
                            several.len(),
                            self.shown(&class, several[0]),
                        )
                        .said(),
                    ));
                }
            }
        }
        if missing != MissingName::Create {
            return Err(self.refusal(&class, &by, name, missing));
        }
        // New entities only below one that is there: a misspelt top would make a tree of its own.
        let below = forms.into_iter().find(|form| self.find_path(&class, &by, &form[..1], &whole).is_some());
        match below {
            Some(path) => self.create_path(&class, &by, &path, &whole),
            None => Err(self.refusal(&class, &by, name, MissingName::Reject)),
        }
    }

    fn refusal(&self, class: &ClassName, by: &Column, name: &str, missing: MissingName) -> NameError {
        let known = self.tables.get(&(class.clone(), by.clone()));
        let near = known.and_then(|table| {
            self.nearest_of(name, table.rows.len(), table.rows.iter().map(|row| table.shown(row)))
        });
        let hint = near.map(message::reject::and_nearest);
        let text = if *by == self.schema.name_column(class) {
            message::reject::unknown_name(name, self.schema.class_called(class), hint).said()
        } else {
            message::reject::unknown_by(name, self.schema.class_called(class), by, hint).said()
        };
        if missing == MissingName::Skip { NameError::Skip(text) } else { NameError::Reject(text) }
    }

    /// The nearest of `count` known names, as long as a plan may go on looking: a hundred thousand
    /// unknown users against as many known ones would take hours.
    pub fn nearest_of<'a>(
        &self,
        name: &str,
        count: usize,
        known: impl Iterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let left = self.comparisons.get().checked_sub(count)?;
        self.comparisons.set(left);
        nearest(name, known, Alike::Name)
    }

    /// The row at the end of a path, seen from an entity.
    fn find_path(&mut self, class: &ClassName, by: &Column, parts: &[&str], entity: &Value) -> Option<Value> {
        let lineage = self.lineage(entity);
        let table = self.tables.get_mut(&(class.clone(), by.clone()))?;
        let mut parents: Vec<Option<i64>> = vec![None];
        if !table.tree {
            let [name] = parts else { return None };
            return table.pick(name, None, &lineage).map(Value::Ref);
        }
        for name in parts {
            let mut next: Vec<Option<i64>> = Vec::new();
            for parent in &parents {
                next.extend(table.all(name, Some(*parent), &lineage).into_iter().map(Some));
            }
            if next.is_empty() {
                return None;
            }
            parents = next;
        }
        parents.into_iter().flatten().min().map(Value::Ref)
    }

    /// Entities whose rows an item of `entity` sees: itself first, then its ancestors.
    fn lineage(&self, entity: &Value) -> Vec<i64> {
        match entity {
            Value::Ref(id) => {
                let mut lineage = vec![*id];
                lineage.extend(self.ancestors.get(id).into_iter().flatten());
                lineage
            }
            Value::NewRef(index) => match self.new.get(*index as usize) {
                Some(reference) => self.above_new(reference),
                None => vec![self.default_entity],
            },
            _ => vec![self.default_entity],
        }
    }

    fn above_new(&self, reference: &Reference) -> Vec<i64> {
        // A new entity is nobody's own yet: -1 keeps rows of its parents that are not recursive out.
        let mut lineage = vec![-1];
        lineage.extend(self.lineage(&reference.parent));
        lineage
    }

    fn create_path(
        &mut self,
        class: &ClassName,
        by: &Column,
        parts: &[&str],
        entity: &Value,
    ) -> Result<Value, NameError> {
        let mut parent = Value::Empty;
        for depth in 1..=parts.len() {
            let found = if parent == Value::Empty || matches!(parent, Value::Ref(_)) {
                self.find_path(class, by, &parts[..depth], entity)
            } else {
                None
            };
            parent = match found {
                Some(found) => found,
                None => {
                    let path: Vec<&str> = parts[..depth].iter().map(|part| part.trim()).collect();
                    if let Some(reason) = self.waiting.get(&(class.clone(), fold(&path.join(" > ")))) {
                        return Err(NameError::Reject(reason.clone()));
                    }
                    self.create(class, parts[depth - 1], &parts[..depth], parent, entity)
                }
            };
        }
        Ok(parent)
    }

    fn create(
        &mut self,
        class: &ClassName,
        name: &str,
        path: &[&str],
        parent: Value,
        entity: &Value,
    ) -> Value {
        let home = match self.schema.home(class) {
            Home::Nowhere | Home::Beyond => Value::Empty,
            Home::OfItem => entity.clone(),
            Home::Working | Home::Everywhere => self.default_entity(),
        };
        let key = (class.clone(), parent.clone(), fold(name), home.clone());
        if let Some(index) = self.made.get(&key) {
            return Value::NewRef(*index);
        }
        let index = u32::try_from(self.new.len()).unwrap_or(u32::MAX);
        self.new.push(Reference {
            class: class.clone(),
            name: name.trim().to_owned(),
            path: path.iter().map(|part| part.trim()).collect::<Vec<_>>().join(" > "),
            parent,
            recursive: home != Value::Empty,
            more: BTreeMap::new(),
            entity: (home != Value::Empty).then_some(home),
        });
        self.made.insert(key, index);
        Value::NewRef(index)
    }

    /// Makes an item that the plan creates findable by one of its columns, where that is asked for:
    /// only what the job's fields point at, and contracts, which are chosen by number or name.
    pub fn announce(&mut self, class: &ClassName, column: &str, text: &str, source_key: &str) {
        let by = (class.clone(), Column::from(column));
        let shared = self.schema.shared_part().filter(|part| self.schema.class_of(*part, class) == *class);
        let shared = shared.and_then(|part| self.schema.shared(part));
        let chosen = shared.is_some_and(|shared| shared.chosen_by.contains(&column));
        if text.is_empty() || !(chosen || self.tables.contains_key(&by)) {
            return;
        }
        let keys = self.items.entry(by).or_default();
        keys.entry(fold(text)).or_default().push(format!("{class}/{source_key}").into());
    }

    /// Makes a row of a tree that the plan creates findable by its path.
    pub fn announce_place(&mut self, class: &ClassName, path: &str, source_key: &str) {
        let key: Box<str> = format!("{class}/{source_key}").into();
        self.shown_items.insert(key, path.to_owned());
        let name = self.schema.name_column(class);
        self.announce(class, name.as_str(), &split_path(path).join(" > "), source_key);
    }

    /// `Class/key` of the item that the plan creates with this text in this column.
    pub fn new_item(
        &self,
        class: &ClassName,
        by: &Column,
        text: &str,
    ) -> Result<Option<Box<str>>, NameError> {
        let Some(found) = self.items.get(&(class.clone(), by.clone())).and_then(|keys| keys.get(&fold(text)))
        else {
            return Ok(None);
        };
        match found.as_slice() {
            [one] => Ok(Some(one.clone())),
            several => Err(NameError::Reject(
                message::reject::several_new_items(text, several.len(), self.schema.class_called(class))
                    .said(),
            )),
        }
    }

    /// What a person reads for a reference: its name or path.
    pub fn show(&self, kind: &Kind, value: &Value) -> String {
        match (value, self.schema.target_of(kind)) {
            (Value::Ref(_), Some(class)) if self.schema.outer_class(&class).is_some() => {
                self.whole_name(kind, value)
            }
            (Value::Ref(id), Some(class)) => {
                let table = self.tables.get(&(class, self.schema.named_by(kind)));
                table
                    .and_then(|table| table.get(*id).map(|row| table.shown(row).to_owned()))
                    .unwrap_or_else(|| format!("#{id}"))
            }
            (Value::NewRef(index), _) => self
                .new
                .get(*index as usize)
                .map_or_else(|| value.to_string(), |reference| reference.path.clone()),
            (Value::NewItem(key), _) if self.shown_items.contains_key(key) => self.shown_items[key].clone(),
            (Value::NewItem(key), _) => key.split_once('/').map_or(key.as_ref(), |(_, key)| key).to_owned(),
            _ => value.to_string(),
        }
    }

    /// True when two ids of one class carry the same name or path: GLPI lets a dropdown hold a
    /// name twice, and either row will do.
    pub fn same_name(&self, kind: &Kind, a: &Value, b: &Value) -> bool {
        let (Value::Ref(a), Value::Ref(b), Some(class)) = (a, b, self.schema.target_of(kind)) else {
            return false;
        };
        if matches!(kind, Kind::Reference { .. } | Kind::Entity) {
            return false;
        }
        let Some(table) = self.tables.get(&(class, self.schema.named_by(kind))) else { return false };
        match (table.get(*a), table.get(*b)) {
            (Some(a), Some(b)) => table.shown(a) == table.shown(b),
            _ => false,
        }
    }

    fn shown(&self, class: &ClassName, id: i64) -> String {
        let table = self.tables.get(&(class.clone(), self.schema.name_column(class)));
        table
            .and_then(|table| table.get(id).map(|row| table.shown(row).to_owned()))
            .unwrap_or_else(|| id.to_string())
    }
}

/// A name without blanks at its ends, as it is kept.
fn kept<'n>(schema: &Schema, name: &'n str) -> Cow<'n, str> {
    match (schema.form.name)(name.trim()) {
        Cow::Borrowed(name) => Cow::Borrowed(name.trim()),
        Cow::Owned(name) => Cow::Owned(name.trim().to_owned()),
    }
}

fn split_path(path: &str) -> Vec<&str> {
    path.split('>').map(str::trim).filter(|part| !part.is_empty()).collect()
}

impl Table {
    fn new(schema: &'static Schema, rows: Vec<ReferenceRow>, tree: bool) -> Self {
        let mut exact: HashMap<Box<str>, Vec<u32>> = HashMap::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            exact.entry(row.name.clone()).or_default().push(at);
            // A person may have entered at the desk what cannot be written through its interface.
            let kept = kept(schema, &row.name);
            if *kept != *row.name {
                exact.entry(kept.as_ref().into()).or_default().push(at);
            }
        }
        let mut table =
            Self { schema, rows, tree, exact, folded: None, by_outer: None, paths: HashMap::new() };
        if tree {
            table.paths = table.rows.iter().map(|row| (row.id, table.path(row))).collect();
        }
        table
    }

    fn get(&self, id: i64) -> Option<&ReferenceRow> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok().map(|at| &self.rows[at])
    }

    fn shown<'a>(&'a self, row: &'a ReferenceRow) -> &'a str {
        self.paths.get(&row.id).map_or(&row.name, String::as_str)
    }

    fn path(&self, row: &ReferenceRow) -> String {
        let mut names = vec![row.name.as_ref()];
        let above = self.ancestors(row.id);
        names.extend(above.iter().filter_map(|id| self.get(*id)).map(|row| row.name.as_ref()));
        names.reverse();
        names.join(" > ")
    }

    /// Ids of the parents, nearest first; a circle ends the walk.
    fn ancestors(&self, id: i64) -> Vec<i64> {
        let mut above = Vec::new();
        let mut at = self.get(id).and_then(|row| row.parent);
        while let Some(parent) = at {
            if above.contains(&parent) || parent == id {
                break;
            }
            above.push(parent);
            at = self.get(parent).and_then(|row| row.parent);
        }
        above
    }

    /// Positions of the rows that belong to one of another class.
    fn below(&mut self, outer: i64) -> impl Iterator<Item = u32> + Clone + use<> {
        let by_outer = self.by_outer.get_or_insert_with(|| {
            let mut by_outer: HashMap<i64, Vec<u32>> = HashMap::new();
            for (at, row) in (0_u32..).zip(&self.rows) {
                by_outer.entry(row.parent.unwrap_or_default()).or_default().push(at);
            }
            by_outer
        });
        by_outer.get(&outer).cloned().unwrap_or_default().into_iter()
    }

    fn pick(&mut self, name: &str, parent: Option<Option<i64>>, lineage: &[i64]) -> Option<i64> {
        self.all(name, parent, lineage).into_iter().min()
    }

    /// Ids of the rows with a name, exact ones only if there are any.
    fn all(&mut self, name: &str, parent: Option<Option<i64>>, lineage: &[i64]) -> Vec<i64> {
        let name = name.trim();
        let usable = |rows: &[ReferenceRow], found: &[u32]| -> Vec<i64> {
            let rows = found.iter().filter_map(|at| rows.get(*at as usize));
            rows.filter(|row| parent.is_none_or(|parent| row.parent == parent) && visible(row, lineage))
                .map(|row| row.id)
                .collect()
        };
        let exact = self.exact.get(name).map(|found| usable(&self.rows, found)).unwrap_or_default();
        if !exact.is_empty() {
            return exact;
        }
        let (schema, rows) = (self.schema, &self.rows);
        let folded = self.folded.get_or_insert_with(|| {
            let mut folded: HashMap<String, Vec<u32>> = HashMap::with_capacity(rows.len());
            for (at, row) in rows.iter().enumerate() {
                folded
                    .entry(fold(&kept(schema, &row.name)))
                    .or_default()
                    .push(u32::try_from(at).unwrap_or(u32::MAX));
            }
            folded
        });
        folded.get(&fold(name)).map(|found| usable(&self.rows, found)).unwrap_or_default()
    }
}

fn visible(row: &ReferenceRow, lineage: &[i64]) -> bool {
    match row.entity {
        None => true,
        Some(entity) => match lineage.iter().position(|id| *id == entity) {
            Some(0) => true,
            Some(_) => row.recursive,
            None => false,
        },
    }
}
