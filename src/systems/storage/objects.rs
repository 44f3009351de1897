//! Files that are reached by HTTP: S3, Azure Blob, WebDAV and web servers, by OpenDAL.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use futures::StreamExt as _;
use opendal::layers::RetryLayer;
use opendal::services::{Azblob, Http, S3, Webdav};
use opendal::{ErrorKind, Metadata, OperationContext, Operator};
use reqwest::Url;

use opendal_http_transport_reqwest::ReqwestTransport;

use super::config::{self, Settings};
use super::keeper::{Keeper, Kept, Take};
use super::message;
use crate::message::Message;
use crate::model::hidden::Hidden;
use crate::model::secret::ExposeSecret;
use crate::settings::is_loopback;
use crate::systems::shared::{Login, OpenError, RemoteError, Secrets, streaming_client};

/// A builder with who logs in; those of OpenDAL have no trait in common.
macro_rules! logged_in {
    ($builder:expr, $login:ident, $secrets:ident, $hidden:ident) => {
        match $login.resolve($secrets).await? {
            Login::Nobody => $builder,
            Login::Password { login, password } => {
                $hidden.add(&password);
                $builder.username(&login).password(password.expose_secret())
            }
            Login::Token(token) => {
                $hidden.add(&token);
                $builder.token(token.expose_secret())
            }
        }
    };
}

/// Files by HTTP.
#[derive(Debug)]
pub(super) struct Objects {
    operator: Operator,
    hidden: Hidden,
    timeout: Duration,
    kind: Kind,
}

/// How files are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By a copy, and by deleting what was copied.
    Copies,
    /// By a move.
    Moves,
    /// Not at all; nor are they listed.
    Reads,
}

impl Objects {
    /// Opens them. Nothing is asked yet.
    ///
    /// # Errors
    /// A secret that cannot be had, an address or an authority that cannot be used.
    pub async fn new(
        settings: &Settings,
        at: &config::Keeper,
        secrets: Secrets<'_>,
    ) -> Result<Self, OpenError> {
        let mut hidden = Hidden::default();
        let root = &settings.folder;
        let (operator, address, kind) = match at {
            config::Keeper::S3(s3) => {
                let mut builder = S3::default().bucket(&s3.bucket).region(&s3.region).root(root);
                if let Some(endpoint) = &s3.endpoint {
                    builder = builder.endpoint(endpoint);
                }
                if let Some((access, secret)) = &s3.keys {
                    let secret = secrets.read(secret).await?;
                    hidden.add(&secret);
                    builder = builder.access_key_id(access).secret_access_key(secret.expose_secret());
                    builder = builder.disable_config_load().disable_ec2_metadata();
                }
                if s3.virtual_host {
                    builder = builder.enable_virtual_host_style();
                }
                (Operator::new(builder), s3.endpoint.clone(), Kind::Copies)
            }
            config::Keeper::AzureBlob(azure) => {
                let mut builder = Azblob::default().account_name(&azure.account).container(&azure.container);
                builder = builder.endpoint(&azure.endpoint).root(root);
                if let Some(key) = &azure.key {
                    let key = secrets.read(key).await?;
                    hidden.add(&key);
                    builder = builder.account_key(key.expose_secret());
                }
                if let Some(sas) = &azure.sas {
                    let sas = secrets.read(sas).await?;
                    hidden.add(&sas);
                    builder = builder.sas_token(sas.expose_secret().trim_start_matches('?'));
                }
                (Operator::new(builder), Some(azure.endpoint.clone()), Kind::Copies)
            }
            config::Keeper::WebDav(url, login) => {
                let builder = logged_in!(Webdav::default().endpoint(url).root(root), login, secrets, hidden);
                (Operator::new(builder), Some(url.clone()), Kind::Moves)
            }
            config::Keeper::Web(url, login) => {
                let builder = logged_in!(Http::default().endpoint(url).root(root), login, secrets, hidden);
                (Operator::new(builder), Some(url.clone()), Kind::Reads)
            }
            config::Keeper::Sftp(_) => {
                return Err(RemoteError::Setup(message::keepers().said()).into());
            }
        };
        let operator = operator
            .map_err(|error| RemoteError::Setup(hidden.redact(error.message()).into()))?
            .layer(RetryLayer::new().with_max_times(3).with_jitter());
        let near = address.is_some_and(|address| is_near(&address));
        let client = streaming_client(settings.ca_file.as_deref(), settings.timeout, near)?;
        let transport = opendal::HttpTransporter::new(ReqwestTransport::new(client));
        let operator = operator.with_context(OperationContext::new().with_http_transport(transport));
        Ok(Self { operator, hidden, timeout: settings.timeout, kind })
    }

    fn failed(&self, what: Message, error: &opendal::Error) -> Message {
        // Its own text shows addresses, in which a signature may stand.
        let mut reason = error.message().to_owned();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            let inner_text = inner.to_string();
            if !reason.contains(&inner_text) {
                reason = format!("{reason}: {inner_text}");
            }
            cause = inner.source();
        }
        let reason: String = self.hidden.redact(&reason).chars().take(300).collect();
        match error.kind() {
            ErrorKind::PermissionDenied => message::not_allowed(what, reason),
            _ => message::refused(what, reason),
        }
    }

    /// What answers within the time; a server that is silent is an error.
    async fn in_time<T>(
        &self,
        what: impl Fn() -> Message,
        call: impl Future<Output = opendal::Result<T>>,
    ) -> Result<Result<T, opendal::Error>, Message> {
        // Each attempt has its own time, and there are four of them.
        let patience = self.timeout * 4 + Duration::from_secs(30);
        tokio::time::timeout(patience, call).await.map_err(|_| message::silent(what(), patience.as_secs()))
    }
}

fn is_near(address: &str) -> bool {
    Url::parse(address).ok().and_then(|url| url.host().map(|host| is_loopback(&host))).unwrap_or(false)
}

fn kept(path: &str, metadata: &Metadata) -> Kept {
    Kept {
        path: path.trim_start_matches('/').to_owned(),
        size: Some(metadata.content_length()),
        changed: metadata.last_modified().map(SystemTime::from),
        etag: metadata.etag().map(|etag| etag.trim_matches('"').to_owned()),
    }
}

#[async_trait]
impl Keeper for Objects {
    async fn list(&self, folder: &str, deep: bool) -> Result<Vec<Kept>, Message> {
        let what = || {
            message::listing(if folder.is_empty() {
                message::the_root().to_string()
            } else {
                folder.to_owned()
            })
        };
        let path = if folder.is_empty() { "/".to_owned() } else { format!("{folder}/") };
        let listed = self.in_time(what, self.operator.list_with(&path).recursive(deep).into_future()).await?;
        match listed {
            Ok(entries) => Ok(entries
                .into_iter()
                .filter(|entry| entry.metadata().is_file())
                .map(|entry| kept(entry.path(), entry.metadata()))
                .collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.failed(what(), &error)),
        }
    }

    async fn look(&self, path: &str) -> Result<Option<Kept>, Message> {
        let what = || message::looking_at(path);
        match self.in_time(what, self.operator.stat(path)).await? {
            Ok(metadata) if metadata.is_dir() => Ok(None),
            Ok(metadata) => Ok(Some(kept(path, &metadata))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(what(), &error)),
        }
    }

    async fn read(&self, file: &Kept, take: &mut Take<'_>) -> Result<(), Message> {
        let what = || message::reading(&file.path);
        let open = async { self.operator.reader(&file.path).await?.into_stream(..).await };
        let mut stream = self.in_time(what, open).await?.map_err(|error| self.failed(what(), &error))?;
        while let Some(chunk) =
            self.in_time(what, async { Ok(stream.next().await) }).await?.unwrap_or_default()
        {
            let chunk = chunk.map_err(|error| self.failed(what(), &error))?;
            for bytes in chunk {
                take(&bytes)?;
            }
        }
        Ok(())
    }

    async fn rename(&self, from: &str, to: &str) -> Result<(), Message> {
        let what = || message::moving(from);
        let moved = match self.kind {
            Kind::Reads => return Err(message::cannot_be_moved()),
            Kind::Moves => {
                self.in_time(what, async {
                    let folder = to.rsplit_once('/').map_or("", |(folder, _)| folder);
                    self.operator.create_dir(&format!("{folder}/")).await?;
                    self.operator.rename(from, to).await
                })
                .await?
            }
            Kind::Copies => {
                self.in_time(what, async {
                    self.operator.copy(from, to).await?;
                    self.operator.delete(from).await
                })
                .await?
            }
        };
        moved.map_err(|error| self.failed(what(), &error))
    }

    fn lists(&self) -> bool {
        self.kind != Kind::Reads
    }
}
