//! Changes of a plan by class and by what they do: how many there are of each kind, and those of one kind page by page.

use minijinja::{Value, context};

use crate::message::Locale;
use crate::model::change::Retirement;
use crate::model::schema::Wording;
use crate::model::{Change, Plan};
use crate::web::call::Call;
use crate::web::page::Paging;

/// Changes of one page.
const MOST: u64 = 100;

/// Changes of one class that do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeKind<'k> {
    deed: &'k str,
    class: &'k str,
}

impl<'k> ChangeKind<'k> {
    /// The kind of a change.
    pub fn of(change: &'k Change) -> Self {
        let deed = match change.retirement {
            Some(Retirement::Purge) => "purge",
            Some(Retirement::Flag | Retirement::Trash) | None => change.operation.as_str(),
        };
        Self { deed, class: change.class.as_str() }
    }

    /// The kind of a word.
    pub fn read(word: &'k str) -> Option<Self> {
        word.split_once('/').map(|(deed, class)| Self { deed, class })
    }

    /// Its word in addresses and forms.
    pub fn word(self) -> String {
        format!("{}/{}", self.deed, self.class)
    }
}

/// A kind, its first change, and how many there are.
type Counted<'p> = (ChangeKind<'p>, &'p Change, u64);

/// The kinds of a plan in the order in which they come.
fn counted(plan: &Plan) -> Vec<Counted<'_>> {
    let mut kinds: Vec<Counted<'_>> = Vec::new();
    let mut last = 0;
    for change in &plan.changes {
        let kind = ChangeKind::of(change);
        // Most stand behind one of their kind.
        if kinds.get(last).is_none_or(|(known, _, _)| *known != kind) {
            last = kinds.iter().position(|(known, _, _)| *known == kind).unwrap_or(kinds.len());
        }
        match kinds.get_mut(last) {
            Some((_, _, count)) => *count += 1,
            None => kinds.push((kind, change, 1)),
        }
    }
    kinds
}

/// The changes of a plan that a page shows.
pub struct ShownChanges<'p> {
    kinds: Vec<Counted<'p>>,
    /// Of this kind alone; `None`: of every one.
    pub kind: Option<ChangeKind<'p>>,
    /// Which page of them.
    pub paging: Paging,
    /// The changes of the page.
    pub changes: Vec<&'p Change>,
}

impl<'p> ShownChanges<'p> {
    /// Those that the form asks for, or the query.
    pub fn of(call: &Call, plan: &'p Plan) -> Self {
        let kinds = counted(plan);
        let (word, page) = match call.form.get("show") {
            // Another kind begins with its first page.
            Some(word) => (Some(word), None),
            None => {
                let page = call.form.get("page").or_else(|| call.form.get("at"));
                let word = call.form.get("shown").or_else(|| call.query.get("show"));
                (word, page.or_else(|| call.query.get("page")))
            }
        };
        let wanted = word.and_then(ChangeKind::read);
        let found = kinds.iter().find(|(known, _, _)| Some(*known) == wanted);
        let kind = found.map(|(kind, _, _)| *kind);
        let paging = Paging::new(page, found.map_or(plan.changes.len() as u64, |(_, _, count)| *count), MOST);
        let range = paging.range();
        let of_kind =
            plan.changes.iter().filter(|change| kind.is_none_or(|kind| ChangeKind::of(change) == kind));
        let changes = of_kind.skip(range.start).take(range.len()).collect();
        Self { kinds, kind, paging, changes }
    }

    /// Every kind with how many there are.
    pub fn kinds_said(&self, locale: Locale, wording: Wording) -> Vec<Value> {
        let said = |(kind, first, count): &Counted<'p>| {
            context! {
                word => kind.word(), operation => locale.change_operation(first), class => wording.class(kind.class),
                count => locale.number(*count), is_shown => self.kind == Some(*kind),
            }
        };
        self.kinds.iter().map(said).collect()
    }
}
