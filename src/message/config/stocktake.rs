//! Problems of `stocktake.toml` besides its systems and mail.

use crate::message::messages;

messages! { "config.stocktake";
    sqlite_has_no_password() "a SQLite file has no password"
        = "un fichier SQLite n'a pas de mot de passe";
    password_of_postgres() "`password` goes with a url = \"postgres://…\""
        = "`password` va avec une url = \"postgres://…\"";
    sqlite_path_missing() "the path of the SQLite file is missing"
        = "le chemin du fichier SQLite manque";
    sqlite_example(path) "url = \"sqlite:{path}\""
        = "url = \"sqlite:{path}\"";
    state_urls() "sqlite:PATH, or postgres://USER@HOST/DATABASE?sslmode=verify-full"
        = "sqlite:CHEMIN, ou postgres://UTILISATEUR@HÔTE/BASE?sslmode=verify-full";
    sqlite_or_postgres() "state is kept in SQLite or PostgreSQL"
        = "l'état est conservé dans SQLite ou PostgreSQL";
    not_a_database_url() "this is not the URL of a database"
        = "ce n'est pas l'URL d'une base de données";
    password_below()
        "leave the password out and write password = \"env:STOCKTAKE_DB_PASSWORD\" or password = \
         \"file:secrets/db\" below"
        = "enlevez le mot de passe et écrivez dessous password = \"env:STOCKTAKE_DB_PASSWORD\" ou password \
           = \"file:secrets/db\"";
    no_database() "the URL names no database"
        = "l'URL ne nomme aucune base de données";
}
