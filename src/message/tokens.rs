//! Tokens that systems give in place of a login, and that outlive the program.

use super::messages;

messages! { "tokens";
    held_by_another(system)
        "another program has had the token of the system `{system}` for minutes"
        = "un autre programme a pris le jeton du système `{system}` depuis plusieurs minutes";
    not_opened(system, login)
        "the token of the system `{system}` was sealed with another key than that of this project ([state] key, \
         or var/stocktake.key); log in again with `{login}`"
        = "le jeton du système `{system}` a été scellé avec une autre clé que celle de ce projet ([state] key, ou \
           var/stocktake.key)\u{a0}; reconnectez-vous avec `{login}`";
    not_sealed(system)
        "the token of the system `{system}` cannot be sealed: the project has no key ([state] key)"
        = "le jeton du système `{system}` ne peut pas être scellé\u{a0}: le projet n'a pas de clé ([state] key)";
    not_taken(system) "the token of the system `{system}` cannot be had from the state database"
        = "le jeton du système `{system}` ne peut pas être lu dans la base d'état";
    not_kept(system) "the new token of the system `{system}` cannot be kept, so it is not used"
        = "le nouveau jeton du système `{system}` ne peut pas être conservé, il n'est donc pas utilisé";
    logged_in(system) "Logged in at {system}: its token is kept in the state database, sealed."
        = "Connexion à {system} établie\u{a0}: son jeton est conservé, scellé, dans la base d'état.";
    wait_for_a_person() "Waiting until that is done …"
        = "En attente de cette étape…";
}
