//! A plan of a ticket job as Markdown, whole: for a merge request or a ticket.

use std::fmt::Write as _;

use super::words::{self, Verb};
use crate::message::{self, Message};
use crate::triage::Act;
use crate::triage::plan::{PlannedAct, TicketPlan};

/// A plan as Markdown.
pub fn markdown(plan: &TicketPlan) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n\n{}", message::ticket_plan::title(plain(&plan.job)), words::tally(plan));
    for (name, trouble) in words::trouble(plan) {
        let _ = writeln!(out, "\n> {}", message::ticket_plan::markdown_trouble(plain(name), plain(trouble)));
    }
    for verb in Verb::ALL {
        let acts: Vec<&PlannedAct> =
            plan.seen().filter(|planned| Verb::of(&planned.act) == Some(verb)).collect();
        if !acts.is_empty() {
            let _ = writeln!(out, "\n## {} ({})\n", verb.heading(), acts.len());
        }
        for planned in acts {
            act(&mut out, planned);
        }
    }
    let failures = plan
        .failures
        .iter()
        .map(|failure| format!("{} ({}): {}", failure.event, failure.rule, failure.reason));
    list(&mut out, message::ticket_plan::cannot_be_made(), "", failures.collect());
    let left = plan.left_out.iter().map(words::left_out);
    list(&mut out, message::ticket_plan::left_out_title(), "", left.collect());
    let left = words::without_ticket(plan).into_iter().map(|left| words::left_alone(plan, left)).collect();
    list(&mut out, message::ticket_plan::left_alone_title(), &words::tally_left(plan), left);
    let steps = plan.out_of_step.iter().map(|step| words::out_of_step(plan, step));
    list(&mut out, message::ticket_plan::out_of_step_title(), "", steps.collect());
    out
}

fn list(out: &mut String, name: Message, intro: &str, lines: Vec<String>) {
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

fn act(out: &mut String, planned: &PlannedAct) {
    let ticket = || linked(planned);
    match &planned.act {
        Act::Open(opening) => {
            let _ = writeln!(out, "- **{}**", plain(&words::opening_head(opening)));
            let events = words::events(&opening.events);
            for fact in words::facts(planned, opening).iter().chain(&events) {
                let _ = writeln!(out, "  - {}", plain(fact));
            }
            quote(out, &opening.draft.text);
        }
        Act::Remember(_) => {}
        Act::Release { monitor, object, .. } => {
            let said = message::ticket_plan::released(plain(object), monitor, ticket());
            let _ = writeln!(out, "- {said}");
        }
        Act::Note(note) => {
            let _ = writeln!(
                out,
                "- {}",
                message::ticket_plan::note(ticket(), words::visibility(note.visibility))
            );
            quote(out, &note.text);
        }
        Act::Reopen(reopening) => {
            let _ = writeln!(out, "- {}", ticket());
            quote(out, &reopening.text);
        }
        Act::Resolve { resolution, .. } => {
            let code =
                resolution.code.iter().map(|code| message::ticket_plan::and_code(plain(code)).to_string());
            let fields = resolution.fields.iter();
            let fields = fields.map(|(column, value)| format!(", {} = {}", plain(column), plain(value)));
            let _ = writeln!(out, "- {}{}", ticket(), code.chain(fields).collect::<String>());
            quote(out, &resolution.text);
        }
        Act::Answer { event, .. } => {
            let _ = writeln!(out, "- {}: {}", plain(&words::event_name(event)), ticket());
        }
        Act::Revise(revision) => {
            let _ = writeln!(out, "- {}", ticket());
            for line in words::revision(revision) {
                let _ = writeln!(out, "  - {}", plain(&line));
            }
            quote(out, revision.text.as_deref().unwrap_or_default());
        }
        Act::Relay(relay) => {
            let _ = writeln!(out, "- {}: {}", plain(&words::event_name(&relay.event)), ticket());
            quote(out, &relay.text);
        }
        Act::TellClosed { event, how, .. } => {
            let _ = writeln!(
                out,
                "- {}",
                message::ticket_plan::closed(
                    plain(&words::event_name(event)),
                    words::told_closed(*how),
                    ticket()
                )
            );
        }
    }
}

/// The ticket, as a link when it has one.
fn linked(planned: &PlannedAct) -> String {
    let name = plain(&words::planned_ticket(planned));
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
