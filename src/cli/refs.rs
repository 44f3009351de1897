//! The command line of reference data and of links of companies.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::Format;
use crate::model::ticket::RefKind;

/// What is done with reference data.
#[derive(Debug, Subcommand)]
pub enum Refs {
    /// Read kinds from the desk now and keep them: what is new, changed, gone
    #[command(
        after_help = "Examples:\n  stocktake refs pull itop\n  stocktake refs pull itop company contact\n\nA job with [refs] does it by itself."
    )]
    Pull {
        /// System of stocktake.toml
        system: String,
        /// Only these kinds
        #[arg(value_parser = PossibleValuesParser::new(RefKind::ALL.map(RefKind::as_str)))]
        kinds: Vec<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List entries as last pulled, with their age
    #[command(after_help = "Examples:\n  stocktake refs list itop team\n  stocktake refs list itop --gone")]
    List {
        /// System of stocktake.toml
        system: String,
        /// Only of this kind
        #[arg(value_parser = PossibleValuesParser::new(RefKind::ALL.map(RefKind::as_str)))]
        kind: Option<String>,
        /// Where they are read
        #[command(flatten)]
        from: RefsFrom,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Find entries by words of their names, codes and ids, as last pulled
    #[command(after_help = "Example:\n  stocktake refs search itop service desk")]
    Search {
        /// System of stocktake.toml
        system: String,
        /// Words, all of which must stand in an entry
        #[arg(required = true)]
        words: Vec<String>,
        /// Where they are read
        #[command(flatten)]
        from: RefsFrom,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// Where reference data is read, and which of it.
#[derive(Debug, Clone, Args)]
pub struct RefsFrom {
    /// Only what is open to this company of the desk: name or id
    #[arg(long, value_name = "COMPANY")]
    pub company: Option<String>,
    /// Ask the desk now, keep nothing
    #[arg(long)]
    pub live: bool,
    /// Also what the desk does not show any more
    #[arg(long, conflicts_with = "live")]
    pub gone: bool,
}

/// What is done with links of companies.
#[derive(Debug, Subcommand)]
pub enum Links {
    /// Link a company or one of its sites, or take a site out
    #[command(
        after_help = "Examples:\n  stocktake links set Fabrikam --desk glpi --to 'Root entity > Fabrikam'\n  stocktake links set Fabrikam --site Lyon --desk glpi --to 12\n  stocktake links set Fabrikam --site Oslo --desk glpi --no-inherit\n\nA site without a link of its own inherits that of its company. Links of links.toml are changed there."
    )]
    Set {
        /// Company as your sources and monitors name it
        company: String,
        /// System of stocktake.toml
        #[arg(long, value_name = "NAME")]
        desk: String,
        /// Company of the desk: name, path or id
        #[arg(long, value_name = "COMPANY", required_unless_present = "no_inherit")]
        to: Option<String>,
        /// Site of the company
        #[arg(long)]
        site: Option<String>,
        /// The site has no company at this desk
        #[arg(long, requires = "site", conflicts_with = "to")]
        no_inherit: bool,
    },
    /// Take a link away
    #[command(after_help = "Example:\n  stocktake links unset Fabrikam --desk glpi --site Lyon")]
    Unset {
        /// Company as your sources and monitors name it
        company: String,
        /// System of stocktake.toml
        #[arg(long, value_name = "NAME")]
        desk: String,
        /// Site of the company
        #[arg(long)]
        site: Option<String>,
    },
    /// List links, where they stand, and what sites inherit
    #[command(after_help = "Example:\n  stocktake links list --format json")]
    List {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}
