//! Notes what became of the values of a record, and which rows and names are none.

use crate::message;
use crate::model::mapping::{FieldRule, Input, MissingName};
use crate::model::record::{Cell, Record};
use crate::model::{Kind, Origin, Reject, Value};
use crate::reconcile::names::{NameError, fold};
use crate::reconcile::transform::{Desired, Notice, Spot, Wanted, Why, orders};

use super::feed::FeedPlanner;
use super::stages::{Draft, Target, field_reject};

/// Words with which a line begins that sums up the others; compared as names are.
const TOTALS: &[&str] = &[
    "total",
    "totaux",
    "totals",
    "grand total",
    "sous-total",
    "sous total",
    "subtotal",
    "sub-total",
    "total general",
    "somme",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "insgesamt",
    "suma",
    "totale",
    "totales",
    "razem",
];

/// Words for taxes, which stand below a total.
const TAXES: &[&str] = &["tva", "vat", "mwst", "ust", "iva", "tax", "sales tax", "h.t.", "t.t.c."];

impl FeedPlanner<'_> {
    /// Notes what became of the values of a record.
    pub(super) fn note_reading(&mut self, record: &Record, desired: &mut Desired) {
        for (spot, notice) in desired.notices.drain(..) {
            self.counts.readings.note(spot, notice, &desired.origin);
        }
        for (field, text) in self.transform.date_texts(record) {
            let Some((day_first, month_first)) = orders(text) else { continue };
            let orders = self.counts.readings.orders.entry(field).or_default();
            orders.count += 1;
            orders.day_first += u64::from(day_first);
            orders.month_first += u64::from(month_first);
        }
    }

    /// True for a line that sums up the others, or that says something of the whole: nothing but the label
    /// itself names an item by the first match key.
    pub(super) fn is_total(&mut self, record: &Record, desired: &Desired) -> bool {
        let Some(line) = Line::of(record) else { return false };
        // A label and its sum, wherever they stand: the sum may stand in the column of a key.
        if line.is_pair && record.header.names.len() > 3 && begins_with(TOTALS, TAXES, line.label) {
            self.counts.readings.note_total(line.label, &desired.origin);
            return true;
        }
        let keys = self.mapping.match_keys.first().into_iter().flatten();
        let mut named = keys.filter(|at| Some(**at) != self.bound.entity_field);
        let name_of = |at: &usize| match &desired.wanted[*at] {
            Wanted::Untouched | Wanted::Clear => None,
            Wanted::Set(value) => Some(value.to_string()),
            Wanted::Name(name) => Some(name.trim().to_owned()),
            Wanted::Until(date) => Some(date.to_string()),
        };
        // Of several fields of a key, one that the label does not fill names the item.
        let is_named = named.any(|at| name_of(at).is_some_and(|name| !name.is_empty() && name != line.label));
        if is_named {
            return false;
        }
        let is_blank = |at: &usize| name_of(at).is_none_or(|name| name.is_empty());
        let mut keys = self.mapping.match_keys.first().into_iter().flatten();
        let is_total = is_total(line.label)
            && keys.all(|at| is_blank(at) || Some(*at) == self.bound.entity_field)
            || begins_with(TOTALS, &[], line.label) && line.others == Others::Numbers;
        if is_total {
            self.counts.readings.note_total(line.label, &desired.origin);
        } else if line.others == Others::None && record.header.names.len() > 2 && is_footer(line.label) {
            self.counts.readings.note_footer(line.label, &desired.origin);
        } else {
            return false;
        }
        true
    }

    /// Hands over what is told of this feed.
    pub(super) fn tell_readings(&mut self) {
        let told = self.counts.readings.questions(self.mapping);
        self.state.told.questions.add_all_certain(told);
    }

    /// A word for nothing among names is looked up, and never created: `None` when the desk does not
    /// have it.
    pub(super) fn resolve_something(
        &mut self,
        field: usize,
        name: &str,
        entity: &Value,
    ) -> Result<Option<Value>, NameError> {
        let rule = &self.mapping.fields[field];
        if !self.is_no_name(rule, name) {
            return self.resolve(field, name, entity).map(Some);
        }
        Ok(self.names.resolve(&rule.kind, name, entity, MissingName::Reject).ok())
    }

    /// A word for nothing that the mapping itself does not give.
    pub(super) fn is_no_name(&self, rule: &FieldRule, name: &str) -> bool {
        let given = rule.default.as_deref() == Some(name)
            || matches!(&rule.input, Input::Constant(text) if text == name)
            || rule.text.values.values().any(|value| value == name);
        !given && self.junk.is_nothing(name)
    }

    /// Notes a name that is left out because it names nothing.
    pub(super) fn note_no_name(&mut self, spot: Spot, name: &str, origin: &Origin) {
        let notice = Notice { why: Why::Nothing, found: name.to_owned(), becomes: String::new() };
        self.counts.readings.note(spot, notice, origin);
    }

    /// Junk names no item, and never takes the place of a value that does. A record that must have the
    /// value is rejected where it has a word for nothing.
    pub(super) fn leave_out_junk(&mut self, draft: &mut Draft) -> Result<(), Box<Reject>> {
        for (at, rule) in self.mapping.fields.iter().enumerate() {
            if !self.bound.is_key_field(at) || !matches!(rule.kind, Kind::Text { .. }) {
                continue;
            }
            let found = match &draft.targets[at] {
                Target::Value(value) if self.is_junk(at, value) => value.to_string(),
                Target::Value(_) | Target::Untouched | Target::Until(_) => continue,
            };
            if rule.required && self.junk.is_nothing(&found) {
                let reason = message::reject::required_and_nothing(&found).said();
                let mut reject = field_reject(&draft.desired, &rule.path(), reason, false);
                reject.source_key = Some(draft.source_key.clone());
                return Err(Box::new(reject));
            }
            if rule.required {
                continue;
            }
            draft.targets[at] = Target::Untouched;
            let notice = Notice { why: Why::Nothing, found, becomes: String::new() };
            self.counts.readings.note(Spot::Field(at), notice, &draft.desired.origin);
        }
        Ok(())
    }
}

/// A row as a label and what else stands in it.
struct Line<'r> {
    label: &'r str,
    others: Others,
    /// The label stands beside a number, and nothing else is there.
    is_pair: bool,
}

/// What stands in a row beside its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Others {
    None,
    /// Nothing with letters.
    Numbers,
    Texts,
}

impl<'r> Line<'r> {
    /// `None` for a row without a text.
    fn of(record: &'r Record) -> Option<Self> {
        let mut used = record.cells.iter().enumerate().filter_map(|(at, cell)| match cell {
            Cell::Absent | Cell::Blank => None,
            Cell::Text(text) if text.trim().is_empty() => None,
            Cell::Text(text) => Some((at, text.trim())),
            Cell::Number(_)
            | Cell::Bool(_)
            | Cell::Date(_)
            | Cell::DateTime(_)
            | Cell::Shown(_)
            | Cell::Error(_) => Some((at, "")),
        });
        let (place, label) = used.next()?;
        let mut others = Others::None;
        let (mut count, mut is_beside) = (1, false);
        for (at, text) in used {
            (count, is_beside) = (count + 1, at == place + 1);
            others = if text.chars().any(char::is_alphabetic) {
                Others::Texts
            } else {
                others.max(Others::Numbers)
            };
            if others == Others::Texts {
                break;
            }
        }
        let is_pair = count == 2 && is_beside && others == Others::Numbers;
        Some(Self { label, others, is_pair })
    }
}

/// Words with which a line begins that is of the export and of no item.
const FOOTERS: &[&str] = &[
    "page ",
    "seite ",
    "pagina ",
    "printed",
    "exported",
    "generated",
    "created on",
    "imprime",
    "exporte",
    "edite",
    "genere",
    "gedruckt",
    "exportiert",
    "erstellt",
    "stand:",
    "stand vom",
    "impreso",
    "exportado",
    "generado",
    "nb :",
    "nb:",
    "n.b.",
    "note :",
    "note:",
    "source :",
    "source:",
    "quelle:",
    "end of ",
    "fin de ",
    "fin du ",
    "(page",
    "rows:",
    "records:",
];

/// `Page 1 of 3`, `Exporté le 21/11/2026`, `NB : 4 postes`.
fn is_footer(label: &str) -> bool {
    let folded = fold(label);
    FOOTERS.iter().any(|word| folded.starts_with(word))
}

/// `Total`, `TOTAL : 60 postes`, `Sous-total Lyon`.
fn is_total(label: &str) -> bool {
    let folded = fold(label);
    let word = folded.split([':', '(', '=']).next().unwrap_or_default();
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace()).trim();
    TOTALS.contains(&word)
}

/// A label that begins with one of these words: `Total annuel`, `Total HT`, `TVA 20 %`.
fn begins_with(words: &[&str], others: &[&str], label: &str) -> bool {
    let folded = fold(label);
    words.iter().chain(others).any(|word| {
        let rest = folded.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_total;

    #[test]
    fn a_line_of_a_total_begins_with_a_word_for_it() {
        for label in ["Total", "TOTAL : 60 postes", "Total général", "Sous-total", "Summe: 12", "total 150"]
        {
            assert!(is_total(label), "{label}");
        }
        for label in ["Totalenergies", "PC-Total", "Total Access Point", "1 total"] {
            assert!(!is_total(label), "{label}");
        }
    }
}
