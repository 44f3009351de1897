//! `[system.NAME.vault]`.

use std::path::PathBuf;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, Entries, FileCheck, clear_login, code};
use crate::systems::shared::reach::{Door, reach, reach_table};
use crate::systems::shared::{LoginRef, Reach};
use crate::systems::table::{Place, RawTable};

/// Where Kubernetes puts the token of a pod's service account.
const POD_TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// A store of secrets: where it is, who logs in, and what is known of its mounts.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    pub login: VaultLogin,
    /// Namespace that every call is for.
    pub namespace: Option<String>,
    /// Mounts that need not be asked for, without slashes around them, with the version of KV.
    pub mounts: Vec<(String, KvVersion)>,
}

/// Who logs in.
#[derive(Debug, Clone)]
pub(crate) enum VaultLogin {
    /// The holder of a token, which is used as it is.
    Token(SecretRef),
    /// A role with its secret id.
    AppRole { mount: String, role: RoleId, secret: Option<SecretRef> },
    /// A role, for a service account of Kubernetes.
    Kubernetes { mount: String, role: String, jwt: SecretRef },
}

/// The id of a role: some keep it like a secret, which it is not.
#[derive(Debug, Clone)]
pub(crate) enum RoleId {
    Text(String),
    Kept(SecretRef),
}

/// A version of the engine for keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KvVersion {
    One,
    Two,
}

reach_table! {
    /// A HashiCorp Vault or an OpenBao, and who logs in: `token`, `role_id` or `kubernetes_role`.
    struct RawVault as "Vault" at "Address, such as `https://vault.example.org:8200`.",
        token "Token, used as it is: `env:VAULT_TOKEN`, or the file that an agent keeps new."
    {
        /// Id of a role of AppRole: the text itself, or a reference to a secret.
        role_id: String,
        /// Secret id of that role; without it where the role asks for none.
        #[schemars(regex(pattern = r"^(env|file|credential|cmd):.+"))]
        secret_id: String,
        /// Role of the Kubernetes login.
        kubernetes_role: String,
        /// Token of the service account, read anew at each login.
        #[schemars(
            regex(pattern = r"^(env|file|credential|cmd):.+"),
            extend("default" = "file:/var/run/secrets/kubernetes.io/serviceaccount/token")
        )]
        jwt: String,
        /// Where the login method is mounted; by default `approle` or `kubernetes`.
        auth_mount: String,
        /// Namespace, such as `teams/ops`.
        namespace: String,
        /// Mounts with their version of KV, where the store may not be asked: `{ "team/kv" = 2 }`.
        mounts: Entries<At<i64>>,
    }
}

impl RawTable for RawVault {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://vault.example.org:8200";
        let reach = reach(check, place.folder, Self::reach_keys(raw), example, &["/v1", "/ui"], Door::Open);
        let login = login(check, raw, &reach);
        if let (VaultLogin::AppRole { .. } | VaultLogin::Kubernetes { .. }, Some(url)) = (&login, &raw.url) {
            clear_login(check, url);
        }
        let own = [&raw.token, &raw.secret_id, &raw.jwt, &raw.certificate, &raw.role_id];
        for own in own.into_iter().flatten().filter(|own| own.starts_with("vault:")) {
            check
                .report(code::BAD_SECRET, &own.span, crate::message::config::secret::store_in_store())
                .help(crate::message::config::secret::not_in_a_store());
        }
        Settings {
            reach,
            login,
            namespace: raw.namespace.as_ref().map(|name| path(check, name)),
            mounts: raw.mounts.as_ref().map(|mounts| known(check, mounts)).unwrap_or_default(),
        }
    }
}

fn login(check: &mut FileCheck<'_>, raw: &At<RawVault>, reach: &Reach) -> VaultLogin {
    let mount = |check: &mut FileCheck<'_>, usual: &str| {
        raw.auth_mount.as_ref().map_or_else(|| usual.to_owned(), |mount| path(check, mount))
    };
    let secret = raw.secret_id.as_ref().map(|secret| check.secret(secret, "secret_id"));
    let jwt = raw.jwt.as_ref().map(|jwt| check.secret(jwt, "jwt"));
    let ways = [&raw.token, &raw.role_id, &raw.kubernetes_role];
    if let [_, second, ..] = ways.into_iter().flatten().collect::<Vec<_>>().as_slice() {
        check
            .report(code::EXACTLY_ONE, &second.span, message::two_ways())
            .label(message::second_way())
            .help(message::needs_login());
    }
    let aside = |check: &mut FileCheck<'_>, raw: Option<&At<String>>, of: &str| {
        if let Some(raw) = raw {
            check
                .report(code::TOGETHER, &raw.span, message::goes_with(of))
                .help(message::leave_out_or_add(of));
        }
    };
    match (&raw.role_id, &raw.kubernetes_role, &reach.login) {
        (Some(role), _, _) => {
            aside(check, raw.jwt.as_ref(), "kubernetes_role");
            let kinds = ["env:", "file:", "credential:", "cmd:", "vault:"];
            let role = if kinds.iter().any(|kind| role.starts_with(kind)) {
                RoleId::Kept(check.secret(role, "role_id"))
            } else {
                RoleId::Text(check.filled(role))
            };
            VaultLogin::AppRole { mount: mount(check, "approle"), role, secret }
        }
        (None, Some(role), _) => {
            aside(check, raw.secret_id.as_ref(), "role_id");
            let jwt = jwt.unwrap_or_else(|| SecretRef::File(PathBuf::from(POD_TOKEN)));
            VaultLogin::Kubernetes { mount: mount(check, "kubernetes"), role: check.filled(role), jwt }
        }
        (None, None, LoginRef::Token(token)) => {
            aside(check, raw.secret_id.as_ref(), "role_id");
            aside(check, raw.jwt.as_ref(), "kubernetes_role");
            aside(check, raw.auth_mount.as_ref(), "role_id");
            VaultLogin::Token(token.clone())
        }
        (None, None, LoginRef::Nobody | LoginRef::Password { .. }) => {
            let lost = ["token", "role_id", "kubernetes_role"];
            if !lost.iter().any(|key| check.was_lost(&raw.span, key)) {
                check.missing(&raw.span, "token", message::needs_login());
            }
            VaultLogin::Token(SecretRef::Env(String::new()))
        }
    }
}

/// A path without slashes around it.
fn path(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    check.filled(raw).trim_matches('/').to_owned()
}

fn known(check: &mut FileCheck<'_>, raw: &At<Entries<At<i64>>>) -> Vec<(String, KvVersion)> {
    let mut mounts = Vec::new();
    for (name, version) in &raw.0 {
        let version = match check.number_or(Some(version), 2, 1..=2) {
            1 => KvVersion::One,
            _ => KvVersion::Two,
        };
        mounts.push((path(check, name), version));
    }
    // The longest first: `team/kv` before `team`.
    mounts.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    mounts
}
