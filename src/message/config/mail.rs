//! Problems of `[mail]`.

use crate::message::messages;

messages! { "config.mail";
    from_missing() "the sender, under [mail]: from = \"stocktake@example.org\"";
    to_missing() "who gets the reports, under [mail]: to = [\"admin@example.org\"]";
    folder_missing() "where mails are written: folder = \"var/mail\"";
    two_ways() "mail goes both into files and to a server";
    keep_one_way() "keep [mail.files] or [mail.smtp]";
    host_missing() "the mail server: host = \"smtp.example.org\"";
    host_form() "a name such as smtp.example.org, without scheme and path";
    port_is_a_key() "; the port is a key of its own";
    not_a_host() "this is not a host name";
}
