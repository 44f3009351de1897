//! ServiceNav's inventory in GLPI (A12 to A15): what must be switched on and granted there.

use serde_json::json;
use stocktake::practice::glpi::{NewUser, Options};

use super::folder::{INVENTORY, Inventory, SRV, one_line};

/// How often somebody logged in since the last look, and whether anything was written.
fn logins(nav: &Inventory) -> usize {
    let seen = nav.world.control().take_requests();
    let session = ["/initSession", "/killSession", "/changeActiveEntities", "/changeActiveProfile"];
    let writes = seen.iter().filter(|seen| {
        seen.method != "GET" && !seen.path.starts_with("/search/") && !session.contains(&seen.path.as_str())
    });
    assert_eq!(writes.count(), 0, "{seen:?}");
    seen.iter().filter(|seen| seen.path == "/initSession").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_the_app_token_goes_with_each_call_and_a_wrong_one_ends_the_run_before_any_write() {
    let nav =
        Inventory::with(Options { app_token: Some("right-app-token".to_owned()), ..Options::default() })
            .await;
    nav.world.file("secrets/app", "right-app-token");
    nav.login("user_token = \"file:secrets/token\"\napp_token = \"file:secrets/app\"");
    nav.export(&[SRV]);
    let good = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(good.code, Some(0), "{good:?}");
    let seen = nav.world.control().take_requests();
    assert!(seen.len() > 5 && seen.iter().all(|seen| seen.has_app_token), "{seen:?}");

    nav.world.file("secrets/app", "another");
    nav.export(&[&SRV.replace("Debian 12", "Debian 13")]);
    let bad = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(bad.code, Some(1), "{bad:?}");
    let said = one_line(&format!("{} {}", bad.stdout, bad.stderr));
    assert!(said.contains("the app token is wrong; see the API client in Setup > General > API"), "{said}");
    assert!(!said.contains("another-app") && logins(&nav) <= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_a_login_with_its_password_works_and_the_option_is_named_where_it_is_off() {
    for version in ["9.5.13", "10.0.6", "11.0.6"] {
        let nav = Inventory::with(Options::of_version(version)).await;
        nav.world.file("secrets/password", "glpi");
        nav.login("login = \"glpi\"\npassword = \"file:secrets/password\"");
        nav.export(&[SRV]);
        let good = nav.world.program(&["run", INVENTORY]).await;
        assert_eq!(good.code, Some(0), "{version}: {good:?}");
        assert_eq!(nav.computer("SRV-01")["serial"], "000123", "{version}");
        assert!(!nav.world.control().take_requests().is_empty());

        nav.world.control().switch_passwords(false);
        let bad = nav.world.program(&["run", INVENTORY]).await;
        assert_eq!(bad.code, Some(1), "{version}: {bad:?}");
        let said = one_line(&format!("{} {}", bad.stdout, bad.stderr));
        let words = "login with a password is switched off in Setup > General > API; use a user token";
        assert!(said.contains(words), "{version}: {said}");
        assert!((1..=2).contains(&logins(&nav)), "{version}: no storm of retries");
    }
}

/// A user whose profile has only these rights.
async fn narrow(rights: &[(&str, u32)]) -> Inventory {
    let nav = Inventory::new().await;
    for right in ["computer", "contract", "entity", "dropdown", "infocom", "ticket", "user", "config"] {
        let bits = rights.iter().find(|(name, _)| *name == right).map_or(0, |(_, bits)| *bits);
        nav.world.control().grant("Technician", right, bits);
    }
    let user = NewUser {
        login: "narrow".to_owned(),
        password: "narrow".to_owned(),
        user_token: Some("narrow-token".to_owned()),
        profile: "Technician".to_owned(),
        entity: 0,
        is_recursive: true,
    };
    nav.world.control().add_user(&user).unwrap();
    nav.world.file("secrets/token", "narrow-token");
    nav.export(&[SRV]);
    nav
}

/// Read, update and create.
const WRITES: u32 = 7;

#[tokio::test(flavor = "multi_thread")]
async fn a14_a_profile_with_just_the_rights_suffices_and_a_missing_one_is_named_first() {
    let needed = [("computer", WRITES), ("contract", WRITES), ("entity", WRITES), ("dropdown", WRITES)];
    let nav = narrow(&needed).await;
    let check = nav.world.program(&["check", "--connect"]).await;
    for class in ["Computer", "Contract", "Entity", "ComputerType", "Item_OperatingSystem", "OperatingSystem"]
    {
        assert!(check.stdout.contains(&format!("ok   glpi: rights on {class}: enough")), "{check:?}");
    }
    let run = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(nav.contract("SRV-01")["duration"], 12);
    nav.world.requests();

    for (right, class) in [("contract", "Contract"), ("computer", "Computer")] {
        let mut lacking = needed;
        lacking.iter_mut().find(|(name, _)| *name == right).unwrap().1 = 3;
        let nav = narrow(&lacking).await;
        let check = nav.world.program(&["check", "--connect"]).await;
        assert_eq!(check.code, Some(1), "{check:?}");
        let said = one_line(&check.stdout);
        let words =
            format!("FAIL glpi: rights on {class}: profile \"Technician\" lacks: create (right `{right}`)");
        assert!(said.contains(&words), "{words}: {said}");
        nav.world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a15_an_address_that_is_not_allowed_is_told_as_that() {
    let nav = Inventory::new().await;
    nav.world.control().allow_address(false);
    nav.export(&[SRV]);
    let run = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    let said = one_line(&format!("{} {}", run.stdout, run.stderr));
    let words =
        "no active API client of this GLPI allows the address of this machine; see Setup > General > API";
    assert!(said.contains(words), "{said}");
    assert!(logins(&nav) <= 2);
    let check = nav.world.program(&["check", "--connect"]).await;
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(one_line(&check.stdout).contains(words), "{check:?}");
    nav.world.control().allow_address(true);
    let run = nav.world.program(&["run", INVENTORY]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(nav.computer("SRV-01")["serial"], json!("000123"));
    nav.world.requests();
}
