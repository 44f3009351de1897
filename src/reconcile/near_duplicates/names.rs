//! Names of dropdowns and trees that may be one thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::message;
use crate::model::Said;
use crate::model::schema::Naming;
use crate::model::{ClassName, ReferenceRow, Schema};

use super::likeness::{canonical, differ_by_a_slip, with_a_letter_less, words};
use super::{Alike, enumerate, near_duplicate};

/// Candidates that one form is compared with: more share it only when names are made by a machine.
const CANDIDATES: usize = 8;

/// A name with its forms.
struct Name<'n> {
    row: &'n ReferenceRow,
    words: Vec<String>,
    form: String,
}

/// Where two rows must stand to be one thing: below one parent, in one entity.
type Place = (Option<i64>, Option<i64>);

/// One question per group of names of a class that may be one thing.
pub fn duplicates(schema: &Schema, class: &ClassName, rows: &[ReferenceRow]) -> Vec<Alike> {
    let naming = schema.class(class).map_or(Naming::Thing, |class| class.naming);
    if naming == Naming::None {
        return Vec::new();
    }
    let names: Vec<Name<'_>> = rows
        .iter()
        .map(|row| {
            let words = words(&row.name, naming);
            Name { row, form: canonical(&words, naming), words }
        })
        .filter(|name| !name.form.is_empty())
        .collect();
    let mut spellings: BTreeMap<(Place, &str), Vec<&Name<'_>>> = BTreeMap::new();
    for name in &names {
        spellings.entry((place(name.row), &name.form)).or_default().push(name);
    }
    let mut questions: Vec<Alike> = spellings
        .values()
        .filter(|same| same.len() > 1)
        .map(|same| ask(class, same, message::duplicates::several_spellings()))
        .collect();
    let firsts: Vec<&Name<'_>> = spellings.values().filter_map(|same| same.first().copied()).collect();
    let slips = slips(&firsts);
    questions.extend(
        slips.iter().map(|(a, b)| ask(class, &[firsts[*a], firsts[*b]], message::duplicates::one_letter())),
    );
    questions
}

fn place(row: &ReferenceRow) -> Place {
    (row.parent, row.entity)
}

/// Pairs of names that differ by a slip, by their positions.
fn slips(names: &[&Name<'_>]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut by_form: HashMap<(Place, String), Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        for form in with_a_letter_less(&name.form) {
            let others = by_form.entry((place(name.row), form)).or_default();
            for other in others.iter() {
                if differ_by_a_slip(&name.words, &names[*other].words) {
                    pairs.insert((*other, at));
                }
            }
            if others.len() < CANDIDATES {
                others.push(at);
            }
        }
    }
    pairs
}

fn ask(class: &ClassName, same: &[&Name<'_>], how: message::Message) -> Alike {
    let mut rows: Vec<&ReferenceRow> = same.iter().map(|name| name.row).collect();
    rows.sort_by_key(|row| row.id);
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let shown: Vec<Said> = rows.iter().map(|row| format!("`{}` (#{})", row.name, row.id).into()).collect();
    let others: Vec<Said> = ids.iter().skip(1).map(|id| format!("#{id}").into()).collect();
    let keep = ids.first().cloned().unwrap_or_default();
    let label = rows.iter().map(|row| row.name.as_ref()).collect::<Vec<_>>().join(", ");
    let answer = message::duplicates::replace_at_desk(enumerate(&others), &keep);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let text = Said::join([&enumerate(&shown), &" ".into(), &how.said(), &".".into()], "");
    near_duplicate(class, &ids, label.into(), text, &answer)
}
