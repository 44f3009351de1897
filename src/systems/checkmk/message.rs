//! What is said of a site of Checkmk.

use crate::message::messages;

messages! { "checkmk";
    needs_login() "`login` and `password = \"env:NAME\"`";
    sees_no_host() "the user sees no host at all: a contact group or a role that sees all is needed";
    sees_no_host_in_groups(groups) "the user sees no host in the groups {groups}";
    no_api() "there is no REST API here; does the address end in the site?";
    version_and_user(version, edition, user) "Checkmk {version}{edition}, user {user}";
    sees(hosts) "sees {hosts} hosts";
    cannot_take_back() "this version of Checkmk cannot take an acknowledgement back by its API (2.4.0p6 and later can)";
    cannot_comment() "this version of Checkmk cannot comment by its API (2.2 can)";
}
