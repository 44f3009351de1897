//! Zabbix 5.0 to 7.0 by JSON-RPC (measured on 6.0.14).
//!
//! Every answer is HTTP 200; a refusal stands in its body. A user sees only hosts that his groups may
//! read, without a hint: no host at all is told as bad sight.

mod config;
mod message;
mod role;
mod wire;

use std::sync::Arc;

use std::collections::BTreeMap;

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::sync::{Mutex, OnceCell};

use crate::model::event::{Event, OperatorNote, Remark, Seen, Sight, Unlisted, Watched};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::monitor::{Abilities, Deed, IN_FLIGHT, Monitor, Outcome};
use crate::systems::shared::call::Call;
use crate::systems::shared::client::{Client, Reply, why};
use crate::systems::shared::{FailureKind, Keys, Login, OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};
use config::Settings;
use wire::{Around, Ended, Group, History, Host, Problem, SwitchedTrigger, Trigger, User};

/// Path of the API below the frontend.
const API: &str = "/api_jsonrpc.php";

/// Major and minor number.
type Version = (u32, u32);

/// The room of Zabbix.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "zabbix", product: "Zabbix", about: "A Zabbix." },
        include_str!("page.md"),
        Table::of::<config::RawZabbix>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities =
    Abilities { soft: false, closes: true, pending: false, switches: true, ..Abilities::USUAL };

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keys = settings.reach.keys(opening.secrets).await?;
        let monitor: Arc<dyn Monitor> = Arc::new(Zabbix {
            name: opening.name.to_owned(),
            client: Client::bare(&settings.reach, &keys)?,
            keys,
            groups: settings.groups.clone(),
            version: OnceCell::new(),
            session: Mutex::new(None),
        });
        Ok(Opened::real(monitor))
    })
}

/// A Zabbix.
#[derive(Debug)]
pub struct Zabbix {
    name: String,
    client: Client,
    keys: Keys,
    groups: Vec<String>,
    version: OnceCell<(String, Version)>,
    session: Mutex<Option<SecretString>>,
}

impl Zabbix {
    fn wanted() -> Json {
        json!({"output": "extend", "selectAcknowledges": "extend", "selectTags": "extend", "recent": false})
    }

    async fn act(&self, event: &Event, bits: u32, message: Option<&str>) -> Result<Outcome, RemoteError> {
        self.act_on(&[event.key.as_str()], bits, message).await
    }

    async fn act_on(&self, keys: &[&str], bits: u32, message: Option<&str>) -> Result<Outcome, RemoteError> {
        let mut asked = json!({"eventids": keys, "action": bits});
        if let Some(message) = message {
            asked["message"] = message.chars().take(wire::LONGEST).collect::<String>().into();
        }
        match self.rpc::<Json>("event.acknowledge", asked).await {
            Ok(_) => Ok(Outcome::Done),
            Err(RemoteError::Rights { message, .. })
                if message.english().contains("or it does not exist") =>
            {
                Ok(Outcome::Gone)
            }
            Err(error) => Err(error),
        }
    }

    /// Those of some events that are open, as they are now.
    async fn open_among(&self, some: &[(&Event, &Remark)]) -> Result<BTreeMap<String, Event>, RemoteError> {
        let mut asked = Self::wanted();
        asked["eventids"] = some.iter().map(|(event, _)| event.key.as_str()).collect();
        let problems: Vec<Problem> = self.rpc("problem.get", asked).await?;
        let open = self.translate(problems).await?;
        Ok(open.into_iter().map(|event| (event.key.clone(), event)).collect())
    }

    /// Acknowledges those that are open and nobody has acknowledged, with one request for all of one text.
    /// Zabbix refuses all of a request where one is over by then: those have no outcome.
    async fn acknowledge_open<'e>(
        &self,
        some: &[(&'e Event, &Remark)],
        open: &BTreeMap<String, Event>,
    ) -> Vec<(&'e str, Result<Outcome, RemoteError>)> {
        let mut outcomes = Vec::new();
        let mut by_text: BTreeMap<&str, Vec<&'e str>> = BTreeMap::new();
        for (event, remark) in some {
            match open.get(&event.key) {
                None => outcomes.push((event.key.as_str(), Ok(Outcome::Gone))),
                Some(now) if now.acknowledged.is_some() => {
                    outcomes.push((event.key.as_str(), Ok(Outcome::Already)));
                }
                Some(_) => by_text.entry(&remark.text).or_default().push(&event.key),
            }
        }
        let calls = by_text.into_iter().map(|(text, keys)| async move {
            let outcome = self.act_on(&keys, wire::ACKNOWLEDGE | wire::MESSAGE, Some(text)).await;
            (keys, outcome)
        });
        let calls: Vec<_> = calls.collect();
        let done: Vec<_> = futures::stream::iter(calls).buffered(IN_FLIGHT).collect().await;
        for (keys, outcome) in done {
            match (keys.as_slice(), outcome) {
                ([key], outcome) => outcomes.push((key, outcome)),
                (keys, Ok(Outcome::Done)) => {
                    outcomes.extend(keys.iter().map(|key| (*key, Ok(Outcome::Done))))
                }
                (_, Ok(_) | Err(_)) => {}
            }
        }
        outcomes
    }

    async fn translate(&self, problems: Vec<Problem>) -> Result<Vec<Event>, RemoteError> {
        let around = self.around(&problems).await?;
        let base = self.client.base();
        Ok(problems.into_iter().filter_map(|p| wire::event(&self.name, p, &around, base)).collect())
    }

    /// Triggers, hosts and users of problems.
    async fn around(&self, problems: &[Problem]) -> Result<Around, RemoteError> {
        let mut around = Around::default();
        if problems.is_empty() {
            return Ok(around);
        }
        let version = self.version().await?.1;
        let ids: Vec<&str> = problems.iter().map(|problem| problem.objectid.as_str()).collect();
        let asked = json!({"triggerids": ids, "output": ["triggerid", "comments", "manual_close"],
            "selectHosts": ["hostid"], "expandComment": true, "monitored": true});
        let triggers: Vec<Trigger> = self.rpc("trigger.get", asked).await?;
        let hosts: Vec<&str> =
            triggers.iter().flat_map(|t| t.hosts.iter().map(|host| host.hostid.as_str())).collect();
        let groups = if version >= (6, 2) { "selectHostGroups" } else { "selectGroups" };
        let mut asked = json!({"hostids": hosts, "output": ["hostid", "host", "maintenance_status"],
            "selectInterfaces": ["ip", "dns", "useip", "main"]});
        asked[groups] = json!(["groupid", "name"]);
        let hosts: Vec<Host> = self.rpc("host.get", asked).await?;
        around.users = self.users(problems.iter().flat_map(|problem| &problem.acknowledges), version).await?;
        around.triggers = triggers.into_iter().map(|trigger| (trigger.triggerid.clone(), trigger)).collect();
        around.hosts = hosts.into_iter().map(|host| (host.hostid.clone(), host)).collect();
        Ok(around)
    }

    /// Names of those who acknowledged, as far as the user may see them.
    async fn users(
        &self,
        acts: impl Iterator<Item = &wire::Act>,
        version: Version,
    ) -> Result<BTreeMap<String, String>, RemoteError> {
        let mut ids: Vec<&str> = acts.map(|act| act.userid.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let column = if version >= (5, 4) { "username" } else { "alias" };
        let asked = json!({"userids": ids, "output": ["userid", column]});
        let users: Vec<User> = match self.rpc("user.get", asked).await {
            Ok(users) => users,
            Err(RemoteError::Rights { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(users.into_iter().map(|user| (user.userid, user.username)).collect())
    }

    /// The role of our user; `None` where a token hides who we are among several.
    async fn own_role(&self) -> Result<Option<role::Role>, RemoteError> {
        let mut asked = json!({"output": ["roleid"]});
        if let Some(login) = self.login() {
            let column = if self.version().await?.1 >= (5, 4) { "username" } else { "alias" };
            asked["filter"] = json!({column: login});
        }
        let users: Vec<role::RoleOf> = self.rpc("user.get", asked).await?;
        let mut ids: Vec<&str> = users.iter().map(|user| user.roleid.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let [own] = ids.as_slice() else { return Ok(None) };
        let asked = json!({"roleids": [own], "output": ["roleid", "name"], "selectRules": role::RULES});
        let roles: Vec<role::Role> = self.rpc("role.get", asked).await?;
        Ok(roles.into_iter().find(|role| role.roleid == *own))
    }

    /// Ids of the groups of the settings; `None`: all.
    async fn group_ids(&self) -> Result<Option<Vec<String>>, RemoteError> {
        if self.groups.is_empty() {
            return Ok(None);
        }
        let asked = json!({"output": ["groupid", "name"], "filter": {"name": self.groups}});
        let found: Vec<Group> = self.rpc("hostgroup.get", asked).await?;
        let missing: Vec<&str> = self
            .groups
            .iter()
            .filter(|wanted| !found.iter().any(|group| group.name == **wanted))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            let names = missing.join(", ");
            let reason = message::no_group(names).said();
            return Err(RemoteError::Setup(crate::message::list::of(self.client.base(), reason).said()));
        }
        Ok(Some(found.into_iter().map(|group| group.groupid).collect()))
    }

    async fn visible_hosts(&self) -> Result<u64, RemoteError> {
        let mut asked = json!({"countOutput": true, "monitored_hosts": true});
        if let Some(ids) = self.group_ids().await? {
            asked["groupids"] = ids.into();
        }
        let count: Json = self.rpc("host.get", asked).await?;
        Ok(count.as_u64().or_else(|| count.as_str().and_then(|text| text.parse().ok())).unwrap_or(0))
    }

    fn nothing_visible(&self) -> crate::model::Said {
        if self.groups.is_empty() {
            message::sees_no_host().said()
        } else {
            message::sees_no_host_in_groups(self.groups.join(", ")).said()
        }
    }

    async fn version(&self) -> Result<&(String, Version), RemoteError> {
        let asked = async {
            let body = body("apiinfo.version", json!([]));
            let reply = self.client.send(&Call::ask(API, &body)).await?;
            if reply.answer.status == 404 {
                return Err(self.client.refused(&reply, message::no_frontend()));
            }
            let text: String = self.result(&reply, "apiinfo.version")?;
            let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
            let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
            if version < (5, 0) {
                return Err(RemoteError::Setup(message::too_old(text).said()));
            }
            Ok((text, version))
        };
        self.version.get_or_try_init(|| asked).await
    }

    /// A call as the user; once more with a new session when the old one has expired.
    async fn rpc<T: DeserializeOwned>(&self, method: &str, asked: Json) -> Result<T, RemoteError> {
        let mut renewed = false;
        loop {
            let secret = self.secret().await?;
            let reply = self.ask(method, &asked, &secret).await?;
            match self.result(&reply, method) {
                Err(RemoteError::Login { .. })
                    if !renewed && matches!(self.keys.login, Login::Password { .. }) =>
                {
                    *self.session.lock().await = None;
                    renewed = true;
                }
                outcome => return outcome,
            }
        }
    }

    async fn ask(&self, method: &str, asked: &Json, secret: &SecretString) -> Result<Reply, RemoteError> {
        let (_, version) = self.version().await?;
        let mut sent = body(method, asked.clone());
        let bearer = *version >= (6, 4);
        if !bearer {
            sent["auth"] = secret.expose_secret().into();
        }
        let mut call = if method.ends_with(".get") {
            Call::ask(API, &sent)
        } else {
            Call::write(reqwest::Method::POST, API, &sent)
        };
        if bearer {
            let value = SecretString::from(format!("Bearer {}", secret.expose_secret()));
            call = call.secret("authorization", &value);
        }
        self.client.send(&call).await
    }

    /// The API token, or the session of a login.
    async fn secret(&self) -> Result<SecretString, RemoteError> {
        let (login, password) = match &self.keys.login {
            Login::Token(token) => return Ok(token.clone()),
            Login::Nobody => return Err(self.client.stranger(message::no_login())),
            Login::Password { login, password } => (login, password),
        };
        let (_, version) = self.version().await?;
        let mut session = self.session.lock().await;
        if let Some(open) = session.as_ref() {
            return Ok(open.clone());
        }
        let user = if *version >= (5, 4) { "username" } else { "user" };
        let asked = json!({user: login, "password": password.expose_secret()});
        let call = Call::write(reqwest::Method::POST, API, body("user.login", asked)).logging_in();
        let reply = self.client.send(&call).await?;
        let opened = SecretString::from(self.result::<String>(&reply, "user.login")?);
        self.client.http.hide(opened.clone());
        *session = Some(opened.clone());
        Ok(opened)
    }

    /// The result in an answer, or its refusal.
    fn result<T: DeserializeOwned>(&self, reply: &Reply, method: &str) -> Result<T, RemoteError> {
        let answer: wire::Reply = self.client.read(reply)?;
        let call = format!("{} {method}", reply.call);
        if let Some(refusal) = answer.error {
            return Err(self.refusal(call, &refusal));
        }
        serde_json::from_value(answer.result.unwrap_or_default()).map_err(|error| RemoteError::Answer {
            call: call.into(),
            status: reply.answer.status,
            code: None,
            message: message::not_understood(why(&reply.answer, &error)).said(),
            kind: FailureKind::Unknown,
        })
    }

    fn refusal(&self, call: String, refusal: &wire::Refusal) -> RemoteError {
        let message = format!("{} {}", refusal.message, refusal.data).trim().to_owned();
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        let strange = [
            "re-login",
            "Not authori",
            "Incorrect user name",
            "token expired",
            "temporarily blocked",
            "name or password",
        ];
        if says(&strange) {
            return self.client.stranger(refusal.data.as_str());
        }
        if says(&["ermission"]) {
            return RemoteError::Rights {
                call: call.into(),
                message: self.client.http.redact(&refusal.data).into(),
            };
        }
        let code = Some(refusal.code.to_string());
        RemoteError::Answer {
            call: call.into(),
            status: 200,
            code,
            message: self.client.http.redact(&message).into(),
            kind: FailureKind::Permanent,
        }
    }
}

#[async_trait(?Send)]
impl Monitor for Zabbix {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn leave(&self) {
        let open = self.session.lock().await.is_some();
        if open && let Err(error) = self.rpc::<Json>("user.logout", json!([])).await {
            tracing::debug!(%error, "the session was not ended");
        }
    }

    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError> {
        let (version, _) = self.version().await?.clone();
        let hosts = self.visible_hosts().await?;
        if hosts == 0 {
            let call = format!("POST {}{API} host.get", self.client.base());
            return Err(RemoteError::Rights { call: call.into(), message: self.nothing_visible() });
        }
        let who = match self.login() {
            Some(login) => message::user_is(login).said(),
            None => message::by_token().said(),
        };
        Ok(vec![message::version_and_user(version, who).said(), message::sees(hosts).said()])
    }

    async fn denied(&self) -> Result<Vec<(Deed, crate::model::Said)>, RemoteError> {
        match self.own_role().await {
            Ok(role) => Ok(role.map(|role| role.denied()).unwrap_or_default()),
            // Before 5.2 there are none, and a role may hide itself.
            Err(error) => {
                tracing::debug!(%error, "what the role allows is not told");
                Ok(Vec::new())
            }
        }
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let mut asked = Self::wanted();
        if let Some(ids) = self.group_ids().await? {
            asked["groupids"] = ids.into();
        }
        let problems: Vec<Problem> = self.rpc("problem.get", asked).await?;
        let events = self.translate(problems).await?;
        let blind = events.is_empty() && self.visible_hosts().await? == 0;
        let sight = if blind { Sight::Partial(self.nothing_visible()) } else { Sight::Full };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let mut asked = Self::wanted();
        asked["eventids"] = json!([event.key]);
        let problems: Vec<Problem> = self.rpc("problem.get", asked).await?;
        Ok(self.translate(problems).await?.into_iter().next())
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let (mut ended, mut triggers) = (BTreeMap::new(), BTreeMap::new());
        for some in episodes.chunks(wire::IDS) {
            let keys: Vec<&str> = some.iter().map(|episode| episode.key).collect();
            let asked =
                json!({"eventids": keys, "output": ["eventid", "r_eventid"], "source": 0, "object": 0});
            let found: Vec<Ended> = self.rpc("event.get", asked).await?;
            ended.extend(found.into_iter().map(|event| (event.eventid.clone(), event)));
            let objects: Vec<&str> = some.iter().map(|episode| episode.object).collect();
            let asked = json!({"triggerids": objects, "output": ["triggerid", "status", "value"],
                "selectHosts": ["hostid", "status"], "selectItems": ["itemid", "status"]});
            let found: Vec<SwitchedTrigger> = self.rpc("trigger.get", asked).await?;
            triggers.extend(found.into_iter().map(|trigger| (trigger.triggerid.clone(), trigger)));
        }
        let became =
            |episode: &Watched<'_>| wire::unlisted(ended.get(episode.key), triggers.get(episode.object));
        Ok(episodes.iter().map(became).collect())
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let version = self.version().await?.1;
        let mut by_event: BTreeMap<String, Vec<OperatorNote>> = BTreeMap::new();
        for some in episodes.chunks(wire::IDS) {
            let keys: Vec<&str> = some.iter().map(|episode| episode.key).collect();
            let asked = json!({"eventids": keys, "output": ["eventid"], "selectAcknowledges": "extend"});
            let mut told: Vec<History> = self.rpc("problem.get", asked).await?;
            // Those that are over are events only.
            let is_over = |key: &&&str| !told.iter().any(|history| history.eventid == **key);
            let over: Vec<&str> = keys.iter().filter(is_over).copied().collect();
            if !over.is_empty() {
                let select = if version >= (7, 0) { "selectAcknowledges" } else { "select_acknowledges" };
                let asked = json!({"eventids": over, "output": ["eventid"], select: "extend"});
                told.extend(self.rpc::<Vec<History>>("event.get", asked).await?);
            }
            let users = self.users(told.iter().flat_map(|history| &history.acknowledges), version).await?;
            for history in told {
                let mut said: Vec<OperatorNote> =
                    history.acknowledges.iter().filter_map(|act| act.said(&users)).collect();
                said.sort_by_key(|said| said.at);
                by_event.insert(history.eventid, said);
            }
        }
        let of = |episode: &Watched<'_>| by_event.get(episode.key).cloned().unwrap_or_default();
        Ok(episodes.iter().map(of).collect())
    }

    async fn acknowledge_many(&self, wanted: &[(&Event, &Remark)]) -> Vec<Result<Outcome, RemoteError>> {
        let mut outcomes = BTreeMap::new();
        for some in wanted.chunks(wire::IDS) {
            match self.open_among(some).await {
                Ok(open) => outcomes.extend(self.acknowledge_open(some, &open).await),
                // Whatever it is, it is told of each.
                Err(error) => tracing::debug!(%error, "many problems could not be asked for at once"),
            }
        }
        let answers = wanted.iter().map(|(event, remark)| {
            let known = outcomes.remove(event.key.as_str());
            async move {
                match known {
                    Some(outcome) => outcome,
                    None => self.acknowledge(event, remark).await,
                }
            }
        });
        let answers: Vec<_> = answers.collect();
        futures::stream::iter(answers).buffered(IN_FLIGHT).collect().await
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act(now, wire::ACKNOWLEDGE | wire::MESSAGE, Some(&remark.text)).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        self.act(now, wire::UNACKNOWLEDGE, None).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act(now, wire::MESSAGE, Some(&remark.text)).await
    }

    async fn close(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let mut asked = Self::wanted();
        asked["eventids"] = json!([event.key]);
        let problems: Vec<Problem> = self.rpc("problem.get", asked).await?;
        let around = self.around(&problems).await?;
        let Some(problem) = problems.first() else { return Ok(Outcome::Gone) };
        match around.triggers.get(&problem.objectid) {
            None => Ok(Outcome::Gone),
            Some(trigger) if trigger.manual_close != "1" => {
                Ok(Outcome::NotPossible(message::no_manual_close().said()))
            }
            // The server closes it within seconds.
            Some(_) => match self.act(event, wire::CLOSE | wire::MESSAGE, Some(&remark.text)).await? {
                Outcome::Done => Ok(Outcome::Sent),
                other => Ok(other),
            },
        }
    }
}

fn body(method: &str, asked: Json) -> Json {
    json!({"jsonrpc": "2.0", "method": method, "params": asked, "id": 1})
}
