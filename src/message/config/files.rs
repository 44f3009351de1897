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
    stands_for_every_job(name) "no job can be called `{name}`: that stands for every job, in the roles of users and tokens"
        = "aucune tâche ne peut s'appeler `{name}`\u{a0}: cela désigne toutes les tâches, dans les rôles des utilisateurs et \
           des jetons";
    job_with_hidden_signs(name) "no job can be called `{name}`: the name has a line break, or signs that are not seen or turn \
                                 the text round, and would look like another one"
        = "aucune tâche ne peut s'appeler `{name}`\u{a0}: le nom a un saut de ligne, ou des signes invisibles ou qui retournent \
           le texte, et ressemblerait à un autre";
    job_like_an_option(name) "no job can be called `{name}`: a command would take it for an option"
        = "aucune tâche ne peut s'appeler `{name}`\u{a0}: une commande la prendrait pour une option";
    job_with_blanks(name) "no job can be called `{name}`: the name begins or ends with a blank"
        = "aucune tâche ne peut s'appeler `{name}`\u{a0}: le nom commence ou finit par une espace";
    rename_job() "give the file another name: jobs/NAME.toml"
        = "donnez un autre nom au fichier\u{a0}: jobs/NOM.toml";
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
