//! What is said of a system with an HTTP API.

use crate::message::messages;

messages! { "http";
    the_answer() "the answer"
        = "la réponse";
    no_such_filter(name) "the list does not take `{name}`, and may answer with everything: it is not in `filters`"
        = "la liste n'accepte pas `{name}`, et répondrait peut-être par tout\u{a0}: il n'est pas dans `filters`";
    in_ticks(name) "`{name}`"
        = "`{name}`";
    an_object() "an object"
        = "un objet";
    a_list() "a list"
        = "une liste";
    a_text() "a text"
        = "un texte";
    a_number() "a number"
        = "un nombre";
    true_or_false() "true or false"
        = "vrai ou faux";
    nothing() "null"
        = "null";
    no_such_name(place, name, names) "{place} has no `{name}`; it has {names}"
        = "{place} n'a pas de `{name}`\u{a0}; il y a {names}";
    no_such_name_but(place, name, near, names)
        "{place} has no `{name}`; did you mean `{near}`? It has {names}"
        = "{place} n'a pas de `{name}`\u{a0}; vouliez-vous dire `{near}`\u{a0}? Il y a {names}";
    no_step_into(place, shape, name) "{place} is {shape}, so it has no `{name}`"
        = "{place} est {shape}, donc sans `{name}`";
    nothing_there(place, name) "{place} is an object without anything in it, so it has no `{name}`"
        = "{place} est un objet vide, donc sans `{name}`";
    null_rows(place)
        "{place} is null where the list of rows should be; if that means no rows, write \
         missing_is_empty = true"
        = "{place} est null là où la liste des lignes devrait être\u{a0}; si cela veut dire aucune ligne, \
           écrivez missing_is_empty = true";
    no_rows(place, shape) "{place} is {shape} and no list of rows"
        = "{place} est {shape} et non une liste de lignes";
    lists_inside(place, names)
        "{place} is an object and no list of rows; it has the lists {names}: write rows = \"…\""
        = "{place} est un objet et non une liste de lignes\u{a0}; il contient les listes {names}\u{a0}: \
           écrivez rows = \"…\"";
    objects_inside(place, count)
        "{place} is an object of {count} {count:object|objects}; if these are the rows, write \
         name_column = \"…\" for the column that gets their names"
        = "{place} est un objet de {count} {count:objet|objets}\u{a0}; si ce sont les lignes, écrivez \
           name_column = \"…\" pour la colonne qui reçoit leurs noms";
    no_list_inside(place, names) "{place} is an object and no list of rows; it has {names}"
        = "{place} est un objet et non une liste de lignes\u{a0}; il y a {names}";
    empty_answer() "the answer is empty"
        = "la réponse est vide";
    web_page()
        "the answer is a web page, perhaps one that asks people to log in; is the path right, and does \
         the API want another login?"
        = "la réponse est une page web, peut-être une page de connexion\u{a0}; le chemin est-il le bon, \
           et l'API attend-elle une autre connexion\u{a0}?";
    line_and_column(line, column) "line {line}, column {column}"
        = "ligne {line}, colonne {column}";
    cut_off(place) "the answer was cut off ({place})"
        = "la réponse est tronquée ({place})";
    not_json(place) "the answer is not JSON ({place})"
        = "la réponse n'est pas du JSON ({place})";
    not_xml(line, why) "the answer is not XML (line {line}): {why}"
        = "la réponse n'est pas du XML (ligne {line})\u{a0}: {why}";
    no_element() "the answer is not XML: it has no element"
        = "la réponse n'est pas du XML\u{a0}: elle n'a aucun élément";
    element_not_closed(name) "`{name}` is not closed; the answer was cut off"
        = "`{name}` n'est pas fermé\u{a0}; la réponse est tronquée";
    too_deep(most) "its elements are nested deeper than {most} levels"
        = "ses éléments sont imbriqués sur plus de {most} niveaux";
    unknown_entity(name) "the entity `{name}` is none of XML's own"
        = "l'entité `{name}` n'est pas une de celles de XML";
    not_in_encoding(encoding) "the answer is not in {encoding}, as it should be"
        = "la réponse n'est pas en {encoding}, comme elle le devrait";
    says_error(name) "it came as a success, but says that it is an error (`{name}`)"
        = "elle est marquée comme réussie, mais annonce une erreur (`{name}`)";
    not_understood(call, why, piece) "{call}: {why}. It begins: {piece}"
        = "{call}\u{a0}: {why}. Elle commence par\u{a0}: {piece}";
    not_read(call, why) "{call}: {why}"
        = "{call}\u{a0}: {why}";
    row_without_key(row, why) "row {row} of the page has no key: {why}"
        = "la ligne {row} de la page n'a pas de clé\u{a0}: {why}";
    key_is_null(name) "`{name}` is null"
        = "`{name}` est null";
    page_repeats(page)
        "page {page} has the rows of an earlier one: the server does not understand how it is asked for \
         the next page; look at [feed.http.paging]"
        = "la page {page} contient les lignes d'une page précédente\u{a0}: le serveur ne comprend pas \
           comment la page suivante est demandée\u{a0}; vérifiez [feed.http.paging]";
    next_repeats(page) "page {page} leads to a page that was read already: the list runs in a circle"
        = "la page {page} mène à une page déjà lue\u{a0}: la liste tourne en rond";
    ends_too_early(read, total)
        "the list ends after {read} of {total} rows: a page without rows came before its end"
        = "la liste s'arrête après {read} lignes sur {total}\u{a0}: une page sans ligne est arrivée avant \
           la fin";
    pages_too_early(page, pages) "page {page} of {pages} has no rows"
        = "la page {page} sur {pages} n'a aucune ligne";
    shrinks(before, now)
        "the list had {before} rows and has {now} while it is read, so that some may have moved to \
         pages that were read already; name the column that tells rows apart (key = \"id\"), or let it \
         run when nobody works"
        = "la liste avait {before} lignes et en a {now} pendant la lecture, si bien que certaines ont pu \
           passer sur des pages déjà lues\u{a0}; indiquez la colonne qui distingue les lignes (key = \
           \"id\"), ou lancez la tâche quand personne ne travaille";
    rows_missing(read, total)
        "only {read} of {total} rows came, some of them more than once; sort the list by a column that \
         does not change, such as sort = \"id\" in [feed.http.query]"
        = "seulement {read} lignes sur {total} sont arrivées, certaines plusieurs fois\u{a0}; triez la \
           liste par une colonne qui ne change pas, par exemple sort = \"id\" dans [feed.http.query]";
    moved_while_read() "rows came or went while the list was read; a part of it was read again"
        = "des lignes sont apparues ou ont disparu pendant la lecture\u{a0}; une partie de la liste a été \
           relue";
    no_next_named(name)
        "only one page came, and `{name}` was not in it; if there are more rows than these, look at the \
         name"
        = "une seule page est arrivée, et `{name}` n'y était pas\u{a0}; s'il y a plus de lignes, vérifiez \
           ce nom";
    no_total(name, value) "`{name}` should be the number of rows and is {value}"
        = "`{name}` devrait être le nombre de lignes et vaut {value}";
    no_yes_or_no(name, value) "`{name}` should be true or false and is {value}"
        = "`{name}` devrait être vrai ou faux et vaut {value}";
    next_is(name, shape) "`{name}` should lead to the next page and is {shape}"
        = "`{name}` devrait mener à la page suivante et est {shape}";
    no_next_url(address, error) "the address of the next page is none ({address}): {error}"
        = "l'adresse de la page suivante n'en est pas une ({address})\u{a0}: {error}";
    more_without_next(name) "it says that there is more, and `{name}` is empty"
        = "elle annonce une suite, et `{name}` est vide";
    too_many_pages(call, most)
        "{call}: more than {most} pages; ask for more rows with each, or raise most_pages"
        = "{call}\u{a0}: plus de {most} pages\u{a0}; demandez plus de lignes par page, ou augmentez \
           most_pages";
    too_many_details(call, path, most)
        "{call}: more than {most} calls of {path} for its rows; choose rows with only_if, or raise most"
        = "{call}\u{a0}: plus de {most} appels de {path} pour ses lignes\u{a0}; choisissez des lignes \
           avec only_if, ou augmentez most";
    page_of(address, page) "{address} (page {page})"
        = "{address} (page {page})";
    no_time(name, value)
        "`{name}` should be a time and is {value}; say how it is written with format in \
         [feed.http.changes]"
        = "`{name}` devrait être une date et heure et vaut {value}\u{a0}; indiquez son écriture avec \
           format dans [feed.http.changes]";
    no_number(name, value) "`{name}` should be a whole number and is {value}"
        = "`{name}` devrait être un nombre entier et vaut {value}";
    no_mark(name, why) "no row says in `{name}` when it was changed: {why}"
        = "aucune ligne ne dit dans `{name}` quand elle a été modifiée\u{a0}: {why}";
    template_fails(template, why) "the template {template} fails: {why}"
        = "le modèle {template} échoue\u{a0}: {why}";
    no_part_of_a_path(text) "\"{text}\" cannot be a part of a path"
        = "\"{text}\" ne peut pas être une partie d'un chemin";
    answers(call, status, advice, piece) "{call}: HTTP {status}: {advice}. It says: {piece}"
        = "{call}\u{a0}: HTTP {status}\u{a0}: {advice}. Le serveur dit\u{a0}: {piece}";
    advice_login() "the user or the secret is wrong, or the API wants another way to log in"
        = "l'identifiant ou le secret est faux, ou l'API attend un autre mode de connexion";
    advice_windows_login()
        "it lets in by NTLM, Kerberos or Negotiate alone, which stocktake does not speak; let it offer Basic by HTTPS, \
         or put a proxy that logs in by NTLM before it"
        = "il n'accepte que NTLM, Kerberos ou Negotiate, que stocktake ne parle pas\u{a0}; faites-lui offrir Basic en \
           HTTPS, ou placez devant lui un proxy qui se connecte par NTLM";
    advice_body()
        "the system has failed without a word; some answer so when they cannot read what they were sent: look at body"
        = "le système a échoué sans un mot\u{a0}; certains répondent ainsi quand ils ne peuvent pas lire ce qu'ils \
           reçoivent\u{a0}: vérifiez body";
    advice_rights() "the login is not allowed to read this"
        = "ce compte n'a pas le droit de lire cela";
    advice_act() "the login is not allowed to do this"
        = "ce compte n'a pas le droit de faire cela";
    advice_path() "there is no such call; are url and path right, with or without a slash at the end?"
        = "cet appel n'existe pas\u{a0}; url et path sont-ils exacts, avec ou sans barre à la fin\u{a0}?";
    advice_question() "the system does not take the question; look at query, headers and body"
        = "le système refuse la question\u{a0}; vérifiez query, headers et body";
    advice_accept() "the system does not give this format; look at format and headers"
        = "le système ne fournit pas ce format\u{a0}; vérifiez format et headers";
    advice_busy() "the system is busy, or was asked too often; calls_per_minute asks more seldom"
        = "le système est occupé, ou trop sollicité\u{a0}; calls_per_minute espace les appels";
    advice_proxy() "the proxy wants a login"
        = "le proxy demande une connexion";
    advice_server() "the system has failed"
        = "le système est en panne";
    advice_none() "this is no success"
        = "ce n'est pas une réussite";
    not_asked(call, why) "{call} was not followed: {why}"
        = "{call} n'a pas été suivi\u{a0}: {why}";
    another_host(host)
        "it leads to another host, {host}, which would get our login; if that is right, write hosts = \
         [\"{host}\"] for the system (for pages behind a proxy: own_host = true)"
        = "cela mène à un autre hôte, {host}, qui recevrait notre connexion\u{a0}; si c'est voulu, \
           écrivez hosts = [\"{host}\"] pour le système (pour des pages derrière un proxy\u{a0}: own_host \
           = true)";
    in_clear(address)
        "it leads to {address}, where our login would go in clear; own_host = true keeps to the address \
         of the system"
        = "cela mène à {address}, où notre connexion passerait en clair\u{a0}; own_host = true garde \
           l'adresse du système";
    too_many_hops(most) "it sends us on more than {most} times"
        = "le serveur nous renvoie plus de {most} fois";
    sends_elsewhere(address)
        "it sends us to {address} and would lose the question on the way; is the path right?"
        = "le serveur nous renvoie vers {address} et perdrait la question en chemin\u{a0}; le chemin \
           est-il le bon\u{a0}?";
    login_refused(address, why) "no login at {address}: {why}"
        = "connexion impossible à {address}\u{a0}: {why}";
    login_answers(status) "it answers HTTP {status}; look at path, login and the fields of the login"
        = "réponse HTTP {status}\u{a0}; vérifiez path, login et les champs de la connexion";
    login_template(why) "the body of the login fails: {why}"
        = "le corps de la connexion échoue\u{a0}: {why}";
    device_url_such_as()
        "the address that gives a person a code: https://login.example.org/oauth2/devicecode"
        = "l'adresse qui donne un code à une personne\u{a0}: https://login.example.org/oauth2/devicecode";
    nobody_logged_in(login) "nobody has logged in yet: run `{login}`"
        = "personne ne s'est encore connecté\u{a0}: lancez `{login}`";
    token_is_revoked(login, why)
        "the kept token is not good any more ({why}): log in again with `{login}`"
        = "le jeton conservé n'est plus valable ({why})\u{a0}: reconnectez-vous avec `{login}`";
    no_person_logs_in()
        "nobody logs in at this system: write grant = \"device\" in [system.NAME.http.oauth] where a person has to"
        = "personne ne se connecte à ce système\u{a0}: écrivez grant = \"device\" dans [system.NOM.http.oauth] \
           là où une personne doit le faire";
    type_the_code(address, code, minutes)
        "Open {address} and type the code {code}. It is good for {minutes} {minutes:minute|minutes}."
        = "Ouvrez {address} et tapez le code {code}. Il est valable {minutes} {minutes:minute|minutes}.";
    or_open(address) "Or open {address}, which has the code already."
        = "Ou ouvrez {address}, qui contient déjà le code.";
    no_code_answer(status, piece) "HTTP {status} without a code in JSON: {piece}"
        = "HTTP {status} sans code en JSON\u{a0}: {piece}";
    login_denied() "the login was denied there"
        = "la connexion y a été refusée";
    code_ran_out() "the code ran out before anybody typed it; run the command again"
        = "le code a expiré avant d'être tapé\u{a0}; relancez la commande";
    no_refresh_token()
        "it gave no token that outlives the login; ask for one with scope (mostly offline_access)"
        = "il n'a donné aucun jeton qui survive à la connexion\u{a0}; demandez-en un avec scope (le plus souvent \
           offline_access)";
    no_token(name, why) "the answer has no token at `{name}`: {why}"
        = "la réponse n'a pas de jeton dans `{name}`\u{a0}: {why}";
    no_token_in_header(name) "the answer has no header `{name}`"
        = "la réponse n'a pas d'en-tête `{name}`";
    no_cookie() "the answer has no cookie; if it has a token, write token = \"…\""
        = "la réponse n'a pas de cookie\u{a0}; si elle a un jeton, écrivez token = \"…\"";
    no_header_value(name) "the value of the header `{name}` has characters that no header can hold"
        = "la valeur de l'en-tête `{name}` contient des caractères impossibles";
    another_follows() "another page follows"
        = "une autre page suit";
    it_is_all() "no page follows"
        = "aucune page ne suit";
    no_rows_found(follows) "the first page can be read and has no rows; {follows}"
        = "la première page est lisible et sans ligne\u{a0}; {follows}";
    rows_found(count, follows, columns)
        "the first page has {count} {count:row|rows}; {follows}; columns: {columns}"
        = "la première page a {count} {count:ligne|lignes}\u{a0}; {follows}\u{a0}; colonnes\u{a0}: \
           {columns}";
    undefined() "a value is not there"
        = "une valeur manque";
    not_done(condition) "it came as a success, but `{condition}` is not true"
        = "elle est marquée comme réussie, mais `{condition}` n'est pas vrai";
    body_is_no_json(template)
        "what {template} makes is not JSON: a value stands there as JSON already, so write no quotes around \
         it, and {{{{ \"text \" ~ value }}}} for a text with a value in it"
        = "ce que {template} produit n'est pas du JSON\u{a0}: une valeur y est déjà écrite en JSON, donc \
           n'ajoutez pas de guillemets autour, et écrivez {{{{ \"texte \" ~ valeur }}}} pour un texte qui \
           contient une valeur";
    act_line(name, method, path) "act `{name}`: {method} {path}"
        = "action `{name}`\u{a0}: {method} {path}";
    act_without_rows() "nothing is sent by a check, and there is no row to try its templates on"
        = "rien n'est envoyé par une vérification, et il n'y a pas de ligne pour essayer ses modèles";
    act_lacks(names) "no row of the first page has {names}, which its templates name"
        = "aucune ligne de la première page n'a {names}, que ses modèles nomment";
    act_not_tried() "its templates name columns that are there; nothing is sent by a check"
        = "ses modèles nomment des colonnes qui existent\u{a0}; rien n'est envoyé par une vérification";
    find_not_tried()
        "its templates name columns that are there; its lookup needs a ticket or an event and was not tried"
        = "ses modèles nomment des colonnes qui existent\u{a0}; sa recherche demande un ticket ou un événement \
           et n'a pas été essayée";
    find_answers() "its templates name columns that are there, and its lookup answers; nothing is sent by a check"
        = "ses modèles nomment des colonnes qui existent, et sa recherche répond\u{a0}; rien n'est envoyé par \
           une vérification";
    find_fails(why) "its lookup fails: {why}"
        = "sa recherche échoue\u{a0}: {why}";
    find_is_not_there() "its lookup finds nothing for the first row of the list (HTTP 404); is its path right?"
        = "sa recherche ne trouve rien pour la première ligne de la liste (HTTP 404)\u{a0}; son chemin est-il \
           le bon\u{a0}?";
    find_is_always_true() "its lookup finds a mark that nobody has written; look at `when`"
        = "sa recherche trouve une marque que personne n'a écrite\u{a0}; vérifiez `when`";
    act_path_missing() "the path of the call: path = \"/alerts/{{{{ record.id }}}}\""
        = "le chemin de l'appel\u{a0}: path = \"/alerts/{{{{ record.id }}}}\"";
    no_value_of(name) "the list of `{name}` is empty: it would not be sent"
        = "la liste de `{name}` est vide\u{a0}: il ne serait pas envoyé";
    leave_it_out() "leave it out, or write its values: [\"open\", \"ack\"]"
        = "retirez-le, ou écrivez ses valeurs\u{a0}: [\"open\", \"ack\"]";
    one_line(method, path) "the question for one record: {method} {path}"
        = "la demande d'un seul enregistrement\u{a0}: {method} {path}";
    one_without_rows() "there is no row to try it with"
        = "il n'y a pas de ligne pour l'essayer";
    one_not_tried() "it needs an event and was not tried"
        = "elle demande un événement et n'a pas été essayée";
    one_answers() "it answers for the first row of the list"
        = "elle répond pour la première ligne de la liste";
    one_is_not_there() "it says that the first row of the list is not there; is its path right?"
        = "elle dit que la première ligne de la liste n'existe pas\u{a0}; son chemin est-il le bon\u{a0}?";
    one_fails(why) "it fails for the first row of the list: {why}"
        = "elle échoue pour la première ligne de la liste\u{a0}: {why}";
    several_records(count) "it has {count} records where one was asked for"
        = "elle contient {count} enregistrements alors qu'un seul a été demandé";
    no_record(shape) "it has {shape} where one record was asked for"
        = "elle contient {shape} là où un enregistrement a été demandé";
    say_repeatable(name)
        "repeatable = true where sending it twice does no harm, such as acknowledging; repeatable = false for \
         what makes something new, such as a comment, with [feed.http.act.{name}.find]"
        = "repeatable = true si l'envoyer deux fois ne fait pas de mal, comme acquitter\u{a0}; repeatable = \
           false pour ce qui crée quelque chose, comme un commentaire, avec [feed.http.act.{name}.find]";
    creation_without_find()
        "what makes something new and cannot be looked up would be made twice after a time-out"
        = "ce qui crée quelque chose et ne peut pas être recherché serait créé deux fois après un délai dépassé";
    write_find(name)
        "[feed.http.act.{name}.find] with the path that reads what there is, and when = \"{{{{ mark in row.text \
         }}}}\""
        = "[feed.http.act.{name}.find] avec le chemin qui lit ce qui existe, et when = \"{{{{ mark in row.text \
           }}}}\"";
    sends_no_mark() "nothing that is sent bears the mark by which it is known again"
        = "rien de ce qui est envoyé ne porte la marque à laquelle on le reconnaît";
    send_the_mark() "such as json = {{ text = \"{{{{ remark.text }}}} [{{{{ mark }}}}]\" }}"
        = "par exemple json = {{ text = \"{{{{ remark.text }}}} [{{{{ mark }}}}]\" }}";
    finds_no_mark() "the lookup does not ask for the mark, so it cannot know what is ours"
        = "la recherche ne demande pas la marque, donc elle ne peut pas savoir ce qui est à nous";
    find_the_mark() "such as when = \"{{{{ mark in row.text }}}}\""
        = "par exemple when = \"{{{{ mark in row.text }}}}\"";
    when_missing() "what says that it was done: when = \"{{{{ mark in row.text }}}}\""
        = "ce qui dit que c'est fait\u{a0}: when = \"{{{{ mark in row.text }}}}\"";
    one_body() "an act sends one of `form`, `json` and `body`"
        = "une action envoie un seul de `form`, `json` et `body`";
    path_missing() "the path of the call: path = \"/api/v1/hardware\""
        = "le chemin de l'appel\u{a0}: path = \"/api/v1/hardware\"";
    get_has_no_body() "a GET has no body"
        = "un GET n'a pas de corps";
    write_post() "method = \"POST\" for a call that reads with a body"
        = "method = \"POST\" pour un appel qui lit avec un corps";
    no_header_name(name) "`{name}` cannot be the name of a header"
        = "`{name}` ne peut pas être le nom d'un en-tête";
    login_in_header(name) "the header `{name}` carries a login"
        = "l'en-tête `{name}` porte une connexion";
    ways_to_log_in()
        "[system.NAME.http.basic], .bearer, .api_key, .oauth or .login, whose secrets stand elsewhere"
        = "[system.NOM.http.basic], .bearer, .api_key, .oauth ou .login, dont les secrets sont ailleurs";
    needs_format(key, format) "`{key}` goes with {format}"
        = "`{key}` va avec {format}";
    one_paging() "one way to cut the list into pages belongs here"
        = "il faut ici une seule façon de découper la liste en pages";
    kinds_of_paging() "one of [feed.http.paging.offset], .page, .cursor, .next_url and .link"
        = "un seul de [feed.http.paging.offset], .page, .cursor, .next_url et .link";
    one_mark() "the mark of the next page is in `next` or in `last_row`"
        = "la marque de la page suivante est dans `next` ou dans `last_row`";
    mark_missing() "where the mark of the next page is: next = \"meta.next_cursor\", or last_row = \"id\""
        = "où est la marque de la page suivante\u{a0}: next = \"meta.next_cursor\", ou last_row = \"id\"";
    next_missing() "where the address of the next page is: next = \"next\""
        = "où est l'adresse de la page suivante\u{a0}: next = \"next\"";
    into_missing() "the column that gets the answer: into = \"config\""
        = "la colonne qui reçoit la réponse\u{a0}: into = \"config\"";
    detail_path_missing() "the path of the call: path = \"/devices/{{{{ row.id }}}}\""
        = "le chemin de l'appel\u{a0}: path = \"/devices/{{{{ row.id }}}}\"";
    nothing_asks_since() "nothing of the call asks for changes: no template names `since`"
        = "rien dans l'appel ne demande les changements\u{a0}: aucun modèle ne nomme `since`";
    ask_since() "such as query = {{ updated_after = \"{{{{ since }}}}\" }}"
        = "par exemple query = {{ updated_after = \"{{{{ since }}}}\" }}";
    variable_without_table(name) "a template names `{name}`, which is never set"
        = "un modèle nomme `{name}`, qui n'a jamais de valeur";
    write_the_table(table) "write {table}, or leave the variable out"
        = "écrivez {table}, ou enlevez la variable";
    proxy_such_as() "an address such as http://proxy.example.org:3128"
        = "une adresse comme http://proxy.example.org:3128";
    one_way_in() "there is more than one way to log in"
        = "il y a plusieurs modes de connexion";
    keep_one_way_in() "keep one of basic, bearer, api_key, oauth and login"
        = "gardez un seul de basic, bearer, api_key, oauth et login";
    key_needed(key) "it needs `{key}`"
        = "il faut `{key}`";
    secret_needed(key) "it needs a secret: {key} = \"env:NAME\""
        = "il faut un secret\u{a0}: {key} = \"env:NOM\"";
    header_or_query() "the key goes into a header or into the query"
        = "la clé va dans un en-tête ou dans la requête";
    one_place_of_token() "the token is in the answer or in a header of it"
        = "le jeton est dans la réponse ou dans un de ses en-têtes";
    one_body_of_login() "the login sends one of `form`, `json` and `body`"
        = "la connexion envoie un seul de `form`, `json` et `body`";
    example_snipe_it() "assets of Snipe-IT become computers"
        = "les matériels de Snipe-IT deviennent des ordinateurs";
    example_netbox() "devices and virtual machines of NetBox become computers"
        = "les équipements et machines virtuelles de NetBox deviennent des ordinateurs";
    example_intune() "devices of Microsoft Intune become computers and phones, with what Entra ID knows of them"
        = "les appareils de Microsoft Intune deviennent des ordinateurs et des téléphones, avec ce qu'en sait \
           Entra ID";
    example_proxmox() "virtual machines and containers of Proxmox VE become computers"
        = "les machines virtuelles et conteneurs de Proxmox VE deviennent des ordinateurs";
    example_librenms() "devices of LibreNMS become network equipment"
        = "les équipements de LibreNMS deviennent des matériels réseau";
    example_netwrix()
        "activity records of Netwrix Auditor, and alerts of Netwrix 1Secure by mail, become ServiceNow tickets"
        = "les enregistrements d'activité de Netwrix Auditor et les alertes de Netwrix 1Secure par courriel deviennent \
           des tickets ServiceNow";
    example_qualytics() "anomalies of Qualytics become ServiceNow incidents, and what becomes of these goes back"
        = "les anomalies de Qualytics deviennent des incidents ServiceNow, et la suite des incidents y retourne";
    example_one_identity() "requests of One Identity Manager that wait for a person become ServiceNow tickets, which \
           decide on them"
        = "les demandes de One Identity Manager qui attendent une personne deviennent des tickets ServiceNow, qui en \
           décident";
}
