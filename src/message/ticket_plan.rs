//! A plan of tickets as people read it, on the terminal and as Markdown.

use super::messages;

messages! { "ticket_plan";
    named(kind, name) "{kind} {name}"
        = "{kind} {name}";
    failed(event, rule, reason) "{event} ({rule}): {reason}"
        = "{event} ({rule})\u{a0}: {reason}";
    of_ticket(ticket, how) "{ticket}: {how}"
        = "{ticket}\u{a0}: {how}";
    left_alone_as(label, monitor, why) "{label} ({monitor}): {why}"
        = "{label} ({monitor})\u{a0}: {why}";
    opening_head(desk, class, title) "{desk} {class}: {title}"
        = "{desk} {class}\u{a0}: {title}";
    answered_with(event, ticket) "{event} with {ticket}"
        = "{event}, avec {ticket}";
    told_about(event, ticket) "{event} about {ticket}"
        = "{event}, au sujet de {ticket}";
    markdown_trouble(name, trouble) "**Trouble** with {name}: {trouble}"
        = "**Problème** avec {name}\u{a0}: {trouble}";
    cannot_be_made() "Cannot be made"
        = "Impossible à faire";
    left_alone_title() "Left alone"
        = "Laissés tels quels";
    out_of_step_title() "Out of step"
        = "Désaccords";
    note(ticket, visibility) "{ticket}, {visibility} note"
        = "{ticket}, note ({visibility})";
    and_code(code) ", code {code}"
        = ", code {code}";
    closed(event, how, ticket) "{event}: {how}, {ticket} is closed"
        = "{event}\u{a0}: {how}, {ticket} est clos";
    title(job) "Plan of {job}"
        = "Plan de {job}";
    more_in_json(n) "… and {n} more; --format json has them all"
        = "… et {n} de plus\u{a0}; --format json les contient tous";
    code(code) "code {code}"
        = "code {code}";
    more_events(n) "… and {n} more {n:event|events}"
        = "… et {n} {n:événement|événements} de plus";
    left_alone(n) "Left alone ({n})"
        = "{n:Laissé tel quel|Laissés tels quels} ({n})";
    open() "open"
        = "ouvrir";
    deliver() "deliver as note"
        = "remettre en note";
    reopen() "reopen"
        = "rouvrir";
    solve() "solve"
        = "résoudre";
    write_note() "note"
        = "noter";
    acknowledge() "acknowledge"
        = "acquitter";
    comment() "comment"
        = "commenter";
    tell_state() "tell the state"
        = "signaler l'état";
    tell_state_title() "Tell sources the state of tickets"
        = "Signaler l'état de tickets aux sources";
    told_state(event, act, ticket) "{event}: {act}, ticket {ticket}"
        = "{event}\u{a0}: {act}, ticket {ticket}";
    tell_closed() "tell closed"
        = "signaler la clôture";
    open_title() "Open tickets"
        = "Ouvrir des tickets";
    deliver_title() "Deliver as notes on tickets of people"
        = "Remettre en note sur des tickets existants";
    reopen_title() "Reopen tickets"
        = "Rouvrir des tickets";
    solve_title() "Solve tickets"
        = "Résoudre des tickets";
    note_title() "Write notes"
        = "Écrire des notes";
    acknowledge_title() "Acknowledge events"
        = "Acquitter des événements";
    comment_title() "Comment on events"
        = "Commenter des événements";
    tell_closed_title() "Tell monitors that tickets are closed"
        = "Signaler la clôture de tickets aux outils de supervision";
    revise() "raise"
        = "réévaluer";
    revise_title() "Raise tickets with their problems"
        = "Réévaluer des tickets dont le problème s'est aggravé";
    relay() "tell comments of tickets"
        = "reporter les commentaires de tickets";
    relay_title() "Tell monitors what people said in tickets"
        = "Reporter dans la supervision ce qui est dit dans les tickets";
    release() "end acknowledgement"
        = "lever l'acquittement";
    release_title() "End our acknowledgements of problems that are over"
        = "Lever nos acquittements de problèmes terminés";
    released(object, monitor, ticket) "{object} ({monitor}): {ticket}"
        = "{object} ({monitor})\u{a0}: {ticket}";
    nothing_to_do() "nothing to do"
        = "rien à faire";
    with_ticket(n) "{n} with a ticket"
        = "{n} avec un ticket";
    without_rule(n) "{n} without a rule"
        = "{n} sans règle";
    not_confirmed(n) "{n} not confirmed yet"
        = "{n} pas encore {n:confirmé|confirmés}";
    too_young(n) "{n} too young"
        = "{n} trop {n:récent|récents}";
    acknowledged(n) "{n} acknowledged"
        = "{n} {n:acquitté|acquittés}";
    not_acknowledged(n) "{n} not acknowledged yet"
        = "{n} pas encore {n:acquitté|acquittés}";
    in_downtime(n) "{n} in a downtime or silenced"
        = "{n} en maintenance ou mis en sourdine";
    on_host_down(n) "{n} on a host that is down"
        = "{n} sur un hôte en panne";
    flapping(n) "{n} flapping"
        = "{n} {n:instable|instables}";
    in_storm(n) "{n} in a storm"
        = "{n} dans une rafale";
    closed_for_good(n) "{n} closed for good"
        = "{n} clos sans suite";
    taken_from_ticket(n) "{n} taken from {n:its ticket|their tickets}"
        = "{n} {n:retiré de son ticket|retirés de leurs tickets}";
    events_are_over() "its events are over, and it is open"
        = "ses événements sont terminés, et il est encore en cours";
    event_is_open() "it is closed, and an event is still open"
        = "il est clos, et un événement est encore ouvert";
    event_is_hidden() "it is open; its event is out of the list, but what is checked is still bad"
        = "il est en cours\u{a0}; son événement n'est plus dans la liste, mais ce qui est contrôlé est \
           toujours en défaut";
    object_is_pending() "it is open; what is checked has not been checked since the monitor lost its state"
        = "il est en cours\u{a0}; le contrôle n'a pas été refait depuis que la supervision a perdu son état";
    object_is_switched_off() "it is open; what is checked is switched off in the monitor"
        = "il est en cours\u{a0}; le contrôle est désactivé dans la supervision";
    object_is_not_shown() "it is open; what is checked is deleted there, or out of our user's sight"
        = "il est en cours\u{a0}; ce qui est contrôlé y est supprimé, ou hors de la vue de notre utilisateur";
    monitor_is_unfed() "it is open; nothing shows that its monitor is still told of problems"
        = "il est en cours\u{a0}; rien ne montre que sa supervision reçoit encore les problèmes";
    a_ticket() "a ticket"
        = "un ticket";
    note_head(desk, number, visibility, title) "{desk} {number}, {visibility} note: {title}"
        = "{desk} {number}, note ({visibility})\u{a0}: {title}";
    rule(rule) "rule {rule}"
        = "règle {rule}";
    impact(impact) "impact {impact}"
        = "impact {impact}";
    urgency(urgency) "urgency {urgency}"
        = "urgence {urgency}";
    by_line_of_rule() "by a line of the rule, which goes before those of the job"
        = "d'après une ligne de la règle, qui passe avant celles de la tâche";
    for_storm() "for a storm"
        = "pour une rafale";
    for_storm_at(site) "for a storm at {site}"
        = "pour une rafale sur {site}";
    or_ticket_of_person() "or an open ticket of a person about the same item"
        = "ou un ticket ouvert par une personne sur le même élément";
    site(site) "site {site}"
        = "site {site}";
    ci(name) "CI {name}"
        = "CI {name}";
    ci_of(hosts) "CI of {hosts}"
        = "CI de {hosts}";
    linked_to(items) "linked to {items}"
        = "lié à {items}";
    event_since(event, state, since) "{event} {state} since {since}"
        = "{event} {state} depuis {since}";
    unacknowledge() "take the acknowledgement back"
        = "retirer l'acquittement";
    close_event() "close the event"
        = "fermer l'événement";
    act(name) "`{name}` at the source"
        = "`{name}` à la source";
    more_lines(n) "… and {n} more {n:line|lines}"
        = "… et {n} {n:ligne|lignes} de plus";
    left_out_title() "Opened without"
        = "Ouverts sans certains noms";
    left_out(n, why) "{why} ({n} {n:ticket|tickets})"
        = "{why} ({n} {n:ticket|tickets})";
    of_other_job(n) "{n} for another job"
        = "{n} pour une autre tâche";
    less_severe(n) "{n} less severe than rules ask for"
        = "{n} moins {n:grave|graves} que ce que demandent les règles";
    rule_is_off(n) "{n} of a rule that is off"
        = "{n} d'une règle désactivée";
    began_while_off(n) "{n} begun while the rule was off"
        = "{n} {n:commencé|commencés} pendant que la règle était désactivée";
}
