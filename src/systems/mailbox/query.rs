//! `[feed.mailbox]`: which messages of which folder, and what marks those that were read.

use std::time::Duration;

use glob::Pattern;
use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::settings::{At, FileCheck, Texts, Zero, code};
use crate::systems::table::{Asked, Place, RawQuery};

/// The folder when nothing is said.
const INBOX: &str = "INBOX";
/// Messages that one run reads when nothing is said.
const MOST: usize = 1000;

/// What a feed asks of a mailbox.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub folder: String,
    pub which: Which,
    /// Messages that came longer ago are left out.
    pub since: Option<Duration>,
    /// Of these senders; empty: of all.
    pub senders: Vec<Pattern>,
    /// With a subject in which one of these is found; empty: with any.
    pub subjects: Vec<Regex>,
    pub ignore: Vec<Ignored>,
    pub mark: Mark,
    /// Where messages go that cannot be used; `None`: they stay as they are.
    pub failed_to: Option<String>,
    /// Each message brings the whole list: only the newest is read.
    pub whole: bool,
    /// Messages that one run reads.
    pub most: usize,
}

/// Which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MailboxWhich")]
pub(crate) enum Which {
    /// Those that do not bear the mark yet.
    #[default]
    Unread,
    /// All.
    All,
}

/// Messages that nobody wants as records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MailboxIgnored")]
pub(crate) enum Ignored {
    /// What a program answers by itself: out of office, receipts, mails that could not be delivered.
    AutoReplies,
    /// Answers that people write.
    Replies,
}

/// What a message bears that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    Seen,
    Keyword(String),
    Nothing,
}

/// Messages of a mailbox. `path` of the feed says what of them: `"*.eml"` the messages themselves, read by
/// `[feed.mail]`; `"*.csv"` their attachments of such names, read as any file. `move_to` is a folder of the mailbox.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MailboxQuery")]
pub(crate) struct RawMailboxQuery {
    /// Folder of the mailbox, as people see it: `Alerts`, `INBOX/Alerts`.
    #[schemars(extend("default" = "INBOX"))]
    folder: Option<At<String>>,
    /// Which messages: `unread` (those that do not bear the mark yet) or `all`; with `whole` by default `all`.
    which: Option<Which>,
    /// Messages that came longer ago are left out: `30d`.
    since: Option<At<String>>,
    /// Only of these senders, such as `alerts@example.org` or `*@example.org`.
    sender: Option<At<Texts>>,
    /// Only with a subject in which one of these regular expressions is found.
    subject: Option<At<Texts>>,
    /// Left out, and told: `auto_replies` (out of office, receipts, failed deliveries), `replies`.
    #[schemars(extend("default" = ["auto_replies"]))]
    ignore: Option<Vec<Ignored>>,
    /// What a message bears after a good run has read it: `seen`, a keyword of your own such as `Stocktake`, or
    /// `none`. With `whole` by default `none`.
    #[schemars(extend("default" = "seen"))]
    mark: Option<At<String>>,
    /// Folder into which messages are moved that cannot be used; by default they stay as they are and are told by
    /// each run.
    failed_to: Option<At<String>>,
    /// Each message brings the whole list: only the newest is read, and what is not in it is gone.
    #[schemars(extend("default" = false))]
    whole: Option<bool>,
    /// Messages that one run reads; the oldest come first, the rest with the next run.
    #[schemars(range(min = 1, max = 100_000), extend("default" = 1000))]
    most: Option<At<i64>>,
}

impl RawQuery for RawMailboxQuery {
    type Query = Query;

    fn check(check: &mut FileCheck<'_>, _: Place<'_>, raw: &At<Self>) -> Option<Asked<Query>> {
        let whole = raw.whole.unwrap_or(false);
        let folder =
            raw.folder.as_ref().map_or_else(|| INBOX.to_owned(), |folder| folder_name(check, folder));
        let subjects = raw.subject.iter().flat_map(|raw| raw.0.iter().map(move |text| (raw, text)));
        let subjects = subjects.filter_map(|(raw, text)| subject(check, raw, text)).collect();
        let senders = raw.sender.iter().flat_map(|raw| raw.0.iter().map(move |text| (raw, text)));
        let senders = senders.filter_map(|(raw, text)| sender(check, raw, text)).collect();
        let query = Query {
            which: raw.which.unwrap_or(if whole { Which::All } else { Which::Unread }),
            since: raw.since.as_ref().map(|since| check.duration(since, Zero::Refused)),
            senders,
            subjects,
            ignore: raw.ignore.clone().unwrap_or_else(|| vec![Ignored::AutoReplies]),
            mark: mark(check, raw.mark.as_ref(), whole),
            failed_to: raw.failed_to.as_ref().map(|folder| folder_name(check, folder)),
            whole,
            most: check.number_or(raw.most.as_ref(), MOST, 1..=100_000),
            folder: folder.clone(),
        };
        // What was read of a folder is not read again because the feed looks for other subjects now.
        Some(Asked { query, identity: folder, partial: !whole, format: None })
    }
}

/// A name of a folder, which goes into a command.
fn folder_name(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let name = check.filled(raw);
    if name.contains(char::is_control) {
        check.report(code::BAD_NAME, &raw.span, message::no_folder_name());
    }
    name
}

fn subject(check: &mut FileCheck<'_>, raw: &At<Texts>, text: &str) -> Option<Regex> {
    let regex = RegexBuilder::new(text).case_insensitive(true).build().ok();
    if regex.is_none() {
        check.report(code::BAD_PATTERN, &raw.span, message::no_subject(text));
    }
    regex
}

fn sender(check: &mut FileCheck<'_>, raw: &At<Texts>, text: &str) -> Option<Pattern> {
    let pattern = Pattern::new(&text.trim().to_lowercase()).ok().filter(|_| text.contains('@'));
    if pattern.is_none() {
        check.report(code::BAD_PATTERN, &raw.span, message::no_sender(text));
    }
    pattern
}

/// RFC 3501: a keyword is an atom.
fn mark(check: &mut FileCheck<'_>, raw: Option<&At<String>>, whole: bool) -> Mark {
    let Some(raw) = raw else { return if whole { Mark::Nothing } else { Mark::Seen } };
    match raw.trim() {
        "seen" => Mark::Seen,
        "none" => Mark::Nothing,
        keyword => {
            let is_atom = |sign: char| sign.is_ascii_graphic() && !"(){%*\"\\]".contains(sign);
            if keyword.is_empty() || !keyword.chars().all(is_atom) {
                check.report(code::BAD_NAME, &raw.span, message::no_keyword(keyword));
            }
            Mark::Keyword(keyword.to_owned())
        }
    }
}
