//! Access rules beyond roles: rows that their own writer is not shown, columns that are neither kept nor
//! shown. None of them says a word: a write answers 200 or 201.

use std::collections::BTreeSet;

/// How the rows of a table are kept from those who write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hiding {
    /// By an access rule: they count in totals and take their place in a page.
    ByRule,
    /// By a condition that is added to every query: nothing tells of them.
    ByQuery,
}

/// What is kept from everybody but administrators.
#[derive(Debug, Default)]
pub(super) struct Rights {
    /// Tables whose rows are not shown.
    pub(super) hidden_tables: Vec<(String, Hiding)>,
    /// Columns whose values are not kept, by table.
    pub(super) locked_columns: BTreeSet<(String, String)>,
    /// Columns that are not shown, by table.
    pub(super) hidden_columns: BTreeSet<(String, String)>,
}

impl Rights {
    /// How the rows of a class are hidden; `None`: they are shown.
    pub(super) fn hiding(&self, class: &str) -> Option<Hiding> {
        self.hidden_tables.iter().find(|(table, _)| table == class).map(|(_, how)| *how)
    }

    /// Whether a value of a column is thrown away.
    pub(super) fn is_locked(&self, class: &str, column: &str) -> bool {
        self.locked_columns.contains(&(class.to_owned(), column.to_owned()))
    }

    /// Whether a column is left out of answers.
    pub(super) fn is_hidden(&self, class: &str, column: &str) -> bool {
        self.hidden_columns.contains(&(class.to_owned(), column.to_owned()))
    }
}
