//! Whether the session suffices for tickets: the rights by GLPI's own bits.

use serde_json::Value as Json;

use super::GlpiTickets;
use crate::message::Sentence;
use crate::message::check as words;
use crate::systems::glpi::check::line;
use crate::systems::glpi::message;
use crate::systems::glpi::wire;
use crate::systems::shared::CheckLine;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// What a right of a profile is needed for: name, bit (GLPI 10.0 `Ticket`, `ITILFollowup`), words.
pub(in crate::systems::glpi) const NEEDS: [(&str, i64, Sentence); 6] = [
    ("ticket", 4, message::open_tickets),
    ("ticket", 2, message::change_tickets),
    ("ticket", 1024, message::see_all_tickets),
    ("followup", 4096, message::add_followups),
    ("followup", 8192, message::see_private_followups),
    ("document", 4, message::attach_files),
];

impl GlpiTickets {
    /// Version, user, profile, entities and zone, and a line per right that tickets need.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let url = self.glpi().url().to_owned();
        let mut lines = vec![line(words::connection(), true, url)];
        lines.extend(self.glpi().check().await?);
        let answer: wire::ActiveProfile = self.glpi().session().read(&Call::get("getActiveProfile")).await?;
        let profile = answer.active_profile;
        let name = profile.get("name").and_then(Json::as_str).map(wire::unescape).unwrap_or_default();
        let central = profile.get("interface").and_then(Json::as_str) != Some("helpdesk");
        let detail = if central {
            message::standard()
        } else {
            message::simplified_interface(format_args!("{name:?}"))
        };
        lines.push(line(words::interface(), central, detail));
        for (right, bit, what) in NEEDS {
            let bits = profile.get(right).and_then(wire::integer).unwrap_or(0);
            let ok = bits & bit != 0;
            let detail =
                if ok { message::allowed() } else { message::may_not(format_args!("{name:?}"), right) };
            lines.push(line(what(), ok, detail));
        }
        Ok(lines)
    }
}
