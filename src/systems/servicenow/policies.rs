//! Data policies: what an instance wants filled in before it saves a row, whoever writes. Read once per table
//! where they are shown to us, and looked at before anything is sent. A condition that is not understood, or
//! about a column of which nothing is known, is left to the instance.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceNow;
use super::list::{PER_QUERY, Query};
use super::message;
use super::wire::Row;
use crate::model::Said;
use crate::systems::shared::RemoteError;

/// When which columns must be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Encoded query over the row.
    pub condition: String,
    /// Columns.
    pub columns: Vec<String>,
}

/// Policies by table, as far as they were read.
#[derive(Debug, Default)]
pub struct Known(Mutex<BTreeMap<String, Arc<Vec<Policy>>>>);

impl ServiceNow {
    /// Refuses a row that lacks what a policy wants. `body` is what is sent; `there`, the row as it is, for one
    /// that is changed.
    pub(super) async fn try_policies(
        &self,
        what: &Said,
        table: &str,
        body: &BTreeMap<String, String>,
        there: Option<&Row>,
    ) -> Result<(), RemoteError> {
        let policies = self.policies(table).await?;
        let value = |column: &str| {
            let kept = there.filter(|row| row.has(column)).map(|row| row.value(column));
            body.get(column).map(String::as_str).or(kept)
        };
        let mut lacking: Vec<&str> = Vec::new();
        for policy in policies.iter().filter(|policy| holds(&policy.condition, &value) == Some(true)) {
            // Of a row that is there, a column that is not shown may be filled in.
            let is_lacking = |column: &&str| match (value(column), there) {
                (Some(value), _) => value.trim().is_empty(),
                (None, there) => there.is_none(),
            };
            lacking.extend(policy.columns.iter().map(String::as_str).filter(is_lacking));
        }
        if lacking.is_empty() {
            return Ok(());
        }
        lacking.sort_unstable();
        lacking.dedup();
        let fields = self.fields(table).await?;
        let named = lacking.iter().map(|column| match fields.get(*column) {
            Some(field) if field.label != *column => format!("{column} ({})", field.label),
            Some(_) | None => (*column).to_owned(),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        Err(self.refusal(what, message::policy_requires(table, named)))
    }

    /// The columns that policies of a table speak of.
    pub(super) async fn columns_of_policies(&self, table: &str) -> Result<Vec<String>, RemoteError> {
        let policies = self.policies(table).await?;
        let mut columns: Vec<String> = policies.iter().flat_map(|policy| policy.columns.clone()).collect();
        columns.extend(policies.iter().flat_map(|policy| asked(&policy.condition)));
        columns.sort_unstable();
        columns.dedup();
        Ok(columns)
    }

    async fn policies(&self, table: &str) -> Result<Arc<Vec<Policy>>, RemoteError> {
        let known = || self.0.policies.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policies) = known().get(table).cloned() {
            return Ok(policies);
        }
        let policies = match self.read_policies(table).await {
            Ok(policies) => policies,
            // Administrators' own in a fresh instance: the instance checks for itself.
            Err(error) if error.is_permanent() => Vec::new(),
            Err(error) => return Err(error),
        };
        let policies = Arc::new(policies);
        known().insert(table.to_owned(), Arc::clone(&policies));
        Ok(policies)
    }

    async fn read_policies(&self, table: &str) -> Result<Vec<Policy>, RemoteError> {
        let above = self.lineage(table).await?;
        let columns = ["sys_id", "model_table", "active", "conditions", "inherit", "apply_soap"];
        let filter = format!("active=true^model_tableIN{}", above.join(","));
        let rows = self.list(&Query::new("sys_data_policy2", filter, &columns)).await?;
        // A condition that is not understood is dropped: each row is looked at again.
        let is_for = |row: &&Row| {
            let of = row.value("model_table");
            let is_inherited = row.value("inherit") == "true" && above.iter().any(|table| table == of);
            // One that does not hold for web services asks nothing of us.
            row.value("active") != "false"
                && row.value("apply_soap") != "false"
                && (of == table || is_inherited)
        };
        let rows: Vec<&Row> = rows.iter().filter(is_for).collect();
        let mut policies = Vec::new();
        for some in rows.chunks(PER_QUERY) {
            let ids: Vec<&str> = some.iter().map(|row| row.value("sys_id")).collect();
            let columns = ["sys_id", "sys_data_policy", "field", "mandatory"];
            let filter = format!("sys_data_policyIN{}^mandatory=true", ids.join(","));
            let rules = self.list(&Query::new("sys_data_policy_rule", filter, &columns)).await?;
            for row in some {
                let own = rules.iter().filter(|rule| {
                    rule.value("sys_data_policy") == row.value("sys_id") && rule.value("mandatory") == "true"
                });
                let columns: Vec<String> = own.map(|rule| rule.value("field").to_owned()).collect();
                if !columns.is_empty() {
                    policies.push(Policy { condition: row.value("conditions").to_owned(), columns });
                }
            }
        }
        Ok(policies)
    }
}

/// Whether a row fits an encoded query; `None`: nobody can tell.
fn holds<'v>(condition: &str, value: &impl Fn(&str) -> Option<&'v str>) -> Option<bool> {
    // Another whole query begins: not understood here.
    if condition.contains("^NQ") {
        return None;
    }
    let mut groups: Vec<Option<bool>> = Vec::new();
    for part in condition.split('^').filter(|part| !part.is_empty() && *part != "EQ") {
        let (is_or, part) = match part.strip_prefix("OR") {
            Some(rest) if !part.starts_with("ORDERBY") => (true, rest),
            Some(_) | None => (false, part),
        };
        let fit = fits(part, value);
        match groups.last_mut().filter(|_| is_or) {
            Some(Some(true)) => {}
            Some(group) => *group = if fit == Some(true) { fit } else { group.and(fit) },
            None => groups.push(fit),
        }
    }
    if groups.contains(&Some(false)) {
        return Some(false);
    }
    groups.into_iter().try_fold(true, |all, group| Some(all && group?))
}

/// The columns that a condition asks about.
fn asked(condition: &str) -> Vec<String> {
    let parts = condition.split('^').map(|part| part.strip_prefix("OR").unwrap_or(part));
    let name = |part: &str| {
        let end = part.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?;
        Some(part[..end].to_owned()).filter(|name| !name.is_empty())
    };
    parts.filter_map(name).collect()
}

fn fits<'v>(part: &str, value: &impl Fn(&str) -> Option<&'v str>) -> Option<bool> {
    let end = part.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?;
    let (column, rest) = part.split_at(end);
    let ours = value(column)?;
    if rest == "ISEMPTY" {
        return Some(ours.is_empty());
    }
    if rest == "ISNOTEMPTY" {
        return Some(!ours.is_empty());
    }
    if let Some(values) = rest.strip_prefix("NOT IN") {
        return Some(values.split(',').all(|value| value != ours));
    }
    if let Some(values) = rest.strip_prefix("IN") {
        return Some(values.split(',').any(|value| value == ours));
    }
    if let Some(wanted) = rest.strip_prefix("!=") {
        return Some(wanted != ours);
    }
    let wanted = rest.strip_prefix('=')?;
    // A value that the instance computes is not known here.
    if wanted.starts_with("javascript:") { None } else { Some(wanted == ours) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_true_false_or_nobody_can_tell() {
        let row = [("state", "6"), ("category", ""), ("impact", "2")];
        let value = |column: &str| row.iter().find(|(known, _)| *known == column).map(|(_, value)| *value);
        let holds = |condition: &str| holds(condition, &value);
        assert_eq!(holds(""), Some(true));
        assert_eq!(holds("state=6^ORstate=7^EQ"), Some(true));
        assert_eq!(holds("state=1^ORu_unknown=7"), None);
        assert_eq!(holds("state=1^u_unknown=7"), Some(false));
        assert_eq!(holds("stateIN1,2^impact=2"), Some(false));
        assert_eq!(holds("stateNOT IN1,2^impact!=3^categoryISEMPTY"), Some(true));
        assert_eq!(holds("impactSAMEASurgency"), None);
        assert_eq!(holds("state=6^NQimpact=2"), None);
        assert_eq!(asked("state=6^ORimpact=2^EQ"), ["state", "impact"]);
    }
}
