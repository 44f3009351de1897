//! The command line of reference data and of links of companies.

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
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
    /// Show the dictionary rules of a GLPI: which names it spells anew, and whether a run applies them
    #[command(
        after_help = "Example:\n  stocktake refs dictionaries glpi\n\nThey are read now; nothing is changed."
    )]
    Dictionaries {
        /// System of stocktake.toml
        system: String,
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
        /// Who decides
        #[command(flatten)]
        decision: LinkDecision,
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
        /// Who decides
        #[command(flatten)]
        decision: LinkDecision,
    },
    /// List links, where they stand, and what sites inherit
    #[command(after_help = "Example:\n  stocktake links list --format json")]
    List {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List the items that records of a job are linked to
    #[command(
        after_help = "Examples:\n  stocktake links items nightly-inventory\n  stocktake links items nightly-inventory CZC1234\n  stocktake links items nightly-inventory '#12'\n\nThe first 50 are listed; whole matches come first."
    )]
    Items {
        /// Job
        job: String,
        /// Part of the record's key or of a value of the item, or #12: the item's id
        text: Option<String>,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Link a record to an item that is there
    #[command(
        after_help = "Examples:\n  stocktake links set-item nightly-inventory CZC1234 --to 12\n  stocktake links set-item nightly-inventory CZC1234 --class Monitor --to 12 --why 'new mainboard'\n\nNothing is written to the item now: the next run compares each field and writes what differs. Refused\nwhile the job runs, where another record of the job has the item, and where a record of another job has it,\nunless --share says that this is meant."
    )]
    SetItem(SetItem),
    /// Take the link of a record away; the item stays as it is
    #[command(
        after_help = "Example:\n  stocktake links unset-item nightly-inventory CZC1234\n\nThe next run looks for the item of the record by the keys of the mapping; where it finds none, it makes\na new one. An item that it finds again by a key is never retired by the job, unless it adopts. Refused\nwhile the job runs."
    )]
    UnsetItem(ItemOf),
    /// List who changed which link, when and why
    #[command(after_help = "Example:\n  stocktake links history --format json")]
    History {
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// Who changes a link, and why.
#[derive(Debug, Args)]
pub struct LinkDecision {
    /// Who decides, for the history; by default who is logged in
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
    /// Why, for the history; asked for where the job has `ask_reason = true` in its limits
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
}

/// A record of a job.
#[derive(Debug, Args)]
pub struct ItemOf {
    /// Job
    pub job: String,
    /// Key of the record in its source
    pub key: String,
    /// Class of the item, where the job keeps several: Computer, Monitor
    #[arg(long)]
    pub class: Option<String>,
    /// Who decides
    #[command(flatten)]
    pub decision: LinkDecision,
}

/// Options of `links set-item`.
#[derive(Debug, Args)]
pub struct SetItem {
    /// The record
    #[command(flatten)]
    pub of: ItemOf,
    /// Id of the item
    #[arg(long, value_name = "ID")]
    pub to: i64,
    /// The job may retire the item when the source no longer has the record
    #[arg(long)]
    pub adopt: bool,
    /// Another job may have the item, too: both write to it
    #[arg(long)]
    pub share: bool,
}
