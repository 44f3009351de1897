//! What nobody can know of what a run sent: a person is asked, in one question for each run that sent it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Utc};

use crate::message::{list, settling};
use crate::model::project::Project;
use crate::model::ticket_act::OpenAct;
use crate::model::ticket_job::TicketJob;
use crate::model::{AskedQuestion, CommandLine, Question, RunId, Topic};
use crate::store::Store;

use super::late::shown;

/// Titles that a question shows.
const EXAMPLES: usize = 3;

/// What a run asks about acts of unknown outcome, and what was asked before.
#[derive(Debug, Default)]
pub(super) struct Questions {
    open: BTreeMap<RunId, Vec<OpenAct>>,
    /// By the run that they are about.
    before: BTreeMap<String, AskedQuestion>,
    today: NaiveDate,
}

impl Questions {
    /// Those of a job before anything is asked.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn of(store: &Store, job: &TicketJob) -> anyhow::Result<Self> {
        let asked = store.open_questions(Some(job.name.as_str()))?.into_iter().map(|(_, asked)| asked);
        let late = asked.filter(|asked| asked.question.topic == Topic::LateWrite);
        let before = late.map(|asked| (asked.question.key.clone(), asked)).collect();
        let zone = job.schedule.as_ref().map_or(chrono_tz::UTC, |schedule| schedule.zone);
        let today = Utc::now().with_timezone(&zone).date_naive();
        Ok(Self { open: BTreeMap::new(), before, today })
    }

    /// Asks about an act. False when a person has closed the question: he sees to it.
    pub(super) fn ask(&mut self, open: &OpenAct) -> bool {
        self.open.entry(open.run.clone()).or_default().push(open.clone());
        let closed = self.before.get(&open.run.0).and_then(|asked| {
            let closed = asked.closed.as_ref()?;
            closed.holds(&asked.question, self.today).then_some(())
        });
        closed.is_none()
    }

    /// The questions of the run. What was asked before and could not be looked for now stays asked.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn ended(
        mut self,
        project: &Project,
        store: &Store,
        job: &str,
    ) -> anyhow::Result<Vec<Question>> {
        let still = store.open_acts(job)?;
        let is_open: BTreeSet<(&RunId, i64)> = still.iter().map(|open| (&open.run, open.act.seq)).collect();
        for acts in self.open.values_mut() {
            acts.retain(|open| is_open.contains(&(&open.run, open.act.seq)));
        }
        self.open.retain(|_, acts| !acts.is_empty());
        let mut questions: Vec<Question> =
            self.open.iter().map(|(run, open)| question(project, run, open)).collect();
        let asked_before = self.before.into_iter().filter(|(run, _)| {
            let run = RunId(run.clone());
            !self.open.contains_key(&run) && still.iter().any(|open| open.run == run)
        });
        questions.extend(asked_before.map(|(_, asked)| asked.question));
        Ok(questions)
    }
}

fn question(project: &Project, run: &RunId, open: &[OpenAct]) -> Question {
    let examples = list::first(open.iter().map(|open| open.act.label.as_str()), EXAMPLES);
    let first = open.iter().filter_map(|open| open.sending.as_ref()).map(|sending| sending.at).min();
    let sent = first.map(shown).unwrap_or_default();
    let desks: BTreeSet<&str> = open.iter().map(|open| open.act.system.as_str()).collect();
    let desks = desks.into_iter().collect::<Vec<_>>().join(", ");
    let settle = CommandLine::in_project(&project.folder, "settle").argument(&run.0);
    Question {
        topic: Topic::LateWrite,
        key: run.to_string(),
        class: None,
        remote_id: None,
        label: settling::ask_acts_label(open.len(), &desks).said(),
        text: settling::ask_acts_text(open.len(), run, sent, examples, &desks).said(),
        answer: Some(settling::ask_acts_answer(settle).said()),
        due: None,
    }
}
