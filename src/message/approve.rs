//! Approving what a run held or was refused.

use super::messages;

messages! { "approve";
    nothing_waits(run, state)
        "run {run} is {state} and nothing of it waits: a refused run whose plan is kept can be approved, \
         and one that held changes"
        = "rien n'attend dans l'exécution {run} (état\u{a0}: {state})\u{a0}: on peut approuver une \
           exécution refusée dont le plan est conservé, ou une exécution qui a mis des changements en \
           attente";
    changes_nothing(run, key) "the plan of run {run} changes nothing for `{key}`"
        = "le plan de l'exécution {run} ne change rien pour `{key}`";
    out_of_date(newer, refused)
        "run {newer} ended well after run {refused} was refused: its plan is out of date"
        = "l'exécution {newer} s'est bien terminée après le refus de l'exécution {refused}\u{a0}: le plan \
           refusé est périmé";
    newer_plan(newer, refused)
        "run {newer} was refused after run {refused} and keeps a newer plan: this one is out of date"
        = "l'exécution {newer} a été refusée après l'exécution {refused} et conserve un plan plus récent\u{a0}: \
           celui-ci est périmé";
    why_is_asked(job) "the job `{job}` asks for a reason: say why with --why"
        = "la tâche `{job}` demande un motif\u{a0}: indiquez-le avec --why";
    why_too_long(length, most) "the reason has {length} characters; {most} at most are read"
        = "le motif a {length} caractères\u{a0}; {most} au plus sont lus";
    no_longer_held(newer, waiting, key)
        "run {newer} read the sources after run {waiting} and no longer holds this for `{key}`: it is out \
         of date"
        = "l'exécution {newer} a lu les sources après l'exécution {waiting} et ne retient plus ce \
           changement pour `{key}`\u{a0}: il est périmé";
}
