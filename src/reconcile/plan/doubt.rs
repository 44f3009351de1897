//! Keys of one record that name different items. A file whose serials have slipped against its names says
//! of each machine what another one is: nothing of such a record is written before a person has approved it.

use crate::message;
use crate::model::mapping::Hold;
use crate::model::{Item, Value};

use crate::reconcile::matching::{key_of, key_part};

use super::feed::{FeedPlanner, Key, RowDraft, Target};
use super::label::label_of;

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

impl FeedPlanner<'_> {
    /// Why nothing of a record may be written yet, though it is matched with an item: as many of its keys
    /// speak against that item as for it. The items that it may be as well are not missing then, nor when
    /// it is rejected in the end.
    pub(super) fn doubt(&mut self, draft: &RowDraft, at: usize, level: u8) -> Option<String> {
        let item = &self.state.known.table.items[at];
        if !self.keys.iter().any(|key| key.fields.iter().any(|field| self.differs(draft, *field, item))) {
            return None;
        }
        let keys: Vec<(u8, Vec<String>)> = self.keys_of(&draft.targets, &draft.entity).collect();
        let own_key = draft.desired.source_key.is_some();
        let (mut pro, mut contra, mut others) = (usize::from(level == 0), Vec::new(), Vec::new());
        for (number, (of, parts)) in keys.iter().enumerate() {
            let key = &self.keys[usize::from(*of) - 1];
            match self.says(key, parts, item, (*of, level)) {
                // A record without a key of its own is linked by its first one: they say it once.
                Says::This => pro += usize::from(level > 0 || own_key || number > 0),
                Says::Other(id) => {
                    others.push(id);
                    contra.push((*of, Some(id)));
                }
                Says::NotThis => contra.push((*of, None)),
                Says::Nothing => {}
            }
        }
        contra.retain(|(of, _)| !self.is_released(draft, *of, at));
        let doubt = contra.first().filter(|_| contra.len() >= pro).copied();
        let Some((of, other)) = doubt else {
            self.state.unusable.may_be.extend(others.into_iter().map(|id| (draft.number, id)));
            return None;
        };
        others.into_iter().for_each(|id| self.state.protect(id));
        let by = format!(
            "{} `{}`",
            self.keys[usize::from(of) - 1].name,
            self.key_values(of, &draft.targets, &draft.entity)
        );
        let known = &self.state.known;
        Some(match other.and_then(|id| known.table.get(id)) {
            Some(other) => message::hold::names_another(by, other.id, label_of(known, other)).into(),
            None => message::hold::has_another(by, self.key_name(level)).into(),
        })
    }

    fn says(&self, key: &Key, parts: &[String], item: &Item, (of, level): (u8, u8)) -> Says {
        let Some(index) = key.index.map(|index| &self.state.known.indexes[index]) else {
            return Says::Nothing;
        };
        let columns = index.columns().iter();
        let has = key_of(columns.filter_map(|(at, empty)| Some((item.values.get(*at)?, *empty))));
        if has.as_deref() == Some(parts) {
            return Says::This;
        }
        let items = &self.state.known.table.items;
        let found = index.find(items, parts);
        match found.first() {
            Some(at) => Says::Other(items[*at as usize].id),
            // A weaker key has found it.
            None if of < level && has.is_some() && !self.has_junk(key, item) => Says::NotThis,
            None => Says::Nothing,
        }
    }

    /// Whether a record says another value of a field than an item has.
    fn differs(&self, draft: &RowDraft, field: usize, item: &Item) -> bool {
        let Target::Value(wanted) = &draft.targets[field] else { return false };
        let live = self.fields[field].column.and_then(|at| item.values.get(at));
        live.is_some_and(|live| key_part(wanted) != key_part(live))
    }

    pub(super) fn has_junk(&self, key: &Key, item: &Item) -> bool {
        key.fields.iter().any(|field| {
            let live = self.fields[*field].column.and_then(|at| item.values.get(at));
            live.is_some_and(|live: &Value| self.is_junk(*field, live))
        })
    }

    /// Whether the mapping says that the fields in which a key differs never wait.
    fn is_released(&self, draft: &RowDraft, of: u8, at: usize) -> bool {
        let item = &self.state.known.table.items[at];
        let fields = &self.keys[usize::from(of) - 1].fields;
        let mut differing = fields.iter().filter(|field| self.differs(draft, **field, item)).peekable();
        differing.peek().is_some()
            && differing.all(|field| self.mapping.fields[*field].hold == Some(Hold::Never))
    }
}
