//! Logins at a provider of OpenID Connect: the npm package oidc-provider (.ci/oidc), by plain requests.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use url::Url;

use super::{Browser, Console, PASSWORD, Page, World, free_port, refused, told};
use crate::real_monitors::variable;
use crate::world::until;

/// A world whose console knows a provider, at a port that it is told beforehand.
async fn world(issuer: &str, client: &str, lines: &str) -> (World, String, u16) {
    let (world, run) = refused(10).await;
    let port = free_port();
    world.file("secrets/oidc", "application-of-tests\n");
    world.add_settings(&format!(
        "[web]\nurl = \"http://127.0.0.1:{port}\"\n[web.oidc]\nissuer = \"{issuer}\"\ntitle = \"Company\"\n\
         client_id = \"{client}\"\n{lines}\n\
         [[web.oidc.role]]\nclaim = \"groups\"\ncontains = \"inventory-approvers\"\njobs = [\"nightly\"]\n\
         role = \"approver\"\n[[web.oidc.role]]\ncontains = \"inventory-viewers\"\nrole = \"viewer\"\n"
    ));
    (world, run, port)
}

const SECRET: &str = "client_secret = \"file:secrets/oidc\"";

/// The console, once it knows its provider.
async fn open(world: &World, port: u16) -> Console<'_> {
    let console = Console::open_at(world, port).await;
    let browser = console.browser();
    let begin = std::time::Instant::now();
    while browser.ask(false, "/login/provider", String::new(), &[]).await.status != 303 {
        assert!(begin.elapsed().as_secs() < 20, "the provider is not known: {}", console.log());
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    console
}

/// What a browser is to the provider.
struct There {
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl There {
    fn new() -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { client, cookies: Mutex::default() }
    }

    /// Goes where the provider is and wherever it sends the browser, until that is the console: the path and the query
    /// there.
    async fn visit(&self, console: &Console<'_>, url: &str) -> String {
        let mut url: Url = url.parse().unwrap();
        for _ in 0..12 {
            if url.as_str().starts_with(&console.url) {
                return url.as_str()[console.url.len()..].to_owned();
            }
            let cookies: Vec<String> =
                self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
            let asked = self.client.get(url.clone()).header("cookie", cookies.join("; "));
            let answer = asked.send().await.unwrap();
            for cookie in answer.headers().get_all(SET_COOKIE) {
                let (name, value) = cookie.to_str().unwrap().split_once('=').unwrap();
                let value = value.split(';').next().unwrap().to_owned();
                self.cookies.lock().unwrap().insert(name.to_owned(), value);
            }
            let location =
                answer.headers().get(LOCATION).map(|location| location.to_str().unwrap().to_owned());
            let status = answer.status();
            let Some(location) = location else { panic!("{url}: {status} {}", answer.text().await.unwrap()) };
            url = url.join(&location).unwrap();
        }
        panic!("it goes on and on: {url}")
    }
}

/// Sent to the provider by a page: its address there.
async fn sent(browser: &Browser, path: &str) -> Url {
    let page = browser.ask(false, path, String::new(), &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    page.headers[LOCATION].to_str().unwrap().parse().unwrap()
}

/// The same with other values of the query; an empty one is left out.
fn with(url: &Url, changed: &[(&str, &str)]) -> String {
    let mut all: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    for (name, value) in changed {
        all.insert((*name).to_owned(), (*value).to_owned());
    }
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(all.iter().filter(|(_, value)| !value.is_empty()));
    url.into()
}

/// A person logs in from a page to another one.
async fn log_in(console: &Console<'_>, browser: &Browser, there: &There, name: &str) -> Page {
    let url = sent(browser, "/login/provider?to=%2Fquestions").await;
    let back = there.visit(console, &with(&url, &[("login_hint", name)])).await;
    browser.get(&back).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_logs_in_at_the_provider_sees_confirms_and_approves() {
    let Some(issuer) = variable("STOCKTAKE_TEST_OIDC") else { return };
    let (world, run, port) = world(&issuer, "stocktake", SECRET).await;
    let console = open(&world, port).await;
    let (ann, there) = (console.browser(), There::new());
    assert!(ann.get("/login").await.has("Log in at Company"));
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.code == Some(0) && check.stdout.contains(&issuer), "{check:?}");
    let url = sent(&ann, "/login/provider?to=%2Fquestions").await;
    let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!((&*asked["response_type"], &*asked["code_challenge_method"]), ("code", "S256"));
    assert_eq!((&*asked["scope"], asked["code_challenge"].len()), ("openid profile", 43));
    let back = there.visit(&console, &with(&url, &[("login_hint", "ann")])).await;
    let page = ann.get(&back).await;
    assert!(page.status == 200 && page.has("ann") && page.has("Close this question"), "{}", page.text);
    assert!(ann.cookies().keys().all(|name| !name.contains("errand")), "it is over");
    let entry = told(&world, "logged_in").await.remove(0);
    assert_eq!((&entry["who"], &entry["detail"]), (&"ann".into(), &format!("{issuer} id-of-ann").into()));

    // A decision asks who it is once more: there, for there is no password here.
    let path = format!("/jobs/nightly/runs/{run}/plan");
    let page = ann.get(&path).await;
    assert!(page.has("Confirm who you are") && !page.has("Your password, once more"), "{}", page.text);
    let (token, digest) = (page.hidden("token").unwrap(), page.hidden("digest").unwrap());
    for password in [PASSWORD, ""] {
        let fields = [("token", &*token), ("digest", &*digest), ("approve", "all"), ("password", password)];
        let page = ann.post(&path, &fields).await;
        assert!(page.status == 400 && page.has("Confirm first who you are"), "{}", page.text);
    }
    world.wrote_nothing();
    let confirm = format!("/confirm?to={}", path.replace('/', "%2F"));
    let before = ann.secret().unwrap();

    // The provider knows her from before; that is no proof of now, nor is that of somebody else.
    let url = sent(&ann, &confirm).await;
    let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!((&*asked["prompt"], &*asked["max_age"]), ("login", "0"));
    let back = there.visit(&console, &with(&url, &[("prompt", ""), ("max_age", "")])).await;
    let page = ann.get(&back).await;
    assert!(page.status == 403 && page.has("did not confirm who you are"), "{}", page.text);
    let url = sent(&ann, &confirm).await;
    let back = There::new().visit(&console, &with(&url, &[("login_hint", "amy")])).await;
    let page = ann.get(&back).await;
    assert!(page.status == 403 && page.has("did not confirm who you are"), "{}", page.text);
    assert!(ann.get("/").await.has("ann"), "it is still her");
    assert_eq!(told(&world, "confirm_failed").await.len(), 2);

    let url = sent(&ann, &confirm).await;
    let back = there.visit(&console, &with(&url, &[("login_hint", "ann")])).await;
    let page = ann.get(&back).await;
    assert!(page.status == 200 && !page.has("Confirm who you are"), "{}", page.text);
    assert_ne!(ann.secret().unwrap(), before, "the login has a new secret");
    let (token, digest) = (page.hidden("token").unwrap(), page.hidden("digest").unwrap());
    let approved = ann.post(&path, &[("token", &token), ("digest", &digest), ("approve", "all")]).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    until("what was approved is written", || world.glpi_names("Computer").len() == 10).await;
    until("the run has ended", || world.store().running("nightly").unwrap().is_none()).await;
    assert!(!world.requests().is_empty());
    assert_eq!(told(&world, "plan_approved").await[0]["who"], "ann");

    // The login ends here at once, and there where she wants.
    let token = ann.token().await;
    let ended = ann.post("/logout", &[("token", &token)]).await;
    assert!(ended.has("You are logged out") && ended.has("Log out at Company, too"), "{}", ended.text);
    let there = ended.text.split("href=\"http").nth(1).unwrap().split('"').next().unwrap();
    let there: Url = super::unescaped(&format!("http{there}")).parse().unwrap();
    assert!(there.as_str().starts_with(&format!("{issuer}/session/end?client_id=stocktake&")), "{there}");
    let back =
        there.query_pairs().find(|(name, _)| name == "post_logout_redirect_uri").unwrap().1.into_owned();
    assert_eq!(back, format!("{}/login", console.url));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(
        client.get(there).send().await.unwrap().status().as_u16(),
        200,
        "the provider knows what is meant"
    );
    assert_eq!(ann.get("/").await.status, 401);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_may_do_is_what_the_groups_are_worth() {
    for (provider, client, lines) in [
        ("STOCKTAKE_TEST_OIDC", "stocktake", SECRET),
        ("STOCKTAKE_TEST_OIDC", "public", ""),
        ("STOCKTAKE_TEST_OIDC_USERINFO", "stocktake", SECRET),
    ] {
        let Some(issuer) = variable(provider) else { return };
        let (world, run, port) = world(&issuer, client, lines).await;
        let console = open(&world, port).await;
        let path = format!("/jobs/nightly/runs/{run}/plan");
        let vera = console.browser();
        let page = log_in(&console, &vera, &There::new(), "vera").await;
        assert!(page.has("vera") && !page.has("Close this question"), "{provider} {client}: {}", page.text);
        let page = vera.get(&path).await;
        assert!(page.status == 200 && page.hidden("digest").is_none(), "{}", page.text);
        let token = vera.token().await;
        assert_eq!(vera.post(&path, &[("token", &token), ("approve", "all")]).await.status, 403);
        assert_eq!(vera.post("/logout", &[("token", &token)]).await.status, 200);
        assert_eq!(vera.get("/").await.status, 401);

        // Whose groups are worth nothing here, and whose name is not said, is refused and told so.
        for (name, why) in [("eve", "eve is known, and has no role"), ("nameless", "says no name of yours")] {
            let browser = console.browser();
            let page = log_in(&console, &browser, &There::new(), name).await;
            assert_eq!(page.status, 403, "{}", page.text);
            assert!(page.has(why), "{}", page.text);
            assert_eq!((browser.secret(), browser.get("/").await.status), (None, 401));
        }
        let entries = told(&world, "login_refused").await;
        assert_eq!((entries.len(), &entries[0]["who"]), (2, &"eve".into()), "{entries:?}");
        assert_eq!(entries[1]["detail"], format!("{issuer} id-of-nameless"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_asked_for_by_this_browser_lets_nobody_in() {
    let Some(issuer) = variable("STOCKTAKE_TEST_OIDC") else { return };
    let (world, _, port) = world(&issuer, "stocktake", SECRET).await;
    let console = open(&world, port).await;
    let fails = async |browser: &Browser, path: &str, why: &str| {
        let page = browser.get(path).await;
        assert_eq!(page.status, 403, "{why}: {}", page.text);
        assert!(
            browser.secret().is_none() && browser.cookies().keys().all(|name| !name.contains("errand")),
            "{why}"
        );
        assert_eq!(browser.get("/").await.status, 401, "{why}");
        page
    };
    let began = async || {
        let browser = console.browser();
        let url = sent(&browser, "/login/provider").await;
        (browser, url)
    };
    let ann = |url: &Url| with(url, &[("login_hint", "ann")]);

    let (browser, url) = began().await;
    let back = There::new().visit(&console, &ann(&url)).await;
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    fails(&browser, &back.replace(&state, &"0".repeat(64)), "another state").await;
    fails(&browser, &back, "the errand is over by then").await;

    // The way back of somebody else: in a browser that did not begin, and in one that began another time.
    let (_, url) = began().await;
    let back = There::new().visit(&console, &ann(&url)).await;
    fails(&console.browser(), &back, "a stranger's browser").await;
    let (browser, _) = began().await;
    fails(&browser, &back, "another errand").await;

    // The code comes back once.
    let (browser, url) = began().await;
    let carried = browser.cookies();
    let back = There::new().visit(&console, &ann(&url)).await;
    assert_eq!(browser.get(&back).await.status, 200);
    let replay = console.browser();
    carried.iter().for_each(|(name, value)| replay.set_cookie(name, value));
    fails(&replay, &back, "a second time").await;
    // A code of another errand with the state of this one.
    let (browser, url) = began().await;
    let (_, other) = began().await;
    let code = |back: &str| back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (own, foreign) =
        (There::new().visit(&console, &ann(&url)).await, There::new().visit(&console, &ann(&other)).await);
    let page = fails(&browser, &own.replace(&code(&own), &code(&foreign)), "a code of another errand").await;
    assert!(page.has("does not prove who you are"), "{}", page.text);

    // A token that was made for another login.
    let (browser, url) = began().await;
    let back =
        There::new().visit(&console, &with(&url, &[("login_hint", "ann"), ("nonce", "another")])).await;
    let page = fails(&browser, &back, "another nonce").await;
    assert!(page.has("does not prove who you are"), "{}", page.text);
    assert!(console.log().contains("nonce"), "{}", console.log());

    // What another provider sends, and the provider's own no.
    let (browser, url) = began().await;
    let back = There::new().visit(&console, &ann(&url)).await;
    let iss = back.split("iss=").nth(1).unwrap().to_owned();
    fails(&browser, &back.replace(&iss, "https%3A%2F%2Fevil.example"), "another provider").await;
    let (browser, url) = began().await;
    let back = There::new().visit(&console, &with(&url, &[("login_hint", "nobody")])).await;
    let page = fails(&browser, &back, "access_denied").await;
    assert!(page.has("Company did not let you in: access_denied"), "{}", page.text);

    // Nobody is sent elsewhere afterwards, whatever the link says.
    let browser = console.browser();
    let url = sent(&browser, "/login/provider?to=%2F%2Fevil.example").await;
    let back = There::new().visit(&console, &ann(&url)).await;
    assert_eq!(browser.ask(false, &back, String::new(), &[]).await.headers[LOCATION], "/");
    let failed = told(&world, "login_failed").await;
    assert!(failed.len() >= 6, "{failed:?}");
    assert!(failed.iter().any(|entry| entry["detail"].as_str().unwrap().contains("nonce")), "{failed:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_expired_or_a_wrong_secret_lets_nobody_in() {
    let Some(issuer) = variable("STOCKTAKE_TEST_OIDC") else { return };
    for (client, lines, said) in
        [("late", SECRET, "Expired"), ("stocktake", "client_secret = \"file:secrets/token\"", "client")]
    {
        let (world, _, port) = world(&issuer, client, lines).await;
        let console = open(&world, port).await;
        let browser = console.browser();
        let page = log_in(&console, &browser, &There::new(), "ann").await;
        assert_eq!(page.status, 403, "{}", page.text);
        assert!(page.has("does not prove who you are") && browser.secret().is_none(), "{}", page.text);
        let entry = told(&world, "login_failed").await.remove(0);
        assert!(entry["detail"].as_str().unwrap().contains(said), "{entry}");
        assert!(!console.log().contains("application-of-tests"), "{}", console.log());
    }
}

/// A provider that is away, or is another one than it should be, keeps nobody out who has a password here.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_provider_users_with_a_password_log_in() {
    let closed = format!("http://127.0.0.1:{}", free_port());
    let mut issuers = vec![(closed, "nobody can log in at the provider")];
    if let Some(issuer) = variable("STOCKTAKE_TEST_OIDC") {
        // It answers there, and says that it is the one at 127.0.0.1.
        issuers.push((issuer.replace("127.0.0.1", "localhost"), "unexpected issuer"));
    }
    for (issuer, why) in issuers {
        let (world, _, port) = world(&issuer, "stocktake", SECRET).await;
        let console = Console::open_at(&world, port).await;
        let browser = console.browser();
        let page = browser.get("/login/provider").await;
        assert_eq!(page.status, 502, "{}", page.text);
        assert!(page.has("Company cannot be reached"), "{}", page.text);
        assert!(browser.get("/login").await.has("Log in at Company"));
        assert_eq!(browser.log_in("ann", PASSWORD).await.status, 200);
        assert!(browser.get("/").await.has("ann"));
        until("it is told why", || console.log().contains(why)).await;
        let check = world.program(&["check", "--connect"]).await;
        assert!(check.code != Some(0) && check.stdout.contains(&issuer), "{check:?}");
        assert_eq!(browser.get("/login/provider").await.status, 200, "who is logged in goes on");
        console.stop().await;
    }
}
