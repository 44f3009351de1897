//! Every insert. Batches do not compile through the connection that stands for both databases, so
//! each takes two arms, here and nowhere else.

use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryResult, RunQueryDsl as _};

use super::acts::{ActRow, ReportRow};
use super::company_links::CompanyLinkRow;
use super::database::Database;
use super::due::DueRow;
use super::entries::EntryRow;
use super::files::FileRow;
use super::findings::{KeptRow, RejectRow};
use super::links::LinkRow;
use super::outbox::MailRow;
use super::questions::QuestionRow;
use super::refs::{PullRow, RefRow};
use super::runs::RunRow;
use super::schema::{
    acts, applied_files, company_links, due, entries, episodes, kept, links, moments, outbox, pulls,
    questions, refs, rejects, runs, ticket_reports, tickets,
};
use super::tickets::moments::MomentRow;
use super::tickets::rows::{EpisodeRow, TicketRow};

/// Rows of one statement. SQLite takes 32,766 bound values, PostgreSQL 65,535; the widest table has
/// 20 columns.
const ROWS: usize = 500;

macro_rules! insert {
    ($name:ident, $table:ident, $row:ty) => {
        pub(super) fn $name(database: &mut Database, rows: &[$row]) -> QueryResult<()> {
            for chunk in rows.chunks(ROWS) {
                match database {
                    Database::Sqlite(connection) => {
                        diesel::insert_into($table::table).values(chunk).execute(connection)?
                    }
                    Database::Postgres(connection) => {
                        diesel::insert_into($table::table).values(chunk).execute(connection)?
                    }
                };
            }
            Ok(())
        }
    };
}

/// Rows of a key that is known replace its row. No two rows of a call may have one key.
macro_rules! upsert {
    ($name:ident, $table:ident, $row:ty, [$($key:ident),+], [$($column:ident),+]) => {
        pub(super) fn $name(database: &mut Database, rows: &[$row]) -> QueryResult<()> {
            for chunk in rows.chunks(ROWS) {
                match database {
                    Database::Sqlite(connection) => diesel::insert_into($table::table)
                        .values(chunk)
                        .on_conflict(($($table::$key,)+))
                        .do_update()
                        .set(($($table::$column.eq(excluded($table::$column)),)+))
                        .execute(connection)?,
                    Database::Postgres(connection) => diesel::insert_into($table::table)
                        .values(chunk)
                        .on_conflict(($($table::$key,)+))
                        .do_update()
                        .set(($($table::$column.eq(excluded($table::$column)),)+))
                        .execute(connection)?,
                };
            }
            Ok(())
        }
    };
}

insert!(insert_runs, runs, RunRow);
insert!(insert_entries, entries, EntryRow);
insert!(insert_rejects, rejects, RejectRow);
insert!(insert_kept, kept, KeptRow);
insert!(insert_files, applied_files, FileRow);
insert!(insert_links, links, LinkRow);
insert!(insert_mails, outbox, MailRow);
insert!(insert_due, due, DueRow);
insert!(insert_questions, questions, QuestionRow);
insert!(insert_acts, acts, ActRow);
insert!(insert_moments, moments, MomentRow);
upsert!(upsert_ticket_reports, ticket_reports, ReportRow, [run], [report]);
upsert!(
    upsert_tickets,
    tickets,
    TicketRow,
    [key],
    [
        job,
        desk,
        rule,
        event_group,
        phase,
        state,
        number,
        title,
        remote_class,
        remote_id,
        intended_at,
        changed_at,
        record
    ]
);
upsert!(upsert_episodes, episodes, EpisodeRow, [ticket, monitor, event], [place, let_go_at, record]);
upsert!(upsert_refs, refs, RefRow, [system, kind, qualifier, id], [record, first_seen, last_seen, gone_at]);
upsert!(upsert_pulls, pulls, PullRow, [system, kind], [at, entries]);
upsert!(upsert_company_links, company_links, CompanyLinkRow, [company, site, desk], [target, changed_at]);
