//! Every command with its arguments and examples, from the command line itself.

use clap::{Arg, Command};

use crate::message::manual as said;

/// The page of all commands.
pub(super) fn page(mut program: Command) -> String {
    program.build();
    let mut out = format!("# {}\n\n{}\n\n", said::commands(), said::of_commands());
    out.push_str(&arguments(program.get_arguments().filter(|argument| argument.is_global_set())));
    if let Some(after) = program.get_after_help() {
        out.push_str(&format!("```text\n{after}\n```\n\n"));
    }
    for command in program.get_subcommands() {
        one(command, "stocktake", &mut out);
    }
    out
}

/// A command and those below it.
fn one(command: &Command, before: &str, out: &mut String) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = format!("{before} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    out.push_str(&format!("## {name}\n\n{about}.\n\n```text\n{usage}\n```\n\n"));
    out.push_str(&arguments(command.get_arguments().filter(|argument| !argument.is_global_set())));
    if let Some(after) = command.get_after_help() {
        out.push_str(&format!("```text\n{after}\n```\n\n"));
    }
    command.get_subcommands().for_each(|below| one(below, &name, out));
}

fn arguments<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let rows: String = arguments.filter(|argument| !is_of_clap(argument)).map(row).collect();
    if rows.is_empty() { rows } else { format!("{}{rows}\n", said::head_of_options()) }
}

/// `--help` and `--version`, which every program has.
fn is_of_clap(argument: &Arg) -> bool {
    argument.is_hide_set() || ["help", "version"].contains(&argument.get_id().as_str())
}

fn row(argument: &Arg) -> String {
    let values: Vec<&str> =
        argument.get_value_names().into_iter().flatten().map(|name| name.as_str()).collect();
    let takes = argument.get_action().takes_values();
    let value = if takes { values.join(" ") } else { String::new() };
    let names: Vec<String> = [
        argument.get_short().map(|short| format!("-{short}")),
        argument.get_long().map(|long| format!("--{long}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let shown = match (names.is_empty(), value.is_empty()) {
        (true, _) => value,
        (false, true) => names.join(", "),
        (false, false) => format!("{} {value}", names.join(", ")),
    };
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    let mut help = argument.get_help().map(|help| format!("{help}.")).unwrap_or_default();
    if takes {
        for word in argument.get_possible_values().iter().filter(|word| !word.is_hide_set()) {
            let meaning = word.get_help().map(|help| format!(": {help}")).unwrap_or_default();
            help.push_str(&format!(" `{}`{}.", word.get_name(), meaning.trim_end_matches('.')));
        }
    }
    let default = if takes { defaults.join(" ") } else { String::new() };
    format!("| `{shown}` | {default} | {} |\n", help.replace('|', "\\|").replace('\n', " "))
}
