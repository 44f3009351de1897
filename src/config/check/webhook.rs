//! `[webhook.NAME]` of `stocktake.toml`: who is told of changes by HTTP. A template of the user is tried with an
//! example of each change, so that none fails when it counts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

use url::{Host, Url};

use super::ping::address;
use super::{FileCheck, code, known_jobs};
use crate::config::raw::webhook::{RawFormat, RawWebhook};
use crate::config::raw::{At, Entries, Texts};
use crate::config::trial;
use crate::message::config::{label, webhook as message};
use crate::message::webhooks;
use crate::model::Said;
use crate::model::job::Language;
use crate::model::news::{News, Told};
use crate::model::ping::PingAt;
use crate::model::secret::SecretRef;
use crate::model::webhook::{Format, Occasion, OwnTemplate, Reachable, Webhook};
use crate::settings::{Zero, clear_login, is_global, is_loopback, path_in};

/// Hosts whose addresses say who may write there, by their ends.
const SECRET_HOSTS: [&str; 7] = [
    "hooks.slack.com",
    ".logic.azure.com",
    ".webhook.office.com",
    ".powerplatform.com",
    "discord.com",
    "discordapp.com",
    "chat.googleapis.com",
];

/// What all webhooks of a project share.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The project folder, absolute.
    pub folder: &'a Path,
    /// Names of all jobs.
    pub jobs: &'a [&'a str],
    /// Language of mails.
    pub language: Language,
    /// Address of the console.
    pub console: Option<&'a str>,
}

/// Checks who is told of changes.
pub(super) fn webhooks_of(
    check: &mut FileCheck<'_>,
    around: Around<'_>,
    raw: &Entries<At<RawWebhook>>,
) -> BTreeMap<String, Webhook> {
    let mut found = BTreeMap::new();
    for (name, raw) in &raw.0 {
        if let Some(webhook) = one(check, around, name, raw) {
            found.insert(name.value.clone(), webhook);
        }
    }
    found
}

fn one(
    check: &mut FileCheck<'_>,
    around: Around<'_>,
    name: &At<String>,
    raw: &At<RawWebhook>,
) -> Option<Webhook> {
    let reach = match raw.allow_private.as_ref().is_some_and(|allowed| allowed.value) {
        true => Reachable::Anywhere,
        false => Reachable::Global,
    };
    let at = match &raw.url {
        Some(url) => place(check, url, reach, raw.token.as_ref()),
        None => {
            check.missing(&raw.span, "url", message::url_example());
            None
        }
    };
    if let Some(list) = &raw.jobs {
        known_jobs(check, around.jobs, list);
    }
    let occasions = occasions(check, raw.events.as_ref());
    let secrets = raw.secret.as_ref().map(|list| secrets(check, list)).unwrap_or_default();
    let token = raw.token.as_ref().map(|token| check.secret(token, "token"));
    let language = raw.language.unwrap_or(around.language);
    let ca_file = path_in(check, around.folder, raw.ca_file.as_ref());
    let timeout = check.duration_or(raw.timeout.as_ref(), Webhook::TIMEOUT, Zero::Refused);
    let format = format(check, around, raw, &occasions)?;
    if let (Format::Ntfy, Some(url)) = (&format, &raw.url)
        && Url::parse(url).is_ok_and(|url| url.path().ends_with('/'))
    {
        check.report(code::BAD_URL, &url.span, webhooks::no_topic());
    }
    Some(Webhook {
        name: name.value.clone(),
        at: at?,
        format,
        secrets,
        token,
        occasions,
        jobs: raw.jobs.as_ref().map(|jobs| jobs.value.0.iter().cloned().collect()),
        reach,
        ca_file,
        timeout,
        language,
        console: around.console.map(str::to_owned),
    })
}

/// Where messages go.
fn place(
    check: &mut FileCheck<'_>,
    raw: &At<String>,
    reach: Reachable,
    token: Option<&At<String>>,
) -> Option<PingAt> {
    let at = address(check, raw, "url", message::url_example())?;
    let PingAt::Url(text) = &at else { return Some(at) };
    let url = Url::parse(text).ok()?;
    let host = url.host_str().unwrap_or_default();
    let is_secret = |end: &&str| host == *end || (end.starts_with('.') && host.ends_with(*end));
    if SECRET_HOSTS.iter().any(is_secret) {
        check.hide(&raw.span);
        check
            .report(code::SECRET_IN_FILE, &raw.span, message::url_is_a_secret(host))
            .label(label::secret_here())
            .help(message::url_elsewhere());
    }
    if reach == Reachable::Global && is_inside(&url) {
        check.report(code::BAD_HOST, &raw.span, message::url_is_private(host)).help(message::allow_private());
    }
    if token.is_some() {
        clear_login(check, raw);
    }
    Some(at)
}

/// Whether an address says itself that it is none of the internet.
fn is_inside(url: &Url) -> bool {
    url.host().is_some_and(|host| match &host {
        Host::Domain(_) => is_loopback(&host),
        Host::Ipv4(address) => !is_global(IpAddr::V4(*address)),
        Host::Ipv6(address) => !is_global(IpAddr::V6(*address)),
    })
}

fn secrets(check: &mut FileCheck<'_>, list: &At<Texts>) -> Vec<SecretRef> {
    let each = |text: &String| At { span: list.span.clone(), value: text.clone() };
    list.value.0.iter().map(|text| check.secret(&each(text), "secret")).collect()
}

fn occasions(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> BTreeSet<Occasion> {
    let Some(raw) = raw else { return Occasion::BY_DEFAULT.into() };
    let mut found = BTreeSet::new();
    for word in &raw.value.0 {
        let named = Occasion::named(word);
        if named.is_empty() {
            check.unknown_word(&raw.span, "events", word, &Occasion::ALL.map(Occasion::as_str));
        }
        found.extend(named);
    }
    found
}

fn format(
    check: &mut FileCheck<'_>,
    around: Around<'_>,
    raw: &At<RawWebhook>,
    occasions: &BTreeSet<Occasion>,
) -> Option<Format> {
    let Some(file) = &raw.template else {
        return Some(match raw.format.as_ref().map_or(RawFormat::Standard, |format| format.value) {
            RawFormat::Standard => Format::Standard,
            RawFormat::Teams => Format::Teams,
            RawFormat::Slack => Format::Slack,
            RawFormat::Ntfy => Format::Ntfy,
        });
    };
    if let Some(format) = &raw.format {
        check
            .report(code::EXACTLY_ONE, &format.span, message::format_or_template())
            .label(label::second_way());
    }
    let path = path_in(check, around.folder, Some(file))?;
    let source = match read_file(&path) {
        Ok(source) => source,
        Err(error) => {
            check
                .report(code::BAD_TEMPLATE, &file.span, message::cannot_read(path.display(), error))
                .label(label::here());
            return None;
        }
    };
    let template = OwnTemplate { file: file.value.clone(), source };
    let told: BTreeSet<Occasion> = occasions.iter().copied().chain([Occasion::Test]).collect();
    if !trial::ends(&template.source, told.iter().copied().map(example).collect()) {
        let why = crate::message::config::template::takes_too_much();
        check.report(code::BAD_TEMPLATE, &file.span, why).label(label::here());
        return None;
    }
    if let Some(why) = told.into_iter().find_map(|one| tried(&template, one)) {
        check
            .report(code::BAD_TEMPLATE, &file.span, why)
            .label(label::here())
            .help(message::what_templates_see());
    }
    Some(Format::Own(template))
}

/// A file, and nothing that has no end.
fn read_file(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.is_file() {
        std::fs::read_to_string(path)
    } else {
        Err(std::io::ErrorKind::InvalidInput.into())
    }
}

/// An example of a change, as templates see it.
fn example(occasion: Occasion) -> serde_json::Value {
    let news = News::example(occasion);
    let (title, lines) = (webhooks::title(&news), webhooks::lines(&news));
    let lines: Vec<String> = lines.iter().map(|line| line.english().to_owned()).collect();
    let told = Told {
        language: Language::En,
        title: title.english(),
        lines: &lines,
        url: Some("https://stocktake.example.org/"),
    };
    news.json(&told)
}

/// Why a template fails with an example of a change.
fn tried(template: &OwnTemplate, occasion: Occasion) -> Option<Said> {
    let failed = |reason: Said| Some(message::template_fails(occasion.as_str(), reason).said());
    let example = example(occasion);
    if let Some(name) = template.unknown_name(&example) {
        return failed(message::no_such_name(name).said());
    }
    match template.render(&example) {
        Ok(text) if template.is_json() => match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(_) => None,
            Err(error) => failed(webhooks::no_json(error).said()),
        },
        Ok(_) => None,
        Err(error) => {
            let line = error.line().unwrap_or(1);
            let reason = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            failed(message::at_line(line, reason).said())
        }
    }
}
