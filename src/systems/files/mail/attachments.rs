//! Attachments of a mail: found in the program that reads it, and sent to the other one in pieces. Their bytes are
//! those that were attached: what they are in is found out by who reads them.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use glob::{MatchOptions, Pattern};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message as Mail, MessagePart, MimeHeaders as _, PartType};

use super::{Refused, Table, parsed, parts};
use crate::model::record::{Cell, Header};
use crate::systems::files::message;

/// Bytes that are sent at once.
const PIECE: usize = 48 * 1024;
/// Attachments of one mail.
const MOST: u64 = 1000;

/// The attachments whose names match, as rows: number, name, a piece in Base64.
pub(super) fn pieces(bytes: &[u8], names: &str) -> Result<Table, Refused> {
    let pattern = Pattern::new(names).map_err(|error| message::no_pattern(error.msg))?;
    let mail = parsed(bytes)?;
    let (mut rows, mut number) = (Vec::new(), 0);
    let mut open: Vec<&Mail<'_>> = vec![&mail];
    // Mails within the mail, too: those that are forwarded have theirs there.
    while let Some(mail) = open.pop() {
        for part in &mail.parts {
            if let PartType::Message(inner) = &part.body {
                open.push(inner);
            }
            let Some(name) = part.attachment_name().map(parts::plain) else { continue };
            if number >= MOST || !pattern.matches_with(&name, options()) {
                continue;
            }
            number += 1;
            let content = content(mail, part)?;
            let mut rest = content.as_ref();
            loop {
                let (piece, behind) = rest.split_at(rest.len().min(PIECE));
                let cells = [number.to_string(), name.clone(), STANDARD.encode(piece)];
                rows.push(cells.map(|text| Cell::Text(text.into())).to_vec());
                rest = behind;
                if rest.is_empty() {
                    break;
                }
            }
        }
    }
    Ok((Header::new(["number", "name", "piece"].map(str::to_owned).to_vec()), rows))
}

fn options() -> MatchOptions {
    MatchOptions { case_sensitive: false, ..MatchOptions::new() }
}

/// The bytes that were attached. The parser makes texts of texts: then they are of another encoding.
fn content<'m>(mail: &'m Mail<'_>, part: &'m MessagePart<'_>) -> Result<Cow<'m, [u8]>, Refused> {
    let (begin, end) = (part.offset_body as usize, part.offset_end as usize);
    let raw = mail.raw_message.get(begin..end).unwrap_or_default();
    Ok(match part.encoding {
        Encoding::None => Cow::Borrowed(raw),
        Encoding::Base64 => Cow::Owned(base64_decode(raw).ok_or_else(message::attachment_is_cut)?),
        Encoding::QuotedPrintable => {
            Cow::Owned(quoted_printable_decode(raw).ok_or_else(message::attachment_is_cut)?)
        }
    })
}
