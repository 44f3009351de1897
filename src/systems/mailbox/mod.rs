//! Mailboxes that are reached by IMAP: messages, or what is attached to them, as records.
//!
//! What is fetched becomes files, which the reader of files takes apart in a program of its own: the messages by
//! its format of mails, attachments by theirs. Here nothing but the heads of messages is looked into, 64 KiB of each
//! at most: a mail is written by strangers. Reading changes nothing (EXAMINE, BODY.PEEK); what was read is marked and
//! moved after a good run only. A message is known again by its number and by its Message-ID ([`memory`]), which
//! are remembered once its run has ended well, so that one is never read twice, nor lost: a program that is killed
//! in between finds it again, unmarked.

mod client;
mod config;
mod fetch;
mod find;
mod folder;
mod login;
mod memory;
mod message;
mod put_away;
mod query;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::message::{Message, list, source as told};
use crate::model::Said;
use crate::model::hidden::Hidden;
use crate::model::job::SourceFormat;
use crate::model::secret::{SecretRef, SecretString};
use crate::systems::shared::oauth::Oauth;
use crate::systems::shared::{CheckLine, Http, KeepToken, OpenResult, Opened, Opening, Way, few, mail};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Source, Spool, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
use client::Client;
use config::{Settings, WayIn};
use find::{Fate, Seen};
use memory::Memory;
use query::Query;

/// The room of mailboxes.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "mailbox", product: "Mailbox", about: "A mailbox that is reached by IMAP." },
        include_str!("page.md"),
        Table::of::<config::RawMailbox>(),
        RecordsRole {
            open,
            query: QueryTable::of::<query::RawMailboxQuery>(),
            has_files: true,
            marks: true,
            pushed: false,
        },
    )
};

/// Largest answer of what gives tokens, in MiB.
const LARGEST_TOKEN: u64 = 1;

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let key = match &settings.way_in {
            WayIn::Unknown => Key::Password(SecretString::from(String::new())),
            WayIn::Password(password) => Key::Password(opening.secrets.read(password).await?),
            WayIn::Oauth(oauth) => {
                let way = Way {
                    timeout: settings.timeout,
                    largest_answer: LARGEST_TOKEN,
                    ca_file: settings.ca_file.as_deref(),
                    certificate: None,
                    proxy: None,
                };
                let http = Http::new(&way)?;
                let mut known = Vec::new();
                for reference in oauth.secrets() {
                    let secret = opening.secrets.read(&reference).await?;
                    http.hide(secret.clone());
                    known.push((reference, secret));
                }
                let keeper = opening.secrets.keeper(opening.name);
                Key::Oauth(Box::new(Tokens { http, oauth: oauth.as_ref().clone(), known, keeper }))
            }
        };
        let mailbox = Mailbox { name: opening.name.to_owned(), settings: settings.clone(), key };
        Ok(Opened::real(Arc::new(mailbox) as Arc<dyn Source>))
    })
}

/// A mailbox.
#[derive(Debug)]
struct Mailbox {
    name: String,
    settings: Settings,
    key: Key,
}

#[derive(Debug)]
enum Key {
    Password(SecretString),
    Oauth(Box<Tokens>),
}

/// What gives tokens.
#[derive(Debug)]
struct Tokens {
    http: Http,
    oauth: Oauth,
    known: Vec<(SecretRef, SecretString)>,
    /// Where the refresh token is kept.
    keeper: Option<Arc<dyn KeepToken>>,
}

impl Tokens {
    async fn ask(&self) -> Result<SecretString, FetchError> {
        let secret = |reference: &SecretRef| {
            let found = self.known.iter().find(|(known, _)| known == reference);
            found.map_or_else(|| SecretString::from(String::new()), |(_, secret)| secret.clone())
        };
        let granted = self.oauth.token(&self.http, self.keeper.as_deref(), secret).await?;
        Ok(granted.map_err(|why| message::no_token(self.oauth.token_url.as_str(), why))?)
    }
}

/// What a file of the spool is found by again: its message, and with the first file those that go with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Marked {
    validity: u32,
    uid: u32,
    id: String,
    /// An attachment: rows of it that could not be used do not make its message one that cannot be used.
    is_attachment: bool,
    /// Other messages that are done with.
    also: Vec<u32>,
    /// Other messages that cannot be used.
    failed: Vec<u32>,
}

impl Marked {
    fn of(file: &FetchedFile) -> Option<Self> {
        serde_json::from_str(&file.mark).ok()
    }
}

impl Mailbox {
    async fn connect(&self) -> Result<Client, FetchError> {
        let mut hidden = Hidden::default();
        let key = match &self.key {
            Key::Password(password) => {
                hidden.add(password);
                login::Key::Password(password.clone())
            }
            Key::Oauth(tokens) => {
                tokens.known.iter().for_each(|(_, secret)| hidden.add(secret));
                let token = tokens.ask().await?;
                hidden.add(&token);
                login::Key::Token(token)
            }
        };
        Ok(Client::open(&self.settings, &key, hidden).await?)
    }

    fn query<'a>(&self, wish: &Wish<'a>) -> Result<&'a Query, Message> {
        wish.query::<Query>().ok_or_else(|| told::another_query(&self.name))
    }

    /// What people call a message: `alerts:INBOX UID 12 (Disk full on SRV1)`.
    fn shown(&self, folder: &str, seen: &Seen) -> String {
        format!("{}:{folder} UID {} ({})", self.name, seen.head.uid, seen.title())
    }

    async fn look(&self, wish: Wish<'_>) -> Result<Message, FetchError> {
        let query = self.query(&wish)?;
        let mut client = self.connect().await?;
        client.choose(&query.folder, false).await?;
        let found = client.search(&find::criteria(query, wish.now)).await?;
        // The newest are enough to tell.
        const LOOKED_AT: usize = 500;
        let some = found.get(found.len().saturating_sub(LOOKED_AT)..).unwrap_or_default();
        let heads = client.heads(some).await?;
        client.leave().await;
        let all = heads.len();
        let fitting: Vec<Seen> = heads.into_iter().map(Seen::of).collect();
        let fitting: Vec<&Seen> =
            fitting.iter().filter(|seen| seen.fate(query, wish.now) == Fate::Wanted).collect();
        Ok(match fitting.last() {
            None => message::fits_nothing(&query.folder, all),
            Some(newest) => message::fits(
                &query.folder,
                fitting.len(),
                found.len(),
                newest.came.map(|came| came.to_rfc3339()).unwrap_or_default(),
                &newest.from,
                newest.title(),
            ),
        })
    }
}

/// The columns of its records, as far as they are known before a message was read; `None`: attachments have their own.
fn columns(format: &SourceFormat) -> Option<Message> {
    let SourceFormat::Mail(format) = format else { return None };
    if format.attachments.is_some() {
        return None;
    }
    let all = few(&mail::columns(format));
    Some(if format.fields { message::columns_and_fields(all) } else { message::columns_of_mails(all) })
}

#[async_trait]
impl Source for Mailbox {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        let mut client = self.connect().await?;
        let fetched = fetch::fetch(self, &mut client, wish, spool).await;
        client.leave().await;
        fetched
    }

    async fn put_away(&self, wish: Wish<'_>, files: &[FetchedFile]) -> Result<Vec<Said>, FetchError> {
        let marked: Vec<Marked> = files.iter().filter_map(Marked::of).collect();
        put_away::put_away(self, wish, &marked, &[]).await
    }

    async fn set_aside(&self, wish: Wish<'_>, files: &[FetchedFile]) -> Result<Vec<Said>, FetchError> {
        let marked: Vec<Marked> = files.iter().filter_map(Marked::of).collect();
        let (good, bad): (Vec<Marked>, Vec<Marked>) = marked.into_iter().partition(|one| one.is_attachment);
        put_away::put_away(self, wish, &good, &bad).await
    }

    fn bookmark_without(&self, bookmark: &str, files: &[FetchedFile]) -> Option<String> {
        let mut memory = Memory::of(Some(bookmark));
        for one in files.iter().filter_map(Marked::of).filter(|one| !one.is_attachment) {
            memory.forget(one.uid, &one.id);
        }
        Some(memory.text())
    }

    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine> {
        let looked = self.look(wish).await;
        let ok = looked.is_ok();
        let detail = match looked {
            Ok(found) => found.said(),
            Err(error) => crate::model::said::Say::said(&error),
        };
        let detail = match columns(&wish.spec.format).filter(|_| ok) {
            Some(columns) => list::in_a_row([detail, columns.said()]),
            None => detail,
        };
        vec![CheckLine { what: message::what_is_checked(&self.settings.login).said(), ok, detail }]
    }
}
