//! Finds sentences outside the message room: string literals of three words and more in the sources,
//! those inside macros included. What people do not read, or what is documentation, is not counted.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::sources::{attributes, is_test, sources};

/// Folders and files whose sentences are not moved yet. Take one out with the commit that moves it.
const NOT_YET: &[&str] = &[];

/// What may hold sentences for good, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("message", "the room of the sentences"),
    ("practice", "doubles say what the real systems say"),
    ("cli", "help texts are documentation"),
    ("cli.rs", "help texts are documentation"),
    ("main.rs", "starts the program and has nothing to say yet"),
    ("config/init", "templates of the files that `init` writes"),
    ("web/watch/figures.rs", "what each figure is, for the programs that read them"),
    ("settings/code.rs", "the catalogue of the codes of problems with what each means"),
];

/// Literals that are no sentence of ours, and why. A part of the text is enough.
const NO_SENTENCES: &[(&str, &str)] = &[
    ("reconcile/transform/junk.rs", "words that stand in the firmware of machines for no serial number"),
    ("settings/mask.rs", "patterns of secrets"),
    ("*will not fix*", "a pattern for what desks call a resolution"),
    ("*ne sera pas corrig*", "a pattern for what desks call a resolution"),
    ("A job without a good run", "a description in the schema of `stocktake.toml`"),
    ("config/raw/job_file.rs", "a description in the schema of jobs"),
    ("systems/shared/proxy.rs", "what hyper says of a proxy, to find out what is meant"),
    ("store/connect.rs", "what libpq says, to find out what is meant"),
    ("stocktake events ", "a command to be typed"),
    ("stocktake tickets ", "a command to be typed"),
    ("stocktake links ", "a command to be typed"),
    ("stocktake refs ", "a command to be typed"),
    ("GET, HEAD, POST", "methods of HTTP"),
    ("<!DOCTYPE html>", "a page whose texts are arguments"),
    ("systems/glpi/labels.rs", "labels of classes and columns as GLPI shows them"),
    ("systems/servicenow/states.rs", "names of states as ServiceNow shows them"),
    ("Content-Disposition: form-data", "the head of a file that is sent"),
    ("(title LIKE {} OR description LIKE {})", "a part of a query in OQL"),
    ("warning critical unknown", "states that the CGIs of Nagios are asked for"),
    ("is already linked to", "iTop says it"),
    ("Lock wait timeout", "MySQL says it"),
    ("bind must be completed", "Active Directory says it"),
    ("CAST(", "a part of a statement"),
    ("UID FETCH", "a command of IMAP"),
    ("UID STORE", "a command of IMAP"),
    ("default-src 'none'", "a policy for browsers"),
    ("MESSAGE-ID DATE FROM", "what is asked of IMAP"),
    ("point de controle", "a word of inventories for what is checked, to find out what is meant"),
    (") AS stocktake_row", "the end of a statement"),
    ("Incorrect user name", "Zabbix says it"),
    ("name or password", "Zabbix says it"),
];

/// Macros whose texts people do not read: the log, and what stops a programmer.
const UNREAD: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "panic",
    "todo",
    "unimplemented",
    "unreachable",
];

/// Functions and macros of ours whose texts are documentation: what a table and its keys are, for editors.
const DOCUMENTING: &[&str] = &["of_monitor", "of_records", "reach_table"];

/// Methods that look for a text in what others say.
const LOOKING: &[&str] = &["contains", "ends_with", "find", "split", "starts_with", "strip_prefix"];

/// First words of statements of databases, which are no sentences.
const STATEMENTS: &[&str] = &[
    "ALTER", "BEGIN", "CASE", "CAST", "CREATE", "DELETE", "DROP", "INSERT", "PRAGMA", "SELECT", "SET",
    "START", "UPDATE", "WITH",
];

/// Words from which on a literal is a sentence.
const WORDS: usize = 3;

/// Words of letters in a text, without what stands in braces.
fn words(text: &str) -> usize {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for sign in text.chars() {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(sign),
            _ => {}
        }
    }
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        !bare.is_empty() && bare.chars().all(|sign| sign.is_alphabetic() || matches!(sign, '\'' | '’' | '-'))
    };
    plain.split_whitespace().filter(is_word).count()
}

/// The sentences of a file with the lines at which they stand.
fn sentences(tree: &syn::File) -> Vec<(usize, String)> {
    let mut finder = Finder::default();
    finder.visit_file(tree);
    finder.found.into_iter().collect()
}

#[derive(Default)]
struct Finder {
    found: BTreeSet<(usize, String)>,
}

impl Finder {
    fn look(&mut self, literal: &syn::LitStr) {
        let text = literal.value();
        let is_statement = text.split_whitespace().next().is_some_and(|first| STATEMENTS.contains(&first));
        if words(&text) >= WORDS && !is_statement {
            self.found.insert((literal.span().start().line, text));
        }
    }

    /// The literals in what a macro takes; macros in it are judged by their own names.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse_str::<syn::Lit>(&literal.to_string())
                        && let syn::Lit::Str(mut text) = literal
                    {
                        text.set_span(token.span());
                        self.look(&text);
                    }
                }
                TokenTree::Group(group) if !is_unread(&tokens[..at]) => self.tokens(group.stream()),
                TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }
}

/// What stands before a group in a macro makes it one that people do not read: `panic!`, `.expect`,
/// `tracing::warn!`, an attribute.
fn is_unread(before: &[TokenTree]) -> bool {
    let text: Vec<String> = before.iter().rev().take(6).map(ToString::to_string).collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    match text.as_slice() {
        ["#", ..] | ["expect" | "expect_err", ".", ..] => true,
        ["!", _, ":", ":", "tracing", ..] => true,
        ["!", name, ..] => UNREAD.contains(name),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.look(literal);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let looks = LOOKING.iter().any(|method| call.method == method);
        if looks || call.method == "expect" || call.method == "expect_err" {
            self.visit_expr(&call.receiver);
        } else {
            visit::visit_expr_method_call(self, call);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let documents = match &*call.func {
            syn::Expr::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| DOCUMENTING.iter().any(|name| last.ident == name)),
            _ => false,
        };
        if !documents {
            visit::visit_expr_call(self, call);
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        let documents = matches!(&field.member, syn::Member::Named(name) if name == "about");
        if !documents {
            visit::visit_field_value(self, field);
        }
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let path: Vec<String> = called.path.segments.iter().map(|part| part.ident.to_string()).collect();
        let of_the_log = path.first().is_some_and(|first| first == "tracing");
        let unread = path
            .last()
            .is_some_and(|last| UNREAD.contains(&last.as_str()) || DOCUMENTING.contains(&last.as_str()));
        if !of_the_log && !unread {
            self.tokens(called.tokens.clone());
        }
    }
}

/// Whether a file is one of these or lies below one.
fn is_below(name: &str, listed: &str) -> bool {
    name.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a file holds the sentences of one system, so that a system comes with its own folder.
fn is_of_a_room(name: &str) -> bool {
    name.starts_with("systems/") && name.ends_with("/message.rs")
}

#[test]
fn sentences_stand_in_the_message_room() {
    let sources = sources();
    let mut broken = Vec::new();
    for source in &sources {
        let name = source.name.as_str();
        let exempt = NOT_YET.iter().chain(EXEMPT.iter().map(|(listed, _)| listed));
        if exempt.into_iter().any(|listed| is_below(name, listed)) || is_of_a_room(name) || source.is_test {
            continue;
        }
        let known = |text: &str| {
            NO_SENTENCES.iter().any(|(listed, _)| is_below(name, listed) || text.contains(listed))
        };
        for (line, text) in sentences(&source.tree) {
            if !known(&text) {
                broken.push(format!("src/{name}:{line}: {text:?} belongs into src/message, or into the message.rs of its system"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Signs before which French has a no-break space: what stands between parts of a sentence is a sentence, too.
const SET_APART: [char; 4] = [':', ';', '?', '!'];

/// Finds texts of two languages that are joined or changed with signs of one.
#[derive(Default)]
struct Joints {
    found: Vec<(usize, String)>,
}

impl Joints {
    fn look(&mut self, literal: &syn::LitStr) {
        let text = literal.value();
        if text.contains(SET_APART) && !text.contains("\u{a0}") {
            self.found.push((literal.span().start().line, text));
        }
    }
}

impl<'ast> Visit<'ast> for Joints {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            let names: Vec<String> =
                path.path.segments.iter().rev().take(2).map(|part| part.ident.to_string()).collect();
            if names == ["join", "Said"]
                && let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(between), .. })) =
                    call.args.last()
            {
                self.look(between);
            }
        }
        visit::visit_expr_call(self, call);
    }
}

#[test]
fn what_stands_between_parts_of_a_sentence_has_both_languages() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        let mut joints = Joints::default();
        joints.visit_file(&source.tree);
        let told = joints
            .found
            .into_iter()
            .map(|(line, text)| format!("src/{}:{line}: {text:?}: take `message::list`", source.name));
        broken.extend(told);
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn what_an_error_says_keeps_both_languages() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test && source.name.starts_with("engine/")) {
        let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        let english = |line: &str| {
            ["error", "why", "reason"].iter().any(|name| {
                line.contains(&format!("{name}.to_string().into()"))
                    || line.contains(&format!(", {name}.to_string())"))
            })
        };
        let found = code.lines().zip(1..).filter(|(line, _)| english(line) && !line.contains("tracing"));
        broken.extend(
            found.map(|(line, at)| format!("src/{}:{at}: take `said()`: {}", source.name, line.trim())),
        );
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn what_waits_has_sentences_and_what_is_exempt_is_there() {
    let sources = sources();
    let below = |listed: &'static str| sources.iter().filter(move |source| is_below(&source.name, listed));
    for listed in NOT_YET {
        assert!(
            below(listed).any(|source| !sentences(&source.tree).is_empty()),
            "src/{listed} has no sentences: take it out of the list"
        );
    }
    for (listed, _) in EXEMPT {
        assert!(below(listed).next().is_some(), "src/{listed} is not there: take it out of the list");
    }
}

#[test]
fn the_finder_looks_into_macros_and_not_into_tests_and_the_log() {
    let tree = syn::parse_str(
        r##"
        /// Nobody counts a comment.
        #[error("a thing of thiserror")]
        struct A;
        fn a(n: u32) -> anyhow::Result<()> {
            tracing::warn!("the log is not read");
            select! { _ = b => { tracing::warn!("the log is not read"); x.expect("it was just proved") } };
            assert!(n > 0, "a programmer sees this");
            b.expect("it was just proved");
            bail!("found in a macro: {}", format!("found in two of them {n}"));
            let short = format!("{n} {short} words");
            let raw = r#"found in a raw literal"#;
            let statement = "SELECT name FROM jobs WHERE due";
            if said.contains("what the others say") { Room::of_monitor("for editors of a file") }
            let room = Room { about: "for editors of a file" };
        }
        #[cfg(test)]
        mod tests { fn b() { c("a test may say anything") } }
        "##,
    )
    .unwrap();
    let texts: Vec<String> = sentences(&tree).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["found in a macro: {}", "found in two of them {n}", "found in a raw literal"]);
}
