//! What `init` asks and tells.

use super::messages;

messages! { "scaffold";
    no_shell(shell) "there are no completions for {shell}"
        = "il n'y a pas de complétion pour {shell}";
    bad_name(name) "`{name}` cannot be the name of a job: letters, digits, - and _ only"
        = "`{name}` ne peut pas être le nom d'une tâche\u{a0}: seulement des lettres, des chiffres, - et _";
    is_there(path) "{path} is there already and is not overwritten; choose an empty folder"
        = "{path} existe déjà et n'est pas écrasé\u{a0}; choisissez un dossier vide";
    no_valid_project(problems) "these answers make no valid project: {problems}"
        = "ces réponses ne donnent pas un projet valide\u{a0}: {problems}";
    cannot_be_written(path) "{path} cannot be written"
        = "{path} ne peut pas être écrit";
    ask(question, default) "{question}{default}:"
        = "{question}{default}\u{a0}:";
    ask_url() "URL of your GLPI (empty: the practice GLPI in this program)"
        = "URL de votre GLPI (vide\u{a0}: le GLPI d'exercice de ce programme)";
    ask_user_token() "Where is the user's API token kept (env:NAME or file:PATH)"
        = "Où se trouve le jeton d'API de l'utilisateur (env:NOM ou file:CHEMIN)";
    ask_app_token() "And the application token (empty: none)"
        = "Et le jeton d'application (vide\u{a0}: aucun)";
    go_on(check, plan, run)
        "\nGo on with:\n  {check}\n  {plan}\n  {run}\n"
        = "\nContinuez avec\u{a0}:\n  {check}\n  {plan}\n  {run}\n";
    no_extension(product) "there is no extension for `{product}`"
        = "il n'y a pas d'extension pour `{product}`";
    made(file) "made {file}"
        = "{file} a été créé";
    examples() "Ready folders:"
        = "Dossiers prêts à l'emploi\u{a0}:";
    example(name, about) "{name}: {about}"
        = "{name}\u{a0}: {about}";
    how_to_write_one() "Write one: stocktake init FOLDER --example NAME"
        = "Pour en écrire un\u{a0}: stocktake init DOSSIER --example NOM";
    no_such_example(name, near) "there is no example `{name}`{near}"
        = "il n'y a pas d'exemple `{name}`{near}";
    example_needs_folder(name) "say where: stocktake init FOLDER --example {name}"
        = "indiquez où\u{a0}: stocktake init DOSSIER --example {name}";
    read_it(file) "\n{file} says what to change. Go on with:"
        = "\n{file} dit ce qu'il faut modifier. Continuez avec\u{a0}:";
}
