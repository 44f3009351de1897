//! Why an event is left alone, and what a ticket of a storm says.

use super::messages;

messages! { "triage";
    group_without_events() "a group without events"
        = "un groupe sans événements";
    storm(n, minutes) "Storm: more than {n} tickets in {minutes} min"
        = "Rafale\u{a0}: plus de {n} tickets en {minutes} min";
    storm_at(site, n, minutes) "Storm at {site}: more than {n} tickets in {minutes} min"
        = "Rafale sur {site}\u{a0}: plus de {n} tickets en {minutes} min";
    still_open(n, total, over) "Still open under this ticket: {n} of {total}; over: {over}."
        = "Encore ouverts sous ce ticket\u{a0}: {n} sur {total}\u{a0}; terminés\u{a0}: {over}.";
    own_ticket(event, number) "{event} has a ticket of its own: {number}"
        = "{event} a son propre ticket\u{a0}: {number}";
    not_listed_now(object) "{object} | not listed now"
        = "{object} | hors de la liste actuellement";
    event_line(event, state, time, title) "{event} | {state} | since {time} | {title}"
        = "{event} | {state} | depuis {time} | {title}";
    operator_acknowledged(who, monitor, event, at, text) "{who} acknowledged {event} in {monitor}{at}\n{text}"
        = "{who} a acquitté {event} dans {monitor}{at}\n{text}";
    operator_commented(who, monitor, event, at, text) "{who} on {event} in {monitor}{at}\n{text}"
        = "{who} à propos de {event} dans {monitor}{at}\n{text}";
    somebody() "somebody who is not shown to us"
        = "quelqu'un qui ne nous est pas montré";
    ticket_says(who, ticket, text) "{who} in {ticket}: {text}"
        = "{who} dans {ticket}\u{a0}: {text}";
    has_ticket(ticket) "has the ticket {ticket}"
        = "a le ticket {ticket}";
    no_rule() "no rule covers it"
        = "aucune règle ne s'y applique";
    not_confirmed(rule) "{rule}: not confirmed yet"
        = "{rule}\u{a0}: pas encore confirmé";
    too_young(rule) "{rule}: too young"
        = "{rule}\u{a0}: trop récent";
    acknowledged(rule) "{rule}: acknowledged"
        = "{rule}\u{a0}: acquitté";
    not_acknowledged(rule) "{rule}: not acknowledged yet"
        = "{rule}\u{a0}: pas encore acquitté";
    in_downtime(rule) "{rule}: in a downtime or silenced"
        = "{rule}\u{a0}: en maintenance ou mis en sourdine";
    host_is_down(rule) "{rule}: its host is down"
        = "{rule}\u{a0}: son hôte est en panne";
    flapping(rule) "{rule}: flapping"
        = "{rule}\u{a0}: instable";
    part_of_storm(ticket) "part of the storm in {ticket}"
        = "fait partie de la rafale de {ticket}";
    will_not_be_solved(ticket) "{ticket} was closed as one that will not be solved"
        = "{ticket} a été clos comme ne devant pas être résolu";
    other_job(job, rule) "the rule {rule} of the job {job} covers it"
        = "la règle {rule} de la tâche {job} s'y applique";
    less_severe(rule) "{rule}: less severe than it asks for"
        = "{rule}\u{a0}: moins grave que ce qu'elle demande";
    rule_is_off(rule) "{rule}: the rule is off (`enabled = false`)"
        = "{rule}\u{a0}: la règle est désactivée (`enabled = false`)";
    began_while_off(rule) "{rule}: it began while the rule was off; `tickets create` opens one all the same"
        = "{rule}\u{a0}: il a commencé pendant que la règle était désactivée\u{a0}; `tickets create` en ouvre un \
           malgré tout";
    without_title() "the title is empty: no desk takes a ticket without one"
        = "le titre est vide\u{a0}: aucun outil de tickets n'accepte un ticket sans titre";
    nearest_rule(rule, others) "the nearest is {rule}, which takes other {others}"
        = "la plus proche est {rule}, qui vise d'autres {others}";
    rule_of_job(rule, job) "{rule} of the job {job}"
        = "{rule} de la tâche {job}";
    monitors() "monitors"
        = "outils de supervision";
    kinds() "element types"
        = "types d'éléments";
    severities() "severities"
        = "gravités";
    hosts() "hosts"
        = "hôtes";
    services() "services"
        = "services";
    groups() "groups"
        = "groupes";
    labels() "labels"
        = "étiquettes";
    taken_from_ticket(ticket) "a person took it from {ticket}"
        = "une personne l'a retiré de {ticket}";
}
