//! What interrupted runs left open.

use super::messages;

messages! { "settling";
    telling_unknown() "interrupted: whether the monitor was told is not known, it is not told again";
    done_again() "interrupted; done again where it is wanted";
    ticket_not_kept() "its ticket is no longer kept";
    ticket_not_opened() "its ticket was not opened";
    found_done() "found done after an interruption";
    adopted_without_details() "interrupted: the ticket was adopted, and the details are not in it";
    written_again() "interrupted; written again where it is wanted";
    opened_again() "not done; opened again where it is still wanted";
    not_at_the_desk() "the desk does not have it";
    asked_until(until) "its opening was interrupted; the desk is asked for it until {until}";
    found() "found after an interruption";
    found_done_after_run() "found done after the run was interrupted";
    planned_anew() "not done when the run was interrupted; planned anew where it is still wanted";
}
