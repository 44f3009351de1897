//! What is said of a GLPI.

use crate::message::messages;

messages! { "glpi";
    version_not_told() "GLPI does not say; taken to be 9.x"
        = "GLPI ne l'indique pas\u{a0}; supposée 9.x";
    not_told() "not told"
        = "non indiqué";
    time_zone() "time zone"
        = "fuseau horaire";
    zone_is(zone) "times are read and written in {zone}"
        = "les heures sont lues et écrites dans le fuseau {zone}";
    zone_not_told()
        "times are read and written in the server's zone, which GLPI does not tell; set a time zone in \
         the settings of this user to be sure"
        = "les heures sont lues et écrites dans le fuseau du serveur, que GLPI n'indique pas\u{a0}; pour \
           en être sûr, choisissez un fuseau horaire dans les préférences de cet utilisateur";
    rights_on(class) "rights on {class}"
        = "droits sur {class}";
    profile_lacks(name, missing, right) "profile {name} lacks: {missing} (right `{right}`)"
        = "il manque au profil {name}\u{a0}: {missing} (droit `{right}`)";
    needs_address() "the address of GLPI: url = \"https://glpi.example.org/apirest.php\""
        = "l'adresse de GLPI\u{a0}: url = \"https://glpi.example.org/apirest.php\"";
    needs_login()
        "user_token = \"env:GLPI_USER_TOKEN\" (the remote access key of a user), or `login` and `password`"
        = "user_token = \"env:GLPI_USER_TOKEN\" (la clé d'accès distant d'un utilisateur), ou `login` et \
           `password`";
    address_such_as() "an address such as https://glpi.example.org/apirest.php"
        = "une adresse comme https://glpi.example.org/apirest.php";
    no_content_range() "a part of a list without its Content-Range"
        = "une partie de liste sans son Content-Range";
    other_ids() "it holds other ids than asked for"
        = "la réponse contient d'autres ids que ceux demandés";
    wrong_user_token()
        "the user token is wrong: it was regenerated, or its user is not active; see \"Remote access keys\" \
         in the user's settings"
        = "le jeton d'utilisateur est faux\u{a0}: il a été régénéré, ou son utilisateur n'est pas \
           actif\u{a0}; voir «\u{a0}Clés d'accès distant\u{a0}» dans les préférences de l'utilisateur";
    wrong_login(message) "the login or the password is wrong ({message})"
        = "l'identifiant ou le mot de passe est faux ({message})";
    address_not_allowed()
        "no active API client of this GLPI allows the address of this machine; see Setup > General > API"
        = "aucun client d'API actif de ce GLPI n'autorise l'adresse de cette machine\u{a0}; voir \
           Configuration > Générale > API";
    passwords_are_off() "login with a password is switched off in Setup > General > API; use a user token"
        = "la connexion avec un mot de passe est désactivée dans Configuration > Générale > API\u{a0}; \
           utilisez un jeton d'utilisateur";
    no_credentials()
        "GLPI did not get the credentials: the web server in front of it drops the Authorization header"
        = "GLPI n'a pas reçu les identifiants\u{a0}: le serveur web placé devant supprime l'en-tête \
           Authorization";
    api_is_off(message) "GLPI says {message}: the API is switched off, see Setup > General > API"
        = "GLPI dit {message}\u{a0}: l'API est désactivée, voir Configuration > Générale > API";
    sends_us_on(place) "it sends us on to {place}; give the final URL"
        = "le serveur nous renvoie vers {place}\u{a0}; indiquez l'URL finale";
    sends_us_elsewhere() "it sends us elsewhere; give the final URL"
        = "le serveur nous renvoie ailleurs\u{a0}; indiquez l'URL finale";
    nothing_at_url() "nothing is found at this URL; it must end in /apirest.php"
        = "il n'y a rien à cette URL\u{a0}; elle doit se terminer par /apirest.php";
    page_instead_of_login()
        "a web page answers instead of GLPI's API; the URL must end in /apirest.php, and no login page may \
         stand before it"
        = "une page web répond à la place de l'API de GLPI\u{a0}; l'URL doit se terminer par /apirest.php, \
           sans page de connexion devant";
    not_glpi(said) "this is not GLPI: {said}"
        = "ce n'est pas GLPI\u{a0}: {said}";
    web_server_refuses(said) "the web server refuses us before GLPI is reached: {said}"
        = "le serveur web nous refuse avant même GLPI\u{a0}: {said}";
    wrong_app_token() "the app token is wrong; see the API client in Setup > General > API"
        = "le jeton d'application est faux\u{a0}; voir le client d'API dans Configuration > Générale > API";
    needs_app_token()
        "an app token is needed: set app_token to that of the API client in Setup > General > API"
        = "un jeton d'application est nécessaire\u{a0}: mettez dans app_token celui du client d'API de \
           Configuration > Générale > API";
    no_profile(wanted, known) "the user does not have the profile {wanted}, only {known}"
        = "l'utilisateur n'a pas le profil {wanted}, seulement {known}";
    no_entity(wanted, known) "the user does not see the entity {wanted}, only {known}"
        = "l'utilisateur ne voit pas l'entité {wanted}, seulement {known}";
    several_entities(wanted, paths) "several entities are called {wanted}: {paths}; give the path"
        = "plusieurs entités s'appellent {wanted}\u{a0}: {paths}\u{a0}; indiquez le chemin";
    and_more(n) "and {n} more"
        = "et {n} de plus";
    nothing() "nothing"
        = "rien";
    a_list_of_rows() "a list of rows"
        = "une liste de lignes";
    a_row() "a row"
        = "une ligne";
    no_plain_value(column) "{column} is a list or an object"
        = "{column} est une liste ou un objet";
    row_without_id() "a row without an id"
        = "une ligne sans id";
    name_of_a_column() "the name of a column"
        = "le nom d'une colonne";
    a_value() "a value"
        = "une valeur";
    session_closed(url) "the session at {url} is closed"
        = "la session sur {url} est fermée";
    all_entities() "all entities"
        = "toutes les entités";
    entity_is(name) "entity {name}"
        = "l'entité {name}";
    may_not_work_in(what) "GLPI does not let this user work in {what}"
        = "GLPI ne laisse pas cet utilisateur travailler dans\u{a0}: {what}";
    user_token() "user token"
        = "jeton d'utilisateur";
    session_token() "session token"
        = "jeton de session";
    app_token() "app token"
        = "jeton d'application";
    odd_character(what) "the {what} holds a line break or another odd character"
        = "{what}\u{a0}: la valeur contient un saut de ligne ou un autre caractère interdit";
    open_tickets() "open tickets"
        = "ouvrir des tickets";
    change_tickets() "change and solve tickets"
        = "modifier et résoudre des tickets";
    see_all_tickets() "see the tickets of all"
        = "voir les tickets de tous";
    add_followups() "add followups to the tickets of all"
        = "ajouter des suivis aux tickets de tous";
    see_private_followups() "see private followups"
        = "voir les suivis privés";
    attach_files() "attach files"
        = "joindre des fichiers";
    simplified_interface(name)
        "profile {name} has the simplified interface, which shows only its own tickets"
        = "le profil {name} a l'interface simplifiée, qui ne montre que ses propres tickets";
    may_not(name, right) "profile {name} may not (right `{right}`)"
        = "le profil {name} n'en a pas le droit (droit `{right}`)";
    does_not_tell_who() "it does not say whose session it is"
        = "GLPI ne dit pas à qui est la session";
    only_tickets() "GLPI has only the class Ticket, with whole numbers as ids"
        = "GLPI n'a que la classe Ticket, avec des nombres entiers comme ids";
    ticket_is_gone() "the ticket is gone, in the trash or out of sight"
        = "le ticket a disparu, est à la corbeille ou hors de vue";
    opening(key) "opening the ticket {key}"
        = "ouverture du ticket {key}";
    no_such_class(class) "GLPI has no tickets of the class {class}"
        = "GLPI n'a pas de tickets de la classe {class}";
    out_of_scale(column, level) "{column} {level} is not 1 (highest) to 5 (lowest)"
        = "{column} {level} n'est pas entre 1 (le plus haut) et 5 (le plus bas)";
    no_such_column(column, known) "tickets have no column `{column}`; they have {known}"
        = "les tickets n'ont pas de colonne `{column}`\u{a0}; ils ont {known}";
    id_is_no_number(class, id) "{class} {id} has no whole number as its id"
        = "{class} {id} n'a pas de nombre entier comme id";
    no_outcome() "the answer has no outcome for it"
        = "la réponse ne donne pas de résultat pour cet élément";
    no_search_rows() "no rows of a search"
        = "aucune ligne de recherche dans la réponse";
    no_row_count() "no number of rows found"
        = "le nombre de lignes trouvées manque";
    ended_for_good(state) "the ticket is {state} for good; open a new one"
        = "le ticket est définitivement {state}\u{a0}; ouvrez-en un nouveau";
    reopening(id) "reopening {id}"
        = "réouverture de {id}";
    solving(id) "solving {id}"
        = "résolution de {id}";
    needs_text() "a solution needs a text"
        = "une solution a besoin d'un texte";
    no_solution_type(code, known) "there is no solution type {code}; GLPI has {known}"
        = "il n'y a pas de type de solution {code}\u{a0}; GLPI a {known}";
    linking(id) "linking items to {id}"
        = "liaison d'éléments à {id}";
    comes_with(version) "it comes with GLPI {version}"
        = "cette colonne existe à partir de GLPI {version}";
    went_with(version) "it is gone since GLPI {version}"
        = "cette colonne a disparu depuis GLPI {version}";
    no_item(class, id) "there is no {class} {id}"
        = "il n'y a pas de {class} {id}";
    no_whole_number(json) "{json} is not a whole number"
        = "{json} n'est pas un nombre entier";
    no_api() "there is no GLPI API here; the URL must end in /apirest.php"
        = "il n'y a pas d'API de GLPI ici\u{a0}; l'URL doit se terminer par /apirest.php";
    page_instead_of_api(piece) "a web page instead of GLPI's API: {piece}"
        = "une page web à la place de l'API de GLPI\u{a0}: {piece}";
    cannot_be_read(why, piece) "the answer cannot be read ({why}): {piece}"
        = "la réponse est illisible ({why})\u{a0}: {piece}";
    ports_unreadable(error) "the names of its ports cannot be read: {error}"
        = "les noms de ses ports ne peuvent pas être lus\u{a0}: {error}";
    groups_unreadable(error) "its groups cannot be read: {error}"
        = "ses groupes ne peuvent pas être lus\u{a0}: {error}";
    not_written(columns, said) "GLPI says that it is written, but {columns} is not: {said}"
        = "GLPI dit que c'est écrit, mais {columns} ne l'est pas\u{a0}: {said}";
    no_row_outcomes() "no outcome per row"
        = "pas de résultat par ligne";
    other_row_count(sent, answered) "{sent} rows were sent and {answered} answered"
        = "{sent} {sent:ligne envoyée|lignes envoyées}, mais {answered} dans la réponse";
    odd_row(shown) "the answer for the row is {shown}"
        = "la réponse pour cette ligne est {shown}";
    refuses_silently() "GLPI refuses it without giving a reason"
        = "GLPI refuse sans donner de raison";
    row_not_created(column) "{column} points at a row that was not created"
        = "{column} désigne une ligne qui n'a pas été créée";
    standard() "standard"
        = "standard";
    allowed() "allowed"
        = "autorisé";
    read() "read"
        = "lire";
    update() "update"
        = "modifier";
    create() "create"
        = "créer";
    delete() "delete (trash)"
        = "mettre à la corbeille";
    purge() "purge"
        = "supprimer définitivement";
    enough() "enough"
        = "suffisant";
    no_more_writers() "nobody may write any more"
        = "plus personne n'a le droit d'écrire";
    writer_ended() "the session that writes has ended"
        = "la session qui écrit est terminée";
    session_expired() "the session has expired"
        = "la session a expiré";
    only_reads()
        "API v2 of GLPI 11 (OAuth 2.0) only reads inventory: `plan`, `drift` and `explain` compare what it tells. \
         Nothing is written by it: v2.2 has no bulk, no dates of contracts, no operating systems; to write, give \
         a system of its own with the address ending in /apirest.php and a user_token"
        = "l'API v2 de GLPI 11 (OAuth 2.0) ne fait que lire l'inventaire\u{a0}: `plan`, `drift` et `explain` \
           comparent ce qu'elle montre. Rien n'est écrit par elle\u{a0}: v2.2 n'a ni envoi groupé, ni dates de \
           contrat, ni systèmes d'exploitation\u{a0}; pour écrire, ajoutez un système à part dont l'adresse \
           finit par /apirest.php, avec un user_token";
    not_by_v2() "API v2.2 does not tell it"
        = "l'API v2.2 ne le montre pas";
    groups_by_v2() "API v2.2 does not tell which of several groups is the oldest, the one that counts"
        = "l'API v2.2 ne montre pas lequel de plusieurs groupes est le plus ancien, celui qui compte";
    names_not_by_v2(class) "API v2.2 does not tell the names of {class} with what tells them apart"
        = "l'API v2.2 ne montre pas les noms de {class} avec ce qui les distingue";
    users_by_v2() "API v2.2 tells only the users of the entities that our own user sees"
        = "l'API v2.2 ne montre que les utilisateurs des entités que voit notre utilisateur";
    class_not_by_v2(class) "API v2.2 does not list {class}"
        = "l'API v2.2 ne liste pas {class}";
    property_missing(property) "a row without `{property}`"
        = "une ligne sans `{property}`";
    blind_spots_of_v2()
        "API v2.2 does not tell which rows are templates (they count as items here), which items an agent feeds, \
         which fields are locked, and the rules of dictionaries: a run by /apirest.php may leave alone what is \
         planned here"
        = "l'API v2.2 ne montre ni quelles lignes sont des gabarits (elles comptent ici comme des éléments), ni \
           quels éléments un agent alimente, ni quels champs sont verrouillés, ni les règles de \
           dictionnaire\u{a0}: une exécution par /apirest.php peut ne pas toucher ce qui est prévu ici";
    inventory() "inventory"
        = "inventaire";
    ticket_items() "items of tickets"
        = "éléments des tickets";
    no_ticket_items()
        "API v2.2 links no items to tickets: their pages are named in the description instead"
        = "l'API v2.2 ne lie pas d'éléments aux tickets\u{a0}: leurs pages sont indiquées dans la description";
    version_of_v2() "GLPI 11, API v2.2; the exact version is not told"
        = "GLPI 11, API v2.2\u{a0}; la version exacte n'est pas donnée";
    client_needs_user()
        "client_id, client_secret, login and password: a client alone gets a token that GLPI takes nowhere"
        = "client_id, client_secret, login et password\u{a0}: un client seul obtient un jeton que GLPI \
           n'accepte nulle part";
    client_needs_secret() "client_secret = \"env:GLPI_CLIENT_SECRET\", which goes with client_id"
        = "client_secret = \"env:GLPI_CLIENT_SECRET\", qui va avec client_id";
    secret_needs_client() "client_id, which goes with client_secret"
        = "client_id, qui va avec client_secret";
    client_and_token() "an OAuth client goes with login and password: API v2 knows no user token and no app token"
        = "un client OAuth va avec login et password\u{a0}: l'API v2 ne connaît ni jeton d'utilisateur \
           ni jeton d'application";
    v2_needs_client() "an address of API v2 needs an OAuth client"
        = "une adresse de l'API v2 demande un client OAuth";
    oauth_token() "OAuth token"
        = "jeton OAuth";
    wrong_client(message)
        "client_id or client_secret is wrong, or the client is not active; see Setup > OAuth Clients \
         ({message})"
        = "client_id ou client_secret est faux, ou le client n'est pas actif\u{a0}; voir Configuration > \
           Clients OAuth ({message})";
    no_password_grant(message)
        "this OAuth client may not log in with a password: add the grant Password to it in Setup > OAuth \
         Clients ({message})"
        = "ce client OAuth ne peut pas se connecter par mot de passe\u{a0}: ajoutez-lui l'autorisation \
           Mot de passe dans Configuration > Clients OAuth ({message})";
    no_api_v2() "there is no API v2 here: it comes with GLPI 11; the URL must end in /api.php/v2.2"
        = "il n'y a pas d'API v2 ici\u{a0}: elle vient avec GLPI 11\u{a0}; l'adresse doit finir par \
           /api.php/v2.2";
    api_v2_is_off(message)
        "GLPI says {message}: switch on the high-level API in Setup > General > API"
        = "GLPI dit {message}\u{a0}: activez l'API de haut niveau dans Configuration > Générale > API";
    no_scope(message)
        "GLPI says {message}: give the OAuth client the scopes api and user in Setup > OAuth Clients"
        = "GLPI dit {message}\u{a0}: donnez au client OAuth les portées api et user dans Configuration > \
           Clients OAuth";
    token_not_seen()
        "GLPI did not get the token, or it names no user: the web server in front of it drops the \
         Authorization header"
        = "GLPI n'a pas reçu le jeton, ou celui-ci ne désigne aucun utilisateur\u{a0}: le serveur web \
           placé devant supprime l'en-tête Authorization";
    new_token_refused(said) "a token that was just got is refused: {said}"
        = "un jeton tout juste obtenu est refusé\u{a0}: {said}";
    database_refuses()
        "nothing is said; GLPI answers so when its database refuses something: see its files/_log/sql-errors.log"
        = "rien n'est dit\u{a0}; GLPI répond ainsi quand sa base de données refuse quelque chose\u{a0}: \
           voir files/_log/sql-errors.log";
    opened_without(number, what) "{number} was opened, but {what}"
        = "{number} a été ouvert, mais {what}";
    member_refused(role, who, error) "{who} is not {role}: {error}"
        = "{who} n'est pas {role}\u{a0}: {error}";
    not_taken(columns) "GLPI did not take over {columns}"
        = "GLPI n'a pas repris {columns}";
    no_field_of_solution(column) "a solution by API v2 has no column `{column}`"
        = "une solution par l'API v2 n'a pas de colonne `{column}`";
}
