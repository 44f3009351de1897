//! A command of this program as a person may paste it into a POSIX shell: whatever is in an argument, it is one word
//! there, and none that begins with `-` is taken for an option. Nothing is run here.

use std::fmt;
use std::path::Path;

crate::model::said::words!(CommandLine);

/// Stands in a command for the id of a run that is not known yet.
pub const UNNAMED_RUN: &str = "RUN";

/// A command with its arguments and options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// Up to the name of the command.
    start: String,
    arguments: Vec<String>,
    options: Vec<String>,
}

impl CommandLine {
    /// `stocktake WHAT`: a command, with its subcommand where it has one.
    pub fn new(what: &str) -> Self {
        Self { start: format!("stocktake {what}"), arguments: Vec::new(), options: Vec::new() }
    }

    /// The same for a project folder.
    pub fn in_project(folder: &Path, what: &str) -> Self {
        let project = option("--project", &folder.to_string_lossy());
        Self { start: format!("stocktake {project} {what}"), arguments: Vec::new(), options: Vec::new() }
    }

    /// With one more argument.
    pub fn argument(mut self, text: &str) -> Self {
        self.arguments.push(text.to_owned());
        self
    }

    /// With an option that takes no value.
    pub fn flag(mut self, name: &str) -> Self {
        self.options.push(name.to_owned());
        self
    }

    /// With an option that takes a value.
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.options.push(option(name, value));
        self
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<String> = self.arguments.iter().map(|text| quoted(text)).collect();
        let like_options = self.arguments.iter().any(|text| text.starts_with('-'));
        let end = like_options.then(|| "--".to_owned());
        let (first, last) = match like_options {
            true => (&self.options, &arguments),
            false => (&arguments, &self.options),
        };
        f.write_str(&self.start)?;
        first.iter().chain(&end).chain(last).try_for_each(|word| write!(f, " {word}"))
    }
}

/// `--only KEY`; `--only=-KEY` of a value that looks like an option.
fn option(name: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("{name}{between}{}", quoted(value))
}

/// One word of a shell. Signs that steer a terminal may end what is pasted and begin a command: none of them stays.
fn quoted(text: &str) -> String {
    let plain = text.replace(char::is_control, "\u{fffd}");
    // What it cannot quote is a NUL, which is gone.
    shlex::try_quote(&plain).map_or_else(|_| "''".to_owned(), |quoted| quoted.into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn words(command: &CommandLine) -> Vec<String> {
        shlex::split(&command.to_string()).unwrap()
    }

    #[test]
    fn whatever_is_in_an_argument_is_one_word_of_a_shell() {
        for key in
            ["SN-1", "two words", "it's", "$(reboot)", "`id`", "a\"b", "a\\b", "!x", "été", "", "*", "#12"]
        {
            let command = CommandLine::new("explain").argument("night ly").argument(key);
            assert_eq!(words(&command), ["stocktake", "explain", "night ly", key]);
        }
        let plain = CommandLine::new("approve").argument("1a2b").option("--only", "SN-1").flag("--plan-only");
        assert_eq!(plain.to_string(), "stocktake approve 1a2b --only SN-1 --plan-only");
    }

    #[test]
    fn what_begins_like_an_option_is_none() {
        let only = CommandLine::new("approve").argument("1a2b").option("--only", "-K 1");
        assert_eq!(words(&only), ["stocktake", "approve", "1a2b", "--only=-K 1"]);
        let key = CommandLine::new("explain").argument("nightly").argument("-K1").flag("--json");
        assert_eq!(key.to_string(), "stocktake explain --json -- nightly -K1");
        let folder = CommandLine::in_project(Path::new("/srv/our parc"), "settle").argument("1a2b");
        assert_eq!(folder.to_string(), "stocktake --project '/srv/our parc' settle 1a2b");
    }

    #[test]
    fn no_sign_that_steers_a_terminal_is_pasted() {
        let command = CommandLine::new("explain").argument("nightly").argument("a\u{1b}[201~\nreboot\0");
        assert!(!command.to_string().contains(char::is_control), "{command:?}");
    }
}
