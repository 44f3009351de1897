//! The start of the program.

use super::messages;

messages! { "start";
    no_log(error) "cannot start logging: {error}"
        = "impossible de démarrer la journalisation\u{a0}: {error}";
    error() "error:"
        = "erreur\u{a0}:";
    jobs_at_their_times() "jobs are started at their times"
        = "les tâches démarrent à leurs heures";
    reading_again() "reading the configuration again"
        = "relecture de la configuration";
    waiting_for_runs() "waiting for the runs in hand"
        = "attente de la fin des exécutions en cours";
    cannot_start(error) "cannot start: {error}"
        = "démarrage impossible\u{a0}: {error}";
}
