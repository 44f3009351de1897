//! The steps of an audit trail.

use super::{Message, messages};
use crate::model::said::Said;

messages! { "audit";
    nothing() "no steps"
        = "aucune étape";
    seen() "seen"
        = "vu";
    intended() "set out"
        = "prévu";
    opened() "ticket made"
        = "ticket créé";
    adopted() "ticket of a person taken"
        = "ticket existant repris";
    joined() "linked"
        = "lié";
    unlinked() "unlinked"
        = "détaché";
    state() "status"
        = "statut";
    assigned() "assigned"
        = "affecté";
    taken_over() "taken over"
        = "pris en charge";
    noted() "note written"
        = "note écrite";
    revised() "ticket follows"
        = "ticket mis à jour";
    reopened() "reopened"
        = "rouvert";
    solved() "solved"
        = "résolu";
    relayed() "ticket's words told"
        = "message du ticket transmis";
    answered() "source answered"
        = "source informée";
    told_closed() "closing told"
        = "clôture signalée";
    told_state() "status told at the source"
        = "statut signalé à la source";
    acknowledgement_ended() "acknowledgement ended"
        = "acquittement retiré";
    over() "problem over"
        = "problème terminé";
    gone() "ticket gone"
        = "ticket disparu";
    back() "ticket back"
        = "ticket réapparu";
    without_name() "opened without a name"
        = "ouvert sans un nom";
    without_item() "opened without an item"
        = "ouvert sans élément";
    not_opened() "not opened"
        = "pas ouvert";
    unseen() "opened and hidden"
        = "ouvert, mais caché";
    failed(what) "failed: {what}"
        = "échec\u{a0}: {what}";
    of(monitor, object, number, desk) "{monitor}: {object} · {number} ({desk})"
        = "{monitor}\u{a0}: {object} · {number} ({desk})";
    file_needed() "a workbook is written into a file: --out FILE"
        = "un classeur s'écrit dans un fichier\u{a0}: --out FICHIER";
    written(rows, file) "{rows} {rows:step|steps} in {file}"
        = "{rows} {rows:étape|étapes} dans {file}";
    cannot_write(file, error) "{file} cannot be written: {error}"
        = "impossible d'écrire {file}\u{a0}: {error}";
    backwards(from, to) "--from {from} is after --to {to}"
        = "--from {from} est après --to {to}";
}

/// The word of a step; one that is not known here is shown as it is.
pub fn step(what: &str) -> Said {
    if let Some(action) = what.strip_prefix("failed_") {
        return failed(action_of(action)).said();
    }
    known(what).map_or_else(|| what.into(), |word| word.said())
}

fn action_of(action: &str) -> Said {
    let word = match action {
        "found" => Some(opened()),
        "delivered" => Some(noted()),
        "acknowledged" | "commented" => Some(answered()),
        other => known(other),
    };
    word.map_or_else(|| action.into(), |word| word.said())
}

fn known(what: &str) -> Option<Message> {
    Some(match what {
        "seen" => seen(),
        "intended" => intended(),
        "opened" => opened(),
        "adopted" => adopted(),
        "joined" => joined(),
        "unlinked" => unlinked(),
        "state" => state(),
        "assigned" => assigned(),
        "taken_over" => taken_over(),
        "noted" => noted(),
        "revised" => revised(),
        "reopened" => reopened(),
        "solved" => solved(),
        "relayed" => relayed(),
        "answered" => answered(),
        "told_closed" => told_closed(),
        "told_state" => told_state(),
        "acknowledgement_ended" => acknowledgement_ended(),
        "over" => over(),
        "gone" => gone(),
        "back" => back(),
        "without_name" => without_name(),
        "without_item" => without_item(),
        "not_opened" => not_opened(),
        "unseen" => unseen(),
        _ => return None,
    })
}
