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

/// Most questions of one topic in one run.
const MOST: usize = 500;

/// The first questions of each topic, and one that counts the rest.
pub fn limit(questions: Vec<Question>) -> Vec<Question> {
    let (mut kept, mut left_out) = (Vec::new(), 0);
    for topic in [Topic::NearDuplicate, Topic::JunkKey] {
        let mut of_topic: Vec<Question> =
            questions.iter().filter(|question| question.topic == topic).cloned().collect();
        of_topic.sort();
        left_out += of_topic.len().saturating_sub(MOST);
        of_topic.truncate(MOST);
        kept.append(&mut of_topic);
    }
    if left_out > 0 {
        kept.push(Question {
            topic: Topic::NearDuplicate,
            key: "more".to_owned(),
            class: None,
            remote_id: None,
            label: message::duplicates::more(left_out).said(),
            text: message::duplicates::more_not_listed(left_out).said(),
            answer: None,
            due: None,
        });
    }
    kept
}

/// The question whether rows of a class are one thing; the same in every run as long as it is about the same
/// rows.
fn near_duplicate(class: &ClassName, ids: &[i64], label: Said, text: Said, answer: &Message) -> Question {
    let key: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Question {
        topic: Topic::NearDuplicate,
        key: format!("{class}/{}", key.join("+")),
        class: Some(class.clone()),
        remote_id: None,
        label,
        text,
        answer: Some(answer.said()),
        due: None,
    }
}

/// `a`, `a and b`, `a, b and c`.
fn enumerate(parts: &[Said]) -> Said {
    match parts {
        [] => Said::default(),
        [one] => one.clone(),
        [front @ .., last] => message::duplicates::and(Said::join(front, ", "), last).said(),
    }
}
