//! Files that cannot be read, and tests of mappings that fail.

use crate::message::messages;

messages! { "config.files";
    /// Before what would be right.
    help() "help:"
        = "aide\u{a0}:";
    of_field(field) ", {field}"
        = ", {field}";
    test_fails(test, of_field, found) "test `{test}` fails{of_field}: found {found}"
        = "le test `{test}` échoue{of_field}\u{a0}: trouvé {found}";
    wanted(wanted) "wanted {wanted}"
        = "attendu {wanted}";
    problems(problems, files) "{problems} {problems:problem|problems} in {files} {files:file|files}"
        = "{problems} {problems:problème|problèmes} dans {files} {files:fichier|fichiers}";
    differ_in_case(file, other) "{file} and {other} differ in capital letters only"
        = "{file} et {other} ne diffèrent que par les majuscules";
    rename_one() "keep one, or give one another name: on many systems they are one file"
        = "gardez-en un, ou renommez l'un des deux\u{a0}: sur bien des systèmes, c'est un seul fichier";
    no_job() "there is no job in this folder"
        = "il n'y a aucune tâche dans ce dossier";
    what_a_job_is() "a job is a file jobs/NAME.toml; `stocktake init` writes an example into a new folder"
        = "une tâche est un fichier jobs/NOM.toml\u{a0}; `stocktake init` écrit un exemple dans un nouveau \
           dossier";
    no_such_file(folder) "there is no such file in {folder}"
        = "ce fichier n'existe pas dans {folder}";
    no_such_folder(folder) "there is no folder {folder}"
        = "il n'y a pas de dossier {folder}";
    give_the_folder() "give the project folder, or start a new one with `stocktake init`"
        = "indiquez le dossier du projet, ou commencez-en un avec `stocktake init`";
    unreadable(error) "it cannot be read: {error}"
        = "lecture impossible\u{a0}: {error}";
    not_utf8(line) "it is not UTF-8 (see line {line})"
        = "ce n'est pas de l'UTF-8 (voir la ligne {line})";
    save_as_utf8() "save it again as UTF-8"
        = "enregistrez-le à nouveau en UTF-8";
}
