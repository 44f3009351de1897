//! Making and delivering mails.

use super::messages;

messages! { "mail";
    not_made(error) "no mail: {error}";
    needs_secret(secret) "mail needs the secret {secret}";
    cannot_write_to(folder, error) "cannot write to {folder}: {error}";
    delivered_to(recipients) "delivered to {recipients}";
    no_foreign_letters(server) "{server} cannot take addresses that are not ASCII";
    given_up(subject, why) "The mail `{subject}` was given up: {why}";
    tried_again(subject, tries, at, why)
        "The mail `{subject}` is not sent after {tries} {tries:try|tries}, the next one is at {at}: {why}";
    not_tried_yet(subject) "The mail `{subject}` waits to be sent; `stocktake serve` or the next run sends it";
    the_sender() "the sender";
    a_recipient() "a recipient";
    the_content() "the content";
    the_connection() "the connection";
    no_starttls(server) "{server} does not offer STARTTLS, and the mail must not be sent unencrypted";
    no_password(login) "the password of {login} is missing";
    the_login() "the login";
    cannot_use(path, why) "cannot use {path}: {why}";
    no_answer(server, limit, what) "{server} did not answer within {limit} ({what})";
    refused(server, what, why) "{server} refused {what}: {why}";
    in_expression(expression) " in `{expression}`";
    template_endless() "it does not come to an end: a loop in it runs too often";
    undefined_variable() "a variable is not defined";
}
