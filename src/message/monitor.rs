//! What monitors say, and what is said of them.

use super::messages;

messages! { "monitor";
    closes_by_itself() "it closes a problem by itself when the check is good again"
        = "l'outil ferme lui-même un problème quand le contrôle redevient bon";
    no_act(name) "it has no act `{name}`"
        = "l'outil n'a pas d'action `{name}`";
    no_comments() "it has no comments"
        = "l'outil n'a pas de commentaires";
    service_is(service, host, state) "{service} on {host} is {state}"
        = "{service} sur {host}\u{a0}: {state}";
    host_is(host, state) "{host} is {state}"
        = "{host}\u{a0}: {state}";
}
