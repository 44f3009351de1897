//! A TOML text into a raw type, with every error of the text and not only the first.
//!
//! The parsed tree is decoded again and again: what an error points at is noted and taken out of
//! the tree until the rest decodes.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::code;
use super::{At, FileCheck, Lost, ROOT};
use crate::message::config::{kind, label};
use crate::message::{self, Alike, Message, nearest};
use crate::model::said::Said;

/// Keys whose values are references to secrets.
const SECRET_KEYS: [&str; 7] =
    ["password", "user_token", "app_token", "token", "certificate", "client_secret", "refresh_token"];

/// A value of TOML with its place, which nobody has decoded yet.
pub(crate) type Untyped<'t> = Spanned<DeValue<'t>>;

/// An entry of a table that nobody has decoded yet: its key and its value.
pub(crate) type Entry<'t> = (At<String>, Untyped<'t>);

/// Decodes the text of a file. `None` when the text is not TOML; else what could be used of it.
pub(crate) fn decode<T: DeserializeOwned>(check: &mut FileCheck<'_>) -> Option<T> {
    let root = root(check)?;
    let span = root.span();
    decode_tree(check, &ROOT, span, root.into_inner())
}

/// The same, with the value of one top key apart, which others decode.
pub(crate) fn decode_apart<'t, T: DeserializeOwned>(
    check: &mut FileCheck<'t>,
    key: &str,
) -> Option<(T, Option<Entry<'t>>)> {
    let root = root(check)?;
    let span = root.span();
    let mut tree = root.into_inner();
    let apart = tree.remove_entry(key);
    let apart = apart.map(|(key, value)| {
        let at = At { span: key.span(), value: key.get_ref().to_string() };
        (at, value)
    });
    Some((decode_tree(check, &ROOT, span, tree)?, apart))
}

/// An entry that was lifted out of a table before that was decoded.
#[derive(Debug)]
pub(crate) struct Lifted<'t> {
    /// The place of the table.
    pub table: Range<usize>,
    /// The entry.
    pub entry: Entry<'t>,
}

/// The same, with those entries apart that the tables of a list have under given keys, and the tables of a list
/// in each of those.
pub(crate) fn decode_lifting<'t, T: DeserializeOwned>(
    check: &mut FileCheck<'t>,
    list: &str,
    nested: &str,
    keys: &[&str],
) -> Option<(T, Vec<Lifted<'t>>)> {
    let root = root(check)?;
    let span = root.span();
    let mut tree = root.into_inner();
    let mut lifted = Vec::new();
    lift(tree.get_mut(list), keys, nested, &mut lifted);
    Some((decode_tree(check, &ROOT, span, tree)?, lifted))
}

fn lift<'t>(list: Option<&mut Untyped<'t>>, keys: &[&str], nested: &str, lifted: &mut Vec<Lifted<'t>>) {
    let Some(DeValue::Array(tables)) = list.map(Spanned::get_mut) else { return };
    for element in tables.iter_mut() {
        let table = element.span();
        let DeValue::Table(entries) = element.get_mut() else { continue };
        for key in keys {
            let Some((key, value)) = entries.remove_entry(*key) else { continue };
            let at = At { span: key.span(), value: key.get_ref().to_string() };
            lifted.push(Lifted { table: table.clone(), entry: (at, value) });
        }
        lift(entries.get_mut(nested), keys, nested, lifted);
    }
}

/// Decodes a table; `None` when it is none, which is reported.
pub(crate) fn decode_table<T: DeserializeOwned>(
    check: &mut FileCheck<'_>,
    key: &str,
    value: Untyped<'_>,
) -> Option<At<T>> {
    let span = value.span();
    let tree = table_of(check, key, value, &root_keys::<T>())?;
    let value = decode_tree(check, &span, span.clone(), tree)?;
    Some(At { span, value })
}

/// The entries of a table, in the order of the file; `None` when it is none, which is reported.
pub(crate) fn entries_of<'t>(
    check: &mut FileCheck<'_>,
    key: &str,
    value: Untyped<'t>,
) -> Option<Vec<Entry<'t>>> {
    let tree = table_of(check, key, value, &[])?;
    let entry = |(key, value): (Spanned<_>, Untyped<'t>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        (At { span: key.span(), value: name.to_string() }, value)
    };
    let mut entries: Vec<_> = tree.into_iter().map(entry).collect();
    entries.sort_by_key(|(name, _)| name.span.start);
    Some(entries)
}

fn table_of<'t>(
    check: &mut FileCheck<'_>,
    key: &str,
    value: Untyped<'t>,
    keys: &[String],
) -> Option<DeTable<'t>> {
    let place = value.span();
    let found = match value.into_inner() {
        DeValue::Table(table) => return Some(table),
        DeValue::String(_) => kind::text(),
        DeValue::Integer(_) => kind::whole_number(),
        DeValue::Float(_) => kind::decimal_number(),
        DeValue::Boolean(_) => kind::true_or_false(),
        DeValue::Datetime(_) => kind::date(),
        DeValue::Array(_) => kind::list(),
    };
    check
        .report(code::WRONG_TYPE, &place, message::config::decode::must_be_a_table(key, found))
        .label(label::table_here())
        .help(table_such_as(key, keys));
    None
}

/// How a table of these keys is written; of none it is not known which it may have.
fn table_such_as(key: &str, keys: &[String]) -> Message {
    match keys.first() {
        Some(first) => message::config::decode::table_such_as(key, first, ticked(keys)),
        None => message::config::decode::any_table_such_as(key),
    }
}

fn ticked(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The root table of the text of a file; `None` when it is not TOML, which is reported.
pub(crate) fn parse<'t>(check: &mut FileCheck<'t>) -> Option<Untyped<'t>> {
    let root = root(check)?;
    Some(Spanned::new(root.span(), DeValue::Table(root.into_inner())))
}

fn root<'t>(check: &mut FileCheck<'t>) -> Option<Spanned<DeTable<'t>>> {
    match DeTable::parse(check.text()) {
        Ok(root) => Some(root),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let help = slip(check.text(), &span, error.message());
            let problem = check
                .report(code::SYNTAX, &widen(&span, check.text()), message::config::decode::not_toml())
                .label(error.message().to_owned());
            if let Some(help) = help {
                problem.help(help);
            }
            None
        }
    }
}

/// Signs that word processors and keyboards put in the place of straight quotation marks.
const TYPOGRAPHIC: &[char] = &['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '‹', '›'];

/// What to do about a text that is not TOML, of the slips that many make.
fn slip(text: &str, span: &Range<usize>, error: &str) -> Option<Message> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    if let Some(sign) = line.chars().find(|sign| TYPOGRAPHIC.contains(sign)) {
        return Some(message::config::decode::typographic(sign));
    }
    if error.contains("escape") {
        return Some(message::config::decode::backslash());
    }
    error.contains("duplicate key").then(message::config::decode::defined_twice)
}

/// The keys that the top table of a file may have: what it says of a key that none has.
fn root_keys<T: DeserializeOwned>() -> Vec<String> {
    let Some(tree) = none_of_them() else { return Vec::new() };
    keys_told::<T>(Spanned::new(0..1, tree))
}

/// A key that no table has.
const NO_KEY: &str = "\u{1}";

/// A table with that key.
fn none_of_them() -> Option<DeTable<'static>> {
    DeTable::parse("\"\\u0001\" = 0").ok().map(Spanned::into_inner)
}

/// What is said to be allowed in the place of the key that no table has; empty where nothing is said of it.
fn keys_told<T: DeserializeOwned>(tree: Spanned<DeTable<'_>>) -> Vec<String> {
    let error = T::deserialize(Deserializer::from(tree)).err();
    let message = error.as_ref().map_or("", |error| error.message());
    match message.strip_prefix("unknown field ").filter(|rest| rest.contains(NO_KEY)) {
        Some(rest) => names_after_expected(rest).into_iter().map(str::to_owned).collect(),
        None => Vec::new(),
    }
}

/// How what should stand at a place is written, where it is a table or a list; `wanted` is serde's word for it.
fn written<T: DeserializeOwned>(
    tree: &DeTable<'_>,
    span: &Range<usize>,
    (key, place): (&str, &Range<usize>),
    wanted: &str,
) -> Option<Message> {
    let keys_with = |value: DeValue<'static>| {
        let mut tree = tree.clone();
        put(&mut tree, place, &value);
        keys_told::<T>(Spanned::new(span.clone(), tree))
    };
    match wanted {
        "a map" | "a table" => Some(message::config::decode::any_table_such_as(key)),
        "a sequence" => {
            let mut list = DeArray::new();
            list.push(Spanned::new(0..1, DeValue::Table(none_of_them()?)));
            let keys = keys_with(DeValue::Array(list));
            Some(match keys.is_empty() {
                true => message::config::decode::list_such_as(key),
                false => message::config::decode::tables_such_as(key, ticked(&keys)),
            })
        }
        wanted if wanted.starts_with("struct ") => {
            Some(table_such_as(key, &keys_with(DeValue::Table(none_of_them()?))))
        }
        _ => None,
    }
}

/// Puts another value at a place.
fn put<'t>(table: &mut DeTable<'t>, place: &Range<usize>, value: &DeValue<'t>) {
    for (_, old) in table.iter_mut() {
        put_into(old, place, value);
    }
}

fn put_into<'t>(old: &mut Untyped<'t>, place: &Range<usize>, value: &DeValue<'t>) {
    if old.span() == *place {
        *old.get_mut() = value.clone();
        return;
    }
    match old.get_mut() {
        DeValue::Table(inner) => put(inner, place, value),
        DeValue::Array(list) => list.iter_mut().for_each(|old| put_into(old, place, value)),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {}
    }
}

/// A key of the top table that stands below another table, to which it belongs there; reported.
fn strayed<T: DeserializeOwned>(check: &mut FileCheck<'_>, taken: &Taken, message: &str) -> bool {
    let strayed =
        message.starts_with("unknown field ") && taken.table != ROOT && root_keys::<T>().contains(&taken.key);
    if strayed {
        let key = &taken.key;
        check
            .report(code::UNKNOWN_KEY, &taken.place, message::config::decode::no_such_key(key))
            .label(label::unknown_key())
            .help(message::config::decode::belongs_on_top(key));
    }
    strayed
}

/// Decodes a tree whose table stands at a place.
fn decode_tree<T: DeserializeOwned>(
    check: &mut FileCheck<'_>,
    table: &Range<usize>,
    span: Range<usize>,
    mut tree: DeTable<'_>,
) -> Option<T> {
    loop {
        let error = match T::deserialize(Deserializer::from(Spanned::new(span.clone(), tree.clone()))) {
            Ok(decoded) => return Some(decoded),
            Err(error) => error,
        };
        let place = error.span().unwrap_or_else(|| span.clone());
        let whole = tree.clone();
        let Some(taken) = take_out(&mut tree, table, &place) else {
            check.report(code::WRONG_TYPE, &place, error.message().to_owned());
            return None;
        };
        if *table == ROOT && strayed::<T>(check, &taken, error.message()) {
            check.lose(Lost { table: ROOT, key: taken.key, meant: None, inner: taken.inner });
            continue;
        }
        let wanted = error.message().rsplit_once(", expected ").map_or("", |(_, wanted)| wanted);
        let form = || written::<T>(&whole, &span, (&taken.key, &taken.place), wanted);
        let meant = report(check, &taken, error.message(), form);
        if meant.as_deref().is_some_and(|key| SECRET_KEYS.contains(&key)) {
            check.hide(&taken.value);
        }
        check.lose(Lost { table: taken.table, key: taken.key, meant, inner: taken.inner });
    }
}

/// An entry that was taken out of the tree.
struct Taken {
    /// Place of the table that had it.
    table: Range<usize>,
    /// Its key; the key of the list for an element of a list.
    key: String,
    /// Place of its value.
    value: Range<usize>,
    /// What the error points at.
    place: Range<usize>,
    /// Every key below it.
    inner: Vec<String>,
}

/// The keys of a table, and of the tables in it.
fn keys_within(value: &DeValue<'_>) -> Vec<String> {
    let DeValue::Table(table) = value else { return Vec::new() };
    let mut keys = Vec::new();
    for (key, value) in table.iter() {
        keys.push(key.get_ref().to_string());
        keys.extend(keys_within(value.get_ref()));
    }
    keys
}

/// Takes the entry out that an error points at: the one whose key or value stands exactly there,
/// else the smallest that holds the place.
fn take_out(tree: &mut DeTable<'_>, table: &Range<usize>, place: &Range<usize>) -> Option<Taken> {
    let exact = |entry: &Range<usize>| entry == place;
    let holds = |entry: &Range<usize>| entry.start <= place.start && place.end <= entry.end;
    from_table(tree, table, place, &exact).or_else(|| from_table(tree, table, place, &holds))
}

fn from_table(
    table: &mut DeTable<'_>,
    span: &Range<usize>,
    place: &Range<usize>,
    fits: &dyn Fn(&Range<usize>) -> bool,
) -> Option<Taken> {
    for (key, value) in table.iter_mut() {
        let (name, value_span) = (key.get_ref().to_string(), value.span());
        let inner = match value.get_mut() {
            DeValue::Table(inner) => from_table(inner, &value_span, place, fits),
            DeValue::Array(list) => from_array(list, &value_span, &name, place, fits),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => None,
        };
        if inner.is_some() {
            return inner;
        }
    }
    let key =
        table.iter().find(|(key, value)| fits(&key.span()) || fits(&value.span())).map(|(key, _)| key)?;
    let key = key.get_ref().to_string();
    let value = table.remove(key.as_str())?;
    let inner = keys_within(value.get_ref());
    Some(Taken { table: span.clone(), key, value: value.span(), place: place.clone(), inner })
}

fn from_array(
    list: &mut DeArray<'_>,
    span: &Range<usize>,
    name: &str,
    place: &Range<usize>,
    fits: &dyn Fn(&Range<usize>) -> bool,
) -> Option<Taken> {
    for element in list.iter_mut() {
        let element_span = element.span();
        let inner = match element.get_mut() {
            DeValue::Table(inner) => from_table(inner, &element_span, place, fits),
            DeValue::Array(inner) => from_array(inner, &element_span, name, place, fits),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => None,
        };
        if inner.is_some() {
            return inner;
        }
    }
    let index = list.iter().position(|element| fits(&element.span()))?;
    let inner = keys_within(list.get(index)?.get_ref());
    let mut kept = DeArray::new();
    for (_, element) in list.iter().enumerate().filter(|(at, _)| *at != index) {
        kept.push(element.clone());
    }
    *list = kept;
    Some(Taken {
        table: span.clone(),
        key: name.to_owned(),
        value: place.clone(),
        place: place.clone(),
        inner,
    })
}

/// Notes an error in our own words; the key that was meant when it can be told.
fn report(
    check: &mut FileCheck<'_>,
    taken: &Taken,
    message: &str,
    form: impl FnOnce() -> Option<Message>,
) -> Option<String> {
    let key = &taken.key;
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let known = names_after_expected(rest);
        check.unknown_key(&taken.place, key, &known);
        return nearest(key, known, Alike::Word).map(str::to_owned);
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let known = names_after_expected(rest);
        let wrong = rest.split('`').nth(1).unwrap_or_default();
        check.unknown_word(&taken.place, key, wrong, &known);
        return None;
    }
    let wanted = message
        .rsplit_once(", expected ")
        .map_or_else(|| kind::text().said(), |(_, wanted)| plain_type(wanted));
    let found = message.strip_prefix("invalid type: ").map(found_type);
    let text = match found {
        Some(found) => message::config::decode::must_be_not(key, &wanted, found),
        None => message::config::decode::must_be(key, &wanted),
    };
    let problem = check.report(code::WRONG_TYPE, &taken.place, text);
    problem.label(label::belongs_here(wanted));
    // The sheet is named where the format is described.
    if key == "sheet" {
        problem.help(message::config::decode::sheet_is_a_table());
    } else if let Some(form) = form() {
        problem.help(form);
    }
    None
}

/// The names in backticks of "`x`, expected one of `a`, `b`".
fn names_after_expected(rest: &str) -> Vec<&str> {
    let expected = rest.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    expected.split('`').skip(1).step_by(2).collect()
}

/// serde's word for a wanted type in ours; what a type of ours says of itself comes through serde in English
/// alone, and is known again.
fn plain_type(wanted: &str) -> Said {
    let ours = match wanted {
        "a string" => kind::text(),
        "a boolean" => kind::true_or_false(),
        "a sequence" => kind::list(),
        "a map" => kind::table(),
        "i64" | "u64" | "usize" => kind::whole_number(),
        "f64" => kind::number(),
        other if other.starts_with("struct ") => kind::table(),
        other => {
            let known = kind::of_types().into_iter().map(|kind| kind.said());
            return known.into_iter().find(|kind| kind == other).unwrap_or_else(|| other.into());
        }
    };
    ours.said()
}

/// serde's words for what was found, without the value: it may be a secret.
fn found_type(found: &str) -> Message {
    match found.split([' ', ',']).next().unwrap_or_default() {
        "string" => kind::text(),
        "integer" => kind::whole_number(),
        "floating" => kind::decimal_number(),
        "boolean" => kind::true_or_false(),
        "sequence" => kind::list(),
        "map" => kind::table_or_date(),
        _ => kind::this(),
    }
}

/// At least one byte, so that there is something to underline; the last one at the end of a file.
fn widen(span: &Range<usize>, text: &str) -> Range<usize> {
    if !span.is_empty() {
        return span.clone();
    }
    let start = span.start.min(text.trim_end().len().saturating_sub(1));
    let start = (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    start..start + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Language;

    #[test]
    fn what_a_type_takes_is_said_in_french_too_although_serde_carries_english() {
        for kind in kind::of_types() {
            let said = plain_type(&kind.text(Language::En));
            assert_eq!(said.text(Language::Fr), kind.text(Language::Fr));
            assert_ne!(said.text(Language::Fr), said.text(Language::En));
        }
        assert_eq!(plain_type("a string").text(Language::Fr), "un texte");
    }
}
