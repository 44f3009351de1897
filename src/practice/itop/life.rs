//! The life cycle of Incident and UserRequest: which stimulus leads where, and what a state requires.

use super::state::Row;

/// The state that a stimulus leads to; `None` when the state does not take it.
pub(super) fn target(class: &str, state: &str, stimulus: &str) -> Option<&'static str> {
    let is_request = class == "UserRequest";
    match (state, stimulus) {
        ("new" | "approved" | "escalated_tto" | "pending", "ev_assign") => Some("assigned"),
        ("assigned" | "escalated_ttr", "ev_reassign") => Some("assigned"),
        ("new", "ev_wait_for_approval") if is_request => Some("waiting_for_approval"),
        ("waiting_for_approval", "ev_approve") => Some("approved"),
        ("waiting_for_approval", "ev_reject") => Some("rejected"),
        ("rejected", "ev_reopen") => Some("new"),
        ("new", "ev_timeout") => Some("escalated_tto"),
        ("assigned", "ev_timeout") => Some("escalated_ttr"),
        ("assigned" | "escalated_ttr", "ev_pending") => Some("pending"),
        ("assigned" | "escalated_ttr", "ev_resolve") => Some("resolved"),
        ("new" | "approved" | "assigned" | "pending" | "escalated_ttr" | "resolved", "ev_autoresolve") => {
            Some("resolved")
        }
        ("resolved", "ev_reopen") => Some("assigned"),
        ("resolved", "ev_close") => Some("closed"),
        _ => None,
    }
}

/// What a state requires and the object lacks. On PHP 8 keys that are 0 pass, so only texts are looked at.
pub(super) fn lacking(target: &str, row: &Row) -> Vec<&'static str> {
    let required: &[&'static str] = match target {
        "resolved" => &["solution"],
        "pending" => &["pending_reason"],
        _ => &[],
    };
    required.iter().copied().filter(|code| row.text(code).is_empty()).collect()
}

/// What changes with a state.
pub(super) fn enter(row: &mut Row, target: &str, now: &str) {
    row.set("status", target);
    let overall = match target {
        "resolved" => "resolved",
        "closed" | "rejected" => "closed",
        _ => "ongoing",
    };
    row.set("operational_status", overall);
    let dated = match target {
        "assigned" => "assignment_date",
        "pending" => "last_pending_date",
        "resolved" => "resolution_date",
        "closed" => "close_date",
        _ => return,
    };
    row.set(dated, now);
}
