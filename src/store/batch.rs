//! Every insert. Batches do not compile through the connection that stands for both databases, so
//! each takes two arms, here and nowhere else.

use diesel::{QueryResult, RunQueryDsl as _};

use super::database::Database;
use super::due::DueRow;
use super::entries::EntryRow;
use super::files::FileRow;
use super::findings::{KeptRow, RejectRow};
use super::links::LinkRow;
use super::outbox::MailRow;
use super::questions::QuestionRow;
use super::runs::RunRow;
use super::schema::{applied_files, due, entries, kept, links, outbox, questions, rejects, runs};

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

insert!(insert_runs, runs, RunRow);
insert!(insert_entries, entries, EntryRow);
insert!(insert_rejects, rejects, RejectRow);
insert!(insert_kept, kept, KeptRow);
insert!(insert_files, applied_files, FileRow);
insert!(insert_links, links, LinkRow);
insert!(insert_mails, outbox, MailRow);
insert!(insert_due, due, DueRow);
insert!(insert_questions, questions, QuestionRow);
