//! Reference data from any source: a feed fills the list that is kept of a desk.

use stocktake::model::ticket::RefKind;

use super::*;

const JOB: &str =
    "[refs]\n[[feed]]\ndesk = \"glpi\"\nkinds = [\"team\"]\nmapping = \"teams\"\npath = \"teams.csv\"\n";

const TEAMS: &str = "class = \"Reference\"\n[field]\nid = { column = \"Id\" }\nname = { column = \"Équipe\" }\n\
    also = { column = \"Codes\" }\n";

/// Names of the teams that are kept of the desk, with those that are gone in brackets.
fn teams(world: &World) -> Vec<String> {
    let known = world.store().refs("glpi", Some(RefKind::Team)).unwrap();
    let name = |gone: bool, name: &str| if gone { format!("({name})") } else { name.to_owned() };
    known.iter().map(|known| name(known.gone_at.is_some(), &known.entry.name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_fills_the_list_of_a_desk_and_a_bad_row_changes_nothing() {
    let world = World::new().await;
    world.mapping("teams", TEAMS);
    world.file("jobs/reference.toml", JOB);
    world.file("teams.csv", "Id;Équipe;Codes\n7;Réseau;net, lan\n8;Systèmes;\n");
    let run = async |code| {
        let outcome = world.program(&["run", "reference"]).await;
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
        outcome
    };
    run(0).await;
    assert_eq!(teams(&world), ["Réseau", "Systèmes"]);
    let known = world.store().refs("glpi", Some(RefKind::Team)).unwrap();
    assert_eq!(
        (known[0].entry.id.as_str(), &known[0].entry.also),
        ("7", &vec!["net".to_owned(), "lan".to_owned()])
    );
    // An entry without a name: the list is not whole, so that nothing of it counts.
    world.file("teams.csv", "Id;Équipe;Codes\n7;Réseau;\n9;;\n");
    let told = run(1).await;
    assert!(told.stdout.contains("teams.csv:3") && told.stdout.contains("nothing is kept"), "{told:?}");
    assert_eq!(teams(&world), ["Réseau", "Systèmes"]);
    world.file("teams.csv", "Id;Équipe;Codes\n7;Réseau;\n");
    run(0).await;
    assert_eq!(teams(&world), ["Réseau", "(Systèmes)"]);
    let read = world.program(&["read", "reference"]).await;
    assert!(read.stdout.contains("→ Reference (teams)"), "{read:?}");
    world.wrote_nothing();
}
