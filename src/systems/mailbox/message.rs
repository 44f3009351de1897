//! What is said of a mailbox.

use crate::message::messages;

messages! { "mailbox";
    needs_host() "the server of the mailbox: host = \"imap.example.org\""
        = "le serveur de la boîte\u{a0}: host = \"imap.example.org\"";
    not_a_host() "this is not the name of a server alone; port and TLS have keys of their own"
        = "ce n'est pas un nom de serveur seul\u{a0}; port et TLS ont leurs propres clés";
    needs_login() "whose mailbox it is: login = \"reports@example.org\""
        = "le titulaire de la boîte\u{a0}: login = \"rapports@example.org\"";
    needs_way_in() "password = \"env:NAME\", or the table oauth for Microsoft 365 and Google"
        = "password = \"env:NOM\", ou la table oauth pour Microsoft 365 et Google";
    two_ways_in() "there are a password and a token of OAuth 2.0"
        = "il y a un mot de passe et un jeton OAuth 2.0";
    in_clear(host) "mails and the password go over the network in clear: {host} with tls = \"none\""
        = "les messages et le mot de passe passent en clair sur le réseau\u{a0}: {host} avec tls = \"none\"";
    no_folder_name() "the name of a folder has no such signs"
        = "le nom d'un dossier ne contient pas de tels caractères";
    no_subject(text) "`{text}` is not a regular expression"
        = "`{text}` n'est pas une expression régulière";
    no_sender(text) "`{text}` is not an address, nor a pattern of some such as *@example.org"
        = "`{text}` n'est ni une adresse, ni un motif d'adresses comme *@example.org";
    no_keyword(text) "`{text}` cannot mark a message: `seen`, `none`, or a word without blanks"
        = "`{text}` ne peut pas marquer un message\u{a0}: `seen`, `none`, ou un mot sans espace";
    unreachable(place, reason) "no connection to {place}: {reason}"
        = "pas de connexion à {place}\u{a0}: {reason}";
    silent(place, seconds) "{place} did not answer for {seconds} seconds"
        = "{place} n'a pas répondu pendant {seconds} secondes";
    lost(place, why) "the connection to {place} cannot be used any more: {why}; nothing of it is used"
        = "la connexion à {place} n'est plus utilisable\u{a0}: {why}\u{a0}; rien n'en est utilisé";
    went_away() "it was cut"
        = "elle a été coupée";
    server_leaves(words) "the server ends it: {words}"
        = "le serveur y met fin\u{a0}: {words}";
    not_understood() "an answer is not formed as IMAP has it"
        = "une réponse n'a pas la forme voulue par IMAP";
    no_imap(place) "{place} does not greet as a mailbox does: are host, port and tls right?"
        = "{place} ne répond pas comme une boîte aux lettres\u{a0}: host, port et tls sont-ils justes\u{a0}?";
    no_tls(place, why)
        "there is no TLS connection to {place} that can be trusted: {why}; name the authority with ca_file, and the host as its certificate does"
        = "aucune connexion TLS de confiance vers {place}\u{a0}: {why}\u{a0}; indiquez l'autorité avec ca_file, et \
           l'hôte tel qu'il figure dans le certificat";
    no_starttls(place, words) "{place} does not begin TLS: {words}"
        = "{place} ne démarre pas TLS\u{a0}: {words}";
    empty_password(login) "the password of `{login}` is empty"
        = "le mot de passe de `{login}` est vide";
    not_let_in(place, login, words) "{place} does not let `{login}` in: {words}"
        = "{place} refuse l'accès à `{login}`\u{a0}: {words}";
    no_oauth(place, words)
        "{place} takes no token of OAuth 2.0 (neither XOAUTH2 nor OAUTHBEARER): {words}"
        = "{place} n'accepte aucun jeton OAuth 2.0 (ni XOAUTH2 ni OAUTHBEARER)\u{a0}: {words}";
    no_token(address, why) "no token from {address}: {why}"
        = "aucun jeton de {address}\u{a0}: {why}";
    refused(place, words) "{place} refuses: {words}"
        = "{place} refuse\u{a0}: {words}";
    no_folder(place, folder, near) "{place} has no folder `{folder}`, or does not show it; it has {near}"
        = "{place} n'a pas de dossier `{folder}`, ou ne le montre pas\u{a0}; il a {near}";
    not_made(place, folder, words) "{place} does not make the folder `{folder}`: {words}"
        = "{place} ne crée pas le dossier `{folder}`\u{a0}: {words}";
    not_given(place, uid) "{place} lists the message UID {uid} and does not give it"
        = "{place} annonce le message UID {uid} et ne le donne pas";
    cut(place, uid, got, size) "{place} gave {got} of {size} bytes of the message UID {uid}"
        = "{place} a donné {got} octets sur {size} du message UID {uid}";
    folder_built_anew(folder)
        "the server has built the folder `{folder}` anew (UIDVALIDITY): messages that were read are known by their Message-ID"
        = "le serveur a reconstruit le dossier `{folder}` (UIDVALIDITY)\u{a0}: les messages déjà lus sont reconnus à leur \
           Message-ID";
    built_anew_meanwhile(folder)
        "the server has built the folder `{folder}` anew since it was read: no message is marked or moved"
        = "le serveur a reconstruit le dossier `{folder}` depuis la lecture\u{a0}: aucun message n'est marqué ni déplacé";
    ignored(count, folder, titles) "{count} {count:message|messages} of `{folder}` left out (`ignore`): {titles}"
        = "{count} {count:message écarté|messages écartés} de `{folder}` (`ignore`)\u{a0}: {titles}";
    delivered_twice(count, folder)
        "{count} {count:message|messages} of `{folder}` came once more under a known Message-ID and {count:is|are} not read again"
        = "{count} {count:message|messages} de `{folder}` {count:est revenu|sont revenus} sous un Message-ID connu et ne \
           {count:sera pas relu|seront pas relus}";
    more_to_read(most, folder) "`{folder}` has more than {most} messages to read (`most`): the next run goes on"
        = "`{folder}` a plus de {most} messages à lire (`most`)\u{a0}: la prochaine exécution continuera";
    gone_meanwhile(shown) "{shown} was taken away before it was read"
        = "{shown} a été retiré avant d'être lu";
    nothing_attached(shown, path) "{shown} has no attachment {path}"
        = "{shown} n'a pas de pièce jointe {path}";
    not_unpacked(shown, why) "the attachments of {shown} cannot be read: {why}"
        = "les pièces jointes de {shown} sont illisibles\u{a0}: {why}";
    too_old(shown, hours) "{shown} came {hours} {hours:hour|hours} ago, longer than `max_age` allows"
        = "{shown} est arrivé il y a {hours} {hours:heure|heures}, plus que ne le permet `max_age`";
    nothing_found(folder, wanted, count)
        "no message of `{folder}` brings {wanted}; {count} {count:message fits|messages fit} what the feed asks for"
        = "aucun message de `{folder}` n'apporte {wanted}\u{a0}; {count} {count:message correspond|messages correspondent} à \
           ce que demande le flux";
    moved(count, folder, to) "{count} {count:message|messages} moved from `{folder}` to `{to}`"
        = "{count} {count:message déplacé|messages déplacés} de `{folder}` vers `{to}`";
    moved_unused(count, folder, to) "{count} {count:message|messages} that cannot be used moved from `{folder}` to `{to}`"
        = "{count} {count:message inutilisable déplacé|messages inutilisables déplacés} de `{folder}` vers `{to}`";
    what_is_checked(login) "mailbox of {login}"
        = "boîte de {login}";
    fits(folder, count, all, came, from, subject)
        "`{folder}`: {count} of {all} {all:message fits|messages fit}; the newest: {came}, {from}, \"{subject}\""
        = "`{folder}`\u{a0}: {count} sur {all} {all:message convient|messages conviennent}\u{a0}; le dernier\u{a0}: {came}, \
           {from}, «\u{a0}{subject}\u{a0}»";
    columns_of_mails(columns) "columns: {columns}"
        = "colonnes\u{a0}: {columns}";
    columns_and_fields(columns)
        "columns: {columns}, and `field.NAME` for each line `NAME: value`; `stocktake read JOB` shows those of the mails"
        = "colonnes\u{a0}: {columns}, et `field.NOM` pour chaque ligne `NOM : valeur`\u{a0}; `stocktake read TÂCHE` \
           montre celles des messages";
    fits_nothing(folder, count)
        "`{folder}`: none of {count} {count:message|messages} fits: look at `which`, `sender` and `subject`"
        = "`{folder}`\u{a0}: aucun des {count} {count:message ne convient|messages ne convient}\u{a0}: vérifiez `which`, \
           `sender` et `subject`";
}
