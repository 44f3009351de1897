//! Two jobs that feed one class of one GLPI.

use super::fleet::{PC_1, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn the_job_that_ranks_higher_wins_and_both_are_quiet() {
    let world = two_computers().await;
    world.csv("computers.csv", &table(&[PC_1]));
    let agents = "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nserial = { column = \"S\" }\n\
                  contact = { column = \"C\" }\ncomment = { column = \"N\" }\n";
    world.mapping("agents", agents);
    world.job("agents", "[[feed]]\nmapping = \"agents\"\npath = \"agents.csv\"\n");
    world.csv("agents.csv", "S;C;N\nSN-0001;root;\n");
    let transport = "[mail.files]\nfolder = \"var/mail\"\n[authority.Computer]\n\"*\" = [\"nightly\", \"agents\"]\nsilent_after = \"3d\"";
    world.settings("", transport);
    for job in ["nightly", "agents", "nightly"] {
        world.run(job).await;
    }
    world.requests();
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Ana");

    for job in ["nightly", "agents", "nightly"] {
        let report = world.run(job).await;
        assert!(report.kept.is_empty(), "{:?}", report.kept);
    }
    world.wrote_nothing();

    world.csv("agents.csv", "S;C;N\nSN-0001;toor;\n");
    let told = world.program(&["explain", "agents", "SN-0001", "contact"]).await.stdout;
    assert!(told.contains("authority     nightly, then agents"), "{told}");
    assert!(told.contains("left to nightly"), "{told}");
    world.csv("agents.csv", "S;C;N\nSN-0001;root;\n");

    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";;")]));
    world.run("nightly").await;
    world.run("agents").await;
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "root");
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
}
