//! Whether the session suffices for tickets: the rights by GLPI's own bits.

use serde_json::Value as Json;

use super::GlpiTickets;
use crate::systems::glpi::session::Call;
use crate::systems::glpi::wire;
use crate::systems::shared::CheckLine;
use crate::systems::shared::RemoteError;

/// What a right of a profile is needed for: name, bit (GLPI 10.0 `Ticket`, `ITILFollowup`), words.
const NEEDS: [(&str, i64, &str); 6] = [
    ("ticket", 4, "open tickets"),
    ("ticket", 2, "change and solve tickets"),
    ("ticket", 1024, "see the tickets of all"),
    ("followup", 4096, "add followups to the tickets of all"),
    ("followup", 8192, "see private followups"),
    ("document", 4, "attach files"),
];

impl GlpiTickets {
    /// Version, user, profile, entities and zone, and a line per right that tickets need.
    ///
    /// # Errors
    /// When GLPI does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let url = self.glpi().url().to_owned();
        let mut lines = vec![CheckLine { what: "connection".to_owned(), ok: true, detail: url }];
        lines.extend(self.glpi().check().await?);
        let answer: wire::ActiveProfile = self.glpi().session().read(&Call::get("getActiveProfile")).await?;
        let profile = answer.active_profile;
        let name = profile.get("name").and_then(Json::as_str).map(wire::unescape).unwrap_or_default();
        let central = profile.get("interface").and_then(Json::as_str) != Some("helpdesk");
        let detail = if central {
            "standard".to_owned()
        } else {
            format!("profile {name:?} has the simplified interface, which sees only its own tickets")
        };
        lines.push(CheckLine { what: "interface".to_owned(), ok: central, detail });
        for (right, bit, what) in NEEDS {
            let bits = profile.get(right).and_then(wire::integer).unwrap_or(0);
            let ok = bits & bit != 0;
            let detail =
                if ok { "allowed".to_owned() } else { format!("profile {name:?} may not (right `{right}`)") };
            lines.push(CheckLine { what: what.to_owned(), ok, detail });
        }
        Ok(lines)
    }
}
