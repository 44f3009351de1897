//! What cannot be read from or written to the journal and the ledger.

use super::messages;

messages! { "journal";
    cannot_read() "cannot read the journal"
        = "impossible de lire le journal";
    cannot_read_links() "cannot read the links"
        = "impossible de lire les liens";
    cannot_write() "cannot write the journal"
        = "impossible d'écrire dans le journal";
    cannot_write_outcomes() "cannot write outcomes to the journal"
        = "impossible d'écrire les résultats dans le journal";
    cannot_write_links() "cannot write the links"
        = "impossible d'écrire les liens";
}
