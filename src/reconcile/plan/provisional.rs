//! What rows bring along, which falls when their row is dropped in the end.

use std::collections::HashSet;

/// Row of what belongs to no record.
const NO_ROW: u32 = u32::MAX;

/// Things that rows brought. Only when all records are known is it known which rows are dropped, since
/// another record names the same item: what they brought goes with them.
#[derive(Debug)]
pub(super) struct Provisional<T>(Vec<OfRow<T>>);

#[derive(Debug)]
struct OfRow<T> {
    row: u32,
    thing: T,
}

impl<T> Default for Provisional<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Provisional<T> {
    /// Adds what a row brought.
    pub(super) fn add(&mut self, row: u32, thing: T) {
        self.0.push(OfRow { row, thing });
    }

    /// Adds what belongs to no row, and stays.
    pub(super) fn add_certain(&mut self, thing: T) {
        self.add(NO_ROW, thing);
    }

    /// Adds several of those.
    pub(super) fn add_all_certain(&mut self, things: impl IntoIterator<Item = T>) {
        things.into_iter().for_each(|thing| self.add_certain(thing));
    }

    /// Hands over what stands once these rows are dropped.
    pub(super) fn standing(&mut self, dropped: &HashSet<u32>) -> impl Iterator<Item = T> {
        self.0.drain(..).filter(|entry| !dropped.contains(&entry.row)).map(|entry| entry.thing)
    }

    /// All of them, each with its row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().map(|entry| (entry.row, &entry.thing))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The one at a position in the order in which they were added.
    pub(super) fn at(&mut self, position: usize) -> &mut T {
        &mut self.0[position].thing
    }

    /// The first one of a row.
    pub(super) fn of_row(&mut self, row: u32) -> Option<&mut T> {
        self.0.iter_mut().find(|entry| entry.row == row).map(|entry| &mut entry.thing)
    }
}
