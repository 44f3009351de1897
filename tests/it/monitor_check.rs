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
        "ok   zabbix: Zabbix: sees 1 host",
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

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_not_acknowledge_is_told_where_a_job_does() {
    let world = two_computers().await;
    let mut settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let mut running = Vec::new();
    for name in ["icinga", "zabbix"] {
        let monitor = Running::start(face(name).unwrap()).await.unwrap();
        monitor.control().watch("web01", Some("disk"));
        settings.push_str(&format!(
            "\n[system.{name}.{name}]\nurl = \"{}\"\nlogin = \"practice\"\npassword = \"file:secret\"\n",
            monitor.base_url()
        ));
        running.push(monitor);
    }
    world.file("stocktake.toml", settings);
    world.file("secret", PASSWORD);
    let job = |rule: &str| {
        format!("monitors = [\"icinga\", \"zabbix\"]\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n{rule}")
    };
    world.file("jobs/tickets.toml", job(""));
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    running.iter().for_each(|monitor| monitor.control().disarm());
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    for line in [
        "FAIL icinga: Icinga 2: tickets acknowledges there, and our user may not: the API user practice lacks the \
         permission actions/acknowledge-problem",
        "FAIL zabbix: Zabbix: tickets acknowledges there, and our user may not: the role User role does not allow \
         the action acknowledge_problems",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    // Nobody asks for it.
    world.file("jobs/tickets.toml", job("back = { on_open = \"nothing\" }\n"));
    assert_eq!(world.program(&["check", "--connect"]).await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_cannot_be_sent_is_told() {
    let world = two_computers().await;
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let (before, after) = known.split_once("[mail").unwrap_or((&known, ""));
    let after = after.find("\n[system").map_or("", |at| &after[at..]);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mail = format!(
        "[mail]\nfrom = \"robot@example.org\"\nto = [\"admins@example.org\"]\n\
         smtp = {{ host = \"127.0.0.1\", port = {closed}, tls = \"none\" }}\n"
    );
    world.file("stocktake.toml", format!("{before}{mail}{after}"));
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let line = format!("FAIL mail: 127.0.0.1:{closed}: mail cannot be sent: ");
    assert!(outcome.stdout.contains(&line), "{}", outcome.stdout);
}
