//! What is said of a ServiceNow.

use crate::message::messages;

messages! { "servicenow";
    batch_too_slow() "the instance did not get to it within the time of a batch";
    ends_in_error() "it ends in an error";
    not_told() "the answer of the batch does not say what became of it";
    in_a_batch(method, path) "{method} {path} (in a batch)";
    no_status() "no status";
    ended_for_good(state) "the ticket is {state} for good; open a new one";
    reopening(id) "reopening {id}";
    resolving(id) "resolving {id}";
    not_resolved_by_state(table) "a {table} is not resolved by a state of its own";
    needs_notes() "close_notes are required: give the resolution a text";
    instance_has(known) "; the instance has {known}";
    needs_code(column, list) "the resolution needs a code for {column}{list}";
    no_choices() "none are shown to us: values go out unchecked; give the user read access to sys_choice";
    value_count(count) "{count} values";
    some_values(count, hidden) "{count} values; {hidden} more are hidden from us by access rules";
    hidden_list(table, column)
        "the drop-down {column} of {table} is hidden from us, other than those beside it: its value goes out \
         unchecked, and a wrong one counts as none; give the user read access to its rows in sys_choice";
    drop_downs(table) "drop-downs of {table}";
    groups_by_name() "groups by name";
    release_not_told() "the instance shows its release to administrators only";
    users_are_hidden(login)
        "{login}: the instance hides users from us, so that our own notes are told from others' by this \
         name only; give the user read access to sys_user";
    own_zone() "the instance's own zone";
    user_and_zone(login, name, zone) "{login} ({name}), {zone}; times are read in UTC";
    roles_not_told() "the instance does not say; tickets need itil or sn_incident_write";
    needs_role(me, roles) "{me} has none of {roles}; add the role itil";
    no_correlation_column() "it has no column correlation_id, or hides it: our key has no place there";
    empty_or_hidden() "empty, or its rows are hidden from us";
    no_such_table() "there is no such table; see `tables` of the system";
    give_ids(table) "{table} is empty or hidden from us: give sys_ids";
    belongs_to_another(column, given, owner)
        "{column} {given} belongs to {owner}, which is not what is sent with it";
    no_such_choice(table, column, given, known) "{table} has no {column} {given}; it has {known}";
    address_such_as() "an address such as https://acme.service-now.com";
    needs_address() "the address of the instance: url = \"https://acme.service-now.com\"";
    address_of_a_page() "the address is that of a page or an API, not of the instance";
    user_needs_password() "a `user` goes with `password = \"env:NAME\"`";
    password_needs_user() "a `password` goes with a `user`";
    client_needs_secret() "a `client_id` goes with `client_secret = \"env:NAME\"`";
    secret_needs_client() "a `client_secret` goes with a `client_id`";
    token_and_user() "there is a `refresh_token`, and a user too";
    second_way() "the second way to log in";
    keep_one_way() "keep `refresh_token`, or `user` and `password`";
    token_needs_client() "a `refresh_token` goes with `client_id` and `client_secret`";
    needs_login()
        "`user` and `password = \"env:NAME\"`, or `client_id` and `client_secret = \"env:NAME\"` (OAuth 2.0)";
    no_tables() "the list of tables is empty";
    such_as(default) "such as {default}";
    no_table_name(name) "{name} is not the name of a table";
    name_such_as(default) "the API name in lower case, such as {default}";
    ticket_is_gone() "the ticket is gone, or an access rule hides it from us";
    linking(id) "linking items to {id}";
    no_item(class, id) "there is no {class} {id}";
    needs_no_token() "a login with a password needs no token";
    wrong_client_or_grant()
        "the client id or secret is wrong, or this grant is off (property \
         glide.oauth.inbound.client.credential.grant_type.enabled), or the client has no OAuth Application \
         User";
    token_expired() "the refresh token has expired or was revoked; get a new one";
    wrong_user_or_client()
        "the user, the password, the client id or the client secret is wrong, the user is locked or has \
         to change the password, or the password grant is off";
    wrong_client() "the client id or the client secret is wrong";
    cause_and_words(cause, said) "{cause} (ServiceNow says {said})";
    web_server_refuses(said) "the web server refuses us before ServiceNow is reached: {said}";
    no_token_page() "this address has no /oauth_token.do; is it a ServiceNow instance?";
    page_instead_of_token() "a web page answers instead of ServiceNow; is the instance awake?";
    tables_are_listed(tables) "{tables}; `tables` of the system lists those that hold tickets";
    no_ticket_name() "a ticket is named by its table and its sys_id of 32 hex digits";
    give_id(column, given) "{column}: give the sys_id of {given}, its name cannot be asked for";
    several_rows(column, n, table, given, numbers)
        "{column}: {n} rows of {table} are called {given}: {numbers}; give the sys_id";
    no_such_row(column, table, given)
        "{column}: {table} has nothing called {given}, or it is inactive or hidden from us";
    not_sent() "it was not sent";
    not_a_ticket_table(class, known) "{class} is not among the ticket tables of this system: {known}";
    no_column_name(column) "{column} is not the name of a column";
    no_id() "it has no sys_id";
    opening(key) "opening the ticket {key}";
    no_keys(table, number)
        "{table} gives {number} when it is asked for our keys: it has no column correlation_id, or hides it \
         from us";
    own_tickets(table) "our own tickets in {table}";
    none_of_ours_yet() "there are none yet: whether we are shown what we write is seen at the first";
    read_back(n) "{n} {n:is|are} shown to us with our key";
    without_key(n, table)
        "{n} of ours {n:has|have} no correlation_id: an access rule or a business rule of {table} keeps our key \
         out, and only the sys_id tells them";
    no_such_column(table, column) "{table} has no column {column}, or hides it: what is sent there is dropped";
    wrong_type(table, column, kind, given) "{column} of {table} is {kind}, and {given} is none";
    row_is_inactive(column, table, id)
        "{column}: the row {id} of {table} is inactive by now; pull the reference data again, or name another";
    row_is_gone(column, table, id)
        "{column}: {table} has no row {id} any more; pull the reference data again, or name another";
    rehearsing(table) "opening in {table}";
    looking_for_tickets() "looking for tickets";
    ours_are_hidden(n, table, me)
        "{n} {n:ticket|tickets} of ours in {table} {n:is|are} hidden from {me} by an access rule: nobody can \
         say then that a ticket is not there, and none is opened again. Give {me} the right to read what it \
         writes there";
    opened_and_hidden(table, key, me)
        "it was opened in {table}, and an access rule hides it from {me}, who opened it: find it there by its \
         correlation_id {key}; no second one is opened. Give {me} the right to read what it writes";
    opened_without(number, what) "it was opened as {number}, and {what}";
    not_taken_over(columns, table)
        "the instance answered as if it had been written, and did not take over {columns}: an access rule or \
         a business rule of {table} keeps us from it, or there is no such column";
    second_factor() "the user must give a second factor; use a user without one for this";
    wrong_login()
        "the user or the password is wrong, the user is locked, or Basic authentication is off; web service \
         access only is fine";
    new_token_refused(said) "a new token is refused too: {said}";
    odd_character() "the login holds a line break or another odd character";
    no_result() "it has no `result`";
    dropped() "the instance dropped the request because too many wait; lower in_flight";
    sends_us_on(place) "it sends us on to {place}; give the final address of the instance";
    sleeps() "the instance sleeps (developer instances do); wake it up in a browser";
    not_servicenow() "there is no ServiceNow at this address";
    took_too_long(said) "the instance gave up after its time limit; ask for less at a time ({said})";
    requires_fields(fields)
        "the instance requires these fields, with values that it knows (a wrong choice counts as none): \
         {fields}";
    client_lacks_api() "the OAuth client is limited to a scope that lacks this API";
    user_lacks_role()
        "the user lacks a role or an access rule forbids it; tickets need the role itil (or \
         sn_incident_write), closing them itil_admin";
    sys_id_taken(said) "the instance has a ticket with our sys_id already ({said})";
    no_record() "there is no such record, or an access rule hides it";
    lacks_api(said) "the instance does not have this API ({said})";
    lacks_table(said) "the instance has no such table ({said})";
    too_many_calls(said) "the instance limits how often we may ask ({said})";
    cut_too_late() "the instance cut the answer after its time limit; ask for less at a time";
    page_instead_of_api(said) "a web page instead of ServiceNow's API: {said}";
    cannot_be_read(why, said) "the answer cannot be read ({why}): {said}";
}
