//! What is said of traces: where they go, and why they do not.

use super::messages;

messages! { "traces";
    other_exporter(exporter)
        "no traces are sent: OTEL_TRACES_EXPORTER is `{exporter}`, and stocktake knows `otlp` and `none`"
        = "aucune trace n'est envoyée\u{a0}: OTEL_TRACES_EXPORTER vaut `{exporter}`, et stocktake connaît `otlp` et `none`";
    other_protocol(name, protocol)
        "no traces are sent: {name} is `{protocol}`, and stocktake sends `http/protobuf` alone, which collectors take at \
         port 4318"
        = "aucune trace n'est envoyée\u{a0}: {name} vaut `{protocol}`, et stocktake n'envoie que `http/protobuf`, que les \
           collecteurs reçoivent sur le port 4318";
    no_address(name) "no traces are sent: {name} is no address that begins with http:// or https://"
        = "aucune trace n'est envoyée\u{a0}: {name} n'est pas une adresse qui commence par http:// ou https://";
    queue(name, size, most) "no traces are sent: {name} is {size}, and 1 to {most} spans can wait"
        = "aucune trace n'est envoyée\u{a0}: {name} vaut {size}, et de 1 à {most} spans peuvent attendre";
    bad_flag(name, value) "{name} is `{value}`: `true` or `false` is allowed; it counts as `false`"
        = "{name} vaut `{value}`\u{a0}: `true` ou `false` est permis\u{a0}; il compte comme `false`";
    bad_number(name, value, least, most) "{name} is `{value}`: a whole number from {least} to {most} is allowed; the default counts"
        = "{name} vaut `{value}`\u{a0}: un nombre entier de {least} à {most} est permis\u{a0}; la valeur par défaut compte";
    bad_ratio(name, value) "{name} is `{value}`: a number from 0 to 1 is allowed; all traces are sent"
        = "{name} vaut `{value}`\u{a0}: un nombre de 0 à 1 est permis\u{a0}; toutes les traces sont envoyées";
    bad_sampler(name, value, known) "{name} is `{value}`: allowed are {known}; all traces are sent"
        = "{name} vaut `{value}`\u{a0}: sont permis {known}\u{a0}; toutes les traces sont envoyées";
    bad_header(place, name) "part {place} of {name} is no header: each is NAME=VALUE, with commas between them and other signs as \
                             `%20`; what stands there is not shown, since it may be a secret"
        = "la partie {place} de {name} n'est pas un en-tête\u{a0}: chacun est NOM=VALEUR, séparés par des virgules, les autres \
           signes comme `%20`\u{a0}; ce qui s'y trouve n'est pas montré, car ce peut être un secret";
    cannot_begin(why) "no traces are sent: {why}"
        = "aucune trace n'est envoyée\u{a0}: {why}";
    not_in_time() "not all was taken in time"
        = "tout n'a pas été reçu à temps";
    traces() "traces"
        = "traces";
    sent_to(collector) "sent to {collector}"
        = "envoyées à {collector}";
    taken_by(collector) "{collector} takes them"
        = "{collector} les reçoit";
    not_taken_by(collector, why) "{collector} does not take them: {why}"
        = "{collector} ne les reçoit pas\u{a0}: {why}";
}
