//! `doctor`: one page about an installation that may be sent to whoever helps.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::fleet::{JOB, two_computers};

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lets_others_in_is_named_with_what_to_do() {
    let world = two_computers().await;
    world.job("nightly", JOB);
    let (settings, token) = (world.folder().join("stocktake.toml"), world.folder().join("secrets/token"));
    mode(&settings, 0o640);
    mode(&token, 0o600);
    let well = world.program(&["doctor"]).await;
    assert_eq!(well.code, Some(0), "{well:?}");
    assert!(well.stdout.contains("job nightly: never ran"), "{}", well.stdout);
    mode(&settings, 0o666);
    mode(&token, 0o644);
    let open = world.program(&["doctor"]).await;
    assert_eq!(open.code, Some(1), "{open:?}");
    assert!(
        open.stdout.contains("FAIL  rights of stocktake.toml: 0666: others may change it"),
        "{}",
        open.stdout
    );
    assert!(open.stdout.contains("FAIL  rights of token: 0644: others may read it"), "{}", open.stdout);
    let french = world.program(&["doctor", "--language", "fr"]).await;
    assert!(french.stdout.contains("ÉCHEC droits de token"), "{}", french.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_how_the_jobs_do_and_neither_secrets_nor_people() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}\n[report]\nto = [\"alice.martin@example.org\"]\n"));
    mode(&world.folder().join("secrets/token"), 0o600);
    assert_eq!(world.program(&["run", "nightly"]).await.code, Some(0));
    world.requests();
    let page = world.program(&["doctor", "--connect"]).await;
    assert_eq!(page.code, Some(0), "{page:?}");
    assert!(page.stdout.contains("job nightly: last run done"), "{}", page.stdout);
    assert!(page.stdout.contains("state database: SQLite 3."), "{}", page.stdout);
    assert!(page.stdout.contains("glpi: "), "asked with --connect: {}", page.stdout);
    let token = std::fs::read_to_string(world.folder().join("secrets/token")).unwrap();
    for secret in [token.trim(), "alice.martin", "admin@example.org"] {
        assert!(!page.stdout.contains(secret), "{secret}: {}", page.stdout);
    }
    assert!(page.stdout.lines().all(|line| line.chars().count() <= 100), "{}", page.stdout);
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_a_problem_still_has_a_page() {
    let world = two_computers().await;
    world.add_settings("[nonsense]\nkey = 1\n");
    let page = world.program(&["doctor", "--format", "json"]).await;
    assert_eq!(page.code, Some(1), "{page:?}");
    let json: serde_json::Value = serde_json::from_str(&page.stdout).unwrap();
    let told = json["findings"].as_array().unwrap().iter().any(|finding| {
        finding["state"] == "bad" && finding["detail"].as_str().unwrap().contains("stocktake check")
    });
    assert!(told && json["ok"] == false, "{json}");
}
