//! Why a secret cannot be had. The reference is named, never a value.

use super::messages;

messages! { "secrets";
    variable_not_set(name) "the environment variable {name} is not set"
        = "la variable d'environnement {name} n'est pas définie";
    variable_empty(name) "the environment variable {name} is empty"
        = "la variable d'environnement {name} est vide";
    variable_no_text(name) "the environment variable {name} is not UTF-8 text"
        = "la variable d'environnement {name} n'est pas du texte UTF-8";
    file_not_there(path) "the secret file {path} does not exist"
        = "le fichier de secret {path} n'existe pas";
    file_unreadable(path) "the secret file {path} cannot be read"
        = "le fichier de secret {path} est illisible";
    file_empty(path) "the secret file {path} is empty"
        = "le fichier de secret {path} est vide";
}
