//! Locks of our own: fields that no job writes, with who says so and until when.

use chrono::{Days, NaiveDate};

use super::schema::ClassName;

crate::model::said::words!(LockedItem);

/// Days before and after its end in which a lock is reported.
const SOON: u64 = 7;

/// A lock of `locks.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLock {
    /// Class of the item.
    pub class: ClassName,
    /// The item.
    pub item: LockedItem,
    /// Field path (`serial`, `os.licenseid`), `os.*` for a child set, `*` for the whole item.
    pub field: String,
    /// Who set it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Last day on which it holds; `None`: for good.
    pub until: Option<NaiveDate>,
}

/// How a lock names its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockedItem {
    /// By its id at the desk.
    Id(i64),
    /// By its name, by a value of a key of the mapping, or by the key of its record.
    Key(String),
}

impl std::fmt::Display for LockedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => write!(f, "#{id}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

impl OwnLock {
    /// True when it holds on a day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// True when it ends within 7 days, or ended within the last 7.
    pub fn is_ending(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| {
            let near = |from: NaiveDate, to: NaiveDate| from <= to && to <= from + Days::new(SOON);
            near(today, until) || near(until, today)
        })
    }

    /// True when it is on a field, given by its path.
    pub fn covers(&self, path: &str) -> bool {
        match self.field.strip_suffix('*') {
            Some(before) => path.starts_with(before),
            None => self.field == path,
        }
    }

    /// True when it is on the item as a whole.
    pub fn is_whole(&self) -> bool {
        self.field == "*"
    }
}
