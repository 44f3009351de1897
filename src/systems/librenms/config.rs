//! `[system.NAME.librenms]`.

use chrono_tz::Tz;

use super::message;
use crate::settings::{At, FileCheck, Texts};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// A LibreNMS: where it is and what of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// The user of the token, as acknowledgements name him.
    pub user: Option<String>,
    /// Zone of its clock: its times have none.
    pub zone: Tz,
    /// Only devices of these device groups; empty: all.
    pub groups: Vec<String>,
}

reach_table! {
    /// A LibreNMS and an API token.
    struct RawLibreNms as "LibreNms" at "Address, such as `https://librenms.example.org`.",
        token "API token of a user (\"API Settings\"): `env:NAME` or `file:PATH`."
    {
        /// Login of the user that the token belongs to, as his acknowledgements name him. Without it no
        /// acknowledgement is taken back, since none is known to be ours.
        user: String,
        /// Time zone of the server: its times have none.
        #[schemars(extend("default" = "UTC"))]
        zone: String,
        /// Only devices of these device groups; by default all.
        groups: Texts,
    }
}

impl RawTable for RawLibreNms {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://librenms.example.org";
        let ends = ["/api/v0", "/api"];
        let door = Door::Needs("token", message::needs_token);
        Settings {
            reach: reach(check, place.folder, Self::reach_keys(raw), example, &ends, door),
            user: raw.user.as_ref().map(|user| check.filled(user)),
            zone: raw.zone.as_ref().map_or(Tz::UTC, |zone| check.zone(zone)),
            groups: texts(check, raw.groups.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::librenms::ROOM;
    use crate::systems::read;

    #[test]
    fn the_address_is_cut_and_a_token_is_needed() {
        let table =
            "url = \"https://librenms.example.org/api/v0/\"\ntoken = \"env:T\"\nzone = \"Europe/Paris\"";
        let system = read(&ROOM, "lab", table).unwrap();
        let settings = system.settings::<Settings>().unwrap();
        assert_eq!(settings.reach.url, "https://librenms.example.org");
        assert_eq!((settings.zone, settings.user.as_deref()), (Tz::Europe__Paris, None));
        let problems = read(&ROOM, "lab", "url = \"https://librenms.example.org\"").unwrap_err();
        assert!(problems.render(false, 100).contains("`token` is missing"));
    }
}
