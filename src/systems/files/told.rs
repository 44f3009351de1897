//! What people are told of a file: what was doubtful in it, and what was passed over.

use crate::message::{self, Message};
use crate::model::record::{Header, fold_name};

/// One thing that people are told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Names it from run to run.
    pub what: &'static str,
    /// What was found.
    pub text: Message,
    /// What may be done about it.
    pub answer: Option<Message>,
}

/// Columns that the mapping reads and that are there twice: the first is read.
pub(super) fn repeated(file: &str, header: &Header, wanted: &[Vec<String>]) -> Vec<Told> {
    let is_wanted = |name: &&String| wanted.iter().flatten().any(|w| fold_name(w) == fold_name(name));
    let second = |name: &&String| header.names.contains(&format!("{name}#2"));
    let names: Vec<String> =
        header.names.iter().filter(second).filter(is_wanted).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let text = message::reading::column_twice(file, names.join(", "));
    vec![Told { what: "column_twice", text, answer: Some(message::reading::name_the_second()) }]
}
