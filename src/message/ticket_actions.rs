//! What was done with tickets and events, and why something was not.

use super::messages;

// The codes keep the name that this area had first.
messages! { "deeds";
    cannot_ask_for_persons_ticket(error)
        "it could not be asked whether a person opened a ticket already: {error}"
        = "impossible de demander si une personne a déjà ouvert un ticket\u{a0}: {error}";
    adopted_without_details(error) "it was adopted, but the details are not in it: {error}"
        = "le ticket a été repris, mais les détails n'y figurent pas\u{a0}: {error}";
    acknowledged_by_another(who) "{who} acknowledged it: it is left as it is"
        = "{who} l'a acquitté\u{a0}: on n'y touche pas";
    not_wanted() "nothing was sent: the act's own condition (`only_if`) does not hold"
        = "rien n'a été envoyé\u{a0}: la condition de l'acte (`only_if`) n'est pas remplie";
    not_tried_again(why) "{why}; it is not tried again"
        = "{why}\u{a0}; il n'y aura pas d'autre essai";
    problem_is_over() "the problem is over"
        = "le problème est terminé";
    problem_is_over_as(words) "the problem is over; its source says: {words}"
        = "le problème est terminé\u{a0}; sa source indique\u{a0}: {words}";
    rule_says_nothing() "the rule says nothing"
        = "la règle ne produit aucun texte";
    not_said_again(error) "{error}; it is not said twice"
        = "{error}\u{a0}; ce n'est pas dit deux fois";
    rule_gone(rule) "the job no longer has a rule `{rule}`"
        = "la tâche n'a plus de règle `{rule}`";
    and_how(how) ": {how}"
        = "\u{a0}: {how}";
    problem_still_there(number, state, how, url)
        "Ticket {number} is {state}{how}, the problem is still there.{url}"
        = "Ticket {number}\u{a0}: état {state}{how}\u{a0}; le problème est toujours là.{url}";
    has_a_ticket(event, number) "`{event}` has the ticket {number} already; --another opens one more"
        = "`{event}` a déjà le ticket {number}\u{a0}; --another en ouvre un de plus";
    monitor_silent(monitor, trouble) "the monitor `{monitor}` does not answer: {trouble}"
        = "l'outil de supervision `{monitor}` ne répond pas\u{a0}: {trouble}";
    no_monitor(job, monitor) "the job {job} has no monitor `{monitor}`"
        = "la tâche {job} n'a pas d'outil de supervision `{monitor}`";
    no_open_problem(monitor, event, events)
        "`{monitor}` shows no open problem `{event}`; `{events}` lists them"
        = "`{monitor}` n'affiche aucun problème ouvert `{event}`\u{a0}; `{events}` en donne la liste";
    no_rule(job, rule, known) "the job {job} has no rule `{rule}` (rules: {known})"
        = "la tâche {job} n'a pas de règle `{rule}` (règles\u{a0}: {known})";
    no_rule_about_it(known) "no rule covers it: name one with --rule (rules: {known})"
        = "aucune règle ne s'y applique\u{a0}: choisissez-en une avec --rule (règles\u{a0}: {known})";
    no_ticket_for_note(desk, number) "`{desk}` has no ticket `{number}` on which it could be noted"
        = "`{desk}` n'a pas de ticket `{number}` où le noter";
    tickets_for_note(desk, number, n, numbers)
        "{n} tickets of `{desk}` fit `{number}`, and it is noted on none: {numbers}; let the rule give a number"
        = "{n} tickets de `{desk}` correspondent à `{number}`, et rien n'y est noté\u{a0}: {numbers}\u{a0}; faites \
           donner un numéro par la règle";
    note_on(ticket) "a note on {ticket}"
        = "une note sur {ticket}";
    desk_not_there() "it is not there"
        = "le système est introuvable";
    desk_unusable(desk, why) "`{desk}` cannot be used: {why}"
        = "`{desk}` n'est pas utilisable\u{a0}: {why}";
    names_unknown(desk, error) "the names of `{desk}` are not known: {error}"
        = "les noms de `{desk}` ne sont pas connus\u{a0}: {error}";
    cannot_ask_for_ticket(error) "it could not be asked whether the ticket is there already: {error}"
        = "impossible de demander si le ticket existe déjà\u{a0}: {error}";
    opened_and_not_shown(number, desk)
        "it was opened as {number}, and `{desk}` does not show it to us when it is asked for our key: no second \
         one is opened. Give the account the right to read what it writes"
        = "le ticket a été ouvert sous le numéro {number}, mais `{desk}` ne nous le montre pas quand nous \
           le cherchons par notre clé\u{a0}: aucun second ticket n'est ouvert. Donnez au compte le droit \
           de lire ce qu'il écrit";
    opened_without_key(number, desk)
        "it was opened as {number}, and `{desk}` does not find it by our key: it is known by its number only, and \
         would be opened twice after an interruption"
        = "le ticket a été ouvert sous le numéro {number}, mais `{desk}` ne le retrouve pas par notre \
           clé\u{a0}: seul son numéro le désigne, et il serait ouvert deux fois après une interruption";
    more_than_once(used, others)
        "there is more than one ticket with our key: {used} is used, close {others}"
        = "plusieurs tickets portent notre clé\u{a0}: {used} est utilisé, fermez {others}";
    fewer_shown(shown, ours, minutes)
        "it shows only {shown} of our {ours} tickets: were rights taken away? Nothing is done there until \
         they are back, or have been missing for {minutes} minutes"
        = "tickets visibles\u{a0}: seulement {shown} de nos {ours}\u{a0}; des droits ont-ils été \
           retirés\u{a0}? Rien n'y est fait tant que les tickets ne sont pas revenus, ou absents depuis \
           {minutes} {minutes:minute|minutes}";
    objects_not_asked(error)
        "what became of events that it no longer lists could not be asked, so nothing of it is over: {error}"
        = "impossible de demander ce que sont devenus les événements qui ne figurent plus dans la liste, \
           aucun n'est donc considéré comme terminé\u{a0}: {error}";
    no_item_of(hosts) "no item of {hosts} was found: it is linked to none"
        = "aucun élément trouvé pour {hosts}\u{a0}: le ticket n'est lié à aucun";
    refused_without(reason, names) "{reason} (sent without these: {names})"
        = "{reason} (envoyé sans ceci\u{a0}: {names})";
    several_items_of(host, first, n)
        "{host} may be {first} or {n} {n:other item|other items}: none of them is linked"
        = "{host} peut être {first} ou {n} {n:autre élément|autres éléments}\u{a0}: le ticket n'est lié à \
           aucun";
    item_of_parent(item, owner, company)
        "{item} belongs to {owner}, which stands above {company}: it is not linked"
        = "{item} appartient à {owner}, au-dessus de {company}\u{a0}: le ticket n'y est pas lié";
    item_of_other_company(item, owner, company)
        "{item} belongs to {owner}, not to {company}: it is not linked"
        = "{item} appartient à {owner}, et non à {company}\u{a0}: le ticket n'y est pas lié";
    monitor_asked_by_next_run(error) "{error}; the next run looks for it there before it tells again"
        = "{error}\u{a0}; la prochaine exécution vérifie dans l'outil de supervision avant de le prévenir \
           à nouveau";
    comments_not_read(error) "what its operators said could not be read: {error}"
        = "les commentaires de ses opérateurs n'ont pas pu être lus\u{a0}: {error}";
    shown_no_more() "it is no longer shown"
        = "le ticket n'est plus affiché";
    shown_again() "it is shown again"
        = "le ticket est à nouveau affiché";
    of_job_gone(job) "the job `{job}`, which no longer exists"
        = "la tâche `{job}`, qui n'existe plus";
    of_rule_gone(rule) "the rule `{rule}`, which the job no longer has"
        = "la règle `{rule}`, que la tâche n'a plus";
    of_monitor_left(monitor) "the monitor `{monitor}`, which the job no longer asks"
        = "l'outil de supervision `{monitor}`, que la tâche n'interroge plus";
    followed_by_nothing(n, why) "{n} open {n:ticket is|tickets are} of {why}"
        = "{n} {n:ticket en cours dépend|tickets en cours dépendent} de {why}";
}
