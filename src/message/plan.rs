//! What a plan notes beside its changes. The words around its changes are phrases, in both languages.

use super::messages;

messages! { "plan";
    idle_lock(class, item, field) "locks.toml: no {class} is `{item}`; the lock on {field} holds nothing"
        = "locks.toml\u{a0}: aucun élément {class} ne correspond à `{item}`\u{a0}; le verrou sur {field} \
           ne protège rien";
    nothing_to_write() "Nothing is to be written."
        = "Il n'y a rien à écrire.";
    to_write() "To write it:"
        = "Pour l'écrire\u{a0}:";
    to_hold() "Nothing is to be written but what waits for approval; a run keeps that for `approve`:"
        = "Il n'y a rien à écrire, sauf ce qui attend une approbation\u{a0}; une exécution le garde pour \
           `approve`\u{a0}:";
    to_refuse()
        "A run would be refused, and would keep this plan for `approve`. If it is right all the same:"
        = "Une exécution serait refusée, et garderait ce plan pour `approve`. Si c'est bien voulu\u{a0}:";
    would_fail() "A run would be refused: there is nothing to approve, look at the source."
        = "Une exécution serait refusée\u{a0}: il n'y a rien à approuver, voyez la source.";
    to_apply() "To apply exactly this plan:"
        = "Pour appliquer exactement ce plan\u{a0}:";
    to_approve() "To approve it:"
        = "Pour l'approuver\u{a0}:";
    to_take_back() "To take it back:"
        = "Pour l'annuler\u{a0}:";
    run_kept_none(run) [NotFound] "run {run} kept no plan: only refused runs and those that held changes do"
        = "l'exécution {run} n'a pas gardé de plan\u{a0}: seules le font celles qui ont été refusées ou qui \
           ont mis des changements en attente";
    no_file(path) [NotFound] "there is no plan {path}: name the file that `plan --out` wrote, or a run (stocktake runs)"
        = "il n'y a pas de plan {path}\u{a0}: nommez le fichier écrit par `plan --out`, ou une exécution \
           (stocktake runs)";
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
