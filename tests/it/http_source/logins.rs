//! How systems let us in, and what happens when a login runs out.

use serde_json::json;

use super::api::{Api, Asked, CANARY, Reply, Vendor};

const FEED: &str = "path = \"/list\"\nrows = \"rows\"";

fn list() -> Reply {
    Reply::json(json!({ "rows": [{ "id": 1, "name": "pc1" }] }))
}

fn denied() -> Reply {
    Reply::json(json!({ "detail": format!("no: {CANARY}") })).status(401)
}

/// Pages of one row each, so that a login can run out between them.
const PAGED: &str =
    "path = \"/list\"\nrows = \"rows\"\n[feed.http.paging.offset]\nlimit = 1\ntotal = \"total\"";

fn page(asked: &Asked) -> Reply {
    let at = asked.number("offset").unwrap_or_default();
    Reply::json(json!({ "rows": [{ "id": at, "name": format!("pc{at}") }], "total": 3 }))
}

#[tokio::test]
async fn a_password_a_token_and_a_key_are_sent_where_they_belong() {
    let checks: [(&str, &str, &str); 4] = [
        (
            "[system.vendor.http.basic]\nlogin = \"me\"\npassword = \"file:secrets/token\"",
            "authorization",
            "Basic ",
        ),
        ("[system.vendor.http.bearer]\ntoken = \"file:secrets/token\"", "authorization", "Bearer canary"),
        (
            "[system.vendor.http.bearer]\nscheme = \"Token\"\ntoken = \"file:secrets/token\"",
            "authorization",
            "Token canary",
        ),
        (
            "[system.vendor.http.api_key]\nheader = \"X-Auth-Token\"\nprefix = \"k=\"\ntoken = \"file:secrets/token\"",
            "x-auth-token",
            "k=canary",
        ),
    ];
    for (table, header, begins) in checks {
        let api = Api::start(|_| list()).await;
        let vendor = Vendor::new(&api.url, table, FEED);
        assert_eq!(vendor.fetch().await.unwrap().ids(), [1], "{table}");
        let sent = api.asked()[0].header(header).unwrap().to_owned();
        assert!(sent.starts_with(begins), "{table}: {sent}");
        let api = Api::start(|_| denied()).await;
        let vendor = Vendor::new(&api.url, table, FEED);
        let error = vendor.fetch().await.unwrap_err();
        assert!(
            error.contains("secret is wrong") && error.contains("***") && api.asked().len() == 1,
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_key_in_the_query_is_never_shown() {
    let table = "[system.vendor.http.api_key]\nquery = \"api key\"\ntoken = \"file:secrets/token\"";
    let api = Api::start(|asked: &Asked| {
        assert_eq!(asked.parameter("api key").as_deref(), Some(CANARY));
        assert_eq!(asked.query.matches("canary").count(), 1, "{}", asked.query);
        match asked.parameter("page").as_deref() {
            None => {
                let next = format!("/list?page=2&{}", asked.query);
                Reply::json(json!({ "rows": [{ "id": 1 }], "next": next }))
            }
            Some(_) => Reply::text("text/plain", &asked.query).status(500),
        }
    })
    .await;
    let feed = format!("{FEED}\n[feed.http.paging.next_url]\nnext = \"next\"");
    let vendor = Vendor::new(&api.url, table, &feed);
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("page=2") && error.contains("HTTP 500"), "{error}");
    let said = vendor.program(&["read", "job"]).await;
    assert_ne!(said.code, Some(0));
    // A server that is not there.
    let gone = Vendor::new("http://127.0.0.1:9", table, FEED).fetch().await.unwrap_err();
    assert!(gone.contains("cannot connect"), "{gone}");
}

/// A server that gives tokens `t1`, `t2` …; each is good for two calls.
fn with_tokens(asked: &Asked) -> Reply {
    if asked.path == "/token" {
        assert_eq!(asked.field("grant_type").as_deref(), Some("client_credentials"));
        assert_eq!(asked.field("scope").as_deref(), Some("all the/things"));
        assert_eq!(asked.field("client_secret").as_deref(), Some(CANARY));
        let token = format!("token-{}-canary-8f2e", asked.turn);
        return Reply::json(json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 }));
    }
    let sent = asked.header("authorization").unwrap();
    let of_turn: usize = sent.trim_start_matches("Bearer token-").split('-').next().unwrap().parse().unwrap();
    if asked.turn > of_turn + 2 { denied() } else { page(asked) }
}

const OAUTH: &str = "[system.vendor.http.oauth]\nclient_id = \"app\"\nclient_secret = \"file:secrets/token\"\nscope = \"all the/things\"";

#[tokio::test]
async fn a_token_of_oauth_is_had_once_and_again_when_it_runs_out() {
    let api = Api::start(with_tokens).await;
    let table = format!("{OAUTH}\ntoken_url = \"{}/token\"", api.url);
    assert_eq!(Vendor::new(&api.url, &table, PAGED).fetch().await.unwrap().ids(), [0, 1, 2]);
    let tokens = api.calls().iter().filter(|call| *call == "POST /token").count();
    assert_eq!(tokens, 2, "{:?}", api.calls());
    // Who is never content is not asked for ever.
    let api = Api::start(|asked: &Asked| {
        if asked.path == "/token" { Reply::json(json!({ "access_token": "abcdefgh" })) } else { denied() }
    })
    .await;
    let table = format!("{OAUTH}\ntoken_url = \"{}/token\"", api.url);
    let error = Vendor::new(&api.url, &table, FEED).fetch().await.unwrap_err();
    assert!(error.contains("HTTP 401") && api.asked().len() == 4, "{error}: {:?}", api.calls());
}

#[tokio::test]
async fn a_refused_client_is_told_in_the_words_of_the_server() {
    let said = json!({ "error": "invalid_client", "error_description": format!("AADSTS7000215: {CANARY} is wrong") });
    let api = Api::start(move |_| Reply::json(said.clone()).status(401)).await;
    let table = format!("{OAUTH}\ntoken_url = \"{}/token\"", api.url);
    let error = Vendor::new(&api.url, &table, FEED).fetch().await.unwrap_err();
    for part in ["no login at", "/token", "HTTP 401", "invalid_client: AADSTS7000215", "***"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let api = Api::start(|_| Reply::text("text/html", "<html>canary-8f2e/+&a")).await;
    let table = format!("{OAUTH}\ntoken_url = \"{}/token\"", api.url);
    let error = Vendor::new(&api.url, &table, FEED).fetch().await.unwrap_err();
    assert!(error.contains("without a token in JSON"), "{error}");
}

#[tokio::test]
async fn the_other_grants_of_oauth() {
    for (grant, expected) in [
        ("grant = \"password\"\nlogin = \"me\"\npassword = \"file:secrets/token\"", "username"),
        ("grant = \"refresh\"\nrefresh_token = \"file:secrets/token\"", "refresh_token"),
    ] {
        let api = Api::start(move |asked: &Asked| {
            if asked.path != "/token" {
                return list();
            }
            assert!(asked.field(expected).is_some(), "{}", asked.body);
            assert_eq!(asked.field("audience").as_deref(), Some("x y"));
            assert!(
                asked.header("authorization").unwrap().starts_with("Basic ")
                    && asked.field("client_id").is_none()
            );
            Reply::json(json!({ "access_token": "abcdefgh", "refresh_token": "ijklmnop" }))
        })
        .await;
        let table = format!(
            "[system.vendor.http.oauth]\ntoken_url = \"{}/token\"\nclient_id = \"app\"\nclient_secret = \"file:secrets/token\"\nclient_in = \"header\"\nparams = {{ audience = \"x y\" }}\n{grant}",
            api.url
        );
        assert_eq!(Vendor::new(&api.url, &table, FEED).fetch().await.unwrap().ids(), [1], "{grant}");
    }
}

#[tokio::test]
async fn a_login_that_gives_a_token_is_made_again_once_it_runs_out() {
    let api = Api::start(|asked: &Asked| match asked.path.as_str() {
        "/auth" => {
            let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
            assert_eq!(body["authString"], format!("User=me;Password={CANARY}"));
            Reply::json(json!({ "data": { "sessionId": format!("s{}canary-8f2e", asked.turn) } }))
        }
        "/logout" => Reply::json(json!({})).status(204),
        _ => {
            let cookie = asked.header("cookie").unwrap().to_owned();
            assert!(cookie.starts_with("ss-opt=temp; ss-id=s"), "{cookie}");
            // The first session ends after one call; the page for people comes with 200.
            if cookie.contains("s0canary") && asked.turn > 1 {
                return Reply::text("text/html", "<!DOCTYPE html><title>Log in</title>");
            }
            page(asked)
        }
    })
    .await;
    let table = "[system.vendor.http.login]\npath = \"/auth\"\nlogin = \"me\"\npassword = \"file:secrets/token\"\n\
                 json = { authString = \"User={{ login }};Password={{ password }}\" }\ntoken = \"data.sessionId\"\n\
                 header = \"Cookie\"\nprefix = \"ss-opt=temp; ss-id=\"\nlogout = \"/logout\"";
    assert_eq!(Vendor::new(&api.url, table, PAGED).fetch().await.unwrap().ids(), [0, 1, 2]);
    let calls = api.calls();
    assert_eq!(calls.iter().filter(|call| *call == "POST /auth").count(), 2, "{calls:?}");
    assert_eq!(calls.last().map(String::as_str), Some("POST /logout"));
}

#[tokio::test]
async fn a_session_of_cookies_with_its_guard_against_forged_calls() {
    let api = Api::start(|asked: &Asked| match asked.path.as_str() {
        "/csrf" => Reply::json(json!({})).with("set-cookie", "XSRF-TOKEN=first%3D; Path=/; SameSite=Lax"),
        "/login" => {
            assert_eq!(asked.header("x-xsrf-token"), Some("first="));
            assert_eq!(
                (asked.field("user").as_deref(), asked.field("pass").as_deref()),
                (Some("me"), Some(CANARY))
            );
            Reply::to(302, "/home")
                .with("set-cookie", "sid=session-canary-8f2e; HttpOnly")
                .with("set-cookie", "XSRF-TOKEN=second%3D")
                .with("set-cookie", "old=; Max-Age=0")
        }
        _ => {
            assert_eq!(asked.header("cookie"), Some("sid=session-canary-8f2e; XSRF-TOKEN=second%3D"));
            assert_eq!(asked.header("x-xsrf-token"), Some("second="));
            list()
        }
    })
    .await;
    let table = "[system.vendor.http.login]\nbefore = \"/csrf\"\npath = \"/login\"\nlogin = \"me\"\npassword = \"file:secrets/token\"\n\
                 form = { user = \"{{ login }}\", pass = \"{{ password }}\" }\nxsrf_cookie = \"XSRF-TOKEN\"";
    assert_eq!(Vendor::new(&api.url, table, FEED).fetch().await.unwrap().ids(), [1]);
}

#[tokio::test]
async fn a_login_that_fails_says_where_and_shows_no_secret() {
    let table = "[system.vendor.http.login]\npath = \"/auth\"\nlogin = \"me\"\npassword = \"file:secrets/token\"\n\
                 json = { p = \"{{ password }}\" }\ntoken = \"token\"";
    for (reply, part) in [
        (denied(), "the user or the secret is wrong"),
        (Reply::json(json!({})).status(422), "HTTP 422"),
        (Reply::json(json!({ "tokens": CANARY })), "did you mean `tokens`?"),
        (Reply::text("text/html", "<html>canary-8f2e"), "without a token in JSON"),
    ] {
        let api = Api::start(move |_| reply.clone()).await;
        let error = Vendor::new(&api.url, table, FEED).fetch().await.unwrap_err();
        assert!(
            error.contains("no login at") && error.contains("/auth") && error.contains(part),
            "{part}: {error}"
        );
    }
}
