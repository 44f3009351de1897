//! The dictionaries of a target, as its room reads them now: for people to look at. A run reads them for itself.

use super::connect;
use super::reason::Context as _;
use crate::message;
use crate::model::dictionary::{Criterion, DictionaryRule};
use crate::model::project::Project;
use crate::model::schema::Wording;
use crate::model::{ClassName, Said};
use crate::reconcile::dictionary::not_applied;

/// A rule, and why it is not applied here; `None`: it is.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRule {
    /// Class whose names it changes.
    pub class: ClassName,
    /// The rule.
    pub rule: DictionaryRule,
    /// Why it is left to the target.
    pub why_not: Option<Said>,
}

/// Whether a system has dictionaries.
pub fn has(project: &Project, system: &str) -> bool {
    connect::schema_of(project, system).is_some_and(|schema| !schema.dictionary_words.is_empty())
}

/// The active rules of a system, by class and in the order in which it tries them; `None` when our user may not read
/// them.
///
/// # Errors
/// It does not answer.
pub async fn read(project: &Project, system: &str) -> anyhow::Result<Option<Vec<KnownRule>>> {
    let desk = connect::open_target(project, system).await?;
    let schema = desk.target.schema();
    let classes: Vec<ClassName> =
        (schema.class_names)().iter().map(|class| ClassName::from(*class)).collect();
    let read = desk.target.read_dictionaries(&classes).await;
    desk.close().await;
    let read = read.context(message::survey::cannot_read_dictionaries())?;
    let known = |(class, rules): (ClassName, Vec<DictionaryRule>)| {
        rules.into_iter().map(move |rule| {
            let why_not = not_applied(schema, &rule);
            KnownRule { class: class.clone(), rule, why_not }
        })
    };
    Ok(read.map(|dictionaries| dictionaries.rules.into_iter().flat_map(known).collect()))
}

/// The criteria of a rule in words.
pub fn criteria(wording: Wording, rule: &DictionaryRule) -> Vec<Said> {
    let words = wording.schema.map(|schema| schema.dictionary_words).unwrap_or_default();
    let told = |criterion: &Criterion| {
        if criterion.of == "name" {
            return message::dictionary::criterion(message::dictionary::the_name(), criterion).said();
        }
        let column = words.iter().find(|(word, ..)| *word == criterion.of).map(|(.., column)| *column);
        let called = column.map_or(criterion.of.as_str(), |column| wording.column("", column));
        message::dictionary::criterion(called, criterion).said()
    };
    rule.criteria.iter().map(told).collect()
}
