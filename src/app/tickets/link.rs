//! `tickets link` and `tickets unlink`: what a person says about events and tickets.
//!
//! Written before the desk is told and again after it, so that the same command, given again after an
//! interruption, tells the desk once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::cli::{Global, LinkEvent, UnlinkEvent};
use crate::config::who;
use crate::engine::connect;
use crate::engine::tickets::{carries, note_with_mark};
use crate::message::{self, Message};
use crate::model;
use crate::model::event::{Event, Severity, Sight};
use crate::model::job::Language;
use crate::model::project::{AnyJob, Project};
use crate::model::said::ToTheSecond;
use crate::model::ticket::{RemoteTicket, TicketId, TicketKey, Visibility};
use crate::model::ticket_act::Moment;
use crate::model::ticket_job::{SETTLE, TicketJob};
use crate::model::ticket_ledger::{Episode, OurTicket, Source};
use crate::store::Store;
use crate::systems::desk::Desk;
use crate::systems::shared::{FailureKind, RemoteError};
use crate::triage;

use super::super::print::Console;
use super::super::{Answer, Exit, Failure, Role, find_any_job, load, open_store, open_store_if_there};
use super::event::{self, Named};

/// What a person does with an event, as the journal names it.
#[derive(Debug, Clone, Copy)]
enum LinkAction {
    Link,
    Unlink,
}

impl LinkAction {
    /// Detail of the moments `intended` and `noted`, by which they are found again.
    fn detail(self, monitor: &str, event: &str) -> model::Said {
        match self {
            Self::Link => message::linking::link_of(monitor, event).said(),
            Self::Unlink => message::linking::unlink_of(monitor, event).said(),
        }
    }

    /// The moment in the life of the ticket.
    fn moment(self) -> &'static str {
        match self {
            Self::Link => "joined",
            Self::Unlink => "unlinked",
        }
    }
}

/// Of several tickets that words fit, so many are shown.
const MOST_SHOWN: usize = 10;

/// The moment at which the desk refused the note.
const REFUSED: &str = "note_refused";

/// The moment at which it is sent once more.
const RESENT: &str = "note_resent";

/// What is told to a ticket, once.
struct Telling {
    action: LinkAction,
    ticket: TicketKey,
    remote: TicketId,
    monitor: String,
    event: String,
    /// Event and person, for the history.
    detail: model::Said,
    /// The language of what is written in the ticket.
    language: Language,
    /// Without the mark.
    text: String,
    /// Whether the text is also added to the description.
    description: Description,
    /// When it was first set out.
    begun: DateTime<Utc>,
    /// When it was last sent.
    sent: DateTime<Utc>,
    attempt: Attempt,
    /// How long a note that was never answered may still be carried out.
    settle: Duration,
}

/// What becomes of the description of the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Description {
    /// The text is added below it, where the desk allows it.
    Grows,
    /// It stays.
    Stays,
}

/// Whether a note may be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    First,
    /// It was sent before, and nobody knows what came of it.
    Again,
    /// It was refused before.
    Refused,
}

/// The event that a person links: its key, and what the monitor shows of it, while it is open.
#[derive(Debug, Clone, Copy)]
struct LinkedEvent<'e> {
    event: Option<&'e Event>,
    key: &'e str,
}

/// `tickets link MONITOR EVENT --desk NAME NUMBER`
pub async fn link(global: &Global, console: &Console, wish: &LinkEvent) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, &wish.desk)?;
    let named = event::named(&project, &wish.monitor, &wish.event).await?;
    let store = open_store(&project)?;
    let open = connect::open_desk(&project, &wish.desk).await?;
    let done = linked(&project, &store, open.desk.as_ref(), wish, &named).await;
    open.close().await;
    let (what, number, url) = done?;
    if let Named::NotShown(sight) = &named {
        console.note(match sight {
            Sight::Full => message::linking::only_name(&wish.monitor, &wish.event),
            Sight::Partial(why) => message::linking::only_name_seen_dimly(&wish.monitor, why),
        });
    }
    Ok(tell_person(console, &what, &message::linking::linked_to(), &format!("{number}  {url}")))
}

/// `tickets unlink MONITOR EVENT NUMBER_OR_KEY`
pub async fn unlink(global: &Global, console: &Console, wish: &UnlinkEvent) -> Answer {
    let project = load(global)?;
    let store = open_store_if_there(&project)?;
    let Some(store) = store else {
        return Err(Failure::Usage(message::linking::unknown_ticket(&wish.ticket).said()));
    };
    let (key, desk) = ticket_with(&store, wish)?;
    let open = connect::open_desk(&project, &desk).await?;
    let done = unlinked(&project, &store, open.desk.as_ref(), wish, &key).await;
    open.close().await;
    let (what, number) = done?;
    Ok(tell_person(console, &what, &message::linking::taken_from(), &number))
}

/// What came of a command.
enum Came {
    /// Done, and the ticket was told.
    Told,
    /// It was so already.
    Already,
    /// Done, but the ticket was not told.
    NotTold(RemoteError),
    /// Done, and the ticket may still be told by what was sent before.
    MayBeTold(DateTime<Utc>),
}

fn tell_person(console: &Console, came: &Came, done: &Message, ticket: &str) -> Exit {
    match came {
        Came::Told => {
            console.print(format!("{done} {ticket}"));
            Exit::Done
        }
        Came::Already => {
            console.print(message::linking::done_before(done, ticket));
            Exit::Done
        }
        Came::NotTold(error) => {
            console.print(format!("{done} {ticket}"));
            console.error(message::linking::note_not_written(error));
            Exit::Partial
        }
        Came::MayBeTold(until) => {
            console.print(format!("{done} {ticket}"));
            console.error(message::linking::note_may_come(ToTheSecond(*until)));
            Exit::Partial
        }
    }
}

async fn linked(
    project: &Project,
    store: &Store,
    desk: &dyn Desk,
    wish: &LinkEvent,
    named: &Named,
) -> Result<(Came, String, String), Failure> {
    let remote = the_one(desk, wish).await?;
    let event = match named {
        Named::Open(event) => Some(&**event),
        Named::NotShown(_) => None,
    };
    let key = event.map_or(wish.event.trim(), |event| event.key.as_str()).to_owned();
    let now = Utc::now();
    let mut ticket = match known(store, &wish.desk, &remote)? {
        Some(ticket) => ticket,
        None => record(project, wish, &remote, LinkedEvent { event, key: &key }, now)?,
    };
    let is_in = ticket.episode(&wish.monitor, &key).is_some_and(|episode| episode.let_go_at.is_none());
    let set_out = LinkAction::Link.detail(&wish.monitor, &key);
    let Unfinished { begun, sent, attempt } =
        match (is_in, unfinished(store, &ticket.key, set_out.english())?) {
            (true, None) => return Ok((Came::Already, remote.number, remote.url)),
            (true, Some(begun)) => begun,
            (false, _) => {
                enter(&mut ticket, wish, LinkedEvent { event, key: &key }, now);
                let intended = moment(&ticket.key, now, "intended", set_out);
                save(store, std::slice::from_ref(&ticket), &[intended])?;
                Unfinished { begun: now, sent: now, attempt: Attempt::First }
            }
        };
    let label = event.map_or_else(|| key.clone(), Event::label);
    let language = language_of(project, &ticket);
    let by = who(wish.by.as_deref());
    let telling = Telling {
        action: LinkAction::Link,
        ticket: ticket.key.clone(),
        remote: remote.id.clone(),
        detail: message::linking::linked_by(&wish.monitor, &label, &by).said(),
        language,
        text: details(wish, &by, event, &key).text(language).to_owned(),
        description: if event.is_some() { Description::Grows } else { Description::Stays },
        monitor: wish.monitor.clone(),
        event: key,
        begun,
        sent,
        attempt,
        settle: settle_of(project, &ticket),
    };
    Ok((tell_ticket(store, desk, &telling).await?, remote.number, remote.url))
}

/// The ticket that a person means by its number or by words.
async fn the_one(desk: &dyn Desk, wish: &LinkEvent) -> Result<RemoteTicket, Failure> {
    let asked = wish.number.join(" ");
    let mut found = desk.named(&asked).await.map_err(anyhow::Error::new)?;
    match found.len() {
        0 => Err(Failure::Usage(message::tickets::not_seen(&wish.desk, &asked).said())),
        1 => Ok(found.remove(0)),
        several => {
            let line = |ticket: &RemoteTicket| {
                message::linking::one_of_several(&ticket.number, ticket.state, &ticket.title).said()
            };
            let mut lines: Vec<_> = found.iter().take(MOST_SHOWN).map(line).collect();
            if several > MOST_SHOWN {
                lines.push(message::linking::and_others(several - MOST_SHOWN).said());
            }
            let list = crate::model::Said::join(&lines, "\n");
            Err(Failure::Usage(message::linking::which_of_them(&asked, &wish.desk, several, list).said()))
        }
    }
}

/// Our record of a ticket of a desk.
fn known(store: &Store, desk: &str, remote: &RemoteTicket) -> Result<Option<OurTicket>, Failure> {
    let mut known = store.ticket_named(&remote.number).map_err(anyhow::Error::new)?;
    if let Some(key) = &remote.key {
        known.extend(store.ticket_named(&key.0).map_err(anyhow::Error::new)?);
    }
    Ok(known.into_iter().find(|ticket| ticket.desk == desk && ticket.remote.as_ref() == Some(&remote.id)))
}

/// A record of a ticket of a person, still without its event.
fn record(
    project: &Project,
    wish: &LinkEvent,
    remote: &RemoteTicket,
    LinkedEvent { event, key: event_key }: LinkedEvent<'_>,
    now: DateTime<Utc>,
) -> Result<OurTicket, Failure> {
    let job = follower(project, wish)?;
    // Where no rule is about the event a person says that it belongs there: the first one for the desk follows it.
    let rule = job.and_then(|job| {
        let rule = triage::rule_about(job, &wish.desk, event);
        rule.or_else(|| triage::rule_about(job, &wish.desk, None)).map(|rule| (job, rule))
    });
    let alone = format!("linked\u{1f}{}\u{1f}{event_key}", wish.monitor);
    let own_key = || triage::ticket_key(&wish.desk, "linked", &remote.id.class, &remote.id.id);
    let mut ticket = OurTicket {
        job: job.map_or_else(String::new, |job| job.name.to_string()),
        rule: rule.map_or_else(String::new, |(_, rule)| rule.name.to_string()),
        group: match (rule, event) {
            (Some((_, rule)), Some(event)) => triage::group_of(rule, event),
            (None, _) | (_, None) => alone,
        },
        ..OurTicket::intended(
            remote.key.clone().unwrap_or_else(own_key),
            &wish.desk,
            remote.title.clone(),
            now,
        )
    };
    triage::opened(&mut ticket, remote, Source::Linked, now);
    Ok(ticket)
}

/// The job that reads the ticket's state from now on; `None`: no job is about this desk.
fn follower<'p>(project: &'p Project, wish: &LinkEvent) -> Result<Option<&'p TicketJob>, Failure> {
    let is_about = |job: &TicketJob| job.rules.iter().any(|rule| rule.desk == wish.desk);
    if let Some(name) = &wish.job {
        return match find_any_job(project, name)? {
            AnyJob::Tickets(job) if is_about(job) => Ok(Some(job)),
            AnyJob::Tickets(_) => Err(Failure::Usage(message::linking::no_rule_for(name, &wish.desk).said())),
            AnyJob::Records(_) | AnyJob::Refs(_) => {
                Err(Failure::Usage(message::linking::no_tickets(name).said()))
            }
        };
    }
    let jobs: Vec<&TicketJob> = project.ticket_jobs.values().filter(|job| is_about(job)).collect();
    match jobs.as_slice() {
        [] => Ok(None),
        [job] => Ok(Some(job)),
        several => {
            let names: Vec<&str> = several.iter().map(|job| job.name.as_str()).collect();
            let text = message::linking::several_jobs(&wish.desk, names.join(", ")).said();
            Err(Failure::Usage(text))
        }
    }
}

/// Puts the event into the record, also one that was let go before.
fn enter(ticket: &mut OurTicket, wish: &LinkEvent, linked: LinkedEvent<'_>, now: DateTime<Utc>) {
    let LinkedEvent { event, key } = linked;
    match event {
        Some(event) => triage::join(ticket, std::slice::from_ref(event), now),
        None if ticket.episode(&wish.monitor, key).is_some() => {}
        None => ticket.episodes.push(Episode {
            monitor: wish.monitor.clone(),
            event: key.to_owned(),
            object: key.to_owned(),
            severity: Severity::Unknown,
            told: String::new(),
            changes: 0,
            since: now,
            joined_at: now,
            over_at: None,
            unlisted_since: None,
            unlisted: None,
            answered_at: None,
            close_told_at: None,
            state_told: None,
            states_told: 0,
            released_at: None,
            let_go_at: None,
        }),
    }
    let of_event = |episode: &&mut Episode| episode.monitor == wish.monitor && episode.event == key;
    if let Some(episode) = ticket.episodes.iter_mut().find(of_event) {
        episode.let_go_at = None;
    }
}

/// What a note tells of the event.
fn details(wish: &LinkEvent, by: &str, event: Option<&Event>, key: &str) -> model::Said {
    let mut lines = vec![message::linking::note_of_linking(by).said()];
    match event {
        None => lines.push(message::linking::not_open_now(&wish.monitor, key).said()),
        Some(event) => {
            lines.push(
                message::linking::state_since(&event.monitor, event.label(), &event.state, event.since)
                    .said(),
            );
            let rest = [Some(&event.title), Some(&event.text), event.url.as_ref()];
            lines.extend(rest.into_iter().flatten().filter(|text| !text.is_empty()).map(Into::into));
        }
    }
    model::Said::join(&lines, "\n")
}

/// The ticket that a person means: one that has the event.
fn ticket_with(store: &Store, wish: &UnlinkEvent) -> Result<(TicketKey, String), Failure> {
    let known = store.ticket_named(&wish.ticket).map_err(anyhow::Error::new)?;
    if known.is_empty() {
        return Err(Failure::Usage(message::linking::unknown_ticket(&wish.ticket).said()));
    }
    let with_event: Vec<&OurTicket> = known.iter().filter(|ticket| meant(ticket, wish).is_some()).collect();
    match with_event.as_slice() {
        [ticket] => Ok((ticket.key.clone(), ticket.desk.clone())),
        [] => {
            let events = known.iter().flat_map(|ticket| &ticket.episodes);
            let events: Vec<String> =
                events.map(|episode| format!("{} {}", episode.monitor, episode.event)).collect();
            let text =
                message::linking::no_such_event(&wish.ticket, &wish.event, &wish.monitor, events.join(", "))
                    .said();
            Err(Failure::Usage(text))
        }
        several => {
            let keys: Vec<model::Said> =
                several.iter().map(|ticket| message::linking::at(&ticket.key, &ticket.desk).said()).collect();
            let text = message::linking::several_tickets(&wish.ticket, model::Said::join(&keys, ", ")).said();
            Err(Failure::Usage(text))
        }
    }
}

/// The episode that a person means: by its key, else the latest of this object that is still in.
fn meant<'t>(ticket: &'t OurTicket, wish: &UnlinkEvent) -> Option<&'t Episode> {
    let name = wish.event.trim();
    ticket.episode(&wish.monitor, name).or_else(|| {
        let of_object = ticket
            .episodes
            .iter()
            .filter(|episode| episode.monitor == wish.monitor && episode.object == name);
        of_object.max_by_key(|episode| (episode.let_go_at.is_none(), episode.since))
    })
}

async fn unlinked(
    project: &Project,
    store: &Store,
    desk: &dyn Desk,
    wish: &UnlinkEvent,
    key: &TicketKey,
) -> Result<(Came, String), Failure> {
    let mut known = store.ticket_named(&key.0).map_err(anyhow::Error::new)?;
    known.retain(|ticket| ticket.key == *key);
    let found = known.pop().and_then(|ticket| meant(&ticket, wish).cloned().map(|episode| (ticket, episode)));
    let Some((mut ticket, episode)) = found else {
        return Err(Failure::Usage(message::linking::gone_meanwhile(key).said()));
    };
    let (settle, language) = (settle_of(project, &ticket), language_of(project, &ticket));
    let Some(remote) = ticket.remote.clone() else {
        let text = message::linking::not_at_desk_yet(key).said();
        return Err(Failure::Usage(text));
    };
    let now = Utc::now();
    let number = ticket.number.clone().unwrap_or_else(|| key.to_string());
    let set_out = LinkAction::Unlink.detail(&episode.monitor, &episode.event);
    let Unfinished { begun, sent, attempt } =
        match (episode.let_go_at, unfinished(store, key, set_out.english())?) {
            (Some(_), None) => return Ok((Came::Already, number)),
            (Some(_), Some(begun)) => begun,
            (None, _) => {
                let same = |of: &&mut Episode| of.monitor == episode.monitor && of.event == episode.event;
                if let Some(episode) = ticket.episodes.iter_mut().find(same) {
                    episode.let_go_at = Some(now);
                }
                let intended = moment(key, now, "intended", set_out);
                save(store, std::slice::from_ref(&ticket), &[intended])?;
                Unfinished { begun: now, sent: now, attempt: Attempt::First }
            }
        };
    let Episode { monitor, event, object, .. } = episode;
    let by = who(wish.by.as_deref());
    let telling = Telling {
        action: LinkAction::Unlink,
        ticket: key.clone(),
        remote,
        detail: message::linking::unlinked_by(&monitor, &object, &by).said(),
        language,
        text: message::linking::note_of_unlinking(&by, &monitor, &object).text(language),
        description: Description::Stays,
        monitor,
        event,
        begun,
        sent,
        attempt,
        settle,
    };
    Ok((tell_ticket(store, desk, &telling).await?, number))
}

/// Writes the note, once, and records that it is there.
async fn tell_ticket(store: &Store, desk: &dyn Desk, telling: &Telling) -> Result<Came, Failure> {
    let begun = telling.begun.timestamp_micros().to_string();
    let set_out = telling.action.detail(&telling.monitor, &telling.event);
    let mark = format!("stk-{}", triage::mark(&[set_out.english(), &telling.ticket.0, &begun]));
    match say(store, desk, telling, &mark, &set_out).await? {
        Ok(Said::There) => {}
        Ok(Said::MayCome(until)) => return Ok(Came::MayBeTold(until)),
        Err(error) => {
            if error.kind() != FailureKind::Unknown {
                save(store, &[], &[moment(&telling.ticket, Utc::now(), REFUSED, set_out)])?;
            }
            return Ok(Came::NotTold(error));
        }
    }
    let now = Utc::now();
    let noted = moment(&telling.ticket, now, "noted", set_out);
    let happened = moment(&telling.ticket, now, telling.action.moment(), telling.detail.clone());
    save(store, &[], &[noted, happened])?;
    Ok(Came::Told)
}

/// What came of a note.
enum Said {
    There,
    /// What was sent before may still be carried out until then.
    MayCome(DateTime<Utc>),
}

/// A note that may be there already is looked for first, and not sent again while the first may still come.
async fn say(
    store: &Store,
    desk: &dyn Desk,
    telling: &Telling,
    mark: &str,
    set_out: &model::Said,
) -> Result<Result<Said, RemoteError>, Failure> {
    if telling.attempt != Attempt::First {
        match carries(desk, &telling.remote, mark).await {
            Ok(true) => return Ok(Ok(Said::There)),
            Ok(false) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
    let until = telling.sent + TimeDelta::from_std(telling.settle).unwrap_or(TimeDelta::MAX);
    if telling.attempt == Attempt::Again && Utc::now() < until {
        return Ok(Ok(Said::MayCome(until)));
    }
    if telling.attempt != Attempt::First {
        save(store, &[], &[moment(&telling.ticket, Utc::now(), RESENT, set_out.clone())])?;
    }
    let mut text = telling.text.clone();
    if telling.description == Description::Grows {
        let added = format!("{text}\n[{mark}]");
        let mut outcome = desk.append(&telling.remote, &added, mark).await;
        // Written again it becomes the same: the whole description is written, and looked at before.
        if matches!(&outcome, Err(error) if error.kind() == FailureKind::Unknown) {
            outcome = desk.append(&telling.remote, &added, mark).await;
        }
        let said = match outcome {
            Ok(()) => message::linking::stands_in_description(),
            // Nobody knows whether it is there: the same command looks.
            Err(error) if error.kind() == FailureKind::Unknown => return Ok(Err(error)),
            Err(error) => message::linking::not_in_description(&error),
        };
        text = format!("{text}\n{}", said.text(telling.language));
    }
    let sent = note_with_mark(desk, &telling.remote, &text, mark, Visibility::Private).await;
    Ok(sent.map(|()| Said::There))
}

/// The language in which the job of a ticket writes in it.
fn language_of(project: &Project, ticket: &OurTicket) -> Language {
    let job = project.ticket_jobs.values().find(|job| *job.name.as_str() == *ticket.job);
    job.map_or(project.mail.language, |job| job.language)
}

/// How long what a desk never answered is waited for.
fn settle_of(project: &Project, ticket: &OurTicket) -> Duration {
    let job = project.ticket_jobs.values().find(|job| *job.name.as_str() == *ticket.job);
    job.map_or(SETTLE, |job| job.settle)
}

/// An action that was set out and of which nobody knows that the ticket was told.
struct Unfinished {
    begun: DateTime<Utc>,
    sent: DateTime<Utc>,
    attempt: Attempt,
}

fn unfinished(store: &Store, ticket: &TicketKey, set_out: &str) -> Result<Option<Unfinished>, Failure> {
    store.set_moments_right(ticket, Utc::now()).map_err(anyhow::Error::new)?;
    let moments = store.moments(ticket).map_err(anyhow::Error::new)?;
    let mut begun: Option<Unfinished> = None;
    for Moment { at, what, .. } in moments.into_iter().filter(|moment| moment.detail == *set_out) {
        begun = match (what.as_str(), begun) {
            ("intended", _) => Some(Unfinished { begun: at, sent: at, attempt: Attempt::Again }),
            (RESENT, Some(before)) => Some(Unfinished { sent: at, attempt: Attempt::Again, ..before }),
            (REFUSED, Some(before)) => Some(Unfinished { attempt: Attempt::Refused, ..before }),
            _ => None,
        };
    }
    Ok(begun)
}

fn moment(ticket: &TicketKey, at: DateTime<Utc>, what: &str, detail: model::Said) -> Moment {
    Moment { ticket: ticket.clone(), at, what: what.to_owned(), detail, run: None }
}

fn save(store: &Store, tickets: &[OurTicket], moments: &[Moment]) -> Result<(), Failure> {
    store.save_tickets(None, tickets, moments).map_err(|error| Failure::Other(anyhow::Error::new(error)))
}
