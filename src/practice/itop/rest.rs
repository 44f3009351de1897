//! `webservices/rest.php`: who calls, what they may, and how they are refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::schema::{Class, class};
use super::state::{Profile, State, User};

/// A refusal in iTop's words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub code: i64,
    pub message: String,
    /// Refusals that were thrown have no `objects`, those that were returned have null.
    thrown: bool,
}

impl Refusal {
    /// One that was thrown: `Error: …`.
    pub fn thrown(code: i64, message: impl AsRef<str>) -> Self {
        Self { code, message: format!("Error: {}", message.as_ref()), thrown: true }
    }

    /// One that was returned.
    pub fn returned(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), thrown: false }
    }

    /// An attribute that cannot have a value.
    pub fn bad(what: impl AsRef<str>) -> Self {
        Self::thrown(100, what)
    }

    pub fn json(&self) -> Value {
        let mut body = json!({"code": self.code, "message": self.message});
        if !self.thrown {
            body["objects"] = Value::Null;
        }
        body
    }
}

/// What a request brings, whatever way it came.
#[derive(Debug, Default)]
pub(super) struct RestRequest {
    /// Parameters of the query and the form.
    pub parameters: BTreeMap<String, String>,
    /// Login and password of HTTP Basic.
    pub basic: Option<(String, String)>,
    /// Header `Auth-Token`.
    pub token: Option<String>,
}

impl RestRequest {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The operation, when it can be read.
    pub fn operation(&self) -> Value {
        self.parameter("json_data").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

/// The user of a request.
pub(super) fn logged_in(state: &State, asked: &RestRequest) -> Result<User, Refusal> {
    let invalid = || Refusal::thrown(1, "Invalid login");
    let form = asked.parameter("auth_user").zip(asked.parameter("auth_pwd"));
    let basic = asked.basic.as_ref().map(|(login, password)| (login.as_str(), password.as_str()));
    let token = asked.token.as_deref().or_else(|| asked.parameter("auth_token"));
    let users = state.data.users.iter();
    let found = match (token, form.or(basic)) {
        (Some(token), _) => users.into_iter().find(|user| user.token.as_deref() == Some(token)),
        (None, Some((login, password))) => {
            users.into_iter().find(|user| user.login == login && user.password == password)
        }
        (None, None) => None,
    };
    let user = found.ok_or_else(invalid)?;
    if user.profiles.contains(&Profile::Portal) {
        return Err(Refusal::thrown(1, "Portal user is not allowed"));
    }
    if !user.profiles.contains(&Profile::Rest) {
        return Err(Refusal::thrown(
            1,
            "This user is not authorized to use the web services. (The profile REST Services User is required \
             to access the REST web services)",
        ));
    }
    Ok(user.clone())
}

/// What is done with a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    Read,
    Create,
    Modify,
    Delete,
}

/// Refuses what the user's profiles do not allow.
pub(super) fn allow(user: &User, right: Right, of: &Class) -> Result<(), Refusal> {
    let is_of_tickets =
        matches!(of.name, "Incident" | "UserRequest" | "Attachment" | "lnkFunctionalCIToTicket");
    let allowed = user.profiles.iter().any(|profile| match (profile, right) {
        (Profile::Administrator, Right::Create) => !of.is_abstract,
        (Profile::Administrator, _) | (Profile::ServiceDesk, Right::Read) => true,
        (Profile::ServiceDesk, Right::Create | Right::Modify) => is_of_tickets,
        (Profile::ServiceDesk, Right::Delete) | (Profile::Rest | Profile::Portal, _) => false,
    });
    if allowed {
        return Ok(());
    }
    let verb = match right {
        Right::Read => "reading",
        Right::Create => "creating",
        Right::Modify => "modifying",
        Right::Delete => "deleting",
    };
    let name = of.name;
    let message =
        format!("The current user does not have enough permissions for {verb} data of class {name}");
    Err(Refusal::returned(1, message))
}

/// The class that a call names.
pub(super) fn class_of(asked: &Value) -> Result<&'static Class, Refusal> {
    let name = text(asked, "class")?;
    class(name).ok_or_else(|| Refusal::thrown(100, format!("class: '{name}' is not a valid class'")))
}

/// A parameter of an operation.
pub(super) fn text<'a>(asked: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    asked.get(name).and_then(Value::as_str).ok_or_else(|| missing(name))
}

/// A parameter that is not there.
pub(super) fn missing(name: &str) -> Refusal {
    Refusal::thrown(100, format!("Missing parameter '{name}'"))
}
