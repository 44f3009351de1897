//! The API: why a request was not answered as asked. Programs tell them apart by their codes.

use crate::message::messages;

messages! { "web.api";
    no_token() "Send a token of the API: `Authorization: Bearer stk_…`. `stocktake tokens add` makes one; a login of the \
                console is none."
        = "Envoyez un jeton de l'API\u{a0}: `Authorization: Bearer stk_…`. `stocktake tokens add` en crée un\u{a0}; une \
           connexion à la console n'en est pas un.";
    wrong_token() "There is no such token: it was mistyped, or revoked."
        = "Ce jeton n'existe pas\u{a0}: il a été mal saisi, ou révoqué.";
    token_expired() "This token has expired: `stocktake tokens add` makes another one."
        = "Ce jeton a expiré\u{a0}: `stocktake tokens add` en crée un autre.";
    too_many_tokens() "Too many wrong tokens came from this address: wait a quarter of an hour, on this machine some seconds."
        = "Trop de jetons erronés viennent de cette adresse\u{a0}: attendez un quart d'heure, sur cette machine quelques \
           secondes.";
    forbidden() "The role of this token does not allow this for this job."
        = "Le rôle de ce jeton ne le permet pas pour cette tâche.";
    not_found() "There is no such thing."
        = "Cela n'existe pas.";
    not_asked_so() "This path does not take this method."
        = "Ce chemin n'accepte pas cette méthode.";
    too_large() "The body is larger than anything that this path takes."
        = "Le corps est plus grand que tout ce que ce chemin accepte.";
    not_json() "The body has to be JSON: `Content-Type: application/json`."
        = "Le corps doit être du JSON\u{a0}: `Content-Type: application/json`.";
    is_coded(coding) "The body has to be sent as it is, and this one says `Content-Encoding: {coding}`."
        = "Le corps doit être envoyé tel quel, et celui-ci annonce `Content-Encoding: {coding}`.";
    bad_body(why) "The body is not what this path takes: {why}"
        = "Le corps n'est pas ce que ce chemin accepte\u{a0}: {why}";
    bad_query(why) "The query is not what this path takes: {why}"
        = "La requête n'est pas ce que ce chemin accepte\u{a0}: {why}";
    no_object() "it is no object"
        = "ce n'est pas un objet";
    limit_is(most) "`limit` is a number from 1 to {most}"
        = "`limit` est un nombre de 1 à {most}";
    nothing_waits() "No plan of this run waits for a decision."
        = "Aucun plan de cette exécution n'attend de décision.";
    only_with_some() "`only` names the changes that are approved with `some`, and stands with nothing else."
        = "`only` nomme les changements approuvés avec `some`, et n'accompagne rien d'autre.";
    several_tickets(name) "Several systems have a ticket {name}: ask for it by our key."
        = "Plusieurs systèmes ont un ticket {name}\u{a0}: demandez-le par notre clé.";
    no_idempotency_key() "Name the request by the header `Idempotency-Key`: 1 to 255 letters, digits and `._:/+=-`. The \
                          same key once more is the same request."
        = "Nommez la demande par l'en-tête `Idempotency-Key`\u{a0}: 1 à 255 lettres, chiffres et `._:/+=-`. La même clé \
           une seconde fois est la même demande.";
    no_records() "A body is an object or a list of objects; several documents, one a line, are `application/x-ndjson`."
        = "Un corps est un objet ou une liste d'objets\u{a0}; plusieurs documents, un par ligne, sont de l'`application/x-ndjson`.";
    key_of_another() "This `Idempotency-Key` was used for another body: give each its own."
        = "Cette `Idempotency-Key` a servi pour un autre corps\u{a0}: donnez à chacun la sienne.";
    inbox_full(job) "The inbox of {job} is full: send it again later. The runs of the job say why nothing is read."
        = "La boîte de réception de {job} est pleine\u{a0}: renvoyez plus tard. Les exécutions de la tâche disent \
           pourquoi rien n'est lu.";
    not_stored() "The state database cannot be used now: send it again. The log of the program says why."
        = "La base d'état est inutilisable pour l'instant\u{a0}: renvoyez. Le journal du programme dit pourquoi.";
    too_many_wait(job) "As many requests wait for {job} as may. Wait until its next run has begun."
        = "Autant de demandes qu'il est permis attendent {job}. Attendez que sa prochaine exécution ait commencé.";
}
