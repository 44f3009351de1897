//! The opening and solving of a rule, tried without a write: the class, its columns, what iTop requires.

use super::Itop;
use super::message;
use crate::model::Said;
use crate::model::ticket::{RefKind, Rehearsal};
use crate::systems::shared::RemoteError;

/// The column of the service of a ticket.
const SERVICE: &str = "service_id";

impl Itop {
    /// What iTop would refuse of a rule, one sentence each.
    ///
    /// # Errors
    /// When iTop does not answer.
    pub(super) async fn rehearsed(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        let mut problems = Vec::new();
        if let Some(problem) = self.lacks(&rule.class, "id").await? {
            problems.push(message::no_class_of_tickets(&rule.class, problem).said());
            return Ok(problems);
        }
        let solving = rule.resolution.as_ref();
        let columns =
            rule.columns.iter().chain(solving.into_iter().flat_map(|solving| solving.fields.keys()));
        for column in columns {
            if self.lacks(&rule.class, column).await?.is_some() {
                problems.push(message::no_such_column(&rule.class, column).said());
            }
        }
        let named = |kind: RefKind, column: &str| rule.names.contains(&kind) || rule.columns.contains(column);
        if !named(RefKind::Company, "org_id") {
            problems.push(message::needs_organisation().said());
        }
        let Some(solving) = solving else { return Ok(problems) };
        if solving.code.as_deref().is_none_or(|code| code.trim().is_empty()) {
            problems.push(message::requires(message::a_code()).said());
        }
        let service = named(RefKind::Service, SERVICE)
            || rule.names.contains(&RefKind::ServiceElement)
            || solving.fields.contains_key(SERVICE);
        // Without the module of services a ticket has none and needs none.
        if !service && self.lacks(&rule.class, SERVICE).await?.is_none() {
            problems.push(message::requires(message::a_service()).said());
        }
        Ok(problems)
    }

    /// Why a column of a class cannot be asked for; `None`: it can.
    async fn lacks(&self, class: &str, column: &str) -> Result<Option<Said>, RemoteError> {
        match self.session().select(class, &format!("SELECT {class} WHERE id = 0"), column).await {
            Ok(_) => Ok(None),
            // Rights have lines of their own.
            Err(RemoteError::Rights { .. }) => Ok(None),
            // As 3.2.0 says it.
            Err(RemoteError::Answer { message, code: Some(_), .. })
                if column == "id" || message.english().contains("invalid attribute code") =>
            {
                Ok(Some(message))
            }
            Err(error) => Err(error),
        }
    }
}
