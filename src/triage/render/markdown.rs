//! A plan of a ticket job as Markdown, whole: for a merge request or a ticket.

use std::fmt::Write as _;

use super::words::{self, Verb};
use crate::message;
use crate::model::job::Language;
use crate::triage::plan::{PlannedAct, TicketPlan};
use crate::triage::{Act, Failure};

/// A plan as Markdown.
pub fn markdown(plan: &TicketPlan, language: Language) -> String {
    let mut out = String::new();
    let title = message::ticket_plan::title(plain(&plan.job)).text(language);
    let _ = writeln!(out, "# {title}\n\n{}", words::tally(plan, language));
    for (name, trouble) in words::trouble(plan) {
        let trouble = plain(trouble.text(language));
        let said = message::ticket_plan::markdown_trouble(plain(name), trouble);
        let _ = writeln!(out, "\n> {}", said.text(language));
    }
    for verb in Verb::ALL {
        let acts: Vec<&PlannedAct> =
            plan.seen().filter(|planned| Verb::of(&planned.act) == Some(verb)).collect();
        if !acts.is_empty() {
            let _ = writeln!(out, "\n## {} ({})\n", verb.heading().text(language), acts.len());
        }
        for planned in acts {
            act(&mut out, planned, language);
        }
    }
    let failures = plan.failures.iter().map(|Failure { event, rule, reason, .. }| {
        message::ticket_plan::failed(event, rule, reason).text(language)
    });
    list(&mut out, message::ticket_plan::cannot_be_made().text(language), "", failures.collect());
    let left = plan.left_out.iter().map(|left| words::left_out(left, language));
    list(&mut out, message::ticket_plan::left_out_title().text(language), "", left.collect());
    let left =
        words::without_ticket(plan).into_iter().map(|left| words::left_alone(plan, left, language)).collect();
    list(
        &mut out,
        message::ticket_plan::left_alone_title().text(language),
        &words::tally_left(plan, language),
        left,
    );
    let steps = plan.out_of_step.iter().map(|step| words::out_of_step(plan, step, language));
    list(&mut out, message::ticket_plan::out_of_step_title().text(language), "", steps.collect());
    out
}

fn list(out: &mut String, name: String, intro: &str, lines: Vec<String>) {
    if lines.is_empty() && intro.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## {name}\n");
    if !intro.is_empty() {
        let _ = writeln!(out, "{intro}\n");
    }
    for line in lines {
        let _ = writeln!(out, "- {}", plain(&line));
    }
}

fn act(out: &mut String, planned: &PlannedAct, language: Language) {
    let ticket = || linked(planned, language);
    match &planned.act {
        Act::Open(opening) => {
            let _ = writeln!(out, "- **{}**", plain(&words::opening_head(opening, language)));
            let events = words::events(&opening.events, language);
            for fact in words::facts(planned, opening, language).iter().chain(&events) {
                let _ = writeln!(out, "  - {}", plain(fact));
            }
            quote(out, &opening.draft.text);
        }
        Act::Remember(_) => {}
        Act::Release { monitor, object, .. } => {
            let said = message::ticket_plan::released(plain(object), monitor, ticket()).text(language);
            let _ = writeln!(out, "- {said}");
        }
        Act::Note(note) => {
            let visibility = words::visibility(note.visibility, language);
            let said = message::ticket_plan::note(ticket(), visibility).text(language);
            let _ = writeln!(out, "- {said}");
            quote(out, &note.text);
        }
        Act::Reopen(reopening) => {
            let _ = writeln!(out, "- {}", ticket());
            quote(out, &reopening.text);
        }
        Act::Resolve { resolution, .. } => {
            let code =
                resolution.code.iter().map(|code| message::ticket_plan::and_code(plain(code)).text(language));
            let fields = resolution.fields.iter();
            let fields = fields.map(|(column, value)| format!(", {} = {}", plain(column), plain(value)));
            let _ = writeln!(out, "- {}{}", ticket(), code.chain(fields).collect::<String>());
            quote(out, &resolution.text);
        }
        Act::Answer { event, .. } => {
            let said = message::ticket_plan::of_ticket(plain(&words::event_name(event)), ticket());
            let _ = writeln!(out, "- {}", said.text(language));
        }
        Act::Revise(revision) => {
            let _ = writeln!(out, "- {}", ticket());
            for line in words::revision(revision, language) {
                let _ = writeln!(out, "  - {}", plain(&line));
            }
            quote(out, revision.text.as_deref().unwrap_or_default());
        }
        Act::Relay(relay) => {
            let event = plain(&words::event_name(&relay.event));
            let said = message::ticket_plan::of_ticket(event, ticket());
            let _ = writeln!(out, "- {}", said.text(language));
            quote(out, &relay.text);
        }
        Act::TellState { event, act, .. } => {
            let event = plain(&words::event_name(event));
            let act = message::ticket_plan::act(act.as_str());
            let said = message::ticket_plan::told_state(event, act, ticket());
            let _ = writeln!(out, "- {}", said.text(language));
        }
        Act::TellClosed { event, how, .. } => {
            let event = plain(&words::event_name(event));
            let said = message::ticket_plan::closed(event, words::told_closed(*how), ticket());
            let _ = writeln!(out, "- {}", said.text(language));
        }
    }
}

/// The ticket, as a link when it has one.
fn linked(planned: &PlannedAct, language: Language) -> String {
    let name = plain(&words::planned_ticket(planned, language));
    let url = planned.ticket.as_ref().and_then(|ticket| ticket.url.as_deref());
    let is_web = |url: &&str| {
        (url.starts_with("https://") || url.starts_with("http://"))
            && !url.contains(|sign: char| sign.is_whitespace() || "()<>".contains(sign))
    };
    match url.filter(is_web) {
        Some(url) => format!("[{name}]({url})"),
        None => name,
    }
}

/// A text as a block of its own, which nothing in it can end.
fn quote(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(out, "\n  {fence}text");
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("  {}", words::harmless(line)).trim_end());
    }
    let _ = writeln!(out, "  {fence}");
}

/// A text on one line that is no markup.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for sign in words::harmless(text).chars() {
        if "\\`*_[]<>|".contains(sign) {
            plain.push('\\');
        }
        plain.push(sign);
    }
    plain
}
