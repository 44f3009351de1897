//! The attached tables.

use super::phrases;

phrases! {
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
}
