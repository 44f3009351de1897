//! State codes by table: only an incident has 1, 2, 3, 6, 7, 8.

use crate::model::ticket::TicketState;

/// A table's codes: code, what it means, the word of a fresh instance.
pub struct States {
    codes: &'static [(&'static str, TicketState, &'static str)],
    /// Code of a ticket that is solved.
    pub resolved: Option<&'static str>,
    /// Code of a ticket that is worked on again.
    pub reopened: Option<&'static str>,
    /// Column of the resolution code that is required.
    pub code_column: Option<&'static str>,
}

const INCIDENT: States = States {
    codes: &[
        ("1", TicketState::New, "New"),
        ("2", TicketState::InProgress, "In Progress"),
        ("3", TicketState::Waiting, "On Hold"),
        ("6", TicketState::Resolved, "Resolved"),
        ("7", TicketState::Closed, "Closed"),
        ("8", TicketState::Cancelled, "Canceled"),
    ],
    resolved: Some("6"),
    reopened: Some("2"),
    code_column: Some("close_code"),
};

const CASE: States = States {
    codes: &[
        ("1", TicketState::New, "New"),
        ("10", TicketState::InProgress, "Open"),
        ("18", TicketState::Waiting, "Awaiting Info"),
        ("6", TicketState::Resolved, "Resolved"),
        ("3", TicketState::Closed, "Closed"),
        ("7", TicketState::Cancelled, "Cancelled"),
    ],
    resolved: Some("6"),
    reopened: Some("10"),
    code_column: Some("resolution_code"),
};

const PROBLEM: States = States {
    codes: &[
        ("101", TicketState::New, "New"),
        ("102", TicketState::InProgress, "Assess"),
        ("103", TicketState::InProgress, "Root Cause Analysis"),
        ("104", TicketState::InProgress, "Fix in Progress"),
        ("106", TicketState::Resolved, "Resolved"),
        ("107", TicketState::Closed, "Closed"),
    ],
    resolved: Some("106"),
    reopened: Some("103"),
    code_column: Some("resolution_code"),
};

const CHANGE: States = States {
    codes: &[
        ("-5", TicketState::New, "New"),
        ("-4", TicketState::InProgress, "Assess"),
        ("-3", TicketState::InProgress, "Authorize"),
        ("-2", TicketState::Waiting, "Scheduled"),
        ("-1", TicketState::InProgress, "Implement"),
        ("0", TicketState::InProgress, "Review"),
        ("3", TicketState::Closed, "Closed"),
        ("4", TicketState::Cancelled, "Canceled"),
    ],
    resolved: None,
    reopened: None,
    code_column: None,
};

/// `task` and what inherits its states: `sc_task`, `sc_req_item`, tables of one's own.
const TASK: States = States {
    codes: &[
        ("-5", TicketState::Waiting, "Pending"),
        ("1", TicketState::New, "Open"),
        ("2", TicketState::InProgress, "Work in Progress"),
        ("3", TicketState::Closed, "Closed Complete"),
        ("4", TicketState::Cancelled, "Closed Incomplete"),
        ("7", TicketState::Cancelled, "Closed Skipped"),
    ],
    resolved: Some("3"),
    reopened: None,
    code_column: None,
};

/// The states of a table.
pub fn of(table: &str) -> &'static States {
    match table {
        "incident" => &INCIDENT,
        "problem" => &PROBLEM,
        "change_request" => &CHANGE,
        table if table.starts_with("sn_") && table.ends_with("_case") => &CASE,
        _ => &TASK,
    }
}

impl States {
    /// What a code means; one of the instance's own by whether the ticket is active.
    pub fn state(&self, code: &str, active: Activity) -> TicketState {
        let known = self.codes.iter().find(|(known, ..)| *known == code).map(|(_, state, _)| *state);
        known.unwrap_or(match active {
            Activity::Active => TicketState::InProgress,
            Activity::Ended => TicketState::Closed,
        })
    }
}

/// `active` of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// `true`
    Active,
    /// `false`
    Ended,
}

impl Activity {
    /// From the raw value; a table without the column has active tickets.
    pub fn of(value: &str) -> Self {
        if value == "false" { Self::Ended } else { Self::Active }
    }
}

/// A code with the word of a fresh instance, for an instance that gives no label.
pub fn word(table: &str, code: &str) -> String {
    let known = of(table).codes.iter().find(|(known, ..)| *known == code);
    known.map_or_else(|| code.to_owned(), |(.., word)| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_code_means_another_state_in_another_table() {
        let state = |table, code| of(table).state(code, Activity::Active);
        assert_eq!(state("incident", "3"), TicketState::Waiting);
        assert_eq!(state("sc_task", "3"), TicketState::Closed);
        assert_eq!(state("sn_customerservice_case", "3"), TicketState::Closed);
        assert_eq!(of("incident").state("42", Activity::Ended), TicketState::Closed);
        assert_eq!(word("incident", "8"), "Canceled");
    }
}
