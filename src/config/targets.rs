//! Which product each mapping is for: the one that the jobs of the mapping write to.
//!
//! A mapping is checked against what its target can hold, so this is found out first, of whatever
//! `stocktake.toml` and the job files tell. What is wrong there is told by their own checks.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::read::{Files, TextFile};
use super::rooms::Rooms;
use crate::model::event_class::{EVENT, EVENTS};
use crate::model::reference_class::{REFERENCE, REFERENCES};
use crate::model::schema::Schema;
use crate::systems::table::Room;

/// A product that holds items.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Product {
    /// What people call it.
    pub name: &'static str,
    /// What it can hold.
    pub schema: &'static Schema,
}

impl Product {
    fn of(room: &Room) -> Option<Self> {
        let target = room.target.as_ref()?;
        Some(Self { name: room.kind.product, schema: target.schema })
    }

    /// The same product, or its double.
    fn is_like(&self, other: &Self) -> bool {
        std::ptr::eq(self.schema, other.schema)
    }
}

/// What a mapping is for.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) enum MappingTarget {
    /// For this product.
    One(Product),
    /// Its jobs write to two products.
    Two(Product, Product),
    /// No kind of system holds items.
    Nothing,
}

/// The products of a project's targets.
#[derive(Debug, Default)]
pub(in crate::config) struct Targets {
    /// Of the jobs of each mapping, each product once.
    of_jobs: BTreeMap<String, Vec<Product>>,
    /// Of the systems of the project, else of every kind that there is.
    others: Vec<Product>,
}

impl Targets {
    /// Of the files of a project.
    pub fn of(rooms: &Rooms, files: &Files) -> Self {
        let systems = files.stocktake.as_ref().map(|file| systems(rooms, file)).unwrap_or_default();
        let mut of_jobs: BTreeMap<String, Vec<Product>> = BTreeMap::new();
        for (system, mapping) in files.jobs.iter().flat_map(feeds) {
            if let Some(product) = systems.get(&system) {
                let known = of_jobs.entry(mapping).or_default();
                if !known.iter().any(|known| known.is_like(product)) {
                    known.push(*product);
                }
            }
        }
        let mut others: Vec<Product> = systems.into_values().collect();
        if others.is_empty() {
            others = rooms.iter().filter_map(Product::of).collect();
        }
        Self { of_jobs, others }
    }

    /// What a mapping is for: that of events is for ourselves; `class` is the class that it names. One that no job reads is for the first
    /// product of the project that has such a class.
    pub fn of_mapping(&self, mapping: &str, class: Option<&str>) -> MappingTarget {
        if let Some(schema) = class.and_then(own_schema) {
            return MappingTarget::One(Product { name: "stocktake", schema });
        }
        match self.of_jobs.get(mapping).map(Vec::as_slice) {
            Some([first, second, ..]) => MappingTarget::Two(*first, *second),
            Some([only]) => MappingTarget::One(*only),
            Some([]) | None => {
                let has_it =
                    |product: &&Product| class.is_some_and(|class| product.schema.is_own_class(class));
                let other = self.others.iter().find(has_it).or_else(|| self.others.first());
                other.map_or(MappingTarget::Nothing, |product| MappingTarget::One(*product))
            }
        }
    }
}

/// What a class of our own can hold, which is no product's.
pub(crate) fn own_schema(class: &str) -> Option<&'static Schema> {
    match class {
        EVENT => Some(&EVENTS),
        REFERENCE => Some(&REFERENCES),
        _ => None,
    }
}

fn table(file: &TextFile) -> Table {
    file.text.parse().unwrap_or_default()
}

/// The systems that hold items, by name.
fn systems(rooms: &Rooms, file: &TextFile) -> BTreeMap<String, Product> {
    let mut found = BTreeMap::new();
    if let Some(Value::Table(systems)) = table(file).remove("system") {
        for (name, system) in systems {
            let kinds = system.as_table().into_iter().flat_map(Table::keys);
            let product = kinds.filter_map(|key| rooms.find(key)).find_map(Product::of);
            found.extend(product.map(|product| (name, product)));
        }
    }
    found
}

/// System and mapping of each feed of a job file.
fn feeds(file: &TextFile) -> Vec<(String, String)> {
    let job = table(file);
    let system = job.get("system").and_then(Value::as_str).unwrap_or_default();
    let feeds = job.get("feed").and_then(Value::as_array).into_iter().flatten();
    let mappings = feeds.filter_map(|feed| feed.get("mapping")?.as_str());
    mappings.map(|mapping| (system.to_owned(), mapping.to_owned())).collect()
}
