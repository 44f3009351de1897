//! `[system.NAME.zabbix]`.

use super::message;
use crate::settings::{At, FileCheck, Texts};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// A Zabbix: where it is and what of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// Only hosts of these host groups; empty: all.
    pub groups: Vec<String>,
}

reach_table! {
    /// A Zabbix and how to log in: either `token`, or `login` and `password`.
    struct RawZabbix as "Zabbix" at "Address of the frontend, such as `https://zabbix.example.org/zabbix`.",
        login "Login; needs `password`.", token "API token, from Zabbix 5.4 on: `env:NAME` or `file:PATH`."
    {
        /// Only hosts of these host groups; by default all that the user may see.
        groups: Texts,
    }
}

impl RawTable for RawZabbix {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://zabbix.example.org/zabbix";
        let ends = ["/api_jsonrpc.php"];
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::read;
    use crate::systems::zabbix::ROOM;

    #[test]
    fn the_address_is_that_of_the_frontend() {
        let table = "url = \"https://zabbix.example.org/zabbix/api_jsonrpc.php\"\ntoken = \"env:Z\"";
        let system = read(&ROOM, "lab", table).unwrap();
        let settings = system.settings::<Settings>().unwrap();
        assert_eq!(settings.reach.url, "https://zabbix.example.org/zabbix");
    }
}
