//! What is said of a remote system that is called: the way to it and its answers.

use super::messages;

messages! { "remote";
    cannot_log_in(url, reason) [LoginRefused] "cannot log in at {url}: {reason}"
        = "connexion impossible à {url}\u{a0}: {reason}";
    not_allowed(call, reason) [NotAllowed] "{call}: not allowed: {reason}"
        = "{call}\u{a0}: accès refusé\u{a0}: {reason}";
    at(what, url) "{what} at {url}"
        = "{what} sur {url}";
    failed(call, reason) "{call}: {reason}"
        = "{call}\u{a0}: {reason}";
    lost(call, reason) [OutcomeUnknown] "{call}: {reason}; whether it was carried out is not known"
        = "{call}\u{a0}: {reason}\u{a0}; on ne sait pas si la requête a été exécutée";
    status_alone(status) "the answer was HTTP {status}"
        = "la réponse était HTTP {status}";
    not_taken_as_sent() "it was not taken"
        = "ce n'a pas été accepté";
    no_web_address() "what stands there is no address that begins with http:// or https://"
        = "ce qui s'y trouve n'est pas une adresse qui commence par http:// ou https://";
    answered(call, status, reason) "{call}: HTTP {status}: {reason}"
        = "{call}\u{a0}: HTTP {status}\u{a0}: {reason}";
    no_column(class, column, known) [NoSuchColumn] "{class} has no column `{column}` at this desk; it has {known}"
        = "{class} n'a pas de colonne `{column}` dans cet outil\u{a0}; colonnes présentes\u{a0}: {known}";
    item_gone() "the item no longer exists or is out of sight"
        = "l'élément n'existe plus ou n'est pas visible pour notre utilisateur";
    outcome_unknown(reason) [OutcomeUnknown] "the outcome is not known: {reason}"
        = "l'issue n'est pas connue\u{a0}: {reason}";
    practice_not_started() "the practice system does not start"
        = "le système d'exercice ne démarre pas";
    secret_not_had(reference) [SecretMissing] "the secret {reference} cannot be had"
        = "le secret {reference} n'est pas accessible";
    login_is_no_header(url) "the login at {url} has characters that no header can hold"
        = "l'identifiant ou le secret pour {url} contient des caractères impossibles dans un en-tête HTTP";
    bad_content_type(error) "a content type: {error}"
        = "un type de contenu\u{a0}: {error}";
    no_address(address, error) "{address} is not an address: {error}"
        = "{address} n'est pas une adresse\u{a0}: {error}";
    wrong_login() "the user or the secret is wrong (HTTP 401)"
        = "l'identifiant ou le secret est faux (HTTP 401)";
    somewhere_else() "somewhere else"
        = "une autre adresse";
    sends_us_to(to) [SentElsewhere] "it sends us to {to}; is the address right?"
        = "le serveur nous renvoie vers {to}\u{a0}; l'adresse est-elle la bonne\u{a0}?";
    not_understood(error, piece) [NotUnderstood] "the answer is not understood ({error}): {piece}"
        = "la réponse n'est pas comprise ({error})\u{a0}: {piece}";
    cannot_read_authorities(shown, error) "cannot read the authorities in {shown}: {error}"
        = "impossible de lire les autorités de certification dans {shown}\u{a0}: {error}";
    no_certificates(shown, error) "no certificates in {shown}: {error}"
        = "aucun certificat dans {shown}\u{a0}: {error}";
    no_certificate_block(shown) "no certificates in {shown}: it holds no PEM block"
        = "aucun certificat dans {shown}\u{a0}: le fichier ne contient aucun bloc PEM";
    certificate_cannot_be_used(why) "the client certificate cannot be used: {why}"
        = "le certificat client n'est pas utilisable\u{a0}: {why}";
    cannot_set_up(why) "cannot set up HTTP: {why}"
        = "impossible de préparer HTTP\u{a0}: {why}";
    cannot_set_up_tls(why) "cannot set up TLS: {why}"
        = "impossible de préparer TLS\u{a0}: {why}";
    empty_body() "an empty body"
        = "une réponse vide";
    at_line(line, column) "line {line}, column {column}"
        = "ligne {line}, colonne {column}";
    not_shown(bytes, kind) "{bytes} bytes of {kind}, which are not shown: they may hold a session or a token"
        = "{bytes} octets de {kind}, non affichés\u{a0}: ils peuvent contenir une session ou un jeton";
    answer_too_large(most) [AnswerTooLarge]
        "its answer is larger than {most} MiB and is not read; raise largest_answer if that is how it should be"
        = "la réponse dépasse {most} Mio et n'est pas lue\u{a0}; augmentez largest_answer si c'est normal";
    come_back_later(asked, most) [ComeBackLater]
        "it asks us to come back in {asked} s, and nobody waits longer than {most} s; the next run tries again"
        = "le serveur demande de revenir dans {asked} s, et l'attente est limitée à {most} s\u{a0}; la \
           prochaine exécution réessaiera";
    certificate_not_trusted(detail) [CertificateNotTrusted]
        "its certificate is not trusted ({detail}); name the authority with ca_file"
        = "son certificat n'est pas reconnu ({detail})\u{a0}; indiquez l'autorité de certification avec \
           ca_file";
    no_tls(detail) [CertificateNotTrusted] "no TLS connection ({detail}); is it https?"
        = "pas de connexion TLS ({detail})\u{a0}; est-ce bien https\u{a0}?";
    host_unknown(detail) [CannotConnect] "the host is unknown ({detail})"
        = "l'hôte est inconnu ({detail})";
    no_answer() [NoAnswer] "no answer in time"
        = "pas de réponse dans le délai";
    cannot_connect(detail) [CannotConnect] "cannot connect ({detail})"
        = "connexion impossible ({detail})";
    cannot_reach_proxy(proxy, detail) [CannotConnect]
        "cannot connect to the proxy {proxy} ({detail}); it is named by `proxy` of the system, or by http_proxy, \
         https_proxy or all_proxy"
        = "connexion impossible au proxy {proxy} ({detail})\u{a0}; il est désigné par `proxy` du système, ou par \
           http_proxy, https_proxy ou all_proxy";
    proxy_wants_login(proxy) [CannotConnect]
        "the proxy {proxy} wants a login (HTTP 407): write it into its address, http://USER:PASSWORD@HOST:PORT"
        = "le proxy {proxy} demande une authentification (HTTP 407)\u{a0}: écrivez-la dans son adresse, \
           http://UTILISATEUR:MOT-DE-PASSE@HÔTE:PORT";
    proxy_refuses(proxy) [CannotConnect]
        "the proxy {proxy} does not let us through to the host (it refuses CONNECT): have it allow the host, or \
         name the host in no_proxy"
        = "le proxy {proxy} ne laisse pas passer vers l'hôte (CONNECT refusé)\u{a0}: faites autoriser l'hôte, ou \
           nommez-le dans no_proxy";
    connection_broke(detail) [NoAnswer] "the connection broke ({detail})"
        = "la connexion a été coupée ({detail})";
    is_another(name, product) "`{name}` is a {product}"
        = "`{name}` est un système {product}";
}
