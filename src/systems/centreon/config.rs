//! `[system.NAME.centreon]`.

use super::message;
use crate::settings::{At, FileCheck, Texts};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// A Centreon: where it is and what of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// Only hosts of these host groups and their services; empty: all.
    pub groups: Vec<String>,
}

reach_table! {
    /// A Centreon 21.10 or later and how to log in: either `token`, or `login` and `password`.
    struct RawCentreon as "Centreon" at "Address, such as `https://centreon.example.org/centreon`.",
        login "Login; needs `password`.", token "API token: `env:NAME` or `file:PATH`."
    {
        /// Only hosts of these host groups and their services; by default all that the user may see.
        groups: Texts,
    }
}

impl RawTable for RawCentreon {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://centreon.example.org/centreon";
        let ends = ["/api/latest"];
        let reach = reach(
            check,
            place.folder,
            Self::reach_keys(raw),
            example,
            &ends,
            Door::Needs("token", message::needs_login),
        );
        Settings { reach, groups: texts(check, raw.groups.as_ref()) }
    }
}
