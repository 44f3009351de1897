//! `[web]` of `stocktake.toml`: the console.

use std::path::Path;

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::stocktake::RawWeb;
use crate::message;
use crate::model::web::{BadListen, ListenAt, OwnTls, WebSettings};
use crate::settings::{Zero, path_in, web_url};

/// The users when nothing is said.
const USERS: &str = "var/users.toml";

/// Checks the settings of the console.
pub(super) fn web(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<RawWeb>>) -> WebSettings {
    let mut settings = WebSettings::of_nothing(folder.join(USERS));
    let Some(raw) = raw else { return settings };
    if let Some(users) = path_in(check, folder, raw.users.as_ref()) {
        settings.users = users;
    }
    if let Some(url) = &raw.url {
        let parsed = web_url(check, url, message::config::web::url_example());
        if parsed.as_ref().is_some_and(|parsed| parsed.path() != "/") {
            check
                .report(code::BAD_URL, &url.span, message::config::web::url_has_a_path())
                .help(message::config::web::url_example());
        }
        settings.url = parsed.map(|parsed| parsed.origin().ascii_serialization());
    }
    settings.behind_proxy = raw.behind_proxy.as_ref().is_some_and(|proxy| proxy.value);
    settings.idle = check.duration_or(raw.idle.as_ref(), WebSettings::IDLE, Zero::Refused);
    settings.longest = check.duration_or(raw.session.as_ref(), WebSettings::LONGEST, Zero::Refused);
    match (&raw.certificate, &raw.key) {
        (Some(certificate), Some(key)) => {
            let key = check.secret(key, "key");
            let certificate = path_in(check, folder, Some(certificate));
            settings.tls = certificate.map(|certificate| OwnTls { certificate, key });
        }
        (Some(alone), None) | (None, Some(alone)) => {
            check
                .report(code::TOGETHER, &alone.span, message::config::web::certificate_and_key())
                .help(message::config::web::certificate_example());
        }
        (None, None) => {}
    }
    if let Some(listen) = &raw.listen {
        let at = ListenAt::parse(listen).and_then(|at| settings.may_listen(at).map(|()| at));
        match at {
            Ok(at) => settings.listen = Some(at),
            Err(BadListen::Unreadable) => {
                check
                    .report(
                        code::BAD_HOST,
                        &listen.span,
                        message::config::web::no_listen_address(&listen.value),
                    )
                    .help(message::config::web::listen_example());
            }
            // What is wrong with the certificate is told already.
            Err(BadListen::InClear) if raw.certificate.is_some() || raw.key.is_some() => {}
            Err(BadListen::InClear) => {
                check
                    .report(code::IN_CLEAR, &listen.span, message::config::web::in_clear(&listen.value))
                    .help(message::config::web::encrypt_it());
            }
        }
    }
    settings
}
