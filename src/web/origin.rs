//! Whether a request that changes something comes from a page of the console: what the browser says of it. A
//! form carries a token besides.

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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
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
