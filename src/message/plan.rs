//! What a plan notes beside its changes. The words around its changes are phrases, in both languages.

use super::messages;

messages! { "plan";
    idle_lock(class, item, field) "locks.toml: no {class} is `{item}`; the lock on {field} holds nothing"
        = "locks.toml\u{a0}: aucun élément {class} ne correspond à `{item}`\u{a0}; le verrou sur {field} \
           ne protège rien";
    not_all_read() "not all of the source was read"
        = "la source n'a pas été lue en entier";
    left_to_job(class, path, n, job)
        "{class} {path}: {n} {n:value is|values are} left to {job}, which ranks higher"
        = "{class} {path}\u{a0}: {n} {n:valeur laissée|valeurs laissées} à {job}, tâche prioritaire";
    neither_retired_nor_counted(class, n, doubt)
        "{class}: {n} missing {n:item is|items are} neither retired nor counted as missing: {doubt}"
        = "{class}\u{a0}: {n} {n:élément manquant n'est ni retiré ni compté comme absent|éléments \
           manquants ne sont ni retirés ni comptés comme absents}\u{a0}: {doubt}";
    may_be_the_missing_one() "; it may be the one missing item, which is not retired"
        = "\u{a0}; c'est peut-être l'élément absent, qui n'est donc pas retiré";
    may_be_missing(n) "; it may be one of the {n} missing items, none of which is retired"
        = "\u{a0}; c'est peut-être l'un des {n} éléments absents, dont aucun n'est donc retiré";
}
