//! Whether the login suffices for tickets: who we are, our roles, the tables, what is hidden from us.

use super::ServiceNow;
use super::list::{Query, plain};
use super::message;
use super::open::DISPLAY;
use super::wire::{self, Row};
use crate::message::{Message, check as words};
use crate::model::Said;
use crate::systems::shared::CheckLine;
use crate::systems::shared::RemoteError;

/// How many of our tickets are looked at.
const LOOKED_AT: usize = 20;

/// Roles with which incidents are written.
const ROLES: [&str; 4] = ["itil", "sn_incident_write", "itil_admin", "admin"];

impl ServiceNow {
    /// One line each on the connection, the release, the user, his zone, his roles, the ticket tables with our key's column, the
    /// drop-downs and the groups. A line that is not ok says what to do.
    ///
    /// # Errors
    /// When the instance does not answer, or does not let us in.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let connection = line(words::connection(), true, self.session().url());
        let mut lines = vec![connection, self.version().await?, self.user(), self.roles().await?];
        for table in &self.0.tables {
            lines.push(self.table(table).await?);
            lines.extend(self.reads_back(table).await?);
            let choices = self.choices(table).await?;
            let detail = match (choices.len(), self.hidden_choices(table)) {
                (0, _) => message::no_choices(),
                (count, 0) => message::value_count(count),
                (count, hidden) => message::some_values(count, hidden),
            };
            lines.push(line(message::drop_downs(table), !choices.is_empty(), detail));
            lines.extend(self.asked_for(table).await?);
        }
        lines.push(self.readable("sys_user_group", &message::groups_by_name()).await?);
        Ok(lines)
    }

    /// The release, where the instance tells it: properties are for administrators.
    async fn version(&self) -> Result<CheckLine, RemoteError> {
        let columns = ["sys_id", "name", "value"];
        let query = Query { most: Some(1), ..Query::new("sys_properties", "name=glide.buildname", &columns) };
        let told = match self.list(&query).await {
            Ok(rows) => rows
                .iter()
                .find(|row| row.value("name") == "glide.buildname")
                .map(|row| row.value("value").to_owned()),
            Err(error) if error.is_permanent() => None,
            Err(error) => return Err(error),
        };
        let detail = told.map_or_else(|| message::release_not_told().said(), Said::from);
        Ok(line(words::version(), true, detail))
    }

    fn user(&self) -> CheckLine {
        let me = &self.0.me;
        if me.id.is_empty() {
            let detail = message::users_are_hidden(format_args!("{:?}", me.login));
            return line(words::user(), false, detail);
        }
        let zone = if me.zone.is_empty() { message::own_zone().said() } else { me.zone.as_str().into() };
        line(words::user(), true, message::user_and_zone(&me.login, &me.name, zone))
    }

    async fn roles(&self) -> Result<CheckLine, RemoteError> {
        let what = words::roles();
        let me = &self.0.me.login;
        let filter = format!("user.user_name={me}^role.nameIN{}", ROLES.join(","));
        let columns = ["sys_id", "user.user_name", "role.name"];
        let rows = match self
            .list(&Query { most: Some(500), ..Query::new("sys_user_has_role", filter, &columns) })
            .await
        {
            Ok(rows) => rows,
            Err(RemoteError::Rights { .. }) => {
                return Ok(line(&what, true, message::roles_not_told()));
            }
            Err(error) => return Err(error),
        };
        // A condition that is not understood is dropped: each row is looked at again.
        let own = rows.iter().filter(|row| row.value("user.user_name") == me);
        let mut roles: Vec<&str> =
            own.map(|row| row.value("role.name")).filter(|role| ROLES.contains(role)).collect();
        roles.sort_unstable();
        roles.dedup();
        Ok(match roles.as_slice() {
            [] => line(&what, false, message::needs_role(me, ROLES.join(", "))),
            roles => line(&what, true, roles.join(", ")),
        })
    }

    async fn table(&self, table: &str) -> Result<CheckLine, RemoteError> {
        let what = words::table(table);
        let columns = ["sys_id", "correlation_id"];
        let query =
            Query { most: Some(1), order: "ORDERBYDESCsys_created_on", ..Query::new(table, "", &columns) };
        Ok(match self.list(&query).await {
            Ok(rows) if rows.iter().any(|row| !row.has("correlation_id")) => {
                line(&what, false, message::no_correlation_column())
            }
            Ok(rows) if rows.is_empty() => line(&what, true, message::empty_or_hidden()),
            Ok(_) => line(&what, true, words::readable()),
            Err(RemoteError::Rights { message, .. }) => line(&what, false, message),
            Err(error) if error.code() == Some(wire::NO_TABLE) => {
                line(&what, false, message::no_such_table())
            }
            Err(error) => return Err(error),
        })
    }

    /// Whether we are shown what we wrote, with our key in it: else an absence says nothing. Nothing is
    /// said of a table that cannot be asked.
    async fn reads_back(&self, table: &str) -> Result<Option<CheckLine>, RemoteError> {
        let what = message::own_tickets(table);
        let me = &self.0.me.login;
        let columns = ["sys_id", "number", "sys_created_by", "correlation_id", "correlation_display"];
        let filter = format!("sys_created_by={}^correlation_display={DISPLAY}", plain(me));
        let query = Query { order: "ORDERBYDESCsys_created_on", ..Query::new(table, filter, &columns) };
        let listed = match self.glance(&query, LOOKED_AT).await {
            Ok(listed) => listed,
            Err(error) if error.is_permanent() => return Ok(None),
            Err(error) => return Err(error),
        };
        if listed.hidden > 0 {
            let detail = message::ours_are_hidden(listed.hidden, table, me);
            return Ok(Some(line(&what, false, detail)));
        }
        // A condition that is not understood is dropped: each row is looked at again.
        let is_own =
            |row: &&Row| row.value("sys_created_by") == me && row.value("correlation_display") == DISPLAY;
        let own: Vec<&Row> = listed.rows.iter().filter(is_own).collect();
        let without = own.iter().filter(|row| row.value("correlation_id").is_empty()).count();
        Ok(Some(match own.len() {
            0 => line(&what, true, message::none_of_ours_yet()),
            _ if without > 0 => line(&what, false, message::without_key(without, table)),
            n => line(&what, true, message::read_back(n)),
        }))
    }

    /// What forms of a table ask for; the API takes a ticket without it.
    async fn asked_for(&self, table: &str) -> Result<Option<CheckLine>, RemoteError> {
        let fields = self.fields(table).await?;
        let asked: Vec<&str> =
            fields.iter().filter(|(_, field)| field.is_asked_for).map(|(name, _)| name.as_str()).collect();
        let detail = || message::asked_by_forms(asked.join(", "));
        Ok((!asked.is_empty()).then(|| line(message::mandatory(table), true, detail())))
    }

    async fn readable(&self, table: &str, what: &Message) -> Result<CheckLine, RemoteError> {
        let query = Query { most: Some(1), ..Query::new(table, "", &["sys_id"]) };
        Ok(match self.list(&query).await {
            Ok(rows) if rows.is_empty() => line(what, false, message::give_ids(table)),
            Ok(_) => line(what, true, words::readable()),
            Err(RemoteError::Rights { message, .. }) => line(what, false, message),
            Err(error) => return Err(error),
        })
    }
}

fn line(what: impl Into<Said>, ok: bool, detail: impl Into<Said>) -> CheckLine {
    CheckLine { what: what.into(), ok, detail: detail.into() }
}
