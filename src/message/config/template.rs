//! Problems of templates.

use crate::message::messages;

messages! { "config.template";
    no_such_variable(name) "the template gets no variable `{name}`"
        = "le modèle ne reçoit pas de variable `{name}`";
    unreadable() "it cannot be read"
        = "lecture impossible";
    error(reason) "the template has an error: {reason}"
        = "le modèle contient une erreur\u{a0}: {reason}";
    row_column(known, name) "{known}; a column of the source is row['{name}']"
        = "{known}\u{a0}; une colonne de la source s'écrit row['{name}']";
    no_ticket_yet(known) "{known}; the ticket is not there yet"
        = "{known}\u{a0}; le ticket n'existe pas encore";
    field_of_event(known, name) "{known}; the field of the event is event.{name}"
        = "{known}\u{a0}; le champ de l'événement est event.{name}";
    events_are_over(known) "{known}; the events are over by then, ticket.episodes tells of them"
        = "{known}\u{a0}; les événements sont alors terminés, ticket.episodes en garde la trace";
    row_expression() "an expression is written {{{{ … }}}}: {{{{ row['Name'] | trim }}}}"
        = "une expression s'écrit {{{{ … }}}}\u{a0}: {{{{ row['Name'] | trim }}}}";
    event_expression() "an expression is written {{{{ … }}}}: {{{{ event.host | upper }}}}"
        = "une expression s'écrit {{{{ … }}}}\u{a0}: {{{{ event.host | upper }}}}";
    ticket_expression() "an expression is written {{{{ … }}}}: {{{{ ticket.title }}}}"
        = "une expression s'écrit {{{{ … }}}}\u{a0}: {{{{ ticket.title }}}}";
    an_event() "an event"
        = "un événement";
    a_ticket() "a ticket"
        = "un ticket";
    what_was_said() "what an operator said"
        = "ce qu'un opérateur a dit";
    no_time(text) "`{text}` is no time"
        = "`{text}` n'est pas une date";
    no_such_field(thing, field) "{thing} has no `{field}`"
        = "{thing} n'a pas de `{field}`";
    endless() "a loop in it runs too often"
        = "une de ses boucles tourne trop longtemps";
    takes_too_much() "the template takes more memory or time than one may: something in it grows with each round"
        = "le modèle prend plus de mémoire ou de temps que permis\u{a0}: quelque chose y grandit à chaque tour";
    fails(reason) "the template fails: {reason}"
        = "le modèle échoue\u{a0}: {reason}";
    tried_with_example() "it was tried with an example in which everything is filled in"
        = "il a été essayé avec un exemple où tout est rempli";
}
