//! Tests of the settings: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::systems::http::ROOM;
use crate::systems::read;

fn settings(table: &str) -> Settings {
    let system = read(&ROOM, "lab", &format!("url = \"https://api.example.org/v1/\"\n{table}")).unwrap();
    system.settings::<Settings>().unwrap().clone()
}

fn refused(table: &str) -> String {
    let table = format!("url = \"https://api.example.org\"\n{table}");
    read(&ROOM, "lab", &table).unwrap_err().render(false, 100)
}

#[test]
fn the_ways_to_log_in_have_their_tables() {
    let open = settings("");
    assert_eq!(open.reach.url, "https://api.example.org/v1");
    assert!(matches!(open.access, Access::Open));
    let bearer = settings("[bearer]\ntoken = \"env:T\"").access;
    assert!(matches!(bearer, Access::Header { prefix, .. } if prefix == "Bearer "));
    let key = settings("[api_key]\ntoken = \"env:T\"\nquery = \"key\"").access;
    assert!(matches!(key, Access::Query { name, .. } if name == "key"));
    let oauth = settings(
        "[oauth]\ntoken_url = \"https://login.example.org/token\"\nclient_id = \"a\"\nclient_secret = \"env:S\"",
    );
    assert!(matches!(
        oauth.access,
        Access::Oauth(Oauth {
            grant: Grant::ClientCredentials,
            application: Application { by_header: false, .. },
            ..
        })
    ));
    let login = settings(
        "[login]\npath = \"/auth\"\nlogin = \"me\"\npassword = \"env:P\"\nform = { u = \"{{ login }}\" }",
    );
    assert!(matches!(login.access, Access::Session(Session { token: TokenPlace::Nowhere, .. })));
    let hosts = settings("hosts = \"Files.example.org:8443\"\nproxy = \"http://proxy.example.org:3128\"");
    assert_eq!(hosts.hosts, ["files.example.org:8443"]);
    assert_eq!(hosts.proxy.as_deref(), Some("http://proxy.example.org:3128/"));
}

#[test]
fn what_is_too_much_or_missing_is_told_with_what_would_do() {
    let both = refused("[basic]\nlogin = \"a\"\npassword = \"env:P\"\n[bearer]\ntoken = \"env:T\"");
    assert!(both.contains("more than one way to log in") && both.contains("keep one of"), "{both}");
    assert!(refused("[bearer]").contains("token = \"env:NAME\""));
    assert!(refused("[oauth]\nclient_id = \"x\"").contains("oauth2/token"));
    let header = refused("[headers]\nAuthorization = \"Bearer hunter2\"");
    assert!(header.contains("carries a login") && !header.contains("hunter2"), "{header}");
    let secret = refused("[bearer]\ntoken = \"hunter2hunter2\"");
    assert!(!secret.contains("hunter2"), "{secret}");
    let unknown = refused(
        "[login]\npath = \"/a\"\nlogin = \"b\"\npassword = \"env:P\"\njson = { x = \"{{ pasword }}\" }",
    );
    assert!(unknown.contains("`pasword`") && unknown.contains("password"), "{unknown}");
    assert!(refused("[oauth2]\nclient_id = \"x\"").contains("oauth"));
}
