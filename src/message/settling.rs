//! What interrupted runs left open, and what a person reads of writes whose outcome is not known.

use super::messages;

messages! { "settling";
    left_out(what, reason) "{what}: {reason}"
        = "{what}\u{a0}: {reason}";
    telling_unknown() "interrupted: whether the monitor was told is not known, it is not told again"
        = "interrompu\u{a0}: on ne sait pas si l'outil de supervision a été prévenu, il ne l'est pas une \
           seconde fois";
    done_again() "interrupted; done again where it is wanted"
        = "interrompu\u{a0}; refait là où c'est voulu";
    ticket_not_kept() "its ticket is no longer kept"
        = "son ticket n'est plus suivi";
    ticket_not_opened() "its ticket was not opened"
        = "son ticket n'a pas été ouvert";
    found_done() "found done after an interruption"
        = "constaté fait après une interruption";
    adopted_without_details() "interrupted: the ticket was adopted, and the details are not in it"
        = "interrompu\u{a0}: le ticket a été repris, mais les détails n'y figurent pas";
    written_again() "interrupted; written again where it is wanted"
        = "interrompu\u{a0}; réécrit là où c'est voulu";
    opened_again() "not done; opened again where it is still wanted"
        = "non fait\u{a0}; ouvert à nouveau là où c'est encore voulu";
    not_at_the_desk() "it is not there"
        = "le ticket n'est pas dans l'outil";
    told_until(until)
        "whether the monitor was told is not known; its comments are looked at until {until}, and then it is told"
        = "on ne sait pas si l'outil de supervision a été prévenu\u{a0}; ses commentaires sont examinés \
           jusqu'à {until}, puis il est prévenu";
    told_at_source_until(until)
        "whether it was done at the source is not known; it is waited until {until}, and then the source is asked"
        = "on ne sait pas si la source l'a fait\u{a0}; on attend jusqu'à {until}, puis la source est interrogée";
    asked_at_its_source() "interrupted; its source is asked whether it was done"
        = "interrompu\u{a0}; on demande à sa source si c'est fait";
    not_wanted() "interrupted; nobody wants it any more"
        = "interrompu\u{a0}; plus personne n'en a besoin";
    /// Of a ticket or a note, in a later run.
    act_waits(sent)
        "it was sent {sent} and may still be carried out by the server: it is not sent again until its end \
         is known, and nothing else is written there"
        = "envoyé le {sent}, le serveur peut encore l'exécuter\u{a0}: rien n'est renvoyé tant que l'issue \
           n'est pas connue, et rien d'autre n'est écrit sur ce ticket";
    act_waits_until(sent, until)
        "it was sent {sent} and may still be carried out by the server, and nothing tells its end: it is \
         looked for by every run, and sent again by one after {until} that does not find it"
        = "envoyé le {sent}, le serveur peut encore l'exécuter, et rien n'en indique l'issue\u{a0}: chaque \
           exécution le recherche, et l'envoie à nouveau si, après le {until}, elle ne le trouve pas";
    act_asks(run, sent)
        "it was sent {sent} (run {run}) and never answered, it is not at the desk, and nothing tells whether it \
         still comes: it is not sent again without a person's word, since a double would be costly"
        = "envoyé le {sent} (exécution {run}), resté sans réponse et absent de l'outil de tickets, sans \
           que rien n'indique s'il arrivera encore\u{a0}: rien n'est renvoyé sans l'accord d'une personne, \
           car un doublon coûterait cher";
    ask_acts_label(n, desks) "{n} {n:ticket or note|tickets and notes} of unknown outcome at {desks}"
        = "{n} {n:ticket ou note|tickets et notes} d'issue inconnue dans {desks}";
    ask_acts_text(n, run, sent, examples, desks)
        "{n} {n:ticket or note|tickets and notes} of run {run} ({examples}) {n:was|were} sent to {desks} {sent} and \
         never answered; {n:it is|they are} not there, and nothing proves that {n:it|they} will not come yet. Every \
         run looks for {n:it|them}; {n:its event has|their events have} no ticket meanwhile."
        = "{n} {n:ticket ou note|tickets et notes} de l'exécution {run} ({examples}), {n:envoyé|envoyés} à \
           {desks} le {sent}, {n:est resté|sont restés} sans réponse\u{a0}; rien ne s'y trouve, et rien ne \
           prouve que {n:l'envoi n'arrivera|les envois n'arriveront} pas encore. Chaque exécution \
           {n:le|les} recherche\u{a0}; {n:son événement n'a|leurs événements n'ont} pas de ticket \
           entre-temps.";
    ask_acts_answer(settle)
        "when you are sure that they will not come: {settle}; the next run then \
         sends them. When you see to them yourself: stocktake questions close, with the id of this question"
        = "quand vous êtes sûr qu'ils n'arriveront plus\u{a0}: {settle}\u{a0}; la prochaine exécution les renverra alors. Si vous vous en occupez \
           vous-même\u{a0}: stocktake questions close, avec l'id de cette question";
    came_unwanted(number)
        "it came when its problem was over and nobody waited for it any more: nothing follows {number}; close it \
         there"
        = "le ticket est arrivé alors que son problème était terminé et que plus personne ne \
           l'attendait\u{a0}: rien ne suit {number}\u{a0}; fermez-le dans l'outil";
    /// Of a ticket that was to be opened, in a later run.
    not_looked_for(error)
        "whether it was opened could not be asked, so it is not opened again: {error}"
        = "impossible de demander si le ticket a été ouvert, il n'est donc pas ouvert à nouveau\u{a0}: \
           {error}";
    opened_and_not_shown(id, key, desk)
        "it was opened ({id}), and `{desk}` does not show it to us by our key {key}: no second one is opened. \
         Give the account the right to read what it writes; where there really is none, a person has to see to \
         the event"
        = "le ticket a été ouvert ({id}), mais `{desk}` ne nous le montre pas par notre clé {key}\u{a0}: \
           aucun second ticket n'est ouvert. Donnez au compte le droit de lire ce qu'il écrit\u{a0}; s'il \
           n'y a vraiment pas de ticket, une personne doit s'occuper de l'événement";
    found_ticket() "found after an interruption"
        = "retrouvé après une interruption";
    needs_key(key) "the state needs the key {key}"
        = "la base d'état exige la clé {key}";
    cannot_make_key(path) "cannot make the key {path}"
        = "impossible de créer la clé {path}";
    asking_for_ends() "asking for the end of earlier writes"
        = "vérification de l'issue des écritures précédentes";
    /// Of a row, after a call that may still be carried out.
    waits(reason) "{reason}; the server may still carry it out: it is neither written again nor forgotten, and a later run looks for it"
        = "{reason}\u{a0}; le serveur peut encore exécuter l'écriture\u{a0}: elle n'est ni refaite ni \
           oubliée, et une exécution ultérieure la recherche";
    /// Of a row that a gateway may still hold.
    waits_before_server(reason, minutes) "{reason}; it may still wait before the server: it is looked for again by a run that starts {minutes} {minutes:minute|minutes} from now or later, and written again only then"
        = "{reason}\u{a0}; l'écriture attend peut-être encore devant le serveur\u{a0}: une exécution qui \
           démarre dans {minutes} {minutes:minute|minutes} ou plus la recherche à nouveau, et ne la refait \
           qu'à ce moment";
    too_late(reason) "{reason}; the server ended it without carrying it out: planned anew by the next run where it is still wanted"
        = "{reason}\u{a0}; le serveur a abandonné l'écriture sans l'exécuter\u{a0}: la prochaine exécution \
           la replanifie si elle est encore voulue";
    not_looked(reason, why) "{reason}; looking whether it was written failed too: {why}. The next run settles it"
        = "{reason}\u{a0}; vérifier si c'était écrit a échoué aussi\u{a0}: {why}. La prochaine exécution \
           réglera ce point";
    found() "its answer was lost; it was found done"
        = "la réponse s'est perdue\u{a0}; constaté fait";
    found_later() "found done after the run was interrupted"
        = "constaté fait après l'interruption de l'exécution";
    not_done() "not done when the run was interrupted; planned anew where it is still wanted"
        = "non fait au moment de l'interruption de l'exécution\u{a0}; replanifié si c'est encore voulu";
    /// Of a record, in a later run.
    record_waits(run, sent) "an earlier write of it (run {run}, sent {sent}) may still be carried out by the server: it is left alone until its end is known"
        = "une écriture précédente de cet enregistrement (exécution {run}, envoyée le {sent}) peut encore \
           être exécutée par le serveur\u{a0}: on n'y touche pas tant que son issue n'est pas connue";
    record_waits_until(run, sent, until)
        "an earlier write of it (run {run}, sent {sent}) may still be carried out by the server, and \
         nothing tells its end: it is left alone until it is found, or until a run after {until} does not \
         find it"
        = "une écriture précédente de cet enregistrement (exécution {run}, envoyée le {sent}) peut encore \
           être exécutée par le serveur, et rien n'en indique l'issue\u{a0}: on n'y touche pas avant \
           qu'elle soit retrouvée, ou qu'une exécution après le {until} l'ait cherchée en vain";
    record_asks(run, sent)
        "an earlier write of it (run {run}, sent {sent}) was never answered and is not there: it is not \
         made again without a person's word, since a duplicate would be costly"
        = "une écriture précédente de cet enregistrement (exécution {run}, envoyée le {sent}) est restée \
           sans réponse et n'a laissé aucune trace\u{a0}: elle n'est pas refaite sans l'accord d'une \
           personne, car un doublon coûterait cher";
    name_waits(class, name) "{class} `{name}` was sent to the server before, and may still be made there"
        = "{class} `{name}` a déjà été envoyé au serveur et peut encore y être créé";
    rows_wait(n) "{n} {n:write|writes} of unknown outcome {n:waits|wait}: neither written again nor forgotten until the server has ended {n:it|them}"
        = "{n} {n:écriture d'issue inconnue est en suspens\u{a0}: ni refaite ni oubliée|écritures d'issue \
           inconnue sont en suspens\u{a0}: ni refaites ni oubliées} tant que le serveur n'y a pas mis fin";
    plan_needs_name(class, name) "the plan needs {class} `{name}`, which was sent before and may still be made: make a new plan when it is there"
        = "le plan a besoin de {class} `{name}`, déjà envoyé et peut-être encore à venir\u{a0}: faites un \
           nouveau plan quand il existera";
    ask_label(n) "{n} {n:write|writes} of unknown outcome"
        = "{n} {n:écriture|écritures} d'issue inconnue";
    ask_text(n, run, sent, examples) "{n} {n:creation|creations} of run {run} ({examples}) {n:was|were} sent {sent} and never answered; {n:it is|they are} not there, and nothing proves that the server will not carry {n:it|them} out yet."
        = "{n} {n:création|créations} de l'exécution {run} ({examples}), {n:envoyée|envoyées} le {sent}, \
           {n:est restée|sont restées} sans réponse\u{a0}; {n:elle|elles} n'{n:a|ont} laissé aucune trace, \
           et rien ne prouve que le serveur ne {n:l'exécutera|les exécutera} pas encore.";
    ask_answer(settle) "when you are sure that they will not come: {settle}; the next run then makes them"
        = "quand vous êtes sûr qu'elles n'arriveront plus\u{a0}: {settle}\u{a0}; la prochaine exécution les refera alors";
    /// Of a GLPI, by `check --connect`.
    sessions_locked() "locked by PHP: the end of a write that is never answered can be waited for"
        = "verrouillées par PHP\u{a0}: on peut attendre la fin d'une écriture restée sans réponse";
    sessions_not_locked(minutes) "not locked (or this user may not search entities): a write that is never answered waits {minutes} {minutes:minute|minutes}, and is asked about where it is not found then"
        = "pas verrouillées (ou cet utilisateur n'a pas le droit de chercher des entités)\u{a0}: une \
           écriture restée sans réponse attend {minutes} {minutes:minute|minutes}, puis fait l'objet d'une \
           question si elle n'est pas retrouvée";
    desk_silent(product) "{product} does not answer"
        = "{product} ne répond pas";
    /// Of an entry that a person declared not done.
    declared(by) "declared not carried out by {by}"
        = "déclaré non exécuté par {by}";
    nothing_open(run) "run {run} has no writes of unknown outcome"
        = "l'exécution {run} n'a aucune écriture d'issue inconnue";
    declared_many(n, run) "{n} {n:write|writes} of run {run} {n:counts|count} as not carried out; the next run plans {n:it|them} anew"
        = "{n} {n:écriture|écritures} de l'exécution {run} {n:compte comme non exécutée|comptent comme non \
           exécutées}\u{a0}; la prochaine exécution {n:la|les} replanifie";
    several_contracts(n, name, ids) "ambiguous: {n} contracts are called `{name}`: {ids}"
        = "ambigu\u{a0}: {n} contrats s'appellent `{name}`\u{a0}: {ids}";
}
