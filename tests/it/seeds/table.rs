//! The table of the sentences in the manual: each number has a test that bears it, or a plain reason why there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The documents by their letters, and how many sentences each has.
const DOCUMENTS: [(char, u32); 6] = [('A', 18), ('B', 29), ('C', 50), ('D', 21), ('E', 19), ('F', 22)];

/// Fewest words of a reason.
const REASON: usize = 8;

/// `A1`.
type Number = (char, u32);

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(entry);
        }
    }
}

/// The numbers at the beginning of the name of a test: `c16_c28_a_note` bears C16 and C28.
fn numbers(name: &str) -> Vec<Number> {
    let number = |part: &str| {
        let mut signs = part.chars();
        let letter = signs.next().filter(|letter| ('a'..='f').contains(letter))?;
        let digits = signs.as_str();
        (digits.len() == 2).then(|| digits.parse().ok().map(|of| (letter.to_ascii_uppercase(), of)))?
    };
    name.split('_').map_while(number).collect()
}

/// The tests whose names bear numbers, by name. A suite that runs over every monitor lists its cases in a macro.
fn tests() -> BTreeMap<String, Vec<Number>> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &mut paths);
    let mut found = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let cases: BTreeSet<&str> = text
            .split_once("\ncontract!(\n")
            .map(|(_, list)| list.split(");").next().unwrap().split(',').map(str::trim).collect())
            .unwrap_or_default();
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            let declared = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
            if let Some(rest) = declared {
                let name = rest.split(['(', '<']).next().unwrap();
                let own = numbers(name);
                if !own.is_empty() && (is_test || cases.contains(name)) {
                    let double = found.insert(name.to_owned(), own);
                    assert!(double.is_none(), "{name} stands twice");
                }
            }
            is_test = line.starts_with("#[test")
                || line.starts_with("#[tokio::test")
                || (is_test && line.starts_with("#["));
        }
    }
    found
}

/// A row of the table: number, and what shows it.
fn rows() -> Vec<(Number, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/seeds.md");
    let page = fs::read_to_string(page).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, sentence, shown] = cells[..] else { panic!("three cells in {line}") };
        let (letter, digits) = number.split_at(1);
        let number = (letter.chars().next()?, digits.parse().ok()?);
        assert!(sentence.split(' ').count() >= 2, "{line}");
        Some((number, shown.to_owned()))
    };
    page.lines().filter(|line| line.starts_with('|')).filter_map(row).collect()
}

#[test]
fn every_sentence_has_a_test_that_bears_its_number_or_a_plain_reason() {
    let (tests, rows) = (tests(), rows());
    let all = DOCUMENTS.iter().flat_map(|(letter, last)| (1..=*last).map(|nth| (*letter, nth)));
    let told: Vec<Number> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(told, all.collect::<Vec<_>>(), "each number once, in order");
    let mut wrong = Vec::new();
    for (number, shown) in &rows {
        let names: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        let of_number = || tests.iter().filter(|(_, numbers)| numbers.contains(number)).map(|(name, _)| name);
        for name in &names {
            match tests.get(*name) {
                Some(numbers) if numbers.contains(number) => {}
                Some(_) => wrong.push(format!("{number:?}: {name} does not bear it")),
                None => wrong.push(format!("{number:?}: there is no test {name}")),
            }
        }
        if names.is_empty() && (shown.split_whitespace().count() < REASON || of_number().next().is_some()) {
            wrong.push(format!(
                "{number:?}: neither a test nor a reason; {:?}",
                of_number().collect::<Vec<_>>()
            ));
        }
    }
    for (name, numbers) in &tests {
        let known =
            |number: &Number| DOCUMENTS.iter().any(|(letter, last)| *letter == number.0 && number.1 <= *last);
        if !numbers.iter().all(known) {
            wrong.push(format!("{name} bears a number that there is not"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_are_read_from_the_beginning_of_a_name_only() {
    assert_eq!(numbers("c16_c28_a_note_of_c29"), [('C', 16), ('C', 28)]);
    assert_eq!(numbers("f2_is_none"), []);
    assert_eq!(numbers("a_note"), []);
}
