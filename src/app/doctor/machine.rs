//! The machine and this program.

use chrono::Utc;

use super::Finding;
use crate::engine::has_steady_clock;
use crate::message::doctor;

pub(super) fn findings() -> Vec<Finding> {
    let kernel = rustix::system::uname();
    let kernel = kernel.release().to_string_lossy().into_owned();
    let mut found =
        vec![Finding::ok(doctor::program(), doctor::program_is(env!("STOCKTAKE_VERSION"), system(), kernel))];
    found.push(match rustix::process::geteuid().is_root() {
        true => Finding::look(doctor::user(), doctor::is_root()),
        false => Finding::ok(doctor::user(), doctor::is_no_root()),
    });
    let zone = iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned());
    let now = Utc::now().format("%Y-%m-%d %H:%M:%S").to_string();
    found.push(Finding::ok(doctor::clock(), doctor::clock_is(now, zone)));
    if !has_steady_clock() {
        found.push(Finding::look(doctor::clock(), doctor::no_boot_id()));
    }
    found.push(Finding::ok(doctor::zones(), doctor::zones_are(chrono_tz::IANA_TZDB_VERSION)));
    found
}

/// `Debian GNU/Linux 12 (bookworm)`
fn system() -> String {
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| "Linux".to_owned(), |name| name.trim_matches('"').to_owned())
}
