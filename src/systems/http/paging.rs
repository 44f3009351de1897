//! From one page to the next, until all is read or it is sure that not all can be read.
//!
//! Pure: pages go in, the next place comes out. A list that shrinks while it is read is read again from before
//! the rows that moved; one that does not come to what it says itself is an error, never a short list.

use std::collections::HashSet;

use reqwest::Url;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::message;
use super::path::{DottedPath, Shape, shape, text};
use crate::message::Message;
use crate::model::Said;

/// How often a list is read again from its begin when it does not come to its total.
const ROUNDS: u32 = 3;

/// How often one goes back after rows that went away.
const STEPS_BACK: u32 = 50;

/// How a list is cut into pages.
#[derive(Debug, Clone, Default)]
pub(super) enum Paging {
    /// It is not.
    #[default]
    None,
    /// By the number of rows that are left out.
    Offset(Offset),
    /// By the number of the page.
    Number(Number),
    /// By a mark that each page has for the next one.
    Cursor(Cursor),
    /// By the address of the next page, in the answer.
    NextUrl(NextUrl),
    /// By the address of the next page, in the header `Link`.
    Link,
}

#[derive(Debug, Clone)]
pub(super) struct Offset {
    pub limit: u64,
    pub limit_name: String,
    pub offset_name: String,
    pub first: u64,
    pub total: Option<DottedPath>,
}

#[derive(Debug, Clone)]
pub(super) struct Number {
    pub size: Option<u64>,
    pub size_name: String,
    pub page_name: String,
    pub first: u64,
    pub total: Option<DottedPath>,
    pub pages: Option<DottedPath>,
}

#[derive(Debug, Clone)]
pub(super) struct Cursor {
    pub name: String,
    /// Where the mark stands: in the answer, or in its last row.
    pub next: DottedPath,
    pub is_in_last_row: bool,
    /// Where it says whether there is more.
    pub more: Option<DottedPath>,
    /// It always gives a mark; the end is a page without rows.
    pub until_empty: bool,
    /// Pages behind the first are asked for by `POST`, and the body belongs to them.
    pub is_posted: bool,
}

#[derive(Debug, Clone)]
pub(super) struct NextUrl {
    pub next: DottedPath,
    /// Scheme, host and port are those of the system, whatever the address says.
    pub own_host: bool,
}

/// What page is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub page: u64,
    pub offset: u64,
    pub cursor: Option<String>,
    /// The whole address, when the system gave it.
    pub url: Option<Url>,
}

/// A page that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub tree: Option<&'a RawValue>,
    /// Its rows as texts.
    pub rows: &'a [String],
    /// How many rows it seems to have.
    pub count: u64,
    /// How many of them no earlier page had.
    pub fresh: u64,
    /// Where it was.
    pub url: &'a Url,
    /// What `Link` says of the next one.
    pub link: Option<&'a str>,
}

/// The way through the pages.
#[derive(Debug)]
pub(super) struct Walk<'p> {
    paging: &'p Paging,
    base: &'p Url,
    has_key: bool,
    at: Position,
    total: Option<u64>,
    /// Rows of the first page: a server may give fewer than it is asked for.
    full: u64,
    distinct: u64,
    pages_seen: HashSet<[u8; 32]>,
    places_seen: HashSet<String>,
    rounds: u32,
    steps_back: u32,
    named_next: bool,
    pages: u64,
}

impl<'p> Walk<'p> {
    /// At the first page. `has_key`: rows that come again are told from others.
    pub fn new(paging: &'p Paging, base: &'p Url, has_key: bool) -> Self {
        let mut walk = Self {
            paging,
            base,
            has_key,
            at: Position::default(),
            total: None,
            full: 0,
            distinct: 0,
            pages_seen: HashSet::new(),
            places_seen: HashSet::new(),
            rounds: 1,
            steps_back: 0,
            named_next: false,
            pages: 0,
        };
        walk.at = walk.start();
        walk
    }

    fn start(&self) -> Position {
        match self.paging {
            Paging::Offset(offset) => Position { offset: offset.first, ..Position::default() },
            Paging::Number(number) => Position { page: number.first, ..Position::default() },
            Paging::None | Paging::Cursor(_) | Paging::NextUrl(_) | Paging::Link => Position::default(),
        }
    }

    /// The page that is to be asked for.
    pub fn position(&self) -> &Position {
        &self.at
    }

    /// How many pages were read.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// What should be looked at although nothing is wrong for certain.
    pub fn notes(&self) -> Vec<Said> {
        let mut notes = Vec::new();
        if self.steps_back > 0 || self.rounds > 1 {
            notes.push(message::moved_while_read().into());
        }
        if let (Paging::NextUrl(NextUrl { next, .. }) | Paging::Cursor(Cursor { next, .. }), false) =
            (self.paging, self.named_next)
            && self.pages == 1
        {
            notes.push(message::no_next_named(next.as_str()).into());
        }
        notes
    }

    /// Takes a page in; whether there is another one, at [`Self::position`].
    ///
    /// # Errors
    /// When the list runs in a circle, ends too early, or is not what it says.
    pub fn advance(&mut self, seen: &Seen<'_>) -> Result<bool, Message> {
        self.pages += 1;
        self.distinct += seen.fresh;
        if self.pages == 1 {
            self.full = seen.count;
            self.places_seen.insert(seen.url.to_string());
        }
        self.look_for_circle(seen)?;
        let paging = self.paging;
        match paging {
            Paging::None => Ok(false),
            Paging::Offset(offset) => self.by_offset(offset, seen),
            Paging::Number(number) => self.by_number(number, seen),
            Paging::Cursor(cursor) => self.by_cursor(cursor, seen),
            Paging::NextUrl(next) => self.by_url(next, seen),
            Paging::Link => self.by_link(seen),
        }
    }

    /// A page that was there before: the server does not understand what it is asked by.
    fn look_for_circle(&mut self, seen: &Seen<'_>) -> Result<(), Message> {
        if seen.rows.is_empty() {
            return Ok(());
        }
        let mut digest = Sha256::new();
        seen.rows.iter().for_each(|row| digest.update(row));
        let is_new = self.pages_seen.insert(digest.finalize().into());
        if is_new { Ok(()) } else { Err(message::page_repeats(self.pages)) }
    }

    fn by_offset(&mut self, offset: &Offset, seen: &Seen<'_>) -> Result<bool, Message> {
        let end = self.at.offset + seen.count;
        let Some(total) = total_of(offset.total.as_ref(), seen)? else {
            self.at.offset = end;
            return Ok(seen.count > 0);
        };
        if let Some(gone) = self.gone(total)? {
            // Rows before this page have moved up: the last of them were on no page.
            self.at.offset = self.at.offset.saturating_sub(gone).max(offset.first);
            return Ok(true);
        }
        self.at.offset = end;
        let read = end - offset.first;
        if read >= total {
            return self.is_at_end(total);
        }
        if seen.count == 0 { Err(message::ends_too_early(read, total)) } else { Ok(true) }
    }

    fn by_number(&mut self, number: &Number, seen: &Seen<'_>) -> Result<bool, Message> {
        let total = total_of(number.total.as_ref(), seen)?;
        let pages = total_of(number.pages.as_ref(), seen)?;
        self.at.page += 1;
        let asked = self.at.page - number.first;
        if let Some(total) = total {
            if let Some(gone) = self.gone(total)? {
                let back = gone.div_ceil(self.full.max(1)) + 1;
                self.at.page = self.at.page.saturating_sub(back).max(number.first);
                return Ok(true);
            }
            if asked.saturating_mul(self.full) >= total {
                return self.is_at_end(total);
            }
            if seen.count == 0 {
                return Err(message::ends_too_early(self.distinct, total));
            }
            return Ok(true);
        }
        match pages {
            Some(pages) if asked >= pages => Ok(false),
            Some(pages) if seen.count == 0 => Err(message::pages_too_early(asked, pages)),
            Some(_) => Ok(true),
            None => Ok(seen.count > 0),
        }
    }

    /// How many rows went away since the last page; pages that were there before may come again then.
    fn gone(&mut self, total: u64) -> Result<Option<u64>, Message> {
        let before = self.total.replace(total);
        let Some(gone) = before.and_then(|before| before.checked_sub(total)).filter(|gone| *gone > 0) else {
            return Ok(None);
        };
        self.steps_back += 1;
        if !self.has_key || self.steps_back > STEPS_BACK {
            return Err(message::shrinks(total + gone, total));
        }
        self.pages_seen.clear();
        Ok(Some(gone))
    }

    /// At the end of a list with a total: with fewer rows than that some came twice, and others not at all.
    fn is_at_end(&mut self, total: u64) -> Result<bool, Message> {
        if self.distinct >= total {
            return Ok(false);
        }
        if !self.has_key || self.rounds >= ROUNDS {
            return Err(message::rows_missing(self.distinct, total));
        }
        self.rounds += 1;
        self.at = self.start();
        self.pages_seen.clear();
        Ok(true)
    }

    fn by_cursor(&mut self, cursor: &Cursor, seen: &Seen<'_>) -> Result<bool, Message> {
        let more = match (&cursor.more, seen.tree) {
            (Some(more), Some(tree)) => Some(said_yes(tree, more)?),
            (_, _) => None,
        };
        if more == Some(false) || cursor.until_empty && seen.count == 0 {
            return Ok(false);
        }
        let next = if cursor.is_in_last_row {
            match seen.rows.last() {
                Some(row) => Some(in_row(row, &cursor.next)?),
                None => None,
            }
        } else {
            self.next_in(seen, &cursor.next)?
        };
        let Some(next) = next else {
            return if more == Some(true) && seen.count > 0 {
                Err(message::more_without_next(cursor.next.as_str()))
            } else {
                Ok(false)
            };
        };
        if !self.places_seen.insert(next.clone()) {
            return Err(message::next_repeats(self.pages));
        }
        self.at.cursor = Some(next);
        Ok(true)
    }

    fn by_url(&mut self, by: &NextUrl, seen: &Seen<'_>) -> Result<bool, Message> {
        let Some(next) = self.next_in(seen, &by.next)? else { return Ok(false) };
        let mut url = seen.url.join(&next).map_err(|error| message::no_next_url(&next, error))?;
        if by.own_host {
            url = on_host_of(self.base, &url);
        }
        self.go_to(url)
    }

    fn by_link(&mut self, seen: &Seen<'_>) -> Result<bool, Message> {
        let Some(next) = seen.link.and_then(next_of_link) else { return Ok(false) };
        let url = seen.url.join(&next).map_err(|error| message::no_next_url(&next, error))?;
        self.go_to(url)
    }

    fn go_to(&mut self, url: Url) -> Result<bool, Message> {
        if !self.places_seen.insert(url.to_string()) {
            return Err(message::next_repeats(self.pages));
        }
        self.at.url = Some(url);
        Ok(true)
    }

    /// What the answer says of the next page; `None`: there is none. Many leave the name out on the last page;
    /// one that is nearly the name is a slip in the settings.
    fn next_in(&mut self, seen: &Seen<'_>, path: &DottedPath) -> Result<Option<String>, Message> {
        let Some(tree) = seen.tree else { return Ok(None) };
        match path.find(tree) {
            Ok(value) => {
                self.named_next = true;
                match (shape(value), text(value)) {
                    (Shape::Null, _) => Ok(None),
                    (_, Some(text)) if text.is_empty() || text == "false" => Ok(None),
                    (_, Some(text)) => Ok(Some(text)),
                    (other, None) => Err(message::next_is(path.as_str(), other.shown())),
                }
            }
            Err(astray) if !self.named_next && astray.near().is_some() => Err(astray.told()),
            Err(_) => Ok(None),
        }
    }
}

/// A number that the answer says.
fn total_of(path: Option<&DottedPath>, seen: &Seen<'_>) -> Result<Option<u64>, Message> {
    let (Some(path), Some(tree)) = (path, seen.tree) else { return Ok(None) };
    let value = path.find(tree).map_err(|astray| astray.told())?;
    // NetBox counts nothing when it is asked by a cursor.
    if shape(value) == Shape::Null {
        return Ok(None);
    }
    let number = text(value).and_then(|text| text.trim().parse().ok());
    number
        .map(Some)
        .ok_or_else(|| message::no_total(path.as_str(), value.get().chars().take(60).collect::<String>()))
}

fn said_yes(tree: &RawValue, path: &DottedPath) -> Result<bool, Message> {
    let value = path.find(tree).map_err(|astray| astray.told())?;
    match text(value).as_deref() {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") | None => Ok(false),
        Some(other) => Err(message::no_yes_or_no(path.as_str(), other)),
    }
}

fn in_row(row: &str, path: &DottedPath) -> Result<String, Message> {
    let Ok(row) = serde_json::from_str::<&RawValue>(row) else {
        return Err(message::next_is(path.as_str(), message::nothing()));
    };
    let value = path.find(row).map_err(|astray| astray.told())?;
    text(value).ok_or_else(|| message::next_is(path.as_str(), shape(value).shown()))
}

/// The same address at the system itself.
fn on_host_of(base: &Url, url: &Url) -> Url {
    let mut own = base.clone();
    own.set_path(url.path());
    own.set_query(url.query());
    own.set_fragment(None);
    own
}

/// The address of `rel="next"` in a header `Link` (RFC 8288); others, such as `prev`, are not followed.
fn next_of_link(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some(start) = rest.find('<') {
        let (address, after) = rest[start + 1..].split_once('>')?;
        let end = end_of_link(after);
        let is_next =
            after[..end].split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
                let value = value.trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel")
                    && value.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
            });
        if is_next {
            return Some(address.trim().to_owned());
        }
        rest = &after[end..];
    }
    None
}

/// Where the parameters of a link end: at a comma outside of quotes.
fn end_of_link(parameters: &str) -> usize {
    let mut is_quoted = false;
    for (at, sign) in parameters.char_indices() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return at,
            _ => {}
        }
    }
    parameters.len()
}

#[cfg(test)]
mod tests;
