//! Records that a system gives: what keeps them from being fetched.

use super::messages;

messages! { "source";
    no_spool(folder, error) "no folder for what is fetched can be made ({folder}): {error}"
        = "impossible de créer un dossier pour ce qui est téléchargé ({folder})\u{a0}: {error}";
    not_spooled(file, error) "what was fetched cannot be kept in {file}: {error}"
        = "ce qui a été téléchargé ne peut pas être conservé dans {file}\u{a0}: {error}";
    too_much(mebibytes) [TooMuchFetched]
        "more than {mebibytes} MiB were given for one feed: ask for less, or raise [reading] fetched"
        = "plus de {mebibytes} Mio ont été envoyés pour un seul flux\u{a0}: demandez moins, ou augmentez \
           [reading] fetched";
    no_json(error) "a record cannot be written down: {error}"
        = "un enregistrement ne peut pas être noté\u{a0}: {error}";
    not_fetched(system) "the records of the system `{system}` could not be fetched"
        = "les enregistrements du système `{system}` n'ont pas pu être téléchargés";
    not_fetched_because(system, why) "the records of the system `{system}` could not be fetched: {why}"
        = "les enregistrements du système `{system}` n'ont pas pu être téléchargés\u{a0}: {why}";
    another_query(system) "what the feed asks for is not for the system `{system}`"
        = "ce que demande le flux n'est pas pour le système `{system}`";
    asks_for_none() "the feed does not say how one record is asked for"
        = "le flux ne dit pas comment demander un seul enregistrement";
    no_such_act(name) "the feed does not say how to do this (`{name}`)"
        = "le flux ne dit pas comment faire cela (`{name}`)";
    nobody_logs_in() "nobody logs in at this system: its secrets stand in its settings"
        = "personne ne se connecte à ce système\u{a0}: ses secrets sont dans sa configuration";
    fetched(count, shown) "{count} {count:record|records} fetched from {shown}"
        = "{count} {count:enregistrement téléchargé|enregistrements téléchargés} depuis {shown}";
}
