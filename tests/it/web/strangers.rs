//! Who knows no password: connections, names, memory.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Browser, Console, PASSWORD, add_user, refused, with_password};
use crate::fleet::two_computers;

/// The way to a console, without HTTP.
async fn wire(console: &Console<'_>) -> TcpStream {
    TcpStream::connect(console.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Whether the other side has closed a connection; a moment is waited for that.
async fn is_cut(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 1024];
    loop {
        match tokio::time::timeout(Duration::from_millis(200), stream.read(&mut bytes)).await {
            Err(_) => return false,
            Ok(Ok(0) | Err(_)) => return true,
            Ok(Ok(_)) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_said_letter_by_letter_is_cut() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let (mut slow, mut silent) = (wire(&console).await, wire(&console).await);
    slow.write_all(b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.unwrap();
    let begin = Instant::now();
    let (mut slow_is_cut, mut silent_is_cut) = (false, false);
    while !(slow_is_cut && silent_is_cut) {
        assert!(
            begin.elapsed() < Duration::from_secs(40),
            "letters are waited for: {slow_is_cut} {silent_is_cut}"
        );
        // Never silent for long: that alone would be cut, too.
        slow_is_cut |= slow.write_all(b"x").await.is_err() || is_cut(&mut slow).await;
        silent_is_cut |= is_cut(&mut silent).await;
    }
    // Who says all of it at once is answered, one request after the other on one connection.
    let mut quick = wire(&console).await;
    for _ in 0..2 {
        quick.write_all(b"GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut bytes = [0; 15];
        quick.read_exact(&mut bytes).await.unwrap();
        assert_eq!(&bytes, b"HTTP/1.1 200 OK");
        while let Ok(Ok(read)) =
            tokio::time::timeout(Duration::from_secs(1), quick.read(&mut [0; 4096])).await
        {
            assert!(read > 0, "the connection stays open");
        }
    }
}

/// A proxy that sends a form on a connection which we are closing answers 502, and must not send the form again: it has to be
/// the one that closes.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_of_a_proxy_waits_longer_for_its_next_request_than_one_of_others() {
    let world = two_computers().await;
    world.add_settings("[web]\nbehind_proxy = true\nproxies = [\"127.0.0.1\"]\n");
    let console = Console::open(&world).await;
    let at = console.url.strip_prefix("http://").unwrap().parse().unwrap();
    let ask = async |stream: &mut TcpStream| {
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
    };
    let mut proxy = wire(&console).await;
    ask(&mut proxy).await;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = socket.connect(at).await.unwrap();
    ask(&mut other).await;
    // The other one began later.
    let begin = Instant::now();
    while !is_cut(&mut other).await {
        assert!(begin.elapsed() < Duration::from_secs(60), "a stranger keeps a connection");
    }
    assert!(!is_cut(&mut proxy).await, "the rest of its answer was read, and it is open");
    ask(&mut proxy).await;
}

/// A page of a stranger whose name points at this machine since a moment ago (DNS rebinding).
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_name_somebody_else_are_answered_421() {
    let (world, _) = refused(10).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    let port = console.url.rsplit(':').next().unwrap();
    for host in ["evil.example", &format!("evil.example:{port}"), "localhost.evil.example", "192.0.2.1"] {
        for path in ["/", "/login", "/style.css", "/nowhere", "/metrics", "/health/live"] {
            let page = ann.ask(false, path, String::new(), &[("host", host)]).await;
            assert_eq!(page.status, 421, "{host} {path}");
            assert!(!page.has("nightly") && page.has("not known by this name"), "{}", page.text);
            assert!(page.headers.contains_key("content-security-policy"));
        }
        let own = [("host", host), ("origin", &format!("http://{host}")), ("sec-fetch-site", "same-origin")];
        let login = format!("token={}&name=ann&password={PASSWORD}", ann.token().await);
        assert_eq!(ann.ask(true, "/login", login, &own).await.status, 421, "{host}");
    }
    for host in ["localhost", &format!("127.0.0.1:{port}"), "[::1]:9000"] {
        assert_eq!(ann.ask(false, "/", String::new(), &[("host", host)]).await.status, 200, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_of_the_url_is_answered() {
    let world = two_computers().await;
    world.add_settings("[web]\nbehind_proxy = true\nurl = \"https://stocktake.example.org\"\n");
    let console = Console::open(&world).await;
    let browser = console.browser();
    for (host, status) in
        [("stocktake.example.org", 200), ("STOCKTAKE.example.org:443", 200), ("example.org", 421)]
    {
        let page = browser.ask(false, "/login", String::new(), &[("host", host)]).await;
        assert_eq!(page.status, status, "{host}");
    }
}

/// Wrong passwords of a name and a right one, all at once, each from an address of its own.
async fn flood(console: &Console<'_>, count: u8) -> Vec<tokio::task::JoinHandle<u16>> {
    let mut browsers = Vec::new();
    for number in 0..count {
        let browser = console.browser();
        browser.is_said("x-forwarded-for", &format!("203.0.113.{number}"));
        let token = browser.get("/login").await.hidden("token").unwrap();
        browsers.push((number, browser, token));
    }
    let one = |(number, browser, token): (u8, Browser, String)| async move {
        let name = format!("nobody{number}");
        browser.post("/login", &[("token", &token), ("name", &name), ("password", PASSWORD)]).await.status
    };
    browsers.into_iter().map(|browser| tokio::spawn(one(browser))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_of_strangers_take_the_memory_of_one() {
    let world = two_computers().await;
    world.add_settings("[web]\nbehind_proxy = true\n");
    let console = Console::open(&world).await;
    for one in flood(&console, 1).await {
        assert_eq!(one.await.unwrap(), 401);
    }
    let before = console.most_memory();
    for one in flood(&console, 30).await {
        assert_eq!(one.await.unwrap(), 401);
    }
    // Thirty at once would take 570 MiB.
    let more = console.most_memory() - before;
    assert!(more < 300, "{more} MiB more than {before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_strangers_take_no_memory() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let url = format!("{}/jobs/nightly/runs/{run}/plan", console.url);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = axum::body::Bytes::from(vec![b'x'; 6 * 1024 * 1024]);
    let before = console.most_memory();
    let all = (0..60).map(|_| {
        let sent = client.post(&url).header("sec-fetch-site", "same-origin").body(body.clone()).send();
        // It hangs up on who says more than it listens to, who may not hear the answer then.
        async { sent.await.map_or(413, |answer| answer.status().as_u16()) }
    });
    for status in futures::future::join_all(all).await {
        assert_eq!(status, 413);
    }
    let more = console.most_memory() - before;
    assert!(more < 100, "{more} MiB more than {before}, where 360 MiB were sent");
}

/// Who is cut off while sending does not hear why: behind Apache a wrong token was 500 then, and the monitor pushed on.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_by_the_api_is_heard_to_the_end_and_hears_why() {
    let world = two_computers().await;
    let console = Console::open(&world).await;
    let body = vec![b' '; 4 * 1024 * 1024];
    for (host, path, status) in [
        ("localhost", "/api/v1/jobs/nightly/events", "401 Unauthorized"),
        ("localhost", "/api/v1/none", "401 Unauthorized"),
        ("evil.example", "/api/v1/jobs/nightly/events", "421 Misdirected Request"),
    ] {
        let mut wire = wire(&console).await;
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n");
        wire.write_all(head.as_bytes()).await.unwrap();
        wire.write_all(&body).await.unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut answer = [0; 40];
        wire.read_exact(&mut answer).await.unwrap_or_else(|error| panic!("{path}: {error}"));
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
}

/// A right password waits for its turn behind others while another one takes its place: it lets nobody in.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_waits_while_it_is_changed_lets_nobody_in() {
    let world = two_computers().await;
    world.add_settings("[web]\nbehind_proxy = true\n");
    add_user(&world, "ann", &["approver"]).await;
    let console = Console::open(&world).await;
    let ann = console.browser();
    ann.is_said("x-forwarded-for", "198.51.100.1");
    let token = ann.get("/login").await.hidden("token").unwrap();
    let before = flood(&console, 28).await;
    let login = async {
        let page = ann.post("/login", &[("token", &token), ("name", "ann"), ("password", PASSWORD)]).await;
        (page.status, Instant::now())
    };
    let change = async {
        let changed = with_password(&world, &["users", "passwd", "ann"], "another good password").await;
        assert_eq!(changed.code, Some(0), "{changed:?}");
        Instant::now()
    };
    let ((status, answered), changed) = futures::future::join(login, change).await;
    for one in before {
        assert_eq!(one.await.unwrap(), 401);
    }
    // Where it was faster than the change, the change has ended the login.
    assert!(status == 401 || answered < changed, "{status}");
    assert_eq!(ann.get("/").await.status, 401, "no login is left");
    assert_eq!(ann.log_in("ann", "another good password").await.status, 200);
}
