//! Every sentence that a person reads: a code and its arguments, and the text that they become, in
//! English and in French; one without both does not compile.
//!
//! One file an area; what is said of one system alone stands in the `message.rs` of its room, and no
//! sentence stands elsewhere (`tests/it/sentences.rs` looks). A [`Message`] is made where something happens
//! and becomes text where somebody reads it. Help texts of the command line and the notes of the log are
//! documentation and stay where they are.

pub(crate) mod apply;
pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod columns;
pub(crate) mod company_links;
pub(crate) mod config;
pub(crate) mod connection;
pub(crate) mod contract_watch;
pub(crate) mod dictionary;
pub(crate) mod doctor;
pub(crate) mod duplicates;
mod duration;
pub(crate) mod event_rows;
pub(crate) mod events;
pub(crate) mod explain;
pub(crate) mod files;
pub(crate) mod guard;
pub(crate) mod heads;
pub(crate) mod hold;
pub(crate) mod identity;
pub(crate) mod item_links;
pub(crate) mod jobs;
pub(crate) mod journal;
pub(crate) mod keep;
pub(crate) mod linking;
pub(crate) mod list;
mod locale;
pub(crate) mod machine;
pub(crate) mod mail;
pub(crate) mod manual;
pub(crate) mod mapping_test;
pub(crate) mod moments;
pub(crate) mod monitor;
pub(crate) mod names;
pub(crate) mod nearest;
pub(crate) mod pages;
mod phrase;
pub(crate) mod plan;
#[cfg(feature = "practice")]
pub(crate) mod practice;
pub(crate) mod propose;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod reach;
pub(crate) mod reading;
pub(crate) mod record;
pub(crate) mod refs;
pub(crate) mod reject;
pub(crate) mod remote;
pub(crate) mod run;
pub(crate) mod saved;
pub(crate) mod scaffold;
pub(crate) mod secrets;
pub(crate) mod settling;
pub(crate) mod source;
pub(crate) mod start;
pub(crate) mod state;
pub(crate) mod survey;
pub(crate) mod ticket_actions;
pub(crate) mod ticket_plan;
pub(crate) mod ticket_words;
pub(crate) mod tickets;
pub(crate) mod tokens;
#[cfg(test)]
pub(crate) mod tongues;
pub(crate) mod traces;
pub(crate) mod triage;
pub(crate) mod untested;
pub(crate) mod users;
pub(crate) mod web;
pub(crate) mod webhooks;
pub(crate) mod without_practice;

pub(crate) use locale::{Locale, told, told_of_field};
pub(crate) use nearest::{Alike, FEW, nearest, nearest_few, suggest};
pub(crate) use phrase::Phrase;

use std::fmt;

use crate::model::Code;
use crate::model::job::Language;
use crate::model::said::{Said, Say};

/// A sentence of the catalogue.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Template {
    /// Names the sentence for good, such as `reject.key_blank`.
    pub code: &'static str,
    /// Names of its arguments, in their order.
    pub arguments: &'static [&'static str],
    /// English: `{name}` is the argument, `{name:row|rows}` one of two words by the number in it, and
    /// `{{` a brace.
    pub english: &'static str,
    /// French, likewise.
    pub french: &'static str,
    /// The page that tells where it comes from and what to do.
    pub page: Option<Code>,
}

impl Template {
    fn text(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.english,
            Language::Fr => self.french,
        }
    }
}

/// A sentence with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    template: &'static Template,
    arguments: Vec<Said>,
}

impl Message {
    /// For [`messages!`], which knows that the arguments are as many as the template names.
    pub(crate) fn new(template: &'static Template, arguments: Vec<Said>) -> Self {
        Self { template, arguments }
    }

    /// The code of its sentence.
    pub fn code(&self) -> &'static str {
        self.template.code
    }

    /// The sentence in a language.
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        for piece in pieces(self.template.text(language)) {
            text.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Argument(name) => self.argument(name, language),
                Piece::Number { of, one, many } => {
                    if is_singular(self.argument(of, language), language) {
                        one
                    } else {
                        many
                    }
                }
            });
        }
        text
    }

    /// The sentence in each language.
    pub fn said(&self) -> Said {
        Said::new(self.text(Language::En), self.text(Language::Fr)).with_code(self.page())
    }

    /// The page that tells more: that of what it says the reason is, else its own.
    pub fn page(&self) -> Option<Code> {
        let mut inner = self.arguments.iter().rev().filter_map(Said::code);
        inner.next().or(self.template.page)
    }

    fn argument(&self, name: &str, language: Language) -> &str {
        let at = self.template.arguments.iter().position(|known| *known == name);
        at.and_then(|at| self.arguments.get(at)).map_or("", |said| said.text(language))
    }
}

/// English has its singular for 1 only, French for 0 and 1 (CLDR plural rules).
fn is_singular(number: &str, language: Language) -> bool {
    match language {
        Language::En => number == "1",
        Language::Fr => matches!(number, "0" | "1"),
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text(Language::En))
    }
}

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        message.said()
    }
}

impl From<Message> for Box<Said> {
    fn from(message: Message) -> Self {
        Self::new(message.said())
    }
}

impl From<&Message> for Said {
    fn from(message: &Message) -> Self {
        message.said()
    }
}

impl Say for Message {
    fn said(&self) -> Said {
        Self::said(self)
    }
}

/// A sentence without arguments, in a table or a setting that chooses one.
pub(crate) type Sentence = fn() -> Message;

impl std::error::Error for Message {}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.to_string()
    }
}

impl From<&Message> for String {
    fn from(message: &Message) -> Self {
        message.to_string()
    }
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Argument(&'t str),
    Number { of: &'t str, one: &'t str, many: &'t str },
}

/// The parts of a template, in their order. A brace that is not closed is text.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        for brace in ["{{", "}}"] {
            if let Some(after) = rest.strip_prefix(brace) {
                rest = after;
                return Some(Piece::Text(&brace[..1]));
            }
        }
        let placeholder = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        if let Some((inner, after)) = placeholder {
            rest = after;
            return Some(match inner.split_once(':') {
                None => Piece::Argument(inner),
                Some((of, words)) => {
                    let (one, many) = words.split_once('|').unwrap_or((words, words));
                    Piece::Number { of, one, many }
                }
            });
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find(['{', '}']).map_or(rest.len(), |at| first + at);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

/// Declares sentences: a function each, which takes the arguments and makes the [`Message`], and the
/// catalogue of the area.
///
/// ```text
/// messages! { "reject";
///     key_blank(column) "the key column `{column}` is blank"
///         = "la colonne clé `{column}` est vide";
///     no_date(text) [NotADate] "`{text}` is not a date" = "`{text}` n'est pas une date";
/// }
/// ```
///
/// The [`Code`] in brackets is that of the page which tells more.
macro_rules! messages {
    ($area:literal; $(
        $(#[$about:meta])* $name:ident($($argument:ident),* $(,)?) $([$page:ident])? $english:literal = $french:literal;
    )*) => {
        $(
            $(#[$about])*
            pub(crate) fn $name($($argument: impl $crate::model::said::Say),*) -> $crate::message::Message {
                static TEMPLATE: $crate::message::Template = $crate::message::Template {
                    code: concat!($area, ".", stringify!($name)),
                    arguments: &[$(stringify!($argument)),*],
                    english: $english,
                    french: $french,
                    page: $crate::message::page_of!($($page)?),
                };
                $crate::message::Message::new(&TEMPLATE, vec![$($crate::model::said::Say::said(&$argument)),*])
            }
        )*

        /// Every sentence of this area.
        #[cfg(test)]
        pub(crate) fn catalogue() -> Vec<$crate::message::Message> {
            vec![$($name($(concat!("<", stringify!($argument), ">")),*)),*]
        }
    };
}
pub(crate) use messages;

/// The page of a sentence, where one is named.
macro_rules! page_of {
    () => {
        None
    };
    ($code:ident) => {
        Some($crate::model::Code::$code)
    };
}
pub(crate) use page_of;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    messages! { "example";
        rows(n, file) "{n} {n:row|rows} of {file} in {{braces}}"
            = "{n} {n:ligne|lignes} de {file} entre {{accolades}}";
        plain() "nothing"
            = "rien";
    }

    /// Every sentence of this room, its arguments filled with their own names.
    pub(crate) fn everything() -> Vec<Message> {
        [
            catalogue(),
            apply::catalogue(),
            approve::catalogue(),
            audit::catalogue(),
            check::catalogue(),
            columns::catalogue(),
            company_links::catalogue(),
            config::catalogue(),
            connection::catalogue(),
            contract_watch::catalogue(),
            ticket_actions::catalogue(),
            dictionary::catalogue(),
            doctor::catalogue(),
            duplicates::catalogue(),
            duration::catalogue(),
            event_rows::catalogue(),
            events::catalogue(),
            explain::catalogue(),
            files::catalogue(),
            guard::catalogue(),
            heads::catalogue(),
            hold::catalogue(),
            identity::catalogue(),
            item_links::catalogue(),
            jobs::catalogue(),
            journal::catalogue(),
            keep::catalogue(),
            linking::catalogue(),
            list::catalogue(),
            machine::catalogue(),
            mail::catalogue(),
            manual::catalogue(),
            mapping_test::catalogue(),
            moments::catalogue(),
            monitor::catalogue(),
            names::catalogue(),
            nearest::catalogue(),
            pages::catalogue(),
            pages::texts(),
            plan::catalogue(),
            #[cfg(feature = "practice")]
            practice::catalogue(),
            propose::catalogue(),
            question::catalogue(),
            questions::catalogue(),
            reading::catalogue(),
            record::catalogue(),
            refs::catalogue(),
            reach::catalogue(),
            reject::catalogue(),
            remote::catalogue(),
            run::catalogue(),
            saved::catalogue(),
            scaffold::catalogue(),
            secrets::catalogue(),
            settling::catalogue(),
            source::catalogue(),
            start::catalogue(),
            state::catalogue(),
            survey::catalogue(),
            ticket_plan::catalogue(),
            tickets::catalogue(),
            tokens::catalogue(),
            traces::catalogue(),
            triage::catalogue(),
            untested::catalogue(),
            users::catalogue(),
            web::everything(),
            webhooks::catalogue(),
            without_practice::catalogue(),
        ]
        .concat()
    }

    #[test]
    fn a_number_chooses_its_word_and_braces_stay() {
        assert_eq!(rows(1, "a.csv").to_string(), "1 row of a.csv in {braces}");
        assert_eq!(rows(0, "a.csv").to_string(), "0 rows of a.csv in {braces}");
        assert_eq!(rows(0, "a.csv").text(Language::Fr), "0 ligne de a.csv entre {accolades}");
        assert_eq!(rows(2, plain()).text(Language::Fr), "2 lignes de rien entre {accolades}");
        assert_eq!(plain().code(), "example.plain");
    }

    #[test]
    fn every_sentence_says_all_of_its_arguments_and_no_other_and_a_code_names_one() {
        look(&everything());
    }

    /// Every sentence says all of its arguments and no other, in each language; a code names one sentence.
    pub(crate) fn look(catalogue: &[Message]) {
        for message in catalogue {
            let Template { code, arguments, .. } = message.template;
            for language in [Language::En, Language::Fr] {
                let named: Vec<&str> = pieces(message.template.text(language))
                    .filter_map(|piece| match piece {
                        Piece::Argument(name) | Piece::Number { of: name, .. } => Some(name),
                        Piece::Text(_) => None,
                    })
                    .collect();
                for name in &named {
                    assert!(arguments.contains(name), "{code} names `{name}`, which is no argument of it");
                }
                for argument in *arguments {
                    assert!(named.contains(argument), "{code} does not say `{argument}` in {language:?}");
                }
            }
        }
        let mut codes: Vec<&str> = catalogue.iter().map(Message::code).collect();
        codes.sort_unstable();
        let twice = codes.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None);
    }
}
