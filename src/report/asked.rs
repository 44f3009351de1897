//! Which questions a report shows, and how many of them are told in full.

use crate::model::question::{AskedQuestion, Standing, Topic};
use crate::model::report::Report;

/// Number of questions that are told in full.
pub(super) fn told(report: &Report) -> u64 {
    shown(report).filter(|asked| is_told(asked)).count() as u64
}

/// Number of open questions.
pub(super) fn open(report: &Report) -> u64 {
    shown(report).filter(|asked| asked.standing != Standing::Solved).count() as u64
}

/// The questions that are told, none that a person has closed. That the run's own plan waits stands above
/// them; how values were read is told once, and then only by `questions`.
pub(super) fn shown(report: &Report) -> impl Iterator<Item = &AskedQuestion> {
    let own = !report.refusals.is_empty();
    report
        .questions
        .iter()
        .filter(move |asked| asked.closed.is_none() && !(own && asked.question.topic == Topic::PlanWaits))
        .filter(|asked| !is_fact(asked))
        .filter(|asked| {
            asked.question.topic != Topic::Reading || asked.standing != Standing::StillOpen || asked.pressing
        })
}

/// How values were read, where nobody has to do anything about it.
fn is_fact(asked: &AskedQuestion) -> bool {
    asked.question.topic == Topic::Reading && asked.question.answer.is_none()
}

/// What is told once of values that were changed on their way.
pub(super) fn facts(report: &Report) -> impl Iterator<Item = &AskedQuestion> {
    report.questions.iter().filter(|asked| asked.closed.is_none() && is_fact(asked) && is_told(asked))
}

pub(super) fn is_told(asked: &AskedQuestion) -> bool {
    match asked.standing {
        Standing::New => true,
        Standing::StillOpen => asked.pressing,
        Standing::Solved => false,
    }
}
