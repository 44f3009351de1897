//! A technician at an iTop, practice or real: he works by the same REST service under his own name.

use futures::FutureExt as _;
use serde_json::{Value, json};
use stocktake::model::ticket::TicketId;

use super::bench::{Act, Eyes, Hands, Looked};

/// A person with a login.
#[derive(Debug, Clone)]
pub struct Technician {
    pub base: String,
    pub login: String,
    pub password: String,
    pub team: i64,
    pub agent: i64,
    pub service: i64,
}

impl Technician {
    pub fn hands(&self) -> Hands {
        let person = self.clone();
        Box::new(move |id, act| {
            let person = person.clone();
            async move { person.act(&id, &act).await }.boxed()
        })
    }

    pub fn eyes(&self) -> Eyes {
        let person = self.clone();
        Box::new(move |id| {
            let person = person.clone();
            async move { person.look(&id).await }.boxed()
        })
    }

    /// Calls the REST service and answers what it says, refusals too.
    pub async fn ask(&self, operation: &Value) -> Value {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("version", "1.3")
            .append_pair("json_data", &operation.to_string())
            .append_pair("auth_user", &self.login)
            .append_pair("auth_pwd", &self.password)
            .finish();
        let request = reqwest::Client::new()
            .post(format!("{}/webservices/rest.php", self.base.trim_end_matches('/')))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap()
    }

    async fn done(&self, operation: Value) -> Value {
        let answer = self.ask(&operation).await;
        assert_eq!(answer["code"], 0, "{operation} was refused: {answer}");
        answer
    }

    async fn act(&self, id: &TicketId, act: &Act) {
        let number: i64 = id.id.parse().unwrap();
        let stimulus = |stimulus: &str, fields: Value| {
            json!({"operation": "core/apply_stimulus", "comment": "by hand", "class": id.class, "key": number,
                "stimulus": stimulus, "fields": fields, "output_fields": "id"})
        };
        let assign = || stimulus("ev_assign", json!({"team_id": self.team, "agent_id": self.agent}));
        match act {
            Act::Reply(text) => {
                let fields = json!({"public_log": text});
                let update = json!({"operation": "core/update", "comment": "by hand", "class": id.class,
                    "key": number, "fields": fields, "output_fields": "id"});
                self.done(update).await;
            }
            Act::Assign => {
                self.done(assign()).await;
            }
            Act::Close => {
                self.done(assign()).await;
                let fields =
                    json!({"solution": "done", "resolution_code": "other", "service_id": self.service});
                self.done(stimulus("ev_resolve", fields)).await;
                self.done(stimulus("ev_close", json!({}))).await;
            }
        }
    }

    async fn look(&self, id: &TicketId) -> Looked {
        let get = |class: &str, oql: String, columns: &str| json!({"operation": "core/get", "class": class, "key": oql, "output_fields": columns});
        let columns = "description,functionalcis_list";
        let answer =
            self.done(get(&id.class, format!("SELECT {} WHERE id={}", id.class, id.id), columns)).await;
        let fields = &answer["objects"].as_object().unwrap().values().next().unwrap()["fields"];
        let links = fields["functionalcis_list"].as_array().unwrap().iter();
        let mut items: Vec<String> =
            links.map(|link| link["functionalci_id"].as_str().unwrap().to_owned()).collect();
        items.sort();
        Looked { text: shown(fields["description"].as_str().unwrap()), items }
    }
}

/// HTML as a browser shows it.
fn shown(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(if rest.starts_with('<') { '>' } else { ';' }).unwrap();
        let (token, after) = rest.split_at(end + 1);
        text.push_str(match token {
            "&lt;" => "<",
            "&gt;" => ">",
            "&amp;" => "&",
            "&quot;" => "\"",
            "&#039;" | "&#39;" => "'",
            "&nbsp;" => " ",
            token if token.starts_with("<br") => "\n",
            "<p>" | "</p>" => "",
            other => panic!("what is {other}?"),
        });
        rest = after;
    }
    text.push_str(rest);
    text.replace('\u{a0}', " ")
}
