//! What is said of a Centreon.

use crate::message::messages;

messages! { "centreon";
    needs_login() "token = \"env:NAME\", or `login` and `password`";
    list_changed() "the list of problems changed while its pages were read";
    sees_nothing() "the user sees no host and no service: an access group with resources is needed";
    sees_nothing_in_groups(groups) "the user sees nothing in the host groups {groups}";
    no_login() "there is neither a token nor a login";
    no_api() "there is no Centreon API here; does the address end in /centreon?";
    unknown_version() "of unknown version";
    by_token() "by an API token";
    user_is(login) "user {login}";
    version_and_user(version, who) "Centreon {version}, {who}";
    body_is_not_taken(said) "Centreon does not take what this version of stocktake sends, and has done nothing: {said}";
    sees(total) "sees {total} hosts and services";
}
