//! `[system.NAME.icinga]` and the other monitors: addresses, logins and what is asked for.

use std::ops::Range;
use std::path::Path;

use super::login::{Given, LoginKeys, login};
use crate::settings::Zero;
use super::system::{path_in, state_file, web_url};
use super::{FileCheck, code};
use crate::config::raw::monitor::{
    RawAlertmanager, RawCentreon, RawCheckmk, RawIcinga, RawNagios, RawPracticeMonitor, RawZabbix,
};
use crate::config::raw::{At, Texts};
use crate::model::monitor::{
    AlertSettings, MonitorLogin, MonitorSystem, NagiosFiles, PracticeMonitor, Reach,
};

/// The keys that monitors share.
struct Shared<'a> {
    table: &'a Range<usize>,
    url: Option<&'a At<String>>,
    token: Option<&'a At<String>>,
    login: Option<&'a At<String>>,
    password: Option<&'a At<String>>,
    certificate: Option<&'a At<String>>,
    ca_file: Option<&'a At<String>>,
    timeout: Option<&'a At<String>>,
}

/// Takes the shared keys out of a raw table.
macro_rules! shared {
    ($raw:expr, $token:expr) => {
        Shared {
            table: &$raw.span,
            url: $raw.url.as_ref(),
            token: $token,
            login: $raw.login.as_ref(),
            password: $raw.password.as_ref(),
            certificate: $raw.certificate.as_ref(),
            ca_file: $raw.ca_file.as_ref(),
            timeout: $raw.timeout.as_ref(),
        }
    };
}

/// Who must log in.
#[derive(Clone, Copy)]
enum Door {
    /// Nobody has to.
    Open,
    /// A login, or a client certificate.
    LoginOrCertificate,
    /// A login with a password.
    Login,
    /// A token, or a login with a password.
    TokenOrLogin,
}

/// An Icinga 2.
pub(super) fn icinga(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawIcinga>) -> MonitorSystem {
    let example = "https://icinga.example.org:5665";
    let reach = reach(check, folder, &shared!(raw, None), example, &["/v1"], Door::LoginOrCertificate);
    let web = raw.web.as_ref().and_then(|web| {
        web_url(check, web, "the address of Icinga DB Web: https://icinga.example.org/icingaweb2")
    });
    MonitorSystem::Icinga {
        reach,
        groups: texts(check, raw.groups.as_ref()),
        web: web.map(|url| url.as_str().trim_end_matches('/').to_owned()),
    }
}

/// A Zabbix.
pub(super) fn zabbix(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawZabbix>) -> MonitorSystem {
    let example = "https://zabbix.example.org/zabbix";
    let shared = shared!(raw, raw.token.as_ref());
    let reach = reach(check, folder, &shared, example, &["/api_jsonrpc.php"], Door::TokenOrLogin);
    MonitorSystem::Zabbix { reach, groups: texts(check, raw.groups.as_ref()) }
}

/// A Nagios Core, by its CGIs or by its files.
pub(super) fn nagios(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawNagios>) -> MonitorSystem {
    let Some(status) = &raw.status_file else {
        for (path, key) in [(&raw.objects_file, "objects_file"), (&raw.command_file, "command_file")] {
            if let Some(path) = path {
                check
                    .report(code::TOGETHER, &path.span, format!("`{key}` goes with `status_file`"))
                    .help("status_file = \"/var/lib/nagios4/status.dat\"");
            }
        }
        let example = "https://nagios.example.org/nagios4/cgi-bin";
        let ends = ["/statusjson.cgi", "/status.cgi"];
        return MonitorSystem::Nagios {
            reach: reach(check, folder, &shared!(raw, None), example, &ends, Door::Open),
        };
    };
    let of_http = [&raw.url, &raw.login, &raw.password, &raw.certificate, &raw.ca_file, &raw.timeout];
    if let Some(second) = of_http.into_iter().flatten().next() {
        check
            .report(code::EXACTLY_ONE, &second.span, "a Nagios is read by its CGIs or by its files, not both")
            .help("keep `url` with its login, or `status_file`");
    }
    check.filled(status);
    MonitorSystem::NagiosFiles(NagiosFiles {
        status: folder.join(&status.value),
        objects: path_in(check, folder, raw.objects_file.as_ref()),
        commands: path_in(check, folder, raw.command_file.as_ref()),
    })
}

/// An Alertmanager.
pub(super) fn alertmanager(
    check: &mut FileCheck<'_>,
    folder: &Path,
    raw: &At<RawAlertmanager>,
) -> MonitorSystem {
    let example = "https://alertmanager.example.org:9093";
    let shared = shared!(raw, raw.token.as_ref());
    let reach = reach(check, folder, &shared, example, &["/api/v2"], Door::Open);
    let label = |check: &mut FileCheck<'_>, raw: Option<&At<String>>, default: &str| match raw {
        Some(raw) => check.filled(raw),
        None => default.to_owned(),
    };
    let alerts = AlertSettings {
        matchers: texts(check, raw.matchers.as_ref()),
        host_label: label(check, raw.host_label.as_ref(), "instance"),
        severity_label: label(check, raw.severity_label.as_ref(), "severity"),
        silence: check.duration_or(raw.silence.as_ref(), 7 * 86_400, Zero::Refused),
        settle: check.duration_or(raw.settle.as_ref(), 15 * 60, Zero::Allowed),
    };
    MonitorSystem::Alertmanager { reach, alerts }
}

/// A site of Checkmk.
pub(super) fn checkmk(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawCheckmk>) -> MonitorSystem {
    let example = "https://checkmk.example.org/mysite";
    let ends = ["/check_mk/api/1.0", "/check_mk"];
    let reach = reach(check, folder, &shared!(raw, None), example, &ends, Door::Login);
    MonitorSystem::Checkmk { reach, groups: texts(check, raw.groups.as_ref()) }
}

/// A Centreon.
pub(super) fn centreon(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawCentreon>) -> MonitorSystem {
    let example = "https://centreon.example.org/centreon";
    let shared = shared!(raw, raw.token.as_ref());
    let reach = reach(check, folder, &shared, example, &["/api/latest"], Door::TokenOrLogin);
    MonitorSystem::Centreon { reach, groups: texts(check, raw.groups.as_ref()) }
}

/// A practice monitor.
pub(super) fn practice(
    check: &mut FileCheck<'_>,
    folder: &Path,
    name: &At<String>,
    raw: &At<RawPracticeMonitor>,
) -> PracticeMonitor {
    let database = state_file(check, folder, (name, "json"), raw.database.as_ref());
    PracticeMonitor { kind: raw.kind.unwrap_or_default(), database }
}

/// Address and login; `ends` of the API are cut from the address.
fn reach(
    check: &mut FileCheck<'_>,
    folder: &Path,
    raw: &Shared<'_>,
    example: &str,
    ends: &[&str],
    door: Door,
) -> Reach {
    let url = match raw.url {
        Some(url) => web_url(check, url, &format!("an address such as {example}")),
        None => {
            check.missing(raw.table, "url", &format!("the address: url = \"{example}\""));
            None
        }
    };
    let url = url.map(|url| url.to_string()).unwrap_or_default();
    let mut base = url.trim_end_matches('/');
    for end in ends {
        base = base.strip_suffix(end).unwrap_or(base);
    }
    let certificate = raw.certificate.map(|secret| check.secret(secret, "certificate"));
    Reach {
        url: base.to_owned(),
        login: who(check, raw, door),
        ca_file: path_in(check, folder, raw.ca_file),
        certificate,
        timeout: check.duration_or(raw.timeout, 30, Zero::Refused),
    }
}

fn who(check: &mut FileCheck<'_>, raw: &Shared<'_>, door: Door) -> MonitorLogin {
    let keys =
        LoginKeys { table: raw.table, token: ("token", raw.token), login: raw.login, password: raw.password };
    match login(check, &keys) {
        Given::Token(token) => return MonitorLogin::Token(token),
        Given::Password { login, password } => return MonitorLogin::Password { login, password },
        Given::Wrong => {}
        Given::Nothing => {
            let lost = ["login", "password", "token", "certificate"];
            let open = lost.iter().any(|key| check.was_lost(raw.table, key));
            match door {
                Door::Open => {}
                Door::LoginOrCertificate if raw.certificate.is_some() => {}
                _ if open => {}
                Door::Login => check.missing(raw.table, "login", "`login` and `password = \"env:NAME\"`"),
                Door::LoginOrCertificate => {
                    check.missing(
                        raw.table,
                        "login",
                        "`login` and `password = \"env:NAME\"`, or `certificate`",
                    );
                }
                Door::TokenOrLogin => {
                    check.missing(raw.table, "token", "token = \"env:NAME\", or `login` and `password`");
                }
            }
        }
    }
    MonitorLogin::None
}

/// A list of texts, none of them blank.
fn texts(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    if raw.0.is_empty() || raw.0.iter().any(|text| text.trim().is_empty()) {
        check.report(code::BLANK, &raw.span, "this must not be blank").label("blank");
    }
    raw.0.clone()
}
