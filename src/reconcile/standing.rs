//! How questions stand after a run: new, still open, solved. Silence solves a question only when the
//! run was able to ask it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::model::{AskedQuestion, Question, Standing, Topic, Unread};

/// A question is told anew this long before its day, and on its day.
const NEAR: TimeDelta = TimeDelta::days(7);

/// What a run was able to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// Nothing: it ended before it had a plan.
    Nothing,
    /// It applied a plan that was made before.
    Plan {
        /// It asks no more than these.
        questions: Vec<Question>,
        /// Keys of the held changes that were approved and written.
        written: BTreeSet<String>,
    },
    /// It read the sources and the desk.
    Survey {
        /// What it asks.
        questions: Vec<Question>,
        /// Records that it could not use.
        unread: Vec<Unread>,
    },
}

/// How a run ended, as far as its silence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunEnding {
    /// It did what it was to do.
    Good,
    /// It failed or was refused: its silence solves nothing.
    Bad,
}

/// When a run asks, and where it is what day.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// End of the run.
    pub now: DateTime<Utc>,
    /// Zone of the job.
    pub zone: Tz,
}

impl Moment {
    fn day(&self, time: DateTime<Utc>) -> NaiveDate {
        time.with_timezone(&self.zone).date_naive()
    }
}

/// How the open questions of a job and those that its run asks stand, by topic, day and label.
pub fn stand(
    open: Vec<AskedQuestion>,
    asking: Asking,
    ending: RunEnding,
    moment: Moment,
) -> Vec<AskedQuestion> {
    let none = BTreeSet::new;
    let (questions, unread, written) = match asking {
        Asking::Nothing => (Vec::new(), None, none()),
        Asking::Plan { questions, written } => (questions, None, written),
        Asking::Survey { questions, unread } => (questions, Some(unread), none()),
    };
    let mut before: BTreeMap<(Topic, String), AskedQuestion> =
        open.into_iter().map(|asked| ((asked.question.topic, asked.question.key.clone()), asked)).collect();
    let mut standing: Vec<AskedQuestion> = questions
        .into_iter()
        .map(|question| {
            let known = before.remove(&(question.topic, question.key.clone()));
            ask(question, known, moment)
        })
        .collect();
    standing.extend(before.into_values().map(|asked| {
        let question = &asked.question;
        let approved = question.topic == Topic::Held && written.contains(&question.key);
        let solved = ending == RunEnding::Good && (approved || is_solved(question, unread.as_deref()));
        let standing = if solved { Standing::Solved } else { Standing::StillOpen };
        AskedQuestion { standing, ..asked }
    }));
    standing.sort_by(|a, b| order(a).cmp(&order(b)));
    standing
}

fn order(asked: &AskedQuestion) -> (Topic, bool, Option<NaiveDate>, &str, &str) {
    let question = &asked.question;
    (question.topic, question.due.is_none(), question.due, question.label.english(), &question.key)
}

fn ask(question: Question, known: Option<AskedQuestion>, moment: Moment) -> AskedQuestion {
    let now = moment.now;
    let Some(known) = known else {
        return AskedQuestion {
            question,
            standing: Standing::New,
            since: now,
            seen_at: now,
            pressing: false,
            closed: None,
        };
    };
    let marks = question.due.into_iter().flat_map(|due| [due - NEAR, due]);
    let (last, today) = (moment.day(known.seen_at), moment.day(now));
    let comes = marks.into_iter().any(|mark| last < mark && mark <= today);
    let was_closed = known.closed.is_some();
    let closed = known.closed.filter(|closed| closed.holds(&question, today));
    let pressing = closed.is_none() && (comes || was_closed);
    let (standing, since) = (Standing::StillOpen, known.since);
    AskedQuestion { question, standing, since, seen_at: now, pressing, closed }
}

/// Whether a good run solves a question by not asking it; `unread` is what it could not read, `None`
/// when it read nothing.
fn is_solved(question: &Question, unread: Option<&[Unread]>) -> bool {
    if question.topic == Topic::PlanWaits {
        // A plan is out of date as soon as a run has written.
        return true;
    }
    let Some(unread) = unread else { return false };
    !question.topic.rests_on_record() || !unread.iter().any(|class| may_be_of(question, class))
}

fn may_be_of(question: &Question, unread: &Unread) -> bool {
    question.class.as_ref() == Some(&unread.class)
        && (question.remote_id.is_some_and(|id| unread.items.contains(&id))
            || question.key.split_once('/').is_some_and(|(_, key)| unread.keys.contains(key)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::question::Closed;

    fn question(topic: Topic, key: &str) -> Question {
        Question {
            topic,
            key: key.to_owned(),
            class: Some("Computer".into()),
            remote_id: key.split('/').nth(1).and_then(|id| id.parse().ok()),
            label: key.to_owned().into(),
            text: String::new().into(),
            answer: None,
            due: None,
        }
    }

    /// Two in the morning in Paris, one day after the other.
    fn night(number: i64) -> Moment {
        let first: DateTime<Utc> = "2026-08-04T00:00:00Z".parse().unwrap();
        Moment { now: first + TimeDelta::days(number), zone: chrono_tz::Europe::Paris }
    }

    fn survey(questions: &[Question], unread: &[Unread]) -> Asking {
        Asking::Survey { questions: questions.to_vec(), unread: unread.to_vec() }
    }

    fn open(standing: Vec<AskedQuestion>) -> Vec<AskedQuestion> {
        standing.into_iter().filter(|asked| asked.standing != Standing::Solved).collect()
    }

    fn shown(standing: &[AskedQuestion]) -> Vec<(String, Standing)> {
        standing.iter().map(|asked| (asked.question.key.clone(), asked.standing)).collect()
    }

    #[test]
    fn new_then_still_open_then_solved_then_new_again() {
        let asked = question(Topic::Conflict, "Computer/12/serial");
        let mut known = Vec::new();
        let mut seen = Vec::new();
        for (number, asks) in [(0, true), (1, true), (2, false), (3, false), (4, true)] {
            let questions = if asks { vec![asked.clone()] } else { Vec::new() };
            let standing = stand(known, survey(&questions, &[]), RunEnding::Good, night(number));
            seen.push(standing.first().map(|asked| (asked.standing, asked.since == night(0).now)));
            known = open(standing);
        }
        let expected = [
            Some((Standing::New, true)),
            Some((Standing::StillOpen, true)),
            Some((Standing::Solved, true)),
            None,
            Some((Standing::New, false)),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_is_closed_is_told_again_on_its_day_and_when_it_is_another_matter() {
        let asked = |text: &str| {
            vec![Question { text: text.to_owned().into(), ..question(Topic::Conflict, "Computer/12/serial") }]
        };
        let mut known = stand(Vec::new(), survey(&asked("a"), &[]), RunEnding::Good, night(0));
        let close = |known: &mut Vec<AskedQuestion>, until: Option<i64>| {
            known[0].closed = Some(Closed {
                at: night(0).now,
                by: "ana".to_owned(),
                until: until.map(|until| night(until).day(night(until).now)),
                why: None,
                matter: known[0].question.matter(),
            });
        };
        close(&mut known, Some(3));
        let mut told = Vec::new();
        for (number, text) in [(1, "a"), (2, "a"), (3, "a"), (4, "a"), (5, "a"), (6, "b"), (7, "b")] {
            if number == 5 {
                close(&mut known, None);
            }
            known = stand(known, survey(&asked(text), &[]), RunEnding::Good, night(number));
            told.extend(known[0].pressing.then_some((number, known[0].closed.is_some())));
        }
        assert_eq!(told, [(3, false), (6, false)]);
        close(&mut known, None);
        let failed = stand(known.clone(), Asking::Nothing, RunEnding::Bad, night(8));
        assert!(failed[0].closed.is_some());
        let gone = stand(known, survey(&[], &[]), RunEnding::Good, night(8));
        assert_eq!(gone[0].standing, Standing::Solved);
    }

    #[test]
    fn an_approval_solves_what_it_wrote() {
        let held = [question(Topic::Held, "Computer/1"), question(Topic::Held, "Computer/2")];
        let first = stand(Vec::new(), survey(&held, &[]), RunEnding::Good, night(0));
        let written = BTreeSet::from(["Computer/1".to_owned()]);
        let approved =
            stand(first, Asking::Plan { questions: Vec::new(), written }, RunEnding::Good, night(1));
        assert_eq!(
            shown(&approved),
            [("Computer/1".to_owned(), Standing::Solved), ("Computer/2".to_owned(), Standing::StillOpen)]
        );
    }

    #[test]
    fn a_run_that_could_not_ask_solves_nothing() {
        let waits = question(Topic::PlanWaits, "plan");
        let conflict = question(Topic::Conflict, "Computer/12/serial");
        let first =
            stand(Vec::new(), survey(&[waits.clone(), conflict.clone()], &[]), RunEnding::Bad, night(0));
        for asking in [Asking::Nothing, survey(&[], &[])] {
            let after = stand(first.clone(), asking, RunEnding::Bad, night(1));
            assert!(after.iter().all(|asked| asked.standing == Standing::StillOpen), "{after:?}");
            assert!(after.iter().all(|asked| asked.seen_at == night(0).now), "{after:?}");
        }
        let approved = stand(
            first,
            Asking::Plan { questions: Vec::new(), written: BTreeSet::new() },
            RunEnding::Good,
            night(1),
        );
        assert_eq!(
            shown(&approved),
            [("plan".to_owned(), Standing::Solved), ("Computer/12/serial".to_owned(), Standing::StillOpen)]
        );
    }

    #[test]
    fn a_record_that_could_not_be_read_solves_nothing_about_its_item() {
        let questions = [
            question(Topic::Conflict, "Computer/12/serial"),
            question(Topic::Ambiguous, "Computer/CZC/1"),
            question(Topic::Conflict, "Computer/13/serial"),
            question(Topic::ContractEnds, "Computer/12/contract"),
        ];
        let first = stand(Vec::new(), survey(&questions, &[]), RunEnding::Good, night(0));
        let unread =
            Unread { class: "Computer".into(), keys: ["CZC/1".to_owned()].into(), items: [12].into() };
        let second = stand(first, survey(&[], &[unread]), RunEnding::Good, night(1));
        assert_eq!(
            shown(&second),
            [
                ("Computer/12/serial".to_owned(), Standing::StillOpen),
                ("Computer/13/serial".to_owned(), Standing::Solved),
                ("Computer/CZC/1".to_owned(), Standing::StillOpen),
                ("Computer/12/contract".to_owned(), Standing::Solved),
            ]
        );
    }

    #[test]
    fn a_day_that_comes_near_or_comes_is_told_once() {
        let mut asked = question(Topic::ContractEnds, "Contract/3");
        asked.due = NaiveDate::from_ymd_opt(2026, 8, 16);
        let mut known = Vec::new();
        let mut pressing = Vec::new();
        // No run on the sixth and seventh night.
        for number in [0, 1, 2, 3, 4, 7, 8, 11, 12, 13] {
            known = stand(known, survey(std::slice::from_ref(&asked), &[]), RunEnding::Good, night(number));
            pressing.extend(known[0].pressing.then_some(number));
        }
        assert_eq!(pressing, [7, 12]);
    }
}
