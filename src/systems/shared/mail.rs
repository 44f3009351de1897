//! The columns of mails that are known before one was read: the reader of mails gives them, and who checks what a feed
//! asks for names them.

use regex::Regex;

use crate::model::job::{MAIL_COLUMNS, MailFormat};

/// The columns that a mail has, whatever stands in it.
pub(in crate::systems) fn columns(format: &MailFormat) -> Vec<String> {
    let mut names: Vec<String> = MAIL_COLUMNS.map(str::to_owned).to_vec();
    for name in own_columns(format) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Those of them that a feed asks for: headers, the columns of its table, and the groups of its patterns.
pub(in crate::systems) fn own_columns(format: &MailFormat) -> Vec<String> {
    format.headers.iter().chain(&format.table).cloned().chain(groups(format)).collect()
}

/// The names of the groups of all patterns.
pub(in crate::systems) fn groups(format: &MailFormat) -> Vec<String> {
    let regexes = format.patterns.iter().filter_map(|pattern| Regex::new(&pattern.regex).ok());
    let names = |regex: Regex| regex.capture_names().flatten().map(str::to_owned).collect::<Vec<_>>();
    regexes.flat_map(names).collect()
}
