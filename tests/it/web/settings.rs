//! Where the console listens, its certificate, and its users by command.

use std::process::Stdio;

use super::{Console, PASSWORD, add_user, with_password};
use crate::fleet::two_computers;
use crate::world::until;

#[tokio::test(flavor = "multi_thread")]
async fn it_is_off_unless_asked_for_and_never_serves_others_in_clear() {
    let world = two_computers().await;
    for (address, why) in [
        ("0.0.0.0:0", "passwords would cross the network in clear"),
        ("[::]:0", "passwords would cross the network in clear"),
        ("nowhere", "no address to listen at"),
    ] {
        let refused = world.program(&["serve", "--web", address]).await;
        assert_eq!(refused.code, Some(2), "{address}: {refused:?}");
        assert!(refused.stderr.contains(why), "{address}: {refused:?}");
    }
    world.add_settings("[web]\nlisten = \"192.0.2.1:80\"\n");
    let refused = world.program(&["check"]).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("in-clear") || refused.stdout.contains("in-clear"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_cookies_are_for_https_alone_and_addresses_are_those_of_people() {
    let world = two_computers().await;
    world.add_settings("[web]\nbehind_proxy = true\nurl = \"https://stocktake.example.org\"\n");
    add_user(&world, "ann", &["approver"]).await;
    let console = Console::open(&world).await;
    let browser = console.browser();
    let form = browser.get("/login").await;
    let token = form.hidden("token").unwrap();
    let fields = [("token", token.as_str()), ("name", "ann"), ("password", PASSWORD)];
    let headers =
        [("origin", "https://stocktake.example.org"), ("x-forwarded-for", "203.0.113.9, 198.51.100.7")];
    let page = browser.send("/login", &fields, &headers).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let cookie = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie =
        cookie.into_iter().find(|cookie| cookie.starts_with("__Host-stocktake=")).unwrap().to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(page.headers.contains_key("strict-transport-security"));
    let log = world.json(&["security-log"]).await;
    let last = log.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["address"], "198.51.100.7", "what the proxy has seen, not what it was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_it_speaks_https_and_nothing_else() {
    let world = two_computers().await;
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtp");
    world.add_settings(&format!(
        "[web]\ncertificate = \"{data}/localhost.pem\"\nkey = \"file:{data}/localhost.key\"\n"
    ));
    add_user(&world, "ann", &["approver"]).await;
    let console = Console::open(&world).await;
    assert!(console.url.starts_with("https://"), "{}", console.url);
    let ca = reqwest::Certificate::from_pem(&std::fs::read(format!("{data}/ca.pem")).unwrap()).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([ca]).build().unwrap();
    let url = console.url.replace("127.0.0.1", "localhost");
    let answer = client.get(format!("{url}/login")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let plain = console.url.replace("https", "http");
    let refused = client.get(format!("{plain}/login")).send().await;
    assert!(refused.is_err(), "{refused:?}");
}

/// A certificate that was renewed on the disk is the one that the next connection meets; one that does not go with its
/// key is not taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_renewed_is_taken_without_a_restart() {
    let world = two_computers().await;
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/smtp");
    let read = |name: &str| std::fs::read(format!("{data}/{name}")).unwrap();
    let (certificate, key) = (read("localhost.pem"), read("localhost.key"));
    let [own, own_key, own_ca] = another_certificate();
    world.file("tls/console.pem", &own);
    world.file("tls/console.key", &own_key);
    world.add_settings("[web]\ncertificate = \"tls/console.pem\"\nkey = \"file:tls/console.key\"\n");
    let console = Console::open(&world).await;
    let url = format!("{}/login", console.url.replace("127.0.0.1", "localhost"));
    let answers = async |authority: &[u8]| {
        let authority = reqwest::Certificate::from_pem(authority).unwrap();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([authority]).build().unwrap();
        client.get(&url).send().await.is_ok_and(|answer| answer.status().as_u16() == 200)
    };
    assert!(answers(&own_ca).await);
    world.file("tls/console.pem", &certificate);
    until("it is told that they do not go together", || console.log().contains("it keeps the one it has"))
        .await;
    assert!(answers(&own_ca).await, "the old one, until the key is there");
    world.file("tls/console.key", &key);
    until("the new one is taken", || console.log().contains("the console has a new certificate")).await;
    assert!(answers(&read("ca.pem")).await && !answers(&own_ca).await);
}

/// A certificate for `localhost` by an authority of its own, its key, and that authority.
fn another_certificate() -> [Vec<u8>; 3] {
    let folder = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("sh")
        .arg("-ec")
        .arg(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout ca.key -out ca.pem
             openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout own.key -out own.csr
             echo subjectAltName=DNS:localhost > names
             openssl x509 -req -in own.csr -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out own.pem",
        )
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    ["own.pem", "own.key", "ca.pem"].map(|name| std::fs::read(folder.path().join(name)).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_users_that_others_may_write_lets_nobody_in() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = two_computers().await;
    add_user(&world, "ann", &["approver"]).await;
    let path = world.folder().join("var/users.toml");
    let rights = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    rights(0o620);
    assert_eq!(ann.get("/").await.status, 500);
    assert_eq!(console.browser().log_in("ann", PASSWORD).await.status, 500);
    assert!(
        console.log().contains("others may write") && console.log().contains("chmod go-w"),
        "{}",
        console.log()
    );
    console.stop().await;
    for arguments in [&["serve", "--web", "0"][..], &["users", "list"], &["doctor"], &["check"]] {
        let told = world.program(arguments).await;
        assert!(told.code.is_some_and(|code| code != 0), "{arguments:?} {told:?}");
        let said = format!("{}{}", told.stdout, told.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("others may write") && said.contains("(0620)"), "{arguments:?} {told:?}");
    }
    rights(0o600);
    let told = world.program(&["doctor"]).await;
    assert!(told.stdout.contains("1 person may log in"), "{told:?}");
    assert_eq!(world.program(&["check"]).await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_turns_it_on_and_reading_it_again_brings_new_jobs() {
    let world = two_computers().await;
    add_user(&world, "ann", &["approver"]).await;
    let console = Console::open(&world).await;
    let ann = console.log_in("ann").await;
    assert!(!ann.get("/").await.has("weekly"));
    world.job("weekly", super::JOB);
    console.program.signal("HUP");
    until("the configuration is read", || console.log().contains("configuration read again")).await;
    assert!(ann.get("/").await.has("weekly"));
    console.stop().await;

    world.add_settings("[web]\nlisten = \"127.0.0.1:0\"\n");
    let log = std::fs::File::create(world.folder().join("serve.log")).unwrap();
    let mut child = world.command(&["-v", "serve"]).stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let told = || std::fs::read_to_string(world.folder().join("serve.log")).unwrap();
    until("the console is open", || told().contains("the console is open at http://127.0.0.1:")).await;
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn users_are_added_listed_changed_and_removed_by_command() {
    let world = two_computers().await;
    let nobody = world.program(&["users", "list"]).await;
    assert!(nobody.stdout.contains("nobody may log in yet"), "{nobody:?}");
    for (arguments, password, why) in [
        (&["users", "add", "ann", "--role", "viewer"][..], "short", "12 characters at least"),
        (&["users", "add", "ann", "--role", "viewer"], "", "no password was given"),
        (&["users", "add", "ann", "--role", "admin"], PASSWORD, "`admin` is no role"),
        (&["users", "add", "ann", "--role", "nightli=viewer"], PASSWORD, "nightly"),
        (&["users", "add", "a b", "--role", "viewer"], PASSWORD, "is no name of a user"),
        (&["users", "passwd", "ann"], PASSWORD, "there is no user `ann`"),
        (&["users", "remove", "ann"], PASSWORD, "there is no user `ann`"),
    ] {
        let refused = with_password(&world, arguments, password).await;
        assert_eq!(refused.code, Some(2), "{arguments:?} {refused:?}");
        assert!(refused.stderr.contains(why), "{arguments:?} {refused:?}");
    }
    add_user(&world, "ann", &["viewer", "nightly=approver"]).await;
    let twice = with_password(&world, &["users", "add", "ann", "--role", "viewer"], PASSWORD).await;
    assert_eq!(twice.code, Some(2), "{twice:?}");
    let listed = world.json(&["users", "list"]).await;
    assert_eq!(
        listed,
        serde_json::json!([{ "name": "ann", "roles": { "*": "viewer", "nightly": "approver" } }])
    );
    let file = std::fs::read_to_string(world.folder().join("var/users.toml")).unwrap();
    assert!(file.contains("$argon2id$") && !file.contains(PASSWORD), "{file}");
    // A slip in the file lets nobody in, and names its line.
    world.file("var/users.toml", file.replace("viewer", "admin"));
    let broken = world.program(&["users", "list"]).await;
    assert_eq!(broken.code, Some(2), "{broken:?}");
    assert!(broken.stderr.contains("users.toml:"), "{broken:?}");
    let refused = world.program(&["serve", "--web", "0"]).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("users.toml:"), "{refused:?}");
}
