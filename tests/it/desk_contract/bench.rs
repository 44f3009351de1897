//! What a desk brings to the contract: how it is reached, what its tickets need, and the hands and eyes
//! of a person who works there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use stocktake::model::ticket::{Draft, ItemRef, Resolution, TicketId, TicketKey};
use stocktake::systems::desk::Desk;

/// What a technician does in the web interface of the desk.
#[derive(Debug, Clone)]
pub enum Act {
    /// Says something that the requester may read.
    Reply(String),
    /// Takes the ticket.
    Assign,
    /// Solves and closes it for good.
    Close,
}

/// What stands in a ticket beyond what the common words tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The description as a person reads it.
    pub text: String,
    /// Ids of linked items, sorted.
    pub items: Vec<String>,
}

/// What goes wrong with the next writing call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is carried out, and no answer comes in time.
    NoAnswer,
    /// It is carried out, and the connection breaks.
    Broken,
    /// It is carried out, and the answer ends halfway.
    Truncated,
    /// It is carried out twice.
    Twice,
    /// The server is in maintenance: nothing is carried out.
    Maintenance,
}

pub type Hands = Box<dyn Fn(TicketId, Act) -> BoxFuture<'static, ()> + Send + Sync>;
pub type Eyes = Box<dyn Fn(TicketId) -> BoxFuture<'static, Looked> + Send + Sync>;

/// A desk under the contract.
pub struct Bench {
    pub desk: Arc<dyn Desk>,
    /// Class of the tickets that the cases open.
    pub class: &'static str,
    /// What a ticket needs beside title and text.
    pub fields: BTreeMap<String, String>,
    /// Two items that can be linked.
    pub items: [ItemRef; 2],
    /// All that a solution needs.
    pub resolution: Resolution,
    /// A solution that lacks something, and the word by which the refusal names it.
    pub lacking: (Resolution, &'static str),
    /// A field that the desk refuses.
    pub refused: (&'static str, &'static str),
    pub hands: Hands,
    pub eyes: Eyes,
    /// Lets the next writing call go wrong; `None` at a desk that cannot be told to.
    pub trouble: Option<Box<dyn Fn(Trouble) + Send + Sync>>,
    pub counter: AtomicU32,
    /// Makes keys and titles of this run its own.
    pub run: String,
}

impl Bench {
    /// A key that no ticket has.
    pub fn key(&self) -> TicketKey {
        TicketKey(format!("{}-{}", self.run, self.counter.fetch_add(1, Ordering::Relaxed)))
    }

    /// A ticket to open, with a key of its own.
    pub fn draft(&self, title: &str) -> Draft {
        Draft {
            key: self.key(),
            class: self.class.to_owned(),
            title: title.to_owned(),
            text: "first line\nsecond line".to_owned(),
            impact: Some(2),
            urgency: Some(2),
            opened_at: DateTime::parse_from_rfc3339("2026-11-20T10:11:12Z")
                .ok()
                .map(|at| at.with_timezone(&Utc)),
            fields: self.fields.clone(),
            items: Vec::new(),
        }
    }
}
