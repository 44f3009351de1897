//! Whom a request means: the console answers to names that are its own. A page of a stranger can have its own name
//! point at this machine (DNS rebinding) and would then be of one origin with us; it cannot have its requests name us.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use url::Url;

use crate::model::web::WebSettings;

/// Whether a request names the console: this machine, the address it listens at, the host of its `url`.
pub fn is_ours(uri: &Uri, headers: &HeaderMap, listens: IpAddr, web: &WebSettings) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let named = hosts.next().and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let Some(named) = named.filter(|_| hosts.next().is_none()) else { return false };
    let own = Url::parse(web.url.as_deref().unwrap_or_default()).ok();
    let own = own.as_ref().and_then(Url::host_str);
    // Without a `url` the certificate tells browsers whom they speak with, and they speak with nobody else.
    let is_told_by_certificate = own.is_none() && web.is_encrypted();
    // A request may name the host in its first line, too.
    std::iter::once(&named).chain(uri.authority()).all(|authority| {
        !authority.as_str().contains('@')
            && (is_told_by_certificate || is_own(authority.host(), listens, own))
    })
}

fn is_own(host: &str, listens: IpAddr, own: Option<&str>) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if own.is_some_and(|own| own.eq_ignore_ascii_case(host)) || host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let Ok(address) = bare.parse::<IpAddr>().map(|address| address.to_canonical()) else { return false };
    // Nobody can have an address point elsewhere.
    address.is_loopback() || listens.is_unspecified() || address == listens.to_canonical()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::path::PathBuf;

    use super::*;

    fn told(web: &WebSettings, listens: &str, path: &str, hosts: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, host.parse().unwrap());
        }
        is_ours(&path.parse().unwrap(), &headers, listens.parse().unwrap(), web)
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let here = WebSettings::of_nothing(PathBuf::new());
        let named = WebSettings { url: Some("https://stocktake.example.org".to_owned()), ..here.clone() };
        let encrypted = WebSettings { behind_proxy: true, ..here.clone() };
        for (web, listens, hosts, is_answered) in [
            (&here, "127.0.0.1", &["localhost:8080"][..], true),
            (&here, "127.0.0.1", &["LOCALHOST."], true),
            (&here, "127.0.0.1", &["127.0.0.1:8080"], true),
            (&here, "::1", &["[::1]:8080"], true),
            (&here, "127.0.0.1", &["evil.example:8080"], false),
            (&here, "127.0.0.1", &["localhost.evil.example"], false),
            (&here, "127.0.0.1", &["localhost@evil.example"], false),
            (&here, "127.0.0.1", &["192.0.2.1"], false),
            (&here, "127.0.0.1", &[], false),
            (&here, "127.0.0.1", &["localhost", "evil.example"], false),
            (&named, "192.0.2.1", &["stocktake.example.org"], true),
            (&named, "192.0.2.1", &["192.0.2.1:443"], true),
            (&named, "192.0.2.1", &["192.0.2.2:443"], false),
            (&named, "0.0.0.0", &["192.0.2.2:443"], true),
            (&named, "0.0.0.0", &["evil.example"], false),
            (&encrypted, "0.0.0.0", &["stocktake.example.org"], true),
        ] {
            assert_eq!(told(web, listens, "/", hosts), is_answered, "{listens} {hosts:?}");
        }
        assert!(!told(&here, "127.0.0.1", "http://evil.example/", &["localhost"]), "in the first line");
        assert!(told(&here, "127.0.0.1", "http://localhost/", &["localhost"]));
    }
}
