//! `[[feed]]` of a ticket job: records that are events, and whether rules ask of them what they can do.

use std::ops::Range;
use std::time::Duration;

use super::{FileCheck, code};
use crate::config::check::feed::{feed, own_queries};
use crate::config::check::names::{Makes, Names};
use crate::config::raw::job::{RawEventFeed, RawFeed, RawFeedComments};
use crate::config::raw::ticket_job::RawRule;
use crate::config::raw::{At, ShrinkText};
use crate::message::config::label;
use crate::message::{self, Message};
use crate::model::job::Feed;
use crate::model::ticket_job::{COMMENT, EventFeed, FeedAbsence, FeedComments, OnClose, OverAtOnce, Rule};
use crate::settings::{Lifted, Zero};

/// Checks the feeds of a job that listens to these monitors; `queries` are their tables that the rooms of systems
/// read.
pub(super) fn feeds(
    check: &mut FileCheck<'_>,
    names: &Names,
    monitors: &[String],
    raw: &[At<RawEventFeed>],
    mut queries: Vec<Lifted<'_>>,
) -> Vec<EventFeed> {
    let mut feeds: Vec<EventFeed> = Vec::new();
    for raw in raw {
        let as_any: At<RawFeed> = raw.into();
        let own = own_queries(&mut queries, &as_any);
        let Some(feed) = feed(check, names, &as_any, Makes::Events, own) else { continue };
        let absence = raw.absence.as_ref().map(|absence| absence.value).unwrap_or_default();
        let is_partial = feed.source.from.as_ref().is_some_and(|from| from.partial);
        if let (Some(at), true, true) = (&raw.absence, absence.is_of_list(), is_partial) {
            check
                .report(code::TOGETHER, &at.span, no_list(&feed))
                .label(label::without_effect())
                .help(message::config::feed::list_or_changes());
        }
        if let (Some(at), true, true) =
            (&raw.from, feed.source.is_pushed(), feeds.iter().any(|other| other.feed.source.is_pushed()))
        {
            check
                .report(code::TWICE, &at.span, message::config::feed::second_inbox())
                .label(label::second_one())
                .help(message::config::feed::another_job());
        }
        asks(check, raw, absence, feed.source.from.as_ref().is_some_and(|from| from.asks));
        let name = name(check, raw, &feed.mapping);
        let others = feeds.iter().map(|other| &other.name).chain(monitors).chain(&names.monitors);
        if others.into_iter().any(|other| *other == name) {
            let place = raw.name.as_ref().or(raw.from.as_ref()).or(raw.mapping.as_ref());
            let place = place.map_or(&raw.span, |at| &at.span);
            check
                .report(code::TWICE, place, message::config::feed::feed_is_monitor(&name))
                .label(label::second_one())
                .help(message::config::feed::name_it());
        }
        let over_at_once = over_at_once(check, raw, absence);
        let over_after = over_after(check, raw, absence);
        let dead_man = dead_man(check, raw, &feed);
        let comments = raw.comments.as_ref().and_then(|raw| comments(check, raw));
        feeds.push(EventFeed { name, feed, absence, over_at_once, over_after, dead_man, comments });
    }
    feeds
}

/// Why what a feed reads is not all that there is.
fn no_list(feed: &Feed) -> Message {
    match &feed.source.from {
        Some(from) if from.pushed => message::config::feed::pushes_are_no_list(),
        Some(_) | None => message::config::feed::changes_are_no_list(),
    }
}

/// What is asked for by itself needs a question, and a question that somebody asks.
fn asks(check: &mut FileCheck<'_>, raw: &At<RawEventFeed>, absence: FeedAbsence, can_ask: bool) {
    match (&raw.absence, absence == FeedAbsence::Asked, can_ask) {
        (Some(at), true, false) => {
            check
                .report(code::TOGETHER, &at.span, message::config::feed::nothing_asks_for_one())
                .label(label::without_effect())
                .help(message::config::feed::declare_the_question());
        }
        (at, false, true) => {
            let span = at.as_ref().map_or(&raw.span, |at| &at.span);
            check
                .report(code::WITHOUT_EFFECT, span, message::config::feed::question_is_not_asked())
                .label(label::without_effect())
                .help(message::config::feed::write_asked());
        }
        (_, true, true) | (_, false, false) | (None, true, false) => {}
    }
}

/// Its name, else that of its system, else that of its mapping.
fn name(check: &mut FileCheck<'_>, raw: &At<RawEventFeed>, mapping: &str) -> String {
    match (&raw.name, &raw.from) {
        (Some(name), _) => check.filled(name).trim().to_owned(),
        (None, Some(from)) => from.value.clone(),
        (None, None) => mapping.to_owned(),
    }
}

fn over_after(check: &mut FileCheck<'_>, raw: &At<RawEventFeed>, absence: FeedAbsence) -> Option<Duration> {
    let after = raw.over_after.as_ref()?;
    if absence.is_of_list() {
        let why = match absence {
            FeedAbsence::Asked => message::config::feed::question_says_what_is_over(),
            FeedAbsence::Over | FeedAbsence::Nothing => message::config::feed::list_says_what_is_over(),
        };
        check
            .report(code::WITHOUT_EFFECT, &after.span, why)
            .label(label::without_effect())
            .help(message::config::feed::leave_absence_out());
    }
    Some(check.duration(after, Zero::Refused))
}

/// How long who pushes may be silent: of anything else a run finds out whether it answers.
fn dead_man(check: &mut FileCheck<'_>, raw: &RawEventFeed, feed: &Feed) -> Option<Duration> {
    let longest = raw.dead_man.as_ref()?;
    if !feed.source.is_pushed() {
        check
            .report(code::WITHOUT_EFFECT, &longest.span, message::config::feed::nothing_is_pushed())
            .label(label::without_effect())
            .help(message::config::feed::schedule_has_one());
    }
    Some(check.duration(longest, Zero::Refused))
}

/// Where a record has what people say about it.
fn comments(check: &mut FileCheck<'_>, raw: &At<RawFeedComments>) -> Option<FeedComments> {
    let mut member = |raw: Option<&At<String>>| raw.map(|raw| check.filled(raw).trim().to_owned());
    let text = member(raw.text.as_ref()).unwrap_or_else(|| "text".to_owned());
    let (author, at, id) = (member(raw.author.as_ref()), member(raw.at.as_ref()), member(raw.id.as_ref()));
    let Some(list) = member(raw.list.as_ref()) else {
        check.missing(&raw.span, "list", message::config::feed::comments_list_missing());
        return None;
    };
    Some(FeedComments { list, text, author, at, id })
}

fn over_at_once(check: &mut FileCheck<'_>, raw: &At<RawEventFeed>, absence: FeedAbsence) -> OverAtOnce {
    let Some(most) = &raw.over_at_once else { return OverAtOnce::default() };
    if !absence.is_of_list() {
        check
            .report(code::WITHOUT_EFFECT, &most.span, message::config::feed::nothing_is_over_by_absence())
            .label(label::without_effect())
            .help(message::config::feed::needs_absence_over());
    }
    match &most.value {
        ShrinkText::Percent(percent) => {
            let OverAtOnce::Most { from, .. } = OverAtOnce::default() else { return OverAtOnce::Unlimited };
            OverAtOnce::Most { percent: check.percent(*percent, &most.span), from }
        }
        ShrinkText::Word(word) if word == "off" => OverAtOnce::Unlimited,
        ShrinkText::Word(word) => {
            check
                .report(code::UNKNOWN_WORD, &most.span, message::config::job::no_such_limit(word))
                .label(label::unknown_word())
                .help(message::config::kind::percent_or_off());
            OverAtOnce::default()
        }
    }
}

/// Reports what a rule asks of events for which it cannot be done.
pub(super) fn acts_are_declared(
    check: &mut FileCheck<'_>,
    raw: &[At<RawRule>],
    rules: &[Rule],
    monitors: &[String],
    feeds: &[EventFeed],
) {
    for (raw, rule) in raw.iter().zip(rules) {
        let takes = |name: &String| rule.select.monitors.is_empty() || rule.select.monitors.contains(name);
        for (span, act) in asked(raw, rule) {
            if let Some(feed) = feeds.iter().find(|feed| takes(&feed.name) && !feed.can(&act)) {
                let what = message::config::ticket_job::act_not_declared(&rule.name, &act, &feed.name);
                check
                    .report(code::TOGETHER, &span, what)
                    .label(label::without_effect())
                    .help(message::config::ticket_job::declare_the_act(&act));
            }
        }
        for (span, act) in only_of_feeds(raw, rule) {
            if let Some(monitor) = monitors.iter().find(|monitor| takes(monitor)) {
                let what = message::config::ticket_job::no_act_of_monitors(&rule.name, &act, monitor);
                check
                    .report(code::TOGETHER, &span, what)
                    .label(label::without_effect())
                    .help(message::config::ticket_job::narrow_the_rule());
            }
        }
    }
}

/// The acts that the `back` of a rule asks for in so many words, each with its place.
fn asked(raw: &RawRule, rule: &Rule) -> Vec<(Range<usize>, String)> {
    let (Some(raw), back) = (&raw.back, &rule.back) else { return Vec::new() };
    let on_open = raw.on_open.as_ref().and_then(|at| Some((at.span.clone(), at.value.act()?.to_owned())));
    let closing = |at: Option<&At<String>>, how: OnClose| Some((at?.span.clone(), how.act()?.to_owned()));
    let on_state = raw.on_state.as_ref().and_then(|at| Some((at.span.clone(), back.on_state?.to_string())));
    let notes = raw.ticket_notes.as_ref().filter(|yes| yes.value);
    let notes = notes.map(|at| (at.span.clone(), COMMENT.to_owned()));
    let all = [
        on_open,
        closing(raw.on_close.as_ref(), back.on_close),
        closing(raw.on_cancel.as_ref(), back.on_cancel),
        on_state,
        notes,
    ];
    all.into_iter().flatten().collect()
}

/// Those of them that no monitor has.
fn only_of_feeds(raw: &RawRule, rule: &Rule) -> Vec<(Range<usize>, String)> {
    let Some(raw) = &raw.back else { return Vec::new() };
    let closing = |at: Option<&At<String>>, how: OnClose| match how {
        OnClose::Act(name) => Some((at?.span.clone(), name.to_string())),
        OnClose::Nothing | OnClose::Comment | OnClose::Unacknowledge | OnClose::Close => None,
    };
    let on_state = rule.back.on_state;
    let on_state = raw.on_state.as_ref().zip(on_state).map(|(at, name)| (at.span.clone(), name.to_string()));
    let all = [
        closing(raw.on_close.as_ref(), rule.back.on_close),
        closing(raw.on_cancel.as_ref(), rule.back.on_cancel),
        on_state,
    ];
    all.into_iter().flatten().collect()
}
