//! `events`: what the monitors of a project show now.

use futures::future::join_all;
use serde_json::json;

use crate::cli::{Format, Global};
use crate::engine::connect;
use crate::model::event::{Certainty, Event, Seen, Sight};
use crate::model::project::Project;

use super::print::{Console, cell, table_within};
use super::{Answer, Exit, Failure, Role, load};

/// Widest that a table is.
const WIDTH: usize = 100;

/// Which problems are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Every one.
    All,
    /// Those that nobody takes care of.
    Open,
}

/// What came of asking a monitor.
struct Look {
    monitor: String,
    seen: anyhow::Result<Seen>,
}

/// `events [--open] [--monitor NAME]`
pub async fn events(
    global: &Global,
    console: &Console,
    wanted: Wanted,
    monitor: Option<&str>,
    format: Format,
) -> Answer {
    let project = load(global)?;
    let names = match monitor {
        Some(name) => {
            Role::Monitor.expect(&project, name)?;
            vec![name]
        }
        None => Role::Monitor.names(&project),
    };
    if names.is_empty() {
        let text = "stocktake.toml has no monitor: add [system.NAME.icinga], zabbix, nagios, alertmanager, \
                    checkmk, centreon or practice_monitor";
        return Err(Failure::Usage(text.to_owned()));
    }
    let looks = join_all(names.into_iter().map(|name| look(&project, name))).await;
    let shown = listed(&looks, wanted);
    match format {
        Format::Json => {
            let monitors: Vec<_> = looks.iter().map(sight_json).collect();
            console.print_json(&json!({ "events": shown, "monitors": monitors }))?;
        }
        Format::Text => console.print(&text(&looks, &shown, console.width().min(WIDTH))),
    }
    Ok(if looks.iter().all(is_clear) { Exit::Done } else { Exit::Partial })
}

async fn look(project: &Project, name: &str) -> Look {
    let seen = async {
        let open = connect::open_monitor(project, name).await?;
        let seen = open.monitor.events().await;
        open.close().await;
        anyhow::Ok(seen?)
    };
    Look { monitor: name.to_owned(), seen: seen.await }
}

fn is_clear(look: &Look) -> bool {
    matches!(&look.seen, Ok(seen) if seen.sight == Sight::Clear)
}

/// The worst first, then the oldest.
fn listed(looks: &[Look], wanted: Wanted) -> Vec<&Event> {
    let all = looks.iter().filter_map(|look| look.seen.as_ref().ok()).flat_map(|seen| &seen.events);
    let mut listed: Vec<&Event> = all
        .filter(|event| match wanted {
            Wanted::All => true,
            Wanted::Open => {
                event.certainty == Certainty::Hard && event.acknowledged.is_none() && !event.in_downtime
            }
        })
        .collect();
    listed.sort_by(|a, b| {
        (b.severity, a.since, &a.monitor, &a.key).cmp(&(a.severity, b.since, &b.monitor, &b.key))
    });
    listed
}

fn sight_json(look: &Look) -> serde_json::Value {
    let (sight, why, events) = match &look.seen {
        Ok(Seen { sight: Sight::Clear, events }) => ("clear", None, Some(events.len())),
        Ok(Seen { sight: Sight::Dim(why), events }) => ("dim", Some(why.clone()), Some(events.len())),
        Err(error) => ("none", Some(format!("{error:#}")), None),
    };
    json!({ "monitor": look.monitor, "sight": sight, "why": why, "events": events })
}

fn text(looks: &[Look], shown: &[&Event], width: usize) -> String {
    let mut out = String::new();
    if !shown.is_empty() {
        let head = ["MONITOR", "SINCE (UTC)", "SEVERITY", "STATE", "HOST / SERVICE", "FLAGS"];
        out.push_str(&table_within(
            &head,
            shown.iter().map(|event| row(event)).collect(),
            &[0, 3, 4, 5],
            width,
        ));
    } else if looks.iter().all(is_clear) {
        out.push_str("no open problems\n");
    } else {
        out.push_str("no open problems are shown, but not everything was seen\n");
    }
    for look in looks {
        let why = match &look.seen {
            Ok(Seen { sight: Sight::Clear, .. }) => continue,
            Ok(Seen { sight: Sight::Dim(why), .. }) => format!("does not show everything: {why}"),
            Err(error) => format!("did not answer: {error:#}"),
        };
        out.push_str(&format!("{}: {}\n", look.monitor, cell(&why, usize::MAX)));
    }
    out
}

fn row(event: &Event) -> Vec<String> {
    let what = match (&event.host, &event.service) {
        (Some(host), Some(service)) => format!("{host} / {service}"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => event.object.clone(),
    };
    let flags = [
        (event.acknowledged.is_some(), "ack"),
        (event.in_downtime, "downtime"),
        (event.certainty == Certainty::Soft, "soft"),
        (event.host_is_down, "host down"),
        (event.flapping, "flapping"),
    ];
    let flags: Vec<&str> = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| word).collect();
    vec![
        event.monitor.clone(),
        event.since.format("%Y-%m-%d %H:%M").to_string(),
        event.severity.to_string(),
        event.state.clone(),
        what,
        flags.join(", "),
    ]
}
