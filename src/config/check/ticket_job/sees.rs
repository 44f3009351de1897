//! What a template is given: it decides which variables it may name.

/// What a template gets besides `rule` and `job`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sees {
    /// The events of a ticket that is to be opened.
    Events,
    /// The events and the ticket that is there.
    EventsAndTicket,
    /// The ticket: its events are over.
    Ticket,
    /// The ticket, and its events as records told of their end.
    End,
    /// What an operator said, and the ticket.
    Said,
}

impl Sees {
    /// The variables, by name.
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Events => &["event", "events", "rule", "job"],
            Self::EventsAndTicket | Self::End => &["event", "events", "ticket", "rule", "job"],
            Self::Ticket => &["ticket", "rule", "job"],
            Self::Said => &["said", "ticket", "rule", "job"],
        }
    }
}
