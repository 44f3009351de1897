//! Practice systems that are served to a person.

use super::messages;

messages! { "practice";
    not_on_loopback(listen) "{listen} is not on loopback: practice systems are for this machine only";
    cannot_start(name) "cannot start the system `{name}`";
    unknown(name, known) "stocktake.toml has no practice system `{name}` (practice systems: {known})";
    nothing_to_serve() "stocktake.toml has no practice system: add [system.practice.sandbox]";
    choose(known) "choose a practice system with --system: {known}";
    no_such_version(version, known)
        "it imitates no version {version} (versions: {known})";
    not_for_practice() "it is not a practice system";
    where_there_are_tokens(token) "{token} (where there are tokens)";
    state() "state";
    version() "version";
    login() "login";
    user() "user";
    client() "client";
    zone() "zone";
    token() "token";
    user_token() "user token";
    app_token() "app token";
    or_none(token) "{token} (or none)";
    title(product, url) "Practice {product} on {url}";
    how_to_stop() "Stop it with Ctrl-C.";
    /// Where a running practice system does not see what other commands write.
    alone_on_its_file() "Jobs start one of their own on the same file: stop this one before they run.";
    how_to_change_it()
        "To change what it shows, edit the file: \"state\": 0 ends a problem, another number begins one; an \
         object with a host, a service and a state is enough for a new one.";
}
