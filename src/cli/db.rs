//! `db`: the state database itself.

use std::path::PathBuf;

use clap::Subcommand;

use super::Format;

/// What is done with the state database.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// What it is, how large, whether it is sound; changes nothing
    #[command(after_help = "Example:\n  stocktake db status --format json")]
    Status {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write a copy of it into a new file, also while runs are under way
    #[command(
        after_help = "Example:\n  stocktake db backup /var/backups/stocktake-$(date +%F).db\n\nThe copy is a SQLite file, also of a PostgreSQL; what was written is read back and compared. The key that seals\nopen sessions (var/key, or [state] key) is not in it: keep it, too."
    )]
    Backup {
        /// File to make
        file: PathBuf,
    },
    /// Write a backup into the state database of the project
    #[command(
        after_help = "Examples:\n  stocktake db restore /var/backups/stocktake-2026-11-28.db\n  stocktake db restore before.db --replace\n\nA backup of an older version is brought up to date on a copy of it. What the desks were sent since the backup is\nnot known any more: look at `stocktake plan` before the next run."
    )]
    Restore {
        /// File that `db backup` made
        file: PathBuf,
        /// Take out what the state database holds; a backup of that is written first
        #[arg(long)]
        replace: bool,
    },
    /// Copy it into another, empty database: from SQLite to PostgreSQL or back
    #[command(
        after_help = "Examples:\n  stocktake db copy --to 'postgres://stocktake@db.example.org/stocktake?sslmode=verify-full' --password env:STATE_PASSWORD\n  stocktake db copy --to sqlite:/var/lib/stocktake/var/stocktake.db\n\nStop `serve` first; then write the new URL into stocktake.toml. Rows and digests of both are compared."
    )]
    Copy {
        /// The other database, as `[state] url` names it
        #[arg(long, value_name = "URL")]
        to: String,
        /// Where its password stands: env:NAME or file:PATH
        #[arg(long, value_name = "SECRET")]
        password: Option<String>,
    },
    /// Forget what `[history]` of the jobs lets go, and give the room back to the disk
    #[command(
        after_help = "Example:\n  stocktake db prune --dry-run\n\nEach run of a job does the same for that job."
    )]
    Prune {
        /// Only say how many runs would be forgotten
        #[arg(long)]
        dry_run: bool,
    },
}
