//! Which messages of a folder a feed wants, by what their heads say.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, Utc};
use mail_parser::{HeaderValue, MessageParser};
use sha2::{Digest as _, Sha256};

use super::client::Head;
use super::query::{Ignored, Mark, Query, Which};

/// Signs of a subject that are shown.
const SHOWN: usize = 80;

/// What the head of a message says.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub head: Head,
    /// By what it is known again: a digest of its Message-ID, else of what its head says.
    pub id: String,
    pub from: String,
    pub subject: String,
    pub came: Option<DateTime<FixedOffset>>,
    /// What it is besides a message.
    is_auto_reply: bool,
    is_reply: bool,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is read.
    Wanted,
    /// It is of nobody's concern and stays as it is.
    Other,
    /// It is left out, which is told.
    Ignored,
}

/// The search for what a feed wants, as far as the server can tell.
pub(super) fn criteria(query: &Query, now: SystemTime) -> String {
    let mut criteria = match (query.which, &query.mark) {
        (Which::All, _) => "UNDELETED".to_owned(),
        (Which::Unread, Mark::Keyword(keyword)) => format!("UNDELETED UNKEYWORD {keyword}"),
        (Which::Unread, Mark::Seen | Mark::Nothing) => "UNDELETED UNSEEN".to_owned(),
    };
    if let Some(since) = query.since {
        // Servers compare days, in the zone that they like.
        let from = now.checked_sub(since + Duration::from_secs(86_400)).unwrap_or(SystemTime::UNIX_EPOCH);
        criteria.push_str(&DateTime::<Utc>::from(from).format(" SINCE %-d-%b-%Y").to_string());
    }
    criteria
}

impl Seen {
    pub fn of(head: Head) -> Self {
        let parser = MessageParser::new().with_address_headers().with_message_ids().default_header_text();
        let parsed = parser.parse_headers(&head.fields);
        let text = |name: &str| {
            let parsed = parsed.as_ref()?;
            let header = parsed.headers().iter().find(|header| header.name().eq_ignore_ascii_case(name))?;
            match header.value() {
                HeaderValue::Text(text) => Some(text.to_string()),
                HeaderValue::TextList(texts) => Some(texts.join(" ")),
                _ => None,
            }
        };
        let starts = |name: &str, begin: &str| {
            text(name).is_some_and(|text| text.trim_start().to_lowercase().starts_with(begin))
        };
        let subject = text("Subject").unwrap_or_default();
        let from = parsed.as_ref().and_then(|parsed| parsed.from()).and_then(|from| from.first());
        let from = from.and_then(|from| from.address()).unwrap_or_default().to_lowercase();
        let id = match text("Message-ID").filter(|id| !id.trim().is_empty()) {
            Some(id) => digest(&[id.trim().as_bytes()]),
            None => digest(&[b"no id", &head.size.to_be_bytes(), &head.fields]),
        };
        Self {
            id,
            came: DateTime::parse_from_str(head.came.trim(), "%d-%b-%Y %H:%M:%S %z").ok(),
            is_auto_reply: starts("Auto-Submitted", "auto-replied")
                || starts("Precedence", "auto_reply")
                || starts("Content-Type", "multipart/report")
                || text("X-Autoreply").is_some()
                || text("X-Autorespond").is_some(),
            is_reply: text("In-Reply-To").is_some() || text("References").is_some() || is_answer(&subject),
            subject,
            from,
            head,
        }
    }

    /// What becomes of it.
    pub fn fate(&self, query: &Query, now: SystemTime) -> Fate {
        let is_old = query.since.is_some_and(|since| self.age(now).is_some_and(|age| age > since));
        let of_sender = query.senders.is_empty() || query.senders.iter().any(|one| one.matches(&self.from));
        let of_subject =
            query.subjects.is_empty() || query.subjects.iter().any(|one| one.is_match(&self.subject));
        if is_old || !of_sender || !of_subject {
            return Fate::Other;
        }
        let is_ignored = query.ignore.iter().any(|ignored| match ignored {
            Ignored::AutoReplies => self.is_auto_reply,
            Ignored::Replies => self.is_reply,
        });
        if is_ignored { Fate::Ignored } else { Fate::Wanted }
    }

    /// How long ago it came; `None`: the server does not say.
    pub fn age(&self, now: SystemTime) -> Option<Duration> {
        let now = DateTime::<Utc>::from(now);
        self.came.map(|came| (now - came.with_timezone(&Utc)).to_std().unwrap_or_default())
    }

    /// Its subject in a line.
    pub fn title(&self) -> String {
        let plain = |sign: char| if sign.is_control() { ' ' } else { sign };
        let title: String = self.subject.trim().chars().map(plain).take(SHOWN).collect();
        if self.subject.trim().chars().count() > SHOWN { format!("{title}…") } else { title }
    }
}

/// Whether a subject is that of an answer, in the languages of Europe.
fn is_answer(subject: &str) -> bool {
    let lower = subject.trim_start().to_lowercase();
    let Some((begin, _)) = lower.split_once(':') else { return false };
    let begin =
        begin.trim_end().trim_end_matches(|sign: char| sign.is_ascii_digit() || "[]()".contains(sign));
    matches!(begin, "re" | "aw" | "sv" | "antw" | "odp" | "rif" | "r" | "rép" | "tr re" | "ref" | "vs")
}

fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    base16ct::lower::encode_string(&digest.finalize())[..20].to_owned()
}
