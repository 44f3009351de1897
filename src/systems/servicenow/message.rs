//! What is said of a ServiceNow.

use crate::message::messages;

messages! { "servicenow";
    example() "problems of a monitor become ServiceNow tickets, and what operators say their notes"
        = "les problèmes d'un outil de supervision deviennent des tickets ServiceNow, et ce que disent les opérateurs des notes";
    with_its_words(hint, said) "{hint} ({said})"
        = "{hint} ({said})";
    batch_too_slow() "the instance did not get to it within the time of a batch"
        = "l'instance n'a pas pu le traiter dans le temps imparti à un lot";
    ends_in_error() "it ends in an error"
        = "le lot se termine par une erreur";
    not_told() "the answer of the batch does not say what became of it"
        = "la réponse du lot ne dit pas ce qu'il est devenu";
    in_a_batch(method, path) "{method} {path} (in a batch)"
        = "{method} {path} (dans un lot)";
    no_status() "no status"
        = "pas de statut";
    ended_for_good(state) "the ticket is {state} for good; open a new one"
        = "le ticket est définitivement {state}\u{a0}; ouvrez-en un nouveau";
    reopening(id) "reopening {id}"
        = "réouverture de {id}";
    resolving(id) "resolving {id}"
        = "résolution de {id}";
    not_resolved_by_state(table, states)
        "a {table} is not resolved by a state of its own; say how it ends: `fields = {{ state = \"…\" }}` in \
         `on_recovery`, one of {states}"
        = "un ticket {table} n'a pas d'état «\u{a0}résolu\u{a0}» à lui\u{a0}; dites comment il se \
           termine\u{a0}: `fields = {{ state = \"…\" }}` dans `on_recovery`, parmi {states}";
    no_end(table, given, states) "{given} is no state in which a {table} ends; its states are {states}"
        = "{given} n'est pas un état final d'un ticket {table}\u{a0}; ses états sont {states}";
    policy_requires(table, fields)
        "a data policy of {table} requires {fields}: give {fields} in `fields` of the rule"
        = "une règle de données (data policy) de {table} exige {fields}\u{a0}: indiquez {fields} dans `fields` de \
           la règle";
    mandatory(table) "mandatory columns of {table}"
        = "colonnes obligatoires de {table}";
    asked_by_forms(columns) "{columns}: forms ask for them, the API takes a ticket without"
        = "{columns}\u{a0}: les formulaires les demandent, l'API accepte un ticket sans elles";
    priority_computed(got, impact, urgency)
        "ServiceNow computes it from impact {impact} and urgency {urgency}: it is {got}; set these two instead"
        = "ServiceNow la calcule à partir de l'impact {impact} et de l'urgence {urgency}\u{a0}: elle vaut \
           {got}\u{a0}; indiquez plutôt ces deux-là";
    journal_not_seen(column, table, me)
        "what was written there is not visible to {me}, or was not written: give {me} the right to read and to \
         write {column} of {table}"
        = "ce qui y a été écrit n'est pas visible pour {me}, ou n'a pas été écrit\u{a0}: donnez à {me} le \
           droit de lire et d'écrire {column} de {table}";
    wanted_and_got(column, wanted, got) "{column} (wanted {wanted}, got {got})"
        = "{column} (voulu\u{a0}: {wanted}, obtenu\u{a0}: {got})";
    wanted_and_empty(column, wanted) "{column} (wanted {wanted}, it is empty)"
        = "{column} (voulu\u{a0}: {wanted}, obtenu\u{a0}: vide)";
    wanted_and_not_shown(column, wanted) "{column} (wanted {wanted}, it is not shown)"
        = "{column} (voulu\u{a0}: {wanted}, non montré)";
    needs_itil_for_levels()
        "; users without the role itil cannot set impact, urgency, severity or the group"
        = "\u{a0}; sans le rôle itil, un utilisateur ne peut fixer ni l'impact, ni l'urgence, ni la gravité, ni \
           le groupe";
    needs_notes() "close_notes are required: give the resolution a text"
        = "close_notes est obligatoire\u{a0}: donnez un texte à la résolution";
    instance_has(known) "; the instance has {known}"
        = "\u{a0}; l'instance a {known}";
    needs_code(column, list) "the resolution needs a code for {column}{list}"
        = "la résolution a besoin d'un code pour {column}{list}";
    no_choices() "none are shown to us: values go out unchecked; give the user read access to sys_choice"
        = "aucun choix ne nous est montré\u{a0}: les valeurs partent sans contrôle\u{a0}; donnez à \
           l'utilisateur le droit de lire sys_choice";
    value_count(count) "{count} {count:value|values}"
        = "{count} {count:valeur|valeurs}";
    some_values(count, hidden) "{count} {count:value|values}; {hidden} more {hidden:is|are} hidden from us by access rules"
        = "{count} {count:valeur|valeurs}\u{a0}; {hidden} de plus nous {hidden:est cachée|sont cachées} \
           par des règles d'accès";
    hidden_list(table, column)
        "the drop-down {column} of {table} is hidden from us, other than those beside it: its value goes out \
         unchecked, and a wrong one counts as none; give the user read access to its rows in sys_choice"
        = "la liste de choix {column} de {table} nous est cachée, contrairement aux autres de cette \
           table\u{a0}: sa valeur part sans être vérifiée, et une valeur fausse ne compte pas\u{a0}; \
           donnez à l'utilisateur le droit de lire ses lignes dans sys_choice";
    drop_downs(table) "drop-downs of {table}"
        = "listes de choix de {table}";
    groups_by_name() "groups by name"
        = "groupes par nom";
    release_not_told() "the instance shows its release to administrators only"
        = "l'instance ne montre sa version qu'aux administrateurs";
    users_are_hidden(login)
        "{login}: the instance hides users from us, so that our own notes are told from others' by this \
         name only; give the user read access to sys_user"
        = "{login}\u{a0}: l'instance nous cache les utilisateurs, et seul ce nom distingue nos notes de \
           celles des autres\u{a0}; donnez à l'utilisateur le droit de lire sys_user";
    own_zone() "the instance's own zone"
        = "le fuseau propre à l'instance";
    user_and_zone(login, name, zone) "{login} ({name}), {zone}; times are read in UTC"
        = "{login} ({name}), {zone}\u{a0}; les heures sont lues en UTC";
    roles_not_told() "the instance does not say; tickets need itil or sn_incident_write"
        = "l'instance ne l'indique pas\u{a0}; les tickets demandent itil ou sn_incident_write";
    needs_role(me, roles) "{me} has none of {roles}; add the role itil"
        = "{me} n'a aucun des rôles {roles}\u{a0}; ajoutez le rôle itil";
    no_correlation_column() "it has no column correlation_id, or hides it: our key has no place there"
        = "la table n'a pas de colonne correlation_id, ou la cache\u{a0}: notre clé n'y a pas de place";
    empty_or_hidden() "empty, or its rows are hidden from us"
        = "vide, ou ses lignes nous sont cachées";
    no_such_table() "there is no such table; see `tables` of the system"
        = "cette table n'existe pas\u{a0}; voir `tables` du système";
    give_ids(table) "{table} is empty or hidden from us: give sys_ids"
        = "{table} est vide ou nous est cachée\u{a0}: indiquez des sys_id";
    belongs_to_another(column, given, owner)
        "{column} {given} belongs to {owner}, which is not what is sent with it"
        = "{column} {given} appartient à {owner}, ce qui ne correspond pas au reste de l'envoi";
    no_such_choice(table, column, given, known) "{table} has no {column} {given}; it has {known}"
        = "{table} n'a pas de {column} {given}\u{a0}; valeurs possibles\u{a0}: {known}";
    address_such_as() "an address such as https://acme.service-now.com"
        = "une adresse comme https://acme.service-now.com";
    needs_address() "the address of the instance: url = \"https://acme.service-now.com\""
        = "l'adresse de l'instance\u{a0}: url = \"https://acme.service-now.com\"";
    address_of_a_page() "the address is that of a page or an API, not of the instance"
        = "l'adresse est celle d'une page ou d'une API, pas de l'instance";
    user_needs_password() "a `user` goes with `password = \"env:NAME\"`"
        = "un `user` va avec `password = \"env:NOM\"`";
    password_needs_user() "a `password` goes with a `user`"
        = "un `password` va avec un `user`";
    client_needs_secret() "a `client_id` goes with `client_secret = \"env:NAME\"`"
        = "un `client_id` va avec `client_secret = \"env:NOM\"`";
    secret_needs_client() "a `client_secret` goes with a `client_id`"
        = "un `client_secret` va avec un `client_id`";
    token_and_user() "there is a `refresh_token`, and a user too"
        = "il y a un `refresh_token`, et aussi un utilisateur";
    second_way() "the second way to log in"
        = "le second mode de connexion";
    keep_one_way() "keep `refresh_token`, or `user` and `password`"
        = "gardez `refresh_token`, ou `user` et `password`";
    token_needs_client() "a `refresh_token` goes with `client_id` and `client_secret`"
        = "un `refresh_token` va avec `client_id` et `client_secret`";
    needs_login()
        "`user` and `password = \"env:NAME\"`, or `client_id` and `client_secret = \"env:NAME\"` (OAuth 2.0)"
        = "`user` et `password = \"env:NOM\"`, ou `client_id` et `client_secret = \"env:NOM\"` (OAuth 2.0)";
    no_tables() "the list of tables is empty"
        = "la liste des tables est vide";
    such_as(default) "such as {default}"
        = "comme {default}";
    no_table_name(name) "{name} is not the name of a table"
        = "{name} n'est pas le nom d'une table";
    name_such_as(default) "the API name in lower case, such as {default}"
        = "le nom d'API en minuscules, comme {default}";
    ticket_is_gone() "the ticket is gone, or an access rule hides it from us"
        = "le ticket a disparu, ou une règle d'accès nous le cache";
    linking(id) "linking items to {id}"
        = "liaison d'éléments à {id}";
    no_item(class, id) "there is no {class} {id}"
        = "il n'y a pas de {class} {id}";
    needs_no_token() "a login with a password needs no token"
        = "une connexion par mot de passe n'a pas besoin de jeton";
    wrong_client_or_grant()
        "the client id or secret is wrong, or this grant is off (property \
         glide.oauth.inbound.client.credential.grant_type.enabled), or the client has no OAuth Application \
         User"
        = "l'identifiant du client ou son secret est faux, ou ce type d'accès est désactivé (propriété \
           glide.oauth.inbound.client.credential.grant_type.enabled), ou le client n'a pas d'OAuth \
           Application User";
    token_expired() "the refresh token has expired or was revoked; get a new one"
        = "le jeton de renouvellement a expiré ou a été révoqué\u{a0}; demandez-en un nouveau";
    wrong_user_or_client()
        "the user, the password, the client id or the client secret is wrong, the user is locked or has \
         to change the password, or the password grant is off"
        = "l'utilisateur, le mot de passe, l'identifiant du client ou son secret est faux, l'utilisateur \
           est verrouillé ou doit changer son mot de passe, ou l'accès par mot de passe est désactivé";
    wrong_client() "the client id or the client secret is wrong"
        = "l'identifiant du client ou son secret est faux";
    cause_and_words(cause, said) "{cause} (ServiceNow says {said})"
        = "{cause} (ServiceNow dit {said})";
    web_server_refuses(said) "the web server refuses us before ServiceNow is reached: {said}"
        = "le serveur web nous refuse avant même ServiceNow\u{a0}: {said}";
    no_token_page() "this address has no /oauth_token.do; is it a ServiceNow instance?"
        = "cette adresse n'a pas de /oauth_token.do\u{a0}; est-ce bien une instance ServiceNow\u{a0}?";
    page_instead_of_token() "a web page answers instead of ServiceNow; is the instance awake?"
        = "une page web répond à la place de ServiceNow\u{a0}; l'instance est-elle réveillée\u{a0}?";
    tables_are_listed(tables) "{tables}; `tables` of the system lists those that hold tickets"
        = "{tables}\u{a0}; `tables` du système liste celles qui contiennent des tickets";
    no_ticket_name() "a ticket is named by its table and its sys_id of 32 hex digits"
        = "un ticket se désigne par sa table et son sys_id de 32 chiffres hexadécimaux";
    give_id(column, given) "{column}: give the sys_id of {given}, its name cannot be asked for"
        = "{column}\u{a0}: indiquez le sys_id de {given}, son nom ne peut pas être demandé";
    several_rows(column, n, table, given, numbers)
        "{column}: {n} rows of {table} are called {given}: {numbers}; give the sys_id"
        = "{column}\u{a0}: {n} lignes de {table} s'appellent {given}\u{a0}: {numbers}\u{a0}; indiquez le \
           sys_id";
    no_such_row(column, table, given)
        "{column}: {table} has nothing called {given}, or it is inactive or hidden from us"
        = "{column}\u{a0}: {table} ne contient rien de ce nom ({given}), ou la ligne est inactive ou nous \
           est cachée";
    not_sent() "it was not sent"
        = "rien n'a été envoyé";
    not_a_ticket_table(class, known) "{class} is not among the ticket tables of this system: {known}"
        = "{class} n'est pas une des tables de tickets de ce système\u{a0}: {known}";
    no_column_name(column) "{column} is not the name of a column"
        = "{column} n'est pas le nom d'une colonne";
    no_id() "it has no sys_id"
        = "la réponse n'a pas de sys_id";
    opening(key) "opening the ticket {key}"
        = "ouverture du ticket {key}";
    no_keys(table, number)
        "{table} gives {number} when it is asked for our keys: it has no column correlation_id, or hides it \
         from us"
        = "{table} répond {number} quand on lui demande nos clés\u{a0}: la table n'a pas de colonne \
           correlation_id, ou nous la cache";
    own_tickets(table) "our own tickets in {table}"
        = "nos propres tickets dans {table}";
    none_of_ours_yet() "there are none yet: whether we are shown what we write is seen at the first"
        = "il n'y en a pas encore\u{a0}: le premier montrera si nous voyons ce que nous écrivons";
    read_back(n) "{n} {n:is|are} shown to us with our key"
        = "{n} {n:nous est montré|nous sont montrés} avec notre clé";
    without_key(n, table)
        "{n} of ours {n:has|have} no correlation_id: an access rule or a business rule of {table} keeps our key \
         out, and only the sys_id tells them"
        = "{n} des nôtres {n:n'a pas|n'ont pas} de correlation_id\u{a0}: une règle d'accès ou une règle \
           métier de {table} écarte notre clé, et seul le sys_id permet de s'y retrouver";
    no_such_column(table, column) "{table} has no column {column}, or hides it: what is sent there is dropped"
        = "{table} n'a pas de colonne {column}, ou la cache\u{a0}: ce qui y est envoyé est perdu";
    wrong_type(table, column, kind, given) "{column} of {table} is {kind}, and {given} is none"
        = "{column} de {table} est de type {kind}, et {given} n'en est pas un";
    row_is_inactive(column, table, id)
        "{column}: the row {id} of {table} is inactive by now; pull the reference data again, or name another"
        = "{column}\u{a0}: la ligne {id} de {table} est devenue inactive\u{a0}; récupérez à nouveau les \
           données de référence, ou indiquez-en une autre";
    row_is_gone(column, table, id)
        "{column}: {table} has no row {id} any more; pull the reference data again, or name another"
        = "{column}\u{a0}: {table} n'a plus de ligne {id}\u{a0}; récupérez à nouveau les données de \
           référence, ou indiquez-en une autre";
    rehearsing(table) "opening in {table}"
        = "ouverture dans {table}";
    looking_for_tickets() "looking for tickets"
        = "recherche de tickets";
    ours_are_hidden(n, table, me)
        "{n} {n:ticket|tickets} of ours in {table} {n:is|are} hidden from {me} by an access rule: nobody can \
         say then that a ticket is not there, and none is opened again. Give {me} the right to read what it \
         writes there"
        = "{n} de nos tickets dans {table} {n:est caché|sont cachés} à {me} par une règle d'accès\u{a0}: \
           personne ne peut alors dire qu'un ticket n'existe pas, et aucun n'est ouvert à nouveau. Donnez \
           à {me} le droit de lire ce qu'il y écrit";
    opened_and_hidden(table, key, me)
        "it was opened in {table}, and an access rule hides it from {me}, who opened it: find it there by its \
         correlation_id {key}; no second one is opened. Give {me} the right to read what it writes"
        = "le ticket a été ouvert dans {table}, et une règle d'accès le cache à {me}, qui l'a \
           ouvert\u{a0}: retrouvez-le dans cette table par son correlation_id {key}\u{a0}; aucun second \
           ticket n'est ouvert. Donnez à {me} le droit de lire ce qu'il écrit";
    opened_without(number, what) "it was opened as {number}, and {what}"
        = "le ticket a été ouvert sous le numéro {number}, mais {what}";
    not_taken_over(columns, table, why)
        "the instance answered as if it had been written, and did not take over {columns}: an access rule or \
         a business rule of {table} keeps us from it, or there is no such column{why}"
        = "l'instance a répondu comme si c'était écrit, mais n'a pas repris {columns}\u{a0}: une règle \
           d'accès ou une règle métier de {table} nous en empêche, ou la colonne n'existe pas{why}";
    second_factor() "the user must give a second factor; use a user without one for this"
        = "l'utilisateur doit donner un second facteur\u{a0}; prenez pour cela un utilisateur qui n'en a pas";
    wrong_login()
        "the user or the password is wrong, the user is locked, or Basic authentication is off; web service \
         access only is fine"
        = "l'utilisateur ou le mot de passe est faux, l'utilisateur est verrouillé, ou l'authentification \
           Basic est désactivée\u{a0}; «\u{a0}Web service access only\u{a0}» ne gêne pas";
    new_token_refused(said) "a new token is refused too: {said}"
        = "un nouveau jeton est refusé aussi\u{a0}: {said}";
    odd_character() "the login holds a line break or another odd character"
        = "l'identifiant ou le secret contient un saut de ligne ou un autre caractère interdit";
    no_result() "it has no `result`"
        = "la réponse n'a pas de `result`";
    dropped() "the instance dropped the request because too many wait; lower in_flight"
        = "l'instance a abandonné la requête parce que trop de requêtes attendent\u{a0}; diminuez in_flight";
    sends_us_on(place) "it sends us on to {place}; give the final address of the instance"
        = "l'instance nous renvoie vers {place}\u{a0}; indiquez l'adresse finale de l'instance";
    sleeps() "the instance sleeps (developer instances do); wake it up in a browser"
        = "l'instance est en sommeil (cela arrive aux instances de développement)\u{a0}; réveillez-la dans \
           un navigateur";
    not_servicenow() "there is no ServiceNow at this address"
        = "il n'y a pas de ServiceNow à cette adresse";
    took_too_long(said) "the instance gave up after its time limit; ask for less at a time ({said})"
        = "l'instance a renoncé au bout de son délai\u{a0}; demandez moins à la fois ({said})";
    requires_fields(fields)
        "the instance requires these fields, with values that it knows (a wrong choice counts as none): \
         {fields}"
        = "l'instance exige ces champs, avec des valeurs qu'elle connaît (un mauvais choix compte comme \
           vide)\u{a0}: {fields}";
    client_lacks_api() "the OAuth client is limited to a scope that lacks this API"
        = "le client OAuth est limité à une portée sans cette API";
    user_lacks_role()
        "the user lacks a role or an access rule forbids it; tickets need the role itil (or \
         sn_incident_write), closing them itil_admin"
        = "il manque un rôle à l'utilisateur, ou une règle d'accès l'interdit\u{a0}; les tickets demandent \
           le rôle itil (ou sn_incident_write), leur fermeture itil_admin";
    sys_id_taken(said) "the instance has a ticket with our sys_id already ({said})"
        = "l'instance a déjà un ticket avec notre sys_id ({said})";
    no_record() "there is no such record, or an access rule hides it"
        = "cet enregistrement n'existe pas, ou une règle d'accès le cache";
    lacks_api(said) "the instance does not have this API ({said})"
        = "l'instance n'a pas cette API ({said})";
    lacks_table(said) "the instance has no such table ({said})"
        = "l'instance n'a pas cette table ({said})";
    too_many_calls(said) "the instance limits how often we may ask ({said})"
        = "l'instance limite la fréquence de nos demandes ({said})";
    cut_too_late() "the instance cut the answer after its time limit; ask for less at a time"
        = "l'instance a coupé la réponse au bout de son délai\u{a0}; demandez moins à la fois";
    page_instead_of_api(said) "a web page instead of ServiceNow's API: {said}"
        = "une page web à la place de l'API de ServiceNow\u{a0}: {said}";
    no_table(table) "there is no table `{table}`, or its columns are not shown to us (sys_dictionary)"
        = "il n'y a pas de table `{table}`, ou ses colonnes ne nous sont pas montrées (sys_dictionary)";
    dictionary_hidden(n) "access rules hide {n} {n:column|columns} of the dictionary (sys_dictionary) from us"
        = "des règles d'accès nous cachent {n} {n:colonne|colonnes} du dictionnaire (sys_dictionary)";
    cannot_be_read(why, said) "the answer cannot be read ({why}): {said}"
        = "la réponse est illisible ({why})\u{a0}: {said}";
}
