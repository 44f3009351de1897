//! `[system.NAME.checkmk]`.

use super::message;
use crate::settings::{At, FileCheck, Texts};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// A site of Checkmk: where it is and what of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// Only hosts of these host groups and their services; empty: all.
    pub groups: Vec<String>,
}

reach_table! {
    /// A site of Checkmk 2.0 or later and its automation user.
    struct RawCheckmk as "Checkmk" at "Address of the site, such as `https://checkmk.example.org/mysite`.",
        login "Name of the automation user; its automation secret is the `password`."
    {
        /// Only hosts of these host groups and their services; by default all that the user may see.
        groups: Texts,
    }
}

impl RawTable for RawCheckmk {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://checkmk.example.org/mysite";
        let ends = ["/check_mk/api/1.0", "/check_mk"];
        let reach = reach(
            check,
            place.folder,
            Self::reach_keys(raw),
            example,
            &ends,
            Door::Needs("login", message::needs_login),
        );
        Settings { reach, groups: texts(check, raw.groups.as_ref()) }
    }
}
