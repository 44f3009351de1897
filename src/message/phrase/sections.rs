//! The sections of a report, its lists, facts, values and places.

use super::phrases;

phrases! {
    // Sections.
    Refusals: "Why it was refused" | "Why it was refused", "Pourquoi le plan a été refusé" | "Pourquoi le plan a été refusé";
    Limit: "limit" | "limit", "limite" | "limite";
    GoOn: "If this is right, go on with:" | "If this is right, go on with:",
        "Si c'est bien voulu, continuez avec\u{a0}:" | "Si c'est bien voulu, continuez avec\u{a0}:";
    GoOnIn: "If this is right, go on in {folder} with:" | "If this is right, go on in {folder} with:",
        "Si c'est bien voulu, continuez dans {folder} avec\u{a0}:" | "Si c'est bien voulu, continuez dans {folder} avec\u{a0}:";
    DecideHere: "Decide in the console" | "Decide in the console", "Décider dans la console" | "Décider dans la console";
    SeeHere: "See it in the console" | "See it in the console", "La voir dans la console" | "La voir dans la console";
    RefusedOtherwise: "If nobody does anything, nothing of it is written; the next run makes a new plan."
        | "If nobody does anything, nothing of it is written; the next run makes a new plan.",
        "Si personne ne fait rien, rien de tout cela n'est écrit\u{a0}; la prochaine exécution fera un nouveau plan."
        | "Si personne ne fait rien, rien de tout cela n'est écrit\u{a0}; la prochaine exécution fera un nouveau plan.";
    Planned: "What it would do" | "What it would do", "Ce que le plan ferait" | "Ce que le plan ferait";
    Failures: "What failed" | "What failed", "Ce qui a échoué" | "Ce qui a échoué";
    Moved: "Left out, changed meanwhile" | "Left out, changed meanwhile",
        "Laissé de côté, modifié entre-temps" | "Laissé de côté, modifié entre-temps";
    Unsettled: "Begun, outcome not known" | "Begun, outcome not known",
        "Commencé, issue inconnue" | "Commencé, issue inconnue";
    Undone: "found not done" | "found not done", "constaté non fait" | "constaté non fait";
    Unknown: "settled at the next start" | "settled at the next start",
        "réglé au prochain démarrage" | "réglé au prochain démarrage";
    NoReason: "no reason given" | "no reason given", "aucune raison donnée" | "aucune raison donnée";
    Rejects: "Rejected" | "Rejected", "Rejets" | "Rejets";
    KeptKnown: "Reported before" | "Reported before", "Déjà signalées" | "Déjà signalées";
    RejectsKnown: "Reported before" | "Reported before", "Déjà signalés" | "Déjà signalés";
    KnownSince: "since {day}" | "since {day}", "depuis le {day}" | "depuis le {day}";
    RejectsSolved: "{n} earlier reject is solved." | "{n} earlier rejects are solved.",
        "{n} rejet précédent est résolu." | "{n} rejets précédents sont résolus.";
    RestUsed: "The rest of the row was used." | "The rest of these rows was used.",
        "Le reste de la ligne a été utilisé." | "Le reste de ces lignes a été utilisé.";
    Changes: "What changed" | "What changed", "Ce qui a changé" | "Ce qui a changé";
    Kept: "Hand edits that stay" | "Hand edits that stay", "Modifications manuelles qui restent" | "Modifications manuelles qui restent";
    KeptLive: "{system} has" | "{system} has", "dans {system}" | "dans {system}";
    KeptSource: "the source has" | "the source has", "dans la source" | "dans la source";
    Details: "This run" | "This run", "Cette exécution" | "Cette exécution";

    // Operations.
    OperationCreate: "Create" | "Create", "Création" | "Création";
    OperationUpdate: "Update" | "Update", "Modification" | "Modification";
    OperationRetire: "Retire" | "Retire", "Retrait" | "Retrait";
    OperationPurge: "Delete for good" | "Delete for good", "Suppression définitive" | "Suppression définitive";
    OperationRestore: "Restore" | "Restore", "Restauration" | "Restauration";

    // Severities.
    SeverityInformation: "information" | "information", "information" | "information";
    SeverityWarning: "warning" | "warning", "avertissement" | "avertissement";
    SeverityUnknown: "unknown" | "unknown", "inconnu" | "inconnu";
    SeverityAverage: "average" | "average", "moyen" | "moyen";
    SeverityCritical: "critical" | "critical", "critique" | "critique";
    SeverityDisaster: "disaster" | "disaster", "désastre" | "désastre";

    // Cut lists.
    MoreFields: "and {n} more field" | "and {n} more fields", "et {n} autre champ" | "et {n} autres champs";
    MoreHere: "and {n} more" | "and {n} more", "et {n} autre" | "et {n} autres";
    MoreAttached: "All are in the attached {file}." | "All are in the attached {file}.",
        "Tout est dans le fichier joint {file}." | "Tout est dans le fichier joint {file}.";
    MoreShown: "All are shown by: {command}" | "All are shown by: {command}",
        "Tout est affiché par\u{a0}: {command}" | "Tout est affiché par\u{a0}: {command}";

    // Details.
    Job: "Job" | "Job", "Tâche" | "Tâche";
    System: "System" | "System", "Système" | "Système";
    Started: "Started" | "Started", "Début" | "Début";
    Duration: "Duration" | "Duration", "Durée" | "Durée";
    StartedBy: "Started by" | "Started by", "Lancée par" | "Lancée par";
    BySchedule: "the schedule" | "the schedule", "le planificateur" | "le planificateur";
    ByCommand: "a person" | "a person", "une personne" | "une personne";
    ByRequest: "a request of the API" | "a request of the API", "une demande de l'API" | "une demande de l'API";
    Read: "Read" | "Read", "Lu" | "Lu";
    Records: "{n} record" | "{n} records", "{n} enregistrement" | "{n} enregistrements";
    ValuesChanged: "Changed on the way" | "Changed on the way", "Valeurs adaptées" | "Valeurs adaptées";
    Sources: "Sources" | "Sources", "Sources" | "Sources";
    Columns: "Columns" | "Columns", "Colonnes" | "Colonnes";
    Notes: "Notes" | "Notes", "Remarques" | "Remarques";
    AlikeRest: "Possibly twice" | "Possibly twice", "Doublons possibles" | "Doublons possibles";
    AlikeAttached: "{n} pair or group that this job does not feed, in {file}"
        | "{n} pairs or groups that this job does not feed, in {file}",
        "{n} paire ou groupe que cette tâche n'alimente pas, dans {file}"
        | "{n} paires ou groupes que cette tâche n'alimente pas, dans {file}";
    Folder: "Project" | "Project", "Projet" | "Projet";
    NextRun: "Next run" | "Next run", "Prochaine exécution" | "Prochaine exécution";
    Node: "Ran on" | "Ran on", "Exécutée sur" | "Exécutée sur";
    Run: "Run" | "Run", "Exécution" | "Exécution";
    ShowWith: "Show this run with:" | "Show this run with:", "Afficher cette exécution\u{a0}:" | "Afficher cette exécution\u{a0}:";
    Colon: ": " | ": ", "\u{a0}: " | "\u{a0}: ";
    SentBy: "Sent by stocktake." | "Sent by stocktake.", "Envoyé par stocktake." | "Envoyé par stocktake.";

    // Values and places.
    Empty: "(empty)" | "(empty)", "(vide)" | "(vide)";
    Yes: "yes" | "yes", "oui" | "oui";
    No: "no" | "no", "non" | "non";
    Row: "row" | "row", "ligne" | "ligne";
    PlaceRows: "{place}, {n} row ({rows})" | "{place}, {n} rows ({rows})",
        "{place}, {n} ligne ({rows})" | "{place}, {n} lignes ({rows})";
    Sheet: "sheet" | "sheet", "feuille" | "feuille";
    Field: "field" | "field", "champ" | "champ";
}
