//! Problems of the life of a ticket: notes, the end of the problem.

use crate::message::messages;

messages! { "config.life";
    when_examples() "when = \"always\" or \"worse\""
        = "when = \"always\" ou \"worse\"";
    only_a_note() "action = \"note\"; a solution is as public as the system makes it"
        = "action = \"note\"\u{a0}; une solution est aussi publique que le système le veut";
    no_operator_notes() "operators' words do not become notes"
        = "les messages des opérateurs ne deviennent pas des notes";
    set_operator_notes() "set operator_notes = \"private\" or \"public\", or leave it out"
        = "mettez operator_notes = \"private\" ou \"public\", ou retirez cette clé";
    no_note() "there is no note that somebody could read"
        = "il n'y a aucune note que quelqu'un pourrait lire";
    goes_with(what) "goes with {what}"
        = "va avec {what}";
    about_solving(key) "`{key}` is about solving the ticket"
        = "`{key}` concerne la résolution du ticket";
    set_solve() "set action = \"solve\", or leave it out"
        = "mettez action = \"solve\", ou enlevez-le";
}
