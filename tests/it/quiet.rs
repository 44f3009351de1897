//! Values that GLPI gives back in another form than they were sent: the second run stays quiet.

use stocktake::model::RunState;

use super::world::World;

/// Runs twice; the second run must neither write nor plan anything.
async fn stays_quiet(world: &World, job: &str) {
    let first = world.run(job).await;
    let failed: Vec<_> = first.entries.iter().filter_map(|entry| entry.message.as_ref()).collect();
    assert_eq!(first.run.state, RunState::Done, "{:?} {:?} {failed:?}", first.run.message, first.rejects);
    assert!(!world.requests().is_empty());
    let second = world.run(job).await;
    world.wrote_nothing();
    assert_eq!(second.counts.changes(), 0, "{second:?}");
    assert_eq!(second.run.state, RunState::Done);
}

async fn table(fields: &str, csv: &str) -> World {
    let world = World::new().await;
    world.mapping("computers", &format!("class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\n{fields}"));
    world.job("nightly", "[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n");
    world.csv("computers.csv", csv);
    world
}

const NAMED: &str = "serial = { column = \"Serial\" }\nname = { column = \"Name\" }\n";

#[tokio::test(flavor = "multi_thread")]
async fn signs_that_glpi_escapes() {
    let fields = format!(
        "{NAMED}entities_id = {{ column = \"Entity\", missing = \"create\" }}\n\
         manufacturers_id = {{ column = \"Maker\" }}\ncomment = {{ column = \"Comment\" }}\n\
         [contract]\nname = {{ column = \"Contract\" }}\n"
    );
    let csv = "Serial;Name;Entity;Maker;Comment;Contract\n\
               S-0001;a<b>&c \"d\" 'e' \\f;R&D <Lab> > A & B;Black & Decker;\"1 < 2 & 3\nline\";Q&A <gold>\n";
    let world = table(&fields, csv).await;
    stays_quiet(&world, "nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["a<b>&c \"d\" 'e' \\f"]);
    assert_eq!(world.glpi_names("Manufacturer"), ["Black & Decker"]);
    assert_eq!(world.glpi_names("Contract"), ["Q&A <gold>"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_longer_than_their_column() {
    let fields =
        format!("{NAMED}contact = {{ column = \"Contact\" }}\ncomment = {{ column = \"Comment\" }}\n");
    let csv = format!("Serial;Name;Contact;Comment\nS-0001;pc;{};{}\n", "é&".repeat(200), "ü<".repeat(9_000));
    let world = table(&fields, &csv).await;
    for night in 0..2 {
        // The line is rejected and told, in this night as in the next; the longer text is cut.
        let report = world.run("nightly").await;
        assert_eq!((report.run.state, report.rejects.len()), (RunState::Partial, 1), "{:?}", report.rejects);
        assert_eq!(world.requests().len(), usize::from(night == 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_amounts_dates_and_blanks() {
    let fields = format!(
        "{NAMED}otherserial = {{ column = \"MAC\", type = \"mac\" }}\ncontact = {{ column = \"IP\", type = \"ip\" }}\n\
         uuid = {{ column = \"UUID\" }}\n\
         [os]\noperatingsystems_id = {{ column = \"OS\" }}\ninstall_date = {{ column = \"Installed\" }}\n\
         [infocom]\nvalue = {{ column = \"Price\", type = \"money\" }}\nbuy_date = {{ column = \"Bought\" }}\n\
         warranty_duration = {{ column = \"Months\" }}\n"
    );
    let csv = "Serial;Name;MAC;IP;UUID;OS;Installed;Price;Bought;Months\n\
               S-0001;  pc 1  ;AA-BB-CC-DD-EE-0F;2001:DB8:0:0::1;4C4C4544-0042;Debian;2026-03-29;1234.5;2025-01-31;036\n\
               S-0002;pc 2;aabb.ccdd.ee10;192.168.0.10;;;;0;;0\n\
               S-0003;pc 3;;;;;;0.12345;;\n";
    let world = table(&fields, csv).await;
    stays_quiet(&world, "nightly").await;
    assert_eq!(world.glpi_row("Computer", "pc 1")["otherserial"], "aa:bb:cc:dd:ee:0f");
}

#[tokio::test(flavor = "multi_thread")]
async fn dropdowns_that_differ_in_case_and_accents_only() {
    let fields = format!(
        "{NAMED}manufacturers_id = {{ column = \"Maker\" }}\nlocations_id = {{ column = \"Location\" }}\n\
         computermodels_id = {{ column = \"Model\" }}\n"
    );
    let csv = "Serial;Name;Maker;Location;Model\n\
               S-0001;pc 1;Dell;Siège > Étage;Élite\n\
               S-0002;pc 2;DELL;siege > etage;elite\n\
               S-0003;pc 3;dell ;SIEGE>ETAGE;ELITE\n";
    let world = table(&fields, csv).await;
    stays_quiet(&world, "nightly").await;
    assert_eq!(world.glpi_names("Manufacturer"), ["Dell"]);
    assert_eq!(world.glpi_names("Location"), ["Siège", "Étage"]);
    assert_eq!(world.glpi_names("ComputerModel"), ["Élite"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_another_row_of_the_desk_spells_otherwise() {
    let world = table(
        &format!("{NAMED}manufacturers_id = {{ column = \"Maker\" }}\n"),
        "Serial;Name;Maker\nS-0001;pc;BÖRSE ag\n",
    )
    .await;
    world.human_adds("Manufacturer", serde_json::json!({ "name": "Borse AG" }));
    stays_quiet(&world, "nightly").await;
    assert_eq!(world.glpi_names("Manufacturer"), ["Borse AG"]);
}
