//! Problems of single values: numbers, spans of time, addresses, patterns, secrets.

use crate::message::messages;

messages! { "config.value";
    must_not_be_blank() "this must not be blank";
    login_without_password() "a `login` goes with `password = \"env:NAME\"`";
    password_without_login() "a `password` goes with a `login`";
    out_of_range(number) "{number} is out of range";
    not_a_url() "this is not a URL";
    not_a_web_address() "this is not a web address";
    no_login_in_url()
        "leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH";
    query_or_fragment() "the address has a query or a fragment";
    password_in_url() "the URL holds a user or a password; this file is meant to be committed and shared";
    listed_twice(name) "`{name}` is listed already";
    key_missing(key) "`{key}` is missing";
    duration_form() "numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years";
    duration_zero() "this span of time must not be zero";
    not_a_duration(text) "`{text}` is not a span of time";
    size_form(least) "a whole number with MiB or GiB, such as 512MiB or 1GiB; at least {least}MiB";
    size_too_small(text) "`{text}` is too little";
    not_a_size(text) "`{text}` is not an amount of memory";
    from_up(least) "a whole number from {least} up";
    from_to(least, most) "a whole number from {least} to {most}";
    not_a_percentage(number) "{number} is not a percentage";
    percentage_form() "a number from 0 to 100";
    zone_form() "an IANA name such as Europe/Paris, America/New_York or UTC";
    not_a_zone(text) "`{text}` is not an IANA time zone";
    not_an_address(text) "`{text}` is not an e-mail address";
    address_form() "name@example.org or Name <name@example.org>";
    column_blank() "the name of a column is blank";
    column_form() "the name of a column in the source, or a list of names of which the first is used";
    not_a_pattern() "this is not a regular expression";
    not_a_date_pattern(text) "`{text}` is not a date pattern";
    date_pattern_form()
        "%d day, %m month, %Y year, %y year of two digits, %H hour, %M minute, %S second, %b month name: \
         %d/%m/%Y";
    not_a_variable() "this is not the name of an environment variable";
    variable_example(key) "for example {key} = \"env:GLPI_TOKEN\"";
    file_path_missing() "the path of the file is missing";
    file_example(key) "for example {key} = \"file:secrets/glpi\"";
    secret_in_file(key) "`{key}` holds the secret itself; this file is meant to be committed and shared";
    secret_elsewhere(key, variable)
        "write where it is kept: {key} = \"env:{variable}\" (an environment variable) or {key} = \
         \"file:secrets/{key}\" (a file). If this file was committed or shared, replace the secret by a \
         new one.";
}
