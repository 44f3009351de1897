//! Which column of a file goes to which field: each column to one field, each field from one column, the levels of
//! a path from several.

use crate::message::{self, Message};
use crate::model::schema::{Kind, Says, Schema};

use super::class::class_of_word;
use super::fit::fits;
use super::lexicon::{BY_THING, Found, Lexicon, Meaning};
use super::profile::Profile;
use super::series::series;
use super::words::without_frame;

/// A field and the columns that it is filled from.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The field.
    pub meaning: Meaning,
    /// Places of the columns: one, or the levels of a path from the outermost.
    pub columns: Vec<usize>,
    /// The columns are numbered: their name with `{n}` for the number, the first number and the last.
    pub numbered: Option<(String, u32, u32)>,
    /// For the end of something: the column of the same part with the first day.
    pub begin: Option<String>,
}

/// A column that goes nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its place.
    pub column: usize,
    /// Why.
    pub why: Message,
}

/// Chooses for all columns. Fields are in the order of the columns.
pub fn choose(schema: &'static Schema, lexicon: &Lexicon, columns: &[Profile]) -> (Vec<Chosen>, Vec<Left>) {
    let (all, mut refused) = candidates(schema, lexicon, columns);
    let known_levels = levels_of(&all);
    let mut taken: Vec<Option<Message>> = vec![None; columns.len()];
    let mut is_used = vec![false; columns.len()];
    let mut chosen = numbered(schema, lexicon, columns, &mut is_used);
    for (at, _, found) in all {
        // A set has numbered columns, or others.
        let is_numbered =
            |known: &Chosen| known.numbered.is_some() && known.meaning.part == found.meaning.part;
        if is_used[at] || chosen.iter().any(is_numbered) {
            continue;
        }
        match chosen.iter_mut().find(|known| known.meaning.path == found.meaning.path) {
            None => {
                chosen.push(Chosen {
                    meaning: found.meaning,
                    columns: vec![at],
                    numbered: None,
                    begin: None,
                });
                is_used[at] = true;
            }
            Some(known) => {
                let other = &columns[known.columns[0]].name;
                taken[at].get_or_insert_with(|| message::propose::taken(&found.meaning.path, other));
            }
        }
    }
    levels(&known_levels, columns, &mut chosen, &mut is_used);
    let mut left = without_need(schema, &mut chosen, &mut is_used);
    for (at, profile) in columns.iter().enumerate() {
        // Behind the last name stands nothing.
        let is_bare = profile.name.starts_with('#') && !profile.is_filled();
        if is_bare || is_used[at] || left.iter().any(|left| left.column == at) {
            continue;
        }
        let why = taken[at].take().or_else(|| refused[at].take()).unwrap_or_else(|| {
            if profile.is_filled() { message::propose::no_field() } else { message::propose::empty_column() }
        });
        left.push(Left { column: at, why });
    }
    chosen.sort_by_key(|chosen| chosen.columns.iter().copied().min());
    left.sort_by_key(|left| left.column);
    (chosen, left)
}

/// The doubt that is added for a name of which only the last part is known.
const NESTED: u8 = 1;

/// A column, the place of a meaning among its own, and the meaning.
type Candidate = (usize, usize, Found);

/// What every column may be by its name and its values, the surest first; and why others may not.
fn candidates(
    schema: &'static Schema,
    lexicon: &Lexicon,
    columns: &[Profile],
) -> (Vec<Candidate>, Vec<Option<Message>>) {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let bare = without_frame(&names);
    let mut all: Vec<Candidate> = Vec::new();
    let mut refused: Vec<Option<Message>> = vec![None; columns.len()];
    for (at, (profile, bare)) in columns.iter().zip(&bare).enumerate() {
        let mut found = lexicon.meanings(&profile.name);
        if found.is_empty() && *bare != profile.name {
            found = lexicon.meanings(bare);
        }
        if found.is_empty()
            && let Some(last) = own_end(schema, lexicon, &names, at)
        {
            found = lexicon.meanings(last);
            found.iter_mut().for_each(|found| found.doubt += NESTED);
        }
        // A text alone, such as `Disk`, may be anything of an element: only numbered columns are sure.
        let is_sure = |found: &Found| {
            let has_key = found.doubt < BY_THING || profile.nearly_all(profile.logins.read);
            let is_bare = matches!(found.meaning.kind, Kind::Text { .. } | Kind::Mebibytes);
            has_key && !(is_bare && schema.is_set(found.meaning.part))
        };
        for (place, found) in found.into_iter().filter(is_sure).enumerate() {
            match fits(schema, &found.meaning, profile) {
                Ok(()) => all.push((at, place, found)),
                Err(why) => _ = refused[at].get_or_insert(why),
            }
        }
    }
    all.sort_by_key(|(at, place, found)| {
        let of = &columns[*at];
        // Of two names, the one without blanks is that of the machine: the other may be its model.
        let is_phrase = found.meaning.column == schema.columns.name && !of.nearly_all(of.logins.read);
        (found.doubt, !of.is_filled(), *place, is_phrase, found.meaning.order, *at)
    });
    (all, refused)
}

/// The last part of a nested name (`decorations.uuid`), where no other column ends so, and what stands before it
/// names nothing of another kind (`Screen > Model`).
fn own_end<'n>(
    schema: &'static Schema,
    lexicon: &Lexicon,
    names: &'n [String],
    at: usize,
) -> Option<&'n str> {
    let split = |name: &'n String| name.rsplit_once(" > ").or_else(|| name.rsplit_once('.'));
    let (before, last) = split(&names[at])?;
    let (of_before, of_last) = (lexicon.meanings(before), lexicon.meanings(last));
    // `Unité centrale > Modèle` in computers, `Localisation > Bâtiment`, `Achat > Prix`.
    let are_related = of_before.iter().any(|one| {
        of_last.iter().any(|other| {
            let (one, other) = (&one.meaning, &other.meaning);
            one.path == other.path || one.part == other.part && !one.part.is_item()
        })
    });
    if lexicon.is_thing(before) || are_related {
        return Some(last);
    }
    let is_only = names.iter().filter_map(split).filter(|(_, other)| *other == last).count() == 1
        && !names.iter().any(|name| name == last);
    (is_only && class_of_word(schema, before).is_none() && of_before.is_empty()).then_some(last)
}

/// Fields of sets whose columns are numbered, as far as all of these fit.
fn numbered(
    schema: &'static Schema,
    lexicon: &Lexicon,
    columns: &[Profile],
    is_used: &mut [bool],
) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = Vec::new();
    for series in series(columns) {
        let suits = |found: &Found, chosen: &[Chosen]| {
            let meaning = &found.meaning;
            found.doubt == 0
                && schema.is_set(meaning.part)
                && series.columns.iter().all(|at| fits(schema, meaning, &columns[*at]).is_ok())
                && chosen.iter().all(|known| known.meaning.path != meaning.path)
        };
        let found = lexicon.meanings(&series.bare).into_iter().find(|found| suits(found, &chosen));
        let Some(Found { meaning, .. }) = found else { continue };
        series.columns.iter().for_each(|at| is_used[*at] = true);
        let numbered = Some((series.pattern, series.from, series.to));
        chosen.push(Chosen { meaning, columns: series.columns, numbered, begin: None });
    }
    chosen
}

/// A column that may be a level of a path: its place, the path, the level.
type Level = (usize, String, u8);

fn levels_of(candidates: &[Candidate]) -> Vec<Level> {
    let level = |(at, _, found): &Candidate| match found.meaning.says {
        Says::Level(level) if found.doubt <= NESTED => Some((*at, found.meaning.path.clone(), level)),
        Says::Level(_) | Says::Value | Says::End { .. } => None,
    };
    let mut levels: Vec<Level> = candidates.iter().filter_map(level).collect();
    levels.sort_unstable();
    levels
}

/// Adds the other levels to a path of which one column is a level.
fn levels(known: &[Level], columns: &[Profile], chosen: &mut [Chosen], is_used: &mut [bool]) {
    for of_path in chosen.iter_mut() {
        let Says::Level(own) = of_path.meaning.says else { continue };
        let mut levels = vec![(own, of_path.columns[0])];
        for (at, path, level) in known {
            let is_free = !is_used[*at] && columns[*at].is_filled() && *path == of_path.meaning.path;
            if is_free && levels.iter().all(|(known, _)| known != level) {
                levels.push((*level, *at));
                is_used[*at] = true;
            }
        }
        levels.sort_unstable();
        of_path.columns = levels.into_iter().map(|(_, at)| at).collect();
    }
}

/// Takes out what cannot stand alone: the end of something without its first day, an element of a set without
/// what names it.
fn without_need(schema: &Schema, chosen: &mut Vec<Chosen>, is_used: &mut [bool]) -> Vec<Left> {
    let mut left = Vec::new();
    let has = |chosen: &[Chosen], own: &Meaning, column: &str| {
        chosen.iter().any(|other| {
            other.meaning.part == own.part
                && other.meaning.column == column
                && other.meaning.says == Says::Value
        })
    };
    let mut gone = Vec::new();
    for at in 0..chosen.len() {
        let meaning = chosen[at].meaning.clone();
        let why = match &meaning.says {
            Says::End { begins } => match begins.iter().find(|begin| has(chosen, &meaning, begin)) {
                Some(begin) => {
                    chosen[at].begin = Some((*begin).to_owned());
                    None
                }
                None => Some(message::propose::no_begin(&meaning.path)),
            },
            Says::Value | Says::Level(_) => match schema.set(meaning.part) {
                Some(set) => {
                    let keys = || set.usual_keys.iter().filter_map(|key| key.first());
                    let is_named = keys().any(|key| has(chosen, &meaning, key));
                    let names = keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                    (!is_named).then(|| message::propose::no_name_of_element(&meaning.path, names))
                }
                None => None,
            },
        };
        gone.extend(why.map(|why| (at, why)));
    }
    for (at, why) in gone.into_iter().rev() {
        for column in chosen.remove(at).columns {
            is_used[column] = false;
            left.push(Left { column, why: message::propose::because(&why) });
        }
    }
    left
}
