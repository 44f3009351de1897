//! What every request meets first, whatever it asks for.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::request::Parts;
use chrono::Utc;

use super::host;
use super::limiter::Tried;
use super::listen::{HEAD, MOST, MOST_OF_ONE, Peer, SILENT, Terms};
use super::site::Site;
use crate::model::security::{SecurityEvent, SecurityKind};
use crate::model::web::WebSettings;

/// A proxy keeps a connection for its next request: HAProxy 5 s, nginx 60 s, Caddy 2 minutes when nothing is said. It has to
/// be the one that closes it: a request that meets our closing on its way is answered 502 by the proxy, which must not
/// send a form a second time.
const KEPT: Duration = Duration::from_secs(150);

/// What the connections of an address may do: a proxy speaks for many and keeps strangers waiting itself, and this machine
/// may be behind one.
pub fn terms(web: &WebSettings, address: IpAddr) -> Terms {
    let address = address.to_canonical();
    let is_proxy = web.is_proxy(address);
    Terms {
        most: if is_proxy || address.is_loopback() { MOST } else { MOST_OF_ONE },
        head: if is_proxy { KEPT } else { HEAD },
        silent: if is_proxy { KEPT } else { SILENT },
    }
}

/// Whether a request may be looked at: it names us. Headers that tell who somebody is are taken away, unless a proxy says
/// them that is believed.
pub fn passes(site: &Arc<Site>, peer: Peer, listens: IpAddr, head: &mut Parts) -> bool {
    let project = site.project();
    if let Some(header) = &project.web.header
        && !project.web.is_named_proxy(peer.0.ip())
    {
        let own = [Some(&header.user), header.groups.as_ref()];
        for name in own.into_iter().flatten() {
            if head.headers.remove(name.as_str()).is_some() {
                tell(site, peer, name);
            }
        }
    }
    host::is_ours(&head.uri, &head.headers, listens, &project.web)
}

/// Writes down, once in a while, that somebody tried to be somebody else.
fn tell(site: &Arc<Site>, peer: Peer, header: &str) {
    let address = peer.0.ip().to_canonical();
    if site.limiter.begin(&Tried::told("header"), Instant::now()).is_err() {
        return;
    }
    tracing::warn!(%address, header, "a header that tells who somebody is came from where nobody is believed");
    let event = SecurityEvent {
        address: Some(address.to_string()),
        detail: Some(header.to_owned()),
        ..SecurityEvent::of(SecurityKind::HeaderRefused)
    };
    let site = site.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = site.store.log_security(&event, Utc::now()) {
            tracing::error!(%error, "the security log cannot be written");
        }
    });
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::web::Network;

    #[test]
    fn a_stranger_has_a_share_and_a_proxy_and_this_machine_may_have_all_and_a_proxy_closes_first() {
        let here = WebSettings::of_nothing(PathBuf::new());
        let behind = WebSettings { behind_proxy: true, ..here.clone() };
        let proxies = Network::parse("192.0.2.1").into_iter().collect();
        let named = WebSettings { proxies, ..behind.clone() };
        for (web, address, most, head, silent) in [
            (&here, [127, 0, 0, 1], MOST, HEAD, SILENT),
            (&here, [192, 0, 2, 1], MOST_OF_ONE, HEAD, SILENT),
            (&behind, [192, 0, 2, 1], MOST, KEPT, KEPT),
            (&named, [192, 0, 2, 1], MOST, KEPT, KEPT),
            (&named, [127, 0, 0, 1], MOST, HEAD, SILENT),
            (&named, [192, 0, 2, 2], MOST_OF_ONE, HEAD, SILENT),
        ] {
            assert_eq!(terms(web, IpAddr::from(address)), Terms { most, head, silent }, "{address:?}");
        }
    }
}
