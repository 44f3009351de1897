//! How a run ended: badge, subject, sentences and numbers.

use super::phrases;

phrases! {
    // Outcomes: badge, subject.
    TitleDone: "Done" | "Done", "Terminé" | "Terminé";
    TitleNothing: "Nothing to do" | "Nothing to do", "Rien à faire" | "Rien à faire";
    TitlePartial: "Partly done" | "Partly done", "Terminé en partie" | "Terminé en partie";
    TitleRefused: "Refused" | "Refused", "Refusé" | "Refusé";
    TitleFailed: "Failed" | "Failed", "Échec" | "Échec";
    TitleInterrupted: "Interrupted" | "Interrupted", "Interrompu" | "Interrompu";
    TitleRunning: "Still running" | "Still running", "En cours" | "En cours";
    SubjectNothing: "nothing to do" | "nothing to do", "rien à faire" | "rien à faire";
    SubjectNoChange: "no changes" | "no changes", "aucun changement" | "aucun changement";
    SubjectRefused: "refused" | "refused", "refusé" | "refusé";
    SubjectFailed: "failed" | "failed", "échec" | "échec";
    SubjectInterrupted: "interrupted" | "interrupted", "interrompu" | "interrompu";
    SubjectRunning: "still running" | "still running", "en cours" | "en cours";
    SubjectReason: "{outcome}: {reason}" | "{outcome}: {reason}",
        "{outcome}\u{a0}: {reason}" | "{outcome}\u{a0}: {reason}";
    SubjectMoreReasons: "{reason} (and {n} more limit)" | "{reason} (and {n} more limits)",
        "{reason} (et {n} autre limite)" | "{reason} (et {n} autres limites)";

    // Parts of a sentence and of the subject.
    Created: "{n} created" | "{n} created", "{n} créé" | "{n} créés";
    Updated: "{n} updated" | "{n} updated", "{n} modifié" | "{n} modifiés";
    Retired: "{n} retired" | "{n} retired", "{n} retiré" | "{n} retirés";
    Restored: "{n} restored" | "{n} restored", "{n} restauré" | "{n} restaurés";
    RowsRejected: "{n} row rejected" | "{n} rows rejected", "{n} ligne rejetée" | "{n} lignes rejetées";
    ValuesRejected: "{n} value left out" | "{n} values left out",
        "{n} valeur ignorée" | "{n} valeurs ignorées";
    FailedOf: "{n} of {total} changes failed" | "{n} of {total} changes failed",
        "{n} changement sur {total} a échoué" | "{n} changements sur {total} ont échoué";
    WrittenOf: "{n} of {total} changes written" | "{n} of {total} changes written",
        "{n} changement sur {total} écrit" | "{n} changements sur {total} écrits";
    Written: "{n} written" | "{n} written", "{n} écrit" | "{n} écrits";
    NotTried: "{n} not tried" | "{n} not tried", "{n} non tenté" | "{n} non tentés";
    LeftOut: "{n} left out" | "{n} left out", "{n} laissé de côté" | "{n} laissés de côté";

    // Plain sentences under the badge.
    SentenceDone: "The change was written to {system}." | "All {n} changes were written to {system}.",
        "Le changement a été écrit dans {system}." | "Les {n} changements ont été écrits dans {system}.";
    SentenceNothing: "Everything in {system} already is as the source says."
        | "Everything in {system} already is as the source says.",
        "Dans {system}, tout correspond déjà à la source." | "Dans {system}, tout correspond déjà à la source.";
    SentenceNoChange: "Nothing was changed in {system}." | "Nothing was changed in {system}.",
        "Rien n'a été modifié dans {system}." | "Rien n'a été modifié dans {system}.";
    SentencePartial: "{n} of {total} changes was written to {system}."
        | "{n} of {total} changes were written to {system}.",
        "{n} changement sur {total} a été écrit dans {system}."
        | "{n} changements sur {total} ont été écrits dans {system}.";
    SentenceFailures: "{n} failed." | "{n} failed.", "{n} a échoué." | "{n} ont échoué.";
    SentenceMoved: "{n} was left out because somebody changed the item meanwhile."
        | "{n} were left out because somebody changed the items meanwhile.",
        "{n} a été laissé de côté, car quelqu'un a modifié l'élément entre-temps."
        | "{n} ont été laissés de côté, car quelqu'un a modifié les éléments entre-temps.";
    SentenceUntried: "{n} was not tried." | "{n} were not tried.",
        "{n} n'a pas été tenté." | "{n} n'ont pas été tentés.";
    SentenceOpen: "{n} failed or has no outcome yet." | "{n} failed or have no outcome yet.",
        "{n} a échoué ou n'a pas encore de résultat." | "{n} ont échoué ou n'ont pas encore de résultat.";
    SentenceRejects: "{n} row of the source could not be used." | "{n} rows of the source could not be used.",
        "{n} ligne de la source n'a pas pu être utilisée."
        | "{n} lignes de la source n'ont pas pu être utilisées.";
    SentenceValues: "{n} single value was left out." | "{n} single values were left out.",
        "{n} valeur a été ignorée." | "{n} valeurs ont été ignorées.";
    SentenceRefused: "Nothing was written to {system}: the plan exceeds a limit of the job."
        | "Nothing was written to {system}: the plan exceeds {n} limits of the job.",
        "Rien n'a été écrit dans {system}\u{a0}: le plan dépasse une limite de la tâche."
        | "Rien n'a été écrit dans {system}\u{a0}: le plan dépasse {n} limites de la tâche.";
    SentenceFailed: "The run could not go on: {reason}." | "The run could not go on: {reason}.",
        "L'exécution n'a pas pu continuer\u{a0}: {reason}." | "L'exécution n'a pas pu continuer\u{a0}: {reason}.";
    SentenceFailedPlain: "The run could not go on." | "The run could not go on.",
        "L'exécution n'a pas pu continuer." | "L'exécution n'a pas pu continuer.";
    SentenceInterrupted: "The program ended before the run did; the next start settles what was open."
        | "The program ended before the run did; the next start settles what was open.",
        "Le programme s'est arrêté avant la fin de l'exécution\u{a0}; le prochain démarrage réglera ce qui était en suspens."
        | "Le programme s'est arrêté avant la fin de l'exécution\u{a0}; le prochain démarrage réglera ce qui était en suspens.";
    SentenceRunning: "The run is under way." | "The run is under way.",
        "L'exécution est en cours." | "L'exécution est en cours.";
    NothingWritten: "Nothing was written to {system}." | "Nothing was written to {system}.",
        "Rien n'a été écrit dans {system}." | "Rien n'a été écrit dans {system}.";
    WrittenBefore: "{n} change had been written to {system} before." | "{n} changes had been written to {system} before.",
        "{n} changement avait déjà été écrit dans {system}." | "{n} changements avaient déjà été écrits dans {system}.";

    // Counts.
    CountCreate: "created" | "created", "créé" | "créés";
    CountUpdate: "updated" | "updated", "modifié" | "modifiés";
    CountRetire: "retired" | "retired", "retiré" | "retirés";
    CountRestore: "restored" | "restored", "restauré" | "restaurés";
    PlanCreate: "to create" | "to create", "à créer" | "à créer";
    PlanUpdate: "to update" | "to update", "à modifier" | "à modifier";
    PlanRetire: "to retire" | "to retire", "à retirer" | "à retirer";
    PlanRestore: "to restore" | "to restore", "à restaurer" | "à restaurer";
    CountUnchanged: "unchanged" | "unchanged", "inchangé" | "inchangés";
    CountRows: "row rejected" | "rows rejected", "ligne rejetée" | "lignes rejetées";
    CountValues: "value left out" | "values left out", "valeur ignorée" | "valeurs ignorées";
    CountWritten: "written" | "written", "écrit" | "écrits";
    CountFailed: "failed" | "failed", "en échec" | "en échec";
    CountUntried: "not tried" | "not tried", "non tenté" | "non tentés";
    CountMoved: "left out" | "left out", "laissé de côté" | "laissés de côté";
    CountKept: "hand edit kept" | "hand edits kept", "modification manuelle gardée" | "modifications manuelles gardées";

    CountQuestions: "to decide" | "to decide", "à décider" | "à décider";
}
