//! Opens the console: its address, its certificate, its templates; and ends it with the program.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::listen::{Connections, Peer};
use super::page;
use super::routes::router;
use super::site::Site;
use crate::engine::keyring::Keyring;
use crate::engine::reason::Context as _;
use crate::engine::run::Setting;
use crate::engine::serve::shutdown_signal;
use crate::message;
use crate::model::project::Project;
use crate::model::web::{ListenAt, OwnTls};
use crate::store::Store;

/// Answers that are under way when the program ends get so long.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The console, which serves until the program is told to end.
pub(crate) struct Open {
    site: Arc<Site>,
    task: JoinHandle<()>,
}

/// Opens the console and serves it beside whatever else the program does. `setting` is for runs that begin
/// there, `store` for its pages.
///
/// # Errors
/// The address is taken or not ours, the certificate or its key cannot be used.
pub(crate) async fn open(
    setting: Setting,
    store: Store,
    projects: watch::Receiver<Arc<Project>>,
    at: ListenAt,
) -> anyhow::Result<Open> {
    let project = setting.project.clone();
    let tls = match &project.web.tls {
        Some(own) => Some(config(&project, own).await?),
        None => None,
    };
    let address = SocketAddr::new(at.ip, at.port);
    let listener =
        TcpListener::bind(address).await.with_context(|| message::web::cannot_listen(address.to_string()))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let bound = listener.local_addr()?;
    let connections = Connections::of(listener, tls)?;
    let site = Arc::new(Site::new(setting, store, projects, page::templates()?));
    let service = router(&site).into_make_service_with_connect_info::<Peer>();
    tracing::info!("the console is open at {scheme}://{bound}");
    if site.users(&project)?.user.is_empty() {
        tracing::warn!("nobody can log in to the console yet: stocktake users add NAME --role ROLE");
    }
    let task = tokio::spawn(async move {
        let serving = axum::serve(connections, service).with_graceful_shutdown(shutdown_signal());
        if let Err(error) = serving.await {
            tracing::error!(%error, "the console stopped");
        }
    });
    Ok(Open { site, task })
}

impl Open {
    /// Lets what is under way end.
    pub(crate) async fn stop(mut self) {
        self.site.stop().await;
        if tokio::time::timeout(LAST_ANSWERS, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

/// Certificate and key of the project.
async fn config(project: &Project, own: &OwnTls) -> anyhow::Result<ServerConfig> {
    let of = || message::web::certificate_unusable(own.certificate.display());
    let pem = std::fs::read(&own.certificate)
        .with_context(|| message::files::cannot_read(own.certificate.display()))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let key = Keyring::of(project).read_one(&own.key).await?;
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret().as_bytes())
        .with_context(|| message::web::key_unusable(&own.key))?;
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .with_context(of)?
        .with_no_client_auth()
        .with_single_cert(chain.with_context(of)?, key)
        .with_context(of)?;
    Ok(config)
}
