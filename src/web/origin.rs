//! Whether a request that changes something comes from a page of the console: what the browser says of it. A
//! form carries a token besides.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// What the browser says of where a request comes from.
const SITE: &str = "sec-fetch-site";

/// Whether a page of ours made a request. Every browser of today says so by `Sec-Fetch-Site`; where that is
/// missing, `Origin` has to name us, which browsers send with each form. `url` is the address of the console,
/// where it is known.
pub fn is_ours(headers: &HeaderMap, url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(SITE) {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return false };
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    url == Some(origin) || host.is_some_and(|host| text(HOST.as_str()) == Some(host))
}

/// Headers of a proxy.
const PROXIED: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/// Whether a request comes from this machine itself: through no proxy, and to a name that only this machine has, so
/// that no page of another site reaches us by a name that it lets point here.
pub fn is_from_here(headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((six, _)) => six,
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_ours = name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_near = peer.is_some_and(|peer| peer.to_canonical().is_loopback());
    is_near && is_ours && PROXIED.iter().all(|name| !headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn this_machine_is_known_by_its_address_and_by_the_name_that_was_asked_for() {
        let near = "127.0.0.1".parse().ok();
        let host = |name: &'static str| of(&[("host", name)]);
        for name in ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080"] {
            assert!(is_from_here(&host(name), near), "{name}");
            assert!(!is_from_here(&host(name), "192.0.2.7".parse().ok()) && !is_from_here(&host(name), None));
        }
        for name in ["evil.example:8080", "stocktake.example.org", "192.0.2.1", "", "localhost.evil.example"]
        {
            assert!(!is_from_here(&host(name), near), "{name}");
        }
        for header in PROXIED {
            assert!(!is_from_here(&of(&[("host", "localhost"), (header, "1.1 proxy")]), near), "{header}");
        }
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let host = ("host", "127.0.0.1:8080");
        let ours =
            |pairs: &[(&'static str, &str)]| is_ours(&of(pairs), Some("https://stocktake.example.org"));
        assert!(ours(&[host, ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!ours(&[host, ("sec-fetch-site", site), ("origin", "http://127.0.0.1:8080")]), "{site}");
        }
        assert!(ours(&[host, ("origin", "http://127.0.0.1:8080")]));
        assert!(ours(&[host, ("origin", "https://stocktake.example.org")]));
        for origin in ["null", "http://127.0.0.1:8081", "https://stocktake.example.org.evil.example"] {
            assert!(!ours(&[host, ("origin", origin)]), "{origin}");
        }
        assert!(!ours(&[host]), "nothing says where it comes from");
    }
}
