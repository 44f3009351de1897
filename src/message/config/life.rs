//! Problems of the life of a ticket: notes, the end of the problem.

use crate::message::messages;

messages! { "config.life";
    when_examples() "when = \"always\" or \"worse\"";
    only_a_note() "action = \"note\"; a solution is as public as the system makes it";
    no_note() "there is no note that somebody could read";
    goes_with(what) "goes with {what}";
    about_solving(key) "`{key}` is about solving the ticket";
    set_solve() "set action = \"solve\", or leave it out";
}
