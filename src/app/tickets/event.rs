//! An event as a person names it on the command line, looked for at its monitor now.

use crate::engine::reason::Context as _;

use crate::message;
use crate::model::event::{Event, Sight};
use crate::model::project::Project;

use super::super::{Failure, Role, events};

/// What a monitor shows of an event that a person named.
#[derive(Debug)]
pub enum Named {
    /// It is open.
    Open(Box<Event>),
    /// It is not shown: over, never there, or not seen.
    NotShown(Sight),
}

/// Asks a monitor for an event by its key, else by what it is about.
///
/// # Errors
/// An unknown monitor, one that does not answer, a name of several events.
pub async fn named(project: &Project, monitor: &str, name: &str) -> Result<Named, Failure> {
    Role::Monitor.expect(project, monitor)?;
    let seen =
        events::seen(project, monitor).await.with_context(|| message::tickets::monitor_silent(monitor))?;
    let name = name.trim();
    if let Some(event) = seen.events.iter().find(|event| event.key == name) {
        return Ok(Named::Open(Box::new(event.clone())));
    }
    let about: Vec<&Event> = seen
        .events
        .iter()
        .filter(|event| event.object == name || event.label().eq_ignore_ascii_case(name))
        .collect();
    match about.as_slice() {
        [] => Ok(Named::NotShown(seen.sight)),
        [event] => Ok(Named::Open(Box::new((*event).clone()))),
        several => {
            let keys: Vec<&str> = several.iter().map(|event| event.key.as_str()).collect();
            let text = message::tickets::several_events(name, monitor, keys.join(", ")).said();
            Err(Failure::Usage(text))
        }
    }
}
