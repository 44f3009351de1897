//! What a person has to decide, and what happens when nobody does.

use super::phrases;

phrases! {
    // Decisions.
    AskedNew: "{n} to decide" | "{n} to decide", "{n} à décider" | "{n} à décider";
    Decisions: "To be decided" | "To be decided", "À décider" | "À décider";
    StillOpenSince: "still open since {day}" | "still open since {day}",
        "en attente depuis le {day}" | "en attente depuis le {day}";
    DueBy: "by {day}" | "by {day}", "au plus tard le {day}" | "au plus tard le {day}";
    DueSince: "overdue since {day}" | "overdue since {day}", "en retard depuis le {day}" | "en retard depuis le {day}";
    OtherwiseHeld: "Until somebody approves them they are not written; each run asks again."
        | "Until somebody approves them they are not written; each run asks again.",
        "Tant que personne ne les approuve, ils ne sont pas écrits\u{a0}; chaque exécution repose la question."
        | "Tant que personne ne les approuve, ils ne sont pas écrits\u{a0}; chaque exécution repose la question.";
    OtherwiseConflict: "Until somebody decides, each keeps the value that it has now."
        | "Until somebody decides, each keeps the value that it has now.",
        "Tant que personne ne décide, chacun garde sa valeur actuelle."
        | "Tant que personne ne décide, chacun garde sa valeur actuelle.";
    OtherwiseAmbiguous: "Until then the record is left out of every run."
        | "Until then the record is left out of every run.",
        "En attendant, chaque exécution laisse cet enregistrement de côté."
        | "En attendant, chaque exécution laisse cet enregistrement de côté.";
    OtherwiseReturned: "If nobody does anything, it stays in use; no run retires it again."
        | "If nobody does anything, it stays in use; no run retires it again.",
        "Si personne ne fait rien, il reste en service\u{a0}; aucune exécution ne le retire à nouveau."
        | "Si personne ne fait rien, il reste en service\u{a0}; aucune exécution ne le retire à nouveau.";
    OtherwiseRemoved: "If nobody does anything, it stays removed." | "If nobody does anything, it stays removed.",
        "Si personne ne fait rien, rien n'est remis en place." | "Si personne ne fait rien, rien n'est remis en place.";
    OtherwiseLateWrite: "Until somebody has looked, it is not written again."
        | "Until somebody has looked, it is not written again.",
        "Tant que personne n'a vérifié, rien n'est écrit une seconde fois."
        | "Tant que personne n'a vérifié, rien n'est écrit une seconde fois.";
    OtherwiseSilentSource: "Until it runs again, lower sources write its values."
        | "Until it runs again, lower sources write its values.",
        "Tant qu'elle ne répond pas, les sources moins prioritaires écrivent ses valeurs."
        | "Tant qu'elle ne répond pas, les sources moins prioritaires écrivent ses valeurs.";
    OtherwiseNameGone: "Until then tickets are opened without these names."
        | "Until then tickets are opened without these names.",
        "En attendant, les tickets sont ouverts sans ces noms."
        | "En attendant, les tickets sont ouverts sans ces noms.";
    OtherwiseLockEnds: "If nobody does anything, the job writes the field again after that day."
        | "If nobody does anything, the job writes the field again after that day.",
        "Si personne ne fait rien, la tâche écrira de nouveau ce champ après cette date."
        | "Si personne ne fait rien, la tâche écrira de nouveau ce champ après cette date.";
    OtherwiseContractEnds: "If nobody does anything, each ends or renews itself as it says below; nothing is changed here."
        | "If nobody does anything, each ends or renews itself as it says below; nothing is changed here.",
        "Si personne ne fait rien, chacun se termine ou se renouvelle comme indiqué ci-dessous\u{a0}; rien n'est modifié ici."
        | "Si personne ne fait rien, chacun se termine ou se renouvelle comme indiqué ci-dessous\u{a0}; rien n'est modifié ici.";
    OtherwiseStays: "If nobody does anything, both stay as they are."
        | "If nobody does anything, both stay as they are.",
        "Si personne ne fait rien, tout reste en l'état." | "Si personne ne fait rien, tout reste en l'état.";
    OtherwiseJunkKey: "Until then nothing is found by these values."
        | "Until then nothing is found by these values.",
        "En attendant, rien n'est retrouvé par ces valeurs." | "En attendant, rien n'est retrouvé par ces valeurs.";
    OtherwiseReading: "If nobody does anything, it goes on like this."
        | "If nobody does anything, it goes on like this.",
        "Si personne ne fait rien, cela continue ainsi." | "Si personne ne fait rien, cela continue ainsi.";
    QuestionId: "id\u{a0}{id}" | "id\u{a0}{id}", "id\u{a0}{id}" | "id\u{a0}{id}";
    QuestionsShown: "All open questions in full: {command}" | "All open questions in full: {command}",
        "Toutes les questions en attente, en entier\u{a0}: {command}" | "Toutes les questions en attente, en entier\u{a0}: {command}";
    Solved: "No longer to be decided" | "No longer to be decided", "Questions réglées" | "Questions réglées";
    TopicPlanWaits: "A plan waits" | "A plan waits", "Un plan attend" | "Un plan attend";
    TopicHeld: "Changes held for approval" | "Changes held for approval",
        "Changements à approuver" | "Changements à approuver";
    TopicConflict: "Changed on both sides" | "Changed on both sides", "Modifié des deux côtés" | "Modifié des deux côtés";
    TopicFight: "Changed back and forth" | "Changed back and forth",
        "Valeurs qui changent sans cesse" | "Valeurs qui changent sans cesse";
    TopicAmbiguous: "Several items match" | "Several items match",
        "Plusieurs éléments correspondent" | "Plusieurs éléments correspondent";
    TopicReturned: "Taken out of the trash" | "Taken out of the trash", "Ressortis de la corbeille" | "Ressortis de la corbeille";
    TopicRemoved: "Removed by hand, still in the source" | "Removed by hand, still in the source",
        "Supprimé à la main, toujours dans la source" | "Supprimé à la main, toujours dans la source";
    TopicLateWrite: "A write was never answered" | "A write was never answered", "Une écriture est restée sans réponse" | "Une écriture est restée sans réponse";
    TopicSilentSource: "A source is silent" | "A source is silent", "Une source est muette" | "Une source est muette";
    TopicNameGone: "Names that no longer exist" | "Names that no longer exist",
        "Noms que l'outil de tickets n'a plus" | "Noms que l'outil de tickets n'a plus";
    TopicLockEnds: "Locks that end soon" | "Locks that end soon",
        "Verrous qui expirent bientôt" | "Verrous qui expirent bientôt";
    TopicContractEnds: "Contracts and warranties that end soon" | "Contracts and warranties that end soon",
        "Contrats et garanties qui finissent bientôt" | "Contrats et garanties qui finissent bientôt";
    TopicContractOverlap: "Contracts that do not fit together" | "Contracts that do not fit together",
        "Contrats qui se contredisent" | "Contrats qui se contredisent";
    TopicNearDuplicate: "Possibly the same thing twice" | "Possibly the same thing twice",
        "Doublons possibles" | "Doublons possibles";
    TopicJunkKey: "Values that name nothing" | "Values that name nothing",
        "Valeurs qui n'identifient rien" | "Valeurs qui n'identifient rien";
    TopicReading: "Not written as the source has it" | "Not written as the source has it",
        "Écrit autrement que dans la source" | "Écrit autrement que dans la source";
}
