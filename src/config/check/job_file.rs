//! Which kind of job a file in `jobs/` is: its top-level keys tell.

use std::ops::Range;

use toml::de::DeTable;

use super::{FileCheck, code};
use crate::config::raw::job_file::RawJobFile;
use crate::config::rooms::rooms_of_records;
use crate::message::config::label;
use crate::message::{self, Alike, Message, nearest};
use crate::settings::{Lifted, decode_lifting};

/// Kinds of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JobKind {
    Records,
    Tickets,
    Refs,
}

impl JobKind {
    fn name(self) -> Message {
        match self {
            Self::Records => message::config::job::records(),
            Self::Tickets => message::config::job::tickets(),
            Self::Refs => message::config::job::reference_data(),
        }
    }
}

/// Keys that only one kind of job has.
const TELLING: [(&str, JobKind); 4] = [
    ("system", JobKind::Records),
    ("monitors", JobKind::Tickets),
    ("rule", JobKind::Tickets),
    ("refs", JobKind::Refs),
];

/// The key that jobs of every kind have: where nothing else tells, it is one for records.
const FEED: (&str, JobKind) = ("feed", JobKind::Records);

/// A job file as it stands there, and apart from it the tables of its feeds that the rooms of their systems
/// read. `None` when it is not TOML, or mixes kinds of jobs.
pub(in crate::config) fn job_file<'t>(check: &mut FileCheck<'t>) -> Option<(RawJobFile, Vec<Lifted<'t>>)> {
    let telling = telling(check.text());
    let kind = telling.first().map_or(JobKind::Records, |first| first.kind);
    if let (Some(first), Some(other)) = (telling.first(), telling.iter().find(|other| other.kind != kind)) {
        let message = message::config::job::two_kinds(other.key, other.kind.name(), first.key, kind.name());
        check
            .report(code::EXACTLY_ONE, &other.span, message)
            .label(label::another_kind_of_job())
            .help(message::config::job::own_file_each());
        return None;
    }
    let keys: Vec<&str> = rooms_of_records()
        .filter(|(room, records)| records.asked_as(room.kind.key) == room.kind.key)
        .map(|(room, _)| room.kind.key)
        .collect();
    let (raw, lifted) = match kind {
        JobKind::Records => {
            let (raw, lifted) = decode_lifting(check, "feed", "lookup", &keys)?;
            (RawJobFile::Records(Box::new(raw)), lifted)
        }
        JobKind::Tickets => {
            let (raw, lifted) = decode_lifting(check, "feed", "lookup", &keys)?;
            (RawJobFile::Tickets(Box::new(raw)), lifted)
        }
        JobKind::Refs => {
            let (raw, lifted) = decode_lifting(check, "feed", "lookup", &keys)?;
            (RawJobFile::Refs(Box::new(raw)), lifted)
        }
    };
    Some((raw, lifted))
}

/// Whether the text of a job file is that of a job for records, as far as can be told.
pub(in crate::config) fn is_for_records(text: &str) -> bool {
    telling(text).first().is_none_or(|first| first.kind == JobKind::Records)
}

/// A top-level key that tells the kind of a job.
struct Telling {
    kind: JobKind,
    key: &'static str,
    span: Range<usize>,
}

/// The keys that tell, in the order of the file; those that are near to one when none is there.
fn telling(text: &str) -> Vec<Telling> {
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let keys: Vec<(String, Range<usize>)> =
        root.get_ref().keys().map(|key| (key.get_ref().to_string(), key.span())).collect();
    let find = |is: &dyn Fn(&str, &str) -> bool| {
        let mut found: Vec<Telling> = Vec::new();
        for (written, span) in &keys {
            let known = TELLING.iter().chain([&FEED]).find(|(key, _)| is(written, key));
            found.extend(known.map(|(key, kind)| Telling { kind: *kind, key, span: span.clone() }));
        }
        found.sort_by_key(|telling| telling.span.start);
        if found.iter().any(|telling| telling.key != FEED.0) {
            found.retain(|telling| telling.key != FEED.0);
        }
        found
    };
    let exact = find(&|written, key| written == key);
    if exact.is_empty() {
        find(&|written, key| nearest(written, [key], Alike::Word).is_some())
    } else {
        exact
    }
}
