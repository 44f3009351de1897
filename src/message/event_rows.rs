//! What is said of events that come as records.

use super::messages;

messages! { "event_rows";
    about_nothing() "nothing says what the row is about: `key`, `object`, `host`, `service` and `title` are blank"
        = "rien ne dit sur quoi porte la ligne\u{a0}: `key`, `object`, `host`, `service` et `title` sont vides";
    no_such_severity(word, known)
        "`{word}` is no severity: the event counts as unknown; write it in `values` of [field.severity], as one of \
         {known}"
        = "`{word}` n'est pas une criticité\u{a0}: l'événement compte comme `unknown`\u{a0}; indiquez-la dans \
           `values` de [field.severity], parmi {known}";
    no_such_kind(word) "`{word}` is none of host, service and alert: what it is follows from its names"
        = "`{word}` n'est ni host, ni service, ni alert\u{a0}: la nature de l'événement est déduite de ses noms";
    many_over_at_once(listed, known, over, percent)
        "the list has {listed} of {known} open events: {over} of them would be over at once, more than {percent} %, so \
         none of them is; a right that was taken away, or a filter, looks like this. When it is true, run the job \
         once with `over_at_once = \"off\"` in its feed"
        = "la liste contient {listed} des {known} événements ouverts\u{a0}: {over} d'entre eux seraient terminés d'un \
           coup, plus de {percent}\u{a0}%\u{a0}; aucun ne l'est donc. Un droit retiré ou un filtre produit le même \
           effet. Si c'est exact, exécutez la tâche une fois avec `over_at_once = \"off\"` dans son flux";
    rows_unread(rows)
        "{rows} {rows:row|rows} could not be read, so what is not listed may be among them: nothing is taken to be over"
        = "{rows} {rows:ligne n'a|lignes n'ont} pas pu être {rows:lue|lues}\u{a0}; ce qui manque à la liste peut \
           s'y trouver\u{a0}: rien n'est considéré comme terminé";
    rows_rejected(rows, first, reason) "{rows} {rows:row|rows} cannot be used; the first, {first}: {reason}"
        = "{rows} {rows:ligne inutilisable|lignes inutilisables}\u{a0}; la première, {first}\u{a0}: {reason}";
    not_declared(feed, act) "the feed `{feed}` declares no act `{act}`"
        = "le flux `{feed}` ne déclare aucune action `{act}`";
    feed_open(feed, count) "{feed}: {count} open {count:event|events}"
        = "{feed}\u{a0}: {count} {count:événement ouvert|événements ouverts}";
}
