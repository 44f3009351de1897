//! Names and items that may be the same thing twice, and values that too many items share to name
//! anything. Proposes, never merges. Every search is linear: values are hashed, never compared pair by
//! pair.

mod items;
mod likeness;
mod names;
mod serial;
mod twins;

use crate::message::{self, Message};
use crate::model::{ClassName, Question, Said, Topic};

pub use items::duplicates as item_duplicates;
pub use names::duplicates as name_duplicates;
pub use twins::twins;

/// Most questions of one topic in one run: who has more to do cleans up with the table.
const MOST: usize = 20;

/// Rows that may be one thing.
#[derive(Debug)]
pub struct Alike {
    /// What a person is asked about them.
    pub question: Question,
    /// Their ids.
    pub ids: Vec<i64>,
}

/// What people are asked: the first questions of each topic about rows that the job feeds. Of the rest nobody
/// is asked.
pub fn divide(
    alike: Vec<Alike>,
    is_fed: impl Fn(&ClassName, &[i64]) -> bool,
) -> (Vec<Question>, Vec<Question>) {
    let (mut asked, mut rest) = (Vec::new(), Vec::new());
    for Alike { question, ids } in alike {
        let fed = question.class.as_ref().is_some_and(|class| is_fed(class, &ids));
        if fed { asked.push(question) } else { rest.push(question) }
    }
    asked.sort();
    let mut told: Vec<Question> = Vec::new();
    for question in asked {
        let of_topic = told.iter().filter(|other| other.topic == question.topic).count();
        if of_topic < MOST { told.push(question) } else { rest.push(question) }
    }
    rest.sort();
    (told, rest)
}

/// The question whether rows of a class are one thing; the same in every run as long as it is about the same
/// rows.
fn near_duplicate(class: &ClassName, ids: &[i64], label: Said, text: Said, answer: &Message) -> Alike {
    let key: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let question = Question {
        topic: Topic::NearDuplicate,
        key: format!("{class}/{}", key.join("+")),
        class: Some(class.clone()),
        remote_id: None,
        label,
        text,
        answer: Some(answer.said()),
        due: None,
    };
    Alike { question, ids: ids.to_vec() }
}

/// `a`, `a and b`, `a, b and c`.
fn enumerate(parts: &[Said]) -> Said {
    match parts {
        [] => Said::default(),
        [one] => one.clone(),
        [front @ .., last] => message::duplicates::and(Said::join(front, ", "), last).said(),
    }
}
