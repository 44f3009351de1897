//! Files that are kept elsewhere: by SFTP, S3, Azure Blob, WebDAV, or on a web server. A feed finds them by the
//! keys with which it finds files of this machine.

mod config;
mod find;
mod keeper;
mod message;
mod objects;
mod sftp;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;

use crate::message::Message;
use crate::model::Said;
use crate::model::job::AfterRun;
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening};
use crate::systems::source::{FetchError, Fetched, FetchedFile, Source, Spool, Wish};
use crate::systems::table::{Names, QueryTable, RecordsRole, Room, Table};
use config::Settings;
use find::Found;
use keeper::{Keeper, Kept};

/// The room of files that are kept elsewhere.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_records(
        Names { key: "storage", product: "Remote files", about: "Files that are kept elsewhere." },
        include_str!("page.md"),
        Table::of::<config::RawStorage>(),
        RecordsRole {
            open,
            query: QueryTable::of::<config::RawStorageQuery>(),
            has_files: true,
            marks: false,
            pushed: false,
        },
    )
};

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Source>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keeper: Box<dyn Keeper> = match &settings.at {
            config::Keeper::Sftp(sftp) => {
                let secrets = sftp::Secrets::read(sftp, opening.secrets).await?;
                Box::new(sftp::Sftp::new(settings, sftp.clone(), secrets))
            }
            other => Box::new(objects::Objects::new(settings, other, opening.secrets).await?),
        };
        let storage = Storage { name: opening.name.to_owned(), keeper };
        Ok(Opened::real(Arc::new(storage) as Arc<dyn Source>))
    })
}

/// Files of one place.
struct Storage {
    name: String,
    keeper: Box<dyn Keeper>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Storage {
    /// The files that a feed asks for, as they are now.
    async fn found(&self, wish: Wish<'_>) -> Result<Vec<Kept>, Message> {
        let Found { files, near } = find::find(self.keeper.as_ref(), &wish.spec.path, wish.spec.pick).await?;
        if files.is_empty() {
            let near = if near.is_empty() { message::nothing_near() } else { message::near(near.join(", ")) };
            return Err(message::not_found(&wish.spec.path, &self.name, near));
        }
        for file in &files {
            find::refuse_old(file, &self.shown(file), wish)?;
        }
        Ok(files)
    }

    /// What people call a file: `exports:2026/parc.csv`.
    fn shown(&self, file: &Kept) -> String {
        format!("{}:{}", self.name, file.path)
    }

    /// Waits until a file has not changed for a while, and returns it as it is then.
    async fn settled(&self, file: &Kept, wish: Wish<'_>) -> Result<Kept, Message> {
        /// A file that goes on changing is given up after so many times `settle`.
        const PATIENCE: u32 = 10;
        let settle = wish.spec.settle;
        if settle.is_zero() || file.is_older_than(settle, wish.now) {
            return Ok(file.clone());
        }
        let mut seen = file.clone();
        for _ in 0..PATIENCE {
            tokio::time::sleep(settle).await;
            let now = self.look(&seen.path).await?;
            if now.is_same(&seen) {
                return Ok(now);
            }
            seen = now;
        }
        Err(message::still_changing(self.shown(file), format!("{}s", settle.as_secs_f32())))
    }

    async fn look(&self, path: &str) -> Result<Kept, Message> {
        let gone = || message::not_found(path, &self.name, message::nothing_near());
        self.keeper.look(path).await?.ok_or_else(gone)
    }

    async fn fetch_one(&self, file: &Kept, wish: Wish<'_>, spool: &Spool) -> Result<FetchedFile, FetchError> {
        let file = self.settled(file, wish).await?;
        let shown = self.shown(&file);
        let mut writer = spool.file(file.name())?;
        let mut got = 0_u64;
        let mut take = |bytes: &[u8]| {
            got += bytes.len() as u64;
            match file.size {
                // A server that begins anew where it was cut off would go on for ever.
                Some(size) if got > size => Err(message::cut(&shown, got, size)),
                Some(_) | None => writer.write(bytes),
            }
        };
        self.keeper.read(&file, &mut take).await?;
        let after = self.look(&file.path).await?;
        if !after.is_same(&file) {
            return Err(message::changed(&shown).into());
        }
        if file.size.is_some_and(|size| size != got) {
            return Err(message::cut(&shown, got, file.size.unwrap_or_default()).into());
        }
        Ok(FetchedFile { file: writer.end()?, shown: shown.into(), mark: file.mark() })
    }

    /// Moves one file away; where it is then. `None`: it is not there any more.
    async fn move_one(&self, file: &FetchedFile, folder: &str) -> Result<Option<String>, Message> {
        /// Names that are tried.
        const MOST: usize = 1000;
        let Some(read) = Kept::of_mark(&file.mark) else { return Ok(None) };
        let Some(now) = self.keeper.look(&read.path).await? else { return Ok(None) };
        if !now.is_same(&read) {
            return Err(message::changed(&file.shown));
        }
        for number in 1..=MOST {
            let to = find::numbered(folder, read.name(), number);
            if self.keeper.look(&to).await?.is_none() {
                self.keeper.rename(&read.path, &to).await?;
                return Ok(Some(to));
            }
        }
        Err(message::no_free_name(find::numbered(folder, read.name(), 1)))
    }
}

#[async_trait]
impl Source for Storage {
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError> {
        let mut fetched = Fetched::default();
        for file in self.found(wish).await? {
            fetched.files.push(self.fetch_one(&file, wish, spool).await?);
        }
        Ok(fetched)
    }

    async fn put_away(&self, wish: Wish<'_>, files: &[FetchedFile]) -> Result<Vec<Said>, FetchError> {
        let AfterRun::Move(folder) = &wish.spec.after else { return Ok(Vec::new()) };
        let folder = find::inside(&folder.to_string_lossy())?;
        let mut told = Vec::new();
        let mut failed = None;
        for file in files {
            match self.move_one(file, &folder).await {
                Ok(Some(to)) => told.push(message::moved(&file.shown, to).said()),
                Ok(None) => {}
                // The others are moved all the same.
                Err(message) => failed = failed.or(Some(message)),
            }
        }
        failed.map_or(Ok(told), |message| Err(message.into()))
    }

    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine> {
        let (ok, detail) = match self.found(wish).await {
            Ok(files) => {
                const SHOWN: usize = 5;
                let mut names: Vec<String> = files.iter().take(SHOWN).map(|file| file.path.clone()).collect();
                if files.len() > SHOWN {
                    names.push("…".to_owned());
                }
                (true, message::found(names.join(", ")).said())
            }
            Err(message) => (false, message.said()),
        };
        vec![CheckLine { what: message::files_of(&wish.spec.path).said(), ok, detail }]
    }

    async fn leave(&self) {
        // A server that does not answer any more is not waited for.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.keeper.leave()).await;
    }
}
