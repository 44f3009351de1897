//! Files and folders that we write.

use super::messages;

messages! { "files";
    cannot_make(path) "cannot make {path}"
        = "impossible de créer {path}";
    no_schema() "a schema cannot be written"
        = "un schéma ne peut pas être écrit";
    cannot_write(path) "cannot write {path}"
        = "impossible d'écrire {path}";
    without_folder() "it has no folder"
        = "le fichier n'a pas de dossier";
    cannot_read(path) "cannot read {path}"
        = "impossible de lire {path}";
    written(path) "written: {path}"
        = "écrit\u{a0}: {path}";
    /// Head of the manual's table of systems.
    as_who_logs_in() "the user that logs in"
        = "l'utilisateur qui se connecte";
    head_of_directions()
        "| monitor | acknowledgements become notes | comments become notes | the ticket's number goes there | notes of the ticket become comments | as whom |\n|---|---|---|---|---|---|\n"
        = "| outil de supervision | les acquittements deviennent des notes | les commentaires deviennent \
           des notes | le numéro du ticket y va | les notes du ticket deviennent des commentaires | sous \
           quel nom |\n|---|---|---|---|---|---|\n";
    head_of_systems() "| key | product | roles | page |\n|---|---|---|---|\n"
        = "| clé | produit | rôles | page |\n|---|---|---|---|\n";
    /// Head of the manual's table of ready folders.
    head_of_examples() "| name | what it does |\n|---|---|\n"
        = "| nom | ce qu'il fait |\n|---|---|\n";
    cannot_make_folder(folder) "cannot make the folder {folder}"
        = "impossible de créer le dossier {folder}";
}
