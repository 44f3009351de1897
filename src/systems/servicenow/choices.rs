//! The drop-downs of a table (`sys_choice`), read once: values are checked before they are sent, since
//! the API takes any, and a data policy calls a wrong one missing.

use crate::model::Said;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceNow;
use super::list::Query;
use super::message;
use super::wire::Row;
use crate::systems::shared::RemoteError;

/// A value of a drop-down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The table that it stands at: the one that was asked for, or one that it extends.
    pub table: String,
    pub element: String,
    pub value: String,
    /// In the language of the account; in English where it has none there.
    pub label: String,
    /// In English; empty: it has none.
    pub english: String,
    /// Value of the column that it depends on: the category of a subcategory.
    pub depends_on: String,
}

/// Choices by table, as far as they were read.
#[derive(Debug, Default)]
pub struct Choices {
    known: Mutex<BTreeMap<String, Arc<Vec<Choice>>>>,
    /// How many rows of a table access rules keep from us.
    hidden: Mutex<BTreeMap<String, usize>>,
}

/// Choices by table and language.
const COLUMNS: [&str; 7] = ["sys_id", "name", "element", "value", "label", "dependent_value", "language"];

const ENGLISH: &str = "en";

impl ServiceNow {
    /// The choices of a table; those of the nearest table that it extends where it has none of its own for
    /// a column. Empty when the instance does not show them to us.
    pub(super) async fn choices(&self, table: &str) -> Result<Arc<Vec<Choice>>, RemoteError> {
        let known = self.0.choices.known.lock().unwrap_or_else(PoisonError::into_inner).get(table).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let above = self.lineage(table).await?;
        let own = self.language();
        let languages = if own == ENGLISH { ENGLISH.to_owned() } else { format!("{own},{ENGLISH}") };
        let filter = format!("nameIN{}^inactive=false^languageIN{languages}", above.join(","));
        let rows = match self.listed(&Query::new("sys_choice", filter, &COLUMNS)).await {
            Ok(listed) => {
                let mut hidden = self.0.choices.hidden.lock().unwrap_or_else(PoisonError::into_inner);
                hidden.insert(table.to_owned(), listed.hidden);
                listed.rows
            }
            Err(RemoteError::Rights { message, .. }) => {
                tracing::warn!(%message, "drop-down values are not shown to us, they go out unchecked");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let mut choices: Vec<Choice> = Vec::new();
        for table in &above {
            let nearer: BTreeSet<String> = choices.iter().map(|choice| choice.element.clone()).collect();
            let own = one_each(&rows, table, own);
            choices.extend(own.into_iter().filter(|choice| !nearer.contains(&choice.element)));
        }
        let choices = Arc::new(choices);
        let mut known = self.0.choices.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(table.to_owned(), Arc::clone(&choices));
        Ok(choices)
    }

    /// How many values of a table, read before, access rules keep from us.
    pub(super) fn hidden_choices(&self, table: &str) -> usize {
        let hidden = self.0.choices.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.get(table).copied().unwrap_or(0)
    }

    /// The language in which labels are shown to us.
    fn language(&self) -> &str {
        match self.0.me.language.as_str() {
            language if Self::is_table(language) => language,
            _ => ENGLISH,
        }
    }

    /// The value of a choice that is given as value or label. A column without choices takes anything.
    ///
    /// `row` are the other columns that are sent with it, as codes: a subcategory must fit its category.
    pub(super) async fn choice(
        &self,
        what: &Said,
        table: &str,
        column: &str,
        given: &str,
        row: &BTreeMap<String, String>,
    ) -> Result<String, RemoteError> {
        let choices = self.choices(table).await?;
        let of_column: Vec<&Choice> = choices.iter().filter(|choice| choice.element == column).collect();
        if of_column.is_empty() {
            return Ok(given.to_owned());
        }
        let wanted = given.trim();
        let is_named = |label: &str| !label.is_empty() && label.to_lowercase() == wanted.to_lowercase();
        let by_label = |choice: &&&Choice| is_named(&choice.label) || is_named(&choice.english);
        let category = row.get("category").filter(|_| column == "subcategory");
        let fits = |choice: &&&Choice| {
            choice.depends_on.is_empty() || category.is_none_or(|category| *category == choice.depends_on)
        };
        // A value goes before a label: the label of one may be the value of another.
        let mut named: Vec<&&Choice> = of_column.iter().filter(|choice| choice.value == wanted).collect();
        named.extend(of_column.iter().filter(by_label));
        if let Some(found) = named.iter().copied().find(|choice| fits(choice)) {
            return Ok(found.value.clone());
        }
        let known: Vec<&Choice> = match named.is_empty() {
            true => of_column.iter().filter(fits).copied().collect(),
            false => of_column.clone(),
        };
        let mut labels: Vec<String> = known.iter().map(|choice| shown(choice)).collect();
        labels.dedup();
        let message = match named.first() {
            Some(choice) => message::belongs_to_another(
                column,
                format_args!("{given:?}"),
                format_args!("{:?}", choice.depends_on),
            )
            .said(),
            None => {
                message::no_such_choice(table, column, format_args!("{given:?}"), labels.join(", ")).said()
            }
        };
        Err(self.refusal(what, message))
    }
}

/// The choices of one table, each once: with its label in a language, and in English.
fn one_each(rows: &[Row], table: &str, language: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let of_table = rows.iter().filter(|row| row.value("name") == table && !row.value("element").is_empty());
    for row in of_table {
        let (element, value) = (row.value("element"), row.value("value"));
        let depends_on = row.value("dependent_value");
        let same = |choice: &&mut Choice| {
            choice.element == element && choice.value == value && choice.depends_on == depends_on
        };
        let label = row.value("label").to_owned();
        let english = if row.value("language") == ENGLISH { label.clone() } else { String::new() };
        match choices.iter_mut().find(same) {
            None => choices.push(Choice {
                table: table.to_owned(),
                element: element.to_owned(),
                value: value.to_owned(),
                label,
                english,
                depends_on: depends_on.to_owned(),
            }),
            Some(known) => {
                if row.value("language") == language {
                    known.label = label;
                }
                if known.english.is_empty() {
                    known.english = english;
                }
            }
        }
    }
    choices
}

fn shown(choice: &Choice) -> String {
    if choice.label == choice.value || choice.label.is_empty() {
        format!("{:?}", choice.value)
    } else {
        format!("{:?} ({})", choice.value, choice.label)
    }
}
