//! What a run asks a person to decide. Found by the planner and the engine, kept by the store from
//! run to run, so that a report tells new, still open and solved apart.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::change::without_numbers;
use super::said::Said;
use super::schema::ClassName;

/// What a question is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A plan waits: it exceeds a limit.
    PlanWaits,
    /// Something was sent and never answered, and nothing tells whether it will be carried out.
    LateWrite,
    /// A change is held for approval: a shortened contract, a cheaper price, a serial that moved.
    Held,
    /// Source and desk both changed a field, and the policy is to ask.
    Conflict,
    /// Two writers change a field back and forth.
    Fight,
    /// A record matches several items.
    Ambiguous,
    /// An item that we put in the trash was taken out of it by an agent or a person.
    Returned,
    /// A person removed an item that the source still has.
    Removed,
    /// A source that is authoritative has been silent for longer than its limit.
    SilentSource,
    /// A rule or a link names reference data that its desk does not show any more.
    NameGone,
    /// A lock of our own ends soon.
    LockEnds,
    /// A contract or warranty ends soon, or its notice has to be given soon.
    ContractEnds,
    /// Contracts of one item overlap, repeat one another or differ in currency.
    ContractOverlap,
    /// Two items or two names may be the same thing.
    NearDuplicate,
    /// A key value that too many items share to name anything.
    JunkKey,
    /// Values or rows that are not written as they stand in the source.
    Reading,
}

impl Topic {
    /// Every topic, the most urgent first: the order in reports.
    pub const ALL: [Self; 16] = [
        Self::PlanWaits,
        Self::LateWrite,
        Self::Held,
        Self::Conflict,
        Self::Fight,
        Self::Ambiguous,
        Self::Returned,
        Self::Removed,
        Self::SilentSource,
        Self::NameGone,
        Self::LockEnds,
        Self::ContractEnds,
        Self::ContractOverlap,
        Self::NearDuplicate,
        Self::JunkKey,
        Self::Reading,
    ];

    /// The word in JSON and in the state database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlanWaits => "plan_waits",
            Self::Held => "held",
            Self::Conflict => "conflict",
            Self::Fight => "fight",
            Self::Ambiguous => "ambiguous",
            Self::Returned => "returned",
            Self::Removed => "removed",
            Self::SilentSource => "silent_source",
            Self::NameGone => "name_gone",
            Self::LockEnds => "lock_ends",
            Self::ContractEnds => "contract_ends",
            Self::ContractOverlap => "contract_overlap",
            Self::NearDuplicate => "near_duplicate",
            Self::JunkKey => "junk_key",
            Self::LateWrite => "late_write",
            Self::Reading => "reading",
        }
    }

    /// True when only its record can say that it is solved; the others are looked for at the desk
    /// or in the project.
    pub fn rests_on_record(self) -> bool {
        match self {
            Self::Held | Self::Conflict | Self::Fight | Self::Ambiguous | Self::Returned | Self::Removed => {
                true
            }
            Self::PlanWaits
            | Self::SilentSource
            | Self::NameGone
            | Self::LockEnds
            | Self::ContractEnds
            | Self::ContractOverlap
            | Self::NearDuplicate
            | Self::JunkKey
            | Self::LateWrite
            | Self::Reading => false,
        }
    }

    /// The topic of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that a person has to decide. Job, topic and key together name the problem: the same
/// problem has the same key in every run, whatever its text says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// What it is about.
    pub topic: Topic,
    /// What names the problem among those of its topic, for example `Computer/12/serial`.
    pub key: String,
    /// Class of the item, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassName>,
    /// Id of the item, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<i64>,
    /// Name for people.
    pub label: Said,
    /// What was found, as one sentence.
    pub text: Said,
    /// What a person may do about it: a command, or a place at the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Said>,
    /// Day by which it has to be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

impl Question {
    /// Whether it only tells how a value was read, and nobody has to do anything.
    pub fn is_fact(&self) -> bool {
        self.topic == Topic::Reading && self.answer.is_none()
    }

    /// What a person calls the question by: the same in every run, eight hexadecimal digits.
    pub fn id(&self, job: &str) -> String {
        let mut hasher = Sha256::new();
        for piece in [job, self.topic.as_str(), &self.key] {
            hasher.update(piece);
            hasher.update([0]);
        }
        base16ct::lower::encode_string(&hasher.finalize()[..4])
    }

    /// What a person has seen who closes it: once it is another, the question is told again. Counts that
    /// move every night are no other matter.
    pub fn matter(&self) -> String {
        let matter = match self.topic {
            Topic::PlanWaits => without_numbers(self.label.english()),
            Topic::Reading | Topic::JunkKey | Topic::SilentSource => without_numbers(self.text.english()),
            Topic::LateWrite
            | Topic::Held
            | Topic::Conflict
            | Topic::Fight
            | Topic::Ambiguous
            | Topic::Returned
            | Topic::Removed
            | Topic::NameGone
            | Topic::LockEnds
            | Topic::ContractEnds
            | Topic::ContractOverlap
            | Topic::NearDuplicate => self.text.to_string(),
        };
        matter.replace('\0', "\u{fffd}")
    }
}

/// A person has answered a question: it is not told until a day, or until its matter is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The day on which it is told again; `None`: only when its matter changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Its [`Question::matter`] then.
    pub matter: String,
}

impl Closed {
    /// Whether it still holds for a question on a day.
    pub fn holds(&self, question: &Question, today: NaiveDate) -> bool {
        self.until.is_none_or(|until| today < until) && self.matter == question.matter()
    }
}

/// How a question stands after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// AskedQuestion for the first time, or again after it was solved.
    New,
    /// AskedQuestion before.
    StillOpen,
    /// AskedQuestion before, and no more.
    Solved,
}

/// A question as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedQuestion {
    /// The question.
    pub question: Question,
    /// How it stands.
    pub standing: Standing,
    /// When it was first asked.
    pub since: DateTime<Utc>,
    /// When it was last asked.
    pub seen_at: DateTime<Utc>,
    /// Since it was last asked its day came, or came as near as a week, or it is closed no more: it is told
    /// anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pressing: bool,
    /// A person has closed it: it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// Records of a class that a run could not use: what they asked before is not solved by silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Class.
    pub class: ClassName,
    /// Their source keys.
    pub keys: BTreeSet<String>,
    /// Their items, as far as they have some.
    pub items: BTreeSet<i64>,
}

/// What was reported before and is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Known {
    /// Per reject of the run, in their order, since when it is known; `None`: new in this run.
    pub rejects: Vec<Option<DateTime<Utc>>>,
    /// Per hand edit of the run, in their order, likewise.
    pub kept: Vec<Option<DateTime<Utc>>>,
    /// Rejects of the run before that are none any more.
    pub solved_rejects: u64,
}

impl Known {
    /// Rejects that were not reported before.
    pub fn new_rejects(&self) -> usize {
        self.rejects.iter().filter(|since| since.is_none()).count()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn question(topic: Topic, text: &str) -> Question {
        Question {
            topic,
            key: "Computer/1/contact".to_owned(),
            class: None,
            remote_id: None,
            label: "PC-1".to_owned().into(),
            text: text.to_owned().into(),
            answer: None,
            due: None,
        }
    }

    #[test]
    fn a_question_has_one_id_whatever_its_text_says_and_another_in_another_job() {
        let (first, later) = (question(Topic::Conflict, "a"), question(Topic::Conflict, "b"));
        assert_eq!(first.id("nightly"), later.id("nightly"));
        assert_eq!(first.id("nightly").len(), 8);
        assert_ne!(first.id("nightly"), first.id("weekly"));
        assert_ne!(first.id("nightly"), question(Topic::Fight, "a").id("nightly"));
    }

    #[test]
    fn what_is_closed_holds_until_its_day_and_for_its_matter() {
        let day = |day: &str| day.parse::<NaiveDate>().unwrap();
        let asked = question(Topic::Conflict, "contact is `Zoé` now");
        let closed = Closed {
            at: "2026-11-28T12:00:00Z".parse().unwrap(),
            by: "ana".to_owned(),
            until: Some(day("2026-12-01")),
            why: None,
            matter: asked.matter(),
        };
        assert!(closed.holds(&asked, day("2026-11-30")));
        assert!(!closed.holds(&asked, day("2026-12-01")));
        assert!(!closed.holds(&question(Topic::Conflict, "contact is `Éva` now"), day("2026-11-30")));
        let counts = |n: u32| question(Topic::Reading, &format!("{n} values are left out"));
        assert_eq!(counts(7).matter(), counts(12).matter());
    }
}
