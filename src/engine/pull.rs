//! One pull: kinds of a desk's reference data read whole and kept, and what that changed.

use super::reason::Context as _;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::message;
use crate::model::Said;
use crate::model::refs::PullChanges;
use crate::model::ticket::{RefEntry, RefKind};
use crate::store::Store;
use crate::systems::desk::Desk;

/// What a pull of a desk brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pulled {
    /// Desk, by name.
    pub system: String,
    /// By kind, in their order.
    pub kinds: Vec<KindPulled>,
    /// What it changed.
    pub changes: PullChanges,
}

/// What a pull of a kind brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindPulled {
    /// Kind.
    pub kind: RefKind,
    /// Entries now.
    pub count: u64,
    /// Entries of the pull before; `None`: it is the first.
    pub before: Option<u64>,
    /// Entries that were not there before; none in the first pull.
    pub new: u64,
    /// Entries that changed.
    pub changed: u64,
    /// Entries that disappeared.
    pub gone: u64,
}

impl KindPulled {
    /// Less than half of what was there: a right that was taken away looks like this.
    pub fn is_suspicious(&self) -> bool {
        self.before.is_some_and(|before| self.count * 2 < before)
    }
}

impl Pulled {
    /// `itop: 57 entries (2 new, 1 changed, 3 disappeared)`
    pub fn sentence(&self) -> Said {
        let changes = &self.changes;
        let numbers = [
            (changes.new.len(), message::refs::new(changes.new.len())),
            (changes.changed.len(), message::refs::changed(changes.changed.len())),
            (changes.gone.len(), message::refs::disappeared(changes.gone.len())),
        ];
        let told: Vec<Said> = numbers
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(_, counted)| counted.said())
            .collect();
        let is_first = self.kinds.iter().all(|kind| kind.before.is_none());
        let told = match (told.is_empty(), is_first) {
            (true, true) => message::refs::first_time().said(),
            (true, false) => message::refs::nothing_changed().said(),
            (false, _) => Said::join(&told, ", "),
        };
        message::refs::pulled(&self.system, changes.count, told).said()
    }

    /// One sentence for each kind that shows less than half of what was there before.
    pub fn suspicions(&self) -> Vec<Said> {
        let suspicious = self.kinds.iter().filter(|kind| kind.is_suspicious());
        suspicious
            .map(|kind| {
                message::refs::only_some_left(
                    &self.system,
                    kind.count,
                    kind.kind.as_str(),
                    kind.before.unwrap_or_default(),
                )
                .said()
            })
            .collect()
    }
}

/// Reads kinds of a desk whole and keeps them.
///
/// # Errors
/// When a kind cannot be read whole, or the state database fails; nothing is kept then.
pub async fn pull(
    store: &Store,
    system: &str,
    desk: &dyn Desk,
    kinds: &[RefKind],
    now: DateTime<Utc>,
) -> anyhow::Result<Pulled> {
    let entries = desk.refs(kinds).await?;
    keep(store, system, kinds, &entries, now)
}

/// Keeps kinds that were read whole.
///
/// # Errors
/// When the state database fails.
pub fn keep(
    store: &Store,
    system: &str,
    kinds: &[RefKind],
    entries: &[RefEntry],
    now: DateTime<Utc>,
) -> anyhow::Result<Pulled> {
    let before = store.pulls(system)?;
    let changes =
        store.keep_refs(system, kinds, entries, now).with_context(|| message::refs::cannot_keep(system))?;
    let after = store.pulls(system)?;
    let count = |pulls: &[crate::model::refs::Pull], kind: RefKind| {
        pulls.iter().find(|pull| pull.kind == kind).map(|pull| pull.count)
    };
    let of = |entries: &[RefEntry], kind: RefKind| {
        entries.iter().filter(|entry| entry.kind == kind).count() as u64
    };
    let kinds = RefKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).map(|kind| KindPulled {
        kind,
        count: count(&after, kind).unwrap_or_default(),
        before: count(&before, kind),
        new: of(&changes.new, kind),
        changed: changes.changed.iter().filter(|(_, after)| after.kind == kind).count() as u64,
        gone: of(&changes.gone, kind),
    });
    let kinds = kinds.collect();
    tracing::info!(
        system,
        entries = changes.count,
        new = changes.new.len(),
        changed = changes.changed.len(),
        gone = changes.gone.len(),
        "reference data pulled"
    );
    Ok(Pulled { system: system.to_owned(), kinds, changes })
}
