//! Why a change was not written.

use super::messages;

messages! { "apply";
    item_not_written() "its item was not written"
        = "son élément n'a pas été écrit";
    contract_not_there() "its contract is not there"
        = "son contrat est introuvable";
    contract_not_created() "its contract was not created"
        = "son contrat n'a pas été créé";
    reference_not_created(class, path, reason) "{class} `{path}` could not be created: {reason}"
        = "{class} `{path}` n'a pas pu être créé\u{a0}: {reason}";
    item_not_created(item) "{item} was not created"
        = "{item} n'a pas été créé";
    not_there_yet(name) "{name} is not there yet"
        = "{name} n'existe pas encore";
    not_as_planned(field, now, planned) "{field} is `{now}` now, not {planned} as planned"
        = "{field} est maintenant `{now}`, et non {planned} comme prévu dans le plan";
    no_login_after_entities() "cannot log in again after new entities"
        = "impossible de se reconnecter après la création d'entités";
    desk_silent_now(product) "{product} no longer answers"
        = "{product} ne répond plus";
    not_sent() "it was not sent"
        = "rien n'a été envoyé";
    fed_by_agent() "an agent feeds it now"
        = "un agent alimente maintenant cet élément";
    gone() "it no longer exists"
        = "l'élément n'existe plus";
    locked_there(product, fields) "{product} did not take {fields}: locked there"
        = "{product} n'a pas accepté {fields}\u{a0}: verrou posé dans l'outil";
    desk_silent(product) "{product} does not answer"
        = "{product} ne répond pas";
    no_answer() "no answer"
        = "pas de réponse";
    after_attempts(reason, attempts) "{reason} ({attempts} {attempts:attempt|attempts})"
        = "{reason} (après {attempts} {attempts:essai|essais})";
    refused_without_reason(product)
        "{product} refused it without giving a reason (usually because it exists already)"
        = "{product} a refusé sans donner de raison (le plus souvent, l'élément existe déjà)";
    no_login_to_look() "cannot log in again to look for new entities"
        = "impossible de se reconnecter pour chercher les nouvelles entités";
    others_written(moved) "{moved}; its other fields were written"
        = "{moved}\u{a0}; ses autres champs ont été écrits";
    in_the_trash_now() "it is in the trash now"
        = "l'élément est maintenant à la corbeille";
    stopped_before_it() "the run was stopped before it"
        = "l'exécution a été arrêtée avant cet élément";
}
