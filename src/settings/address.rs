//! Addresses and paths.

use std::ops::Range;
use std::path::{Path, PathBuf};

use url::{Host, Url};

use super::{At, FileCheck, code};
use crate::message;
use crate::message::config::label;
use crate::model::Said;

/// An `http` or `https` URL without a password, query or fragment.
pub(crate) fn web_url(check: &mut FileCheck<'_>, raw: &At<String>, help: impl Into<Said>) -> Option<Url> {
    let url = match Url::parse(raw.trim()) {
        Ok(url) => url,
        Err(error) => {
            check
                .report(code::BAD_URL, &raw.span, message::config::value::not_a_url())
                .label(error.to_string())
                .help(help);
            return None;
        }
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        check.report(code::BAD_URL, &raw.span, message::config::value::not_a_web_address()).help(help);
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        let help = message::config::value::no_login_in_url();
        password_in_url(check, &raw.span, help);
        return None;
    }
    if url.query().is_some() || url.fragment().is_some() {
        check.report(code::BAD_URL, &raw.span, message::config::value::query_or_fragment()).help(help);
        return None;
    }
    Some(url)
}

/// Refuses a URL with a password and hides it.
pub(crate) fn password_in_url(check: &mut FileCheck<'_>, span: &Range<usize>, help: impl Into<Said>) {
    check.hide(span);
    check
        .report(code::PASSWORD_IN_URL, span, message::config::value::password_in_url())
        .label(label::secret_here())
        .help(help);
}

/// A path below the project folder, unless it is absolute.
pub(crate) fn path_in(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<String>>) -> Option<PathBuf> {
    raw.map(|path| folder.join(check.filled(path)))
}

/// Whether a host is this machine.
pub(crate) fn is_loopback<T: AsRef<str>>(host: &Host<T>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.as_ref().trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
    }
}

/// Warns of a login that goes over the network in clear.
pub(crate) fn clear_login(check: &mut FileCheck<'_>, raw: &At<String>) {
    let Ok(url) = Url::parse(raw.trim()) else { return };
    if url.scheme() == "http" && url.host().is_some_and(|host| !is_loopback(&host)) {
        check.warn(&raw.span, message::config::clear::http(raw.trim()));
    }
}
