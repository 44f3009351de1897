//! Tests of mappings that did not come out as they say, shown like every other problem: file, line,
//! underlined place. The tests themselves are run elsewhere.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::read::read;
use crate::message;
use crate::message::config::label;
use crate::model::Said;
use crate::settings::code;
use crate::settings::{Problem, Problems};

/// A difference between a test and what its mapping does.
#[derive(Debug, Clone)]
pub struct FailedTest {
    /// Name of the mapping.
    pub mapping: String,
    /// Name of the test.
    pub test: String,
    /// Byte range in the mapping file.
    pub place: Range<usize>,
    /// The field; `None` when it is the record as a whole.
    pub field: Option<String>,
    /// What the test wants.
    pub wanted: Said,
    /// What the mapping makes of the row.
    pub found: Said,
}

/// Failed tests as problems of their files; `None` when there are none.
pub fn failed_tests(folder: &Path, failed: Vec<FailedTest>) -> Option<Problems> {
    if failed.is_empty() {
        return None;
    }
    let files = read(folder);
    let texts: Vec<(PathBuf, &str)> =
        files.mappings.iter().map(|file| (file.file.clone(), file.text.as_str())).collect();
    let problems = failed.into_iter().map(|failed| {
        let file = Path::new("mappings").join(format!("{}.toml", failed.mapping));
        let of = failed.field.map(message::config::files::of_field);
        let message = message::config::files::test_fails(&failed.test, of, &failed.found);
        let mut problem = Problem::of_file(code::TEST_FAILED, file, message);
        problem.span = Some(failed.place);
        problem.label(label::does_not_come_out()).help(message::config::files::wanted(&failed.wanted));
        problem
    });
    Some(Problems::new(problems.collect(), &texts, &[]))
}
