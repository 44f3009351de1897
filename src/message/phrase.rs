//! The catalogue of phrases, English and French, singular and plural.
//!
//! English has its singular for 1 only, French for 0 and 1 (CLDR plural rules). A phrase without
//! `{n}` has the same text in both forms.

use crate::model::job::Language;

/// Declares every phrase with its English and French forms, so that none can be missing.
macro_rules! phrases {
    ($($name:ident: $en_one:literal | $en:literal, $fr_one:literal | $fr:literal;)*) => {
        /// A phrase of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Phrase { $($name),* }

        impl Phrase {
            /// Every phrase.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name in this catalogue.
            fn variant(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// English singular and plural, French singular and plural.
            fn forms(self) -> [&'static str; 4] {
                match self { $(Self::$name => [$en_one, $en, $fr_one, $fr]),* }
            }
        }
    };
}

impl Phrase {
    /// The name in templates: `t.next_run` for `NextRun`.
    pub(crate) fn name(self) -> String {
        let mut name = String::new();
        for letter in self.variant().chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// The form for a number.
    pub(crate) fn form(self, language: Language, n: u64) -> &'static str {
        let [en_one, en, fr_one, fr] = self.forms();
        match (language, n) {
            (Language::En, 1) => en_one,
            (Language::En, _) => en,
            (Language::Fr, 0 | 1) => fr_one,
            (Language::Fr, _) => fr,
        }
    }
}

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
    CountFailed: "failed" | "failed", "échoué" | "échoués";
    CountUntried: "not tried" | "not tried", "non tenté" | "non tentés";
    CountMoved: "left out" | "left out", "laissé de côté" | "laissés de côté";
    CountKept: "hand edit kept" | "hand edits kept", "modification manuelle gardée" | "modifications manuelles gardées";

    CountQuestions: "to decide" | "to decide", "à décider" | "à décider";

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
        "Si personne ne fait rien, il reste enlevé." | "Si personne ne fait rien, il reste enlevé.";
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
    Solved: "No longer to be decided" | "No longer to be decided", "N'est plus à décider" | "N'est plus à décider";
    TopicPlanWaits: "A plan waits" | "A plan waits", "Un plan attend" | "Un plan attend";
    TopicHeld: "Changes held for approval" | "Changes held for approval",
        "Changements à approuver" | "Changements à approuver";
    TopicConflict: "Changed on both sides" | "Changed on both sides", "Modifié des deux côtés" | "Modifié des deux côtés";
    TopicFight: "Changed back and forth" | "Changed back and forth",
        "Modifié à tour de rôle" | "Modifié à tour de rôle";
    TopicAmbiguous: "Several items match" | "Several items match",
        "Plusieurs éléments correspondent" | "Plusieurs éléments correspondent";
    TopicReturned: "Taken out of the trash" | "Taken out of the trash", "Sorti de la corbeille" | "Sorti de la corbeille";
    TopicRemoved: "Removed by hand, still in the source" | "Removed by hand, still in the source",
        "Retiré à la main, toujours dans la source" | "Retiré à la main, toujours dans la source";
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

    // Sections.
    Refusals: "Why it was refused" | "Why it was refused", "Pourquoi le plan a été refusé" | "Pourquoi le plan a été refusé";
    Limit: "limit" | "limit", "limite" | "limite";
    GoOn: "If this is right, go on with:" | "If this is right, go on with:",
        "Si c'est bien voulu, continuez avec\u{a0}:" | "Si c'est bien voulu, continuez avec\u{a0}:";
    GoOnIn: "If this is right, go on in {folder} with:" | "If this is right, go on in {folder} with:",
        "Si c'est bien voulu, continuez dans {folder} avec\u{a0}:" | "Si c'est bien voulu, continuez dans {folder} avec\u{a0}:";
    RefusedOtherwise: "If nobody does anything, nothing of it is written; the next run makes a new plan."
        | "If nobody does anything, nothing of it is written; the next run makes a new plan.",
        "Si personne ne fait rien, rien de tout cela n'est écrit\u{a0}; la prochaine exécution fera un nouveau plan."
        | "Si personne ne fait rien, rien de tout cela n'est écrit\u{a0}; la prochaine exécution fera un nouveau plan.";
    Planned: "What it would do" | "What it would do", "Ce qu'il ferait" | "Ce qu'il ferait";
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

    // Ticket jobs: what was done, counted.
    TicketOpened: "ticket opened" | "tickets opened", "ticket ouvert" | "tickets ouverts";
    TicketFound: "ticket found again" | "tickets found again", "ticket retrouvé" | "tickets retrouvés";
    TicketAdopted: "ticket adopted" | "tickets adopted", "ticket repris" | "tickets repris";
    TicketReopened: "ticket reopened" | "tickets reopened", "ticket rouvert" | "tickets rouverts";
    TicketSolved: "ticket solved" | "tickets solved", "ticket résolu" | "tickets résolus";
    CountedOpened: "opened" | "opened", "ouvert" | "ouverts";
    CountedFound: "found again" | "found again", "retrouvé" | "retrouvés";
    CountedAdopted: "adopted" | "adopted", "repris" | "repris";
    CountedReopened: "reopened" | "reopened", "rouvert" | "rouverts";
    CountedSolved: "solved" | "solved", "résolu" | "résolus";
    CountedDelivered: "note delivered" | "notes delivered", "note remise" | "notes remises";
    CountedRevised: "ticket raised with its problem" | "tickets raised with their problems",
        "ticket aggravé avec son problème" | "tickets aggravés avec leurs problèmes";
    CountedNoted: "note written" | "notes written", "note écrite" | "notes écrites";
    CountedAcknowledged: "event acknowledged" | "events acknowledged", "événement acquitté" | "événements acquittés";
    CountedCommented: "event commented" | "events commented", "événement commenté" | "événements commentés";
    CountedRelayed: "comment of a ticket told in the monitor" | "comments of tickets told in monitors",
        "commentaire de ticket reporté dans la supervision" | "commentaires de tickets reportés dans la supervision";
    CountedToldClosed: "event told that its ticket is closed" | "events told that their tickets are closed",
        "clôture signalée à la supervision" | "clôtures signalées à la supervision";
    CountedToldState: "state of a ticket told at its source" | "states of tickets told at their sources",
        "état de ticket signalé à sa source" | "états de tickets signalés à leurs sources";
    NeedPerson: "event needs a person" | "events need a person", "événement à traiter" | "événements à traiter";
    OpenTicket: "open ticket" | "open tickets", "ticket en cours" | "tickets en cours";
    HavingTicket: "open event with a ticket" | "open events with a ticket",
        "événement ouvert avec ticket" | "événements ouverts avec ticket";
    HavingNone: "open event without a ticket" | "open events without a ticket",
        "événement ouvert sans ticket" | "événements ouverts sans ticket";

    // Ticket jobs: sentences.
    SubjectTrouble: "trouble with {systems}" | "trouble with {systems}",
        "problème avec {systems}" | "problème avec {systems}";
    SubjectNothingDone: "nothing done" | "nothing done", "rien n'a été fait" | "rien n'a été fait";
    SentenceTrouble: "There is trouble with {systems}." | "There is trouble with {systems}.",
        "Il y a un problème avec {systems}." | "Il y a un problème avec {systems}.";
    SentenceNothingDone: "Nothing was done." | "Nothing was done.", "Rien n'a été fait." | "Rien n'a été fait.";
    SentenceQuiet: "Nothing had to be done: {events}." | "Nothing had to be done: {events}.",
        "Il n'y avait rien à faire\u{a0}: {events}." | "Il n'y avait rien à faire\u{a0}: {events}.";
    NoOpenEvents: "no open events" | "no open events",
        "aucun événement ouvert" | "aucun événement ouvert";
    SentenceAgain: "{n} failed; what can be done again is tried in the next run."
        | "{n} failed; what can be done again is tried in the next run.",
        "{n} a échoué\u{a0}; ce qui peut l'être sera tenté à la prochaine exécution."
        | "{n} ont échoué\u{a0}; ce qui peut l'être sera tenté à la prochaine exécution.";
    DoneBefore: "Before that: {what}." | "Before that: {what}.", "Avant cela\u{a0}: {what}." | "Avant cela\u{a0}: {what}.";

    // Ticket jobs: sections.
    Trouble: "Monitors and ticket systems with trouble" | "Monitors and ticket systems with trouble",
        "Outils de supervision et de tickets en difficulté" | "Outils de supervision et de tickets en difficulté";
    AMonitor: "monitor" | "monitors", "outil de supervision" | "outils de supervision";
    ADesk: "ticket system" | "ticket systems", "outil de tickets" | "outils de tickets";
    TicketsFailed: "Failed" | "Failed",
        "Échecs" | "Échecs";
    TicketsOpened: "Tickets opened" | "Tickets opened", "Tickets ouverts" | "Tickets ouverts";
    TicketsFound: "Tickets found again after an interruption" | "Tickets found again after an interruption",
        "Tickets retrouvés après une interruption" | "Tickets retrouvés après une interruption";
    TicketsAdopted: "Tickets of people that were taken" | "Tickets of people that were taken",
        "Tickets existants repris" | "Tickets existants repris";
    TicketsDelivered: "Delivered as a note on a ticket" | "Delivered as notes on tickets",
        "Remis en note sur un ticket" | "Remis en note sur des tickets";
    TicketsReopened: "Tickets reopened" | "Tickets reopened", "Tickets rouverts" | "Tickets rouverts";
    TicketsSolved: "Tickets solved" | "Tickets solved", "Tickets résolus" | "Tickets résolus";
    TicketsRevised: "Tickets raised with their problems" | "Tickets raised with their problems",
        "Tickets aggravés avec leurs problèmes" | "Tickets aggravés avec leurs problèmes";
    TicketsNoted: "Notes written" | "Notes written", "Notes écrites" | "Notes écrites";
    TicketsTold: "Told in the monitors" | "Told in the monitors",
        "Signalé dans les outils de supervision" | "Signalé dans les outils de supervision";
    NamesLeftOut: "Opened without a name of the rule" | "Opened without names of the rules",
        "Ouverts sans un nom de la règle" | "Ouverts sans des noms des règles";
    TicketsOf: "{n} ticket" | "{n} tickets", "{n} ticket" | "{n} tickets";
    EventsWithout: "Events without a ticket" | "Events without a ticket",
        "Événements sans ticket" | "Événements sans ticket";
    StepsOver: "Open tickets whose events are over" | "Open tickets whose events are over",
        "Tickets en cours dont les événements sont terminés" | "Tickets en cours dont les événements sont terminés";
    StepsOpen: "Closed tickets whose event is still open" | "Closed tickets whose event is still open",
        "Tickets clos dont l'événement est encore ouvert" | "Tickets clos dont l'événement est encore ouvert";
    StepsGone: "Tickets that are no longer shown" | "Tickets that are no longer shown",
        "Tickets que l'outil n'affiche plus" | "Tickets que l'outil n'affiche plus";
    StepsHidden: "Open tickets whose event is out of the list but not over"
        | "Open tickets whose event is out of the list but not over",
        "Tickets en cours dont l'événement, toujours en défaut, n'est plus dans la liste"
        | "Tickets en cours dont l'événement, toujours en défaut, n'est plus dans la liste";
    StepsPending: "Open tickets whose check has not run since the monitor lost its state"
        | "Open tickets whose check has not run since the monitor lost its state",
        "Tickets en cours dont le contrôle n'a pas encore été refait depuis la perte d'état de la supervision"
        | "Tickets en cours dont le contrôle n'a pas encore été refait depuis la perte d'état de la supervision";
    StepsSwitchedOff: "Open tickets whose check is switched off" | "Open tickets whose check is switched off",
        "Tickets en cours dont le contrôle est désactivé" | "Tickets en cours dont le contrôle est désactivé";
    StepsNotShown: "Open tickets whose host or check is deleted or out of our sight"
        | "Open tickets whose host or check is deleted or out of our sight",
        "Tickets en cours dont l'hôte ou le contrôle est supprimé ou hors de notre vue"
        | "Tickets en cours dont l'hôte ou le contrôle est supprimé ou hors de notre vue";
    StepsUnfed: "Open tickets of a monitor that nothing shows to be still fed"
        | "Open tickets of a monitor that nothing shows to be still fed",
        "Tickets en cours d'une supervision dont rien ne montre qu'elle est encore alimentée"
        | "Tickets en cours d'une supervision dont rien ne montre qu'elle est encore alimentée";
    Storms: "Storms" | "Storms", "Rafales d'événements" | "Rafales d'événements";
    StormAll: "all together" | "all together", "tous ensemble" | "tous ensemble";
    HeldBack: "{n} open event has no ticket of its own because of it."
        | "{n} open events have no tickets of their own because of it.",
        "{n} événement ouvert n'a pas son propre ticket pour cette raison."
        | "{n} événements ouverts n'ont pas leur propre ticket pour cette raison.";
    NoNumber: "no ticket yet" | "no ticket yet", "pas encore de ticket" | "pas encore de ticket";
    SinceTime: "since {time}" | "since {time}", "depuis {time}" | "depuis {time}";

    // Ticket jobs: what was tried.
    ActOpened: "Opening" | "Opening", "Ouverture" | "Ouverture";
    ActFound: "Finding again" | "Finding again", "Recherche" | "Recherche";
    ActAdopted: "Taking" | "Taking", "Reprise" | "Reprise";
    ActDelivered: "Delivery as a note" | "Delivery as a note", "Remise en note" | "Remise en note";
    ActReopened: "Reopening" | "Reopening", "Réouverture" | "Réouverture";
    ActSolved: "Solving" | "Solving", "Résolution" | "Résolution";
    ActRevised: "Raising the ticket" | "Raising the ticket",
        "Aggravation du ticket" | "Aggravation du ticket";
    ActNoted: "Note" | "Note", "Note" | "Note";
    ActAcknowledged: "Acknowledgement" | "Acknowledgement", "Acquittement" | "Acquittement";
    ActCommented: "Comment" | "Comment", "Commentaire" | "Commentaire";
    ActRelayed: "Comment of the ticket in the monitor" | "Comment of the ticket in the monitor",
        "Commentaire du ticket dans la supervision" | "Commentaire du ticket dans la supervision";
    ActToldClosed: "Telling that it is closed" | "Telling that it is closed",
        "Signalement de la clôture" | "Signalement de la clôture";
    ActToldState: "Telling the state of the ticket" | "Telling the state of the ticket",
        "Signalement de l'état du ticket" | "Signalement de l'état du ticket";

    // Ticket jobs: why events have no ticket.
    WhyFailed: "failed" | "failed", "en échec" | "en échec";
    WhyNoRule: "without a rule" | "without a rule", "sans règle" | "sans règle";
    WhyYoung: "too young" | "too young", "trop récent" | "trop récents";
    WhySoft: "not confirmed yet" | "not confirmed yet", "pas encore confirmé" | "pas encore confirmés";
    WhyAcknowledged: "acknowledged by an operator" | "acknowledged by an operator",
        "acquitté par un opérateur" | "acquittés par un opérateur";
    WhyNotAcknowledged: "not acknowledged yet" | "not acknowledged yet", "pas encore acquitté" | "pas encore acquittés";
    WhyDowntime: "in a downtime" | "in a downtime", "en maintenance" | "en maintenance";
    WhyHostDown: "on a host that is down" | "on hosts that are down", "sur un hôte en panne" | "sur des hôtes en panne";
    WhyFlaps: "flapping" | "flapping", "instable" | "instables";
    WhyStorm: "in a storm" | "in a storm", "dans une rafale" | "dans une rafale";
    WhyWontFix: "closed for good" | "closed for good", "clos sans suite" | "clos sans suite";
    WhyOtherJob: "for another job" | "for another job", "pris par une autre tâche" | "pris par une autre tâche";
    WhyLessSevere: "less severe than rules ask for" | "less severe than rules ask for",
        "moins grave que ce que demandent les règles" | "moins graves que ce que demandent les règles";
    WhyOff: "of a rule that is off" | "of rules that are off", "d'une règle désactivée" | "de règles désactivées";
    WhyBeganWhileOff: "begun while its rule was off" | "begun while their rules were off",
        "commencé pendant que sa règle était désactivée" | "commencés pendant que leurs règles étaient désactivées";
    WhyUnlinked: "taken from its ticket" | "taken from their tickets", "retiré de son ticket" | "retirés de leurs tickets";

    // Severities.
    SeverityInformation: "information" | "information", "information" | "information";
    SeverityWarning: "warning" | "warning", "avertissement" | "avertissement";
    SeverityUnknown: "unknown" | "unknown", "inconnu" | "inconnu";
    SeverityAverage: "average" | "average", "moyen" | "moyen";
    SeverityCritical: "critical" | "critical", "critique" | "critique";
    SeverityDisaster: "disaster" | "disaster", "désastre" | "désastre";

    // Ticket jobs: numbers and companies.
    Facts: "In numbers" | "In numbers", "En chiffres" | "En chiffres";
    ToTicket: "From event to ticket" | "From event to ticket", "De l'événement au ticket" | "De l'événement au ticket";
    ToAssignment: "From ticket to assignment" | "From ticket to assignment",
        "Du ticket à l'attribution" | "Du ticket à l'attribution";
    ToResolution: "From ticket to resolution" | "From ticket to resolution",
        "Du ticket à la résolution" | "Du ticket à la résolution";
    Median: "{span} (median of the last day)" | "{span} (median of the last day)",
        "{span} (médiane du dernier jour)" | "{span} (médiane du dernier jour)";
    Monitors: "Monitors" | "Monitors", "Outils de supervision" | "Outils de supervision";
    Desks: "Ticket systems" | "Ticket systems", "Outils de tickets" | "Outils de tickets";
    OpenEvents: "{n} open event" | "{n} open events", "{n} événement ouvert" | "{n} événements ouverts";
    TicketsRead: "{n} ticket read" | "{n} tickets read", "{n} ticket lu" | "{n} tickets lus";
    Companies: "By company" | "By company", "Par société" | "Par société";
    NoCompany: "(none)" | "(none)", "(aucune)" | "(aucune)";

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
    Read: "Read" | "Read", "Lu" | "Lu";
    Records: "{n} record" | "{n} records", "{n} enregistrement" | "{n} enregistrements";
    ValuesChanged: "Changed on the way" | "Changed on the way", "Modifié en route" | "Modifié en route";
    Columns: "Columns" | "Columns", "Colonnes" | "Colonnes";
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

    // Attached tables.
    SheetChanges: "Changes" | "Changes", "Changements" | "Changements";
    SheetRejects: "Rejects" | "Rejects", "Rejets" | "Rejets";
    SheetKept: "Kept" | "Kept", "Gardés" | "Gardés";
    ColumnNumber: "No." | "No.", "N°" | "N°";
    ColumnOperation: "Operation" | "Operation", "Opération" | "Opération";
    ColumnClass: "Class" | "Class", "Classe" | "Classe";
    ColumnKey: "Key" | "Key", "Clé" | "Clé";
    ColumnName: "Name" | "Name", "Nom" | "Nom";
    ColumnId: "Id" | "Id", "Id" | "Id";
    ColumnOutcome: "Outcome" | "Outcome", "Résultat" | "Résultat";
    ColumnReason: "Reason" | "Reason", "Raison" | "Raison";
    ColumnField: "Field" | "Field", "Champ" | "Champ";
    ColumnBefore: "Before" | "Before", "Avant" | "Avant";
    ColumnAfter: "After" | "After", "Après" | "Après";
    ColumnFile: "File" | "File", "Fichier" | "Fichier";
    ColumnSheet: "Sheet" | "Sheet", "Feuille" | "Feuille";
    ColumnRow: "Row" | "Row", "Ligne" | "Ligne";
    ColumnEffect: "Effect" | "Effect", "Effet" | "Effet";
    ColumnLive: "There now" | "There now", "Dans l'outil" | "Dans l'outil";
    ColumnSource: "In the source" | "In the source", "Dans la source" | "Dans la source";
    SheetAlike: "Possibly twice" | "Possibly twice", "Doublons possibles" | "Doublons possibles";
    ColumnText: "What was found" | "What was found", "Constat" | "Constat";
    ColumnAnswer: "What to do" | "What to do", "Que faire" | "Que faire";
    SheetTickets: "Tickets" | "Tickets", "Tickets" | "Tickets";
    SheetEvents: "Events without a ticket" | "Events without a ticket", "Événements sans ticket" | "Événements sans ticket";
    SheetSteps: "Out of step" | "Out of step", "Désaccords" | "Désaccords";
    SheetCompanies: "Companies" | "Companies", "Sociétés" | "Sociétés";
    ColumnAct: "Act" | "Act", "Action" | "Action";
    ColumnDesk: "Ticket system" | "Ticket system", "Outil" | "Outil";
    ColumnTicket: "Ticket" | "Ticket", "Ticket" | "Ticket";
    ColumnTitle: "Title" | "Title", "Titre" | "Titre";
    ColumnCompany: "Company" | "Company", "Société" | "Société";
    ColumnSeverity: "Severity" | "Severity", "Gravité" | "Gravité";
    ColumnRule: "Rule" | "Rule", "Règle" | "Règle";
    ColumnEvents: "Events" | "Events", "Événements" | "Événements";
    ColumnEvent: "Event" | "Event", "Événement" | "Événement";
    ColumnMonitor: "Monitor" | "Monitor", "Outil de supervision" | "Outil de supervision";
    ColumnSince: "Since" | "Since", "Depuis" | "Depuis";
    ColumnState: "State" | "State", "État" | "État";
    ColumnLink: "Link" | "Link", "Lien" | "Lien";
    SheetAudit: "Audit trail" | "Audit trail", "Piste d'audit" | "Piste d'audit";
    ColumnWhen: "When (UTC)" | "When (UTC)", "Quand (UTC)" | "Quand (UTC)";
    ColumnDetail: "Detail" | "Detail", "Détail" | "Détail";
    ColumnJob: "Job" | "Job", "Tâche" | "Tâche";
    ColumnRun: "Run" | "Run", "Exécution" | "Exécution";
    ColumnOpen: "open" | "open", "en cours" | "en cours";
    OutcomeDone: "done" | "done", "fait" | "fait";
    OutcomePlanned: "planned" | "planned", "prévu" | "prévu";
    OutcomeFailed: "failed" | "failed", "échec" | "échec";
    OutcomeMoved: "left out" | "left out", "laissé de côté" | "laissé de côté";
    OutcomeStarted: "not known" | "not known", "inconnu" | "inconnu";
    OutcomeUndone: "not done" | "not done", "non fait" | "non fait";
    EffectRow: "row rejected" | "row rejected", "ligne rejetée" | "ligne rejetée";
    EffectValue: "value left out" | "value left out", "valeur ignorée" | "valeur ignorée";

    // Plans.
    PlanTitle: "Plan of {job} for {system}" | "Plan of {job} for {system}",
        "Plan de {job} pour {system}" | "Plan de {job} pour {system}";
    PlanCounts: "{create} to create, {update} to update, {retire} to retire, {restore} to restore, {unchanged} unchanged, {rejected} rejected" | "{create} to create, {update} to update, {retire} to retire, {restore} to restore, {unchanged} unchanged, {rejected} rejected",
        "{create} à créer, {update} à modifier, {retire} à retirer, {restore} à restaurer, {unchanged} inchangés, {rejected} rejets" | "{create} à créer, {update} à modifier, {retire} à retirer, {restore} à restaurer, {unchanged} inchangés, {rejected} rejets";
    PlanNames: "Names to create first" | "Names to create first",
        "Intitulés à créer d'abord" | "Intitulés à créer d'abord";
    PlanChanges: "Changes" | "Changes",
        "Changements" | "Changements";
    PlanHeld: "Held for approval" | "Held for approval",
        "En attente d'approbation" | "En attente d'approbation";
    PlanKept: "Kept as a person left them" | "Kept as a person left them",
        "Laissés comme une personne les a mis" | "Laissés comme une personne les a mis";
    PlanAbsent: "Missing, not retired yet" | "Missing, not retired yet",
        "Absents, pas encore retirés" | "Absents, pas encore retirés";
    PlanRejected: "Rejected" | "Rejected",
        "Rejets" | "Rejets";
    PlanRefused: "Refused" | "Refused",
        "Refusé" | "Refusé";
    PlanRefusedBy: "**Refused** by `{limit}`: {reason}" | "**Refused** by `{limit}`: {reason}",
        "**Refusé** par `{limit}`\u{a0}: {reason}" | "**Refusé** par `{limit}`\u{a0}: {reason}";
    PlanDigest: "Digest" | "Digest",
        "Empreinte" | "Empreinte";
    PlanMore: "… and {n} more" | "… and {n} more",
        "… et {n} de plus" | "… et {n} de plus";
    PlanMoreInFile: "… and {n} more; --out FILE or --format json has them all" | "… and {n} more; --out FILE or --format json has them all",
        "… et {n} de plus\u{a0}; --out FICHIER ou --format json les contient tous" | "… et {n} de plus\u{a0}; --out FICHIER ou --format json les contient tous";
    PlanFoundBy: ", found by {key}" | ", found by {key}",
        ", trouvé par {key}" | ", trouvé par {key}";
    PlanByLink: "link" | "link",
        "lien" | "lien";
    PlanTrashed: "put in the trash: the source no longer has it" | "put in the trash: the source no longer has it",
        "mis à la corbeille\u{a0}: la source ne l'a plus" | "mis à la corbeille\u{a0}: la source ne l'a plus";
    PlanPurged: "deleted for good, out of the trash: this cannot be taken back" | "deleted for good, out of the trash: this cannot be taken back",
        "supprimé définitivement de la corbeille\u{a0}: c'est irréversible" | "supprimé définitivement de la corbeille\u{a0}: c'est irréversible";
    PlanTakenOut: "taken out of the trash" | "taken out of the trash",
        "sorti de la corbeille" | "sorti de la corbeille";
    PlanToTrash: "put in the trash" | "put in the trash",
        "mis à la corbeille" | "mis à la corbeille";
    PlanDeleted: "deleted for good" | "deleted for good",
        "supprimé définitivement" | "supprimé définitivement";
    PlanKeptLine: "{class} {item} #{id}: {field} stays {live}, the source has {source} ({reason})" | "{class} {item} #{id}: {field} stays {live}, the source has {source} ({reason})",
        "{class} {item} #{id}\u{a0}: {field} reste {live}, la source a {source} ({reason})" | "{class} {item} #{id}\u{a0}: {field} reste {live}, la source a {source} ({reason})";
    PlanAbsentLine: "{class} {item} #{id}: absent in {runs} of {of} runs" | "{class} {item} #{id}: absent in {runs} of {of} runs",
        "{class} {item} #{id}\u{a0}: absent dans {runs} des {of} exécutions" | "{class} {item} #{id}\u{a0}: absent dans {runs} des {of} exécutions";
    PlanRowGoesOn: "(the rest of the row is used)" | "(the rest of the row is used)",
        "(le reste de la ligne est utilisé)" | "(le reste de la ligne est utilisé)";
    PlanLinkTo: "link to {item}" | "link to {item}",
        "à lier à {item}" | "à lier à {item}";
    PlanLink: "link" | "link",
        "à lier" | "à lier";
    PlanNewOne: "the new one" | "the new one",
        "le nouveau" | "le nouveau";
    PlanAdd: "add" | "add",
        "à ajouter" | "à ajouter";
    PlanRemove: "remove" | "remove",
        "à enlever" | "à enlever";
    StateNew: "new" | "new", "nouveau" | "nouveau";
    StateInProgress: "in progress" | "in progress", "en cours" | "en cours";
    StateWaiting: "waiting" | "waiting", "en attente" | "en attente";
    StateResolved: "resolved" | "resolved", "résolu" | "résolu";
    StateClosed: "closed" | "closed", "clos" | "clos";
    StateCancelled: "cancelled" | "cancelled", "annulé" | "annulé";
    DoCreate: "create" | "create",
        "à créer" | "à créer";
    DoUpdate: "update" | "update",
        "à modifier" | "à modifier";
    DoRetire: "retire" | "retire",
        "à retirer" | "à retirer";
    DoRestore: "restore" | "restore",
        "à restaurer" | "à restaurer";
    Unchanged: "unchanged" | "unchanged",
        "sans changement" | "sans changement";
    CellReject: "reject" | "reject",
        "rejeté" | "rejeté";
    CellClass: "class" | "class",
        "classe" | "classe";
    CellItem: "item" | "item",
        "élément" | "élément";
    CellId: "id" | "id",
        "id" | "id";
    CellBefore: "before" | "before",
        "avant" | "avant";
    CellAfter: "after" | "after",
        "après" | "après";
    CellSource: "source" | "source",
        "source" | "source";
    CellWhy: "why" | "why",
        "raison" | "raison";
    CellWhere: "where" | "where",
        "où" | "où";
    Adopted: "{class}: {n} item is matched for the first time; {agree} agree in every field" | "{class}: {n} items are matched for the first time; {agree} agree in every field",
        "{class}\u{a0}: {n} élément est associé pour la première fois\u{a0}; {agree} identique dans tous les champs" | "{class}\u{a0}: {n} éléments sont associés pour la première fois\u{a0}; {agree} sont identiques dans tous les champs";
    AdoptedField: "{field} would be written over on {n}: {examples}" | "{field} would be written over on {n}: {examples}",
        "{field} serait remplacé sur {n}\u{a0}: {examples}" | "{field} serait remplacé sur {n}\u{a0}: {examples}";

    // Mails about runs that did not happen.
    NoticeSilence: "[stocktake] {job}: no good run for too long" | "[stocktake] {job}: no good run for too long",
        "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps" | "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps";
    NoticeNeverGood: "It has never ended well." | "It has never ended well.",
        "Aucune exécution ne s'est encore bien terminée." | "Aucune exécution ne s'est encore bien terminée.";
    NoticeLastGood: "The last run that ended well ended on {moment}." | "The last run that ended well ended on {moment}.",
        "La dernière exécution réussie s'est terminée le {moment}." | "La dernière exécution réussie s'est terminée le {moment}.";
    NoticeLastSaid: "The last run said: {text}" | "The last run said: {text}",
        "La dernière exécution a dit\u{a0}: {text}" | "La dernière exécution a dit\u{a0}: {text}";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_singular_in_french_and_plural_in_english() {
        assert_eq!(Phrase::RowsRejected.form(Language::Fr, 0), "{n} ligne rejetée");
        assert_eq!(Phrase::RowsRejected.form(Language::Fr, 2), "{n} lignes rejetées");
        assert_eq!(Phrase::RowsRejected.form(Language::En, 0), "{n} rows rejected");
        assert_eq!(Phrase::RowsRejected.form(Language::En, 1), "{n} row rejected");
    }

    #[test]
    fn both_languages_fill_the_same_places() {
        for phrase in Phrase::ALL {
            let [_, en, _, fr] = phrase.forms();
            let places = |text: &str| {
                let mut found: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next().map(str::to_owned))
                    .collect();
                found.sort();
                found
            };
            assert_eq!(places(en), places(fr), "{}", phrase.name());
        }
    }
}
