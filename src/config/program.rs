//! Which program this is, so that it can start itself once more; what it was called with.

use std::ffi::OsString;
use std::path::PathBuf;

/// The words of the command line, the program first.
pub fn words() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The folder in which the command was given.
pub fn working_folder() -> Option<PathBuf> {
    std::env::current_dir().ok()
}

/// This program, the same version also after an update has replaced its file.
#[cfg(not(feature = "open"))]
pub(crate) fn program() -> Option<PathBuf> {
    this()
}

/// The same for tests and benchmarks: they stand in `deps` beside the program. `None` where it has not been
/// built.
#[cfg(feature = "open")]
pub(crate) fn program() -> Option<PathBuf> {
    let test =
        std::env::current_exe().ok().filter(|path| path.parent().is_some_and(|in_| in_.ends_with("deps")));
    let Some(test) = test else { return this() };
    let program = test.parent()?.with_file_name("stocktake");
    program.is_file().then_some(program)
}

fn this() -> Option<PathBuf> {
    const THIS: &str = "/proc/self/exe";
    let this = PathBuf::from(THIS);
    Some(if this.exists() { this } else { std::env::current_exe().unwrap_or(this) })
}
