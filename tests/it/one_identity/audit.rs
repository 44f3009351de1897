//! Every step of a request, for an audit.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e07_every_step_of_a_request_can_be_told_at_any_time_in_the_same_order() {
    let shop = Shop::of(APP).await;
    shop.run(0).await;
    for state in ["2", "6"] {
        shop.set("ITS-00017", state);
        shop.run(0).await;
    }
    shop.run(0).await;
    let number = shop.ticket("ITS-00017")["number"].clone();
    let json = ["audit", "--job", APP, "--request", &number, "--format", "json"];
    let told = shop.program(&json).await;
    assert_eq!(told.code, Some(0), "{told:?}");
    let steps: Vec<Value> = serde_json::from_str(&told.stdout).unwrap();
    let all: Vec<&str> = steps.iter().map(|step| step["what"].as_str().unwrap()).collect();
    for wanted in ["seen", "opened", "state", "told_closed", "over"] {
        assert!(all.contains(&wanted), "{wanted}: {all:?}");
    }
    assert!(all.iter().filter(|what| **what == "state").count() >= 2, "{all:?}");
    assert!(steps.iter().all(|step| step["ticket"] == number.as_str()), "{steps:#?}");
    assert!(steps.iter().all(|step| step["event"] == shop.id("ITS-00017").as_str()), "{steps:#?}");
    let at = |step: &Value| chrono::DateTime::parse_from_rfc3339(step["at"].as_str().unwrap()).unwrap();
    assert!(steps.is_sorted_by_key(at), "{steps:#?}");
    // Nobody is asked, and the order is the same.
    shop.asked();
    assert_eq!(shop.program(&json).await.stdout, told.stdout);
    // In French down to the states, with the desk's own word behind them.
    let french = shop.program(&["--language", "fr", "audit", "--request", &number]).await.stdout;
    for told in
        ["statut", "en cours (In Progress)", "résolu (Resolved)", "clôture signalée", "problème terminé"]
    {
        assert!(french.contains(told), "{told}: {french}");
    }
    let french =
        shop.program(&["--language", "fr", "audit", "--request", &number, "--format", "csv"]).await.stdout;
    assert!(french.contains("résolu (Resolved)") && !french.contains("resolved ("), "{french}");
    let csv = shop.program(&["audit", "--format", "csv"]).await;
    assert!(csv.stdout.lines().count() > 60 && csv.stdout.contains(&number), "{}", csv.stdout);
    let book = shop.program(&["audit", "--format", "xlsx", "--out", "audit.xlsx"]).await;
    assert_eq!(book.code, Some(0), "{book:?}");
    assert!(shop.folder().join("audit.xlsx").is_file());
    assert_eq!(shop.asked(), []);
}
