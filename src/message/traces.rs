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
