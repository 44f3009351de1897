//! The course of a run: its stages, notes and ends.

use super::messages;

messages! { "run";
    planning() "planning"
        = "établissement du plan";
    writing() "writing names, items and the rows beside them"
        = "écriture des noms, des éléments et de leurs lignes";
    remembering() "noting what was written"
        = "enregistrement de ce qui a été écrit";
    reporting() "writing the report"
        = "rédaction du rapport";
    reading_sources() "reading the sources"
        = "lecture des sources";
    refused_by(limit, reason) "refused by {limit}: {reason}"
        = "refusé par {limit}\u{a0}: {reason}";
    stopped_at_once() "stopped at once; the next run settles what was open"
        = "arrêt immédiat\u{a0}; la prochaine exécution réglera ce qui est resté en suspens";
    deleted_for_good(class, label) "{class} {label} was deleted for good: that cannot be taken back"
        = "{class} {label} a été supprimé définitivement\u{a0}: c'est irréversible";
    taken_over() "another program took this run for dead and carries on with it"
        = "un autre programme a considéré cette exécution comme abandonnée et la poursuit";
    not_in_state() "the run is not in the state database"
        = "l'exécution n'est pas dans la base d'état";
    feed_of(mapping, job) "feed {mapping} of job {job}"
        = "flux {mapping} de la tâche {job}";
    file_moved(file, to) "{file} was moved to {to}"
        = "{file} a été déplacé vers {to}";
    file_not_put_away(file, error) "{file} could not be put away: {error}"
        = "{file} n'a pas pu être rangé\u{a0}: {error}";
    approved_by(by) "approved by {by}"
        = "approuvé par {by}";
    approved_for(by, why) "approved by {by}: {why}"
        = "approuvé par {by}\u{a0}: {why}";
    takes_back(run, by) "takes back run {run}, asked for by {by}"
        = "annule l'exécution {run}, à la demande de {by}";
    takes_back_for(run, by, why) "takes back run {run}, asked for by {by}: {why}"
        = "annule l'exécution {run}, à la demande de {by}\u{a0}: {why}";
    stopped_while_reading() "the run was stopped while it read; nothing was written"
        = "l'exécution a été arrêtée pendant la lecture\u{a0}; rien n'a été écrit";
    stopped_while_waiting(run, job, system) "stopped while run {run} of job {job} wrote to {system}"
        = "arrêt pendant que l'exécution {run} de la tâche {job} écrivait dans {system}";
    waiting() "waiting for another job"
        = "attente de la fin d'une autre tâche";
    nothing_new() "every file was applied before"
        = "tous les fichiers ont déjà été appliqués";
    file_applied_before(file) "{file} was applied before and is skipped"
        = "{file} a déjà été appliqué, il est ignoré";
    earlier_settled(settled)
        "an earlier run was interrupted; {settled} of its writes {settled:was|were} looked up and settled (stocktake runs)"
        = "une exécution précédente a été interrompue\u{a0}; {settled} {settled:de ses écritures a été \
           vérifiée et réglée|de ses écritures ont été vérifiées et réglées} (stocktake runs)";
    panicked(what) [InternalFault]
        "the program came upon a fault of its own ({what}): this run has ended, other jobs go on; please \
         report it together with its log"
        = "le programme a rencontré une erreur interne ({what})\u{a0}: cette exécution est terminée, les \
           autres tâches continuent\u{a0}; merci de la signaler en joignant le journal";
    no_job_any_more(job) "there is no job `{job}` any more"
        = "la tâche `{job}` n'existe plus";
    cut() "the run did not stop in time and is cut off; the next one settles what is open"
        = "l'exécution ne s'est pas arrêtée à temps et est interrompue\u{a0}; la suivante réglera ce qui \
           reste en suspens";
    reading_desk(product) "reading what {product} holds"
        = "lecture du contenu de {product}";
    asking_monitors() "asking the monitors"
        = "interrogation des outils de supervision";
    opening_desks() "opening the ticket systems"
        = "ouverture des outils de tickets";
    reading_tickets() "reading the tickets"
        = "lecture des tickets";
    working_on_tickets() "working on the tickets"
        = "traitement des tickets";
    state_frozen(time) [StateFrozen]
        "the state database has not answered for {time}: the program ends, and the next run settles what is open"
        = "la base d'état ne répond pas depuis {time}\u{a0}: le programme s'arrête, et la prochaine exécution \
           réglera ce qui est en suspens";
    not_written_to(system, why) "nothing is written to `{system}`: {why}"
        = "rien n'est écrit dans `{system}`\u{a0}: {why}";
    stopped_before_end() "the run was stopped before its end"
        = "l'exécution a été arrêtée avant la fin";
    program_ended() "the program ended before the run did"
        = "le programme s'est arrêté avant la fin de l'exécution";
    none_yet() "no runs yet"
        = "aucune exécution pour l'instant";
    unknown(id) [NotFound] "there is no run `{id}`; `stocktake runs` lists them"
        = "il n'y a pas d'exécution `{id}`\u{a0}; `stocktake runs` en donne la liste";
    on_the_desk_already() "There already"
        = "Déjà en place";
    adopted(n) "{n} {n:item|items} adopted; nothing was written"
        = "{n} {n:élément repris|éléments repris}\u{a0}; rien n'a été écrit";
    stopped_with_untried(n)
        "the run was stopped before its end; {n} {n:change was|changes were} not tried"
        = "l'exécution a été arrêtée avant la fin\u{a0}; {n} {n:changement n'a pas été tenté|changements \
           n'ont pas été tentés}";
}
