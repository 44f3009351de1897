//! Answers to "will it work": user, profile, entities, the rights that tickets need, and what v2 cannot do.

use super::GlpiV2;
use super::wire::SessionInfo;
use crate::message::check as words;
use crate::systems::glpi::check::line;
use crate::systems::glpi::message;
use crate::systems::glpi::tickets::check::NEEDS;
use crate::systems::glpi::wire::integer;
use crate::systems::shared::call::Call;
use crate::systems::shared::{CheckLine, RemoteError};

impl GlpiV2 {
    /// What the session is.
    fn session_lines(&self, info: &SessionInfo) -> Vec<CheckLine> {
        let seen = info.entities();
        vec![
            line(words::version(), true, message::version_of_v2()),
            line(words::user(), true, info.name.clone()),
            line(words::profile(), true, info.active_profile.name.clone()),
            line(words::entities(), seen > 0, words::entities_seen(&info.active_entity.complete_name, seen)),
            line(message::time_zone(), true, self.0.zone.words()),
        ]
    }

    /// What the session is, and what this API does with inventory.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub(super) async fn check_reading(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let info: SessionInfo = self.session().read(&Call::get("session")).await?;
        let mut lines = self.session_lines(&info);
        lines.push(line(message::inventory(), true, message::only_reads()));
        Ok(lines)
    }

    /// What the session is, a line per right that tickets need, and what this API cannot do.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let info: SessionInfo = self.session().read(&Call::get("session")).await?;
        let mut lines = vec![line(words::connection(), true, self.session().url().to_owned())];
        lines.extend(self.session_lines(&info));
        let profile = info.active_profile;
        let name = format!("{:?}", profile.name);
        let central = profile.interface != "helpdesk";
        let detail = if central { message::standard() } else { message::simplified_interface(&name) };
        lines.push(line(words::interface(), central, detail));
        for (right, bit, what) in NEEDS.into_iter().filter(|(right, _, _)| *right != "document") {
            let bits = profile.rights.get(right).and_then(integer).unwrap_or(0);
            let ok = bits & bit != 0;
            let detail = if ok { message::allowed() } else { message::may_not(&name, right) };
            lines.push(line(what(), ok, detail));
        }
        lines.push(line(message::inventory(), true, message::only_reads()));
        lines.push(line(message::ticket_items(), true, message::no_ticket_items()));
        Ok(lines)
    }
}
