//! Settings of the console: where it listens, who may log in, how long a login lasts.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::secret::SecretRef;

/// Where the console listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAt {
    /// Address of this machine.
    pub ip: IpAddr,
    /// Port; 0 takes a free one.
    pub port: u16,
}

/// What can be wrong with where the console is to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadListen {
    /// It is neither a port nor an address with one.
    Unreadable,
    /// Other machines would reach it, and passwords would cross the network in clear.
    InClear,
}

impl ListenAt {
    /// `8080`, `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`. A bare port is one of loopback.
    ///
    /// # Errors
    /// [`BadListen::Unreadable`].
    pub fn parse(text: &str) -> Result<Self, BadListen> {
        let text = text.trim();
        let loopback = IpAddr::from([127, 0, 0, 1]);
        let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
        let port = port.parse().map_err(|_| BadListen::Unreadable)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let ip = match (bare, host) {
            (Some(six), _) => IpAddr::V6(six.parse().map_err(|_| BadListen::Unreadable)?),
            (None, "" | "localhost") => loopback,
            (None, four) => IpAddr::V4(four.parse().map_err(|_| BadListen::Unreadable)?),
        };
        Ok(Self { ip, port })
    }
}

/// Certificate and key of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTls {
    /// PEM file with the certificate and those that signed it, absolute.
    pub certificate: PathBuf,
    /// Its key, as PEM.
    pub key: SecretRef,
}

/// The console as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSettings {
    /// Where it listens; `None`: it is off, unless the command says otherwise.
    pub listen: Option<ListenAt>,
    /// Address under which people open it, without a slash at its end.
    pub url: Option<String>,
    /// File with the users, absolute.
    pub users: PathBuf,
    /// A proxy before it encrypts, and says whom it speaks for in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Certificate and key of its own.
    pub tls: Option<OwnTls>,
    /// A login without a request for so long has ended.
    pub idle: Duration,
    /// A login ends after so long in any case.
    pub longest: Duration,
}

impl WebSettings {
    /// Seconds that a login lasts without a request when nothing is said.
    pub const IDLE: u64 = 30 * 60;
    /// Seconds that a login lasts in any case when nothing is said.
    pub const LONGEST: u64 = 10 * 60 * 60;

    /// The console of a project that says nothing of it.
    pub fn of_nothing(users: PathBuf) -> Self {
        Self {
            listen: None,
            url: None,
            users,
            behind_proxy: false,
            tls: None,
            idle: Duration::from_secs(Self::IDLE),
            longest: Duration::from_secs(Self::LONGEST),
        }
    }

    /// Whether browsers reach it by HTTPS.
    pub fn is_encrypted(&self) -> bool {
        self.behind_proxy || self.tls.is_some()
    }

    /// Whether it may listen there.
    ///
    /// # Errors
    /// [`BadListen::InClear`].
    pub fn may_listen(&self, at: ListenAt) -> Result<(), BadListen> {
        match at.ip.to_canonical().is_loopback() || self.is_encrypted() {
            true => Ok(()),
            false => Err(BadListen::InClear),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_one_of_this_machine_and_others_need_encryption() {
        let told = |text: &str| ListenAt::parse(text).map(|at| format!("{} {}", at.ip, at.port));
        for (text, at) in [
            ("8080", "127.0.0.1 8080"),
            ("localhost:0", "127.0.0.1 0"),
            ("0.0.0.0:80", "0.0.0.0 80"),
            ("[::1]:8443", "::1 8443"),
        ] {
            assert_eq!(told(text).as_deref(), Ok(at));
        }
        for text in ["", "host.example:80", "127.0.0.1", "::1", "8080x", "70000"] {
            assert_eq!(told(text), Err(BadListen::Unreadable), "{text}");
        }
        let may = |text: &str, behind_proxy| {
            let settings = WebSettings { behind_proxy, ..WebSettings::of_nothing(PathBuf::new()) };
            ListenAt::parse(text).and_then(|at| settings.may_listen(at))
        };
        assert_eq!(may("0.0.0.0:80", false), Err(BadListen::InClear));
        assert_eq!((may("0.0.0.0:80", true), may("[::1]:80", false)), (Ok(()), Ok(())));
        assert_eq!(may("[::ffff:127.0.0.1]:80", false), Ok(()));
    }
}
