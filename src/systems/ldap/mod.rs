//! Directories that speak LDAP: OpenLDAP, Active Directory, Samba. Users, groups, computers and whatever else
//! they have; each entry becomes one record.
//!
//! Nothing is ever written there. A list that the directory cuts short is an error.

mod client;
mod config;
mod entry;
mod examples;
mod message;
mod query;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use serde_json::{Map, Value as Json};

use crate::message::Message;
use crate::message::source as told;
use crate::model::Said;
use crate::model::secret::SecretString;
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening, few};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Source, Spool, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
pub(super) use examples::EXAMPLES;

use client::{Client, Pages, Search};
use config::Settings;
use entry::Entry;
use query::Query;

/// The room of directories.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "ldap", product: "LDAP", about: "A directory: OpenLDAP, Active Directory, Samba." },
        include_str!("page.md"),
        Table::of::<config::RawLdap>(),
        RecordsRole {
            open,
            query: QueryTable::of::<query::RawLdapQuery>(),
            has_files: false,
            marks: false,
            pushed: false,
        },
    )
};

/// Entries that are remembered because others name them.
const REMEMBERED: usize = 100_000;

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let password = match &settings.login {
            Some((_, password)) => Some(opening.secrets.read(password).await?),
            None => None,
        };
        let certificate = opening.secrets.read_if_any(settings.certificate.as_ref()).await?;
        let (name, settings) = (opening.name.to_owned(), settings.clone());
        let directory = Directory { name, settings, password, certificate };
        let source: Arc<dyn Source> = Arc::new(directory);
        Ok(Opened::real(source))
    })
}

/// A directory.
#[derive(Debug)]
struct Directory {
    name: String,
    settings: Settings,
    password: Option<SecretString>,
    certificate: Option<SecretString>,
}

/// Entries that others name, as they were found, and those that were not.
#[derive(Default)]
struct Named {
    found: BTreeMap<(String, String), Arc<Map<String, Json>>>,
    missing: BTreeMap<String, (u64, String)>,
}

impl Directory {
    async fn connect(&self) -> Result<Client, Message> {
        let login = self.settings.login.as_ref().map(|(login, _)| login.as_str());
        Client::open(&self.settings, login.zip(self.password.as_ref()), self.certificate.as_ref()).await
    }

    fn query<'a>(&'a self, wish: &Wish<'a>) -> Result<(&'a Query, &'a str), Message> {
        let query = wish.query::<Query>().ok_or_else(|| told::another_query(&self.name))?;
        let base = query.base.as_ref().or(self.settings.base.as_ref()).ok_or_else(message::no_base)?;
        Ok((query, base))
    }

    /// What stands in the row of an entry of those that it names.
    async fn follow(
        &self,
        client: &mut Client,
        query: &Query,
        entry: &Entry,
        row: &mut Map<String, Json>,
        named: &mut Named,
    ) -> Result<(), Message> {
        for (name, wanted) in &query.follow {
            let values = entry.find(name).map(|attribute| attribute.values.as_slice()).unwrap_or_default();
            let mut columns: BTreeMap<&str, Vec<Json>> = BTreeMap::new();
            for dn in values.iter().map(|value| String::from_utf8_lossy(value).into_owned()) {
                let known = (name.clone(), dn.clone());
                if !named.found.contains_key(&known) {
                    if named.found.len() >= REMEMBERED {
                        named.found.clear();
                    }
                    let found = client.one(&dn, wanted).await?;
                    if found.is_none() {
                        named.missing.entry(name.clone()).or_insert((0, dn)).0 += 1;
                    }
                    let read = |found: Entry| entry::row(&found, wanted, self.settings.zone);
                    named.found.insert(known.clone(), Arc::new(found.map(read).unwrap_or_default()));
                }
                let Some(found) = named.found.get(&known) else { continue };
                for column in wanted {
                    match found.get(column) {
                        None | Some(Json::Null) => {}
                        Some(Json::Array(several)) => {
                            columns.entry(column).or_default().extend(several.iter().cloned());
                        }
                        Some(one) => columns.entry(column).or_default().push(one.clone()),
                    }
                }
            }
            for column in wanted {
                let mut values = columns.remove(column.as_str()).unwrap_or_default();
                let value = match values.len() {
                    0 => Json::Null,
                    1 => values.remove(0),
                    _ => Json::Array(values),
                };
                row.insert(format!("{name}.{column}"), value);
            }
        }
        Ok(())
    }

    async fn look(&self, wish: Wish<'_>) -> Result<Message, Message> {
        let (query, base) = self.query(&wish)?;
        let mut client = self.connect().await?;
        let mut pages = Pages::new(search(query, base));
        let first = client.next(&mut pages).await?;
        client.leave().await;
        let url = &self.settings.url;
        Ok(match first {
            Some(entry) => {
                let row = entry::row(&entry, &query.attributes, self.settings.zone);
                let columns: Vec<String> = row.keys().cloned().collect();
                message::sees(url, base, few(&columns))
            }
            None => message::sees_nothing(url, base),
        })
    }

    async fn all(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, Message> {
        let (query, base) = self.query(&wish)?;
        let mut client = self.connect().await?;
        let (mut pages, mut named) = (Pages::new(search(query, base)), Named::default());
        let mut rows = spool.rows(&self.name)?;
        while let Some(entry) = client.next(&mut pages).await? {
            let mut row = entry::row(&entry, &query.attributes, self.settings.zone);
            self.follow(&mut client, query, &entry, &mut row, &mut named).await?;
            rows.push(&row)?;
        }
        let shown = format!("{}, {base}", self.name);
        let mut notes: Vec<Said> = vec![told::fetched(rows.count(), &shown).said()];
        if pages.referred > 0 {
            notes.push(message::referred(pages.referred).said());
        }
        let missing = named.missing.iter();
        notes.extend(missing.map(|(name, (count, dn))| message::not_followed(*count, name, dn).said()));
        let file = rows.end()?;
        client.leave().await;
        let files = vec![FetchedFile { file, shown: shown.into(), mark: base.to_owned() }];
        Ok(Fetched { files, bookmark: None, notes })
    }
}

fn search<'a>(query: &'a Query, base: &'a str) -> Search<'a> {
    Search { base, scope: query.scope, filter: &query.filter, attributes: &query.attributes }
}

#[async_trait]
impl Source for Directory {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        Ok(self.all(wish, spool).await?)
    }

    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine> {
        let looked = self.look(wish).await;
        let ok = looked.is_ok();
        let detail = looked.unwrap_or_else(|error| error).said();
        vec![CheckLine { what: message::what_is_checked().said(), ok, detail }]
    }
}
