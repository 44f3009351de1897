//! What `init` asks and tells.

use super::messages;

messages! { "scaffold";
    ask_url() "URL of your GLPI (empty: the practice GLPI in this program)"
        = "URL de votre GLPI (vide\u{a0}: le GLPI d'exercice de ce programme)";
    ask_user_token() "Where is the user's API token kept (env:NAME or file:PATH)"
        = "Où se trouve le jeton d'API de l'utilisateur (env:NOM ou file:CHEMIN)";
    ask_app_token() "And the application token (empty: none)"
        = "Et le jeton d'application (vide\u{a0}: aucun)";
    go_on(folder, job)
        "\nGo on with:\n  stocktake --project {folder} check\n  stocktake --project {folder} plan {job}\n  \
         stocktake --project {folder} run {job}\n"
        = "\nContinuez avec\u{a0}:\n  stocktake --project {folder} check\n  stocktake --project {folder} \
           plan {job}\n  stocktake --project {folder} run {job}\n";
    no_extension(product) "there is no extension for `{product}`"
        = "il n'y a pas d'extension pour `{product}`";
    made(file) "made {file}"
        = "{file} a été créé";
}
