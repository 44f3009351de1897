//! PURE: a table that nobody has mapped yet → a proposed mapping, with what a person should look at.
//!
//! The values are judged by the readers of a run, over all rows, and what was found out is written into the
//! mapping: a run itself infers nothing. What classes and columns are called is an argument, the schema of the
//! target.

mod choice;
mod class;
mod fit;
mod header;
mod lexicon;
mod made_up;
mod profile;
mod series;
mod text;
mod words;

use crate::message::{self, Message};
use crate::model::Said;
use crate::model::job::Language;
use crate::model::mapping::Locale;
use crate::model::schema::{ClassName, Kind, Says, Schema};

pub use choice::{Chosen, Left};
pub use header::{SEARCHED, find as find_header, likeness};
pub use lexicon::Lexicon;
pub use made_up::Disguise;
pub use profile::{Profile, filter};
pub use text::{Origin, description, mapping, test, word};

/// A table as it was read.
#[derive(Debug)]
pub struct Look {
    /// Names that may say what its rows are: of the file, of the sheet.
    pub names: Vec<String>,
    /// Records.
    pub rows: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Its columns.
    pub columns: Vec<Profile>,
}

/// What a person wants.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// What the target can hold.
    pub schema: &'static Schema,
    /// The class of the rows; `None`: it is guessed.
    pub class: Option<&'a str>,
    /// The conventions of the person, where values leave it open.
    pub locale: Option<Locale>,
    /// The language of labels.
    pub language: Language,
}

/// A proposed mapping.
#[derive(Debug)]
pub struct Proposal {
    /// What the target can hold.
    pub schema: &'static Schema,
    /// The class.
    pub class: String,
    /// The conventions of most columns.
    pub locale: Locale,
    /// The fields.
    pub fields: Vec<Field>,
    /// Columns that go nowhere.
    pub left: Vec<Left>,
    /// The keys, the surest first.
    pub keys: Vec<Vec<String>>,
    /// The column of kinds and its values that are of other classes.
    pub only: Option<(String, Vec<String>)>,
    /// What a person should look at.
    pub look: Vec<Message>,
    /// The language of labels.
    pub language: Language,
}

/// A field of a proposed mapping.
#[derive(Debug)]
pub struct Field {
    /// Where it comes from.
    pub chosen: Chosen,
    /// Its own conventions, where they are not those of the mapping.
    pub locale: Option<Locale>,
    /// The form of its dates, where no conventions read them.
    pub format: Option<&'static str>,
    /// The sign between the levels of a path, where it is not the target's.
    pub level: Option<char>,
    /// The column counts years where the field counts months.
    pub in_years: bool,
    /// What the comment says besides.
    pub notes: Vec<Message>,
}

/// Proposes a mapping for a table; `None` when no column of it finds items of the class.
pub fn propose(look: &Look, wish: &Wish<'_>) -> Option<Proposal> {
    let names: Vec<&str> = look.names.iter().map(String::as_str).collect();
    let mut told = Vec::new();
    let class = match wish.class {
        Some(class) => class.to_owned(),
        None => {
            let guess = class::guess(wish.schema, &names, &look.columns);
            if guess.is_default {
                told.push(message::propose::look_class(called(wish.schema, guess.class)));
            }
            guess.class.to_owned()
        }
    };
    let lexicon = Lexicon::of(wish.schema, &class);
    let (chosen, left) = choice::choose(wish.schema, &lexicon, &look.columns);
    let (locale, is_told) = locale(&chosen, look, wish.locale);
    let fields: Vec<Field> = chosen
        .into_iter()
        .map(|chosen| field(wish.schema, chosen, look, locale, is_told, &mut told))
        .collect();
    let keys = keys(wish.schema, &fields, look, &mut told);
    if keys.is_empty() {
        return None;
    }
    let only = only(wish.schema, &class, look, &mut told);
    if !left.is_empty() {
        told.push(message::propose::look_left(left.len()));
    }
    if look.rejected > 0 {
        told.push(message::propose::look_rejected(look.rejected));
    }
    let (schema, language) = (wish.schema, wish.language);
    Some(Proposal { schema, class, locale, fields, left, keys, only, look: told, language })
}

/// How the order of day and month became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By other dates of the file.
    ByFile,
    /// By the person's conventions.
    ByPerson,
    /// Not at all.
    Unknown,
}

/// A column whose values depend on conventions, with those that read them.
struct Need {
    read: u64,
    good: Vec<Locale>,
    /// Day or month first: both read all, and both cannot be meant.
    is_open: bool,
    is_date: bool,
    has_dots: bool,
}

fn needs(chosen: &Chosen, look: &Look) -> Option<Need> {
    let of = &look.columns[*chosen.columns.first()?];
    if of.texts == 0 {
        return None;
    }
    let is_date = is_date(chosen);
    let (read, good) = match &chosen.meaning.kind {
        _ if is_date => of.best_dates(),
        Kind::Decimal | Kind::Integer => of.best_numbers(),
        Kind::Mebibytes => of.best_sizes(),
        _ => return None,
    };
    if !of.mostly(read) {
        return None;
    }
    let is_open = is_date && !good.contains(&Locale::Iso) && good.contains(&Locale::EnUs) && good.len() > 1;
    let has_dots = is_date && of.samples.iter().all(|sample| sample.contains('.'));
    Some(Need { read, good, is_open, is_date, has_dots })
}

fn is_date(chosen: &Chosen) -> bool {
    matches!(chosen.meaning.says, Says::End { .. })
        || matches!(chosen.meaning.kind, Kind::Date | Kind::DateTime)
}

/// The conventions that read most columns, and how the order of day and month became known.
fn locale(chosen: &[Chosen], look: &Look, person: Option<Locale>) -> (Locale, Order) {
    let needs: Vec<Need> = chosen.iter().filter_map(|chosen| needs(chosen, look)).collect();
    let certain: Vec<&Need> = needs.iter().filter(|need| !need.is_open).collect();
    let is_open = needs.iter().any(|need| need.is_open);
    let has_order = certain.iter().any(|need| need.is_date && !need.good.contains(&Locale::Iso));
    let order = match (has_order, person) {
        (true, _) => Order::ByFile,
        (false, Some(_)) => Order::ByPerson,
        (false, None) => Order::Unknown,
    };
    let reads = |locale: &Locale| certain.iter().filter(|need| need.good.contains(locale)).count();
    let mut all: Vec<Locale> = Vec::new();
    // Where the file leaves it open, the person's conventions come first, then those that read most.
    let asks_person = is_open && order == Order::ByPerson;
    all.extend(person.filter(|_| asks_person));
    all.push(Locale::Iso);
    all.extend(Some(Locale::De).filter(|_| needs.iter().any(|need| need.has_dots)));
    all.extend(person);
    all.extend(profile::LOCALES);
    let most = all.iter().map(&reads).max().unwrap_or(0);
    let best = all.into_iter().find(|locale| reads(locale) == most).unwrap_or_default();
    (best, order)
}

fn field(
    schema: &'static Schema,
    chosen: Chosen,
    look: &Look,
    locale: Locale,
    order: Order,
    told: &mut Vec<Message>,
) -> Field {
    let of = &look.columns[chosen.columns[0]];
    let mut made =
        Field { locale: None, format: None, level: None, in_years: false, notes: Vec::new(), chosen };
    if let Some(need) = needs(&made.chosen, look) {
        let good = need.good.contains(&locale);
        if need.is_open {
            made.notes.push(match order {
                Order::Unknown => {
                    told.push(message::propose::look_dates(&of.name));
                    message::propose::unresolved()
                }
                Order::ByFile => message::propose::as_other_dates(text::word(locale)),
                Order::ByPerson => {
                    told.push(message::propose::look_dates(&of.name));
                    message::propose::may_be_either(text::word(locale))
                }
            });
        } else if !good {
            made.locale = need.good.first().copied();
        }
        unread(of, need.read, &mut made, told);
    } else if is_date(&made.chosen)
        && of.texts > 0
        && let Some((read, pattern)) = of.best_pattern()
    {
        made.format = Some(pattern);
        unread(of, read, &mut made, told);
    }
    let meaning = &made.chosen.meaning;
    if let Kind::Tree(_) = meaning.kind
        && made.chosen.columns.len() == 1
    {
        let marks = of.paths.iter().zip(profile::LEVELS);
        let mark = marks.filter(|(tried, _)| of.texts > 0 && tried.read * 10 >= of.texts * 8);
        made.level = mark.map(|(_, mark)| mark).next();
    }
    if schema.counts_months(&meaning.column.as_str().into()) && meaning.says == Says::Value {
        const YEARS: [&str; 7] = ["year", "an", "annee", "ano", "jahr", "jahre", "anno"];
        let words = words::Words::of(&of.name);
        made.in_years = of.integers.read > 0 && words.set.iter().any(|word| YEARS.contains(&word.as_str()));
    }
    if meaning.kind == Kind::Entity {
        told.push(message::propose::look_entities(&of.name));
    }
    made
}

fn unread(of: &Profile, read: u64, made: &mut Field, told: &mut Vec<Message>) {
    let unread = of.texts - read.min(of.texts);
    if unread > 0 {
        made.notes.push(message::propose::unread(unread));
        told.push(message::propose::look_unread(&of.name, unread));
    }
}

/// The keys of the target whose columns are there, filled and tell rows apart.
fn keys(schema: &Schema, fields: &[Field], look: &Look, told: &mut Vec<Message>) -> Vec<Vec<String>> {
    let of_item = |column: &str| {
        fields
            .iter()
            .find(|field| field.chosen.meaning.part.is_item() && field.chosen.meaning.column == column)
    };
    let mut keys: Vec<Vec<String>> = Vec::new();
    for key in &(schema.synonyms)().keys {
        let parts: Option<Vec<&Field>> = key.iter().map(|column| of_item(column)).collect();
        let Some(parts) = parts else { continue };
        let has_it = keys.iter().any(|known| known[0] == key[0]);
        let of = &look.columns[parts[0].chosen.columns[0]];
        if has_it || of.filled == of.junk {
            continue;
        }
        // Names of things stand twice sooner than numbers do, and an entity tells them apart.
        let tolerated = if key[0] == schema.columns.name { 2 } else { 10 };
        if of.repeated * tolerated > of.filled {
            told.push(message::propose::look_no_key(&of.name, of.repeated));
            continue;
        }
        if of.repeated > 0 {
            told.push(message::propose::look_key(&of.name, of.repeated));
        }
        keys.push(key.iter().map(|column| (*column).to_owned()).collect());
    }
    keys
}

/// What people call a class.
pub fn called(schema: &'static Schema, class: &str) -> Said {
    schema.class_called(&ClassName::from(class))
}

/// The rows of other classes, where a column of kinds tells them apart.
fn only(
    schema: &'static Schema,
    class: &str,
    look: &Look,
    told: &mut Vec<Message>,
) -> Option<(String, Vec<String>)> {
    let kinds = class::kinds(schema, &look.columns)?;
    let others = class::of_other_classes(schema, kinds, class);
    if others.is_empty() {
        return None;
    }
    let mut by_class: Vec<(&str, u64)> = Vec::new();
    for (_, class, count) in &others {
        match by_class.iter_mut().find(|(known, _)| known == class) {
            Some((_, sum)) => *sum += count,
            None => by_class.push((class, *count)),
        }
    }
    for (class, count) in by_class {
        told.push(message::propose::look_others(count, called(schema, class), &kinds.name, class));
    }
    Some((kinds.name.clone(), others.into_iter().map(|(value, _, _)| value).collect()))
}
