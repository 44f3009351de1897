//! Problems of `[mail]`.

use crate::message::messages;

messages! { "config.mail";
    from_missing() "the sender, under [mail]: from = \"stocktake@example.org\""
        = "l'expéditeur, sous [mail]\u{a0}: from = \"stocktake@example.org\"";
    to_missing() "who gets the reports, under [mail]: to = [\"admin@example.org\"]"
        = "qui reçoit les rapports, sous [mail]\u{a0}: to = [\"admin@example.org\"]";
    folder_missing() "where mails are written: folder = \"var/mail\""
        = "où les courriels sont écrits\u{a0}: folder = \"var/mail\"";
    two_ways() "mail goes both into files and to a server"
        = "les courriels vont à la fois dans des fichiers et vers un serveur";
    keep_one_way() "keep [mail.files] or [mail.smtp]"
        = "gardez [mail.files] ou [mail.smtp]";
    host_missing() "the mail server: host = \"smtp.example.org\""
        = "le serveur de messagerie\u{a0}: host = \"smtp.example.org\"";
    host_form() "a name such as smtp.example.org, without scheme and path"
        = "un nom comme smtp.example.org, sans schéma ni chemin";
    port_is_a_key() "; the port is a key of its own"
        = "\u{a0}; le port a sa propre clé";
    not_a_host() "this is not a host name"
        = "ce n'est pas un nom d'hôte";
}
