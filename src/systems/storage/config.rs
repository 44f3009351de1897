//! `[system.NAME.storage]`, and the empty `[feed.storage]`.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Texts, Zero, clear_login, code, path_in, web_url};
use crate::systems::shared::reach::texts;
use crate::systems::shared::{Given, LoginKeys, LoginRef, login};
use crate::systems::table::{Asked, Place, RawQuery, RawTable};

/// Time without an answer when nothing is said, in seconds.
const TIMEOUT: u64 = 60;

/// Where files are kept, and how they are reached.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub at: Keeper,
    /// Folder to which the paths of feeds are relative; empty: the root, with SFTP the folder of the login.
    pub folder: String,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// How long nothing may be heard.
    pub timeout: Duration,
}

/// What keeps the files.
#[derive(Debug, Clone)]
pub(crate) enum Keeper {
    Sftp(Sftp),
    S3(S3),
    AzureBlob(AzureBlob),
    /// By WebDAV: its address, and who logs in.
    WebDav(String, LoginRef),
    /// A web server: files can be read by their paths and not listed.
    Web(String, LoginRef),
}

/// A server that is reached by SFTP.
#[derive(Debug, Clone)]
pub(crate) struct Sftp {
    pub host: String,
    pub port: u16,
    pub login: String,
    pub password: Option<SecretRef>,
    /// Private key.
    pub key: Option<SecretRef>,
    /// What the private key is sealed with.
    pub passphrase: Option<SecretRef>,
    /// Fingerprints of its keys, `SHA256:…`.
    pub host_keys: Vec<String>,
    /// File with the keys of hosts.
    pub known_hosts: Option<PathBuf>,
}

/// A bucket of S3 or of what speaks as it does.
#[derive(Debug, Clone)]
pub(crate) struct S3 {
    pub bucket: String,
    pub region: String,
    pub endpoint: Option<String>,
    /// Key and secret; `None`: what the machine itself has.
    pub keys: Option<(String, SecretRef)>,
    pub virtual_host: bool,
}

/// A container of Azure Blob Storage.
#[derive(Debug, Clone)]
pub(crate) struct AzureBlob {
    pub account: String,
    pub container: String,
    pub endpoint: String,
    pub key: Option<SecretRef>,
    pub sas: Option<SecretRef>,
}

/// Files that are kept elsewhere; exactly one of `sftp`, `s3`, `azure_blob`, `webdav` and `web`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Storage")]
pub(crate) struct RawStorage {
    /// A server with SSH.
    sftp: Option<At<RawSftp>>,
    /// Amazon S3, or what speaks as it does (MinIO, Ceph, Garage, OVHcloud …).
    s3: Option<At<RawS3>>,
    /// Azure Blob Storage.
    azure_blob: Option<At<RawAzureBlob>>,
    /// WebDAV, such as Nextcloud.
    webdav: Option<At<RawWeb>>,
    /// A web server: each file by its path; nothing can be listed or moved there.
    web: Option<At<RawWeb>>,
    /// Folder to which the paths of feeds are relative; by default the root, with SFTP the folder of the login.
    folder: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    ca_file: Option<At<String>>,
    /// How long nothing may be heard, such as `60s`.
    #[schemars(extend("default" = "60s"))]
    timeout: Option<At<String>>,
}

/// A server with SSH, and who logs in: `login` with `password` or `key`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StorageSftp")]
struct RawSftp {
    /// Name or address of the server.
    host: Option<At<String>>,
    /// Port.
    #[schemars(range(min = 1, max = 65535), extend("default" = 22))]
    port: Option<At<i64>>,
    /// Who logs in.
    login: Option<At<String>>,
    /// Password of the login.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    password: Option<At<String>>,
    /// Private key of the login, OpenSSH, PEM or PuTTY.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    key: Option<At<String>>,
    /// What the private key is sealed with.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    passphrase: Option<At<String>>,
    /// Fingerprint of the server's key, `SHA256:…`, as `ssh-keygen -lf` shows it; a list for several.
    host_key: Option<At<Texts>>,
    /// File with keys of hosts, such as `/etc/ssh/ssh_known_hosts`, relative to the project folder.
    known_hosts: Option<At<String>>,
}

/// A bucket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StorageS3")]
struct RawS3 {
    /// Name of the bucket.
    bucket: Option<At<String>>,
    /// Region.
    #[schemars(extend("default" = "us-east-1"))]
    region: Option<At<String>>,
    /// Address of what speaks as S3 does; by default Amazon.
    endpoint: Option<At<String>>,
    /// Access key; needs `secret_key`. Without both, what the machine itself has is used: variables of the
    /// environment, a profile, the role of the instance.
    access_key: Option<At<String>>,
    /// Secret of the access key.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    secret_key: Option<At<String>>,
    /// The bucket stands in the name of the host and not in the path.
    #[schemars(extend("default" = false))]
    virtual_host: Option<bool>,
}

/// A container, with the account's `key` or a `sas` token.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StorageAzureBlob")]
struct RawAzureBlob {
    /// Name of the account.
    account: Option<At<String>>,
    /// Name of the container.
    container: Option<At<String>>,
    /// Address; by default `https://ACCOUNT.blob.core.windows.net`.
    endpoint: Option<At<String>>,
    /// Key of the account.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    key: Option<At<String>>,
    /// Shared access signature.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    sas: Option<At<String>>,
}

/// A server that is reached by HTTP: nobody logs in, or `login` with `password`, or the holder of a `token`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StorageWeb")]
struct RawWeb {
    /// Address, such as `https://cloud.example.org/remote.php/dav/files/stocktake`.
    url: Option<At<String>>,
    /// Who logs in; needs `password`.
    login: Option<At<String>>,
    /// Password of the login.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    password: Option<At<String>>,
    /// Token of its holder.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    token: Option<At<String>>,
}

impl RawTable for RawStorage {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let RawStorage { sftp, s3, azure_blob, webdav, web, folder, ca_file, timeout } = &raw.value;
        let spans: Vec<&Range<usize>> = [
            sftp.as_ref().map(|raw| &raw.span),
            s3.as_ref().map(|raw| &raw.span),
            azure_blob.as_ref().map(|raw| &raw.span),
            webdav.as_ref().map(|raw| &raw.span),
            web.as_ref().map(|raw| &raw.span),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let [_, second, ..] = spans.as_slice() {
            check.report(code::EXACTLY_ONE, second, message::one_keeper()).help(message::keepers());
        }
        let at = match (sftp, s3, azure_blob, webdav, web) {
            (Some(raw), ..) => Keeper::Sftp(of_sftp(check, place, raw)),
            (_, Some(raw), ..) => Keeper::S3(of_s3(check, raw)),
            (_, _, Some(raw), ..) => Keeper::AzureBlob(of_azure_blob(check, raw)),
            (_, _, _, Some(raw), _) => {
                let (url, login) = of_web(check, raw);
                Keeper::WebDav(url, login)
            }
            (_, _, _, _, Some(raw)) => {
                let (url, login) = of_web(check, raw);
                Keeper::Web(url, login)
            }
            (None, None, None, None, None) => {
                if !check.has_lost_tables() {
                    check.missing(&raw.span, "sftp", message::keepers());
                }
                Keeper::Web(String::new(), LoginRef::Nobody)
            }
        };
        Settings {
            at,
            folder: folder.as_ref().map(|folder| check.filled(folder)).unwrap_or_default(),
            ca_file: path_in(check, place.folder, ca_file.as_ref()),
            timeout: check.duration_or(timeout.as_ref(), TIMEOUT, Zero::Refused),
        }
    }
}

fn secret(check: &mut FileCheck<'_>, raw: Option<&At<String>>, key: &str) -> Option<SecretRef> {
    raw.map(|raw| check.secret(raw, key))
}

fn of_sftp(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<RawSftp>) -> Sftp {
    let host = check.needed(&raw.span, "host", raw.host.as_ref(), message::needs_host()).unwrap_or_default();
    let login =
        check.needed(&raw.span, "login", raw.login.as_ref(), message::needs_login()).unwrap_or_default();
    let password = secret(check, raw.password.as_ref(), "password");
    let key = secret(check, raw.key.as_ref(), "key");
    let passphrase = secret(check, raw.passphrase.as_ref(), "passphrase");
    if password.is_none() && key.is_none() {
        check.missing_each(&raw.span, &["key", "password"], message::needs_key_or_password());
    }
    let host_keys = texts(check, raw.host_key.as_ref());
    if let Some(at) = &raw.host_key
        && host_keys.iter().any(|key| !key.starts_with("SHA256:"))
    {
        check
            .report(code::BAD_NAME, &at.span, message::not_a_fingerprint())
            .help(message::how_to_know_host());
    }
    let known_hosts = path_in(check, place.folder, raw.known_hosts.as_ref());
    if host_keys.is_empty() && known_hosts.is_none() {
        check.missing_each(&raw.span, &["host_key", "known_hosts"], message::how_to_know_host());
    }
    let port = check.number_or(raw.port.as_ref(), 22, 1..=65_535);
    Sftp { host, port, login, password, key, passphrase, host_keys, known_hosts }
}

fn of_s3(check: &mut FileCheck<'_>, raw: &At<RawS3>) -> S3 {
    let bucket =
        check.needed(&raw.span, "bucket", raw.bucket.as_ref(), message::needs_bucket()).unwrap_or_default();
    let secret_key = secret(check, raw.secret_key.as_ref(), "secret_key");
    let keys = match (&raw.access_key, secret_key) {
        (Some(access), Some(secret)) => Some((check.filled(access), secret)),
        (Some(_), None) => {
            check.missing(&raw.span, "secret_key", message::needs_secret_key());
            None
        }
        (None, Some(_)) => {
            check.missing(&raw.span, "access_key", message::needs_access_key());
            None
        }
        (None, None) => None,
    };
    S3 {
        bucket,
        region: raw.region.as_ref().map_or_else(|| "us-east-1".to_owned(), |region| check.filled(region)),
        endpoint: raw.endpoint.as_ref().and_then(|endpoint| address(check, endpoint)),
        keys,
        virtual_host: raw.virtual_host.unwrap_or(false),
    }
}

fn of_azure_blob(check: &mut FileCheck<'_>, raw: &At<RawAzureBlob>) -> AzureBlob {
    let account = check
        .needed(&raw.span, "account", raw.account.as_ref(), message::needs_account())
        .unwrap_or_default();
    let container = check
        .needed(&raw.span, "container", raw.container.as_ref(), message::needs_container())
        .unwrap_or_default();
    let (key, sas) = (secret(check, raw.key.as_ref(), "key"), secret(check, raw.sas.as_ref(), "sas"));
    match (&key, &raw.sas) {
        (None, None) => check.missing_each(&raw.span, &["key", "sas"], message::needs_key_or_sas()),
        (Some(_), Some(sas)) => {
            check
                .report(code::EXACTLY_ONE, &sas.span, message::key_and_sas())
                .help(message::needs_key_or_sas());
        }
        (Some(_), None) | (None, Some(_)) => {}
    }
    let endpoint = raw.endpoint.as_ref().and_then(|endpoint| address(check, endpoint));
    let endpoint = endpoint.unwrap_or_else(|| format!("https://{account}.blob.core.windows.net"));
    AzureBlob { account, container, endpoint, key, sas }
}

fn of_web(check: &mut FileCheck<'_>, raw: &At<RawWeb>) -> (String, LoginRef) {
    let url = match &raw.url {
        Some(url) => address(check, url),
        None => {
            check.missing(&raw.span, "url", message::needs_url());
            None
        }
    };
    let keys = LoginKeys {
        table: &raw.span,
        token_key: "token",
        token: raw.token.as_ref(),
        login: raw.login.as_ref(),
        password: raw.password.as_ref(),
    };
    let login = match login(check, &keys) {
        Given::Token(token) => LoginRef::Token(token),
        Given::Password { login, password } => LoginRef::Password { login, password },
        Given::Nothing | Given::Wrong => LoginRef::Nobody,
    };
    if let (LoginRef::Password { .. } | LoginRef::Token(_), Some(url)) = (&login, &raw.url) {
        clear_login(check, url);
    }
    (url.unwrap_or_default(), login)
}

fn address(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<String> {
    web_url(check, raw, message::address()).map(|url| url.as_str().trim_end_matches('/').to_owned())
}

/// What a feed asks of kept files stands in its own keys: `path`, `pick`, `max_age`, `move_to`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StorageQuery")]
pub(crate) struct RawStorageQuery {}

/// The same, checked.
#[derive(Debug, Clone)]
pub(crate) struct Query;

impl RawQuery for RawStorageQuery {
    type Query = Query;

    fn check(_check: &mut FileCheck<'_>, _place: Place<'_>, _raw: &At<Self>) -> Option<Asked<Query>> {
        Some(Asked { query: Query, identity: String::new(), partial: false, format: None })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::read;
    use crate::systems::storage::ROOM;

    fn problems(table: &str) -> Vec<String> {
        let problems = read(&ROOM, "exports", table).map(|_| "a system").unwrap_err();
        problems.list().iter().map(|problem| problem.message.to_string()).collect()
    }

    #[test]
    fn a_server_with_ssh_has_its_defaults() {
        let table = r#"
            folder = "exports"
            [sftp]
            host = "files.example.org"
            login = "stocktake"
            key = "env:SFTP_KEY"
            host_key = "SHA256:abc"
        "#;
        let system = read(&ROOM, "exports", table).unwrap();
        let settings = system.settings::<Settings>().unwrap();
        let Keeper::Sftp(sftp) = &settings.at else { panic!("{settings:?}") };
        assert_eq!((sftp.port, settings.timeout.as_secs(), settings.folder.as_str()), (22, 60, "exports"));
    }

    #[test]
    fn a_server_whose_key_is_not_known_is_refused() {
        let told = problems("[sftp]\nhost = \"h\"\nlogin = \"l\"\npassword = \"env:P\"\n");
        assert!(told.len() == 1 && told[0].contains("host_key"), "{told:?}");
        let told =
            problems("[sftp]\nhost = \"h\"\nlogin = \"l\"\npassword = \"env:P\"\nhost_key = \"abc\"\n");
        assert!(told.len() == 1 && told[0].contains("fingerprint"), "{told:?}");
    }

    #[test]
    fn one_keeper_with_all_it_needs() {
        assert_eq!(problems("").len(), 1);
        let two = "[s3]\nbucket = \"b\"\n[web]\nurl = \"https://example.org\"\n";
        assert_eq!(problems(two).len(), 1);
        assert_eq!(problems("[azure_blob]\naccount = \"a\"\n").len(), 2);
        assert_eq!(problems("[s3]\nbucket = \"b\"\naccess_key = \"AK\"\n").len(), 1);
    }
}
