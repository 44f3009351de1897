//! `[web]`: where the console may listen, and what goes together.

use std::time::Duration;

use super::*;

fn web(lines: &str) -> String {
    of_stocktake(&format!("{STOCKTAKE}[web]\n{lines}"))
}

#[test]
fn who_is_told_of_runs_is_an_address_or_a_place_where_it_stands() {
    let told = |ping: &str| of_job(&format!("ping = \"{ping}\"\n{JOB}"));
    for (ping, code) in [
        ("0123-4567", "secret-in-file"),
        ("https://ann:hush@hc.example.org/1", "password-in-url"),
        ("https://hc.example.org/1?key=2", "bad-url"),
        ("https://", "bad-url"),
        ("env:", "bad-secret"),
    ] {
        let told = told(ping);
        assert!(told.contains(code) && !told.contains("hush") && !told.contains("0123"), "{ping}: {told}");
    }
    for ping in ["https://hc.example.org/ping/0123", "http://127.0.0.1:8000/ping/0123", "env:PING"] {
        let job = format!("ping = \"{ping}\"\n{JOB}");
        let files = [("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)];
        assert!(project(&files).jobs.values().all(|job| job.ping.is_some()), "{ping}");
    }
    let text = format!("{STOCKTAKE}[ping]\nca_file = \"ca.pem\"\ntimeout = \"5s\"\n");
    let ping =
        project(&[("stocktake.toml", &text), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]).ping;
    assert_eq!(ping.timeout, Duration::from_secs(5));
    assert!(ping.ca_file.is_some_and(|file| file.is_absolute() && file.ends_with("ca.pem")));
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
            web("metrics = [\"192.0.2.0/24\", \"prometheus\"]\n"),
        ]
        .join("\n"),
        @r#"
    3 in-clear: at 0.0.0.0:80 other machines reach the console, and passwords would cross the network in clear | set `certificate` and `key`, or `behind_proxy = true` where a proxy encrypts, or listen on loopback
    3 bad-host: `console.example.org` is no address to listen at | a port of this machine alone, 8080, or an address with a port: 192.0.2.10:8443, [::1]:8080
    4 together: a certificate and its key go together | certificate = "tls/console.pem" and key = "file:tls/console.key"
    3 bad-url: the console stands at the root of its address | such as https://stocktake.example.org
    3 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    4 together: a certificate and its key go together | certificate = "tls/console.pem" and key = "file:tls/console.key"
    3 bad-host: `prometheus` is neither an address nor a network | such as 127.0.0.1, 192.0.2.0/24 or 2001:db8::/64
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
    assert!(here.metrics.0.is_empty() && here.health.0.is_empty());
    let watched = files("listen = \"8080\"\nmetrics = [\"192.0.2.0/24\"]\nhealth = [\"2001:db8::7\"]\n");
    assert!(watched.metrics.have([192, 0, 2, 7].into()) && !watched.health.have([192, 0, 2, 7].into()));
    assert!(here.users.ends_with("users.toml") && here.users.is_absolute());
    let off = project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    assert_eq!(off.web.listen, None);
}

#[test]
fn who_is_let_in_elsewhere_is_told_with_what_it_takes() {
    for (lines, told) in [
        (
            "user_header = \"X-Remote-User\"\n",
            &[
                "3 together: anybody could say who he is: name the proxies",
                "3 together: `user_header` needs `url`",
                "3 missing-key: ",
                "without one nobody is let in",
            ][..],
        ),
        ("groups_header = \"X-Groups\"\n", &["3 together: it counts together with `user_header` only"]),
        ("proxies = [\"proxy.example.org\"]\n", &["3 bad-host: `proxy.example.org` is neither an address"]),
        (
            "url = \"https://a.example\"\nproxies = \"::1\"\nuser_header = \"X Remote\"\n\
             [[web.role]]\nclaim = \"mail\"\ncontains = \"a\"\nrole = \"viewer\"\njobs = [\"pd\"]\n",
            &[
                "5 bad-name: `X Remote` is no name of a header",
                "7 unknown-word: a proxy says nothing of `mail`",
                "10 unknown-job: there is no job `pd`",
            ],
        ),
        (
            "[web.oidc]\nissuer = \"https://a.example/\"\n[[web.oidc.role]]\n",
            &[
                "3 together: `oidc` needs `url`",
                "the id that the console has at the provider",
                "the value that is looked for",
                "viewer, operator or approver",
            ],
        ),
        (
            "[web.oidc]\nissuer = \"a.example\"\nclient_id = \"x\"\nclient_secret = \"y\"\n",
            &["4 bad-url: ", "6 secret-in-file: ", "without one nobody is let in"],
        ),
    ] {
        let found = web(lines);
        for one in told {
            assert!(found.contains(one), "{one}\n{found}");
        }
    }
    let text = format!(
        "{STOCKTAKE}[web]\nurl = \"https://a.example\"\nproxies = [\"192.0.2.0/24\"]\n\
         user_header = \"X-Remote-User\"\n[[web.role]]\ncontains = \"a\"\nrole = \"viewer\"\n\
         [web.oidc]\nissuer = \"https://login.example/realms/a\"\nclient_id = \"stocktake\"\n\
         [[web.oidc.role]]\nclaim = \"roles\"\ncontains = \"b\"\nrole = \"approver\"\njobs = \"pc\"\n"
    );
    let web = project(&[("stocktake.toml", &text), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]).web;
    let header = web.header.as_ref().unwrap();
    assert_eq!((header.user.as_str(), &header.groups), ("x-remote-user", &None));
    assert_eq!((header.roles[0].claim.as_str(), header.roles[0].jobs.len()), ("groups", 0));
    assert!(web.is_proxy([192, 0, 2, 9].into()) && !web.is_proxy([127, 0, 0, 1].into()));
    let oidc = web.oidc.as_ref().unwrap();
    assert_eq!((oidc.title.as_str(), oidc.name.as_str()), ("login.example", "preferred_username"));
    assert_eq!(
        (oidc.scopes.join(" "), oidc.roles[0].jobs.join(" ")),
        ("profile".to_owned(), "pc".to_owned())
    );
    assert_eq!(oidc.issuer, "https://login.example/realms/a", "letter by letter");
}
