//! What people are told of a file: what was doubtful in it, and what was passed over.

use std::collections::HashSet;

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
    let known: HashSet<&String> = header.names.iter().collect();
    let wanted: HashSet<String> = wanted.iter().flatten().map(|name| fold_name(name)).collect();
    let is_told = |name: &&String| known.contains(&format!("{name}#2")) && wanted.contains(&fold_name(name));
    let names: Vec<String> = header.names.iter().filter(is_told).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let text = message::reading::column_twice(file, names.join(", "));
    vec![Told { what: "column_twice", text, answer: Some(message::reading::name_the_second()) }]
}
