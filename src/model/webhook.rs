//! Webhooks: who is told of changes by HTTP, of which, and how; and the messages that wait for them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::job::Language;
use super::mail::MailState;
use super::mapping::TEMPLATE_FUEL;
use super::ping::PingAt;
use super::said::Said;
use super::secret::SecretRef;

/// Who is told of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its name in `stocktake.toml`.
    pub name: String,
    /// Its address.
    pub at: PingAt,
    /// What it is sent.
    pub format: Format,
    /// Secrets of the signature; several while they are changed.
    pub secrets: Vec<SecretRef>,
    /// Token that it wants in `Authorization`.
    pub token: Option<SecretRef>,
    /// Of what it is told.
    pub occasions: BTreeSet<Occasion>,
    /// Of which jobs; `None`: of all.
    pub jobs: Option<BTreeSet<String>>,
    /// Whether it may stand in a private network.
    pub reach: Reachable,
    /// PEM file with further certificate authorities, absolute.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Language of what people read there.
    pub language: Language,
    /// Address of the console, for links.
    pub console: Option<String>,
}

impl Webhook {
    /// Seconds of one request when nothing is said.
    pub const TIMEOUT: u64 = 10;

    /// Whether it is told of a job at all.
    pub fn hears_of(&self, job: &str) -> bool {
        self.jobs.as_ref().is_none_or(|jobs| jobs.contains(job))
    }

    /// Whether it is told of this.
    pub fn wants(&self, occasion: Occasion) -> bool {
        self.occasions.contains(&occasion)
    }
}

/// Which addresses may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reachable {
    /// Those of the internet.
    Global,
    /// Those of this machine and of private networks, too.
    Anywhere,
}

/// The form of what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// JSON of our own: `type`, `timestamp` and `data`.
    Standard,
    /// A card of Microsoft Teams, as its Workflows take it.
    Teams,
    /// A message of Slack, as an incoming webhook takes it; Mattermost and Rocket.Chat read its text.
    Slack,
    /// A message of ntfy.
    Ntfy,
    /// What a template of the project makes of the JSON of our own.
    Own(OwnTemplate),
}

impl Format {
    /// The word in `stocktake.toml` and in lists.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Teams => "teams",
            Self::Slack => "slack",
            Self::Ntfy => "ntfy",
            Self::Own(_) => "template",
        }
    }

    /// The content type of what is sent.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Own(template) if !template.is_json() => "text/plain; charset=utf-8",
            Self::Standard | Self::Teams | Self::Slack | Self::Ntfy | Self::Own(_) => "application/json",
        }
    }
}

/// A template of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTemplate {
    /// Its file, as it is named in `stocktake.toml`.
    pub file: String,
    /// Its text.
    pub source: String,
}

impl OwnTemplate {
    /// Whether it makes JSON: its name ends so.
    pub fn is_json(&self) -> bool {
        self.file.trim_end_matches(".j2").ends_with(".json")
    }

    fn environment() -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(TEMPLATE_FUEL));
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_debug(true);
        environment
    }

    /// A name of which messages have nothing, `data.titel`: filters take it for an empty value.
    pub fn unknown_name(&self, message: &serde_json::Value) -> Option<String> {
        let environment = Self::environment();
        let names = environment.template_from_str(&self.source).ok()?.undeclared_variables(true);
        let is_known = |name: &String| {
            let mut parts = name.split('.');
            let first = parts.next().unwrap_or_default();
            match (message.get(first), parts.next()) {
                (Some(serde_json::Value::Object(below)), Some(second)) => below.contains_key(second),
                (Some(_), _) => true,
                (None, _) => environment.globals().any(|(own, _)| own == first),
            }
        };
        names.into_iter().filter(|name| !is_known(name)).min()
    }

    /// What it makes of a message; a name that is not there is an error.
    ///
    /// # Errors
    /// It cannot be compiled, or fails.
    pub fn render(&self, message: &serde_json::Value) -> Result<String, minijinja::Error> {
        Self::environment().render_str(&self.source, Value::from(Serde(message)))
    }
}

/// What somebody may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// A job that was well failed.
    JobFailed,
    /// A job that was well was refused by its limits, and nothing waits for approval.
    JobRefused,
    /// No run of a job has ended well for too long.
    JobSilent,
    /// A job that was not well is well again.
    JobRecovered,
    /// Nothing was pushed to a job for too long.
    InboxSilent,
    /// Something is pushed to it again.
    InboxRecovered,
    /// Changes wait for approval.
    PlanWaiting,
    /// A plan that waited was approved and written.
    PlanApproved,
    /// A plan that waited was declined.
    PlanDeclined,
    /// Nothing waits any more: the source is another.
    PlanVoid,
    /// A run asks what no run before did.
    QuestionsOpened,
    /// Questions are solved, or a person closed one.
    QuestionsClosed,
    /// Tickets were opened or reopened.
    TicketsOpened,
    /// Tickets were solved.
    TicketsSolved,
    /// Somebody tries the webhook.
    Test,
}

impl Occasion {
    /// What somebody can choose to be told of.
    pub const ALL: [Self; 14] = [
        Self::JobFailed,
        Self::JobRefused,
        Self::JobSilent,
        Self::JobRecovered,
        Self::InboxSilent,
        Self::InboxRecovered,
        Self::PlanWaiting,
        Self::PlanApproved,
        Self::PlanDeclined,
        Self::PlanVoid,
        Self::QuestionsOpened,
        Self::QuestionsClosed,
        Self::TicketsOpened,
        Self::TicketsSolved,
    ];

    /// What a person wants to be woken for, and that it is over.
    pub const BY_DEFAULT: [Self; 7] = [
        Self::JobFailed,
        Self::JobRefused,
        Self::JobSilent,
        Self::JobRecovered,
        Self::InboxSilent,
        Self::InboxRecovered,
        Self::PlanWaiting,
    ];

    /// The word in `stocktake.toml`, in messages and in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JobFailed => "job.failed",
            Self::JobRefused => "job.refused",
            Self::JobSilent => "job.silent",
            Self::JobRecovered => "job.recovered",
            Self::InboxSilent => "inbox.silent",
            Self::InboxRecovered => "inbox.recovered",
            Self::PlanWaiting => "plan.waiting",
            Self::PlanApproved => "plan.approved",
            Self::PlanDeclined => "plan.declined",
            Self::PlanVoid => "plan.void",
            Self::QuestionsOpened => "questions.opened",
            Self::QuestionsClosed => "questions.closed",
            Self::TicketsOpened => "tickets.opened",
            Self::TicketsSolved => "tickets.solved",
            Self::Test => "webhook.test",
        }
    }

    /// Those that a word of `stocktake.toml` names: one, those of an area (`job.*`), or all (`*`).
    pub fn named(word: &str) -> Vec<Self> {
        let area = word.strip_suffix('*').filter(|area| area.is_empty() || area.ends_with('.'));
        let is_meant = |occasion: &Self| match area {
            Some(area) => occasion.as_str().starts_with(area),
            None => occasion.as_str() == word,
        };
        Self::ALL.into_iter().filter(is_meant).collect()
    }

    /// Whether it is about how a job does.
    pub fn is_of_job(self) -> bool {
        matches!(self, Self::JobFailed | Self::JobRefused | Self::JobSilent | Self::JobRecovered)
    }
}

/// How a job does, as somebody was told; the worse the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// Its last run ended well.
    Well,
    /// A plan waits for approval, which is told as such.
    Waiting,
    /// Its limits refuse what it would write.
    Refused,
    /// Its runs fail.
    Failed,
    /// No run has ended well for too long.
    Silent,
}

impl Health {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Well, Self::Waiting, Self::Refused, Self::Failed, Self::Silent];

    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Silent => "silent",
        }
    }

    /// What is told when a job that did so does otherwise `now`: that it does worse, and that it is well again. One
    /// that fails tonight and was refused last night does no better, and somebody looks at it already.
    pub fn told(self, now: Self) -> Option<Occasion> {
        match now {
            Self::Well if self > Self::Waiting => Some(Occasion::JobRecovered),
            Self::Refused if self < now => Some(Occasion::JobRefused),
            Self::Failed if self < now => Some(Occasion::JobFailed),
            Self::Silent if self < now => Some(Occasion::JobSilent),
            Self::Well | Self::Waiting | Self::Refused | Self::Failed | Self::Silent => None,
        }
    }

    /// How it is remembered then: well, or the worst since it was well.
    pub fn after(self, now: Self) -> Self {
        if now == Self::Well { now } else { self.max(now) }
    }
}

/// What a receiver is told from one change on: all or nothing, with the change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Telling {
    /// How jobs do, as receivers know it.
    pub turns: Vec<Turn>,
    /// Messages.
    pub messages: Vec<WebhookMessage>,
}

/// A job does otherwise, as a receiver knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Receiver, by name.
    pub webhook: String,
    /// Job.
    pub job: String,
    /// How it did as far as the receiver knew.
    pub before: Health,
    /// How it does.
    pub now: Health,
}

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Id, the same at each try: a UUIDv7 as text.
    pub id: String,
    /// Receiver, by name.
    pub webhook: String,
    /// Of what it tells.
    pub occasion: Occasion,
    /// Job that it is about.
    pub job: String,
    /// What is sent, or why it could not be made.
    pub body: Result<String, Said>,
}

/// A message without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageStatus {
    /// Receiver, by name.
    pub webhook: String,
    /// What became of it.
    pub state: MailState,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next, while it waits.
    pub next_try_at: DateTime<Utc>,
    /// Why the last try failed.
    pub error: Option<Said>,
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostMessage {
    /// Its id.
    pub id: String,
    /// Of what it tells, as a word.
    pub occasion: String,
    /// Job that it is about.
    pub job: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// It has a text that can be sent: one that could not be made has none.
    pub is_made: bool,
    /// Why it was given up.
    pub error: Option<Said>,
}

/// What was given up of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lost {
    /// The messages of which no mail has told, oldest first.
    pub messages: Vec<LostMessage>,
    /// When a mail told of others of them last.
    pub mailed_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_does_badly_in_several_ways_is_told_once_for_each_that_is_worse() {
        let nights = [
            Health::Failed,
            Health::Failed,
            Health::Refused,
            Health::Silent,
            Health::Failed,
            Health::Well,
            Health::Well,
            Health::Waiting,
            Health::Well,
            Health::Refused,
        ];
        let (mut health, mut told) = (Health::Well, Vec::new());
        for now in nights {
            told.extend(health.told(now).map(Occasion::as_str));
            health = health.after(now);
        }
        assert_eq!(told, ["job.failed", "job.silent", "job.recovered", "job.refused"]);
    }

    #[test]
    fn occasions_are_named_one_by_one_or_by_their_area() {
        assert_eq!(Occasion::named("job.failed"), [Occasion::JobFailed]);
        assert_eq!(Occasion::named("tickets.*"), [Occasion::TicketsOpened, Occasion::TicketsSolved]);
        assert_eq!(Occasion::named("*").len(), Occasion::ALL.len());
        for unknown in ["job", "job*", "webhook.test", ""] {
            assert!(Occasion::named(unknown).is_empty(), "{unknown}");
        }
    }
}
