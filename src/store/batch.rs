//! How every table is inserted into. Batches do not compile through the connection that stands for both
//! databases, so each takes two arms, here and nowhere else.

/// Rows of one statement. SQLite takes 32,766 bound values, PostgreSQL 65,535; the widest table has
/// 20 columns.
pub(super) const ROWS: usize = 500;

macro_rules! insert {
    ($name:ident, $table:ident, $row:ty) => {
        pub(in crate::store) fn $name(
            database: &mut $crate::store::database::Database,
            rows: &[$row],
        ) -> diesel::QueryResult<()> {
            use diesel::RunQueryDsl as _;
            use $crate::store::database::Database;
            use $crate::store::schema::$table;

            for chunk in rows.chunks($crate::store::batch::ROWS) {
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
        pub(in crate::store) fn $name(
            database: &mut $crate::store::database::Database,
            rows: &[$row],
        ) -> diesel::QueryResult<()> {
            use diesel::{ExpressionMethods as _, RunQueryDsl as _};
            use $crate::store::database::Database;
            use $crate::store::schema::$table;

            for chunk in rows.chunks($crate::store::batch::ROWS) {
                match database {
                    Database::Sqlite(connection) => diesel::insert_into($table::table)
                        .values(chunk)
                        .on_conflict(($($table::$key,)+))
                        .do_update()
                        .set(($($table::$column.eq(diesel::upsert::excluded($table::$column)),)+))
                        .execute(connection)?,
                    Database::Postgres(connection) => diesel::insert_into($table::table)
                        .values(chunk)
                        .on_conflict(($($table::$key,)+))
                        .do_update()
                        .set(($($table::$column.eq(diesel::upsert::excluded($table::$column)),)+))
                        .execute(connection)?,
                };
            }
            Ok(())
        }
    };
}

pub(super) use {insert, upsert};
