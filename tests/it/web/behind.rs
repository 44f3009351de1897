//! The console behind real proxies of Debian (`.ci/proxies`), each with the configuration that the manual shows, as it stands
//! there but for names, ports and files.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::api::token;
use super::{Browser, Console, PASSWORD, Page, free_port, refused, told};
use crate::real_monitors::variable;
use crate::world::{Program, World, until};

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/reverse-proxy.md"));
const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtp");
/// Whoever asks is another address than the proxy and the console.
const PERSON: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Where the manual has `location /` of nginx: other lines stand there when the proxy asks for passwords.
const EVERYTHING: &str = "    location / {\n        proxy_pass http://stocktake;\n    }\n";
const END_OF_APACHE: &str = "</VirtualHost>\n";
const END_OF_FRONTEND: &str = "    default_backend stocktake\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nginx,
    Apache,
    Haproxy,
}

use Kind::{Apache, Haproxy, Nginx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Logins {
    AtTheConsole,
    AtTheProxy,
}

/// A block of the manual, by its first line.
fn block(first: &str) -> &'static str {
    let begin =
        PAGE.find(&format!("```text\n{first}")).unwrap_or_else(|| panic!("{first}")) + "```text\n".len();
    PAGE[begin..].split("```").next().unwrap()
}

/// A proxy that serves until it is dropped.
struct Proxy {
    /// `https://localhost:PORT`
    url: String,
    at: SocketAddr,
    in_clear: u16,
    folder: tempfile::TempDir,
    _program: Program,
}

impl Proxy {
    async fn open(kind: Kind, programs: &str, console: &Console<'_>, logins: Logins) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // nginx and Apache work as another user where they may.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let (secure, in_clear) = (free_port(), free_port());
        let ours = console.url.strip_prefix("http://").unwrap();
        let both = [format!("{TLS}/localhost.pem"), format!("{TLS}/localhost.key")];
        let both = both.map(|path| fs::read_to_string(path).unwrap()).concat();
        fs::write(folder.path().join("both.pem"), both).unwrap();
        let site = site(kind, logins, folder.path())
            .replace("127.0.0.1:8080", ours)
            .replace("stocktake.example.org", "localhost")
            .replace("/etc/ssl/stocktake.pem", &format!("{TLS}/localhost.pem"))
            .replace("/etc/ssl/private/stocktake.key", &format!("{TLS}/localhost.key"))
            .replace("/etc/ssl/private/stocktake.both.pem", &format!("{}/both.pem", folder.path().display()));
        let (site, around) = match kind {
            Nginx => (
                site.replace("listen 80;", &format!("listen 127.0.0.1:{in_clear};"))
                    .replace("listen 443", &format!("listen 127.0.0.1:{secure}")),
                nginx(),
            ),
            Apache => (
                site.replace("*:80>", &format!("*:{in_clear}>")).replace("*:443>", &format!("*:{secure}>")),
                apache(secure, in_clear),
            ),
            Haproxy => (
                site.replace("bind :80", &format!("bind 127.0.0.1:{in_clear}"))
                    .replace("bind :443", &format!("bind 127.0.0.1:{secure}")),
                haproxy(),
            ),
        };
        let file = folder.path().join("proxy.conf");
        let around = around.replace("FOLDER", &folder.path().display().to_string());
        fs::write(&file, around.replace("SITE", &site)).unwrap();
        let (name, arguments) = match kind {
            Nginx => ("nginx", vec!["-c"]),
            Apache => ("apache2", vec!["-X", "-f"]),
            Haproxy => ("haproxy", vec!["-db", "-f"]),
        };
        let log = fs::File::create(folder.path().join("told")).unwrap();
        let mut command = Command::new(format!("{programs}/{name}"));
        command.args(arguments).arg(&file).stdout(Stdio::null()).stderr(log);
        let program = Program::start(&mut command);
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, secure));
        let url = format!("https://localhost:{secure}");
        let proxy = Self { url, at, in_clear, folder, _program: program };
        until("the proxy listens", || std::net::TcpStream::connect(at).is_ok()).await;
        proxy
    }

    /// What it says of itself.
    fn told(&self) -> String {
        ["told", "error.log"]
            .map(|name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .concat()
    }

    /// A browser of a person, who is not at the machine of the proxy.
    fn browser(&self) -> Browser {
        Browser::with(self.client(), &self.url)
    }

    fn client(&self) -> reqwest::ClientBuilder {
        let ca = reqwest::Certificate::from_pem(&fs::read(format!("{TLS}/ca.pem")).unwrap()).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).resolve("localhost", self.at);
        client.local_address(IpAddr::from(PERSON))
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        self.browser().ask(false, path, String::new(), headers).await
    }
}

/// What the manual has an administrator write.
fn site(kind: Kind, logins: Logins, folder: &Path) -> String {
    let (plain, asks) = match kind {
        Nginx => (block("# /etc/nginx/conf.d/stocktake.conf\n"), block("    # nginx: logins\n")),
        Apache => (block("# /etc/apache2/sites-available/stocktake.conf\n"), block("    # Apache: logins\n")),
        Haproxy => (block("# /etc/haproxy/haproxy.cfg, behind"), block("    # HAProxy: logins\n")),
    };
    if logins == Logins::AtTheConsole {
        return plain.to_owned();
    }
    let passwords = folder.join("passwords");
    let digest = Command::new("openssl").args(["passwd", "-5", PASSWORD]).output().unwrap().stdout;
    let digest = String::from_utf8(digest).unwrap();
    fs::write(&passwords, ["ann", "carol"].map(|name| format!("{name}:{digest}")).concat()).unwrap();
    let asks = asks
        .replace("/etc/nginx/stocktake.passwords", &passwords.display().to_string())
        .replace("/etc/apache2/stocktake.passwords", &passwords.display().to_string());
    let (at, rest) = match kind {
        Nginx => (plain.find(EVERYTHING), EVERYTHING.len()),
        Apache => (plain.rfind(END_OF_APACHE), 0),
        Haproxy => (plain.find(END_OF_FRONTEND), 0),
    };
    let at = at.unwrap();
    let site = [&plain[..at], &asks, &plain[at + rest..]].concat();
    if kind != Haproxy {
        return site;
    }
    let people = block("# /etc/haproxy/haproxy.cfg: people\n");
    let ann = people.lines().find(|line| line.trim_start().starts_with("user ann ")).unwrap();
    let known = format!("    user ann password {digest}    user carol password {digest}");
    people.replace(ann, known.trim_end()) + &site
}

/// One process, so that it ends with the test.
fn nginx() -> String {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|name| format!("{name}_temp_path FOLDER/{name};\n")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid FOLDER/pid;\nerror_log FOLDER/error.log;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}SITE}}\n"
    )
}

fn apache(secure: u16, in_clear: u16) -> String {
    let modules = [
        "mpm_event",
        "authz_core",
        "authn_core",
        "authn_file",
        "authz_user",
        "auth_basic",
        "alias",
        "ssl",
        "socache_shmcb",
        "http2",
        "proxy",
        "proxy_http",
        "headers",
    ];
    let load = |name: &str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let as_user = if rustix::process::geteuid().is_root() { "User www-data\nGroup www-data\n" } else { "" };
    format!(
        "ServerRoot FOLDER\nDefaultRuntimeDir FOLDER\nPidFile FOLDER/pid\nErrorLog FOLDER/error.log\n\
         ServerName localhost\n{}{as_user}Listen 127.0.0.1:{secure}\nListen 127.0.0.1:{in_clear}\n\
         SSLSessionCache none\nSITE",
        modules.map(load).concat()
    )
}

fn haproxy() -> String {
    "global\n    log stderr format raw local0\ndefaults\n    mode http\n    log global\n    timeout connect 5s\n    \
     timeout client 50s\n    timeout server 50s\nSITE"
        .to_owned()
}

/// A world behind a proxy of this machine.
async fn world(lines: &str) -> (World, String) {
    let (world, run) = refused(10).await;
    let settings = "[web]\nurl = \"https://localhost\"\nbehind_proxy = true\nproxies = [\"127.0.0.1\"]\n";
    world.add_settings(&format!("{settings}{lines}"));
    (world, run)
}

async fn serves_people_and_programs(kind: Kind) {
    let Some(programs) = variable("STOCKTAKE_TEST_PROXIES") else { return };
    let (world, run) = world("").await;
    let port = free_port();
    let console = Console::open_at(&world, port).await;
    let proxy = Proxy::open(kind, &programs, &console, Logins::AtTheConsole).await;
    let in_clear = Browser::at(&format!("http://127.0.0.1:{}", proxy.in_clear));
    let sent_on = in_clear.ask(false, "/questions", String::new(), &[("host", "localhost")]).await;
    assert_eq!(sent_on.status, 301, "{}", proxy.told());
    assert_eq!(sent_on.headers["location"], "https://localhost/questions");

    // A person, who also tries to be somebody else.
    let ann = proxy.browser();
    ann.is_said("x-forwarded-for", "203.0.113.9, 127.0.0.1");
    let home = ann.log_in("ann", PASSWORD).await;
    assert!(home.status == 200 && home.has("10 changes of nightly wait"), "{} {}", home.text, proxy.told());
    assert!(ann.cookies().contains_key("__Host-stocktake"), "{:?}", ann.cookies());
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let page = ann.get(&path).await;
    let carried = ["token", "digest", "at"].map(|name| (name, page.hidden(name).unwrap_or_default()));
    let mut fields: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend([("approve", "all"), ("password", PASSWORD)]);
    let approved = ann.post(&path, &fields).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    until("what was approved is written", || {
        world.store().runs(Some("nightly"), 1).unwrap()[0].state == stocktake::model::RunState::Done
    })
    .await;
    for kind in ["logged_in", "plan_approved"] {
        assert_eq!(told(&world, kind).await[0]["address"], PERSON.to_string(), "{kind}");
    }

    // Programs.
    let reader = format!("Bearer {}", token(&world, "reader", &["viewer"]).await);
    let reader = [("authorization", reader.as_str())];
    let monitor = format!("Bearer {}", token(&world, "monitor", &["nightly=operator"]).await);
    for (path, headers, status) in [
        ("/api/v1/jobs", &reader[..], 200),
        ("/metrics", &reader, 200),
        ("/metrics", &[("x-forwarded-for", "127.0.0.1")], 401),
        ("/metrics", &[], 401),
        ("/health/ready", &[], 200),
    ] {
        let page = proxy.get(path, headers).await;
        assert_eq!(page.status, status, "{path} {headers:?}: {} {}", page.text, proxy.told());
    }
    // The name in the head of a request is that of its address in HTTP/2.
    let elsewhere = Browser::with(proxy.client().http1_only(), &proxy.url);
    let page = elsewhere.ask(false, "/", String::new(), &[("host", "evil.example")]).await;
    assert_eq!(page.status, 421, "{} {}", page.text, proxy.told());
    let client = proxy.client().no_proxy().build().unwrap();
    let push = async |authorization: &str, bytes: usize| {
        let request = client.post(format!("{}/api/v1/jobs/nightly/events", proxy.url));
        let request =
            request.header("authorization", authorization).header("content-type", "application/json");
        let body = format!("{{\"alert\": \"{}\"}}", "x".repeat(bytes));
        request.body(body).send().await.unwrap().status().as_u16()
    };
    // Who is refused hears why, however much it sends: a monitor sends again what the proxy could not deliver.
    for (authorization, bytes, status) in [
        (monitor.as_str(), 100, 202),
        (&monitor, 1_900_000, 202),
        (&monitor, 3_000_000, 413),
        (&monitor, 20_000_000, 413),
        ("Bearer stk_wrong", 100, 401),
        ("Bearer stk_wrong", 300_000, 401),
        ("Bearer stk_wrong", 1_900_000, 401),
    ] {
        assert_eq!(push(authorization, bytes).await, status, "{bytes} {authorization} {}", proxy.told());
    }

    // The console is away, and comes back.
    console.stop().await;
    let away = if kind == Nginx { 502 } else { 503 };
    assert_eq!(ann.get("/").await.status, away);
    assert_eq!(push(&monitor, 100).await, away);
    let console = Console::open_at(&world, port).await;
    let home = ann.get("/").await;
    assert!(home.status == 200 && home.has("ann"), "{} {}", home.text, proxy.told());
    console.stop().await;
    assert!(!world.requests().is_empty());
    assert!(!world.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_serves_people_and_programs_as_the_manual_sets_it_up() {
    serves_people_and_programs(Nginx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_serves_people_and_programs_as_the_manual_sets_it_up() {
    serves_people_and_programs(Apache).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_serves_people_and_programs_as_the_manual_sets_it_up() {
    serves_people_and_programs(Haproxy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_asks_for_passwords_says_who_somebody_is_and_nobody_else_does() {
    use base64::Engine as _;
    let Some(programs) = variable("STOCKTAKE_TEST_PROXIES") else { return };
    let (world, _) = world(
        "user_header = \"X-Remote-User\"\ngroups_header = \"X-Remote-Groups\"\n\
         [[web.role]]\nclaim = \"user\"\ncontains = \"ann\"\nrole = \"viewer\"\n\
         [[web.role]]\ncontains = \"approvers\"\nrole = \"approver\"\n",
    )
    .await;
    let reader = format!("Bearer {}", token(&world, "reader", &["viewer"]).await);
    let console = Console::open(&world).await;
    let basic = |name: &str, password: &str| {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}")))
    };
    let (ann, carol, wrong) = (basic("ann", PASSWORD), basic("carol", PASSWORD), basic("ann", "wrong"));
    for kind in [Nginx, Apache, Haproxy] {
        let proxy = Proxy::open(kind, &programs, &console, Logins::AtTheProxy).await;
        for (path, authorization, status) in [
            ("/", None, 401),
            ("/", Some(&ann), 200),
            ("/", Some(&wrong), 401),
            ("/", Some(&carol), 403),
            // No password is asked for there, and what a browser claims counts for nothing.
            ("/metrics", Some(&wrong), 401),
            ("/metrics", Some(&ann), 401),
            ("/metrics", None, 401),
            ("/metrics", Some(&reader), 200),
            ("/api/v1/jobs", Some(&ann), 401),
            ("/api/v1/jobs", Some(&reader), 200),
            ("/api/../questions", None, 401),
            ("/health/..%2f..%2fquestions", None, 401),
            ("/health/ready", None, 200),
        ] {
            let authorization = authorization.map(|authorization| ("authorization", authorization.as_str()));
            let mut headers: Vec<(&str, &str)> = authorization.into_iter().collect();
            let page = proxy.get(path, &headers).await;
            let asked = format!("{kind:?} {path} {authorization:?}: {} {}", page.text, proxy.told());
            // What is no path of theirs, proxies may refuse themselves.
            let is_odd = path.contains("..") && [400, 404].contains(&page.status);
            assert!(page.status == status || is_odd, "{} {asked}", page.status);
            // Who says to be somebody, too, is who the proxy knows, or nobody.
            headers.extend([("x-remote-user", "ann"), ("x-remote-groups", "approvers")]);
            let page = proxy.get(path, &headers).await;
            assert!(page.status == status || is_odd, "{} {asked}", page.status);
            assert!(!page.has("Approve"), "{asked}");
        }
    }
    console.stop().await;
    world.wrote_nothing();
}
