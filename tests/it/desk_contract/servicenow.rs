//! The contract at the practice ServiceNow.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use futures::FutureExt as _;
use serde_json::json;
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{ItemRef, Resolution, TicketId};
use stocktake::practice::servicenow::{Control, Effect, Fault, Moment, Options, PracticeServiceNow};
use stocktake::systems::servicenow::{Client, Credentials, ServiceNow};
use stocktake::systems::servicenow::{ServiceNowLogin, ServiceNowSystem};

use super::bench::{Act, Bench, Looked, Trouble};
use super::cases;

const TIMEOUT: Duration = Duration::from_secs(2);

fn act(control: &Control, id: &TicketId, act: &Act) {
    let edit = |user: &str, fields| control.edit(user, &id.class, &id.id, &fields).unwrap();
    match act {
        Act::Reply(text) => edit("beth.anglin", json!({ "comments": text })),
        Act::Assign => {
            let users = control.rows("sys_user");
            let beth = users.iter().find(|row| row["user_name"] == "beth.anglin").unwrap();
            edit("beth.anglin", json!({"assigned_to": beth["sys_id"], "state": "2"}));
        }
        Act::Close => {
            let fields = json!({"state": "7", "close_code": "Duplicate", "close_notes": "by hand"});
            edit("admin", fields);
        }
    }
}

fn look(control: &Control, id: &TicketId) -> Looked {
    let rows = control.rows(&id.class);
    let ticket = rows.iter().find(|row| row["sys_id"] == id.id).unwrap();
    let affected = control.rows("task_ci").into_iter().filter(|row| row["task"] == id.id);
    let mut items: Vec<String> = affected.map(|row| row["ci_item"].clone()).collect();
    items.extend(ticket.get("cmdb_ci").cloned());
    items.sort();
    Looked { text: ticket["description"].clone(), items }
}

fn trouble(control: &Control, kind: Trouble) {
    let effects = match kind {
        Trouble::NoAnswer => vec![Effect::Delay(TIMEOUT * 2)],
        Trouble::Broken => vec![Effect::Close(Moment::AfterCommit)],
        Trouble::Truncated => vec![Effect::Truncated],
        // One that keeps our sys_id refuses the second.
        Trouble::Twice => {
            control.give_own_ids();
            vec![Effect::Twice]
        }
        Trouble::Maintenance => {
            let headers = vec![("retry-after".to_owned(), "0".to_owned())];
            vec![Effect::Status { code: 503, headers, moment: Moment::BeforeCommit }; 5]
        }
    };
    for (nth, effect) in (1..).zip(effects) {
        control.inject(Fault::new(effect).method("POST").path("/table/").nth(nth));
    }
}

/// The contract at a ServiceNow.
pub async fn keeps_the_contract() {
    let options = Options::default();
    let client =
        Client { id: options.client_id.clone(), secret: SecretString::from(options.client_secret.as_str()) };
    let running = PracticeServiceNow::open(options).unwrap().start().await.unwrap();
    let control = running.control();
    let system = ServiceNowSystem {
        url: running.base_url(),
        login: ServiceNowLogin::Basic { user: String::new(), password: SecretRef::Env(String::new()) },
        tables: vec!["incident".to_owned()],
        ci_tables: vec!["cmdb_ci_hardware".to_owned()],
        ca_file: None,
        timeout: TIMEOUT,
        largest_answer: 256,
        in_flight: 2,
        batch: 25,
        page: 500,
    };
    let desk = ServiceNow::connect(&system, Credentials::Client(client)).await.unwrap();
    let servers = control.rows("cmdb_ci_server");
    let item = |at: usize| ItemRef { class: "cmdb_ci_server".to_owned(), id: servers[at]["sys_id"].clone() };
    let resolution = |code: Option<&str>| Resolution {
        text: "it is up <again>".to_owned(),
        code: code.map(str::to_owned),
        fields: BTreeMap::new(),
    };
    let (hands, eyes, troubled) = (control.clone(), control.clone(), control);
    let bench = Bench {
        desk: Arc::new(desk),
        class: "incident",
        fields: [("assignment_group".to_owned(), "Network".to_owned())].into(),
        items: [item(0), item(1)],
        resolution: resolution(Some("Solution provided")),
        lacking: (resolution(None), "close_code"),
        refused: ("category", "nonsense"),
        hands: Box::new(move |id, what| {
            act(&hands, &id, &what);
            futures::future::ready(()).boxed()
        }),
        eyes: Box::new(move |id| futures::future::ready(look(&eyes, &id)).boxed()),
        trouble: Some(Box::new(move |kind| trouble(&troubled, kind))),
        counter: AtomicU32::new(1),
        run: "sn".to_owned(),
    };
    cases::all(&bench).await;
    cases::all_with_trouble(&bench).await;
    running.stop().await;
}
