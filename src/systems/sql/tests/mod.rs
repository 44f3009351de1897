//! The source against the databases themselves: MariaDB (`.ci/databases`), PostgreSQL (`.ci/postgres`), SQLite.

mod mariadb;
mod postgresql;
mod query;
mod sqlite;
