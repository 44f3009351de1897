//! Any system with an HTTP API: what is asked, how it lets us in and how its pages follow each other is
//! configuration, so that a vendor is a folder and not code.
//!
//! What is read is complete or an error. Our login goes to the system alone, and to hosts that the settings name.

mod access;
mod act;
mod changes;
mod client;
mod config;
mod document;
mod examples;
mod feed;
mod fetch;
mod message;
mod oauth;
mod one;
mod one_tried;
mod paging;
mod path;
mod query;
mod raw;
mod template;
mod wire;
mod wrapping;

use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;

use crate::message::{Message, source};
use crate::model::said::Say as _;
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening, few};
use crate::systems::source::{Act, Acted, FetchError, Fetched, Json, Source, Spool, Tell, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
pub(super) use examples::EXAMPLES;

use access::{Door, Known};
use act::Performing;
use client::Client;
use config::Settings;
use feed::Feed;
use fetch::Reading;
use wire::Wire;

/// The room of systems with an HTTP API.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "http", product: "HTTP", about: "A system with an HTTP API." },
        include_str!("page.md"),
        Table::of::<config::RawHttp>(),
        RecordsRole {
            open,
            query: QueryTable::of::<raw::RawHttpFeed>(),
            has_files: false,
            marks: false,
            pushed: false,
        },
    )
};

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let wire = Wire::new(settings, &settings.reach.keys(opening.secrets).await?)?;
        let mut secrets = Known::new();
        for reference in settings.access.secrets() {
            let secret = opening.secrets.read(&reference).await?;
            secrets.push((reference, secret));
        }
        let keeper = opening.secrets.keeper(opening.name);
        let door = Door::new(opening.name, &settings.access, secrets, keeper, &wire);
        let name = opening.name.to_owned();
        let source: Arc<dyn Source> = Arc::new(HttpApi { name, client: Client { wire, door } });
        Ok(Opened::real(source))
    })
}

/// A system with an HTTP API.
#[derive(Debug)]
struct HttpApi {
    name: String,
    client: Client,
}

impl HttpApi {
    fn feed<'a>(&self, wish: &Wish<'a>) -> Result<&'a Feed, Message> {
        wish.query().ok_or_else(|| source::another_query(&self.name))
    }

    /// What the first page shows, and what of the acts of a feed can be tried on it.
    async fn look(&self, wish: Wish<'_>) -> Result<(Message, Vec<CheckLine>), FetchError> {
        let Feed { query, acts: declared, one } = self.feed(&wish)?;
        let reading = Reading::new(&self.client, query, wish)?;
        let (page, more) = reading.first_page().await?;
        let columns = page.columns();
        let shown = act::Page { columns: &columns, rows: &page.rows };
        let mut acts = Vec::new();
        for act in declared {
            acts.push(act::tried(&self.client, query, act, wish, &shown).await);
        }
        if let Some(one) = one {
            acts.push(one_tried::tried(&self.client, query, one, wish, &page.rows).await);
        }
        let follows = if more { message::another_follows() } else { message::it_is_all() };
        let found = match page.count {
            0 => message::no_rows_found(follows),
            count => message::rows_found(count, follows, few(&columns)),
        };
        Ok((found, acts))
    }
}

#[async_trait]
impl Source for HttpApi {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        Reading::new(&self.client, &self.feed(&wish)?.query, wish)?.all(spool).await
    }

    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine> {
        let what = self
            .feed(&wish)
            .map(|feed| format!("{} {}", feed.query.call.method, feed.query.call.path.source()));
        let what = what.unwrap_or_default();
        let (ok, detail, acts) = match self.look(wish).await {
            Ok((found, acts)) => (true, found.said(), acts),
            Err(error) => (false, error.said(), Vec::new()),
        };
        let line = CheckLine { what: what.into(), ok, detail };
        [line].into_iter().chain(acts).collect()
    }

    fn acts(&self, wish: Wish<'_>) -> Vec<String> {
        let acts = self.feed(&wish).map(|feed| feed.acts.iter().map(|act| act.name.clone()).collect());
        acts.unwrap_or_default()
    }

    async fn act(&self, wish: Wish<'_>, act: Act<'_>) -> Result<Acted, FetchError> {
        let Feed { query, acts, .. } = self.feed(&wish)?;
        match acts.iter().find(|declared| declared.name == act.name) {
            Some(declared) => Performing::new(&self.client, query, declared, wish, &act).done().await,
            None => Ok(Acted::NotPossible(source::no_such_act(act.name).said())),
        }
    }

    async fn ask(&self, wish: Wish<'_>, values: &serde_json::Value) -> Result<Option<Json>, FetchError> {
        let Feed { query, one, .. } = self.feed(&wish)?;
        let Some(one) = one else { return Err(source::asks_for_none().into()) };
        Reading::with(&self.client, query, wish, template::of_record(values))?.one(one).await
    }

    async fn log_in(&self, tell: Tell<'_>) -> Result<(), FetchError> {
        self.client.door.log_in_person(&self.client.wire, tell).await
    }

    async fn leave(&self) {
        self.client.door.leave(&self.client.wire).await;
    }
}
