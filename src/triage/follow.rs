//! Title, text and priority of a ticket follow when its problem gets worse, once for each severity. What a
//! person wrote or took over stays as it is.

use super::group::{mark, worst_first};
use super::select::priority;
use super::words::{one_line, render};
use super::{Act, Failure, Revision, Situation, Triaged};
use crate::model::Said;
use crate::model::event::Event;
use crate::model::ticket::TicketEdit;
use crate::model::ticket_job::{Follow, OnceTakenOver, Rule};
use crate::model::ticket_ledger::{OurTicket, Source, TicketKind};

/// Plans what follows in a ticket of ours.
pub fn plan(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    present: &[Event],
    triaged: &mut Triaged,
) {
    let is_persons = state.taken_over_at.is_some() && rule.once_taken_over != OnceTakenOver::GoesOn;
    let is_ours = state.source == Source::Opened && state.kind == TicketKind::Single && !is_persons;
    if rule.follow.is_empty() || !is_ours || !state.state.is_open() {
        return;
    }
    let mut events: Vec<Event> = present.iter().filter(|event| !event.flapping).cloned().collect();
    worst_first(&mut events);
    let (Some(worst), Some(written)) = (events.first(), state.written_severity) else { return };
    if worst.severity <= written {
        return;
    }
    match revision(situation, rule, state, &events, worst) {
        Ok(revision) => triaged.acts.push(Act::Revise(Box::new(revision))),
        Err(reason) => triaged.failures.push(Failure::in_ticket(rule, state, reason)),
    }
}

fn revision(
    situation: Situation<'_>,
    rule: &Rule,
    state: &OurTicket,
    events: &[Event],
    worst: &Event,
) -> Result<Revision, Said> {
    let render = |template| render(template, rule, situation.job.name.as_str(), events, Some(state));
    let follows = |what| rule.follow.contains(&what);
    let mut edit = TicketEdit::default();
    if follows(Follow::Title) && state.written_title.as_ref() == Some(&state.title) {
        edit.title = Some(one_line(&render(&rule.words.title)?)).filter(|title| *title != state.title);
    }
    if follows(Follow::Priority)
        && let Some(line) = priority(&rule.priorities, worst)
    {
        (edit.impact, edit.urgency) = (line.impact, line.urgency);
        edit.fields =
            line.priority.map(|level| ("priority".to_owned(), level.to_string())).into_iter().collect();
    }
    let text = follows(Follow::Text).then(|| render(&rule.words.change)).transpose()?;
    Ok(Revision {
        ticket: state.key.clone(),
        edit,
        text,
        severity: worst.severity,
        mark: mark(&["revise", &state.key.0, worst.severity.as_str()]),
    })
}
