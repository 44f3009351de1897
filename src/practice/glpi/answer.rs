//! What the practice GLPI sends back: status, headers and body, and the errors by their code.
//! Writes JSON only; who gets which answer is decided elsewhere.

use serde::Serialize;
use serde_json::{Value, json};

/// The URL that errors and links name; only their shape matters to a client.
pub(super) const DOCUMENTATION: &str = "view documentation in your browser at";

/// One answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// An answer, or the answer that refuses.
pub(super) type Reply = Result<Answer, Box<Answer>>;

const JSON: &str = "application/json; charset=UTF-8";
const HTML: &str = "text/html; charset=UTF-8";

impl Answer {
    /// A JSON answer.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Answer {
        Answer {
            status,
            content_type: JSON,
            headers: Vec::new(),
            body: serde_json::to_vec(body).unwrap_or_default(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// `["CODE", body]`.
    pub(super) fn refusal(status: u16, code: &str, body: Value) -> Answer {
        Answer::json(status, &json!([code, body]))
    }

    /// `["CODE", "text; view documentation ..."]` with status 400.
    pub(super) fn documented(code: &str, text: &str) -> Answer {
        let text = format!("{text}; {DOCUMENTATION} /apirest.php/#{code}");
        Answer::refusal(400, code, Value::from(text))
    }

    /// 200 without a body: PHP died on an exception that nobody caught.
    pub(super) fn crash() -> Answer {
        Answer::html(200, "")
    }

    /// A page.
    pub(super) fn html(status: u16, page: &str) -> Answer {
        Answer { status, content_type: HTML, headers: Vec::new(), body: page.as_bytes().to_vec() }
    }

    /// A page of the web server in front of GLPI: 414 or 502.
    pub(super) fn web_server(status: u16, reason: &str) -> Answer {
        let page = format!(
            "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center>\
             <h1>{status} {reason}</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        let mut answer = Answer::html(status, &page);
        answer.content_type = "text/html";
        answer
    }

    pub(super) fn missing_item() -> Answer {
        Answer::refusal(404, "ERROR_ITEM_NOT_FOUND", Value::from("Item not found"))
    }

    pub(super) fn missing_right() -> Answer {
        Answer::refusal(403, "ERROR_RIGHT_MISSING", Value::from(PERMISSION))
    }

    pub(super) fn bad_array() -> Answer {
        let text = "input parameter must be an array of objects";
        Answer::documented("ERROR_BAD_ARRAY", text)
    }

    pub(super) fn bad_request(text: &str) -> Answer {
        Answer::documented("ERROR", text)
    }

    pub(super) fn unknown_type() -> Answer {
        Answer::documented(
            "ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM",
            "resource not found or not an instance of CommonDBTM",
        )
    }
}

/// The text of a write without the right to it.
pub(super) const PERMISSION: &str = "You don't have permission to perform this action.";

impl From<rusqlite::Error> for Box<Answer> {
    fn from(error: rusqlite::Error) -> Box<Answer> {
        let text = format!("Unexpected SQL Error : {error}");
        Box::new(Answer::refusal(500, "ERROR_SQL", Value::from(text)))
    }
}
