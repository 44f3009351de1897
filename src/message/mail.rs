//! Making and delivering mails.

use super::messages;

messages! { "mail";
    template_fails(template, line, reason) "template {template}, line {line}: {reason}"
        = "modèle {template}, ligne {line}\u{a0}: {reason}";
    unknown_template(path, known) "{path} is not a template of the mail; their names are {known}"
        = "{path} n'est pas un modèle du courriel\u{a0}; leurs noms sont {known}";
    no_address(address, reason) "`{address}` is not a mail address: {reason}"
        = "`{address}` n'est pas une adresse de courriel\u{a0}: {reason}";
    no_recipient() "the mail has no recipient"
        = "le courriel n'a pas de destinataire";
    table_not_written(file, reason) "cannot write {file}: {reason}"
        = "impossible d'écrire {file}\u{a0}: {reason}";
    not_built() "cannot build the mail"
        = "impossible de composer le courriel";
    not_delivered_yet(why) "the mail is not delivered yet: {why}"
        = "le courriel n'est pas encore remis\u{a0}: {why}";
    cannot_be_delivered(why) "the mail cannot be delivered: {why}"
        = "le courriel ne peut pas être remis\u{a0}: {why}";
    of_recipient(recipient, why) "{recipient}: {why}"
        = "{recipient}\u{a0}: {why}";
    in_step(server, what, why) "{server}, {what}: {why}"
        = "{server}, {what}\u{a0}: {why}";
    not_made(error) "no mail: {error}"
        = "pas de courriel\u{a0}: {error}";
    needs_secret(secret) "mail needs the secret {secret}"
        = "le courriel a besoin du secret {secret}";
    cannot_write_to(folder, error) "cannot write to {folder}: {error}"
        = "impossible d'écrire dans {folder}\u{a0}: {error}";
    delivered_to(recipients) "delivered to {recipients}"
        = "remis à {recipients}";
    no_foreign_letters(server) "{server} cannot take addresses that are not ASCII"
        = "{server} n'accepte pas les adresses qui ne sont pas en ASCII";
    given_up(subject, why) "The mail `{subject}` was given up: {why}"
        = "L'envoi du courriel `{subject}` a été abandonné\u{a0}: {why}";
    tried_again(subject, tries, at, why)
        "The mail `{subject}` is not sent after {tries} {tries:try|tries}, the next one is at {at}: {why}"
        = "Le courriel `{subject}` n'est pas parti après {tries} {tries:essai|essais}, le prochain essai \
           est à {at}\u{a0}: {why}";
    not_tried_yet(subject) "The mail `{subject}` waits to be sent; `stocktake serve` or the next run sends it"
        = "Le courriel `{subject}` attend d'être envoyé\u{a0}; `stocktake serve` ou la prochaine exécution \
           l'enverra";
    the_sender() "the sender"
        = "l'expéditeur";
    a_recipient() "a recipient"
        = "un destinataire";
    the_content() "the content"
        = "le contenu";
    the_connection() "the connection"
        = "la connexion";
    no_starttls(server) "{server} does not offer STARTTLS, and the mail must not be sent unencrypted"
        = "{server} ne propose pas STARTTLS, et le courriel ne doit pas partir en clair";
    no_password(login) "the password of {login} is missing"
        = "le mot de passe de {login} manque";
    the_login() "the login"
        = "l'authentification";
    cannot_use(path, why) "cannot use {path}: {why}"
        = "impossible d'utiliser {path}\u{a0}: {why}";
    no_answer(server, limit, what) "{server} did not answer within {limit} ({what})"
        = "{server} n'a pas répondu dans le délai de {limit} ({what})";
    refused(server, what, why) "{server} refused {what}: {why}"
        = "{server} a refusé {what}\u{a0}: {why}";
    in_expression(expression) " in `{expression}`"
        = " dans `{expression}`";
    template_endless() "it does not come to an end: a loop in it runs too often"
        = "le modèle ne se termine pas\u{a0}: une de ses boucles tourne trop longtemps";
    undefined_variable() "a variable is not defined"
        = "une variable n'est pas définie";
}
