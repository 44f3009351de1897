//! What a person has to decide: new questions in full, those that were told before in one line, by
//! topic, the most urgent first.

use serde::Serialize;

use super::{List, Shower};
use crate::message::Phrase;
use crate::model::CommandLine;
use crate::model::journal::{Run, RunState};
use crate::model::question::{AskedQuestion, Question, Standing, Topic};
use crate::model::report::Report;
use crate::report::asked::{is_told, open, shown};
use crate::report::pages::{page, question_page, run_page};
use crate::report::wrap::one_line;

/// What has to be decided, and what no longer has to.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Decisions {
    /// How many are open, in the form of the language.
    pub(in crate::report) total: String,
    /// Open questions by topic, the most urgent first.
    pub(in crate::report) topics: Vec<TopicGroup>,
    /// Where all of them can be read, when some are shown in one line or not at all.
    pub(in crate::report) place: Option<String>,
    /// What was solved since it was told.
    pub(in crate::report) solved: Option<List<SolvedLine>>,
}

/// Open questions of one topic.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct TopicGroup {
    /// The topic in words.
    pub(in crate::report) name: &'static str,
    /// How many there are, in the form of the language.
    pub(in crate::report) total: String,
    /// What happens when nobody decides.
    pub(in crate::report) otherwise: &'static str,
    /// Those that are told in full: new ones, and those whose day comes.
    pub(in crate::report) told: Vec<QuestionLine>,
    /// Those that were told before.
    pub(in crate::report) open: Vec<OpenLine>,
    /// How many more there are, when it is cut.
    pub(in crate::report) more: Option<String>,
}

/// A question in full.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct QuestionLine {
    /// Name for people.
    pub(in crate::report) label: String,
    /// Class and id of the item, the day by which it has to be decided, since when it is open, its own id.
    pub(in crate::report) marks: String,
    /// The page of the thing.
    pub(in crate::report) url: Option<String>,
    /// What was found.
    pub(in crate::report) text: String,
    /// What a person may do, in words.
    pub(in crate::report) answer: Option<String>,
    /// The command that answers it.
    pub(in crate::report) command: Option<String>,
    /// The page of the console on which it is decided.
    pub(in crate::report) decide: Option<String>,
}

/// A question that was told before.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct OpenLine {
    /// Name for people.
    pub(in crate::report) label: String,
    /// Class and id, the day, since when it is open, its own id.
    pub(in crate::report) marks: String,
}

/// A question that was solved.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct SolvedLine {
    /// The topic in words.
    pub(in crate::report) topic: &'static str,
    /// Name for people.
    pub(in crate::report) label: String,
    /// Class and id of the item.
    pub(in crate::report) marks: Option<String>,
}

/// The decisions of a report; `None` when there is nothing to say.
pub(super) fn decisions(shower: &Shower, report: &Report) -> Option<Decisions> {
    let total = open(report);
    let mut topics = Vec::new();
    let mut cut = false;
    for topic in Topic::ALL {
        let of_topic = || shown(report).filter(|asked| asked.question.topic == topic);
        let group =
            shower.topic(&report.run, topic, of_topic().filter(|asked| asked.standing != Standing::Solved));
        cut |= group.as_ref().is_some_and(|group| group.more.is_some() || !group.open.is_empty());
        topics.extend(group);
    }
    let solved = shown(report).filter(|asked| asked.standing == Standing::Solved);
    let solved = shower.list(solved, |asked| SolvedLine {
        topic: shower.topic_name(asked.question.topic),
        label: one_line(shower.said(&asked.question.label), shower.cut.value),
        marks: shower.item(&asked.question),
    });
    let command = CommandLine::new("questions").argument(&report.run.job).to_string();
    let place = cut.then(|| shower.locale.say(Phrase::QuestionsShown, 1, &[("command", &command)]));
    let nothing = topics.is_empty() && solved.is_none();
    (!nothing).then(|| Decisions { total: shower.locale.number(total), topics, place, solved })
}

impl Shower {
    fn topic<'a>(
        &self,
        run: &Run,
        topic: Topic,
        asked: impl Iterator<Item = &'a AskedQuestion>,
    ) -> Option<TopicGroup> {
        let (told, open): (Vec<&AskedQuestion>, Vec<&AskedQuestion>) =
            asked.partition(|asked| is_told(asked));
        let total = told.len() + open.len();
        if total == 0 {
            return None;
        }
        let lines: Vec<QuestionLine> =
            told.iter().take(self.cut.lines).map(|asked| self.question(run, asked)).collect();
        let open: Vec<OpenLine> =
            open.iter().take(self.cut.known).map(|asked| self.open(&run.job, asked)).collect();
        let cut = total - lines.len() - open.len();
        Some(TopicGroup {
            name: self.topic_name(topic),
            total: self.locale.number(total as u64),
            otherwise: self.otherwise(topic),
            told: lines,
            open,
            more: (cut > 0).then(|| self.more(cut)),
        })
    }

    fn question(&self, run: &Run, asked: &AskedQuestion) -> QuestionLine {
        let (job, question) = (run.job.as_str(), &asked.question);
        let since = (asked.standing == Standing::StillOpen).then(|| self.since(asked));
        let marks = self.item(question).into_iter().chain(self.due(question)).chain(since);
        let marks: Vec<String> = marks.chain([self.id(job, question)]).collect();
        let (command, answer) = match &question.answer {
            Some(answer) if answer.english().starts_with("stocktake ") => (Some(answer.to_string()), None),
            answer => (None, answer.as_ref().map(|answer| one_line(self.said(answer), self.cut.reason))),
        };
        QuestionLine {
            label: one_line(self.said(&question.label), self.cut.value),
            marks: marks.join(" · "),
            url: self.page(question),
            text: one_line(self.said(&question.text), self.cut.reason),
            answer,
            command,
            decide: self.decide(run, question),
        }
    }

    /// The page of the console on which a question of a run is decided. What the run itself planned and did not write is
    /// approved there, change by change.
    fn decide(&self, run: &Run, question: &Question) -> Option<String> {
        let console = self.console.as_deref();
        let waits = match question.topic {
            Topic::PlanWaits => run.state == RunState::Refused,
            Topic::Held => matches!(run.state, RunState::Done | RunState::Partial),
            Topic::Conflict
            | Topic::Fight
            | Topic::Ambiguous
            | Topic::Returned
            | Topic::Removed
            | Topic::LateWrite
            | Topic::SilentSource
            | Topic::NameGone
            | Topic::LockEnds
            | Topic::ContractEnds
            | Topic::ContractOverlap
            | Topic::NearDuplicate
            | Topic::JunkKey
            | Topic::Reading => false,
        };
        match waits {
            true => run_page(console, &run.job, &run.id, "/plan"),
            false => question_page(console, &run.job, question),
        }
    }

    fn open(&self, job: &str, asked: &AskedQuestion) -> OpenLine {
        let question = &asked.question;
        let marks = self
            .item(question)
            .into_iter()
            .chain(self.due(question))
            .chain([self.since(asked), self.id(job, question)]);
        OpenLine {
            label: one_line(self.said(&question.label), self.cut.value),
            marks: marks.collect::<Vec<_>>().join(" · "),
        }
    }

    fn since(&self, asked: &AskedQuestion) -> String {
        let day = self.locale.day_of(asked.since);
        self.locale.say(Phrase::StillOpenSince, 1, &[("day", &day)])
    }

    /// What `questions close` calls it.
    fn id(&self, job: &str, question: &Question) -> String {
        self.locale.say(Phrase::QuestionId, 1, &[("id", &question.id(job))])
    }

    fn due(&self, question: &Question) -> Option<String> {
        let due = question.due?;
        let phrase = if due < self.today { Phrase::DueSince } else { Phrase::DueBy };
        Some(self.locale.say(phrase, 1, &[("day", &self.locale.day(due))]))
    }

    /// The page of the item.
    fn page(&self, question: &Question) -> Option<String> {
        page(self.wording, self.pages.as_deref(), question)
    }

    /// What happens when nobody decides.
    fn otherwise(&self, topic: Topic) -> &'static str {
        self.locale.label(match topic {
            Topic::PlanWaits => Phrase::RefusedOtherwise,
            Topic::Held => Phrase::OtherwiseHeld,
            Topic::Conflict | Topic::Fight => Phrase::OtherwiseConflict,
            Topic::Ambiguous => Phrase::OtherwiseAmbiguous,
            Topic::Returned => Phrase::OtherwiseReturned,
            Topic::Removed => Phrase::OtherwiseRemoved,
            Topic::LateWrite => Phrase::OtherwiseLateWrite,
            Topic::SilentSource => Phrase::OtherwiseSilentSource,
            Topic::NameGone => Phrase::OtherwiseNameGone,
            Topic::LockEnds => Phrase::OtherwiseLockEnds,
            Topic::ContractEnds => Phrase::OtherwiseContractEnds,
            Topic::ContractOverlap | Topic::NearDuplicate => Phrase::OtherwiseStays,
            Topic::JunkKey => Phrase::OtherwiseJunkKey,
            Topic::Reading => Phrase::OtherwiseReading,
        })
    }

    /// Class and id of the item.
    fn item(&self, question: &Question) -> Option<String> {
        let class = self.wording.class(question.class.as_ref()?.as_str());
        Some(match question.remote_id {
            Some(id) => format!("{class} #{id}"),
            None => class.to_owned(),
        })
    }

    fn topic_name(&self, topic: Topic) -> &'static str {
        self.locale.topic(topic)
    }
}
