//! Which job was meant, and what a job is not for.

use super::messages;

messages! { "jobs";
    name_one() "name a job or a plan"
        = "indiquez une tâche ou un plan";
    opens_tickets(job) "the job `{job}` opens tickets: it has no records"
        = "la tâche `{job}` ouvre des tickets\u{a0}: elle n'a pas d'enregistrements";
    pulls_references(job) "the job `{job}` pulls reference data: it has no records"
        = "la tâche `{job}` récupère des données de référence\u{a0}: elle n'a pas d'enregistrements";
    unknown(job, near, known) [NotFound] "there is no job `{job}`{near} (jobs: {known})"
        = "il n'y a pas de tâche `{job}`{near} (tâches\u{a0}: {known})";
    nothing_to_plan(job) "the job `{job}` pulls reference data: there is nothing to plan"
        = "la tâche `{job}` récupère des données de référence\u{a0}: il n'y a rien à planifier";
    ticket_plan_not_kept() "the plan of a ticket job cannot be kept: events move on; run the job instead"
        = "le plan d'une tâche de tickets ne peut pas être conservé\u{a0}: les événements évoluent\u{a0}; \
           lancez plutôt la tâche";
    opens_no_tickets(job) "the job `{job}` opens no tickets"
        = "la tâche `{job}` n'ouvre pas de tickets";
    no_monitor(job, monitor, known) [NotFound] "the job `{job}` has no monitor `{monitor}` (monitors: {known})"
        = "la tâche `{job}` n'a pas d'outil de supervision `{monitor}` (outils\u{a0}: {known})";
    no_rule(job, rule, known) [NotFound] "the job `{job}` has no rule `{rule}` (rules: {known})"
        = "la tâche `{job}` n'a pas de règle `{rule}` (règles\u{a0}: {known})";
}
