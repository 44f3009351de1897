//! Secrets from where they are kept: stores, programs, systemd; what is said when there is none, and that a
//! new value counts without a restart. The store is a double that answers as an OpenBao was recorded.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use stocktake::model::RunState;
use stocktake::model::secret::ExposeSecret as _;
use stocktake::practice::glpi::Options as Glpi;
use stocktake::practice::vault::{self, Control, Effect, Options, Running, Seen};
use stocktake::systems;
use stocktake::systems::secret_store::SecretStore;
use stocktake::systems::shared::{OpenError, Opening, Secrets};

use super::opened::Known;
use super::world::{Program, World, until};

const TOKEN: &str = "s.practice-root-token";

async fn store() -> Running {
    store_of(None).await
}

async fn store_of(token_uses: Option<u32>) -> Running {
    let options = Options {
        token: TOKEN.into(),
        role_id: "role-7".into(),
        secret_id: "secret-id-7".into(),
        kubernetes: ("stocktake".into(), "a.b.c".into()),
        token_uses,
    };
    vault::start(options).await.unwrap()
}

/// A store as a project opens it; secrets of its own are variables.
pub async fn open(table: &str, secrets: &[(&str, &str)]) -> Result<Arc<dyn SecretStore>, OpenError> {
    let room = systems::room("vault").unwrap();
    let system =
        systems::read(room, "keys", table).unwrap_or_else(|found| panic!("{}", found.render(false, 100)));
    let known = secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let known = Known(known);
    let opening = Opening { name: "keys", system: &system, secrets: Secrets(&known) };
    Ok((room.secret_store.unwrap())(opening).await?.system)
}

async fn by_token(url: &str) -> Arc<dyn SecretStore> {
    open(&format!("url = \"{url}\"\ntoken = \"env:T\"\ntimeout = \"2s\""), &[("T", TOKEN)]).await.unwrap()
}

/// The value, or what is said instead.
pub async fn read(store: &Arc<dyn SecretStore>, path: &str, field: &str) -> String {
    match store.read(path, field).await {
        Ok(secret) => secret.expose_secret().to_owned(),
        Err(error) => format!("{:#}", anyhow::Error::from_boxed(error)),
    }
}

fn calls(control: &Control) -> Vec<String> {
    control.take_calls().into_iter().map(|seen| seen.call).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_both_versions_are_read_and_a_named_mount_is_not_asked_for() {
    let running = store().await;
    let control = running.control();
    control.mount("", "team/kv", 2);
    control.put(
        "secret",
        "glpi",
        json!({"token": "abc\n", "port": 8443, "on": true, "more": {}, "none": ""}),
    );
    control.put("kv1", "glpi", json!({"token": "one"}));
    control.put("team/kv", "a b/c", json!({"token": "two"}));
    let store = by_token(&running.base_url()).await;
    assert_eq!(read(&store, "secret/glpi", "token").await, "abc");
    assert_eq!(read(&store, "secret/glpi", "port").await, "8443");
    assert_eq!(read(&store, "secret/glpi", "on").await, "true");
    assert_eq!(read(&store, "kv1/glpi", "token").await, "one");
    assert_eq!(read(&store, "team/kv/a b/c", "token").await, "two");
    let asked = calls(&control);
    assert_eq!(asked.iter().filter(|call| call.contains("ui/mounts/secret/glpi")).count(), 1, "{asked:?}");
    assert!(asked.contains(&"GET /v1/team/kv/data/a%20b/c".to_owned()), "{asked:?}");

    let url = running.base_url();
    let table =
        format!("url = \"{url}/v1/\"\ntoken = \"env:T\"\nmounts = {{ \"team/kv\" = 2, \"secret\" = 1 }}");
    let store = open(&table, &[("T", TOKEN)]).await.unwrap();
    assert_eq!(read(&store, "team/kv/a b/c", "token").await, "two");
    assert_eq!(calls(&control), ["GET /v1/team/kv/data/a%20b/c"]);
    let wrong = read(&store, "secret/glpi", "token").await;
    assert_eq!(wrong, "`secret` keeps versions: it is KV version 2, and `mounts` says 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_in_which_a_secret_is_not_to_be_had_has_its_sentence() {
    let running = store().await;
    let (control, url) = (running.control(), running.base_url());
    control.put("secret", "glpi", json!({"token": "abc", "user": "svc", "more": {}, "none": ""}));
    control.put("secret", "closed", json!({"token": "abc"}));
    control.deny("secret/data/closed");
    control.delete("secret", "gone");
    control.destroy("secret", "burnt");
    let store = by_token(&url).await;
    for (path, field, said) in [
        (
            "secret/nowhere",
            "token",
            "the store has no secret `secret/nowhere` (mount `secret`, KV version 2)",
        ),
        ("kv1/nowhere", "token", "the store has no secret `kv1/nowhere` (mount `kv1`, KV version 1)"),
        (
            "secret/data/glpi",
            "token",
            "the store has no secret `secret/data/glpi` (mount `secret`, KV version 2); `data/` belongs to the API: \
             write `secret/glpi`",
        ),
        (
            "secret/gone",
            "token",
            "the secret `secret/gone` was deleted on 2026-11-28; its version 2 can be brought back (bao kv undelete, \
             vault kv undelete)",
        ),
        (
            "secret/burnt",
            "token",
            "version 2 of the secret `secret/burnt` was destroyed for good: write a new one",
        ),
        (
            "secret/closed",
            "token",
            "the store does not let us read `secret/closed` (HTTP 403): a policy of our token must allow `read` on \
             `secret/data/closed`",
        ),
        (
            "nowhere/x",
            "token",
            "there is nothing mounted at `nowhere/x`, or no policy of our token reaches into it (HTTP 403)",
        ),
        (
            "secret/glpi",
            "tokn",
            "the secret `secret/glpi` has no field `tokn` (it has more, none, token, user)",
        ),
        ("secret/glpi", "more", "the field `more` of the secret `secret/glpi` is no text"),
        ("secret/glpi", "none", "the field `none` of the secret `secret/glpi` is empty"),
    ] {
        assert_eq!(read(&store, path, field).await, said);
    }
    let stranger = open(&format!("url = \"{url}\"\ntoken = \"env:T\""), &[("T", "s.wrong")]).await.unwrap();
    assert_eq!(
        read(&stranger, "secret/glpi", "token").await,
        "the store does not take our token (HTTP 403): it is wrong, expired or revoked, so `secret/glpi` cannot be read"
    );
    control.set_sealed(true);
    let sealed = read(&store, "secret/glpi", "token").await;
    assert!(sealed.starts_with("the store is sealed: it answers no question until"), "{sealed}");
    let lines = store.check().await;
    assert!(lines.len() == 1 && !lines[0].ok && lines[0].detail.english().contains("is sealed"), "{lines:?}");
    control.set_sealed(false);
    assert_eq!(read(&store, "secret/glpi", "token").await, "abc", "it is asked anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_answer_shows_nothing_of_what_it_holds() {
    let running = store().await;
    let control = running.control();
    control.put("secret", "glpi", json!({"token": "hunter2-hunter2"}));
    let store = by_token(&running.base_url()).await;
    control.order("secret/data/glpi", Effect::Page(200));
    let said = read(&store, "secret/glpi", "token").await;
    assert!(said.starts_with("the answer of the store is not understood (line 1, column 1): "), "{said}");
    for effect in [Effect::Truncated, Effect::Truncated] {
        control.order("secret/data/glpi", effect);
    }
    let said = read(&store, "secret/glpi", "token").await;
    assert!(said == "hunter2-hunter2" || !said.contains("hunter2"), "{said}");
    control.order("secret/data/glpi", Effect::Slow(Duration::from_secs(4)));
    control.order("secret/data/glpi", Effect::Slow(Duration::from_secs(4)));
    let said = read(&store, "secret/glpi", "token").await;
    assert!(said.contains("no answer in time"), "{said}");
    control.order("secret/data/glpi", Effect::Page(502));
    assert_eq!(read(&store, "secret/glpi", "token").await, "hunter2-hunter2", "a gateway's error passes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_given_back_and_renewed_once() {
    let running = store_of(Some(2)).await;
    let (control, url) = (running.control(), running.base_url());
    control.put("secret", "glpi", json!({"token": "abc"}));
    control.put("secret", "itop", json!({"token": "def"}));
    let approle = format!("url = \"{url}\"\nrole_id = \"role-7\"\nsecret_id = \"env:S\"");
    let store = open(&approle, &[("S", "secret-id-7")]).await.unwrap();
    assert_eq!(read(&store, "secret/glpi", "token").await, "abc");
    // Its two calls are spent.
    assert_eq!(read(&store, "secret/itop", "token").await, "def");
    let logins = calls(&control).iter().filter(|call| call.ends_with("approle/login")).count();
    assert_eq!(logins, 2);
    control.order("data/glpi", Effect::ForgetTokens);
    assert_eq!(read(&store, "secret/glpi", "token").await, "abc");
    store.leave().await;
    assert_eq!(control.token_count(), 0, "the token was given back");

    let store = open(&approle, &[("S", "wrong")]).await.unwrap();
    let said = read(&store, "secret/glpi", "token").await;
    assert!(
        said.starts_with(
            "the store does not let AppRole in at `auth/approle` (HTTP 400: invalid role or secret ID)"
        ),
        "{said}"
    );
    let pod = format!("url = \"{url}\"\nkubernetes_role = \"stocktake\"\njwt = \"env:J\"");
    let store = open(&pod, &[("J", "a.b.c")]).await.unwrap();
    assert_eq!(read(&store, "secret/glpi", "token").await, "abc");
    store.leave().await;
    let other = format!("{pod}\nauth_mount = \"k8s/west\"");
    let said = read(&open(&other, &[("J", "a.b.c")]).await.unwrap(), "secret/glpi", "token").await;
    assert!(
        said.starts_with(
            "the store does not let Kubernetes in at `auth/k8s/west` (HTTP 403: permission denied)"
        ),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_but_that_of_the_health_is_for_the_namespace() {
    let running = store().await;
    let (control, url) = (running.control(), running.base_url());
    control.mount("teams/ops", "secret", 2);
    control.put("secret", "glpi", json!({"token": "of the root"}));
    control.put_in("teams/ops", "secret", "glpi", json!({"token": "of ops"}));
    let table = |name: &str| format!("url = \"{url}\"\ntoken = \"env:T\"\nnamespace = \"{name}\"");
    let store = open(&table("/teams/ops/"), &[("T", TOKEN)]).await.unwrap();
    assert_eq!(read(&store, "secret/glpi", "token").await, "of ops");
    assert!(store.check().await.iter().all(|line| line.ok));
    let outside = |seen: &Seen| seen.namespace.as_deref() != Some("teams/ops");
    let calls: Vec<Seen> = control.take_calls().into_iter().filter(outside).collect();
    assert!(calls.iter().all(|seen| seen.call == "GET /v1/sys/health" && seen.token.is_none()), "{calls:?}");
    let store = open(&table("teams/none"), &[("T", TOKEN)]).await.unwrap();
    let said = read(&store, "secret/glpi", "token").await;
    assert_eq!(said, "the store does not find `secret/glpi` (HTTP 404: namespace not found)");
    let lines = store.check().await;
    assert!(!lines[1].ok && lines[1].detail.english().contains("HTTP 404: namespace not found"), "{lines:?}");
}

/// A world whose practice GLPI has a token that a store keeps.
async fn kept(store: &Running) -> World {
    let world = super::fleet::two_computers().await;
    let text = fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let text = text.replace("file:secrets/token", "vault:keys/secret/glpi#token");
    let (url, table) = (store.base_url(), "role_id = \"role-7\"\nsecret_id = \"file:secrets/secret-id\"");
    world.file("stocktake.toml", format!("{text}\n[system.keys.vault]\nurl = \"{url}\"\n{table}\n"));
    world.file("secrets/secret-id", "secret-id-7\n");
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_value_counts_from_the_next_run_on_without_a_restart() {
    let running = store().await;
    let control = running.control();
    let world = kept(&running).await;
    let offline = world.program(&["check"]).await;
    assert_eq!((offline.code, calls(&control).len()), (Some(0), 0), "{offline:?}");
    world.job("nightly", &format!("{}[schedule]\ncron = \"* * * * * *\"\n", super::fleet::JOB));
    let log = fs::File::create(world.folder().join("serve.log")).unwrap();
    let mut serve = world.command(&["-v", "serve"]);
    let child = Program::start(serve.stdout(std::process::Stdio::null()).stderr(log));
    let ended = |state: RunState| {
        world.store().runs(Some("nightly"), 50).unwrap().iter().any(|run| run.state == state)
    };
    until("a run fails for want of its secret", || ended(RunState::Failed)).await;
    // The line of the log follows the state.
    let reasons = || fs::read_to_string(world.folder().join("serve.log")).unwrap();
    let is_told = || reasons().contains("the store has no secret `secret/glpi`");
    until("the log says why", is_told).await;
    let token = fs::read_to_string(world.folder().join("secrets/token")).unwrap();
    control.put("secret", "glpi", json!({ "token": token }));
    until("a run is done", || ended(RunState::Done)).await;
    std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert_eq!(super::world::ended(child).await.code, Some(0));
    assert_eq!(control.token_count(), 0, "every token was given back");
    world.requests();
    let connected = world.program(&["check", "--connect"]).await;
    assert_eq!(connected.code, Some(0), "{connected:?}");
    assert!(connected.stdout.contains("ok   keys: health: version 2.7.2, unsealed"), "{}", connected.stdout);
    assert!(
        connected.stdout.contains("keys: login: logged in by AppRole; policies default, st"),
        "{connected:?}"
    );
    control.delete("secret", "glpi");
    let refused = world.program(&["check", "--connect"]).await;
    assert!(refused.stdout.contains("was deleted on 2026-11-28") && refused.code == Some(1), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_and_systemd_hand_a_secret_over() {
    let options = Glpi { user_token: "token-of-a-person".into(), ..Glpi::default() };
    let world = super::fleet::fleet(options).await;
    let settings = fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let with = |reference: &str| {
        world.file("stocktake.toml", settings.replace("file:secrets/token", reference));
    };
    let program = world.file("bin/token", "#!/bin/sh\n[ \"$1\" = 'of glpi' ] && cat secrets/token\n");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    with("cmd:bin/token 'of glpi'");
    let good = world.program(&["check", "--connect"]).await;
    assert_eq!(good.code, Some(0), "{good:?}");
    with("cmd:bin/token of glpi");
    let bad = world.program(&["check", "--connect"]).await;
    let said = "system `glpi` needs the secret cmd:bin/token …: the program bin/token ended with exit code 1";
    assert!(bad.code == Some(1) && bad.stdout.contains(said), "{bad:?}");
    with("credential:glpi");
    let none = world.program(&["check", "--connect"]).await;
    assert!(none.stdout.contains("CREDENTIALS_DIRECTORY is not set"), "{none:?}");
    world.file("credentials/glpi", "token-of-a-person\n");
    let mut command = world.command(&["check", "--connect"]);
    command.env("CREDENTIALS_DIRECTORY", world.folder().join("credentials"));
    let good = super::world::ended(command.spawn().unwrap()).await;
    assert_eq!(good.code, Some(0), "{good:?}");
}

/// What `check` says of a reference.
fn told(reference: &str, more: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let toml = format!(
        "[system.glpi.glpi]\nurl = \"https://glpi.example.org\"\nuser_token = {reference:?}\n\
         [system.nag.nagios]\nurl = \"https://nagios.example.org\"\n{more}"
    );
    fs::write(folder.path().join("stocktake.toml"), toml).unwrap();
    match stocktake::config::load(folder.path()) {
        Ok(project) => {
            project.warnings.iter().map(|warning| warning.to_string()).collect::<Vec<_>>().join("\n")
        }
        Err(problems) => problems.render(false, 200),
    }
}

#[test]
fn references_are_checked_before_anything_is_asked() {
    let store = "[system.keys.vault]\nurl = \"https://vault.example.org:8200\"\ntoken = \"file:t\"\n";
    for good in ["vault:keys/secret/a/b#f", "credential:glpi.token", "cmd:pass show x", "cmd:sh -c 'a | b'"] {
        assert_eq!(told(good, store), "", "{good}");
    }
    for (reference, said) in [
        ("vault:kyes/secret/a#f", "did you mean `keys`?"),
        ("vault:nag/secret/a#f", "`nag` is a Nagios, which keeps no secrets"),
        ("vault:keys/secret/a", "does not name a field of a secret in a store"),
        ("vault:keys#f", "does not name a field of a secret in a store"),
        ("vault:keys/secret/../sys/raw#f", "does not name a field of a secret in a store"),
        ("credential:../shadow", "this is not the name of a credential"),
        ("credential:..", "this is not the name of a credential"),
        ("cmd:", "the program is missing"),
        ("cmd:pass 'show", "a quotation mark is not closed"),
        ("cmd:pass show x | head -n 1", "`|` is an argument like any other: no shell reads this"),
        ("hunter2-hunter2", "holds the secret itself"),
    ] {
        let told = told(reference, store);
        assert!(told.contains(said), "{reference}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    assert!(told("vault:keys/secret/a#f", "").contains("declare it: [system.keys.vault]"));
    for (table, said) in [
        ("", "token = \"env:VAULT_TOKEN\"; role_id"),
        (
            "token = \"vault:keys/secret/x#y\"",
            "a store of secrets is not opened by a secret that a store keeps",
        ),
        ("token = \"env:T\"\nrole_id = \"x\"", "there is more than one way to log in"),
        ("token = \"env:T\"\nsecret_id = \"env:S\"", "this goes with `role_id` only"),
        ("token = \"env:T\"\nmounts = { x = 3 }", "3 is out of range"),
        ("login = \"me\"", "there is no key `login` here"),
    ] {
        let store = format!("[system.keys.vault]\nurl = \"https://vault.example.org:8200\"\n{table}\n");
        let told = told("env:GLPI", &store);
        assert!(told.contains(said), "{table}: {told}");
    }
}
