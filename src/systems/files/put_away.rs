//! What is done with a file around its reading: waiting until it is complete, its digest, and
//! moving it away after a good run. Never looks at what it means.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep};

use crate::model::job::AfterRun;
use crate::systems::files::message;

use super::error::SourceError;
use super::find::FoundFile;
use super::open::open;

/// A file that goes on changing is given up after this many times its `settle`.
const PATIENCE: u32 = 10;

/// Waits until size and time of all files stay the same for `settle`, and returns them as they are
/// then. A file whose last change is longer ago than that needs no wait.
///
/// # Errors
/// A file that still changes after ten times `settle`, or that has gone.
pub async fn wait_until_unchanged(
    files: &[FoundFile],
    settle: Duration,
) -> Result<Vec<FoundFile>, SourceError> {
    let begin = Instant::now();
    let mut settled = Vec::with_capacity(files.len());
    for file in files {
        settled.push(unchanged_file(file, settle, begin).await?);
    }
    Ok(settled)
}

async fn unchanged_file(
    file: &FoundFile,
    settle: Duration,
    begin: Instant,
) -> Result<FoundFile, SourceError> {
    let pause = (settle / 4).clamp(Duration::from_millis(10), Duration::from_secs(1));
    let mut seen = file.again()?;
    let mut since = begin;
    if seen.identity != file.identity {
        since = Instant::now();
    }
    loop {
        let age = SystemTime::now().duration_since(seen.modified).unwrap_or_default();
        if age >= settle || since.elapsed() >= settle {
            return Ok(seen);
        }
        if begin.elapsed() >= settle * PATIENCE {
            let waited = begin.elapsed();
            return Err(SourceError::Unsettled { file: file.shown.to_string(), waited, settle });
        }
        sleep(pause).await;
        let now = file.again()?;
        if now.identity != seen.identity {
            since = Instant::now();
            seen = now;
        }
    }
}

/// SHA-256 of the content of a file, in hex.
///
/// # Errors
/// When the file cannot be read.
pub fn digest(found: &FoundFile) -> Result<String, SourceError> {
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let mut file = open(found)?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk).map_err(refused)? {
            0 => return Ok(base16ct::lower::encode_string(&hasher.finalize())),
            length => hasher.update(&chunk[..length]),
        }
    }
}

/// Does with a file what the job wants after a good run. The folder of [`AfterRun::Move`] is
/// relative to `folder` and is created; a name that is taken there gets a number
/// (`parc.csv`, `parc.2.csv`). Returns where the file is now, `None` when it stays.
///
/// # Errors
/// When the file has changed since `file` was made (it stays), or cannot be moved.
pub fn finish(file: &FoundFile, after: &AfterRun, folder: &Path) -> Result<Option<PathBuf>, SourceError> {
    let AfterRun::Move(target) = after else { return Ok(None) };
    let now = file.again()?;
    if now.identity != file.identity {
        return Err(SourceError::Changed { file: file.shown.to_string() });
    }
    let target = folder.join(target);
    fs::create_dir_all(&target)
        .map_err(|error| SourceError::io_path(&target, message::make_the_folder(), error))?;
    let moved = move_into(&file.path, &target);
    moved.map(Some).map_err(|error| SourceError::io(&*file.shown, message::move_it(), error))
}

/// Moves a file into a folder under a free name.
fn move_into(path: &Path, target: &Path) -> io::Result<PathBuf> {
    let taken = reserve(path, target)?;
    let moved = match fs::rename(path, &taken) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_over(path, &taken),
        other => other,
    };
    if let Err(error) = moved {
        // The empty placeholder must not look like a file that was put away.
        let _ = fs::remove_file(&taken);
        return Err(error);
    }
    Ok(taken)
}

/// Creates an empty file under the first free name, so that nobody else takes it meanwhile.
fn reserve(path: &Path, target: &Path) -> io::Result<PathBuf> {
    let mut free = target.join(path.file_name().unwrap_or_default());
    let mut number = 2_u32;
    loop {
        match File::create_new(&free) {
            Ok(_) => return Ok(free),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Names are bytes and stay as they are.
                let mut name = path.file_stem().unwrap_or_default().to_owned();
                name.push(format!(".{number}"));
                if let Some(extension) = path.extension() {
                    name.push(".");
                    name.push(extension);
                }
                free = target.join(name);
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Moves a file to another file system: it is complete there before it goes here.
fn copy_over(path: &Path, target: &Path) -> io::Result<()> {
    let modified = fs::metadata(path)?.modified()?;
    fs::copy(path, target)?;
    let copy = File::options().write(true).open(target)?;
    copy.set_modified(modified)?;
    copy.sync_all()?;
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write;

    use super::*;

    fn found(path: &Path) -> FoundFile {
        FoundFile::look(path.to_owned(), "parc.csv".into()).unwrap()
    }

    fn back_date(path: &Path, seconds: u64) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }

    #[tokio::test]
    async fn an_old_file_needs_no_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "a").unwrap();
        back_date(&path, 120);
        let begin = Instant::now();
        wait_until_unchanged(&[found(&path)], Duration::from_secs(60)).await.unwrap();
        assert!(begin.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_file_that_grows_is_waited_for_and_returned_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "").unwrap();
        let before = found(&path);
        let writer = tokio::spawn({
            let path = path.clone();
            async move {
                let mut file = File::options().append(true).open(path).unwrap();
                for _ in 0..5 {
                    file.write_all(b"line\n").unwrap();
                    sleep(Duration::from_millis(60)).await;
                }
            }
        });
        let after = wait_until_unchanged(&[before], Duration::from_millis(300)).await.unwrap();
        assert_eq!(after[0].size, 25);
        writer.await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_never_rests_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "").unwrap();
        let before = found(&path);
        let writer = tokio::spawn(async move {
            let mut file = File::options().append(true).open(path).unwrap();
            loop {
                file.write_all(b"line\n").unwrap();
                sleep(Duration::from_millis(10)).await;
            }
        });
        let error =
            wait_until_unchanged(&[before], Duration::from_millis(100)).await.unwrap_err().to_string();
        writer.abort();
        assert!(error.starts_with("parc.csv was still changing after 1 second"), "{error}");
        assert!(error.contains("`settle` (100 ms)"), "{error}");
    }

    #[test]
    fn the_digest_is_that_of_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let abc = found(&path);
        assert_eq!(digest(&abc).unwrap(), expected);
        fs::write(&path, "abcd").unwrap();
        let error = digest(&abc).unwrap_err().to_string();
        assert!(error.starts_with("parc.csv was changed while it was read"), "{error}");
    }

    #[test]
    fn a_file_is_moved_under_a_free_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        let after = AfterRun::Move("done/2024".into());
        let mut places = Vec::new();
        for content in ["one", "two", "three"] {
            fs::write(&path, content).unwrap();
            let place = finish(&found(&path), &after, folder.path()).unwrap().unwrap();
            assert!(!path.exists());
            assert_eq!(fs::read_to_string(&place).unwrap(), content);
            places.push(place.file_name().unwrap().to_str().unwrap().to_owned());
        }
        assert_eq!(places, ["parc.csv", "parc.2.csv", "parc.3.csv"]);
    }

    #[test]
    fn a_file_that_stays_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "a").unwrap();
        assert_eq!(finish(&found(&path), &AfterRun::Keep, folder.path()).unwrap(), None);
        assert!(path.exists());
    }

    #[test]
    fn a_file_that_was_renewed_meanwhile_is_not_put_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "a").unwrap();
        let read = found(&path);
        fs::write(&path, "renewed").unwrap();
        let error = finish(&read, &AfterRun::Move("done".into()), folder.path()).unwrap_err();
        assert!(matches!(error, SourceError::Changed { .. }), "{error}");
        assert!(path.exists() && !folder.path().join("done").exists());
    }

    #[test]
    fn another_file_system_gets_a_whole_copy_with_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "content").unwrap();
        back_date(&path, 3_600);
        let modified = found(&path).modified;
        let target = reserve(&path, &tempfile::tempdir_in(folder.path()).unwrap().keep()).unwrap();
        copy_over(&path, &target).unwrap();
        assert!(!path.exists());
        assert_eq!(fs::read_to_string(&target).unwrap(), "content");
        assert_eq!(fs::metadata(&target).unwrap().modified().unwrap(), modified);
    }

    #[test]
    fn a_refused_move_leaves_no_empty_file() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone.csv");
        let done = folder.path().join("done");
        fs::create_dir(&done).unwrap();
        assert!(move_into(&gone, &done).is_err());
        assert_eq!(fs::read_dir(&done).unwrap().count(), 0);
    }
}
