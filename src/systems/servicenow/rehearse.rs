//! The whole opening and solving of a rule, tried without a write: columns, their types, names, drop-downs,
//! the resolution and its code.

use std::collections::BTreeMap;

use super::ServiceNow;
use super::entries::moment;
use super::fields::Fields;
use super::message;
use super::once;
use super::states::Activity;
use crate::model::Said;
use crate::model::ticket::{Rehearsal, Resolution, TicketState};
use crate::systems::shared::RemoteError;

impl ServiceNow {
    /// What the instance would refuse or drop of a rule, one sentence each.
    ///
    /// # Errors
    /// When the instance does not answer.
    pub async fn rehearse(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        let mut problems = Vec::new();
        let columns = self.fields(&rule.class).await?;
        let from_events = rule.columns.iter().filter(|column| !rule.fields.contains_key(*column));
        for column in from_events.filter(|column| !columns.is_empty() && !columns.contains_key(*column)) {
            if !once::JOURNALS.contains(&column.as_str()) {
                problems.push(message::no_such_column(&rule.class, column).said());
            }
        }
        self.try_fields(&rule.class, &columns, &rule.fields, &mut problems).await?;
        if let Err(error) = self.try_wanted(rule).await {
            told(error, &mut problems)?;
        }
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
        columns: &Fields,
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
            if let Some(of) = kind.filter(|of| !fits(&of.kind, given)) {
                let wrong = message::wrong_type(table, column, &of.kind, format_args!("{given:?}"));
                problems.push(wrong.said());
                continue;
            }
            if kind.is_some_and(|of| of.is_list) && self.hides_list(table, column).await? {
                problems.push(message::hidden_list(table, column).said());
            }
            let value = match self.reference(&what, table, column, given).await {
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

    /// That what data policies want of a new ticket stands in the rule.
    async fn try_wanted(&self, rule: &Rehearsal) -> Result<(), RemoteError> {
        let mut body = rule.fields.clone();
        // What an event or a name of the rule fills in; impact and urgency have a default.
        let filled = rule.columns.iter().map(String::as_str);
        let named = rule.names.iter().filter_map(|kind| (super::FORM.column)(&rule.class, *kind));
        for column in filled.chain(named).chain(["short_description", "description", "impact", "urgency"]) {
            body.entry(column.to_owned()).or_insert_with(|| "?".to_owned());
        }
        let what = message::rehearsing(&rule.class).said();
        self.try_policies(&what, &rule.class, &body, None).await
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
        let end = self.end(what, table, resolution).await?;
        let is_solved = states.state(&end, Activity::Ended) != TicketState::Cancelled;
        let column = states.code_column.filter(|_| is_solved || resolution.code.is_some());
        self.code(what, table, column, resolution).await.map(drop)
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
fn fits(kind: &str, given: &str) -> bool {
    let given = given.trim();
    match kind {
        _ if given.is_empty() => true,
        "boolean" => matches!(given, "true" | "false" | "0" | "1"),
        "glide_date_time" => moment(given).is_some(),
        // A name is looked up where the column leads to.
        // A drop-down of numbers is given by its label, too: its list is looked at.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_fits_the_type_of_its_column() {
        assert!(fits("boolean", "true") && !fits("boolean", "yes"));
        assert!(!fits("glide_date_time", "tomorrow") && fits("glide_date_time", "2026-11-28 10:00:00"));
    }
}
