//! What happened to a ticket, in a word or two.

use super::{Sentence, messages};
use crate::model::Said;

messages! { "moments";
    intended() "intended"
        = "prévu";
    opened() "opened"
        = "ouvert";
    not_opened() "not_opened"
        = "non ouvert";
    unseen() "unseen"
        = "non visible";
    without_item() "without_item"
        = "sans élément";
    without_name() "without_name"
        = "sans un nom";
    adopted() "adopted"
        = "repris d'une personne";
    state() "state"
        = "état";
    assigned() "assigned"
        = "attribué à";
    taken_over() "taken_over"
        = "pris en charge par";
    gone() "gone"
        = "disparu";
    back() "back"
        = "revenu";
    noted() "noted"
        = "note écrite";
    revised() "revised"
        = "réévalué";
    reopened() "reopened"
        = "rouvert";
    solved() "solved"
        = "résolu";
    relayed() "relayed"
        = "transmis";
    acknowledgement_ended() "acknowledgement_ended"
        = "fin d'acquittement";
    joined() "joined"
        = "événement lié";
    unlinked() "unlinked"
        = "événement détaché";
    note_refused() "note_refused"
        = "note refusée";
    note_resent() "note_resent"
        = "note renvoyée";
}

const WORDS: [Sentence; 22] = [
    intended,
    opened,
    not_opened,
    unseen,
    without_item,
    without_name,
    adopted,
    state,
    assigned,
    taken_over,
    gone,
    back,
    noted,
    revised,
    reopened,
    solved,
    relayed,
    acknowledgement_ended,
    joined,
    unlinked,
    note_refused,
    note_resent,
];

/// The word of the state database as people read it.
pub(crate) fn called(what: &str) -> Said {
    let known = WORDS.iter().map(|word| word().said());
    known.into_iter().find(|word| *word == *what).unwrap_or_else(|| what.into())
}
