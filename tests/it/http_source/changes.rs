//! A feed that asks for changes only: what it remembers, and when it does not.

use serde_json::json;

use super::api::{Api, Asked, Reply};
use crate::world::World;

const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nname = { column = \"name\", required = true }\nserial = { column = \"serial\" }\n";

fn feed(extra: &str) -> String {
    format!(
        "[[feed]]\nmapping = \"pc\"\nfrom = \"vendor\"\n[feed.http]\npath = \"/hosts\"\nrows = \"rows\"\n\
         query = {{ state = \"all\", changed_after = \"{{{{ since }}}}\" }}\n\
         [feed.http.changes]\nfield = \"changed\"\noverlap = \"10m\"\n{extra}\n"
    )
}

async fn world(api: &Api, job: &str) -> World {
    let world = World::new().await;
    world.add_settings(&format!("[system.vendor.http]\nurl = \"{}\"\n", api.url));
    world.mapping("pc", MAPPING);
    world.job("hosts", job);
    world
}

fn host(name: &str, changed: &str) -> serde_json::Value {
    json!({ "name": name, "serial": format!("S-{name}"), "changed": changed })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_run_asks_for_what_has_changed_and_retires_nothing() {
    let api = Api::start(|asked: &Asked| {
        let rows = match asked.parameter("changed_after").as_deref() {
            None => json!([host("pc1", "2026-01-01 10:00:00"), host("pc2", "2026-01-02 10:00:00")]),
            // What was changed within the overlap comes again, here with a new name.
            Some("2026-01-02 09:50:00") => {
                json!([{ "name": "pc2-new", "serial": "S-pc2", "changed": "2026-01-02 11:00:00" }])
            }
            Some(other) => panic!("{other}"),
        };
        Reply::json(json!({ "rows": rows }))
    })
    .await;
    // The server writes its own time, which is that of Paris.
    let world = world(&api, &feed("format = \"%Y-%m-%d %H:%M:%S\"\nzone = \"Europe/Paris\"")).await;
    world.run("hosts").await;
    assert_eq!(world.glpi_names("Computer"), ["pc1", "pc2"]);
    world.run("hosts").await;
    assert_eq!(world.glpi_names("Computer"), ["pc1", "pc2-new"]);
    assert_eq!(
        api.calls(),
        ["GET /hosts?state=all", "GET /hosts?state=all&changed_after=2026-01-02%2009%3A50%3A00"]
    );
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_rejects_and_another_question_begin_anew() {
    let api = Api::start(|asked: &Asked| {
        let bad = if asked.turn == 0 { "" } else { "pc2" };
        let rows = json!([host("pc1", "2026-01-01T10:00:00Z"), { "name": bad, "serial": "S2", "changed": "2026-01-02T10:00:00Z" }]);
        Reply::json(json!({ "rows": rows }))
    })
    .await;
    let world = world(&api, &feed("")).await;
    world.run("hosts").await;
    world.run("hosts").await;
    world.run("hosts").await;
    let asked: Vec<_> = api.asked().iter().map(|asked| asked.parameter("changed_after")).collect();
    assert_eq!(asked, [None, None, Some("2026-01-02T09:50:00Z".to_owned())]);
    world.job("hosts", &feed("").replace("state = \"all\"", "state = \"up\""));
    world.run("hosts").await;
    assert_eq!(api.asked()[3].query, "state=up");
    world.requests();
}
