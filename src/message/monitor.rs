//! What monitors say, and what is said of them.

use super::messages;

messages! { "monitor";
    closes_by_itself() "it closes a problem itself, when the check is good again";
    no_comments() "it has no comments";
}
