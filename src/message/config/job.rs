//! Problems of job files of any kind, and of jobs for records and reference data.

use crate::message::messages;

messages! { "config.job";
    feed_too_late(job, feed, later)
        "jobs/{job}.toml: records of the feed {feed} name items of the feed {later}, which is read after it: put \
         {later} first, so that what it makes is there"
        = "jobs/{job}.toml\u{a0}: des enregistrements du flux {feed} désignent des éléments du flux {later}, lu \
           après lui\u{a0}: placez {later} en premier, pour que ce qu'il crée soit déjà là";
    feeds_in_a_circle(job, feed, later)
        "jobs/{job}.toml: the feeds {feed} and {later} name items of each other: what {later} makes is there for \
         {feed} in the next run only; to have it at once, move the fields that name them into a third feed, behind \
         both"
        = "jobs/{job}.toml\u{a0}: les flux {feed} et {later} désignent chacun des éléments de l'autre\u{a0}: ce \
           que crée {later} n'est là pour {feed} qu'à l'exécution suivante\u{a0}; pour l'avoir tout de suite, \
           placez les champs qui les désignent dans un troisième flux, après les deux";
    no_such_job(job) "there is no job `{job}`"
        = "il n'y a pas de tâche `{job}`";
    monitor_takes_no_tickets(name) "`{name}` is a monitor: it has events and takes no tickets"
        = "`{name}` est un outil de supervision\u{a0}: il a des événements et ne reçoit pas de tickets";
    no_such_system(name) "stocktake.toml has no system `{name}`"
        = "stocktake.toml n'a pas de système `{name}`";
    feed_missing() "what is read: a [[feed]] with `mapping` and `path`"
        = "ce qui est lu\u{a0}: un [[feed]] avec `mapping` et `path`";
    ping_example() "ping = \"https://hc-ping.com/…\", or where it stands: ping = \"env:PING\""
        = "ping = \"https://hc-ping.com/…\", ou l'endroit où elle se trouve\u{a0}: ping = \"env:PING\"";
    system_missing() "the name of a [system.NAME] of stocktake.toml: system = \"practice\""
        = "le nom d'un [system.NOM] de stocktake.toml\u{a0}: system = \"practice\"";
    monitor_takes_no_records(name) "`{name}` is a monitor: it has events and takes no records"
        = "`{name}` est un outil de supervision\u{a0}: il a des événements et ne reçoit pas \
           d'enregistrements";
    system_is_written_to() "the system of a job is the one that is written to, such as a [system.NAME.glpi]"
        = "le système d'une tâche est celui où l'on écrit, comme un [system.NOM.glpi]";
    inventory_goes_into_glpi(name, kind) "`{name}` is of kind {kind}: inventory is written into a GLPI"
        = "`{name}` est de type {kind}\u{a0}: l'inventaire s'écrit dans un GLPI";
    takes_no_inventory(name, why) "`{name}` takes no inventory: {why}"
        = "`{name}` n'accepte pas d'inventaire\u{a0}: {why}";
    schedule_out() "take [schedule] out of the job: `plan` and `drift` go without it"
        = "enlevez [schedule] de la tâche\u{a0}: `plan` et `drift` fonctionnent sans";
    limit_of_what() "percent = 10, count = 100 or both; \"off\" instead of the table for no limit"
        = "percent = 10, count = 100 ou les deux\u{a0}; \"off\" à la place de la table pour ne pas avoir \
           de limite";
    no_such_limit(word) "a limit cannot be `{word}`"
        = "une limite ne peut pas valoir `{word}`";
    records() "records"
        = "enregistrements";
    tickets() "tickets"
        = "tickets";
    reference_data() "reference data"
        = "données de référence";
    two_kinds(key, kind, first, first_kind)
        "`{key}` belongs to a job for {kind}, and `{first}` makes this one for {first_kind}"
        = "`{key}` va avec une tâche de type «\u{a0}{kind}\u{a0}», et `{first}` fait de celle-ci une tâche \
           de type «\u{a0}{first_kind}\u{a0}»";
    own_file_each()
        "give each its own file: records have `system` and `feed`, tickets have `monitors` and `rule`, \
         reference data has `refs`"
        = "donnez un fichier à chacune\u{a0}: les enregistrements ont `system` et `feed`, les tickets ont \
           `monitors` et `rule`, les données de référence ont `refs`";
    refs_missing() "what is pulled: [refs] with systems = [\"glpi\"]"
        = "ce qui est récupéré\u{a0}: [refs] avec systems = [\"glpi\"]";
    systems_of_refs() "systems of stocktake.toml that have tickets: systems = [\"glpi\"]"
        = "des systèmes de stocktake.toml qui ont des tickets\u{a0}: systems = [\"glpi\"]";
    no_system_to_pull_from() "there is no system to pull from"
        = "il n'y a aucun système où récupérer des données";
}
