//! What goes wrong on the way: lost answers, sessions that end, rights, pages that move.

use stocktake::practice::servicenow::Fault as FaultThere;
use stocktake::practice::vendors::{Deed, Effect, Fault};

use super::*;

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn e14_a_ticket_that_cannot_be_made_denies_nothing_and_is_tried_again() {
    let shop = Shop::of(API).await;
    let grants = shop.tickets("sys_user_has_role");
    for grant in &grants {
        shop.snow.control().delete("sys_user_has_role", &grant["sys_id"]);
    }
    let said = plain(&shop.run(4).await);
    assert!(said.contains("role itil"), "{said}");
    assert!(shop.tickets("incident").is_empty());
    assert_eq!(shop.decided(), [], "no request is denied by accident");
    assert_eq!(shop.state("ITS-00001"), "OrderProduct");
    for grant in &grants {
        let fields = json!({ "user": grant["user"], "role": grant["role"] });
        shop.snow.control().add("admin", "sys_user_has_role", &fields).unwrap();
    }
    shop.run(0).await;
    assert_eq!(shop.tickets("incident").len(), 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn e15_a_request_that_is_cancelled_while_we_decide_is_told_and_the_run_is_well() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    shop.set("ITS-00013", "6");
    let cancel = Effect::Before(Deed::new("cancel", &shop.id("ITS-00013"), ""));
    shop.identity.control().inject(Fault::new(cancel).path("/decide/"));
    shop.run(0).await;
    let decided = shop.decided();
    assert_eq!((decided.len(), decided[0].status), (1, 400), "{decided:?}");
    assert_eq!(shop.state("ITS-00013"), "Aborted");
    let number = shop.ticket("ITS-00013")["number"].clone();
    let trail = shop.program(&["audit", "--request", &number]).await.stdout;
    assert!(trail.contains("failed: closing told"), "{trail}");
    let json = shop.program(&["audit", "--request", &number, "--format", "json"]).await.stdout;
    let told = "the problem is over; its source says: The request is not pending any more (state: Aborted).";
    assert!(json.contains(told), "{json}");
    // It is not asked again.
    shop.run(0).await;
    assert_eq!(shop.decided(), []);
    let trail = shop.program(&["audit", "--request", &number]).await.stdout;
    assert!(trail.contains("problem over"), "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn e16_a_session_that_ends_is_opened_anew_and_the_state_is_looked_at_first() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.set("ITS-00014", "6");
    shop.asked();
    shop.identity.control().inject(Fault::new(Effect::Expired).path("/decide/"));
    shop.run(0).await;
    let asked = shop.asked();
    let at = |what: &str, from: usize| {
        asked.iter().skip(from).position(|seen| seen.path.contains(what)).map(|at| at + from)
    };
    let refused = at("/decide/", 0).unwrap();
    assert_eq!(asked[refused].status, 401, "{asked:#?}");
    let login = at("/login/", refused).unwrap();
    let looked = at("/itshop/requests", login).unwrap();
    let again = at("/decide/", looked).unwrap();
    assert_eq!(asked[again].status, 204, "with the new XSRF token: {asked:#?}");
    assert_eq!(asked.iter().filter(|seen| seen.path.contains("/login/")).count(), 3);
    assert_eq!((shop.state("ITS-00014").as_str(), shop.history("ITS-00014").len()), ("Assigned", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn e16_a_decision_of_which_the_answer_was_lost_is_looked_up_and_made_once() {
    for (job, path) in [(API, "/decide/"), (APP, "/script/")] {
        for fault in [Fault::answers_after_commit(502), Fault::answers(502)] {
            let shop = Shop::of(job).await;
            shop.run(0).await;
            shop.set("ITS-00015", "6");
            shop.asked();
            shop.identity.control().inject(fault.path(path));
            shop.run(0).await;
            shop.run(0).await;
            assert_eq!(shop.state("ITS-00015"), "Assigned", "{job}");
            assert_eq!(shop.history("ITS-00015").len(), 1, "{job}: once");
            let done = shop.decided().iter().filter(|seen| (200..300).contains(&seen.status)).count();
            assert!(done <= 1, "{job}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e16_a_ticket_of_which_the_answer_was_lost_is_there_once() {
    let shop = Shop::of(API).await;
    shop.snow.control().inject(FaultThere::status_after_commit(502).method("POST"));
    shop.program(&["run", API]).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    for _ in 0..2 {
        shop.program(&["run", API]).await;
    }
    assert_eq!(shop.tickets("incident").len(), 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn e17_a_wrong_password_is_tried_once_and_told() {
    for (job, path) in [(API, "/login/"), (APP, "/auth/apphost")] {
        let shop = Shop::of(job).await;
        shop.write("secrets/identity", "wr0ng-passw0rd");
        let said = plain(&shop.run(1).await);
        let asked = shop.asked();
        let logins = asked.iter().filter(|seen| seen.path.contains(path)).count();
        assert_eq!((logins, asked.len()), (1, 1), "{asked:?}");
        assert!(said.contains("practice-identity") || said.contains("practice-appserver"), "{said}");
        assert!(said.contains("the user or the secret is wrong (HTTP 401)"), "{said}");
        assert!(!said.contains("wr0ng-passw0rd"), "{said}");
        assert_eq!(shop.written_there(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e18_a_list_in_pages_that_shrinks_loses_none() {
    let shop = Shop::of(API).await;
    // The first of the list is cancelled between the first page and the second.
    let gone = Effect::Then(Deed::new("cancel", &shop.id("ITS-00001"), ""));
    shop.identity.control().inject(Fault::new(gone).path("/approve/requests"));
    shop.run(0).await;
    let pages: Vec<String> = shop
        .asked()
        .into_iter()
        .filter(|seen| seen.path.ends_with("/approve/requests"))
        .map(|seen| seen.query)
        .collect();
    assert!(pages.len() >= 2 && pages[0].contains("PageSize=20"), "{pages:?}");
    for number in 2..=30 {
        shop.ticket(&format!("ITS-{number:05}"));
    }
    assert!((30..=31).contains(&shop.tickets("incident").len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn e19_an_account_that_sees_nothing_ends_nothing() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    shop.written_there();
    shop.identity.control().blind();
    let said = plain(&shop.run(0).await);
    assert!(said.contains("0 of 31"), "{said}");
    shop.wrote_nothing();
    shop.identity.control().unblind();
    shop.run(0).await;
    shop.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn e14_a_ticket_that_was_deleted_decides_nothing() {
    let shop = Shop::of(API).await;
    shop.run(0).await;
    shop.asked();
    let ticket = shop.ticket("ITS-00016");
    shop.snow.control().delete("incident", &ticket["sys_id"]);
    shop.run(0).await;
    shop.run(0).await;
    assert_eq!(shop.decided(), []);
    assert_eq!(shop.state("ITS-00016"), "OrderProduct");
}
