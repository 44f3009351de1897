//! Mail as files in a folder: `<start>-<job>-<run>.eml` and `.html`.

use std::path::{Path, PathBuf};

use super::{DeliveryError, Letter, Undelivered};
use crate::message;
use crate::model::Said;

/// Characters of the run's id in a file name. The end of a UUIDv7 is its random part.
const SHORT_ID: usize = 8;

/// Writes both files, each under another name first, so that nobody sees half a file. Writing the
/// same mail again replaces them.
pub(super) async fn write(folder: &Path, letter: &Letter<'_>) -> Result<(), DeliveryError> {
    let name = file_name(letter);
    let written = async {
        tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
        put(folder, &format!("{name}.html"), letter.html.as_bytes()).await?;
        put(folder, &format!("{name}.eml"), letter.eml).await
    };
    written.await.map_err(|error: std::io::Error| {
        DeliveryError::Temporary(Undelivered {
            reason: message::mail::cannot_write_to(folder.display(), &error).said(),
            retry: letter.recipients.to_vec(),
            ..Undelivered::default()
        })
    })
}

/// Writes a file as mails are written, and takes it away again.
pub(super) async fn attempt(folder: &Path) -> Result<(), Said> {
    const NAME: &str = ".stocktake-check";
    let written = async {
        tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
        put(folder, NAME, b"").await?;
        tokio::fs::remove_file(folder.join(NAME)).await
    };
    let cannot = |error: std::io::Error| message::mail::cannot_write_to(folder.display(), &error).said();
    written.await.map_err(cannot)
}

async fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    use tokio::io::AsyncWriteExt;

    let unfinished: PathBuf = folder.join(format!(".{name}.part"));
    // One that an earlier attempt left may have other rights. Names and serials stand in a mail: nobody but
    // the owner reads it, whatever the umask and the folder.
    let _ = tokio::fs::remove_file(&unfinished).await;
    let mut new = tokio::fs::OpenOptions::new();
    let mut file = new.write(true).create_new(true).mode(0o600).open(&unfinished).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&unfinished, folder.join(name)).await
}

/// `2026-08-04T000012.000000Z-nightly-inventory-3f2a9c01`, in UTC and to the microsecond, as the state database keeps it,
/// so that the names sort by start.
fn file_name(letter: &Letter<'_>) -> String {
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' }).collect()
    };
    let id = plain(&letter.run.0);
    let skip = id.chars().count().saturating_sub(SHORT_ID);
    let short: String = id.chars().skip(skip).collect();
    format!("{}-{}-{short}", letter.started_at.format("%Y-%m-%dT%H%M%S%.6fZ"), plain(letter.job))
}
