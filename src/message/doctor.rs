//! What `doctor` finds: the machine, the folder, the state, the jobs.

use super::messages;

messages! { "doctor";
    good() "ok"
        = "ok";
    look() "look"
        = "voir";
    bad() "FAIL"
        = "ÉCHEC";
    line(what, detail) "{what}: {detail}"
        = "{what}\u{a0}: {detail}";
    all_well() "Nothing to put right."
        = "Rien à corriger.";
    something_is(bad, look)
        "{bad} {bad:thing|things} to put right, {look} to look at."
        = "{bad} {bad:point|points} à corriger, {look} à examiner.";
    for_support()
        "This page holds no secret, no login and no address of a person: it may be sent to whoever helps."
        = "Cette page ne contient ni secret, ni identifiant, ni adresse d'une personne\u{a0}: elle peut être envoyée à \
           qui vous aide.";
    program() "program"
        = "programme";
    program_is(version, system, kernel) "stocktake {version}; {system}; Linux {kernel}"
        = "stocktake {version}\u{a0}; {system}\u{a0}; Linux {kernel}";
    user() "user"
        = "utilisateur";
    is_root()
        "root: a user of its own that may read the project and write its var is enough, and safer"
        = "root\u{a0}: un utilisateur dédié, qui peut lire le projet et écrire dans son var, suffit et est plus sûr";
    is_no_root() "not root"
        = "pas root";
    clock() "clock"
        = "horloge";
    clock_is(now, zone) "{now} UTC, zone of the machine {zone}"
        = "{now} UTC, fuseau de la machine {zone}";
    clock_of_state(seconds)
        "{seconds} s away from that of the state database: leases and waits are counted by both; let both be set \
         (NTP)"
        = "à {seconds} s de celle de la base d'état\u{a0}: les délais sont comptés avec les deux\u{a0}; réglez-les \
           (NTP)";
    clock_is_set_back(when)
        "its newest run began at {when}, which is still to come: the clock was ahead then, or is behind now"
        = "sa dernière exécution a commencé à un moment à venir, {when}\u{a0}: l'horloge avançait alors, ou retarde \
           maintenant";
    no_boot_id()
        "/proc/sys/kernel/random/boot_id cannot be read: waits for an unknown outcome go by the wall clock"
        = "/proc/sys/kernel/random/boot_id est illisible\u{a0}: les attentes d'un résultat inconnu suivent l'heure \
           murale";
    zones() "time zones"
        = "fuseaux horaires";
    zones_are(release) "IANA {release}, built in"
        = "IANA {release}, intégrés";
    folder() "project"
        = "projet";
    folder_is(jobs, mappings, systems)
        "valid; {jobs} {jobs:job|jobs}, {mappings} {mappings:mapping|mappings}, {systems} {systems:system|systems}"
        = "valide\u{a0}; {jobs} {jobs:tâche|tâches}, {mappings} {mappings:correspondance|correspondances}, {systems} \
           {systems:système|systèmes}";
    folder_has_problems(count)
        "{count} {count:problem|problems}: stocktake check shows {count:it|them}"
        = "{count} {count:problème|problèmes}\u{a0}: stocktake check {count:le|les} montre";
    rights_of(file) "rights of {file}"
        = "droits de {file}";
    others_write(mode)
        "{mode}: others may change it, and what it names is run and written to: chmod go-w"
        = "{mode}\u{a0}: d'autres peuvent le modifier, et ce qu'il nomme est exécuté\u{a0}: chmod go-w";
    others_read(mode) "{mode}: others may read it, and it is a secret: chmod 600"
        = "{mode}\u{a0}: d'autres peuvent le lire, et c'est un secret\u{a0}: chmod 600";
    others_enter(mode) "{mode}: names, serials and mails stand there: chmod 700"
        = "{mode}\u{a0}: il contient des noms, des numéros de série et des courriels\u{a0}: chmod 700";
    volume_is_open(mode)
        "{mode}, a volume that belongs to another user, as a cluster makes an emptyDir: what is written there is for \
         its owner alone; mount it into no other container, and set runAsUser and fsGroup"
        = "{mode}, un volume qui appartient à un autre utilisateur, comme un emptyDir d'un cluster\u{a0}: ce qui y \
           est écrit n'est lisible que par son propriétaire\u{a0}; ne le montez dans aucun autre conteneur, et \
           donnez runAsUser et fsGroup";
    not_ours() "it belongs to another user than the one who runs this: writing there may fail"
        = "il appartient à un autre utilisateur que celui qui exécute ceci\u{a0}: l'écriture peut échouer";
    users() "users of the console"
        = "utilisateurs de la console";
    users_are(n) "{n} {n:person|people} may log in; only the one who serves may write the file"
        = "{n} {n:personne peut|personnes peuvent} se connecter\u{a0}; seul celui qui sert peut écrire le fichier";
    rights_are(mode) "{mode}"
        = "{mode}";
    disk() "disk of var"
        = "disque de var";
    disk_free(free, percent) "{free} free ({percent} %)"
        = "{free} libres ({percent}\u{a0}%)";
    disk_short(free)
        "{free} free: a run needs room for its journal, what is fetched and mails"
        = "{free} libres\u{a0}: une exécution a besoin de place pour son journal, ses fichiers et ses courriels";
    state() "state database"
        = "base d'état";
    state_is(engine, size, version) "{engine}, {size}, tables {version}"
        = "{engine}, {size}, tables {version}";
    mails() "mails"
        = "courriels";
    no_mail_waits() "none waits"
        = "aucun en attente";
    mails_wait(count, tries) "{count} {count:waits|wait}, tried up to {tries} {tries:time|times}: stocktake check --connect says why"
        = "{count} en attente, jusqu'à {tries} {tries:essai|essais}\u{a0}: stocktake check --connect dit pourquoi";
    webhooks() "webhooks"
        = "webhooks";
    no_message_waits() "none waits"
        = "aucun en attente";
    messages_wait(waiting, given_up) "{waiting} {waiting:waits|wait}, {given_up} given up: stocktake webhooks says why"
        = "{waiting} en attente, {given_up} {given_up:abandonné|abandonnés}\u{a0}: stocktake webhooks dit pourquoi";
    inbox(job) "inbox of {job}"
        = "boîte de réception de {job}";
    never_pushed() "nothing was pushed yet"
        = "rien n'a encore été envoyé";
    last_push(when) "last push {when}"
        = "dernier envoi le {when}";
    inbox_silent(heard, longest) "silent for too long ({heard}, {longest} at most): does the monitor still run and reach this server?"
        = "silencieuse depuis trop longtemps ({heard}, {longest} au plus)\u{a0}: la supervision fonctionne-t-elle et \
           joint-elle ce serveur\u{a0}?";
    nobody_listens(heard) "{heard}; no program listens to it (stocktake serve --web), so that its silence is not told"
        = "{heard}\u{a0}; aucun programme ne l'écoute (stocktake serve --web), et son silence n'est pas signalé";
    open_writes() "unknown outcomes"
        = "résultats inconnus";
    some_open(count, job)
        "{count} of {job}: settled by its next run, or by a person (stocktake settle)"
        = "{count} de {job}\u{a0}: {count:réglé|réglés} par sa prochaine exécution, ou par une personne (stocktake settle)";
    job(name) "job {name}"
        = "tâche {name}";
    never_ran(next) "never ran; next {next}"
        = "jamais exécutée\u{a0}; prochaine {next}";
    last_run(state, when, next) "last run {state}, {when}; next {next}"
        = "dernière exécution {state}, {when}\u{a0}; prochaine {next}";
    no_good_run(state, when, next) "last run {state}, {when}, none went well yet; next {next}"
        = "dernière exécution {state}, {when}, aucune n'a encore réussi\u{a0}; prochaine {next}";
    answers() "answers"
        = "répond";
    by_hand() "by hand only"
        = "à la main seulement";
}
