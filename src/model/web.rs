//! Settings of the console: where it listens, who may log in, how long a login lasts.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::access::RoleRule;
use ipnet::IpNet;

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

/// Addresses that begin alike; one address begins with all of its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; `None`: it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from)).map(Self)
    }

    /// Whether an address is one of them. One of IPv4 that came by IPv6 is the one of IPv4.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
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

/// A proxy says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserHeader {
    /// Header with the name.
    pub user: String,
    /// Header with the groups.
    pub groups: Option<String>,
    /// Which group has which role.
    pub roles: Vec<RoleRule>,
}

impl UserHeader {
    /// What rules call the name.
    pub const USER: &'static str = "user";
    /// What rules call the groups.
    pub const GROUPS: &'static str = "groups";
}

/// A provider of OpenID Connect says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// Its address, as it says it itself.
    pub issuer: String,
    /// What people call it.
    pub title: String,
    /// As whom the console is known there.
    pub client_id: String,
    /// The secret of that.
    pub client_secret: Option<SecretRef>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Claim with the name.
    pub name: String,
    /// Which claim is worth which role.
    pub roles: Vec<RoleRule>,
    /// PEM file with further certificate authorities, absolute.
    pub ca_file: Option<PathBuf>,
}

impl Oidc {
    /// Claim with the name when nothing is said.
    pub const NAME: &'static str = "preferred_username";
    /// What is asked for when nothing is said.
    pub const SCOPES: [&'static str; 1] = ["profile"];
    /// Claim with the groups when nothing is said.
    pub const GROUPS: &'static str = "groups";
    /// Path at which people come back.
    pub const CALLBACK: &'static str = "/login/callback";
}

/// Networks from which something is read without a login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readers(pub Vec<Network>);

impl Readers {
    /// Whether an address is among them.
    pub fn have(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }
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
    /// Addresses of proxies: what they say of whom they speak for is believed, and nobody else.
    pub proxies: Vec<Network>,
    /// Those proxies say who somebody is.
    pub header: Option<UserHeader>,
    /// A provider says who somebody is.
    pub oidc: Option<Oidc>,
    /// Certificate and key of its own.
    pub tls: Option<OwnTls>,
    /// A login without a request for so long has ended.
    pub idle: Duration,
    /// A login ends after so long in any case.
    pub longest: Duration,
    /// Who reads the figures without a login, besides this machine.
    pub metrics: Readers,
    /// Who is told why the program is not ready, besides this machine; all others are told whether it is.
    pub health: Readers,
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
            proxies: Vec::new(),
            header: None,
            oidc: None,
            tls: None,
            idle: Duration::from_secs(Self::IDLE),
            longest: Duration::from_secs(Self::LONGEST),
            metrics: Readers::default(),
            health: Readers::default(),
        }
    }

    /// Whether browsers reach it by HTTPS.
    pub fn is_encrypted(&self) -> bool {
        self.behind_proxy || self.tls.is_some()
    }

    /// Whether an address is one of a proxy that is believed: one that is named; where none is, whoever reaches a
    /// console that stands behind one.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        match self.proxies.is_empty() {
            true => self.behind_proxy,
            false => self.is_named_proxy(address),
        }
    }

    /// Whether an address is one of a proxy that is named.
    pub fn is_named_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.holds(address))
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
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_network_holds_what_begins_like_it() {
        let holds = |network: &str, address: &str| {
            Network::parse(network).map(|network| network.holds(address.parse().unwrap()))
        };
        for (network, address, is_held) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/25", "192.0.2.128", false),
            ("192.0.2.0/25", "::ffff:192.0.2.127", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
        ] {
            assert_eq!(holds(network, address), Some(is_held), "{network} {address}");
        }
        for text in ["", "proxy.example.org", "192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/-1"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

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
