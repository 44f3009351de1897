//! What a refused plan would do, item by item, in the form in which reports show what was done.

use super::changes::{FieldLine, Group, ItemLine, shares};
use super::{List, Shower};
use crate::message::Phrase;
use crate::model::change::{Operation, Reference, Retirement};
use crate::model::{Change, Plan};
use crate::report::plan::view::{ChangeLine, ChildLine, FieldLine as PlanField, Teller};
use crate::report::wrap::one_line;

/// Changes of one class to which the same is done, or names that are created first.
struct Bundle<'p> {
    what: String,
    changes: Vec<&'p Change>,
    names: Vec<&'p Reference>,
}

impl Bundle<'_> {
    fn len(&self) -> usize {
        self.changes.len() + self.names.len()
    }
}

/// The changes by operation and class, names last; `None` when there are none.
pub(super) fn list(shower: &Shower, plan: &Plan) -> Option<List<Group>> {
    let teller = Teller::new(shower.wording, plan);
    let bundles = bundles(shower, &teller, plan);
    let lengths: Vec<usize> = bundles.iter().map(Bundle::len).collect();
    let total: usize = lengths.iter().sum();
    if total == 0 {
        return None;
    }
    let shown = shares(&lengths, shower.cut.items);
    let cut = total - shown.iter().sum::<usize>();
    let lines: Vec<Group> =
        bundles.iter().zip(&shown).map(|(bundle, shown)| group(shower, &teller, bundle, *shown)).collect();
    let fields_are_cut = lines.iter().flat_map(|group| &group.items).any(|item| item.more.is_some());
    Some(List {
        total: shower.locale.number(total as u64),
        lines,
        more: (cut > 0).then(|| shower.more(cut)),
        place: (cut > 0 || fields_are_cut).then(|| shower.place()),
    })
}

fn bundles<'p>(shower: &Shower, teller: &Teller<'p>, plan: &'p Plan) -> Vec<Bundle<'p>> {
    let mut changes: Vec<Bundle<'p>> = Vec::new();
    let mut by_operation: Vec<&Change> = plan.changes.iter().collect();
    by_operation.sort_by_key(|change| change.operation);
    for change in by_operation {
        let line = teller.change(change);
        let operation = match change.retirement {
            Some(Retirement::Purge) => shower.locale.label(Phrase::OperationPurge),
            Some(Retirement::Flag | Retirement::Trash) | None => shower.locale.operation(change.operation),
        };
        let step = match change.retirement {
            Some(Retirement::Trash) => Some(shower.locale.label(Phrase::PlanToTrash)),
            Some(Retirement::Flag | Retirement::Purge) | None => None,
        };
        let what: Vec<&str> = [operation, line.class].into_iter().chain(step).collect();
        bundle(&mut changes, what.join(" · ")).changes.push(change);
    }
    let mut names: Vec<Bundle<'p>> = Vec::new();
    for name in &plan.references {
        let operation = shower.locale.operation(Operation::Create);
        let what = format!("{operation} · {}", shower.wording.class(name.class.as_str()));
        bundle(&mut names, what).names.push(name);
    }
    changes.append(&mut names);
    changes
}

/// The bundle of what is done, made where there is none yet.
fn bundle<'b, 'p>(bundles: &'b mut Vec<Bundle<'p>>, what: String) -> &'b mut Bundle<'p> {
    let at = bundles.iter().position(|bundle| bundle.what == what).unwrap_or_else(|| {
        bundles.push(Bundle { what, changes: Vec::new(), names: Vec::new() });
        bundles.len() - 1
    });
    &mut bundles[at]
}

fn group(shower: &Shower, teller: &Teller<'_>, bundle: &Bundle<'_>, shown: usize) -> Group {
    let more = bundle.len() - shown;
    let changes = bundle.changes.iter().map(|change| item(shower, &teller.brief(change)));
    let names = bundle.names.iter().map(|name| ItemLine {
        label: one_line(&name.path, shower.cut.value),
        ids: None,
        is_new: true,
        fields: Vec::new(),
        more: None,
    });
    Group {
        what: bundle.what.clone(),
        total: shower.locale.number(bundle.len() as u64),
        items: changes.chain(names).take(shown).collect(),
        more: (more > 0).then(|| shower.more(more)),
    }
}

fn item(shower: &Shower, change: &ChangeLine<'_>) -> ItemLine {
    let is_new = change.id.is_none();
    let own = change.fields.iter().filter(|field| field.said.is_none());
    // The name of a new item stands above its fields already.
    let own = own.filter(|field| !(is_new && field.after.text == change.label));
    let own = own.map(|field| field_line(shower, &field.name, field));
    let fields: Vec<FieldLine> =
        own.chain(change.children.iter().flat_map(|child| child_lines(shower, child))).collect();
    let more = fields.len().saturating_sub(shower.cut.fields);
    ItemLine {
        is_new,
        label: one_line(change.label, shower.cut.value),
        ids: shower.ids(change.label, change.key.unwrap_or_default(), change.id),
        fields: fields.into_iter().take(shower.cut.fields).collect(),
        more: (more > 0).then(|| shower.locale.say(Phrase::MoreFields, more as u64, &[])),
    }
}

/// The fields of a row beside an item; of one that is only linked or removed, that.
fn child_lines(shower: &Shower, child: &ChildLine<'_>) -> Vec<FieldLine> {
    let mut lines: Vec<FieldLine> =
        child.fields.iter().zip(&child.apart).map(|(field, name)| field_line(shower, name, field)).collect();
    if child.link.is_some() || lines.is_empty() {
        let after = one_line(&child.verb, shower.cut.value);
        lines.insert(0, FieldLine { name: child.name.clone().into_owned(), before: None, after });
    }
    lines
}

fn field_line(shower: &Shower, name: &str, field: &PlanField<'_>) -> FieldLine {
    let show = |text: &str| one_line(text, shower.cut.value);
    FieldLine {
        name: name.to_owned(),
        before: (!field.is_new).then(|| show(&field.before.text)),
        after: show(&field.after.text),
    }
}
