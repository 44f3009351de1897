//! Every route of the table: without a login, with the wrong role, and the headers of every answer.

use stocktake::model::access::Role;
use stocktake::web::{Method, Need, ROUTES, Route};

use super::{Browser, Console, Page, add_user, refused};

const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

pub fn path(route: &Route, run: &str) -> String {
    let path = route.path.replace("{job}", "nightly").replace("{run}", run).replace("{id}", "12345678");
    let path = path.replace("{desk}", "glpi").replace("{system}", "glpi");
    path.replace("{ticket}", "12").replace("{request}", run)
}

/// Whether it is one of the API, which asks for a token and answers as JSON.
fn is_api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

async fn ask(browser: &Browser, route: &Route, run: &str, token: &str) -> Page {
    let post = route.method == Method::Post;
    browser.ask(post, &path(route, run), format!("token={token}"), if post { OURS } else { &[] }).await
}

#[track_caller]
fn has_its_headers(page: &Page) {
    let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap());
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(header(name), value, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_login_every_route_but_the_login_is_answered_401() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    let open: Vec<&str> =
        ROUTES.iter().filter(|route| route.need == Need::Nobody).map(|route| route.path).collect();
    assert_eq!(open, ["/style.css", "/login", "/login", "/login/provider", "/login/callback", "/language"]);
    for route in ROUTES {
        let page = ask(&browser, route, &run, "").await;
        has_its_headers(&page);
        if matches!(route.need, Need::Probe | Need::Reader) {
            assert_eq!(page.status, 200, "this machine asks: {}", route.path);
            // Who comes through a proxy is no neighbour.
            let seen = [("x-forwarded-for", "203.0.113.9")];
            let page = browser.ask(false, route.path, String::new(), &seen).await;
            has_its_headers(&page);
            assert_eq!(page.status, if route.need == Need::Probe { 200 } else { 401 }, "{}", route.path);
        } else if route.need != Need::Nobody {
            assert_eq!(page.status, 401, "{}", route.path);
        }
        if is_api(route) {
            assert_eq!(page.headers["content-type"], "application/problem+json", "{}", route.path);
            assert_eq!(page.headers["www-authenticate"], "Bearer realm=\"stocktake\"", "{}", route.path);
            assert!(!page.text.contains("nightly"), "{}: {}", route.path, page.text);
        } else if !matches!(route.need, Need::Nobody | Need::Probe | Need::Reader) {
            assert!(page.has("Log in") && !page.has("nightly</"), "{}: {}", route.path, page.text);
        }
    }
    // What is not there is no different from what is.
    for (post, path) in [
        (false, "/none"),
        (false, "/jobs/none"),
        (false, "/jobs/%FF"),
        (true, "/"),
        (false, "/logout"),
        (false, "/api/v1"),
        (false, "/api/v1/none"),
        (true, "/api/v1/jobs"),
        (false, "/api/v1/jobs/%FF"),
    ] {
        let page = browser.ask(post, path, String::new(), if post { OURS } else { &[] }).await;
        assert_eq!(page.status, 401, "{path}");
        has_its_headers(&page);
    }
    let made_up = console.browser();
    made_up.set_secret(&"0".repeat(64)).await;
    assert_eq!(made_up.get("/").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_wrong_role_every_route_of_a_job_is_answered_403() {
    let (world, run) = refused(10).await;
    world.job("other", super::JOB);
    add_user(&world, "eve", &["other=approver"]).await;
    let console = Console::open(&world).await;
    for (name, own) in [("eve", None), ("vera", Some(Role::Viewer)), ("otto", Some(Role::Operator))] {
        let browser = console.log_in(name).await;
        let token = browser.token().await;
        for route in ROUTES {
            let Need::Of(role) = route.need else { continue };
            if is_api(route) {
                continue;
            }
            let page = ask(&browser, route, &run, &token).await;
            let may = own.is_some_and(|own| own >= role);
            assert_eq!(page.status == 403, !may, "{name} {}: {}", route.path, page.status);
            has_its_headers(&page);
        }
        let home = browser.get("/").await;
        assert_eq!(home.has("nightly"), own.is_some(), "{name}");
        assert_eq!(browser.get("/jobs/none").await.status, 403 + u16::from(own.is_some()), "{name}");
    }
    let eve = console.log_in("eve").await;
    assert_eq!(eve.get("/questions?job=nightly").await.status, 403);
    assert!(!eve.get("/questions").await.has("nightly"));
    // A run is shown below its own job alone.
    assert_eq!(eve.get(&format!("/jobs/other/runs/{run}")).await.status, 404);
    assert_eq!(eve.get(&format!("/jobs/other/runs/{run}/plan")).await.status, 404);
    let refused = world.json(&["security-log"]).await;
    let refused = refused.as_array().unwrap().iter().filter(|entry| entry["kind"] == "role_refused").count();
    assert!(refused >= 8, "{refused}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_logged_in_is_told_what_is_not_there() {
    let (world, run) = refused(10).await;
    let console = Console::open(&world).await;
    let browser = console.log_in("ann").await;
    assert_eq!(browser.get("/none").await.status, 404);
    assert_eq!(browser.get("/logout").await.status, 405);
    // A path says which methods it takes.
    assert_eq!(browser.get("/jobs/nightly/runs").await.headers["allow"], "POST");
    let token = browser.token().await;
    let posted = browser.ask(true, "/schedule", format!("token={token}"), OURS).await;
    assert_eq!((posted.status, &posted.headers["allow"]), (405, &"GET, HEAD".parse().unwrap()));
    assert_eq!(browser.get("/jobs/none").await.status, 404);
    assert_eq!(browser.get("/jobs/nightly/runs/ffff").await.status, 404);
    assert_eq!(browser.get(&format!("/jobs/nightly/runs/{}", &run[24..])).await.status, 200);
    let large = format!("token={}", "x".repeat(8 * 1024 * 1024));
    assert_eq!(browser.ask(true, "/logout", large, OURS).await.status, 413);
    assert_eq!(browser.get("/").await.status, 200, "still logged in");
}
