//! TLS of what is not HTTP: databases and directories. The authorities of this machine are trusted, as HTTP
//! has it, and those of a file besides. Nothing here trusts a server unseen.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use url::Host;

use crate::message::{Message, remote};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::settings::is_loopback;

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

/// How a client of TLS is set up that trusts them, and shows its certificate where it has one.
///
/// # Errors
/// As [`trusted`] and [`identity`].
pub(in crate::systems) fn client_config(
    ca_file: Option<&Path>,
    certificate: Option<&SecretString>,
) -> Result<Arc<ClientConfig>, Message> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trusted(ca_file)?);
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| remote::cannot_set_up_tls(error.to_string()))?;
    let builder = builder.with_root_certificates(roots);
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
