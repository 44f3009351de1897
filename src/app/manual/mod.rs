//! `manual`: the pages of the manual that the program itself knows: the tables of systems and of ready folders, and a
//! page each; the reference of keys, commands and codes.
//! `man-pages`: a manual page for each command.

mod api;
mod commands;
mod keys;
mod node;
mod samples;

use std::fs;
use std::path::Path;

use clap::CommandFactory as _;

use crate::engine::reason::Context as _;

use crate::cli::Cli;
use crate::message::pages::chapters;
use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::system::Role;
use crate::systems::{ROOMS, Room, examples};

use super::print::Console;
use super::{Answer, Exit, explain_code, scaffold};

/// Writes the pages of the systems below a folder with the sources of the book, and fills their places in
/// its pages.
pub fn manual(console: &Console, into: &Path) -> Answer {
    let systems = into.join("systems");
    fs::create_dir_all(&systems).with_context(|| message::files::cannot_make(systems.display()))?;
    for room in ROOMS {
        put(&systems.join(format!("{}.md", room.kind.key)), room.page)?;
    }
    let ready = into.join("examples");
    fs::create_dir_all(&ready).with_context(|| message::files::cannot_make(ready.display()))?;
    for example in examples() {
        put(&ready.join(format!("{}.md", example.name)), &example.page(Language::En))?;
    }
    let pages = reference();
    let folder = into.join("reference");
    fs::create_dir_all(&folder).with_context(|| message::files::cannot_make(folder.display()))?;
    for page in &pages {
        put(&folder.join(format!("{}.md", page.name)), &page.text)?;
    }
    for (name, place, filled) in [
        ("examples.md", "{{table of examples}}", table_of_examples()),
        ("SUMMARY.md", "{{pages of examples}}", summary_of_examples()),
        ("systems.md", "{{table of systems}}", table()),
        ("systems.md", "{{table of directions}}", directions()),
        ("SUMMARY.md", "{{pages of systems}}", summary()),
        ("SUMMARY.md", "{{pages of reference}}", summary_of_reference(&pages)),
    ] {
        let page = into.join(name);
        let text = fs::read_to_string(&page).with_context(|| message::files::cannot_read(page.display()))?;
        put(&page, &text.replace(place, filled.trim_end()))?;
    }
    console.print(message::files::written(into.display()));
    Ok(Exit::Done)
}

/// A page of the reference.
struct ReferencePage {
    name: &'static str,
    title: String,
    text: String,
}

/// The reference, in its order.
fn reference() -> Vec<ReferencePage> {
    let (keys, _) = keys::pages();
    let titles = keys::PAGES.iter().map(|page| message::manual::keys_of(page.file).to_string());
    let keys = keys.into_iter().zip(titles).map(|((name, text), title)| ReferencePage { name, title, text });
    let commands = ReferencePage {
        name: "commands",
        title: message::manual::commands().to_string(),
        text: commands::page(Cli::command()),
    };
    let codes = ReferencePage {
        name: "codes",
        title: message::manual::codes().to_string(),
        text: codes(Language::En),
    };
    let api = ReferencePage {
        name: "api",
        title: message::manual::api().to_string(),
        text: api::page(&scaffold::openapi_document()),
    };
    std::iter::once(commands).chain(keys).chain([codes, api]).collect()
}

/// The page of all codes.
fn codes(language: Language) -> String {
    let say = |message: Message| message.text(language);
    let mut out = format!("# {}\n\n{}\n\n", say(message::manual::codes()), say(message::manual::of_codes()));
    let mut before = None;
    for chapter in chapters() {
        let head = say((chapter.head)());
        if before.as_ref() != Some(&head) {
            out.push_str(&format!("## {head}\n\n"));
        }
        before = Some(head);
        chapter.pages.iter().for_each(|page| out.push_str(explain_code::markdown(page).text(language)));
    }
    out
}

fn summary_of_reference(pages: &[ReferencePage]) -> String {
    pages.iter().map(|page| format!("  - [{}](reference/{}.md)\n", page.title, page.name)).collect()
}

/// Writes `stocktake.1`, and a page for each command with its name behind it.
pub fn man_pages(console: &Console, into: &Path) -> Answer {
    fs::create_dir_all(into).with_context(|| message::files::cannot_make(into.display()))?;
    clap_mangen::generate_to(Cli::command(), into)
        .with_context(|| message::files::cannot_write(into.display()))?;
    console.print(message::files::written(into.display()));
    Ok(Exit::Done)
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| message::files::cannot_write(path.display()))
}

fn link(room: &Room) -> String {
    format!("[{}](systems/{}.md)", room.kind.product, room.kind.key)
}

fn summary() -> String {
    ROOMS.iter().map(|room| format!("  - {}\n", link(room))).collect()
}

fn summary_of_examples() -> String {
    examples().map(|example| format!("  - [{0}](examples/{0}.md)\n", example.name)).collect()
}

fn table_of_examples() -> String {
    let mut table = message::files::head_of_examples().to_string();
    for example in examples() {
        let (name, about) = (example.name, (example.about)());
        table.push_str(&format!("| [{name}](examples/{name}.md) | {about} |\n"));
    }
    table
}

fn table() -> String {
    let mut table = message::files::head_of_systems().to_string();
    for room in ROOMS {
        let roles: Vec<&str> = room.kind.roles.iter().map(|role| word(*role)).collect();
        let (key, product) = (room.kind.key, room.kind.product);
        table.push_str(&format!("| `{key}` | {product} | {} | {} |\n", roles.join(", "), link(room)));
    }
    table
}

/// What monitors can say and hear.
fn directions() -> String {
    let mut table = message::files::head_of_directions().to_string();
    let word = |can: bool| if can { "yes" } else { "no" };
    for room in ROOMS {
        let Some(monitor) = &room.monitor else { continue };
        let can = monitor.abilities;
        let as_whom =
            if can.authors { "`stocktake`".to_owned() } else { message::files::as_who_logs_in().to_string() };
        let (link, hears, says) = (link(room), word(can.hears), word(can.comments));
        table.push_str(&format!("| {link} | yes | {hears} | yes | {says} | {as_whom} |\n"));
    }
    table
}

/// What the manual calls a role.
fn word(role: Role) -> &'static str {
    match role {
        Role::Records => "records",
        Role::Items => "items",
        Role::Tickets => "tickets",
        Role::References => "reference data",
        Role::Events => "events",
        Role::Secrets => "secrets",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn no_key_lacks_its_description_or_its_example() {
        let (pages, lacking) = keys::pages();
        assert!(lacking.is_empty(), "{lacking:#?}");
        let all: String = pages.into_iter().map(|(_, page)| page).collect();
        for row in [
            "| `cron` | text |  | ",
            "| `fight_after` | whole number from 2 to 100 | `3` | ",
            "## `[[feed]]`",
        ] {
            assert!(all.contains(row), "{row}");
        }
    }

    #[test]
    fn every_example_of_a_key_is_toml() {
        for (name, page) in keys::pages().0 {
            for row in page.lines().filter(|line| line.starts_with("| `")) {
                let example = row.trim_end_matches(" |").rsplit(" | `").next().unwrap().trim_end_matches('`');
                let example = example.replace("\\|", "|");
                assert!(example.parse::<toml::Table>().is_ok(), "{name}: {row}");
            }
        }
    }

    #[test]
    fn no_command_or_option_lacks_its_help() {
        fn look(command: &clap::Command, lacking: &mut Vec<String>) {
            let name = command.get_name();
            if command.get_about().is_none() {
                lacking.push(name.to_owned());
            }
            for argument in command.get_arguments().filter(|argument| argument.get_help().is_none()) {
                lacking.push(format!("{name} {}", argument.get_id()));
            }
            command.get_subcommands().for_each(|below| look(below, lacking));
        }
        let mut lacking = Vec::new();
        look(&Cli::command(), &mut lacking);
        assert!(lacking.is_empty(), "{lacking:?}");
        let page = commands::page(Cli::command());
        for line in
            ["## stocktake db backup\n", "| `--detailed-exitcode` |  | ", "## stocktake explain-code\n"]
        {
            assert!(page.contains(line), "{line}: {page}");
        }
        assert!(!page.contains("read-file") && !page.contains("stocktake man-pages"));
    }
}
