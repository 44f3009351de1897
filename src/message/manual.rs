//! Words of the generated part of the manual.

use super::messages;

messages! { "manual";
    of_stocktake()
        "The project: where its state is kept, the systems that it speaks to, and mail. What a table of a system means \
         is also told on the page of the system."
        = "Le projet\u{a0}: où son état est conservé, les systèmes avec lesquels il communique, et les courriels. La \
           page de chaque système explique aussi sa table.";
    of_job() "A job for records: it reads its feeds and reconciles them into a system."
        = "Une tâche d'enregistrements\u{a0}: elle lit ses flux et les rapproche d'un système.";
    of_ticket_job() "A job with rules: it turns events of its monitors and feeds into tickets."
        = "Une tâche avec des règles\u{a0}: elle transforme en tickets les événements de ses outils et de ses flux.";
    of_refs_job() "A job with `refs`: it keeps lists of what tickets may name."
        = "Une tâche avec `refs`\u{a0}: elle tient à jour les listes de ce que les tickets peuvent nommer.";
    of_mapping() "How the records of a source become items of one class, and the tests of that."
        = "Comment les enregistrements d'une source deviennent des éléments d'une classe, et les tests associés.";
    of_links() "Which company of a desk stands for a company or a site of the sources."
        = "Quelle société d'un outil de tickets correspond à une société ou à un site des sources.";
    of_locks() "Fields that no job writes."
        = "Les champs qu'aucune tâche n'écrit.";
    same_keys(table) "Its keys are those of `{table}`."
        = "Ses clés sont celles de `{table}`.";
    keys_like(table, other) "The keys of `{table}` are those of `{other}`."
        = "Les clés de `{table}` sont celles de `{other}`.";
    api() "The API"
        = "L'API";
    of_api() "Made from the document that `stocktake openapi` prints and `GET /api/v1/openapi.json` answers with. How to \
              get a token and what to do with it stands on [its page](../api.md)."
        = "Issu du document que `stocktake openapi` affiche et que `GET /api/v1/openapi.json` renvoie. Comment obtenir un \
           jeton et s'en servir est expliqué sur [sa page](../api.md).";
    forms() "Forms"
        = "Formes";
    head_of_parameters() "| parameter | in | type | what it does |\n|---|---|---|---|\n"
        = "| paramètre | dans | type | rôle |\n|---|---|---|---|\n";
    head_of_fields() "| field | type | what it is |\n|---|---|---|\n"
        = "| champ | type | ce que c'est |\n|---|---|---|\n";
    takes(form) "Takes {form}."
        = "Accepte {form}.";
    answers(status, form) "Answers {status} with {form}."
        = "Répond {status} avec {form}.";
    fields_of(form) "Has the fields of {form}, and:"
        = "A les champs de {form}, et\u{a0}:";
    head_of_keys() "| key | type | default | what it does | example |\n|---|---|---|---|---|\n"
        = "| clé | type | défaut | rôle | exemple |\n|---|---|---|---|---|\n";
    head_of_options() "| argument | default | what it does |\n|---|---|---|\n"
        = "| argument | défaut | rôle |\n|---|---|---|\n";
    text() "text"
        = "texte";
    word() "one of the words"
        = "un des mots";
    secret() "secret: `env:`, `file:`, `credential:`, `cmd:` or `vault:`"
        = "secret\u{a0}: `env:`, `file:`, `credential:`, `cmd:` ou `vault:`";
    whole_number() "whole number"
        = "nombre entier";
    number() "number"
        = "nombre";
    from_to(kind, least, most) "{kind} from {least} to {most}"
        = "{kind} de {least} à {most}";
    at_least(kind, least) "{kind}, at least {least}"
        = "{kind}, au moins {least}";
    list() "list"
        = "liste";
    list_of(kind) "list: {kind}"
        = "liste\u{a0}: {kind}";
    table() "table"
        = "table";
    tables() "tables"
        = "tables";
    any_value() "text, number or truth value"
        = "texte, nombre ou booléen";
    or() " or "
        = " ou ";
    keys_of(file) "Keys of {file}"
        = "Clés de {file}";
    commands() "Commands"
        = "Commandes";
    of_commands() "Every command takes these options, too:"
        = "Chaque commande accepte aussi ces options\u{a0}:";
    codes() "Codes"
        = "Codes";
    of_codes()
        "Messages, reports and JSON name these codes; `stocktake explain-code CODE` prints the same, in English or in \
         French."
        = "Les messages, les rapports et le JSON citent ces codes\u{a0}; `stocktake explain-code CODE` affiche la même \
           chose, en anglais ou en français.";
}
