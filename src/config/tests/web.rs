//! `[web]`: where the console may listen, and what goes together.

use std::time::Duration;

use super::*;

fn web(lines: &str) -> String {
    of_stocktake(&format!("{STOCKTAKE}[web]\n{lines}"))
}

#[test]
fn other_machines_reach_it_encrypted_or_not_at_all() {
    insta::assert_snapshot!(
        [
            web("listen = \"0.0.0.0:80\"\n"),
            web("listen = \"console.example.org\"\n"),
            web("listen = \"0.0.0.0:443\"\ncertificate = \"tls/c.pem\"\n"),
            web("url = \"https://example.org/stocktake\"\n"),
            web("idle = \"0s\"\nkey = \"secret\"\n"),
        ]
        .join("\n"),
        @r#"
    3 in-clear: at 0.0.0.0:80 other machines reach the console, and passwords would cross the network in clear | set `certificate` and `key`, or `behind_proxy = true` where a proxy encrypts, or listen on loopback
    3 bad-host: `console.example.org` is no address to listen at | a port of this machine alone, 8080, or an address with a port: 192.0.2.10:8443, [::1]:8080
    4 together: a certificate and its key go together | certificate = "tls/console.pem" and key = "file:tls/console.key"
    3 bad-url: the console stands at the root of its address | such as https://stocktake.example.org
    3 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    4 together: a certificate and its key go together | certificate = "tls/console.pem" and key = "file:tls/console.key"
    "#
    );
    let files = |lines: &str| {
        let text = format!("{STOCKTAKE}[web]\n{lines}");
        project(&[("stocktake.toml", &text), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]).web
    };
    let open = files("listen = \"0.0.0.0:443\"\ncertificate = \"tls/c.pem\"\nkey = \"file:tls/c.key\"\n");
    assert!(open.listen.is_some() && open.is_encrypted());
    assert!(files("listen = \"0.0.0.0:80\"\nbehind_proxy = true\n").is_encrypted());
    let here = files("listen = \"8080\"\nidle = \"5m\"\nurl = \"https://Example.org/\"\n");
    assert_eq!(here.listen.map(|at| (at.ip.to_string(), at.port)), Some(("127.0.0.1".to_owned(), 8080)));
    assert_eq!((here.idle, here.longest), (Duration::from_secs(300), Duration::from_secs(36_000)));
    assert_eq!(here.url.as_deref(), Some("https://example.org"));
    assert!(here.users.ends_with("users.toml") && here.users.is_absolute());
    let off = project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    assert_eq!(off.web.listen, None);
}
