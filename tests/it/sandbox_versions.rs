//! The recordings of each version, and what the practice GLPI does not imitate of them.

use std::path::Path;

/// The versions with recordings. Those of 9.5.13, 10.0.5 and 11.0.6 end before the native
/// inventory, that of 10.0.14 has what it keeps of texts.
const VERSIONS: [&str; 5] = ["9.5.13", "10.0.5", "10.0.6", "10.0.14", "11.0.6"];

/// What was recorded of a version, and what is not answered alike.
pub struct Recording {
    pub version: String,
    pub lines: String,
    /// Cases that are answered differently.
    pub not_imitated: Vec<String>,
    /// Cases whose status and kinds of values must agree, not the values.
    pub other_values: Vec<String>,
}

pub fn recordings() -> Vec<Recording> {
    VERSIONS.map(recording).into()
}

fn recording(version: &str) -> Recording {
    let read = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/glpi");
        std::fs::read_to_string(folder.join(name)).unwrap()
    };
    let (mut not_imitated, mut other_values) = (Vec::new(), Vec::new());
    for line in read("not-imitated.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let (of, case, why) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        assert!(!why.is_empty(), "{line}");
        if of != version && of != "*" {
            continue;
        }
        match case.strip_prefix('~') {
            Some(case) => other_values.push(case.to_owned()),
            None => not_imitated.push(case.to_owned()),
        }
    }
    let lines = read(&format!("recorded-{version}.jsonl"));
    Recording { version: version.to_owned(), lines, not_imitated, other_values }
}
