//! Which proxy a request goes by, and what its refusals mean. It asks nobody, and never shows the login of a proxy.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::message::{Message, remote};

/// The proxies of a client: the HTTP client does not tell by which one it went.
#[derive(Debug)]
pub(super) struct Proxies(Matcher);

impl Proxies {
    /// The one of the settings; else those that the environment names, read as the HTTP client reads them.
    pub fn of(own: Option<&str>) -> Self {
        Self(own.map_or_else(Matcher::from_system, |own| Matcher::builder().all(own.to_owned()).build()))
    }

    /// The proxy by which an address is asked: scheme, host and port.
    pub fn towards(&self, url: &Url) -> Option<String> {
        let address = url.as_str().parse().ok()?;
        let proxy = self.0.intercept(&address)?;
        let (scheme, host) = (proxy.uri().scheme_str()?, proxy.uri().host()?);
        let port = proxy.uri().port_u16().map_or_else(String::new, |port| format!(":{port}"));
        Some(format!("{scheme}://{host}{port}"))
    }
}

/// What went wrong at the proxy, by the causes of an error; `None` where it was behind it.
pub(super) fn refusal(proxy: &str, causes: &str, detail: &str, is_connect: bool) -> Option<Message> {
    let says = |words: &[&str]| words.iter().any(|word| causes.contains(word));
    if says(&["proxy authorization required"]) {
        Some(remote::proxy_wants_login(proxy))
    } else if says(&[
        "tunnel error: unsuccessful",
        "tunnel error: unexpected end",
        "response headers too long",
    ]) {
        Some(remote::proxy_refuses(proxy))
    } else if is_connect && !says(&["certificate", "unknownissuer", "tls", "corrupt message"]) {
        Some(remote::cannot_reach_proxy(proxy, detail))
    } else {
        None
    }
}
