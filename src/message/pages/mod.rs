//! A page for each code that people meet: what it means, where it comes from, what to do, an example that gives
//! it. The manual prints them, and `explain-code`; tests hold that no code lacks its page, that no page is about
//! what nothing tells, and that each example gives its code.

mod configuration;
mod exit;
mod files;
mod plans;
mod program;
mod questions;
mod records;
mod references;
mod systems;

use super::{Message, Sentence, Template, messages};
use crate::model::Code;

messages! { "pages";
    cause() "Where it comes from"
        = "D'où cela vient";
    cure() "What to do"
        = "Que faire";
    example() "Example"
        = "Exemple";
    /// Before a sentence.
    it_says() "It says, for example:"
        = "Le message, par exemple\u{a0}:";
    /// Before the lines of a file.
    file_is(file) "{file}:"
        = "{file}\u{a0}:";
    command_is() "this command:"
        = "cette commande\u{a0}:";
    /// Before lines of a mapping and what a cell holds.
    cell_is(cell) "with this value in the source: `{cell}`"
        = "avec cette valeur dans la source\u{a0}: `{cell}`";
    /// Before lines of a feed.
    of_the_feed() "in a feed of the job, for a file of an hour ago:"
        = "dans un flux de la tâche, pour un fichier d'il y a une heure\u{a0}:";
    without(file) "a project without {file}"
        = "un projet sans {file}";
    folder(file) "a folder in the place of {file}"
        = "un dossier à la place de {file}";
    windows(file) "{file}, saved as Windows-1252:"
        = "{file}, enregistré en Windows-1252\u{a0}:";
    no_source() "a feed whose file is not there"
        = "un flux dont le fichier est absent";
    source_is() "a feed whose file is this:"
        = "un flux dont le fichier est celui-ci\u{a0}:";
    system_is() "a system that is set up so:"
        = "un système réglé ainsi\u{a0}:";
    unknown(word, near) "there is no code `{word}`; the nearest: {near}"
        = "il n'y a pas de code `{word}`\u{a0}; les plus proches\u{a0}: {near}";
    none_like(word) "there is no code `{word}` and none like it; `stocktake explain-code` lists all"
        = "il n'y a pas de code `{word}`, ni rien d'approchant\u{a0}; `stocktake explain-code` en donne la liste";
    /// Below what went wrong.
    more(codes) "more about this: stocktake explain-code {codes}"
        = "pour en savoir plus\u{a0}: stocktake explain-code {codes}";
    more_of(first, others) "more about this: stocktake explain-code {first} (and {others})"
        = "pour en savoir plus\u{a0}: stocktake explain-code {first} (et {others})";
    of_configuration() "Problems of the configuration"
        = "Problèmes de configuration";
    of_records() "Records and values that cannot be used"
        = "Enregistrements et valeurs inutilisables";
    of_plans() "Plans that are refused"
        = "Plans refusés";
    of_files() "Files"
        = "Fichiers";
    of_systems() "Systems and secrets"
        = "Systèmes et secrets";
    of_program() "The program and its state"
        = "Le programme et son état";
    of_questions() "What a run asks"
        = "Ce qu'une exécution demande";
    of_exit() "Exit codes"
        = "Codes de sortie";
}

/// Every sentence of the pages.
#[cfg(test)]
pub(crate) fn texts() -> Vec<Message> {
    all().flat_map(|page| [page.what(), page.cause(), page.cure()]).collect()
}

/// What is told of a code.
#[derive(Debug)]
pub(crate) struct Page {
    /// The code.
    pub(crate) word: &'static str,
    what: Template,
    cause: Template,
    cure: Template,
    /// What gives it.
    pub(crate) example: Example,
}

/// What gives a code, in a project of one job `pc`, whose mapping `pc` reads `pc.csv` for a practice GLPI.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Example {
    /// It needs a machine or a time that no example has.
    None,
    /// The project lacks this file.
    Without(&'static str),
    /// A folder lies in the place of this file.
    Folder(&'static str),
    /// This file, in Windows-1252, has these lines before its others.
    Latin(&'static str, &'static str),
    /// This file is like this.
    File(&'static str, &'static str),
    /// These lines of the mapping, and what the column `Value` holds.
    Cell(&'static str, &'static str),
    /// These lines of the feed.
    Feed(&'static str),
    /// The file of the feed is like this, or is not there.
    Source(Option<&'static str>),
    /// The job writes into a GLPI at this address, with these lines.
    System(&'static str, &'static str),
    /// A command with these arguments.
    Command(&'static str),
    /// It is told in this sentence.
    Says(Sentence),
}

impl Page {
    /// What the code means.
    pub(crate) fn what(&'static self) -> Message {
        Message::new(&self.what, Vec::new())
    }

    /// Where it comes from.
    pub(crate) fn cause(&'static self) -> Message {
        Message::new(&self.cause, Vec::new())
    }

    /// What to do.
    pub(crate) fn cure(&'static self) -> Message {
        Message::new(&self.cure, Vec::new())
    }
}

/// One page: code; what it means; where it comes from; what to do; example.
macro_rules! page {
    ($word:literal; $what:literal = $what_fr:literal; $cause:literal = $cause_fr:literal;
     $cure:literal = $cure_fr:literal; $example:expr) => {
        Page {
            word: $word,
            what: $crate::message::pages::told(concat!("page.", $word, ".what"), $what, $what_fr),
            cause: $crate::message::pages::told(concat!("page.", $word, ".cause"), $cause, $cause_fr),
            cure: $crate::message::pages::told(concat!("page.", $word, ".cure"), $cure, $cure_fr),
            example: $example,
        }
    };
}
use page;

const fn told(code: &'static str, english: &'static str, french: &'static str) -> Template {
    Template { code, arguments: &[], english, french, page: None }
}

/// Pages that belong together, below their heading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chapter {
    /// Heading.
    pub(crate) head: Sentence,
    /// Its pages.
    pub(crate) pages: &'static [Page],
}

/// All pages, in the order of the manual.
pub(crate) fn chapters() -> [Chapter; 9] {
    let chapter = |head, pages| Chapter { head, pages };
    [
        chapter(of_configuration as Sentence, configuration::PAGES),
        chapter(of_configuration, references::PAGES),
        chapter(of_records, records::PAGES),
        chapter(of_plans, plans::PAGES),
        chapter(of_files, files::PAGES),
        chapter(of_systems, systems::PAGES),
        chapter(of_program, program::PAGES),
        chapter(of_questions, questions::PAGES),
        chapter(of_exit, exit::PAGES),
    ]
}

/// All pages.
pub(crate) fn all() -> impl Iterator<Item = &'static Page> {
    chapters().into_iter().flat_map(|chapter| chapter.pages)
}

/// The page of what people copy out of a message or out of JSON: a code, a topic (`plan_waits`), a limit
/// (`limits.retire.percent`), an exit code (`3`).
pub(crate) fn find(word: &str) -> Option<&'static Page> {
    let word = word.trim().trim_matches(['[', ']', '`']).to_lowercase().replace(['_', ' '], "-");
    let word = match word.as_str() {
        "limits.shrink-percent" => Code::SourceShrank.as_str().to_owned(),
        limit if limit.starts_with("limits.") => Code::LimitExceeded.as_str().to_owned(),
        number if number.parse::<u8>().is_ok() => format!("exit-{number}"),
        other => other.to_owned(),
    };
    all().find(|page| page.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Topic;

    #[test]
    fn every_code_has_one_page_and_every_page_is_about_a_code() {
        let topics = Topic::ALL.map(|topic| topic.as_str().replace('_', "-"));
        let codes = Code::ALL.iter().map(|code| code.as_str().to_owned());
        let problems = crate::settings::code::CODES.iter().map(|code| (*code).to_owned());
        let exits = (0..=5).map(|number| format!("exit-{number}"));
        let mut known: Vec<String> = topics.into_iter().chain(codes).chain(problems).chain(exits).collect();
        known.sort();
        // A record that is ambiguous is asked about, too.
        known.dedup();
        let mut pages: Vec<&str> = all().map(|page| page.word).collect();
        pages.sort_unstable();
        assert_eq!(pages, known);
    }

    #[test]
    fn a_sentence_of_an_example_has_its_code_and_one_of_a_reason_that_of_the_reason() {
        for page in all() {
            if let Example::Says(sentence) = page.example {
                assert_eq!(sentence().page().map(Code::as_str), Some(page.word), "{}", sentence());
            }
        }
        let inner = crate::message::remote::cannot_log_in("u", crate::message::remote::no_answer());
        assert_eq!(inner.page(), Some(Code::NoAnswer));
        assert_eq!(inner.said().code(), Some(Code::NoAnswer));
    }

    #[test]
    fn texts_are_whole_sentences() {
        for page in all() {
            for text in [page.what(), page.cause(), page.cure()] {
                for language in [crate::model::job::Language::En, crate::model::job::Language::Fr] {
                    let text = text.text(language);
                    assert!(text.ends_with('.'), "{}: {text}", page.word);
                    assert!(text.starts_with(|sign: char| sign.is_uppercase() || sign == '`'), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_people_copy_out_of_messages_is_found() {
        let word = |copied| find(copied).map(|page| page.word);
        assert_eq!(word("plan_waits"), Some("plan-waits"));
        assert_eq!(word("limits.retire.percent"), Some("limit-exceeded"));
        assert_eq!(word("limits.shrink_percent"), Some("source-shrank"));
        assert_eq!(word("empty source"), Some("empty-source"));
        assert_eq!(word("3"), Some("exit-3"));
        assert_eq!(word(" [Not-A-Date] "), Some("not-a-date"));
        assert_eq!(word("6"), None);
    }
}
