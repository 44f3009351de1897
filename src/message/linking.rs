//! Linking events to tickets by hand, and the notes of that in the ticket.

use super::messages;

messages! { "linking";
    only_name(monitor, event)
        "{monitor} shows no event `{event}`: only its name is linked; `events` lists what is open"
        = "{monitor} n'affiche aucun événement `{event}`\u{a0}: seul son nom est lié\u{a0}; `events` liste \
           ce qui est ouvert";
    only_name_seen_dimly(monitor, why) "{monitor} does not show everything ({why}): only the name is linked"
        = "{monitor} n'affiche pas tout ({why})\u{a0}: seul le nom est lié";
    which_of_them(asked, desk, n, list) "{n} tickets of `{desk}` fit `{asked}`: give the number of one\n{list}"
        = "{n} tickets de `{desk}` correspondent à `{asked}`\u{a0}: donnez le numéro de l'un d'eux\n{list}";
    one_of_several(number, state, title) "  {number}  {state}  {title}"
        = "  {number}  {state}  {title}";
    and_others(n) "  … and {n} more"
        = "  … et {n} de plus";
    unknown_ticket(ticket) "we know no ticket `{ticket}`"
        = "nous ne connaissons aucun ticket `{ticket}`";
    done_before(done, ticket) "{done} {ticket} before: nothing was done"
        = "déjà {done} {ticket}\u{a0}: rien n'a été fait";
    note_may_come(until)
        "the note was sent before and may still be carried out by the desk: give the command again after {until}"
        = "la note a déjà été envoyée et peut encore être enregistrée par l'outil de tickets\u{a0}: \
           relancez la commande après {until}";
    note_not_written(error)
        "the note in the ticket was not written: {error}; the same command tries again, and looks first"
        = "la note n'a pas été écrite dans le ticket\u{a0}: {error}\u{a0}; la même commande réessaie, en \
           vérifiant d'abord";
    linked_by(monitor, event, by) "{monitor}: {event}, linked by {by}"
        = "{monitor}\u{a0}: {event}, lié par {by}";
    no_rule_for(job, desk) "the job `{job}` has no rule for `{desk}`"
        = "la tâche `{job}` n'a pas de règle pour `{desk}`";
    no_tickets(job) "the job `{job}` has no tickets"
        = "la tâche `{job}` ne traite pas de tickets";
    several_jobs(desk, jobs) "several jobs have rules for `{desk}`: name one with --job ({jobs})"
        = "plusieurs tâches ont des règles pour `{desk}`\u{a0}: choisissez-en une avec --job ({jobs})";
    note_of_linking(by) "{by} linked an event to this ticket with stocktake."
        = "{by} a lié un événement à ce ticket avec stocktake.";
    not_open_now(monitor, key) "{monitor}: {key} (it is not open now)"
        = "{monitor}\u{a0}: {key} (l'événement n'est pas ouvert actuellement)";
    state_since(monitor, event, state, since) "{monitor}: {event} is {state} since {since}"
        = "{monitor}\u{a0}: {event}, état {state} depuis {since}";
    no_such_event(ticket, event, monitor, events)
        "the ticket `{ticket}` has no event `{event}` of `{monitor}`; it has: {events}"
        = "le ticket `{ticket}` n'a pas d'événement `{event}` de `{monitor}`\u{a0}; il a\u{a0}: {events}";
    at(ticket, desk) "{ticket} in {desk}"
        = "{ticket} dans {desk}";
    several_tickets(name, keys) "`{name}` means several tickets: name one by its key ({keys})"
        = "`{name}` désigne plusieurs tickets\u{a0}: indiquez la clé de l'un d'eux ({keys})";
    gone_meanwhile(key) "we no longer know a ticket `{key}` with this event"
        = "nous ne connaissons plus de ticket `{key}` avec cet événement";
    not_at_desk_yet(key) "the ticket {key} does not exist yet: a run is opening it"
        = "le ticket {key} n'existe pas encore\u{a0}: une exécution est en train de l'ouvrir";
    unlinked_by(monitor, object, by) "{monitor}: {object}, unlinked by {by}"
        = "{monitor}\u{a0}: {object}, détaché par {by}";
    note_of_unlinking(by, monitor, object)
        "{by} took an event from this ticket with stocktake: nothing more is told of it here.\n{monitor}: \
         {object}"
        = "{by} a détaché un événement de ce ticket avec stocktake\u{a0}: plus rien n'en sera signalé \
           ici.\n{monitor}\u{a0}: {object}";
    description_full() "the description has no room for it"
        = "la description n'a plus de place pour ce texte";
    description_not_kept() "the description stayed as it was: our user may not change it"
        = "la description est restée telle quelle\u{a0}: notre utilisateur n'a pas le droit de la modifier";
    description_escaped() "this version shows descriptions escaped"
        = "cette version montre les descriptions sous forme échappée";
    stands_in_description() "It stands in the description, too."
        = "C'est aussi noté dans la description.";
    not_in_description(why) "It could not be added to the description: {why}"
        = "L'ajout à la description n'a pas été possible\u{a0}: {why}";
    /// By its English text it is found again.
    link_of(monitor, event) "link of {monitor} {event}"
        = "lien avec {event} de {monitor}";
    unlink_of(monitor, event) "unlink of {monitor} {event}"
        = "détachement de {event} de {monitor}";
    linked_to() "linked to"
        = "lié à";
    taken_from() "taken from"
        = "détaché de";
}
