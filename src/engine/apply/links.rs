//! Keeps the ledger in step with what was written: each outcome brings the link of its record.

use std::collections::{HashMap, HashSet};

use crate::engine::reason::Context as _;

use crate::engine::elements::ElementRow;
use crate::message;
use crate::model::change::Retirement;
use crate::model::link::Ownership;
use crate::model::remembered::{FieldPath, Refused, Remembered, encode};
use crate::model::schema::{Columns, Part};
use crate::model::{ClassName, FieldChange, Link, Operation, Plan, Value};
use crate::store::LinkKey;

use super::unit::{Purpose, Verb};
use super::write::{Ended, LinkChanges};
use super::{ApplyContext, made};

/// Links of the records that the plan changes, by position of the change.
pub struct Links {
    by_change: HashMap<usize, Link>,
}

impl Links {
    /// Reads the links that there are of the items of a plan.
    ///
    /// # Errors
    /// When the state database cannot be read.
    pub fn load(with: &ApplyContext<'_>, plan: &Plan) -> anyhow::Result<Self> {
        let mut wanted: HashMap<ClassName, HashSet<i64>> = HashMap::new();
        for change in &plan.changes {
            if let Some(id) = change.remote_id {
                wanted.entry(change.class.clone()).or_default().insert(id);
            }
        }
        let mut known: HashMap<(ClassName, i64), Link> = HashMap::new();
        for (class, ids) in wanted {
            let keep = |link: Link| {
                if ids.contains(&link.remote_id) {
                    known.insert((class.clone(), link.remote_id), link);
                }
            };
            with.store
                .each_link(with.system, with.job, &class, keep)
                .context(message::journal::cannot_read_links())?;
        }
        let of =
            |change: &crate::model::Change| known.get(&(change.class.clone(), change.remote_id?)).cloned();
        let by_change =
            plan.changes.iter().enumerate().filter_map(|(at, change)| Some((at, of(change)?))).collect();
        Ok(Self { by_change })
    }

    /// What the outcomes of a call change.
    pub fn after(
        &mut self,
        with: &ApplyContext<'_>,
        plan: &Plan,
        verb: Verb,
        ended: &[Ended],
    ) -> LinkChanges {
        if verb == Verb::Purge {
            return LinkChanges { made: Vec::new(), gone: purged(with, ended) };
        }
        let mut changed: Vec<usize> = Vec::new();
        for ended in ended {
            let refused = self.note_refused(with, plan, ended);
            let written = self.note_written(with, plan, verb, ended);
            for at in refused.into_iter().chain(written) {
                if !changed.contains(&at) {
                    changed.push(at);
                }
            }
        }
        let made = changed.into_iter().filter_map(|at| self.by_change.get(&at).cloned());
        LinkChanges { made: made.filter(|link| link.remote_id != 0).collect(), gone: Vec::new() }
    }

    /// Remembers a row that was written; gives back the change that it is of.
    fn note_written(
        &mut self,
        with: &ApplyContext<'_>,
        plan: &Plan,
        verb: Verb,
        ended: &Ended,
    ) -> Option<usize> {
        let Ok(id) = ended.outcome else { return None };
        match ended.unit.purpose {
            Purpose::Reference(_) => return None,
            Purpose::Item(at) => self.item(with, plan, verb, at, id, &ended.unit.fields),
            Purpose::Child(at, number) => self.child(with, plan, at, number, id, &ended.unit.fields),
            Purpose::ContractLink(at, number) => {
                self.contract_link(with, plan, at, number, &ended.unit.fields)
            }
        }
        ended.unit.purpose.change()
    }

    fn child(
        &mut self,
        with: &ApplyContext<'_>,
        plan: &Plan,
        at: usize,
        number: usize,
        id: i64,
        fields: &[FieldChange],
    ) {
        let (child, schema) = (&plan.changes[at].children[number], with.desk.schema());
        let remembered = &mut self.link(with, plan, at, None).remembered;
        match child.element.as_deref() {
            Some(name) => {
                let row = ElementRow { part: child.part, name, id };
                row.learn(schema, remembered, child.operation, fields);
            }
            None => {
                remember(&schema.columns, remembered, Some(child.part.name()), fields);
                // A contract is the item's once it is linked; before that nobody took it away.
                if !child.link {
                    remembered.rows.insert(child.part.name().to_owned(), id);
                }
            }
        }
    }

    fn contract_link(
        &mut self,
        with: &ApplyContext<'_>,
        plan: &Plan,
        at: usize,
        number: usize,
        fields: &[FieldChange],
    ) {
        let child = &plan.changes[at].children[number];
        let remembered = &mut self.link(with, plan, at, None).remembered;
        if child.operation != Operation::Create && child.fields.is_empty() {
            // Somebody else's contract is linked now: nothing of it is ours.
            remembered.forget_part(child.part.name());
        }
        let column = with.desk.schema().shared(child.part).map(|shared| shared.link_column);
        let contract = fields.iter().find(|field| Some(field.field.as_str()) == column);
        if let Some(Value::Ref(id)) = contract.map(|field| &field.to) {
            remembered.rows.insert(child.part.name().to_owned(), *id);
        }
    }

    /// Remembers fields that the desk did not take, so that they are not sent again every night.
    fn note_refused(&mut self, with: &ApplyContext<'_>, plan: &Plan, ended: &Ended) -> Option<usize> {
        let (at, prefix) = match ended.unit.purpose {
            Purpose::Item(at) => (at, None),
            Purpose::Child(at, number) => match plan.changes[at].children[number].part {
                part if with.desk.schema().is_set(part) => return None,
                part => (at, Some(part)),
            },
            Purpose::Reference(_) | Purpose::ContractLink(..) => return None,
        };
        if ended.refused.is_empty() {
            return None;
        }
        let link = self.link(with, plan, at, None);
        for field in &ended.refused {
            let refused = Refused { day: with.today, wanted: encode(&field.to), stayed: encode(&field.was) };
            link.remembered
                .marks
                .refused
                .insert(FieldPath::of(prefix.as_ref().map(Part::name), &field.field), refused);
        }
        Some(at)
    }

    fn item(
        &mut self,
        with: &ApplyContext<'_>,
        plan: &Plan,
        verb: Verb,
        at: usize,
        id: i64,
        fields: &[FieldChange],
    ) {
        let change = &plan.changes[at];
        let link = self.link(with, plan, at, Some(id));
        match change.operation {
            Operation::Create => link.ownership = Ownership::Made,
            Operation::Update => {}
            Operation::Retire => {
                let step = change.retirement.unwrap_or(Retirement::Flag);
                link.remembered.retire(step, with.today, fields);
                link.retired_at = Some(chrono::Utc::now().to_rfc3339());
            }
            Operation::Restore => link.revive(),
        }
        if verb != Verb::Trash {
            remember(&with.desk.schema().columns, &mut link.remembered, None, fields);
        }
    }

    fn link(&mut self, with: &ApplyContext<'_>, plan: &Plan, at: usize, id: Option<i64>) -> &mut Link {
        let change = &plan.changes[at];
        let link = self.by_change.entry(at).or_insert_with(|| Link {
            system: with.system.to_owned(),
            job: with.job.to_owned(),
            class: change.class.clone(),
            source_key: change.source_key.clone(),
            remote_id: change.remote_id.unwrap_or_default(),
            ownership: made(with.adopt, None),
            remembered: Remembered::default(),
            absent_runs: 0,
            retired_at: None,
        });
        link.source_key.clone_from(&change.source_key);
        link.ownership = made(with.adopt, Some(link.ownership));
        if let Some(id) = id {
            link.remote_id = id;
        }
        link
    }
}

/// Links of items that were deleted for good: there is nothing to them any more.
fn purged(with: &ApplyContext<'_>, ended: &[Ended]) -> Vec<LinkKey> {
    let gone = ended.iter().filter(|ended| ended.outcome.is_ok());
    gone.map(|ended| LinkKey {
        system: with.system.to_owned(),
        job: with.job.to_owned(),
        class: ended.unit.class.clone(),
        source_key: ended.unit.source_key.clone(),
    })
    .collect()
}

fn remember(columns: &Columns, remembered: &mut Remembered, prefix: Option<&str>, fields: &[FieldChange]) {
    for field in fields {
        if [columns.owner_class, columns.owner_id, columns.trash].contains(&field.field.as_str()) {
            continue;
        }
        remembered.wrote(FieldPath::of(prefix, &field.field), encode(&field.to));
    }
}
