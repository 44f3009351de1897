//! Locks away what has to outlive the program and is a secret: session tokens in the journal.
//!
//! The key is that of `[state] key`, else a file of the project that is made at its first use. Where
//! there is no key, nothing is kept and nothing can be read: whoever needs it then waits.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::reason::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Generate as _, Key, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

use crate::message;
use crate::model::project::Project;
use crate::model::secret::{ExposeSecret, SecretRef, SecretString};

use super::keyring::Keyring;
use super::private::make_private;

/// Bytes of the nonce in front of what is sealed: long enough to be drawn by chance.
const NONCE: usize = 24;

/// Seals secrets and opens them again.
pub struct Safe {
    folder: PathBuf,
    keyring: Keyring,
    key: Option<SecretRef>,
    cipher: OnceLock<Option<XChaCha20Poly1305>>,
}

impl std::fmt::Debug for Safe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Safe").finish_non_exhaustive()
    }
}

impl Safe {
    /// That of a project. Its key is read, or made, when something is locked away or taken out.
    pub fn of(project: &Project) -> Self {
        Self::at(&project.folder, Keyring::of(project), project.key.clone())
    }

    /// That of a folder of a project.
    pub(super) fn at(folder: &Path, keyring: Keyring, key: Option<SecretRef>) -> Self {
        Self { folder: folder.to_owned(), keyring, key, cipher: OnceLock::new() }
    }

    /// Seals a secret; `None` without a key.
    pub fn lock(&self, secret: &SecretString) -> Option<String> {
        let nonce = XNonce::generate();
        let sealed = self.cipher()?.encrypt(&nonce, secret.expose_secret().as_bytes()).ok()?;
        Some(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed; `None` without the key that sealed it.
    pub fn unlock(&self, sealed: &str) -> Option<SecretString> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let opened = self.cipher()?.decrypt(&nonce, sealed).ok()?;
        String::from_utf8(opened).ok().map(SecretString::from)
    }

    fn cipher(&self) -> Option<&XChaCha20Poly1305> {
        let cipher = self.cipher.get_or_init(|| match self.text() {
            Ok(text) => {
                let key = Key::<XChaCha20Poly1305>::from(<[u8; 32]>::from(Sha256::digest(
                    text.expose_secret().trim().as_bytes(),
                )));
                Some(XChaCha20Poly1305::new(&key))
            }
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "without its key the project cannot ask for the end of writes of unknown outcome: they wait"
                );
                None
            }
        });
        cipher.as_ref()
    }

    fn text(&self) -> anyhow::Result<SecretString> {
        if let Some(reference) = &self.key {
            return self.keyring.read_now(reference).with_context(|| message::settling::needs_key(reference));
        }
        let path = self.folder.join("var/stocktake.key");
        if !path.exists() {
            make(&path).with_context(|| message::settling::cannot_make_key(path.display()))?;
        }
        let text = fs::read_to_string(&path).with_context(|| message::files::cannot_read(path.display()))?;
        Ok(SecretString::from(text))
    }
}

/// Makes a key file that only its owner can read. Of programs that make it at once, one does.
fn make(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().context(message::files::without_folder())?;
    make_private(folder)?;
    let draft = folder.join(format!("stocktake.key.{}", uuid::Uuid::new_v4().simple()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let key = Key::<XChaCha20Poly1305>::generate();
    let written = writeln!(file, "{}", STANDARD.encode(key)).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn safe(folder: &Path, key: Option<SecretRef>) -> Safe {
        Safe::at(folder, Keyring::of_folder(folder), key)
    }

    #[test]
    fn what_is_locked_is_opened_with_the_same_key_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let secret = SecretString::from("a session token");
        let first = safe(folder.path(), None);
        let sealed = first.lock(&secret).unwrap();
        assert!(!sealed.contains("session") && first.lock(&secret).unwrap() != sealed);
        let again = safe(folder.path(), None);
        assert_eq!(again.unlock(&sealed).unwrap().expose_secret(), "a session token");
        let key = folder.path().join("var/stocktake.key");
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path().join("var")).unwrap().count(), 1, "no drafts stay");

        fs::write(folder.path().join("other"), "another key").unwrap();
        let other = safe(folder.path(), Some(SecretRef::File("other".into())));
        assert!(other.unlock(&sealed).is_none() && other.unlock("?").is_none() && other.unlock("").is_none());
        let none = safe(folder.path(), Some(SecretRef::File("nowhere".into())));
        assert!(none.lock(&secret).is_none() && none.unlock(&sealed).is_none());
    }
}
