//! `[mail]`: how reports leave and to whom.

use std::path::Path;

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::stocktake::{RawMail, RawSmtp};
use crate::message;
use crate::message::config::label;
use crate::model::job::Language;
use crate::model::project::{Mail, MailTransport, Smtp, SmtpTls};
use crate::model::secret::SecretRef;
use crate::settings::Zero;
use crate::settings::{is_loopback, path_in};

/// Mail settings; without a table no mail is sent.
pub(super) fn mail(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<RawMail>>) -> Mail {
    let Some(raw) = raw else {
        return Mail {
            transport: MailTransport::None,
            from: String::new(),
            to: Vec::new(),
            language: Language::default(),
            templates: None,
        };
    };
    let transport = transport(check, folder, raw);
    let to = check.addresses(raw.to.as_ref());
    if !matches!(transport, MailTransport::None) {
        if raw.from.is_none() {
            check.missing(&raw.span, "from", message::config::mail::from_missing());
        }
        if to.is_empty() {
            check.missing(&raw.span, "to", message::config::mail::to_missing());
        }
    }
    Mail {
        transport,
        from: raw.from.as_ref().map(|from| check.address(from, &from.span)).unwrap_or_default(),
        to,
        language: raw.language.unwrap_or_default(),
        templates: path_in(check, folder, raw.templates.as_ref()),
    }
}

fn transport(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawMail>) -> MailTransport {
    match (&raw.files, &raw.smtp) {
        (None, None) => MailTransport::None,
        (Some(files), None) => match &files.folder {
            Some(path) => MailTransport::Files(folder.join(check.filled(path))),
            None => {
                check.missing(&files.span, "folder", message::config::mail::folder_missing());
                MailTransport::None
            }
        },
        (None, Some(raw)) => MailTransport::Smtp(smtp(check, folder, raw)),
        (Some(_), Some(smtp)) => {
            check
                .report(code::EXACTLY_ONE, &smtp.span, message::config::mail::two_ways())
                .label(label::second_way())
                .help(message::config::mail::keep_one_way());
            MailTransport::None
        }
    }
}

fn smtp(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawSmtp>) -> Smtp {
    let tls = raw.tls.unwrap_or(SmtpTls::Starttls);
    let port = match tls {
        SmtpTls::Implicit => 465,
        SmtpTls::Starttls => 587,
        SmtpTls::None => 25,
    };
    let login = login(check, raw);
    if let (SmtpTls::None, Some(_), Some(host)) = (tls, &login, &raw.host)
        && url::Host::parse(host).is_ok_and(|host| !is_loopback(&host))
    {
        check.warn(&raw.span, message::config::clear::smtp(&host.value));
    }
    Smtp {
        host: host(check, raw),
        port: check.number_or(raw.port.as_ref(), port, 1..=65_535),
        tls,
        login,
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 30, Zero::Refused),
    }
}

fn host(check: &mut FileCheck<'_>, raw: &At<RawSmtp>) -> String {
    let Some(host) = &raw.host else {
        check.missing(&raw.span, "host", message::config::mail::host_missing());
        return String::new();
    };
    if url::Host::parse(host).is_err() && host.parse::<std::net::IpAddr>().is_err() {
        let mut help = message::config::mail::host_form().said();
        if host.contains(':') {
            help.push(&message::config::mail::port_is_a_key().said());
        }
        check
            .report(code::BAD_HOST, &host.span, message::config::mail::not_a_host())
            .label(label::not_a_host())
            .help(help);
    }
    host.value.clone()
}

fn login(check: &mut FileCheck<'_>, raw: &At<RawSmtp>) -> Option<(String, SecretRef)> {
    let password = raw.password.as_ref().map(|password| check.secret(password, "password"));
    match (&raw.login, password) {
        (None, None) => None,
        (Some(login), Some(password)) => Some((check.filled(login), password)),
        (Some(_), None) => {
            check.missing(&raw.span, "password", message::config::value::login_without_password());
            None
        }
        (None, Some(_)) => {
            check.missing(&raw.span, "login", message::config::value::password_without_login());
            None
        }
    }
}
