//! Labels of pages, by the names that templates call them by.

use crate::message::{Message, messages};

/// Declares labels, and the table of all of them.
macro_rules! labels {
    ($($name:ident $english:literal = $french:literal;)*) => {
        messages! { "web.label"; $($name() $english = $french;)* }

        /// Every label with its name: `t.log_in` in a template.
        pub(crate) fn words() -> Vec<(&'static str, Message)> {
            vec![$((stringify!($name), $name())),*]
        }
    };
}

labels! {
    colon ":" = "\u{a0}:";
    log_in "Log in" = "Se connecter";
    log_out "Log out" = "Se déconnecter";
    user_name "Name" = "Nom";
    password "Password" = "Mot de passe";
    password_again "Your password, once more" = "Votre mot de passe, encore une fois";
    skip "To the content" = "Aller au contenu";
    pages "Pages" = "Pages";
    home "Decisions" = "Décisions";
    questions "Questions" = "Questions";
    schedule "Schedule" = "Calendrier";
    tickets "Tickets" = "Tickets";
    in_french "Français" = "Français";
    in_english "English" = "English";
    not_done "Not done" = "Pas fait";
    back_home "Back to the decisions" = "Retour aux décisions";
    waits_for_you "Waiting for a decision" = "En attente de décision";
    nothing_waits "Nothing waits for a decision." = "Aucune décision en attente.";
    look_at_plan "Look at the plan" = "Voir le plan";
    jobs "Jobs" = "Tâches";
    no_jobs "You have no role in any job." = "Vous n'avez de rôle dans aucune tâche.";
    job "Job" = "Tâche";
    last_run "Last run" = "Dernière exécution";
    last_good "Ended well last" = "Dernière bien terminée";
    next_run "Next run" = "Prochaine exécution";
    times_in "Times of" = "Heures de";
    never "never" = "jamais";
    by_hand "by hand only" = "à la main seulement";
    open_questions "Open questions" = "Questions en attente";
    runs "Runs" = "Exécutions";
    no_runs "There was no run yet." = "Aucune exécution pour le moment.";
    run "Run" = "Exécution";
    started "Started" = "Début";
    took "Took" = "Durée";
    state "State" = "État";
    started_by "Started by" = "Démarrée par";
    by_schedule "the schedule" = "le calendrier";
    by_person "a person" = "une personne";
    program "Ran on" = "Exécutée sur";
    planned "Planned" = "Prévu";
    written "Written" = "Écrit";
    failed "Failed" = "Échecs";
    moved "Moved" = "Déplacés";
    rejected "Rejected" = "Rejets";
    unchanged "Unchanged" = "Sans changement";
    to_create "to create" = "à créer";
    to_update "to update" = "à modifier";
    to_retire "to retire" = "à retirer";
    to_restore "to restore" = "à restaurer";
    digest "Digest" = "Empreinte";
    system "System" = "Système";
    systems "Systems" = "Systèmes";
    rows "Rows" = "Lignes";
    every_row "all" = "toutes";
    no_rows "Nothing was written." = "Rien n'a été écrit.";
    row_done "done" = "faites";
    row_failed "failed" = "échouées";
    row_moved "changed since the plan" = "modifiées depuis le plan";
    row_open "without an outcome" = "sans issue connue";
    row_undone "not done" = "pas faites";
    field "Field" = "Champ";
    before "Before" = "Avant";
    after "After" = "Après";
    why "Why" = "Pourquoi";
    place "Where" = "Où";
    key "Key" = "Clé";
    rejects "Rejected records and values" = "Enregistrements et valeurs rejetés";
    row_goes_on "the rest of the row is used" = "le reste de la ligne est utilisé";
    kept "Kept as a person left them" = "Laissés comme une personne les a mis";
    at_desk "There" = "Là-bas";
    in_source "In the source" = "Dans la source";
    notes "Notes" = "Notes";
    report "Report" = "Rapport";
    same_command "The same as a command" = "La même chose en commande";
    plan "Plan" = "Plan";
    plan_waits "This plan waits: nothing of it has been written." = "Ce plan attend\u{a0}: rien n'en a été écrit.";
    plan_is_void "This plan is out of date and cannot be approved." = "Ce plan est périmé et ne peut être approuvé.";
    plan_applied "This plan was approved here." = "Ce plan a été approuvé ici.";
    under_way "What was approved is being written." = "Ce qui a été approuvé est en cours d'écriture.";
    reload "Look again" = "Actualiser";
    decide "Decide" = "Décider";
    decision "Decision" = "Décision";
    approve_all "Approve" = "Approuver";
    approve_some "Approve what is ticked below" = "Approuver ce qui est coché ci-dessous";
    approve_none "Approve nothing: the questions about it are closed" = "N'approuver rien\u{a0}: les questions à son sujet sont closes";
    reason "Reason" = "Motif";
    reason_is_asked "this job asks for it" = "cette tâche le demande";
    you_may_not "Your role does not allow to approve." = "Votre rôle ne permet pas d'approuver.";
    changes "Changes" = "Changements";
    names_first "Names to create first" = "Intitulés à créer d'abord";
    refused_because "Refused" = "Refusé";
    previous_page "Previous page" = "Page précédente";
    next_page "Next page" = "Page suivante";
    no_questions "There is no open question." = "Aucune question en attente.";
    since "since" = "depuis";
    due "by" = "avant le";
    answer "What you may do" = "Ce que vous pouvez faire";
    close "Close" = "Clore";
    close_it "Close this question" = "Clore cette question";
    until "Tell it again on" = "La poser de nouveau le";
    closed_ones "Closed questions" = "Questions closes";
    open_ones "Open questions only" = "Questions en attente seulement";
    was_closed "Closed" = "Close";
    open_item "Open it" = "Ouvrir la fiche";
    when "When" = "Quand";
    no_schedule "No job has a schedule." = "Aucune tâche n'a de calendrier.";
    number "Number" = "Numéro";
    title "Title" = "Titre";
    desk "Desk" = "Outil";
    opened "Opened" = "Ouvert";
    assigned "Assigned" = "Attribué à";
    events "Events" = "Événements";
    no_tickets "There is no such ticket." = "Aucun ticket de ce genre.";
    only_open "Open tickets only" = "Tickets ouverts seulement";
    every_ticket "All tickets" = "Tous les tickets";
    look_for "Number or key" = "Numéro ou clé";
    search "Search" = "Chercher";
    history "History" = "Historique";
}
