//! `init`, `schema`, `extension`: what makes files for people and their editors.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use crate::cli::{Global, Init};
use crate::config::init::{Answers, SystemAnswer, write_example, write_project};
use crate::config::schema;
use crate::engine::reason::{self, Context as _};
use crate::message::{self, Alike, Message, nearest};
use crate::model::CommandLine;
use crate::systems;

use super::print::Console;
use super::{Answer, Exit, Failure};

/// `schema`
pub fn schema(console: &Console, out: Option<&Path>) -> Answer {
    let documents = schema::documents();
    match out {
        None => {
            let all: serde_json::Map<String, serde_json::Value> =
                documents.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
            console.print_json(&all)?;
        }
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| message::files::cannot_make(folder.display()))?;
            for (name, schema) in documents {
                let path = folder.join(name);
                let text = serde_json::to_string_pretty(&schema).context(message::files::no_schema())?;
                std::fs::write(&path, text + "\n")
                    .with_context(|| message::files::cannot_write(path.display()))?;
                console.print(path.display().to_string());
            }
        }
    }
    Ok(Exit::Done)
}

/// `openapi`
pub fn openapi(console: &Console) -> Answer {
    console.print_json(&openapi_document())?;
    Ok(Exit::Done)
}

/// The OpenAPI document of the API.
pub fn openapi_document() -> serde_json::Value {
    // It is made of texts and maps only.
    serde_json::to_value(crate::web::api::document()).unwrap_or_default()
}

/// `extension`
pub fn extension(console: &Console, product: &str, out: &Path) -> Answer {
    let files =
        systems::room(product).and_then(|room| room.desk.as_ref()).map_or(&[][..], |desk| desk.extension);
    if files.is_empty() {
        return Err(Failure::Usage(message::scaffold::no_extension(product).said()));
    }
    for file in files {
        let path = out.join(file.path);
        let folder = path.parent().unwrap_or(out);
        std::fs::create_dir_all(folder).with_context(|| message::files::cannot_make(folder.display()))?;
        std::fs::write(&path, file.text).with_context(|| message::files::cannot_write(path.display()))?;
        console.print(path.display().to_string());
    }
    Ok(Exit::Done)
}

/// `init`
pub fn init(global: &Global, console: &Console, wish: &Init) -> Answer {
    let folder = wish.folder.as_deref().unwrap_or(&global.project);
    let answers = Answers { system: system(console, wish), ..Answers::default() };
    let files = write_project(folder, &answers).map_err(|error| Failure::Usage(reason::of_error(&error)))?;
    let mut text = String::new();
    for file in files {
        text.push_str(&format!("{}\n", console.say(message::scaffold::made(folder.join(file).display()))));
    }
    let job = |what: &str| CommandLine::in_project(folder, what).argument(&answers.job);
    let check = CommandLine::in_project(folder, "check");
    text.push_str(&console.say(message::scaffold::go_on(check, job("plan"), job("run"))));
    console.print(&text);
    Ok(Exit::Done)
}

/// `init --example`: the ready folder of that name; without a name, which there are.
pub fn example(console: &Console, folder: Option<&Path>, name: &str) -> Answer {
    if name.is_empty() {
        list_examples(console);
        return Ok(Exit::Done);
    }
    let Some(example) = systems::examples().find(|example| example.name == name) else {
        list_examples(console);
        let known = systems::examples().map(|example| example.name);
        let near = nearest(name, known, Alike::Loose).map(message::nearest::perhaps);
        return Err(Failure::Usage(message::scaffold::no_such_example(name, near).said()));
    };
    let Some(folder) = folder else {
        return Err(Failure::Usage(message::scaffold::example_needs_folder(name).said()));
    };
    let files = write_example(folder, example, console.language())
        .map_err(|error| Failure::Usage(reason::of_error(&error)))?;
    for file in &files {
        console.print(message::scaffold::made(folder.join(file).display()));
    }
    console.print(message::scaffold::read_it(folder.join("README.md").display()));
    // Those of its page: not every job can be read, and not every one reads a double.
    for command in example.commands() {
        console.print(format!("  {}", CommandLine::in_project(folder, &command)));
    }
    Ok(Exit::Done)
}

fn list_examples(console: &Console) {
    console.print(message::scaffold::examples());
    for example in systems::examples() {
        let line = message::scaffold::example(example.name, (example.about)());
        console.print_line(line, "  ");
    }
    console.print(message::scaffold::how_to_write_one());
}

/// The system of a new project, as it was given or as a person answers.
pub fn system(console: &Console, wish: &Init) -> SystemAnswer {
    let asks = !wish.yes && wish.url.is_none() && std::io::stdin().is_terminal();
    let url = match (&wish.url, asks) {
        (Some(url), _) => Some(url.clone()),
        (None, true) => ask(console, message::scaffold::ask_url(), ""),
        (None, false) => None,
    };
    match url {
        None => SystemAnswer::Practice,
        Some(url) => {
            let token = match (&wish.user_token, asks) {
                (Some(token), _) => Some(token.clone()),
                (None, true) => ask(console, message::scaffold::ask_user_token(), "env:GLPI_USER_TOKEN"),
                (None, false) => None,
            };
            let app_token = match (&wish.app_token, asks) {
                (Some(token), _) => Some(token.clone()),
                (None, true) => ask(console, message::scaffold::ask_app_token(), ""),
                (None, false) => None,
            };
            let token = token.unwrap_or_else(|| "env:GLPI_USER_TOKEN".to_owned());
            let mut settings = vec![("url", url), ("user_token", token)];
            settings.extend(app_token.map(|token| ("app_token", token)));
            SystemAnswer::Real(settings)
        }
    }
}

fn ask(console: &Console, question: Message, default: &str) -> Option<String> {
    let default_shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
    console.note(message::scaffold::ask(question, default_shown));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    let answer = line.trim();
    let answer = if answer.is_empty() { default } else { answer };
    (!answer.is_empty()).then(|| answer.to_owned())
}
