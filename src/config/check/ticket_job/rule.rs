//! `[[rule]]`: what becomes of the events that it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::sees::Sees;
use super::template::{event_template, fields};
use super::{FileCheck, code, grouping, life, priority, select};
use crate::config::check::desk::desk;
use crate::config::check::names::{Desk, Names};
use crate::config::raw::ticket_job::RawRule;
use crate::config::raw::ticket_life::OperatorNotes;
use crate::config::raw::{At, NameText};
use crate::message::config::{known, label};
use crate::message::{self, ticket_words};
use crate::model::job::Language;
use crate::model::mapping::Template;
use crate::model::ticket::RefKind;
use crate::model::ticket_job::{Adopt, Ci, Delivery, Include, LineOf, Pattern, Rule, Select, Words};
use crate::settings::Zero;

/// Seconds within which a problem that comes back reopens its ticket when nothing is said.
const REOPEN_WITHIN: u64 = 24 * 3600;

/// Resolutions after which a ticket stays closed.
const FINAL_RESOLUTIONS: [&str; 8] = [
    "*won't fix*",
    "*won’t fix*",
    "*wont fix*",
    "*wontfix*",
    "*will not fix*",
    // ServiceNow: "Not Solved (Too Costly)".
    "*too costly*",
    // French desks.
    "*ne sera pas corrig*",
    "*sans suite*",
];

/// Checks a rule of a job that listens to these monitors and has these lines of priorities; `at_end` is what is
/// known of events that are over.
pub(super) fn rule(
    check: &mut FileCheck<'_>,
    names: &Names,
    language: Language,
    monitors: &[String],
    of_job: &[priority::Line],
    at_end: Sees,
    raw: &At<RawRule>,
) -> Rule {
    let desk = match &raw.desk {
        Some(name) => desk(check, names, name),
        None => {
            check.missing(&raw.span, "desk", message::config::rule::desk_missing());
            None
        }
    };
    let own = priority::lines(check, &raw.priority, desk.as_slice());
    let mut priorities = priority::at_desk(&own, LineOf::Rule, desk);
    priorities.extend(priority::at_desk(of_job, LineOf::Job, desk));
    Rule {
        name: name(check, raw),
        enabled: match raw.enabled {
            Some(false) => Include::No,
            Some(true) | None => Include::Yes,
        },
        select: raw.select.as_ref().map_or_else(Select::default, |raw| select::select(check, monitors, raw)),
        desk: raw.desk.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        class: class(check, raw, desk),
        delivery: delivery(check, raw),
        group_by: raw.group_by.iter().filter_map(|raw| grouping(check, raw)).collect(),
        words: words(check, language, raw, at_end),
        priorities,
        names: named(check, raw, desk),
        otherwise: otherwise(check, raw),
        required: required(raw),
        site: site(check, raw),
        contact_of: raw.contact_of.unwrap_or_default(),
        ci: ci(check, raw),
        fields: fields(check, &raw.fields, Sees::Events),
        on_change: life::on_change(check, raw.change_note.as_ref()),
        on_recovery: life::on_recovery(check, raw.on_recovery.as_ref(), at_end),
        reopen_within: match &raw.reopen_within {
            Some(word) if word.value == "off" => None,
            within => Some(check.duration_or(within.as_ref(), REOPEN_WITHIN, Zero::Refused)),
        },
        final_resolutions: match &raw.final_resolutions {
            Some(raw) => select::patterns(check, raw),
            None => FINAL_RESOLUTIONS.iter().map(|text| Pattern((*text).to_owned())).collect(),
        },
        hold_down: check.duration_or(raw.hold_down.as_ref(), 0, Zero::Allowed),
        once_taken_over: raw.once_taken_over.unwrap_or_default(),
        adopt: raw.adopt.as_ref().map_or_else(Adopt::default, |adopt| adopt.value),
        follow: raw.follow.iter().map(|follow| follow.value).collect(),
        operator_notes: life::operator_notes(raw.operator_notes),
        back: life::back(check, raw.back.as_ref()),
    }
}

fn name(check: &mut FileCheck<'_>, raw: &At<RawRule>) -> Arc<str> {
    match &raw.name {
        Some(name) => check.filled(name).trim().into(),
        None => {
            check.missing(&raw.span, "name", message::config::rule::name_missing());
            Arc::default()
        }
    }
}

fn class(check: &mut FileCheck<'_>, raw: &At<RawRule>, desk: Option<&Desk>) -> String {
    let (class, span) = match (&raw.class, desk) {
        (Some(class), _) => (check.filled(class).trim().to_owned(), &class.span),
        (None, Some(desk)) => (desk.form.default_class.to_owned(), &raw.span),
        (None, None) => return String::new(),
    };
    let unfit = desk.filter(|_| !class.is_empty()).and_then(|desk| desk.system.unfit_class(&class));
    if let (Some(fit), Some(desk)) = (unfit, desk) {
        check
            .report(code::BAD_NAME, span, message::config::rule::no_tickets_of_class(desk.product(), &class))
            .label(label::not_a_class_of_tickets())
            .help(message::nearest::known(known::allowed(), fit));
    }
    class
}

fn delivery(check: &mut FileCheck<'_>, raw: &At<RawRule>) -> Delivery {
    let adopt = raw.adopt.as_ref().filter(|adopt| adopt.value == Adopt::SameItem);
    let Some(note) = &raw.note else {
        let names_item =
            raw.ci.is_some() || raw.ci_of_host.as_ref().is_some_and(|of_host| of_host.value.is_wanted());
        if let Some(adopt) = adopt.filter(|_| !names_item && check.is_whole()) {
            check
                .report(code::TOGETHER, &adopt.span, message::config::rule::adopt_without_item())
                .label(label::same_item_as_which())
                .help(message::config::rule::item_example());
        }
        return Delivery::Ticket;
    };
    if let Some(adopt) = adopt {
        check
            .report(code::WITHOUT_EFFECT, &adopt.span, message::config::rule::note_is_on_its_ticket())
            .label(label::never_looked_for())
            .help(message::config::rule::adopt_or_note());
    }
    let ticket = match &note.ticket {
        Some(ticket) => event_template(check, ticket, Sees::Events),
        None => {
            let help = message::config::rule::ticket_of_note();
            check.missing(&note.span, "ticket", help);
            Template { source: String::new() }
        }
    };
    Delivery::Note { ticket, visibility: note.visibility.unwrap_or_default() }
}

fn words(check: &mut FileCheck<'_>, language: Language, raw: &RawRule, at_end: Sees) -> Words {
    let ours = ticket_words::of(language);
    let others = [Language::En, Language::Fr].into_iter().filter(|other| *other != language);
    let remarks = others.map(|other| Template { source: ticket_words::of(other).remark.to_owned() });
    let mut word = |raw: Option<&At<String>>, default: &str, sees: Sees| match raw {
        Some(raw) => event_template(check, raw, sees),
        None => Template { source: default.to_owned() },
    };
    Words {
        title: word(raw.title.as_ref(), ours.title, Sees::Events),
        text: word(raw.text.as_ref(), ours.text, Sees::Events),
        change: word(raw.change.as_ref(), ours.change, Sees::EventsAndTicket),
        recovery: word(raw.recovery.as_ref(), ours.recovery, at_end),
        remark: word(raw.remark.as_ref(), ours.remark, Sees::EventsAndTicket),
        acknowledgement: said(check, raw, raw.acknowledgement.as_ref()),
        comment: said(check, raw, raw.comment.as_ref()),
        remark_elsewhere: if raw.remark.is_none() { remarks.collect() } else { Vec::new() },
    }
}

/// The words of a note about what an operator said, which is written only where the rule has such notes.
fn said(check: &mut FileCheck<'_>, raw: &RawRule, text: Option<&At<String>>) -> Option<Template> {
    let text = text?;
    if matches!(raw.operator_notes, None | Some(OperatorNotes::Never)) && check.is_whole() {
        check
            .report(code::WITHOUT_EFFECT, &text.span, message::config::life::no_operator_notes())
            .label(label::never_used())
            .help(message::config::life::set_operator_notes());
    }
    Some(event_template(check, text, Sees::Said))
}

/// Names that are taken where those of the rule are not known.
fn otherwise(check: &mut FileCheck<'_>, raw: &RawRule) -> BTreeMap<RefKind, Template> {
    let mut names = BTreeMap::new();
    for (kind, name) in written(raw) {
        let Some(NameText::Table(table)) = name.as_ref().map(|name| &name.value) else { continue };
        let Some(other) = &table.otherwise else { continue };
        if matches!(kind, RefKind::Contact | RefKind::Team) {
            names.insert(kind, event_template(check, other, Sees::Events));
        } else {
            check
                .report(code::WITHOUT_EFFECT, &other.span, message::config::rule::no_otherwise(kind.as_str()))
                .label(label::never_used())
                .help(message::config::rule::otherwise_where());
        }
    }
    names
}

/// The keys that name reference data.
fn written(raw: &RawRule) -> [(RefKind, &Option<At<NameText>>); 7] {
    [
        (RefKind::Company, &raw.company),
        (RefKind::Contact, &raw.contact),
        (RefKind::Team, &raw.team),
        (RefKind::Service, &raw.service),
        (RefKind::ServiceElement, &raw.service_element),
        (RefKind::Contract, &raw.contract),
        (RefKind::Category, &raw.category),
    ]
}

/// Names without which there is no ticket: by default that of the company, for in another one's place the
/// ticket would be read by others.
fn required(raw: &RawRule) -> BTreeSet<RefKind> {
    let is_required = |(kind, name): &(RefKind, &Option<At<NameText>>)| {
        let said = match name.as_ref().map(|name| &name.value) {
            Some(NameText::Table(table)) => table.required,
            Some(NameText::Name(_)) | None => None,
        };
        said.unwrap_or(*kind == RefKind::Company)
    };
    let all = written(raw).into_iter().chain([(RefKind::Ci, &raw.ci)]);
    let of_host = raw.ci_of_host.as_ref().is_some_and(|of_host| of_host.value.is_required());
    all.filter(is_required).map(|(kind, _)| kind).chain(of_host.then_some(RefKind::Ci)).collect()
}

/// The text of a name; a table must have one.
fn name_text(check: &mut FileCheck<'_>, raw: &At<NameText>) -> Template {
    let text = match &raw.value {
        NameText::Name(text) => At { span: raw.span.clone(), value: text.clone() },
        NameText::Table(table) => match &table.name {
            Some(name) => name.clone(),
            None => {
                check.missing(&raw.span, "name", message::config::rule::name_of_table());
                return Template { source: String::new() };
            }
        },
    };
    event_template(check, &text, Sees::Events)
}

/// Reference data by name.
fn named(check: &mut FileCheck<'_>, raw: &RawRule, desk: Option<&Desk>) -> BTreeMap<RefKind, Template> {
    let mut names = BTreeMap::new();
    for (kind, name) in written(raw) {
        let Some(name) = name else { continue };
        names.insert(kind, name_text(check, name));
        if let Some(desk) = desk.filter(|desk| !desk.has(kind)) {
            let message = message::config::rule::desk_has_none(desk.product(), kind.as_str());
            check
                .report(code::WITHOUT_EFFECT, &name.span, message)
                .label(label::names_nothing())
                .help(message::config::rule::other_columns());
        }
    }
    names
}

fn site(check: &mut FileCheck<'_>, raw: &At<RawRule>) -> Option<Template> {
    let site = raw.site.as_ref()?;
    if raw.company.is_none() && !check.was_lost(&raw.span, "company") {
        check
            .report(code::TOGETHER, &site.span, message::config::rule::site_without_company())
            .label(label::site_of_which_company())
            .help(message::config::rule::company_example());
    }
    Some(event_template(check, site, Sees::Events))
}

fn ci(check: &mut FileCheck<'_>, raw: &RawRule) -> Ci {
    match (&raw.ci, &raw.ci_of_host) {
        (Some(_), Some(of_host)) if of_host.value.is_wanted() => {
            check
                .report(code::EXACTLY_ONE, &of_host.span, message::config::rule::item_named_already())
                .label(label::second_way())
                .help(message::config::rule::item_or_host());
            Ci::OfHost
        }
        (Some(name), Some(_) | None) => Ci::Named(name_text(check, name)),
        (None, Some(of_host)) if of_host.value.is_wanted() => Ci::OfHost,
        (None, Some(_) | None) => Ci::Nothing,
    }
}
