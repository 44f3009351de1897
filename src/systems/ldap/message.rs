//! What is said of a directory.

use crate::message::messages;

messages! { "ldap";
    needs_url() "the address: url = \"ldaps://dc1.example.org\" or \"ldap://ldap.example.org\""
        = "l'adresse\u{a0}: url = \"ldaps://dc1.example.org\" ou \"ldap://ldap.example.org\"";
    not_ldap() "this is no ldap:// or ldaps:// address of a host alone; where to look stands in `base`"
        = "ce n'est pas une adresse ldap:// ou ldaps:// d'un hôte seul\u{a0}; l'endroit où chercher se met dans \
           `base`";
    login_apart() "write the login as `login` and `password = \"env:NAME\"`"
        = "écrivez la connexion avec `login` et `password = \"env:NOM\"`";
    ldaps_is_tls() "ldaps:// is TLS from the beginning: `starttls` does nothing"
        = "ldaps:// est en TLS dès le début\u{a0}: `starttls` n'a aucun effet";
    certificate_without_tls() "a client certificate is shown by TLS only: starttls = true, or ldaps://"
        = "un certificat client n'est présenté que par TLS\u{a0}: starttls = true, ou ldaps://";
    its_certificate() "its certificate"
        = "son certificat";
    in_clear(url) "what the directory is asked and answers goes over the network in clear, the password too: {url} with starttls = false"
        = "les questions et réponses de l'annuaire passent en clair sur le réseau, mot de passe compris\u{a0}: \
           {url} avec starttls = false";
    needs_filter() "which entries: filter = \"(objectClass=computer)\""
        = "les entrées voulues\u{a0}: filter = \"(objectClass=computer)\"";
    not_a_filter(text) "`{text}` is not a filter of LDAP"
        = "`{text}` n'est pas un filtre LDAP";
    follows_unread(name) "`{name}` is followed and not read"
        = "`{name}` est suivi et n'est pas lu";
    add_attribute(name) "add {name} to `attributes`"
        = "ajoutez {name} à `attributes`";
    is_a_secret(name) "`{name}` holds a password or a key, which no feed reads"
        = "`{name}` contient un mot de passe ou une clé, qu'aucun flux ne lit";
    no_base() "neither the feed nor its system says where to look: base = \"DC=example,DC=org\""
        = "ni le flux ni son système ne dit où chercher\u{a0}: base = \"DC=example,DC=org\"";
    unreached(url, why) "the directory {url} cannot be reached: {why}"
        = "l'annuaire {url} est injoignable\u{a0}: {why}";
    no_tls(url, why)
        "there is no TLS connection to {url} that can be trusted: {why}; name the authority with ca_file, and the host as its certificate does"
        = "aucune connexion TLS de confiance vers {url}\u{a0}: {why}\u{a0}; indiquez l'autorité avec ca_file, et \
           l'hôte tel qu'il figure dans le certificat";
    no_starttls(url, words) "{url} does not begin TLS: {words}"
        = "{url} ne démarre pas TLS\u{a0}: {words}";
    empty_password(url, login) "the password of `{login}` is empty: {url} would take that for nobody in particular"
        = "le mot de passe de `{login}` est vide\u{a0}: {url} le prendrait pour une connexion anonyme";
    not_let_in(url, login, words) "{url} does not let `{login}` in: {words}"
        = "{url} refuse l'accès à `{login}`\u{a0}: {words}";
    wrong_login() "the login or the password is wrong"
        = "l'identifiant ou le mot de passe est faux";
    account_disabled() "the account is disabled"
        = "le compte est désactivé";
    account_locked() "the account is locked"
        = "le compte est verrouillé";
    account_expired() "the account has expired"
        = "le compte a expiré";
    password_expired() "its password has expired or must be changed"
        = "son mot de passe a expiré ou doit être changé";
    not_now() "it may not log in from here or at this time"
        = "il ne peut pas se connecter d'ici ou à cette heure";
    needs_login(url, words) "{url} tells nothing to nobody in particular: give `login` and `password` ({words})"
        = "{url} ne dit rien aux anonymes\u{a0}: donnez `login` et `password` ({words})";
    needs_tls(url, words) "{url} wants TLS: use ldaps:// or starttls ({words})"
        = "{url} exige TLS\u{a0}: utilisez ldaps:// ou starttls ({words})";
    no_such_base(url, base, matched) "{url} has no `{base}`, or does not show it to the login; it has `{matched}`"
        = "{url} n'a pas de `{base}`, ou ne le montre pas à cet identifiant\u{a0}; il a `{matched}`";
    elsewhere(url, base) "{url} does not have `{base}` itself and refers to another server: name that one in url"
        = "{url} n'a pas lui-même `{base}` et renvoie vers un autre serveur\u{a0}: indiquez celui-ci dans url";
    too_many(url, entries, words)
        "{url} gave {entries} {entries:entry|entries} and keeps the rest back ({words}): raise its limit for the login, or ask for less by `base` and `filter`; nothing of them is used"
        = "{url} a donné {entries} {entries:entrée|entrées} et garde le reste ({words})\u{a0}: augmentez sa limite \
           pour cet identifiant, ou demandez moins avec `base` et `filter`\u{a0}; rien n'en est utilisé";
    refused(url, entries, words)
        "{url} broke off after {entries} {entries:entry|entries}: {words}; nothing of them is used"
        = "{url} s'est interrompu après {entries} {entries:entrée|entrées}\u{a0}: {words}\u{a0}; rien n'en est \
           utilisé";
    no_answer() "no answer in time"
        = "pas de réponse dans le délai";
    went_away() "the connection has ended"
        = "la connexion a été coupée";
    not_understood() "an answer is not formed as LDAP has it"
        = "une réponse n'a pas la forme voulue par LDAP";
    code(number, words) "code {number}, {words}"
        = "code {number}, {words}";
    referred(count) "{count} {count:reference|references} to other servers {count:was|were} not followed"
        = "{count} {count:renvoi|renvois} vers d'autres serveurs {count:n'a pas été suivi|n'ont pas été suivis}";
    not_followed(count, name, example)
        "{count} {count:entry|entries} named by `{name}` {count:is|are} not there or not shown, such as `{example}`"
        = "{count} {count:entrée nommée|entrées nommées} par `{name}` {count:est absente ou cachée|sont absentes \
           ou cachées}, comme `{example}`";
    what_is_checked() "entries"
        = "entrées";
    sees(url, base, columns) "{url} shows entries below {base}; columns of the first: {columns}"
        = "{url} montre des entrées sous {base}\u{a0}; colonnes de la première\u{a0}: {columns}";
    sees_nothing(url, base) "{url} shows no entry below {base} for this filter: look at the filter and at the rights of the login"
        = "{url} ne montre aucune entrée sous {base} pour ce filtre\u{a0}: vérifiez le filtre et les droits de \
           l'identifiant";
    example_active_directory() "computer accounts of Active Directory become computers"
        = "les comptes d'ordinateur d'Active Directory deviennent des ordinateurs";
}
