//! Mails about runs that did not happen.

use super::phrases;

phrases! {
    // Mails about runs that did not happen.
    NoticeSilence: "[stocktake] {job}: no good run for too long" | "[stocktake] {job}: no good run for too long",
        "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps" | "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps";
    NoticeNeverGood: "It has never ended well." | "It has never ended well.",
        "Aucune exécution ne s'est encore bien terminée." | "Aucune exécution ne s'est encore bien terminée.";
    NoticeLastGood: "The last run that ended well ended on {moment}." | "The last run that ended well ended on {moment}.",
        "La dernière exécution réussie s'est terminée le {moment}." | "La dernière exécution réussie s'est terminée le {moment}.";
    NoticeLastSaid: "The last run said: {text}" | "The last run said: {text}",
        "Message de la dernière exécution\u{a0}: {text}" | "Message de la dernière exécution\u{a0}: {text}";
    NoticeWhereToLook: "What to look at: stocktake runs {job}" | "What to look at: stocktake runs {job}",
        "À consulter\u{a0}: stocktake runs {job}" | "À consulter\u{a0}: stocktake runs {job}";
    NoticeLeftOut: "[stocktake] {job}: a run was left out" | "[stocktake] {job}: a run was left out",
        "[stocktake] {job}\u{a0}: une exécution a été omise" | "[stocktake] {job}\u{a0}: une exécution a été omise";
    NoticeFrozen: "a freeze held it back" | "a freeze held it back",
        "une période de gel l'a retenue" | "une période de gel l'a retenue";
    NoticeNotRunning: "the program was not running or was busy" | "the program was not running or was busy",
        "le programme était arrêté ou occupé" | "le programme était arrêté ou occupé";
    NoticeLate: "The run of {moment} did not start in time: {why}, and the deadline of the job has passed." | "The run of {moment} did not start in time: {why}, and the deadline of the job has passed.",
        "L'exécution du {moment} n'a pas démarré à temps\u{a0}: {why}, et le délai de la tâche est dépassé." | "L'exécution du {moment} n'a pas démarré à temps\u{a0}: {why}, et le délai de la tâche est dépassé.";
    NoticeRunNow: "To run it now: stocktake run {job}" | "To run it now: stocktake run {job}",
        "Pour la lancer maintenant\u{a0}: stocktake run {job}" | "Pour la lancer maintenant\u{a0}: stocktake run {job}";
}
