//! What monitors say, and what is said of them.

use super::messages;

messages! { "monitor";
    closes_by_itself() "it closes a problem by itself when the check is good again";
    no_comments() "it has no comments";
    service_is(service, host, state) "{service} on {host} is {state}";
    host_is(host, state) "{host} is {state}";
}
