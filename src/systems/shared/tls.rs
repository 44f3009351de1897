//! TLS of every client: HTTP, databases, directories, mailboxes. The authorities of this machine are trusted, and those of a
//! file besides. Nothing here trusts a server unseen.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use url::Host;

use crate::message::{Message, remote};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::settings::is_loopback;

/// What this machine trusts is kept for so long: an authority that it gets counts for new clients soon after, without a
/// restart.
const KEPT: Duration = Duration::from_secs(60);

/// What HTTP agrees on within TLS.
const HTTP: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The certificates of the authorities that a server may be signed by.
///
/// # Errors
/// A file that cannot be read or holds no certificate.
pub(in crate::systems) fn trusted(ca_file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Message> {
    let mut found = rustls_native_certs::load_native_certs().certs;
    // A machine may keep some that nobody can read any more.
    found.retain(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok());
    if let Some(path) = ca_file {
        found.extend(authorities(path)?);
    }
    Ok(found)
}

/// Certificates of a PEM file.
///
/// # Errors
/// When it cannot be read or holds none.
pub(in crate::systems) fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, Message> {
    let shown = path.display();
    let pem = std::fs::read(path).map_err(|error| remote::cannot_read_authorities(&shown, error))?;
    let found = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| remote::no_certificates(&shown, error.to_string()))?;
    if found.is_empty() { Err(remote::no_certificate_block(shown)) } else { Ok(found) }
}

/// A client certificate with its chain, and its key: PEM of all in one text.
///
/// # Errors
/// When there is none, or no key.
pub(in crate::systems) fn identity(
    pem: &SecretString,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Message> {
    let bytes = pem.expose_secret().as_bytes();
    let unusable =
        |error: rustls::pki_types::pem::Error| remote::certificate_cannot_be_used(error.to_string());
    let chain: Vec<_> = CertificateDer::pem_slice_iter(bytes).collect::<Result<_, _>>().map_err(unusable)?;
    if chain.is_empty() {
        return Err(unusable(rustls::pki_types::pem::Error::NoItemsFound));
    }
    Ok((chain, PrivateKeyDer::from_pem_slice(bytes).map_err(unusable)?))
}

/// How a client of TLS is set up that trusts the authorities of this machine and those of a file, and shows its certificate
/// where it has one.
///
/// # Errors
/// As [`authorities`] and [`identity`].
pub(in crate::systems) fn client_config(
    ca_file: Option<&Path>,
    certificate: Option<&SecretString>,
) -> Result<Arc<ClientConfig>, Message> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let authorities = Authorities::new(ca_file, provider.clone())?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| remote::cannot_set_up_tls(error.to_string()))?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(authorities));
    let config = match certificate {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let (chain, key) = identity(pem)?;
            let built = builder.with_client_auth_cert(chain, key);
            built.map_err(|error| remote::certificate_cannot_be_used(error.to_string()))?
        }
    };
    Ok(Arc::new(config))
}

/// The same for a client of HTTP.
///
/// # Errors
/// As [`client_config`].
pub(super) fn of_http(
    ca_file: Option<&Path>,
    certificate: Option<&SecretString>,
) -> Result<ClientConfig, Message> {
    let mut config = Arc::unwrap_or_clone(client_config(ca_file, certificate)?);
    config.alpn_protocols = HTTP.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

/// Verifies servers by the authorities of a file and of this machine. Those of the machine are read when the first server is
/// verified, which is never where all is asked without TLS. The verifier of the HTTP library would read them, some hundred
/// files, for each client that is made: a tenth of the time of a short command.
#[derive(Debug)]
struct Authorities {
    of_file: RootCertStore,
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Arc<WebPkiServerVerifier>>,
}

impl Authorities {
    fn new(ca_file: Option<&Path>, provider: Arc<CryptoProvider>) -> Result<Self, Message> {
        let mut of_file = RootCertStore::empty();
        if let Some(path) = ca_file {
            let refused: Vec<Error> = authorities(path)?
                .into_iter()
                .filter_map(|certificate| of_file.add(certificate).err())
                .collect();
            if let (true, Some(why)) = (of_file.is_empty(), refused.first()) {
                return Err(remote::no_certificates(path.display(), why.to_string()));
            }
        }
        Ok(Self { of_file, provider, verifier: OnceLock::new() })
    }

    fn verifier(&self) -> Result<&WebPkiServerVerifier, Error> {
        if let Some(known) = self.verifier.get() {
            return Ok(known);
        }
        let mut roots = self.of_file.clone();
        roots.extend(of_machine().roots.iter().cloned());
        let built =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone()).build();
        // Without a single authority nobody vouches for a server.
        let built = built.map_err(|_| Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
        Ok(self.verifier.get_or_init(|| built))
    }
}

impl ServerCertVerifier for Authorities {
    fn verify_server_cert(
        &self,
        server: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier()?.verify_server_cert(server, between, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        server: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, server, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        server: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, server, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The authorities that this machine trusts.
fn of_machine() -> Arc<RootCertStore> {
    static READ: Mutex<Option<(Instant, Arc<RootCertStore>)>> = Mutex::new(None);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, roots)) = read.as_ref()
        && at.elapsed() < KEPT
    {
        return roots.clone();
    }
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::warn!(%error, "certificates of authorities of this machine cannot be read");
    }
    let mut roots = RootCertStore::empty();
    // A machine may keep some that nobody can read any more.
    roots.add_parsable_certificates(found.certs);
    let roots = Arc::new(roots);
    *read = Some((Instant::now(), roots.clone()));
    roots
}

/// Some clients ask the library for its ciphers without saying which: with two kinds of them in the program,
/// it would not know. They are those that HTTP has.
pub(in crate::systems) fn choose_ciphers() {
    let _ = aws_lc_rs::default_provider().install_default();
}

/// Whether a host, by its name or its address, is this machine.
pub(in crate::systems) fn is_near(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => is_loopback::<&str>(&Host::Ipv4(address)),
        Ok(std::net::IpAddr::V6(address)) => is_loopback::<&str>(&Host::Ipv6(address)),
        Err(_) => is_loopback(&Host::Domain(host)),
    }
}
