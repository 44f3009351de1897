//! Heads of columns.

use super::messages;

messages! { "heads";
    since_utc() "SINCE (UTC)";
    until_utc() "UNTIL (UTC)";
    when_utc() "WHEN (UTC)";
    started_utc() "STARTED (UTC)";
    opened_utc() "OPENED (UTC)";
    stands_in() "STANDS IN";
}
