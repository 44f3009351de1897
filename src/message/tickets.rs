//! Tickets as the commands list and show them.

use super::messages;
use crate::model::said::{Said, Say};
use crate::model::ticket_ledger::Source;

messages! { "tickets";
    monitor_silent(monitor) "the monitor `{monitor}` did not answer; nothing was done"
        = "l'outil de supervision `{monitor}` n'a pas répondu\u{a0}; rien n'a été fait";
    several_events(name, monitor, keys) "`{name}` means several events of `{monitor}`: {keys}"
        = "`{name}` désigne plusieurs événements de `{monitor}`\u{a0}: {keys}";
    not_seen(desk, number) "`{desk}` has no ticket `{number}` that our user may see"
        = "`{desk}` n'a pas de ticket `{number}` visible pour notre utilisateur";
    nothing_found() "no open ticket has all of these words"
        = "aucun ticket en cours ne contient tous ces mots";
    nothing_there() "no tickets"
        = "aucun ticket";
    only_newest(limit) "only the newest {limit} are shown (--limit)"
        = "seuls les {limit} plus récents sont affichés (--limit)";
    being_opened() "being opened"
        = "en cours d'ouverture";
    unknown(name) "we know no ticket `{name}`; `tickets show --desk NAME {name}` looks for any ticket there"
        = "nous ne connaissons aucun ticket `{name}`\u{a0}; `tickets show --desk NOM {name}` cherche \
           n'importe quel ticket de l'outil";
    job_and_rule(job, rule) "{job}, rule {rule}"
        = "{job}, règle {rule}";
    unlinked(at) "unlinked {at}"
        = "détaché le {at}";
    desk() "desk"
        = "outil";
    state() "state"
        = "état";
    assigned() "assigned"
        = "attribué à";
    job() "job"
        = "tâche";
    company() "company"
        = "société";
    since() "since"
        = "depuis";
    seen() "seen"
        = "vu";
    opened() "opened"
        = "ouvert";
    changed() "changed"
        = "modifié";
    resolved() "resolved"
        = "résolu";
    closed() "closed"
        = "clos";
    resolution() "resolution"
        = "solution";
    key() "key"
        = "clé";
    link() "link"
        = "lien";
    private() "private"
        = "privé";
    public() "public"
        = "public";
    source_opened() "opened"
        = "ouverture par stocktake";
    source_adopted() "adopted"
        = "reprise d'un ticket existant";
    source_linked() "linked"
        = "lien posé à la main";
    came_by() "came by"
        = "venu par";
    taken_over() "taken over"
        = "repris";
}

impl Say for Source {
    fn said(&self) -> Said {
        match self {
            Self::Opened => source_opened(),
            Self::Adopted => source_adopted(),
            Self::Linked => source_linked(),
        }
        .said()
    }
}
