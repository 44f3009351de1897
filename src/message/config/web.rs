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
    no_network(found) "`{found}` is neither an address nor a network"
        = "`{found}` n'est ni une adresse ni un réseau";
    network_example() "such as 127.0.0.1, 192.0.2.0/24 or 2001:db8::/64"
        = "par exemple 127.0.0.1, 192.0.2.0/24 ou 2001:db8::/64";
    header_without_proxies() "anybody could say who he is: name the proxies that are believed"
        = "n'importe qui pourrait dire qui il est\u{a0}: nommez les proxys que l'on croit";
    needs_url(key) "`{key}` needs `url`, the address under which people open the console"
        = "`{key}` demande `url`, l'adresse sous laquelle on ouvre la console";
    without_user_header() "it counts together with `user_header` only"
        = "cela ne compte qu'avec `user_header`";
    user_header_example() "user_header = \"X-Remote-User\""
        = "user_header = \"X-Remote-User\"";
    no_header(found) "`{found}` is no name of a header: letters, digits and `-`"
        = "`{found}` n'est pas un nom d'en-tête\u{a0}: lettres, chiffres et `-`";
    no_claim_of_header(found) "a proxy says nothing of `{found}`"
        = "un proxy ne dit rien de `{found}`";
    claims_of_header() "`groups` (of `groups_header`) or `user` (of `user_header`)"
        = "`groups` (de `groups_header`) ou `user` (de `user_header`)";
    issuer_example() "such as https://login.example.org/realms/company: what the provider's own \
                      .well-known/openid-configuration says"
        = "par exemple https://login.example.org/realms/company\u{a0}: ce que dit son propre \
           .well-known/openid-configuration";
    client_id_needed() "the id that the console has at the provider"
        = "l'identifiant que la console porte chez le fournisseur";
    role_needed() "[[web.role]] or [[web.oidc.role]] with `contains` and `role`: without one nobody is let in"
        = "[[web.role]] ou [[web.oidc.role]] avec `contains` et `role`\u{a0}: sinon personne n'entre";
    contains_needed() "the value that is looked for, such as the name of a group"
        = "la valeur cherchée, par exemple le nom d'un groupe";
    role_word_needed() "viewer, operator or approver"
        = "viewer, operator ou approver";
}
