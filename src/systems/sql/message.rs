//! What is said of a database and of the query that it is asked.

use crate::message::messages;

messages! { "sql";
    two_kinds() "there are two kinds of database in one table"
        = "il y a deux types de bases de données dans une même table";
    keep_one_kind() "keep one; a second database is a system of its own"
        = "gardez-en une\u{a0}; une seconde base est un système à part";
    needs_kind() "what kind of database it is: [system.NAME.sql.mysql], postgresql, sqlite or sqlserver"
        = "le type de base de données\u{a0}: [system.NOM.sql.mysql], postgresql, sqlite ou sqlserver";
    needs_path() "the file: path = \"data/assets.db\""
        = "le fichier\u{a0}: path = \"data/assets.db\"";
    needs_host() "the server: host = \"db.example.org\""
        = "le serveur\u{a0}: host = \"db.example.org\"";
    needs_database() "the database: database = \"ocsweb\""
        = "la base\u{a0}: database = \"ocsweb\"";
    needs_login() "a user who may read: `login` and `password = \"env:NAME\"`"
        = "un utilisateur qui peut lire\u{a0}: `login` et `password = \"env:NOM\"`";
    in_clear(host) "the password and all records go to {host} in clear, readable by everybody on the way: tls = false"
        = "le mot de passe et tous les enregistrements passent en clair vers {host}, lisibles par tous en \
           chemin\u{a0}: tls = false";
    authority_without_tls() "`ca_file` does nothing without TLS"
        = "`ca_file` n'a aucun effet sans TLS";
    certificate_without_effect() "a client certificate is shown by TLS only, and never to SQL Server"
        = "un certificat client n'est présenté que par TLS, et jamais à SQL Server";
    zone_without_effect() "SQL Server has no time zone of a session: `zone` does nothing"
        = "SQL Server n'a pas de fuseau horaire de session\u{a0}: `zone` n'a aucun effet";
    two_queries() "there is a `query` and a `query_file`"
        = "il y a un `query` et un `query_file`";
    keep_one_query() "keep one of them"
        = "gardez l'un des deux";
    needs_query() "the query: query_file = \"queries/ocs.sql\""
        = "la requête\u{a0}: query_file = \"queries/ocs.sql\"";
    query_unreadable(file, error) "the query in {file} cannot be read: {error}"
        = "la requête dans {file} est illisible\u{a0}: {error}";
    one_statement() "a feed asks one query, which reads: SELECT or WITH"
        = "un flux pose une seule requête, qui lit\u{a0}: `SELECT` ou `WITH`";
    no_statement(place) "{place}: there is no statement"
        = "{place}\u{a0}: il n'y a aucune instruction";
    second_statement(place) "{place}: a second statement begins here; a feed asks one"
        = "{place}\u{a0}: une seconde instruction commence ici\u{a0}; un flux n'en pose qu'une";
    unnamed_parameter(place) "{place}: `?` has no name; write `:name` and give its value in [feed.sql.parameters]"
        = "{place}\u{a0}: `?` n'a pas de nom\u{a0}; écrivez `:nom` et donnez sa valeur dans \
           [feed.sql.parameters]";
    no_such_parameter(place, name) "{place}: `:{name}` has no value"
        = "{place}\u{a0}: `:{name}` n'a pas de valeur";
    add_parameter(name) "[feed.sql.parameters] with {name} = \"…\""
        = "[feed.sql.parameters] avec {name} = \"…\"";
    add_since() "since = {{ column = \"changed\", first = \"2000-01-01\" }}"
        = "since = {{ column = \"modifie\", first = \"2000-01-01\" }}";
    parameter_unused(place, name) "{place} has no `:{name}`"
        = "{place} ne contient pas `:{name}`";
    since_twice() "`:since` has its value from `since` already"
        = "`:since` a déjà sa valeur, par `since`";
    needs_since_column() "the column of the result that grows with each change: column = \"changed\""
        = "la colonne du résultat qui croît à chaque modification\u{a0}: column = \"modifie\"";
    needs_since_first() "the value of `:since` in the first run: first = \"2000-01-01\" or first = 0"
        = "la valeur de `:since` à la première exécution\u{a0}: first = \"2000-01-01\" ou first = 0";
    bad_overlap() "an overlap is a span of time such as \"15m\", or a whole number"
        = "un recouvrement est une durée comme \"15m\", ou un nombre entier";
    unreached(database, why) "{database} cannot be reached: {why}"
        = "{database} est injoignable\u{a0}: {why}";
    no_answer() "no answer in time"
        = "pas de réponse dans le délai";
    sends_elsewhere(host, port) "it sends us to {host}:{port}"
        = "le serveur nous renvoie vers {host}:{port}";
    not_let_in(database, login, words) "{database} does not let `{login}` in: {words}"
        = "{database} refuse l'accès à `{login}`\u{a0}: {words}";
    no_tls(database, why)
        "there is no TLS connection to {database} that can be trusted: {why}; name the authority with ca_file, and the host as its certificate does"
        = "aucune connexion TLS de confiance vers {database}\u{a0}: {why}\u{a0}; indiquez l'autorité avec \
           ca_file, et l'hôte tel qu'il figure dans le certificat";
    offers_no_tls() "the server offers none"
        = "le serveur n'en propose pas";
    zone_unknown(database, zone, words)
        "{database} does not know the time zone {zone}: {words}; load its tables of time zones, or leave `zone` out"
        = "{database} ne connaît pas le fuseau horaire {zone}\u{a0}: {words}\u{a0}; chargez ses tables de \
           fuseaux, ou retirez `zone`";
    refused(place, database, words) "{place}: {database} refuses the query: {words}"
        = "{place}\u{a0}: {database} refuse la requête\u{a0}: {words}";
    writes(place, words) "{place}: the query would change something, and a feed only reads: {words}"
        = "{place}\u{a0}: la requête modifierait quelque chose, et un flux ne fait que lire\u{a0}: {words}";
    not_a_reading_statement() "this is no statement that only reads"
        = "cette instruction ne fait pas que lire";
    word_that_writes(word) "{word} writes; as the name of a column it stands in [brackets]"
        = "{word} modifie des données\u{a0}; comme nom de colonne, il se met entre [crochets]";
    reads_nothing(place) "{place}: this is no query that reads: it gives no columns"
        = "{place}\u{a0}: ce n'est pas une requête qui lit\u{a0}: elle ne donne aucune colonne";
    several_answers(place) "{place}: the query gives more than one table; a feed reads one"
        = "{place}\u{a0}: la requête donne plus d'un tableau\u{a0}; un flux en lit un";
    broke_off(database, rows, why)
        "{database} broke off after {rows} {rows:row|rows}: {why}; nothing of them is used"
        = "{database} s'est interrompu après {rows} {rows:ligne|lignes}\u{a0}: {why}\u{a0}; rien n'en est \
           utilisé";
    too_long(place, database, seconds)
        "{place}: {database} did not answer completely within {seconds} s; make the query faster, or raise timeout"
        = "{place}\u{a0}: {database} n'a pas répondu entièrement en {seconds} s\u{a0}; accélérez la requête, ou \
           augmentez timeout";
    not_understood(error) "a row is not understood: {error}"
        = "une ligne n'est pas comprise\u{a0}: {error}";
    nameless_column(number) "the column {number} of the result has no name; give it one with AS"
        = "la colonne {number} du résultat n'a pas de nom\u{a0}; donnez-lui-en un avec `AS`";
    columns_twice(names) "the result has columns of one name twice: {names}; name each of them with AS"
        = "le résultat a deux fois des colonnes du même nom\u{a0}: {names}\u{a0}; nommez chacune avec `AS`";
    no_such_column(name, names) "the result has no column `{name}`; it has {names}"
        = "le résultat n'a pas de colonne `{name}`\u{a0}; il a {names}";
    does_not_grow(column, value)
        "the column `{column}` has the value `{value}`, which is neither a number nor a time: what has changed since cannot be asked for by it"
        = "la colonne `{column}` a la valeur `{value}`, qui n'est ni un nombre ni une date\u{a0}: elle ne \
           permet pas de demander ce qui a changé depuis";
    grows_two_ways(column, one, other)
        "the column `{column}` has `{one}` and `{other}`, of which neither is later"
        = "la colonne `{column}` a `{one}` et `{other}`, dont aucun n'est le plus récent";
    read_twice(count, column, example, meant)
        "{count} {count:value|values} of `{column}` look as if their encoding was taken for another one on the way into the database, such as `{example}` for `{meant}`: they are read as they are"
        = "{count} {count:valeur|valeurs} de `{column}` semblent avoir été mal décodées à leur entrée dans la \
           base, comme `{example}` pour `{meant}`\u{a0}: elles sont lues telles quelles";
    zero_dates(count, column)
        "{count} {count:date|dates} of `{column}` {count:is|are} 0000-00-00, which is no date: read as empty"
        = "{count} {count:date|dates} de `{column}` {count:vaut|valent} 0000-00-00, qui n'est pas une \
           date\u{a0}: {count:lue|lues} comme vide";
    what_is_checked() "query"
        = "requête";
    answers(database, version, place, count, columns)
        "{database} (version {version}) answers {place} with {count} {count:column|columns}: {columns}"
        = "{database} (version {version}) répond à {place} avec {count} {count:colonne|colonnes}\u{a0}: {columns}";
    answers_with_nothing(database, version, place, count, columns)
        "{database} (version {version}) answers {place} with {count} {count:column|columns} ({columns}), and no row at \
         present"
        = "{database} (version {version}) répond à {place} avec {count} {count:colonne|colonnes} ({columns}), et \
           aucune ligne pour l'instant";
    example_ocs() "computers of OCS Inventory become computers, from its database or by its REST API"
        = "les ordinateurs d'OCS Inventory deviennent des ordinateurs, depuis sa base ou par son API REST";
}
