//! `tokens`: what programs hold that use the API.

use clap::Subcommand;

use super::Format;

/// Days after which a token expires unless told.
const DAYS: u16 = 90;

/// Tokens of the API.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Make a token and show it, once
    #[command(
        after_help = "Examples:\n  stocktake tokens add monitoring --role viewer\n  stocktake tokens add night-batch --role operator --job nightly-inventory --days 30\n  stocktake tokens add zabbix --role pusher --job alerts\n  stocktake tokens add bot --role viewer --role nightly-inventory=approver\n\nWhat is printed is kept nowhere: the state database has its digest. Roles are those of users: viewer sees,\noperator also closes questions, asks for runs and pushes events, approver also approves plans. A pusher pushes events\nand sees nothing: that is the token for a monitor."
    )]
    Add {
        /// Name, for lists and the security log
        name: String,
        /// ROLE for every job (or for those of --job), or JOB=ROLE; may be repeated
        #[arg(long, value_name = "[JOB=]ROLE", required = true)]
        role: Vec<String>,
        /// Job that the role is for; may be repeated
        #[arg(long)]
        job: Vec<String>,
        /// Days after which it expires
        #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=731))]
        days: u16,
    },
    /// List tokens with their roles, when they expire and when they were used last
    List {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Make a token good for nothing, at once
    #[command(after_help = "Example:\n  stocktake tokens revoke monitoring")]
    Revoke {
        /// Name
        name: String,
    },
}
