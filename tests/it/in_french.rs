//! Every command of the manual in French, against the practice systems of the repository's own project: no
//! English word stands in what is printed, and the other way round.

use super::quick_start::{program, the_repository};
use super::world::Outcome;

/// Words that only one of the two languages has, among those that our sentences use. "a" is French too, and
/// `state` is the key of a system in `check --connect`.
const ENGLISH: &[&str] = &[
    "already",
    "and",
    "are",
    "at",
    "be",
    "been",
    "before",
    "by",
    "cannot",
    "done",
    "empty",
    "for",
    "from",
    "has",
    "have",
    "is",
    "it",
    "its",
    "no",
    "not",
    "nothing",
    "of",
    "once",
    "only",
    "open",
    "other",
    "rejected",
    "row",
    "rows",
    "since",
    "the",
    "there",
    "they",
    "this",
    "to",
    "until",
    "was",
    "were",
    "what",
    "which",
    "will",
    "with",
    "without",
    "written",
    "job",
    "jobs",
    "mapping",
    "mappings",
    "created",
    "unchanged",
    "retired",
];
const FRENCH: &[&str] = &[
    "aucun",
    "aucune",
    "au",
    "aux",
    "avec",
    "cette",
    "ces",
    "dans",
    "deux",
    "du",
    "déjà",
    "elle",
    "est",
    "et",
    "il",
    "ils",
    "la",
    "leur",
    "mais",
    "ont",
    "où",
    "par",
    "pas",
    "peut",
    "pour",
    "qui",
    "sans",
    "sont",
    "tâche",
    "tâches",
    "un",
    "une",
    "écrit",
    "inchangé",
];

/// Lines that say what somebody else says: titles of events of the practice monitor, values of the files, labels
/// of columns, which `columns` and `map` give in both languages. A part of the line is enough.
const NOT_OURS: &[&str] = &[
    "CRITICAL",
    "WARNING",
    "UNKNOWN",
    "DOWN",
    " is down",
    "CPU ",
    "Disk ",
    "Plugin timed out",
    "connection refused",
    "To be filled by",
    " / ",
    "# Comments",
];

/// Words of a text outside of code: letters only, so that keys, paths and ids are none.
fn words(line: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut inside = false;
    for sign in line.chars() {
        match sign {
            '`' | '"' => inside = !inside,
            _ if !inside => plain.push(sign),
            _ => {}
        }
    }
    let pieces: Vec<&str> = plain.split_whitespace().collect();
    let is_key = |at: usize| {
        pieces.get(at + 1).is_some_and(|next| *next == "=")
            || (at > 0 && pieces[at - 1].ends_with("stocktake"))
    };
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let word =
            piece.trim_matches(|sign: char| matches!(sign, ',' | ';' | ':' | '.' | '(' | ')' | '!' | '?'));
        if !is_key(at) && !word.is_empty() && word.chars().all(char::is_alphabetic) {
            found.push(word.to_lowercase());
        }
    }
    found
}

fn foreign(outcome: &Outcome, words_of_other: &[&str]) -> Vec<String> {
    let text = format!("{}\n{}", outcome.stdout, outcome.stderr);
    let is_ours = |line: &&str| !NOT_OURS.iter().any(|known| line.contains(known));
    let hit = |line: &str| {
        let word = words(line).into_iter().find(|word| words_of_other.contains(&word.as_str()))?;
        Some(format!("`{word}` in: {line}"))
    };
    text.lines().filter(is_ours).filter_map(hit).collect()
}

/// Commands that only read, once something was run.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--untested"],
    &["check", "--connect"],
    &["read", "rehearse-errors"],
    &["plan", "nightly-inventory"],
    &["plan", "rehearse-errors"],
    &["plan", "tickets"],
    &["drift", "nightly-inventory"],
    &["questions"],
    &["questions", "nightly-inventory", "--closed"],
    &["runs"],
    &["columns", "Computer", "--system", "practice"],
    &["events"],
    &["tickets"],
    &["links", "list"],
    &["explain", "nightly-inventory", "SRV-CAO"],
    &["explain", "nightly-inventory", "SRV-CAO", "serial"],
    &["explain", "nightly-inventory", "nobody"],
    &["show", "nothing"],
    &["run", "nobody"],
    &["approve", "nothing"],
    &["map", "jobs/nightly-inventory/contracts.csv"],
];

/// Classes of the practice system by their own names, as who reads French does not read them.
const RAW: &[&str] = &["Computer", "Contract", "Location", "Manufacturer"];

/// What may have a day as programs write it: the forms that dates may have, and what is to be copied into a file.
const DAYS_OF_OTHERS: &[&str] = &["2026-12-31", "want = {", "--expect"];

/// Commands that name classes as mappings and the API do.
const NAMING_CLASSES: &[&str] = &["check", "columns", "map", "links", "read"];

/// A day as programs write it.
fn iso_day(line: &str) -> bool {
    let signs: Vec<char> = line.chars().collect();
    let form: Vec<char> = "0000-00-00".chars().collect();
    signs.windows(form.len()).any(|piece| {
        piece
            .iter()
            .zip(&form)
            .all(|(sign, form)| if *form == '0' { sign.is_ascii_digit() } else { sign == form })
    })
}

/// What of an output is not as who reads French reads it: days, and names of classes.
fn not_french(arguments: &[&str], outcome: &Outcome) -> Vec<String> {
    let text = format!("{}\n{}", outcome.stdout, outcome.stderr);
    let names_classes = NAMING_CLASSES.contains(&arguments[0]);
    let is_raw = |line: &str| {
        let mut pieces = line.split(|sign: char| !sign.is_alphanumeric());
        !names_classes && pieces.any(|word| RAW.contains(&word))
    };
    let is_iso = |line: &str| iso_day(line) && !DAYS_OF_OTHERS.iter().any(|known| line.contains(known));
    let told = text.lines().filter(|line| !NOT_OURS.iter().any(|known| line.contains(known)));
    told.filter(|line| is_iso(line) || is_raw(line)).map(|line| format!("not French: {line}")).collect()
}

async fn spoken(language: &str, words_of_other: &[&str]) {
    let folder = the_repository();
    let folder = folder.path();
    let speak = async |arguments: &[&str]| {
        let all: Vec<&str> = ["--language", language].into_iter().chain(arguments.iter().copied()).collect();
        program(folder, &all).await
    };
    let mut wrong = Vec::new();
    let mut hear = |arguments: &[&str], outcome: &Outcome| {
        let mut found = foreign(outcome, words_of_other);
        if language == "fr" {
            found.extend(not_french(arguments, outcome));
        }
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", arguments.join(" "))));
    };
    for job in ["nightly-inventory", "rehearse-errors", "tickets"] {
        let arguments = ["run", job];
        hear(&arguments, &speak(&arguments).await);
    }
    let runs = speak(&["runs", "--format", "json"]).await;
    let runs: serde_json::Value = serde_json::from_str(&runs.stdout).unwrap();
    for run in runs.as_array().unwrap() {
        let arguments = ["show", run["id"].as_str().unwrap()];
        hear(&arguments, &speak(&arguments).await);
    }
    for arguments in COMMANDS {
        let outcome = speak(arguments).await;
        assert_ne!(outcome.code, Some(101), "{arguments:?}: {outcome:?}");
        hear(arguments, &outcome);
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_french_reads_no_english() {
    spoken("fr", ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_english_reads_no_french() {
    spoken("en", FRENCH).await;
}
