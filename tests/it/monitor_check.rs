//! `check --connect` tells what may be done at the monitors of a project.

use stocktake::practice::monitor::{PASSWORD, Running, face};

use super::fleet::two_computers;

#[tokio::test(flavor = "multi_thread")]
async fn each_monitor_of_the_project_is_asked() {
    let world = two_computers().await;
    let (icinga, zabbix) = (
        Running::start(face("icinga").unwrap()).await.unwrap(),
        Running::start(face("zabbix").unwrap()).await.unwrap(),
    );
    for running in [&icinga, &zabbix] {
        running.control().watch("web01", Some("disk"));
    }
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let monitors = format!(
        "\n[system.icinga.icinga]\nurl = \"{}\"\nlogin = \"practice\"\npassword = \"file:secret\"\n\
         [system.zabbix.zabbix]\nurl = \"{}\"\nlogin = \"practice\"\npassword = \"file:secret\"\n",
        icinga.base_url(),
        zabbix.base_url()
    );
    world.file("stocktake.toml", known + &monitors);
    world.file("secret", PASSWORD);
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    for line in [
        "ok   icinga: Icinga 2: Icinga r2.13.6-1, API user practice",
        "may acknowledge (actions/acknowledge-problem)",
        "ok   zabbix: Zabbix: sees 1 hosts",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }

    zabbix.control().lock_out();
    icinga.control().blind();
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    for line in ["FAIL zabbix: Zabbix: cannot log in at", "FAIL icinga: Icinga 2:", "sees no host at all"] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains(PASSWORD) && !outcome.stderr.contains(PASSWORD));
}
