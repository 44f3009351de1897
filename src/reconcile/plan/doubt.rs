//! Keys of one record that name different items. A file whose serials have slipped against its names says
//! of each machine what another one is: nothing of such a record is written before a person has approved it.

use crate::message;
use crate::model::Said;
use crate::model::mapping::Hold;
use crate::model::{Item, Value};

use crate::reconcile::matching::{key_of, key_part, key_values};

use super::bound::{Key, RowKey};
use super::feed::FeedPlanner;
use super::label::label_of;
use super::stages::{Draft, Existing, Place, Target};

/// What a key says of the item that a record is matched with.
enum Says {
    /// It is this one.
    This,
    /// It is another.
    Other(i64),
    /// It is not this one, which has another value.
    NotThis,
    /// Nothing.
    Nothing,
}

/// What a record is matched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FoundBy {
    /// The link of its own key, which says for good who it is.
    OwnKey,
    /// The link of its first match key.
    Link,
    /// A match key of this level.
    Key(u8),
}

impl FoundBy {
    /// How many match keys the link is worth.
    fn weight(self) -> usize {
        match self {
            Self::OwnKey => 2,
            Self::Link => 1,
            Self::Key(_) => 0,
        }
    }

    /// Whether a key speaks against the item that no item has: a stronger one than that which found it, or
    /// any beside a key of its own.
    fn doubts(self, key: &RowKey) -> bool {
        match self {
            Self::OwnKey => true,
            Self::Link => false,
            Self::Key(level) => key.level < level,
        }
    }
}

/// A key that speaks against the item.
struct Contra {
    level: u8,
    /// The item that it names.
    names: Option<i64>,
}

impl FeedPlanner<'_> {
    /// Why nothing of a record may be written yet, though it is matched with an item: as many of its keys
    /// speak against that item as for it. The items that it may be as well are not missing then, nor when
    /// it is rejected in the end.
    pub(super) fn doubt(&mut self, draft: &Draft, existing: Existing) -> Option<Said> {
        let Place::InUse(_) = existing.place else { return None };
        let (item, level) = (existing.place.of(&self.state.stock.table), existing.level);
        let differs = |key: &Key| key.fields.iter().any(|field| self.differs(draft, *field, item));
        if !self.bound.keys.iter().any(differs) {
            return None;
        }
        let by = match (level, draft.desired.source_key.is_some()) {
            (0, true) => FoundBy::OwnKey,
            (0, false) => FoundBy::Link,
            (level, _) => FoundBy::Key(level),
        };
        let (mut pro, mut contra) = (by.weight(), Vec::new());
        for (number, key) in self.keys_of(&draft.targets).enumerate() {
            match self.says(&key, item, by) {
                // A record without a key of its own is linked by its first one: they say it once.
                Says::This => pro += usize::from(by != FoundBy::Link || number > 0),
                Says::Other(id) => contra.push(Contra { level: key.level, names: Some(id) }),
                Says::NotThis => contra.push(Contra { level: key.level, names: None }),
                Says::Nothing => {}
            }
        }
        let others: Vec<i64> = contra.iter().filter_map(|contra| contra.names).collect();
        contra.retain(|contra| !self.is_released(draft, contra.level, item));
        contra.sort_by_key(|contra| contra.names.is_none());
        let counts = |first: &&Contra| contra.len() >= pro && (level > 0 || first.names.is_some());
        let Some(first) = contra.first().filter(counts) else {
            self.state.unusable.may_be.extend(others.into_iter().map(|id| (draft.number, id)));
            return None;
        };
        let stock = &self.state.stock;
        let called = |key: &str| stock.schema.called_key(stock.class.as_str(), key);
        let name = called(&self.bound.key(first.level).name);
        let value = self.key_values(first.level, &draft.targets);
        let said = name.map(|name| format!("{name} `{value}`"));
        let reason: Said = match first.names.and_then(|id| stock.table.get(id)) {
            Some(other) => message::hold::names_another(said, other.id, label_of(stock, other)).into(),
            None => message::hold::has_another(said, called(&self.key_name(level))).into(),
        };
        others.into_iter().for_each(|id| self.state.protect(id));
        Some(reason)
    }

    fn says(&self, key: &RowKey, item: &Item, by: FoundBy) -> Says {
        let bound = self.bound.key(key.level);
        let Some(index) = bound.index.map(|index| &self.state.stock.indexes[index]) else {
            return Says::Nothing;
        };
        let has = key_of(key_values(item, index.columns()));
        if has.as_ref() == Some(&key.parts) {
            return Says::This;
        }
        let items = &self.state.stock.table.items;
        match index.find(items, &key.parts).first() {
            Some(at) => Says::Other(items[*at as usize].id),
            None if by.doubts(key) && has.is_some() && !self.has_junk(bound, item) => Says::NotThis,
            None => Says::Nothing,
        }
    }

    /// Whether a record says another value of a field than an item has.
    fn differs(&self, draft: &Draft, field: usize, item: &Item) -> bool {
        let Target::Value(wanted) = &draft.targets[field] else { return false };
        self.live(field, item).is_some_and(|live| key_part(wanted) != key_part(live))
    }

    fn live<'i>(&self, field: usize, item: &'i Item) -> Option<&'i Value> {
        item.values.get(self.bound.fields[field].column?)
    }

    /// Whether an item has something in a key that names nothing.
    pub(super) fn has_junk(&self, key: &Key, item: &Item) -> bool {
        key.fields.iter().any(|field| self.live(*field, item).is_some_and(|live| self.is_junk(*field, live)))
    }

    /// Whether the mapping says that the fields in which a key differs never wait.
    fn is_released(&self, draft: &Draft, level: u8, item: &Item) -> bool {
        let fields = self.bound.key(level).fields.iter();
        let mut differing = fields.filter(|field| self.differs(draft, **field, item)).peekable();
        differing.peek().is_some()
            && differing.all(|field| self.mapping.fields[*field].hold == Some(Hold::Never))
    }
}
