//! `status.dat`, `objects.cache` and the pipe `nagios.cmd` on this machine.
//!
//! The status file is away while the daemon is down: that is an error, never "nothing is open".

use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use chrono::Utc;
use tokio::io::AsyncWriteExt as _;

use super::cgi::{BY_USERS, one_line};
use super::config::NagiosFiles;
use super::message;
use super::{Problem, event, forgetful, is_young, look_at_hosts};
use crate::model::event::{Acknowledgement, Event, OperatorNote, Remark, Seen, Sight, Unlisted, Watched};
use crate::model::plain::plain_line;
use crate::systems::monitor::{Abilities, Monitor, Outcome};
use crate::systems::shared::RemoteError;
use crate::systems::shared::episode;

/// Older than this, in seconds, the status says nothing of now.
const STALE: f64 = 300.0;

/// A Nagios by its files.
#[derive(Debug)]
pub struct Files {
    name: String,
    files: NagiosFiles,
}

/// One block of a file: its word and its values.
#[derive(Debug)]
struct Block {
    word: String,
    values: BTreeMap<String, String>,
}

impl Block {
    fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn number(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap_or(0.0)
    }

    fn is_on(&self, name: &str) -> bool {
        self.number(name) > 0.0
    }

    /// As in [`Event::object`].
    fn object(&self) -> String {
        match self.names() {
            (host, None) => host,
            (host, Some(service)) => format!("{host}!{service}"),
        }
    }

    /// Host and service that it is about.
    fn names(&self) -> (String, Option<String>) {
        let service = Some(self.text("service_description").to_owned()).filter(|name| !name.is_empty());
        (self.text("host_name").to_owned(), service)
    }
}

impl Files {
    pub(super) fn new(name: String, files: NagiosFiles) -> Self {
        Self { name, files }
    }

    async fn send(&self, verb: &str, end: &str, now: &Event, more: &[&str]) -> Result<Outcome, RemoteError> {
        let Some(pipe) = &self.files.commands else {
            let why = message::no_command_file();
            return Ok(Outcome::NotPossible(why.into()));
        };
        let mut names = now.host.iter().chain(&now.service);
        if let Some(name) = names.find(|name| name.contains(ends_a_field)) {
            return Ok(Outcome::NotPossible(message::name_ends_a_field(plain_line(name)).into()));
        }
        let of = if now.service.is_some() { "_SVC" } else { "_HOST" };
        let mut fields = vec![format!("{verb}{of}{end}"), now.host.clone().unwrap_or_default()];
        fields.extend(now.service.clone());
        fields.extend(more.iter().map(|text| (*text).to_owned()));
        let line = format!("[{}] {}\n", Utc::now().timestamp(), fields.join(";"));
        let mut writer = open(pipe)?;
        writer.write_all(line.as_bytes()).await.map_err(|error| broken(pipe, &error))?;
        Ok(Outcome::Sent)
    }

    /// The event of a block; `None` when it is no problem, or was never checked.
    fn translate(&self, block: &Block) -> Option<Event> {
        let is_host = block.word == "hoststatus";
        if !is_host && block.word != "servicestatus" {
            return None;
        }
        let state = block.number("current_state") as i64;
        if state == 0 || !block.is_on("has_been_checked") {
            return None;
        }
        let (host, service) = block.names();
        let good = block.number(if is_host { "last_time_up" } else { "last_time_ok" });
        let problem = Problem {
            host,
            service,
            state,
            is_hard: block.is_on("state_type"),
            in_downtime: block.is_on("scheduled_downtime_depth"),
            flapping: block.is_on("is_flapping"),
            last_state_change: block.number("last_state_change"),
            last_hard_state_change: block.number("last_hard_state_change"),
            last_good: good,
            output: block.text("plugin_output").to_owned(),
            long_output: block.text("long_plugin_output").to_owned(),
        };
        let id = block.text("current_problem_id");
        let begin = match id {
            "" | "0" => format!("{good:.0}"),
            id => format!("problem {id} after {good:.0}"),
        };
        let mut event = event(&self.name, problem, &begin);
        event.acknowledged = block.is_on("problem_has_been_acknowledged").then(Acknowledgement::default);
        // `_CMDBID=0;2001`: whether it was changed, and the value.
        event.labels = block
            .values
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix('_')?, value.split_once(';')?.1)))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Some(event)
    }
}

#[async_trait(?Send)]
impl Monitor for Files {
    fn abilities(&self) -> Abilities {
        super::ABILITIES
    }

    fn login(&self) -> Option<&str> {
        None
    }

    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError> {
        let blocks = read(&self.files.status).await?;
        let count = |word: &str| blocks.iter().filter(|block| block.word == word).count();
        let version =
            blocks.iter().find(|block| block.word == "info").map_or("?", |info| info.text("version"));
        let mut lines = vec![
            message::version_and_file(version, self.files.status.display()).said(),
            message::sees(count("hoststatus"), count("servicestatus")).said(),
        ];
        lines.extend(stale(&blocks));
        match &self.files.commands {
            None => lines.push(message::may_not_acknowledge().said()),
            Some(pipe) => {
                open(pipe)?;
                lines.push(message::may_acknowledge().said());
            }
        }
        Ok(lines)
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let blocks = read(&self.files.status).await?;
        let mut events: Vec<Event> = blocks.iter().filter_map(|block| self.translate(block)).collect();
        let resting: Vec<String> = blocks
            .iter()
            .filter(|block| block.word == "hoststatus" && block.is_on("scheduled_downtime_depth"))
            .map(|block| block.text("host_name").to_owned())
            .collect();
        look_at_hosts(&mut events, &resting);
        add_authors(&mut events, &blocks);
        if let Some(objects) = &self.files.objects {
            add_objects(&mut events, &read(objects).await?);
        }
        let sight = stale(&blocks).or_else(|| young(&blocks)).map_or(Sight::Full, Sight::Partial);
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, wanted: &Event) -> Result<Option<Event>, RemoteError> {
        let seen = self.list().await?;
        Ok(seen.events.into_iter().find(|event| event.object == wanted.object && event.kind == wanted.kind))
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let blocks = read(&self.files.status).await?;
        let states = blocks.iter().filter(|block| matches!(&*block.word, "hoststatus" | "servicestatus"));
        let known: HashMap<String, &Block> = states.map(|block| (block.object(), block)).collect();
        let became = |episode: &Watched<'_>| match known.get(episode.object) {
            None => Unlisted::NotShown,
            Some(block) if !block.is_on("has_been_checked") => Unlisted::Pending,
            Some(block) if block.is_on("current_state") => Unlisted::StillBad,
            Some(_) => Unlisted::Over,
        };
        Ok(episodes.iter().map(became).collect())
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let mut comments = read(&self.files.status).await?;
        comments.retain(|block| {
            matches!(block.word.as_str(), "hostcomment" | "servicecomment")
                && block.number("entry_type") as i64 == BY_USERS
        });
        comments.sort_by(|a, b| a.number("entry_time").total_cmp(&b.number("entry_time")));
        let said = |block: &Block| OperatorNote {
            // Numbers begin anew with a lost retention file.
            id: format!("{} {}", block.text("comment_id"), block.text("entry_time")),
            author: Some(block.text("author").to_owned()),
            at: Some(episode::seconds(block.number("entry_time"))),
            text: block.text("comment_data").to_owned(),
        };
        let of = |episode: &Watched<'_>| {
            comments.iter().filter(|block| block.object() == episode.object).map(said).collect()
        };
        Ok(episodes.iter().map(of).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        // Sticky, no notification, comment not kept.
        self.send("ACKNOWLEDGE", "_PROBLEM", now, &["2", "0", "0", &author(remark), &one_line(&remark.text)])
            .await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        self.send("REMOVE", "_ACKNOWLEDGEMENT", now, &[]).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.send("ADD", "_COMMENT", now, &["1", &author(remark), &one_line(&remark.text)]).await
    }
}

/// What divides the fields and the lines of a command: a name that holds it would become another command.
fn ends_a_field(sign: char) -> bool {
    sign == ';' || sign.is_control()
}

fn author(remark: &Remark) -> String {
    one_line(&remark.author).replace(';', ",")
}

fn add_authors(events: &mut [Event], blocks: &[Block]) {
    for event in events.iter_mut().filter(|event| event.acknowledged.is_some()) {
        let names = (event.host.clone().unwrap_or_default(), event.service.clone());
        let of_it = |block: &&Block| {
            matches!(block.word.as_str(), "hostcomment" | "servicecomment")
                && block.number("entry_type") as i64 == 4
                && block.names() == names
        };
        let newest = blocks
            .iter()
            .filter(of_it)
            .max_by(|a, b| a.number("entry_time").total_cmp(&b.number("entry_time")));
        if let Some(comment) = newest {
            event.acknowledged = Some(Acknowledgement {
                author: Some(comment.text("author").to_owned()),
                comment: Some(comment.text("comment_data").to_owned()),
                at: Some(episode::seconds(comment.number("entry_time"))),
            });
        }
    }
}

/// Addresses and groups out of `objects.cache`.
fn add_objects(events: &mut [Event], blocks: &[Block]) {
    let hosts = blocks.iter().filter(|block| block.word == "define host");
    let addresses: BTreeMap<&str, &str> =
        hosts.map(|block| (block.text("host_name"), block.text("address"))).collect();
    let groups: Vec<(&str, Vec<&str>)> = blocks
        .iter()
        .filter(|block| block.word == "define hostgroup")
        .map(|block| {
            (block.text("hostgroup_name"), block.text("members").split(',').map(str::trim).collect())
        })
        .collect();
    for event in events {
        let Some(host) = event.host.as_deref() else { continue };
        event.address = addresses.get(host).filter(|text| !text.is_empty()).map(|text| (*text).to_owned());
        let of_host = groups.iter().filter(|(_, members)| members.contains(&host));
        event.groups = episode::sorted(of_host.map(|(group, _)| (*group).to_owned()));
    }
}

async fn read(path: &Path) -> Result<Vec<Block>, RemoteError> {
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok(blocks(&String::from_utf8_lossy(&bytes))),
        Err(error) => {
            let shown = path.display();
            Err(RemoteError::Setup(message::cannot_read(shown, error).said()))
        }
    }
}

/// `word {`, `name=value` or `name<tab>value`, `}`.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match &mut open {
            None => {
                if let Some(word) = line.strip_suffix('{') {
                    open = Some(Block { word: word.trim().to_owned(), values: BTreeMap::new() });
                }
            }
            Some(_) if line == "}" => blocks.extend(open.take()),
            Some(block) => {
                let at = line.find(['=', '\t']);
                if let Some(at) = at {
                    block.values.insert(line[..at].to_owned(), line[at + 1..].trim().to_owned());
                }
            }
        }
    }
    blocks
}

fn stale(blocks: &[Block]) -> Option<crate::model::Said> {
    let info = blocks.iter().find(|block| block.word == "info");
    let Some(info) = info else { return Some(message::file_not_whole().said()) };
    let age = Utc::now().timestamp() as f64 - info.number("created");
    (age > STALE).then(|| message::status_is_old(format_args!("{:.0}", age / 60.0)).said())
}

fn young(blocks: &[Block]) -> Option<crate::model::Said> {
    let program = blocks.iter().find(|block| block.word == "programstatus")?;
    if !is_young(program.number("program_start"), Utc::now().timestamp() as f64) {
        return None;
    }
    let is_thing = |block: &&Block| matches!(block.word.as_str(), "hoststatus" | "servicestatus");
    let unchecked = blocks.iter().filter(is_thing).filter(|block| !block.is_on("has_been_checked")).count();
    forgetful(i64::try_from(unchecked).unwrap_or(i64::MAX))
}

/// Opens the pipe, which fails at once when nobody reads it.
fn open(pipe: &PathBuf) -> Result<tokio::net::unix::pipe::Sender, RemoteError> {
    tokio::net::unix::pipe::OpenOptions::new().open_sender(pipe).map_err(|error| broken(pipe, &error))
}

fn broken(pipe: &Path, error: &std::io::Error) -> RemoteError {
    let shown = pipe.display();
    RemoteError::Setup(message::cannot_write(shown, error).said())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_in_both_forms() {
        let text =
            "# x\ninfo {\n\tcreated=1\n\t}\n\ndefine host {\n\thost_name\tweb01\n\taddress\t10.0.0.1\n\t}\n";
        let found = blocks(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].number("created"), 1.0);
        assert_eq!((found[1].word.as_str(), found[1].text("address")), ("define host", "10.0.0.1"));
    }
}
