//! `[web]` of `stocktake.toml`: the console.

use std::ops::Range;
use std::path::Path;

use super::{FileCheck, code, known_jobs};
use crate::config::raw::stocktake::{RawOidc, RawRole, RawWeb, RawWebRole};
use crate::config::raw::{At, Texts};
use crate::message;
use crate::model::access::{Role, RoleRule};
use crate::model::web::{BadListen, ListenAt, Network, Oidc, OwnTls, Readers, UserHeader, WebSettings};
use crate::settings::{Zero, clear_login, path_in, web_url};

/// The users when nothing is said.
const USERS: &str = "var/users.toml";

/// Checks the settings of the console.
pub(super) fn web(
    check: &mut FileCheck<'_>,
    folder: &Path,
    jobs: &[&str],
    raw: Option<&At<RawWeb>>,
) -> WebSettings {
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
    settings.proxies = networks(check, raw.proxies.as_ref());
    settings.header = header(check, jobs, raw);
    settings.oidc = raw.oidc.as_ref().and_then(|oidc| provider(check, folder, jobs, raw, oidc));
    settings.idle = check.duration_or(raw.idle.as_ref(), WebSettings::IDLE, Zero::Refused);
    settings.longest = check.duration_or(raw.session.as_ref(), WebSettings::LONGEST, Zero::Refused);
    settings.metrics = Readers(networks(check, raw.metrics.as_ref()));
    settings.health = Readers(networks(check, raw.health.as_ref()));
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

/// Networks of a list.
fn networks(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<Network> {
    let Some(raw) = raw else { return Vec::new() };
    let mut found = Vec::new();
    for text in &raw.value.0 {
        match Network::parse(text) {
            Some(network) => found.push(network),
            None => {
                check
                    .report(code::BAD_HOST, &raw.span, message::config::web::no_network(text))
                    .help(message::config::web::network_example());
            }
        }
    }
    found
}

/// That `url` is set, which something else needs.
fn needs_url(check: &mut FileCheck<'_>, raw: &At<RawWeb>, of: &str, span: &Range<usize>) {
    if raw.url.is_none() {
        check
            .report(code::TOGETHER, span, message::config::web::needs_url(of))
            .help(message::config::web::url_example());
    }
}

fn header(check: &mut FileCheck<'_>, jobs: &[&str], raw: &At<RawWeb>) -> Option<UserHeader> {
    let Some(user) = &raw.user_header else {
        let groups = raw.groups_header.as_ref().map(|groups| &groups.span);
        let role = raw.role.as_ref().and_then(|role| role.first()).map(|role| &role.span);
        if let Some(span) = groups.or(role) {
            check
                .report(code::TOGETHER, span, message::config::web::without_user_header())
                .help(message::config::web::user_header_example());
        }
        return None;
    };
    if raw.proxies.is_none() {
        check
            .report(code::TOGETHER, &user.span, message::config::web::header_without_proxies())
            .help(message::config::web::network_example());
    }
    // Whoever could have a name of his own point at this machine would be of one origin with us, and say any header.
    needs_url(check, raw, "user_header", &user.span);
    let name = |check: &mut FileCheck<'_>, header: &At<String>| {
        let is_header = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !is_header(&header.value) {
            check
                .report(code::BAD_NAME, &header.span, message::config::web::no_header(&header.value))
                .help(message::config::web::user_header_example());
        }
        header.value.to_ascii_lowercase()
    };
    let groups = raw.groups_header.as_ref().map(|groups| name(check, groups));
    let roles = rules(check, jobs, &user.span, raw.role.as_deref());
    for rule in raw.role.iter().flatten() {
        let known = [UserHeader::USER, UserHeader::GROUPS];
        if let Some(claim) = rule.claim.as_ref().filter(|claim| !known.contains(&claim.value.as_str())) {
            check
                .report(
                    code::UNKNOWN_WORD,
                    &claim.span,
                    message::config::web::no_claim_of_header(&claim.value),
                )
                .help(message::config::web::claims_of_header());
        }
    }
    Some(UserHeader { user: name(check, user), groups, roles })
}

fn provider(
    check: &mut FileCheck<'_>,
    folder: &Path,
    jobs: &[&str],
    web: &At<RawWeb>,
    raw: &At<RawOidc>,
) -> Option<Oidc> {
    needs_url(check, web, "oidc", &raw.span);
    let issuer = match &raw.issuer {
        Some(issuer) => {
            clear_login(check, issuer);
            web_url(check, issuer, message::config::web::issuer_example())
                .map(|url| (issuer.value.clone(), url))
        }
        None => {
            check.missing(&raw.span, "issuer", message::config::web::issuer_example());
            None
        }
    };
    let client_id = check.needed(
        &raw.span,
        "client_id",
        raw.client_id.as_ref(),
        message::config::web::client_id_needed(),
    );
    let client_secret = raw.client_secret.as_ref().map(|secret| check.secret(secret, "client_secret"));
    let name = raw.name.as_ref().map_or_else(|| Oidc::NAME.to_owned(), |name| check.filled(name));
    let title = raw.title.as_ref().map(|title| check.filled(title));
    let ca_file = path_in(check, folder, raw.ca_file.as_ref());
    let roles = rules(check, jobs, &raw.span, raw.role.as_deref());
    let scopes = raw.scopes.as_ref().map(|scopes| scopes.value.0.clone());
    let (issuer, url) = issuer?;
    Some(Oidc {
        title: title.unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned()),
        issuer,
        client_id: client_id?,
        client_secret,
        scopes: scopes.unwrap_or_else(|| Oidc::SCOPES.map(str::to_owned).to_vec()),
        name,
        roles,
        ca_file,
    })
}

fn rules(
    check: &mut FileCheck<'_>,
    jobs: &[&str],
    table: &Range<usize>,
    raw: Option<&[At<RawWebRole>]>,
) -> Vec<RoleRule> {
    let raw = raw.unwrap_or_default();
    if raw.is_empty() {
        check.missing(table, "role", message::config::web::role_needed());
    }
    let mut found = Vec::new();
    for rule in raw {
        let contains = check.needed(
            &rule.span,
            "contains",
            rule.contains.as_ref(),
            message::config::web::contains_needed(),
        );
        let role = match rule.role {
            Some(RawRole::Viewer) => Some(Role::Viewer),
            Some(RawRole::Operator) => Some(Role::Operator),
            Some(RawRole::Approver) => Some(Role::Approver),
            None => {
                check.missing(&rule.span, "role", message::config::web::role_word_needed());
                None
            }
        };
        if let Some(list) = &rule.jobs {
            known_jobs(check, jobs, list);
        }
        let jobs = rule.jobs.as_ref().map(|jobs| jobs.value.0.clone()).unwrap_or_default();
        let claim = rule.claim.as_ref().map_or_else(|| Oidc::GROUPS.to_owned(), |claim| check.filled(claim));
        if let (Some(contains), Some(role)) = (contains, role) {
            found.push(RoleRule { claim, contains, jobs, role });
        }
    }
    found
}
