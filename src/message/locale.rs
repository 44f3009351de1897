//! Numbers, times, values and names in the form of a language and a time zone.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;

use super::phrase::Phrase;
use crate::model::change::{Operation, Retirement};
use crate::model::event::Severity;
use crate::model::job::Language;
use crate::model::origin::Origin;
use crate::model::question::Topic;
use crate::model::report::Report;
use crate::model::said::{Said, Say};
use crate::model::schema::{Column, Kind, Schema};
use crate::model::ticket::TicketState;
use crate::model::ticket_report::{Disagreement, TicketAction};
use crate::model::value::{Shown, Value};
use crate::model::{Change, Entry};

const DAYS: [[&str; 7]; 2] = [
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
];

const MONTHS: [[&str; 12]; 2] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
];

/// The language of a report and the zone of its times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Locale {
    /// Language.
    pub(crate) language: Language,
    zone: Tz,
}

impl Locale {
    /// The locale of a report; a zone that is not known is shown as UTC.
    pub(crate) fn new(report: &Report) -> Self {
        Self { language: report.language, zone: report.zone.parse().unwrap_or(Tz::UTC) }
    }

    /// A language and a zone.
    pub(crate) fn of(language: Language, zone: Tz) -> Self {
        Self { language, zone }
    }

    /// The code of the language: `en`, `fr`.
    pub(crate) fn code(self) -> &'static str {
        match self.language {
            Language::En => "en",
            Language::Fr => "fr",
        }
    }

    fn index(self) -> usize {
        match self.language {
            Language::En => 0,
            Language::Fr => 1,
        }
    }

    /// A phrase without places.
    pub(crate) fn label(self, phrase: Phrase) -> &'static str {
        phrase.form(self.language, 2)
    }

    /// Every phrase by its name in templates.
    pub(crate) fn labels(self) -> BTreeMap<String, &'static str> {
        Phrase::all().map(|phrase| (phrase.name(), self.label(phrase))).collect()
    }

    /// A phrase in the form for `n`, its places filled: `{n}` and those of `places`.
    pub(crate) fn say(self, phrase: Phrase, n: u64, places: &[(&str, &str)]) -> String {
        let mut said = String::new();
        let mut rest = phrase.form(self.language, n);
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            match places.iter().find(|(place, _)| *place == name) {
                Some((_, value)) => said.push_str(value),
                None => said.push_str(&self.number(n)),
            }
            rest = tail;
        }
        said.push_str(rest);
        said
    }

    /// A number with its thousands apart: `1,204`, `1 204`.
    pub(crate) fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(match self.language {
                    Language::En => ',',
                    Language::Fr => '\u{a0}',
                });
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A time in the zone of the report: `Tue 4 Aug 2026, 02:00 CEST`, `mar. 4 août 2026, 02:00 CEST`.
    pub(crate) fn moment(self, time: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.zone);
        let day_name = DAYS[self.index()][local.weekday().num_days_from_monday() as usize];
        let day = self.day(local.date_naive());
        let abbreviation = local.format("%Z").to_string();
        // Zones without an abbreviation of their own have their offset in its place.
        let utc = if abbreviation.starts_with(['+', '-']) { "UTC" } else { "" };
        format!("{day_name} {day}, {:02}:{:02} {utc}{abbreviation}", local.hour(), local.minute())
    }

    /// A day: `4 Aug 2026`, `1er août 2026`.
    pub(crate) fn day(self, day: NaiveDate) -> String {
        let month = MONTHS[self.index()][day.month0() as usize];
        let number = match (self.language, day.day()) {
            (Language::Fr, 1) => "1er".to_owned(),
            (Language::En | Language::Fr, number) => number.to_string(),
        };
        format!("{number} {month} {}", day.year())
    }

    /// The date of a time in the zone of the report.
    pub(crate) fn date_of(self, time: DateTime<Utc>) -> NaiveDate {
        time.with_timezone(&self.zone).date_naive()
    }

    /// The day of a time in the zone of the report.
    pub(crate) fn day_of(self, time: DateTime<Utc>) -> String {
        self.day(time.with_timezone(&self.zone).date_naive())
    }

    /// A span: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 05 min`.
    pub(crate) fn span(self, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
        let milliseconds = (to - from).num_milliseconds().max(0);
        let seconds = milliseconds / 1000;
        match seconds {
            0..10 => {
                let text = format!("{}.{}", seconds, milliseconds % 1000 / 100);
                let text = match self.language {
                    Language::En => text,
                    Language::Fr => text.replace('.', ","),
                };
                format!("{text}\u{a0}s")
            }
            10..60 => format!("{seconds}\u{a0}s"),
            60..3600 => format!("{}\u{a0}min {:02}\u{a0}s", seconds / 60, seconds % 60),
            _ => format!("{}\u{a0}h {:02}\u{a0}min", seconds / 3600, seconds % 3600 / 60),
        }
    }

    /// A time in the zone of the report, as short as it is clear beside `now`: `02:00`,
    /// `3 Aug, 02:00`, `3 Aug 2025, 02:00`.
    pub(crate) fn clock(self, time: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.zone);
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        let today = now.with_timezone(&self.zone).date_naive();
        if local.date_naive() == today {
            return clock;
        }
        let day = self.day(local.date_naive());
        let of_this_year = day.strip_suffix(&format!(" {}", today.year()));
        format!("{}, {clock}", of_this_year.unwrap_or(&day))
    }

    /// A length of time in its two greatest units: `45 s`, `4 min`, `2 h 10 min`, `3 d 4 h`.
    pub(crate) fn rough(self, seconds: u64) -> String {
        let day = match self.language {
            Language::En => "d",
            Language::Fr => "j",
        };
        let (great, great_unit, small, small_unit) = match seconds {
            0..60 => (seconds, "s", 0, ""),
            60..3_600 => (seconds / 60, "min", 0, ""),
            3_600..86_400 => (seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
            _ => (seconds / 86_400, day, seconds % 86_400 / 3_600, "h"),
        };
        let great = format!("{}\u{a0}{great_unit}", self.number(great));
        if small == 0 { great } else { format!("{great} {small}\u{a0}{small_unit}") }
    }

    /// What a severity is called.
    pub(crate) fn severity(self, severity: Severity) -> &'static str {
        self.label(match severity {
            Severity::Information => Phrase::SeverityInformation,
            Severity::Warning => Phrase::SeverityWarning,
            Severity::Unknown => Phrase::SeverityUnknown,
            Severity::Average => Phrase::SeverityAverage,
            Severity::Critical => Phrase::SeverityCritical,
            Severity::Disaster => Phrase::SeverityDisaster,
        })
    }

    /// What was tried with a ticket.
    pub(crate) fn act(self, action: TicketAction) -> &'static str {
        self.label(match action {
            TicketAction::Opened => Phrase::ActOpened,
            TicketAction::Found => Phrase::ActFound,
            TicketAction::Adopted => Phrase::ActAdopted,
            TicketAction::Delivered => Phrase::ActDelivered,
            TicketAction::Reopened => Phrase::ActReopened,
            TicketAction::Solved => Phrase::ActSolved,
            TicketAction::Revised => Phrase::ActRevised,
            TicketAction::Noted => Phrase::ActNoted,
            TicketAction::Acknowledged => Phrase::ActAcknowledged,
            TicketAction::Commented => Phrase::ActCommented,
            TicketAction::Relayed => Phrase::ActRelayed,
            TicketAction::ToldClosed => Phrase::ActToldClosed,
            TicketAction::ToldState => Phrase::ActToldState,
        })
    }

    /// How a ticket and its events disagree.
    pub(crate) fn step(self, how: Disagreement) -> Phrase {
        match how {
            Disagreement::EventsAreOver => Phrase::StepsOver,
            Disagreement::EventIsOpen => Phrase::StepsOpen,
            Disagreement::TicketIsGone => Phrase::StepsGone,
            Disagreement::EventIsHidden => Phrase::StepsHidden,
            Disagreement::ObjectIsPending => Phrase::StepsPending,
            Disagreement::ObjectIsSwitchedOff => Phrase::StepsSwitchedOff,
            Disagreement::ObjectIsNotShown => Phrase::StepsNotShown,
            Disagreement::MonitorIsUnfed => Phrase::StepsUnfed,
        }
    }

    /// A value of a plan as a person reads it, whole.
    pub(crate) fn value(self, shown: &Shown) -> String {
        match shown {
            Shown::Null => self.label(Phrase::Empty).to_owned(),
            Shown::Bool(true) => self.label(Phrase::Yes).to_owned(),
            Shown::Bool(false) => self.label(Phrase::No).to_owned(),
            Shown::Int(number) => number.to_string(),
            Shown::Text(text) => text.clone(),
        }
    }

    /// A value of a field as a person reads it, whole: days and amounts in the form of the language.
    pub(crate) fn field_value(self, value: &Value, shown: &Shown) -> String {
        match self.language {
            Language::En => self.value(shown),
            Language::Fr => told(value, shown).text(Language::Fr).to_owned(),
        }
    }

    /// What a question is about, as the head of its group.
    pub(crate) fn topic(self, topic: Topic) -> &'static str {
        self.label(match topic {
            Topic::PlanWaits => Phrase::TopicPlanWaits,
            Topic::Held => Phrase::TopicHeld,
            Topic::Conflict => Phrase::TopicConflict,
            Topic::Fight => Phrase::TopicFight,
            Topic::Ambiguous => Phrase::TopicAmbiguous,
            Topic::Returned => Phrase::TopicReturned,
            Topic::Removed => Phrase::TopicRemoved,
            Topic::SilentSource => Phrase::TopicSilentSource,
            Topic::LateWrite => Phrase::TopicLateWrite,
            Topic::NameGone => Phrase::TopicNameGone,
            Topic::LockEnds => Phrase::TopicLockEnds,
            Topic::ContractEnds => Phrase::TopicContractEnds,
            Topic::ContractOverlap => Phrase::TopicContractOverlap,
            Topic::NearDuplicate => Phrase::TopicNearDuplicate,
            Topic::JunkKey => Phrase::TopicJunkKey,
            Topic::Reading => Phrase::TopicReading,
        })
    }

    /// What an operation is called.
    pub(crate) fn operation(self, operation: Operation) -> &'static str {
        self.label(match operation {
            Operation::Create => Phrase::OperationCreate,
            Operation::Update => Phrase::OperationUpdate,
            Operation::Retire => Phrase::OperationRetire,
            Operation::Restore => Phrase::OperationRestore,
        })
    }

    /// What is done, as a verb.
    pub(crate) fn verb(self, operation: Operation) -> &'static str {
        self.label(match operation {
            Operation::Create => Phrase::DoCreate,
            Operation::Update => Phrase::DoUpdate,
            Operation::Retire => Phrase::DoRetire,
            Operation::Restore => Phrase::DoRestore,
        })
    }

    /// What a change of a plan does.
    pub(crate) fn change_operation(self, change: &Change) -> &'static str {
        match change.retirement {
            Some(Retirement::Purge) => self.label(Phrase::OperationPurge),
            Some(Retirement::Flag | Retirement::Trash) | None => self.operation(change.operation),
        }
    }

    /// What was done to the row of a journal line.
    pub(crate) fn entry_operation(self, entry: &Entry) -> &'static str {
        match entry.retirement() {
            Some(Retirement::Purge) => self.label(Phrase::OperationPurge),
            Some(Retirement::Flag | Retirement::Trash) | None => self.operation(entry.operation),
        }
    }

    /// A place that a person can go to: `assets.xlsx, sheet Laptops, row 14`.
    pub(crate) fn place(self, origin: &Origin) -> String {
        let mut place = origin.source.to_string();
        if let Some(sheet) = &origin.sheet {
            place.push_str(&format!(", {} {sheet}", self.label(Phrase::Sheet)));
        }
        if let Some(row) = origin.row {
            place.push_str(&format!(", {} {row}", self.label(Phrase::Row)));
        }
        place
    }
}

/// A value of a field in each language: days and amounts in its form.
pub(crate) fn told(value: &Value, shown: &Shown) -> Said {
    match value {
        Value::Date(day) => day.said(),
        Value::DateTime(time) => Said::new(shown.to_string(), time.format("%d/%m/%Y %H:%M:%S").to_string()),
        Value::Decimal(scaled) => Said::new(shown.to_string(), french_amount(*scaled)),
        Value::Empty
        | Value::Text(_)
        | Value::Int(_)
        | Value::Bool(_)
        | Value::Ref(_)
        | Value::NewRef(_)
        | Value::NewItem(_) => shown.said(),
    }
}

/// The same of a value that is known by its text only: the schema tells what its field holds.
pub(crate) fn told_of_field(schema: Option<&'static Schema>, path: &str, shown: &Shown) -> Said {
    let Shown::Text(text) = shown else { return shown.said() };
    let column = path.rsplit('.').next().unwrap_or(path);
    let value = match schema.and_then(|schema| schema.kind_of(&Column::from(column))) {
        Some(Kind::Date) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Value::Date),
        Some(Kind::DateTime) => {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().map(Value::DateTime)
        }
        Some(Kind::Decimal) => scaled(text).map(Value::Decimal),
        Some(_) | None => None,
    };
    value.map_or_else(|| shown.said(), |value| told(&value, shown))
}

/// Ten thousandths of `1234.5000`.
fn scaled(text: &str) -> Option<i64> {
    let (whole, decimals) = text.rsplit_once('.')?;
    if decimals.len() == 4 { format!("{whole}{decimals}").parse().ok() } else { None }
}

/// `1 234,50` of ten thousandths; more than two decimals where they say something.
fn french_amount(scaled: i64) -> String {
    let size = scaled.unsigned_abs();
    let sign = if scaled < 0 { "-" } else { "" };
    let fraction = format!("{:04}", size % 10_000);
    let decimals = fraction.trim_end_matches('0').len().max(2);
    let whole = Locale::of(Language::Fr, Tz::UTC).number(size / 10_000);
    format!("{sign}{whole},{}", &fraction[..decimals])
}

impl Say for Shown {
    fn said(&self) -> Said {
        match self {
            Self::Null => Phrase::Empty.said(),
            Self::Bool(true) => Phrase::Yes.said(),
            Self::Bool(false) => Phrase::No.said(),
            Self::Int(_) | Self::Text(_) => self.to_string().into(),
        }
    }
}

impl Say for Operation {
    fn said(&self) -> Said {
        match self {
            Self::Create => Phrase::DoCreate,
            Self::Update => Phrase::DoUpdate,
            Self::Retire => Phrase::DoRetire,
            Self::Restore => Phrase::DoRestore,
        }
        .said()
    }
}

impl Say for Severity {
    fn said(&self) -> Said {
        let french = Locale::of(Language::Fr, Tz::UTC).severity(*self);
        Said::new(self.to_string(), french.to_owned())
    }
}

impl Say for TicketState {
    fn said(&self) -> Said {
        let french = match self {
            Self::New => Phrase::StateNew,
            Self::InProgress => Phrase::StateInProgress,
            Self::Waiting => Phrase::StateWaiting,
            Self::Resolved => Phrase::StateResolved,
            Self::Closed => Phrase::StateClosed,
            Self::Cancelled => Phrase::StateCancelled,
        };
        Said::new(self.to_string(), french.form(Language::Fr, 1).to_owned())
    }
}

impl Say for Phrase {
    fn said(&self) -> Said {
        let form = |language| self.form(language, 2).to_owned();
        Said::new(form(Language::En), form(Language::Fr))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn locale(language: Language, zone: &str) -> Locale {
        Locale { language, zone: zone.parse().unwrap() }
    }

    #[test]
    fn times_are_shown_in_the_zone_with_its_abbreviation() {
        let summer: DateTime<Utc> = "2026-07-31T22:30:00Z".parse().unwrap();
        let winter: DateTime<Utc> = "2026-01-15T22:30:00Z".parse().unwrap();
        let paris = locale(Language::Fr, "Europe/Paris");
        assert_eq!(paris.moment(summer), "sam. 1er août 2026, 00:30 CEST");
        assert_eq!(paris.moment(winter), "jeu. 15 janv. 2026, 23:30 CET");
        assert_eq!(locale(Language::En, "America/Sao_Paulo").moment(winter), "Thu 15 Jan 2026, 19:30 UTC-03");
    }

    #[test]
    fn spans_grow_coarser() {
        let from: DateTime<Utc> = "2026-07-31T22:30:00Z".parse().unwrap();
        let shown: Vec<String> = [400, 9_900, 12_300, 185_000, 7_500_000]
            .into_iter()
            .map(|ms| {
                locale(Language::Fr, "UTC")
                    .span(from, from + chrono::TimeDelta::milliseconds(ms))
                    .replace('\u{a0}', " ")
            })
            .collect();
        assert_eq!(shown, ["0,4 s", "9,9 s", "12 s", "3 min 05 s", "2 h 05 min"]);
    }

    #[test]
    fn medians_have_their_two_greatest_units() {
        let shown = |language, seconds| locale(language, "UTC").rough(seconds).replace('\u{a0}', " ");
        let english: Vec<String> = [0, 59, 240, 3_600, 7_800, 90_000].map(|s| shown(Language::En, s)).into();
        assert_eq!(english, ["0 s", "59 s", "4 min", "1 h", "2 h 10 min", "1 d 1 h"]);
        assert_eq!(shown(Language::Fr, 183_000), "2 j 2 h");
    }

    #[test]
    fn a_time_of_another_day_has_its_day() {
        let paris = locale(Language::En, "Europe/Paris");
        let now: DateTime<Utc> = "2026-08-04T00:03:00Z".parse().unwrap();
        assert_eq!(paris.clock("2026-08-03T22:01:00Z".parse().unwrap(), now), "00:01");
        assert_eq!(paris.clock("2026-08-03T21:59:00Z".parse().unwrap(), now), "3 Aug, 23:59");
        assert_eq!(paris.clock("2025-08-03T21:59:00Z".parse().unwrap(), now), "3 Aug 2025, 23:59");
    }

    #[test]
    fn a_place_in_a_value_is_not_filled_again() {
        let said = locale(Language::En, "UTC").say(Phrase::SentenceFailed, 1, &[("reason", "got {n} rows")]);
        assert_eq!(said, "The run could not go on: got {n} rows.");
    }

    #[test]
    fn days_and_amounts_have_the_form_of_the_language() {
        let shown = |value: Value| {
            let shown = Shown::Text(value.to_string());
            [Language::En, Language::Fr].map(|of| locale(of, "UTC").field_value(&value, &shown))
        };
        assert_eq!(shown(Value::Decimal(12_345_000)), ["1234.5000", "1\u{a0}234,50"]);
        assert_eq!(shown(Value::Decimal(-1_255)), ["-0.1255", "-0,1255"]);
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(shown(Value::Date(day)), ["2026-12-31", "31/12/2026"]);
        assert_eq!(shown(Value::text("2026-12-31")), ["2026-12-31", "2026-12-31"]);
        assert_eq!(crate::model::said::Rounded(19.94, 1).said().text(Language::Fr), "19,9");
        assert_eq!(12.5_f64.said().text(Language::Fr), "12,5");
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!(locale(Language::En, "UTC").number(1_234_567), "1,234,567");
        assert_eq!(locale(Language::Fr, "UTC").number(123), "123");
        assert_eq!(locale(Language::Fr, "UTC").number(1_204), "1\u{a0}204");
    }
}
