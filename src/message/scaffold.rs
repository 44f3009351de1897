//! What `init` asks and tells.

use super::messages;

messages! { "scaffold";
    ask_url() "URL of your GLPI (empty: the practice GLPI in this program)";
    ask_user_token() "Where is the user's API token kept (env:NAME or file:PATH)";
    ask_app_token() "And the application token (empty: none)";
    go_on(folder, job)
        "\nGo on with:\n  stocktake --project {folder} check\n  stocktake --project {folder} plan {job}\n  \
         stocktake --project {folder} run {job}\n";
    no_extension(product) "there is no extension for `{product}`";
    made(file) "made {file}";
}
