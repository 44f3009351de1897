//! What a run of a ticket job tells people, made from what it knows and did.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::message;
use crate::model::Said;
use crate::model::event::Event;
use crate::model::ticket::TicketKey;
use crate::model::ticket_job::{Include, TicketJob};
use crate::model::ticket_ledger::{OurTicket, Phase, Source, TicketKind};
use crate::model::ticket_report::{
    CompanyLine, Disagreement, EventLine, LeftOut, StepLine, StormLine, TicketAction, TicketLine,
    TicketReport, Times,
};
use crate::systems::desk::Desk;
use crate::triage::{Doubt, Failure, LeftAlone, Step, Triaged, Why};

use super::work::Work;

/// Times are told over the tickets that got there within this span.
const RECENT: TimeDelta = TimeDelta::days(1);

/// The report of a run, with what was decided in it.
pub(super) fn report(work: &mut Work<'_>, triaged: &Triaged, now: DateTime<Utc>) -> TicketReport {
    let without_ticket = without_ticket(work, triaged);
    let waits = |left: &LeftAlone| {
        let mut waiting = work.not_opened.iter().map(|(event, _)| event);
        waiting.any(|event| event.monitor == left.monitor && event.key == left.event)
    };
    let has_ticket = |left: &&LeftAlone| matches!(left.why, Why::HasTicket(_)) && !waits(left);
    let with_ticket = triaged.left_alone.iter().filter(has_ticket).count() as u64;
    let is_single = |key: &str| {
        let ticket = work.ours.get(&TicketKey(key.to_owned()));
        ticket.is_none_or(|ticket| ticket.kind == TicketKind::Single)
    };
    let joins = |action: TicketAction| {
        matches!(
            action,
            TicketAction::Opened
                | TicketAction::Found
                | TicketAction::Adopted
                | TicketAction::Delivered
                | TicketAction::Reopened
        )
    };
    let new = work.done.iter().filter(|line| joins(line.action) && is_single(&line.key));
    let joined: u64 = new.map(|line| line.events.len() as u64).sum();
    let mut done = std::mem::take(&mut work.done);
    done.sort_by_key(|line| line.action);
    let failed = std::mem::take(&mut work.failed);
    for desk in work.desks.names() {
        let said = work.desks.get(&desk).map(Desk::left_out).unwrap_or_default();
        for left in said {
            let same =
                |one: &&mut LeftOut| one.key == left.key && one.name == left.name && one.why == left.why;
            match work.left_out.iter_mut().find(same) {
                Some(known) => known.tickets += left.tickets,
                None => work.left_out.push(left),
            }
        }
    }
    let mut report = TicketReport {
        monitors: work.monitors.asked.clone(),
        desks: work.desks.asked.clone(),
        with_ticket: with_ticket + joined,
        without_ticket,
        left_out: std::mem::take(&mut work.left_out),
        out_of_step: out_of_step(work, triaged),
        storms: storms(work),
        times: times(work, now),
        companies: Vec::new(),
        done,
        failed,
    };
    if work.job.per_company == Include::Yes {
        report.companies = companies(work, &report);
    }
    report
}

/// The line of a template that fails.
pub(super) fn failure(job: &TicketJob, failure: &Failure) -> TicketLine {
    let rule = job.rules.iter().find(|rule| *rule.name == *failure.rule);
    TicketLine {
        action: TicketAction::Opened,
        desk: rule.map_or_else(String::new, |rule| rule.desk.clone()),
        key: String::new(),
        number: None,
        url: None,
        title: failure.event.clone(),
        rule: failure.rule.clone(),
        company: None,
        severity: None,
        events: Vec::new(),
        reason: Some(failure.reason.clone()),
    }
}

fn without_ticket(work: &Work<'_>, triaged: &Triaged) -> Vec<EventLine> {
    let mut lines: Vec<EventLine> = work
        .not_opened
        .iter()
        .map(|(event, reason)| line(event, reason.clone(), "failed".to_owned()))
        .collect();
    for failure in &triaged.failures {
        let events = failure.events.iter().filter_map(|(monitor, key)| shown(work, monitor, key));
        lines.extend(events.map(|event| line(event, failure.reason.clone(), "failed".to_owned())));
    }
    let number = |key: &TicketKey| {
        work.ours.get(key).and_then(|ticket| ticket.number.clone()).unwrap_or_else(|| key.to_string())
    };
    for left in &triaged.left_alone {
        let event = shown(work, &left.monitor, &left.event);
        if let Some(event) = event.filter(|_| !matches!(left.why, Why::HasTicket(_))) {
            lines.push(line(event, left.in_words(number), left.why.reason().to_owned()));
        }
    }
    lines.sort_by(|a, b| {
        (b.severity, a.since, &a.monitor, &a.event).cmp(&(a.severity, b.since, &b.monitor, &b.event))
    });
    lines
}

fn shown<'w>(work: &Work<'w>, monitor: &str, key: &str) -> Option<&'w Event> {
    work.monitors.seen.get(monitor)?.events.iter().find(|event| event.key == key)
}

fn line(event: &Event, why: impl Into<Said>, reason: String) -> EventLine {
    EventLine {
        monitor: event.monitor.clone(),
        event: event.key.clone(),
        label: event.label(),
        severity: event.severity,
        since: event.since,
        why: why.into(),
        reason,
    }
}

fn out_of_step(work: &Work<'_>, triaged: &Triaged) -> Vec<StepLine> {
    let mut lines: Vec<StepLine> = Vec::new();
    let mut told: HashSet<&TicketKey> = HashSet::new();
    let gone = work.ours.values().filter(|ticket| {
        ticket.job == work.job.name.as_str() && ticket.gone_at.is_some() && ticket.phase == Phase::There
    });
    for ticket in gone {
        told.insert(&ticket.key);
        lines.push(step(ticket, Disagreement::TicketIsGone, ticket.gone_at));
    }
    for out in &triaged.out_of_step {
        let Some(ticket) = work.ours.get(&out.ticket) else { continue };
        if !told.insert(&ticket.key) {
            continue;
        }
        lines.push(match out.how {
            // Solved in this very run: the two are in step again.
            Step::EventsAreOver if !ticket.state.is_open() => continue,
            Step::EventsAreOver => step(ticket, Disagreement::EventsAreOver, ticket.quiet_since),
            Step::EventIsOpen => {
                step(ticket, Disagreement::EventIsOpen, ticket.closed_at.or(ticket.resolved_at))
            }
            Step::Unlisted(doubt) => {
                let since = ticket.episodes.iter().filter_map(|episode| episode.unlisted_since).max();
                step(ticket, not_listed(doubt), since)
            }
        });
    }
    lines.sort_by_key(|line| (line.how, line.since));
    lines
}

/// How a ticket stands to an event that is not listed.
fn not_listed(doubt: Doubt) -> Disagreement {
    match doubt {
        Doubt::StillBad => Disagreement::EventIsHidden,
        Doubt::Pending => Disagreement::ObjectIsPending,
        Doubt::SwitchedOff => Disagreement::ObjectIsSwitchedOff,
        Doubt::NotShown => Disagreement::ObjectIsNotShown,
        Doubt::Unfed => Disagreement::MonitorIsUnfed,
    }
}

fn step(ticket: &OurTicket, how: Disagreement, since: Option<DateTime<Utc>>) -> StepLine {
    let state =
        if ticket.desk_state.is_empty() { ticket.state.to_string() } else { ticket.desk_state.clone() };
    StepLine {
        how,
        desk: ticket.desk.clone(),
        number: ticket.number.clone(),
        url: ticket.url.clone(),
        title: ticket.title.clone(),
        state,
        since,
    }
}

fn storms(work: &Work<'_>) -> Vec<StormLine> {
    let of_job = |ticket: &&OurTicket| {
        ticket.job == work.job.name.as_str() && ticket.kind == TicketKind::Storm && ticket.is_alive()
    };
    let has_own = |monitor: &str, event: &str| {
        work.ours
            .values()
            .any(|ticket| ticket.kind == TicketKind::Single && ticket.episode(monitor, event).is_some())
    };
    let storm = |ticket: &OurTicket| {
        let held = ticket
            .episodes
            .iter()
            .filter(|episode| episode.over_at.is_none() && !has_own(&episode.monitor, &episode.event));
        StormLine {
            site: ticket.site.clone(),
            desk: ticket.desk.clone(),
            number: ticket.number.clone(),
            url: ticket.url.clone(),
            held_back: held.count() as u64,
            since: ticket.intended_at,
        }
    };
    work.ours.values().filter(of_job).map(storm).filter(|storm| storm.held_back > 0).collect()
}

fn times(work: &Work<'_>, now: DateTime<Utc>) -> Times {
    let ours: Vec<&OurTicket> =
        work.ours.values().filter(|ticket| ticket.job == work.job.name.as_str()).collect();
    let recent = |at: Option<DateTime<Utc>>| at.filter(|at| now - *at <= RECENT);
    let to_ticket = ours.iter().filter_map(|ticket| {
        if ticket.source != Source::Opened {
            return None;
        }
        let begin = ticket.episodes.iter().map(|episode| episode.since).min()?;
        Some(recent(ticket.opened_at)? - begin)
    });
    let to_assignment = ours
        .iter()
        .filter(|ticket| ticket.assigned_at != ticket.opened_at)
        .filter_map(|ticket| Some(recent(ticket.assigned_at)? - ticket.opened_at?));
    let to_resolution =
        ours.iter().filter_map(|ticket| Some(recent(ticket.resolved_at)? - ticket.opened_at?));
    Times {
        to_ticket: median(to_ticket.collect()),
        to_assignment: median(to_assignment.collect()),
        to_resolution: median(to_resolution.collect()),
        open: ours.iter().filter(|t| t.phase == Phase::There && t.state.is_open()).count() as u64,
    }
}

/// The median in seconds; of an even number the lower one.
fn median(mut spans: Vec<TimeDelta>) -> Option<u64> {
    spans.sort_unstable();
    let middle = spans.get(spans.len().checked_sub(1)? / 2)?;
    Some(middle.num_seconds().max(0).unsigned_abs())
}

fn companies(work: &Work<'_>, report: &TicketReport) -> Vec<CompanyLine> {
    let mut companies: BTreeMap<String, CompanyLine> = BTreeMap::new();
    let mut of = |company: &Option<String>, count: &dyn Fn(&mut CompanyLine)| {
        let name = company.clone().unwrap_or_default();
        let line =
            companies.entry(name.clone()).or_insert(CompanyLine { company: name, ..CompanyLine::default() });
        count(line);
    };
    for line in &report.done {
        match line.action {
            TicketAction::Opened | TicketAction::Found | TicketAction::Adopted | TicketAction::Delivered => {
                of(&line.company, &|company| company.opened += 1);
            }
            TicketAction::Reopened => of(&line.company, &|company| company.reopened += 1),
            TicketAction::Solved => of(&line.company, &|company| company.solved += 1),
            TicketAction::Revised
            | TicketAction::Noted
            | TicketAction::Acknowledged
            | TicketAction::Commented
            | TicketAction::Relayed
            | TicketAction::ToldClosed
            | TicketAction::ToldState => {}
        }
    }
    for line in &report.failed {
        of(&line.company, &|company| company.failed += 1);
    }
    let is_open = |ticket: &&OurTicket| {
        ticket.job == work.job.name.as_str() && ticket.phase == Phase::There && ticket.state.is_open()
    };
    for ticket in work.ours.values().filter(is_open) {
        of(&ticket.company, &|company| company.open += 1);
    }
    companies.into_values().collect()
}

/// Open tickets that nothing follows any more, in words: of a job, a rule or a monitor that is gone.
pub(super) fn orphans(work: &Work<'_>) -> Vec<Said> {
    let project = &work.setting.project;
    let mut lines: BTreeMap<Said, u64> = BTreeMap::new();
    for ticket in work.ours.values().filter(|ticket| ticket.phase == Phase::There && ticket.state.is_open()) {
        let here = ticket.job == work.job.name.as_str();
        let has_rule = work.job.rules.iter().any(|rule| *rule.name == *ticket.rule);
        let lost = ticket.episodes.iter().find(|episode| !work.job.hears(&episode.monitor));
        let why = match (here, lost) {
            (false, _) if ticket.job.is_empty() || project.job(&ticket.job).is_some() => continue,
            (false, _) => message::ticket_actions::of_job_gone(&ticket.job).said(),
            (true, _) if !has_rule => message::ticket_actions::of_rule_gone(&ticket.rule).said(),
            (true, Some(episode)) => message::ticket_actions::of_monitor_left(&episode.monitor).said(),
            (true, None) => continue,
        };
        *lines.entry(why).or_default() += 1;
    }
    let said = |(why, count): (Said, u64)| message::ticket_actions::followed_by_nothing(count, why).said();
    lines.into_iter().map(said).collect()
}
