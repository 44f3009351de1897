//! What is said to a person, in each language that people read: a sentence of ours, or words that are
//! nobody's to translate (a value, what a server answered). English is what JSON, keys and digests hold.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::EscapeDebug;
use std::sync::Arc;

use chrono::format::{DelayedFormat, Item};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::{self, Code};
use super::job::Language;

/// A text in each language. Where one language has nothing of its own, it is as in English.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Said {
    english: Box<str>,
    french: Option<Box<str>>,
    page: Page,
}

/// Where more is told of a text. It is no part of what the text says: two that read alike are the same, with and
/// without it.
#[derive(Clone, Copy, Default)]
struct Page(Option<Code>);

impl PartialEq for Page {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Page {}

impl PartialOrd for Page {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Page {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl Hash for Page {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Said {
    /// A text in English and in French.
    pub fn new(english: String, french: String) -> Self {
        let french = (french != english).then(|| french.into_boxed_str());
        Self { english: english.into_boxed_str(), french, page: Page::default() }
    }

    /// The same text with the code of a page that tells more.
    pub fn with_code(mut self, code: Option<Code>) -> Self {
        self.page = Page(code);
        self
    }

    /// The code of the page that tells more, where there is one.
    pub fn code(&self) -> Option<Code> {
        self.page.0
    }

    /// The text in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::En => &self.english,
            Language::Fr => self.french.as_deref().unwrap_or(&self.english),
        }
    }

    /// The English text: for the log, for what is kept, for what others say in English and we judge by. Never for a
    /// person, nor as a part of another text, which would lose its French.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.english.is_empty()
    }

    /// What the state database and saved plans keep beside the English text; `None`: nothing.
    pub fn french(&self) -> Option<&str> {
        self.french.as_deref()
    }

    /// As it was kept: the English text, and the French one where there was one.
    pub fn kept(english: String, french: Option<String>) -> Self {
        Self {
            english: english.into_boxed_str(),
            french: french.map(String::into_boxed_str),
            page: Page::default(),
        }
    }

    /// The same change made to each text.
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            english: change(&self.english).into_boxed_str(),
            french: self.french.as_deref().map(|text| change(text).into_boxed_str()),
            page: self.page,
        }
    }

    /// Several in a row with something between them. What comes last is the cause, and its page tells the most.
    pub fn join<'s>(parts: impl IntoIterator<Item = &'s Self>, between: &str) -> Self {
        let (mut english, mut french, mut page) = (String::new(), None::<String>, Page::default());
        for (index, part) in parts.into_iter().enumerate() {
            let between = if index > 0 { between } else { "" };
            if part.french.is_some() {
                french.get_or_insert_with(|| english.clone());
            }
            if let Some(french) = &mut french {
                french.push_str(between);
                french.push_str(part.text(Language::Fr));
            }
            english.push_str(between);
            english.push_str(&part.english);
            page = Page(part.code().or(page.0));
        }
        Self { english: english.into_boxed_str(), french: french.map(String::into_boxed_str), page }
    }

    /// Puts something behind it.
    pub fn push(&mut self, behind: &Self) {
        *self = Self::join([&*self, behind], "");
    }
}

/// The English text, as that of a string: what a test compares.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.english, f)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.english)
    }
}

impl From<String> for Said {
    fn from(words: String) -> Self {
        Self { english: words.into_boxed_str(), french: None, page: Page::default() }
    }
}

impl From<&str> for Said {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<&str> for Box<Said> {
    fn from(words: &str) -> Self {
        Self::new(words.into())
    }
}

impl From<&String> for Said {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

impl From<&Said> for Said {
    fn from(said: &Said) -> Self {
        said.clone()
    }
}

impl From<Said> for String {
    fn from(said: Said) -> Self {
        said.english.into_string()
    }
}

impl PartialEq<str> for Said {
    fn eq(&self, other: &str) -> bool {
        &*self.english == other
    }
}

impl PartialEq<&str> for Said {
    fn eq(&self, other: &&str) -> bool {
        &*self.english == *other
    }
}

/// JSON has the English text, as it always had; forms for programs have both.
impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.english)
        } else {
            (&self.english, &self.french, self.code()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer).map(Self::from);
        }
        let (english, french, Word(code)) = Deserialize::deserialize(deserializer)?;
        Ok(Self { english, french, page: Page(code) })
    }
}

/// A code that a program of another version may not know.
#[derive(Deserialize)]
struct Word(#[serde(deserialize_with = "code::known")] Option<Code>);

/// The French of texts that a document holds in English.
pub type InFrench = BTreeMap<String, String>;

/// What a document has to keep beside its English texts.
pub fn in_french<'s>(told: impl IntoIterator<Item = &'s Said>) -> InFrench {
    let french = |said: &Said| Some((said.english().to_owned(), said.french()?.to_owned()));
    told.into_iter().filter_map(french).collect()
}

/// Gives texts of a document their French back.
pub fn restore<'s>(told: impl IntoIterator<Item = &'s mut Said>, french: &InFrench) {
    for said in told {
        said.french = french.get(said.english()).map(|text| text.as_str().into());
    }
}

/// What may stand in a sentence.
pub trait Say {
    /// It in each language.
    fn said(&self) -> Said;
}

impl Say for Said {
    fn said(&self) -> Said {
        self.clone()
    }
}

/// A day: `2026-12-31`, in French `31/12/2026`.
impl Say for NaiveDate {
    fn said(&self) -> Said {
        Said::new(self.to_string(), self.format("%d/%m/%Y").to_string())
    }
}

/// A moment: `2026-12-31 14:05 UTC`, in French `31/12/2026 14:05 UTC`.
impl Say for DateTime<Utc> {
    fn said(&self) -> Said {
        let form = |form| self.format(form).to_string();
        Said::new(form("%Y-%m-%d %H:%M UTC"), form("%d/%m/%Y %H:%M UTC"))
    }
}

/// A moment to the minute, below a head that says its zone: `2026-12-31 14:05`, in French `31/12/2026 14:05`.
pub struct Minute(pub DateTime<Utc>);

impl Say for Minute {
    fn said(&self) -> Said {
        let form = |form| self.0.format(form).to_string();
        Said::new(form("%Y-%m-%d %H:%M"), form("%d/%m/%Y %H:%M"))
    }
}

/// A moment to the second: `2026-12-31 14:05:09 UTC`, in French `31/12/2026 14:05:09 UTC`.
pub struct ToTheSecond(pub DateTime<Utc>);

impl Say for ToTheSecond {
    fn said(&self) -> Said {
        let form = |form| self.0.format(form).to_string();
        Said::new(form("%Y-%m-%d %H:%M:%S UTC"), form("%d/%m/%Y %H:%M:%S UTC"))
    }
}

/// A number: `19.9`, in French `19,9`.
impl Say for f64 {
    fn said(&self) -> Said {
        number(self.to_string())
    }
}

/// A number with so many decimals.
pub struct Rounded(pub f64, pub usize);

impl Say for Rounded {
    fn said(&self) -> Said {
        let Self(value, decimals) = self;
        number(format!("{value:.decimals$}"))
    }
}

fn number(english: String) -> Said {
    let french = english.replace('.', ",");
    Said::new(english, french)
}

impl<T: Say + ?Sized> Say for &T {
    fn said(&self) -> Said {
        (**self).said()
    }
}

impl<T: Say + ?Sized> Say for &mut T {
    fn said(&self) -> Said {
        (**self).said()
    }
}

impl<T: Say> Say for Option<T> {
    fn said(&self) -> Said {
        self.as_ref().map(Say::said).unwrap_or_default()
    }
}

/// Things that are the same in every language.
macro_rules! words {
    ($($kind:ty),* $(,)?) => {
        $(
            impl $crate::model::said::Say for $kind {
                fn said(&self) -> $crate::model::said::Said {
                    ::std::string::ToString::to_string(self).into()
                }
            }
        )*
    };
}
pub(crate) use words;

words!(
    str,
    String,
    Box<str>,
    Arc<str>,
    Cow<'_, str>,
    char,
    bool,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i32,
    i64,
    fmt::Arguments<'_>,
    EscapeDebug<'_>,
    Box<dyn Error + Send + Sync>,
    chrono::ParseError,
    chrono_tz::Tz,
    serde_json::Error,
    serde_json::Value,
);

/// A form of a time that was chosen where it is said.
impl<'f, I: Iterator<Item = Item<'f>> + Clone> Say for DelayedFormat<I>
where
    I::Item: std::borrow::Borrow<Item<'f>>,
{
    fn said(&self) -> Said {
        self.to_string().into()
    }
}
