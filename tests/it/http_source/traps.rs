//! What APIs do that would make a list short, or take our login elsewhere.

use std::io::Write as _;

use serde_json::json;

use super::api::{Api, Asked, Reply, Vendor};

/// Rows with these ids.
fn rows(ids: impl IntoIterator<Item = i64>) -> Vec<serde_json::Value> {
    ids.into_iter().map(|id| json!({ "id": id, "name": format!("pc{id}") })).collect()
}

/// One page that is always answered in the same way.
async fn only(reply: Reply) -> Api {
    Api::start(move |_| reply.clone()).await
}

async fn refused(reply: Reply, feed: &str) -> String {
    let api = only(reply).await;
    Vendor::new(&api.url, "", feed).fetch().await.unwrap_err()
}

const ROWS: &str = "path = \"/list\"\nrows = \"rows\"";

#[tokio::test]
async fn f10_f22_an_answer_that_is_no_list_is_told_with_what_it_is() {
    let error = refused(
        Reply::json(json!({ "status": "error", "messages": "Asset not found", "payload": null })),
        &format!("{ROWS}\nerror = \"messages\""),
    )
    .await;
    for part in [
        "`vendor`",
        "GET http://127.0.0.1",
        "/list",
        "says that it is an error (`messages`)",
        "Asset not found",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let graphql = json!({ "data": { "rows": [{ "id": 1 }] }, "errors": [{ "message": "timeout" }] });
    let error = refused(Reply::json(graphql), "path = \"/list\"\nrows = \"data.rows\"").await;
    assert!(error.contains("`errors`") && error.contains("timeout"), "{error}");
    let error = refused(Reply::json(json!({ "total": 1, "row": [] })), ROWS).await;
    assert!(error.contains("has no `rows`; did you mean `row`?"), "{error}");
    let login = Reply::text("text/html", "<!DOCTYPE html><html><title>Log in</title>");
    assert!(refused(login, ROWS).await.contains("web page"));
    assert!(
        refused(Reply::text("application/json", "{\"rows\": [{\"id\": 1}, {\"id"), ROWS)
            .await
            .contains("cut off")
    );
    assert!(refused(Reply::text("application/json", ""), ROWS).await.contains("empty"));
}

#[tokio::test]
async fn a_bad_status_says_what_to_do() {
    for (status, advice) in
        [(401, "another way to log in"), (403, "not allowed"), (404, "no such call"), (500, "has failed")]
    {
        let error = refused(Reply::text("text/plain", "so it is").status(status), ROWS).await;
        for part in [&format!("HTTP {status}"), advice, "so it is", "/list"] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[tokio::test]
async fn a_mark_of_byte_order_and_gzip_do_no_harm_and_a_bomb_is_not_read() {
    let marked = format!("\u{feff}{}", json!({ "rows": rows([1]) }));
    let api = only(Reply::text("application/json", &marked)).await;
    assert_eq!(Vendor::new(&api.url, "", ROWS).fetch().await.unwrap().ids(), [1]);
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        Reply::bytes("application/json", packer.finish().unwrap()).with("content-encoding", "gzip")
    };
    let api = only(packed(json!({ "rows": rows([1, 2]) }).to_string().as_bytes())).await;
    assert_eq!(Vendor::new(&api.url, "", ROWS).fetch().await.unwrap().ids(), [1, 2]);
    let api = only(packed(&vec![b' '; 8 << 20])).await;
    let error = Vendor::new(&api.url, "largest_answer = 1", ROWS).fetch().await.unwrap_err();
    assert!(error.contains("larger than 1 MiB"), "{error}");
}

#[tokio::test]
async fn what_is_fetched_for_one_feed_is_bounded() {
    let api = Api::start(|asked: &Asked| {
        let from = i64::try_from(asked.number("offset").unwrap()).unwrap();
        let wide: Vec<_> =
            (from..from + 10).map(|id| json!({ "id": id, "name": "x".repeat(20_000) })).collect();
        Reply::json(json!({ "rows": wide }))
    })
    .await;
    let vendor =
        Vendor::new(&api.url, "[reading]\nfetched = \"1MiB\"", &format!("{ROWS}\n[feed.http.paging.offset]"));
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("[reading] fetched"), "{error}");
    let vendor = Vendor::new(&api.url, "", &format!("{ROWS}\nmost_pages = 3\n[feed.http.paging.offset]"));
    let error = vendor.fetch().await.unwrap_err();
    assert!(error.contains("more than 3 pages"), "{error}");
}

#[tokio::test]
async fn f12_the_next_page_at_another_host_is_not_asked_with_our_login() {
    let other = only(Reply::json(json!({ "rows": rows([2]) }))).await;
    let next = format!("{}/list?page=2", other.url);
    let answer = json!({ "rows": rows([1]), "next": next });
    let api = only(Reply::json(answer)).await;
    let feed = format!("{ROWS}\n[feed.http.paging.next_url]\nnext = \"next\"");
    let login = "[system.vendor.http.bearer]\ntoken = \"file:secrets/token\"";
    let error = Vendor::new(&api.url, login, &feed).fetch().await.unwrap_err();
    assert!(error.contains("another host") && error.contains("hosts = [\"127.0.0.1:"), "{error}");
    assert!(other.asked().is_empty());
    // Named, it may be asked.
    let host = other.url.trim_start_matches("http://");
    let named = format!("hosts = \"{host}\"\n{login}");
    assert_eq!(Vendor::new(&api.url, &named, &feed).fetch().await.unwrap().ids(), [1, 2]);
    assert_eq!(other.asked().len(), 1);
}

#[tokio::test]
async fn a_redirection_takes_our_login_nowhere_else() {
    let other = only(Reply::json(json!({ "rows": rows([2]) }))).await;
    for status in [301, 302, 303, 307, 308] {
        let api = only(Reply::to(status, &format!("{}/list", other.url))).await;
        let login = "[system.vendor.http.api_key]\ntoken = \"file:secrets/token\"\nheader = \"X-Auth-Token\"";
        let error = Vendor::new(&api.url, login, ROWS).fetch().await.unwrap_err();
        assert!(error.contains("another host"), "{error}");
    }
    assert!(other.asked().is_empty());
    // NetBox sends a call without the slash at the end to the one with it.
    let api = Api::start(|asked: &Asked| match asked.path.as_str() {
        "/list" => Reply::to(302, "/list/?x=1"),
        _ => Reply::json(json!({ "rows": rows([1]) })),
    })
    .await;
    assert_eq!(Vendor::new(&api.url, "", ROWS).fetch().await.unwrap().ids(), [1]);
    let api = only(Reply::to(302, "/list")).await;
    assert!(Vendor::new(&api.url, "", ROWS).fetch().await.unwrap_err().contains("more than 5 times"));
    // A question with a body would be lost on the way.
    let api = only(Reply::to(302, "/list/")).await;
    let error = Vendor::new(&api.url, "", &format!("{ROWS}\nmethod = \"POST\"\nbody = \"x\""))
        .fetch()
        .await
        .unwrap_err();
    assert!(error.contains("would lose the question") && api.asked().len() == 1, "{error}");
}

#[tokio::test]
async fn who_is_asked_too_often_is_asked_again_when_it_says_so() {
    let begin = std::time::Instant::now();
    let api = Api::start(|asked: &Asked| match asked.turn {
        0 => Reply::json(json!({ "error": "slow" })).status(429).with("retry-after", "1.25"),
        1 => {
            let now = std::time::SystemTime::now();
            Reply::json(json!({})).status(503).with("retry-after", &httpdate::fmt_http_date(now))
        }
        _ => Reply::json(json!({ "rows": rows([1]) })),
    })
    .await;
    assert_eq!(Vendor::new(&api.url, "", ROWS).fetch().await.unwrap().ids(), [1]);
    assert!(begin.elapsed() >= std::time::Duration::from_millis(1250), "{:?}", begin.elapsed());
    let api = only(Reply::json(json!({})).status(429).with("retry-after", "3600")).await;
    let error = Vendor::new(&api.url, "", ROWS).fetch().await.unwrap_err();
    assert!(error.contains("come back in 3600 s") && api.asked().len() == 1, "{error}");
}

#[tokio::test]
async fn parameters_are_escaped_as_the_standard_says() {
    let api = only(Reply::json(json!({ "rows": rows([1]) }))).await;
    let query = r#"query = { "$filter" = "name eq 'a b'", since = "2026-01-01T00:00:00+02:00", list = "a,b&c", limit = 5 }"#;
    Vendor::new(&api.url, "", &format!("{ROWS}\n{query}")).fetch().await.unwrap();
    let asked = &api.asked()[0];
    assert_eq!(
        asked.query,
        "%24filter=name%20eq%20%27a%20b%27&since=2026-01-01T00%3A00%3A00%2B02%3A00&list=a%2Cb%26c&limit=5"
    );
    assert_eq!(asked.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_parameter_may_be_given_several_times() {
    let api = only(Reply::json(json!({ "rows": rows([1]) }))).await;
    let query = r#"query = { state = ["open", "ack"], level = [1, 2], plain = "x" }"#;
    Vendor::new(&api.url, "", &format!("{ROWS}\n{query}")).fetch().await.unwrap();
    assert_eq!(api.asked()[0].query, "state=open&state=ack&level=1&level=2&plain=x");
}

#[tokio::test]
async fn pages_by_link_follow_only_the_next_one() {
    let api = Api::start(|asked: &Asked| {
        let at = i64::try_from(asked.number("sysparm_offset").unwrap_or_default()).unwrap();
        let previous = format!("</list?sysparm_offset={}>;rel=\"prev\"", at - 1);
        let reply = Reply::json(json!({ "result": rows([at]) }));
        if at < 2 {
            reply.with("link", &format!("{previous},</list?sysparm_offset={}>;rel=\"next\"", at + 1))
        } else {
            reply.with("link", &previous)
        }
    })
    .await;
    let feed = "path = \"/list\"\nrows = \"result\"\n[feed.http.paging.link]";
    assert_eq!(Vendor::new(&api.url, "", feed).fetch().await.unwrap().ids(), [0, 1, 2]);
    assert_eq!(api.calls(), ["GET /list", "GET /list?sysparm_offset=1", "GET /list?sysparm_offset=2"]);
}

#[tokio::test]
async fn a_question_with_a_body_names_its_page_itself() {
    // Lansweeper: the total comes with the first page only.
    let api = Api::start(|asked: &Asked| {
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
        let (items, next) = match body["p"]["cursor"].as_str() {
            None => (rows([1, 2]), json!("c\"2")),
            Some("c\"2") => (rows([3]), json!(null)),
            Some(other) => panic!("{other}"),
        };
        Reply::json(json!({ "data": { "site": { "items": items, "pagination": { "next": next } } } }))
    })
    .await;
    let feed = r#"
        path = "/graphql"
        method = "POST"
        body = '{"query": "q", "p": {"page": "{{ "NEXT" if cursor else "FIRST" }}", "cursor": {{ cursor | tojson }}}}'
        rows = "data.site.items"
        [feed.http.paging.cursor]
        next = "data.site.pagination.next"
    "#;
    let found = Vendor::new(&api.url, "", feed).fetch().await.unwrap();
    assert_eq!(found.ids(), [1, 2, 3]);
    assert!(api.asked().iter().all(|asked| asked.query.is_empty()));
    assert_eq!(api.asked()[0].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn lines_of_json_csv_and_xml_are_read() {
    let api = only(Reply::text("application/x-ndjson", "{\"id\": 1}\n\n{\"id\": 2}\r\n")).await;
    let found = Vendor::new(&api.url, "", "path = \"/x\"\nformat = \"ndjson\"").fetch().await.unwrap();
    assert_eq!(found.ids(), [1, 2]);
    let xml = "<?xml version=\"1.0\"?><inventory><pc id=\"1\"><name>a &amp; b</name></pc><pc id=\"2\"/></inventory>";
    let api = only(Reply::text("text/xml", xml)).await;
    let feed = "path = \"/x\"\nformat = \"xml\"\nrows = \"inventory.pc\"\nkey = \"@id\"";
    let found = Vendor::new(&api.url, "", feed).fetch().await.unwrap();
    assert_eq!(found.rows, [json!({ "@id": "1", "name": "a & b" }), json!({ "@id": "2" })]);
    let api = only(Reply::bytes("text/csv", b"name;serial\npc1;S1\nZo\xeb;S2\n".to_vec())).await;
    let vendor = Vendor::new(
        &api.url,
        "",
        "path = \"/export\"\nformat = \"csv\"\ndelimiter = \";\"\nencoding = \"latin1\"",
    );
    let read = vendor.program(&["read", "job"]).await;
    assert!(read.stdout.contains("Zoë") && read.stdout.contains("/export"), "{read:?}");
}

#[tokio::test]
async fn numbers_keep_their_digits_and_rows_without_a_key_are_told() {
    let body = "{\"rows\": [\n  {\"id\": 1, \"imei\": 89331503190100415566123,\n   \"price\": 1.10}\n]}";
    let api = only(Reply::text("application/json", body)).await;
    let found = Vendor::new(&api.url, "", &format!("{ROWS}\nkey = \"id\"")).fetch().await.unwrap();
    assert!(found.text.contains("89331503190100415566123") && found.text.contains("1.10"), "{}", found.text);
    let error =
        refused(Reply::json(json!({ "rows": [{ "id": 1 }, { "ID": 2 }] })), &format!("{ROWS}\nkey = \"id\""))
            .await;
    assert!(error.contains("row 2") && error.contains("`ID`"), "{error}");
}

#[tokio::test]
async fn details_are_asked_for_each_row_a_few_at_a_time_and_not_without_end() {
    let api = Api::start(|asked: &Asked| match asked.path.as_str() {
        "/list" => Reply::json(json!({ "rows": rows(1..=20) })),
        "/list/7" => Reply::json(json!({ "message": "gone" })).status(404),
        path => {
            let id: i64 = path.trim_start_matches("/list/").parse().unwrap();
            Reply::json(json!({ "data": { "serial": format!("S{id}") } }))
        }
    })
    .await;
    let detail = "[[feed.http.detail]]\npath = \"/list/{{ row.id }}\"\ninto = \"more\"\nrows = \"data\"";
    let feed = format!("{ROWS}\n{detail}\nmay_be_missing = true\nonly_if = \"{{{{ row.id < 9 }}}}\"");
    let found = Vendor::new(&api.url, "", &feed).fetch().await.unwrap();
    assert_eq!(found.ids(), (1..=20).collect::<Vec<_>>());
    assert_eq!(found.rows[0]["more"]["serial"], "S1");
    assert!(found.rows[6].get("more").is_none() && found.rows[8].get("more").is_none());
    let error = Vendor::new(&api.url, "", &format!("{ROWS}\n{detail}")).fetch().await.unwrap_err();
    assert!(error.contains("/list/7") && error.contains("404"), "{error}");
    let error = Vendor::new(&api.url, "", &format!("{ROWS}\n{detail}\nmost = 5")).fetch().await.unwrap_err();
    assert!(error.contains("more than 5 calls"), "{error}");
}

#[tokio::test]
async fn an_object_of_rows_and_an_empty_list_are_read() {
    let api = only(Reply::json(json!({ "data": { "a": { "id": 1 }, "b": { "id": 2 } } }))).await;
    let feed = "path = \"/x\"\nrows = \"data\"\nname_column = \"host\"";
    let found = Vendor::new(&api.url, "", feed).fetch().await.unwrap();
    assert_eq!(found.column("host"), [json!("a"), json!("b")]);
    let api = only(Reply::json(json!({ "rows": [] }))).await;
    let vendor = Vendor::new(&api.url, "", ROWS);
    assert!(vendor.fetch().await.unwrap().rows.is_empty());
    let read = vendor.program(&["read", "job"]).await;
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(read.stdout.contains("0 records fetched"), "{read:?}");
}

#[tokio::test]
async fn calls_in_a_minute_are_counted() {
    let api = Api::start(|asked: &Asked| {
        let from = i64::try_from(asked.number("offset").unwrap()).unwrap();
        Reply::json(json!({ "rows": rows(from..(from + 1).min(3)), "total": 3 }))
    })
    .await;
    let feed = format!("{ROWS}\n[feed.http.paging.offset]\nlimit = 1\ntotal = \"total\"");
    let vendor = Vendor::new(&api.url, "calls_per_minute = 2", &feed);
    let fetch = tokio::time::timeout(std::time::Duration::from_secs(2), vendor.fetch()).await;
    assert!(fetch.is_err(), "the third call waits for the next minute");
    assert_eq!(api.asked().len(), 2);
}

#[tokio::test]
async fn check_tells_of_each_feed_what_its_first_page_has() {
    let api = only(Reply::json(json!({ "rows": rows([1, 2]), "total": 9 }))).await;
    let feed = format!("{ROWS}\n[feed.http.paging.offset]\ntotal = \"total\"");
    let said = Vendor::new(&api.url, "", &feed).program(&["check", "--connect"]).await;
    let line = said.stdout.lines().find(|line| line.contains("vendor")).unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(
        line,
        "ok   vendor: GET /list: the first page has 2 rows; another page follows; columns: id, name"
    );
    let said =
        Vendor::new(&api.url, "", "path = \"/list\"\nrows = \"row\"").program(&["check", "--connect"]).await;
    let line = said.stdout.lines().find(|line| line.contains("vendor")).unwrap_or_else(|| panic!("{said:?}"));
    assert!(line.starts_with("FAIL vendor") && line.contains("did you mean `rows`?"), "{line}");
}

#[tokio::test]
async fn a_proxy_of_the_settings_is_asked() {
    let proxy = only(Reply::json(json!({ "rows": rows([1]) }))).await;
    let vendor = Vendor::new("http://vendor.invalid/api", &format!("proxy = \"{}\"", proxy.url), ROWS);
    assert_eq!(vendor.fetch().await.unwrap().ids(), [1]);
    assert_eq!(proxy.asked()[0].header("host"), Some("vendor.invalid"));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            // Whole lines, but fewer bytes than announced.
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 500\r\n\r\n";
            let _ = stream.write_all(format!("{head}name;serial\npc1;S1\n").as_bytes()).await;
        }
    });
    let vendor = Vendor::new(&url, "", "path = \"/export\"\nformat = \"csv\"");
    let error = vendor.fetch().await.unwrap_err();
    server.abort();
    assert!(error.contains("/export") && error.contains("the connection broke"), "{error}");
}

#[tokio::test]
async fn errors_are_told_in_french_too() {
    let api = only(Reply::json(json!({ "row": [] }))).await;
    let said = Vendor::new(&api.url, "", ROWS).program(&["--language", "fr", "read", "job"]).await;
    assert!(said.stderr.contains("la réponse n'a pas de `rows`"), "{said:?}");
    assert!(said.stderr.contains("vouliez-vous dire `row`"), "{said:?}");
}
