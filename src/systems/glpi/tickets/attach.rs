//! Files at a ticket: a multipart upload that makes a Document and its link.

use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{GlpiTickets, TICKET};
use crate::model::ticket::TicketId;
use crate::systems::glpi::message;
use crate::systems::glpi::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::{Body, Call};

impl GlpiTickets {
    /// Attaches a file under its name, in the entity of the ticket.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a kind of file that GLPI does not take (Setup > Dropdowns >
    /// Document types).
    pub async fn attach(&self, id: &TicketId, name: &str, bytes: &[u8]) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let what = message::attaching(format_args!("{name:?}"), id).to_string();
        let name = file_name(name);
        let call = Call::get(format!("{TICKET}/{number}")).with("get_hateoas", "false");
        let ticket: Json = match self.glpi().session().read(&call).await {
            Ok(ticket) => ticket,
            Err(RemoteError::Answer { status: 404, .. }) => return Err(self.gone(id)),
            Err(error) => return Err(error),
        };
        let manifest = json!({"input": {
            "name": name,
            "_filename": [name],
            "itemtype": TICKET,
            "items_id": number,
            "entities_id": ticket.get("entities_id").and_then(wire::integer).unwrap_or(0),
        }});
        let call = Call::write(Method::POST, "Document", multipart(&manifest, &name, bytes));
        let (call, answer) = self.glpi().session().send(&call).await?;
        let http = &self.glpi().session().http;
        let made: Json = wire::read(http, call.clone(), &answer)?;
        // A kind that is not allowed still makes a Document, without a file.
        let refused = made.pointer("/upload_result/filename/0/error").and_then(Json::as_str);
        let document = made.get("id").and_then(wire::integer);
        match (refused, document) {
            (None, Some(_)) => Ok(()),
            (Some(reason), document) => {
                if let Some(document) = document {
                    let _ = self.glpi().purge(&"Document".into(), &[document]).await;
                }
                Err(self.refusal(&what, message::file_not_taken(wire::unescape(reason))))
            }
            (None, None) => {
                Err(wire::unreadable(http, call, &answer, &message::no_document_id().to_string()))
            }
        }
    }
}

/// A name that needs no quoting in a header, without folders.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name: String = last.chars().map(|c| if c.is_control() || c == '"' { '_' } else { c }).collect();
    if name.trim().is_empty() { "file.txt".to_owned() } else { name }
}

/// The body of the two parts that GLPI reads.
fn multipart(manifest: &Json, name: &str, bytes: &[u8]) -> Body {
    let boundary = format!("stocktake-{}", uuid::Uuid::new_v4().simple());
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"uploadManifest\"\r\n\
         Content-Type: application/json\r\n\r\n{manifest}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"filename[0]\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Body::Bytes { content_type: format!("multipart/form-data; boundary={boundary}"), bytes: body }
}
