//! `[system.NAME.alertmanager]`.

use std::time::Duration;

use crate::settings::{At, FileCheck, Texts, Zero};
use crate::systems::shared::Reach;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// An Alertmanager: where it is, what of it is read and how it is silenced.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    /// Matchers such as `severity=~"critical|warning"`, all of which an alert must meet.
    pub matchers: Vec<String>,
    /// Label with the host.
    pub host_label: String,
    /// Label with the severity.
    pub severity_label: String,
    /// How long an acknowledgement silences.
    pub silence: Duration,
    /// How long after its start an absence means nothing: alerts come back only when Prometheus sends
    /// them again.
    pub settle: Duration,
    /// How long an alert must be absent before it counts as over; `None`: as long as the server keeps one
    /// that is not sent again.
    pub resolve_after: Option<Duration>,
    /// Matchers of an alert that always fires: it alone shows that alerts are sent. None: any alert does.
    pub heartbeat: Vec<String>,
}

reach_table! {
    /// An Alertmanager and who asks: nobody, `login` and `password`, or `token`.
    struct RawAlertmanager as "Alertmanager"
        at "Address, such as `https://alertmanager.example.org:9093`.",
        login "Login; needs `password`.",
        token "Token of a proxy in front of it: `env:NAME` or `file:PATH`."
    {
        /// Matchers such as `team="ops"`, all of which an alert must meet.
        matchers: Texts,
        /// Label with the host; a port at its end is cut.
        #[schemars(extend("default" = "instance"))]
        host_label: String,
        /// Label with the severity.
        #[schemars(extend("default" = "severity"))]
        severity_label: String,
        /// How long an acknowledgement silences an alert, such as `7d`.
        #[schemars(extend("default" = "7d"))]
        silence: String,
        /// How long after a start of Alertmanager a missing alert does not count as over.
        #[schemars(extend("default" = "15m"))]
        settle: String,
        /// How long an alert must be absent before it counts as over; without it the server's own
        /// `resolve_timeout`.
        resolve_after: String,
        /// Matchers of an alert that always fires, such as `alertname="Watchdog"`: an absence counts only
        /// while it is sent. Without it any alert shows that alerts are sent.
        heartbeat: Texts,
    }
}

impl RawTable for RawAlertmanager {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://alertmanager.example.org:9093";
        let label = |check: &mut FileCheck<'_>, raw: Option<&At<String>>, default: &str| match raw {
            Some(raw) => check.filled(raw),
            None => default.to_owned(),
        };
        Settings {
            reach: reach(check, place.folder, Self::reach_keys(raw), example, &["/api/v2"], Door::Open),
            matchers: texts(check, raw.matchers.as_ref()),
            host_label: label(check, raw.host_label.as_ref(), "instance"),
            severity_label: label(check, raw.severity_label.as_ref(), "severity"),
            silence: check.duration_or(raw.silence.as_ref(), 7 * 86_400, Zero::Refused),
            settle: check.duration_or(raw.settle.as_ref(), 15 * 60, Zero::Allowed),
            resolve_after: raw.resolve_after.as_ref().map(|raw| check.duration(raw, Zero::Allowed)),
            heartbeat: texts(check, raw.heartbeat.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::alertmanager::ROOM;
    use crate::systems::read;

    #[test]
    fn defaults_are_filled_in() {
        let table = "url = \"http://127.0.0.1:9093/api/v2\"\nsilence = \"2d\"";
        let system = read(&ROOM, "lab", table).unwrap();
        let settings = system.settings::<Settings>().unwrap();
        assert_eq!(settings.reach.url, "http://127.0.0.1:9093");
        assert_eq!((&*settings.host_label, &*settings.severity_label), ("instance", "severity"));
        assert_eq!((settings.silence.as_secs(), settings.settle.as_secs()), (2 * 86_400, 900));
    }
}
