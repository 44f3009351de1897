//! `webhooks`: who is told of changes by HTTP, and whether that works.

use clap::{Args, Subcommand};

use super::Format;

/// `webhooks` with a subcommand, or by itself.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  stocktake webhooks\n  stocktake webhooks test chat\n  stocktake webhooks retry chat"
)]
pub struct WebhooksCommand {
    /// What to do instead
    #[command(subcommand)]
    pub what: Option<Webhooks>,
    /// How they are listed
    #[command(flatten)]
    pub list: ListWebhooks,
}

/// Options of the list of webhooks.
#[derive(Debug, Args)]
pub struct ListWebhooks {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is done with webhooks.
#[derive(Debug, Subcommand)]
pub enum Webhooks {
    /// Send a test message now, and tell what was answered
    #[command(after_help = "Example:\n  stocktake webhooks test chat\n\nExit code 1 when it was not taken.")]
    Test {
        /// Name in stocktake.toml
        webhook: String,
    },
    /// Try messages again now that were given up or that wait for their next try
    #[command(after_help = "Example:\n  stocktake webhooks retry chat")]
    Retry {
        /// Name in stocktake.toml
        webhook: String,
    },
}
