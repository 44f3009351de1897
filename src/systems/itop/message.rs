//! What is said of an iTop.

use crate::message::messages;

messages! { "itop";
    unknown_version() "of unknown version";
    rest_interface(interface) "Ok, REST interface {interface}";
    no_contact() "an account without a contact; give it one, so that its notes have a name";
    version_not_told() "iTop does not say";
    takes_odd_column() "iTop takes a column that it cannot have";
    time_zone() "time zone";
    zone_not_told(zone, why) "times are read and written in {zone}; iTop does not tell its own ({why})";
    rehearsal_tells_nothing() "the rehearsal of an import does not show it";
    no_such_class() "this iTop has no such class";
    no_class_of_tickets(class, said) "this iTop has no tickets of the class {class}: {said}";
    no_such_column(class, column) "{class} of this iTop has no column {column}";
    not_allowed() "not allowed; give the user a profile such as \"Service Desk Agent\"";
    clock_fits(zone) "the server's clock fits {zone}";
    clock_differs(quarters, zone, expected)
        "the server's clock shows UTC{quarters} and {zone} is UTC{expected} now: set `zone` to `timezone` \
         of iTop's configuration";
    needs_address() "the address of iTop: url = \"https://itop.example.org\"";
    address_such_as() "an address such as https://itop.example.org";
    needs_login() "`login` and `password = \"env:ITOP_PASSWORD\"`, or `token = \"env:ITOP_TOKEN\"`";
    no_key(key) "`{key}` is not the key of a ticket";
    ticket_is_gone(id) "{id} no longer exists, or our user may not see it";
    requires(what) "iTop requires {what}";
    closed_stays_closed() "a closed ticket stays closed in iTop; open a new one";
    nobody_took_it()
        "nobody took it in time, and iTop resolves it only once it is assigned: give `team_id` and \
         `agent_id` with the resolution";
    waits_for_approval() "it waits for an approval";
    a_text() "a text (`solution`)";
    a_code() "a code (`resolution_code`)";
    a_service() "a service (`service_id`), which the ticket does not have";
    or_another_class(known) "{known}, or another class of tickets";
    no_url(url, error) "{url} is not a URL: {error}";
    no_count() "iTop does not say how many objects there are";
    no_object() "iTop says that it is done and names no object";
    odd_character() "the secret holds a line break or another control character";
    no_id(id) "`{id}` is not an id of iTop: a whole number from 1";
    page_instead_of_service()
        "a web page answers instead of iTop's REST service; the address must be that of iTop itself, \
         without a login page in front of it";
    not_whole_json(said) "the answer is not whole JSON: {said}";
    in_maintenance(said) "iTop is in maintenance: {said}";
    sends_us_on(target) "it sends us on to {target}; give the final address";
    sends_us_elsewhere() "it sends us elsewhere; give the final address";
    no_service() "there is no webservices/rest.php at this address; give the address of the iTop itself";
    web_server_refuses(said) "the web server refuses us before iTop is reached: {said}";
    too_large() "the web server takes no request this large";
    wrong_login()
        "the login, the password or the token is wrong, or this way to log in is switched off \
         (allowed_login_types in iTop's configuration needs form, basic or token); behind nginx, Basic \
         works only without the fastcgi parameter REMOTE_USER";
    lacks_profile()
        "the user lacks the profile \"REST Services User\"; give it to the user besides one that may work \
         on tickets, such as \"Service Desk Agent\"";
    portal_user()
        "the user has the profile \"Portal user\", which may not use the REST service; use a separate \
         account with \"REST Services User\" and \"Service Desk Agent\"";
    request_cut() "iTop did not get the request whole: it is larger than post_max_size of the server's PHP";
    no_login() "iTop did not get a login or a password";
    too_old(message) "this iTop is older than 2.7: {message}";
    needs_organisation() "a ticket of iTop needs an organisation: `org_id`";
    agent_needs_team() "an agent of iTop works in a team: `agent_id` goes with `team_id`";
    out_of_scale(column, value, most) "{column} {value} is outside iTop's scale of 1 to {most}";
    each_once() "each ticket once";
    extension_there() "by the extension stocktake-once: a ticket that is sent twice is refused by iTop itself";
    extension_lacking()
        "without the extension stocktake-once: a ticket whose opening is never answered waits, 15 minutes unless \
         `settle` of the job says otherwise; `stocktake extension itop` writes the extension";
    goes_on() "… (it goes on in the private log)";
}
