//! Warnings of logins that cross a network as they are.

use crate::message::messages;

messages! { "config.clear";
    at(file, line, what) "{file}:{line}: {what}"
        = "{file}:{line}\u{a0}: {what}";
    http(url) "the login goes over the network in clear, readable by everybody on the way: {url} is no https"
        = "les identifiants passent en clair sur le réseau, lisibles par tous en chemin\u{a0}: {url} n'est \
           pas en https";
    smtp(host) "the password goes to {host} in clear, readable by everybody on the way: tls = \"none\""
        = "le mot de passe part en clair vers {host}, lisible par tous en chemin\u{a0}: tls = \"none\"";
    postgres()
        "without sslmode=verify-full in the URL nobody proves to be the database server, and passwords and data may cross the network in clear"
        = "sans sslmode=verify-full dans l'URL, rien ne prouve l'identité du serveur de base de données, \
           et mots de passe et données peuvent passer en clair sur le réseau";
}
