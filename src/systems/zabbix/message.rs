//! What is said of a Zabbix.

use crate::message::messages;

messages! { "zabbix";
    needs_login() "token = \"env:NAME\", or `login` and `password`";
    no_group(names) "Zabbix has no host group {names}, or our user may not see it";
    sees_no_host() "the user sees no host at all: the user group needs read rights on host groups";
    sees_no_host_in_groups(groups) "the user sees no host in the groups {groups}";
    no_frontend() "there is no Zabbix frontend at this address";
    too_old(text) "Zabbix {text} is too old: 5.0 is the first that works";
    no_login() "there is neither a token nor a login";
    not_understood(error) "the answer is not understood ({error})";
    user_is(login) "user {login}";
    by_token() "by an API token";
    version_and_user(version, who) "Zabbix {version}, {who}";
    role_denies_method(role, method) "the role {role} does not allow the method {method}";
    role_denies_action(role, action) "the role {role} does not allow the action {action}";
    sees(hosts) "sees {hosts} hosts";
    no_manual_close() "its trigger does not allow manual closing; the trigger's page has a box for it";
}
