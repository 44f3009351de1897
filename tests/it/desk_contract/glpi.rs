//! The contract at the practice GLPI, or at a real one by hand when `STOCKTAKE_TEST_GLPI` (its
//! `/apirest.php`) and `STOCKTAKE_TEST_GLPI_TOKEN` name it; by its API v2 when `STOCKTAKE_TEST_GLPI_CLIENT`
//! (`ID:SECRET` of an OAuth client, with glpi/glpi behind it) is there, too. A real one needs the stock login tech/tech;
//! what is made there is purged again.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use futures::FutureExt as _;
use serde_json::{Value as Json, json};
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::ticket::{ItemRef, Resolution, TicketId, Visibility};
use stocktake::model::value::Value;
use stocktake::practice::glpi::{Control, Effect, Fault, Moment, Options, PracticeGlpi};
use stocktake::systems::desk::Desk;
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::glpi::tickets::GlpiTickets;
use stocktake::systems::glpi::v2::{GlpiV2, OAuth};
use stocktake::systems::glpi::{Credentials, Glpi, Identity};
use stocktake::systems::glpi::{GlpiLogin, GlpiSystem};
use stocktake::systems::target::Field;

use super::bench::{Act, Bench, Looked, Trouble};
use super::cases;

const TIMEOUT: Duration = Duration::from_secs(3);

/// Id of the stock user tech.
const TECH: i64 = 4;

/// A person at the desk: a super-admin, and a technician for what others say.
#[derive(Clone)]
struct Person {
    base: String,
    session: String,
    glpi: Glpi,
    technician: GlpiTickets,
}

impl Person {
    async fn get(&self, path: &str) -> Vec<u8> {
        let request = reqwest::Client::new()
            .get(format!("{}/{path}", self.base))
            .header("session-token", &self.session)
            .header("x-glpi-sanitized-content", "false");
        request.send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    async fn json(&self, path: &str) -> Json {
        serde_json::from_slice(&self.get(path).await).unwrap()
    }

    async fn act(&self, id: &TicketId, act: &Act) {
        let number: i64 = id.id.parse().unwrap();
        match act {
            Act::Reply(text) => self.technician.note(id, text, Visibility::Public).await.unwrap(),
            Act::Assign => {
                let row = vec![
                    Field::new(&SCHEMA, "tickets_id", Value::Ref(number)),
                    Field::new(&SCHEMA, "users_id", Value::Ref(TECH)),
                    Field::new(&SCHEMA, "type", Value::Int(2)),
                ];
                self.glpi.create(&"Ticket_User".into(), &[row]).await.remove(0).unwrap();
            }
            Act::Close => {
                let row = vec![Field::new(&SCHEMA, "status", Value::Int(6))];
                self.glpi.update(&"Ticket".into(), &[(number, row)]).await.remove(0).unwrap();
            }
        }
    }

    /// API v2 links no items: their pages stand in the description and in followups.
    async fn look_by_v2(&self, id: &TicketId) -> Looked {
        let ticket = self.json(&format!("Ticket/{}?get_hateoas=false", id.id)).await;
        let content = ticket["content"].as_str().unwrap();
        let notes = self.json(&format!("Ticket/{}/ITILFollowup?get_hateoas=false&range=0-99", id.id)).await;
        let notes = notes.as_array().unwrap().iter().map(|note| note["content"].as_str().unwrap().to_owned());
        let all = notes.chain([content.to_owned()]).collect::<String>();
        let ids = all.split("/front/computer.form.php?id=").skip(1);
        let mut items: Vec<String> = ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        items.sort();
        Looked { text: shown(content.split("<p><a href").next().unwrap()), items }
    }

    async fn look(&self, id: &TicketId) -> Looked {
        let ticket = self.json(&format!("Ticket/{}?get_hateoas=false", id.id)).await;
        let list = async |class: &str| -> Vec<Json> {
            let rows = self.json(&format!("Ticket/{}/{class}?get_hateoas=false&range=0-99", id.id)).await;
            rows.as_array().cloned().unwrap()
        };
        let mut items: Vec<String> =
            list("Item_Ticket").await.iter().map(|row| row["items_id"].to_string()).collect();
        items.sort();
        Looked { text: shown(ticket["content"].as_str().unwrap()), items }
    }

    /// Purges the tickets of a run with their files, and its items.
    async fn clean(&self, by: By, run: &str, items: &[(&str, i64)]) {
        // The description, or the external id.
        let field = if by == By::V2 { 87 } else { 21 };
        let mut documents = Vec::new();
        let found = format!(
            "search/Ticket?criteria[0][field]={field}&criteria[0][searchtype]=contains&criteria[0][value]={run}\
             &forcedisplay[0]=2&range=0-999&sort=2"
        );
        let found = self.json(&found).await;
        let rows = found["data"].as_array().cloned().unwrap_or_default();
        let ids: Vec<i64> = rows.iter().map(|row| row["2"].as_i64().unwrap()).collect();
        for id in &ids {
            let links = self.json(&format!("Ticket/{id}/Document_Item?get_hateoas=false")).await;
            documents
                .extend(links.as_array().unwrap().iter().map(|row| row["documents_id"].as_i64().unwrap()));
        }
        for some in ids.chunks(50) {
            self.glpi.purge(&"Ticket".into(), some).await;
        }
        self.glpi.purge(&"Document".into(), &documents).await;
        for (class, id) in items {
            self.glpi.purge(&(*class).into(), &[*id]).await;
        }
    }
}

/// A description as a browser shows it, without the line of the key.
fn shown(html: &str) -> String {
    let html = html.split("<p>[stocktake ").next().unwrap();
    let (mut text, mut rest) = (String::new(), html);
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(if rest.starts_with('<') { '>' } else { ';' }).unwrap();
        let (token, after) = rest.split_at(end + 1);
        text.push_str(match token {
            "&#60;" => "<",
            "&#62;" => ">",
            "&amp;" => "&",
            "&#92;" => "\\",
            "&nbsp;" => " ",
            "<br>" => "\n",
            "<p>" | "</p>" => "",
            other => panic!("what is {other}?"),
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

fn trouble(control: &Control, kind: Trouble) {
    let effects = match kind {
        Trouble::NoAnswer => vec![Effect::Delay(TIMEOUT * 2)],
        Trouble::Broken => vec![Effect::Close(Moment::AfterCommit)],
        Trouble::Truncated => vec![Effect::TruncatedJson],
        Trouble::Twice => vec![Effect::Twice],
        Trouble::Maintenance => {
            let headers = vec![("retry-after".to_owned(), "0".to_owned())];
            vec![Effect::Status { code: 503, headers, moment: Moment::BeforeCommit }; 5]
        }
    };
    for (nth, effect) in (1..).zip(effects) {
        control.inject(Fault::new(effect).method("POST").item_type("Ticket").nth(nth));
    }
}

fn system(url: String, timeout: Duration) -> GlpiSystem {
    let login = GlpiLogin::UserToken(SecretRef::Env(String::new()));
    GlpiSystem { timeout, ..GlpiSystem::new(url, login) }
}

async fn named(glpi: &Glpi, class: &str, name: &str) -> i64 {
    let row = vec![
        Field::new(&SCHEMA, "entities_id", Value::Ref(0)),
        Field::new(&SCHEMA, "name", Value::text(name)),
    ];
    glpi.create(&class.into(), &[row]).await.remove(0).unwrap()
}

/// Which API the desk under the contract is reached by; the person's hands use the older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Rest,
    V2,
}

/// The contract at a GLPI.
pub async fn keeps_the_contract() {
    contract(By::Rest).await;
}

/// The contract at a GLPI 11 by its API v2.
pub async fn keeps_the_contract_by_v2() {
    if std::env::var("STOCKTAKE_TEST_GLPI").is_ok() && std::env::var("STOCKTAKE_TEST_GLPI_CLIENT").is_err() {
        return;
    }
    contract(By::V2).await;
}

/// The desk by API v2.
async fn by_v2(url: &str, timeout: Duration) -> Arc<dyn Desk> {
    let client = std::env::var("STOCKTAKE_TEST_GLPI_CLIENT").ok().unwrap_or_else(|| {
        let (id, secret) = Options::default().client;
        format!("{id}:{secret}")
    });
    let (client_id, client_secret) = client.split_once(':').unwrap();
    let oauth = OAuth {
        client_id: client_id.to_owned(),
        client_secret: client_secret.into(),
        login: "glpi".to_owned(),
        password: "glpi".into(),
    };
    let url = url.replace("/apirest.php", "/api.php/v2.2");
    Arc::new(GlpiV2::connect(&system(url, timeout), oauth).await.unwrap())
}

async fn contract(by: By) {
    let (url, token, practice) = match std::env::var("STOCKTAKE_TEST_GLPI") {
        Ok(url) => (url, std::env::var("STOCKTAKE_TEST_GLPI_TOKEN").unwrap(), None),
        Err(_) => {
            let options = if by == By::V2 { Options::of_version("11.0.6") } else { Options::default() };
            let token = options.user_token.clone();
            let running = PracticeGlpi::open(options).unwrap().start().await.unwrap();
            (running.base_url(), token, Some(running))
        }
    };
    let timeout = if practice.is_some() { TIMEOUT } else { Duration::from_secs(60) };
    let base = url.trim_end_matches('/').to_owned();
    let system = system(url, timeout);
    let identity = Identity::UserToken(SecretString::from(token.as_str()));
    let glpi = Glpi::connect(&system, Credentials { identity, app_token: None }).await.unwrap();
    let identity = Identity::Password { login: "tech".into(), password: SecretString::from("tech") };
    let technician = Credentials { identity, app_token: None };
    let technician = GlpiTickets::connect(&system, technician).await.unwrap();
    let login: Json = {
        let request = reqwest::Client::new()
            .get(format!("{base}/initSession"))
            .header("authorization", format!("user_token {token}"));
        serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap()
    };
    let session = login["session_token"].as_str().unwrap().to_owned();
    let person = Person { base: base.clone(), session, glpi: glpi.clone(), technician };
    let one = named(&glpi, "Computer", "TKT- srv-01").await;
    let two = named(&glpi, "Computer", "TKT- srv-02").await;
    let team = named(&glpi, "Group", "TKT- team").await;
    let item = |id: i64| ItemRef { class: "Computer".to_owned(), id: id.to_string() };
    let resolution = |text: &str| Resolution { text: text.to_owned(), ..Resolution::default() };
    let run = format!("run{}", &uuid::Uuid::new_v4().simple().to_string()[..10]);
    let (hands, eyes) = (person.clone(), person.clone());
    let control = practice.as_ref().map(stocktake::practice::glpi::Running::control);
    let bench = Bench {
        desk: match by {
            By::Rest => Arc::new(GlpiTickets::over(glpi).await.unwrap()),
            By::V2 => by_v2(&base, timeout).await,
        },
        class: "Ticket",
        fields: [("entities_id".to_owned(), json!(0).to_string())].into(),
        items: [item(one), item(two)],
        resolution: resolution("it is up <again>"),
        lacking: (resolution(" "), "text"),
        refused: ("colour", "red"),
        hands: Box::new(move |id, act| {
            let person = hands.clone();
            async move { person.act(&id, &act).await }.boxed()
        }),
        eyes: Box::new(move |id| {
            let person = eyes.clone();
            async move {
                match by {
                    By::Rest => person.look(&id).await,
                    By::V2 => person.look_by_v2(&id).await,
                }
            }
            .boxed()
        }),
        trouble: control.map(|control| {
            Box::new(move |kind| trouble(&control, kind)) as Box<dyn Fn(Trouble) + Send + Sync>
        }),
        counter: AtomicU32::new(1),
        run: run.clone(),
    };
    let told = std::panic::AssertUnwindSafe(async {
        cases::all(&bench).await;
        cases::all_with_trouble(&bench).await;
    });
    let told = told.catch_unwind().await;
    person.clean(by, &run, &[("Computer", one), ("Computer", two), ("Group", team)]).await;
    told.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    if let Some(practice) = practice {
        practice.stop().await;
    }
}
