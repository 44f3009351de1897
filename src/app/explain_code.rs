//! `explain-code CODE`: the page of a code, as the manual prints it; and the line that names codes below what
//! went wrong.

use serde_json::{Value, json};
use textwrap::Options;

use super::print::{Console, table_within};
use super::{Answer, Exit, Failure};
use crate::cli::Format;
use crate::message::pages::{self, Example, Page};
use crate::message::{Alike, Message, nearest_few};
use crate::model::job::Language;
use crate::model::{Code, Said};

/// Codes that are proposed for a wrong one.
const NEAREST: usize = 3;

/// `explain-code [CODE]`
pub fn explain_code(console: &Console, code: Option<&str>, format: Format) -> Answer {
    let Some(code) = code else {
        list(console, format)?;
        return Ok(Exit::Done);
    };
    let Some(page) = pages::find(code) else {
        let known = pages::all().map(|page| page.word);
        let near = nearest_few(code, known, Alike::Loose, NEAREST);
        let told =
            if near.is_empty() { pages::none_like(code) } else { pages::unknown(code, near.join(", ")) };
        return Err(Failure::Usage(told.said()));
    };
    match format {
        Format::Json => console.print_json(&as_json(page))?,
        Format::Text => console.print(text(page, console.width()).text(console.language())),
    }
    Ok(Exit::Done)
}

/// All codes with what each means.
fn list(console: &Console, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return console.print_json(&pages::all().map(as_json).collect::<Vec<_>>());
    }
    let mut before = None;
    for chapter in pages::chapters() {
        let head = console.say((chapter.head)());
        if before.as_ref() != Some(&head) {
            console.print(format!("{}{head}", if before.is_some() { "\n" } else { "" }));
        }
        before = Some(head);
        let rows =
            chapter.pages.iter().map(|page| vec![format!("  {}", page.word), console.say(page.what())]);
        let lines = table_within(&["", ""], rows.collect(), &[1], console.room());
        console.print(lines.lines().skip(1).collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}

fn as_json(page: &'static Page) -> Value {
    json!({
        "code": page.word,
        "meaning": page.what().said(),
        "cause": page.cause().said(),
        "cure": page.cure().said(),
        "example": example_as_json(page.example),
    })
}

/// `kind` says how its members are used; `null`: there is none.
fn example_as_json(example: Example) -> Value {
    match example {
        Example::None => Value::Null,
        Example::Without(file) => json!({ "kind": "without", "file": file }),
        Example::Folder(file) => json!({ "kind": "folder", "file": file }),
        Example::Latin(file, lines) => json!({ "kind": "windows-1252", "file": file, "lines": lines }),
        Example::File(file, lines) => json!({ "kind": "file", "file": file, "lines": lines }),
        Example::Cell(lines, cell) => json!({ "kind": "cell", "lines": lines, "cell": cell }),
        Example::Feed(lines) => json!({ "kind": "feed", "lines": lines }),
        Example::Source(lines) => json!({ "kind": "source", "lines": lines }),
        Example::System(url, lines) => json!({ "kind": "system", "url": url, "lines": lines }),
        Example::Command(arguments) => json!({ "kind": "command", "arguments": arguments }),
        Example::Says(sentence) => json!({ "kind": "says", "text": sentence().said() }),
    }
}

/// A page for a terminal of so many columns.
fn text(page: &'static Page, width: usize) -> Said {
    let of = |language: Language| {
        let wrapped = |message: Message| {
            let options = Options::new(width).initial_indent("  ").subsequent_indent("  ");
            textwrap::fill(&message.text(language), options)
        };
        let mut out = format!("{}\n\n{}\n", page.word, wrapped(page.what()));
        for (head, body) in [(pages::cause(), page.cause()), (pages::cure(), page.cure())] {
            out.push_str(&format!("\n{}\n{}\n", head.text(language), wrapped(body)));
        }
        if let Some((head, lines)) = example(page.example) {
            out.push_str(&format!("\n{}\n  {}\n", pages::example().text(language), head.text(language)));
            for line in lines.text(language).lines() {
                out.push_str(&format!("    {line}\n"));
            }
        }
        out
    };
    Said::new(of(Language::En), of(Language::Fr))
}

/// A page for the manual, below a heading of the third order.
pub(super) fn markdown(page: &'static Page) -> Said {
    let of = |language: Language| {
        let say = |message: Message| message.text(language);
        let mut out = format!("### {}\n\n{}\n\n", page.word, say(page.what()));
        for (head, body) in [(pages::cause(), page.cause()), (pages::cure(), page.cure())] {
            out.push_str(&format!("**{}.** {}\n\n", say(head), say(body)));
        }
        if let Some((head, lines)) = example(page.example) {
            out.push_str(&format!("**{}.** {}\n\n", say(pages::example()), say(head)));
            if !lines.text(language).is_empty() {
                let form = form(page.example);
                out.push_str(&format!("```{form}\n{}\n```\n\n", lines.text(language).trim_end()));
            }
        }
        out
    };
    Said::new(of(Language::En), of(Language::Fr))
}

/// What stands behind the fence of an example. What is wrong on purpose is no example to be copied: the test of
/// this page runs it, that of the manual's examples does not.
fn form(example: Example) -> &'static str {
    match example {
        Example::Latin(..)
        | Example::File(..)
        | Example::Cell(..)
        | Example::Feed(_)
        | Example::System(..) => "toml,wrong-on-purpose",
        Example::None
        | Example::Without(_)
        | Example::Folder(_)
        | Example::Source(_)
        | Example::Command(_)
        | Example::Says(_) => "text",
    }
}

/// What is said before an example, and its lines.
fn example(example: Example) -> Option<(Message, Said)> {
    let lines = |head: Message, lines: &str| (head, Said::from(lines));
    Some(match example {
        Example::None => return None,
        Example::Without(file) => lines(pages::without(file), ""),
        Example::Folder(file) => lines(pages::folder(file), ""),
        Example::Latin(file, text) => lines(pages::windows(file), text),
        Example::File(file, text) => lines(pages::file_is(file), text),
        Example::Cell(text, cell) => lines(pages::cell_is(cell), text),
        Example::Feed(text) => lines(pages::of_the_feed(), text),
        Example::Source(None) => lines(pages::no_source(), ""),
        Example::Source(Some(text)) => lines(pages::source_is(), text),
        Example::System(url, rest) => {
            (pages::system_is(), format!("[system.practice.glpi]\nurl = \"{url}\"\n{rest}").into())
        }
        Example::Command(arguments) => (pages::command_is(), format!("stocktake {arguments}").into()),
        Example::Says(sentence) => (pages::it_says(), sentence().said()),
    })
}

/// Names the pages that tell more, on standard error; nothing where there are none.
pub(super) fn name_pages(console: &Console, codes: impl IntoIterator<Item = Option<Code>>) {
    let mut words: Vec<&str> = codes.into_iter().flatten().map(Code::as_str).collect();
    words.sort_unstable();
    words.dedup();
    match words.as_slice() {
        [] => {}
        [word] => console.note(pages::more(word)),
        [first, ..] => {
            // One that can be typed, and what else there is to look up.
            let others = words.get(1..).unwrap_or_default().join(", ");
            console.note(pages::more_of(first, others));
        }
    }
}
