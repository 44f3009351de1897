//! Two ways to log in of which one is given: a token, or a login with a password.

use std::ops::Range;

use super::{FileCheck, code};
use crate::config::raw::At;
use crate::model::secret::SecretRef;

/// The keys of a login in their table.
pub(super) struct LoginKeys<'a> {
    pub table: &'a Range<usize>,
    /// How the key of the token is spelt, and what it holds.
    pub token: (&'static str, Option<&'a At<String>>),
    pub login: Option<&'a At<String>>,
    pub password: Option<&'a At<String>>,
}

/// What was given.
pub(super) enum Given {
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
pub(super) fn login(check: &mut FileCheck<'_>, keys: &LoginKeys<'_>) -> Given {
    let (key, token) = keys.token;
    let token = token.map(|token| check.secret(token, key));
    let password = keys.password.map(|password| check.secret(password, "password"));
    match (token, keys.login, password) {
        (Some(token), None, None) => return Given::Token(token),
        (None, Some(login), Some(password)) => {
            return Given::Password { login: check.filled(login), password };
        }
        (None, None, None) => return Given::Nothing,
        (Some(_), _, _) => {
            let second = keys.login.or(keys.password).map_or(keys.table, |second| &second.span);
            let message = format!("there is a `{key}`, and a login with a password too");
            check
                .report(code::EXACTLY_ONE, second, message)
                .label("the second way to log in")
                .help(format!("keep `{key}`, or `login` and `password`"));
        }
        (None, Some(_), None) => {
            check.missing(keys.table, "password", "a `login` goes with `password = \"env:NAME\"`");
        }
        (None, None, Some(_)) => check.missing(keys.table, "login", "a `password` goes with a `login`"),
    }
    Given::Wrong
}
