//! What is told: plans that wait, questions and tickets, each change once, many things in one message.

use stocktake::practice::glpi::{Effect, Fault};

use super::*;
use crate::event_feeds;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_waits_is_told_once_and_what_became_of_it() {
    let (world, receiver) = world("events = [\"job.*\", \"plan.*\"]").await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 1 }}\n"));
    run(&world, 3).await;
    run(&world, 3).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["plan.waiting"]);
    let data = &messages[0].json()["data"];
    assert!(data["changes"].as_u64().unwrap() > 1, "{data}");
    assert!(data["reason"].as_str().unwrap().contains("limit"), "{data}");
    let command = data["command"].as_str().unwrap();
    assert!(command.starts_with("stocktake approve "), "{data}");
    let newest = world.store().runs(None, 1).unwrap().remove(0).id;
    let approved = world.program(&["approve", &newest.0, "--by", "ann", "--why", "new laptops"]).await;
    assert_eq!(approved.code, Some(0), "{approved:?}");
    world.requests();
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["plan.approved"]);
    let data = &messages[0].json()["data"];
    assert_eq!((&data["by"], &data["why"]), (&"ann".into(), &"new laptops".into()));
    run(&world, 0).await;
    assert_eq!(receiver.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_void_once_the_source_is_another_and_declined_by_a_person() {
    let (world, receiver) = world("events = [\"job.*\", \"plan.*\"]").await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 1 }}\n"));
    run(&world, 3).await;
    world.csv("computers.csv", &table(&[]));
    world.job("nightly", JOB);
    world.csv("computers.csv", &table(&[PC_1]));
    run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["plan.waiting", "plan.void"]);
    world.job("nightly", &format!("{JOB}[limits]\ncreate = {{ count = 0 }}\n"));
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    run(&world, 3).await;
    let asked = world.json(&["questions"]).await;
    let id = asked[0]["id"].as_str().unwrap();
    assert_eq!(asked[0]["question"]["topic"], "plan_waits");
    let closed = world.program(&["questions", "close", id, "--by", "ann", "--why", "not now"]).await;
    assert_eq!(closed.code, Some(0), "{closed:?}");
    run(&world, 3).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["plan.waiting", "plan.declined"]);
    assert_eq!(messages[1].json()["data"]["title"], "nightly: ann declined the plan");
    // Closing it once more is no change.
    world.program(&["questions", "close", id]).await;
    assert_eq!(receiver.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_hear_of_plans_hears_that_the_job_was_refused() {
    let (world, receiver) = world("events = [\"job.*\"]\njobs = [\"nightly\"]").await;
    let refused = format!("{JOB}[limits]\ncreate = {{ count = 1 }}\n");
    world.job("nightly", &refused);
    world.job("weekly", &refused);
    run(&world, 3).await;
    assert_eq!(world.program(&["run", "weekly"]).await.code, Some(3));
    break_it(&world);
    run(&world, 1).await;
    mend_it(&world);
    run(&world, 3).await;
    world.job("nightly", JOB);
    run(&world, 0).await;
    let messages = receiver.messages();
    let kinds: Vec<String> = messages.iter().map(Message::kind).collect();
    assert_eq!(kinds, ["job.refused", "job.failed", "job.recovered"]);
    assert!(messages.iter().all(|message| message.json()["data"]["job"] == "nightly"));
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_told_in_one_message_when_they_come_and_when_they_go() {
    let (world, receiver) = world("events = [\"questions.*\"]").await;
    let twin = |name: &str, serial: &str| {
        world.human_adds("Computer", serde_json::json!({ "name": name, "serial": serial, "entities_id": 0 }))
    };
    let twins: Vec<i64> = ["SN-0001", "SN-0002"]
        .iter()
        .flat_map(|serial| [twin("one", serial), twin("other", serial)])
        .collect();
    world.program(&["run", "nightly"]).await;
    world.program(&["run", "nightly"]).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["questions.opened"]);
    let data = &messages[0].json()["data"];
    let topics: Vec<&str> =
        data["questions"].as_array().unwrap().iter().map(|asked| asked["topic"].as_str().unwrap()).collect();
    assert_eq!(topics.iter().filter(|topic| **topic == "ambiguous").count(), 2, "{data}");
    assert_eq!(data["count"], topics.len());
    let asked = world.json(&["questions"]).await;
    let id = |at: usize| data["questions"][at]["id"].as_str().unwrap().to_owned();
    assert!(asked.as_array().unwrap().iter().any(|asked| asked["id"] == id(0).as_str()), "{asked}");
    assert_eq!(world.program(&["questions", "close", &id(0), "--by", "bob"]).await.code, Some(0));
    let closed = receiver.messages().remove(0).json();
    assert_eq!((&closed["type"], &closed["data"]["by"]), (&"questions.closed".into(), &"bob".into()));
    for id in &twins[1..] {
        world.control().purge("Computer", *id).unwrap();
    }
    world.program(&["run", "nightly"]).await;
    world.requests();
    let gone = receiver.messages();
    assert_eq!(gone.iter().map(Message::kind).collect::<Vec<_>>(), ["questions.closed"]);
}

/// A job that solves a ticket with its event, and who is told.
async fn solving(lines: &str) -> (World, Receiver) {
    let feed = "path = \"in/*.csv\"\npick = \"all\"\nsettle = \"0s\"\nmove_to = \"done\"\n";
    let world = event_feeds::world(feed, event_feeds::MAPPING).await;
    let job = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
    let solves = "desk = \"glpi\"\non_recovery = { action = \"solve\", after = \"0s\" }\n";
    world.file("jobs/tickets.toml", job.replace("desk = \"glpi\"\n", solves));
    let receiver = Receiver::start().await;
    tells(&world, &receiver, lines);
    (world, receiver)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_tickets_are_one_message() {
    let (world, receiver) = solving("events = [\"*\"]\nlanguage = \"fr\"").await;
    let rows = |over: &str| -> String {
        (0..300)
            .map(|at| {
                format!("Acme;Lyon;srv-{at};Disque;critique;CRITIQUE;27/11/2026 08:30;{over};Disque plein;\n")
            })
            .collect()
    };
    world.file("in/1.csv", format!("{}{}", event_feeds::HEAD, rows("")));
    event_feeds::run(&world, 0).await;
    event_feeds::run(&world, 0).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["tickets.opened"]);
    let data = &messages[0].json()["data"];
    assert_eq!((&data["count"], &data["title"]), (&300.into(), &"tickets\u{a0}: 300 tickets ouverts".into()));
    assert!(data["tickets"][0]["number"].is_string(), "{data}");
    let lines = data["lines"].as_array().unwrap();
    assert!(lines.len() < 20 && lines.iter().any(|line| line == "et 290 de plus"), "{data}");
    world.file("in/2.csv", format!("{}{}", event_feeds::HEAD, rows("27/11/2026 09:10")));
    event_feeds::run(&world, 0).await;
    event_feeds::run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["tickets.solved"]);
    world.writes();
}

/// Makes something fail in the state as long as it is there.
fn held(world: &World, trigger: Option<&str>) {
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    let statement = trigger.map_or("DROP TRIGGER held".to_owned(), |when| {
        format!("CREATE TRIGGER held BEFORE {when} BEGIN SELECT RAISE(ABORT, 'held'); END")
    });
    database.execute(&statement, []).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_runs_that_died_or_failed_are_told_by_the_next_one_that_ends() {
    let (world, receiver) = solving("events = [\"tickets.*\"]").await;
    let rows = |name: &str, rows: &[(u8, &str)]| {
        let row = |(at, over): &(u8, &str)| {
            format!("Acme;Lyon;srv-{at};Disque;critique;CRITIQUE;27/11/2026 08:30;{over};Disque plein;\n")
        };
        world.file(name, format!("{}{}", event_feeds::HEAD, rows.iter().map(row).collect::<String>()));
    };
    let over = "27/11/2026 09:10";
    rows("in/1.csv", &[(1, ""), (2, "")]);
    event_feeds::run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["tickets.opened"]);

    // The desk has solved the ticket, and its answer is on its way to a program that is gone.
    let late = Effect::Delay(Duration::from_secs(60));
    world.control().inject(Fault::new(late).method("POST").path("/ITILSolution"));
    rows("in/2.csv", &[(1, over)]);
    let mut killed = world.command(&["run", "tickets"]);
    let mut killed = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let is_solved = || event_feeds::tickets(&world).contains(&"srv-1 / Disque: CRITIQUE solved".to_owned());
    until("the desk has solved it", is_solved).await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    // The next one finds that, and does not come to its end.
    held(&world, Some("UPDATE OF state ON runs WHEN NEW.state IN ('done', 'partial', 'failed')"));
    let ended = world.program(&["run", "tickets"]).await;
    assert_eq!((ended.code, receiver.count()), (Some(1), 0), "{ended:?}");
    held(&world, None);
    event_feeds::run(&world, 0).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["tickets.solved"]);
    assert_eq!(messages[0].json()["data"]["count"], 1);

    // One solves a ticket, and fails where it is to open another one.
    rows("in/3.csv", &[(2, over), (3, "")]);
    held(&world, Some("INSERT ON acts WHEN NEW.deed = 'opened'"));
    let failed = world.program(&["run", "tickets"]).await;
    assert_eq!((failed.code, receiver.count()), (Some(1), 0), "{failed:?}");
    held(&world, None);
    event_feeds::run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["tickets.opened", "tickets.solved"]);
    event_feeds::run(&world, 0).await;
    assert_eq!(receiver.count(), 0, "each once");
    let solved = event_feeds::tickets(&world);
    let wanted = [
        "srv-1 / Disque: CRITIQUE solved",
        "srv-2 / Disque: CRITIQUE solved",
        "srv-3 / Disque: CRITIQUE open",
    ];
    assert_eq!(solved, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_silent_is_told_once_and_that_it_is_back() {
    let (world, receiver) = world("").await;
    world.job("nightly", &format!("{JOB}[schedule]\ncron = \"0 0 1 1 *\"\ndead_man = \"1d\"\n"));
    run(&world, 0).await;
    sql(
        &world,
        "UPDATE runs SET started_at = '2026-01-02T00:00:00.000000Z', finished_at = '2026-01-02T00:00:05.000000Z'",
    );
    let schedule = serve(&world);
    let message = receiver.until(1).await.remove(0).json();
    all_noted(&world).await;
    drop(schedule);
    assert_eq!(
        (&message["type"], &message["data"]["since"]),
        (&"job.silent".into(), &"2026-01-02T00:00:05Z".into())
    );
    break_it(&world);
    run(&world, 1).await;
    mend_it(&world);
    run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["job.recovered"], "it was worse before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_program_died_is_a_failure() {
    let (world, receiver) = world("").await;
    run(&world, 0).await;
    sql(
        &world,
        "UPDATE runs SET state = 'running', finished_at = NULL, node = 'elsewhere/1:1', alive_at = '2026-01-02T00:00:00.000000Z'",
    );
    run(&world, 0).await;
    let messages = receiver.messages();
    assert_eq!(messages.iter().map(Message::kind).collect::<Vec<_>>(), ["job.failed", "job.recovered"]);
    assert_eq!(messages[0].json()["data"]["state"], "interrupted");
}
