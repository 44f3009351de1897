//! The connection to a mailbox: TLS before anybody logs in, commands, and what their answers mean. A command whose
//! end was not seen is an error: what came before it is no answer.

use std::time::Duration;

use async_imap::Session;
use async_imap::imap_proto::{
    AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath, Status,
};
use tokio::time::timeout;

use super::config::Settings;
use super::folder;
use super::login::{self, Line};
use super::message;
use crate::message::Message;
use crate::model::hidden::Hidden;

/// Messages whose heads are asked for at once.
const AT_ONCE: usize = 200;
/// Bytes of a second, at the least.
const SLOWEST: usize = 32 * 1024;
/// Bytes that are read of the head of a message.
const HEAD: usize = 64 * 1024;
/// The headers that tell whether a message is wanted.
const FIELDS: &str = "MESSAGE-ID DATE FROM SUBJECT IN-REPLY-TO REFERENCES AUTO-SUBMITTED PRECEDENCE X-AUTOREPLY \
                      X-AUTORESPOND CONTENT-TYPE";

/// A mailbox that somebody has opened.
pub(super) struct Client {
    session: Session<Box<dyn Line>>,
    place: String,
    timeout: Duration,
    hidden: Hidden,
    /// What the server can do beyond the least, in capitals.
    abilities: Vec<String>,
}

/// A folder that was chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Folder {
    /// By what its numbers are known again: another one, and they are of other messages.
    pub validity: u32,
}

/// What is seen of a message before it is fetched.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub uid: u32,
    pub size: u64,
    /// When it came, as the server writes it.
    pub came: String,
    pub fields: Vec<u8>,
}

/// Why a command was not done.
pub(super) enum Refusal {
    /// The server says no, in its words.
    No(String),
    /// There is no connection any more, or none that can be used.
    Lost(Message),
}

impl Client {
    /// Connects and logs in.
    ///
    /// # Errors
    /// An address nobody answers at, a certificate that is not trusted, a refused login.
    pub async fn open(settings: &Settings, key: &login::Key, hidden: Hidden) -> Result<Self, Message> {
        let place = format!("{}:{}", settings.host, settings.port);
        let silent = || message::silent(&place, settings.timeout.as_secs());
        let logging_in = login::log_in(settings, &place, key, &hidden);
        // Each step has the time of one answer.
        let session = timeout(settings.timeout * 5, logging_in).await.map_err(|_| silent())??;
        let mut client = Self { session, place, timeout: settings.timeout, hidden, abilities: Vec::new() };
        let mut abilities = Vec::new();
        let asked = client.run("CAPABILITY", 0, |response| {
            if let Response::Capabilities(all) = response {
                abilities.extend(all.iter().map(|one| format!("{one:?}").to_uppercase()));
            }
        });
        asked.await.map_err(|refusal| client.told(refusal))?;
        client.abilities = abilities;
        Ok(client)
    }

    fn can(&self, what: &str) -> bool {
        self.abilities.iter().any(|ability| ability.contains(&format!("\"{what}\"")))
    }

    fn told(&self, refusal: Refusal) -> Message {
        match refusal {
            Refusal::No(words) => message::refused(&self.place, words),
            Refusal::Lost(why) => why,
        }
    }

    /// Sends a command and hands out its answers. `bytes`: how many it brings.
    async fn run(
        &mut self,
        command: &str,
        bytes: usize,
        mut take: impl FnMut(&Response<'_>),
    ) -> Result<(), Refusal> {
        let patience = self.timeout + Duration::from_secs((bytes / SLOWEST) as u64);
        let lost = |why: Message| Refusal::Lost(message::lost(&self.place, why));
        let sent = timeout(self.timeout, self.session.run_command(command)).await;
        let tag = match sent {
            Ok(Ok(tag)) => tag,
            Ok(Err(_)) => return Err(lost(message::went_away())),
            Err(_) => return Err(Refusal::Lost(message::silent(&self.place, self.timeout.as_secs()))),
        };
        loop {
            let answer = match timeout(patience, self.session.read_response()).await {
                Err(_) => return Err(Refusal::Lost(message::silent(&self.place, patience.as_secs()))),
                Ok(Ok(Some(answer))) => answer,
                Ok(Ok(None)) => return Err(lost(message::went_away())),
                // Its own words show what stood on the line.
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::Other => {
                    return Err(lost(message::not_understood()));
                }
                Ok(Err(_)) => return Err(lost(message::went_away())),
            };
            match answer.parsed() {
                Response::Done { tag: of, status, outcome } if *of == tag => {
                    let words = self.hidden.redact(outcome.information.as_deref().unwrap_or_default());
                    let words = words.chars().take(300).collect();
                    return match status {
                        Status::Ok => {
                            take(answer.parsed());
                            Ok(())
                        }
                        Status::No | Status::Bad | Status::PreAuth | Status::Bye => Err(Refusal::No(words)),
                    };
                }
                Response::Data { status: Status::Bye, outcome } => {
                    let words = self.hidden.redact(outcome.information.as_deref().unwrap_or_default());
                    return Err(lost(message::server_leaves(words)));
                }
                other => take(other),
            }
        }
    }

    async fn done(&mut self, command: &str) -> Result<(), Message> {
        let ran = self.run(command, 0, |_| {}).await;
        ran.map_err(|refusal| self.told(refusal))
    }

    /// Chooses a folder. `to_change`: what was read is marked there.
    ///
    /// # Errors
    /// One that is not there, with those of like names.
    pub async fn choose(&mut self, name: &str, to_change: bool) -> Result<Folder, Message> {
        let verb = if to_change { "SELECT" } else { "EXAMINE" };
        let mut folder = Folder::default();
        let command = format!("{verb} {}", folder::quoted(name));
        let chosen = self.run(&command, 0, |response| {
            if let Response::Data { outcome, .. } = response
                && let Some(ResponseCode::UidValidity(validity)) = &outcome.code
            {
                folder.validity = *validity;
            }
        });
        match chosen.await {
            Ok(()) => Ok(folder),
            Err(Refusal::Lost(why)) => Err(why),
            Err(Refusal::No(words)) => {
                let all = self.folders().await?;
                if all.iter().any(|known| known == name) {
                    return Err(message::refused(&self.place, words));
                }
                Err(message::no_folder(&self.place, name, folder::near(name, &all)))
            }
        }
    }

    /// The names of all folders.
    async fn folders(&mut self) -> Result<Vec<String>, Message> {
        let mut names = Vec::new();
        let listed = self.run("LIST \"\" \"*\"", 0, |response| {
            if let Response::MailboxData(MailboxDatum::List(list)) = response {
                names.push(folder::decoded(&list.name));
            }
        });
        listed.await.map_err(|refusal| self.told(refusal))?;
        Ok(names)
    }

    /// Makes sure that a folder is there.
    ///
    /// # Errors
    /// When it is not there and cannot be made.
    pub async fn make(&mut self, name: &str) -> Result<(), Message> {
        if self.folders().await?.iter().any(|known| known == name) {
            return Ok(());
        }
        let made = self.run(&format!("CREATE {}", folder::quoted(name)), 0, |_| {}).await;
        match made {
            Ok(()) => {
                // Programs that people read with show what is subscribed to. One that cannot is no trouble.
                let _ = self.run(&format!("SUBSCRIBE {}", folder::quoted(name)), 0, |_| {}).await;
                Ok(())
            }
            Err(Refusal::Lost(why)) => Err(why),
            // Another one was faster.
            Err(Refusal::No(_)) if self.folders().await?.iter().any(|known| known == name) => Ok(()),
            Err(Refusal::No(words)) => Err(message::not_made(&self.place, name, words)),
        }
    }

    /// The numbers of messages, ascending.
    ///
    /// # Errors
    /// A connection that ends, or a search that is refused.
    pub async fn search(&mut self, criteria: &str) -> Result<Vec<u32>, Message> {
        let mut found = Vec::new();
        let command = format!("UID SEARCH {criteria}");
        let searched = self.run(&command, 0, |response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                found.extend_from_slice(uids);
            }
        });
        searched.await.map_err(|refusal| self.told(refusal))?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The heads of messages. One that is not there any more is left out.
    ///
    /// # Errors
    /// A connection that ends before all were told.
    pub async fn heads(&mut self, uids: &[u32]) -> Result<Vec<Head>, Message> {
        let mut heads = Vec::new();
        for some in uids.chunks(AT_ONCE) {
            let set = folder::set(some);
            let command = format!(
                "UID FETCH {set} (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS ({FIELDS})]<0.{HEAD}>)"
            );
            let mut page = Vec::new();
            let fetched = self.run(&command, some.len() * HEAD / 16, |response| {
                if let Response::Fetch(_, attributes) = response {
                    page.extend(head(attributes));
                }
            });
            fetched.await.map_err(|refusal| self.told(refusal))?;
            page.retain(|head: &Head| some.contains(&head.uid));
            heads.append(&mut page);
        }
        heads.sort_by_key(|head| head.uid);
        Ok(heads)
    }

    /// A message, or of one that is larger than `most` bytes its head alone. `None`: it is not there any more.
    ///
    /// # Errors
    /// A connection that ends before all of it was told.
    pub async fn message(&mut self, head: &Head, most: u64) -> Result<Option<Vec<u8>>, Message> {
        let section = if head.size > most { "HEADER" } else { "" };
        let length = usize::try_from(head.size.min(most)).unwrap_or(usize::MAX);
        let command =
            format!("UID FETCH {} (UID BODY.PEEK[{section}]<0.{}>)", head.uid, most.saturating_add(1));
        let mut found = None;
        let fetched = self.run(&command, length, |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let is_it =
                attributes.iter().any(|one| matches!(one, AttributeValue::Uid(uid) if *uid == head.uid));
            let body = attributes.iter().find_map(|one| match one {
                AttributeValue::BodySection { section: None, data, .. } => data.as_ref(),
                AttributeValue::BodySection {
                    section: Some(SectionPath::Full(MessageSection::Header)),
                    data,
                    ..
                } => data.as_ref(),
                _ => None,
            });
            if let (true, Some(body)) = (is_it, body) {
                found = Some(body.to_vec());
            }
        });
        fetched.await.map_err(|refusal| self.told(refusal))?;
        if found.is_none() && !self.search(&format!("UID {}", head.uid)).await?.is_empty() {
            return Err(message::not_given(&self.place, head.uid));
        }
        if let Some(body) = &found
            && section.is_empty()
            && body.len() as u64 != head.size
        {
            // Servers that count line ends otherwise exist: what is shorter than half was cut.
            if (body.len() as u64) < head.size / 2 {
                return Err(message::cut(&self.place, head.uid, body.len(), head.size));
            }
            tracing::debug!(uid = head.uid, told = head.size, given = body.len(), "the size of a message");
        }
        Ok(found)
    }

    /// Sets a flag.
    ///
    /// # Errors
    /// A server that does not.
    pub async fn flag(&mut self, uids: &[u32], flag: &str) -> Result<(), Message> {
        for some in uids.chunks(AT_ONCE) {
            self.tell_those_there(some, |set| format!("UID STORE {set} +FLAGS.SILENT ({flag})")).await?;
        }
        Ok(())
    }

    /// Moves messages into a folder; those that are not there any more are nobody's trouble.
    ///
    /// # Errors
    /// A server that does not.
    pub async fn move_to(&mut self, uids: &[u32], name: &str) -> Result<(), Message> {
        let to = folder::quoted(name);
        for some in uids.chunks(AT_ONCE) {
            if self.can("MOVE") {
                self.tell_those_there(some, |set| format!("UID MOVE {set} {to}")).await?;
                continue;
            }
            // Copied twice is worse than read twice: what another one has taken away already is left out.
            let there = self.search(&format!("UID {} UNDELETED", folder::set(some))).await?;
            if there.is_empty() {
                continue;
            }
            let set = folder::set(&there);
            self.done(&format!("UID COPY {set} {to}")).await?;
            self.tell_those_there(&there, |set| format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")).await?;
            // Without UIDPLUS all that anybody has marked as deleted would go: then it stays, marked.
            if self.can("UIDPLUS") {
                self.done(&format!("UID EXPUNGE {set}")).await?;
            }
        }
        Ok(())
    }

    /// Does something to messages. Where the server refuses because some have gone meanwhile, it is done to the rest.
    async fn tell_those_there(
        &mut self,
        uids: &[u32],
        command: impl Fn(&str) -> String,
    ) -> Result<(), Message> {
        let mut left = uids.to_vec();
        while !left.is_empty() {
            match self.run(&command(&folder::set(&left)), 0, |_| {}).await {
                Ok(()) => return Ok(()),
                Err(Refusal::Lost(why)) => return Err(why),
                Err(Refusal::No(words)) => {
                    self.done("NOOP").await?;
                    let there = self.search(&format!("UID {}", folder::set(&left))).await?;
                    if there.len() >= left.len() {
                        return Err(message::refused(&self.place, words));
                    }
                    left = there;
                }
            }
        }
        Ok(())
    }

    /// Ends the session.
    pub async fn leave(mut self) {
        let _ = timeout(Duration::from_secs(5), self.session.run_command("LOGOUT")).await;
    }
}

fn head(attributes: &[AttributeValue<'_>]) -> Option<Head> {
    let mut head = Head::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => head.uid = *uid,
            AttributeValue::Rfc822Size(size) => head.size = u64::from(*size),
            AttributeValue::InternalDate(date) => head.came = date.to_string(),
            AttributeValue::BodySection { data: Some(data), .. } => head.fields = data.to_vec(),
            _ => {}
        }
    }
    // Others tell of flags that somebody has set meanwhile.
    (head.uid > 0 && head.size > 0).then_some(head)
}
