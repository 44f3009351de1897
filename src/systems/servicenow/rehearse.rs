//! The whole opening and solving of a rule, tried without a write: columns, their types, names, drop-downs,
//! the resolution and its code.

use std::collections::BTreeMap;

use super::ServiceNow;
use super::entries::moment;
use super::list::Query;
use super::message;
use super::names::is_reference;
use super::{is_sys_id, once};
use crate::model::Said;
use crate::model::ticket::{Rehearsal, Resolution};
use crate::systems::shared::RemoteError;

/// Columns of a class by name.
type Columns = BTreeMap<String, Column>;

/// A column as the dictionary has it.
struct Column {
    /// Its type.
    kind: String,
    /// It is a drop-down.
    is_list: bool,
}

impl ServiceNow {
    /// What the instance would refuse or drop of a rule, one sentence each.
    ///
    /// # Errors
    /// When the instance does not answer.
    pub async fn rehearse(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        let mut problems = Vec::new();
        let columns = self.columns_of(&rule.class).await?;
        let from_events = rule.columns.iter().filter(|column| !rule.fields.contains_key(*column));
        for column in from_events.filter(|column| !columns.is_empty() && !columns.contains_key(*column)) {
            if !once::JOURNALS.contains(&column.as_str()) {
                problems.push(message::no_such_column(&rule.class, column).said());
            }
        }
        self.try_fields(&rule.class, &columns, &rule.fields, &mut problems).await?;
        if let Some(resolution) = &rule.resolution {
            self.learn(&rule.class).await?;
            self.try_fields(&rule.class, &columns, &resolution.fields, &mut problems).await?;
            if let Err(error) =
                self.resolving(&message::rehearsing(&rule.class).said(), &rule.class, resolution).await
            {
                told(error, &mut problems)?;
            }
        }
        problems.dedup();
        Ok(problems)
    }

    async fn try_fields(
        &self,
        table: &str,
        columns: &Columns,
        fields: &BTreeMap<String, String>,
        problems: &mut Vec<Said>,
    ) -> Result<(), RemoteError> {
        let what = message::rehearsing(table).said();
        let mut row = BTreeMap::new();
        for (column, given) in fields {
            let kind = columns.get(column);
            if !columns.is_empty() && kind.is_none() && !once::JOURNALS.contains(&column.as_str()) {
                problems.push(message::no_such_column(table, column).said());
                continue;
            }
            if let Some(of) = kind.filter(|of| !fits(&of.kind, column, given)) {
                let wrong = message::wrong_type(table, column, &of.kind, format_args!("{given:?}"));
                problems.push(wrong.said());
                continue;
            }
            if kind.is_some_and(|of| of.is_list) && self.hides_list(table, column).await? {
                problems.push(message::hidden_list(table, column).said());
            }
            let value = match self.reference(&what, column, given).await {
                Ok(value) => self.choice(&what, table, column, &value, &row).await,
                Err(error) => Err(error),
            };
            match value {
                Ok(value) => {
                    row.insert(column.clone(), value);
                }
                Err(error) => told(error, problems)?,
            }
        }
        Ok(())
    }

    /// Whether no value of a drop-down is shown to us while access rules hide some of the table's.
    async fn hides_list(&self, table: &str, column: &str) -> Result<bool, RemoteError> {
        let choices = self.choices(table).await?;
        let is_shown = choices.iter().any(|choice| choice.element == column);
        Ok(!is_shown && !choices.is_empty() && self.hidden_choices(table) > 0)
    }

    /// What a resolution must have, by the table's states and the instance's list of codes.
    async fn resolving(&self, what: &Said, table: &str, resolution: &Resolution) -> Result<(), RemoteError> {
        let states = self.states(table);
        if states.resolved.is_none() {
            return Err(self.refusal(what, message::not_resolved_by_state(table)));
        }
        self.code(what, table, states.code_column, resolution).await.map(drop)
    }

    /// The columns of a table and of those that it extends; empty where the dictionary is not shown to us.
    async fn columns_of(&self, table: &str) -> Result<Columns, RemoteError> {
        let above = self.lineage(table).await?;
        let columns = ["sys_id", "name", "element", "internal_type", "choice"];
        let filter = format!("nameIN{}^elementISNOTEMPTY", above.join(","));
        let listed = match self.listed(&Query::new("sys_dictionary", filter, &columns)).await {
            Ok(listed) => listed,
            Err(error) if error.is_permanent() => return Ok(Columns::new()),
            Err(error) => return Err(error),
        };
        if listed.hidden > 0 {
            return Ok(Columns::new());
        }
        let own = listed.rows.iter().filter(|row| above.iter().any(|name| name == row.value("name")));
        let pair = |row: &super::wire::Row| {
            // 1 and 3: one of a list; 2 only suggests.
            let is_list = matches!(row.value("choice"), "1" | "3");
            (row.value("element").to_owned(), Column { kind: row.value("internal_type").to_owned(), is_list })
        };
        Ok(own.map(pair).collect())
    }
}

/// A refusal is a problem of the rule; a call that failed is none.
fn told(error: RemoteError, problems: &mut Vec<Said>) -> Result<(), RemoteError> {
    match error {
        RemoteError::Answer { message, .. } if message.is_empty() => Ok(()),
        RemoteError::Answer { message, kind: crate::systems::shared::FailureKind::Permanent, .. } => {
            problems.push(message);
            Ok(())
        }
        RemoteError::Rights { message, .. } => {
            problems.push(message);
            Ok(())
        }
        other => Err(other),
    }
}

/// Whether a value can stand in a column of a type. What the instance makes a value of is let through.
fn fits(kind: &str, column: &str, given: &str) -> bool {
    let given = given.trim();
    match kind {
        _ if given.is_empty() => true,
        "boolean" => matches!(given, "true" | "false" | "0" | "1"),
        "glide_date_time" => moment(given).is_some(),
        // Names become ids in the columns that we know; elsewhere the instance stores a broken reference.
        "reference" => is_sys_id(given) || is_reference(column),
        // A drop-down of numbers is given by its label, too: its list is looked at.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_fits_the_type_of_its_column() {
        assert!(fits("boolean", "u_flag", "true") && !fits("boolean", "u_flag", "yes"));
        assert!(
            !fits("glide_date_time", "u_at", "tomorrow")
                && fits("glide_date_time", "u_at", "2026-11-28 10:00:00")
        );
        assert!(fits("reference", "assignment_group", "Network") && !fits("reference", "u_shop", "Paris"));
    }
}
