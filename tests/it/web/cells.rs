//! What stands in the source of a rejected record: on the page of its run, in the file, over the API.

use serde_json::json;

use super::{Console, add_user, api::Client};
use crate::fleet::{JOB, PC_1, table, two_computers};
use crate::world::World;

/// One computer, two rows with one key, and a row with a wrong date.
async fn rejected() -> (World, String) {
    let world = two_computers().await;
    add_user(&world, "vera", &["viewer"]).await;
    let long = "é".repeat(300);
    let twin = |name: &str| format!("{name};Acme;SN-0009;;Dell;;;;;{long};;;;;;");
    let wrong =
        PC_1.replace("pc-1", "pc-3").replace("SN-0001", "SN-0003").replace("15/02/2025", "31/02/2025");
    world.csv("computers.csv", &table(&[PC_1, &twin("=a"), &twin("b"), &wrong]));
    let run = world.run("nightly").await.run.id.to_string();
    world.requests();
    (world, run)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reject_shows_the_cells_of_its_record_on_the_page_in_the_file_and_over_the_api() {
    let (world, run) = rejected().await;
    let console = Console::open(&world).await;
    let vera = console.log_in("vera").await;
    for (language, head) in [("en", "In the source"), ("fr", "Dans la source")] {
        vera.speaks(language);
        let page = vera.get(&format!("/jobs/nightly/runs/{run}")).await;
        let (_, rejects) = page.text.split_once("id=\"rejects\"").unwrap();
        let rejects = super::unescaped(rejects.split_once("</table>").unwrap().0);
        assert!(rejects.contains(head) && rejects.contains("SN-0009") && rejects.contains("=a"), "{rejects}");
        assert!(rejects.contains("31/02/2025"), "{rejects}");
        let file = vera.get(&format!("/jobs/nightly/runs/{run}/rejects.csv")).await;
        let mut reader = csv::ReaderBuilder::new();
        reader.delimiter(if language == "fr" { b';' } else { b',' });
        let mut reader = reader.from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
        let at = reader.headers().unwrap().iter().position(|name| name == head).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3, "{}", file.text);
        assert!(rows[0][at].starts_with("Name: =a; Entity: Acme; Serial: SN-0009; Number: ;"), "{rows:?}");
        assert!(rows[2][at].contains("; Bought: 31/02/2025"), "{rows:?}");
    }

    let client = Client::new(&console, "ci", &["viewer"]).await;
    let found = client.all(&format!("/api/v1/jobs/nightly/runs/{run}/rejects")).await;
    let cells = found[1]["cells"].as_array().unwrap();
    assert_eq!(
        cells[..2],
        [json!({"column": "Name", "value": "b"}), json!({"column": "Entity", "value": "Acme"})]
    );
    let comment = cells.iter().find(|cell| cell["column"] == "Comment").unwrap();
    assert_eq!(comment["value"], format!("{}…", "é".repeat(200)), "a long text is cut");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_no_mapping_reads_are_not_kept_and_an_approval_keeps_what_is() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 0 }}\n"));
    let secret = "Winter-2026!";
    let text = table(&[PC_1, "a;Acme;SN-9;;;;;;;;;;;;;", "b;Acme;SN-9;;;;;;;;;;;;;"]);
    let lines = text.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line};Password;\n"),
        _ => format!("{line};{secret};nameless\n"),
    });
    world.csv("computers.csv", &lines.collect::<String>());
    let refused = world.run("nightly").await.run;
    let store = world.store();
    let shown = store.rejects_behind(&refused.id, 0, 10).unwrap();
    assert_eq!(shown.len(), 2);
    let kept = format!("{shown:?}");
    assert!(kept.contains("SN-9") && !kept.contains(secret) && !kept.contains("nameless"), "{kept}");

    let approved = world.program(&["approve", refused.id.short()]).await;
    assert_eq!(approved.code, Some(4), "{approved:?}");
    world.requests();
    let approving = store.runs(Some("nightly"), 1).unwrap().remove(0).id;
    let of = |shown: Vec<stocktake::store::ShownReject>| {
        shown.into_iter().map(|shown| (shown.reject, shown.cells)).collect::<Vec<_>>()
    };
    assert_eq!(of(store.rejects_behind(&approving, 0, 10).unwrap()), of(shown));
}
