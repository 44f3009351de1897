//! Which job was meant, and what a job is not for.

use super::messages;

messages! { "jobs";
    name_one() "name a job or a plan";
    opens_tickets(job) "the job `{job}` opens tickets: it has no records";
    pulls_references(job) "the job `{job}` pulls reference data: it has no records";
    unknown(job, near, known) "there is no job `{job}`{near} (jobs: {known})";
    nothing_to_plan(job) "the job `{job}` pulls reference data: there is nothing to plan";
    ticket_plan_not_kept() "the plan of a ticket job cannot be kept: events move on; run the job instead";
    opens_no_tickets(job) "the job `{job}` opens no tickets";
    no_monitor(job, monitor, known) "the job `{job}` has no monitor `{monitor}` (monitors: {known})";
    no_rule(job, rule, known) "the job `{job}` has no rule `{rule}` (rules: {known})";
}
