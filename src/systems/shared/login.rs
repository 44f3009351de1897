//! Who logs in: one of a token, or a login with a password, as it is configured and as it is sent.

use std::ops::Range;

use super::opening::{OpenError, Secrets};
use crate::message::reach;
use crate::model::secret::{SecretRef, SecretString};
use crate::settings::{At, FileCheck, code};

/// Who logs in, by references to secrets.
#[derive(Debug, Clone)]
pub enum LoginRef {
    /// Nobody, or the holder of the client certificate.
    Nobody,
    /// A user with a password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
    },
    /// The holder of a token.
    Token(SecretRef),
}

/// Who logs in, with the secret itself.
#[derive(Debug, Clone)]
pub enum Login {
    /// Nobody, or the holder of the client certificate.
    Nobody,
    /// A user with a password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretString,
    },
    /// The holder of a token.
    Token(SecretString),
}

impl LoginRef {
    /// The login with its secret.
    ///
    /// # Errors
    /// A secret that cannot be had.
    pub async fn resolve(&self, secrets: Secrets<'_>) -> Result<Login, OpenError> {
        Ok(match self {
            Self::Nobody => Login::Nobody,
            Self::Token(token) => Login::Token(secrets.read(token).await?),
            Self::Password { login, password } => {
                Login::Password { login: login.clone(), password: secrets.read(password).await? }
            }
        })
    }
}

/// The keys of a login in their table.
pub(in crate::systems) struct LoginKeys<'a> {
    pub table: &'a Range<usize>,
    /// How the key of the token is spelt.
    pub token_key: &'static str,
    pub token: Option<&'a At<String>>,
    pub login: Option<&'a At<String>>,
    pub password: Option<&'a At<String>>,
}

impl<'a> LoginKeys<'a> {
    /// Those of a user with a password, where there is no other way.
    pub fn of_user<T>(
        table: &'a At<T>,
        login: Option<&'a At<String>>,
        password: Option<&'a At<String>>,
    ) -> Self {
        Self { table: &table.span, token_key: "token", token: None, login, password }
    }
}

/// What was given.
pub(in crate::systems) enum Given {
    Token(SecretRef),
    Password {
        login: String,
        password: SecretRef,
    },
    /// None of the keys; whether that will do is not said here.
    Nothing,
    /// Too much or too little, which is reported.
    Wrong,
}

/// Which of the two ways is given.
pub(in crate::systems) fn login(check: &mut FileCheck<'_>, keys: &LoginKeys<'_>) -> Given {
    let key = keys.token_key;
    let token = keys.token.map(|token| check.secret(token, key));
    let password = keys.password.map(|password| check.secret(password, "password"));
    match (token, keys.login, password) {
        (Some(token), None, None) => return Given::Token(token),
        (None, Some(login), Some(password)) => {
            return Given::Password { login: check.filled(login), password };
        }
        (None, None, None) => return Given::Nothing,
        (Some(_), _, _) => {
            let second = keys.login.or(keys.password).map_or(keys.table, |second| &second.span);
            let message = reach::two_ways(key).to_string();
            check
                .report(code::EXACTLY_ONE, second, message)
                .label(reach::second_way())
                .help(reach::keep_one_way(key));
        }
        (None, Some(_), None) => {
            check.missing(keys.table, "password", reach::login_needs_password());
        }
        (None, None, Some(_)) => check.missing(keys.table, "login", reach::password_needs_login()),
    }
    Given::Wrong
}
