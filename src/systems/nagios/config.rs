//! `[system.NAME.nagios]`: by its CGIs, or by its files.

use std::path::PathBuf;

use super::message;
use crate::settings::{At, FileCheck, code, path_in};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table};
use crate::systems::table::{Place, RawTable};

/// A Nagios Core.
#[derive(Debug, Clone)]
pub(crate) enum Settings {
    /// By its JSON CGIs.
    Cgi(Reach),
    /// By its files on this machine.
    Files(NagiosFiles),
}

/// Files of a Nagios on this machine.
#[derive(Debug, Clone)]
pub(crate) struct NagiosFiles {
    /// `status.dat`.
    pub status: PathBuf,
    /// `objects.cache`, for addresses and groups.
    pub objects: Option<PathBuf>,
    /// The pipe `nagios.cmd`, for acknowledgements and comments.
    pub commands: Option<PathBuf>,
}

reach_table! {
    /// A Nagios Core: its CGIs (`url`), or its files on this machine (`status_file`).
    struct RawNagios as "Nagios"
        at "Address of the CGIs, such as `https://nagios.example.org/nagios4/cgi-bin`.",
        login "Login; needs `password`."
    {
        /// `status.dat`, instead of `url`.
        status_file: String,
        /// `objects.cache`, for addresses and groups; goes with `status_file`.
        objects_file: String,
        /// The pipe `nagios.cmd`, for acknowledgements and comments; goes with `status_file`.
        command_file: String,
    }
}

impl RawTable for RawNagios {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let folder = place.folder;
        let Some(status) = &raw.status_file else {
            for (path, key) in [(&raw.objects_file, "objects_file"), (&raw.command_file, "command_file")] {
                if let Some(path) = path {
                    check
                        .report(code::TOGETHER, &path.span, message::goes_with_status_file(key).said())
                        .help("status_file = \"/var/lib/nagios4/status.dat\"");
                }
            }
            let example = "https://nagios.example.org/nagios4/cgi-bin";
            let ends = ["/statusjson.cgi", "/status.cgi"];
            let keys = Self::reach_keys(raw);
            return Settings::Cgi(reach(check, folder, keys, example, &ends, Door::Open));
        };
        let of_http = [&raw.url, &raw.login, &raw.password, &raw.certificate, &raw.ca_file, &raw.timeout];
        let of_http = of_http.into_iter().flatten().map(|key| &key.span);
        if let Some(second) = of_http.chain(raw.largest_answer.as_ref().map(|key| &key.span)).next() {
            check.report(code::EXACTLY_ONE, second, message::one_way_only()).help(message::keep_one_way());
        }
        check.filled(status);
        Settings::Files(NagiosFiles {
            status: folder.join(&status.value),
            objects: path_in(check, folder, raw.objects_file.as_ref()),
            commands: path_in(check, folder, raw.command_file.as_ref()),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::nagios::ROOM;
    use crate::systems::read;

    #[test]
    fn it_is_read_by_its_cgis_or_by_its_files() {
        let cgis = "url = \"https://nagios.example.org/nagios4/cgi-bin/statusjson.cgi\"\ntimeout = \"5s\"";
        let cgis = read(&ROOM, "lab", cgis).unwrap();
        let Some(Settings::Cgi(reach)) = cgis.settings() else { panic!("{cgis:?}") };
        assert_eq!(reach.url, "https://nagios.example.org/nagios4/cgi-bin");
        assert_eq!(reach.timeout.as_secs(), 5);
        let files = "status_file = \"/var/lib/nagios4/status.dat\"\ncommand_file = \"nagios.cmd\"";
        let files = read(&ROOM, "lab", files).unwrap();
        let Some(Settings::Files(files)) = files.settings() else { panic!("{files:?}") };
        assert_eq!(files.status.to_str(), Some("/var/lib/nagios4/status.dat"));
        assert_eq!((&files.objects, &files.commands), (&None, &Some("nagios.cmd".into())));
    }
}
