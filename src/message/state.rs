//! The state database: what was being done with it and what cannot be read in it.

use super::messages;

messages! { "state";
    var_is_a_file(path) [StateFolder]
        "{path} is a file, and the state is kept in a folder of this name: move the file away"
        = "{path} est un fichier, alors que l'état est conservé dans un dossier de ce nom\u{a0}: déplacez-le";
    give_the_folder(path) [StateFolder]
        "the user who runs stocktake may not write into {path}, where the state is kept: give it to that user \
         (chown), or run stocktake as its owner"
        = "l'utilisateur qui exécute stocktake n'a pas le droit d'écrire dans {path}, où l'état est \
           conservé\u{a0}: donnez-lui ce dossier (chown), ou exécutez stocktake sous son propriétaire";
    cannot_make_folder(path) [StateFolder] "cannot make the folder {path} of the state database"
        = "impossible de créer le dossier {path} de la base d'état";
    cannot_open(path, detail) [StateUnreachable] "cannot open the state database {path}: {detail}"
        = "impossible d'ouvrir la base d'état {path}\u{a0}: {detail}";
    cannot_connect(target, problem, detail) [StateUnreachable]
        "cannot connect to the state database {target}: {problem}: {detail}"
        = "impossible de se connecter à la base d'état {target}\u{a0}: {problem}\u{a0}: {detail}";
    missing(path) "there is no state database {path} yet: the first run makes it"
        = "il n'y a pas encore de base d'état {path}\u{a0}: la première exécution la crée";
    not_empty(target, table, rows)
        "the state database {target} holds rows already ({table}: {rows}); nothing was changed"
        = "la base d'état {target} contient déjà des lignes ({table}\u{a0}: {rows})\u{a0}; rien n'a été modifié";
    differs(target, table, read, written)
        "what stands in {table} of {target} is not what was read ({read} rows read, {written} there); nothing was \
         changed"
        = "le contenu de {table} dans {target} n'est pas celui qui a été lu ({read} lignes lues, {written} \
           présentes)\u{a0}; rien n'a été modifié";
    stands_there(place, engine, size) "State database {place}: {engine}, {size}"
        = "Base d'état {place}\u{a0}: {engine}, {size}";
    kibibytes(n) "{n} KiB"
        = "{n} Kio";
    mebibytes(n) "{n} MiB"
        = "{n} Mio";
    gibibytes(n) "{n} GiB"
        = "{n} Gio";
    no_tables_yet() "It has no tables yet: the first run makes them."
        = "Elle n'a pas encore de tables\u{a0}: la première exécution les crée.";
    tables_of(version) "Its tables are those of this version ({version})."
        = "Ses tables sont celles de cette version ({version}).";
    tables_behind(version, more)
        "Its tables are of an older version ({version}); the next command that works with it makes {more} \
         {more:migration|migrations}, after a copy where it is a file."
        = "Ses tables sont d'une version antérieure ({version})\u{a0}; la prochaine commande qui l'utilise fera \
           {more} {more:migration|migrations}, après une copie s'il s'agit d'un fichier.";
    is_sound() "Its own check finds nothing wrong."
        = "Son propre contrôle ne trouve rien à redire.";
    is_damaged()
        "Its own check finds damage: stop stocktake, keep this file, and restore the newest backup (stocktake db \
         restore)."
        = "Son propre contrôle trouve des dommages\u{a0}: arrêtez stocktake, gardez ce fichier et restaurez la \
           dernière sauvegarde (stocktake db restore).";
    is_there_already(file) "{file} is there already: a backup never overwrites a file"
        = "{file} existe déjà\u{a0}: une sauvegarde n'écrase jamais un fichier";
    no_backup(file) "{file} is no backup of a state database: `stocktake db backup` makes one"
        = "{file} n'est pas une sauvegarde d'une base d'état\u{a0}: `stocktake db backup` en fait une";
    kept_aside(file) "What stood there is kept in {file}."
        = "Ce qui s'y trouvait est conservé dans {file}.";
    replace_it(why) "{why}; with --replace it goes, after a backup of it"
        = "{why}\u{a0}; avec --replace ce contenu est remplacé, après une sauvegarde";
    run_under_way(job, run) [AlreadyRunning] "{job} is being run ({run}): wait for its end, or stop it, and stop `serve`"
        = "{job} est en cours d'exécution ({run})\u{a0}: attendez sa fin ou arrêtez-la, et arrêtez `serve`";
    same_place(place) "{place} is the state database of this project"
        = "{place} est la base d'état de ce projet";
    copied(rows, place) "{rows} {rows:row|rows} copied into {place}; counts and digests of both are the same."
        = "{rows} {rows:ligne copiée|lignes copiées} dans {place}\u{a0}; nombres et empreintes sont identiques des deux côtés.";
    now_change_the_url() "Now write this URL into [state] of stocktake.toml, and start `serve` again."
        = "Inscrivez maintenant cette URL sous [state] dans stocktake.toml, puis relancez `serve`.";
    would_forget(job, runs) "{job}: {runs} {runs:run|runs} would be forgotten"
        = "{job}\u{a0}: {runs} {runs:exécution serait oubliée|exécutions seraient oubliées}";
    forgotten(job, runs) "{job}: {runs} {runs:run|runs} forgotten"
        = "{job}\u{a0}: {runs} {runs:exécution oubliée|exécutions oubliées}";
    room_given_back(less, now) "{less} given back to the disk; it takes {now} now."
        = "{less} rendus au disque\u{a0}; elle occupe maintenant {now}.";
    nothing_to_forget() "No run is old enough to be forgotten ([history] of the jobs)."
        = "Aucune exécution n'est assez ancienne pour être oubliée ([history] des tâches).";
    copying_the_state() "copying the state"
        = "copie de l'état";
    counting_rows() "counting rows"
        = "comptage des lignes";
    looking_at_it() "looking at it"
        = "examen de la base";
    measuring() "measuring"
        = "mesure";
    counting_starts() "counting starts of the schedule"
        = "comptage des départs planifiés";
    giving_room_back() "giving room back to the disk"
        = "restitution de l'espace au disque";
    newer(target, versions) [StateNewer]
        "the state database {target} was changed by a newer stocktake (migrations {versions}); use that \
         version, or a copy of the database from before"
        = "la base d'état {target} a été modifiée par une version plus récente de stocktake (migrations \
           {versions})\u{a0}; utilisez cette version, ou une copie antérieure de la base";
    cannot_migrate(target, detail) "cannot bring the state database {target} up to date: {detail}"
        = "impossible de mettre à jour la base d'état {target}\u{a0}: {detail}";
    cannot_copy(path, detail)
        "cannot copy the state database to {path} before changing its tables: {detail}"
        = "impossible de copier la base d'état vers {path} avant de modifier ses tables\u{a0}: {detail}";
    nothing_requested(job) "no request for a run of {job} waits any more"
        = "aucune demande d'exécution de {job} n'attend plus";
    already_running(job, run, node, alive_at) [AlreadyRunning]
        "{job} is running already: run {run} on {node}, last sign of life {alive_at}"
        = "{job} est déjà en cours\u{a0}: exécution {run} sur {node}, dernier signe de vie {alive_at}";
    not_running(run) "run {run} is no longer under way"
        = "l'exécution {run} n'est plus en cours";
    ambiguous(piece, runs) "{piece} means several runs: {runs}"
        = "{piece} désigne plusieurs exécutions\u{a0}: {runs}";
    corrupt(target, detail) [StateDamaged] "the state database {target} holds something unreadable: {detail}"
        = "la base d'état {target} contient une donnée illisible\u{a0}: {detail}";
    lost(target, doing) [StateUnreachable] "lost the state database {target} while {doing}"
        = "connexion à la base d'état {target} perdue ({doing})";
    unsure(target, doing) [StateUnreachable]
        "lost the state database {target} while {doing}; whether that was done is not known"
        = "connexion à la base d'état {target} perdue ({doing})\u{a0}; on ne sait pas si c'est fait";
    failed(target, doing) "state database {target}: {doing} failed"
        = "base d'état {target}\u{a0}: échec ({doing})";
    needs_secret(secret) [SecretMissing] "the state database needs the secret {secret}"
        = "la base d'état a besoin du secret {secret}";
    act_of_run(act, run) "the act {act} of run {run}"
        = "l'action {act} de l'exécution {run}";
    no_act(run, seq) "run {run} has no act {seq}"
        = "l'exécution {run} n'a pas d'action {seq}";
    writing_the_journal_of_tickets() "writing the journal of tickets"
        = "écriture du journal des tickets";
    writing_outcomes_to_the_journal_of_tickets() "writing outcomes to the journal of tickets"
        = "écriture des résultats dans le journal des tickets";
    settling_acts() "settling acts"
        = "règlement des actions en suspens";
    reading_the_journal_of_tickets() "reading the journal of tickets"
        = "lecture du journal des tickets";
    looking_for_acts_by_their_marks() "looking for acts by their marks"
        = "recherche d'actions par leurs marques";
    looking_for_unsettled_acts() "looking for unsettled acts"
        = "recherche des actions en suspens";
    reading_a_report_on_tickets() "reading a report on tickets"
        = "lecture d'un rapport sur les tickets";
    path_not_utf8() "the path is not UTF-8"
        = "le chemin n'est pas en UTF-8";
    of_postgres() "of postgres://…"
        = "de postgres://…";
    no_scheme(scheme) "{scheme} is not a scheme of PostgreSQL"
        = "{scheme} n'est pas un schéma d'URL de PostgreSQL";
    entries_missing(places, run, settled)
        "of the journal entries {places} of run {run} only {settled} are there"
        = "parmi les entrées {places} du journal de l'exécution {run}, seules {settled} existent";
    writing_the_journal() "writing the journal"
        = "écriture du journal";
    writing_outcomes_to_the_journal() "writing outcomes to the journal"
        = "écriture des résultats dans le journal";
    reading_the_journal() "reading the journal"
        = "lecture du journal";
    looking_for_unsettled_journal_entries() "looking for unsettled journal entries"
        = "recherche des entrées du journal en suspens";
    reading_what_was_written_of_a_record() "reading what was written of a record"
        = "lecture de ce qui a été écrit d'un enregistrement";
    object_of_texts() "an object of texts"
        = "un objet de textes";
    reading_links() "reading links"
        = "lecture des liens";
    writing_links() "writing links"
        = "écriture des liens";
    mail_state(word) "the mail state {word}"
        = "l'état de courriel {word}";
    putting_a_mail_in_the_outbox() "putting a mail in the outbox"
        = "dépôt d'un courriel dans la boîte d'envoi";
    claiming_mails() "claiming mails"
        = "réservation des courriels à envoyer";
    recording_a_sent_mail() "recording a sent mail"
        = "enregistrement d'un courriel envoyé";
    recording_a_mail_that_failed() "recording a mail that failed"
        = "enregistrement d'un courriel en échec";
    recording_a_mail_that_was_given_up() "recording a mail that was given up"
        = "enregistrement d'un courriel abandonné";
    reading_the_outbox() "reading the outbox"
        = "lecture de la boîte d'envoi";
    claiming_messages() "claiming messages of webhooks"
        = "réservation des messages de webhooks à envoyer";
    recording_what_became_of_a_message() "recording what became of a message of a webhook"
        = "enregistrement du sort d'un message de webhook";
    reading_webhooks() "reading what waits for webhooks"
        = "lecture de ce qui attend les webhooks";
    health(word) "the health {word} of a job"
        = "l'état de santé {word} d'une tâche";
    topic_of_question(topic) "the topic {topic} of a question"
        = "le sujet {topic} d'une question";
    day_of_question(day, error) "the day {day} of a question ({error})"
        = "la date {day} d'une question ({error})";
    closing_a_question() "closing a question"
        = "clôture d'une question";
    reading_open_questions() "reading open questions"
        = "lecture des questions en attente";
    reading_the_questions_of_a_run() "reading the questions of a run"
        = "lecture des questions d'une exécution";
    kind_of_reference(kind) "{kind} as a kind of reference data"
        = "{kind} comme type de données de référence";
    keeping_reference_data() "keeping reference data"
        = "enregistrement de données de référence";
    reading_reference_data() "reading reference data"
        = "lecture des données de référence";
    reading_when_reference_data_was_pulled() "reading when reference data was pulled"
        = "lecture de la date de récupération des données de référence";
    opening_a_run() "opening a run"
        = "ouverture d'une exécution";
    looking_for_a_run_under_way() "looking for a run under way"
        = "recherche d'une exécution en cours";
    looking_for_dead_runs() "looking for dead runs"
        = "recherche d'exécutions abandonnées";
    closing_an_interrupted_run() "closing an interrupted run"
        = "clôture d'une exécution interrompue";
    giving_a_sign_of_life() "giving a sign of life"
        = "envoi d'un signe de vie";
    recording_a_plan() "recording a plan"
        = "enregistrement d'un plan";
    closing_a_run() "closing a run"
        = "clôture d'une exécution";
    looking_for_a_run() "looking for a run"
        = "recherche d'une exécution";
    listing_runs() "listing runs"
        = "liste des exécutions";
    looking_for_the_last_good_run() "looking for the last good run"
        = "recherche de la dernière exécution réussie";
    forgetting_old_runs() "forgetting old runs"
        = "effacement d'anciennes exécutions";
    time(time, error) "the time {time} ({error})"
        = "la date et l'heure {time} ({error})";
    no_word(value) "{value} is not a word"
        = "{value} n'est pas un mot";
    reading_links_of_companies() "reading links of companies"
        = "lecture des liens de sociétés";
    changing_the_link_of_a_company() "changing the link of a company"
        = "modification du lien d'une société";
    changing_the_link_of_an_item() "changing the link of an item"
        = "modification du lien d'un élément";
    reading_changes_of_links() "reading changes of links"
        = "lecture des modifications de liens";
    looking_for_an_applied_file() "looking for an applied file"
        = "recherche d'un fichier déjà appliqué";
    looking_for_a_bookmark() "looking for how far a source was read"
        = "recherche du point de reprise d'une source";
    keeping_a_bookmark() "remembering how far a source was read"
        = "mémorisation du point de reprise d'une source";
    reading_known_episodes() "reading the events of a feed"
        = "lecture des événements d'un flux";
    keeping_known_episodes() "keeping the events of a feed"
        = "conservation des événements d'un flux";
    writing_to_try() "trying to write"
        = "essai d'écriture";
    reading_listed_events() "reading what monitors showed"
        = "lecture de ce que les superviseurs ont montré";
    keeping_listed_events() "keeping what monitors showed"
        = "conservation de ce que les superviseurs ont montré";
    remembering_applied_files() "remembering applied files"
        = "mémorisation des fichiers appliqués";
    recording_rejects() "recording rejects"
        = "enregistrement des rejets";
    reading_rejects() "reading rejects"
        = "lecture des rejets";
    recording_notes() "recording what a run says"
        = "enregistrement de ce qu'une exécution signale";
    reading_notes() "reading what a run said"
        = "lecture de ce qu'une exécution a signalé";
    recording_hand_edits() "recording hand edits"
        = "enregistrement des modifications manuelles";
    reading_hand_edits() "reading hand edits"
        = "lecture des modifications manuelles";
    looking_for_what_was_reported_before() "looking for what was reported before"
        = "recherche de ce qui a déjà été signalé";
    reading_the_last_tick() "reading the last tick"
        = "lecture du dernier passage du planificateur";
    taking_a_token() "taking the token of a system"
        = "prise du jeton d'un système";
    keeping_a_token() "keeping the token of a system"
        = "conservation du jeton d'un système";
    taking_a_tick() "taking a tick"
        = "prise en charge d'un passage du planificateur";
    setting_the_clock_right() "looking for times that lie ahead"
        = "recherche d'heures situées dans l'avenir";
    reading_the_last_dead_man_mail() "reading the last dead-man mail"
        = "lecture du dernier courriel d'alerte de silence";
    taking_on_a_dead_man_mail() "taking on a dead-man mail"
        = "prise en charge d'un courriel d'alerte de silence";
    forgetting_a_dead_man_mail() "forgetting a dead-man mail"
        = "effacement d'un courriel d'alerte de silence";
    looking_for_a_job() "looking for a job"
        = "recherche d'une tâche";
    remembering_a_job() "remembering a job"
        = "mémorisation d'une tâche";
    recording_what_was_read() "recording what was read"
        = "enregistrement de ce qui a été lu";
    reading_what_earlier_runs_read() "reading what earlier runs read"
        = "lecture de ce que les exécutions précédentes ont lu";
    counting_missing_items() "counting missing items"
        = "comptage des éléments absents";
    looking_who_retired_an_item() "looking who retired an item"
        = "recherche de l'auteur du retrait d'un élément";
    reading_the_history_of_a_ticket() "reading the history of a ticket"
        = "lecture de l'historique d'un ticket";
    reading_tickets() "reading tickets"
        = "lecture des tickets";
    listing_tickets() "listing tickets"
        = "liste des tickets";
    looking_for_a_ticket() "looking for a ticket"
        = "recherche d'un ticket";
    looking_for_the_tickets_of_events() "looking for the tickets of events"
        = "recherche des tickets d'événements";
    writing_tickets() "writing tickets"
        = "écriture des tickets";
    keeping_an_api_token() "keeping a token of the API"
        = "conservation d'un jeton de l'API";
    reading_api_tokens() "reading the tokens of the API"
        = "lecture des jetons de l'API";
    keeping_a_run_request() "keeping a request for a run"
        = "conservation d'une demande d'exécution";
    reading_run_requests() "reading requests for runs"
        = "lecture des demandes d'exécution";
    keeping_a_push() "keeping what was pushed"
        = "conservation de ce qui a été envoyé";
    watching_who_pushes() "watching who pushes to a job"
        = "surveillance de ce qui envoie à une tâche";
    reading_pushes() "reading what was pushed"
        = "lecture de ce qui a été envoyé";
    keeping_a_login() "keeping a login of the console"
        = "conservation d'une connexion à la console";
    looking_for_a_login() "looking for a login of the console"
        = "recherche d'une connexion à la console";
    writing_the_security_log() "writing the security log"
        = "écriture du journal de sécurité";
    reading_the_security_log() "reading the security log"
        = "lecture du journal de sécurité";
    forgetting_tickets() "forgetting tickets"
        = "effacement de tickets";
    host_unreachable() "the host cannot be reached"
        = "l'hôte est injoignable";
    connection_refused() "the connection was refused"
        = "la connexion a été refusée";
    login_refused() "the login was refused"
        = "l'identifiant ou le mot de passe a été refusé";
    unknown_database() "there is no such database"
        = "cette base de données n'existe pas";
    no_trusted_connection() "no trusted encrypted connection"
        = "pas de connexion chiffrée de confiance";
    url_unusable() "the URL cannot be used"
        = "l'URL n'est pas utilisable";
    postgresql_says() "PostgreSQL says"
        = "PostgreSQL dit";
}
