//! The practice desk of a test, whichever of the three it is: what stands there, what people do, and
//! what goes wrong next.

use std::time::Duration;

use serde_json::{Value, json};
use stocktake::practice::glpi::{self, PracticeGlpi};
use stocktake::practice::itop::{self, PracticeItop};
use stocktake::practice::servicenow::{self, PracticeServiceNow};

/// Time-out of a request to a desk in these projects.
pub const TIMEOUT: Duration = Duration::from_secs(1);

/// A person at the practice GLPI; its administrator is who logs in.
const TECHNICIAN: i64 = 4;

/// Secret of the OAuth client of GLPI's API v2, and password of its user.
const SECRET_OF_V2: &str = "secret-of-v2";

/// Which desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Glpi,
    /// A GLPI 11 by its API v2.
    GlpiV2,
    Itop,
    /// An iTop with the extension `stocktake-once`.
    ItopOnce,
    ServiceNow,
}

/// Runs a case at each desk, with and without the extension where there is one, all at the same time.
pub async fn at_every<F: Future<Output = ()>>(case: impl Fn(Kind) -> F) {
    let all = [Kind::Glpi, Kind::GlpiV2, Kind::Itop, Kind::ItopOnce, Kind::ServiceNow];
    futures::future::join_all(all.map(case)).await;
}

/// How the client of a write is gone before the desk carries it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// The connection is cut.
    Cut,
    /// A gateway answers in the place of the desk.
    Gateway,
    /// The client runs out of time.
    TimedOut,
}

/// Runs a case at each desk, all at the same time.
pub async fn at_each<F: Future<Output = ()>>(case: impl Fn(Kind) -> F) {
    futures::future::join_all([Kind::Glpi, Kind::GlpiV2, Kind::Itop, Kind::ServiceNow].map(case)).await;
}

/// What goes wrong with a call that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is carried out, and no answer comes in time.
    NoAnswer,
    /// It is carried out, and the connection breaks.
    Broken,
    /// It is carried out, and the answer ends halfway.
    Truncated,
    /// It is carried out twice, and answered once.
    Twice,
    /// 429, nothing is carried out.
    TooMany,
    /// 500, nothing is carried out.
    Failing,
}

/// Which call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A ticket is opened.
    Open,
    /// A note is written in a ticket.
    Note,
    /// A ticket is solved.
    Solve,
    /// A solved ticket is reopened.
    Reopen,
}

/// A ticket as it stands at the desk.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Id in calls.
    pub id: String,
    /// Title without the tag of a key.
    pub title: String,
    /// Not resolved, not closed.
    pub is_open: bool,
}

pub enum Desk {
    Glpi(glpi::Running),
    /// By its API v2.
    GlpiV2(glpi::Running),
    Itop(itop::Running),
    ServiceNow(servicenow::Running),
}

impl Desk {
    pub async fn start(kind: Kind, latency: Duration) -> Self {
        match kind {
            Kind::Glpi => {
                let options = glpi::Options { latency: Some(latency), ..glpi::Options::default() };
                Self::Glpi(PracticeGlpi::open(options).unwrap().start().await.unwrap())
            }
            Kind::GlpiV2 => {
                let options = glpi::Options {
                    latency: Some(latency),
                    client: ("practice".to_owned(), SECRET_OF_V2.to_owned()),
                    password: SECRET_OF_V2.to_owned(),
                    ..glpi::Options::of_version("11.0.6")
                };
                Self::GlpiV2(PracticeGlpi::open(options).unwrap().start().await.unwrap())
            }
            Kind::Itop | Kind::ItopOnce => {
                let has_extension = kind == Kind::ItopOnce;
                let options = itop::Options { has_extension, ..itop::Options::default() };
                let practice = PracticeItop::open(options).unwrap();
                Self::Itop(practice.start().await.unwrap())
            }
            Kind::ServiceNow => {
                let practice = PracticeServiceNow::open(servicenow::Options::default()).unwrap();
                Self::ServiceNow(practice.start().await.unwrap())
            }
        }
    }

    /// The table of `stocktake.toml`, and the secret that it names.
    pub fn settings(&self) -> (String, String) {
        let timeout = TIMEOUT.as_secs();
        match self {
            Self::GlpiV2(desk) => {
                let lines = format!("url = \"{}\"\nclient_id = \"practice\"", desk.base_url());
                let login = "client_secret = \"file:secrets/desk\"\nlogin = \"glpi\"\npassword = \"file:secrets/desk\"";
                let table = format!("[system.desk.glpi]\n{lines}\n{login}\ntimeout = \"{timeout}s\"\n");
                (table, SECRET_OF_V2.to_owned())
            }
            Self::Glpi(desk) => {
                let lines = format!("url = \"{}\"\nuser_token = \"file:secrets/desk\"", desk.base_url());
                (format!("[system.desk.glpi]\n{lines}\ntimeout = \"{timeout}s\"\n"), {
                    glpi::Options::default().user_token
                })
            }
            Self::Itop(desk) => {
                let lines = format!("url = \"{}\"\ntoken = \"file:secrets/desk\"", desk.base_url());
                let table = format!("[system.desk.itop]\n{lines}\ntimeout = \"{timeout}s\"\n");
                (table, itop::Options::default().token)
            }
            Self::ServiceNow(desk) => {
                let options = servicenow::Options::default();
                let lines = format!("url = \"{}\"\nuser = \"{}\"", desk.base_url(), options.user);
                let table = format!(
                    "[system.desk.servicenow]\n{lines}\npassword = \"file:secrets/desk\"\ntimeout = \"{timeout}s\"\n"
                );
                (table, options.password)
            }
        }
    }

    /// What a rule must say for this desk.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Glpi(_) | Self::GlpiV2(_) => "",
            Self::Itop(_) => "fields = { org_id = \"4\", caller_id = \"40\", service_id = \"4\" }\n",
            Self::ServiceNow(_) => "",
        }
    }

    /// `on_recovery` that solves at once.
    pub fn solve(&self) -> &'static str {
        match self {
            Self::Glpi(_) | Self::GlpiV2(_) => "on_recovery = { action = \"solve\", after = \"0s\" }\n",
            Self::Itop(_) => "on_recovery = { action = \"solve\", after = \"0s\", code = \"other\" }\n",
            Self::ServiceNow(_) => {
                "on_recovery = { action = \"solve\", after = \"0s\", code = \"Solution provided\" }\n"
            }
        }
    }

    pub fn tickets(&self) -> Vec<Standing> {
        let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => desk
                .control()
                .rows("Ticket")
                .iter()
                .map(|row| {
                    let title = text(row, "name");
                    let title = title.split_once("] ").map_or(title.as_str(), |(_, title)| title).to_owned();
                    let is_open = row["status"].as_i64().unwrap() < 5;
                    Standing { id: row["id"].to_string(), title, is_open }
                })
                .collect(),
            Self::Itop(desk) => desk
                .control()
                .objects("Incident")
                .iter()
                .map(|(id, row)| Standing {
                    id: id.to_string(),
                    title: text(row, "title"),
                    is_open: !["resolved", "closed", "rejected"].contains(&text(row, "status").as_str()),
                })
                .collect(),
            Self::ServiceNow(desk) => desk
                .control()
                .rows("incident")
                .iter()
                .map(|row| Standing {
                    id: row["sys_id"].clone(),
                    title: row["short_description"].clone(),
                    is_open: !["6", "7", "8"].contains(&row["state"].as_str()),
                })
                .collect(),
        }
    }

    /// Lets the nth such call go wrong from now on.
    pub fn inject(&self, trouble: Trouble, call: Call, nth: u32) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                desk.control().inject(glpi_fault(trouble, call).nth(nth))
            }
            Self::Itop(desk) => desk.control().inject(itop_fault(trouble, call).nth(nth)),
            Self::ServiceNow(desk) => {
                // One that keeps our sys_id refuses the second.
                if trouble == Trouble::Twice {
                    desk.control().give_own_ids();
                }
                desk.control().inject(servicenow_fault(trouble, call).nth(nth));
            }
        }
    }

    /// Lets the next `count` such calls go wrong.
    pub fn inject_row(&self, trouble: Trouble, call: Call, count: u32) {
        for nth in 1..=count {
            // A call at the practice iTop takes the first fault that fits and leaves the others.
            let nth = if matches!(self, Self::Itop(_)) { 1 } else { nth };
            self.inject(trouble, call, nth);
        }
    }

    /// A technician answers the caller.
    pub fn reply(&self, id: &str, text: &str) {
        self.write(id, text, false);
    }

    /// A technician notes something that the caller does not read.
    pub fn whisper(&self, id: &str, text: &str) {
        self.write(id, text, true);
    }

    fn write(&self, id: &str, text: &str, private: bool) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                let number: i64 = id.parse().unwrap();
                let note = json!({"itemtype": "Ticket", "items_id": number, "content": text,
                    "users_id": TECHNICIAN, "is_private": i32::from(private)});
                desk.control().add("ITILFollowup", &note).unwrap();
            }
            Self::Itop(desk) => {
                let log = if private { "private_log" } else { "public_log" };
                desk.control().edit("Incident", id.parse().unwrap(), &json!({log: text})).unwrap();
            }
            Self::ServiceNow(desk) => {
                let column = if private { "work_notes" } else { "comments" };
                desk.control().edit("beth.anglin", "incident", id, &json!({column: text})).unwrap();
            }
        }
    }

    /// The next such call is carried out this long after its client is gone.
    pub fn late(&self, call: Call, gone: Gone, after: Duration) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                use glpi::{Effect, Fault, Loss};
                let effect = match gone {
                    Gone::Cut => Effect::Late(after, Loss::Close),
                    Gone::Gateway => Effect::Late(after, Loss::Status(504)),
                    Gone::TimedOut => Effect::Slow(after),
                };
                desk.control().inject(Fault::new(effect).method("POST").path(glpi_path(call)));
            }
            Self::Itop(desk) => {
                use itop::{Effect, Fault, Loss};
                let effect = match gone {
                    Gone::Cut => Effect::Lost(after, Loss::Close),
                    Gone::Gateway => Effect::Lost(after, Loss::Status(504)),
                    Gone::TimedOut => Effect::Slow(after),
                };
                desk.control().inject(Fault::new(effect).operation(itop_operation(call)));
            }
            Self::ServiceNow(desk) => {
                use servicenow::{Effect, Loss};
                let effect = match gone {
                    Gone::Cut => Effect::Lost(after, Loss::Close),
                    Gone::Gateway => Effect::Lost(after, Loss::Status(504)),
                    Gone::TimedOut => Effect::Slow(after),
                };
                desk.control().inject(servicenow_call(effect, call));
            }
        }
    }

    /// The next such call never comes to be carried out, and its client does not learn it.
    pub fn never(&self, call: Call) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                use glpi::{Effect, Fault, Moment};
                let fault = Fault::new(Effect::Close(Moment::BeforeCommit));
                desk.control().inject(fault.method("POST").path(glpi_path(call)));
            }
            Self::Itop(desk) => {
                let fault = itop::Fault::new(itop::Effect::OutOfMemoryBefore);
                desk.control().inject(fault.operation(itop_operation(call)));
            }
            Self::ServiceNow(desk) => {
                use servicenow::{Effect, Moment};
                desk.control().inject(servicenow_call(Effect::Close(Moment::BeforeCommit), call));
            }
        }
    }

    /// The desk is paused, or its tables of tickets are locked, for a while; what is asked meanwhile is
    /// carried out afterwards.
    pub fn stall(&self, everything: bool, time: Duration) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                let lock = if everything { glpi::TableLock::Write } else { glpi::TableLock::Read };
                for table in ["Ticket", "ITILFollowup", "ITILSolution"] {
                    desk.control().lock_table(table, lock, time);
                }
            }
            Self::Itop(desk) => {
                let what = if everything { itop::Stall::All } else { itop::Stall::Writes };
                desk.control().stall(what, time);
            }
            Self::ServiceNow(desk) => {
                let what = if everything { servicenow::Stall::All } else { servicenow::Stall::Writes };
                desk.control().stall(what, time);
            }
        }
    }

    /// Solutions that were written in tickets, where they are rows of their own.
    pub fn solutions(&self) -> Option<usize> {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => Some(desk.control().rows("ITILSolution").len()),
            Self::Itop(_) | Self::ServiceNow(_) => None,
        }
    }

    /// A technician solves a ticket with a resolution that means "not at all".
    pub fn refuse(&self, id: &str) {
        match self {
            Self::Glpi(desk) | Self::GlpiV2(desk) => {
                let kind = json!({"name": "Won't fix", "is_recursive": 1});
                let kind = desk.control().add("SolutionType", &kind).unwrap();
                let number: i64 = id.parse().unwrap();
                let solution = json!({"itemtype": "Ticket", "items_id": number, "content": "not worth it",
                    "users_id": TECHNICIAN,
                    "solutiontypes_id": kind});
                desk.control().add("ITILSolution", &solution).unwrap();
            }
            Self::Itop(desk) => {
                let fields = json!({"solution": "no", "resolution_code": "other", "service_id": 4});
                desk.control().stimulate("Incident", id.parse().unwrap(), "ev_autoresolve", &fields).unwrap();
            }
            Self::ServiceNow(desk) => {
                let fields =
                    json!({"state": "6", "close_code": "No resolution provided", "close_notes": "no"});
                desk.control().edit("beth.anglin", "incident", id, &fields).unwrap();
            }
        }
    }

    /// Lets a ticket of GLPI be as old as its last change, to the second.
    pub fn as_if_just_opened(&self, id: &str) {
        let (Self::Glpi(desk) | Self::GlpiV2(desk)) = self else { panic!("no GLPI") };
        let number: i64 = id.parse().unwrap();
        let ticket = || desk.control().rows("Ticket").into_iter().find(|row| row["id"] == number).unwrap();
        while ticket()["date_creation"] != ticket()["date_mod"] {
            let creation = json!({ "date_creation": ticket()["date_mod"] });
            desk.control().edit("Ticket", number, &creation).unwrap();
        }
    }

    /// The pattern of that resolution.
    pub fn refusal(&self) -> &'static str {
        match self {
            Self::Glpi(_) | Self::GlpiV2(_) => "won't fix",
            Self::Itop(_) => "other",
            Self::ServiceNow(_) => "No resolution*",
        }
    }
}

fn glpi_fault(trouble: Trouble, call: Call) -> glpi::Fault {
    use glpi::{Effect, Fault, Moment};
    let status = |code| Effect::Status {
        code,
        headers: vec![("retry-after".to_owned(), "0".to_owned())],
        moment: Moment::BeforeCommit,
    };
    let effect = match trouble {
        Trouble::NoAnswer => Effect::Delay(TIMEOUT * 3),
        Trouble::Broken => Effect::Close(Moment::AfterCommit),
        Trouble::Truncated => Effect::TruncatedJson,
        Trouble::Twice => Effect::Twice,
        Trouble::TooMany => status(429),
        Trouble::Failing => status(500),
    };
    Fault::new(effect).method("POST").path(glpi_path(call))
}

fn glpi_path(call: Call) -> &'static str {
    match call {
        Call::Open => "/Ticket",
        Call::Note | Call::Reopen => "/ITILFollowup",
        Call::Solve => "/ITILSolution",
    }
}

fn itop_operation(call: Call) -> &'static str {
    match call {
        Call::Open => "core/create",
        Call::Note => "core/update",
        Call::Solve | Call::Reopen => "core/apply_stimulus",
    }
}

fn servicenow_call(effect: servicenow::Effect, call: Call) -> servicenow::Fault {
    let fault = servicenow::Fault::new(effect);
    match call {
        // Several tickets go in one batch, one alone by itself.
        Call::Open => fault.method("POST").path("/api/now/"),
        Call::Note | Call::Solve | Call::Reopen => fault.method("PATCH").path("/table/incident"),
    }
}

fn itop_fault(trouble: Trouble, call: Call) -> itop::Fault {
    use itop::{Effect, Fault};
    let effect = match trouble {
        Trouble::NoAnswer => Effect::Late(TIMEOUT * 3),
        Trouble::Broken => Effect::Broken,
        Trouble::Truncated => Effect::Truncated,
        Trouble::Twice => Effect::Twice,
        Trouble::TooMany => Effect::Status(429),
        Trouble::Failing => Effect::Status(500),
    };
    Fault::new(effect).operation(itop_operation(call))
}

fn servicenow_fault(trouble: Trouble, call: Call) -> servicenow::Fault {
    use servicenow::{Effect, Moment};
    let status = |code| Effect::Status {
        code,
        headers: vec![("retry-after".to_owned(), "0".to_owned())],
        moment: Moment::BeforeCommit,
    };
    let effect = match trouble {
        Trouble::NoAnswer => Effect::Delay(TIMEOUT * 3),
        Trouble::Broken => Effect::Close(Moment::AfterCommit),
        Trouble::Truncated => Effect::Truncated,
        Trouble::Twice => Effect::Twice,
        Trouble::TooMany => status(429),
        Trouble::Failing => status(500),
    };
    servicenow_call(effect, call)
}
