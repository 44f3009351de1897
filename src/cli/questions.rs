//! `questions`: what waits for a person, and how a person answers it.

use chrono::NaiveDate;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::Format;

/// `questions` with a subcommand, or by itself.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  stocktake questions nightly-inventory --format json\n  stocktake questions close 1a2b3c4d --until 2027-01-31 --why 'both are right'"
)]
pub struct QuestionsCommand {
    /// What to do instead
    #[command(subcommand)]
    pub what: Option<Questions>,
    /// Which are listed
    #[command(flatten)]
    pub list: ListQuestions,
}

/// Options of the list of questions.
#[derive(Debug, Args)]
pub struct ListQuestions {
    /// Only of this job
    pub job: Option<String>,
    /// Those that were closed, too
    #[arg(long)]
    pub closed: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is done with questions.
#[derive(Debug, Subcommand)]
pub enum Questions {
    /// Say that a question need not be told: until a day, or until what it is about changes
    #[command(
        after_help = "Examples:\n  stocktake questions close 1a2b3c4d\n  stocktake questions close 1a2b3c4d --until 2027-01-31 --why 'ordered, arrives in January'\n\nNothing is written to the desk: what is as it is stays so. Closing again sets another day or reason."
    )]
    Close(CloseQuestion),
}

/// Options of `questions close`.
#[derive(Debug, Args)]
pub struct CloseQuestion {
    /// Id of the question, as the list and the mails show it, or its beginning
    pub id: String,
    /// The day on which it is told again if it is still open
    #[arg(long, value_name = "DATE")]
    pub until: Option<NaiveDate>,
    /// Why, for those who read the list of closed ones
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub why: Option<String>,
    /// Who closes it; by default who is logged in
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub by: Option<String>,
}
