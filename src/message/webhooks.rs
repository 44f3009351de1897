//! What those are told who are told of changes by HTTP, and what is said of them.

use super::{Message, list, messages};
use crate::model::news::News;
use crate::model::said::Said;
use crate::model::ticket_report::{TicketAction, TicketLine};
use crate::model::webhook::Occasion;

/// Lines about single questions or tickets.
const LINES: usize = 10;

messages! { "webhooks";
    job_failed(job) "{job} failed"
        = "{job} a échoué";
    job_refused(job) "{job}: a limit refused the plan"
        = "{job}\u{a0}: une limite a refusé le plan";
    job_silent(job) "{job} is silent: no run has ended well for too long"
        = "{job} se tait\u{a0}: aucune exécution n'a réussi depuis trop longtemps";
    job_recovered(job) "{job} is well again"
        = "{job} fonctionne de nouveau";
    inbox_silent(job) "{job}: nothing is pushed any more"
        = "{job}\u{a0}: plus rien n'est envoyé";
    inbox_recovered(job) "{job}: something is pushed again"
        = "{job}\u{a0}: les envois ont repris";
    nothing_since(when) "Nothing has come since {when}"
        = "Rien n'est arrivé depuis le {when}";
    nothing_had_come(when) "Nothing had come since {when}"
        = "Rien n'était arrivé depuis le {when}";
    plan_waiting(job, count) "{job}: {count} {count:change waits|changes wait} for approval"
        = "{job}\u{a0}: {count} {count:modification attend|modifications attendent} une approbation";
    plan_approved(job, by) "{job}: {by} approved the plan"
        = "{job}\u{a0}: {by} a approuvé le plan";
    plan_declined(job, by) "{job}: {by} declined the plan"
        = "{job}\u{a0}: {by} a rejeté le plan";
    plan_void(job) "{job}: nothing waits for approval any more"
        = "{job}\u{a0}: plus rien n'attend une approbation";
    questions_opened(job, count) "{job}: {count} new {count:question|questions}"
        = "{job}\u{a0}: {count} {count:nouvelle question|nouvelles questions}";
    questions_solved(job, count) "{job}: {count} {count:question is|questions are} solved"
        = "{job}\u{a0}: {count} {count:question résolue|questions résolues}";
    question_closed(job, by) "{job}: {by} closed a question"
        = "{job}\u{a0}: {by} a clos une question";
    tickets_opened(job, count) "{job}: {count} {count:ticket|tickets} opened"
        = "{job}\u{a0}: {count} {count:ticket ouvert|tickets ouverts}";
    tickets_solved(job, count) "{job}: {count} {count:ticket|tickets} solved"
        = "{job}\u{a0}: {count} {count:ticket résolu|tickets résolus}";
    a_test(name) "A test of the webhook {name}"
        = "Un essai du webhook {name}";
    somebody_tries() "Somebody tries whether messages arrive: stocktake webhooks test"
        = "Quelqu'un vérifie que les messages arrivent\u{a0}: stocktake webhooks test";
    of_job_failed() "a failed run"
        = "un échec";
    of_job_refused() "a refused plan"
        = "un plan refusé";
    of_job_silent() "the silence of the job"
        = "le silence de la tâche";
    of_job_recovered() "the job being well again"
        = "le rétablissement de la tâche";
    of_inbox_silent() "nothing being pushed any more"
        = "l'arrêt des envois";
    of_inbox_recovered() "something being pushed again"
        = "la reprise des envois";
    of_plan_waiting() "a plan that waits"
        = "un plan en attente";
    of_plan_approved() "an approved plan"
        = "un plan approuvé";
    of_plan_declined() "a declined plan"
        = "un plan rejeté";
    of_plan_void() "a plan that waits no more"
        = "un plan qui n'attend plus";
    of_questions_opened() "new questions"
        = "de nouvelles questions";
    of_questions_closed() "closed questions"
        = "des questions closes";
    of_tickets_opened() "opened tickets"
        = "des tickets ouverts";
    of_tickets_solved() "solved tickets"
        = "des tickets résolus";
    somebody() "somebody"
        = "quelqu'un";
    last_good(when) "Last good run: {when}"
        = "Dernière exécution réussie\u{a0}: {when}";
    never_good() "No run has ended well yet"
        = "Aucune exécution n'a encore réussi";
    bad_since(when) "It had been in trouble since {when}"
        = "En difficulté depuis {when}";
    run_is(run) "Run {run}"
        = "Exécution {run}";
    written(count) "{count} {count:change|changes} written"
        = "{count} {count:modification écrite|modifications écrites}";
    go_on(command) "To approve: {command}"
        = "Pour approuver\u{a0}: {command}";
    because(why) "Why: {why}"
        = "Motif\u{a0}: {why}";
    told_again(day) "It is told again on {day}"
        = "À nouveau signalé le {day}";
    reopened(ticket) "reopened: {ticket}"
        = "rouvert\u{a0}: {ticket}";
    more(count) "and {count} more"
        = "et {count} de plus";
    open_page() "Open"
        = "Ouvrir";
    template_fails(file, reason) "the template {file} fails: {reason}"
        = "le modèle {file} échoue\u{a0}: {reason}";
    no_json(reason) "it makes no JSON: {reason}"
        = "il ne produit pas de JSON\u{a0}: {reason}";
    private(host) "{host} is in a private network, and `allow_private` is not set"
        = "{host} est dans un réseau privé, et `allow_private` n'est pas activé";
    redirects(status) "the address leads elsewhere (HTTP {status}), and redirections are not followed"
        = "l'adresse mène ailleurs (HTTP {status}), et les redirections ne sont pas suivies";
    answered(status, piece) "HTTP {status}: {piece}"
        = "HTTP {status}\u{a0}: {piece}";
    gone() "the address is gone for good (HTTP 410)"
        = "cette adresse n'existe plus (HTTP 410)";
    no_such_host(host) "the name {host} has no address"
        = "le nom {host} n'a pas d'adresse";
    no_topic() "the address of ntfy ends with its topic: https://ntfy.example.org/TOPIC"
        = "l'adresse de ntfy se termine par son sujet\u{a0}: https://ntfy.example.org/SUJET";
    secret_is_no_key(reference) "what stands at {reference} is no secret of Standard Webhooks: whsec_ and Base64"
        = "ce qui se trouve à {reference} n'est pas un secret Standard Webhooks\u{a0}: whsec_ puis du Base64";
    no_header() "the token has characters that no header can hold"
        = "le jeton contient des caractères impossibles dans un en-tête HTTP";
    none() "No webhook: there is no table [webhook.NAME] in stocktake.toml."
        = "Aucun webhook\u{a0}: il n'y a pas de table [webhook.NOM] dans stocktake.toml.";
    unknown(name, near, known) "no webhook is called `{name}`{near}; webhooks: {known}"
        = "aucun webhook ne s'appelle `{name}`{near}\u{a0}; webhooks\u{a0}: {known}";
    taken(name, status) "{name} took the test (HTTP {status})."
        = "{name} a accepté l'essai (HTTP {status}).";
    not_taken(name, why) "{name} did not take the test: {why}"
        = "{name} n'a pas accepté l'essai\u{a0}: {why}";
    tried_again(count, name) "{count} {count:message|messages} for {name} {count:is|are} tried again."
        = "{count} {count:message pour|messages pour} {name} {count:sera réessayé|seront réessayés}.";
    head_name() "NAME"
        = "NOM";
    head_format() "FORMAT"
        = "FORMAT";
    head_at() "AT"
        = "ADRESSE";
    head_waiting() "WAITING"
        = "EN ATTENTE";
    head_given_up() "GIVEN UP"
        = "ABANDONNÉS";
    head_sent() "LAST SENT"
        = "DERNIER ENVOI";
    head_error() "LAST ERROR"
        = "DERNIÈRE ERREUR";
    never() "never"
        = "jamais";
}

/// One line that says what changed.
pub(crate) fn title(news: &News) -> Said {
    let (job, count) = (&news.job, news.count());
    let by = || news.by.as_deref().map_or_else(|| somebody().said(), Said::from);
    let message = match news.occasion {
        Occasion::JobFailed => job_failed(job),
        Occasion::JobRefused => job_refused(job),
        Occasion::JobSilent => job_silent(job),
        Occasion::JobRecovered => job_recovered(job),
        Occasion::InboxSilent => inbox_silent(job),
        Occasion::InboxRecovered => inbox_recovered(job),
        Occasion::PlanWaiting => plan_waiting(job, news.changes.unwrap_or_default()),
        Occasion::PlanApproved => plan_approved(job, by()),
        Occasion::PlanDeclined => plan_declined(job, by()),
        Occasion::PlanVoid => plan_void(job),
        Occasion::QuestionsOpened => questions_opened(job, count),
        Occasion::QuestionsClosed if news.by.is_some() => question_closed(job, by()),
        Occasion::QuestionsClosed => questions_solved(job, count),
        Occasion::TicketsOpened => tickets_opened(job, count),
        Occasion::TicketsSolved => tickets_solved(job, count),
        Occasion::Test => a_test(job),
    };
    message.said()
}

/// What a message is about, by its word; one that is not known here is shown as it is.
pub(crate) fn about(word: &str) -> Said {
    let known = Occasion::ALL.into_iter().find(|occasion| occasion.as_str() == word);
    let Some(occasion) = known else { return word.into() };
    match occasion {
        Occasion::JobFailed => of_job_failed(),
        Occasion::JobRefused => of_job_refused(),
        Occasion::JobSilent => of_job_silent(),
        Occasion::JobRecovered => of_job_recovered(),
        Occasion::InboxSilent => of_inbox_silent(),
        Occasion::InboxRecovered => of_inbox_recovered(),
        Occasion::PlanWaiting => of_plan_waiting(),
        Occasion::PlanApproved => of_plan_approved(),
        Occasion::PlanDeclined => of_plan_declined(),
        Occasion::PlanVoid => of_plan_void(),
        Occasion::QuestionsOpened => of_questions_opened(),
        Occasion::QuestionsClosed => of_questions_closed(),
        Occasion::TicketsOpened => of_tickets_opened(),
        Occasion::TicketsSolved => of_tickets_solved(),
        Occasion::Test => a_test(word),
    }
    .said()
}

/// What more there is to say of it, a line each.
pub(crate) fn lines(news: &News) -> Vec<Said> {
    let mut lines: Vec<Said> = news.reason.iter().cloned().collect();
    match news.occasion {
        Occasion::JobSilent => {
            lines.push(news.since.map_or_else(never_good, |at| last_good(news.moment(at))).said());
        }
        Occasion::JobRecovered => {
            lines.extend(news.since.map(|at| bad_since(news.moment(at)).said()));
        }
        Occasion::InboxSilent => lines.extend(news.since.map(|at| nothing_since(news.moment(at)).said())),
        Occasion::InboxRecovered => {
            lines.extend(news.since.map(|at| nothing_had_come(news.moment(at)).said()));
        }
        Occasion::PlanApproved => lines.extend(news.changes.map(|count| written(count).said())),
        Occasion::Test => lines.push(somebody_tries().said()),
        Occasion::JobFailed
        | Occasion::JobRefused
        | Occasion::PlanWaiting
        | Occasion::PlanDeclined
        | Occasion::PlanVoid
        | Occasion::QuestionsOpened
        | Occasion::QuestionsClosed
        | Occasion::TicketsOpened
        | Occasion::TicketsSolved => {}
    }
    let questions = news.questions.iter().map(|asked| list::of(&asked.label, &asked.text).said());
    let all: Vec<Said> = questions.chain(news.tickets.iter().map(ticket)).collect();
    let rest = all.len().saturating_sub(LINES);
    lines.extend(all.into_iter().take(LINES));
    lines.extend((rest > 0).then(|| more(rest).said()));
    lines.extend(news.why.as_ref().map(|why| because(why).said()));
    lines.extend(news.until.map(|day| told_again(day).said()));
    lines.extend(news.command.as_ref().map(|command| go_on(command).said()));
    lines.extend(news.run.as_ref().map(|run| run_is(run).said()));
    lines
}

fn ticket(line: &TicketLine) -> Said {
    let named = match &line.number {
        Some(number) => list::of(number, &line.title).said(),
        None => Said::from(&line.title),
    };
    if line.action == TicketAction::Reopened { reopened(named).said() } else { named }
}

/// Why a webhook of this name is not known.
pub(crate) fn no_such(name: &str, near: Option<Message>, known: &[&str]) -> Message {
    let known = if known.is_empty() { list::none().said() } else { known.join(", ").into() };
    unknown(name, near, known)
}
