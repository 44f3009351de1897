//! `cmd:`: the secret that a program writes to its standard output. No shell is started for it; its time and
//! its output are limited, and of what it says on its standard error nothing is shown that is known to be secret.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};

use super::{SecretError, without_line_break};
use crate::message::{Message, secrets as message};
use crate::model::hidden::Hidden;
use crate::model::plain::plain_line;
use crate::model::secret::SecretString;
use crate::settings::Masked;

/// How long a program may take: one that asks a person for a password waits for ever.
const TIME: Duration = Duration::from_secs(30);

/// Most bytes of a secret: a chain of certificates and its key stay far below.
const MOST: u64 = 64 * 1024;

/// Most characters of its standard error that are shown.
const SHOWN: usize = 300;

/// What a program writes, without its last line break. A program that is named with a slash is looked for in
/// the project folder, which it is started in; any other on the path.
pub(super) async fn output(words: &[String], folder: &Path) -> Result<SecretString, SecretError> {
    within(words, folder, TIME).await
}

async fn within(words: &[String], folder: &Path, time: Duration) -> Result<SecretString, SecretError> {
    let [program, arguments @ ..] = words else { return Err(message::no_program("").into()) };
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let path = if program.contains('/') { folder.join(program) } else { PathBuf::from(program) };
    let mut command = Command::new(path);
    command.args(arguments).current_dir(folder).kill_on_drop(true);
    // A group of its own: what it started ends with it.
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => message::no_program(program).into(),
        _ => SecretError::with(message::cannot_start(program), error),
    })?;
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let ended = tokio::time::timeout(time, wait(&mut child)).await;
    if let (false, Some(group)) = (matches!(ended, Ok(Ok(_))), group) {
        // Those that have ended by now cannot be.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let (status, said, told) = match ended {
        Ok(Ok(ended)) => ended,
        Ok(Err(error)) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(message::too_much(program, MOST).into());
        }
        Ok(Err(error)) => return Err(SecretError::with(message::cannot_start(program), error)),
        Err(_) => return Err(message::too_slow(program, time.as_secs()).into()),
    };
    if let Some(failure) = failure(program, status) {
        let told = shown(&told, &said);
        return Err(if told.is_empty() { failure } else { message::it_said(failure, told) }.into());
    }
    let text = String::from_utf8(said).map_err(|_| message::wrote_no_text(program))?;
    match without_line_break(&text) {
        "" => Err(message::wrote_nothing(program).into()),
        secret => Ok(SecretString::from(secret)),
    }
}

/// How it ended, what it wrote and the start of what it said besides.
async fn wait(child: &mut Child) -> io::Result<(ExitStatus, Vec<u8>, Vec<u8>)> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (said, told) = futures::try_join!(secret(out), start(err))?;
    Ok((child.wait().await?, said, told))
}

/// All of a stream; an error when it is too much.
async fn secret(stream: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    if let Some(stream) = stream {
        stream.take(MOST + 1).read_to_end(&mut all).await?;
    }
    if all.len() as u64 > MOST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(all) }
}

/// The start of a stream; the rest is read past, so that nobody waits for us.
async fn start(stream: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    if let Some(mut stream) = stream {
        (&mut stream).take(MOST).read_to_end(&mut start).await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    }
    Ok(start)
}

/// What is wrong with how it ended.
fn failure(program: &str, status: ExitStatus) -> Option<Message> {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.success(), status.code(), status.signal()) {
        (true, ..) => None,
        (false, Some(code), _) => Some(message::ended_with(program, code)),
        (false, None, signal) => Some(message::was_killed(program, signal.unwrap_or_default())),
    }
}

/// One short line of what it said, without what it wrote elsewhere, without the secrets of our environment and
/// without what stands behind a word such as `password=`.
fn shown(told: &[u8], said: &[u8]) -> String {
    let mut hidden = Hidden::default();
    let secret = String::from_utf8_lossy(said);
    for line in [&*secret].into_iter().chain(secret.lines()) {
        hidden.add(&SecretString::from(line.trim()));
    }
    // OTEL_EXPORTER_OTLP_HEADERS has the key of a collector.
    let sounds = ["PASS", "TOKEN", "SECRET", "KEY", "CREDENTIAL", "OTLP_HEADERS"];
    for (name, value) in env::vars_os() {
        let name = name.to_string_lossy().to_uppercase();
        if sounds.iter().any(|sound| name.contains(sound)) {
            hidden.add(&SecretString::from(value.to_string_lossy().into_owned()));
        }
    }
    let text = Masked::new(&hidden.redact(&String::from_utf8_lossy(told)), []).text;
    let line = plain_line(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::model::secret::ExposeSecret as _;

    async fn run(line: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        let own = folder.path().join("bin/own");
        fs::write(&own, "#!/bin/sh\nprintf '%s|' \"$@\"; basename \"$PWD\" >&2\n").unwrap();
        fs::set_permissions(&own, fs::Permissions::from_mode(0o700)).unwrap();
        let words = shlex::split(line).unwrap();
        within(&words, folder.path(), Duration::from_secs(2))
            .await
            .map(|secret| secret.expose_secret().to_owned())
            .map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn the_output_of_a_program_is_the_secret_and_no_shell_reads_its_words() {
        assert_eq!(run("printf 'a b\\n\\n'").await.unwrap(), "a b\n");
        assert_eq!(run("bin/own '$HOME' 'two words' ; *").await.unwrap(), "$HOME|two words|;|*|");
        assert_eq!(run("sh -c 'printf %s abc'").await.unwrap(), "abc");
    }

    #[tokio::test]
    async fn what_goes_wrong_is_told_without_a_secret() {
        assert_eq!(run("no-such-program x").await.unwrap_err(), "there is no program no-such-program");
        assert_eq!(run("true").await.unwrap_err(), "the program true ended well and wrote nothing");
        assert_eq!(
            run("printf '\\377'").await.unwrap_err(),
            "what the program printf wrote is not UTF-8 text"
        );
        let failing =
            "sh -c 'echo hunter2; echo the store is locked, hunter2, password=swordfish >&2; exit 3'";
        let said = run(failing).await.unwrap_err();
        assert!(
            said.starts_with("the program sh ended with exit code 3: the store is locked, ***"),
            "{said}"
        );
        assert!(!said.contains("hunter2") && !said.contains("swordfish"), "{said}");
        assert_eq!(run("sh -c 'kill -9 $$'").await.unwrap_err(), "the program sh was ended by signal 9");
        let loud = run("sh -c 'yes hunter2'").await.unwrap_err();
        assert_eq!(loud, "the program sh wrote more than 65536 bytes, which is no secret");
    }

    #[tokio::test]
    async fn a_program_that_waits_is_ended_with_all_that_it_started() {
        let started = std::time::Instant::now();
        let said = run("sh -c 'sleep 60 & sleep 60'").await.unwrap_err();
        assert_eq!(said, "the program sh gave no secret within 2 s and was ended");
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}
