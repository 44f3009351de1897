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
}
