//! What the database knows of a word that a person looks for: links, what was written, rejects, tickets. Letters
//! count as alike in upper and lower case, as far as the database itself knows them: SQLite those of ASCII.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::entries::EntryRow;
use super::error::Fault;
use super::findings::RejectRow;
use super::links::{Columns, link};
use super::runs::RunRow;
use super::schema::{entries, episodes, links, rejects, runs, tickets};
use super::stamp::to_json;
use super::tickets::rows::with_episodes;
use super::{Store, StoreError};
use crate::message;
use crate::model::ticket_ledger::OurTicket;
use crate::model::{Entry, Link, Reject, Run, RunId};

diesel::define_sql_function! {
    /// A text in lower case.
    fn lower(text: Text) -> Text;
}

/// A word that a person looks for, in what belongs to these jobs.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// A part of what is looked for.
    pub text: &'a str,
    /// Jobs by name: nothing of others is found.
    pub jobs: &'a [&'a str],
    /// At most so many of each kind.
    pub limit: i64,
}

/// What stands between the text of a pattern and itself.
const ESCAPE: char = '\\';

/// A pattern of a text that may stand anywhere.
fn anywhere(text: &str) -> String {
    format!("%{}%", exactly(text))
}

/// A pattern of a text; its own signs stand for themselves.
fn exactly(text: &str) -> String {
    let mut pattern = String::new();
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(sign);
    }
    pattern
}

/// A text as it stands between the quotes of a JSON string.
fn in_json(text: &str) -> Result<String, Fault> {
    let quoted = to_json(text)?;
    Ok(quoted[1..quoted.len() - 1].to_owned())
}

impl Store {
    /// Links whose source key, or a remembered value, has the text in it; of `#12` those of the item 12. Whole matches
    /// come first, then by job, class and key.
    pub fn find_links(&self, wanted: Wanted<'_>) -> Result<Vec<Link>, StoreError> {
        let id: Option<i64> = wanted.text.strip_prefix('#').and_then(|id| id.parse().ok());
        self.read(message::state::reading_links(), |database| {
            let quoted = in_json(wanted.text)?;
            let whole = (exactly(wanted.text), anywhere(&format!(":\"{quoted}\"")));
            let part = (anywhere(wanted.text), anywhere(&quoted));
            let mut found: Vec<Link> = Vec::new();
            let mut seen = BTreeSet::new();
            // Nothing is everywhere.
            let ways = if wanted.text.is_empty() { vec![part] } else { vec![whole, part] };
            for (key, value) in ways {
                let mut query = links::table
                    .filter(links::job.eq_any(wanted.jobs.to_vec()))
                    .order((links::job.asc(), links::class.asc(), links::source_key.asc()))
                    .limit(wanted.limit)
                    .select((
                        (links::system, links::job, links::class),
                        (
                            links::source_key,
                            links::remote_id,
                            links::ownership,
                            links::remembered,
                            links::absent_runs,
                            links::retired_at,
                        ),
                    ))
                    .into_boxed();
                query = match id {
                    Some(id) => query.filter(links::remote_id.eq(id)),
                    None => query.filter(
                        lower(links::source_key)
                            .like(lower(key))
                            .escape(ESCAPE)
                            .or(lower(links::remembered).like(lower(value)).escape(ESCAPE)),
                    ),
                };
                let rows: Vec<((String, String, String), Columns)> = query.load(database)?;
                for ((system, job, class), columns) in rows {
                    let link = link(&system, &job, &class.as_str().into(), columns)?;
                    if seen.insert((system, job, class, link.remote_id)) {
                        found.push(link);
                    }
                }
                // An id has no second way to be asked for.
                if id.is_some() {
                    break;
                }
            }
            found.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    }

    /// What runs set out to write of things whose key or name has the text in it, the newest first.
    pub fn find_entries(&self, wanted: Wanted<'_>) -> Result<Vec<(Run, Entry)>, StoreError> {
        self.read(message::state::reading_the_journal(), |database| {
            let pattern = anywhere(wanted.text);
            let is_it =
                lower(entries::source_key)
                    .like(lower(&pattern))
                    .escape(ESCAPE)
                    .or(lower(entries::label).like(lower(&pattern)).escape(ESCAPE));
            entries::table
                .inner_join(runs::table)
                .filter(runs::job.eq_any(wanted.jobs.to_vec()).and(is_it))
                .order((runs::started_at.desc(), entries::run.desc(), entries::seq.desc()))
                .limit(wanted.limit)
                .select((RunRow::as_select(), EntryRow::as_select()))
                .load::<(RunRow, EntryRow)>(database)?
                .into_iter()
                .map(|(run, entry)| Ok((run.into_run()?, entry.into_entry()?)))
                .collect()
        })
    }

    /// Rejects of these runs whose key or reason has the text in it, in their order.
    pub fn find_rejects(
        &self,
        of: &[&RunId],
        text: &str,
        limit: i64,
    ) -> Result<Vec<(RunId, Reject)>, StoreError> {
        self.read(message::state::reading_rejects(), |database| {
            let ids: Vec<&str> = of.iter().map(|run| run.0.as_str()).collect();
            let pattern = anywhere(text);
            let is_it = lower(rejects::reason).like(lower(&pattern)).escape(ESCAPE).or(lower(
                rejects::source_key.assume_not_null(),
            )
            .like(lower(&pattern))
            .escape(ESCAPE));
            let rows = rejects::table
                .filter(rejects::run.eq_any(ids).and(is_it))
                .order((rejects::run.desc(), rejects::seq.asc()))
                .limit(limit)
                .select((rejects::run, RejectRow::as_select()))
                .load::<(String, RejectRow)>(database)?;
            Ok(rows.into_iter().map(|(run, row)| (RunId(run), row.into_reject())).collect())
        })
    }

    /// Tickets whose title has the text in it, or one of whose events, the newest first.
    pub fn find_tickets_with(&self, wanted: Wanted<'_>) -> Result<Vec<OurTicket>, StoreError> {
        self.read_at_once(message::state::looking_for_a_ticket(), |database| {
            let (pattern, quoted) = (anywhere(wanted.text), anywhere(&in_json(wanted.text)?));
            let of_jobs =
                tickets::table.filter(tickets::job.eq_any(wanted.jobs.to_vec())).select(tickets::key);
            let of_events = episodes::table
                .filter(episodes::ticket.eq_any(of_jobs))
                .filter(
                    lower(episodes::event)
                        .like(lower(&pattern))
                        .escape(ESCAPE)
                        .or(lower(episodes::record).like(lower(&quoted)).escape(ESCAPE)),
                )
                .select(episodes::ticket)
                .distinct()
                .limit(wanted.limit);
            let keys: Vec<String> = of_events.load(database)?;
            let records: Vec<String> = tickets::table
                .filter(tickets::job.eq_any(wanted.jobs.to_vec()))
                .filter(
                    tickets::key.eq_any(keys).or(lower(tickets::title).like(lower(&pattern)).escape(ESCAPE)),
                )
                .order((tickets::intended_at.desc(), tickets::key.desc()))
                .limit(wanted.limit)
                .select(tickets::record)
                .load(database)?;
            with_episodes(database, &records)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(anywhere("100 %_\\"), r"%100 \%\_\\%");
        assert_eq!(in_json("a\"b\\c").unwrap_or_default(), r#"a\"b\\c"#);
    }
}
