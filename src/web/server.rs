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

use super::connection::serve;
use super::listen::{Connections, TermsOf, Tls};
use super::routes::router;
use super::site::Site;
use super::watch::Watch;
use super::{gate, page};
use crate::engine::identity::Provider;
use crate::engine::keyring::Keyring;
use crate::engine::reason::Context as _;
use crate::engine::run::Setting;
use crate::engine::serve::shutdown_signal;
use crate::message;
use crate::model::project::Project;
use crate::model::web::{ListenAt, OwnTls};
use crate::store::Store;

/// A certificate is looked for anew so often.
const LOOKED_AT: Duration = Duration::from_secs(10);
/// Answers that are under way when the program ends get so long.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The console, which serves until the program is told to end.
pub(crate) struct Open {
    site: Arc<Site>,
    task: JoinHandle<()>,
}

/// Opens the console and serves it beside whatever else the program does. `setting` is for runs that begin
/// there, `store` for its pages, `watch` tells of the program.
///
/// # Errors
/// The address is taken or not ours, the certificate or its key cannot be used.
pub(crate) async fn open(
    setting: Setting,
    store: Store,
    projects: watch::Receiver<Arc<Project>>,
    watch: Watch,
    at: ListenAt,
) -> anyhow::Result<Open> {
    let project = setting.project.clone();
    let tls = match &project.web.tls {
        Some(own) => {
            let pem = std::fs::read(&own.certificate)
                .with_context(|| message::files::cannot_read(own.certificate.display()))?;
            let config = config(&project, own, &pem).await?;
            Some(Certified { pem, config })
        }
        None => None,
    };
    let address = SocketAddr::new(at.ip, at.port);
    let listener =
        TcpListener::bind(address).await.with_context(|| message::web::cannot_listen(address.to_string()))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let bound = listener.local_addr()?;
    let provider = Provider::of(&project)?.map(Arc::new);
    let site = Arc::new(Site::new(
        setting,
        store,
        projects,
        page::templates()?,
        provider.clone(),
        bound.port(),
        watch,
    ));
    let tls = tls.map(|config| renewed(site.clone(), config));
    let of = site.clone();
    let terms_of: TermsOf = Arc::new(move |address| gate::terms(&of.project().web, address));
    let connections = Connections::of(listener, tls, terms_of);
    tracing::info!("the console is open at {scheme}://{bound}");
    let nobody_else = provider.is_none() && project.web.header.is_none();
    if site.users(&project)?.user.is_empty() && nobody_else {
        tracing::warn!("nobody can log in to the console yet: stocktake users add NAME --role ROLE");
    }
    let serving = serve(connections, router(&site), site.clone(), bound.ip(), shutdown_signal());
    let task = tokio::spawn(async move {
        // It is learnt beside, for as long as somebody is served: no page waits for it.
        let learning = async {
            match provider {
                Some(provider) => provider.keep_known().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = serving => {}
            () = learning => {}
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

/// The certificate as it is on the disk: it is looked at now and then, and taken together with its key once both can be
/// used; connections that are open keep theirs.
fn renewed(site: Arc<Site>, first: Certified) -> Tls {
    let Certified { pem, config: now } = first;
    let (tell, told) = watch::channel(now);
    let (mut used, mut refused) = (pem, Vec::new());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOKED_AT) => {}
                // Nobody takes connections any more.
                () = tell.closed() => return,
            }
            let project = site.project();
            let Some(own) = &project.web.tls else { continue };
            let found = std::fs::read(&own.certificate).unwrap_or_default();
            if found.is_empty() || found == used {
                continue;
            }
            match config(&project, own, &found).await {
                Ok(config) => {
                    tracing::info!("the console has a new certificate");
                    (used, refused) = (found, Vec::new());
                    let _ = tell.send(config);
                }
                // Its key comes a moment later, perhaps: that is told once.
                Err(error) if found != refused => {
                    let error = format!("{error:#}");
                    tracing::warn!(
                        error,
                        "the new certificate of the console cannot be used; it keeps the one it has"
                    );
                    refused = found;
                }
                Err(_) => {}
            }
        }
    });
    told
}

/// A certificate that can be used.
struct Certified {
    /// Its file.
    pem: Vec<u8>,
    config: Arc<ServerConfig>,
}

/// What the certificate of a file, and the key of the project, make of connections.
async fn config(project: &Project, own: &OwnTls, pem: &[u8]) -> anyhow::Result<Arc<ServerConfig>> {
    let of = || message::web::certificate_unusable(own.certificate.display());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let key = Keyring::of(project).read_one(&own.key).await?;
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret().as_bytes())
        .with_context(|| message::web::key_unusable(&own.key))?;
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .with_context(of)?
        .with_no_client_auth()
        .with_single_cert(chain.with_context(of)?, key)
        .with_context(of)?;
    Ok(Arc::new(config))
}
