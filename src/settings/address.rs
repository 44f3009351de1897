//! Addresses and paths.

use std::ops::Range;
use std::path::{Path, PathBuf};

use url::Url;

use super::{At, FileCheck, code};

/// An `http` or `https` URL without a password, query or fragment.
pub(crate) fn web_url(check: &mut FileCheck<'_>, raw: &At<String>, help: &str) -> Option<Url> {
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
pub(crate) fn password_in_url(check: &mut FileCheck<'_>, span: &Range<usize>, help: &str) {
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
pub(crate) fn path_in(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&At<String>>) -> Option<PathBuf> {
    raw.map(|path| folder.join(check.filled(path)))
}
