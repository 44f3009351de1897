//! Problems of templates.

use crate::message::messages;

messages! { "config.template";
    no_such_variable(name) "the template gets no variable `{name}`";
    unreadable() "it cannot be read";
    error(reason) "the template has an error: {reason}";
    row_column(known, name) "{known}; a column of the source is row['{name}']";
    no_ticket_yet(known) "{known}; the ticket is not there yet";
    field_of_event(known, name) "{known}; the field of the event is event.{name}";
    events_are_over(known) "{known}; the events are over by then, ticket.episodes tells of them";
    row_expression() "an expression is written {{{{ … }}}}: {{{{ row['Name'] | trim }}}}";
    event_expression() "an expression is written {{{{ … }}}}: {{{{ event.host | upper }}}}";
    ticket_expression() "an expression is written {{{{ … }}}}: {{{{ ticket.title }}}}";
    an_event() "an event";
    a_ticket() "a ticket";
    no_such_field(thing, field) "{thing} has no `{field}`";
    endless() "a loop in it runs too often";
    fails(reason) "the template fails: {reason}";
    tried_with_example() "it was tried with an example in which everything is filled in";
}
