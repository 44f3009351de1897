//! `locks.toml`: what it locks is not written, and said.

use super::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_field_stays_until_the_lock_is_taken_out() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    let lock = |item: &str| {
        format!(
            "[[lock]]\nclass = \"Computer\"\nitem = \"{item}\"\nfield = \"contact\"\nowner = \"ann\"\n\
             reason = \"on loan\"\nuntil = 2099-01-31\n"
        )
    };
    world.file("locks.toml", lock("sn-0001") + &lock("sn-9"));

    let outcome = world.program(&["run", "nightly"]).await;

    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("locked in locks.toml by ann until 2099-01-31: on loan"), "{outcome:?}");
    assert!(outcome.stderr.contains("no Computer is `sn-9`"), "{outcome:?}");
    // At night nobody looks at the terminal.
    let mail = world.mails().pop().unwrap().text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(mail.contains("Notes: locks.toml: no Computer is `sn-9`; the lock on"), "{mail}");
    world.wrote_nothing();

    let explained = world.program(&["explain", "nightly", "SN-0001", "contact"]).await;
    assert!(explained.stdout.contains("locked in locks.toml by ann"), "{explained:?}");

    world.file("locks.toml", "");
    world.run("nightly").await;
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Éva");
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
}
