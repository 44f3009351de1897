//! Puts the commit that it is built from, and the day of that commit, into what `--version` prints.

use std::env;
use std::io::Write as _;
use std::process::Command;

fn main() -> std::io::Result<()> {
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let mut out = std::io::stdout();
    // Whoever works on the program does not want it built anew for each commit.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if is_release { commit(&mut out)? } else { "development build".to_owned() };
    writeln!(out, "cargo::rerun-if-changed=build.rs")?;
    writeln!(out, "cargo::rustc-env=STOCKTAKE_VERSION={version} ({commit})")
}

/// `1a2b3c4d5e6f, 2026-11-28`: what `STOCKTAKE_COMMIT` says where there is no repository, as in the source of a
/// package.
fn commit(out: &mut std::io::Stdout) -> std::io::Result<String> {
    writeln!(out, "cargo::rerun-if-env-changed=STOCKTAKE_COMMIT")?;
    if let Ok(given) = env::var("STOCKTAKE_COMMIT") {
        return Ok(given);
    }
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name]) {
            writeln!(out, "cargo::rerun-if-changed={path}")?;
        }
    }
    let found = git(&["log", "-1", "--abbrev=12", "--date=short", "--format=%h, %cd"]);
    Ok(found.unwrap_or_else(|| "of an unknown commit".to_owned()))
}

fn git(arguments: &[&str]) -> Option<String> {
    let answer =
        Command::new("git").args(arguments).output().ok().filter(|answer| answer.status.success())?;
    let text = String::from_utf8(answer.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
