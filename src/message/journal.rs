//! What cannot be read from or written to the journal and the ledger.

use super::messages;

messages! { "journal";
    cannot_read() "cannot read the journal";
    cannot_read_links() "cannot read the links";
    cannot_write() "cannot write the journal";
    cannot_write_outcomes() "cannot write outcomes to the journal";
    cannot_write_links() "cannot write the links";
}
