//! What goes wrong at a provider of logins.

use super::messages;

messages! { "identity";
    no_id_token() "the provider gave no ID token"
        = "le fournisseur n'a pas donné de jeton d'identité";
    token_proves_nothing(why) "the ID token proves nothing: {why}"
        = "le jeton d'identité ne prouve rien\u{a0}: {why}";
    code_refused(why) "the provider gave nothing for the code: {why}"
        = "le fournisseur n'a rien donné pour le code\u{a0}: {why}";
    userinfo_not_understood(status) "what the provider says of the person was not understood (status {status})"
        = "ce que le fournisseur dit de la personne n'a pas été compris (statut {status})";
    userinfo_of_another() "what the provider says of the person is of somebody else"
        = "ce que le fournisseur dit de la personne concerne quelqu'un d'autre";
    no_address(why) "the provider named an address that is none: {why}"
        = "le fournisseur a nommé une adresse qui n'en est pas une\u{a0}: {why}";
}
