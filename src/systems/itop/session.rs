//! Calls of `rest.php`: the login in each of them, the answer as objects.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value as Json, json};
use url::Url;

use super::Credentials;
use super::message;
use super::wire::{self, Object, Place, Reply};
use super::{ItopSystem, PasswordWay};
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::{Answer, Holds, Http, RemoteError, Repeat, Request, Traffic};

/// Version of the interface that is asked for; iTop 2.2 and later have it.
const VERSION: &str = "1.3";

/// Objects of one window when a class is read whole.
const WINDOW: i64 = 5000;

/// What is said in the history of the objects that are written.
const COMMENT: &str = "stocktake";

/// The way to one iTop.
#[derive(Debug)]
pub(super) struct Session {
    http: Http,
    base: Url,
    credentials: Credentials,
}

impl Session {
    pub fn new(system: &ItopSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let mut base = Url::parse(&system.url).map_err(|error| {
            RemoteError::Setup(message::no_url(format_args!("{:?}", system.url), error).said())
        })?;
        let path = format!("{}/", base.path().trim_end_matches('/'));
        base.set_path(&path);
        let http = Http::new(&system.way())?;
        match &credentials {
            Credentials::Password { password, .. } => http.hide(password.clone()),
            Credentials::Token(token) => http.hide(token.clone()),
        }
        Ok(Self { http, base, credentials })
    }

    pub fn traffic(&self) -> Traffic {
        self.http.traffic()
    }

    /// Address of the iTop.
    pub fn address(&self) -> &str {
        self.base.as_str()
    }

    /// Login, when there is one.
    pub fn login(&self) -> Option<&str> {
        match &self.credentials {
            Credentials::Password { login, .. } => Some(login),
            Credentials::Token(_) => None,
        }
    }

    /// The page of an object for people.
    pub fn page(&self, class: &str, id: &str) -> String {
        let mut url = self.below("pages/UI.php");
        url.query_pairs_mut()
            .append_pair("operation", "details")
            .append_pair("class", class)
            .append_pair("id", id);
        url.to_string()
    }

    /// The page that asks people to log in, as text.
    pub async fn login_page(&self) -> Result<String, RemoteError> {
        let request = Request {
            method: Method::GET,
            secret_query: None,
            url: self.below("pages/UI.php"),
            headers: HeaderMap::new(),
            body: None,
            repeat: Repeat::Harmless,
            holds: Holds::Data,
        };
        let answer = self.http.send(&request).await?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// Objects of a class that an OQL query selects.
    pub async fn select(&self, class: &str, oql: &str, columns: &str) -> Result<Vec<Object>, RemoteError> {
        let operation =
            json!({"operation": "core/get", "class": class, "key": oql, "output_fields": columns});
        Ok(objects(self.call(&operation, Repeat::Harmless).await?))
    }

    /// Any object of a class; `None` where we see none.
    pub async fn any(&self, class: &str, columns: &str) -> Result<Option<Object>, RemoteError> {
        let (_, objects) = self.first(class, &format!("SELECT {class}"), columns, 1).await?;
        Ok(objects.into_iter().next())
    }

    /// How many objects a query selects, and some of them.
    async fn first(
        &self,
        class: &str,
        oql: &str,
        columns: &str,
        limit: i64,
    ) -> Result<(u64, Vec<Object>), RemoteError> {
        let operation = json!({"operation": "core/get", "class": class, "key": oql, "output_fields": columns,
            "limit": limit.to_string(), "page": "1"});
        let reply = self.call(&operation, Repeat::Harmless).await?;
        let told = reply.message.as_deref().and_then(|message| message.strip_prefix("Found: "));
        let total = told.and_then(|count| count.trim().parse().ok());
        let total = total.ok_or_else(|| RemoteError::Answer {
            call: self.named(&operation).into(),
            status: 200,
            code: None,
            message: message::no_count().said(),
            kind: crate::systems::shared::FailureKind::Permanent,
        })?;
        Ok((total, objects(reply)))
    }

    /// All objects of a class that fulfil a condition. When they do not fit into one answer, by windows
    /// of ids: iTop sorts its own pages by name only and loses objects between them (301 namesakes in
    /// pages of 20 gave 199).
    pub async fn select_all(
        &self,
        class: &str,
        condition: &str,
        columns: &str,
    ) -> Result<Vec<Object>, RemoteError> {
        let (total, first) =
            self.first(class, &format!("SELECT {class} WHERE {condition}"), columns, WINDOW).await?;
        if total <= first.len() as u64 {
            return Ok(first);
        }
        let (mut found, mut from, mut width) = (Vec::new(), 0, WINDOW);
        loop {
            let window =
                format!("SELECT {class} WHERE ({condition}) AND id > {from} AND id <= {}", from + width);
            let objects = self.select(class, &window, columns).await?;
            from += width;
            let sparse = (objects.len() as i64) < WINDOW / 4;
            found.extend(objects);
            if found.len() as u64 >= total || sparse {
                let rest = format!("SELECT {class} WHERE ({condition}) AND id > {from}");
                if self.first(class, &rest, "id", 1).await?.0 == 0 {
                    return Ok(found);
                }
            }
            width = if sparse { width.saturating_mul(2) } else { WINDOW };
        }
    }

    /// Adds an object and answers it with some columns.
    pub async fn create(&self, class: &str, fields: &Json, columns: &str) -> Result<Object, RemoteError> {
        let operation = json!({"operation": "core/create", "comment": COMMENT, "class": class,
            "fields": fields, "output_fields": columns});
        self.written(&operation).await
    }

    /// Changes an object.
    pub async fn update(
        &self,
        class: &str,
        id: i64,
        fields: &Json,
        columns: &str,
    ) -> Result<Object, RemoteError> {
        let operation = json!({"operation": "core/update", "comment": COMMENT, "class": class, "key": id,
            "fields": fields, "output_fields": columns});
        self.written(&operation).await
    }

    /// Changes the object that a query selects; when it selects none, iTop refuses.
    pub async fn update_selected(
        &self,
        class: &str,
        oql: &str,
        fields: &Json,
        columns: &str,
    ) -> Result<Object, RemoteError> {
        let operation = json!({"operation": "core/update", "comment": COMMENT, "class": class, "key": oql,
            "fields": fields, "output_fields": columns});
        self.written(&operation).await
    }

    /// Moves an object along its life cycle.
    pub async fn stimulus(
        &self,
        class: &str,
        id: i64,
        stimulus: &str,
        fields: &Json,
        columns: &str,
    ) -> Result<Object, RemoteError> {
        let operation = json!({"operation": "core/apply_stimulus", "comment": COMMENT, "class": class,
            "key": id, "stimulus": stimulus, "fields": fields, "output_fields": columns});
        self.written(&operation).await
    }

    async fn written(&self, operation: &Json) -> Result<Object, RemoteError> {
        let reply = self.call(operation, Repeat::OnlyIfNotDone).await?;
        objects(reply).into_iter().next().ok_or_else(|| RemoteError::Answer {
            call: self.named(operation).into(),
            status: 200,
            code: None,
            message: message::no_object().said(),
            kind: crate::systems::shared::FailureKind::Unknown,
        })
    }

    /// Any operation.
    pub async fn call(&self, operation: &Json, repeat: Repeat) -> Result<Reply, RemoteError> {
        let body = operation.to_string();
        let pairs = [("version", VERSION), ("json_data", body.as_str())];
        let answer = self.post("webservices/rest.php", &pairs, repeat).await?;
        let call = self.named(operation);
        let place = Place { call: &call, url: self.address() };
        wire::reply(&place, &answer, |body| self.http.piece(body))
    }

    /// Rehearses an import, which writes nothing, and answers its report.
    pub async fn rehearse_import(&self, class: &str, csv: &str) -> Result<String, RemoteError> {
        let pairs = [
            ("class", class),
            ("csvdata", csv),
            ("separator", ";"),
            ("charset", "UTF-8"),
            ("no_localize", "1"),
            ("output", "details"),
            ("reconciliationkeys", "title"),
            ("comment", COMMENT),
            ("simulate", "1"),
        ];
        let answer = self.post("webservices/import.php", &pairs, Repeat::Harmless).await?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)], repeat: Repeat) -> Result<Answer, RemoteError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        match &self.credentials {
            Credentials::Password { login, password, way: PasswordWay::Basic } => {
                headers.insert(AUTHORIZATION, basic(login, password)?);
            }
            Credentials::Token(token) => {
                headers.insert("Auth-Token", sensitive(token.expose_secret())?);
            }
            Credentials::Password { way: PasswordWay::Form, .. } => {}
        }
        let request = Request {
            method: Method::POST,
            secret_query: None,
            url: self.below(path),
            headers,
            body: Some(self.form(pairs)),
            repeat,
            holds: Holds::Data,
        };
        self.http.send(&request).await
    }

    /// The body of a call, with the login where it belongs into the form.
    fn form(&self, pairs: &[(&str, &str)]) -> Vec<u8> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        if let Credentials::Password { login, password, way: PasswordWay::Form } = &self.credentials {
            form.append_pair("auth_user", login).append_pair("auth_pwd", password.expose_secret());
        }
        form.finish().into_bytes()
    }

    /// The call as errors name it.
    fn named(&self, operation: &Json) -> String {
        let word = |name: &str| operation.get(name).and_then(Json::as_str).unwrap_or_default();
        format!("POST {} {} {}", self.below("webservices/rest.php"), word("operation"), word("class"))
            .trim_end()
            .to_owned()
    }

    fn below(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let whole = format!("{}{path}", url.path());
        url.set_path(&whole);
        url
    }
}

fn objects(reply: Reply) -> Vec<Object> {
    reply.objects.unwrap_or_default().into_values().collect()
}

fn basic(login: &str, password: &SecretString) -> Result<HeaderValue, RemoteError> {
    use base64::Engine as _;
    let pair = format!("{login}:{}", password.expose_secret());
    sensitive(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)))
}

fn sensitive(text: &str) -> Result<HeaderValue, RemoteError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| RemoteError::Setup(message::odd_character().said()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A value inside the quotes of an OQL query.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}
