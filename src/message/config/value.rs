//! Problems of single values: numbers, spans of time, addresses, patterns, secrets.

use crate::message::messages;

messages! { "config.value";
    must_not_be_blank() "this must not be blank"
        = "cette valeur ne doit pas être vide";
    login_without_password() "a `login` goes with `password = \"env:NAME\"`"
        = "un `login` va avec `password = \"env:NOM\"`";
    password_without_login() "a `password` goes with a `login`"
        = "un `password` va avec un `login`";
    out_of_range(number) "{number} is out of range"
        = "{number} est hors limites";
    not_a_url() "this is not a URL"
        = "ce n'est pas une URL";
    not_a_web_address() "this is not a web address"
        = "ce n'est pas une adresse web";
    no_login_in_url()
        "leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH"
        = "enlevez utilisateur:motdepasse@ et donnez un jeton, ou login et password, sous la forme env:NOM \
           ou file:CHEMIN";
    query_or_fragment() "the address has a query or a fragment"
        = "l'adresse contient une requête ou un fragment";
    password_in_url() "the URL holds a user or a password; this file is meant to be committed and shared"
        = "l'URL contient un utilisateur ou un mot de passe\u{a0}; ce fichier est fait pour être versionné \
           et partagé";
    listed_twice(name) "`{name}` is listed already"
        = "`{name}` est déjà dans la liste";
    key_missing(key) "`{key}` is missing"
        = "`{key}` manque";
    duration_form() "numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years"
        = "des nombres avec d, h, m ou s, comme 90s, 15m, 2h, 1d ou 1h30m\u{a0}; dix ans au plus";
    duration_zero() "this span of time must not be zero"
        = "cette durée ne doit pas être nulle";
    not_a_duration(text) "`{text}` is not a span of time"
        = "`{text}` n'est pas une durée";
    size_form(least) "a whole number with MiB or GiB, such as 512MiB or 1GiB; at least {least}MiB"
        = "un nombre entier avec MiB ou GiB, comme 512MiB ou 1GiB\u{a0}; au moins {least}MiB";
    size_too_small(text) "`{text}` is too little"
        = "`{text}` est trop peu";
    not_a_size(text) "`{text}` is not an amount of memory"
        = "`{text}` n'est pas une quantité de mémoire";
    from_up(least) "a whole number from {least} up"
        = "un nombre entier à partir de {least}";
    from_to(least, most) "a whole number from {least} to {most}"
        = "un nombre entier de {least} à {most}";
    not_a_percentage(number) "{number} is not a percentage"
        = "{number} n'est pas un pourcentage";
    percentage_form() "a number from 0 to 100"
        = "un nombre de 0 à 100";
    zone_form() "an IANA name such as Europe/Paris, America/New_York or UTC"
        = "un nom IANA comme Europe/Paris, America/New_York ou UTC";
    not_a_zone(text) "`{text}` is not an IANA time zone"
        = "`{text}` n'est pas un fuseau horaire IANA";
    not_an_address(text) "`{text}` is not an e-mail address"
        = "`{text}` n'est pas une adresse de courriel";
    address_form() "name@example.org or Name <name@example.org>"
        = "nom@example.org ou Nom <nom@example.org>";
    column_blank() "the name of a column is blank"
        = "le nom d'une colonne est vide";
    column_form() "the name of a column in the source, or a list of names of which the first is used"
        = "le nom d'une colonne de la source, ou une liste de noms\u{a0}: le premier présent est utilisé";
    not_a_pattern() "this is not a regular expression"
        = "ce n'est pas une expression régulière";
    not_a_date_pattern(text) "`{text}` is not a date pattern"
        = "`{text}` n'est pas un format de date";
    date_pattern_form()
        "%d day, %m month, %Y year, %y year of two digits, %H hour, %M minute, %S second, %b month name: \
         %d/%m/%Y"
        = "%d jour, %m mois, %Y année, %y année à deux chiffres, %H heure, %M minute, %S seconde, %b nom \
           du mois\u{a0}: %d/%m/%Y";
    not_a_variable() "this is not the name of an environment variable"
        = "ce n'est pas le nom d'une variable d'environnement";
    variable_example(key) "for example {key} = \"env:GLPI_TOKEN\""
        = "par exemple {key} = \"env:GLPI_TOKEN\"";
    file_path_missing() "the path of the file is missing"
        = "le chemin du fichier manque";
    file_example(key) "for example {key} = \"file:secrets/glpi\""
        = "par exemple {key} = \"file:secrets/glpi\"";
    secret_in_file(key) "`{key}` holds the secret itself; this file is meant to be committed and shared"
        = "`{key}` contient le secret lui-même\u{a0}; ce fichier est fait pour être versionné et partagé";
    secret_elsewhere(key, variable)
        "write where it is kept: {key} = \"env:{variable}\" (an environment variable) or {key} = \
         \"file:secrets/{key}\" (a file); credential:, cmd: and vault: do as well. If this file was \
         committed or shared, replace the secret by a new one."
        = "écrivez où il se trouve\u{a0}: {key} = \"env:{variable}\" (une variable d'environnement) ou \
           {key} = \"file:secrets/{key}\" (un fichier)\u{a0}; `credential:`, `cmd:` et `vault:` conviennent aussi. \
           Si ce fichier a déjà été versionné ou partagé, remplacez le secret par un nouveau.";
}
