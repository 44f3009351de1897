//! Questions that wait for a person.

use super::messages;
use crate::model::question::Topic;
use crate::model::said::{Said, Say};

messages! { "questions";
    nothing_waits() "nothing waits for a decision"
        = "aucune décision en attente";
    unknown(id) "there is no open question {id}; `stocktake questions` lists them"
        = "il n'y a pas de question en attente {id}\u{a0}; `stocktake questions` en donne la liste";
    several(id, n) "{n} open questions begin with {id}; give more of its id"
        = "{n} questions en attente commencent par {id}\u{a0}; donnez plus de caractères de l'id";
    day_is_past(day) "{day} is not to come: give a day after today"
        = "{day} n'est pas à venir\u{a0}: donnez une date après aujourd'hui";
    day_is_too_far(day, year) "{day} is too far away: give a day up to the year {year}"
        = "{day} est trop lointain\u{a0}: donnez une date jusqu'à l'année {year}";
    closed_before(how) "before, it was {how}; this takes its place"
        = "elle était auparavant {how}\u{a0}; ceci le remplace";
    closed_meanwhile(how) "nothing was changed: it was {how}"
        = "rien n'a été modifié\u{a0}: elle a été {how}";
    closed(job, label) "closed: {label} ({job}); it is told again once what it is about changes"
        = "question close\u{a0}: {label} ({job})\u{a0}; elle revient dès que son objet change";
    closed_until(job, label, day)
        "closed: {label} ({job}); it is told again on {day}, or once what it is about changes"
        = "question close\u{a0}: {label} ({job})\u{a0}; elle revient le {day}, ou dès que son objet change";
    overdue(day) "overdue since {day}"
        = "en retard depuis le {day}";
    closed_by(by, day) "closed by {by} on {day}"
        = "close par {by} le {day}";
    closed_by_until(by, day, until) "closed by {by} on {day}, until {until}"
        = "close par {by} le {day}, jusqu'au {until}";
    for_reason(closed, why) "{closed}: {why}"
        = "{closed}\u{a0}: {why}";
    changes_of(changes, job) "{changes} {changes:change|changes} of {job}"
        = "{changes} {changes:changement|changements} de {job}";
    head_id() "ID"
        = "ID";
    head_job() "JOB"
        = "TÂCHE";
    head_topic() "TOPIC"
        = "SUJET";
    head_since() "SINCE"
        = "DEPUIS";
    head_due() "BY"
        = "ÉCHÉANCE";
    head_what() "WHAT"
        = "OBJET";
    plan_refused(run, message) "The plan of run {run} was refused: {message}."
        = "Le plan de l'exécution {run} a été refusé\u{a0}: {message}.";
}

/// A topic in a word or two, for a column: in English the word of JSON.
impl Say for Topic {
    fn said(&self) -> Said {
        let french = match self {
            Self::PlanWaits => "plan refusé",
            Self::LateWrite => "sans réponse",
            Self::Held => "en attente",
            Self::Conflict => "conflit",
            Self::Fight => "va-et-vient",
            Self::Ambiguous => "ambigu",
            Self::Returned => "ressorti",
            Self::Removed => "supprimé",
            Self::SilentSource => "source muette",
            Self::NameGone => "nom disparu",
            Self::LockEnds => "fin de verrou",
            Self::ContractEnds => "échéance",
            Self::ContractOverlap => "chevauchement",
            Self::NearDuplicate => "doublon",
            Self::JunkKey => "clé sans valeur",
            Self::Reading => "lecture",
        };
        // The words by which the page of a topic is found, too.
        Said::new(self.as_str().replace('_', " "), french.to_owned())
    }
}
