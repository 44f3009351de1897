//! Puts the commit that it is built from, and the day of that commit, into what `--version` prints. A program that is not
//! for release is linked so that it starts soon.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// What `git archive` fills (see .gitattributes): `COMMIT DAY SECONDS`.
const ARCHIVED: &str = ".commit";

fn main() -> std::io::Result<()> {
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let mut out = std::io::stdout();
    // Whoever works on the program does not want it built anew for each commit.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if is_release { commit(&mut out)? } else { "development build".to_owned() };
    if !is_release && env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        // The tests start the program some thousand times. Without this, two thirds of what a start takes are half a million
        // places that are written anew because the program may lie anywhere in memory.
        writeln!(out, "cargo::rustc-link-arg-bins=-no-pie")?;
    }
    writeln!(out, "cargo::rerun-if-changed=build.rs")?;
    writeln!(out, "cargo::rustc-env=STOCKTAKE_VERSION={version} ({commit})")
}

/// `1a2b3c4d5e6f, 2026-11-28`: what `STOCKTAKE_COMMIT` says, else the archive of the source, else the repository.
fn commit(out: &mut std::io::Stdout) -> std::io::Result<String> {
    writeln!(out, "cargo::rerun-if-env-changed=STOCKTAKE_COMMIT")?;
    writeln!(out, "cargo::rerun-if-changed={ARCHIVED}")?;
    if let Some(known) = env::var("STOCKTAKE_COMMIT").ok().or_else(archived) {
        return Ok(known);
    }
    // A folder that somebody unpacked within a repository of his own does not belong to that one.
    if !is_repository() {
        return Ok("of an unknown commit".to_owned());
    }
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name]) {
            writeln!(out, "cargo::rerun-if-changed={path}")?;
        }
    }
    let found = git(&["log", "-1", "--abbrev=12", "--date=short", "--format=%h, %cd"]);
    Ok(found.unwrap_or_else(|| "of an unknown commit".to_owned()))
}

fn archived() -> Option<String> {
    let line = fs::read_to_string(ARCHIVED).ok()?;
    let mut words = line.split_whitespace();
    let (commit, day) = (words.next()?, words.next()?);
    let short = commit.get(..12).filter(|short| short.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some(format!("{short}, {day}"))
}

fn is_repository() -> bool {
    let top = git(&["rev-parse", "--show-toplevel"]).and_then(|top| fs::canonicalize(top).ok());
    top.is_some() && top == fs::canonicalize(Path::new(".")).ok()
}

fn git(arguments: &[&str]) -> Option<String> {
    let answer =
        Command::new("git").args(arguments).output().ok().filter(|answer| answer.status.success())?;
    let text = String::from_utf8(answer.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
