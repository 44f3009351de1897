//! What a ticket job did, what it left alone, and numbers of companies.

use super::phrases;

phrases! {
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
    CountedToldState: "state of a ticket told at its source" | "states of tickets told at their sources",
        "état de ticket signalé à sa source" | "états de tickets signalés à leurs sources";
    CountedToldClosed: "event told that its ticket is closed" | "events told that their tickets are closed",
        "clôture signalée à la supervision" | "clôtures signalées à la supervision";
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
        "Tickets réévalués, leur problème s'étant aggravé" | "Tickets réévalués, leur problème s'étant aggravé";
    TicketsNoted: "Notes written" | "Notes written", "Notes écrites" | "Notes écrites";
    TicketsTold: "Told in the monitors" | "Told in the monitors",
        "Signalé dans les outils de supervision" | "Signalé dans les outils de supervision";
    NamesLeftOut: "Opened without a name of the rule" | "Opened without names of the rules",
        "Ouverts sans un nom prévu par la règle" | "Ouverts sans des noms prévus par les règles";
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
        "Réévaluation du ticket" | "Réévaluation du ticket";
    ActNoted: "Note" | "Note", "Note" | "Note";
    ActAcknowledged: "Acknowledgement" | "Acknowledgement", "Acquittement" | "Acquittement";
    ActCommented: "Comment" | "Comment", "Commentaire" | "Commentaire";
    ActRelayed: "Comment of the ticket in the monitor" | "Comment of the ticket in the monitor",
        "Commentaire du ticket dans la supervision" | "Commentaire du ticket dans la supervision";
    ActToldState: "Telling the state of the ticket" | "Telling the state of the ticket",
        "Signalement de l'état du ticket" | "Signalement de l'état du ticket";
    ActToldClosed: "Telling that it is closed" | "Telling that it is closed",
        "Signalement de la clôture" | "Signalement de la clôture";

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
}
