//! What is said of an iTop.

use crate::message::messages;

messages! { "itop";
    is_in_state(id, state, reason) "{id} is `{state}`: {reason}"
        = "{id} est à l'état `{state}`\u{a0}: {reason}";
    unknown_version() "of unknown version"
        = "de version inconnue";
    rest_interface(interface) "Ok, REST interface {interface}"
        = "Ok, interface REST {interface}";
    no_contact() "an account without a contact; give it one, so that its notes have a name"
        = "un compte sans contact\u{a0}; donnez-lui-en un, pour que ses notes aient un nom";
    version_not_told() "iTop does not say"
        = "iTop ne l'indique pas";
    takes_odd_column() "iTop takes a column that it cannot have"
        = "iTop accepte une colonne qu'il ne peut pas avoir";
    time_zone() "time zone"
        = "fuseau horaire";
    zone_not_told(zone, why) "times are read and written in {zone}; iTop does not tell its own ({why})"
        = "les heures sont lues et écrites dans le fuseau {zone}\u{a0}; iTop n'indique pas le sien ({why})";
    rehearsal_tells_nothing() "the rehearsal of an import does not show it"
        = "la simulation d'un import ne le montre pas";
    no_such_class() "this iTop has no such class"
        = "cet iTop n'a pas cette classe";
    no_class_of_tickets(class, said) "this iTop has no tickets of the class {class}: {said}"
        = "cet iTop n'a pas de tickets de la classe {class}\u{a0}: {said}";
    no_such_column(class, column) "{class} of this iTop has no column {column}"
        = "la classe {class} de cet iTop n'a pas de colonne {column}";
    not_allowed() "not allowed; give the user a profile such as \"Service Desk Agent\""
        = "non autorisé\u{a0}; donnez à l'utilisateur un profil comme «\u{a0}Service Desk Agent\u{a0}»";
    clock_fits(zone) "the server's clock fits {zone}"
        = "l'horloge du serveur correspond au fuseau {zone}";
    clock_differs(quarters, zone, expected)
        "the server's clock shows UTC{quarters} and {zone} is UTC{expected} now: set `zone` to `timezone` \
         of iTop's configuration"
        = "l'horloge du serveur indique UTC{quarters}, or {zone} est en ce moment à UTC{expected}\u{a0}: \
           mettez dans `zone` la valeur de `timezone` de la configuration d'iTop";
    needs_address() "the address of iTop: url = \"https://itop.example.org\""
        = "l'adresse d'iTop\u{a0}: url = \"https://itop.example.org\"";
    address_such_as() "an address such as https://itop.example.org"
        = "une adresse comme https://itop.example.org";
    needs_login() "`login` and `password = \"env:ITOP_PASSWORD\"`, or `token = \"env:ITOP_TOKEN\"`"
        = "`login` et `password = \"env:ITOP_PASSWORD\"`, ou `token = \"env:ITOP_TOKEN\"`";
    no_key(key) "`{key}` is not the key of a ticket"
        = "`{key}` n'est pas la clé d'un ticket";
    ticket_is_gone(id) "{id} no longer exists, or our user may not see it"
        = "{id} n'existe plus, ou notre utilisateur n'a pas le droit de le voir";
    requires(what) "iTop requires {what}"
        = "iTop exige {what}";
    closed_stays_closed() "a closed ticket stays closed in iTop; open a new one"
        = "dans iTop, un ticket fermé reste fermé\u{a0}; ouvrez-en un nouveau";
    nobody_took_it()
        "nobody took it in time, and iTop resolves it only once it is assigned: give `team_id` and \
         `agent_id` with the resolution"
        = "personne ne l'a pris à temps, et iTop ne le résout qu'une fois affecté\u{a0}: donnez `team_id` \
           et `agent_id` avec la résolution";
    waits_for_approval() "it waits for an approval"
        = "le ticket attend une approbation";
    a_text() "a text (`solution`)"
        = "un texte (`solution`)";
    a_code() "a code (`resolution_code`)"
        = "un code (`resolution_code`)";
    a_service() "a service (`service_id`), which the ticket does not have"
        = "un service (`service_id`), que le ticket n'a pas";
    or_another_class(known) "{known}, or another class of tickets"
        = "{known}, ou une autre classe de tickets";
    no_url(url, error) "{url} is not a URL: {error}"
        = "{url} n'est pas une URL\u{a0}: {error}";
    no_count() "iTop does not say how many objects there are"
        = "iTop ne dit pas combien il y a d'objets";
    no_object() "iTop says that it is done and names no object"
        = "iTop dit que c'est fait, mais ne nomme aucun objet";
    odd_character() "the secret holds a line break or another control character"
        = "le secret contient un saut de ligne ou un autre caractère de contrôle";
    no_id(id) "`{id}` is not an id of iTop: a whole number from 1"
        = "`{id}` n'est pas un id d'iTop\u{a0}: un nombre entier à partir de 1";
    page_instead_of_service()
        "a web page answers instead of iTop's REST service; the address must be that of iTop itself, \
         without a login page in front of it"
        = "une page web répond à la place du service REST d'iTop\u{a0}; l'adresse doit être celle d'iTop \
           lui-même, sans page de connexion devant";
    not_whole_json(said) "the answer is not whole JSON: {said}"
        = "la réponse n'est pas du JSON complet\u{a0}: {said}";
    in_maintenance(said) "iTop is in maintenance: {said}"
        = "iTop est en maintenance\u{a0}: {said}";
    sends_us_on(target) "it sends us on to {target}; give the final address"
        = "le serveur nous renvoie vers {target}\u{a0}; indiquez l'adresse finale";
    sends_us_elsewhere() "it sends us elsewhere; give the final address"
        = "le serveur nous renvoie ailleurs\u{a0}; indiquez l'adresse finale";
    no_service() "there is no webservices/rest.php at this address; give the address of the iTop itself"
        = "il n'y a pas de webservices/rest.php à cette adresse\u{a0}; indiquez l'adresse d'iTop lui-même";
    web_server_refuses(said) "the web server refuses us before iTop is reached: {said}"
        = "le serveur web nous refuse avant même iTop\u{a0}: {said}";
    too_large() "the web server takes no request this large"
        = "le serveur web n'accepte pas une requête de cette taille";
    wrong_login()
        "the login, the password or the token is wrong, or this way to log in is switched off \
         (allowed_login_types in iTop's configuration needs form, basic or token); behind nginx, Basic \
         works only without the fastcgi parameter REMOTE_USER"
        = "l'identifiant, le mot de passe ou le jeton est faux, ou ce mode de connexion est désactivé \
           (allowed_login_types dans la configuration d'iTop doit contenir form, basic ou token)\u{a0}; \
           derrière nginx, Basic ne fonctionne que sans le paramètre fastcgi REMOTE_USER";
    lacks_profile()
        "the user lacks the profile \"REST Services User\"; give it to the user besides one that may work \
         on tickets, such as \"Service Desk Agent\""
        = "il manque à l'utilisateur le profil «\u{a0}REST Services User\u{a0}»\u{a0}; donnez-le-lui en \
           plus d'un profil qui peut travailler sur des tickets, comme «\u{a0}Service Desk Agent\u{a0}»";
    portal_user()
        "the user has the profile \"Portal user\", which may not use the REST service; use a separate \
         account with \"REST Services User\" and \"Service Desk Agent\""
        = "l'utilisateur a le profil «\u{a0}Portal user\u{a0}», qui n'a pas accès au service REST\u{a0}; \
           utilisez un compte à part avec «\u{a0}REST Services User\u{a0}» et «\u{a0}Service Desk \
           Agent\u{a0}»";
    request_cut() "iTop did not get the request whole: it is larger than post_max_size of the server's PHP"
        = "iTop n'a pas reçu la requête entière\u{a0}: elle dépasse post_max_size du PHP du serveur";
    no_login() "iTop did not get a login or a password"
        = "iTop n'a reçu ni identifiant ni mot de passe";
    too_old(message) "this iTop is older than 2.7: {message}"
        = "cet iTop est antérieur à 2.7\u{a0}: {message}";
    needs_organisation() "a ticket of iTop needs an organisation: `org_id`"
        = "un ticket d'iTop a besoin d'une organisation\u{a0}: `org_id`";
    agent_needs_team() "an agent of iTop works in a team: `agent_id` goes with `team_id`"
        = "un agent d'iTop travaille dans une équipe\u{a0}: `agent_id` va avec `team_id`";
    out_of_scale(column, value, most) "{column} {value} is outside iTop's scale of 1 to {most}"
        = "{column} {value} est hors de l'échelle d'iTop, de 1 à {most}";
    each_once() "each ticket once"
        = "chaque ticket une seule fois";
    extension_there() "by the extension stocktake-once: a ticket that is sent twice is refused by iTop itself"
        = "grâce à l'extension stocktake-once\u{a0}: un ticket envoyé deux fois est refusé par iTop lui-même";
    extension_lacking()
        "without the extension stocktake-once: a ticket whose opening is never answered waits, 15 minutes unless \
         `settle` of the job says otherwise; `stocktake extension itop` writes the extension"
        = "sans l'extension stocktake-once\u{a0}: un ticket dont l'ouverture reste sans réponse attend, 15 \
           minutes sauf si `settle` de la tâche dit autre chose\u{a0}; `stocktake extension itop` écrit \
           l'extension";
    no_name_of_class(class) "`{class}` is no name of a class"
        = "`{class}` n'est pas un nom de classe";
    no_object_to_tell(class)
        "iTop tells the columns of a class only with one of its objects, and there is no {class} that we may see"
        = "iTop n'indique les colonnes d'une classe qu'avec un de ses objets, et nous n'en voyons aucun de la classe \
           {class}";
    goes_on() "… (it goes on in the private log)"
        = "… (la suite est dans le journal privé)";
}
