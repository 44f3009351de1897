//! State codes by table: only an incident has 1, 2, 3, 6, 7, 8. A table of a company's own has the codes of
//! the one that it extends, or choices of its own, whose English labels say what they mean.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceNow;
use super::wire::Row;
use crate::model::ticket::TicketState;
use crate::systems::shared::RemoteError;

/// The codes of a table of a fresh instance: code, what it means, its word.
struct Stock {
    codes: &'static [(&'static str, TicketState, &'static str)],
    resolved: Option<&'static str>,
    reopened: Option<&'static str>,
    code_column: Option<&'static str>,
    texts: &'static [&'static str],
}

/// A table's codes.
#[derive(Debug, Clone)]
pub struct States {
    /// Code, what it means, its word.
    codes: Vec<(String, TicketState, String)>,
    /// Code of a ticket that is solved.
    pub resolved: Option<String>,
    /// Code of a ticket that is worked on again.
    pub reopened: Option<String>,
    /// Column of the resolution code that is required.
    pub code_column: Option<&'static str>,
    /// Columns that take the text of a solution.
    pub texts: &'static [&'static str],
}

/// Codes by table, as far as they were learnt.
#[derive(Debug, Default)]
pub struct Learnt(Mutex<BTreeMap<String, Arc<States>>>);

/// What nearly every table has for the text of a solution.
const CLOSE_NOTES: &[&str] = &["close_notes"];

const INCIDENT: Stock = Stock {
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
    texts: CLOSE_NOTES,
};

const CASE: Stock = Stock {
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
    texts: CLOSE_NOTES,
};

const PROBLEM: Stock = Stock {
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
    // By its resolution code an instance wants one or the other, and lets nobody save without it.
    texts: &["close_notes", "cause_notes", "fix_notes"],
};

const CHANGE: Stock = Stock {
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
    // Nobody but people takes a change through its steps.
    resolved: None,
    reopened: None,
    code_column: Some("close_code"),
    texts: CLOSE_NOTES,
};

/// `task` and what inherits its states: `sc_task`, `sc_req_item`, tables of one's own.
const TASK: Stock = Stock {
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
    texts: CLOSE_NOTES,
};

/// The codes of a table that a fresh instance has; `None`: a table of somebody's own.
fn stock(table: &str) -> Option<&'static Stock> {
    match table {
        "incident" => Some(&INCIDENT),
        "problem" => Some(&PROBLEM),
        "change_request" => Some(&CHANGE),
        "task" | "sc_task" | "sc_req_item" | "sc_request" | "incident_task" | "problem_task"
        | "change_task" => Some(&TASK),
        table if table.starts_with("sn_") && table.ends_with("_case") => Some(&CASE),
        _ => None,
    }
}

/// Whether a fresh instance has the table: what it extends need not be asked.
pub fn is_stock(table: &str) -> bool {
    stock(table).is_some()
}

impl States {
    fn of_stock(stock: &Stock) -> Self {
        let codes = stock.codes.iter();
        Self {
            codes: codes
                .map(|(code, state, word)| ((*code).to_owned(), *state, (*word).to_owned()))
                .collect(),
            resolved: stock.resolved.map(str::to_owned),
            reopened: stock.reopened.map(str::to_owned),
            code_column: stock.code_column,
            texts: stock.texts,
        }
    }

    /// Those of a fresh instance with codes that a company added: what these mean, their English labels say.
    fn with_more(stock: &Stock, choices: &[(String, String)]) -> Self {
        let mut states = Self::of_stock(stock);
        for (code, label) in choices {
            let is_known = states.codes.iter().any(|(known, ..)| known == code);
            if let Some(state) = by_word(label).filter(|_| !is_known) {
                states.codes.push((code.clone(), state, label.clone()));
            }
        }
        states
    }

    /// Those of a table that extends others, itself first, with the codes and English labels of its own
    /// choices, when it has any.
    fn of_own(above: &[String], own: &[(String, String)]) -> Self {
        let base = above.iter().find_map(|table| stock(table)).unwrap_or(&TASK);
        let inherited = Self::of_stock(base);
        if own.is_empty() {
            return inherited;
        }
        let meant = |code: &str, label: &str| {
            by_word(label)
                .or_else(|| inherited.codes.iter().find(|known| known.0 == code).map(|known| known.1))
        };
        let codes: Vec<(String, TicketState, String)> = own
            .iter()
            .filter_map(|(code, label)| Some((code.clone(), meant(code, label)?, label.clone())))
            .collect();
        let first = |wanted: TicketState| {
            codes.iter().find(|(_, state, _)| *state == wanted).map(|(code, ..)| code.clone())
        };
        let resolved = first(TicketState::Resolved);
        Self {
            reopened: first(TicketState::InProgress).filter(|_| resolved.is_some()),
            // Without a state of its own, what is solved is closed: a task.
            resolved: resolved.or_else(|| first(TicketState::Closed).filter(|_| base.reopened.is_none())),
            code_column: base.code_column,
            texts: base.texts,
            codes,
        }
    }

    /// The code of a state that is given by its code or its word, in English.
    pub fn code(&self, given: &str) -> Option<&str> {
        let given = given.trim();
        let by_code = self.codes.iter().find(|(code, ..)| code == given);
        let is_word = |word: &str| word.to_lowercase() == given.to_lowercase();
        let found = by_code.or_else(|| self.codes.iter().find(|(.., word)| is_word(word)));
        found.map(|(code, ..)| code.as_str())
    }

    /// Its codes with their words, for people.
    pub fn listed(&self) -> String {
        let each = self.codes.iter().map(|(code, _, word)| format!("{code} ({word})"));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Whether it knows a code.
    fn knows(&self, code: &str) -> bool {
        code.is_empty() || self.codes.iter().any(|(known, ..)| known == code)
    }

    /// What a code means; one of the instance's own by whether the ticket is active.
    pub fn state(&self, code: &str, active: Activity) -> TicketState {
        let known = self.codes.iter().find(|(known, ..)| known == code).map(|(_, state, _)| *state);
        known.unwrap_or(match active {
            Activity::Active => TicketState::InProgress,
            Activity::Ended => TicketState::Closed,
        })
    }

    /// The word of a code, for an instance that gives no label.
    pub fn word(&self, code: &str) -> String {
        let known = self.codes.iter().find(|(known, ..)| known == code);
        known.map_or_else(|| code.to_owned(), |(.., word)| word.clone())
    }
}

/// What the English label of a state means.
fn by_word(label: &str) -> Option<TicketState> {
    let label = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["cancel", "skipped", "incomplete", "reject"]) {
        Some(TicketState::Cancelled)
    } else if has(&["hold", "pending", "await", "waiting", "suspend"]) {
        Some(TicketState::Waiting)
    } else if has(&["resolved", "solved", "fixed"]) {
        Some(TicketState::Resolved)
    } else if has(&["closed", "complete"]) {
        Some(TicketState::Closed)
    } else if has(&["progress", "assigned", "work", "assess", "implement", "review", "analysis"]) {
        Some(TicketState::InProgress)
    } else if has(&["new", "open", "draft"]) {
        Some(TicketState::New)
    } else {
        None
    }
}

impl ServiceNow {
    /// The codes of a class, as far as they were learnt.
    pub(super) fn states(&self, class: &str) -> Arc<States> {
        let known = self.0.learnt.0.lock().unwrap_or_else(PoisonError::into_inner).get(class).cloned();
        known.unwrap_or_else(|| Arc::new(States::of_stock(stock(class).unwrap_or(&TASK))))
    }

    /// Learns the codes of a table that no fresh instance has, once: from what it extends, and from its own
    /// choices.
    pub(super) async fn learn(&self, table: &str) -> Result<(), RemoteError> {
        let is_known =
            |table: &str| self.0.learnt.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(table);
        if is_stock(table) || is_known(table) || !Self::is_table(table) {
            return Ok(());
        }
        let above = self.lineage(table).await?;
        let choices = self.choices(table).await?;
        let is_own = |choice: &&super::choices::Choice| {
            choice.element == "state" && !is_stock(&choice.table) && choice.table != "task"
        };
        let own: Vec<(String, String)> = choices
            .iter()
            .filter(is_own)
            .map(|choice| (choice.value.clone(), choice.english.clone()))
            .collect();
        let states = Arc::new(States::of_own(&above, &own));
        let mut learnt = self.0.learnt.0.lock().unwrap_or_else(PoisonError::into_inner);
        learnt.insert(table.to_owned(), states);
        Ok(())
    }

    /// Learns the codes that a company added to a table of a fresh instance, once one is met.
    async fn learn_more(&self, table: &str, code: &str) -> Result<(), RemoteError> {
        let Some(stock) = stock(table).filter(|_| !self.states(table).knows(code)) else { return Ok(()) };
        let is_learnt = self.0.learnt.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(table);
        if is_learnt {
            return Ok(());
        }
        let choices = self.choices(table).await?;
        let own = choices.iter().filter(|choice| choice.element == "state");
        let own: Vec<(String, String)> =
            own.map(|choice| (choice.value.clone(), choice.english.clone())).collect();
        let states = Arc::new(States::with_more(stock, &own));
        let mut learnt = self.0.learnt.0.lock().unwrap_or_else(PoisonError::into_inner);
        learnt.insert(table.to_owned(), states);
        Ok(())
    }

    /// Learns what the classes of rows of a table need.
    pub(super) async fn learn_of(&self, table: &str, rows: &[Row]) -> Result<(), RemoteError> {
        self.learn(table).await?;
        for row in rows {
            let class = row.value("sys_class_name");
            let class = if class.is_empty() { table } else { class };
            self.learn(class).await?;
            self.learn_more(class, row.value("state")).await?;
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_code_means_another_state_in_another_table() {
        let of = |table: &str| States::of_stock(stock(table).unwrap_or(&TASK));
        let state = |table, code| of(table).state(code, Activity::Active);
        assert_eq!(state("incident", "3"), TicketState::Waiting);
        assert_eq!(state("sc_task", "3"), TicketState::Closed);
        assert_eq!(state("sn_customerservice_case", "3"), TicketState::Closed);
        assert_eq!(of("incident").state("42", Activity::Ended), TicketState::Closed);
        assert_eq!(of("incident").word("8"), "Canceled");
    }

    #[test]
    fn a_code_that_a_company_added_means_what_its_label_says() {
        let added = [("1", "New"), ("4", "Awaiting Vendor"), ("9", "Rejected by policy"), ("77", "?")];
        let added = added.map(|(code, label)| (code.to_owned(), label.to_owned()));
        let states = States::with_more(&INCIDENT, &added);
        let state = |code| states.state(code, Activity::Active);
        assert_eq!(
            [state("4"), state("9"), state("3")],
            [TicketState::Waiting, TicketState::Cancelled, TicketState::Waiting]
        );
        assert_eq!(state("77"), TicketState::InProgress, "by whether it is active");
        assert_eq!(
            (states.code("canceled"), states.code("6"), states.code("gone")),
            (Some("8"), Some("6"), None)
        );
    }

    #[test]
    fn a_table_of_ones_own_has_its_own_states_or_those_above() {
        let above = ["u_alarm", "incident", "task"].map(str::to_owned);
        let plain = States::of_own(&above, &[]);
        assert_eq!((plain.resolved.as_deref(), plain.code_column), (Some("6"), Some("close_code")));
        let own = [("10", "New"), ("20", "Being worked on"), ("3", "Resolved"), ("4", "Closed"), ("8", "?")];
        let own = own.map(|(code, label)| (code.to_owned(), label.to_owned()));
        let states = States::of_own(&above, &own);
        let state = |code| states.state(code, Activity::Active);
        assert_eq!([state("10"), state("20")], [TicketState::New, TicketState::InProgress]);
        assert_eq!([state("3"), state("8")], [TicketState::Resolved, TicketState::Cancelled]);
        assert_eq!((states.resolved.as_deref(), states.reopened.as_deref()), (Some("3"), Some("20")));
    }
}
