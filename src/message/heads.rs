//! Heads of columns.

use super::messages;

messages! { "heads";
    since_utc() "SINCE (UTC)"
        = "DEPUIS (UTC)";
    until_utc() "UNTIL (UTC)"
        = "JUSQU'À (UTC)";
    when_utc() "WHEN (UTC)"
        = "QUAND (UTC)";
    started_utc() "STARTED (UTC)"
        = "DÉBUT (UTC)";
    opened_utc() "OPENED (UTC)"
        = "OUVERTURE (UTC)";
    stands_in() "STANDS IN"
        = "SE TROUVE DANS";
}
