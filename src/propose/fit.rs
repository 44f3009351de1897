//! Whether the values of a column are what a field holds: what its name says is not enough.

use crate::message::{self, Message};
use crate::model::schema::{Kind, Says, Schema};

use super::class::is_kind;
use super::lexicon::Meaning;
use super::profile::Profile;

/// Whether the values of a column are what a field holds, or why not.
pub fn fits(schema: &'static Schema, meaning: &Meaning, of: &Profile) -> Result<(), Message> {
    if !of.is_filled() {
        return Ok(());
    }
    match unfit(schema, meaning, of) {
        Some(what) => Err(message::propose::unfit(&meaning.path, what)),
        None => Ok(()),
    }
}

/// What is wrong with the values.
fn unfit(schema: &'static Schema, meaning: &Meaning, of: &Profile) -> Option<Message> {
    let typed = of.dates + of.numbers + of.truths;
    if let Says::End { .. } = meaning.says {
        return (!are_dates(of)).then(message::propose::no_dates);
    }
    match &meaning.kind {
        Kind::Date | Kind::DateTime => (!are_dates(of)).then(message::propose::no_dates),
        Kind::Decimal => {
            let fits = of.dates + of.truths == 0 && of.mostly(of.best_numbers().0);
            (!fits).then(message::propose::no_numbers)
        }
        Kind::Integer => {
            let months = schema.counts_months(&meaning.column.as_str().into());
            let read = if months { of.integers.read + of.months.read } else { of.integers.read };
            let fits = typed == 0 && of.mostly(read) && !(months && are_years(of));
            (!fits).then(message::propose::no_numbers)
        }
        Kind::Boolean => {
            let fits = of.dates + of.numbers == 0 && of.mostly(of.booleans.read);
            (!fits).then(message::propose::no_truths)
        }
        Kind::Mac => (typed > 0 || !of.mostly(of.macs.read)).then(message::propose::no_macs),
        Kind::Ip | Kind::Addresses => {
            (typed > 0 || !of.mostly(of.addresses.read)).then(message::propose::no_addresses)
        }
        Kind::Mebibytes => (typed > 0 || !of.mostly(of.best_sizes().0)).then(message::propose::no_sizes),
        Kind::Reference { .. } => {
            (typed > 0 || !of.nearly_all(of.logins.read)).then(message::propose::no_keys)
        }
        Kind::Entity => (!are_names(of) || of.nearly_all(of.integers.read)).then(message::propose::no_names),
        // A number with a unit is a clock, a size, a count of an element.
        Kind::Dropdown(_) if schema.is_set(meaning.part) => {
            (!are_names(of) || are_amounts(of)).then(message::propose::no_names)
        }
        Kind::Dropdown(_) | Kind::Tree(_) => (!are_names(of)).then(message::propose::no_names),
        Kind::Text { .. } => unfit_text(schema, meaning, of),
        Kind::LongText | Kind::Hostname | Kind::MonthsUntil { .. } => None,
    }
}

fn unfit_text(schema: &'static Schema, meaning: &Meaning, of: &Profile) -> Option<Message> {
    let typed = of.dates + of.numbers + of.truths;
    let own = &schema.columns;
    // `Disque 1` may have the letter of a volume or its size.
    if schema.is_set(meaning.part) {
        let are_sizes = of.texts > 0 && of.mostly(of.best_sizes().0);
        return (typed > 0 || are_sizes).then(message::propose::no_names);
    }
    if meaning.column == own.uuid {
        return (typed > 0 || !of.mostly(of.uuids.read)).then(message::propose::no_uuids);
    }
    if meaning.column == own.serial || meaning.column == own.name {
        const FEW: u64 = 4;
        let is_constant = of.filled > FEW && of.repeated + 1 == of.filled;
        let is_other = (of.dates + of.truths) * 2 > of.filled;
        // What many rows are called says what they are.
        let are_kinds = meaning.column == own.name
            && (of.repeated > 0 && of.repeated * 2 >= of.filled || are_kinds(schema, of));
        return (is_constant || is_other || are_kinds).then(message::propose::no_keys);
    }
    None
}

fn are_dates(of: &Profile) -> bool {
    let by_pattern = of.best_pattern().map_or(0, |(read, _)| read);
    of.numbers + of.truths == 0 && of.mostly(of.best_dates().0.max(by_pattern))
}

/// Names of things: neither yes and no nor moments.
fn are_names(of: &Profile) -> bool {
    let are_integers = of.nearly_all(of.integers.read);
    let are_truths =
        of.truths == of.filled || of.texts > 0 && of.nearly_all(of.booleans.read) && !are_integers;
    // `14.5.0` is a version.
    let is_moment = |text: &String| {
        let begins = text.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
        text.contains('/') || begins && text.contains('-')
    };
    let by_text = of.texts > 0 && of.nearly_all(of.best_dates().0) && of.samples.iter().all(is_moment);
    let are_moments = of.dates * 2 > of.filled || by_text;
    !are_truths && !are_moments
}

/// Whole numbers that are years.
fn are_years(of: &Profile) -> bool {
    let year = |text: &String| text.parse::<u32>().is_ok_and(|year| (1900..=2999).contains(&year));
    of.integers.read > 0 && !of.samples.is_empty() && of.samples.iter().all(year)
}

/// Short values that begin with a digit: `2400`, `3.2 GHz`.
fn are_amounts(of: &Profile) -> bool {
    const SHORT: usize = 10;
    let is_amount =
        |text: &String| text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= SHORT;
    !of.samples.is_empty() && of.samples.iter().all(is_amount)
}

/// Words for kinds of things, such as `Notebook`.
fn are_kinds(schema: &'static Schema, of: &Profile) -> bool {
    let kinds = of.counts.keys().filter(|value| is_kind(schema, value)).count();
    kinds * 2 > of.counts.len()
}
