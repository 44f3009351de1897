//! What a plan shows, in words: the one thing that its text and its Markdown are made from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::message::{Locale, Phrase, list, told_of_field};
use crate::model::change::{
    Absent, Adoption, BY_JOURNAL, ChildChange, Counts, FieldChange, Held, Kept, Refusal, Retirement,
};
use crate::model::origin::Origin;
use crate::model::schema::Wording;
use crate::model::value::{Shown, Value};
use crate::model::{Change, ClassName, Operation, Part, Plan};
use crate::report::grouped::{Same, grouped};

use super::Page;

/// Elements of one set with which the same is done that are told one by one.
const MANY: usize = 12;

/// New names of one class that are told one by one.
const MANY_NAMES: usize = 100;

/// Of more than [`MANY`] elements, or [`MANY_NAMES`], so many are named.
const EXAMPLES: usize = 3;

/// How much of a plan is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Of many elements of a set, and of many names, how many there are.
    Brief,
    /// Every one.
    Whole,
}

/// A plan in words.
#[derive(Serialize)]
pub(super) struct PlanView<'p> {
    width: usize,
    color: bool,
    title: String,
    system: &'p str,
    counts: Counts,
    counted: String,
    names: Vec<NameLine<'p>>,
    name_count: usize,
    changes: Lines<ChangeLine<'p>>,
    held: Lines<HeldLine<'p>>,
    kept: Lines<KeptLine<'p>>,
    absent: Lines<String>,
    rejects: Lines<RejectLine<'p>>,
    refusals: Vec<RefusalLine<'p>>,
    digest: &'p str,
    /// Labels of the language by their names.
    t: BTreeMap<String, &'static str>,
}

/// A list that may be cut.
#[derive(Serialize)]
struct Lines<T> {
    total: usize,
    lines: Vec<T>,
    /// How many more there are, when it is cut.
    more: Option<String>,
}

/// A name that is created first.
#[derive(Serialize)]
struct NameLine<'p> {
    class: &'p str,
    /// Its path; of many of a class how many there are, and the first of them.
    path: Cow<'p, str>,
}

/// A change of an item.
#[derive(Serialize)]
pub(in crate::report) struct ChangeLine<'p> {
    pub(in crate::report) sign: char,
    pub(in crate::report) operation: &'static str,
    pub(in crate::report) class: &'p str,
    pub(in crate::report) label: &'p str,
    pub(in crate::report) id: Option<i64>,
    /// Key of the record, when it says more than the name.
    pub(in crate::report) key: Option<&'p str>,
    pub(in crate::report) found_by: Option<String>,
    /// What a retirement does: in a sentence, and in few words.
    pub(in crate::report) step: Option<Step>,
    pub(in crate::report) fields: Vec<FieldLine<'p>>,
    pub(in crate::report) children: Vec<ChildLine<'p>>,
}

/// What a retirement does, where it does not write fields.
#[derive(Serialize)]
pub(in crate::report) struct Step {
    pub(in crate::report) sentence: &'static str,
    pub(in crate::report) short: &'static str,
}

/// A field: what it is called, before and after, or what its change says in words.
#[derive(Serialize)]
pub(in crate::report) struct FieldLine<'p> {
    pub(in crate::report) name: Cow<'p, str>,
    pub(in crate::report) said: Option<&'static str>,
    pub(in crate::report) is_new: bool,
    pub(in crate::report) before: ShownValue,
    pub(in crate::report) after: ShownValue,
}

/// A value as people read it.
#[derive(Serialize)]
pub(in crate::report) struct ShownValue {
    pub(in crate::report) text: String,
    pub(in crate::report) is_text: bool,
}

/// A change of a row beside an item.
#[derive(Serialize)]
pub(in crate::report) struct ChildLine<'p> {
    /// What the row is called, and what is done.
    pub(in crate::report) name: Cow<'p, str>,
    pub(in crate::report) verb: String,
    /// Class of the record and its name, when the item is linked to one.
    pub(in crate::report) link: Option<LinkLine<'p>>,
    pub(in crate::report) fields: Vec<FieldLine<'p>>,
    /// The same fields, with the names that they have apart from their row.
    pub(in crate::report) apart: Vec<Cow<'p, str>>,
}

/// A record to which an item is linked.
#[derive(Serialize)]
pub(in crate::report) struct LinkLine<'p> {
    pub(in crate::report) class: &'p str,
    pub(in crate::report) to: String,
}

/// A change that waits.
#[derive(Serialize)]
struct HeldLine<'p> {
    change: ChangeLine<'p>,
    reason: &'p str,
}

/// A field that stays as a person left it.
#[derive(Serialize)]
struct KeptLine<'p> {
    sentence: String,
    class: &'p str,
    label: &'p str,
    field: Cow<'p, str>,
    live: String,
    source: String,
    reason: &'p str,
}

/// Records or values that cannot be used for one reason.
#[derive(Serialize)]
struct RejectLine<'p> {
    /// The row, or how many there are with the first of them.
    origin: String,
    field: Option<Cow<'p, str>>,
    reason: &'p str,
    partial: bool,
}

/// A limit that refuses the plan.
#[derive(Serialize)]
struct RefusalLine<'p> {
    limit: &'p str,
    reason: &'p str,
    sentence: String,
}

/// What a person does next.
#[derive(Serialize)]
pub(super) struct NextView<'n> {
    pub(super) width: usize,
    pub(super) color: bool,
    pub(super) text: &'n str,
    pub(super) command: Option<&'n str>,
}

impl<'p> PlanView<'p> {
    /// A plan in words, for a page.
    pub(super) fn new(
        wording: Wording,
        plan: &'p Plan,
        refusals: &'p [Refusal],
        page: Page,
        detail: Detail,
    ) -> Self {
        let teller = Teller { most: page.most.unwrap_or(usize::MAX), ..Teller::new(wording, plan) };
        let locale = teller.locale;
        let counts = plan.counts;
        Self {
            width: page.width,
            color: page.color,
            title: teller.say(Phrase::PlanTitle, &[("job", &plan.job), ("system", &plan.system)]),
            system: &plan.system,
            counted: teller.counted(&counts),
            counts,
            names: teller.names(detail),
            name_count: plan.references.len(),
            changes: teller.list(&plan.changes, Phrase::PlanMoreInFile, |change| match detail {
                Detail::Brief => teller.brief(change),
                Detail::Whole => teller.change(change),
            }),
            held: teller.list(&plan.held, Phrase::PlanMore, |held| teller.held(held)),
            kept: teller.list(&plan.kept, Phrase::PlanMore, |kept| teller.kept(kept)),
            absent: teller.list(&plan.absent, Phrase::PlanMore, |absent| teller.absent(absent)),
            rejects: teller.rejects(),
            refusals: refusals.iter().map(|refusal| teller.refusal(refusal)).collect(),
            digest: &plan.digest,
            t: locale.labels(),
        }
    }
}

/// Puts the things of a plan in words.
pub(in crate::report) struct Teller<'p> {
    wording: Wording,
    locale: Locale,
    plan: &'p Plan,
    most: usize,
}

impl<'p> Teller<'p> {
    /// For a plan, every line of its lists.
    pub(in crate::report) fn new(wording: Wording, plan: &'p Plan) -> Self {
        let locale = Locale::of(wording.language, chrono_tz::Tz::UTC);
        Self { wording, locale, plan, most: usize::MAX }
    }

    fn say(&self, phrase: Phrase, places: &[(&str, &str)]) -> String {
        self.locale.say(phrase, 2, places)
    }

    fn class(&self, class: &'p ClassName) -> &'p str {
        self.wording.class(class.as_str())
    }

    fn list<S, T>(&self, all: &'p [S], more: Phrase, line: impl Fn(&'p S) -> T) -> Lines<T> {
        let lines: Vec<T> = all.iter().take(self.most).map(line).collect();
        let cut = all.len() - lines.len();
        let more = (cut > 0).then(|| self.say(more, &[("n", &cut.to_string())]));
        Lines { total: all.len(), lines, more }
    }

    /// The names that are created first.
    fn names(&self, detail: Detail) -> Vec<NameLine<'p>> {
        let mut of_class: BTreeMap<&ClassName, Vec<&'p str>> = BTreeMap::new();
        for name in &self.plan.references {
            of_class.entry(&name.class).or_default().push(&name.path);
        }
        let is_many = |class: &ClassName| detail == Detail::Brief && of_class[class].len() > MANY_NAMES;
        let mut told = BTreeSet::new();
        let mut lines = Vec::new();
        for name in &self.plan.references {
            let class = self.class(&name.class);
            if !is_many(&name.class) {
                lines.push(NameLine { class, path: Cow::Borrowed(&name.path) });
            } else if told.insert(&name.class) {
                lines.push(NameLine { class, path: Cow::Owned(some_of(&of_class[&name.class])) });
            }
        }
        lines
    }

    fn counted(&self, counts: &Counts) -> String {
        let numbers = [
            ("create", counts.create),
            ("update", counts.update),
            ("retire", counts.retire),
            ("restore", counts.restore),
            ("unchanged", counts.unchanged),
            ("rejected", counts.reject),
        ]
        .map(|(name, number)| (name, number.to_string()));
        let places: Vec<(&str, &str)> =
            numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
        self.say(Phrase::PlanCounts, &places)
    }

    /// A change with its rows.
    pub(in crate::report) fn change(&self, change: &'p Change) -> ChangeLine<'p> {
        let is_new = change.operation == Operation::Create;
        let label = |phrase| self.locale.label(phrase);
        let step = |sentence, short| Some(Step { sentence: label(sentence), short: label(short) });
        ChangeLine {
            sign: match change.operation {
                Operation::Create => '+',
                Operation::Update => '~',
                Operation::Retire => '-',
                Operation::Restore => '^',
            },
            operation: self.locale.verb(change.operation),
            class: self.class(&change.class),
            label: &change.label,
            id: change.remote_id,
            key: (change.source_key != change.label).then_some(&change.source_key),
            found_by: (!is_new).then(|| self.found_by(change)),
            step: match change.retirement {
                Some(Retirement::Trash) if change.matched_by == BY_JOURNAL => {
                    step(Phrase::PlanTakenBack, Phrase::PlanToTrash)
                }
                Some(Retirement::Trash) => step(Phrase::PlanTrashed, Phrase::PlanToTrash),
                Some(Retirement::Purge) => step(Phrase::PlanPurged, Phrase::PlanDeleted),
                Some(Retirement::Flag) | None => None,
            },
            fields: self.fields(&change.class, &change.fields, is_new),
            children: change.children.iter().map(|child| self.child(change, child)).collect(),
        }
    }

    /// A change with its rows; of many elements of one set only how many there are, and the first of them.
    pub(in crate::report) fn brief(&self, change: &'p Change) -> ChangeLine<'p> {
        let mut line = self.change(change);
        let of = |child: &ChildChange| child.element.is_some().then_some((child.part, child.operation));
        let mut many: BTreeMap<(Part, Operation), Vec<&str>> = BTreeMap::new();
        for child in &change.children {
            if let (Some(of), Some(element)) = (of(child), &child.element) {
                many.entry(of).or_default().push(element);
            }
        }
        many.retain(|_, elements| elements.len() > MANY);
        if many.is_empty() {
            return line;
        }
        let mut told = BTreeSet::new();
        let mut children = Vec::new();
        for (child, shown) in change.children.iter().zip(std::mem::take(&mut line.children)) {
            match of(child).and_then(|of| Some((of, many.get(&of)?))) {
                None => children.push(shown),
                Some((of, elements)) if told.insert(of) => children.push(ChildLine {
                    name: self.wording.element(child.part, None),
                    verb: format!("{} {}", shown.verb, some_of(elements)),
                    link: None,
                    fields: Vec::new(),
                    apart: Vec::new(),
                }),
                Some(_) => {}
            }
        }
        ChangeLine { children, ..line }
    }

    fn found_by(&self, change: &Change) -> String {
        let key = match change.matched_by.as_str() {
            "link" => self.locale.label(Phrase::PlanByLink).to_owned(),
            BY_JOURNAL => self.locale.label(Phrase::PlanByJournal).to_owned(),
            columns => self.wording.key(change.class.as_str(), columns),
        };
        self.say(Phrase::PlanFoundBy, &[("key", &key)])
    }

    /// Fields that are written; what is only a precondition is not told.
    fn fields(&self, class: &ClassName, fields: &'p [FieldChange], is_new: bool) -> Vec<FieldLine<'p>> {
        let trash = self.wording.schema.map(|schema| schema.columns.trash);
        let told = fields.iter().filter(|field| is_new || field.was != field.to);
        told.map(|field| FieldLine {
            name: Cow::Borrowed(self.wording.column(class.as_str(), &field.field)),
            said: (trash == Some(field.field.as_str())).then(|| self.locale.label(Phrase::PlanTakenOut)),
            is_new,
            before: self.of_field(&field.was, &field.before),
            after: self.of_field(&field.to, &field.after),
        })
        .collect()
    }

    fn of_field(&self, value: &Value, shown: &Shown) -> ShownValue {
        ShownValue { text: self.locale.field_value(value, shown), is_text: matches!(shown, Shown::Text(_)) }
    }

    fn child(&self, change: &'p Change, child: &'p ChildChange) -> ChildLine<'p> {
        let link = child.link.then(|| LinkLine { class: self.class(&child.class), to: self.linked(child) });
        let is_known = child.link_to_new.is_some() || child.remote_id.is_some();
        let label = |phrase| self.locale.label(phrase).to_owned();
        let verb = match (child.operation, &link) {
            (_, Some(link)) if child.link_to_new.is_some() => self.linking(link),
            (Operation::Create, _) => label(Phrase::PlanAdd),
            (_, Some(link)) if is_known => self.linking(link),
            (Operation::Retire, _) if child.element.is_some() => label(Phrase::PlanRemove),
            (operation, _) => self.locale.verb(operation).to_owned(),
        };
        let fields = self.fields(&child.class, &child.fields, child.operation == Operation::Create);
        let prefix = child.prefix();
        let apart = |field: &FieldLine<'_>, column: &str| match field.said {
            Some(said) => Cow::Borrowed(said),
            None => {
                let path = format!("{prefix}{column}");
                Cow::Owned(self.wording.field(change.class.as_str(), &path).into_owned())
            }
        };
        let told =
            child.fields.iter().filter(|field| child.operation == Operation::Create || field.was != field.to);
        let apart = fields.iter().zip(told).map(|(line, field)| apart(line, &field.field)).collect();
        ChildLine {
            name: match &child.element {
                Some(element) => self.wording.element(child.part, Some(element)),
                None => Cow::Borrowed(self.class(&child.class)),
            },
            verb,
            link,
            fields,
            apart,
        }
    }

    fn linking(&self, link: &LinkLine<'_>) -> String {
        self.say(Phrase::PlanLinkTo, &[("item", &link.to)])
    }

    /// The record to which an item is linked: by its name and id, by its key when it is created by another
    /// change.
    fn linked(&self, child: &ChildChange) -> String {
        match (&child.link_to_new, child.remote_id) {
            (Some(key), _) => key.split_once('/').map_or(key.as_ref(), |(_, key)| key).to_owned(),
            (None, Some(id)) => match self.plan.linked.get(&child.class).and_then(|names| names.get(&id)) {
                Some(name) => format!("{name} #{id}"),
                None => format!("#{id}"),
            },
            (None, None) => self.locale.label(Phrase::PlanNewOne).to_owned(),
        }
    }

    fn held(&self, held: &'p Held) -> HeldLine<'p> {
        HeldLine { change: self.change(&held.change), reason: held.reason.text(self.locale.language) }
    }

    fn kept(&self, kept: &'p Kept) -> KeptLine<'p> {
        let class = self.class(&kept.class);
        let field = self.wording.field(kept.class.as_str(), &kept.field);
        let told = |shown: &Shown| {
            let told = told_of_field(self.wording.schema, &kept.field, shown);
            told.text(self.locale.language).to_owned()
        };
        let quoted = |shown: &Shown| match shown {
            Shown::Text(_) => format!("`{}`", told(shown)),
            Shown::Null | Shown::Bool(_) | Shown::Int(_) => told(shown),
        };
        let sentence = self.say(
            Phrase::PlanKeptLine,
            &[
                ("class", class),
                ("item", &kept.label),
                ("id", &kept.remote_id.to_string()),
                ("field", &field),
                ("live", &quoted(&kept.live)),
                ("source", &quoted(&kept.source)),
                ("reason", kept.reason.text(self.locale.language)),
            ],
        );
        let (live, source) = (told(&kept.live), told(&kept.source));
        KeptLine {
            sentence,
            class,
            label: &kept.label,
            field,
            live,
            source,
            reason: kept.reason.text(self.locale.language),
        }
    }

    fn absent(&self, absent: &'p Absent) -> String {
        self.say(
            Phrase::PlanAbsentLine,
            &[
                ("class", self.class(&absent.class)),
                ("item", &absent.label),
                ("id", &absent.remote_id.to_string()),
                ("runs", &absent.runs.to_string()),
                ("of", &absent.of.to_string()),
            ],
        )
    }

    fn rejects(&self) -> Lines<RejectLine<'p>> {
        let all = &self.plan.rejects;
        let groups = grouped(all.iter().map(|reject| (reject, None)));
        let shown = &groups[..groups.len().min(self.most)];
        let cut = all.len() - shown.iter().map(|same| same.count).sum::<usize>();
        Lines {
            total: all.len(),
            lines: shown.iter().map(|same| self.reject(same)).collect(),
            more: (cut > 0).then(|| self.say(Phrase::PlanMore, &[("n", &cut.to_string())])),
        }
    }

    fn reject(&self, same: &Same<'p>) -> RejectLine<'p> {
        let reject = same.first;
        let origin = match same.count {
            1 => reject.origin.to_string(),
            count => {
                let of = Origin { row: None, ..reject.origin.clone() };
                let places = [("place", &*of.to_string()), ("rows", &same.rows())];
                self.locale.say(Phrase::PlaceRows, count as u64, &places)
            }
        };
        RejectLine {
            origin,
            // A reject does not say its class; columns that are called alike everywhere have their label.
            field: reject.field.as_deref().map(|field| self.wording.field("", field)),
            reason: reject.reason.text(self.locale.language),
            partial: reject.partial,
        }
    }

    fn refusal(&self, refusal: &'p Refusal) -> RefusalLine<'p> {
        let (limit, reason) =
            (refusal.limit.text(self.locale.language), refusal.reason.text(self.locale.language));
        let sentence = self.say(Phrase::PlanRefusedBy, &[("limit", limit), ("reason", reason)]);
        RefusalLine { limit, reason, sentence }
    }
}

/// Many names: how many, and the first of them.
fn some_of(names: &[&str]) -> String {
    format!("{} ({})", names.len(), list::first(names, EXAMPLES))
}

/// What a first run would take over.
#[derive(Serialize)]
pub(super) struct AdoptionView {
    classes: Vec<AdoptedClass>,
}

/// Items of a class that are matched for the first time.
#[derive(Serialize)]
struct AdoptedClass {
    sentence: String,
    fields: Vec<String>,
}

/// What a first run would take over, in words.
pub(super) fn adopted(wording: Wording, classes: &[Adoption]) -> AdoptionView {
    let locale = Locale::of(wording.language, chrono_tz::Tz::UTC);
    let quoted = |shown: &Shown| match shown {
        Shown::Text(text) => format!("`{}`", super::line(text)),
        other => locale.value(other),
    };
    let field = |class: &str, field: &crate::model::change::AdoptedField| {
        let examples: Vec<String> = field
            .examples
            .iter()
            .map(|(label, before, after)| {
                format!("{} {} → {}", super::line(label), quoted(before), quoted(after))
            })
            .collect();
        let places = [
            ("field", &*wording.field(class, &field.field)),
            ("examples", &examples.join(", ")),
            ("n", &field.items.to_string()),
        ];
        locale.say(Phrase::AdoptedField, field.items, &places)
    };
    let class = |of: &Adoption| AdoptedClass {
        sentence: locale.say(
            Phrase::Adopted,
            of.items,
            &[
                ("class", wording.class(&of.class)),
                ("n", &of.items.to_string()),
                ("agree", &of.agree.to_string()),
            ],
        ),
        fields: of.fields.iter().map(|adopted| field(&of.class, adopted)).collect(),
    };
    AdoptionView { classes: classes.iter().map(class).collect() }
}
