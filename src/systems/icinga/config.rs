//! `[system.NAME.icinga]`.

use super::message;
use crate::settings::{At, FileCheck, Texts, web_url};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// An Icinga 2: where it is and what of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// Only hosts of these host groups and their services; empty: all.
    pub groups: Vec<String>,
    /// Base URL of Icinga DB Web, for links.
    pub web: Option<String>,
}

reach_table! {
    /// An Icinga 2 and an API user: `login` and `password`, or a client certificate. The authority of its
    /// own certificate is `/var/lib/icinga2/certs/ca.crt` on its machine.
    struct RawIcinga as "Icinga" at "Address of the API, such as `https://icinga.example.org:5665`.",
        login "Name of the API user; needs `password`."
    {
        /// Only hosts of these host groups and their services; by default all.
        groups: Texts,
        /// Address of Icinga DB Web, for links, such as `https://icinga.example.org/icingaweb2`.
        web: String,
    }
}

impl RawTable for RawIcinga {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://icinga.example.org:5665";
        let keys = Self::reach_keys(raw);
        let reach = reach(
            check,
            place.folder,
            keys,
            example,
            &["/v1"],
            Door::NeedsOrCertificate("login", message::needs_login),
        );
        let web = raw.web.as_ref().and_then(|web| web_url(check, web, message::address_of_web()));
        Settings {
            reach,
            groups: texts(check, raw.groups.as_ref()),
            web: web.map(|url| url.as_str().trim_end_matches('/').to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::icinga::ROOM;
    use crate::systems::read;
    use crate::systems::shared::LoginRef;

    #[test]
    fn the_address_is_cut_and_defaults_are_filled_in() {
        let table = r#"
            url = "https://icinga.example.org:5665/v1/"
            certificate = "file:certs/client.pem"
            ca_file = "certs/ca.crt"
            groups = "linux"
            web = "https://icinga.example.org/icingaweb2/"
        "#;
        let system = read(&ROOM, "lab", table).unwrap();
        let settings = system.settings::<Settings>().unwrap();
        assert_eq!(settings.reach.url, "https://icinga.example.org:5665");
        assert!(matches!(settings.reach.login, LoginRef::Nobody) && settings.reach.certificate.is_some());
        assert_eq!(settings.reach.ca_file.as_deref(), Some(std::path::Path::new("certs/ca.crt")));
        assert_eq!(settings.reach.timeout.as_secs(), 30);
        assert_eq!(settings.groups, ["linux"]);
        assert_eq!(settings.web.as_deref(), Some("https://icinga.example.org/icingaweb2"));
    }
}
