//! What became of values and rows of one feed on their way, counted over all its records: each field and
//! reason is told once.

use std::collections::BTreeMap;

use crate::message;
use crate::model::mapping::{Locale, Mapping};
use crate::model::{Origin, Question, Said};
use crate::reconcile::transform::{Notice, Spot, Why, told};

/// Longest part of a value that is told, in characters.
const SHOWN: usize = 60;

/// The counts of one feed.
#[derive(Debug, Default)]
pub(super) struct Readings {
    notices: BTreeMap<(Spot, Why), First>,
    pub(super) orders: BTreeMap<usize, Orders>,
    totals: Option<First>,
    footers: Option<First>,
    older: Option<First>,
}

/// How many there are, and the first of them.
#[derive(Debug)]
struct First {
    count: u64,
    origin: Origin,
    found: String,
    becomes: String,
}

impl First {
    fn count(counted: &mut Option<Self>, found: &str, origin: &Origin) {
        let first =
            || Self { count: 0, origin: origin.clone(), found: found.to_owned(), becomes: String::new() };
        counted.get_or_insert_with(first).count += 1;
    }
}

/// How many dates of a field fit with the day first, and with the month first.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) count: u64,
    pub(super) day_first: u64,
    pub(super) month_first: u64,
}

impl Readings {
    pub(super) fn note(&mut self, spot: Spot, notice: Notice, origin: &Origin) {
        match self.notices.get_mut(&(spot, notice.why)) {
            Some(first) => first.count += 1,
            None => {
                let Notice { why, found, becomes } = notice;
                let first = First { count: 1, origin: origin.clone(), found, becomes };
                self.notices.insert((spot, why), first);
            }
        }
    }

    pub(super) fn note_total(&mut self, label: &str, origin: &Origin) {
        First::count(&mut self.totals, label, origin);
    }

    pub(super) fn note_footer(&mut self, label: &str, origin: &Origin) {
        First::count(&mut self.footers, label, origin);
    }

    /// A record of an item that has a newer one.
    pub(super) fn note_older(&mut self, origin: &Origin, newer: &Origin) {
        First::count(&mut self.older, &newer.to_string(), origin);
    }

    /// One line per field and reason.
    pub(super) fn questions(&self, mapping: &Mapping) -> Vec<Question> {
        let notices = self.notices.iter().map(|((spot, why), first)| {
            let path = spot.path(mapping);
            let answer = (*why == Why::Nothing).then(message::reading::allow_word);
            line(mapping, &path, why.as_str(), sentence(*why, first), answer)
        });
        let orders = self.orders.iter().filter_map(|(field, orders)| {
            let rule = &mapping.fields[*field];
            let text = orders.contradiction(rule.formats.locale)?;
            let answer = Some(message::reading::correct_locale());
            Some(line(mapping, rule.path(), "locale", text, answer))
        });
        let totals = self.totals.iter().map(|first| {
            let text = message::reading::total_lines(first.count, shown(&first.found), &first.origin);
            let rows = message::reading::rows().said();
            line(mapping, &rows, "total", text, Some(message::reading::correct_total()))
        });
        let footers = self.footers.iter().map(|first| {
            let text = message::reading::footers(first.count, shown(&first.found), &first.origin);
            let rows = message::reading::rows().said();
            line(mapping, &rows, "footer", text, Some(message::reading::correct_total()))
        });
        let older = self.older.iter().map(|first| {
            let text = message::reading::older_records(first.count, &first.origin, &first.found);
            line(mapping, message::reading::rows().said(), "older", text, None)
        });
        notices.chain(orders).chain(totals).chain(footers).chain(older).collect()
    }
}

fn sentence(why: Why, first: &First) -> message::Message {
    let First { count, origin, found, becomes } = first;
    let (found, end) = (shown(found), tail(becomes));
    let becomes = shown(becomes);
    match why {
        Why::Signs => message::reading::signs(count, found.escape_debug(), becomes, origin),
        Why::Backslash => message::reading::backslash(count, found, becomes, origin),
        Why::Escapes => message::reading::escapes(count, found, becomes, origin),
        Why::Cut => message::reading::cut(count, found, end, origin),
        Why::Nothing => message::reading::nothing(count, found, origin),
        Why::NoEnd => message::reading::no_end(count, found, origin),
        Why::Currency => message::reading::currency(count, found, becomes, origin),
        Why::Rounded => message::reading::rounded(count, found, becomes, origin),
        Why::Format => message::reading::format(count, found, becomes, origin),
    }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn tail(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(SHOWN / 3);
    text.chars().skip(skipped).collect()
}

/// A line for people about a field, or about rows.
/// Its key has the English words.
fn line(
    mapping: &Mapping,
    about: impl Into<Said>,
    what: &str,
    text: message::Message,
    answer: Option<message::Message>,
) -> Question {
    let about = about.into();
    told(mapping, &format!("{about}/{what}"), &about, text, answer)
}

impl Orders {
    fn contradiction(&self, locale: Locale) -> Option<message::Message> {
        let all = |fits: u64| fits == self.count;
        match locale {
            Locale::EnUs if all(self.day_first) && !all(self.month_first) => {
                Some(message::reading::day_first_fits(self.count, "en_us"))
            }
            Locale::Fr | Locale::De | Locale::EnGb if all(self.month_first) && !all(self.day_first) => {
                let name = match locale {
                    Locale::Fr => "fr",
                    Locale::De => "de",
                    Locale::EnGb | Locale::EnUs | Locale::Iso => "en_gb",
                };
                Some(message::reading::month_first_fits(self.count, name))
            }
            Locale::Iso | Locale::Fr | Locale::De | Locale::EnGb | Locale::EnUs => None,
        }
    }
}
