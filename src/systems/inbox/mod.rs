//! What monitors push to a job by the API: bodies of JSON, each stored before it was answered. The engine hands them over
//! with the spool; here they become rows.
//!
//! No body keeps another one from being read: what has no rows where they should be is one row by itself, which its
//! mapping then refuses with its place.

mod body;
mod config;
mod examples;
mod message;

use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;

use crate::message::source as told;
use crate::model::push::{Push, PushEnd};
use crate::model::{RunId, Said};
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Source, Spool, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
use config::{Query, Settings};
pub(super) use examples::EXAMPLES;

/// The room of what is pushed.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "inbox", product: "Inbox", about: "What monitors push to a job by the API." },
        include_str!("page.md"),
        Table::of::<config::RawInbox>(),
        RecordsRole {
            open,
            query: QueryTable::of::<config::RawInboxQuery>(),
            has_files: false,
            marks: false,
            pushed: true,
        },
    )
};

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let _: &Settings = opening.settings()?;
        let source: Arc<dyn Source> = Arc::new(Inbox { name: opening.name.to_owned() });
        Ok(Opened::real(source))
    })
}

/// What was pushed.
#[derive(Debug)]
struct Inbox {
    name: String,
}

impl Inbox {
    /// What people call a body: `alerts:0197a000-… (token:zabbix, 2026-11-29 08:00:00 UTC)`.
    fn shown(&self, push: &Push) -> String {
        let at = push.pushed_at.format("%Y-%m-%d %H:%M:%S UTC");
        format!("{}:{} ({}, {at})", self.name, push.id, push.pushed_by)
    }
}

/// What became of a body that was read before.
fn ended(shown: &str, end: PushEnd, run: &RunId) -> Said {
    match end {
        PushEnd::Read => message::was_read(shown, run.short()).said(),
        PushEnd::Rejected => message::was_rejected(shown, run.short()).said(),
    }
}

#[async_trait]
impl Source for Inbox {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        let query = wish.query::<Query>().ok_or_else(|| told::another_query(&self.name))?;
        let mut fetched = Fetched::default();
        for push in spool.pushed() {
            let shown = self.shown(push);
            let (rows, is_lost) = body::rows(push, &query.rows);
            if is_lost {
                fetched.notes.push(message::no_rows(&shown, query.rows.join(".")).said());
            }
            fetched.notes.extend(push.end.as_ref().map(|(end, run)| ended(&shown, *end, run)));
            let mut file = spool.rows(&push.id)?;
            rows.iter().try_for_each(|row| file.push(row))?;
            fetched.files.push(FetchedFile { file: file.end()?, shown: shown.into(), mark: push.id.clone() });
        }
        Ok(fetched)
    }

    async fn check(&self, _wish: Wish<'_>) -> Vec<CheckLine> {
        vec![CheckLine { what: message::what_is_checked().said(), ok: true, detail: message::waits().said() }]
    }
}
