//! Valid files with a piece taken out or put in: whatever the damage, it is shown and never a panic.

use proptest::prelude::*;

use super::ticket_jobs::{FULL_TICKETS, SYSTEMS};
use super::valid::{FULL_JOB, FULL_MAPPING, FULL_STOCKTAKE};
use super::*;

/// A text with the characters `from..from + length` replaced.
fn damage(text: &str, from: usize, length: usize, with: &str) -> String {
    let head: String = text.chars().take(from).collect();
    let tail: String = text.chars().skip(from + length).collect();
    format!("{head}{with}{tail}")
}

fn pieces() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "\n",
        "é",
        "\"",
        "'",
        "]",
        "{}",
        "= 3",
        "x = 'y'\n",
        "[é]\n",
        "\u{0}",
        "hunter2",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn damage_is_shown(file in 0_usize..3, from in 0_usize..1400, length in 0_usize..60, with in pieces()) {
        let mut files =
            [("stocktake.toml", FULL_STOCKTAKE), ("jobs/pc.toml", FULL_JOB), ("mappings/pc.toml", FULL_MAPPING)];
        let text = damage(files[file].1, from % files[file].1.len(), length, with);
        files[file].1 = &text;
        let folder = folder(&files);
        if let Err(problems) = load(folder.path()) {
            prop_assert!(!problems.list().is_empty());
            for width in [20, 100] {
                prop_assert!(problems.render(false, width).contains(problems.list()[0].code));
            }
            for problem in problems.list() {
                let span = problem.span.clone().unwrap_or_default();
                prop_assert!(span.end <= text.len().max(FULL_JOB.len()).max(FULL_MAPPING.len()).max(FULL_STOCKTAKE.len()));
            }
            prop_assert!(problems.to_json().is_array());
        }
    }

    #[test]
    fn damage_to_a_ticket_job_is_shown(from in 0_usize..2600, length in 0_usize..60, with in pieces()) {
        let text = damage(FULL_TICKETS, from % FULL_TICKETS.len(), length, with);
        let folder = folder(&[("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", &text)]);
        if let Err(problems) = load(folder.path()) {
            prop_assert!(!problems.list().is_empty());
            prop_assert!(problems.render(false, 100).contains(problems.list()[0].code));
            for problem in problems.list() {
                prop_assert!(problem.span.clone().unwrap_or_default().end <= text.len());
            }
        }
    }
}
