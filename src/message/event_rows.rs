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
    answer_of_another() "the source answers with another record"
        = "la source répond avec un autre enregistrement";
    answer_left_out() "the mapping leaves its record out (`only_if`); map `over` where it says that it is over"
        = "la correspondance écarte son enregistrement (`only_if`)\u{a0}; renseignez `over` si c'est ainsi qu'il \
           indique sa fin";
    not_answered_in_time(seconds) "no answer within the {seconds} s that all questions of a run may take"
        = "pas de réponse dans les {seconds}\u{a0}s que peuvent prendre toutes les questions d'une exécution";
    asked_is_over(count, which)
        "{count} {count:event|events} that the list does not have any more {count:is|are} over, as the source says \
         when it is asked: {which}"
        = "{count} {count:événement|événements} que la liste n'a plus {count:est terminé|sont terminés}, comme le \
           dit la source interrogée\u{a0}: {which}";
    asked_is_open(count, which)
        "{count} {count:event|events} that the list does not have any more {count:is|are} open all the same, as the \
         source says when it is asked; does a filter hide {count:it|them}? {which}"
        = "{count} {count:événement|événements} que la liste n'a plus {count:est|sont} pourtant {count:ouvert|ouverts}, \
           comme le dit la source interrogée\u{a0}; un filtre {count:le|les} cache-t-il\u{a0}? {which}";
    asked_is_deleted(count, which)
        "{count} {count:event|events} that the list does not have any more {count:was|were} deleted: the source has no \
         such record, so that {count:it is|they are} over: {which}"
        = "{count} {count:événement|événements} que la liste n'a plus {count:a été supprimé|ont été supprimés}\u{a0}: \
           la source n'a plus cet enregistrement, {count:il est donc terminé|ils sont donc terminés}\u{a0}: {which}";
    asked_is_untold(count, which, why)
        "of {count} {count:event|events} that the list does not have any more it cannot be told whether {count:it \
         is|they are} over, so that {count:it goes|they go} on: {which}; {why}"
        = "pour {count} {count:événement|événements} que la liste n'a plus, on ne peut pas dire {count:s'il est \
           terminé|s'ils sont terminés}\u{a0}; {count:il continue|ils continuent} donc\u{a0}: {which}\u{a0}; {why}";
    asked_later(count) "{count} more {count:is|are} asked for in the next {count:run|runs}"
        = "{count} {count:autre sera demandé|autres seront demandés} aux prochaines exécutions";
    many_deleted_at_once(deleted, known, percent)
        "the source has no record of {deleted} of {known} open events, more than {percent} %, so that none of them is \
         taken to be deleted; a right that was taken away, or a wrong path, looks like this. When it is true, run the \
         job once with `over_at_once = \"off\"` in its feed"
        = "la source n'a pas d'enregistrement pour {deleted} des {known} événements ouverts, plus de \
           {percent}\u{a0}%\u{a0}; aucun n'est donc considéré comme supprimé. Un droit retiré ou un chemin faux \
           produit le même effet. Si c'est exact, exécutez la tâche une fois avec `over_at_once = \"off\"` dans son \
           flux";
    end_before_begin(count, which)
        "{count} {count:recovery lies|recoveries lie} before the begin of the problem that is open, which goes on: {which}"
        = "{count} {count:rétablissement antérieur|rétablissements antérieurs} au début du problème ouvert, qui \
           continue\u{a0}: {which}";
    begin_before_end(count, which)
        "{count} {count:row tells|rows tell} of a problem at a time when its recovery is known already, so that nothing \
         begins: {which}"
        = "{count} {count:ligne parle|lignes parlent} d'un problème à un moment où son rétablissement est déjà \
           connu\u{a0}; rien ne commence donc\u{a0}: {which}";
    change_too_late(count, which)
        "{count} {count:row tells|rows tell} of a state or a severity at a time before the last change that is known, which \
         stays: {which}"
        = "{count} {count:ligne donne|lignes donnent} un état ou une criticité à un moment antérieur au dernier changement \
           connu, qui reste\u{a0}: {which}";
    not_declared(feed, act) "the feed `{feed}` declares no act `{act}`"
        = "le flux `{feed}` ne déclare aucune action `{act}`";
    feed_open(feed, count) "{feed}: {count} open {count:event|events}"
        = "{feed}\u{a0}: {count} {count:événement ouvert|événements ouverts}";
}
