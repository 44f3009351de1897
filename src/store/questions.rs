//! Questions from run to run: one row is one spell, from the run that first asked a question to the
//! one that did so no more. At most one spell of a question is open.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::{questions, runs};
use super::stamp::{french, readable, stamp, time};
use super::{Store, StoreError, webhooks};
use crate::message;
use crate::model::Said;
use crate::model::question::Closed;
use crate::model::webhook::Telling;
use crate::model::{AskedQuestion, Question, Run, RunId, RunState, Standing, Topic};

insert!(insert_questions, questions, QuestionRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = questions, treat_none_as_default_value = false)]
pub(super) struct QuestionRow {
    job: String,
    topic: String,
    key: String,
    since: String,
    since_run: String,
    class: Option<String>,
    remote_id: Option<i64>,
    label: String,
    text: String,
    answer: Option<String>,
    due: Option<String>,
    last_seen: String,
    solved_at: Option<String>,
    solved_run: Option<String>,
    closed_at: Option<String>,
    closed_by: Option<String>,
    closed_until: Option<String>,
    closed_why: Option<String>,
    closed_matter: Option<String>,
    label_french: Option<String>,
    text_french: Option<String>,
    answer_french: Option<String>,
}

impl QuestionRow {
    fn of(job: &str, run: &RunId, asked: &AskedQuestion) -> Self {
        let question = &asked.question;
        Self {
            job: job.to_owned(),
            topic: question.topic.as_str().to_owned(),
            key: readable(&question.key),
            since: stamp(asked.since),
            since_run: run.0.clone(),
            class: question.class.as_ref().map(|class| class.as_str().to_owned()),
            remote_id: question.remote_id,
            label: readable(question.label.english()),
            text: readable(question.text.english()),
            answer: question.answer.as_ref().map(|said| said.english()).map(readable),
            due: question.due.map(|day| day.to_string()),
            last_seen: stamp(asked.seen_at),
            solved_at: None,
            solved_run: None,
            closed_at: None,
            closed_by: None,
            closed_until: None,
            closed_why: None,
            closed_matter: None,
            label_french: french(Some(&question.label)),
            text_french: french(Some(&question.text)),
            answer_french: french(question.answer.as_ref()),
        }
    }

    fn into_asked(self, standing: Standing) -> Result<AskedQuestion, Fault> {
        let topic = Topic::from_word(&self.topic).ok_or_else(|| {
            Fault::Unreadable(message::state::topic_of_question(format_args!("{:?}", self.topic)).said())
        })?;
        let day = |text: String| {
            text.parse::<NaiveDate>().map_err(|error| {
                Fault::Unreadable(message::state::day_of_question(format_args!("{text:?}"), error).said())
            })
        };
        let closed = match (self.closed_at, self.closed_matter) {
            (Some(at), Some(matter)) => Some(Closed {
                at: time(&at)?,
                by: self.closed_by.unwrap_or_default(),
                until: self.closed_until.map(day).transpose()?,
                why: self.closed_why,
                matter,
            }),
            (None, _) | (_, None) => None,
        };
        Ok(AskedQuestion {
            closed,
            since: time(&self.since)?,
            seen_at: time(&self.last_seen)?,
            standing,
            pressing: false,
            question: Question {
                topic,
                key: self.key,
                class: self.class.map(|class| class.as_str().into()),
                remote_id: self.remote_id,
                label: Said::kept(self.label, self.label_french),
                text: Said::kept(self.text, self.text_french),
                answer: self.answer.map(|answer| Said::kept(answer, self.answer_french)),
                due: self.due.map(day).transpose()?,
            },
        })
    }

    fn topic_order(&self) -> Option<Topic> {
        Topic::from_word(&self.topic)
    }
}

impl Store {
    /// Open questions with their jobs, by job, topic and key.
    pub fn open_questions(&self, job: Option<&str>) -> Result<Vec<(String, AskedQuestion)>, StoreError> {
        self.read(message::state::reading_open_questions(), |database| {
            let open = questions::table
                .filter(questions::solved_at.is_null())
                .order((questions::job.asc(), questions::topic.asc(), questions::key.asc()))
                .select(QuestionRow::as_select());
            let mut rows = match job {
                Some(job) => open.filter(questions::job.eq(job)).load(database)?,
                None => open.load(database)?,
            };
            rows.sort_by_cached_key(|row| (row.job.clone(), row.topic_order(), row.key.clone()));
            rows.into_iter().map(|row| Ok((row.job.clone(), row.into_asked(Standing::StillOpen)?))).collect()
        })
    }

    /// Closes open questions of a job; says how many of them are open still. What was said before of them is
    /// forgotten. What is told of it is kept when one of them was not closed before.
    pub fn close_questions(
        &self,
        job: &str,
        asked: &[(&Question, &Closed)],
        telling: &Telling,
    ) -> Result<usize, StoreError> {
        self.write(message::state::closing_a_question(), |database| {
            let (mut changed, mut fresh) = (0, 0);
            for (question, closed) in asked {
                let (topic, key) = (question.topic.as_str(), readable(&question.key));
                let unclosed = open(job, topic, &key).filter(questions::closed_at.is_null());
                fresh += unclosed.count().get_result::<i64>(database)?;
                changed += diesel::update(open(job, topic, &key))
                    .set((
                        questions::closed_at.eq(Some(stamp(closed.at))),
                        questions::closed_by.eq(Some(readable(&closed.by))),
                        questions::closed_until.eq(closed.until.map(|day| day.to_string())),
                        questions::closed_why.eq(closed.why.as_deref().map(readable)),
                        questions::closed_matter.eq(Some(readable(&closed.matter))),
                    ))
                    .execute(database)?;
            }
            if let Some((_, closed)) = asked.first().filter(|_| fresh > 0) {
                webhooks::keep(database, telling, closed.at)?;
            }
            Ok(changed)
        })
    }

    /// Questions that a person closed and that are not forgotten yet, with their jobs: open ones and those that no run asks
    /// any more, the newest first.
    pub fn closed_questions(&self, job: Option<&str>) -> Result<Vec<(String, AskedQuestion)>, StoreError> {
        self.read(message::state::reading_open_questions(), |database| {
            let closed = questions::table
                .filter(questions::closed_at.is_not_null())
                .order((questions::closed_at.desc(), questions::job.asc(), questions::key.asc()))
                .select(QuestionRow::as_select());
            let rows = match job {
                Some(job) => closed.filter(questions::job.eq(job)).load(database)?,
                None => closed.load(database)?,
            };
            let standing = |row: &QuestionRow| match row.solved_at {
                Some(_) => Standing::Solved,
                None => Standing::StillOpen,
            };
            rows.into_iter()
                .map(|row| {
                    let standing = standing(&row);
                    Ok((row.job.clone(), row.into_asked(standing)?))
                })
                .collect()
        })
    }

    /// How questions of a topic were closed that a run asked: before it, when they stayed closed, or since, until another
    /// run of the job read the sources.
    pub fn closings_of(&self, run: &Run, topic: Topic) -> Result<Vec<Closed>, StoreError> {
        let id = run.id.0.as_str();
        self.read(message::state::reading_the_questions_of_a_run(), |database| {
            let reads = [RunState::Done, RunState::Partial, RunState::Refused].map(RunState::as_str);
            let next: Option<Option<String>> = runs::table
                .filter(runs::job.eq(&run.job).and(runs::id.gt(id)).and(runs::state.eq_any(reads)))
                .filter(runs::records.ne("{}"))
                .order(runs::id.asc())
                .select(runs::finished_at)
                .first(database)
                .optional()?;
            let next = next.flatten();
            let rows = questions::table
                .filter(questions::job.eq(&run.job).and(questions::topic.eq(topic.as_str())))
                .filter(questions::since_run.le(id).and(questions::closed_at.is_not_null()))
                .filter(questions::solved_run.is_null().or(questions::solved_run.gt(Some(id))))
                .select(QuestionRow::as_select())
                .load(database)?;
            let is_before = |row: &QuestionRow| next.is_none() || row.closed_at <= next;
            let rows = rows.into_iter().filter(is_before);
            let closed = rows.map(|row| Ok(row.into_asked(Standing::StillOpen)?.closed));
            Ok(closed.collect::<Result<Vec<_>, Fault>>()?.into_iter().flatten().collect())
        })
    }

    /// Questions as they stood when a run had ended, by topic and key. Words are those of the last
    /// run that asked.
    pub fn questions_at(&self, run: &Run) -> Result<Vec<AskedQuestion>, StoreError> {
        let id = run.id.0.as_str();
        self.read(message::state::reading_the_questions_of_a_run(), |database| {
            // Ids of runs sort by their time.
            let mut rows = questions::table
                .filter(questions::job.eq(&run.job).and(questions::since_run.le(id)))
                .filter(questions::solved_run.is_null().or(questions::solved_run.ge(Some(id))))
                .select(QuestionRow::as_select())
                .load(database)?;
            rows.sort_by_cached_key(|row| (row.topic_order(), row.key.clone()));
            let standing = |row: &QuestionRow| {
                if row.solved_run.as_deref() == Some(id) {
                    Standing::Solved
                } else if row.since_run == id {
                    Standing::New
                } else {
                    Standing::StillOpen
                }
            };
            rows.into_iter()
                .map(|row| {
                    let standing = standing(&row);
                    let mut asked = row.into_asked(standing)?;
                    let after = |closed: &Closed| run.finished_at.is_none_or(|end| closed.at > end);
                    asked.closed = asked.closed.filter(|closed| !after(closed));
                    Ok(asked)
                })
                .collect()
        })
    }
}

/// Records how the questions of a run stand.
pub(super) fn record(
    database: &mut Database,
    run: &RunId,
    asked: &[AskedQuestion],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    if asked.is_empty() {
        return Ok(());
    }
    let job: String = runs::table.find(&run.0).select(runs::job).first(database)?;
    let mut new = Vec::new();
    for asked in asked {
        let row = QuestionRow::of(&job, run, asked);
        match asked.standing {
            Standing::New => new.push(row),
            Standing::StillOpen => {
                diesel::update(open(&job, &row.topic, &row.key))
                    .set((
                        questions::class.eq(&row.class),
                        questions::remote_id.eq(row.remote_id),
                        questions::label.eq(&row.label),
                        questions::text.eq(&row.text),
                        questions::answer.eq(&row.answer),
                        questions::label_french.eq(&row.label_french),
                        questions::text_french.eq(&row.text_french),
                        questions::answer_french.eq(&row.answer_french),
                        questions::due.eq(&row.due),
                        questions::last_seen.eq(&row.last_seen),
                    ))
                    .execute(database)?;
                // One that a person has closed while the run was under way stays closed.
                if asked.closed.is_none() && asked.pressing {
                    diesel::update(open(&job, &row.topic, &row.key))
                        .set(questions::closed_at.eq(None::<String>))
                        .execute(database)?;
                }
            }
            Standing::Solved => {
                diesel::update(open(&job, &row.topic, &row.key))
                    .set((questions::solved_at.eq(Some(stamp(now))), questions::solved_run.eq(Some(&run.0))))
                    .execute(database)?;
            }
        }
    }
    Ok(insert_questions(database, &new)?)
}

/// Forgets what was solved before a time.
pub(super) fn forget_solved(database: &mut Database, job: &str, before: &str) -> Result<(), Fault> {
    let solved = questions::table.filter(questions::job.eq(job).and(questions::solved_at.lt(Some(before))));
    diesel::delete(solved).execute(database)?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn open<'row>(job: &'row str, topic: &'row str, key: &'row str) -> _ {
    questions::table
        .filter(questions::job.eq(job))
        .filter(questions::topic.eq(topic))
        .filter(questions::key.eq(key))
        .filter(questions::solved_at.is_null())
}
