//! Problems of `stocktake.toml` besides its systems and mail.

use crate::message::messages;

messages! { "config.stocktake";
    sqlite_has_no_password() "a SQLite file has no password";
    password_of_postgres() "`password` goes with a url = \"postgres://…\"";
    sqlite_path_missing() "the path of the SQLite file is missing";
    sqlite_example(path) "url = \"sqlite:{path}\"";
    state_urls() "sqlite:PATH, or postgres://USER@HOST/DATABASE?sslmode=verify-full";
    sqlite_or_postgres() "state is kept in SQLite or PostgreSQL";
    not_a_database_url() "this is not the URL of a database";
    password_below()
        "leave the password out and write password = \"env:STOCKTAKE_DB_PASSWORD\" or password = \
         \"file:secrets/db\" below";
    no_database() "the URL names no database";
}
