//! The opening and solving of a rule, tried without a write: its columns, and the type of its solution.

use super::GlpiTickets;
use super::open::COLUMNS;
use crate::model::Said;
use crate::model::ticket::Rehearsal;
use crate::systems::glpi::message;
use crate::systems::shared::{FailureKind, RemoteError};

impl GlpiTickets {
    /// What would be refused of a rule, one sentence each.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub(super) async fn rehearsed(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        let unknown = rule.columns.iter().filter(|column| !COLUMNS.contains(&column.as_str()));
        let mut problems: Vec<Said> =
            unknown.map(|column| message::no_such_column(column, COLUMNS.join(", ")).said()).collect();
        let code = rule.resolution.as_ref().and_then(|solving| solving.code.as_deref()).map(str::trim);
        if let Some(code) = code.filter(|code| !code.is_empty()) {
            match self.solution_type(&Said::default(), code).await {
                Ok(_) => {}
                Err(RemoteError::Answer { message, kind: FailureKind::Permanent, .. }) => {
                    problems.push(message)
                }
                Err(error) => return Err(error),
            }
        }
        Ok(problems)
    }
}
