//! The console: what its pages say.

pub(crate) mod api;
mod words;

use super::messages;

pub(crate) use words::{row_done, row_failed, row_moved, row_open, row_undone, words};

/// Every sentence of the console.
#[cfg(test)]
pub(super) fn everything() -> Vec<super::Message> {
    [catalogue(), api::catalogue(), words::catalogue()].concat()
}

messages! { "web";
    cannot_listen(address) "the console cannot listen at {address}"
        = "la console ne peut pas écouter sur {address}";
    certificate_unusable(file) "the certificate of the console cannot be used: {file}"
        = "le certificat de la console est inutilisable\u{a0}: {file}";
    key_unusable(key) "the key of the console's certificate cannot be used: {key}"
        = "la clé du certificat de la console est inutilisable\u{a0}: {key}";
    page_failed() "the page could not be made; the log of the program says why"
        = "la page n'a pas pu être construite\u{a0}; le journal du programme dit pourquoi";
    state_is_silent() "the state database does not answer"
        = "la base d'état ne répond pas";
    state_fails(why) "the state database fails: {why}"
        = "la base d'état est en échec\u{a0}: {why}";
    schedule_stands(jobs) "the schedule does not look at these jobs as it should: {jobs}"
        = "la planification ne surveille pas ces tâches comme elle le devrait\u{a0}: {jobs}";
    plans_are_being_read() "Plans are being read, and as many requests wait for that as may. Try once more in some seconds."
        = "Des plans sont en cours de lecture, et autant de demandes qu'il est permis attendent. Recommencez dans quelques \
           secondes.";
    figures_take_long() "the figures are being made and take long"
        = "les chiffres sont en cours de calcul et se font attendre";
    log_in_first() "Log in to see this."
        = "Connectez-vous pour voir cette page.";
    forbidden() "Your role does not allow this for this job."
        = "Votre rôle ne le permet pas pour cette tâche.";
    forged() "This request did not come from a page of the console, or the page was an old one. Go back, load the \
              page anew and try once more."
        = "Cette demande ne vient pas d'une page de la console, ou la page était périmée. Revenez en arrière, \
           rechargez la page et recommencez.";
    not_found() "There is no such page."
        = "Cette page n'existe pas.";
    not_asked_so() "This page cannot be asked for in this way."
        = "Cette page ne se demande pas de cette façon.";
    too_large() "This is more than the console takes at once."
        = "C'est plus que la console n'accepte en une fois.";
    body_is_late() "The request did not arrive whole in time: send it again."
        = "La requête n'est pas arrivée entière à temps\u{a0}: envoyez-la de nouveau.";
    body_is_broken() "The body of the request does not have the form that its head says."
        = "Le corps de la requête n'a pas la forme que dit son en-tête.";
    form_is_old() "The form was an old one, or the browser keeps no cookies. Try once more."
        = "Le formulaire était périmé, ou le navigateur n'accepte pas les cookies. Recommencez.";
    wrong_login() "This name and this password do not go together."
        = "Ce nom et ce mot de passe ne correspondent pas.";
    wait_before_trying() "Too many wrong passwords: wait a quarter of an hour."
        = "Trop de mots de passe erronés\u{a0}: attendez un quart d'heure.";
    wait_some_seconds() "Too many wrong passwords: wait some seconds and try once more."
        = "Trop de mots de passe erronés\u{a0}: attendez quelques secondes et recommencez.";
    misdirected() "The console is not known by this name: open it by the address that is set as its `url`, or by that of \
                   this machine."
        = "La console n'est pas connue sous ce nom\u{a0}: ouvrez-la par l'adresse indiquée comme son `url`, ou par \
           celle de cette machine.";
    log_in_at(title) "Log in at {title}"
        = "Se connecter avec {title}";
    log_out_at(title) "Log out at {title}, too"
        = "Se déconnecter aussi de {title}";
    confirm_at(title) "Each decision asks who you are once more: log in at {title} again, then come back here."
        = "Chaque décision redemande qui vous êtes\u{a0}: reconnectez-vous avec {title}, puis revenez ici.";
    confirm_is_asked() "Confirm first who you are, by the link in the form: it is asked for each decision."
        = "Confirmez d'abord qui vous êtes, par le lien du formulaire\u{a0}: c'est demandé pour chaque décision.";
    not_confirmed() "That did not confirm who you are: log in there as the same person, once more, within ten minutes."
        = "Cela n'a pas confirmé qui vous êtes\u{a0}: reconnectez-vous là-bas sous la même identité, sous dix minutes.";
    provider_is_away(title) "{title} cannot be reached at present. Who has a password here can log in with it."
        = "{title} est injoignable pour le moment. Qui a un mot de passe ici peut l'utiliser.";
    provider_proves_nothing(title) "What {title} says does not prove who you are. Try once more; the log of the program \
                                    says why."
        = "Ce que dit {title} ne prouve pas qui vous êtes. Recommencez\u{a0}; le journal du programme dit pourquoi.";
    provider_sends_back(title, error) "{title} did not let you in: {error}"
        = "{title} ne vous a pas laissé entrer\u{a0}: {error}";
    errand_is_old() "This login was begun in another browser, too long ago, or has ended already. Begin once more."
        = "Cette connexion a été commencée dans un autre navigateur, il y a trop longtemps, ou est déjà terminée. \
           Recommencez.";
    no_name_said(claim, title) "{title} says no name of yours in `{claim}`."
        = "{title} ne donne pas votre nom dans `{claim}`.";
    no_role_here(name) "{name} is known, and has no role in this console: nothing that is said of you there gives one. \
                        Who administers the console can change that."
        = "{name} est connu, mais n'a pas de rôle dans cette console\u{a0}: rien de ce qui est dit de vous là-bas n'en \
           donne un. L'administrateur de la console peut y remédier.";
    password_is_asked() "Give your password once more: it is asked for each decision."
        = "Redonnez votre mot de passe\u{a0}: il est demandé pour chaque décision.";
    wrong_password() "The password is wrong."
        = "Le mot de passe est faux.";
    choose_one() "Say what is approved: all of it, what is ticked, or nothing."
        = "Dites ce qui est approuvé\u{a0}: tout, ce qui est coché, ou rien.";
    nothing_ticked() "Nothing is ticked."
        = "Rien n'est coché.";
    plan_is_another() "The plan is another one than you have seen: look at it once more."
        = "Le plan n'est plus celui que vous avez vu\u{a0}: regardez-le de nouveau.";
    is_being_applied() "What was approved is being written already."
        = "Ce qui a été approuvé est déjà en cours d'écriture.";
    why_is_asked() "This job asks for a reason: say why."
        = "Cette tâche demande un motif\u{a0}: indiquez-le.";
    no_such_day(text) "`{text}` is no day: 2026-12-31 is one."
        = "`{text}` n'est pas une date\u{a0}: 2026-12-31 en est une.";
    changes_wait(n, job) "{n} {n:change|changes} of {job} {n:waits|wait} for a decision"
        = "{n} {n:changement|changements} de {job} {n:attend|attendent} une décision";
    key_word() "KEY"
        = "CLÉ";
    all_changes(n) "all: {n} {n:change|changes}"
        = "tout\u{a0}: {n} {n:changement|changements}";
    names_are_cut(n) "The first {n} are shown here."
        = "Voici les {n} premiers.";
    page_of(page, pages, total) "Page {page} of {pages}, {total} in all"
        = "Page {page} sur {pages}, {total} en tout";
    page_number(page) "Page {page}"
        = "Page {page}";
    ticked_elsewhere(n) "{n} more {n:is|are} ticked on other pages."
        = "{n} de plus {n:coché|cochés} sur d'autres pages.";
    applied_by(run) "Run {run} has written what was approved."
        = "L'exécution {run} a écrit ce qui était approuvé.";
    plan_declined(by, at) "{by} declined this plan on {at}."
        = "{by} a écarté ce plan le {at}.";
    plan_declined_before(by, at) "{by} closed the question of this plan on {at}, when an earlier run asked the same."
        = "{by} a clos la question de ce plan le {at}, quand une exécution antérieure posait la même.";
    changes_declined(by, n, at) "{by} declined {n} {n:change|changes} of this plan on {at}."
        = "{by} a écarté {n} {n:changement|changements} de ce plan le {at}.";
    errand_not_sealed() "The key of the state cannot be used, so nobody can be sent to the provider of logins."
        = "La clé de l'état est inutilisable\u{a0}: personne ne peut être envoyé au fournisseur de connexions.";
    not_applied(why) "What was approved could not be written: {why}"
        = "Ce qui était approuvé n'a pas pu être écrit\u{a0}: {why}";
    search_length(fewest, most) "What is looked for has {fewest} to {most} characters."
        = "Ce qui est cherché a de {fewest} à {most} caractères.";
    first_of_each(most) "The first {most} of each kind; whole matches come first."
        = "Les {most} premiers de chaque sorte\u{a0}; les correspondances exactes d'abord.";
    absent_runs(n) "missing in the source for {n} {n:run|runs}"
        = "absent de la source depuis {n} {n:exécution|exécutions}";
    cannot_look_now() "Another explanation is being made, or this one takes too long. Try once more in a minute, or use \
                       the command."
        = "Une autre explication est en cours, ou celle-ci prend trop de temps. Recommencez dans une minute, ou \
           utilisez la commande.";
    nothing_to_take_back() "There is nothing to take back."
        = "Il n'y a rien à annuler.";
    and_more(more) "… and {more} more"
        = "… et {more} de plus";
    choose_a_company() "Choose the company of the desk first: look it up by name or id."
        = "Choisissez d'abord la société de l'outil\u{a0}: cherchez-la par nom ou par id.";
    item_is_shared(others) "This item is that of {others}, too: each of the jobs writes to it."
        = "Cet élément est aussi celui de {others}\u{a0}: chacune des tâches y écrit.";
    records_of_jobs_unseen(count) "{count} {count:record|records} of jobs that you do not see"
        = "{count} {count:enregistrement|enregistrements} de tâches que vous ne voyez pas";
    say_that_it_is_shared() "The item is that of a record of another job, too: tick that both jobs are to have it."
        = "L'élément est aussi celui d'un enregistrement d'une autre tâche\u{a0}: cochez que les deux tâches doivent l'avoir.";
    cannot_ask_now() "Something else is being looked up there, or it takes too long. Try once more in a minute, or use the \
                      command."
        = "Une autre recherche est en cours, ou celle-ci prend trop de temps. Recommencez dans une minute, ou utilisez la \
           commande.";
    no_such_id(text) "`{text}` is no id: 12 is one."
        = "`{text}` n'est pas un id\u{a0}: 12 en est un.";
    job_word() "JOB"
        = "TÂCHE";
    late_by(span) "late by {span}"
        = "en retard de {span}";
    tick_ran() "ran"
        = "exécuté";
    tick_made_up() "made up later"
        = "rattrapé plus tard";
    tick_frozen() "frozen"
        = "gelé";
    tick_skipped() "skipped"
        = "sauté";
    tick_due() "due now"
        = "attendu maintenant";
    tick_missed() "missed"
        = "manqué";
    tick_no_run() "no run"
        = "aucune exécution";
    tick_unproven() "No run was begun by it; whether the job had this schedule already is not kept."
        = "Il n'a démarré aucune exécution\u{a0}; rien ne dit si la tâche avait déjà ce calendrier.";
    starts_of_days(days, since) "Those of the last {days} {days:day|days}, from {since} on."
        = "Ceux des {days} {days:dernier jour|derniers jours}, à partir du {since}.";
    starts_since_run(since) "Those from {since} on: since then every run of this job is kept. Of starts before that nothing is \
                             known."
        = "Ceux à partir du {since}\u{a0}: depuis, toutes les exécutions de cette tâche sont conservées. On ne sait rien des \
           départs d'avant.";
    starts_since_tick(since) "Those from {since} on, when a program that serves last had a start of this job in hand. Of \
                              starts before that nothing is known."
        = "Ceux à partir du {since}, quand un programme en service a eu pour la dernière fois un départ de cette tâche en \
           main. On ne sait rien des départs d'avant.";
    starts_unknown() "No run of this job is kept, and no program has served this schedule: since when it stands, and which \
                      starts were missed, is not known."
        = "Aucune exécution de cette tâche n'est conservée, et aucun programme n'a servi ce calendrier\u{a0}: depuis quand il \
           existe et quels départs ont été manqués, on ne le sait pas.";
    starts_are_cut(most) "These are the newest {most} of them."
        = "Voici les {most} plus récents.";
    tick_under_way() "The run before was still under way."
        = "L'exécution précédente était encore en cours.";
    tick_nobody() "No program was serving, or the start came too late."
        = "Aucun programme n'était en service, ou le départ venait trop tard.";
}
