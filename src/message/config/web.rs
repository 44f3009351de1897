//! Problems of `[web]`, the console.

use crate::message::messages;

messages! { "config.web";
    url_example() "such as https://stocktake.example.org"
        = "par exemple https://stocktake.example.org";
    url_has_a_path() "the console stands at the root of its address"
        = "la console se trouve à la racine de son adresse";
    no_listen_address(found) "`{found}` is no address to listen at"
        = "`{found}` n'est pas une adresse d'écoute";
    listen_example() "a port of this machine alone, 8080, or an address with a port: 192.0.2.10:8443, [::1]:8080"
        = "un port de cette seule machine, 8080, ou une adresse avec un port\u{a0}: 192.0.2.10:8443, [::1]:8080";
    in_clear(found)
        "at {found} other machines reach the console, and passwords would cross the network in clear"
        = "à l'adresse {found} d'autres machines atteignent la console, et les mots de passe passeraient en clair \
           sur le réseau";
    encrypt_it()
        "set `certificate` and `key`, or `behind_proxy = true` where a proxy encrypts, or listen on loopback"
        = "renseignez `certificate` et `key`, ou `behind_proxy = true` si un proxy chiffre, ou écoutez en \
           loopback";
    certificate_and_key() "a certificate and its key go together"
        = "un certificat va avec sa clé";
    certificate_example() "certificate = \"tls/console.pem\" and key = \"file:tls/console.key\""
        = "certificate = \"tls/console.pem\" et key = \"file:tls/console.key\"";
}
