//! A request as `apirest.php` reads it: path, PHP-style parameters, body and the headers it looks at.
//! Refuses what cannot be read; knows neither sessions nor item types.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::sent::scalar;
use crate::practice::serve::Incoming;

/// A request understood.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) segments: Vec<String>,
    pub(super) params: Map<String, Value>,
    pub(super) session_token: Option<String>,
    pub(super) app_token: Option<String>,
    pub(super) authorization: Option<String>,
    /// False with `X-GLPI-Sanitized-Content: false`: values come decoded.
    pub(super) is_sanitized: bool,
    pub(super) wants_file: bool,
    pub(super) upload: Option<super::upload::Upload>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// A GET with a body and a body that is not JSON are refused with 400, before any token is
    /// looked at.
    pub(super) fn read(incoming: &Incoming) -> Result<Request, Box<Answer>> {
        let mut params = query(&incoming.query);
        let body = String::from_utf8_lossy(&incoming.body);
        let body = body.trim();
        if incoming.method == "GET" && !body.is_empty() {
            return Err(Box::new(Answer::documented(
                "ERROR_JSON_PAYLOAD_FORBIDDEN",
                "GET Request should not have json payload (http body)",
            )));
        }
        let content_type = incoming.header("content-type").unwrap_or("application/json");
        let mut upload = None;
        if content_type.contains("application/json") {
            read_body(body, &mut params)?;
        } else if content_type.contains("multipart/form-data") {
            let read = super::upload::read(content_type, &incoming.body);
            let (manifest, files) = read.ok_or_else(invalid_json)?;
            params.extend(manifest);
            upload = Some(files);
        }
        let from_query = |name: &str| Some(params.get(name)?.as_str()?.to_owned());
        let header = |name: &str| incoming.header(name).map(str::to_owned);
        Ok(Request {
            method: incoming.method.clone(),
            segments: segments(&incoming.path),
            session_token: header("session-token").or_else(|| from_query("session_token")),
            app_token: header("app-token").or_else(|| from_query("app_token")),
            authorization: header("authorization"),
            is_sanitized: header("x-glpi-sanitized-content")
                .is_none_or(|value| is_truthy(&Value::String(value))),
            wants_file: header("accept").as_deref() == Some("application/octet-stream")
                || params.get("alt").and_then(Value::as_str) == Some("media"),
            params,
            upload,
        })
    }

    /// A switch such as `only_id=true`.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.params.get(name).is_some_and(is_truthy)
    }

    /// A switch that is on unless it is sent as off.
    pub(super) fn is_on_by_default(&self, name: &str) -> bool {
        self.params.get(name).is_none_or(is_truthy)
    }

    /// A scalar parameter as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        scalar(self.params.get(name)?)
    }
}

fn invalid_json() -> Box<Answer> {
    let text = Value::from("JSON payload seems not valid");
    Box::new(Answer::refusal(400, "ERROR_JSON_PAYLOAD_INVALID", text))
}

fn read_body(body: &str, params: &mut Map<String, Value>) -> Result<(), Box<Answer>> {
    if body.is_empty() {
        return Ok(());
    }
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(object)) => params.extend(object),
        Ok(Value::Array(list)) if !list.is_empty() => {
            let numbered = list.into_iter().enumerate();
            params.extend(numbered.map(|(at, value)| (at.to_string(), value)));
        }
        Ok(value) if is_truthy(&value) => {}
        _ => return Err(invalid_json()),
    }
    Ok(())
}

/// Truth as the switches of the API understand it.
pub(super) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.to_ascii_lowercase().as_str(), "" | "0" | "false"),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}

/// The members of a list, whether it came as JSON or as `name[0]=`.
pub(super) fn members(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
            entries.into_iter().map(|(_, value)| value).collect()
        }
        Value::Null => Vec::new(),
        single => vec![single],
    }
}

fn segments(path: &str) -> Vec<String> {
    let path = path.trim_matches('/').replace("api/", "");
    path.split('/').map(unescape).collect()
}

/// `a=1&b[c][]=2` as PHP reads it; values stay text.
fn query(query: &str) -> Map<String, Value> {
    let mut root = Map::new();
    let query = query.replace('+', " ");
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = unescape(name);
        let value = Value::String(unescape(value));
        let (head, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
        let path = rest.split('[').skip(1).map(|part| part.trim_end_matches(']'));
        insert(&mut root, head, &path.collect::<Vec<_>>(), value);
    }
    root
}

fn insert(into: &mut Map<String, Value>, name: &str, path: &[&str], value: Value) {
    let name = if name.is_empty() { into.len().to_string() } else { name.to_owned() };
    let Some((next, rest)) = path.split_first() else {
        into.insert(name, value);
        return;
    };
    let slot = into.entry(name).or_insert_with(|| Value::Object(Map::new()));
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(inner) = slot {
        insert(inner, next, rest, value);
    }
}

fn unescape(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn php_parameters_nest() {
        let params = query("criteria%5B0%5D%5Bvalue%5D=a+b&forcedisplay[]=2&forcedisplay[]=5&x=%26");
        assert_eq!(params["criteria"]["0"]["value"], "a b");
        let shown: Vec<_> = members(&params["forcedisplay"]).into_iter().cloned().collect();
        assert_eq!(shown, ["2", "5"]);
        assert_eq!(params["x"], "&");
    }

    #[test]
    fn double_and_trailing_slashes_do_not_count() {
        assert_eq!(segments("//Computer/1/"), ["Computer", "1"]);
    }

    #[test]
    fn a_get_with_a_body_is_refused() {
        let incoming =
            Incoming { method: "GET".to_owned(), body: b"{\"x\":1}".to_vec(), ..Incoming::default() };
        let refusal = Request::read(&incoming).unwrap_err();
        assert_eq!(refusal.status, 400);
        assert!(String::from_utf8_lossy(&refusal.body).contains("ERROR_JSON_PAYLOAD_FORBIDDEN"));
    }
}
