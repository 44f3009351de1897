//! Settings that every system has: its address and who logs in.

use super::messages;

messages! { "reach";
    two_ways(key) "there is a `{key}`, and a login with a password too"
        = "il y a un `{key}`, et aussi une connexion par mot de passe";
    second_way() "the second way to log in"
        = "le second mode de connexion";
    keep_one_way(key) "keep `{key}`, or `login` and `password`"
        = "gardez `{key}`, ou `login` et `password`";
    login_needs_password() "a `login` goes with `password = \"env:NAME\"`"
        = "un `login` va avec `password = \"env:NOM\"`";
    password_needs_login() "a `password` goes with a `login`"
        = "un `password` va avec un `login`";
    address_such_as(example) "an address such as {example}"
        = "une adresse comme {example}";
    needs_address(example) "the address: url = \"{example}\""
        = "l'adresse\u{a0}: url = \"{example}\"";
    must_not_be_blank() "this must not be blank"
        = "cette valeur ne doit pas être vide";
    blank() "blank"
        = "vide";
    no_token_answer(status, piece) "HTTP {status} without a token in JSON: {piece}"
        = "HTTP {status} sans jeton en JSON\u{a0}: {piece}";
    token_refused(status, why) "HTTP {status}: {why}"
        = "HTTP {status}\u{a0}: {why}";
    refresh_token_is_revoked(why)
        "the refresh token is not good any more ({why}): put a new one where `refresh_token` says"
        = "le jeton de rafraîchissement n'est plus valable ({why})\u{a0}: mettez-en un nouveau là où \
           `refresh_token` l'indique";
    no_keeper() "there is no place where its token could be kept"
        = "il n'y a pas d'endroit où conserver son jeton";
    too_slow_for_a_token() "no new token came in time"
        = "aucun nouveau jeton n'est arrivé à temps";
    token_not_kept(why) "{why}"
        = "{why}";
    token_url_such_as() "the address that gives tokens: https://login.example.org/oauth2/token"
        = "l'adresse qui donne les jetons\u{a0}: https://login.example.org/oauth2/token";
    oauth_needs(key) "the token of OAuth 2.0 needs `{key}`"
        = "le jeton OAuth 2.0 demande `{key}`";
    oauth_needs_secret(key) "the token of OAuth 2.0 needs a secret: {key} = \"env:NAME\""
        = "le jeton OAuth 2.0 demande un secret\u{a0}: {key} = \"env:NOM\"";
}
