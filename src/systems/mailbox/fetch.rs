//! Fetches the messages of a feed, or their attachments, into files of the spool.

use std::collections::HashSet;
use std::sync::Arc;

use super::client::{Client, Head};
use super::find::{self, Fate, Seen};
use super::memory::Memory;
use super::query::{Mark, Query, Which};
use super::{Mailbox, Marked, message};
use crate::message::Message;
use crate::model::Said;
use crate::model::job::{AfterRun, MailFormat, SourceFormat};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Spool, SpoolFile, Wish};

/// Titles that a note shows.
const SHOWN: usize = 5;
/// Messages that are looked into for the newest that has what is wanted.
const TRIES: usize = 20;
/// A mebibyte.
const MIB: u64 = 1024 * 1024;

/// What a search found, told apart.
#[derive(Default)]
struct Sorted {
    wanted: Vec<Seen>,
    /// Done with: read before and still unmarked, delivered twice, or ignored.
    also: Vec<u32>,
    ignored: Vec<String>,
    twice: u64,
    /// There are more for the next run.
    has_more: bool,
}

/// One fetching.
struct Fetching<'a> {
    mailbox: &'a Mailbox,
    query: &'a Query,
    wish: Wish<'a>,
    spool: &'a Spool,
    validity: u32,
    /// What of a message is wanted: `None` itself, else the attachments of such names.
    names: Option<String>,
    largest: u64,
    notes: Vec<Said>,
    files: Vec<FetchedFile>,
    /// Messages that have not what is wanted.
    failed: Vec<u32>,
}

/// Fetches all that the feed asks for.
///
/// # Errors
/// A folder that is not there, a connection that ends before all of it was told.
pub(super) async fn fetch(
    mailbox: &Mailbox,
    client: &mut Client,
    wish: Wish<'_>,
    spool: &Spool,
) -> Result<Fetched, FetchError> {
    let query = mailbox.query(&wish)?;
    let folder = client.choose(&query.folder, false).await?;
    let (names, largest) = match &wish.spec.format {
        SourceFormat::Mail(format) => (None, format.largest),
        SourceFormat::Csv { .. }
        | SourceFormat::Sheet { .. }
        | SourceFormat::Json { .. }
        | SourceFormat::Agent(_) => (Some(wish.spec.path.clone()), MailFormat::LARGEST * MIB),
    };
    let (notes, files, failed) = (Vec::new(), Vec::new(), Vec::new());
    let validity = folder.validity;
    let fetching = Fetching { mailbox, query, wish, spool, validity, names, largest, notes, files, failed };
    let found = client.search(&find::criteria(query, wish.now)).await?;
    if query.whole { fetching.newest(client, &found).await } else { fetching.all(client, &found).await }
}

impl Fetching<'_> {
    /// All messages that were not read yet.
    async fn all(mut self, client: &mut Client, found: &[u32]) -> Result<Fetched, FetchError> {
        let mut memory = Memory::of(self.wish.bookmark);
        if memory.go_on(self.validity) {
            self.notes.push(message::folder_built_anew(&self.query.folder).said());
        }
        let Sorted { wanted, mut also, ignored, twice, has_more } =
            self.sorted(client, found, &memory).await?;
        for seen in &wanted {
            if self.take(client, seen).await? {
                memory.add(seen.head.uid, Some(&seen.id));
            }
        }
        also.iter().for_each(|uid| memory.add(*uid, None));
        also.sort_unstable();
        also.dedup();
        self.note_sorted(&ignored, twice, has_more);
        self.hand_over(also, Some(memory.text()))
    }

    async fn sorted(
        &self,
        client: &mut Client,
        found: &[u32],
        memory: &Memory,
    ) -> Result<Sorted, FetchError> {
        let mut sorted = Sorted::default();
        let (known, unknown): (Vec<u32>, Vec<u32>) = found.iter().partition(|uid| memory.has_number(**uid));
        // Read before and still here: what should have marked or moved it did not.
        let is_left = match self.query.which {
            Which::Unread => self.query.mark != Mark::Nothing || self.moves(),
            Which::All => self.moves(),
        };
        if is_left {
            sorted.also = known;
        }
        let mut ids = HashSet::new();
        // Some at a time: of a folder with 100,000 messages only as many heads are read as are needed.
        'all: for some in unknown.chunks(500) {
            for seen in client.heads(some).await?.into_iter().map(Seen::of) {
                let fate = seen.fate(self.query, self.wish.now);
                if fate == Fate::Other {
                    continue;
                }
                if memory.has_id(&seen.id) || !ids.insert(seen.id.clone()) {
                    sorted.twice += 1;
                    sorted.also.push(seen.head.uid);
                } else if fate == Fate::Ignored {
                    sorted.ignored.push(format!("UID {} ({})", seen.head.uid, seen.title()));
                    sorted.also.push(seen.head.uid);
                } else if sorted.wanted.len() >= self.query.most {
                    sorted.has_more = true;
                    break 'all;
                } else {
                    sorted.wanted.push(seen);
                }
            }
        }
        Ok(sorted)
    }

    fn note_sorted(&mut self, ignored: &[String], twice: u64, has_more: bool) {
        let folder = &self.query.folder;
        if !ignored.is_empty() {
            let mut shown: Vec<&str> = ignored.iter().take(SHOWN).map(String::as_str).collect();
            if ignored.len() > SHOWN {
                shown.push("…");
            }
            self.notes.push(message::ignored(ignored.len(), folder, shown.join(", ")).said());
        }
        if twice > 0 {
            self.notes.push(message::delivered_twice(twice, folder).said());
        }
        if has_more {
            self.notes.push(message::more_to_read(self.query.most, folder).said());
        }
    }

    /// The newest message that has what is wanted.
    async fn newest(mut self, client: &mut Client, found: &[u32]) -> Result<Fetched, FetchError> {
        let heads = client.heads(found).await?;
        let mut fitting: Vec<Seen> = heads.into_iter().map(Seen::of).collect();
        fitting.retain(|seen| seen.fate(self.query, self.wish.now) == Fate::Wanted);
        fitting.sort_by_key(|seen| std::cmp::Reverse((seen.came, seen.head.uid)));
        for (at, seen) in fitting.iter().take(TRIES).enumerate() {
            self.take(client, seen).await?;
            if self.files.is_empty() {
                continue;
            }
            if let (Some(limit), Some(age)) = (self.wish.spec.max_age, seen.age(self.wish.now))
                && age > limit
            {
                let shown = self.mailbox.shown(&self.query.folder, seen);
                return Err(message::too_old(shown, age.as_secs() / 3600).into());
            }
            // Older ones are out of date: one that stayed would be the newest when this one has gone.
            let also = if self.moves() || self.query.mark != Mark::Nothing {
                fitting.iter().skip(at + 1).map(|seen| seen.head.uid).collect()
            } else {
                Vec::new()
            };
            return self.hand_over(also, None);
        }
        let wanted = self.names.clone().unwrap_or_else(|| self.wish.spec.path.clone());
        Err(message::nothing_found(&self.query.folder, wanted, fitting.len()).into())
    }

    fn moves(&self) -> bool {
        matches!(self.wish.spec.after, AfterRun::Move(_))
    }

    /// Fetches a message; whether it is one of those that are done with after a good run.
    async fn take(&mut self, client: &mut Client, seen: &Seen) -> Result<bool, FetchError> {
        let shown = self.mailbox.shown(&self.query.folder, seen);
        let Some(bytes) = client.message(&seen.head, self.largest).await? else {
            self.notes.push(message::gone_meanwhile(shown).said());
            return Ok(false);
        };
        let file = self.written(&seen.head, &bytes)?;
        let Some(names) = self.names.clone() else {
            self.add(file, shown.into(), seen, false);
            return Ok(true);
        };
        let format = MailFormat { attachments: Some(names), largest: self.largest, ..MailFormat::default() };
        let shown: Arc<str> = shown.into();
        match self.spool.attachments(&file, &shown, &format) {
            Ok(files) if files.is_empty() => {
                self.failed.push(seen.head.uid);
                self.notes.push(message::nothing_attached(&shown, &self.wish.spec.path).said());
                Ok(false)
            }
            Ok(files) => {
                for (name, file) in files {
                    self.add(file, format!("{shown} {name}").into(), seen, true);
                }
                Ok(true)
            }
            Err(why) => {
                self.failed.push(seen.head.uid);
                self.notes.push(message::not_unpacked(&shown, why).said());
                Ok(false)
            }
        }
    }

    /// A message as a file. One that is too large is a file that is too large: its reader says so.
    fn written(&self, head: &Head, bytes: &[u8]) -> Result<SpoolFile, Message> {
        let mut file = self.spool.file(&format!("{}.eml", head.uid))?;
        file.write(bytes)?;
        if head.size > self.largest {
            let blank = vec![b' '; 64 * 1024];
            let mut left = self.largest.saturating_add(1).saturating_sub(bytes.len() as u64);
            while left > 0 {
                let some = blank.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(&blank);
                file.write(some)?;
                left -= some.len() as u64;
            }
        }
        file.end()
    }

    fn add(&mut self, file: SpoolFile, shown: Arc<str>, seen: &Seen, is_attachment: bool) {
        let (validity, uid, id) = (self.validity, seen.head.uid, seen.id.clone());
        let marked = Marked { validity, uid, id, is_attachment, ..Marked::default() };
        let mark = serde_json::to_string(&marked).unwrap_or_default();
        self.files.push(FetchedFile { file, shown, mark });
    }

    fn hand_over(mut self, also: Vec<u32>, bookmark: Option<String>) -> Result<Fetched, FetchError> {
        if let Some(first) = self.files.first_mut()
            && let Some(marked) = Marked::of(first)
        {
            let marked = Marked { also, failed: self.failed, ..marked };
            first.mark = serde_json::to_string(&marked).unwrap_or_default();
        }
        Ok(Fetched { files: self.files, bookmark, notes: self.notes })
    }
}
