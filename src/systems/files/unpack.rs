//! Attachments of mails as files of a spool: another program finds them and sends them in pieces.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::apart::Reader;
use super::error::SourceError;
use super::find::FoundFile;
use super::message;
use crate::message::Message;
use crate::model::Said;
use crate::model::job::{MailFormat, SourceFormat};
use crate::model::record::Cell;
use crate::model::said::Say as _;
use crate::systems::source::{Spool, SpoolFile, SpoolWriter, Unpack};

impl Unpack for Reader {
    fn attachments(
        &self,
        mail: &SpoolFile,
        shown: &Arc<str>,
        format: &MailFormat,
        spool: &Spool,
    ) -> Result<Vec<(String, SpoolFile)>, Said> {
        unpack(self, mail, shown, format, spool)
    }
}

/// Takes the attachments of a mail out of it into files of a spool, in their order.
///
/// # Errors
/// What is no mail, or none that can be read within the limits.
fn unpack(
    reader: &Reader,
    mail: &SpoolFile,
    shown: &Arc<str>,
    format: &MailFormat,
    spool: &Spool,
) -> Result<Vec<(String, SpoolFile)>, Said> {
    let told = |error: SourceError| error.said();
    let found = FoundFile::fetched(mail.path().to_owned(), shown.clone()).map_err(told)?;
    let format = SourceFormat::Mail(Box::new(format.clone()));
    let mut rows = reader.read(&found, &format, &[]).map_err(told)?;
    let mut files = Vec::new();
    let mut writing = None;
    for row in rows.by_ref() {
        let record = row.map_err(|reject| reject.reason)?;
        let text = |at: usize| match record.cell(at) {
            Cell::Text(text) => text.as_ref(),
            _ => "",
        };
        let (number, name) = (text(0), text(1));
        let piece = STANDARD.decode(text(2)).map_err(|_| message::attachment_is_cut().said())?;
        if writing.as_ref().is_none_or(|(open, _, _)| open != number) {
            end(&mut writing, &mut files).map_err(|why: Message| why.said())?;
            let file = spool.file(name).map_err(|why| why.said())?;
            writing = Some((number.to_owned(), name.to_owned(), file));
        }
        if let Some((_, _, file)) = &mut writing {
            file.write(&piece).map_err(|why| why.said())?;
        }
    }
    if let Some(failure) = rows.take_failure() {
        return Err(failure.said());
    }
    end(&mut writing, &mut files).map_err(|why| why.said())?;
    Ok(files)
}

/// A file that is being written, with its number and name.
type Writing = Option<(String, String, SpoolWriter)>;

fn end(writing: &mut Writing, files: &mut Vec<(String, SpoolFile)>) -> Result<(), Message> {
    if let Some((_, name, file)) = writing.take() {
        files.push((name, file.end()?));
    }
    Ok(())
}
