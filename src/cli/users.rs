//! `users` and `security-log`: who may log in to the console, and what became of it.

use clap::{Args, Subcommand};

use super::Format;

/// Who may log in. The password is read from the terminal, or as one line from standard input.
#[derive(Debug, Subcommand)]
pub enum Users {
    /// Add a user; asks for the password
    #[command(
        after_help = "Examples:\n  stocktake users add ann --role approver\n  stocktake users add bob --role viewer --role nightly-inventory=operator\n\nRoles: viewer sees, operator also closes questions and asks for runs, approver also approves plans. The line of\na job counts before the one of every job."
    )]
    Add {
        /// Name
        name: String,
        /// ROLE for every job, or JOB=ROLE; may be repeated
        #[arg(long, value_name = "[JOB=]ROLE", required = true)]
        role: Vec<String>,
    },
    /// Give a user other roles in place of those there are; logins keep on, with the new ones
    #[command(
        after_help = "Examples:\n  stocktake users set-roles ann --role operator\n  stocktake users set-roles bob --role viewer --role nightly-inventory=approver\n\nWhat is not named is taken away. It holds from the next request of that user on."
    )]
    SetRoles {
        /// Name
        name: String,
        /// ROLE for every job, or JOB=ROLE; may be repeated
        #[arg(long, value_name = "[JOB=]ROLE", required = true)]
        role: Vec<String>,
    },
    /// Remove a user, and end the logins of that user
    Remove {
        /// Name
        name: String,
    },
    /// List users with their roles
    List {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Give a user another password, and end the logins of that user
    #[command(after_help = "Example:\n  stocktake users passwd ann")]
    Passwd {
        /// Name
        name: String,
    },
}

/// `security-log` with a subcommand, or by itself.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SecurityLogCommand {
    /// What to do instead
    #[command(subcommand)]
    pub what: Option<SecurityLog>,
    /// How many of the newest entries
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is done with the security log.
#[derive(Debug, Subcommand)]
pub enum SecurityLog {
    /// Verify that every entry follows the one before it, as it was written
    #[command(
        after_help = "Examples:\n  stocktake security-log verify\n  stocktake security-log verify --expect 3f5a…\n\nExit code 4: it was changed. Entries that were cut off at the end show only against a digest that was kept\nelsewhere: each one stands in the log of the program, too."
    )]
    Verify {
        /// Digest of an entry that was kept elsewhere: it must be there
        #[arg(long, value_name = "DIGEST")]
        expect: Option<String>,
    },
}
