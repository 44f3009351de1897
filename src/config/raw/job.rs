//! `jobs/NAME.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::mail_format::RawMailFormat;
use super::{At, LimitText, LocalDay, SheetName, ShrinkText, Texts};
use crate::model::job::{Language, Pick, SendWhen, TableCount};
use crate::model::ticket::RefKind;
use crate::model::ticket_job::FeedAbsence;

/// A job for records: what is read, how it is mapped, when it runs and what it may do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Job")]
pub(in crate::config) struct RawJob {
    /// One line for people.
    pub description: Option<At<String>>,
    /// Name of the system in `stocktake.toml` that is written to.
    pub system: Option<At<String>>,
    /// Take ownership of items that were matched by a key.
    #[schemars(extend("default" = false))]
    pub adopt: Option<bool>,
    /// A field that we and somebody else change back and forth this many runs in a row is left alone
    /// and reported.
    #[schemars(range(min = 2, max = 100), extend("default" = 3))]
    pub fight_after: Option<At<i64>>,
    /// When it runs by itself; without it only by hand.
    pub schedule: Option<At<RawSchedule>>,
    /// What is read, in the order in which it is reconciled; at least one.
    pub feed: Option<Vec<At<RawFeed>>>,
    /// What it may do; a plan that exceeds a limit is refused as a whole.
    pub limits: Option<RawLimits>,
    /// What is done about items that the source no longer has.
    pub missing: Option<At<RawMissing>>,
    /// Contracts and warranties that end soon.
    pub contracts: Option<RawContracts>,
    /// Names and items that may be the same thing twice.
    pub duplicates: Option<RawDuplicates>,
    /// Address that is told when a run begins and how it ended, as healthchecks.io takes it: `https://…`, or where
    /// it stands, such as `env:PING`, since who knows it may ping.
    pub ping: Option<At<String>>,
    /// Mail of this job.
    pub report: Option<RawReport>,
    /// How long its runs are kept.
    pub history: Option<RawHistory>,
}

/// When a job runs by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Schedule")]
pub(in crate::config) struct RawSchedule {
    /// Cron expression of 5 fields, or 6 with seconds first: `30 2 * * *`.
    pub cron: Option<At<String>>,
    /// IANA zone in which it is read, such as `Europe/Paris`.
    #[schemars(extend("default" = "UTC"))]
    pub zone: Option<At<String>>,
    /// Spread: the job starts up to this much later, always by the same amount.
    #[schemars(extend("default" = "0s"))]
    pub jitter: Option<At<String>>,
    /// A start that is later than this is skipped and reported.
    #[schemars(extend("default" = "6h"))]
    pub deadline: Option<At<String>>,
    /// A run that takes longer is stopped after the batch in hand, and reported.
    #[schemars(extend("default" = "4h"))]
    pub timeout: Option<At<String>>,
    /// Mail when no run has ended well for this long; by default twice the longest gap of `cron`.
    pub dead_man: Option<At<String>>,
    /// Spans in which it does not start.
    #[serde(default)]
    pub freeze: Vec<At<RawFreeze>>,
}

/// A span without starts: weekly (`days`, `from`, `to`) or dated (`from_date`, `to_date`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Freeze")]
pub(in crate::config) struct RawFreeze {
    /// Days on which the span begins, `mon` to `sun`; by default every day.
    pub days: Option<Vec<At<String>>>,
    /// Begin, local time `HH:MM`.
    pub from: Option<At<String>>,
    /// End, local time `HH:MM`; over midnight when it is not after `from`.
    pub to: Option<At<String>>,
    /// First day.
    pub from_date: Option<At<LocalDay>>,
    /// Last day, inclusive.
    pub to_date: Option<At<LocalDay>>,
}

/// Where a record has what people say about it: a list of objects.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FeedComments")]
pub(in crate::config) struct RawFeedComments {
    /// Column of the list, such as `comments`.
    pub list: Option<At<String>>,
    /// Member of each object that is what was said, such as `message`.
    #[schemars(extend("default" = "text"))]
    pub text: Option<At<String>>,
    /// Member that says who said it, such as `user.name`.
    pub author: Option<At<String>>,
    /// Member that says when, such as `created`; without a zone it is UTC.
    pub at: Option<At<String>>,
    /// Member that names it for good, such as `id`; by default who, when and what do.
    pub id: Option<At<String>>,
}

/// The tables that say what is read, with what only some of them have.
macro_rules! feeds {
    ($($(#[$about:meta])* $name:ident { $($own:tt)* })*) => {$(
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        pub(in crate::config) struct $name {
            /// Name of the mapping: its file in `mappings/` without `.toml`.
            pub mapping: Option<At<String>>,
            /// Name of the system in `stocktake.toml` that has the records; by default they are in files of this
            /// machine. What is asked of it stands in the table of its kind, such as `[feed.http]`.
            pub from: Option<At<String>>,
            /// File, or pattern with wildcards, relative to the project folder; or to the folder of a system that
            /// has files.
            pub path: Option<At<String>>,
            /// Which of the files that the pattern finds.
            #[schemars(extend("default" = "newest"))]
            pub pick: Option<Pick>,
            /// A file changed longer ago is refused: `2d`.
            pub max_age: Option<At<String>>,
            /// Skip a file whose content this job has applied already.
            #[schemars(extend("default" = false))]
            pub once: Option<bool>,
            /// A file that changes within this span is still being written; `0s` does not wait.
            #[schemars(extend("default" = "2s"))]
            pub settle: Option<At<String>>,
            /// Folder into which the file is moved after a good run.
            pub move_to: Option<At<String>>,
            /// Column that each row gets with the name of its file, without the ending: for a folder of files.
            pub file_column: Option<At<String>>,
            /// Columns of other files and systems that each row gets, by a key that both have.
            pub lookup: Option<Vec<At<RawLookup>>>,
            /// Delimited text; the default for `.csv`, `.txt`, `.tsv`.
            pub csv: Option<At<RawCsv>>,
            /// A workbook; the default for `.xlsx`, `.xls`, `.ods`, `.xlsm`, `.xlsb`.
            pub sheet: Option<At<RawSheet>>,
            /// JSON; the default for `.json`, `.ndjson`, `.jsonl`.
            pub json: Option<At<RawJson>>,
            /// Inventories of agents: JSON of the GLPI agent, XML of FusionInventory and OCS, compressed or not. All
            /// files of the pattern are read unless `pick` says otherwise; each is a record.
            pub agent: Option<At<RawAgent>>,
            /// Mails, one a file; the default for `.eml`.
            pub mail: Option<At<RawMailFormat>>,
            $($own)*
        }

        impl From<&At<$name>> for At<RawFeed> {
            fn from(raw: &At<$name>) -> Self {
                let of = &raw.value;
                let value = RawFeed {
                    mapping: of.mapping.clone(),
                    from: of.from.clone(),
                    path: of.path.clone(),
                    pick: of.pick,
                    max_age: of.max_age.clone(),
                    once: of.once,
                    settle: of.settle.clone(),
                    move_to: of.move_to.clone(),
                    file_column: of.file_column.clone(),
                    lookup: of.lookup.clone(),
                    csv: of.csv.clone(),
                    sheet: of.sheet.clone(),
                    json: of.json.clone(),
                    agent: of.agent.clone(),
                    mail: of.mail.clone(),
                };
                At { span: raw.span.clone(), value }
            }
        }
    )*};
}

feeds! {
    /// One source with its mapping; at most one of `csv`, `sheet`, `json`, `agent` and `mail`.
    #[schemars(rename = "Feed", transform = crate::config::rooms::add_queries)]
    RawFeed {}

    /// Records that are events, with a mapping of the class `Event`; at most one of `csv`, `sheet`, `json`, `agent` and `mail`.
    #[schemars(rename = "EventFeed", transform = crate::config::rooms::add_queries)]
    RawEventFeed {
        /// Its name, as the monitor of its events; by default that of `from`, else that of the mapping.
        pub name: Option<At<String>>,
        /// What it means that an event is not among the records. `over`: the list is complete, so that it is over.
        /// `asked`: the list is complete, and what is not in it any more is asked for by itself.
        #[schemars(extend("default" = "nothing"))]
        pub absence: Option<At<FeedAbsence>>,
        /// When more than this of the open events would be over at once because they are not listed, none of
        /// them is; for `absence = "over"`, and with `"asked"` for those that are not there any more. By default 50
        /// percent of 10 or more; `off` removes it.
        pub over_at_once: Option<At<ShrinkText>>,
        /// An event of which no record told for so long (`24h`) is over: for what happens and does not last, such as the
        /// records of an audit. By default it lasts until a record says that it is over.
        pub over_after: Option<At<String>>,
        /// Of an inbox: tell when nothing was pushed to it for so long, such as `30m`, and when something is again. Each push
        /// that is answered with 202 is a sign of life, whatever it says.
        pub dead_man: Option<At<String>>,
        /// Where a record has what people say about it: a list of objects, which become notes of the ticket where a
        /// rule has `operator_notes`.
        pub comments: Option<At<RawFeedComments>>,
    }

    /// Records that are reference data, with a mapping of the class `Reference`; at most one of `csv`, `sheet`,
    /// `json`, `agent` and `mail`.
    #[schemars(rename = "RefsFeed", transform = crate::config::rooms::add_queries)]
    RawRefsFeed {
        /// Desk of `stocktake.toml` of which the list is kept.
        pub desk: Option<At<String>>,
        /// What it has, all of it: these kinds are not pulled from the desk.
        pub kinds: Option<At<Vec<At<RefKind>>>>,
    }
}

/// Columns of another table, by a key that both have; at most one of `csv`, `sheet` and `json`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Lookup", transform = crate::config::rooms::add_queries)]
pub(in crate::config) struct RawLookup {
    /// Name of the system in `stocktake.toml` that has the other table, such as a directory; by default it is a
    /// file of this machine. What is asked of it stands in the table of its kind, such as
    /// `[feed.lookup.ldap]`.
    pub from: Option<At<String>>,
    /// File, or pattern with wildcards whose newest file is read, relative to the project folder.
    pub path: Option<At<String>>,
    /// Column of the rows by which is looked.
    pub column: Option<At<String>>,
    /// Column of the other file that has the same values; by default one of the same name.
    pub key: Option<At<String>>,
    /// Columns of the other file that each row gets.
    pub columns: Option<At<Vec<At<String>>>>,
    /// What stands before their names in the rows, for names that the rows have already.
    pub prefix: Option<String>,
    /// A file changed longer ago is refused: `2d`.
    pub max_age: Option<At<String>>,
    /// Delimited text; the default for `.csv`, `.txt`, `.tsv`.
    pub csv: Option<At<RawCsv>>,
    /// A workbook; the default for `.xlsx`, `.xls`, `.ods`, `.xlsm`, `.xlsb`.
    pub sheet: Option<At<RawSheet>>,
    /// JSON; the default for `.json`, `.ndjson`, `.jsonl`.
    pub json: Option<At<RawJson>>,
}

/// Delimited text.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Csv")]
pub(in crate::config) struct RawCsv {
    /// One character, or `tab`; detected by default.
    pub delimiter: Option<At<String>>,
    /// One character, or `none`.
    #[schemars(extend("default" = "\""))]
    pub quote: Option<At<String>>,
    /// Such as `utf-8`, `windows-1252`, `cp850` or `macintosh`; detected by default.
    pub encoding: Option<At<String>>,
    /// Line of the header, from 1; by default found by the columns that the mapping wants.
    #[schemars(range(min = 1))]
    pub header_row: Option<At<i64>>,
    /// `false`: there is no header; `column` in the mapping is a letter or number, `A` or `1`.
    #[schemars(extend("default" = true))]
    pub header: Option<At<bool>>,
}

/// A workbook.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sheet")]
pub(in crate::config) struct RawSheet {
    /// Sheet by name or by position, from 1; by default the first that has a header.
    pub sheet: Option<At<SheetName>>,
    /// Pattern: all sheets whose names match are read one after the other, such as `Site *`.
    pub sheets: Option<At<String>>,
    /// Column that each row gets with the name of its sheet.
    pub sheet_column: Option<At<String>>,
    /// Cells that are read, such as `B3:H40` or `B3:H`; for one of several tables side by side.
    pub range: Option<At<String>>,
    /// `all`: there are several tables one below the other, each with a header.
    #[schemars(extend("default" = "one"))]
    pub tables: Option<TableCount>,
    /// Column that each row gets with the line above the header of its table; with `tables = "all"`.
    pub title_column: Option<At<String>>,
    /// Row of the header, from 1; by default found by the columns that the mapping wants.
    #[schemars(range(min = 1))]
    pub header_row: Option<At<i64>>,
    /// `false`: there is no header; `column` in the mapping is a letter or number, `A` or `1`.
    #[schemars(extend("default" = true))]
    pub header: Option<At<bool>>,
}

/// JSON.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Json")]
pub(in crate::config) struct RawJson {
    /// Dotted path to the list of rows, such as `data.items`; by default the document itself.
    pub rows: Option<At<String>>,
    /// One JSON value per line; the default for `.ndjson` and `.jsonl`.
    pub lines: Option<bool>,
}

/// Inventories of agents.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Agent")]
pub(in crate::config) struct RawAgent {
    /// Only machines of this kind, such as `Computer`, `Printer` or `NetworkEquipment`; by default all.
    pub itemtype: Option<At<String>>,
    /// A list of each inventory, such as `monitors`: each of its elements is a record, beside what the inventory
    /// says of the machine; by default the machine is the record.
    pub rows: Option<At<String>>,
    /// Whether the software of the machine is read: some hundred columns more.
    #[schemars(extend("default" = false))]
    pub software: Option<bool>,
    /// Whether ports are read that are only software, such as those of containers.
    #[schemars(extend("default" = false))]
    pub virtual_ports: Option<bool>,
}

/// Limits: a table replaces the default of its line as a whole, `off` removes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Limits")]
pub(in crate::config) struct RawLimits {
    /// Percentages hold from this many items up.
    #[schemars(range(min = 0), extend("default" = 10))]
    pub min_items: Option<At<i64>>,
    /// Refuse when a source has this many percent fewer records than in the last good run.
    #[schemars(extend("default" = 30))]
    pub shrink_percent: Option<At<ShrinkText>>,
    /// Nothing is retired when a source has this many percent more or fewer records than usual in
    /// the last good runs.
    #[schemars(extend("default" = 10))]
    pub band_percent: Option<At<ShrinkText>>,
    /// Nothing is retired when a key column is filled in this many percent of the records fewer
    /// than usual.
    #[schemars(extend("default" = 10))]
    pub fill_drop_percent: Option<At<ShrinkText>>,
    /// Creations; by default 50 percent.
    pub create: Option<At<LimitText>>,
    /// Updates that change what is there; by default 50 percent. Child rows that are only added do not
    /// count.
    pub update: Option<At<LimitText>>,
    /// Retirements; by default 10 percent and 100 items.
    pub retire: Option<At<LimitText>>,
    /// Rejected records; by default none. The run goes on and ends with exit code 4.
    pub reject: Option<At<LimitText>>,
    /// Whoever approves a plan of the job or takes a run of it back says why.
    #[schemars(extend("default" = false))]
    pub ask_reason: Option<At<bool>>,
}

/// What is done about items that the source no longer has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Missing")]
pub(in crate::config) struct RawMissing {
    /// What is done, in one step.
    #[schemars(extend("default" = "keep"))]
    pub action: Option<At<MissingAction>>,
    /// State that is set, by name or path; for `flag` only.
    pub state: Option<At<String>>,
    /// Comment that is set; `{{ today }}` is the day. For `flag` only.
    pub comment: Option<At<String>>,
    /// Good runs in a row in which an item must be missing before the first step; by default 1
    /// with `action` and 3 with steps.
    #[schemars(range(min = 1, max = 1000))]
    pub after_runs: Option<At<i64>>,
    /// Several steps, one after the other: a flag, the trash, the purge.
    pub step: Option<Vec<At<RawStep>>>,
}

/// What is done about items that the source no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum MissingAction {
    /// Nothing.
    Keep,
    /// A state or a comment is set.
    Flag,
    /// They are put in the trash.
    Trash,
}

/// One step of a retirement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Step")]
pub(in crate::config) struct RawStep {
    /// What is done.
    pub action: Option<At<StepAction>>,
    /// Days since the step before, such as `30d`; not for the first step.
    pub after: Option<At<String>>,
    /// State that is set, by name or path; for `flag` only.
    pub state: Option<At<String>>,
    /// Comment that is set; `{{ today }}` is the day. For `flag` only.
    pub comment: Option<At<String>>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::config) enum StepAction {
    /// A state or a comment is set.
    Flag,
    /// They are put in the trash.
    Trash,
    /// They are deleted for good, out of the trash; this cannot be taken back.
    Purge,
}

/// Contracts and warranties that end soon: looked for where the job reads contracts or financial data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Contracts")]
pub(in crate::config) struct RawContracts {
    /// The report asks about those that end, or whose notice ends, within this span; `off` does not.
    #[schemars(extend("default" = "60d"))]
    pub ends_within: Option<At<String>>,
}

/// Names and items that may be the same thing twice: proposed in the report, never merged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Duplicates")]
pub(in crate::config) struct RawDuplicates {
    /// Whether they are looked for.
    #[schemars(extend("default" = true))]
    pub find: Option<bool>,
    /// A serial, UUID, MAC or name that more items share names nothing.
    #[schemars(range(min = 1, max = 1000), extend("default" = 3))]
    pub most_alike: Option<At<i64>>,
}

/// Mail of a job.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(in crate::config) struct RawReport {
    /// When a mail is sent; by default always, and for ticket jobs and reference data on changes.
    pub send: Option<SendWhen>,
    /// Recipients instead of those of `stocktake.toml`.
    pub to: Option<At<Texts>>,
    /// Language instead of that of `stocktake.toml`.
    pub language: Option<Language>,
}

/// How long runs are kept in the journal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "History")]
pub(in crate::config) struct RawHistory {
    /// Days.
    #[schemars(range(min = 1), extend("default" = 90))]
    pub keep_days: Option<At<i64>>,
    /// Number of runs that are kept however old.
    #[schemars(range(min = 0), extend("default" = 100))]
    pub keep_runs: Option<At<i64>>,
}
