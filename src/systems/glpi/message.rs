//! What is said of a GLPI.

use crate::message::messages;

messages! { "glpi";
    version_not_told() "GLPI does not say; taken to be 9.x";
    not_told() "not told";
    time_zone() "time zone";
    zone_is(zone) "times are read and written in {zone}";
    zone_not_told()
        "times are read and written in the server's zone, which GLPI does not tell; set a time zone in \
         the settings of this user to be sure";
    rights_on(class) "rights on {class}";
    profile_lacks(name, missing, right) "profile {name} lacks: {missing} (right `{right}`)";
    needs_address() "the address of GLPI: url = \"https://glpi.example.org/apirest.php\"";
    needs_login()
        "user_token = \"env:GLPI_USER_TOKEN\" (the remote access key of a user), or `login` and `password`";
    address_such_as() "an address such as https://glpi.example.org/apirest.php";
    no_content_range() "a part of a list without its Content-Range";
    other_ids() "it holds other ids than asked for";
    wrong_user_token()
        "the user token is wrong: it was regenerated, or its user is not active; see \"Remote access keys\" \
         in the user's settings";
    wrong_login(message) "the login or the password is wrong ({message})";
    address_not_allowed()
        "no active API client of this GLPI allows the address of this machine; see Setup > General > API";
    passwords_are_off() "login with a password is switched off in Setup > General > API; use a user token";
    no_credentials()
        "GLPI did not get the credentials: the web server in front of it drops the Authorization header";
    api_is_off(message) "GLPI says {message}: the API is switched off, see Setup > General > API";
    sends_us_on(place) "it sends us on to {place}; give the final URL";
    sends_us_elsewhere() "it sends us elsewhere; give the final URL";
    nothing_at_url() "nothing is found at this URL; it must end in /apirest.php";
    page_instead_of_login()
        "a web page answers instead of GLPI's API; the URL must end in /apirest.php, and no login page may \
         stand before it";
    not_glpi(said) "this is not GLPI: {said}";
    web_server_refuses(said) "the web server refuses us before GLPI is reached: {said}";
    wrong_app_token() "the app token is wrong; see the API client in Setup > General > API";
    needs_app_token()
        "an app token is needed: set app_token to that of the API client in Setup > General > API";
    no_profile(wanted, known) "the user does not have the profile {wanted}, only {known}";
    no_entity(wanted, known) "the user does not see the entity {wanted}, only {known}";
    several_entities(wanted, paths) "several entities are called {wanted}: {paths}; give the path";
    and_more(n) "and {n} more";
    nothing() "nothing";
    a_list_of_rows() "a list of rows";
    a_row() "a row";
    no_plain_value(column) "{column} is a list or an object";
    row_without_id() "a row without an id";
    name_of_a_column() "the name of a column";
    a_value() "a value";
    session_closed(url) "the session at {url} is closed";
    all_entities() "all entities";
    entity_is(name) "entity {name}";
    may_not_work_in(what) "GLPI does not let this user work in {what}";
    user_token() "user token";
    session_token() "session token";
    app_token() "app token";
    odd_character(what) "the {what} holds a line break or another odd character";
    open_tickets() "open tickets";
    change_tickets() "change and solve tickets";
    see_all_tickets() "see the tickets of all";
    add_followups() "add followups to the tickets of all";
    see_private_followups() "see private followups";
    attach_files() "attach files";
    simplified_interface(name)
        "profile {name} has the simplified interface, which shows only its own tickets";
    may_not(name, right) "profile {name} may not (right `{right}`)";
    does_not_tell_who() "it does not say whose session it is";
    only_tickets() "GLPI has only the class Ticket, with whole numbers as ids";
    ticket_is_gone() "the ticket is gone, in the trash or out of sight";
    opening(key) "opening the ticket {key}";
    no_such_class(class) "GLPI has no tickets of the class {class}";
    out_of_scale(column, level) "{column} {level} is not 1 (highest) to 5 (lowest)";
    no_such_column(column, known) "tickets have no column `{column}`; they have {known}";
    id_is_no_number(class, id) "{class} {id} has no whole number as its id";
    no_outcome() "the answer has no outcome for it";
    no_search_rows() "no rows of a search";
    no_row_count() "no number of rows found";
    ended_for_good(state) "the ticket is {state} for good; open a new one";
    reopening(id) "reopening {id}";
    solving(id) "solving {id}";
    needs_text() "a solution needs a text";
    no_solution_type(code, known) "there is no solution type {code}; GLPI has {known}";
    linking(id) "linking items to {id}";
    comes_with(version) "it comes with GLPI {version}";
    went_with(version) "it is gone since GLPI {version}";
    no_item(class, id) "there is no {class} {id}";
    no_whole_number(json) "{json} is not a whole number";
    no_api() "there is no GLPI API here; the URL must end in /apirest.php";
    page_instead_of_api(piece) "a web page instead of GLPI's API: {piece}";
    cannot_be_read(why, piece) "the answer cannot be read ({why}): {piece}";
    ports_unreadable(error) "the names of its ports cannot be read: {error}";
    groups_unreadable(error) "its groups cannot be read: {error}";
    not_written(columns, said) "GLPI says that it is written, but {columns} is not: {said}";
    no_row_outcomes() "no outcome per row";
    other_row_count(sent, answered) "{sent} rows were sent and {answered} answered";
    odd_row(shown) "the answer for the row is {shown}";
    refuses_silently() "GLPI refuses it without giving a reason";
    row_not_created(column) "{column} points at a row that was not created";
    standard() "standard";
    allowed() "allowed";
    read() "read";
    update() "update";
    create() "create";
    delete() "delete (trash)";
    purge() "purge";
    enough() "enough";
    no_more_writers() "nobody may write any more";
    writer_ended() "the session that writes has ended";
    session_expired() "the session has expired";
    no_inventory_by_v2()
        "API v2 of GLPI 11 (OAuth 2.0) is not used to write inventory: v2.2 has no bulk, no dates of \
         contracts, no operating systems; for that give a system of its own with the address ending in \
         /apirest.php and a user_token";
    inventory() "inventory";
    ticket_items() "items of tickets";
    no_ticket_items()
        "API v2.2 links no items to tickets: their pages are named in the description instead";
    version_of_v2() "GLPI 11, API v2.2; the exact version is not told";
    client_needs_user()
        "client_id, client_secret, login and password: a client alone gets a token that GLPI takes nowhere";
    client_needs_secret() "client_secret = \"env:GLPI_CLIENT_SECRET\", which goes with client_id";
    secret_needs_client() "client_id, which goes with client_secret";
    client_and_token() "an OAuth client goes with login and password: API v2 knows no user token and no app token";
    v2_needs_client() "an address of API v2 needs an OAuth client";
    oauth_token() "OAuth token";
    wrong_client(message)
        "client_id or client_secret is wrong, or the client is not active; see Setup > OAuth Clients \
         ({message})";
    no_password_grant(message)
        "this OAuth client may not log in with a password: add the grant Password to it in Setup > OAuth \
         Clients ({message})";
    no_api_v2() "there is no API v2 here: it comes with GLPI 11; the URL must end in /api.php/v2.2";
    api_v2_is_off(message)
        "GLPI says {message}: switch on the high-level API in Setup > General > API";
    no_scope(message)
        "GLPI says {message}: give the OAuth client the scopes api and user in Setup > OAuth Clients";
    token_not_seen()
        "GLPI did not get the token, or it names no user: the web server in front of it drops the \
         Authorization header";
    new_token_refused(said) "a token that was just got is refused: {said}";
    database_refuses()
        "nothing is said; GLPI answers so when its database refuses something: see its files/_log/sql-errors.log";
    opened_without(number, what) "{number} was opened, but {what}";
    member_refused(role, who, error) "{who} is not {role}: {error}";
    not_taken(columns) "GLPI did not take over {columns}";
    no_field_of_solution(column) "a solution by API v2 has no column `{column}`";
}
