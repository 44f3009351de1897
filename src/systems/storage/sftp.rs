//! Files that are reached by SFTP.

use std::net::ToSocketAddrs as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use russh::client::{AuthResult, Handle, Handler, KeyboardInteractiveAuthResponse};
use russh::keys::known_hosts::check_known_hosts_path;
use russh::keys::{HashAlg, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate, decode_secret_key};
use russh_sftp::client::SftpSession;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{FileAttributes, StatusCode};
use tokio::io::AsyncReadExt as _;

use super::config::{self, Settings};
use super::keeper::{Keeper, Kept, Take};
use super::message;
use crate::message::Message;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::{self, OpenError};

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;

/// Folders below one another that are listed at most.
const DEEPEST: usize = 16;

/// What logs in.
#[derive(Debug)]
pub(super) struct Secrets {
    password: Option<SecretString>,
    key: Option<SecretString>,
    passphrase: Option<SecretString>,
}

impl Secrets {
    /// Reads them.
    ///
    /// # Errors
    /// One that cannot be had.
    pub async fn read(sftp: &config::Sftp, secrets: shared::Secrets<'_>) -> Result<Self, OpenError> {
        Ok(Self {
            password: secrets.read_if_any(sftp.password.as_ref()).await?,
            key: secrets.read_if_any(sftp.key.as_ref()).await?,
            passphrase: secrets.read_if_any(sftp.passphrase.as_ref()).await?,
        })
    }
}

/// A server, with its session from the first question on.
pub(super) struct Sftp {
    server: config::Sftp,
    secrets: Secrets,
    folder: String,
    timeout: Duration,
    session: tokio::sync::Mutex<Option<Arc<Session>>>,
}

struct Session {
    ssh: Handle<Door>,
    sftp: SftpSession,
}

impl std::fmt::Debug for Sftp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sftp").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Lets only the server in that is known.
struct Door {
    server: config::Sftp,
    /// The key that was shown and is not known.
    shown: Arc<Mutex<Option<String>>>,
}

impl Door {
    fn knows(&self, key: &PublicKey) -> bool {
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        let is_named = self.server.host_keys.contains(&fingerprint);
        let in_file = || {
            let path = self.server.known_hosts.as_ref()?;
            check_known_hosts_path(&self.server.host, self.server.port, key, path).ok()
        };
        is_named || in_file() == Some(true)
    }
}

impl Handler for Door {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let key = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => key.clone(),
            PublicKeyOrCertificate::Certificate(certificate) => certificate.public_key().clone().into(),
        };
        let is_known = self.knows(&key);
        if !is_known {
            let fingerprint = key.fingerprint(HashAlg::Sha256);
            let text = format!("{fingerprint} ({})", key.algorithm());
            *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        }
        Ok(is_known)
    }
}

impl Sftp {
    /// A server that nothing is asked of yet.
    pub fn new(settings: &Settings, server: config::Sftp, secrets: Secrets) -> Self {
        let folder = settings.folder.trim_end_matches('/');
        let folder = if folder.is_empty() && settings.folder.starts_with('/') { "/" } else { folder };
        Self {
            server,
            secrets,
            folder: if folder.is_empty() { ".".to_owned() } else { folder.to_owned() },
            timeout: settings.timeout,
            session: tokio::sync::Mutex::new(None),
        }
    }

    fn host(&self) -> String {
        format!("{}:{}", self.server.host, self.server.port)
    }

    fn full(&self, path: &str) -> String {
        if path.is_empty() {
            self.folder.clone()
        } else {
            format!("{}/{path}", self.folder.trim_end_matches('/'))
        }
    }

    fn silent(&self) -> Message {
        message::silent(self.host(), self.timeout.as_secs())
    }

    async fn session(&self) -> Result<Arc<Session>, Message> {
        let mut session = self.session.lock().await;
        if let Some(session) = session.as_ref().filter(|session| !session.ssh.is_closed()) {
            return Ok(session.clone());
        }
        let new = tokio::time::timeout(self.timeout, self.log_in()).await.map_err(|_| self.silent())??;
        let new = Arc::new(new);
        *session = Some(new.clone());
        Ok(new)
    }

    async fn log_in(&self) -> Result<Session, Message> {
        let host = self.host();
        let unreachable = |reason: String| message::unreachable(&host, reason);
        let shown = Arc::new(Mutex::new(None));
        let door = Door { server: self.server.clone(), shown: shown.clone() };
        let config = russh::client::Config {
            inactivity_timeout: Some(self.timeout),
            keepalive_interval: Some(Duration::from_secs(15)),
            nodelay: true,
            ..Default::default()
        };
        let (name, port) = (self.server.host.clone(), self.server.port);
        let addresses = tokio::task::spawn_blocking(move || (name.as_str(), port).to_socket_addrs());
        let addresses: Vec<_> = match addresses.await {
            Ok(found) => found.map_err(|error| unreachable(error.to_string()))?.collect(),
            Err(error) => return Err(unreachable(error.to_string())),
        };
        let connected = russh::client::connect(Arc::new(config), addresses.as_slice(), door).await;
        let mut ssh =
            connected.map_err(|error| match shown.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(key) => message::host_is_another(&host, key),
                None => unreachable(error.to_string()),
            })?;
        self.prove(&mut ssh).await?;
        let failed = |error: String| message::refused(message::logging_in(&host), error);
        let channel = ssh.channel_open_session().await.map_err(|error| failed(error.to_string()))?;
        channel.request_subsystem(true, "sftp").await.map_err(|error| failed(error.to_string()))?;
        let sftp =
            SftpSession::new(channel.into_stream()).await.map_err(|error| failed(error.to_string()))?;
        sftp.set_timeout(self.timeout.as_secs().max(1));
        Ok(Session { ssh, sftp })
    }

    /// Logs in by the key, else by the password, also where that is asked for as a question.
    async fn prove(&self, ssh: &mut Handle<Door>) -> Result<(), Message> {
        let (host, login) = (self.host(), &self.server.login);
        let failed =
            |error: russh::Error| message::refused(message::logging_in(self.host()), error.to_string());
        let mut ways = String::new();
        if let Some(key) = &self.secrets.key {
            let passphrase = self.secrets.passphrase.as_ref().map(|secret| secret.expose_secret());
            let key = decode_secret_key(key.expose_secret(), passphrase)
                .map_err(|error| message::key_unusable(error.to_string()))?;
            let hash = ssh.best_supported_rsa_hash().await.map_err(failed)?.flatten();
            let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash.or(Some(HashAlg::Sha512)));
            match ssh.authenticate_publickey(login, key).await.map_err(failed)? {
                AuthResult::Success => return Ok(()),
                AuthResult::Failure { remaining_methods, .. } => ways = names_of(&remaining_methods),
            }
        }
        if let Some(password) = &self.secrets.password {
            match ssh.authenticate_password(login, password.expose_secret()).await.map_err(failed)? {
                AuthResult::Success => return Ok(()),
                AuthResult::Failure { remaining_methods, .. } => ways = names_of(&remaining_methods),
            }
            let mut asked =
                ssh.authenticate_keyboard_interactive_start(login, None::<String>).await.map_err(failed)?;
            // A server asks once or twice; more is a loop.
            for _ in 0..3 {
                match asked {
                    KeyboardInteractiveAuthResponse::Success => return Ok(()),
                    KeyboardInteractiveAuthResponse::Failure { .. } => break,
                    KeyboardInteractiveAuthResponse::InfoRequest { ref prompts, .. } => {
                        let answers = prompts.iter().map(|_| password.expose_secret().to_owned()).collect();
                        asked =
                            ssh.authenticate_keyboard_interactive_respond(answers).await.map_err(failed)?;
                    }
                }
            }
        }
        Err(message::login_refused(host, login, ways))
    }

    fn failed(&self, what: Message, error: &SftpError) -> Message {
        match error {
            SftpError::Timeout => self.silent(),
            SftpError::Status(status) if status.status_code == StatusCode::PermissionDenied => {
                message::not_allowed(what, error.to_string())
            }
            other => message::refused(what, other.to_string()),
        }
    }

    async fn list_into(
        &self,
        session: &Session,
        folder: String,
        deep: bool,
        depth: usize,
        files: &mut Vec<Kept>,
    ) -> Result<(), Message> {
        let entries = match session.sftp.read_dir(self.full(&folder)).await {
            Ok(entries) => entries,
            Err(error) if is_missing(&error) => return Ok(()),
            Err(error) => {
                let shown = if folder.is_empty() { message::the_root().to_string() } else { folder };
                return Err(self.failed(message::listing(shown), &error));
            }
        };
        for entry in entries {
            let name = entry.file_name();
            if matches!(name.as_str(), "." | "..") {
                continue;
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let mut attributes = entry.metadata();
            if attributes.is_symlink() {
                let Ok(target) = session.sftp.metadata(self.full(&path)).await else { continue };
                // A link to a folder may lead in circles.
                if target.is_dir() {
                    continue;
                }
                attributes = target;
            }
            if attributes.is_dir() {
                if deep && depth < DEEPEST {
                    Box::pin(self.list_into(session, path, deep, depth + 1, files)).await?;
                }
            } else if attributes.is_regular() {
                files.push(kept(&path, &attributes));
            }
        }
        Ok(())
    }
}

fn names_of(methods: &russh::MethodSet) -> String {
    let names: Vec<&str> = methods.iter().map(Into::into).collect();
    names.join(", ")
}

fn is_missing(error: &SftpError) -> bool {
    matches!(error, SftpError::Status(status) if status.status_code == StatusCode::NoSuchFile)
}

fn kept(path: &str, attributes: &FileAttributes) -> Kept {
    Kept {
        path: path.to_owned(),
        size: attributes.size,
        changed: attributes.mtime.and_then(|_| attributes.modified().ok()),
        etag: None,
    }
}

#[async_trait]
impl Keeper for Sftp {
    async fn list(&self, folder: &str, deep: bool) -> Result<Vec<Kept>, Message> {
        let session = self.session().await?;
        let mut files = Vec::new();
        self.list_into(&session, folder.to_owned(), deep, 0, &mut files).await?;
        Ok(files)
    }

    async fn look(&self, path: &str) -> Result<Option<Kept>, Message> {
        let session = self.session().await?;
        match session.sftp.metadata(self.full(path)).await {
            Ok(attributes) if attributes.is_dir() => Ok(None),
            Ok(attributes) => Ok(Some(kept(path, &attributes))),
            // A path with signs that no name can have here is a pattern.
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(self.failed(message::looking_at(path), &error)),
        }
    }

    async fn read(&self, file: &Kept, take: &mut Take<'_>) -> Result<(), Message> {
        let session = self.session().await?;
        let what = || message::reading(&file.path);
        let opened = session.sftp.open(self.full(&file.path)).await;
        let mut open = opened.map_err(|error| self.failed(what(), &error))?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = tokio::time::timeout(self.timeout, open.read(&mut chunk)).await;
            let read = read.map_err(|_| self.silent())?;
            match read.map_err(|error| message::refused(what(), error.to_string()))? {
                0 => return Ok(()),
                length => take(&chunk[..length])?,
            }
        }
    }

    async fn rename(&self, from: &str, to: &str) -> Result<(), Message> {
        let session = self.session().await?;
        let mut folder = String::new();
        for part in to.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev() {
            folder = if folder.is_empty() { part.to_owned() } else { format!("{folder}/{part}") };
            if !session.sftp.try_exists(self.full(&folder)).await.unwrap_or(false) {
                let made = session.sftp.create_dir(self.full(&folder)).await;
                made.map_err(|error| self.failed(message::moving(from), &error))?;
            }
        }
        let moved = session.sftp.rename(self.full(from), self.full(to)).await;
        moved.map_err(|error| self.failed(message::moving(from), &error))
    }

    async fn leave(&self) {
        if let Some(session) = self.session.lock().await.take() {
            let _ = session.sftp.close().await;
            let _ = session.ssh.disconnect(russh::Disconnect::ByApplication, "", "").await;
        }
    }
}
