//! `[system.NAME]`: which kind it is; a GLPI or the practice GLPI. Other kinds have files of their own.

mod itop;
mod servicenow;

use std::ops::Range;
use std::path::{Path, PathBuf};

use url::Url;

use super::login::{Given, LoginKeys, login};
use super::scalar::Zero;
use super::{FileCheck, code, monitor};
use crate::config::raw::At;
use crate::config::raw::stocktake::{RawGlpi, RawSystem};
use crate::model::project::{GlpiLogin, GlpiSystem, PracticeSystem, SETTLE, System};
use crate::model::secret::SecretRef;

/// What every GLPI API URL ends in.
const API_PATH: &str = "/apirest.php";

/// The tables that say what a system is.
const KINDS: [&str; 13] = [
    "glpi",
    "sandbox",
    "itop",
    "practice_itop",
    "servicenow",
    "practice_servicenow",
    "icinga",
    "zabbix",
    "nagios",
    "alertmanager",
    "checkmk",
    "centreon",
    "practice_monitor",
];

/// A system; `None` when it is not told which kind.
pub(super) fn system(
    check: &mut FileCheck<'_>,
    folder: &Path,
    name: &At<String>,
    raw: &At<RawSystem>,
) -> Option<System> {
    if name.trim().is_empty() {
        check.report(code::BLANK, &name.span, "the name of a system is blank");
    }
    let mut kinds = desks(check, folder, name, raw);
    kinds.extend(monitors(check, folder, name, raw));
    if let [(first, ..), (second, span, _), ..] = kinds.as_slice() {
        let message = format!("the system `{}` is both of kind `{first}` and `{second}`", name.value);
        check
            .report(code::EXACTLY_ONE, span, message)
            .label("the second one")
            .help("give each system one kind, and a second system its own name");
        return None;
    }
    let known = kinds.pop().map(|(_, _, system)| system);
    if known.is_none() && !KINDS.iter().any(|kind| check.was_lost(&raw.span, kind)) {
        let message = format!("it is not said what the system `{}` is", name.value);
        let help = format!(
            "write [system.{0}.glpi], [system.{0}.itop] or [system.{0}.servicenow]; for practice \
             [system.{0}.sandbox] (GLPI), [system.{0}.practice_itop] or [system.{0}.practice_servicenow]; \
             or a monitor: icinga, zabbix, nagios, alertmanager, checkmk, centreon, practice_monitor",
            name.value
        );
        check.report(code::EXACTLY_ONE, &name.span, message).label("of no kind").help(help);
    }
    known
}

/// A kind by its key, where it is written, and the system.
type Kind<'r> = (&'static str, &'r Range<usize>, System);

fn desks<'r>(
    check: &mut FileCheck<'_>,
    folder: &Path,
    name: &At<String>,
    raw: &'r At<RawSystem>,
) -> Vec<Kind<'r>> {
    let mut kinds: Vec<Kind<'r>> = Vec::new();
    if let Some(glpi) = &raw.glpi {
        kinds.push(("glpi", &glpi.span, System::Glpi(glpi_system(check, folder, glpi))));
    }
    if let Some(sandbox) = &raw.sandbox {
        let database = state_file(check, folder, (name, "db"), sandbox.database.as_ref());
        kinds.push(("sandbox", &sandbox.span, System::Practice(PracticeSystem { database })));
    }
    if let Some(itop) = &raw.itop {
        kinds.push(("itop", &itop.span, System::Itop(itop::itop_system(check, folder, itop))));
    }
    if let Some(practice) = &raw.practice_itop {
        let database = state_file(check, folder, (name, "json"), practice.state.as_ref());
        kinds.push(("practice_itop", &practice.span, System::PracticeItop(PracticeSystem { database })));
    }
    if let Some(raw) = &raw.servicenow {
        let system = System::ServiceNow(servicenow::servicenow_system(check, folder, raw));
        kinds.push(("servicenow", &raw.span, system));
    }
    if let Some(practice) = &raw.practice_servicenow {
        let database = state_file(check, folder, (name, "json"), practice.state.as_ref());
        let system = System::PracticeServiceNow(PracticeSystem { database });
        kinds.push(("practice_servicenow", &practice.span, system));
    }
    kinds
}

fn monitors<'r>(
    check: &mut FileCheck<'_>,
    folder: &Path,
    name: &At<String>,
    raw: &'r At<RawSystem>,
) -> Vec<Kind<'r>> {
    let mut kinds: Vec<Kind<'r>> = Vec::new();
    if let Some(table) = &raw.practice_monitor {
        let system = System::PracticeMonitor(monitor::practice(check, folder, name, table));
        kinds.push(("practice_monitor", &table.span, system));
    }
    let mut add = |kind, span, system| kinds.push((kind, span, System::Monitor(system)));
    if let Some(table) = &raw.icinga {
        add("icinga", &table.span, monitor::icinga(check, folder, table));
    }
    if let Some(table) = &raw.zabbix {
        add("zabbix", &table.span, monitor::zabbix(check, folder, table));
    }
    if let Some(table) = &raw.nagios {
        add("nagios", &table.span, monitor::nagios(check, folder, table));
    }
    if let Some(table) = &raw.alertmanager {
        add("alertmanager", &table.span, monitor::alertmanager(check, folder, table));
    }
    if let Some(table) = &raw.checkmk {
        add("checkmk", &table.span, monitor::checkmk(check, folder, table));
    }
    if let Some(table) = &raw.centreon {
        add("centreon", &table.span, monitor::centreon(check, folder, table));
    }
    kinds
}

/// The file with the state of a practice system; by default `var/NAME.ENDING`.
pub(super) fn state_file(
    check: &mut FileCheck<'_>,
    folder: &Path,
    (name, ending): (&At<String>, &str),
    raw: Option<&At<String>>,
) -> PathBuf {
    let file = match raw {
        Some(path) => check.filled(path),
        None => format!("var/{}.{ending}", name.value),
    };
    folder.join(file)
}

fn glpi_system(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawGlpi>) -> GlpiSystem {
    let url = match &raw.url {
        Some(url) => glpi_url(check, url),
        None => {
            check.missing(
                &raw.span,
                "url",
                "the address of the GLPI: url = \"https://glpi.example.org/apirest.php\"",
            );
            String::new()
        }
    };
    GlpiSystem {
        url,
        login: glpi_login(check, raw),
        app_token: raw.app_token.as_ref().map(|token| check.secret(token, "app_token")),
        profile: raw.profile.as_ref().map(|profile| check.filled(profile)),
        entity: raw.entity.as_ref().map(|entity| check.filled(entity)),
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 60, Zero::Refused),
        in_flight: check.number_or(raw.in_flight.as_ref(), 2, 1..=8),
        batch: check.number_or(raw.batch.as_ref(), 50, 1..=200),
        page: check.number_or(raw.page.as_ref(), 2000, 50..=20_000),
        settle: check.duration_or(raw.settle.as_ref(), SETTLE.as_secs(), Zero::Allowed),
    }
}

fn glpi_login(check: &mut FileCheck<'_>, raw: &At<RawGlpi>) -> GlpiLogin {
    let keys = LoginKeys {
        table: &raw.span,
        token: ("user_token", raw.user_token.as_ref()),
        login: raw.login.as_ref(),
        password: raw.password.as_ref(),
    };
    match login(check, &keys) {
        Given::Token(token) => return GlpiLogin::UserToken(token),
        Given::Password { login, password } => return GlpiLogin::Password { login, password },
        Given::Wrong => {}
        Given::Nothing => {
            if !check.was_lost(&raw.span, "login") && !check.was_lost(&raw.span, "password") {
                let help = "user_token = \"env:GLPI_USER_TOKEN\" (the remote access key of a user), or \
                            `login` and `password`";
                check.missing(&raw.span, "user_token", help);
            }
        }
    }
    GlpiLogin::UserToken(SecretRef::Env(String::new()))
}

/// A URL of GLPI's API, ending in `/apirest.php`.
fn glpi_url(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let Some(mut url) = web_url(check, raw, "an address such as https://glpi.example.org/apirest.php") else {
        return String::new();
    };
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.ends_with(API_PATH) {
        url.set_path(&format!("{path}{API_PATH}"));
    } else {
        url.set_path(&path);
    }
    url.to_string()
}

/// An `http` or `https` URL without a password, query or fragment.
pub(super) fn web_url(check: &mut FileCheck<'_>, raw: &At<String>, help: &str) -> Option<Url> {
    let url = match Url::parse(raw.trim()) {
        Ok(url) => url,
        Err(error) => {
            check.report(code::BAD_URL, &raw.span, "this is not a URL").label(error.to_string()).help(help);
            return None;
        }
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        check.report(code::BAD_URL, &raw.span, "this is not a web address").help(help);
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        let help =
            "leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH";
        password_in_url(check, &raw.span, help);
        return None;
    }
    if url.query().is_some() || url.fragment().is_some() {
        check.report(code::BAD_URL, &raw.span, "the address has a query or a fragment").help(help);
        return None;
    }
    Some(url)
}

/// Refuses a URL with a password and hides it.
pub(super) fn password_in_url(check: &mut FileCheck<'_>, span: &Range<usize>, help: &str) {
    check.hide(span);
    check
        .report(
            code::PASSWORD_IN_URL,
            span,
            "the URL holds a user or a password; this file is meant to be committed and shared",
        )
        .label("a secret stands here")
        .help(help);
}

/// A path below the project folder, unless it is absolute.
pub(super) fn path_in(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<String>>) -> Option<PathBuf> {
    raw.map(|path| folder.join(check.filled(path)))
}
