//! Marks and moves what a good run has read.

use std::collections::BTreeSet;

use super::client::Client;
use super::query::{Mark, Query};
use super::{Mailbox, Marked, message};
use crate::message::Message;
use crate::model::Said;
use crate::model::job::AfterRun;
use crate::systems::source::{FetchError, Wish};

/// Marks and moves messages that were read, and moves those that cannot be used where the feed says where to.
///
/// # Errors
/// What is not marked is read again.
pub(super) async fn put_away(
    mailbox: &Mailbox,
    wish: Wish<'_>,
    good: &[Marked],
    bad: &[Marked],
) -> Result<Vec<Said>, FetchError> {
    let query = mailbox.query(&wish)?;
    let to = match &wish.spec.after {
        AfterRun::Move(folder) => Some(folder.to_string_lossy().into_owned()),
        AfterRun::Keep => None,
    };
    let all = || good.iter().chain(bad);
    let done: BTreeSet<u32> =
        good.iter().map(|one| one.uid).chain(all().flat_map(|one| one.also.iter().copied())).collect();
    let failed: BTreeSet<u32> =
        bad.iter().map(|one| one.uid).chain(all().flat_map(|one| one.failed.iter().copied())).collect();
    let failed: BTreeSet<u32> = failed.difference(&done).copied().collect();
    let nothing = query.mark == Mark::Nothing && to.is_none();
    let Some(validity) = all().map(|one| one.validity).next() else { return Ok(Vec::new()) };
    if nothing && (failed.is_empty() || query.failed_to.is_none()) {
        return Ok(Vec::new());
    }
    let mut client = mailbox.connect().await?;
    let told = at(&mut client, query, to.as_deref(), validity, &done, &failed).await;
    client.leave().await;
    Ok(told?)
}

async fn at(
    client: &mut Client,
    query: &Query,
    to: Option<&str>,
    validity: u32,
    done: &BTreeSet<u32>,
    failed: &BTreeSet<u32>,
) -> Result<Vec<Said>, Message> {
    let folder = client.choose(&query.folder, true).await?;
    if folder.validity != validity {
        return Err(message::built_anew_meanwhile(&query.folder));
    }
    let mut told = Vec::new();
    let there = there(client, done).await?;
    let flag = match &query.mark {
        Mark::Seen => Some("\\Seen"),
        Mark::Keyword(keyword) => Some(keyword.as_str()),
        Mark::Nothing => None,
    };
    if let Some(flag) = flag {
        client.flag(&there, flag).await?;
    }
    if let (Some(to), false) = (to, there.is_empty()) {
        client.make(to).await?;
        client.move_to(&there, to).await?;
        told.push(message::moved(there.len(), &query.folder, to).said());
    }
    if let Some(to) = &query.failed_to {
        let there = self::there(client, failed).await?;
        if !there.is_empty() {
            client.make(to).await?;
            client.move_to(&there, to).await?;
            told.push(message::moved_unused(there.len(), &query.folder, to).said());
        }
    }
    Ok(told)
}

/// Those that are still there: a person, or another node, may have moved some.
async fn there(client: &mut Client, uids: &BTreeSet<u32>) -> Result<Vec<u32>, Message> {
    let mut there = Vec::new();
    let uids: Vec<u32> = uids.iter().copied().collect();
    for some in uids.chunks(500) {
        there.extend(client.search(&format!("UID {}", super::folder::set(some))).await?);
    }
    Ok(there)
}
