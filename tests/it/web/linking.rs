//! Links on the console: of companies, and of records to items; who may change them, what is refused, what is written
//! down, and what the next run makes of it. Reference data is refreshed, dictionaries are shown.

use chrono::Utc;
use serde_json::{Value, json};
use stocktake::model::RunState;
use stocktake::model::journal::Trigger;
use stocktake::model::ticket::{RefEntry, RefKind};
use stocktake::practice::monitor::{self, Level, face};

use super::{Browser, Console, JOB, PASSWORD, Page, add_user, refused, told};
use crate::fleet::{PC_1, PC_2, table, two_computers};
use crate::three_desks::ThreeDesks;
use crate::world::{World, until};

fn company(id: &str, name: &str) -> RefEntry {
    RefEntry {
        kind: RefKind::Company,
        id: id.to_owned(),
        name: name.to_owned(),
        also: Vec::new(),
        class: None,
        companies: Vec::new(),
        parent: None,
    }
}

/// A viewer, an operator of every job, an operator of one job.
async fn people(world: &World) {
    for (name, role) in [("vera", "viewer"), ("otto", "operator"), ("nora", "nightly=operator")] {
        add_user(world, name, &[role]).await;
    }
}

/// Sends the form of a page with what it carries besides.
async fn send(browser: &Browser, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
    let carried: Vec<(&str, String)> =
        ["token", "seen"].into_iter().filter_map(|name| Some((name, page.hidden(name)?))).collect();
    let mut all: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(fields);
    browser.post(path, &all).await
}

/// `seen` of a form, which a page has one of for each action.
fn seen(page: &Page) -> String {
    page.hidden("seen").unwrap()
}

async fn history(world: &World) -> Vec<Value> {
    world.json(&["links", "history"]).await.as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_linked_changed_and_taken_away_with_who_and_why() {
    let world = two_computers().await;
    people(&world).await;
    world.file(
        "links.toml",
        "# Customers\n[[link]]\ncompany = \"Contoso\"\ndesk = \"glpi\"\nto = \"Northwind\"\n",
    );
    let store = world.store();
    let known = [company("4", "Fabrikam SA"), company("5", "Northwind"), company("6", "Fabrikam <b>")];
    store.keep_refs("glpi", &[RefKind::Company], &known, Utc::now()).unwrap();
    let console = Console::open(&world).await;
    let (otto, other, vera) =
        (console.log_in("otto").await, console.log_in("otto").await, console.log_in("vera").await);

    let list = otto.get("/links").await;
    assert!(list.has("links.toml:2") && list.has("/links/glpi\""), "{}", list.text);
    let path = "/links/glpi?company=Fabrikam&find=fabri";
    let page = otto.get(path).await;
    assert!(
        page.has("Fabrikam SA") && page.has("Fabrikam <b>") && !page.text.contains("<b>"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("id:5"), "what was not looked for: {}", page.text);
    assert!(page.has("stocktake links set Fabrikam --desk glpi --to fabri"), "{}", page.text);
    assert!(page.has("none: looked for by its own name"), "{}", page.text);
    // Nothing is chosen beforehand, and nothing is set without a choice.
    assert!(!page.text.contains(" checked"));
    let without = send(&otto, &page, "/links/glpi/set", &[("company", "Fabrikam"), ("why", "kept")]).await;
    assert_eq!(without.status, 400);
    assert!(without.has("Choose the company of the desk first") && without.has("kept"), "{}", without.text);

    let old = other.get(path).await;
    let fields = [("company", "Fabrikam"), ("choice", "id:4"), ("why", "the same customer")];
    let set = send(&otto, &page, "/links/glpi/set", &fields).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert!(set.has("Fabrikam SA") && set.has("otto") && set.has("the same customer"), "{}", set.text);
    let stands = world.json(&["links", "list"]).await;
    assert!(stands.to_string().contains("Fabrikam SA"), "{stands}");

    // Who saw it before decides about what is not there any more.
    let late = send(&other, &old, "/links/glpi/set", &[("company", "Fabrikam"), ("choice", "id:5")]).await;
    assert_eq!(late.status, 409);
    assert!(late.has("is another one by now"), "{}", late.text);
    assert_eq!(history(&world).await.len(), 1);

    // In other letters it is the same company.
    let page = otto.get("/links/glpi?company=FABRIKAM&find=5").await;
    let changed = send(&otto, &page, "/links/glpi/set", &[("company", "FABRIKAM"), ("choice", "id:5")]).await;
    assert!(changed.has("Northwind") && changed.has("Fabrikam SA"), "{}", changed.text);
    assert_eq!(world.store().company_links().unwrap().len(), 1);

    let file = otto.get("/links/glpi?company=contoso").await;
    assert!(
        file.has("goes before what people set here") && !file.text.contains("/links/glpi/set"),
        "{}",
        file.text
    );
    let fields = [("company", "contoso"), ("choice", "id:4"), ("seen", "null")];
    let fixed = send(&otto, &page, "/links/glpi/set", &fields).await;
    assert_eq!(fixed.status, 400);
    assert!(fixed.has("comes from links.toml: change it there"), "{}", fixed.text);

    let page = otto.get("/links/glpi?company=fabrikam").await;
    assert!(page.has("stocktake links unset fabrikam --desk glpi"), "{}", page.text);
    let gone = send(&otto, &page, "/links/glpi/unset", &[("company", "fabrikam"), ("why", "left")]).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert_eq!(world.store().company_links().unwrap(), []);
    let changes = history(&world).await;
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert_eq!((&changes[0]["by"], &changes[0]["why"]), (&json!("otto"), &json!("left")));
    assert_eq!((&changes[0]["was"]["company"], &changes[0]["becomes"]), (&json!("Northwind"), &Value::Null));
    let log = told(&world, "link_changed").await;
    assert_eq!(log.len(), 3, "{log:?}");
    assert_eq!(
        log.iter().filter(|entry| entry["detail"] == "Fabrikam at glpi: no link → Fabrikam SA").count(),
        1
    );

    // Who sees it sees its history, and no form.
    let shown = vera.get("/links/glpi?company=Fabrikam").await;
    assert!(
        shown.has("the same customer") && !shown.text.contains("method=\"post\" action=\"/links"),
        "{}",
        shown.text
    );
    vera.speaks("fr");
    assert!(vera.get("/links/glpi?company=Fabrikam").await.has("Modifications par des personnes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_decide_about_every_job_of_a_desk_changes_no_link_of_it() {
    let world = two_computers().await;
    people(&world).await;
    let known = [company("4", "Fabrikam SA")];
    world.store().keep_refs("glpi", &[RefKind::Company], &known, Utc::now()).unwrap();
    world.run("nightly").await;
    world.requests();
    let console = Console::open(&world).await;
    let company = [("company", "Fabrikam"), ("choice", "id:4"), ("seen", "null")];
    let item = [("key", "SN-0001"), ("class", "Computer"), ("seen", "1")];
    for name in ["vera", "nora"] {
        let browser = console.log_in(name).await;
        let token = browser.token().await;
        for path in ["/links/glpi/set", "/links/glpi/unset"] {
            let fields: Vec<(&str, &str)> = [("token", token.as_str())].into_iter().chain(company).collect();
            assert_eq!(browser.post(path, &fields).await.status, 403, "{name} {path}");
        }
        let fields: Vec<(&str, &str)> = [("token", token.as_str())].into_iter().chain(item).collect();
        let own = browser.post("/jobs/nightly/link/unset", &fields).await;
        assert_eq!(own.status == 403, name == "vera", "{}", own.text);
    }
    let otto = console.log_in("otto").await;
    let forged = otto.post("/links/glpi/set", &company).await;
    assert_eq!(forged.status, 403, "without the token of the login");
    assert_eq!(world.store().company_links().unwrap(), []);
    assert_eq!(history(&world).await.iter().filter(|change| change["of"] == "company").count(), 0);
    // Four for the companies, one for the item.
    assert_eq!(told(&world, "role_refused").await.len(), 5);
    assert_eq!(told(&world, "forgery_refused").await.len(), 1);
    assert_eq!(otto.get("/links/nowhere?company=Fabrikam").await.status, 404);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_run_opens_the_ticket_for_the_company_that_was_linked_here() {
    let desks = ThreeDesks::new().await;
    let world = &desks.world;
    let icinga = monitor::Running::start(face("icinga").unwrap()).await.unwrap();
    world.file("secrets/icinga", monitor::PASSWORD);
    world.add_settings(&format!(
        "[system.icinga.icinga]\nurl = \"{}\"\nlogin = \"{}\"\npassword = \"file:secrets/icinga\"\n",
        icinga.base_url(),
        monitor::LOGIN
    ));
    icinga.control().raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL - 3% free");
    world.file(
        "jobs/tickets.toml",
        "monitors = [\"icinga\"]\nsettle = \"1s\"\n[[rule]]\nname = \"all\"\ndesk = \"itop\"\n\
         title = \"{{ event.host }}\"\ncompany = { name = \"Fabrikam\", required = true }\n\
         fields = { caller_id = \"40\" }\n",
    );
    add_user(world, "otto", &["tickets=operator"]).await;
    world.program(&["run", "tickets"]).await;
    assert_eq!(world.json(&["tickets"]).await, json!([]), "no such company");

    let console = Console::open(world).await;
    let otto = console.log_in("otto").await;
    // What the desk was asked for last does not have it: it is asked now.
    world.store().keep_refs("itop", &[RefKind::Company], &[], Utc::now()).unwrap();
    let page = otto.get("/links/itop?company=Fabrikam&find=client%20a").await;
    assert!(page.has("ask the desk now for") && page.has("name:client a"), "{}", page.text);
    let fields = [("company", "Fabrikam"), ("find", "client a"), ("choice", "name:client a")];
    let set = send(&otto, &page, "/links/itop/set", &fields).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert!(set.has("Client A"), "{}", set.text);
    let ended = world.program(&["run", "tickets"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(world.json(&["tickets"]).await.as_array().unwrap().len(), 1);
    let known = otto.get("/references?system=itop&kind=company&q=client%20a").await;
    assert!(known.has("stands for: Fabrikam") || known.has("stands for"), "{}", known.text);
    let wrong = send(
        &otto,
        &set,
        "/links/itop/set",
        &[("company", "Contoso"), ("choice", "name:Nobody"), ("seen", "null")],
    )
    .await;
    assert!(wrong.status == 400 || wrong.status == 409, "{}", wrong.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_unlinked_and_linked_between_two_runs_and_the_next_one_goes_by_it() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}[limits]\nask_reason = true\n"));
    people(&world).await;
    world.run("nightly").await;
    world.requests();
    let spare = world.human_adds("Computer", json!({"name": "spare"}));
    let first = world.glpi_row("Computer", "pc-1")["id"].as_i64().unwrap();
    let console = Console::open(&world).await;
    let (otto, vera) = (console.log_in("otto").await, console.log_in("vera").await);

    let list = otto.get("/items?q=sn-0001").await;
    assert!(list.has("SN-0001") && list.has("pc-1") && !list.has("SN-0002"), "{}", list.text);
    assert!(list.has("stocktake links items JOB sn-0001"), "{}", list.text);
    assert!(otto.get(&format!("/items?q=%23{first}")).await.has("SN-0001"));
    let page = otto.get("/jobs/nightly/link?class=Computer&key=SN-0001").await;
    for piece in
        ["made by this job", "Remembered", "stocktake links unset-item nightly SN-0001 --class Computer"]
    {
        assert!(page.has(piece), "{piece}: {}", page.text);
    }
    assert!(page.has("/jobs/nightly/runs/"), "the run that wrote it: {}", page.text);
    let shown = vera.get("/jobs/nightly/link?class=Computer&key=SN-0001").await;
    assert!(shown.has("made by this job") && !shown.text.contains("/link/unset"), "{}", shown.text);

    // What there is is shown before it is linked.
    let record = [("key", "SN-0003"), ("class", "Computer")];
    for (to, why) in [("999999", "shows no Computer #999999 to us"), ("twelve", "is no id")] {
        let page = otto.get(&format!("/jobs/nightly/link?key=SN-0003&item={to}")).await;
        assert!(page.status == 400 && page.has(why), "{to}: {}", page.text);
    }
    let taken = otto.get(&format!("/jobs/nightly/link?key=SN-0003&item={first}")).await;
    let to = first.to_string();
    let fields = [record[0], record[1], ("item", to.as_str()), ("why", "x"), ("seen", "")];
    let taken = send(&otto, &taken, "/jobs/nightly/link/set", &fields).await;
    assert!(taken.status == 400 && taken.has("is the item of `SN-0001`"), "{}", taken.text);

    let to = spare.to_string();
    let page = otto.get(&format!("/jobs/nightly/link?key=SN-0003&item={to}")).await;
    assert!(page.has("spare") && page.has("Nothing is written to the item now"), "{}", page.text);
    let fields = [record[0], record[1], ("item", to.as_str()), ("adopt", "1")];
    let without = send(&otto, &page, "/jobs/nightly/link/set", &fields).await;
    assert!(without.status == 400 && without.has("This job asks for a reason"), "{}", without.text);

    // A run is under way: the link waits.
    let store = world.store();
    let running = store.begin_run("nightly", Trigger::Command, "elsewhere", Utc::now()).unwrap();
    let fields = [record[0], record[1], ("item", to.as_str()), ("adopt", "1"), ("why", "new board")];
    let busy = send(&otto, &page, "/jobs/nightly/link/set", &fields).await;
    assert!(busy.status == 409 && busy.has("is running already"), "{}", busy.text);
    assert!(busy.has("A run of the job is under way"), "{}", busy.text);
    store.interrupt_run(&running, &stocktake::model::webhook::Telling::default(), Utc::now()).unwrap();
    assert_eq!(history(&world).await.len(), 0);

    let set = send(&otto, &page, "/jobs/nightly/link/set", &fields).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert!(
        set.has("linked by hand by otto on") && set.has("may be retired") && set.has("new board"),
        "{}",
        set.text
    );
    let again = send(&otto, &page, "/jobs/nightly/link/set", &fields).await;
    assert!(again.status == 409 && again.has("is another one by now"), "{}", again.text);
    world.wrote_nothing();

    // The next run takes it as the item of the record: none is made.
    let third = PC_2
        .replace("pc-2", "pc-3")
        .replace("SN-0002", "SN-0003")
        .replace("I-2", "I-3")
        .replace("L-2", "L-3");
    world.csv("computers.csv", &table(&[PC_1, PC_2, &third]));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{report:?}");
    assert!(!world.requests().is_empty());
    assert_eq!(world.glpi_row("Computer", "pc-3")["id"], spare);
    assert_eq!(world.glpi_names("Computer").len(), 3);

    // Unlinked, it is found again by its key: nothing is written, and it is no longer one to be retired.
    let page = otto.get("/jobs/nightly/link?class=Computer&key=SN-0003").await;
    assert_eq!(seen(&page), to);
    let gone =
        send(&otto, &page, "/jobs/nightly/link/unset", &[record[0], record[1], ("why", "to see")]).await;
    assert!(gone.status == 200 && gone.has("no link"), "{}", gone.text);
    world.run("nightly").await;
    world.wrote_nothing();
    let page = otto.get("/jobs/nightly/link?class=Computer&key=SN-0003").await;
    assert!(page.has("matched by a key, never retired") && !page.has("linked by hand"), "{}", page.text);
    let changes = history(&world).await;
    assert_eq!((changes[1]["becomes"]["item"].as_i64(), &changes[1]["by"]), (Some(spare), &json!("otto")));
    let log = told(&world, "link_changed").await;
    assert_eq!((log.len(), &log[0]["job"]), (2, &json!("nightly")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_of_another_job_is_linked_only_where_a_person_says_so_and_who_did_is_told() {
    let world = two_computers().await;
    world.job("audit", JOB);
    people(&world).await;
    add_user(&world, "anna", &["audit=operator"]).await;
    world.run("nightly").await;
    world.requests();
    let id = |name: &str| world.glpi_row("Computer", name)["id"].as_i64().unwrap().to_string();
    let (first, second) = (id("pc-1"), id("pc-2"));

    let set = ["links", "set-item", "audit", "SN-0001", "--to", first.as_str(), "--by", "ann"];
    let refused = world.program(&set).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("is the item of `SN-0001` of nightly, too"), "{refused:?}");
    assert!(history(&world).await.is_empty());
    let meant = world.program(&[&set[..], &["--share"]].concat()).await;
    assert_eq!(meant.code, Some(0), "{meant:?}");

    let console = Console::open(&world).await;
    let path = format!("/jobs/audit/link?key=SN-0002&item={second}");
    let fields = [("key", "SN-0002"), ("class", "Computer"), ("item", second.as_str())];
    let anna = console.log_in("anna").await;
    let page = anna.get(&path).await;
    assert!(page.has("that of 1 record of jobs that you do not see, too"), "{}", page.text);
    assert!(!page.text.contains("nightly"), "{}", page.text);
    let otto = console.log_in("otto").await;
    let page = otto.get(&path).await;
    assert!(page.has("This item is that of `SN-0002` of nightly, too"), "{}", page.text);
    assert!(page.has("--share"), "{}", page.text);
    for browser in [&anna, &otto] {
        let page = browser.get(&path).await;
        let without = send(browser, &page, "/jobs/audit/link/set", &fields).await;
        assert!(
            without.status == 400 && without.has("tick that both jobs are to have it"),
            "{}",
            without.text
        );
    }
    let ticked = [&fields[..], &[("share", "1")]].concat();
    let set = send(&otto, &page, "/jobs/audit/link/set", &ticked).await;
    assert!(set.status == 200 && set.has("linked by hand by otto on"), "{}", set.text);

    // Whoever looks at it reads who linked it, and not that a key did.
    let listed = world.program(&["links", "items", "audit"]).await;
    assert!(listed.stdout.contains("linked by hand by ann on"), "{listed:?}");
    assert!(otto.get("/items?job=audit").await.has("linked by hand by otto on"));
    world.run("audit").await;
    world.requests();
    let told = world.program(&["explain", "audit", "SN-0001"]).await;
    assert!(
        told.stdout.contains("linked by hand by ann on") && told.stdout.contains("never retired"),
        "{told:?}"
    );
    let plan = world.program(&["plan", "audit"]).await;
    let history = world.program(&["links", "history"]).await;
    for said in [&told, &plan, &listed, &history] {
        assert!(!said.stdout.contains("matched by a key"), "{said:?}");
    }
    assert!(otto.get("/jobs/audit/explain?key=SN-0001").await.has("linked by hand by ann on"));
    otto.speaks("fr");
    assert!(otto.get("/jobs/audit/explain?key=SN-0001").await.has("lié à la main par ann le"));
    let json = world.json(&["links", "items", "audit", "SN-0001"]).await;
    assert_eq!(json[0]["ownership"], "matched", "{json}");
    // What was matched by a key is told as before.
    let other = world.program(&["links", "items", "nightly"]).await;
    assert!(other.stdout.contains("made by this job"), "{other:?}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_waits_is_void_once_a_link_of_it_was_changed() {
    let (world, run) = refused(10).await;
    let id = world.human_adds("Computer", json!({"name": "by hand"})).to_string();
    let console = Console::open(&world).await;
    let (otto, ann) = (console.log_in("otto").await, console.log_in("ann").await);
    let waits = ann.get(&format!("/jobs/nightly/runs/{run}/plan")).await;
    let page = otto.get(&format!("/jobs/nightly/link?key=SN-0003&item={id}")).await;
    let fields = [("key", "SN-0003"), ("class", "Computer"), ("item", id.as_str())];
    assert_eq!(send(&otto, &page, "/jobs/nightly/link/set", &fields).await.status, 200);
    let path = format!("/jobs/nightly/runs/{run}/plan");
    assert!(ann.get(&path).await.has("changed the link of"), "void");
    let (token, digest) = (waits.hidden("token").unwrap(), waits.hidden("digest").unwrap());
    let whole = [("token", token.as_str()), ("digest", &digest), ("approve", "all"), ("password", PASSWORD)];
    assert_eq!(ann.post(&path, &whole).await.status, 409);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_records_are_changed_by_command_too() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let id = world.glpi_row("Computer", "pc-1")["id"].as_i64().unwrap();
    let listed = world.program(&["links", "items", "nightly", "SN-0001"]).await;
    assert!(listed.stdout.contains("pc-1") && listed.stdout.contains("made by this job"), "{listed:?}");
    let gone = world
        .program(&["links", "unset-item", "nightly", "SN-0001", "--by", "ann", "--why", "why not"])
        .await;
    assert_eq!(gone.code, Some(0), "{gone:?}");
    assert!(gone.stdout.contains(&format!("`SN-0001` is no longer linked to #{id}")), "{gone:?}");
    let twice = world.program(&["links", "unset-item", "nightly", "SN-0001"]).await;
    assert_eq!(twice.code, Some(2), "{twice:?}");
    let item = id.to_string();
    let set = world.program(&["links", "set-item", "nightly", "SN-0001", "--to", &item, "--adopt"]).await;
    assert_eq!((set.code, set.stdout.as_str()), (Some(0), format!("`SN-0001` is #{id} (pc-1)\n").as_str()));
    let none = world.program(&["links", "set-item", "nightly", "SN-0009", "--to", "999999"]).await;
    assert!(none.code == Some(2) && none.stderr.contains("shows no Computer #999999"), "{none:?}");
    let other =
        world.program(&["links", "set-item", "nightly", "SN-0009", "--class", "Monitor", "--to", "1"]).await;
    assert!(
        other.code == Some(2) && other.stderr.contains("nightly keeps no Monitor; it keeps Computer"),
        "{other:?}"
    );
    let history = world.program(&["links", "history"]).await;
    assert!(history.stdout.contains("ann") && history.stdout.contains("why not"), "{history:?}");
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_data_is_refreshed_from_its_page_and_dictionaries_are_shown() {
    let world = two_computers().await;
    people(&world).await;
    world.file("jobs/reference.toml", "[refs]\nsystems = [\"glpi\"]\nkinds = [\"company\"]\n");
    let rule = world.human_adds(
        "Rule",
        json!({"sub_type": "RuleDictionnaryManufacturer", "name": "dell & co", "match": "AND", "ranking": 1, "is_active": 1}),
    );
    world.human_adds(
        "RuleCriteria",
        json!({"rules_id": rule, "criteria": "name", "condition": 4, "pattern": "dell"}),
    );
    world.human_adds(
        "RuleAction",
        json!({"rules_id": rule, "action_type": "assign", "field": "name", "value": "Dell <EMC>"}),
    );
    let console = Console::open(&world).await;
    let (otto, vera) = (console.log_in("otto").await, console.log_in("vera").await);
    let page = vera.get("/references").await;
    assert!(page.has("Refreshed by") && !page.has("Refresh now"), "{}", page.text);
    let page = otto.get("/references").await;
    assert!(page.has("stocktake run reference"), "{}", page.text);
    let key = page.hidden("key").unwrap();
    let token = page.hidden("token").unwrap();
    let asked = otto.post("/jobs/reference/runs", &[("token", &token), ("key", &key)]).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    until("the job has run", || {
        let runs = world.store().runs(Some("reference"), 1).unwrap();
        runs.first().is_some_and(|run| run.state == RunState::Done)
    })
    .await;
    assert!(otto.get("/references").await.has("Root entity"));

    let told = vera.get("/references/glpi/dictionaries").await;
    for piece in
        ["dell & co", "the name begins with `dell`", "`Dell <EMC>`", "stocktake refs dictionaries glpi"]
    {
        assert!(told.has(piece), "{piece}: {}", told.text);
    }
    assert!(!told.text.contains("<EMC>"));
    vera.speaks("fr");
    assert!(vera.get("/references/glpi/dictionaries").await.has("le nom commence par `dell`"));
    assert_eq!(vera.get("/references/nowhere/dictionaries").await.status, 404);
    let command = world.program(&["refs", "dictionaries", "glpi"]).await;
    assert!(command.code == Some(0) && command.stdout.contains("dell & co"), "{command:?}");
    // Who may not read rules is told so.
    world.control().grant("Super-Admin", "config", 0);
    assert!(otto.get("/references/glpi/dictionaries").await.has("may not read the rules"));
}
