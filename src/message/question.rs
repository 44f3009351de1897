//! What people are asked about a plan, and how they may answer.

use super::messages;

messages! { "question";
    may_be_any(source, n, class, by, items, more)
        "The record of {source} may be any of {n} {class} items with {by}: {items}{more}."
        = "L'enregistrement de {source} peut désigner {n} éléments {class}, trouvés par {by}\u{a0}: \
           {items}{more}.";
    leave_key_to_one(by, class) "leave {by} to one of the {class} items and put the others in the trash"
        = "laissez {by} à un seul des éléments {class} et mettez les autres à la corbeille";
    both_changed(field, desk, source)
        "{field} is {desk} now and {source} in the source; both changed since it was last written."
        = "{field}\u{a0}: {desk} dans l'outil, {source} dans la source\u{a0}; les deux ont changé depuis \
           la dernière écriture.";
    choose_value(field)
        "give it the source's value by hand, or correct the source; on_conflict of `{field}` decides for good"
        = "donnez-lui à la main la valeur de la source, ou corrigez la source\u{a0}; on_conflict de \
           `{field}` règle la question une fois pour toutes";
    source_still_has_it(reason) "the source still has it: {reason}"
        = "la source l'a toujours\u{a0}: {reason}";
    restore_or_leave()
        "restore it there, or take its record out of the source; `questions close` leaves it so"
        = "restaurez-le dans l'outil, ou retirez son enregistrement de la source\u{a0}; \
           `questions close` laisse les choses en l'état";
    part_removed(field, source)
        "{field} was removed by hand since it was last written; the source still has it ({source})."
        = "{field}\u{a0}: enlevé à la main depuis la dernière écriture\u{a0}; la source l'a toujours \
           ({source}).";
    name_made_again(class, path, run, day)
        "{class} `{path}` was made by run {run} on {day} and deleted since; rows of the source need it, so it is \
         made again."
        = "{class} `{path}` a été créé par l'exécution {run} le {day}, puis supprimé\u{a0}; des lignes \
           de la source en ont besoin, il est donc recréé.";
    let_name_be()
        "where it is to stay away: another word in the source or by the mapping, or `missing = \"skip\"` or \
         `\"reject\"` for its field"
        = "s'il ne doit pas revenir\u{a0}: un autre mot dans la source ou par la correspondance, ou \
           `missing = \"skip\"` ou `\"reject\"` pour son champ";
    give_back_or_take_out(field)
        "give it back by hand, or take it out of the source; on_conflict of `{field}` decides for good"
        = "remettez-le à la main, ou retirez-le de la source\u{a0}; on_conflict de `{field}` règle la \
           question une fois pour toutes";
    silent_job(job, key, class)
        "{job} has had no good run for longer than [authority.{key}] allows: its values of {class} are \
         written over by lower jobs"
        = "aucune exécution réussie de {job} depuis plus longtemps que [authority.{key}] ne le \
           permet\u{a0}: ses valeurs de {class} sont remplacées par celles des tâches moins prioritaires";
    currencies(path) "currencies of {path}"
        = "devises de {path}";
    several_currencies(currencies) "Amounts are stored without a currency: {currencies}."
        = "Les montants sont enregistrés sans devise\u{a0}: {currencies}.";
    convert_currencies() "convert them in the source, or leave one currency out with `only_if`"
        = "convertissez-les dans la source, ou écartez une des devises avec `only_if`";
    back_and_forth(path, class, label, runs, live, source)
        "{path} of {class} {label} has changed back and forth {runs} runs in a row: it is {live} now, and \
         {source} in the source"
        = "{path} de {class} {label} change sans cesse depuis {runs} exécutions\u{a0}: {live} dans \
           l'outil, {source} dans la source";
    give_one_value(mapping)
        "give both sides one value, or set on_conflict = \"human\" for it in mappings/{mapping}.toml"
        = "donnez la même valeur des deux côtés, ou écrivez on_conflict = \"human\" pour ce champ dans \
           mappings/{mapping}.toml";
    not_written_yet(reason) "It is not written yet: {reason}."
        = "Ce n'est pas encore écrit\u{a0}: {reason}.";
    lines_overlap(first, second) "Two of its contract lines overlap: {first} and {second}."
        = "Deux de ses lignes de contrat se chevauchent\u{a0}: {first} et {second}.";
    correct_days() "correct the days of one line in the source"
        = "corrigez les dates d'une des lignes dans la source";
    lock_ends(field, class, item, ends, until, owner, reason)
        "the lock on {field} of {class} {item} {ends} on {until} ({owner}: {reason})"
        = "le verrou sur {field} de {class} {item} {ends} le {until} ({owner}\u{a0}: {reason})";
    lock_longer() "give it a later day in locks.toml, or take it out"
        = "donnez-lui une date plus lointaine dans locks.toml, ou supprimez-le";
    bring_back_or_trash()
        "bring it back into the source; or put it in the trash by hand (and stop its agent): it stays \
         there, and is never purged"
        = "remettez-le dans la source\u{a0}; ou mettez-le à la corbeille à la main (et arrêtez son \
           agent)\u{a0}: il y reste, et n'est jamais supprimé définitivement";
    bring_back_or_trash_by_hand() "bring it back into the source, or put it in the trash by hand"
        = "remettez-le dans la source, ou mettez-le à la corbeille à la main";
    flagged_and_changed(who, column)
        "the source no longer has it; it was flagged as missing, and {who} has changed its {column} \
         since: it is not put in the trash"
        = "la source ne l'a plus\u{a0}; il a été signalé comme absent, et {who} a changé {column} \
           depuis\u{a0}: il n'est pas mis à la corbeille";
    and_more() " and more"
        = " et d'autres";
    back_from_trash(who) "the source no longer has it, and {who}"
        = "la source ne l'a plus, et {who}";
    taken_out_by_agent() "GLPI took it out of the trash again: an agent reports it"
        = "GLPI l'a ressorti de la corbeille\u{a0}: un agent le remonte";
    taken_out_by_person() "a person took it out of the trash again"
        = "quelqu'un l'a ressorti de la corbeille";
    person_or_agent() "a person, or an agent that reports it,"
        = "une personne, ou un agent qui le remonte,";
    person() "a person"
        = "une personne";
    silent(job) "{job} (silent)"
        = "{job} (muette)";
    price_currency(n, currency, first) "{n} {n:price|prices} in {currency}, first in {first}"
        = "{n} prix en {currency}, le premier dans {first}";
    ends() "ends"
        = "expire";
    ended() "ended"
        = "a expiré";
    empty() "empty"
        = "(vide)";
}
