//! What the machine says when it refuses something. In English its own words stand in messages.

use super::messages;

messages! { "machine";
    not_found() "no such file or folder"
        = "fichier ou dossier introuvable";
    permission_denied() "permission denied"
        = "accès refusé";
    exists_already() "it exists already"
        = "existe déjà";
    is_a_folder() "it is a folder"
        = "c'est un dossier";
    no_folder() "it is not a folder"
        = "ce n'est pas un dossier";
    folder_not_empty() "the folder is not empty"
        = "le dossier n'est pas vide";
    disk_full() "no space is left on the disk"
        = "il n'y a plus de place sur le disque";
    read_only() "the file system is read-only"
        = "le système de fichiers est en lecture seule";
    connection_refused() "the connection was refused"
        = "connexion refusée";
    address_in_use() "the address is in use already"
        = "l'adresse est déjà utilisée";
    address_not_here() "this machine does not have the address"
        = "cette machine n'a pas cette adresse";
    timed_out() "it took too long"
        = "délai dépassé";
}
